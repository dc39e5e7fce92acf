//! Column generation: the dual of the linear program prices groups, and the composition of the highest
//! price is added until none is worth more than its bound.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, Variable};

use super::super::stratified::{Pool, stratified_within};
use super::groups::Groups;
use super::pricing::{best, worth};
use super::{SLACK, failed};
use crate::ChoiceError;
use crate::limits::Work;

/// Steps of work of a linear program, for each group and composition.
const STEPS: usize = 40;

/// Weights of the compositions.
pub(super) struct Weighed {
    pub(super) weights: Vec<f64>,
    /// No lottery has a lowest chance above this.
    pub(super) bound: f64,
    /// The chances of the groups, where all were settled.
    pub(super) settled: Option<Vec<f64>>,
}

/// The compositions found so far.
pub(super) struct Search<'a> {
    groups: &'a Groups,
    work: &'a mut Work,
    pub(super) compositions: Vec<Vec<usize>>,
    known: BTreeSet<Vec<usize>>,
    reachable: Vec<bool>,
}

impl<'a> Search<'a> {
    /// Begins with the compositions known, some stratified draws, and a composition with each group
    /// that can be on a panel.
    pub(super) fn new(
        pool: &Pool,
        groups: &'a Groups,
        compositions: Vec<Vec<usize>>,
        seed: [u8; 32],
        work: &'a mut Work,
    ) -> Result<Self, ChoiceError> {
        let mut group_of = vec![0; pool.people()];
        for (number, group) in pool.groups().into_iter().enumerate() {
            for person in group {
                group_of[person] = number;
            }
        }
        let size = groups.sizes.len();
        let (none, known) = (Vec::new(), BTreeSet::new());
        let reachable = vec![false; size];
        let mut search = Self { groups, work, compositions: none, known, reachable };
        for composition in compositions {
            let _ = search.add(composition);
        }
        for number in 0..40u8 {
            let mut seed = seed;
            seed[0] ^= number;
            match stratified_within(pool, groups.seats, seed, 100, search.work) {
                Ok(draw) => {
                    let mut composition = vec![0; size];
                    for person in draw.panel {
                        composition[group_of[person]] += 1;
                    }
                    let _ = search.add(composition);
                }
                Err(refusal @ ChoiceError::TooMuchWork { .. }) => return Err(refusal),
                Err(refusal) if number == 0 => {
                    let found = best(groups, &vec![0.0; size], search.work)?.ok_or(refusal)?;
                    let _ = search.add(found);
                }
                Err(_) => {}
            }
        }
        for group in 0..size {
            if !search.reachable[group] {
                let mut prices = vec![0.0; size];
                prices[group] = 1.0;
                if let Some(found) = best(groups, &prices, search.work)? {
                    let _ = search.add(found);
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

    fn nothing_settled(&self) -> Vec<Option<f64>> {
        self.reachable.iter().map(|&is| (!is).then_some(0.0)).collect()
    }

    /// Raises the lowest chance.
    pub(super) fn maximin(&mut self) -> Result<Weighed, ChoiceError> {
        let mut settled = self.nothing_settled();
        let bound = self.raise(&mut settled)?;
        let weights = self.weigh(&settled, bound)?;
        Ok(Weighed { weights, bound, settled: None })
    }

    /// Raises the lowest chance, then the lowest of those that can be raised further, and so on.
    pub(super) fn leximin(&mut self) -> Result<Weighed, ChoiceError> {
        let mut settled = self.nothing_settled();
        let bound = self.raise(&mut settled)?;
        while settled.contains(&None) {
            let _ = self.raise(&mut settled)?;
        }
        let weights = self.weigh(&settled, bound)?;
        Ok(Weighed { weights, bound, settled: Some(settled.into_iter().flatten().collect()) })
    }

    /// Raises the lowest chance of the groups not settled as far as it goes, and settles those that
    /// cannot be raised further. Returns the chance.
    fn raise(&mut self, settled: &mut [Option<f64>]) -> Result<f64, ChoiceError> {
        let (problem, cap, prices) = self.dual(settled);
        let mut solution = solved(problem.solve())?;
        loop {
            // The program has a column for each group and a row for each composition.
            let cells = self.groups.sizes.len().saturating_mul(self.compositions.len());
            self.work.add(STEPS.saturating_mul(cells))?;
            let bound = solution.var_value(cap);
            let values: Vec<f64> =
                prices.iter().map(|&price| solution.var_value(price).max(0.0)).collect();
            let found = best(self.groups, &values, self.work)?;
            if let Some(found) = found.filter(|found| worth(found, &values) > bound + SLACK)
                && self.add(found.clone())
            {
                let terms = terms(&found, cap, &prices);
                solution = solved(solution.add_constraint(&terms, ComparisonOp::Le, 0.0))?;
                continue;
            }
            let chance = solution.objective();
            let mut any = false;
            for (group, slot) in settled.iter_mut().enumerate() {
                if slot.is_none() && values[group] * self.groups.sizes[group] as f64 > SLACK {
                    *slot = Some((chance - SLACK * 0.01).max(0.0));
                    any = true;
                }
            }
            return if any { Ok(chance) } else { Err(failed("no group has a price")) };
        }
    }

    /// The dual: prices of people come to 1 over those not settled, no composition may be worth more
    /// than the bound, and what the settled are promised is taken off.
    fn dual(&self, settled: &[Option<f64>]) -> (Problem, Variable, Vec<Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let cap = problem.add_var(1.0, (0.0, f64::INFINITY));
        let price = |(slot, &size): (&Option<f64>, &usize)| {
            problem.add_var(-slot.unwrap_or(0.0) * size as f64, (0.0, 1e6))
        };
        let prices: Vec<Variable> = settled.iter().zip(&self.groups.sizes).map(price).collect();
        // A variable stands for the price of one person; a group's counts as often as it has members.
        let open: Vec<(Variable, f64)> = (0..settled.len())
            .filter(|&group| settled[group].is_none())
            .map(|group| (prices[group], self.groups.sizes[group] as f64))
            .collect();
        problem.add_constraint(&open, ComparisonOp::Eq, 1.0);
        for composition in &self.compositions {
            problem.add_constraint(terms(composition, cap, &prices), ComparisonOp::Le, 0.0);
        }
        (problem, cap, prices)
    }

    /// Weights of the compositions that give everybody the chance settled for them, or the lowest.
    fn weigh(&self, settled: &[Option<f64>], lowest: f64) -> Result<Vec<f64>, ChoiceError> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let slack = problem.add_var(1.0, (-1.0, 1.0));
        let weights: Vec<Variable> =
            self.compositions.iter().map(|_| problem.add_var(0.0, (0.0, 1.0))).collect();
        let all: Vec<(Variable, f64)> = weights.iter().map(|&weight| (weight, 1.0)).collect();
        problem.add_constraint(&all, ComparisonOp::Eq, 1.0);
        for (group, &size) in self.groups.sizes.iter().enumerate() {
            if !self.reachable[group] {
                continue;
            }
            let mut terms: Vec<(Variable, f64)> = vec![(slack, -1.0)];
            for (composition, &weight) in self.compositions.iter().zip(&weights) {
                if composition[group] > 0 {
                    terms.push((weight, composition[group] as f64 / size as f64));
                }
            }
            let promised = settled[group].unwrap_or(lowest);
            problem.add_constraint(&terms, ComparisonOp::Ge, promised);
        }
        let solution = solved(problem.solve())?;
        Ok(weights.iter().map(|&weight| solution.var_value(weight).max(0.0)).collect())
    }

    /// Raises the product of chances by multiplicative steps (Cover 1984), generating compositions by
    /// the gradient.
    pub(super) fn nash(&mut self) -> Result<Weighed, ChoiceError> {
        let bound = self.raise(&mut self.nothing_settled())?;
        let mut weights = vec![1.0 / self.compositions.len() as f64; self.compositions.len()];
        let people: f64 = (0..self.reachable.len())
            .filter(|&group| self.reachable[group])
            .map(|group| self.groups.sizes[group] as f64)
            .sum();
        for _ in 0..400 {
            let mut prices = Vec::new();
            let cells = self.groups.sizes.len().saturating_mul(self.compositions.len());
            self.work.add(400usize.saturating_mul(cells))?;
            for _ in 0..200 {
                let chances = self.chances(&weights);
                prices = chances
                    .iter()
                    .map(|&chance| if chance > 0.0 { 1.0 / chance } else { 0.0 })
                    .collect();
                for (weight, composition) in weights.iter_mut().zip(&self.compositions) {
                    *weight *= worth(composition, &prices) / people;
                }
            }
            let Some(found) = best(self.groups, &prices, self.work)? else {
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
        Ok(Weighed { weights, bound, settled: None })
    }

    fn chances(&self, weights: &[f64]) -> Vec<f64> {
        let mut chances = vec![0.0; self.groups.sizes.len()];
        for (composition, weight) in self.compositions.iter().zip(weights) {
            for (group, &members) in composition.iter().enumerate() {
                chances[group] += weight * members as f64 / self.groups.sizes[group] as f64;
            }
        }
        chances
    }
}

/// The price of a composition's members less the bound.
fn terms(composition: &[usize], cap: Variable, prices: &[Variable]) -> Vec<(Variable, f64)> {
    let mut terms: Vec<(Variable, f64)> = vec![(cap, -1.0)];
    let members = composition.iter().zip(prices).filter(|(members, _)| **members > 0);
    terms.extend(members.map(|(&members, &price)| (price, members as f64)));
    terms
}

fn solved(outcome: Result<microlp::SolveOutcome, microlp::Error>) -> Result<Solution, ChoiceError> {
    outcome.map_err(failed)?.into_solution().map_err(|_| failed("no solution in time"))
}
