//! What pages, the command line and neighbouring modules may read of fork.

use polity_types::{PersonId, Timestamp};

use super::rules::WAITING;
use super::state::{ARRIVED, COUNT, DESCENT, FORK, JOINED, LEFT, REST};
use super::types::{Arrived, Descent, Fork, Left};
use crate::frame::state::StateView;
use crate::modules::treasury::AccountId;

/// Returns a fork.
#[must_use]
pub fn fork(state: &dyn StateView, number: u64) -> Option<Fork> {
    FORK.get(state, &number)
}

/// Returns how many forks there were: the number of the last one.
#[must_use]
pub fn count(state: &dyn StateView) -> u64 {
    COUNT.get(state).unwrap_or_default().number
}

/// Returns the forks for which members sign up now, or of which they leave, by number, the oldest first: at
/// most [`FORKS_OPEN_MAX`](super::FORKS_OPEN_MAX).
#[must_use]
pub fn running(state: &dyn StateView) -> Vec<u64> {
    COUNT.get(state).unwrap_or_default().open
}

/// Returns the fork for which a person signed up and that is not over, if there is one.
#[must_use]
pub fn joined_by(state: &dyn StateView, person: PersonId) -> Option<u64> {
    running(state).into_iter().find(|fork| has_joined(state, *fork, person))
}

/// Returns until when somebody announces no other fork, in running time, because theirs was given up.
#[must_use]
pub fn rests_until(state: &dyn StateView, person: PersonId) -> Option<Timestamp> {
    REST.get(state, &person).map(|rest| rest.until)
}

/// Returns whether a person signed up for a fork.
#[must_use]
pub fn has_joined(state: &dyn StateView, fork: u64, person: PersonId) -> bool {
    JOINED.has(state, &(fork, person))
}

/// Returns somebody who left by a fork, in the order in which they did, from 0.
#[must_use]
pub fn left(state: &dyn StateView, fork: u64, place: u64) -> Option<Left> {
    LEFT.get(state, &(fork, place))
}

/// Returns up to `limit` people who signed up for a fork, after `after`, each with whether their share
/// goes to its pool.
#[must_use]
pub fn joined(
    state: &dyn StateView,
    fork: u64,
    after: Option<PersonId>,
    limit: usize,
) -> Vec<(PersonId, bool)> {
    let after = after.map(|person| JOINED.key(&(fork, person)));
    let page = JOINED.scan(state, &format!("{fork:016}/"), after.as_deref(), limit);
    let person = |key: &str| key.rsplit('/').next().and_then(|text| text.parse().ok());
    page.into_iter().filter_map(|(key, joined)| Some((person(&key)?, joined.pooled))).collect()
}

/// Returns up to `limit` people who left by a fork, from a place on.
#[must_use]
pub fn listed(state: &dyn StateView, fork: u64, from: u64, limit: usize) -> Vec<Left> {
    let after = from.checked_sub(1).map(|place| LEFT.key(&(fork, place)));
    let page = LEFT.scan(state, &format!("{fork:016}/"), after.as_deref(), limit);
    page.into_iter().map(|(_, left)| left).collect()
}

/// Returns who came over from a place of the list of the fork from which this society descends.
#[must_use]
pub fn arrived(state: &dyn StateView, place: u64) -> Option<Arrived> {
    ARRIVED.get(state, &place)
}

/// Returns the account in which lies what was carried over for those who did not come yet.
#[must_use]
pub fn waiting() -> AccountId {
    AccountId::Escrow(WAITING.into())
}

/// Returns the state key of who came over from a place, for proofs.
#[must_use]
pub fn arrived_key(place: u64) -> String {
    ARRIVED.key(&place)
}

/// Returns from where this society descends, as its founding says and proves.
#[must_use]
pub fn descent(state: &dyn StateView) -> Option<Descent> {
    DESCENT.get(state)
}

/// Returns the state key of a fork, for proofs.
#[must_use]
pub fn fork_key(number: u64) -> String {
    FORK.key(&number)
}

/// Returns the state key of somebody who left by a fork, for proofs.
#[must_use]
pub fn left_key(fork: u64, place: u64) -> String {
    LEFT.key(&(fork, place))
}

/// Returns the state key of the descent, for proofs.
#[must_use]
pub fn descent_key() -> &'static str {
    DESCENT.key()
}

/// Returns the state key of how many forks there were, for proofs.
#[must_use]
pub fn count_key() -> &'static str {
    COUNT.key()
}
