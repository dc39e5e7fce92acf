//! What pages, the command line and neighbouring modules may read of spending.

use polity_types::refusal::Explain as _;
use polity_types::{Amount, AssetId, PersonId, Refusal, Seconds, Timestamp};

use super::action::SpendingAction;
use super::budgets::key_of;
use super::error::SpendingError;
use super::state::{
    BUDGET, COUNTS, FEEDS, FEEDS_ALL, INVOICE, OPEN, OWED, REPEATS, REPEATS_ALL, REPEATS_FROM,
    REQUEST, SIGNERS, STREAM, WAITING,
};
pub use super::streams::{accrued, accrues_until};
use super::types::{
    Budget, Counts, Halted, Invoice, Line, Request, Share, Signers, SignersOf, Standing, Stream,
};
use crate::Action;
use crate::charter_text::Charter;
use crate::frame::clock::Clock;
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::frame::sum::Sum;
use crate::modules::breach;
use crate::modules::exit;
use crate::modules::treasury::{AccountId, Category};
use crate::modules::{charter as charters, membership, offices};

/// Decides whether the request is there that an action would approve: a number that is not given yet is nobody's.
///
/// # Errors
/// That there is none, as a refusal.
pub fn check_named(action: &Action, state: &dyn StateView) -> Result<(), Refusal> {
    match action {
        Action::Spending(SpendingAction::Approve { request: number, .. })
            if request(state, *number).is_none() =>
        {
            Err(SpendingError::NoRequest(*number).refusal())
        }
        _ => Ok(()),
    }
}

/// Returns whether a line of a batch is left out of it: its payee took as a share what it would pay back to them (EXI-4).
#[must_use]
pub fn is_left_out(
    line: &Line,
    (fund, asset, category): (&AccountId, &AssetId, Option<&Category>),
    state: &dyn StateView,
) -> bool {
    let AccountId::Person(person) = line.to else { return false };
    category.is_some_and(Category::is_refund) && exit::is_taken_instead(fund, person, asset, state)
}

/// Returns whether a line is left out of a batch that takes effect now: for that, or because its payee left against it (EXI-9).
pub(super) fn is_out_now(
    line: &Line,
    (fund, asset, category): (&AccountId, &AssetId, Option<&Category>),
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let AccountId::Person(person) = line.to else { return false };
    exit::has_given_up(person, asset, context, state)
        || is_left_out(line, (fund, asset, category), state)
}

/// Returns what of the value of an action does not leave its fund now: the lines that are left out of a batch.
#[must_use]
pub fn left_out(action: &Action, context: &Context<'_>, state: &dyn StateView) -> Amount {
    let Action::Spending(SpendingAction::PayBatch { asset, category, fund, lines, .. }) = action
    else {
        return Amount::ZERO;
    };
    let is_out = |line: &&Line| is_out_now(line, (fund, asset, category.as_ref()), context, state);
    sum(&lines.iter().filter(is_out).cloned().collect::<Vec<_>>())
}

/// Returns the sum of payments of which all together are an amount.
pub(super) fn sum(lines: &[Line]) -> Amount {
    lines.iter().fold(Amount::ZERO, |sum, line| sum.plus(line.amount).unwrap_or(Amount::MAX))
}

/// Returns what is set aside out of a fund for approved requests and for periods of streams and not paid yet. It is in
/// escrow, no longer in any fund. Unit: minor units. Cost: one read.
#[must_use]
pub fn owed(state: &dyn StateView, fund: &AccountId, asset: &AssetId) -> Amount {
    OWED.get(state, &(fund.clone(), asset.clone())).unwrap_or_default()
}

/// Returns what repeats to a person out of a fund: what all the periods would pay that have not begun. Unit: minor
/// units. Cost: one read.
#[must_use]
pub fn repeats(
    state: &dyn StateView,
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
) -> Amount {
    let key = (person, fund.clone(), asset.clone());
    REPEATS.get(state, &key).unwrap_or_default().amount()
}

/// Returns the funds out of which an asset repeats to a person, as far as they are known, each with what its periods would
/// pay that have not begun. Cost: one read, and one for each fund, at most 64.
#[must_use]
pub fn repeating(
    state: &dyn StateView,
    person: PersonId,
    asset: &AssetId,
) -> Vec<(AccountId, Amount)> {
    let from = REPEATS_FROM.get(state, &(person, asset.clone())).unwrap_or_default();
    let of = |fund: AccountId| {
        let repeats = repeats(state, person, &fund, asset);
        (fund, repeats)
    };
    from.funds.into_iter().map(of).collect()
}

/// Returns what repeats to a person out of other funds than these. Cost: one read, and if anything repeats to them, one
/// for each of these.
#[must_use]
pub fn repeats_elsewhere(
    state: &dyn StateView,
    person: PersonId,
    funds: &[AccountId],
    asset: &AssetId,
) -> Sum {
    let all = REPEATS_ALL.get(state, &(person, asset.clone())).unwrap_or_default();
    let of = |fund: &AccountId| REPEATS.get(state, &(person, fund.clone(), asset.clone()));
    without(all, funds.iter().map(of))
}

/// Returns what a fund is still to pay other funds than these by what repeats: what all the periods would that have not
/// begun. Cost: one read, and if it fills any fund, one for each of these.
#[must_use]
pub fn feeds_elsewhere(
    state: &dyn StateView,
    from: &AccountId,
    funds: &[AccountId],
    asset: &AssetId,
) -> Sum {
    let all = FEEDS_ALL.get(state, &(from.clone(), asset.clone())).unwrap_or_default();
    let of = |fund: &AccountId| FEEDS.get(state, &(from.clone(), fund.clone(), asset.clone()));
    without(all, funds.iter().map(of))
}

/// Returns a sum without parts of it, which are read only if there is any.
fn without(all: Sum, parts: impl Iterator<Item = Option<Sum>>) -> Sum {
    if all.is_nothing() {
        return all;
    }
    parts.fold(all, |left, part| left.without(part.unwrap_or_default()))
}

/// Returns a request.
#[must_use]
pub fn request(state: &dyn StateView, number: u64) -> Option<Request> {
    REQUEST.get(state, &number)
}

/// Returns up to `limit` requests that wait, after the one with the number `after`.
#[must_use]
pub fn waiting(state: &dyn StateView, after: Option<u64>, limit: usize) -> Vec<(u64, Request)> {
    let after = after.map(|number| WAITING.key(&number));
    let page = WAITING.scan(state, "", after.as_deref(), limit);
    let numbers = page.iter().filter_map(|(key, _)| number_of(key));
    numbers.filter_map(|number| Some((number, request(state, number)?))).collect()
}

/// Returns up to `limit` requests before the one with the number `before`, the newest first.
#[must_use]
pub fn requests_before(state: &dyn StateView, before: u64, limit: usize) -> Vec<(u64, Request)> {
    let numbers = (1..before).rev().take(limit);
    numbers.filter_map(|number| Some((number, request(state, number)?))).collect()
}

/// Returns an invoice.
#[must_use]
pub fn invoice(state: &dyn StateView, number: u64) -> Option<Invoice> {
    INVOICE.get(state, &number)
}

/// Returns up to `limit` invoices before the one with the number `before`, the newest first.
#[must_use]
pub fn invoices_before(state: &dyn StateView, before: u64, limit: usize) -> Vec<(u64, Invoice)> {
    let numbers = (1..before).rev().take(limit);
    numbers.filter_map(|number| Some((number, invoice(state, number)?))).collect()
}

/// Returns a stream that runs.
#[must_use]
pub fn stream(state: &dyn StateView, number: u64) -> Option<Stream> {
    STREAM.get(state, &number)
}

/// Returns up to `limit` streams that run, after the one with the number `after`.
#[must_use]
pub fn streams(state: &dyn StateView, after: Option<u64>, limit: usize) -> Vec<(u64, Stream)> {
    let after = after.map(|number| STREAM.key(&number));
    let page = STREAM.scan(state, "", after.as_deref(), limit);
    page.into_iter().filter_map(|(key, stream)| Some((number_of(&key)?, stream))).collect()
}

/// Returns up to `limit` budgets with their fund, category (absent: all) and asset, as they are at
/// `running`.
#[must_use]
pub fn budgets(
    state: &dyn StateView,
    running: Timestamp,
    limit: usize,
) -> Vec<(String, Option<String>, String, Budget)> {
    let page = BUDGET.scan(state, "", None, limit);
    let read = |(key, budget): (String, Budget)| {
        let mut parts = key.split('/').skip(2);
        let fund = parts.next()?.to_owned();
        let mut rest: Vec<&str> = parts.collect();
        let asset = rest.pop()?.to_ascii_uppercase();
        let category = (rest != ["_"]).then(|| rest.join(":"));
        Some((fund, category, asset, budget.turned(running)))
    };
    page.into_iter().filter_map(read).collect()
}

/// Returns the budget of a fund for a category, or for all, as it is at `running`.
#[must_use]
pub fn budget(
    state: &dyn StateView,
    fund: &AccountId,
    category: Option<&Category>,
    asset: &AssetId,
    running: Timestamp,
) -> Option<Budget> {
    let key = (fund.clone(), key_of(category), asset.clone());
    BUDGET.get(state, &key).map(|budget| budget.turned(running))
}

/// Returns how much there is of everything.
#[must_use]
pub fn counts(state: &dyn StateView) -> Counts {
    super::state::counts(state)
}

/// Returns who signs the payments of a fund: as the charter says, or else as it was decided.
#[must_use]
pub fn signers(state: &dyn StateView, charter: &Charter, fund: &AccountId) -> Option<Signers> {
    let of_charter = charter.funds.iter().find(|known| known.account() == *fund);
    let of_charter = of_charter.map(|known| Signers {
        needed: known.needed,
        of: SignersOf::Office(known.signers.clone()),
    });
    of_charter.or_else(|| SIGNERS.get(state, fund))
}

/// Returns whether a person is a signer now: who left is none.
#[must_use]
pub fn is_signer(state: &dyn StateView, signers: &Signers, person: PersonId) -> bool {
    match &signers.of {
        // Who broke the commandment signs no payment (BRE-7).
        SignersOf::Office(office) => {
            offices::query::holds(state, office, person)
                && breach::query::frozen_in_office(state, office, person).is_none()
        }
        SignersOf::People(people) => {
            people.contains(&person)
                && membership::query::is_member(state, person)
                && breach::query::frozen_without_office(state, person).is_none()
        }
    }
}

/// Returns how many of a request's signatures count now.
#[must_use]
pub fn signatures(state: &dyn StateView, signers: &Signers, request: &Request) -> u32 {
    let counting = request.signatures.iter().filter(|person| is_signer(state, signers, **person));
    u32::try_from(counting.count()).unwrap_or(u32::MAX)
}

/// Returns what a bill asks of a person by name and they have not paid: the amount, its asset, and until
/// when it can be paid, in running time.
#[must_use]
pub fn bill_of(
    state: &dyn StateView,
    running: Timestamp,
    number: u64,
    person: PersonId,
) -> Option<(Amount, AssetId, Timestamp)> {
    let bill = INVOICE.get(state, &number);
    let bill = bill.filter(|bill| !bill.is_closed && running < bill.until)?;
    let is_theirs = |share: &&Share| share.payer == Some(person) && share.paid_by.is_none();
    let share = bill.shares.iter().find(is_theirs)?;
    Some((share.amount, bill.asset.clone(), bill.until))
}

/// Returns the claim by which the payment of a request waits, because who approved it is stopped (BRE-12).
#[must_use]
pub fn stopped(state: &dyn StateView, charter: &Charter, request: &Request) -> Option<u64> {
    let is_approved = request.standing == Standing::Approved;
    let spender = request.spender.as_ref().filter(|_| is_approved)?;
    breach::query::stopped(state, charter, spender).map(|frozen| frozen.claim)
}

/// Returns whether the payment of an approved request waits, however many have signed it: payments are paused,
/// who approved it is stopped, or members stopped the payment and vote on it.
pub(super) fn waits(
    state: &dyn StateView,
    charter: &Charter,
    (number, request): (u64, &Request),
    running: Timestamp,
) -> bool {
    let pay = Action::from(SpendingAction::Pay { request: number });
    let is_paused = charters::query::paused(state, "spending.pay", running).is_some();
    let is_at_vote = || charters::query::check_at_vote(&pay, None, state).is_err();
    is_paused || stopped(state, charter, request).is_some() || is_at_vote()
}

/// Returns an approved request whose payment waits for the signature of a person: one more is needed, or enough
/// came while it could not be paid, and any signer has it paid by signing again.
#[must_use]
pub fn to_sign(
    state: &dyn StateView,
    charter: &Charter,
    number: u64,
    person: PersonId,
) -> Option<Request> {
    let request = REQUEST.get(state, &number);
    let request = request.filter(|request| request.standing == Standing::Approved)?;
    let signers = signers(state, charter, &request.fund)?;
    let has_enough = signatures(state, &signers, &request) >= signers.needed;
    let is_left =
        has_enough && !waits(state, charter, (number, &request), Clock::read(state).running());
    let is_next = !has_enough && !request.signatures.contains(&person);
    let is_asked = is_signer(state, &signers, person) && (is_left || is_next);
    is_asked.then_some(request)
}

/// Returns whether the society has set money aside for a person, or pays them by a stream.
#[must_use]
pub fn is_awaited(state: &dyn StateView, person: PersonId) -> bool {
    OPEN.has(state, &person)
}

/// Returns the account in which the money of an approved request waits.
#[must_use]
pub fn escrow_of_request(number: u64) -> AccountId {
    AccountId::Escrow(format!("request-{number}"))
}

/// Returns the account in which the money of a stream's period waits.
#[must_use]
pub fn escrow_of_stream(number: u64) -> AccountId {
    AccountId::Escrow(format!("stream-{number}"))
}

/// Returns the length of time until a stream's present period is over.
#[must_use]
pub fn until_turn(stream: &Stream, running: Timestamp) -> Seconds {
    let left = |halted: Halted| Seconds(stream.every.0.saturating_sub(halted.elapsed.0));
    let runs = || stream.next.at.since(running).unwrap_or_default();
    stream.halted.map_or_else(runs, left)
}

/// Returns the state key of a request, for proofs.
#[must_use]
pub fn request_key(number: u64) -> String {
    REQUEST.key(&number)
}

/// Returns the state key of a stream, for proofs.
#[must_use]
pub fn stream_key(number: u64) -> String {
    STREAM.key(&number)
}

/// Returns the state key of an invoice, for proofs.
#[must_use]
pub fn invoice_key(number: u64) -> String {
    INVOICE.key(&number)
}

/// Returns the state key of the counts, for proofs.
#[must_use]
pub fn counts_key() -> &'static str {
    COUNTS.key()
}

pub(super) fn number_of(key: &str) -> Option<u64> {
    key.rsplit('/').next()?.parse().ok()
}
