//! Thiele's rules: a ballot gives a committee a score that depends on how many of its approved are in
//! (Thiele 1895). Proportional approval and Chamberlin–Courant are among them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::search::{Objective, best_committees};
use super::{Committees, Groups, Wanted, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, Ratio, count, ratio};

/// What the n-th approved member adds to a ballot's score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thiele {
    /// 1/n: proportional approval (PAV).
    #[default]
    Proportional,
    /// 1 for the first, nothing more: Chamberlin–Courant (CC).
    Coverage,
    /// 1/(2n-1): Sainte-Laguë approval (SLAV).
    SainteLague,
    /// 1/2^n.
    Geometric,
    /// Always 1: approval voting.
    Plain,
}

impl Thiele {
    /// The score that the `nth` approved member adds, from 1.
    #[must_use]
    pub fn gain(self, nth: usize) -> Ratio {
        let nth = count(nth.max(1));
        match self {
            Self::Proportional => ratio(1, nth),
            Self::Coverage => ratio(u64::from(nth == 1), 1),
            Self::SainteLague => ratio(1, 2 * nth - 1),
            Self::Geometric => {
                Ratio::new(BigInt::one(), BigInt::one() << usize::try_from(nth).unwrap_or(0))
            }
            Self::Plain => ratio(1, 1),
        }
    }

    /// The rule's name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proportional => "proportional approval voting",
            Self::Coverage => "Chamberlin–Courant",
            Self::SainteLague => "Sainte-Laguë approval voting",
            Self::Geometric => "geometric approval voting",
            Self::Plain => "approval voting",
        }
    }

    /// Gains for 1 to `seats` members as whole numbers over a common denominator.
    pub(super) fn scaled(self, seats: usize) -> (Vec<BigInt>, BigInt) {
        let gains: Vec<Ratio> = (1..=seats).map(|nth| self.gain(nth)).collect();
        let common = gains.iter().fold(BigInt::one(), |common, gain| common.lcm(gain.denom()));
        let whole = |gain: &Ratio| gain.numer() * (&common / gain.denom());
        (gains.iter().map(whole).collect(), common)
    }
}

/// Proportional approval voting, exactly (PAV). NP-hard.
///
/// # Errors
/// As [`thiele`].
pub fn proportional_approval(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    thiele(Thiele::Proportional, ballots, seats, wanted)
}

/// Chamberlin–Courant, exactly (CC). NP-hard.
///
/// # Errors
/// As [`thiele`].
pub fn chamberlin_courant(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    thiele(Thiele::Coverage, ballots, seats, wanted)
}

/// Finds the committees with the highest score by branch and bound.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when the search would
/// pass [`crate::limits::COMMITTEES_VISITED_MAX`] or [`crate::limits::WORK_MAX`] steps of work.
pub fn thiele(
    rule: Thiele,
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let ties = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let (gains, common) = rule.scaled(seats);
    let too_large = || ChoiceError::TooLarge {
        method: rule.name(),
        what: "seats",
        actual: count(seats),
        limit: 40,
    };
    let most = gains.iter().fold(BigInt::zero(), |sum, gain| sum + gain) * groups.total;
    most.to_i128().ok_or_else(too_large)?;
    let gains: Option<Vec<i128>> = gains.iter().map(ToPrimitive::to_i128).collect();
    let (held, marks) = (vec![0; groups.weights.len()], groups.marks());
    let mut objective =
        Sum { groups: &groups, gains: gains.ok_or_else(too_large)?, held, score: 0, marks };
    let found = best_committees(rule.name(), &mut objective, &ties, seats, *wanted == Wanted::All)?;
    let score = Exact(Ratio::new(BigInt::from(found.score), common)).text();
    Ok(found.named(rule.name(), score))
}

/// The score of a committee as members come and go.
struct Sum<'a> {
    groups: &'a Groups,
    gains: Vec<i128>,
    held: Vec<usize>,
    score: i128,
    /// Marks on all groups.
    marks: usize,
}

impl Objective for Sum<'_> {
    fn add(&mut self, candidate: usize) {
        self.score += self.gain(candidate);
        for &group in &self.groups.supporters[candidate] {
            self.held[group] += 1;
        }
    }
    fn remove(&mut self, candidate: usize) {
        for &group in &self.groups.supporters[candidate] {
            self.held[group] -= 1;
        }
        self.score -= self.gain(candidate);
    }
    fn score(&self) -> i128 {
        self.score
    }
    fn gain(&self, candidate: usize) -> i128 {
        let part =
            |&group: &usize| self.gains[self.held[group]] * i128::from(self.groups.weights[group]);
        self.groups.supporters[candidate].iter().map(part).sum()
    }
    fn work(&self) -> usize {
        self.marks / self.groups.supporters.len().max(1) + 1
    }
}
