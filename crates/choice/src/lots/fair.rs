//! Fair selection: a lottery over panels that gives everybody as equal a chance as the quotas allow
//! (Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies",
//! Nature 2021). LEXIMIN raises the lowest chance, then the next lowest, and so on; maximin stops
//! after the first; Nash maximizes the product of chances.
//!
//! People with the same features are interchangeable and get the same chance in some best lottery, so
//! the search is over groups, not people.
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

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::lottery::{Lottery, verify};
use super::stratified::{Pool, stratified};
use crate::ChoiceError;
use crate::exact::Exact;

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
    /// People who are on no panel that meets the quotas.
    pub unreachable: Vec<usize>,
}

const PARTS: f64 = 1e9;
const SLACK: f64 = 1e-6;

/// Finds a fair lottery by generating compositions: the dual of the linear program prices groups, and
/// the composition of the highest price is added until none is worth more than its bound.
///
/// # Errors
/// [`ChoiceError::Infeasible`] when no panel meets the quotas, [`ChoiceError::BadLottery`] when the
/// solver fails or its result does not hold exactly.
pub fn fair_selection(
    pool: &Pool,
    seats: usize,
    goal: Goal,
    seed: [u8; 32],
) -> Result<Fair, ChoiceError> {
    let mut search = Search::new(pool, seats, seed)?;
    let mut fixed: Vec<Option<f64>> =
        search.reachable.iter().map(|&is| (!is).then_some(0.0)).collect();
    let bound = search.raise(&mut fixed)?;
    match goal {
        Goal::Maximin => {}
        Goal::Leximin => {
            while fixed.contains(&None) {
                search.raise(&mut fixed)?;
            }
        }
        Goal::Nash => return search.nash(bound),
    }
    let weights = search.weigh(&fixed, bound)?;
    search.finish(&weights, bound)
}

struct Search<'a> {
    pool: &'a Pool,
    seats: usize,
    groups: Vec<Vec<usize>>,
    compositions: Vec<Vec<usize>>,
    known: BTreeSet<Vec<usize>>,
    reachable: Vec<bool>,
}

fn failed(what: impl std::fmt::Display) -> ChoiceError {
    ChoiceError::BadLottery(format!("the solver failed: {what}"))
}

/// What the members of a composition are worth where `prices` holds the price of each group's people.
fn worth(composition: &[usize], prices: &[f64]) -> f64 {
    composition.iter().zip(prices).map(|(&members, price)| members as f64 * price).sum()
}

impl<'a> Search<'a> {
    fn new(pool: &'a Pool, seats: usize, seed: [u8; 32]) -> Result<Self, ChoiceError> {
        let groups = pool.groups();
        let mut group_of = vec![0; pool.people()];
        for (number, group) in groups.iter().enumerate() {
            for &person in group {
                group_of[person] = number;
            }
        }
        let reachable = vec![false; groups.len()];
        let (compositions, known) = (Vec::new(), BTreeSet::new());
        let mut search = Search { pool, seats, groups, compositions, known, reachable };
        for number in 0..40u8 {
            let mut seed = seed;
            seed[0] ^= number;
            match stratified(pool, seats, seed, 100) {
                Ok(draw) => {
                    let mut composition = vec![0; search.groups.len()];
                    for person in draw.panel {
                        composition[group_of[person]] += 1;
                    }
                    search.add(composition);
                }
                Err(refusal) if number == 0 => {
                    let none = vec![0.0; search.groups.len()];
                    let found = search.best(&none)?.ok_or(refusal)?;
                    search.add(found);
                }
                Err(_) => {}
            }
        }
        for group in 0..search.groups.len() {
            if !search.reachable[group] {
                let mut prices = vec![0.0; search.groups.len()];
                prices[group] = 1.0;
                if let Some(found) = search.best(&prices)? {
                    search.add(found);
                }
            }
        }
        Ok(search)
    }

    fn add(&mut self, composition: Vec<usize>) -> bool {
        if !self.known.insert(composition.clone()) {
            return false;
        }
        for (reachable, &members) in self.reachable.iter_mut().zip(&composition) {
            *reachable |= members > 0;
        }
        self.compositions.push(composition);
        true
    }

    /// The composition whose members have the highest prices together.
    fn best(&self, prices: &[f64]) -> Result<Option<Vec<usize>>, ChoiceError> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let variables: Vec<Variable> = self
            .groups
            .iter()
            .zip(prices)
            .map(|(group, &price)| {
                problem.add_integer_var(price, (0, i32::try_from(group.len()).unwrap_or(i32::MAX)))
            })
            .collect();
        let all: Vec<(Variable, f64)> = variables.iter().map(|&variable| (variable, 1.0)).collect();
        problem.add_constraint(&all, ComparisonOp::Eq, self.seats as f64);
        for (at, category) in self.pool.categories().iter().enumerate() {
            for (feature, quota) in category.quotas.iter().enumerate() {
                let has = |&group: &usize| self.pool.features(self.groups[group][0])[at] == feature;
                let members: Vec<(Variable, f64)> =
                    (0..variables.len()).filter(has).map(|group| (variables[group], 1.0)).collect();
                if !members.is_empty() {
                    problem.add_constraint(&members, ComparisonOp::Ge, quota.least as f64);
                    problem.add_constraint(&members, ComparisonOp::Le, quota.most as f64);
                }
            }
        }
        let solution = match problem.solve() {
            Err(microlp::Error::Infeasible) => return Ok(None),
            other => other.map_err(failed)?,
        };
        let solution = solution.into_solution().map_err(|_| failed("no solution in time"))?;
        let value = |&variable: &Variable| solution.var_value(variable).round().max(0.0) as usize;
        Ok(Some(variables.iter().map(value).collect()))
    }

    /// Raises the lowest chance of the groups not fixed as far as it goes, and fixes those that cannot
    /// be raised further. Returns the chance.
    fn raise(&mut self, fixed: &mut [Option<f64>]) -> Result<f64, ChoiceError> {
        loop {
            // Dual: prices of people sum to 1 over those not fixed; no composition may be worth more
            // than the bound; what the fixed are promised is taken off.
            let mut problem = Problem::new(OptimizationDirection::Minimize);
            let cap = problem.add_var(1.0, (0.0, f64::INFINITY));
            let prices: Vec<Variable> = (0..fixed.len())
                .map(|group| {
                    let promised = fixed[group].unwrap_or(0.0) * self.groups[group].len() as f64;
                    problem.add_var(-promised, (0.0, 1e6))
                })
                .collect();
            // A variable stands for the price of one person; a group's counts as often as it has members.
            let open: Vec<(Variable, f64)> = (0..fixed.len())
                .filter(|&group| fixed[group].is_none())
                .map(|group| (prices[group], self.groups[group].len() as f64))
                .collect();
            problem.add_constraint(&open, ComparisonOp::Eq, 1.0);
            for composition in &self.compositions {
                let mut terms: Vec<(Variable, f64)> = vec![(cap, -1.0)];
                let members = composition.iter().zip(&prices).filter(|(members, _)| **members > 0);
                terms.extend(members.map(|(&members, &price)| (price, members as f64)));
                problem.add_constraint(&terms, ComparisonOp::Le, 0.0);
            }
            let solution = problem.solve().map_err(failed)?;
            let solution = solution.into_solution().map_err(|_| failed("no solution in time"))?;
            let cap = solution.var_value(cap);
            let values: Vec<f64> =
                prices.iter().map(|&price| solution.var_value(price).max(0.0)).collect();
            if let Some(found) = self.best(&values)?
                && worth(&found, &values) > cap + SLACK
                && self.add(found)
            {
                continue;
            }
            let chance = solution.objective();
            let mut any = false;
            for (group, slot) in fixed.iter_mut().enumerate() {
                if slot.is_none() && values[group] * self.groups[group].len() as f64 > SLACK {
                    *slot = Some((chance - SLACK * 0.01).max(0.0));
                    any = true;
                }
            }
            if !any {
                return Err(failed("no group has a price"));
            }
            return Ok(chance);
        }
    }

    /// Weights of the compositions that give everybody the chance fixed for them, or the lowest.
    fn weigh(&self, fixed: &[Option<f64>], lowest: f64) -> Result<Vec<f64>, ChoiceError> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let slack = problem.add_var(1.0, (-1.0, 1.0));
        let weights: Vec<Variable> =
            self.compositions.iter().map(|_| problem.add_var(0.0, (0.0, 1.0))).collect();
        let all: Vec<(Variable, f64)> = weights.iter().map(|&weight| (weight, 1.0)).collect();
        problem.add_constraint(&all, ComparisonOp::Eq, 1.0);
        for (group, people) in self.groups.iter().enumerate() {
            if !self.reachable[group] {
                continue;
            }
            let size = people.len() as f64;
            let mut terms: Vec<(Variable, f64)> = vec![(slack, -1.0)];
            for (composition, &weight) in self.compositions.iter().zip(&weights) {
                if composition[group] > 0 {
                    terms.push((weight, composition[group] as f64 / size));
                }
            }
            let promised = fixed[group].unwrap_or(lowest);
            problem.add_constraint(&terms, ComparisonOp::Ge, promised);
        }
        let solution = problem.solve().map_err(failed)?;
        let solution = solution.into_solution().map_err(|_| failed("no solution in time"))?;
        Ok(weights.iter().map(|&weight| solution.var_value(weight).max(0.0)).collect())
    }

    /// Raises the product of chances by multiplicative steps (Cover 1984), generating compositions by
    /// the gradient.
    fn nash(mut self, bound: f64) -> Result<Fair, ChoiceError> {
        let mut weights = vec![1.0 / self.compositions.len() as f64; self.compositions.len()];
        let people: f64 = (0..self.groups.len())
            .filter(|&g| self.reachable[g])
            .map(|g| self.groups[g].len() as f64)
            .sum();
        for _ in 0..400 {
            let mut prices = Vec::new();
            for _ in 0..200 {
                let chances = self.group_chances(&weights);
                prices = chances
                    .iter()
                    .map(|&chance| if chance > 0.0 { 1.0 / chance } else { 0.0 })
                    .collect();
                for (weight, composition) in weights.iter_mut().zip(&self.compositions) {
                    *weight *= worth(composition, &prices) / people;
                }
            }
            let Some(found) = self.best(&prices)? else {
                break;
            };
            // At the optimum no composition's gradient is above the number of people.
            if worth(&found, &prices) <= people * (1.0 + 1e-4) || !self.add(found) {
                break;
            }
            let share = 1.0 / (weights.len() + 1) as f64;
            for weight in &mut weights {
                *weight *= 1.0 - share;
            }
            weights.push(share);
        }
        self.finish(&weights, bound)
    }

    fn group_chances(&self, weights: &[f64]) -> Vec<f64> {
        let mut chances = vec![0.0; self.groups.len()];
        for (composition, weight) in self.compositions.iter().zip(weights) {
            for (group, &members) in composition.iter().enumerate() {
                chances[group] += weight * members as f64 / self.groups[group].len() as f64;
            }
        }
        chances
    }

    /// Rounds weights to parts and verifies the lottery exactly.
    fn finish(self, weights: &[f64], bound: f64) -> Result<Fair, ChoiceError> {
        let (mut compositions, mut parts) = (Vec::new(), Vec::new());
        for (composition, weight) in self.compositions.iter().zip(weights) {
            let part = (weight * PARTS).round();
            if part >= 1.0 {
                compositions.push(composition.clone());
                parts.push(part as u64);
            }
        }
        let lottery = Lottery { compositions, parts };
        let chances = verify(&lottery, self.pool, self.seats, None)?;
        let number = |chance: &Exact| {
            let text = chance.decimal(12);
            text.parse::<f64>().unwrap_or(0.0)
        };
        let mut unreachable = Vec::new();
        let mut lowest = 1.0f64;
        for (group, people) in self.groups.iter().enumerate() {
            if self.reachable[group] {
                lowest = lowest.min(number(&chances[people[0]]));
            } else {
                unreachable.extend_from_slice(people);
            }
        }
        Ok(Fair { lottery, chances, lowest, bound, unreachable })
    }
}
