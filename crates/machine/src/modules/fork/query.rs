//! What pages, the command line and neighbouring modules may read of fork.

use polity_types::PersonId;

use super::state::{COUNT, DESCENT, FORK, JOINED, LEFT};
use super::types::{Descent, Fork, Left, Standing};
use crate::frame::roll::Roll;
use crate::frame::state::StateView;

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

/// Returns the fork for which members sign up now, or of which they leave, if there is one.
#[must_use]
pub fn running(state: &dyn StateView) -> Option<u64> {
    let last = count(state);
    let fork = fork(state, last)?;
    matches!(fork.standing, Standing::Open | Standing::Leaving).then_some(last)
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

/// Returns from where this society descends, as its founder says.
#[must_use]
pub fn descent(state: &dyn StateView) -> Option<Descent> {
    DESCENT.get(state)
}

/// Returns the roll of a list of those who left: a list is whole if it is that of the fork's record.
#[must_use]
pub fn roll_of(list: &[Left]) -> Roll {
    let mut roll = Roll::default();
    for left in list {
        roll.add(left);
    }
    roll
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
