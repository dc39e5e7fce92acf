//! The chances that LEXIMIN would give if panels could be divided: quotas and sizes bind the expected
//! numbers of members only. No lottery over real panels is better, and most often one is as good.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::failed;
use super::groups::Groups;
use crate::ChoiceError;
use crate::limits::Work;

/// A group whose price is above this cannot be raised.
const PRICED: f64 = 1e-7;
/// A quota that is nearer to its end than this is just met.
const TIGHT: f64 = 1e-6;
/// Steps of work of a level, for each group and each of its rivals and quotas.
const STEPS: usize = 12;
/// Rounds of correction.
const CORRECTIONS: usize = 2_000;

/// The chance of each group's people. `None` if quotas cannot even be met by divided panels.
pub(super) fn chances(groups: &Groups, work: &mut Work) -> Result<Option<Vec<f64>>, ChoiceError> {
    let mut fixed: Vec<Option<f64>> = vec![None; groups.sizes.len()];
    let mut levels: Vec<Vec<usize>> = Vec::new();
    let (size, bounds) = (groups.sizes.len(), 2 * groups.quotas.len() + 1);
    while fixed.contains(&None) {
        work.add(STEPS.saturating_mul(size).saturating_mul(size + bounds))?;
        let Some((chance, prices)) = level(groups, &fixed)? else { return Ok(None) };
        let is_here = |&group: &usize| fixed[group].is_none() && prices[group] > PRICED;
        let here: Vec<usize> = (0..fixed.len()).filter(is_here).collect();
        if here.is_empty() {
            return Err(failed("no group has a price"));
        }
        for &group in &here {
            fixed[group] = Some(chance.clamp(0.0, 1.0));
        }
        levels.push(here);
    }
    let mut chances: Vec<f64> = fixed.into_iter().flatten().collect();
    work.add(CORRECTIONS.saturating_mul(2 * bounds).saturating_mul(levels.len()))?;
    correct(groups, &levels, &mut chances);
    Ok(Some(chances))
}

/// Corrects small errors of the solver: a level is one number, and what was just met is met exactly.
/// Each equation is projected on in turn (Kaczmarz 1937).
fn correct(groups: &Groups, levels: &[Vec<usize>], chances: &mut [f64]) {
    // Factors of the members of each group, and what they come to.
    let mut equations: Vec<(Vec<f64>, f64)> = vec![(vec![1.0; chances.len()], groups.seats as f64)];
    for (feature, &(least, most)) in groups.quotas.iter().enumerate() {
        let has = |features: &Vec<usize>| f64::from(u8::from(features.contains(&feature)));
        let factors: Vec<f64> = groups.features.iter().map(has).collect();
        equations.extend([least, most].map(|end| (factors.clone(), end as f64)));
    }
    let mut values: Vec<f64> = levels.iter().map(|level| chances[level[0]]).collect();
    let by_level = |(factors, end): (Vec<f64>, f64)| -> (Vec<f64>, f64) {
        let sum = |level: &Vec<usize>| -> f64 {
            level.iter().map(|&group| factors[group] * groups.sizes[group] as f64).sum()
        };
        (levels.iter().map(sum).collect(), end)
    };
    let off = |(factors, end): &(Vec<f64>, f64), values: &[f64]| -> f64 {
        end - factors.iter().zip(values).map(|(factor, value)| factor * value).sum::<f64>()
    };
    let mut equations: Vec<(Vec<f64>, f64)> = equations.into_iter().map(by_level).collect();
    equations.retain(|equation| {
        equation.0.iter().any(|&factor| factor != 0.0) && off(equation, &values).abs() < TIGHT
    });
    for _ in 0..CORRECTIONS {
        for equation in &equations {
            let square: f64 = equation.0.iter().map(|factor| factor * factor).sum();
            let step = off(equation, &values) / square;
            for (value, factor) in values.iter_mut().zip(&equation.0) {
                *value += step * factor;
            }
        }
    }
    let worst = equations.iter().map(|one| off(one, &values).abs()).fold(0.0, f64::max);
    // If equations contradict each other, one was just met by chance only.
    if worst < TIGHT * 1e-3 {
        for (level, value) in levels.iter().zip(values) {
            for &group in level {
                chances[group] = value.clamp(0.0, 1.0);
            }
        }
    }
}

/// The highest lowest chance of the groups not fixed, with the prices of the groups that cannot have
/// more. This is the dual: quotas have prices, a group's is that of its features together, and prices
/// of the groups not fixed come to 1 for each person.
fn level(groups: &Groups, fixed: &[Option<f64>]) -> Result<Option<(f64, Vec<f64>)>, ChoiceError> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    // What the fixed groups are promised counts against their prices.
    let mut of_feature = vec![0.0; groups.quotas.len()];
    let mut of_all = groups.seats as f64;
    let mut own = Vec::with_capacity(fixed.len());
    let (mut sum_of_feature, mut sum_of_all) = (vec![0.0; groups.quotas.len()], 0.0);
    for (group, slot) in fixed.iter().enumerate() {
        let size = groups.sizes[group] as f64;
        let promised = slot.map_or(0.0, |chance| chance * size);
        of_all -= promised;
        let counted = if slot.is_none() { size } else { 0.0 };
        sum_of_all += counted;
        for &feature in &groups.features[group] {
            of_feature[feature] -= promised;
            sum_of_feature[feature] += counted;
        }
        own.push((size - promised, counted));
    }
    let people = sum_of_all;
    let free = (f64::NEG_INFINITY, f64::INFINITY);
    let positive = (0.0, f64::INFINITY);
    let all = problem.add_var(of_all, free);
    let mut normal: Vec<(Variable, f64)> = vec![(all, sum_of_all)];
    let mut prices: Vec<(Variable, Variable)> = Vec::new();
    for (feature, &(least, most)) in groups.quotas.iter().enumerate() {
        let above = problem.add_var(most as f64 + of_feature[feature], positive);
        let below = problem.add_var(-(least as f64) - of_feature[feature], positive);
        normal.push((above, sum_of_feature[feature]));
        normal.push((below, -sum_of_feature[feature]));
        prices.push((above, below));
    }
    // A chance of 1 cannot be raised.
    let sure: Vec<Variable> =
        own.iter().map(|&(cost, _)| problem.add_var(cost, positive)).collect();
    for (group, &sure) in sure.iter().enumerate() {
        normal.push((sure, own[group].1));
        let mut terms = vec![(all, 1.0), (sure, 1.0)];
        for &feature in &groups.features[group] {
            terms.push((prices[feature].0, 1.0));
            terms.push((prices[feature].1, -1.0));
        }
        problem.add_constraint(&terms, ComparisonOp::Ge, 0.0);
    }
    normal.retain(|&(_, factor)| factor != 0.0);
    problem.add_constraint(&normal, ComparisonOp::Eq, people);
    let solution = match problem.solve() {
        // The dual is without bound where nothing meets the quotas.
        Err(microlp::Error::Unbounded) => return Ok(None),
        other => other.map_err(failed)?,
    };
    let solution = solution.into_solution().map_err(|_| failed("no solution in time"))?;
    let price = |group: usize| {
        let of = |&feature: &usize| {
            let (above, below) = prices[feature];
            solution.var_value(above) - solution.var_value(below)
        };
        let features: f64 = groups.features[group].iter().map(of).sum();
        solution.var_value(all) + solution.var_value(sure[group]) + features
    };
    let values = (0..fixed.len()).map(price).collect();
    Ok(Some((solution.objective() / people, values)))
}
