//! Approval: every approved candidate gets a vote, most votes win.

use super::plurality::{Counted, plurality_of};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::ties::TieBreak;

/// Elects the `seats` most approved candidates.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn approval(
    ballots: &Approvals,
    seats: usize,
    ties: &TieBreak,
) -> Result<Counted, ChoiceError> {
    plurality_of(ballots.names(), ballots.scores(), ballots.total(), seats, ties)
}
