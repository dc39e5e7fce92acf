//! `check`: whether an act of spending may happen now. Reads only.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, Hash, PersonId, Timestamp};

use super::action::SpendingAction;
use super::budgets;
use super::error::SpendingError;
use super::gate;
use super::invoices;
use super::query::{self, escrow_of_request};
use super::state::{BUDGET, OPEN, REQUEST, SIGNERS, STREAM};
use super::streams;
use super::types::{
    Budget, Invoice, LINES_MAX, Line, PERIOD_MAX, PERIOD_MIN, RECEIPTS_MAX, REQUESTS_OPEN_MAX,
    Request, SIGNERS_MAX, Signers, SignersOf, Standing, Stream, Unspent,
};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::treasury::{
    self, AccountId, Category, Movement, Posting, check_posting, check_postings,
};
use crate::modules::{exit, membership};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    /// Posts what is set aside.
    Approve {
        number: u64,
        posting: Posting,
        request: Box<Request>,
    },
    /// Posts what accrued.
    Claim {
        number: u64,
        posting: Posting,
        stream: Box<Stream>,
    },
    CloseInvoice {
        invoice: Box<Invoice>,
        number: u64,
    },
    Invoice(Box<invoices::Draft>),
    /// Posts every line.
    Pay {
        number: u64,
        postings: Vec<Posting>,
        request: Box<Request>,
    },
    PayBatch {
        amount: Amount,
        asset: AssetId,
        batch: Batch,
    },
    PayInvoice {
        invoice: Box<Invoice>,
        number: u64,
        payer: PersonId,
        posting: Posting,
        share: usize,
    },
    /// Posts what was set aside back to the fund, if anything was.
    Reject {
        back: Option<Posting>,
        number: u64,
        request: Box<Request>,
        text: Hash,
    },
    Request(Box<Request>),
    SetBudget {
        budget: Option<Budget>,
        key: (AccountId, Option<Category>, AssetId),
        said: SaidBudget,
    },
    SetSigners {
        fund: AccountId,
        signers: Signers,
    },
    /// Posts every line, if the signature is the last that is needed.
    Sign {
        count: u32,
        needed: u32,
        number: u64,
        pay: Option<Vec<Posting>>,
        request: Box<Request>,
        signer: PersonId,
    },
    StartStream(Box<streams::Draft>),
    /// Ends a stream, of which is earned what accrued until an instant of running time.
    StopStream {
        number: u64,
        stream: Box<Stream>,
        until: Timestamp,
    },
    /// Posts what was set aside back to the fund, if anything was.
    Withdraw {
        back: Option<Posting>,
        number: u64,
        request: Box<Request>,
    },
}

/// Payments that are made together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) fund: AccountId,
    /// What is paid to nobody, since its payee took a share instead (EXI-4).
    pub(super) left_out: Vec<Line>,
    pub(super) lines: Vec<Line>,
    pub(super) passed: gate::Passed,
    pub(super) postings: Vec<Posting>,
}

/// What was asked of a budget.
#[derive(Debug)]
pub(super) struct SaidBudget {
    pub(super) limit: Option<Amount>,
    pub(super) per: polity_types::Seconds,
    pub(super) unspent: Unspent,
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`SpendingError`].
pub(super) fn check(
    action: &SpendingAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, SpendingError> {
    let change = match action {
        SpendingAction::Approve { amount, asset, request } => {
            approve(*request, *amount, asset, context, state)?
        }
        SpendingAction::Claim { stream } => streams::check_claim(*stream, context, state)?,
        SpendingAction::CloseInvoice { invoice } => {
            invoices::check_close(*invoice, context, state)?
        }
        SpendingAction::Invoice { .. } => invoices::check_new(action, context, state)?,
        SpendingAction::Pay { request } => pay(*request, context, state)?,
        SpendingAction::PayBatch { amount, asset, category, fund, lines, memo } => {
            let batch = (fund, category.as_ref(), *memo);
            pay_batch(*amount, asset, batch, lines, context, state)?
        }
        SpendingAction::PayInvoice { amount, asset, invoice, of } => {
            invoices::check_pay(*invoice, (*amount, asset), *of, context, state)?
        }
        SpendingAction::Reject { request, text } => {
            let request_now = waiting(*request, state)?;
            let back = back(*request, &request_now, context, state)?;
            Change::Reject { back, number: *request, request: Box::new(request_now), text: *text }
        }
        SpendingAction::Request { .. } => ask(action, context, state)?,
        SpendingAction::SetBudget { .. } => set_budget(action, context, state)?,
        SpendingAction::SetSigners { fund, needed, of } => {
            set_signers(fund, *needed, of, context, state)?
        }
        SpendingAction::Sign { request } => sign(*request, context, state)?,
        SpendingAction::StartStream { .. } => streams::check_start(action, context, state)?,
        SpendingAction::StopStream { stream } => {
            let number = *stream;
            let stream = STREAM.get(state, &number).ok_or(SpendingError::NoStream(number))?;
            let until = streams::accrues_until(&stream, context, state);
            Change::StopStream { number, stream: Box::new(stream), until }
        }
        SpendingAction::Withdraw { request } => {
            let by = person(context)?;
            let request_now = waiting(*request, state)?;
            let is_own = request_now.by == by;
            require(is_own, || SpendingError::OthersRequest { number: *request })?;
            let back = back(*request, &request_now, context, state)?;
            Change::Withdraw { back, number: *request, request: Box::new(request_now) }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether the texts that an action names are stored, and whether it can be done at all by what it is: what cannot
/// would be decided on in vain, and kept apart from those who leave until it fails (EXI-8).
///
/// # Errors
/// [`SpendingError::NoText`], or what is wrong with it whatever there is.
pub(super) fn foresee(action: &SpendingAction, context: &Context<'_>) -> Result<(), SpendingError> {
    let text = match action {
        SpendingAction::Reject { text, .. } => Some(*text),
        SpendingAction::Request { text, .. } | SpendingAction::Invoice { text, .. } => *text,
        SpendingAction::StartStream { memo, .. } | SpendingAction::PayBatch { memo, .. } => *memo,
        _ => None,
    };
    let is_there = |text: &Hash| context.records.record(text).is_some();
    text.filter(|text| !is_there(text)).map_or(Ok(()), |text| Err(SpendingError::NoText(text)))?;
    match action {
        SpendingAction::PayBatch { amount, fund, lines, .. } => check_batch(*amount, fund, lines),
        SpendingAction::StartStream { .. } => streams::check_form(action),
        _ => Ok(()),
    }
}

pub(super) fn person(context: &Context<'_>) -> Result<PersonId, SpendingError> {
    let by = || SpendingError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

/// Returns the request, if it can still be decided, paid or taken back.
fn waiting(number: u64, state: &dyn StateView) -> Result<Request, SpendingError> {
    let request = REQUEST.get(state, &number).ok_or(SpendingError::NoRequest(number))?;
    let actual = super::words(request.standing);
    require(!request.standing.is_over(), || SpendingError::Decided { number, actual })?;
    Ok(request)
}

/// Returns the request, if it is approved.
fn approved(number: u64, state: &dyn StateView) -> Result<Request, SpendingError> {
    let request = waiting(number, state)?;
    let is_approved = request.standing == Standing::Approved;
    require(is_approved, || SpendingError::NotApproved(number))?;
    Ok(request)
}

fn approve(
    number: u64,
    amount: Amount,
    asset: &AssetId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let request = waiting(number, state)?;
    let actual = super::words(request.standing);
    let is_open = request.standing == Standing::Open;
    require(is_open, || SpendingError::Decided { number, actual })?;
    if let Some(by) = context.person() {
        let is_payee = |line: &Line| line.to == AccountId::Person(by);
        let is_own = request.by == by || request.lines.iter().any(is_payee);
        require(!is_own, || SpendingError::OwnRequest { by, number })?;
    }
    let sum = |amount, asset| Box::new(treasury::query::sum(state, amount, asset));
    require(request.total == amount && request.asset == *asset, || SpendingError::OtherAmount {
        number,
        actual: sum(amount, asset),
        wanted: sum(request.total, &request.asset),
    })?;
    for (person, _) in super::apply::refunds(&request) {
        let by = (&escrow_of_request(number), Some(exit::Source::Request(number)));
        treasury::check_refund(by, person, asset, context, state)?;
    }
    budgets::check(super::spend_of(&request), context.running, state)?;
    let movement = Movement {
        amount,
        asset: asset.clone(),
        category: request.category.clone(),
        credit: request.fund.clone(),
        debit: escrow_of_request(number),
        memo: None,
    };
    let posting = check_posting(movement, context, state)?;
    Ok(Change::Approve { number, posting, request: Box::new(request) })
}

/// Checks that what was set aside for a request can go back to its fund.
fn back(
    number: u64,
    request: &Request,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Option<Posting>, SpendingError> {
    if request.standing != Standing::Approved {
        return Ok(None);
    }
    let movement = super::movement_back(number, request, state);
    Ok(Some(check_posting(movement, context, state)?))
}

fn pay(number: u64, context: &Context<'_>, state: &dyn StateView) -> Result<Change, SpendingError> {
    let request = approved(number, state)?;
    let stopped = query::stopped(state, &context.charter, &request);
    stopped.map_or(Ok(()), |claim| Err(SpendingError::ApprovalFrozen { claim, number }))?;
    let signers = query::signers(state, &context.charter, &request.fund);
    // What the members decide needs no signature; what an office or a panel decides does, and what silence carries.
    if let Some(signers) = signers.filter(|_| !gate::is_of_members(context, state)) {
        let actual = query::signatures(state, &signers, &request);
        require(actual >= signers.needed, || SpendingError::Unsigned {
            actual,
            fund: request.fund.clone(),
            needed: signers.needed,
        })?;
    }
    let postings = check_postings(payments(number, &request), context, state)?;
    Ok(Change::Pay { number, postings, request: Box::new(request) })
}

/// Returns the movements by which an approved request is paid.
fn payments(number: u64, request: &Request) -> Vec<Movement> {
    let payment = |line: &Line| Movement {
        amount: line.amount,
        asset: request.asset.clone(),
        category: request.category.clone(),
        credit: escrow_of_request(number),
        debit: line.to.clone(),
        memo: request.text,
    };
    request.lines.iter().map(payment).collect()
}

fn sign(
    number: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let signer = person(context)?;
    let mut request = approved(number, state)?;
    let fund = request.fund.clone();
    let signers = query::signers(state, &context.charter, &fund);
    let signers = signers.ok_or_else(|| SpendingError::NoSigners(fund.clone()))?;
    let is_signer = query::is_signer(state, &signers, signer);
    require(is_signer, || SpendingError::NotSigner { person: signer, fund })?;
    let is_new = !request.signatures.contains(&signer);
    // While payments are paused, or who approved it is stopped, the signatures wait with it. Whoever signs again
    // after that has it paid.
    let waits = query::waits(state, &context.charter, (number, &request), context.running);
    let is_ready = !waits && query::signatures(state, &signers, &request) >= signers.needed;
    require(is_new || is_ready, || SpendingError::AlreadySigned(signer))?;
    if is_new {
        // Signatures of who signs no more make room.
        request.signatures.retain(|person| query::is_signer(state, &signers, *person));
        request.signatures.push(signer);
    }
    let (count, needed) = (query::signatures(state, &signers, &request), signers.needed);
    let pay = if count >= needed && !waits {
        Some(check_postings(payments(number, &request), context, state)?)
    } else {
        None
    };
    Ok(Change::Sign { count, needed, number, pay, request: Box::new(request), signer })
}

/// Checks the payments of a request or a batch, and returns their sum.
fn sum(lines: &[Line]) -> Result<Amount, SpendingError> {
    let payees: BTreeSet<&AccountId> = lines.iter().map(|line| &line.to).collect();
    let fits = (1..=LINES_MAX).contains(&lines.len()) && payees.len() == lines.len();
    require(fits, || SpendingError::Lines { actual: lines.len() })?;
    let mut sum = Amount::ZERO;
    for line in lines {
        let is_payee = !matches!(line.to, AccountId::Issue(_) | AccountId::Escrow(_));
        require(is_payee, || treasury::TreasuryError::NotPayable(line.to.clone()).into())?;
        let amount = line.amount;
        require(amount.is_positive(), || treasury::TreasuryError::NotPositive(amount).into())?;
        sum = sum.plus(amount).ok_or(treasury::TreasuryError::TooMuch)?;
    }
    Ok(sum)
}

fn check_fund(fund: &AccountId) -> Result<(), SpendingError> {
    require(matches!(fund, AccountId::Fund(_)), || SpendingError::NotAFund(fund.clone()))
}

/// Checks what a batch is by itself, whatever there is when it is paid.
fn check_batch(amount: Amount, fund: &AccountId, lines: &[Line]) -> Result<(), SpendingError> {
    check_fund(fund)?;
    let actual = sum(lines)?;
    require(actual == amount, || SpendingError::Sum { actual, named: amount })?;
    let is_other = lines.iter().all(|line| line.to != *fund);
    require(is_other, || treasury::TreasuryError::SameAccount(fund.clone()).into())
}

fn pay_batch(
    amount: Amount,
    asset: &AssetId,
    (fund, category, memo): (&AccountId, Option<&Category>, Option<Hash>),
    lines: &[Line],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    check_batch(amount, fund, lines)?;
    let is_out = |line: &Line| query::is_out_now(line, (fund, asset, category), context, state);
    let (left_out, lines): (Vec<Line>, Vec<Line>) = lines.iter().cloned().partition(is_out);
    let out = query::sum(&left_out);
    let amount = amount.minus(out).unwrap_or_default();
    let payout = gate::Payout {
        amount,
        asset: asset.clone(),
        category: category.cloned(),
        fund: fund.clone(),
    };
    let passed = gate::check(payout, context, state)?;
    let movement = |line: &Line| Movement {
        amount: line.amount,
        asset: asset.clone(),
        category: category.cloned(),
        credit: fund.clone(),
        debit: line.to.clone(),
        memo,
    };
    let postings = check_postings(lines.iter().map(movement).collect(), context, state)?;
    let batch = Batch { fund: fund.clone(), left_out, lines, passed, postings };
    Ok(Change::PayBatch { amount, asset: asset.clone(), batch })
}

fn ask(
    action: &SpendingAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let SpendingAction::Request { asset, category, fund, lines, receipts, text } = action else {
        return Err(SpendingError::NoRequest(0));
    };
    let by = person(context)?;
    check_fund(fund)?;
    let total = sum(lines)?;
    let once: BTreeSet<&Hash> = receipts.iter().collect();
    let fits = receipts.len() <= RECEIPTS_MAX && once.len() == receipts.len();
    require(fits, || SpendingError::Receipts { actual: receipts.len() })?;
    let actual = OPEN.get(state, &by).unwrap_or_default().requests;
    require(actual < REQUESTS_OPEN_MAX, || SpendingError::TooManyRequests { actual })?;
    // What can never be paid is refused before anybody has to decide on it.
    treasury::check_account(fund, asset, state)?;
    lines.iter().try_for_each(|line| treasury::check_account(&line.to, asset, state))?;
    let request = Request {
        asset: asset.clone(),
        by,
        category: category.clone(),
        charged: None,
        decided_by: None,
        fund: fund.clone(),
        lapse: None,
        lines: lines.clone(),
        receipts: receipts.clone(),
        signatures: Vec::new(),
        spender: None,
        standing: Standing::Open,
        text: *text,
        time: context.now,
        total,
    };
    Ok(Change::Request(Box::new(request)))
}

fn set_budget(
    action: &SpendingAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let SpendingAction::SetBudget { asset, category, fund, limit, per, unspent } = action else {
        return Err(SpendingError::NoRequest(0));
    };
    check_fund(fund)?;
    treasury::check_account(fund, asset, state)?;
    let said = SaidBudget { limit: *limit, per: *per, unspent: *unspent };
    let key = (fund.clone(), category.clone(), asset.clone());
    let place = (fund.clone(), budgets::key_of(category.as_ref()), asset.clone());
    let before = BUDGET.get(state, &place).map(|budget| budget.turned(context.running));
    let Some(limit) = *limit else {
        require(before.is_some(), || SpendingError::NoBudget { fund: fund.clone() })?;
        return Ok(Change::SetBudget { budget: None, key, said });
    };
    let fits = (PERIOD_MIN..=PERIOD_MAX).contains(per);
    require(fits, || SpendingError::Period { actual: *per })?;
    require(!limit.is_negative(), || SpendingError::Limit(limit))?;
    let budget = match before {
        // What was spent in the present period stays spent.
        Some(budget) if budget.per == *per => Budget { limit, unspent: *unspent, ..budget },
        _ => Budget::new(limit, *per, *unspent, context.running),
    };
    Ok(Change::SetBudget { budget: Some(budget), key, said })
}

fn set_signers(
    fund: &AccountId,
    needed: u32,
    of: &SignersOf,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    check_fund(fund)?;
    let is_of_charter = context.charter.funds.iter().any(|known| known.account() == *fund);
    require(!is_of_charter, || SpendingError::SignersOfCharter(fund.clone()))?;
    let signers = Signers { needed, of: of.clone() };
    if needed == 0 {
        require(SIGNERS.has(state, fund), || SpendingError::NoSigners(fund.clone()))?;
        return Ok(Change::SetSigners { fund: fund.clone(), signers });
    }
    match of {
        SignersOf::Office(id) => {
            let office = context.charter.office(id);
            let has_seats = office.is_some_and(|office| needed <= office.seats);
            let short = || SpendingError::NoOffice(id.chars().take(40).collect());
            require(has_seats, short)?;
        }
        SignersOf::People(people) => {
            let is_sorted = people.is_sorted_by(|one, next| one < next);
            let actual = people.len();
            let all = u32::try_from(actual).unwrap_or(u32::MAX);
            let fits = is_sorted && actual <= SIGNERS_MAX && needed <= all;
            require(fits, || SpendingError::Signers { actual, needed })?;
            for person in people {
                let is_member = membership::query::is_member(state, *person);
                require(is_member, || SpendingError::NotMember(*person))?;
            }
        }
    }
    Ok(Change::SetSigners { fund: fund.clone(), signers })
}

/// Returns the error unless `holds`.
pub(super) fn require(
    holds: bool,
    error: impl FnOnce() -> SpendingError,
) -> Result<(), SpendingError> {
    if holds { Ok(()) } else { Err(error()) }
}
