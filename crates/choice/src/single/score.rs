//! Score voting: the highest sum of scores wins.

use serde::Serialize;

use super::plurality::{check_seats, explain_ties, were};
use crate::ChoiceError;
use crate::ballots::Scores;
use crate::explain::{Explanation, Table, list_of};
use crate::ties::{TieBreak, TieBroken, tiers_by};

/// The result of score voting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreResult {
    /// Elected, best first.
    pub winners: Vec<usize>,
    /// Everybody by their sum, highest first.
    pub order: Vec<Vec<usize>>,
    /// Sum of the scores of each candidate; a blank counts as the lowest score.
    pub sums: Vec<i128>,
    /// Weight of all ballots.
    pub total: u64,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Elects the `seats` candidates with the highest sums.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn score(ballots: &Scores, seats: usize, ties: &TieBreak) -> Result<ScoreResult, ChoiceError> {
    score_of(ballots.names(), ballots.sums(), ballots.total(), seats, ties)
}

/// Elects from sums.
pub(super) fn score_of(
    names: &[String],
    sums: Vec<i128>,
    total: u64,
    seats: usize,
    ties: &TieBreak,
) -> Result<ScoreResult, ChoiceError> {
    check_seats(seats, names.len())?;
    let mut ties = ties.prepare(names)?;
    let order = tiers_by(0..sums.len(), |candidate| sums[candidate]);
    let winners = ties.fill("the last seat", &order, seats);
    Ok(ScoreResult { winners, order, sums, total, ties: ties.into_broken() })
}

impl ScoreResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        account.say(format!("{} counted; the highest sum wins.", were(self.total)));
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Scores", &["candidate", "sum"]);
        for &candidate in self.order.iter().flatten() {
            table.row(vec![names[candidate].clone(), self.sums[candidate].to_string()]);
        }
        account.show(table);
        account
    }
}
