//! Borda: a candidate scores the number of candidates ranked below it.

use serde::Serialize;

use super::order::Ordered;
use super::pairwise::Unranked;
use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::exact::count;
use crate::explain::{Explanation, Table};
use crate::ties::{TieBreak, tiers_by};

/// The result of a Borda count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Borda {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// Twice the points of each candidate: equal ranks share points by halves.
    pub points_doubled: Vec<u128>,
}

/// Counts points: n for a first place among n candidates, 1 for a last. Equal ranks share the points
/// of their places. With [`Unranked::Last`] the unranked share the places left; with
/// [`Unranked::Silent`] they get nothing.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn borda(
    ballots: &Ranked,
    unranked: Unranked,
    seats: usize,
    ties: &TieBreak,
) -> Result<Borda, ChoiceError> {
    let names = ballots.names();
    let size = u128::from(count(names.len()));
    let mut points = vec![0u128; names.len()];
    // What everybody unranked gets is the same for a ballot: it is added to all, then taken back.
    let mut to_all = 0u128;
    let mut back = vec![0u128; names.len()];
    for ballot in ballots.ballots() {
        let weight = u128::from(ballot.weight);
        let mut above = 0u128;
        for rank in ballot.ranks() {
            let width = u128::from(count(rank.len()));
            // Places above+1 ..= above+width are worth size-above down to size-above-width+1.
            let doubled = 2 * (size - above) + 1 - width;
            for mark in rank {
                points[mark.candidate()] += doubled * weight;
            }
            above += width;
        }
        if unranked == Unranked::Last && above < size {
            let doubled = size - above + 1;
            to_all += doubled * weight;
            for mark in ballot.marks {
                back[mark.candidate()] += doubled * weight;
            }
        }
    }
    for (points, back) in points.iter_mut().zip(back) {
        *points = *points + to_all - back;
    }
    let order = tiers_by(0..points.len(), |candidate| points[candidate]);
    let ordered = Ordered::fill(names, order, seats, ties)?;
    Ok(Borda { ordered, points_doubled: points })
}

impl Borda {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("A place is worth the number of candidates from there down; most points win.");
        let mut table = Table::new("Points", &["candidate", "points"]);
        for &candidate in self.ordered.order.iter().flatten() {
            let doubled = self.points_doubled[candidate];
            let half = if doubled % 2 == 1 { ".5" } else { "" };
            table.row(vec![names[candidate].clone(), format!("{}{half}", doubled / 2)]);
        }
        account.show(table);
        account
    }
}
