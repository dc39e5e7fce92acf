//! Schulze: the strongest path of victories (Schulze 2011).

use serde::Serialize;

use super::closure::Closure;
use super::order::Ordered;
use super::pairwise::{Pairwise, Strength, show_matrix};
use crate::ChoiceError;
use crate::explain::Explanation;
use crate::ties::TieBreak;

/// The result of Schulze's method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schulze {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// Strength of the strongest path from row to column, 0 if there is none.
    pub paths: Vec<Vec<u64>>,
}

/// Orders candidates by strongest paths. Cost: the cube of the number of candidates over 64.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn schulze(
    names: &[String],
    pairs: &Pairwise,
    by: Strength,
    seats: usize,
    ties: &TieBreak,
) -> Result<Schulze, ChoiceError> {
    let size = pairs.candidates();
    let mut victories: Vec<(u64, usize, usize)> = Vec::new();
    for one in 0..size {
        for other in 0..size {
            let strength = pairs.strength(one, other, by);
            if strength > 0 {
                victories.push((strength, one, other));
            }
        }
    }
    victories.sort_unstable_by(|left, right| right.cmp(left));
    // A path is as strong as its weakest victory: with victories added from the strongest down, the
    // one that first joins a pair is the strength of its strongest path.
    let mut paths = vec![vec![0u64; size]; size];
    let mut joined = Closure::new(size);
    for (strength, one, other) in victories {
        joined.join(one, other, |from, to| paths[from][to] = strength);
    }
    for (one, row) in paths.iter_mut().enumerate() {
        row[one] = 0;
    }
    let order = peel(size, |one, other| paths[one][other] > paths[other][one]);
    Ok(Schulze { ordered: Ordered::fill(names, order, seats, ties)?, paths })
}

/// Takes off, again and again, those whom nobody left leads. `leads` must be without cycles.
pub(crate) fn peel(size: usize, leads: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let all = 0..size;
    let leaders = |one| all.clone().filter(|&other| leads(other, one)).count();
    let mut leaders: Vec<usize> = all.clone().map(leaders).collect();
    let mut tier: Vec<usize> = all.clone().filter(|&one| leaders[one] == 0).collect();
    let mut order = Vec::new();
    while !tier.is_empty() {
        let mut next = Vec::new();
        for &one in &tier {
            for other in all.clone().filter(|&other| leads(one, other)) {
                leaders[other] -= 1;
                if leaders[other] == 0 {
                    next.push(other);
                }
            }
        }
        next.sort_unstable();
        order.push(std::mem::replace(&mut tier, next));
    }
    order
}

impl Schulze {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String], pairs: &Pairwise) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("A candidate leads another if its strongest chain of victories is stronger.");
        pairs.show(&mut account, names);
        let title = "Strongest path from row to column";
        show_matrix(&mut account, names, title, |one, other| self.paths[one][other].to_string());
        account
    }
}
