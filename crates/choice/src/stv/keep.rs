//! How ballots are shared out by keep factors (Meek and Warren).

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};

use super::arithmetic::{Arithmetic, Round};
use super::trie::Trie;
use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::limits::Work;

/// What a candidate keeps of the part of a ballot that reaches it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// The keep factor's share of the part, rounded up; the rest moves on (Hill 1987).
    #[default]
    ShareUp,
    /// The keep factor's share, rounded down; what moves on is rounded down too.
    SharesDown,
    /// At most the keep factor of the whole ballot (Warren 1994).
    Amount,
}

/// What an equal rank does in Meek's rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EqualSplit {
    /// The average over all orders of the equal candidates.
    #[default]
    Average,
    /// Each equal candidate gets the same part and passes on what it does not keep to the next rank;
    /// a rank of which all are excluded ends the ballot. So counts `droop`.
    Parts,
}

/// Members of an equal rank up to which the average over orders is summed as it is defined. Coefficients
/// of longer ones would pass 64 bits with nine decimals.
const EQUAL_PLAIN_MAX: usize = 30;

/// Steps after which it is seen whether there have been too many.
const STEPS_AT_ONCE: usize = 1 << 24;

/// A line of ballots with equal ranks: its weight, and the numbers of its ranks.
struct Tied {
    weight: u64,
    ranks: Vec<usize>,
}

/// Ballots made ready to be shared out many times.
pub(super) struct Shares<A: Arithmetic> {
    trie: Trie,
    tied: Vec<Tied>,
    /// Every rank that occurs on a ballot with equal ranks, once.
    ranks: Vec<Vec<usize>>,
    /// Rows of Pascal's triangle, for the average over orders.
    triangle: Vec<Vec<Option<u64>>>,
    stack: Vec<A::Value>,
    keep: Keep,
    split: EqualSplit,
    /// Steps of all counts of these ballots.
    work: Work,
}

impl<A: Arithmetic> Shares<A> {
    pub(super) fn new(
        ballots: &Ranked,
        withdrawn: &[bool],
        (keep, split): (Keep, EqualSplit),
        work_max: u64,
    ) -> Self {
        let mut merged: BTreeMap<Vec<Vec<usize>>, u64> = BTreeMap::new();
        let trie = Trie::new(ballots, withdrawn, |weight, ranks| {
            *merged.entry(ranks).or_insert(0) += weight;
        });
        let mut numbers: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut ranks: Vec<Vec<usize>> = Vec::new();
        let mut tied = Vec::with_capacity(merged.len());
        for (order, weight) in merged {
            let number = |rank: Vec<usize>| {
                *numbers.entry(rank).or_insert_with_key(|rank| {
                    ranks.push(rank.clone());
                    ranks.len() - 1
                })
            };
            tied.push(Tied { weight, ranks: order.into_iter().map(number).collect() });
        }
        let longest = ranks.iter().map(Vec::len).max().unwrap_or(0).min(EQUAL_PLAIN_MAX);
        let triangle = if split == EqualSplit::Average { triangle(longest) } else { Vec::new() };
        let work = Work::up_to("Counting by keep factors", work_max);
        Self { trie, tied, ranks, triangle, stack: Vec::new(), keep, split, work }
    }

    /// Refuses ballots whose equal ranks would split them into more parts than can be counted.
    pub(super) fn check(&self) -> Result<(), ChoiceError> {
        for ballot in &self.tied {
            let sizes =
                ballot.ranks.iter().map(|&rank| crate::exact::count(self.ranks[rank].len()));
            let parts = sizes.fold(1u64, u64::saturating_mul);
            if self.split == EqualSplit::Parts && parts == u64::MAX {
                return Err(ChoiceError::TooLarge {
                    method: "Meek's rule",
                    what: "parts of a ballot with equal ranks",
                    actual: parts,
                    limit: u64::MAX - 1,
                });
            }
        }
        Ok(())
    }

    /// Returns the votes of each candidate under these keep factors; 0 stands for the excluded.
    ///
    /// # Errors
    /// [`ChoiceError::TooLarge`] when all counts together pass [`crate::limits::WORK_MAX`].
    pub(super) fn count(
        &mut self,
        a: &A,
        factors: &[A::Value],
    ) -> Result<Vec<A::Value>, ChoiceError> {
        let mut votes = vec![a.zero(); factors.len()];
        let one = a.whole(1);
        let rest: Vec<A::Value> = factors.iter().map(|factor| a.less(&one, factor)).collect();
        let is_out: Vec<bool> = factors.iter().map(|factor| a.is_zero(factor)).collect();
        let is_full: Vec<bool> =
            rest.iter().map(|rest| self.keep != Keep::Amount && a.is_zero(rest)).collect();
        self.stack.clear();
        self.stack.resize(self.trie.depth + 1, a.zero());
        self.stack[0] = one;
        let nodes = &self.trie.nodes;
        let (mut at, mut steps) = (0, 0usize);
        while at < nodes.len() {
            steps += a.steps();
            if steps > STEPS_AT_ONCE {
                self.work.add(std::mem::take(&mut steps))?;
            }
            let node = nodes[at];
            let candidate = node.candidate;
            let part = &self.stack[node.depth];
            if is_out[candidate] {
                self.stack[node.depth + 1] = part.clone();
                at += 1;
                continue;
            }
            if is_full[candidate] {
                votes[candidate] = a.sum(&votes[candidate], &a.times(part, node.weight));
                steps += a.steps_of(&votes[candidate]);
                at = node.end;
                continue;
            }
            let (kept, left) = share(a, self.keep, part, &factors[candidate], &rest[candidate]);
            votes[candidate] = a.sum(&votes[candidate], &a.times(&kept, node.weight));
            steps += a.steps_of(&votes[candidate]);
            if a.is_zero(&left) {
                at = node.end;
            } else {
                self.stack[node.depth + 1] = left;
                at += 1;
            }
        }
        self.work.add(steps)?;
        let mut spread = Spread {
            a,
            keep: self.keep,
            factors,
            rest: &rest,
            is_full: &is_full,
            triangle: &self.triangle,
            work: &mut self.work,
        };
        match self.split {
            EqualSplit::Average => spread.average(&self.tied, &self.ranks, &mut votes)?,
            EqualSplit::Parts => spread.parts(&self.tied, &self.ranks, &is_out, &mut votes)?,
        }
        Ok(votes)
    }
}

/// Splits a part of a ballot into what is kept and what moves on.
fn share<A: Arithmetic>(
    a: &A,
    keep: Keep,
    part: &A::Value,
    factor: &A::Value,
    rest: &A::Value,
) -> (A::Value, A::Value) {
    match keep {
        Keep::ShareUp => {
            let kept = a.product(part, factor, Round::Up);
            let left = a.less(part, &kept);
            (kept, left)
        }
        Keep::SharesDown => {
            (a.product(part, factor, Round::Down), a.product(part, rest, Round::Down))
        }
        Keep::Amount => {
            if a.compare(factor, part).is_lt() {
                (factor.clone(), a.less(part, factor))
            } else {
                (part.clone(), a.zero())
            }
        }
    }
}

/// What each member of an equal rank keeps of a whole ballot, and what moves on.
type Kept<V> = (Vec<V>, V);

/// Ballots with equal ranks on their way.
struct Spread<'s, A: Arithmetic> {
    a: &'s A,
    keep: Keep,
    factors: &'s [A::Value],
    rest: &'s [A::Value],
    is_full: &'s [bool],
    triangle: &'s [Vec<Option<u64>>],
    work: &'s mut Work,
}

impl<A: Arithmetic> Spread<'_, A> {
    fn give(
        &mut self,
        votes: &mut [A::Value],
        candidate: usize,
        kept: &A::Value,
        weight: u64,
    ) -> Result<(), ChoiceError> {
        let gained = self.a.times(kept, weight);
        votes[candidate] = self.a.sum(&votes[candidate], &gained);
        self.work.add(self.a.steps_of(&votes[candidate]))
    }

    /// Parts by rank. Parts of equal candidates move on separately, so a rank of k can multiply the
    /// work by k: they are gathered by their value before the next rank, which changes nothing since
    /// what a part does depends on its value alone.
    fn parts(
        &mut self,
        tied: &[Tied],
        ranks: &[Vec<usize>],
        is_out: &[bool],
        votes: &mut [A::Value],
    ) -> Result<(), ChoiceError> {
        let a = self.a;
        let stands = |rank: &Vec<usize>| -> Vec<usize> {
            rank.iter().copied().filter(|&one| !is_out[one]).collect()
        };
        let standing: Vec<Vec<usize>> = ranks.iter().map(stands).collect();
        let mut moving: Vec<(A::Value, u64)> = Vec::new();
        let mut next: Vec<(A::Value, u64)> = Vec::new();
        for ballot in tied {
            moving.clear();
            moving.push((a.whole(1), 1));
            for &rank in &ballot.ranks {
                let standing = &standing[rank];
                if standing.is_empty() {
                    break;
                }
                next.clear();
                let size = crate::exact::count(standing.len());
                for (part, times) in moving.drain(..) {
                    // Each member's part is looked for among those known.
                    let looks = standing.len().saturating_mul(next.len() + 1);
                    self.work.add(a.steps_of(&part).saturating_mul(looks))?;
                    let part = if size == 1 { part } else { a.over(&part, size) };
                    for &one in standing {
                        if self.is_full[one] {
                            self.give(votes, one, &a.times(&part, times), ballot.weight)?;
                            continue;
                        }
                        let (factor, rest) = (&self.factors[one], &self.rest[one]);
                        let (kept, left) = share(a, self.keep, &part, factor, rest);
                        self.give(votes, one, &a.times(&kept, times), ballot.weight)?;
                        if a.is_zero(&left) {
                            continue;
                        }
                        let known =
                            next.iter_mut().find(|(value, _)| a.is_zero(&a.less(value, &left)));
                        match known {
                            Some((_, known)) => *known += times,
                            None => next.push((left, times)),
                        }
                    }
                }
                if next.is_empty() {
                    break;
                }
                std::mem::swap(&mut moving, &mut next);
            }
        }
        Ok(())
    }

    /// The average over all orders of each equal rank. What a rank keeps of whatever reaches it
    /// depends on the rank alone, so it is computed once for all ballots that have the rank.
    fn average(
        &mut self,
        tied: &[Tied],
        ranks: &[Vec<usize>],
        votes: &mut [A::Value],
    ) -> Result<(), ChoiceError> {
        let a = self.a;
        let mut kept_of: Vec<Option<Kept<A::Value>>> = vec![None; ranks.len()];
        for ballot in tied {
            let mut part = a.whole(1);
            for &rank in &ballot.ranks {
                let members = &ranks[rank];
                self.work.add(a.steps_of(&part).saturating_mul(members.len()))?;
                if let [one] = members[..] {
                    if self.is_full[one] {
                        self.give(votes, one, &part, ballot.weight)?;
                        break;
                    }
                    let (kept, left) =
                        share(a, self.keep, &part, &self.factors[one], &self.rest[one]);
                    self.give(votes, one, &kept, ballot.weight)?;
                    part = left;
                } else {
                    if kept_of[rank].is_none() {
                        kept_of[rank] = Some(self.keep_of(members)?);
                    }
                    let Some((kept, left)) = &kept_of[rank] else { break };
                    for (&one, kept) in members.iter().zip(kept.iter()) {
                        let kept = a.product(&part, kept, Round::Down);
                        self.give(votes, one, &kept, ballot.weight)?;
                    }
                    part = a.product(&part, left, Round::Down);
                }
                if a.is_zero(&part) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// What each member of an equal rank keeps of a whole ballot, and what moves on.
    fn keep_of(&mut self, members: &[usize]) -> Result<Kept<A::Value>, ChoiceError> {
        let a = self.a;
        let size = crate::exact::count(members.len());
        let passing = members.iter().filter(|&&one| !a.is_zero(&self.rest[one])).count();
        // Products over the rank are as long as its numbers together.
        let longest = members.iter().map(|&one| a.steps_of(&self.rest[one])).max().unwrap_or(0);
        let square = members.len().saturating_mul(members.len());
        let longest = longest.saturating_sub(a.steps()).saturating_mul(square) + a.steps();
        // All who pass nothing on see the same others before them.
        let mut full: Option<A::Value> = None;
        let mut kept = Vec::with_capacity(members.len());
        for (place, &one) in members.iter().enumerate() {
            if a.is_zero(&self.factors[one]) {
                kept.push(a.zero());
                continue;
            }
            let passes = !a.is_zero(&self.rest[one]);
            let mean = if let Some(mean) = full.clone().filter(|_| !passes) {
                mean
            } else {
                let cells = members.len().saturating_mul(2 * passing + 1);
                self.work.add(longest.saturating_mul(cells))?;
                self.mean_chance(members, place, passing)
            };
            kept.push(a.over(&a.product(&mean, &self.factors[one], Round::Down), size));
            if !passes {
                full = Some(mean);
            }
        }
        let left = members
            .iter()
            .fold(a.whole(1), |left, &one| a.product(&left, &self.rest[one], Round::Down));
        Ok((kept, left))
    }

    /// n times the average, over all orders of a rank of n, of what reaches the candidate at `place`;
    /// `passing` of the rank pass something on.
    fn mean_chance(&self, rank: &[usize], place: usize, passing: usize) -> A::Value {
        let a = self.a;
        if rank.len() > EQUAL_PLAIN_MAX {
            return self.mean_of_many(rank, place, passing);
        }
        // Coefficients of the product of (x + rest) over the others, highest power first. Those who pass
        // nothing on only raise the power, so that the coefficients after these are 0.
        let mut poly = vec![a.zero(); rank.len().min(passing + 1)];
        poly[0] = a.whole(1);
        for (other, &one) in rank.iter().enumerate() {
            if other == place || a.is_zero(&self.rest[one]) {
                continue;
            }
            let mut before = poly[0].clone();
            for cell in poly.iter_mut().skip(1) {
                let old = cell.clone();
                *cell = a.sum(cell, &a.product(&before, &self.rest[one], Round::Down));
                before = old;
            }
        }
        let mut mean = a.zero();
        for (cell, choose) in poly.iter().zip(&self.triangle[rank.len() - 1]) {
            // A coefficient of 0 adds nothing, and where a row of Pascal's triangle passes 64 bits the
            // term is below every unit kept.
            if let Some(divisor) = choose.filter(|_| !a.is_zero(cell)) {
                mean = a.sum(&mean, &a.over(cell, divisor));
            }
        }
        mean
    }

    /// As [`Self::mean_chance`], for ranks whose coefficients would outgrow the arithmetic: each is kept
    /// over the number of terms that it sums, as the average of these, which is at most 1.
    fn mean_of_many(&self, rank: &[usize], place: usize, passing: usize) -> A::Value {
        let a = self.a;
        let mut averages = vec![a.zero(); rank.len().min(passing + 1)];
        averages[0] = a.whole(1);
        let others = rank.iter().enumerate().filter(|&(other, _)| other != place);
        for (factors, (_, &one)) in (1u64..).zip(others) {
            let mut before = averages[0].clone();
            for (chosen, cell) in (1u64..).zip(averages.iter_mut().skip(1)) {
                // Of all choices of `chosen` among the factors, those without the new one and those with it.
                let without = a.times(cell, factors.saturating_sub(chosen));
                let with = a.times(&a.product(&before, &self.rest[one], Round::Down), chosen);
                before = std::mem::replace(cell, a.over(&a.sum(&without, &with), factors));
            }
        }
        averages.iter().fold(a.zero(), |sum, average| a.sum(&sum, average))
    }
}

/// Rows of Pascal's triangle up to `last`; `None` above 64 bits.
fn triangle(last: usize) -> Vec<Vec<Option<u64>>> {
    let mut row = vec![BigUint::one()];
    let mut rows = Vec::with_capacity(last + 1);
    for _ in 0..=last {
        rows.push(row.iter().map(ToPrimitive::to_u64).collect());
        let mut next = vec![BigUint::one()];
        next.extend(row.windows(2).map(|pair| &pair[0] + &pair[1]));
        next.push(BigUint::one());
        row = next;
    }
    rows
}
