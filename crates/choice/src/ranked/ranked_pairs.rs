//! Ranked pairs (Tideman 1987): victories are locked in from the strongest, unless one contradicts
//! those locked before.

use std::cmp::Reverse;

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::{Pairwise, Strength};
use super::schulze::peel;
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
use crate::ties::TieBreak;

/// What happens to victories of the same strength.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EqualDefeats {
    /// One after the other: first the one whose winner, then whose loser, stands better in the tie
    /// rule (Zavist and Tideman 1989).
    #[default]
    ByTieRule,
    /// All at once; those that then lie on a cycle are dropped. Favours nobody, may leave ties.
    Together,
}

/// A victory in a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Defeat {
    /// Who won.
    pub winner: usize,
    /// Who lost.
    pub loser: usize,
    /// Votes of the winner.
    pub won: u64,
    /// Votes of the loser.
    pub lost: u64,
    /// Whether it was locked in.
    pub locked: bool,
}

/// The result of ranked pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RankedPairs {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// All victories, strongest first.
    pub defeats: Vec<Defeat>,
}

/// Orders candidates by the victories that were locked in.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn ranked_pairs(
    names: &[String],
    pairs: &Pairwise,
    by: Strength,
    equal: EqualDefeats,
    seats: usize,
    ties: &TieBreak,
) -> Result<RankedPairs, ChoiceError> {
    let size = pairs.candidates();
    let rule = ties.prepare(names)?;
    let mut defeats = Vec::new();
    for winner in 0..size {
        for loser in (0..size).filter(|&loser| pairs.beats(winner, loser)) {
            let (won, lost) = (pairs.prefer(winner, loser), pairs.prefer(loser, winner));
            defeats.push(Defeat { winner, loser, won, lost, locked: false });
        }
    }
    // Of equal victories the one with fewer votes against is stronger.
    let strength = |defeat: &Defeat| match by {
        Strength::WinningVotes => (Reverse(defeat.won), defeat.lost),
        Strength::Margins => (Reverse(defeat.won - defeat.lost), defeat.lost),
    };
    defeats.sort_by_key(|defeat| {
        let (winner, loser) = (rule.position(defeat.winner), rule.position(defeat.loser));
        (strength(defeat), winner, Reverse(loser))
    });
    let mut reach = Reach::new(size);
    match equal {
        EqualDefeats::ByTieRule => {
            for defeat in &mut defeats {
                defeat.locked = !reach.leads(defeat.loser, defeat.winner);
                if defeat.locked {
                    reach.join(defeat.winner, defeat.loser);
                }
            }
        }
        EqualDefeats::Together => {
            for group in defeats.chunk_by_mut(|left, right| strength(left) == strength(right)) {
                let mut all = reach.clone();
                for defeat in group.iter() {
                    all.join(defeat.winner, defeat.loser);
                }
                for defeat in group.iter_mut() {
                    defeat.locked = !all.leads(defeat.loser, defeat.winner);
                }
                for defeat in group.iter().filter(|defeat| defeat.locked) {
                    reach.join(defeat.winner, defeat.loser);
                }
            }
        }
    }
    let order = peel(size, |one, other| reach.leads(one, other));
    Ok(RankedPairs { ordered: Ordered::fill(names, order, seats, &ties.clone())?, defeats })
}

/// Who leads whom through locked victories, kept closed under chains.
#[derive(Clone)]
struct Reach {
    size: usize,
    cells: Vec<bool>,
}

impl Reach {
    fn new(size: usize) -> Self {
        Self { size, cells: vec![false; size * size] }
    }

    fn leads(&self, one: usize, other: usize) -> bool {
        self.cells[one * self.size + other]
    }

    fn join(&mut self, winner: usize, loser: usize) {
        if self.leads(winner, loser) {
            return;
        }
        let onward: Vec<usize> =
            (0..self.size).filter(|&other| other == loser || self.leads(loser, other)).collect();
        for one in 0..self.size {
            if one == winner || self.leads(one, winner) {
                for &other in &onward {
                    self.cells[one * self.size + other] = true;
                }
            }
        }
    }
}

impl RankedPairs {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("Victories were locked in from the strongest; one that would close a circle was left out.");
        let mut table = Table::new("Victories", &["winner", "loser", "won", "lost", "locked"]);
        for defeat in &self.defeats {
            table.row(vec![
                names[defeat.winner].clone(),
                names[defeat.loser].clone(),
                defeat.won.to_string(),
                defeat.lost.to_string(),
                if defeat.locked { "yes" } else { "no" }.into(),
            ]);
        }
        account.show(table);
        account
    }
}
