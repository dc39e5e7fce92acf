//! Meek's and Warren's rules: elected candidates keep just enough of each ballot, and every exclusion
//! is counted as if the excluded had never stood (Hill, Wichmann and Woodall 1987; Warren 1994).

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Fixed, Rational, Round};
use super::fixed9::Fixed9;
use super::keep::{EqualSplit, Keep, Shares};
use super::report::{Action, IterationEnd, Recorder, StvResult};
use super::{StvOptions, check};
use crate::ChoiceError;
use crate::ballots::{Ranked, RankedBallot};
use crate::ties::Ties;

/// How a Meek or Warren count proceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeekRule {
    /// What a candidate keeps.
    pub keep: Keep,
    /// What equal ranks do.
    pub split: EqualSplit,
    /// The surplus below which keep factors are good enough is 10 to minus this.
    pub omega_places: u32,
    /// Whether an elected candidate who fell below the quota counts as a surplus of 0 (it counts as
    /// negative otherwise).
    pub floors_surplus: bool,
    /// Whether the votes of those without a seat at the end are passed on for the record.
    pub recounts_end: bool,
}

impl Default for MeekRule {
    /// The reference rule of the Proportional Representation Foundation: omega 10^-6.
    fn default() -> Self {
        Self {
            keep: Keep::ShareUp,
            split: EqualSplit::Average,
            omega_places: 6,
            floors_surplus: true,
            recounts_end: false,
        }
    }
}

/// Rounds of adjusting keep factors that one count may take: far above any that converges.
const ITERATIONS_MAX: u32 = 1_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Hopeful,
    Elected,
    Out,
}

/// Counts by Meek's reference rule in nine decimals.
///
/// # Errors
/// As [`meek_exact`].
pub fn meek(ballots: &Ranked, options: &StvOptions) -> Result<StvResult, ChoiceError> {
    meek_decimal(ballots, options, MeekRule::default(), 9, "Meek's rule")
}

/// Counts by Warren's rule in nine decimals.
///
/// # Errors
/// As [`meek_exact`].
pub fn warren(ballots: &Ranked, options: &StvOptions) -> Result<StvResult, ChoiceError> {
    let rule = MeekRule { keep: Keep::Amount, ..MeekRule::default() };
    meek_decimal(ballots, options, rule, 9, "Warren's rule")
}

/// Counts by any of these rules in decimals; nine places have an arithmetic of their own.
///
/// # Errors
/// As [`meek_exact`].
pub fn meek_decimal(
    ballots: &Ranked,
    options: &StvOptions,
    rule: MeekRule,
    places: u32,
    name: &str,
) -> Result<StvResult, ChoiceError> {
    match Fixed9::new(ballots.total()) {
        Ok(fixed) if places == 9 => count(ballots, options, rule, &fixed, name),
        _ => count(ballots, options, rule, &Fixed::new(places, ballots.total())?, name),
    }
}

/// Counts by Meek's rule in rationals, keep factors rounded up to `omega_places`.
///
/// # Errors
/// [`ChoiceError::TooFew`] without candidates or seats, [`ChoiceError::TooMany`] when votes and
/// places do not fit together, [`ChoiceError::UnknownIndex`] for a withdrawn candidate that does not
/// exist, [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] above
/// [`crate::limits::WORK_MAX`] steps of work.
pub fn meek_exact(
    ballots: &Ranked,
    options: &StvOptions,
    rule: MeekRule,
) -> Result<StvResult, ChoiceError> {
    let rational = Rational { shown_places: None, keep_places: Some(rule.omega_places) };
    count(ballots, options, rule, &rational, "Meek's rule")
}

/// Counts by any of these rules in any arithmetic.
///
/// # Errors
/// As [`meek_exact`].
pub fn count<A: Arithmetic>(
    ballots: &Ranked,
    options: &StvOptions,
    rule: MeekRule,
    a: &A,
    name: &str,
) -> Result<StvResult, ChoiceError> {
    let withdrawn = check(ballots, options)?;
    let mut ties = options.ties.prepare(ballots.names())?;
    let mut meek = Count::new(ballots, options, rule, a, &withdrawn);
    meek.shares.check()?;
    let first_quota = a.show(&meek.quota);
    meek.votes = meek.shares.count(a, &meek.factors)?;
    meek.record(Action::Begin);
    loop {
        let hopeful = meek.hopeful().count();
        let to_elect = options.seats.saturating_sub(meek.winners.len());
        if to_elect == 0 || hopeful <= to_elect {
            break;
        }
        meek.recorder.round += 1;
        let end = meek.iterate(options.seats)?;
        meek.record(Action::Iterate(end));
        if end != IterationEnd::Elected {
            meek.exclude_lowest(&mut ties)?;
        }
    }
    meek.finish(options.seats)?;
    Ok(StvResult {
        winners: meek.winners,
        rule: name.to_owned(),
        arithmetic: a.describe(),
        total: meek.valid,
        void: ballots.total() - meek.valid,
        splits: true,
        quota: first_quota,
        stages: meek.recorder.stages,
        ties: ties.into_broken(),
    })
}

struct Count<'a, A: Arithmetic> {
    a: &'a A,
    rule: MeekRule,
    shares: Shares<A>,
    status: Vec<Status>,
    factors: Vec<A::Value>,
    votes: Vec<A::Value>,
    winners: Vec<usize>,
    valid: u64,
    total: A::Value,
    seats: u64,
    quota: A::Value,
    surplus: A::Value,
    omega: A::Value,
    recorder: Recorder<'a, A>,
}

impl<'a, A: Arithmetic> Count<'a, A> {
    fn new(
        ballots: &Ranked,
        options: &StvOptions,
        rule: MeekRule,
        a: &'a A,
        withdrawn: &[bool],
    ) -> Self {
        let status =
            withdrawn.iter().map(|&out| if out { Status::Out } else { Status::Hopeful }).collect();
        let factors = withdrawn.iter().map(|&out| a.whole(u64::from(!out))).collect();
        let mut omega = a.whole(1);
        for _ in 0..rule.omega_places {
            omega = a.over(&omega, 10);
        }
        let is_valid = |ballot: &RankedBallot<'_>| {
            ballot.marks.iter().any(|mark| !withdrawn[mark.candidate()])
        };
        let valid = ballots.ballots().filter(is_valid).map(|ballot| ballot.weight).sum();
        let total = a.whole(valid);
        let seats = crate::exact::count(options.seats);
        let quota = a.sum(&a.over(&total, seats + 1), &a.unit());
        Self {
            a,
            rule,
            shares: Shares::new(ballots, withdrawn, (rule.keep, rule.split), options.work_max),
            status,
            factors,
            votes: vec![a.zero(); withdrawn.len()],
            winners: Vec::new(),
            valid,
            total,
            seats,
            quota,
            surplus: a.zero(),
            omega,
            recorder: Recorder { arithmetic: a, stages: Vec::new(), round: 0 },
        }
    }

    fn hopeful(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.status.len()).filter(|&one| self.status[one] == Status::Hopeful)
    }

    fn exhausted(&self) -> A::Value {
        let counted = self.votes.iter().fold(self.a.zero(), |sum, vote| self.a.sum(&sum, vote));
        self.a.less(&self.total, &counted)
    }

    fn record(&mut self, action: Action) {
        let exhausted = self.exhausted();
        let numbers = [&self.quota, &self.surplus, &exhausted, &self.a.zero()];
        self.recorder.record(action, &self.votes, numbers);
    }

    /// Adjusts keep factors until somebody is elected or the surplus is small or stuck.
    fn iterate(&mut self, seats: usize) -> Result<IterationEnd, ChoiceError> {
        let a = self.a;
        let mut last = self.total.clone();
        for _ in 0..ITERATIONS_MAX {
            self.votes = self.shares.count(a, &self.factors)?;
            let counted = a.less(&self.total, &self.exhausted());
            self.quota = a.sum(&a.over(&counted, self.seats + 1), &a.unit());
            let has_elected = self.elect(seats);
            self.surplus = self.measure_surplus();
            if has_elected {
                return Ok(IterationEnd::Elected);
            }
            if a.compare(&self.surplus, &self.omega).is_le() {
                return Ok(IterationEnd::Omega);
            }
            // Shares kept bring the surplus down every time. Amounts kept come down as well, but what one
            // elected no longer keeps can swell the surplus of another first.
            let is_stuck = a.compare(&self.surplus, &last).is_ge();
            if is_stuck && self.rule.keep != Keep::Amount {
                return Ok(IterationEnd::Stable);
            }
            last = self.surplus.clone();
            let mut has_changed = false;
            for one in 0..self.status.len() {
                if self.status[one] == Status::Elected {
                    let raised = a.product(&self.factors[one], &self.quota, Round::Up);
                    let factor = a.quotient(&raised, &self.votes[one], Round::Up);
                    let factor = a.keep_factor(factor);
                    has_changed |= a.compare(&factor, &self.factors[one]).is_ne();
                    self.factors[one] = factor;
                }
            }
            if !has_changed {
                return Ok(IterationEnd::Stable);
            }
        }
        Ok(IterationEnd::Stable)
    }

    fn elect(&mut self, seats: usize) -> bool {
        let before = self.winners.len();
        for one in 0..self.status.len() {
            let has_quota = match self.a.compare(&self.votes[one], &self.quota) {
                Ordering::Greater => true,
                Ordering::Equal => !self.a.is_exact(),
                Ordering::Less => false,
            };
            if self.status[one] == Status::Hopeful && has_quota && self.winners.len() < seats {
                self.status[one] = Status::Elected;
                self.winners.push(one);
                self.record(Action::Elect(one));
            }
        }
        self.winners.len() > before
    }

    fn measure_surplus(&self) -> A::Value {
        let zero = self.a.zero();
        let mut surplus = self.a.zero();
        for &one in &self.winners {
            let own = self.a.less(&self.votes[one], &self.quota);
            if !self.rule.floors_surplus || self.a.compare(&own, &zero).is_gt() {
                surplus = self.a.sum(&surplus, &own);
            }
        }
        surplus
    }

    /// Excludes the lowest. Those within the surplus of the lowest are tied: it could still move.
    fn exclude_lowest(&mut self, ties: &mut Ties) -> Result<(), ChoiceError> {
        let a = self.a;
        let lowest = self.hopeful().min_by(|&left, &right| {
            a.compare(&self.votes[left], &self.votes[right]).then(left.cmp(&right))
        });
        let Some(lowest) = lowest else {
            return Ok(());
        };
        let limit = a.sum(&self.votes[lowest], &self.surplus);
        let tied: Vec<usize> = self
            .hopeful()
            .filter(|&one| one == lowest || a.compare(&self.votes[one], &limit).is_le())
            .collect();
        let out = ties.exclude("the lowest place", &tied);
        self.status[out] = Status::Out;
        self.record(Action::Exclude(vec![out]));
        self.factors[out] = a.zero();
        self.votes = self.shares.count(a, &self.factors)?;
        Ok(())
    }

    /// Gives the seats left to the remaining, or excludes them.
    fn finish(&mut self, seats: usize) -> Result<(), ChoiceError> {
        for one in 0..self.status.len() {
            if self.status[one] != Status::Hopeful {
                continue;
            }
            if self.winners.len() < seats {
                self.status[one] = Status::Elected;
                self.winners.push(one);
                self.record(Action::ElectRemaining(one));
            } else {
                self.status[one] = Status::Out;
                self.record(Action::ExcludeRemaining(one));
                if !self.rule.recounts_end {
                    self.votes[one] = self.a.zero();
                    continue;
                }
                self.factors[one] = self.a.zero();
            }
            self.votes = self.shares.count(self.a, &self.factors)?;
        }
        self.record(Action::Complete);
        Ok(())
    }
}
