//! Majority judgment: the highest median grade wins (Balinski and Laraki, 2010).

use std::collections::BTreeMap;

use serde::Serialize;

use super::plurality::{check_seats, explain_ties};
use crate::ChoiceError;
use crate::ballots::Scores;
use crate::explain::{Explanation, Table, list_of};
use crate::ties::{TieBreak, TieBroken};

/// The grades of one candidate around the median.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MedianGrade {
    /// The lower median grade.
    pub grade: i64,
    /// Weight of the grades above it.
    pub above: u64,
    /// Weight of the grades below it.
    pub below: u64,
}

/// The result of majority judgment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgment {
    /// Elected, best first.
    pub winners: Vec<usize>,
    /// Everybody, best first; equals have the same grades throughout.
    pub order: Vec<Vec<usize>>,
    /// The median of each candidate.
    pub medians: Vec<MedianGrade>,
    /// Grades of each candidate, lowest first, with their weights.
    pub grades: Vec<Vec<(i64, u64)>>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Decides by majority judgment. A blank counts as the lowest grade, so that all candidates have the
/// same weight of grades. Equal medians are compared by taking one median grade after another out,
/// the majority ranking of Balinski and Laraki; the grades left out in one step stand together.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn majority_judgment(
    ballots: &Scores,
    seats: usize,
    ties: &TieBreak,
) -> Result<Judgment, ChoiceError> {
    let mut given: Vec<BTreeMap<i64, u64>> = vec![BTreeMap::new(); ballots.candidates()];
    for ballot in ballots.ballots() {
        for &(candidate, grade) in ballot.scores {
            *given[candidate].entry(grade).or_insert(0) += ballot.weight;
        }
    }
    judge(ballots.names(), given, (ballots.scale().0, ballots.total()), seats, ties)
}

/// Decides from the weights of the grades that were given, with the lowest grade and the weight of all
/// ballots.
pub(super) fn judge(
    names: &[String],
    given: Vec<BTreeMap<i64, u64>>,
    (low, total): (i64, u64),
    seats: usize,
    ties: &TieBreak,
) -> Result<Judgment, ChoiceError> {
    check_seats(seats, names.len())?;
    let mut ties = ties.prepare(names)?;
    let with_blanks = |mut grades: BTreeMap<i64, u64>| -> Vec<(i64, u64)> {
        let graded: u64 = grades.values().sum();
        if graded < total {
            *grades.entry(low).or_insert(0) += total - graded;
        }
        grades.into_iter().filter(|&(_, weight)| weight > 0).collect()
    };
    let grades: Vec<Vec<(i64, u64)>> = given.into_iter().map(with_blanks).collect();
    let medians = grades.iter().map(|grades| median_of(grades)).collect();
    let mut everybody: Vec<usize> = (0..grades.len()).collect();
    everybody
        .sort_by(|&left, &right| compare(&grades[right], &grades[left]).then(left.cmp(&right)));
    let order: Vec<Vec<usize>> = everybody
        .chunk_by(|&left, &right| grades[left] == grades[right])
        .map(<[usize]>::to_vec)
        .collect();
    let winners = ties.fill("the last seat", &order, seats);
    Ok(Judgment { winners, order, medians, grades, ties: ties.into_broken() })
}

/// The index of the lower median in grades sorted upward.
fn median_index(grades: &[(i64, u64)]) -> Option<usize> {
    let total: u64 = grades.iter().map(|&(_, weight)| weight).sum();
    let mut passed = 0;
    grades.iter().position(|&(_, weight)| {
        passed += weight;
        u128::from(passed) * 2 >= u128::from(total)
    })
}

fn median_of(grades: &[(i64, u64)]) -> MedianGrade {
    let at = median_index(grades).unwrap_or(0);
    let weigh = |part: &[(i64, u64)]| part.iter().map(|&(_, weight)| weight).sum();
    MedianGrade {
        grade: grades.get(at).map_or(0, |&(grade, _)| grade),
        above: grades.get(at + 1..).map_or(0, weigh),
        below: grades.get(..at).map_or(0, weigh),
    }
}

/// Compares two lists of grades of equal weight by their sequences of medians.
///
/// With grades side by side from the lowest, the median taken out next lies by turns below and above
/// the place where the first lay. So the two lists differ where, going out from there, they first
/// differ on either side.
fn compare(left: &[(i64, u64)], right: &[(i64, u64)]) -> std::cmp::Ordering {
    let total: u64 = left.iter().map(|&(_, weight)| weight).sum();
    // Places below `middle` are taken downward, the others upward; of an even number the one below
    // comes first.
    let middle = total / 2;
    let (mut below, mut above) = (None, None);
    let (mut begin, mut one, mut other) = (0u64, 0, 0);
    let (mut one_left, mut other_left) =
        (left.first().map_or(0, |run| run.1), right.first().map_or(0, |run| run.1));
    while let (Some(&(here, _)), Some(&(there, _))) = (left.get(one), right.get(other)) {
        let length = one_left.min(other_left);
        let end = begin + length;
        if here != there {
            let order = here.cmp(&there);
            if begin < middle {
                below = Some((middle - end.min(middle), order));
            }
            if end > middle && above.is_none() {
                above = Some((begin.max(middle) - middle, order));
            }
        }
        begin = end;
        one_left -= length;
        other_left -= length;
        if one_left == 0 {
            one += 1;
            one_left = left.get(one).map_or(0, |run| run.1);
        }
        if other_left == 0 {
            other += 1;
            other_left = right.get(other).map_or(0, |run| run.1);
        }
    }
    let is_even = total.is_multiple_of(2);
    match (below, above) {
        (Some((down, order)), Some((up, other))) => {
            let below_first = if is_even { down <= up } else { down < up };
            if below_first { order } else { other }
        }
        (Some((_, order)), None) | (None, Some((_, order))) => order,
        (None, None) => std::cmp::Ordering::Equal,
    }
}

impl Judgment {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        account.say("The highest median grade wins; equal medians are compared grade by grade.");
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Grades", &["candidate", "median", "above", "below"]);
        for &candidate in self.order.iter().flatten() {
            let median = &self.medians[candidate];
            table.row(vec![
                names[candidate].clone(),
                median.grade.to_string(),
                median.above.to_string(),
                median.below.to_string(),
            ]);
        }
        account.show(table);
        account
    }
}
