//! Schulze: the strongest path of victories (Schulze 2011).

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::{Pairwise, Strength};
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
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

/// Orders candidates by strongest paths. Cost: the cube of the number of candidates.
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
    let mut paths: Vec<Vec<u64>> = (0..size)
        .map(|one| (0..size).map(|other| pairs.strength(one, other, by)).collect())
        .collect();
    for middle in 0..size {
        let onward = paths[middle].clone();
        for (one, row) in paths.iter_mut().enumerate() {
            let first = row[middle];
            if one == middle || first == 0 {
                continue;
            }
            for (cell, &second) in row.iter_mut().zip(&onward) {
                *cell = (*cell).max(first.min(second));
            }
        }
    }
    for (one, row) in paths.iter_mut().enumerate() {
        row[one] = 0;
    }
    let order = peel(size, |one, other| paths[one][other] > paths[other][one]);
    Ok(Schulze { ordered: Ordered::fill(names, order, seats, ties)?, paths })
}

/// Takes off, again and again, those whom nobody left leads. `leads` must be without cycles.
pub(crate) fn peel(size: usize, leads: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..size).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_led = |&&one: &&usize| left.iter().any(|&other| leads(other, one));
        let mut tier: Vec<usize> = left.iter().filter(|one| !is_led(one)).copied().collect();
        if tier.is_empty() {
            tier.clone_from(&left);
        }
        left.retain(|one| !tier.contains(one));
        order.push(tier);
    }
    order
}

impl Schulze {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String], pairs: &Pairwise) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("A candidate leads another if its strongest chain of victories is stronger.");
        account.show(pairs.table(names));
        let mut table = Table::new("Strongest path from row to column", &["candidate"]);
        table.columns.extend(names.iter().cloned());
        for (one, row) in self.paths.iter().enumerate() {
            let mut cells = vec![names[one].clone()];
            cells.extend(row.iter().enumerate().map(|(other, strength)| {
                if one == other { String::new() } else { strength.to_string() }
            }));
            table.row(cells);
        }
        account.show(table);
        account
    }
}
