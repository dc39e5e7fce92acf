//! How ballots are shared out by keep factors (Meek and Warren).

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};

use super::arithmetic::{Arithmetic, Round};
use super::trie::Trie;
use crate::ChoiceError;
use crate::ballots::Ranked;

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

/// Ballots made ready to be shared out many times.
pub(super) struct Shares<A: Arithmetic> {
    trie: Trie,
    tied: Vec<(u64, Vec<Vec<usize>>)>,
    stack: Vec<A::Value>,
    keep: Keep,
    split: EqualSplit,
}

impl<A: Arithmetic> Shares<A> {
    pub(super) fn new(ballots: &Ranked, withdrawn: &[bool], keep: Keep, split: EqualSplit) -> Self {
        let mut tied = Vec::new();
        let trie = Trie::new(ballots, withdrawn, |weight, ranks| tied.push((weight, ranks)));
        Self { trie, tied, stack: Vec::new(), keep, split }
    }

    /// Refuses ballots whose equal ranks would split them into more parts than can be counted.
    pub(super) fn check(&self) -> Result<(), ChoiceError> {
        for (_, ranks) in &self.tied {
            let sizes = ranks.iter().map(|rank| crate::exact::count(rank.len()));
            let parts = sizes.fold(1u64, u64::saturating_mul);
            if self.split == EqualSplit::Parts && parts == u64::MAX {
                return Err(ChoiceError::TooLarge {
                    method: "meek",
                    what: "parts of a ballot with equal ranks",
                    actual: parts,
                    limit: u64::MAX - 1,
                });
            }
        }
        Ok(())
    }

    /// Returns the votes of each candidate under these keep factors; 0 stands for the excluded.
    pub(super) fn count(&mut self, a: &A, factors: &[A::Value]) -> Vec<A::Value> {
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
        let mut at = 0;
        while at < nodes.len() {
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
                at = node.end;
                continue;
            }
            let (kept, left) = share(a, self.keep, part, &factors[candidate], &rest[candidate]);
            votes[candidate] = a.sum(&votes[candidate], &a.times(&kept, node.weight));
            if a.is_zero(&left) {
                at = node.end;
            } else {
                self.stack[node.depth + 1] = left;
                at += 1;
            }
        }
        for (weight, ranks) in &self.tied {
            let mut spread = Spread {
                a,
                keep: self.keep,
                factors,
                rest: &rest,
                votes: &mut votes,
                weight: *weight,
            };
            match self.split {
                EqualSplit::Average => spread.average(ranks),
                EqualSplit::Parts => spread.parts(ranks, a.whole(1)),
            }
        }
        votes
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

/// A ballot with equal ranks on its way.
struct Spread<'s, A: Arithmetic> {
    a: &'s A,
    keep: Keep,
    factors: &'s [A::Value],
    rest: &'s [A::Value],
    votes: &'s mut [A::Value],
    weight: u64,
}

impl<A: Arithmetic> Spread<'_, A> {
    fn give(&mut self, candidate: usize, kept: &A::Value) {
        let gained = self.a.times(kept, self.weight);
        self.votes[candidate] = self.a.sum(&self.votes[candidate], &gained);
    }

    /// Parts by rank. Parts of equal candidates move on separately, so a rank of k can multiply the
    /// work by k: they are gathered by their value before the next rank, which changes nothing since
    /// what a part does depends on its value alone.
    fn parts(&mut self, ranks: &[Vec<usize>], whole: A::Value) {
        let mut moving: Vec<(A::Value, u64)> = vec![(whole, 1)];
        for rank in ranks {
            let standing: Vec<usize> =
                rank.iter().copied().filter(|&one| !self.a.is_zero(&self.factors[one])).collect();
            if standing.is_empty() {
                return;
            }
            let mut next: Vec<(A::Value, u64)> = Vec::new();
            for (part, times) in moving {
                let part = self.a.over(&part, crate::exact::count(standing.len()));
                for &one in &standing {
                    let (factor, rest) = (&self.factors[one], &self.rest[one]);
                    let (kept, left) = share(self.a, self.keep, &part, factor, rest);
                    self.give(one, &self.a.times(&kept, times));
                    if !self.a.is_zero(&left) {
                        let same = |(value, _): &&mut (A::Value, u64)| {
                            self.a.is_zero(&self.a.less(value, &left))
                        };
                        match next.iter_mut().find(same) {
                            Some((_, known)) => *known += times,
                            None => next.push((left, times)),
                        }
                    }
                }
            }
            if next.is_empty() {
                return;
            }
            moving = next;
        }
    }

    /// The average over all orders of each equal rank.
    fn average(&mut self, ranks: &[Vec<usize>]) {
        let a = self.a;
        let mut part = a.whole(1);
        for rank in ranks {
            if let [one] = rank[..] {
                let (kept, left) = share(a, self.keep, &part, &self.factors[one], &self.rest[one]);
                self.give(one, &kept);
                part = left;
            } else {
                for (place, &one) in rank.iter().enumerate() {
                    let weight = self.mean_chance(rank, place);
                    let kept = a.product(&weight, &self.factors[one], Round::Down);
                    let kept = a.over(&kept, crate::exact::count(rank.len()));
                    self.give(one, &a.product(&part, &kept, Round::Down));
                }
                let mut left = a.whole(1);
                for &one in rank {
                    left = a.product(&left, &self.rest[one], Round::Down);
                }
                part = a.product(&part, &left, Round::Down);
            }
            if a.is_zero(&part) {
                return;
            }
        }
    }

    /// n times the average, over all orders of a rank of n, of what reaches the candidate at `place`.
    fn mean_chance(&self, rank: &[usize], place: usize) -> A::Value {
        let a = self.a;
        // Coefficients of the product of (x + rest) over the others, highest power first.
        let mut poly = vec![a.zero(); rank.len()];
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
        let mut choose = BigUint::one();
        let last = crate::exact::count(rank.len() - 1);
        for (power, cell) in (0u64..).zip(&poly) {
            // Where a row of Pascal's triangle passes 64 bits, the term is below every unit kept.
            if let Some(divisor) = choose.to_u64() {
                mean = a.sum(&mean, &a.over(cell, divisor));
            }
            choose = choose * (last - power.min(last)) / (power + 1);
        }
        mean
    }
}
