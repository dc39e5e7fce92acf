//! Approval ballots: the set of candidates that a voter approves.

use super::{add_weight, check_names, check_room};
use crate::ChoiceError;
use crate::limits::{BALLOT_LINES_MAX, MARKS_MAX};

/// Approval ballots over one list of candidates.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    names: Vec<String>,
    marks: Vec<usize>,
    lines: Vec<(u64, usize)>,
    total: u64,
}

/// One line of approval ballots.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalBallot<'a> {
    /// How many ballots, or how much weight, it stands for.
    pub weight: u64,
    /// The candidates approved, in ascending order.
    pub approved: &'a [usize],
}

impl Approvals {
    /// Starts an empty count over these candidates.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on candidates and names.
    pub fn new(names: Vec<String>) -> Result<Self, ChoiceError> {
        check_names(&names)?;
        Ok(Self { names, ..Self::default() })
    }

    /// Adds ballots. A candidate named twice counts once.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::TooMany`] above the limits.
    pub fn add(&mut self, weight: u64, approved: &[usize]) -> Result<(), ChoiceError> {
        check_room("Lines of ballots", self.lines.len(), BALLOT_LINES_MAX)?;
        let count = self.names.len();
        if let Some(&index) = approved.iter().find(|&&candidate| candidate >= count) {
            return Err(ChoiceError::UnknownIndex { index, count });
        }
        let marks = self.marks.len().saturating_add(approved.len());
        check_room("Marks on ballots", marks, MARKS_MAX)?;
        add_weight(&mut self.total, weight)?;
        let begin = self.marks.len();
        self.marks.extend_from_slice(approved);
        self.marks[begin..].sort_unstable();
        if self.marks[begin..].windows(2).any(|pair| pair[0] == pair[1]) {
            let mut unique = self.marks.split_off(begin);
            unique.dedup();
            self.marks.append(&mut unique);
        }
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
    pub fn ballots(&self) -> impl Iterator<Item = ApprovalBallot<'_>> {
        let mut begin = 0;
        self.lines.iter().map(move |&(weight, end)| {
            let approved = &self.marks[begin..end];
            begin = end;
            ApprovalBallot { weight, approved }
        })
    }

    /// Counts the approvals of each candidate.
    #[must_use]
    pub fn scores(&self) -> Vec<u64> {
        let mut scores = vec![0u64; self.names.len()];
        for ballot in self.ballots() {
            for &candidate in ballot.approved {
                scores[candidate] += ballot.weight;
            }
        }
        scores
    }
}
