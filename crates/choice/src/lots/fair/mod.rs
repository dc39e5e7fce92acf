//! Fair selection: a lottery over panels that gives everybody as equal a chance as the quotas allow
//! (Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies",
//! Nature 2021). LEXIMIN raises the lowest chance, then the next lowest, and so on; maximin stops
//! after the first; Nash maximizes the product of chances.
//!
//! People with the same features are interchangeable and get the same chance in some best lottery, so
//! the search is over groups, not people.
//!
//! LEXIMIN first finds the chances that would be best if panels could be divided ([`relaxed`]), which
//! no lottery surpasses, and then panels that give these chances ([`divided`]). Where there are none,
//! and for the product, panels are generated one by one as prices of groups ask for them ([`search`]).
//!
//! This part computes with floats and is not for the machine: what it finds is rounded to whole parts
//! and verified exactly by [`super::verify`], and only that is published and drawn from.
#![expect(
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a linear solver counts in floats; its result is rounded and checked exactly"
)]

mod divided;
mod groups;
mod nearest;
mod pricing;
mod relaxed;
mod rounding;
mod search;
#[cfg(test)]
mod tests;

use self::groups::Groups;
use self::search::Search;
use super::lottery::{Lottery, verify};
use super::stratified::Pool;
use crate::ChoiceError;
use crate::exact::{Exact, count};
use crate::limits::{FAIR_WORK_MAX, Work};

/// What the lottery makes as high as it can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// The lowest chance, then the next lowest, and so on.
    #[default]
    Leximin,
    /// The lowest chance.
    Maximin,
    /// The product of chances.
    Nash,
}

/// A lottery, and how far it may be from the best.
#[derive(Clone, Debug)]
pub struct Fair {
    /// The lottery, in parts of about 10^9.
    pub lottery: Lottery,
    /// The exact chance of every person in it.
    pub chances: Vec<Exact>,
    /// The lowest of them, of those who can be drawn at all.
    pub lowest: f64,
    /// No lottery at all has a lowest chance above this (the dual bound of the linear program).
    pub bound: f64,
    /// LEXIMIN only: how far anybody's chance is at most from what the best lottery gives them.
    pub distance: Option<f64>,
    /// People who are on no panel that meets the quotas.
    pub unreachable: Vec<usize>,
}

/// Groups of people with the same features in one pool. Time grows with about the third power: 1,500
/// groups take about five minutes, and more work than is allowed if nothing else is said.
const GROUPS_MAX: usize = 2_000;
/// Groups up to which panels are generated one by one where divided panels promise too much.
const GENERATED_MAX: usize = 300;
const PARTS: f64 = 1e9;
/// Chances nearer than this are the same.
const SLACK: f64 = 1e-6;

/// Finds a fair lottery. LEXIMIN and maximin of 2,000 people take seconds where there are a few hundred
/// groups of people with the same features, minutes where most people are unlike all others. Should panels that meet narrow
/// quotas not be able to give more than 300 groups the chances they would have from divided panels,
/// then the lottery nearest to those is taken, and `distance` says how near it is.
///
/// # Errors
/// [`ChoiceError::TooLarge`] above 2,000 groups of people with the same features,
/// [`ChoiceError::TooMuchWork`] above [`FAIR_WORK_MAX`] steps of work, [`ChoiceError::Infeasible`] when no
/// panel meets the quotas, [`ChoiceError::BadLottery`] when the solver fails or its result does not hold
/// exactly.
pub fn fair_selection(
    pool: &Pool,
    seats: usize,
    goal: Goal,
    seed: [u8; 32],
) -> Result<Fair, ChoiceError> {
    fair_selection_within(pool, seats, goal, seed, FAIR_WORK_MAX)
}

/// As [`fair_selection`], for whoever has more time or less: refused above `work_max` steps of work.
///
/// # Errors
/// As [`fair_selection`].
pub fn fair_selection_within(
    pool: &Pool,
    seats: usize,
    goal: Goal,
    seed: [u8; 32],
    work_max: u64,
) -> Result<Fair, ChoiceError> {
    let groups = Groups::new(pool, seats);
    let size = groups.sizes.len();
    let mut work = Work::up_to("Fair selection", work_max);
    if size > GROUPS_MAX {
        return Err(ChoiceError::TooLarge {
            method: "Fair selection",
            what: "groups of people with the same features",
            actual: count(size),
            limit: count(GROUPS_MAX),
        });
    }
    // At least as many panels are tried as there are groups: what is hopeless is not begun.
    let pairs = divided::STEPS.saturating_mul(size).saturating_mul(size);
    work.clone().add(pairs.saturating_mul(size))?;
    let mut near = Vec::new();
    // A lottery that is best by LEXIMIN is best by maximin too.
    if goal != Goal::Nash
        && let Some(chances) = relaxed::chances(&groups, &mut work)?
        && let Some(found) = divided::panels(&groups, &chances, &mut work)?
    {
        if found.distance < SLACK || size > GENERATED_MAX {
            let bound = chances.iter().copied().filter(|&one| one > SLACK).fold(1.0, f64::min);
            let aim = (goal == Goal::Leximin).then_some(&chances[..]);
            return finish(pool, &groups, &found.compositions, &found.weights, bound, aim);
        }
        near = found.compositions;
    }
    let mut search = Search::new(pool, &groups, near, seed, &mut work)?;
    let found = match goal {
        Goal::Leximin => search.leximin()?,
        Goal::Maximin => search.maximin()?,
        Goal::Nash => search.nash()?,
    };
    let settled = found.settled.as_deref();
    finish(pool, &groups, &search.compositions, &found.weights, found.bound, settled)
}

fn failed(what: impl std::fmt::Display) -> ChoiceError {
    ChoiceError::BadLottery(format!("the solver failed: {what}"))
}

/// Rounds weights to parts and verifies the lottery exactly.
fn finish(
    pool: &Pool,
    groups: &Groups,
    compositions: &[Vec<usize>],
    weights: &[f64],
    bound: f64,
    settled: Option<&[f64]>,
) -> Result<Fair, ChoiceError> {
    let mut lottery = Lottery { compositions: Vec::new(), parts: Vec::new() };
    for (composition, weight) in compositions.iter().zip(weights) {
        let part = (weight * PARTS).round();
        if part >= 1.0 {
            lottery.compositions.push(composition.clone());
            lottery.parts.push(part as u64);
        }
    }
    let chances = verify(&lottery, pool, groups.seats, None)?;
    let number = |chance: &Exact| chance.decimal(15).parse::<f64>().unwrap_or(0.0);
    let mut unreachable = Vec::new();
    let (mut lowest, mut distance) = (1.0f64, 0.0f64);
    for (group, people) in pool.groups().into_iter().enumerate() {
        let chance = number(&chances[people[0]]);
        if let Some(settled) = settled {
            distance = distance.max((chance - settled[group]).abs());
        }
        if compositions.iter().any(|composition| composition[group] > 0) {
            lowest = lowest.min(chance);
        } else {
            unreachable.extend_from_slice(&people);
        }
    }
    let distance = settled.map(|_| distance);
    Ok(Fair { lottery, chances, lowest, bound, distance, unreachable })
}
