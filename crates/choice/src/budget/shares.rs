//! The method of equal shares for budgets: every voter has the same part of the money; a project is
//! bought when its supporters can pay, next the one that costs them least per satisfaction (Peters,
//! Pierczyński and Skowron 2021).

use num_traits::{Signed, Zero};
use serde::Serialize;

use super::greedy::{Order, order};
use super::{Budget, Satisfaction};
use crate::ChoiceError;
use crate::exact::{Exact, Ratio, ratio, whole};
use crate::explain::{Explanation, Table};
use crate::ties::{TieBreak, Ties};

/// How the voters' parts are raised when money is left over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Increase {
    /// Not.
    #[default]
    None,
    /// By this much for every voter, again and again, as long as the projects fit the limit; it ends
    /// early when nothing more fits. Add1 is an increase by 1 unit of the currency.
    Add(u64),
    /// As `Add`, but it goes on past totals that do not fit up to this many steps, and the last that
    /// fits is taken, since the projects funded can come and go on the way.
    AddThrough(u64, u32),
}

/// The rule of a budget by equal shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SharesRule {
    /// What a voter gains from a project.
    pub satisfaction: Satisfaction,
    /// How parts are raised.
    pub increase: Increase,
    /// Whether money left at the end goes to the projects with most satisfaction per cost; with an
    /// increase of 1 this is add1u.
    pub completes_greedily: bool,
}

/// The result of a budget by equal shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SharesResult {
    /// Funded projects in the order bought.
    pub funded: Vec<usize>,
    /// What they cost.
    pub spent: u64,
    /// What a supporter paid per unit of satisfaction for each project bought; those that were added
    /// at the end have none.
    pub prices: Vec<Exact>,
    /// What each voter had to begin with, raised parts included.
    pub share: Exact,
    /// How many times parts were raised.
    pub raised: u64,
}

/// Funds projects by equal shares.
///
/// # Errors
/// [`ChoiceError::BadOption`] for a bad tie order or an increase of 0.
pub fn equal_shares(
    budget: &Budget,
    rule: SharesRule,
    ties: &TieBreak,
) -> Result<SharesResult, ChoiceError> {
    let mut prepared = ties.prepare(&budget.names())?;
    let market = Market::new(budget, rule.satisfaction);
    let mut share = ratio(budget.limit(), budget.total());
    let mut bought = market.run(&share, &mut prepared);
    let mut best = (share.clone(), bought.clone(), 0u64);
    let (step, through) = match rule.increase {
        Increase::None => (None, 0),
        Increase::Add(step) => (Some(step), 0),
        Increase::AddThrough(step, steps) => (Some(step), steps),
    };
    if step == Some(0) {
        return Err(ChoiceError::BadOption {
            option: "increase".into(),
            value: "0".into(),
            allowed: "at least 1".into(),
        });
    }
    let funded = |bought: &[(usize, Ratio)]| bought.iter().map(|&(one, _)| one).collect::<Vec<_>>();
    let mut beyond = 0u32;
    let mut raised = 0;
    // With this much every voter could pay for everything alone.
    let enough = whole(budget.cost_of(&(0..budget.projects().len()).collect::<Vec<_>>()));
    while let Some(step) = step.filter(|_| budget.total() > 0 && share <= enough) {
        if market.is_exhausted(&funded(&best.1)) {
            break;
        }
        share += whole(step);
        raised += 1;
        bought = market.run(&share, &mut prepared);
        if budget.cost_of(&funded(&bought)) <= budget.limit() {
            best = (share.clone(), bought.clone(), raised);
        } else if beyond >= through {
            break;
        } else {
            beyond += 1;
        }
    }
    let (share, bought, raised) = best;
    let mut funded = funded(&bought);
    let mut spent = budget.cost_of(&funded);
    if rule.completes_greedily {
        for project in order(budget, Order::PerCost(rule.satisfaction), ties)? {
            let cost = budget.projects()[project].cost;
            if !funded.contains(&project) && cost <= budget.limit() - spent {
                funded.push(project);
                spent += cost;
            }
        }
    }
    let prices = bought.into_iter().map(|(_, price)| Exact(price)).collect();
    Ok(SharesResult { funded, spent, prices, share: Exact(share), raised })
}

struct Market<'a> {
    budget: &'a Budget,
    weights: Vec<u64>,
    /// For each project its supporting groups and what one voter of the group gains.
    gains: Vec<Vec<(usize, u64)>>,
}

impl<'a> Market<'a> {
    fn new(budget: &'a Budget, satisfaction: Satisfaction) -> Self {
        let mut gains = vec![Vec::new(); budget.projects().len()];
        let mut weights = Vec::new();
        for (group, (weight, marks)) in budget.ballots().enumerate() {
            weights.push(weight);
            for &(project, points) in marks {
                let gain = match satisfaction {
                    Satisfaction::Cost => budget.projects()[project].cost,
                    Satisfaction::Cardinality => 1,
                    Satisfaction::Points => points,
                };
                if weight > 0 && gain > 0 {
                    gains[project].push((group, gain));
                }
            }
        }
        Self { budget, weights, gains }
    }

    /// Whether nothing that anyone supports fits into what is left.
    fn is_exhausted(&self, funded: &[usize]) -> bool {
        let spent = self.budget.cost_of(funded);
        let left = self.budget.limit().saturating_sub(spent);
        (0..self.gains.len())
            .all(|project| funded.contains(&project) || self.budget.projects()[project].cost > left)
    }

    /// Buys projects until none can be paid for.
    fn run(&self, share: &Ratio, ties: &mut Ties) -> Vec<(usize, Ratio)> {
        let mut money = vec![share.clone(); self.weights.len()];
        let mut bought = Vec::new();
        // The last price known of each project. Prices only rise while money shrinks, so that a
        // project whose old price is above the best needs no new look.
        let mut open: Vec<(Ratio, usize)> = Vec::new();
        for (project, gains) in self.gains.iter().enumerate() {
            if self.budget.projects()[project].cost == 0 {
                bought.push((project, Ratio::zero()));
            } else if !gains.is_empty() {
                open.push((Ratio::zero(), project));
            }
        }
        loop {
            open.sort();
            let (mut best, mut tied): (Option<Ratio>, Vec<usize>) = (None, Vec::new());
            let mut left = Vec::with_capacity(open.len());
            for (old, project) in open {
                if best.as_ref().is_some_and(|best| old > *best) {
                    left.push((old, project));
                    continue;
                }
                let Some(price) = self.price(project, &money) else {
                    continue;
                };
                match &best {
                    Some(known) if price > *known => {}
                    Some(known) if price == *known => tied.push(project),
                    _ => {
                        best = Some(price.clone());
                        tied = vec![project];
                    }
                }
                left.push((price, project));
            }
            let Some(price) = best else {
                return bought;
            };
            tied.sort_unstable();
            let project = ties.elect("the next project", &tied);
            for &(group, gain) in &self.gains[project] {
                let due = &price * whole(gain);
                let paid = due.min(money[group].clone());
                money[group] -= paid;
            }
            left.retain(|&(_, one)| one != project);
            bought.push((project, price));
            open = left;
        }
    }

    /// What supporters pay per unit of gain when the cost is shared as evenly as their money allows.
    fn price(&self, project: usize, money: &[Ratio]) -> Option<Ratio> {
        let gains = &self.gains[project];
        let mut due = whole(self.budget.projects()[project].cost);
        let mut total = Ratio::zero();
        let mut payers: Vec<(Ratio, usize, u64)> = Vec::with_capacity(gains.len());
        for &(group, gain) in gains.iter().filter(|&&(group, _)| money[group].is_positive()) {
            let weight = whole(self.weights[group]);
            total += weight * whole(gain);
            payers.push((&money[group] / whole(gain), group, gain));
        }
        payers.sort();
        for (most, group, gain) in payers {
            let price = &due / &total;
            if price <= most {
                return Some(price);
            }
            let weight = whole(self.weights[group]);
            due -= &weight * &money[group];
            total -= weight * whole(gain);
        }
        None
    }
}

impl SharesResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, budget: &Budget) -> Explanation {
        let mut account = budget.explain("the method of equal shares", &self.funded);
        account.say(format!(
            "Every voter began with {}; parts were raised {} times.",
            self.share.decimal(2),
            self.raised
        ));
        let mut table = Table::new("Bought by their supporters", &["project", "price"]);
        for (&project, price) in self.funded.iter().zip(&self.prices) {
            table.row(vec![budget.projects()[project].id.clone(), price.decimal(6)]);
        }
        account.show(table);
        account
    }
}
