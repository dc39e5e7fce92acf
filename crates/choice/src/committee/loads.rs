//! Loads that grow with each member, in exact numbers: the walk of Phragmén's rule for one committee.
//!
//! Whatever a group of voters bears is a sum of a few numbers that all groups share: the load of the
//! member elected last among those it approves or, when money is left from equal shares, what it had
//! to spend less the prices it paid. So each candidate needs only a whole factor for each number. The
//! numbers are kept twice: exactly, over one denominator, and between two ends in units of 2^-scale,
//! which decide nearly every comparison.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::{Groups, Step, figure_of, told_steps};
use crate::ChoiceError;
use crate::limits::{Work, check_bits};
use crate::ties::Ties;

/// Bits after the point. A load is at most the number of seats, which needs 14 more.
const SCALE: u32 = 96;

/// What a group bears.
#[derive(Clone, Debug)]
pub(super) enum Bears {
    /// Whole multiples of some numbers.
    Sum(Vec<(usize, i64)>),
    /// One number.
    Load(usize),
}

/// Members, and what everybody bears.
pub(super) struct Loads<'a> {
    groups: &'a Groups,
    support: Vec<u64>,
    members: Vec<bool>,
    seated: usize,
    bears: Vec<Bears>,
    denominator: BigInt,
    numbers: Vec<BigInt>,
    /// The numbers in units of 2^-SCALE, rounded down; each is less than one unit more.
    floors: Vec<i128>,
    /// For each candidate, how often its supporters together bear each number.
    factors: Vec<Vec<i128>>,
    work: Work,
}

impl<'a> Loads<'a> {
    /// Begins with what everybody bears, in `numbers` over a common denominator.
    pub(super) fn new(
        groups: &'a Groups,
        members: Vec<bool>,
        bears: Vec<Bears>,
        numbers: Vec<BigInt>,
        denominator: BigInt,
    ) -> Result<Self, ChoiceError> {
        let mut work = Work::new("Phragmén's rule");
        let support = (0..members.len()).map(|one| groups.support(one)).collect();
        let mut factors = vec![vec![0i128; numbers.len()]; members.len()];
        for ((group, approved), &weight) in (0..).zip(&groups.approved).zip(&groups.weights) {
            work.add(1)?;
            for (number, times) in terms(bears.get(group)) {
                work.add(approved.len())?;
                for &one in approved {
                    factors[one][number] += i128::from(times) * i128::from(weight);
                }
            }
        }
        let seated = members.iter().filter(|&&is_in| is_in).count();
        let floors = numbers.iter().map(|number| floor(number, &denominator)).collect();
        Ok(Self {
            groups,
            support,
            members,
            seated,
            bears,
            denominator,
            numbers,
            floors,
            factors,
            work,
        })
    }

    /// Adds members until there are `seats`, each time the one whose supporters bear least then.
    pub(super) fn fill(
        mut self,
        seats: usize,
        ties: &mut Ties,
        steps: &mut Vec<Step>,
    ) -> Result<Vec<usize>, ChoiceError> {
        while self.seated < seats {
            let contenders = self.contenders()?;
            if contenders.is_empty() {
                // Whoever nobody supports comes last, all of them equal.
                let rest: Vec<usize> =
                    (0..self.members.len()).filter(|&one| !self.members[one]).collect();
                for one in ties.elect_several("the last seat", &rest, seats - self.seated) {
                    let (figure, tied) = ("no support".to_owned(), rest.len());
                    steps.push(Step { candidate: one, figure, tied });
                    self.members[one] = true;
                }
                break;
            }
            let lowest = self.lowest(&contenders)?;
            let tied: Vec<usize> = lowest.iter().map(|&(one, _)| one).collect();
            self.work.add(told_steps(tied.len()))?;
            let candidate = ties.elect("the next seat", &tied);
            let load = lowest.into_iter().find(|&(one, _)| one == candidate);
            let load = load.map_or_else(BigInt::zero, |(_, load)| load);
            let figure = figure_of(load.clone(), &self.denominator * self.support[candidate]);
            steps.push(Step { candidate, figure, tied: tied.len() });
            self.seat(candidate, load)?;
        }
        Ok((0..self.members.len()).filter(|&one| self.members[one]).collect())
    }

    /// Candidates outside, with support, who may have the lowest load as far as the ends tell.
    fn contenders(&mut self) -> Result<Vec<usize>, ChoiceError> {
        self.work.add(self.members.len() * (3 * self.numbers.len() + 10))?;
        let mut ends: Vec<(i128, i128, usize)> = Vec::new();
        let mut least = i128::MAX;
        for one in 0..self.members.len() {
            if self.members[one] || self.support[one] == 0 {
                continue;
            }
            let (mut low, mut high) = (1i128 << SCALE, 1i128 << SCALE);
            for (&factor, &floor) in self.factors[one].iter().zip(&self.floors) {
                // Sums of loads are at most the number of seats, so that nothing reaches the limits.
                let (exact, more) = (factor.saturating_mul(floor), factor);
                low = low.saturating_add(exact).saturating_add(more.min(0));
                high = high.saturating_add(exact).saturating_add(more.max(0));
            }
            let by = i128::from(self.support[one]);
            let (low, high) = (low.div_euclid(by), high.div_euclid(by).saturating_add(1));
            least = least.min(high);
            ends.push((low, high, one));
        }
        Ok(ends.into_iter().filter(|&(low, ..)| low <= least).map(|(.., one)| one).collect())
    }

    /// Who of the contenders has the lowest load, each with that load times its support, over the
    /// denominator.
    fn lowest(&mut self, contenders: &[usize]) -> Result<Vec<(usize, BigInt)>, ChoiceError> {
        let words = usize::try_from(self.denominator.bits() / 64).unwrap_or(usize::MAX) + 1;
        let mut tied: Vec<(usize, BigInt)> = Vec::new();
        for &one in contenders {
            let terms = self.factors[one].iter().filter(|&&factor| factor != 0).count();
            self.work.add(self.numbers.len() + (terms + 2) * (words + 20))?;
            let mut load = self.denominator.clone();
            for (number, &factor) in self.numbers.iter().zip(&self.factors[one]) {
                if factor != 0 {
                    load += number * factor;
                }
            }
            let order = tied.first().map_or(std::cmp::Ordering::Less, |(first, known)| {
                (&load * self.support[*first]).cmp(&(known * self.support[one]))
            });
            if order.is_lt() {
                tied.clear();
            }
            if order.is_le() {
                tied.push((one, load));
            }
        }
        Ok(tied)
    }

    /// Seats a candidate: its supporters all bear the new load.
    fn seat(&mut self, one: usize, load: BigInt) -> Result<(), ChoiceError> {
        let support = BigInt::from(self.support[one]);
        let shared = support.gcd(&load);
        let factor = &support / &shared;
        if !factor.is_one() {
            self.denominator *= &factor;
            for number in &mut self.numbers {
                *number *= &factor;
            }
        }
        let load = load / shared;
        check_bits("Phragmén's rule", &self.denominator)?;
        let new = self.numbers.len();
        self.floors.push(floor(&load, &self.denominator));
        self.numbers.push(load);
        self.factors.iter_mut().for_each(|factors| factors.push(0));
        let groups = self.groups;
        for &group in &groups.supporters[one] {
            let weight = i128::from(groups.weights[group]);
            let before = std::mem::replace(&mut self.bears[group], Bears::Load(new));
            let approved = &groups.approved[group];
            for (number, times) in terms(Some(&before)) {
                self.work.add(approved.len())?;
                for &other in approved {
                    self.factors[other][number] -= i128::from(times) * weight;
                }
            }
            self.work.add(approved.len())?;
            for &other in approved {
                self.factors[other][new] += weight;
            }
        }
        self.members[one] = true;
        self.seated += 1;
        Ok(())
    }
}

/// The numbers that a group bears, and how often.
fn terms(bears: Option<&Bears>) -> impl Iterator<Item = (usize, i64)> + '_ {
    let (sum, load) = match bears {
        Some(Bears::Sum(terms)) => (terms.as_slice(), None),
        Some(&Bears::Load(number)) => (&[][..], Some((number, 1))),
        None => (&[][..], None),
    };
    sum.iter().copied().chain(load)
}

/// A number over a denominator in units of 2^-SCALE, rounded down.
fn floor(number: &BigInt, denominator: &BigInt) -> i128 {
    let floor = (number << SCALE).div_floor(denominator);
    let limit = if number.is_negative() { i128::MIN / 4 } else { i128::MAX / 4 };
    floor.to_i128().unwrap_or(limit)
}
