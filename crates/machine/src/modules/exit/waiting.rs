//! What is decided or announced and waits for its effect: it is somebody else's already (EXI-8).

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, PersonId};
use serde::Serialize;

use super::contributions::{came_back, coming_back, gone, is_full, is_taken, stays_taken};
use super::detour;
use super::exact::{less, plus};
use super::query;
use super::state::{APPROVING, DECIDED, PENDING};
use super::types::{APPROVING_MAX, GivenUp, Payment, Pending, Refund, Source, target_key};
use crate::charter_text::document::Exit;
use crate::frame::context::{Authority, Context};
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter;
use crate::modules::governance::Target;
use crate::modules::spending::{self, Line, SpendingAction, Standing};
use crate::modules::treasury::{AccountId, Category, TreasuryAction};
use crate::{Action, Event};

/// What an action takes out of a fund.
struct Payout {
    asset: AssetId,
    category: Option<Category>,
    fund: AccountId,
    /// Whether it leaves out what was taken as a share instead, and pays the rest.
    is_batch: bool,
    lines: Vec<Line>,
    request: Option<u64>,
    /// How often it does.
    times: u32,
}

/// Returns what an action takes out of a fund, by whatever way. An approval of another sum than the request's can
/// never take effect.
fn payout(action: &Action, state: &Overlay<'_>) -> Option<Payout> {
    let is_batch = matches!(action, Action::Spending(SpendingAction::PayBatch { .. }));
    let (asset, category, fund, lines, request, times) = match action.clone() {
        Action::Treasury(TreasuryAction::Pay { amount, asset, category, from, to, .. }) => {
            (asset, category, from, vec![Line { amount, to }], None, 1)
        }
        Action::Spending(SpendingAction::Approve { amount, asset, request }) => {
            let found = spending::query::request(state, request)?;
            let fits = found.total == amount && found.asset == asset;
            let (category, fund, lines) = (found.category, found.fund, found.lines);
            fits.then_some((asset, category, fund, lines, Some(request), 1))?
        }
        Action::Spending(SpendingAction::PayBatch { asset, category, fund, lines, .. }) => {
            (asset, category, fund, lines, None, 1)
        }
        Action::Spending(SpendingAction::StartStream {
            asset,
            category,
            each,
            fund,
            times,
            to,
            ..
        }) => (asset, category, fund, vec![Line { amount: each, to }], None, times),
        _ => return None,
    };
    Some(Payout { asset, category, fund, is_batch, lines, request, times })
}

/// Returns what an action takes away from those who leave: not what goes from one fund that is open to another;
/// of what is paid again and again all of it, so that nobody brings it, leaves and is paid it all the same.
fn payment(
    action: &Action,
    option: Option<u64>,
    context: &Context<'_>,
    state: &Overlay<'_>,
) -> Option<Payment> {
    let Payout { asset, category, fund, is_batch, lines, request, times } = payout(action, state)?;
    let is_pool = |account: &AccountId| query::is_pool(&context.charter, account, &asset);
    let goes = lines.iter().filter(|line| !is_pool(&line.to) || !is_pool(&fund));
    let all_of = |line: &Line| {
        let all = line.amount.minor_units().saturating_mul(i128::from(times));
        Amount::new(all).unwrap_or(Amount::MAX)
    };
    let asked = goes.fold(Amount::ZERO, |sum, line| plus(sum, all_of(line)));
    let is_refund = category.is_some_and(|category| category.is_refund());
    let refund = |line: &Line| match line.to {
        AccountId::Person(person) => Some(Refund { amount: all_of(line), person }),
        _ => None,
    };
    let refunds = lines.iter().filter(|_| is_refund).filter_map(refund).collect();
    let fills = lines.iter().filter(|line| matches!(line.to, AccountId::Fund(_)));
    let fills = fills.map(|line| Line { amount: all_of(line), to: line.to.clone() }).collect();
    let (amount, payees) = (Amount::ZERO, lines.iter().filter_map(refund).collect());
    asked.is_positive().then_some(Payment {
        amount,
        asked,
        asset,
        fills,
        fund,
        is_beyond: false,
        is_batch,
        is_open: false,
        option,
        payees,
        refunds,
        request,
    })
}

/// Notes what a proposal would pay, or an act: the actions, each with the option that it belongs to. Of what members stopped
/// and now decide on themselves it stays given up what was given up, and taken what was taken instead.
pub fn proposed<'a>(
    (target, stopped): (Target, Option<Target>),
    actions: impl Iterator<Item = (Option<u64>, &'a Action)>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let payments = actions.filter_map(|(option, action)| payment(action, option, context, state));
    let mut payments: Vec<Payment> = payments.collect();
    if payments.is_empty() {
        return;
    }
    let sources = std::iter::once(target).chain(stopped);
    let known = |of: Target| PENDING.get(state, &target_key(of)).unwrap_or_default().given_up;
    let given_up: Vec<GivenUp> = sources.flat_map(known).collect();
    for payment in payments.iter_mut().filter(|payment| payment.is_batch) {
        leave_lines_out(payment, &given_up);
    }
    if let Some(stopped) = stopped {
        for payment in payments.iter().filter(|payment| payment.request.is_none()) {
            for Refund { person, .. } in &payment.refunds {
                stays_taken((stopped, target), *person, &payment.asset, state);
            }
        }
    }
    PENDING.put(state, &target_key(target), &Pending { given_up, payments });
}

/// Keeps apart what a decision or an act that waits will pay (EXI-8): where options are chosen, what
/// those that are taken pay.
pub fn decided(target: Target, chosen: &[u64], context: &Context<'_>, state: &mut Overlay<'_>) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    let is_chosen =
        |payment: &Payment| payment.option.is_none_or(|option| chosen.contains(&option));
    for payment in pending.payments.iter_mut().filter(|one| is_chosen(one)) {
        note(payment, target, context, state);
    }
    // All of it takes effect or nothing does: of what is to be refused nothing is kept apart from anybody.
    let mut its = pending.payments.iter().filter(|one| is_chosen(one));
    if its.any(|one| is_given_up(one, &pending) || is_doomed(one, target, state)) {
        return PENDING.put(state, &target_key(target), &pending);
    }
    for payment in pending.payments.iter_mut().filter(|one| is_chosen(one)) {
        if payment.request.is_none_or(|request| is_first(request, target, state)) {
            keep_apart(payment, target, context, state);
        }
    }
    PENDING.put(state, &target_key(target), &pending);
}

/// Notes that a decision or an act approves a request, and returns whether it keeps its sum apart: not what is set aside
/// already, nor what another one keeps apart. What is set aside may be open again (BRE-12).
fn is_first(request: u64, target: Target, state: &mut Overlay<'_>) -> bool {
    let standing = spending::query::request(state, request).map(|request| request.standing);
    let Some(standing) = standing.filter(|standing| !standing.is_over()) else { return false };
    let mut approving = APPROVING.get(state, &request).unwrap_or_default();
    if approving.targets.contains(&target) || approving.targets.len() >= APPROVING_MAX {
        return false;
    }
    approving.targets.push(target);
    APPROVING.put(state, &request, &approving);
    approving.targets.len() == 1 && standing == Standing::Open
}

/// Notes of a payment what is known once it is decided.
fn note(payment: &mut Payment, target: Target, context: &Context<'_>, state: &dyn StateView) {
    let source = payment.source(target);
    // What somebody took as a share instead was decided when its fund was open, though it is closed since.
    let is_taken = |to: &Refund| is_taken((source, to.person), &payment.asset, state);
    let was_open = payment.refunds.iter().any(is_taken);
    payment.is_open = was_open || query::is_pool(&context.charter, &payment.fund, &payment.asset);
    // What is not known to come would be taken as a share and paid as well, so it will be refused.
    let is_full = |to: &Refund| is_full((source, to.person), &payment.asset, state);
    payment.is_beyond = payment.refunds.iter().any(is_full);
}

/// Returns whether a payment will be refused, since somebody gave up what it would pay them; of a batch their line alone is left
/// out, and of a request nothing is left.
fn is_given_up(payment: &Payment, of: &Pending) -> bool {
    let is_its = |payee: &Refund| of.is_given_up(payee.person, &payment.asset);
    !payment.is_batch && payment.request.is_none() && payment.payees.iter().any(is_its)
}

/// Returns whether a payment will be refused, and with it all that is decided together with it: its payee took a share
/// instead, or more is coming to them than is known, or the request is over.
fn is_doomed(payment: &Payment, target: Target, state: &dyn StateView) -> bool {
    let source = payment.source(target);
    let is_taken = |to: &Refund| is_taken((source, to.person), &payment.asset, state);
    let is_taken = payment.is_open && !payment.is_batch && payment.refunds.iter().any(is_taken);
    let request = payment.request.and_then(|request| spending::query::request(state, request));
    payment.is_beyond || is_taken || request.is_some_and(|request| request.standing.is_over())
}

/// Keeps a payment apart, all of it: what is not there yet may come. How much of it there is, is asked when somebody
/// leaves.
fn keep_apart(
    payment: &mut Payment,
    target: Target,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    note(payment, target, context, state);
    if is_doomed(payment, target, state) {
        return;
    }
    let source = payment.source(target);
    let is_taken = |to: &&Refund| is_taken((source, to.person), &payment.asset, state);
    let taken = payment.refunds.iter().filter(|_| payment.is_open).filter(is_taken);
    let left_out = taken.fold(Amount::ZERO, |sum, to| plus(sum, to.amount));
    let key = (payment.fund.clone(), payment.asset.clone());
    let before = DECIDED.get(state, &key).unwrap_or_default();
    // What all together would pay is known exactly, whatever is decided.
    payment.amount = less(payment.asked, left_out).min(less(Amount::MAX, before));
    if !payment.amount.is_positive() {
        return;
    }
    write_decided(&key, plus(before, payment.amount), state);
    detour::awaited(payment, state);
    for Refund { amount, person } in payment.refunds.clone() {
        coming_back((source, person), &payment.fund, &payment.asset, amount, context, state);
    }
}

/// Keeps a payment apart no more. What it does not keep apart, it does not let go: what a request holds off is held off by
/// what sets it aside, or by another vote on it.
fn let_go(payment: &mut Payment, target: Target, context: &Context<'_>, state: &mut Overlay<'_>) {
    if !payment.amount.is_positive() {
        return;
    }
    for Refund { amount, person } in payment.refunds.clone() {
        let _ = came_back((payment.source(target), person), &payment.asset, amount, context, state);
    }
    let key = (payment.fund.clone(), payment.asset.clone());
    let left = less(DECIDED.get(state, &key).unwrap_or_default(), payment.amount);
    write_decided(&key, left, state);
    detour::awaited_no_more(payment, state);
    payment.amount = Amount::ZERO;
}

/// Notes that a request is approved: its sum is set aside, and no decision or act that waits keeps it apart.
pub fn approved(request: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    first_of(request, let_go, context, state);
}

/// Notes that a request that was approved is open again (BRE-12): the first decision or act that waits and approves it
/// keeps its sum apart, as before.
pub fn open_again(request: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    first_of(request, keep_apart, context, state);
}

/// Notes that a request is over: no decision or act that waits keeps its sum apart, or ever will.
pub fn request_over(request: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    first_of(request, let_go, context, state);
    if APPROVING.has(state, &request) {
        APPROVING.remove(state, &request);
    }
}

/// Does something with the payment of the first decision or act that waits and approves a request.
fn first_of(
    request: u64,
    change: fn(&mut Payment, Target, &Context<'_>, &mut Overlay<'_>),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let approving = APPROVING.get(state, &request).unwrap_or_default();
    if let Some(first) = approving.targets.first() {
        of_request(*first, request, change, context, state);
    }
}

/// Keeps apart no more what will never be paid, since somebody took a share instead of what it would pay back to them:
/// of a batch their line; else, of a decision or an act, all that it would do together, since all of it takes effect or
/// nothing does.
pub(super) fn never_paid(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    match source {
        Source::Request(request) => {
            let approving = APPROVING.get(state, &request).unwrap_or_default();
            for target in approving.targets {
                reopened(target, context, state);
            }
        }
        Source::Target(target) => leave_out(target, person, asset, context, state),
        Source::Stream(_) => {}
    }
}

fn leave_out(
    target: Target,
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    let is_its = |payment: &&mut Payment| {
        let pays = payment.amount.is_positive() && payment.refunds(person).is_positive();
        pays && payment.is_open && payment.request.is_none() && payment.asset == *asset
    };
    let its: Vec<&mut Payment> = pending.payments.iter_mut().filter(is_its).collect();
    if its.iter().any(|payment| !payment.is_batch) {
        return reopened(target, context, state);
    }
    for payment in its {
        let left_out = payment.refunds(person).min(payment.amount);
        take_out(payment, (person, left_out), state);
    }
    PENDING.put(state, &target_key(target), &pending);
}

/// Takes what it would pay somebody out of a batch.
fn take_out(payment: &mut Payment, (person, amount): (PersonId, Amount), state: &mut Overlay<'_>) {
    let key = (payment.fund.clone(), payment.asset.clone());
    let left = less(DECIDED.get(state, &key).unwrap_or_default(), amount);
    write_decided(&key, left, state);
    detour::awaited_no_more(payment, state);
    payment.amount = less(payment.amount, amount);
    payment.payees.retain(|payee| payee.person != person);
    detour::awaited(payment, state);
}

/// Leaves out of a batch what it would pay those who gave it up.
fn leave_lines_out(payment: &mut Payment, given_up: &[GivenUp]) {
    let asset = &payment.asset;
    let is_out = |payee: &Refund| {
        given_up.iter().any(|one| one.person == payee.person && one.asset == *asset)
    };
    let (out, left): (Vec<Refund>, _) = payment.payees.drain(..).partition(is_out);
    let lines = out.iter().fold(Amount::ZERO, |sum, payee| plus(sum, payee.amount));
    payment.asked = less(payment.asked, lines);
    payment.payees = left;
}

/// What somebody gives up by taking the whole of their share against what would pay it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GivesUp {
    /// How much.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// What would pay it.
    pub target: Target,
}

/// Returns what somebody would give up by what they leave against: of assets of which they are paid a share.
pub(super) fn gives_up(
    exit: &Exit,
    ask: &query::Ask<'_>,
    rows: &[query::Row],
    state: &dyn StateView,
) -> Vec<GivesUp> {
    let is_paid =
        |asset: &AssetId| rows.iter().any(|row| row.asset == *asset && row.pays.is_positive());
    let mut all: Vec<GivesUp> = Vec::new();
    for (target, one) in ask.against.iter().flat_map(|target| query::of_target(*target, state)) {
        let whose = (ask.person, ask.part);
        if !is_paid(&one.asset) || !query::is_given_up(exit, whose, (target, &one), state) {
            continue;
        }
        let pays = one.pays(ask.person);
        match all.iter_mut().find(|other| other.target == target && other.asset == one.asset) {
            Some(other) => other.amount = plus(other.amount, pays),
            None => all.push(GivesUp { amount: pays, asset: one.asset, target }),
        }
    }
    all
}

/// Notes that somebody leaves against a decision or an act and gives up what it would pay them (EXI-9): of a batch their
/// line, a request for good, and of anything else all that takes effect together. Only of assets of which they are paid a
/// share: nobody stops what others are paid for nothing.
pub(super) fn given_up(
    (person, part): (PersonId, u64),
    (target, paid): (Target, &[AssetId]),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some(exit) = query::granted(&context.charter) else { return Vec::new() };
    let mut pending = PENDING.get(state, &target_key(target)).unwrap_or_default();
    let is_its = |one: &&mut Payment| {
        let is_theirs = query::is_given_up(exit, (person, part), (target, one), &*state);
        is_theirs && paid.contains(&one.asset)
    };
    let its: Vec<&mut Payment> = pending.payments.iter_mut().filter(is_its).collect();
    let (mut given_up, mut is_over, mut requests) = (Vec::new(), false, BTreeSet::new());
    for payment in its {
        match payment.request {
            Some(request) => {
                requests.insert(request);
                continue;
            }
            None if payment.is_batch => {
                let amount = payment.pays(person);
                payment.asked = less(payment.asked, amount);
                take_out(payment, (person, amount), state);
            }
            None => is_over = true,
        }
        given_up.push(GivenUp { asset: payment.asset.clone(), person });
    }
    pending.given_up.extend(given_up);
    if !pending.payments.is_empty() {
        PENDING.put(state, &target_key(target), &pending);
    }
    if is_over {
        reopened(target, context, state);
    }
    requests.into_iter().flat_map(|request| spending::give_up(request, context, state)).collect()
}

/// Returns whether somebody left against what takes effect right now and gave up what it would pay them of an asset.
#[must_use]
pub fn has_given_up(
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let Some(target) = entering(context, state) else { return false };
    let pending = PENDING.get(state, &target_key(target));
    pending.is_some_and(|pending| pending.is_given_up(person, asset))
}

/// Does something with the payments of a decision or an act that approve a request.
fn of_request(
    target: Target,
    request: u64,
    change: fn(&mut Payment, Target, &Context<'_>, &mut Overlay<'_>),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    // Of several options that approve it, the one for which it is kept apart; otherwise any.
    let mut its = pending.payments.iter_mut().filter(|payment| payment.request == Some(request));
    let its = its.by_ref().max_by_key(|payment| payment.amount.is_positive());
    if let Some(payment) = its {
        change(payment, target, context, state);
        PENDING.put(state, &target_key(target), &pending);
    }
}

/// Keeps them apart no more: they go to another vote. Of a request that others approve too, the next one keeps its sum
/// apart.
pub fn reopened(target: Target, context: &Context<'_>, state: &mut Overlay<'_>) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    for payment in &mut pending.payments {
        let_go(payment, target, context, state);
    }
    PENDING.put(state, &target_key(target), &pending);
    let requests: BTreeSet<u64> = pending.payments.iter().filter_map(|one| one.request).collect();
    for request in requests {
        let Some(mut approving) = APPROVING.get(state, &request) else { continue };
        let was_first = approving.targets.first() == Some(&target);
        approving.targets.retain(|other| *other != target);
        match approving.targets.first().copied() {
            Some(next) => {
                APPROVING.put(state, &request, &approving);
                if was_first && is_open(request, state) {
                    of_request(next, request, keep_apart, context, state);
                }
            }
            None => APPROVING.remove(state, &request),
        }
    }
}

/// Returns which decision or act keeps the sum of a request apart that is open.
pub(super) fn first_to_approve(request: u64, state: &dyn StateView) -> Option<Target> {
    let approving = APPROVING.get(state, &request).filter(|_| is_open(request, state))?;
    approving.targets.first().copied()
}

fn is_open(request: u64, state: &dyn StateView) -> bool {
    let request = spending::query::request(state, request);
    request.is_some_and(|request| request.standing == Standing::Open)
}

/// Forgets them: they were made, or will not be.
pub fn over(target: Target, context: &Context<'_>, state: &mut Overlay<'_>) {
    reopened(target, context, state);
    let pending = PENDING.get(state, &target_key(target)).unwrap_or_default();
    for payment in pending.payments.iter().filter(|payment| payment.request.is_none()) {
        for Refund { person, .. } in &payment.refunds {
            gone((payment.source(target), *person), &payment.asset, context, state);
        }
    }
    PENDING.remove(state, &target_key(target));
}

/// Returns whether what takes effect was decided or announced to pay somebody back when more was coming to them than is
/// known (EXI-4): it held nothing off, so it is not paid.
#[must_use]
pub fn is_beyond(
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let Some(target) = entering(context, state) else { return false };
    let payments = query::payments(state, target);
    let mut its = payments.iter().filter(|one| one.is_beyond && one.asset == *asset);
    its.any(|payment| payment.refunds(person).is_positive())
}

/// Returns which decision or act takes effect right now, if one does.
#[must_use]
pub fn entering(context: &Context<'_>, state: &dyn StateView) -> Option<Target> {
    match context.authority {
        Authority::Decision { proposal: number, .. } => Some(Target::Proposal { number }),
        Authority::Person { .. } | Authority::Rule { .. } => {
            charter::query::entering(state).map(|number| Target::Act { number })
        }
    }
}

fn write_decided(key: &(AccountId, AssetId), decided: Amount, state: &mut Overlay<'_>) {
    if decided == Amount::ZERO {
        DECIDED.remove(state, key);
    } else {
        DECIDED.put(state, key, &decided);
    }
}
