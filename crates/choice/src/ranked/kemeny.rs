//! Kemeny–Young: the order that agrees with the ballots in the most pairs.

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::Pairwise;
use crate::ChoiceError;
use crate::exact::count;
use crate::explain::Explanation;
use crate::limits::KEMENY_CANDIDATES_MAX;
use crate::ties::TieBreak;

/// The result of Kemeny–Young.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kemeny {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// Agreements of the ballots with the order, summed over pairs.
    pub score: u128,
    /// Whether other orders agree as much; the tie rule then chose, place by place from the top.
    pub is_tied: bool,
}

/// Finds the order with the most agreement, exactly, over all sets of candidates. Cost: 2^n times n².
///
/// # Errors
/// [`ChoiceError::TooLarge`] above [`KEMENY_CANDIDATES_MAX`] candidates, [`ChoiceError::TooFew`],
/// [`ChoiceError::TooMany`] for seats outside 1 to the candidates, [`ChoiceError::BadOption`] for a
/// bad tie order.
pub fn kemeny(
    names: &[String],
    pairs: &Pairwise,
    seats: usize,
    ties: &TieBreak,
) -> Result<Kemeny, ChoiceError> {
    let size = pairs.candidates();
    if size > KEMENY_CANDIDATES_MAX {
        return Err(ChoiceError::TooLarge {
            method: "Kemeny–Young",
            what: "candidates",
            actual: count(size),
            limit: count(KEMENY_CANDIDATES_MAX),
        });
    }
    crate::single::check_seats(seats, names.len())?;
    let mut rule = ties.prepare(names)?;
    let rows = pairs.rows();
    let subsets = 1usize << size;
    // best[set]: the most agreement among the pairs inside `set`, and how many orders reach it (2
    // stands for several).
    let mut best = vec![(0u128, 1u8); subsets];
    for set in 1..subsets {
        let mut top = (0u128, 0u8);
        for first in members(set) {
            let score = lead(&rows, first, set) + best[set & !(1 << first)].0;
            let ways = best[set & !(1 << first)].1;
            if top.1 == 0 || score > top.0 {
                top = (score, ways);
            } else if score == top.0 {
                top.1 = 2;
            }
        }
        best[set] = top;
    }
    let (mut set, mut order) = (subsets - 1, Vec::new());
    while set != 0 {
        let reaches =
            |&first: &usize| lead(&rows, first, set) + best[set & !(1 << first)].0 == best[set].0;
        let tied: Vec<usize> = members(set).filter(reaches).collect();
        let place = format!("place {} of the order", order.len() + 1);
        let first = rule.elect(&place, &tied);
        order.push(vec![first]);
        set &= !(1 << first);
    }
    let (score, ways) = best[subsets - 1];
    let winners = order.iter().flatten().copied().take(seats).collect();
    let ordered = Ordered { winners, order, ties: rule.into_broken() };
    Ok(Kemeny { ordered, score, is_tied: ways > 1 })
}

fn members(set: usize) -> impl Iterator<Item = usize> {
    (0..KEMENY_CANDIDATES_MAX).filter(move |&one| set >> one & 1 == 1)
}

/// Votes for `first` over every other member of `set`.
fn lead(rows: &[Vec<u64>], first: usize, set: usize) -> u128 {
    members(set).map(|other| u128::from(rows[first][other])).sum()
}

impl Kemeny {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String], pairs: &Pairwise) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say(format!(
            "The order agrees with {} preferences between pairs, the most possible.",
            self.score
        ));
        if self.is_tied {
            account.say("Other orders agree as much; the stated rule decided from the top down.");
        }
        pairs.show(&mut account, names);
        account
    }
}
