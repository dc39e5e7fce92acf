//! Counts kept running: a ballot that comes, changes or goes costs its own length, not a recount.

use std::collections::BTreeMap;

use super::judgment::{Judgment, judge};
use super::plurality::{Counted, plurality_of};
use super::score::{ScoreResult, score_of};
use crate::ChoiceError;
use crate::ballots::{Scores, add_weight, check_names};
use crate::ties::TieBreak;

/// Refuses to take out more than there is.
fn check_taken(weight: u64, held: u64) -> Result<(), ChoiceError> {
    if weight <= held {
        return Ok(());
    }
    let what = "Weight of ballots taken out";
    Err(ChoiceError::TooMany { what, actual: weight, limit: held })
}

/// Sets of candidates, added up: approvals, or first preferences for plurality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningMarks {
    names: Vec<String>,
    votes: Vec<u64>,
    total: u64,
}

impl RunningMarks {
    /// Starts an empty count.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on candidates and names, [`ChoiceError::NamedTwice`].
    pub fn new(names: Vec<String>) -> Result<Self, ChoiceError> {
        check_names(&names)?;
        let votes = vec![0; names.len()];
        Ok(Self { names, votes, total: 0 })
    }

    /// Takes out ballots that were added before (`old`) and adds others in their place (`new`); `None`
    /// stands for none. A candidate named twice counts once. Cost: the length of both.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::TooMany`] above the limit on weights or when more
    /// is taken out than there is; nothing is changed then.
    pub fn change(
        &mut self,
        weight: u64,
        old: Option<&[usize]>,
        new: Option<&[usize]>,
    ) -> Result<(), ChoiceError> {
        let (taken, added) = (self.set(old)?, self.set(new)?);
        for &one in &taken {
            check_taken(weight, self.votes[one])?;
        }
        let mut total = self.total;
        if old.is_some() {
            check_taken(weight, total)?;
            total -= weight;
        }
        if new.is_some() {
            add_weight(&mut total, weight)?;
        }
        self.total = total;
        for one in taken {
            self.votes[one] -= weight;
        }
        for one in added {
            self.votes[one] += weight;
        }
        Ok(())
    }

    fn set(&self, marks: Option<&[usize]>) -> Result<Vec<usize>, ChoiceError> {
        let (mut marks, count) = (marks.unwrap_or(&[]).to_vec(), self.names.len());
        marks.sort_unstable();
        marks.dedup();
        match marks.iter().find(|&&index| index >= count) {
            Some(&index) => Err(ChoiceError::UnknownIndex { index, count }),
            None => Ok(marks),
        }
    }

    /// Elects the `seats` candidates with the most votes, as they stand.
    ///
    /// # Errors
    /// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
    /// [`ChoiceError::BadOption`] for a bad tie order.
    pub fn result(&self, seats: usize, ties: &TieBreak) -> Result<Counted, ChoiceError> {
        plurality_of(&self.names, self.votes.clone(), self.total, seats, ties)
    }
}

/// Scores, added up by score: for score voting and majority judgment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningScores {
    names: Vec<String>,
    low: i64,
    high: i64,
    /// The weight of each score of each candidate, blanks left out.
    given: Vec<BTreeMap<i64, u64>>,
    total: u64,
}

impl RunningScores {
    /// Starts an empty count with scores from `low` to `high`.
    ///
    /// # Errors
    /// As [`Scores::new`].
    pub fn new(names: Vec<String>, low: i64, high: i64) -> Result<Self, ChoiceError> {
        let empty = Scores::new(names, low, high)?;
        let names = empty.names().to_vec();
        let given = vec![BTreeMap::new(); names.len()];
        Ok(Self { names, low, high, given, total: 0 })
    }

    /// Takes out ballots that were added before (`old`) and adds others in their place (`new`); `None`
    /// stands for none. Cost: the length of both.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::Ballot`] for a score outside the scale or a candidate
    /// named twice, [`ChoiceError::TooMany`] above the limit on weights or when more is taken out than there
    /// is; nothing is changed then.
    pub fn change(
        &mut self,
        weight: u64,
        old: Option<&[(usize, i64)]>,
        new: Option<&[(usize, i64)]>,
    ) -> Result<(), ChoiceError> {
        let (taken, added) = (self.marks(old)?, self.marks(new)?);
        for (one, score) in &taken {
            check_taken(weight, self.given[*one].get(score).copied().unwrap_or(0))?;
        }
        let mut total = self.total;
        if old.is_some() {
            check_taken(weight, total)?;
            total -= weight;
        }
        if new.is_some() {
            add_weight(&mut total, weight)?;
        }
        self.total = total;
        for (one, score) in taken {
            let left = self.given[one].get(&score).copied().unwrap_or(0) - weight;
            if left == 0 {
                self.given[one].remove(&score);
            } else {
                self.given[one].insert(score, left);
            }
        }
        for (one, score) in added {
            *self.given[one].entry(score).or_insert(0) += weight;
        }
        Ok(())
    }

    fn marks(&self, marks: Option<&[(usize, i64)]>) -> Result<Vec<(usize, i64)>, ChoiceError> {
        let (mut marks, count) = (marks.unwrap_or(&[]).to_vec(), self.names.len());
        marks.sort_unstable();
        let refuse = |reason: String| ChoiceError::Ballot { ballot: 1, reason };
        if let Some(pair) = marks.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(refuse(format!("candidate number {} is scored twice.", pair[0].0)));
        }
        for &(index, score) in &marks {
            if index >= count {
                return Err(ChoiceError::UnknownIndex { index, count });
            }
            if !(self.low..=self.high).contains(&score) {
                let (low, high) = (self.low, self.high);
                return Err(refuse(format!("score {score} is outside {low} to {high}.")));
            }
        }
        Ok(marks)
    }

    /// Elects the `seats` candidates with the highest sums, as they stand.
    ///
    /// # Errors
    /// As [`super::score`].
    pub fn score(&self, seats: usize, ties: &TieBreak) -> Result<ScoreResult, ChoiceError> {
        let low = i128::from(self.low);
        let sum = |given: &BTreeMap<i64, u64>| {
            let above = |(&score, &weight)| (i128::from(score) - low) * i128::from(weight);
            low * i128::from(self.total) + given.iter().map(above).sum::<i128>()
        };
        let sums = self.given.iter().map(sum).collect();
        score_of(&self.names, sums, self.total, seats, ties)
    }

    /// Decides by majority judgment, as the grades stand.
    ///
    /// # Errors
    /// As [`super::majority_judgment`].
    pub fn judge(&self, seats: usize, ties: &TieBreak) -> Result<Judgment, ChoiceError> {
        judge(&self.names, self.given.clone(), (self.low, self.total), seats, ties)
    }
}
