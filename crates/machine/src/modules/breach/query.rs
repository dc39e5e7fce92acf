//! What pages, the command line and neighbouring modules may read of breach.

use polity_types::{PersonId, Timestamp};

use super::state::{
    BALLOT, CLAIM, CLAIMANT, COUNT, FROZEN_HOLDER, FROZEN_OFFICE, FROZEN_PERSON, HEARD,
};
use super::types::{Accused, Ballot, Claim, Claimant, Frozen, Spender, Standing};
use crate::charter_text::{Body, Charter, Electorate, Share, Who};
use crate::frame::context::Authority;
use crate::frame::state::StateView;
use crate::modules::treasury::AccountId;
use crate::modules::{offices, panels};

/// Returns a claim.
#[must_use]
pub fn claim(state: &dyn StateView, number: u64) -> Option<Claim> {
    CLAIM.get(state, &number)
}

/// Returns how many claims there were: the number of the last one.
#[must_use]
pub fn count(state: &dyn StateView) -> u64 {
    COUNT.get(state).unwrap_or_default().number
}

/// Returns up to `limit` claims, the newest first, with numbers below `before`.
#[must_use]
pub fn claims(state: &dyn StateView, before: u64, limit: usize) -> Vec<(u64, Claim)> {
    let last = count(state).min(before.saturating_sub(1));
    let numbers = (1..=last).rev().take(limit);
    numbers.filter_map(|number| Some((number, claim(state, number)?))).collect()
}

/// Claims heard against the same accused, while one waited, about breaches that came after it.
const HEARD_READ: usize = 256;

/// Returns whether another panel was asked whether the same accused broke the commandment at that time, and dismissed it
/// or rules on it still, whichever claim was raised first (BRE-15). Two claims are about the same where each breach had
/// begun when the other was raised.
///
/// Cost: so many records as the number of claims has digits in base 2, and one; more only where panels heard claims while
/// this one waited.
pub(super) fn was_asked(state: &dyn StateView, number: u64, claim: &Claim) -> bool {
    let key = |number: u64| HEARD.key(&(claim.accused.place(), number));
    let first = first_raised_since(state, claim.since);
    let after = key(first.saturating_sub(1));
    let heard = HEARD.scan(state, &format!("{}/", claim.accused.place()), Some(&after), HEARD_READ);
    heard.into_iter().any(|(at, other)| at != key(number) && other.since <= claim.time)
}

/// Returns the number of the first claim that was raised at a time or after it: numbers and times grow together.
fn first_raised_since(state: &dyn StateView, time: Timestamp) -> u64 {
    let (mut low, mut high) = (1, count(state).saturating_add(1));
    while low < high {
        let middle = low.midpoint(high);
        if claim(state, middle).is_some_and(|claim| claim.time < time) {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    low
}

/// Returns what is known of somebody as a claimant.
#[must_use]
pub fn claimant(state: &dyn StateView, person: PersonId) -> Claimant {
    CLAIMANT.get(state, &person).unwrap_or_default()
}

/// Returns who sits on the panel of a claim, in the order of the draw.
#[must_use]
pub fn seated(state: &dyn StateView, claim: &Claim) -> Vec<PersonId> {
    if claim.standing == Standing::Open {
        panels::query::holders_of(state, claim.sitting)
    } else {
        Vec::new()
    }
}

/// Returns what somebody ruled on a claim that is open.
#[must_use]
pub fn ballot(state: &dyn StateView, claim: u64, person: PersonId) -> Option<Ballot> {
    BALLOT.get(state, &(claim, person))
}

/// What somebody who was drawn for a claim has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whether they have the seat, and rule; otherwise they are asked to take it.
    pub is_seated: bool,
    /// The sitting.
    pub sitting: u64,
    /// Until when, in running time.
    pub until: Timestamp,
}

/// Returns what a claim that is open waits for from a person. Reads by keys.
#[must_use]
pub fn waits_for(state: &dyn StateView, number: u64, person: PersonId) -> Option<Wait> {
    let claim = claim(state, number).filter(|claim| claim.standing == Standing::Open)?;
    let sitting = claim.sitting;
    let offers = panels::query::offers(state, sitting).into_iter();
    let (_, offer) = offers.rev().find(|(_, offer)| offer.person == Some(person))?;
    match offer.status {
        panels::Status::Offered => Some(Wait { is_seated: false, sitting, until: offer.lapse?.at }),
        panels::Status::Accepted => {
            let is_due =
                seated(state, &claim).contains(&person) && ballot(state, number, person).is_none();
            is_due.then_some(Wait { is_seated: true, sitting, until: claim.until?.at })
        }
        _ => None,
    }
}

/// Counts, of those who sit, how many uphold a claim and how many do not.
pub(super) fn counted(state: &dyn StateView, number: u64, claim: &Claim) -> (u64, u64) {
    let mut counts = (0_u64, 0_u64);
    for person in seated(state, claim) {
        match ballot(state, number, person) {
            Some(Ballot { upholds: true }) => counts.0 = counts.0.saturating_add(1),
            Some(Ballot { upholds: false }) => counts.1 = counts.1.saturating_add(1),
            None => {}
        }
    }
    counts
}

/// Returns the freeze of somebody accused.
#[must_use]
pub fn frozen_by(state: &dyn StateView, accused: &Accused) -> Option<Frozen> {
    match accused {
        Accused::Office(id) => FROZEN_OFFICE.get(state, id),
        Accused::Person(person) => FROZEN_PERSON.get(state, person),
    }
}

/// Returns the claim by which a person does not spend as a holder of an office: the office is frozen, or they are by
/// whatever claim, and they have held it since before that (BRE-7).
#[must_use]
pub fn frozen_in_office(state: &dyn StateView, office: &str, person: PersonId) -> Option<u64> {
    let mut all = freezes(state, person);
    all.extend(FROZEN_OFFICE.get(state, &office.to_owned()));
    let since = since(state, office, person).filter(|_| !all.is_empty());
    all.retain(|frozen| since.is_none_or(|since| since <= frozen.at));
    all.first().map(|frozen| frozen.claim)
}

/// Returns the claim by which a person does not spend under a line held by `who` (BRE-7).
#[must_use]
pub fn frozen_under(state: &dyn StateView, who: &Who, person: PersonId) -> Option<u64> {
    match who {
        Who::Office(id) => frozen_in_office(state, id, person),
        _ => frozen_without_office(state, person),
    }
}

/// Returns the claim by which a person does not spend in what they do without an office: they are accused, or held
/// an office that is when the claim was raised, and were not put into it anew (BRE-7).
#[must_use]
pub fn frozen_without_office(state: &dyn StateView, person: PersonId) -> Option<u64> {
    freezes(state, person).first().map(|frozen| frozen.claim)
}

/// Returns what stops a person in what they do: their own freeze, and that of every office accused while they held it
/// into which they were not put anew.
fn freezes(state: &dyn StateView, person: PersonId) -> Vec<Frozen> {
    let held = FROZEN_HOLDER.get(state, &person).unwrap_or_default().offices.into_iter();
    let lasts = |(office, frozen): (String, Frozen)| {
        let since = since(state, &office, person);
        since.is_none_or(|since| since <= frozen.at).then_some(frozen)
    };
    FROZEN_PERSON.get(state, &person).into_iter().chain(held.filter_map(lasts)).collect()
}

/// Returns since when a person holds an office, in running time.
fn since(state: &dyn StateView, office: &str, person: PersonId) -> Option<Timestamp> {
    offices::query::seat_of(state, office, person).map(|(_, seat)| seat.since)
}

/// Returns the claim by which a decision spends nothing: who holds the offices that take it broke the
/// commandment (BRE-10).
#[must_use]
pub fn frozen_decision(state: &dyn StateView, charter: &Charter, procedure: &str) -> Option<u64> {
    let frozen = |body: &Body| match body {
        Body::Office(office) => frozen_body(state, &office.id),
        Body::Members | Body::MembersPastProbation | Body::Panel(_) | Body::Residents(_) => None,
    };
    most_frozen(&charter.decision(procedure)?.electorate, frozen)
}

/// Returns the claim by which half or more of those who hold an office do not spend in it.
fn frozen_body(state: &dyn StateView, office: &str) -> Option<u64> {
    let holders = offices::query::seats(state, office);
    let claim = |(_, seat): &(u64, offices::Seat)| frozen_in_office(state, office, seat.holder);
    let claims: Vec<u64> = holders.iter().filter_map(claim).collect();
    claims.first().copied().filter(|_| claims.len().saturating_mul(2) >= holders.len())
}

/// Returns the first of what stops the bodies of an electorate, if without those that it stops nothing
/// could be decided: the one body, half or more of a mix, every house.
fn most_frozen<T>(electorate: &Electorate, frozen: impl Fn(&Body) -> Option<T>) -> Option<T> {
    let bodies: Vec<Option<T>> = electorate.bodies().map(frozen).collect();
    let is_stopped = match electorate {
        Electorate::Mix { parts } => {
            let others = parts.iter().zip(&bodies).filter(|(_, body)| body.is_none());
            let others: Vec<Share> = others.map(|(part, _)| part.share).collect();
            !Share::sum_of(&others).is_some_and(Share::is_more_than_half)
        }
        Electorate::Houses { .. } | Electorate::One { .. } => bodies.iter().all(Option::is_some),
    };
    bodies.into_iter().flatten().next().filter(|_| is_stopped)
}

/// Returns the freeze by which what somebody let happen before it waits (BRE-11, BRE-12).
#[must_use]
pub fn stopped(state: &dyn StateView, charter: &Charter, spender: &Spender) -> Option<Frozen> {
    let Authority::Decision { procedure, .. } = &spender.by else {
        return stopped_person(state, spender);
    };
    let frozen = |body: &Body| match body {
        Body::Office(office) => stopped_office(state, &office.id, spender.at),
        Body::Members | Body::MembersPastProbation | Body::Panel(_) | Body::Residents(_) => None,
    };
    most_frozen(&charter.decision(procedure)?.electorate, frozen)
}

/// Returns the first freeze by which what a person let happen before it waits, in whatever office or without one; none
/// for what was decided. Being put into an office anew ends none of these: whoever then holds it approves anew.
#[must_use]
pub fn stopped_person(state: &dyn StateView, spender: &Spender) -> Option<Frozen> {
    let Authority::Person { person } = &spender.by else { return None };
    let held = FROZEN_HOLDER.get(state, person).unwrap_or_default().offices.into_values();
    let of_office = spender.office.as_ref().and_then(|id| FROZEN_OFFICE.get(state, id));
    let all = FROZEN_PERSON.get(state, person).into_iter().chain(held).chain(of_office);
    all.filter(|frozen| spender.at <= frozen.at).min_by_key(|frozen| (frozen.at, frozen.claim))
}

fn stopped_office(state: &dyn StateView, id: &str, since: Timestamp) -> Option<Frozen> {
    FROZEN_OFFICE.get(state, &id.to_owned()).filter(|frozen| since <= frozen.at)
}

/// Returns the state keys that [`stopped_person`] reads, for proofs.
#[must_use]
pub fn spender_keys(spender: &Spender) -> Vec<String> {
    let own = match &spender.by {
        Authority::Person { person } => {
            vec![FROZEN_PERSON.key(person), FROZEN_HOLDER.key(person)]
        }
        Authority::Decision { .. } | Authority::Rule { .. } => Vec::new(),
    };
    let office = spender.office.as_ref().map(|id| FROZEN_OFFICE.key(id));
    own.into_iter().chain(office).collect()
}

/// Returns the account that holds what was put down with a claim.
#[must_use]
pub fn escrow_of_claim(number: u64) -> AccountId {
    AccountId::Escrow(format!("claim-{number}"))
}

/// Returns the state key of a claim, for proofs.
#[must_use]
pub fn claim_key(number: u64) -> String {
    CLAIM.key(&number)
}

/// Returns the state key of how many claims there were, for proofs.
#[must_use]
pub fn count_key() -> &'static str {
    COUNT.key()
}
