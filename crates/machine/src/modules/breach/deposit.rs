//! What keeps claims from being more than people can rule on: what is put down with one, held by the machine
//! until the panel's part is over (BRE-13), and how many one person raises (BRE-14).

use polity_types::{PersonId, Timestamp};

use super::error::BreachError;
use super::event::BreachEvent;
use super::query;
use super::types::{Claim, Claimant, Stake};
use crate::Event;
use crate::charter_text::{Breach, Rate};
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance::PutDown;
use crate::modules::treasury::{
    self, AccountId, Movement, Posting, check_posting, home_of, post, query::balance,
};

/// Decides whether what is put down is what the charter asks for: all of it, or nothing.
pub(super) fn check(
    given: Option<&PutDown>,
    rules: &Breach,
    by: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Option<(Stake, Posting)>, BreachError> {
    let Some(given) = given else { return Ok(None) };
    let asked = rules.deposit.as_ref();
    let asked = asked.map(|of| PutDown { amount: of.amount, asset: of.asset.clone() });
    let kept_by = rules.deposit.as_ref().and_then(|deposit| deposit.to.parse().ok());
    let (Some(to), true) = (kept_by, asked.as_ref() == Some(given)) else {
        let sum = |of: &PutDown| Box::new(treasury::query::sum(state, of.amount, &of.asset));
        return Err(BreachError::Deposit { asked: asked.as_ref().map(sum), given: sum(given) });
    };
    let PutDown { amount, asset } = given.clone();
    // The number is not known yet; nothing but this writes where it goes.
    let movement = Movement {
        amount,
        asset: asset.clone(),
        category: None,
        credit: AccountId::Person(by),
        debit: query::escrow_of_claim(query::count(state).saturating_add(1)),
        memo: None,
    };
    let posting = check_posting(movement, context, state).map_err(BreachError::DepositMoney)?;
    Ok(Some((Stake { amount, asset, to }, posting)))
}

/// Decides whether a person may raise one more claim (BRE-14).
pub(super) fn check_measure(
    claimant: &Claimant,
    rules: &Breach,
    running: Timestamp,
) -> Result<(), BreachError> {
    let Some(Rate { count, per }) = rules.per_person else { return Ok(()) };
    let within: Vec<&Timestamp> =
        claimant.raised.iter().filter(|time| time.after(per) > running).collect();
    if within.len() < usize::try_from(count).unwrap_or(usize::MAX) {
        return Ok(());
    }
    // A charter that lets fewer than it did: the next one comes when enough of them are past.
    let last = within.len().saturating_sub(usize::try_from(count).unwrap_or(usize::MAX));
    let again = within.get(last).map_or(running, |time| time.after(per));
    let wait = again.since(running).unwrap_or_default();
    Err(BreachError::TooMany { max: count, per, wait })
}

/// Notes that a person raises a claim, and forgets what is no longer counted.
pub(super) fn note(claimant: &mut Claimant, rules: &Breach, running: Timestamp) {
    let per = rules.per_person.map(|rate| rate.per);
    claimant.raised.retain(|time| per.is_some_and(|per| time.after(per) > running));
    if per.is_some() {
        claimant.raised.push(running);
    }
}

/// Gives back what was put down with a claim, or lets the society keep it.
pub(super) fn settle(
    number: u64,
    claim: &mut Claim,
    is_kept: bool,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some(Stake { asset, to, .. }) = claim.deposit.take() else { return Vec::new() };
    let home = home_of(&to, state);
    let debit = if is_kept { home.clone() } else { AccountId::Person(claim.by) };
    let credit = query::escrow_of_claim(number);
    // What it lost by lying still, if the asset does, is gone.
    let amount = balance(state, &credit, &asset);
    let movement = Movement { amount, asset, category: None, credit, debit, memo: None };
    let back = check_posting(movement.clone(), context, state);
    // A claimant whose account is as full as one can be has not lost it to nobody.
    let posting =
        back.or_else(|_| check_posting(Movement { debit: home, ..movement }, context, state));
    let Ok(posting) = posting else { return Vec::new() };
    let settled = BreachEvent::DepositSettled { claim: number, is_kept };
    std::iter::once(settled.into()).chain(post(posting, context, state)).collect()
}
