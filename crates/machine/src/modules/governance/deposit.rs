//! What the author of a proposal puts down: held by the machine until the proposal is over, and then given
//! back or, where the charter says so, kept (GOV-54). And how many one person brings (GOV-55).

use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::GovernanceError;
use super::event::GovernanceEvent;
use super::rules::require;
use super::state::{BROUGHT, OPEN, PROPOSAL};
use super::types::{Item, Outcome, Proposal, Terms};
use super::vote::Tally;
use crate::Event;
use crate::charter_text::{Deposit, Procedure, Rate};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter::Fraction;
use crate::modules::treasury::{
    self, AccountId, Movement, Posting, check_posting, home_of, post, query::balance,
};

/// An amount that an author puts down with a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutDown {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
}

/// What a procedure asks an author to put down, as it was when the proposal was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositTerms {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// It is kept if less than this share of the votes is for the proposal; absent: it is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_under: Option<Fraction>,
    /// The fund that keeps it.
    pub to: AccountId,
}

impl DepositTerms {
    /// Returns the terms of a procedure; none if what keeps it is no account, which no charter says.
    pub(super) fn of(deposit: &Deposit) -> Option<Self> {
        let Deposit { amount, asset, kept_under, to } = deposit;
        let kept_under = kept_under.map(Fraction::from);
        Some(Self { amount: *amount, asset: asset.clone(), kept_under, to: to.parse().ok()? })
    }
}

/// When a person brought proposals by a procedure that counts them, in running time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brought {
    /// The times, the oldest first, at most as many as a charter counts.
    pub(super) times: Vec<Timestamp>,
}

/// The proposals that a person has open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    /// Their numbers, ascending.
    pub(super) proposals: Vec<u64>,
}

/// Returns the account that holds what was put down with a proposal.
pub(super) fn escrow(proposal: u64) -> AccountId {
    AccountId::Escrow(format!("proposal-{proposal}"))
}

/// Decides whether what an author puts down is what the procedure asks for: all of it, or nothing where
/// members may support the proposal instead.
pub(super) fn check(
    given: Option<&PutDown>,
    procedure: &Procedure,
    author: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Option<Posting>, GovernanceError> {
    let asked = procedure.deposit.as_ref();
    let may_lack = procedure.sponsors > 0;
    let is_asked = match (asked, given) {
        (Some(asked), Some(given)) => given.amount == asked.amount && given.asset == asked.asset,
        (Some(_), None) => may_lack,
        (None, given) => given.is_none(),
    };
    let sum = |amount, asset| Box::new(treasury::query::sum(state, amount, asset));
    let wrong = || GovernanceError::Deposit {
        asked: asked.map(|asked| sum(asked.amount, &asked.asset)),
        given: given.map(|given| sum(given.amount, &given.asset)),
        may_lack,
    };
    is_asked.then_some(()).ok_or_else(wrong)?;
    let Some(PutDown { amount, asset }) = given else { return Ok(None) };
    // The number is not known yet; nothing but this writes where it goes.
    let movement = Movement {
        amount: *amount,
        asset: asset.clone(),
        category: None,
        credit: AccountId::Person(author),
        debit: escrow(super::query::counts(state).made.saturating_add(1)),
        memo: None,
    };
    let posting = check_posting(movement, context, state);
    posting.map(Some).map_err(GovernanceError::DepositMoney)
}

/// Decides whether a person may bring one more proposal by a procedure (GOV-4, GOV-55).
pub(super) fn check_measure(
    author: PersonId,
    procedure: &Procedure,
    running: Timestamp,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    let open = OPEN.get(state, &author).unwrap_or_default().proposals;
    let by_it = |number: &&u64| {
        PROPOSAL.get(state, number).is_some_and(|open| open.procedure == procedure.id)
    };
    if let Some(max) = procedure.open_max.map(u64::from) {
        let actual = u64::try_from(open.iter().filter(by_it).count()).unwrap_or(u64::MAX);
        let procedure = procedure.id.clone();
        require(actual < max, GovernanceError::TooManyByProcedure { actual, max, procedure })?;
    }
    let Some(Rate { count, per }) = procedure.per_person else { return Ok(()) };
    let times = BROUGHT.get(state, &(author, procedure.id.clone())).unwrap_or_default().times;
    let within: Vec<&Timestamp> = times.iter().filter(|time| time.after(per) > running).collect();
    let has_room = within.len() < usize::try_from(count).unwrap_or(usize::MAX);
    let again = within.first().map_or(running, |first| first.after(per));
    let wait = again.since(running).unwrap_or_default();
    let procedure = procedure.id.clone();
    require(has_room, GovernanceError::TooManyBrought { max: count, per, procedure, wait })
}

/// Notes that a person brings a proposal.
pub(super) fn note(
    author: PersonId,
    number: u64,
    procedure: &str,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let mut open = OPEN.get(state, &author).unwrap_or_default();
    open.proposals.push(number);
    OPEN.put(state, &author, &open);
    let rule = context.charter.decision(procedure);
    let Some(Rate { per, .. }) = rule.and_then(|rule| rule.per_person) else { return };
    let key = (author, procedure.to_owned());
    let mut brought = BROUGHT.get(state, &key).unwrap_or_default();
    brought.times.retain(|time| time.after(per) > context.running);
    brought.times.push(context.running);
    BROUGHT.put(state, &key, &brought);
    let item = Item::BroughtClears { person: author, procedure: procedure.to_owned() };
    let _ = agenda::put(state, context.running.after(per), item);
}

/// Forgets when a person brought what is no longer counted.
pub(super) fn clear(
    person: PersonId,
    procedure: String,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let rule = context.charter.decision(&procedure).and_then(|rule| rule.per_person);
    let key = (person, procedure);
    let Some(mut brought) = BROUGHT.get(state, &key) else { return };
    let counts = |time: &Timestamp| rule.is_some_and(|rule| time.after(rule.per) > context.running);
    let first = brought.times.iter().find(|time| counts(time)).copied();
    brought.times.retain(counts);
    match (first, rule) {
        (Some(first), Some(rule)) => {
            BROUGHT.put(state, &key, &brought);
            // A charter that counts longer than it did: nobody else would come back for these.
            let (person, procedure) = key;
            let item = Item::BroughtClears { person, procedure };
            let _ = agenda::put(state, first.after(rule.per), item);
        }
        _ => BROUGHT.remove(state, &key),
    }
}

/// Gives back what was put down with a proposal that is over, or lets the society keep it.
pub(super) fn settle(
    number: u64,
    proposal: &Proposal,
    outcome: &Outcome,
    tally: &Tally,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Terms { deposit: Some(terms), .. } = &proposal.terms else { return Vec::new() };
    let (Some(author), true) = (proposal.author, proposal.is_deposited) else { return Vec::new() };
    let is_kept = matches!(outcome, Outcome::Rejected { .. }) && is_under(terms, proposal, tally);
    let home = home_of(&terms.to, state);
    let debit = if is_kept { home.clone() } else { AccountId::Person(author) };
    let credit = escrow(number);
    // What it lost by lying still, if the asset does, is gone.
    let amount = balance(state, &credit, &terms.asset);
    let asset = terms.asset.clone();
    let movement = Movement { amount, asset, category: None, credit, debit, memo: None };
    let back = check_posting(movement.clone(), context, state);
    // An author whose account is as full as one can be has not lost it to nobody.
    let posting =
        back.or_else(|_| check_posting(Movement { debit: home, ..movement }, context, state));
    let Ok(posting) = posting else { return Vec::new() };
    let settled = GovernanceEvent::DepositSettled { is_kept, proposal: number };
    std::iter::once(settled.into()).chain(post(posting, context, state)).collect()
}

/// Returns whether less than the share of the votes that the terms name is for a proposal.
fn is_under(terms: &DepositTerms, proposal: &Proposal, tally: &Tally) -> bool {
    let Some(share) = terms.kept_under else { return false };
    let method = proposal.terms.asks(proposal.round);
    let (pro, votes) = if method.is_paid() {
        (tally.sum.pro, tally.sum.pro.saturating_add(tally.sum.against))
    } else {
        (tally.yes, tally.votes())
    };
    let cross = |a: u64, b: u32| u128::from(a).saturating_mul(u128::from(b));
    votes == 0 || cross(pro, share.denominator) < cross(votes, share.numerator)
}
