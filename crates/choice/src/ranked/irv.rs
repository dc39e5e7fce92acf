//! Instant runoff: the lowest is excluded and its ballots move on, until one has a majority.

use serde::Serialize;

use crate::ChoiceError;
use crate::ballots::{Mark, Ranked};
use crate::exact::count as count_of;
use crate::explain::{Explanation, Table, numbered};
use crate::limits::{Work, check_rounds};
use crate::single::{check_seats, explain_ties};
use crate::ties::{TieBreak, TieBroken, Ties};

/// What an equal rank that is reached does to a ballot, when more than one of it still stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EqualRanks {
    /// The ballot is exhausted.
    #[default]
    Exhaust,
    /// The rank is passed over for as long as it is ambiguous.
    Skip,
}

/// The rule of an instant runoff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IrvRule {
    /// What equal ranks do.
    pub equal_ranks: EqualRanks,
    /// Whether to go on until two stand, although one has a majority.
    pub until_two: bool,
    /// Whether all who cannot catch up are excluded at once.
    pub batch: bool,
    /// A candidate who is excluded before all others, such as the undeclared write-ins together.
    pub excluded_first: Option<usize>,
}

/// One round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IrvRound {
    /// Votes of each candidate; `None` for those excluded.
    pub votes: Vec<Option<u64>>,
    /// Weight of the ballots that count for none still standing.
    pub exhausted: u64,
    /// Who was excluded at the end of the round.
    pub excluded: Vec<usize>,
}

/// The result of an instant runoff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstantRunoff {
    /// The winner.
    pub winner: usize,
    /// Rounds in order.
    pub rounds: Vec<IrvRound>,
    /// Weight of the ballots that ended at an equal rank; part of the exhausted.
    pub ended_equal: u64,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Decides by instant runoff. A tie for the lowest is broken by the last earlier round in which the
/// tied differed, then by the tie rule. Cost: each mark is read once.
///
/// # Errors
/// [`ChoiceError::TooFew`] without candidates, [`ChoiceError::TooMany`] above
/// [`crate::limits::CANDIDATES_ROUNDS_MAX`], [`ChoiceError::BadOption`] for a bad tie order,
/// [`ChoiceError::TooLarge`] when equal ranks that are skipped take too much work.
pub fn instant_runoff(
    ballots: &Ranked,
    rule: IrvRule,
    ties: &TieBreak,
) -> Result<InstantRunoff, ChoiceError> {
    check_seats(1, ballots.candidates())?;
    check_rounds(ballots.candidates())?;
    let mut work = Work::new("Instant runoff");
    let mut ties = ties.prepare(ballots.names())?;
    let mut count = Count::new(ballots, rule.equal_ranks);
    let mut rounds: Vec<IrvRound> = Vec::new();
    loop {
        let standing = count.standing();
        let active: u64 = standing.iter().map(|&one| count.votes[one]).sum();
        let most = standing.iter().map(|&one| count.votes[one]).max().unwrap_or(0);
        let leaders: Vec<usize> =
            standing.iter().copied().filter(|&one| count.votes[one] == most).collect();
        let has_majority = u128::from(most) * 2 > u128::from(active);
        let is_over = if rule.until_two { standing.len() <= 2 } else { has_majority };
        let mut round = count.round();
        if is_over && has_majority || standing.len() == 1 {
            rounds.push(round);
            let (winner, ended_equal) = (leaders[0], count.ended_equal);
            return Ok(InstantRunoff { winner, rounds, ended_equal, ties: ties.into_broken() });
        }
        let excluded = choose_excluded(&count, &standing, rule, &rounds, &mut ties);
        round.excluded.clone_from(&excluded);
        rounds.push(round);
        if count.skips {
            work.add(ballots.lines() + count.marks)?;
        }
        count.exclude(&excluded);
    }
}

fn choose_excluded(
    count: &Count<'_>,
    standing: &[usize],
    rule: IrvRule,
    rounds: &[IrvRound],
    ties: &mut Ties,
) -> Vec<usize> {
    let first = rule.excluded_first.filter(|one| standing.contains(one));
    if let Some(first) = first.filter(|&one| count.votes[one] > 0) {
        return vec![first];
    }
    if rule.batch {
        let batch = sure_losers(&count.votes, standing);
        if !batch.is_empty() {
            return batch;
        }
    }
    let fewest = standing.iter().map(|&one| count.votes[one]).min().unwrap_or(0);
    let mut lowest: Vec<usize> =
        standing.iter().copied().filter(|&one| count.votes[one] == fewest).collect();
    let tied = lowest.clone();
    for earlier in rounds.iter().rev() {
        if lowest.len() == 1 {
            break;
        }
        let fewest = lowest.iter().map(|&one| earlier.votes[one]).min().flatten();
        lowest.retain(|&one| earlier.votes[one] == fewest);
    }
    let out = ties.exclude("the lowest place", &lowest);
    ties.note("the lowest place", &tied, out);
    vec![out]
}

/// The largest group of the lowest whose votes together are fewer than those of the next above, and
/// who leave at least two.
fn sure_losers(votes: &[u64], standing: &[usize]) -> Vec<usize> {
    let mut upward = standing.to_vec();
    upward.sort_by_key(|&one| votes[one]);
    let (mut sum, mut take) = (0u64, 0);
    for (place, &one) in upward.iter().enumerate() {
        if place > 0 && place + 2 <= upward.len() && sum < votes[one] {
            take = place;
        }
        sum += votes[one];
    }
    upward.truncate(take);
    upward
}

/// Where every ballot lies.
struct Count<'a> {
    lines: Vec<(u64, &'a [Mark])>,
    equal_ranks: EqualRanks,
    stands: Vec<bool>,
    votes: Vec<u64>,
    exhausted: u64,
    /// Weight of the lines that ended at an equal rank.
    ended_equal: u64,
    /// Lines that count for each candidate, and the mark they stand at.
    piles: Vec<Vec<(usize, usize)>>,
    /// Lines that wait at an equal rank: they may come back to it.
    skips: bool,
    /// Marks on all lines.
    marks: usize,
}

impl<'a> Count<'a> {
    fn new(ballots: &'a Ranked, equal_ranks: EqualRanks) -> Self {
        let lines: Vec<(u64, &[Mark])> =
            ballots.ballots().map(|ballot| (ballot.weight, ballot.marks)).collect();
        let candidates = ballots.candidates();
        let mut count = Self {
            marks: lines.iter().map(|(_, marks)| marks.len()).sum(),
            lines,
            equal_ranks,
            stands: vec![true; candidates],
            votes: vec![0; candidates],
            exhausted: 0,
            ended_equal: 0,
            piles: vec![Vec::new(); candidates],
            skips: equal_ranks == EqualRanks::Skip && ballots.has_ties(),
        };
        for line in 0..count.lines.len() {
            count.place(line, 0);
        }
        count
    }

    fn standing(&self) -> Vec<usize> {
        (0..self.stands.len()).filter(|&one| self.stands[one]).collect()
    }

    fn round(&self) -> IrvRound {
        let votes = (0..self.votes.len()).map(|one| self.stands[one].then_some(self.votes[one]));
        IrvRound { votes: votes.collect(), exhausted: self.exhausted, excluded: Vec::new() }
    }

    /// Gives a line to its next candidate at or after mark `from`.
    fn place(&mut self, line: usize, from: usize) {
        let (weight, marks) = self.lines[line];
        let mut at = if self.skips { 0 } else { from };
        while at < marks.len() {
            let mut end = at + 1;
            while end < marks.len() && marks[end].is_tied() {
                end += 1;
            }
            let mut standing =
                marks[at..end].iter().map(|mark| mark.candidate()).filter(|&one| self.stands[one]);
            match (standing.next(), standing.next()) {
                (Some(one), None) => {
                    self.votes[one] += weight;
                    self.piles[one].push((line, at));
                    return;
                }
                (Some(_), Some(_)) if self.equal_ranks == EqualRanks::Exhaust => {
                    self.ended_equal += weight;
                    break;
                }
                _ => at = end,
            }
        }
        self.exhausted += weight;
    }

    fn exclude(&mut self, excluded: &[usize]) {
        let moving: Vec<(usize, usize)> =
            excluded.iter().flat_map(|&one| std::mem::take(&mut self.piles[one])).collect();
        for &one in excluded {
            self.stands[one] = false;
            self.votes[one] = 0;
        }
        if self.skips {
            // An exclusion can make an equal rank unambiguous for any ballot: lay them all out anew.
            self.votes.fill(0);
            self.exhausted = 0;
            self.piles.iter_mut().for_each(Vec::clear);
            for line in 0..self.lines.len() {
                self.place(line, 0);
            }
        } else {
            for (line, at) in moving {
                self.place(line, at);
            }
        }
    }
}

impl InstantRunoff {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!(
            "Elected: {}, after {}.",
            names[self.winner],
            numbered(count_of(self.rounds.len()), "round", "rounds")
        ));
        account.say(
            "Each ballot counts for its highest candidate still standing; the lowest is excluded.",
        );
        if self.ended_equal > 0 {
            let ballots = numbered(self.ended_equal, "ballot ended", "ballots ended");
            account.say(format!("{ballots} at a rank that several who stood share."));
        }
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Rounds", &["candidate"]);
        table.columns.extend((1..=self.rounds.len()).map(|round| round.to_string()));
        for (one, name) in names.iter().enumerate() {
            let mut row = vec![name.clone()];
            let cell = |round: &IrvRound| {
                round.votes[one].map_or(String::new(), |votes| votes.to_string())
            };
            row.extend(self.rounds.iter().map(cell));
            table.row(row);
        }
        let mut row = vec!["(exhausted)".to_owned()];
        row.extend(self.rounds.iter().map(|round| round.exhausted.to_string()));
        table.row(row);
        account.show(table);
        account
    }
}
