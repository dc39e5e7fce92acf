//! Ranked ballots: an order of candidates, with equal ranks where the voter gave them.

use super::{add_weight, check_names, check_room};
use crate::ChoiceError;
use crate::exact::count;
use crate::limits::{BALLOT_LINES_MAX, MARKS_MAX};

/// One candidate on a ballot, and whether it shares the rank of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(u16);

const TIED: u16 = 0x8000;

impl Mark {
    /// The candidate.
    #[must_use]
    pub fn candidate(self) -> usize {
        usize::from(self.0 & !TIED)
    }

    /// Whether it is ranked equal with the mark before it.
    #[must_use]
    pub fn is_tied(self) -> bool {
        self.0 & TIED != 0
    }
}

/// Ranked ballots over one list of candidates.
#[derive(Clone, Debug, Default)]
pub struct Ranked {
    names: Vec<String>,
    marks: Vec<Mark>,
    /// Weight and end of each line in `marks`.
    lines: Vec<(u64, usize)>,
    total: u64,
    has_ties: bool,
    has_found_names: bool,
    /// The line that last named each candidate: finds a candidate named twice.
    seen: Vec<usize>,
}

/// One line of ranked ballots.
#[derive(Clone, Copy, Debug)]
pub struct RankedBallot<'a> {
    /// How many ballots, or how much weight, it stands for.
    pub weight: u64,
    /// The order, best first.
    pub marks: &'a [Mark],
}

impl<'a> RankedBallot<'a> {
    /// The ranks, best first; each holds the candidates that are equal there.
    pub fn ranks(self) -> impl Iterator<Item = &'a [Mark]> {
        self.marks.chunk_by(|_, next| next.is_tied())
    }

    /// Whether any two candidates are ranked equal.
    #[must_use]
    pub fn has_ties(self) -> bool {
        self.marks.iter().any(|mark| mark.is_tied())
    }
}

impl Ranked {
    /// Starts an empty count over these candidates.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on candidates and names.
    pub fn new(names: Vec<String>) -> Result<Self, ChoiceError> {
        check_names(&names)?;
        let seen = vec![usize::MAX; names.len()];
        Ok(Self { names, seen, ..Self::default() })
    }

    /// Starts an empty count over candidates whom no list names, in the order in which ballots name them:
    /// who is first or last among them says nothing.
    ///
    /// # Errors
    /// As [`Ranked::new`].
    pub fn with_found_names(names: Vec<String>) -> Result<Self, ChoiceError> {
        Ok(Self { has_found_names: true, ..Self::new(names)? })
    }

    /// Whether the candidates were found on the ballots: there is no list of them.
    #[must_use]
    pub fn has_found_names(&self) -> bool {
        self.has_found_names
    }

    /// Adds ballots that rank candidates strictly, best first.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::Ballot`] for a candidate named twice,
    /// [`ChoiceError::TooMany`] above the limits.
    pub fn add(&mut self, weight: u64, order: &[usize]) -> Result<(), ChoiceError> {
        self.add_ranks(weight, order.iter().map(std::slice::from_ref))
    }

    /// Adds ballots with equal ranks, best first. Empty ranks are passed over.
    ///
    /// # Errors
    /// As [`Ranked::add`].
    pub fn add_ranks<'r>(
        &mut self,
        weight: u64,
        ranks: impl IntoIterator<Item = &'r [usize]>,
    ) -> Result<(), ChoiceError> {
        check_room("Lines of ballots", self.lines.len(), BALLOT_LINES_MAX)?;
        let begin = self.marks.len();
        let outcome = self.push_marks(ranks).and_then(|()| {
            check_room("Marks on ballots", self.marks.len(), MARKS_MAX)?;
            add_weight(&mut self.total, weight)
        });
        if let Err(refusal) = outcome {
            self.marks.truncate(begin);
            self.seen.fill(usize::MAX);
            return Err(refusal);
        }
        self.lines.push((weight, self.marks.len()));
        Ok(())
    }

    fn push_marks<'r>(
        &mut self,
        ranks: impl IntoIterator<Item = &'r [usize]>,
    ) -> Result<(), ChoiceError> {
        let line = self.lines.len();
        for rank in ranks {
            for (place, &candidate) in rank.iter().enumerate() {
                let known = self.seen.get_mut(candidate);
                let count = self.names.len();
                let seen = known.ok_or(ChoiceError::UnknownIndex { index: candidate, count })?;
                if *seen == line {
                    let reason = format!("candidate {} is named twice.", self.names[candidate]);
                    return Err(ChoiceError::Ballot {
                        ballot: crate::exact::count(line) + 1,
                        reason,
                    });
                }
                *seen = line;
                let number = u16::try_from(candidate).unwrap_or(0);
                self.has_ties |= place > 0;
                self.marks.push(Mark(if place > 0 { number | TIED } else { number }));
            }
        }
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

    /// Whether any ballot ranks two candidates equal.
    #[must_use]
    pub fn has_ties(&self) -> bool {
        self.has_ties
    }

    /// The lines of ballots, as added.
    pub fn ballots(&self) -> impl Iterator<Item = RankedBallot<'_>> {
        let mut begin = 0;
        self.lines.iter().map(move |&(weight, end)| {
            let marks = &self.marks[begin..end];
            begin = end;
            RankedBallot { weight, marks }
        })
    }

    /// Returns the same ballots with only the candidates kept, renumbered in list order. A ballot
    /// that ranked none of them stays, blank.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`] when a number names nobody.
    pub fn keep_only(&self, kept: &[usize]) -> Result<Self, ChoiceError> {
        let mut new_number = vec![None; self.names.len()];
        let mut names = Vec::with_capacity(kept.len());
        for (number, &candidate) in kept.iter().enumerate() {
            let count = self.names.len();
            let slot = new_number.get_mut(candidate);
            *slot.ok_or(ChoiceError::UnknownIndex { index: candidate, count })? = Some(number);
            names.push(self.names[candidate].clone());
        }
        let mut fewer = Self::new(names)?;
        let mut ranks: Vec<Vec<usize>> = Vec::new();
        for ballot in self.ballots() {
            ranks.clear();
            for rank in ballot.ranks() {
                ranks.push(rank.iter().filter_map(|mark| new_number[mark.candidate()]).collect());
            }
            fewer.add_ranks(ballot.weight, ranks.iter().map(Vec::as_slice))?;
        }
        Ok(fewer)
    }

    /// Counts the first preferences where a ballot may mark so many: an equal first rank of up to `most`
    /// gives each of its candidates a whole vote, a larger one nothing to anyone.
    #[must_use]
    pub fn marked_first(&self, most: usize) -> Vec<u64> {
        let mut votes = vec![0u64; self.names.len()];
        for ballot in self.ballots() {
            let first = ballot.ranks().next().unwrap_or(&[]);
            if first.len() <= most {
                for mark in first {
                    votes[mark.candidate()] += ballot.weight;
                }
            }
        }
        votes
    }

    /// Weight of the ballots that rank more than so many first.
    #[must_use]
    pub fn more_first(&self, most: usize) -> u64 {
        let is_more = |ballot: &RankedBallot<'_>| {
            ballot.ranks().next().is_some_and(|first| first.len() > most)
        };
        self.ballots().filter(is_more).map(|ballot| ballot.weight).sum()
    }

    /// Weight of the ballots that rank several candidates first.
    #[must_use]
    pub fn several_first(&self) -> u64 {
        let has_several =
            |ballot: &RankedBallot<'_>| ballot.ranks().next().is_some_and(|one| one.len() > 1);
        self.ballots().filter(has_several).map(|ballot| ballot.weight).sum()
    }

    /// The longest ballot.
    #[must_use]
    pub fn longest(&self) -> u64 {
        self.ballots().map(|ballot| count(ballot.marks.len())).max().unwrap_or(0)
    }
}
