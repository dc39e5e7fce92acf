//! Greedy: projects in the order of their support, as long as money is left.

use num_bigint::BigUint;
use serde::Serialize;

use super::{Budget, Satisfaction};
use crate::ChoiceError;
use crate::explain::Explanation;
use crate::ties::TieBreak;

/// The order in which projects are tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Most points first.
    #[default]
    Points,
    /// Most satisfaction per unit of money first.
    PerCost(Satisfaction),
}

/// The rule of a greedy budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GreedyRule {
    /// The order.
    pub order: Order,
    /// Whether a project that no longer fits is passed over; otherwise the count ends there.
    pub skips: bool,
    /// Ballots that a project must have.
    pub least_ballots: u64,
}

impl Default for GreedyRule {
    /// By points, passing over what does not fit, without a least number.
    fn default() -> Self {
        Self { order: Order::Points, skips: true, least_ballots: 0 }
    }
}

/// The result of a greedy budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Greedy {
    /// Funded projects in the order taken.
    pub funded: Vec<usize>,
    /// What they cost.
    pub spent: u64,
    /// All projects in the order tried.
    pub tried: Vec<usize>,
}

/// Funds projects greedily.
///
/// # Errors
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn greedy(budget: &Budget, rule: GreedyRule, ties: &TieBreak) -> Result<Greedy, ChoiceError> {
    let mut tried = order(budget, rule.order, ties)?;
    let supporters = budget.supporters();
    tried.retain(|&project| supporters[project] >= rule.least_ballots);
    let (mut funded, mut spent) = (Vec::new(), 0);
    for &project in &tried {
        let cost = budget.projects()[project].cost;
        if cost <= budget.limit() - spent {
            funded.push(project);
            spent += cost;
        } else if !rule.skips {
            break;
        }
    }
    Ok(Greedy { funded, spent, tried })
}

/// Orders projects, best first.
pub(super) fn order(
    budget: &Budget,
    by: Order,
    ties: &TieBreak,
) -> Result<Vec<usize>, ChoiceError> {
    let ties = ties.prepare(&budget.names())?;
    let (points, supporters) = (budget.points(), budget.supporters());
    let cost = |project: usize| budget.projects()[project].cost;
    // Value and the cost it is set against; values per cost are compared by cross-multiplication.
    let value = |project: usize| -> (BigUint, u64) {
        match by {
            Order::Points => (points[project].into(), 1),
            // Each supporter gains the cost, so that per cost the number of supporters is left.
            Order::PerCost(Satisfaction::Cost) => (supporters[project].into(), 1),
            Order::PerCost(Satisfaction::Cardinality) => {
                (supporters[project].into(), cost(project))
            }
            Order::PerCost(Satisfaction::Points) => (points[project].into(), cost(project)),
        }
    };
    let values: Vec<(BigUint, u64)> = (0..points.len()).map(value).collect();
    let mut tried: Vec<usize> = (0..points.len()).collect();
    tried.sort_by(|&left, &right| {
        let ((a, per_a), (b, per_b)) = (&values[left], &values[right]);
        let by_value = (b * *per_a).cmp(&(a * *per_b));
        by_value.then(ties.position(left).cmp(&ties.position(right)))
    });
    Ok(tried)
}

impl Greedy {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, budget: &Budget) -> Explanation {
        budget.explain("greedy: best supported first, as long as money is left", &self.funded)
    }
}
