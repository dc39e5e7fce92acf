//! What pages, the command line and neighbouring modules may read of signals.

use polity_types::PersonId;

use super::state::{COUNTS, RESULT, SIGNAL, STANCE};
use super::types::{Counts, Signal, SignalResult, Stance, Standing};
use crate::charter_text::Body;
use crate::frame::state::StateView;
use crate::modules::membership;

/// Returns a question that is open.
#[must_use]
pub fn signal(state: &dyn StateView, number: u64) -> Option<Signal> {
    SIGNAL.get(state, &number)
}

/// Returns all questions that are open, in the order in which they were asked: at most [`super::OPEN_MAX`].
#[must_use]
pub fn signals(state: &dyn StateView) -> Vec<(u64, Signal)> {
    // By their keys, one by one, since whoever checks proofs has no list to scan.
    let open = counts(state).open.into_iter();
    open.filter_map(|number| Some((number, SIGNAL.get(state, &number)?))).collect()
}

/// Returns what stays of a question that is closed.
#[must_use]
pub fn result(state: &dyn StateView, number: u64) -> Option<SignalResult> {
    RESULT.get(state, &number)
}

/// Returns how many questions there were, and which are open.
#[must_use]
pub fn counts(state: &dyn StateView) -> Counts {
    COUNTS.get(state).unwrap_or_default()
}

/// Returns the stance of a person on a question that is open.
#[must_use]
pub fn stance(state: &dyn StateView, number: u64, person: PersonId) -> Option<Stance> {
    standing(state, number, person)?.stance
}

/// Returns what a person last did on a question that is open; their next stance names it.
#[must_use]
pub fn standing(state: &dyn StateView, number: u64, person: PersonId) -> Option<Standing> {
    STANCE.get(state, &(number, person))
}

/// Returns whether a person is in the electorate of a question now.
#[must_use]
pub fn is_eligible(state: &dyn StateView, signal: &Signal, person: PersonId) -> bool {
    match signal.electorate {
        Body::MembersPastProbation => membership::query::is_full_member(state, person),
        _ => membership::query::is_member(state, person),
    }
}

/// Returns how many are in the electorate of a question now.
#[must_use]
pub fn eligible(state: &dyn StateView, signal: &Signal) -> u64 {
    let rolls = membership::query::rolls(state);
    match signal.electorate {
        Body::MembersPastProbation => rolls.full.count,
        _ => rolls.members.count,
    }
}

/// Returns the state key of a question that is open, for proofs.
#[must_use]
pub fn signal_key(number: u64) -> String {
    SIGNAL.key(&number)
}

/// Returns the state key of what stays of a question, for proofs.
#[must_use]
pub fn result_key(number: u64) -> String {
    RESULT.key(&number)
}

/// Returns the state key of a person's stance, for proofs.
#[must_use]
pub fn stance_key(number: u64, person: PersonId) -> String {
    STANCE.key(&(number, person))
}

/// Returns the state key of the counts, for proofs.
#[must_use]
pub fn counts_key() -> &'static str {
    COUNTS.key()
}
