//! Minimax (Simpson–Kramer): the smallest worst defeat wins.

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::Pairwise;
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
use crate::ties::{TieBreak, tiers_by};

/// How a defeat is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Opposition {
    /// Votes of the opponent, if the opponent won the pair.
    #[default]
    WinningVotes,
    /// Votes of the opponent less one's own.
    Margins,
    /// Votes of the opponent, won or lost. Not Condorcet consistent.
    Pairwise,
}

/// The result of minimax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Minimax {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// The worst defeat of each candidate.
    pub worst: Vec<i128>,
}

/// Orders candidates by their worst pair, mildest first.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn minimax(
    names: &[String],
    pairs: &Pairwise,
    by: Opposition,
    seats: usize,
    ties: &TieBreak,
) -> Result<Minimax, ChoiceError> {
    let all = 0..pairs.candidates();
    let against = |one: usize, other: usize| match by {
        Opposition::WinningVotes if !pairs.beats(other, one) => 0,
        Opposition::WinningVotes | Opposition::Pairwise => i128::from(pairs.prefer(other, one)),
        Opposition::Margins => pairs.margin(other, one),
    };
    let worst: Vec<i128> = all
        .clone()
        .map(|one| {
            let others = all.clone().filter(|&other| other != one);
            others.map(|other| against(one, other)).max().unwrap_or(0)
        })
        .collect();
    let order = tiers_by(all, |one| std::cmp::Reverse(worst[one]));
    Ok(Minimax { ordered: Ordered::fill(names, order, seats, ties)?, worst })
}

impl Minimax {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("The candidate whose worst pair is mildest wins.");
        let mut table = Table::new("Worst pair", &["candidate", "against"]);
        for &candidate in self.ordered.order.iter().flatten() {
            table.row(vec![names[candidate].clone(), self.worst[candidate].to_string()]);
        }
        account.show(table);
        account
    }
}
