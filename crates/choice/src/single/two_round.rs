//! Two rounds: a majority of first preferences, or a second round between the two highest.

use serde::Serialize;

use super::plurality::{check_seats, explain_ties};
use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::explain::{Explanation, Table};
use crate::ties::{TieBreak, TieBroken, tiers_by};

/// The result of two rounds counted from ranked ballots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TwoRound {
    /// The winner.
    pub winner: usize,
    /// First preferences of each candidate.
    pub first: Vec<u64>,
    /// The two finalists and their votes in the second round, if there was one.
    pub second: Option<[(usize, u64); 2]>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Decides in two rounds. More than half of the first preferences wins at once; otherwise the two
/// highest meet and each ballot counts for the one it ranks higher. A ballot with an equal first
/// rank counts for none in the first round.
///
/// # Errors
/// [`ChoiceError::TooFew`] without candidates, [`ChoiceError::BadOption`] for a bad tie order.
pub fn two_round(ballots: &Ranked, ties: &TieBreak) -> Result<TwoRound, ChoiceError> {
    check_seats(1, ballots.candidates())?;
    let mut ties = ties.prepare(ballots.names())?;
    let first = ballots.marked_first(1);
    let valid: u64 = first.iter().sum();
    let order = tiers_by(0..first.len(), |candidate| first[candidate]);
    let leader = order[0][0];
    if first.len() == 1 || u128::from(first[leader]) * 2 > u128::from(valid) {
        return Ok(TwoRound { winner: leader, first, second: None, ties: ties.into_broken() });
    }
    let finalists = ties.fill("a place in the second round", &order, 2);
    let mut votes = [0u64; 2];
    for ballot in ballots.ballots() {
        let rank_of = |wanted: usize| {
            let has =
                |rank: &[crate::ballots::Mark]| rank.iter().any(|mark| mark.candidate() == wanted);
            ballot.ranks().position(has).unwrap_or(usize::MAX)
        };
        match rank_of(finalists[0]).cmp(&rank_of(finalists[1])) {
            std::cmp::Ordering::Less => votes[0] += ballot.weight,
            std::cmp::Ordering::Greater => votes[1] += ballot.weight,
            std::cmp::Ordering::Equal => {}
        }
    }
    let winner = match votes[0].cmp(&votes[1]) {
        std::cmp::Ordering::Greater => finalists[0],
        std::cmp::Ordering::Less => finalists[1],
        std::cmp::Ordering::Equal => ties.elect("the second round", &finalists),
    };
    let second = Some([(finalists[0], votes[0]), (finalists[1], votes[1])]);
    Ok(TwoRound { winner, first, second, ties: ties.into_broken() })
}

impl TwoRound {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", names[self.winner]));
        match self.second {
            None if self.first.iter().all(|&votes| votes == 0) => {
                account.say("Nobody had a first preference; there is one candidate alone.");
            }
            None => {
                account.say("More than half of the first preferences decided in the first round.");
            }
            Some([left, right]) => account.say(format!(
                "No one had more than half; in the second round {} had {} and {} had {}.",
                names[left.0], left.1, names[right.0], right.1
            )),
        }
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("First round", &["candidate", "votes"]);
        for &candidate in tiers_by(0..names.len(), |one| self.first[one]).iter().flatten() {
            table.row(vec![names[candidate].clone(), self.first[candidate].to_string()]);
        }
        account.show(table);
        account
    }
}
