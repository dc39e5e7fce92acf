//! Greedy: projects in the order of their support, as long as money is left.

use num_bigint::BigUint;
use serde::Serialize;

use super::{Budget, Satisfaction};
use crate::ChoiceError;
use crate::explain::Explanation;
use crate::single::explain_ties;
use crate::ties::{TieBreak, TieBroken, Ties};

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
    /// Ties that decided which of equals the money went to.
    pub ties: Vec<TieBroken>,
}

/// Funds projects greedily.
///
/// # Errors
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn greedy(budget: &Budget, rule: GreedyRule, ties: &TieBreak) -> Result<Greedy, ChoiceError> {
    let mut ties = ties.prepare(&budget.names())?;
    let supporters = budget.supporters();
    let mut tiers = tiers(budget, rule.order);
    for tier in &mut tiers {
        tier.retain(|&project| supporters[project] >= rule.least_ballots);
    }
    let Spent { funded, tried } = spend(budget, &tiers, budget.limit(), rule.skips, &mut ties);
    let spent = budget.cost_of(&funded);
    Ok(Greedy { funded, spent, tried, ties: ties.into_broken() })
}

/// What was bought from best to worst.
pub(super) struct Spent {
    /// Funded, in order.
    pub(super) funded: Vec<usize>,
    /// Everybody, in the order tried.
    tried: Vec<usize>,
}

/// Funds projects, best tier first, in each in the order of the tie rule. A tie is recorded where the
/// order within a tier decides: some of it are not funded that would have been, had they come first.
pub(super) fn spend(
    budget: &Budget,
    tiers: &[Vec<usize>],
    mut left: u64,
    skips: bool,
    ties: &mut Ties,
) -> Spent {
    let cost = |project: usize| budget.projects()[project].cost;
    let (mut funded, mut tried, mut is_over) = (Vec::new(), Vec::new(), false);
    for tier in tiers {
        let mut tier = tier.clone();
        ties.sort(&mut tier);
        let (before, was_over) = (left, is_over);
        let first = funded.len();
        for &project in &tier {
            let fits = !is_over && cost(project) <= left;
            if fits {
                left -= cost(project);
                funded.push(project);
            }
            is_over |= !fits && !skips;
        }
        let bought = &funded[first..];
        if bought.len() < tier.len() && !was_over {
            // Those that would have been funded had they been tried first, or would have ended the count.
            let could = |&one: &usize| cost(one) <= before;
            let open: Vec<usize> =
                tier.iter().copied().filter(|one| !skips || could(one)).collect();
            if open.len() > bought.len() && open.len() > 1 && tier.iter().any(could) {
                ties.record_several("the money that is left", &open, bought);
            }
        }
        tried.append(&mut tier);
    }
    Spent { funded, tried }
}

/// Orders projects, best first, equals together.
pub(super) fn tiers(budget: &Budget, by: Order) -> Vec<Vec<usize>> {
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
    let compare = |left: usize, right: usize| {
        let ((a, per_a), (b, per_b)) = (&values[left], &values[right]);
        // Whatever costs nothing comes before all that does.
        match (*per_a > 0, *per_b > 0) {
            (true, true) => (b * *per_a).cmp(&(a * *per_b)),
            (false, false) => b.cmp(a),
            (left_costs, right_costs) => left_costs.cmp(&right_costs),
        }
    };
    let mut tried: Vec<usize> = (0..points.len()).collect();
    tried.sort_by(|&left, &right| compare(left, right).then(left.cmp(&right)));
    tried.chunk_by(|&left, &right| compare(left, right).is_eq()).map(<[usize]>::to_vec).collect()
}

impl Greedy {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, budget: &Budget) -> Explanation {
        let rule = "greedy: best supported first, as long as money is left";
        let mut account = budget.explain(rule, &self.funded);
        explain_ties(&mut account, &budget.names(), &self.ties);
        account
    }
}
