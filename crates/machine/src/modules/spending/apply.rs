//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::Seconds;

use super::budgets;
use super::event::SpendingEvent;
use super::rules::{Admitted, Batch, Change};
use super::state::{
    BUDGET, INVOICE, REQUEST, SIGNERS, WAITING, Waiting, change_counts, change_open,
};
use super::types::{APPROVED_DAYS, Item, REQUEST_DAYS, Request, Standing};
use super::{gate, halted, invoices, streams, undone};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::breach::Spender;
use crate::modules::treasury::{AccountId, Category, Posting, check_posting, post};
use crate::modules::{charter, exit};

/// Writes an admitted action and returns what happened.
///
/// # Panics
/// If it was checked against another state: a bug in the machine, which runs both steps on one
/// overlay. Halting beats forking.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    match admitted.0 {
        Change::Approve { number, posting, request } => {
            approve(number, *request, posting, context, state)
        }
        Change::Claim { number, posting, stream } => {
            streams::claim(number, *stream, posting, context, state)
        }
        Change::CloseInvoice { invoice, number } => invoices::close(number, *invoice, state),
        Change::Invoice(draft) => invoices::make(*draft, state),
        Change::Pay { number, postings, request } => {
            pay(number, *request, postings, context, state)
        }
        Change::PayBatch { amount, asset, batch } => {
            let Batch { fund, left_out, lines, passed, postings } = batch;
            gate::charge(&passed, context, state);
            let paid = SpendingEvent::BatchPaid { amount, asset, by, fund, left_out, lines };
            [vec![paid.into()], post_all(postings, context, state)].concat()
        }
        Change::PayInvoice { invoice, number, payer, posting, share } => {
            invoices::pay(number, *invoice, (payer, share), posting, context, state)
        }
        Change::Reject { back, number, mut request, text } => {
            request.text = Some(text);
            request.decided_by = Some(by.clone());
            let rejected = SpendingEvent::Rejected { by, request: number, text };
            let events = end(number, *request, Standing::Rejected, back, context, state);
            [vec![rejected.into()], events].concat()
        }
        Change::Request(request) => ask(*request, context, state),
        Change::SetBudget { budget, key, said } => {
            let (fund, category, asset) = key;
            let place = (fund.clone(), budgets::key_of(category.as_ref()), asset.clone());
            match budget {
                Some(budget) => BUDGET.put(state, &place, &budget),
                None => BUDGET.remove(state, &place),
            }
            let (limit, per, unspent) = (said.limit, said.per, said.unspent);
            let set = SpendingEvent::BudgetSet { asset, by, category, fund, limit, per, unspent };
            vec![set.into()]
        }
        Change::SetSigners { fund, signers } => {
            if signers.needed == 0 {
                SIGNERS.remove(state, &fund);
            } else {
                SIGNERS.put(state, &fund, &signers);
            }
            let (needed, of) = (signers.needed, signers.of);
            vec![SpendingEvent::SignersSet { by, fund, needed, of }.into()]
        }
        Change::Sign { count, needed, number, pay: postings, request, signer } => {
            let signed = SpendingEvent::Signed { by: signer, count, needed, request: number };
            let mut events = vec![signed.into()];
            match postings {
                Some(postings) => events.extend(pay(number, *request, postings, context, state)),
                None => REQUEST.put(state, &number, &request),
            }
            events
        }
        Change::StartStream(draft) => streams::start(*draft, context, state),
        Change::StopStream { number, stream, until } => {
            streams::stop(number, *stream, until, context, state)
        }
        Change::Withdraw { back, number, request } => {
            let withdrawn = SpendingEvent::Withdrawn { request: number };
            let events = end(number, *request, Standing::Withdrawn, back, context, state);
            [vec![withdrawn.into()], events].concat()
        }
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let events = match item {
        Item::InvoiceLapses { invoice: number } => {
            let invoice = INVOICE.get(state, &number);
            invoice.map_or_else(Vec::new, |invoice| invoices::close(number, invoice, state))
        }
        Item::RequestLapses { request } => lapse(request, context, state),
        Item::ReviewStreams { after } => halted::review_after(after, context, state),
        Item::StreamTurns { stream } => streams::turn(stream, context, state),
    };
    Due { events, enactment: None }
}

fn post_all(postings: Vec<Posting>, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    postings.into_iter().flat_map(|posting| post(posting, context, state)).collect()
}

fn ask(mut request: Request, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut number = 0;
    change_counts(state, |counts| {
        counts.requests = counts.requests.saturating_add(1);
        number = counts.requests;
        counts.requests_open.add(&number);
    });
    change_open(state, request.by, |open| open.requests = open.requests.saturating_add(1));
    request.lapse = Some(lapse_after(Seconds::days(REQUEST_DAYS), number, context, state));
    REQUEST.put(state, &number, &request);
    WAITING.put(state, &number, &Waiting {});
    let Request { asset, by, category, fund, lines, receipts, text, total, .. } = request;
    let requested = SpendingEvent::Requested {
        amount: total,
        asset,
        by,
        category,
        fund,
        lines,
        receipts,
        request: number,
        text,
    };
    vec![requested.into()]
}

fn lapse_after(
    length: Seconds,
    request: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> agenda::Place {
    agenda::put(state, context.running.after(length), Item::RequestLapses { request })
}

fn approve(
    number: u64,
    mut request: Request,
    posting: Posting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    request.decided_by = Some(by.clone());
    request.spender = Some(Spender::of(context));
    let (amount, asset) = (request.total, request.asset.clone());
    let approved = SpendingEvent::Approved { amount, asset, by, request: number };
    budgets::charge(super::spend_of(&request), context.running, state);
    exit::approved(number, context, state);
    for (person, amount) in refunds(&request) {
        let whom = (exit::Source::Request(number), person);
        exit::coming_back(whom, &request.fund, &request.asset, amount, context, state);
    }
    super::add_owed(&request.fund, &request.asset, request.total, state);
    for person in payees(&request) {
        super::await_payment(state, person);
    }
    if let Some(place) = request.lapse.take() {
        agenda::strike(state, place);
    }
    request.lapse = Some(lapse_after(Seconds::days(APPROVED_DAYS), number, context, state));
    request.charged = Some(context.running);
    request.standing = Standing::Approved;
    undone::note(number, &request, state);
    REQUEST.put(state, &number, &request);
    [vec![approved.into()], post(posting, context, state)].concat()
}

/// Returns to whom a request pays back what they had put in, and how much.
pub(super) fn refunds(request: &Request) -> Vec<(polity_types::PersonId, polity_types::Amount)> {
    let is_refund = request.category.as_ref().is_some_and(Category::is_refund);
    let refund = |line: &super::Line| match line.to {
        AccountId::Person(person) if is_refund => Some((person, line.amount)),
        _ => None,
    };
    request.lines.iter().filter_map(refund).collect()
}

/// Returns the people among the payees of a request.
fn payees(request: &Request) -> Vec<polity_types::PersonId> {
    let person = |line: &super::Line| match line.to {
        AccountId::Person(person) => Some(person),
        _ => None,
    };
    request.lines.iter().filter_map(person).collect()
}

fn pay(
    number: u64,
    request: Request,
    postings: Vec<Posting>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    let (amount, asset) = (request.total, request.asset.clone());
    super::settle_owed(&request.fund, &asset, amount, state);
    let source = exit::Source::Request(number);
    let pay = |posting| super::pay_set_aside(posting, source, &request.fund, context, state);
    let events: Vec<Event> = postings.into_iter().flat_map(pay).collect();
    for person in payees(&request) {
        super::awaited_no_more(person, context, state);
    }
    charter::paid(number, &request, context, state);
    exit::request_over(number, context, state);
    close(number, request, Standing::Paid, state);
    let paid = SpendingEvent::Paid { amount, asset, by, request: number };
    [vec![paid.into()], events].concat()
}

/// Ends a request without payment; what was set aside goes back to the fund and to the budget.
pub(super) fn end(
    number: u64,
    request: Request,
    standing: Standing,
    back: Option<Posting>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let events = back.map(|back| give_back(&request, back, context, state)).unwrap_or_default();
    exit::request_over(number, context, state);
    unpaid(number, &request, context, state);
    close(number, request, standing, state);
    events
}

/// Posts what was set aside for a request back to the fund; it is room again in the budgets.
fn give_back(
    request: &Request,
    back: Posting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    super::settle_owed(&request.fund, &request.asset, request.total, state);
    let charged = request.charged.unwrap_or_default();
    budgets::release(super::spend_of(request), charged, context.running, state);
    let events = post(back, context, state);
    for person in payees(request) {
        super::awaited_no_more(person, context, state);
    }
    events
}

/// Notes that what was approved pays nobody: it counts for no vote, and holds off no claim.
fn unpaid(number: u64, request: &Request, context: &Context<'_>, state: &mut Overlay<'_>) {
    charter::unpaid(number, state);
    for (person, _) in refunds(request) {
        exit::gone((exit::Source::Request(number), person), &request.asset, context, state);
    }
}

/// Takes an approval back that a claim of a breach stops: what was set aside is in the fund again, and the request is
/// open as it was before (BRE-12). What the fund has no room for stays set aside, and waits.
pub(super) fn reopen(
    number: u64,
    claim: u64,
    mut request: Request,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Vec<Event>> {
    let back = super::movement_back(number, &request, state);
    let back = check_posting(back, context, state).ok()?;
    let events = give_back(&request, back, context, state);
    unpaid(number, &request, context, state);
    undone::forget(number, &request, state);
    if let Some(place) = request.lapse.take() {
        agenda::strike(state, place);
    }
    let lapse = Some(lapse_after(Seconds::days(REQUEST_DAYS), number, context, state));
    let (charged, decided_by, spender) = (None, None, None);
    let (signatures, standing) = (Vec::new(), Standing::Open);
    let open = Request { charged, decided_by, lapse, signatures, spender, standing, ..request };
    REQUEST.put(state, &number, &open);
    exit::open_again(number, context, state);
    Some([vec![SpendingEvent::Reopened { claim, request: number }.into()], events].concat())
}

pub(super) fn lapse(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(request) = REQUEST.get(state, &number) else { return Vec::new() };
    if request.standing.is_over() {
        return Vec::new();
    }
    let movement = (request.standing == Standing::Approved)
        .then(|| super::movement_back(number, &request, state));
    let Ok(back) = movement.map(|movement| check_posting(movement, context, state)).transpose()
    else {
        // The fund is as full as an account can be. It stays set aside until there is room.
        let lapse = Some(lapse_after(Seconds::days(REQUEST_DAYS), number, context, state));
        REQUEST.put(state, &number, &Request { lapse, ..request });
        return Vec::new();
    };
    let lapsed = SpendingEvent::Lapsed { request: number };
    let events = end(number, request, Standing::Lapsed, back, context, state);
    [vec![lapsed.into()], events].concat()
}

/// Writes how a request ended.
fn close(number: u64, mut request: Request, standing: Standing, state: &mut Overlay<'_>) {
    if let Some(place) = request.lapse.take() {
        agenda::strike(state, place);
    }
    undone::forget(number, &request, state);
    request.standing = standing;
    change_open(state, request.by, |open| open.requests = open.requests.saturating_sub(1));
    change_counts(state, |counts| counts.requests_open.remove(&number));
    WAITING.remove(state, &number);
    REQUEST.put(state, &number, &request);
}
