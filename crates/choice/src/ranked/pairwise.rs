//! The matrix of pairs: how many ballots rank each candidate above each other.

use serde::Serialize;

use crate::ChoiceError;
use crate::ballots::{Mark, Ranked, RankedBallot};
use crate::exact::count;
use crate::explain::{Explanation, Table};
use crate::limits::{CANDIDATES_PAIRWISE_MAX, CANDIDATES_TABLE_MAX};

/// What a ballot says about a candidate that it does not rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unranked {
    /// It is below every ranked candidate, and equal with the other unranked.
    #[default]
    Last,
    /// Nothing.
    Silent,
}

/// How strong a victory in a pair is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The votes of the winner.
    #[default]
    WinningVotes,
    /// The votes of the winner less those of the loser.
    Margins,
}

/// Counts of pairs. Ballots can be added and taken out one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairwise {
    candidates: usize,
    unranked: Unranked,
    /// Row above column, both ranked.
    above: Vec<u64>,
    /// Both ranked equal.
    equal: Vec<u64>,
    /// Ranked at all.
    ranked: Vec<u64>,
}

impl Pairwise {
    /// Starts an empty matrix.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above [`CANDIDATES_PAIRWISE_MAX`] candidates.
    pub fn new(candidates: usize, unranked: Unranked) -> Result<Self, ChoiceError> {
        if candidates > CANDIDATES_PAIRWISE_MAX {
            return Err(ChoiceError::TooMany {
                what: "Candidates compared in pairs",
                actual: count(candidates),
                limit: count(CANDIDATES_PAIRWISE_MAX),
            });
        }
        let cells = candidates * candidates;
        let (above, equal) = (vec![0; cells], vec![0; cells]);
        Ok(Self { candidates, unranked, above, equal, ranked: vec![0; candidates] })
    }

    /// Counts all ballots. Cost: the square of each ballot's length.
    ///
    /// # Errors
    /// As [`Pairwise::new`].
    pub fn of(ballots: &Ranked, unranked: Unranked) -> Result<Self, ChoiceError> {
        let mut pairs = Self::new(ballots.candidates(), unranked)?;
        for ballot in ballots.ballots() {
            pairs.tally(ballot, u64::wrapping_add);
        }
        Ok(pairs)
    }

    /// Adds a ballot of the same list of candidates. Cost: the square of its length.
    pub fn add(&mut self, ballot: RankedBallot<'_>) {
        self.tally(ballot, u64::saturating_add);
    }

    /// Takes out a ballot that was added before.
    pub fn remove(&mut self, ballot: RankedBallot<'_>) {
        self.tally(ballot, u64::saturating_sub);
    }

    // The total weight of a profile fits in a u64, so no cell can pass it.
    fn tally(&mut self, ballot: RankedBallot<'_>, step: impl Fn(u64, u64) -> u64 + Copy) {
        let RankedBallot { weight, marks } = ballot;
        if ballot.has_ties() {
            self.tally_with_ties(ballot, step);
            return;
        }
        let stride = self.candidates;
        for (place, mark) in marks.iter().enumerate() {
            let upper = mark.candidate();
            self.ranked[upper] = step(self.ranked[upper], weight);
            let row = &mut self.above[upper * stride..(upper + 1) * stride];
            for lower in &marks[place + 1..] {
                let cell = &mut row[lower.candidate()];
                *cell = step(*cell, weight);
            }
        }
    }

    fn tally_with_ties(&mut self, ballot: RankedBallot<'_>, step: impl Fn(u64, u64) -> u64 + Copy) {
        let weight = ballot.weight;
        let mut higher: Vec<Mark> = Vec::new();
        for rank in ballot.ranks() {
            for (place, one) in rank.iter().enumerate() {
                let one = one.candidate();
                self.ranked[one] = step(self.ranked[one], weight);
                for upper in &higher {
                    let cell = &mut self.above[upper.candidate() * self.candidates + one];
                    *cell = step(*cell, weight);
                }
                for other in &rank[place + 1..] {
                    let other = other.candidate();
                    for at in [one * self.candidates + other, other * self.candidates + one] {
                        self.equal[at] = step(self.equal[at], weight);
                    }
                }
            }
            higher.extend_from_slice(rank);
        }
    }

    /// How many candidates there are.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// Weight of the ballots that rank `one` above `other`.
    #[must_use]
    pub fn prefer(&self, one: usize, other: usize) -> u64 {
        if one == other {
            return 0;
        }
        let (at, back) = (one * self.candidates + other, other * self.candidates + one);
        match self.unranked {
            Unranked::Silent => self.above[at],
            // Ranked here, but not together with the other: the other is unranked.
            Unranked::Last => self.ranked[one] - self.above[back] - self.equal[at],
        }
    }

    /// Whether more ballots rank `one` above `other` than the other way round.
    #[must_use]
    pub fn beats(&self, one: usize, other: usize) -> bool {
        self.prefer(one, other) > self.prefer(other, one)
    }

    /// The votes of `one` over `other`, less those of `other` over `one`.
    #[must_use]
    pub fn margin(&self, one: usize, other: usize) -> i128 {
        i128::from(self.prefer(one, other)) - i128::from(self.prefer(other, one))
    }

    /// The strength of the victory of `one` over `other`, 0 if there is none.
    #[must_use]
    pub fn strength(&self, one: usize, other: usize, by: Strength) -> u64 {
        let (won, lost) = (self.prefer(one, other), self.prefer(other, one));
        match by {
            _ if won <= lost => 0,
            Strength::WinningVotes => won,
            Strength::Margins => won - lost,
        }
    }

    /// The whole matrix, row over column.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<u64>> {
        let row = |one| (0..self.candidates).map(|other| self.prefer(one, other)).collect();
        (0..self.candidates).map(row).collect()
    }

    /// Shows the matrix as a table for people.
    pub(crate) fn show(&self, account: &mut Explanation, names: &[String]) {
        let title = "Ballots that rank the row above the column";
        show_matrix(account, names, title, |one, other| self.prefer(one, other).to_string());
    }
}

/// Shows a matrix of candidates, or says that it is too large to be read.
pub(crate) fn show_matrix(
    account: &mut Explanation,
    names: &[String],
    title: &str,
    cell: impl Fn(usize, usize) -> String,
) {
    if names.len() > CANDIDATES_TABLE_MAX {
        let size = names.len();
        account.say(format!(
            "A table of {size} times {size} cells is left out here; the data hold it: {title}."
        ));
        return;
    }
    let mut table = Table::new(title, &["candidate"]);
    table.columns.extend(names.iter().cloned());
    for (one, name) in names.iter().enumerate() {
        let mut row = vec![name.clone()];
        row.extend(
            (0..names.len()).map(
                |other| {
                    if one == other { String::new() } else { cell(one, other) }
                },
            ),
        );
        table.row(row);
    }
    account.show(table);
}
