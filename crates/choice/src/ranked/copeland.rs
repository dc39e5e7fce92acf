//! Copeland: pairs won less pairs lost.

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::Pairwise;
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
use crate::ties::{TieBreak, tiers_by};

/// The result of Copeland's method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copeland {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// Pairs won, tied and lost by each candidate.
    pub record: Vec<[u64; 3]>,
}

/// Orders candidates by pairs won less pairs lost (a tied pair counts half for each).
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn copeland(
    names: &[String],
    pairs: &Pairwise,
    seats: usize,
    ties: &TieBreak,
) -> Result<Copeland, ChoiceError> {
    let mut record = vec![[0u64; 3]; pairs.candidates()];
    for (one, record) in record.iter_mut().enumerate() {
        for other in (0..pairs.candidates()).filter(|&other| other != one) {
            let column = match pairs.prefer(one, other).cmp(&pairs.prefer(other, one)) {
                std::cmp::Ordering::Greater => 0,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Less => 2,
            };
            record[column] += 1;
        }
    }
    let order = tiers_by(0..record.len(), |one| 2 * record[one][0] + record[one][1]);
    Ok(Copeland { ordered: Ordered::fill(names, order, seats, ties)?, record })
}

impl Copeland {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("Most pairs won less pairs lost wins.");
        let mut table = Table::new("Pairs", &["candidate", "won", "tied", "lost"]);
        for &candidate in self.ordered.order.iter().flatten() {
            let mut row = vec![names[candidate].clone()];
            row.extend(self.record[candidate].iter().map(u64::to_string));
            table.row(row);
        }
        account.show(table);
        account
    }
}
