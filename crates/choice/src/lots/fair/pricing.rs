//! The panel of the highest prices.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

use super::failed;
use super::groups::Groups;
use crate::ChoiceError;
use crate::limits::Work;

/// Branches that are looked at before it is seen whether what was found is enough.
const NODES: u64 = 20;
/// Steps of work of so many branches, for each group and each bound of a quota.
const STEPS: usize = 14_000;

/// What the members of a composition are worth where `prices` holds the price of each group's people.
pub(super) fn worth(composition: &[usize], prices: &[f64]) -> f64 {
    composition.iter().zip(prices).map(|(&members, price)| members as f64 * price).sum()
}

/// The composition whose members have the highest prices together; `None` if none meets the quotas.
pub(super) fn best(
    groups: &Groups,
    prices: &[f64],
    work: &mut Work,
) -> Result<Option<Vec<usize>>, ChoiceError> {
    above(groups, prices, f64::INFINITY, work)
}

/// A composition whose members are worth more than `enough` together, or else the one with the highest
/// prices; `None` if none meets the quotas.
pub(super) fn above(
    groups: &Groups,
    prices: &[f64],
    enough: f64,
    work: &mut Work,
) -> Result<Option<Vec<usize>>, ChoiceError> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let most = |size: &usize| i32::try_from(*size).unwrap_or(i32::MAX);
    let variables: Vec<Variable> = groups
        .sizes
        .iter()
        .zip(prices)
        .map(|(size, &price)| problem.add_integer_var(price, (0, most(size))))
        .collect();
    let all: Vec<(Variable, f64)> = variables.iter().map(|&variable| (variable, 1.0)).collect();
    problem.add_constraint(&all, ComparisonOp::Eq, groups.seats as f64);
    for (feature, &(least, most)) in groups.quotas.iter().enumerate() {
        let has = |&group: &usize| groups.features[group].contains(&feature);
        let members: Vec<(Variable, f64)> =
            (0..variables.len()).filter(has).map(|group| (variables[group], 1.0)).collect();
        if !members.is_empty() {
            problem.add_constraint(&members, ComparisonOp::Ge, least as f64);
            problem.add_constraint(&members, ComparisonOp::Le, most as f64);
        } else if least > 0 {
            return Ok(None);
        }
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    let steps = STEPS.saturating_mul(groups.sizes.len() + 2 * groups.quotas.len() + 1);
    work.add(steps)?;
    let mut outcome = problem.solve_with(options);
    loop {
        let outcome_now = match outcome {
            Err(microlp::Error::Infeasible) => return Ok(None),
            other => other.map_err(failed)?,
        };
        if let Some(solution) = outcome_now.solution() {
            let value =
                |&variable: &Variable| solution.var_value(variable).round().max(0.0) as usize;
            let composition: Vec<usize> = variables.iter().map(value).collect();
            if outcome_now.is_optimal() || worth(&composition, prices) > enough {
                return Ok(Some(composition));
            }
        }
        work.add(steps)?;
        outcome = outcome_now.resume();
    }
}
