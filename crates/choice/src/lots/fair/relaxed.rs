//! The chances that LEXIMIN would give if panels could be divided: quotas and sizes bind the expected
//! numbers of members only. No lottery over real panels is better, and most often one is as good.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::failed;
use super::groups::Groups;
use crate::ChoiceError;

/// A group whose price is above this cannot be raised.
const PRICED: f64 = 1e-7;

/// The chance of each group's people, and the lowest that anybody reachable has. `None` if quotas
/// cannot even be met by divided panels.
pub(super) fn chances(groups: &Groups) -> Result<Option<Vec<f64>>, ChoiceError> {
    let mut fixed: Vec<Option<f64>> = vec![None; groups.sizes.len()];
    while fixed.contains(&None) {
        let Some((chance, prices)) = level(groups, &fixed)? else { return Ok(None) };
        let mut any = false;
        for (slot, price) in fixed.iter_mut().zip(prices) {
            if slot.is_none() && price > PRICED {
                *slot = Some(chance.clamp(0.0, 1.0));
                any = true;
            }
        }
        if !any {
            return Err(failed("no group has a price"));
        }
    }
    Ok(Some(fixed.into_iter().flatten().collect()))
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
