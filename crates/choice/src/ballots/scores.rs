//! Score ballots: a number for each candidate, points, grades or utilities.

use super::{add_weight, check_names, check_room};
use crate::ChoiceError;
use crate::exact::count;
use crate::limits::{BALLOT_LINES_MAX, MARKS_MAX, SCORE_MAX};

/// Score ballots over one list of candidates, within one scale.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    names: Vec<String>,
    low: i64,
    high: i64,
    is_found: bool,
    marks: Vec<(usize, i64)>,
    lines: Vec<(u64, usize)>,
    total: u64,
}

/// One line of score ballots.
#[derive(Clone, Copy, Debug)]
pub struct ScoreBallot<'a> {
    /// How many ballots, or how much weight, it stands for.
    pub weight: u64,
    /// Candidates and their scores, in ascending order of candidates; others were left blank.
    pub scores: &'a [(usize, i64)],
}

impl Scores {
    /// Starts an empty count over these candidates with scores from `low` to `high`.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on candidates and names,
    /// [`ChoiceError::BadOption`] for a scale that is empty or too wide.
    pub fn new(names: Vec<String>, low: i64, high: i64) -> Result<Self, ChoiceError> {
        check_names(&names)?;
        if low > high || low < -SCORE_MAX || high > SCORE_MAX {
            return Err(ChoiceError::BadOption {
                option: "scale".into(),
                value: format!("{low}..{high}"),
                allowed: format!("low to high within {} and {SCORE_MAX}", -SCORE_MAX),
            });
        }
        Ok(Self { names, low, high, ..Self::default() })
    }

    /// As [`Scores::new`], for a scale that nobody stated: it was found on the ballots, each of which
    /// could have made it another.
    ///
    /// # Errors
    /// As [`Scores::new`].
    pub fn with_found_scale(names: Vec<String>, low: i64, high: i64) -> Result<Self, ChoiceError> {
        Ok(Self { is_found: true, ..Self::new(names, low, high)? })
    }

    /// Returns the same ballots under a stated scale.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] for a scale that is empty or too wide, [`ChoiceError::Ballot`] for a
    /// score outside it.
    pub fn on_scale(&self, low: i64, high: i64) -> Result<Self, ChoiceError> {
        let mut stated = Self::new(self.names.clone(), low, high)?;
        for ballot in self.ballots() {
            stated.add(ballot.weight, ballot.scores)?;
        }
        Ok(stated)
    }

    /// Adds ballots.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::Ballot`] for a score outside the scale or a
    /// candidate named twice, [`ChoiceError::TooMany`] above the limits.
    pub fn add(&mut self, weight: u64, scores: &[(usize, i64)]) -> Result<(), ChoiceError> {
        check_room("Lines of ballots", self.lines.len(), BALLOT_LINES_MAX)?;
        let ballot = count(self.lines.len()) + 1;
        let mut sorted = scores.to_vec();
        sorted.sort_unstable();
        for pair in sorted.windows(2) {
            if pair[0].0 == pair[1].0 {
                let reason = format!("candidate number {} is scored twice.", pair[0].0);
                return Err(ChoiceError::Ballot { ballot, reason });
            }
        }
        for &(candidate, score) in &sorted {
            if candidate >= self.names.len() {
                let count = self.names.len();
                return Err(ChoiceError::UnknownIndex { index: candidate, count });
            }
            if score < self.low || score > self.high {
                let reason = format!("score {score} is outside {} to {}.", self.low, self.high);
                return Err(ChoiceError::Ballot { ballot, reason });
            }
        }
        let marks = self.marks.len().saturating_add(sorted.len());
        check_room("Marks on ballots", marks, MARKS_MAX)?;
        add_weight(&mut self.total, weight)?;
        self.marks.append(&mut sorted);
        self.lines.push((weight, self.marks.len()));
        Ok(())
    }

    /// The names of the candidates.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many candidates there are.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.names.len()
    }

    /// The lowest and the highest score.
    #[must_use]
    pub fn scale(&self) -> (i64, i64) {
        (self.low, self.high)
    }

    /// Whether the scale was found on the ballots, since nobody stated one.
    #[must_use]
    pub fn has_found_scale(&self) -> bool {
        self.is_found
    }

    /// The total weight of all ballots, blank ones included.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many lines of ballots there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The lines of ballots, as added.
    pub fn ballots(&self) -> impl Iterator<Item = ScoreBallot<'_>> {
        let mut begin = 0;
        self.lines.iter().map(move |&(weight, end)| {
            let scores = &self.marks[begin..end];
            begin = end;
            ScoreBallot { weight, scores }
        })
    }

    /// Sums the scores of each candidate; a blank counts as the lowest score.
    #[must_use]
    pub fn sums(&self) -> Vec<i128> {
        let base = i128::from(self.low) * i128::from(self.total);
        let mut sums = vec![base; self.names.len()];
        for ballot in self.ballots() {
            for &(candidate, score) in ballot.scores {
                let above = i128::from(score) - i128::from(self.low);
                sums[candidate] += above * i128::from(ballot.weight);
            }
        }
        sums
    }
}
