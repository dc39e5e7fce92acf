//! The method of equal shares for budgets: every voter has the same part of the money; a project is
//! bought when its supporters can pay, next the one that costs them least per satisfaction (Peters,
//! Pierczyński and Skowron 2021).

use std::collections::BTreeSet;

use num_traits::Zero;
use serde::Serialize;

use super::book::Book;
use super::greedy::{Order, spend, tiers};
use super::market::Market;
use super::{Budget, Satisfaction};
use crate::ChoiceError;
use crate::exact::{Exact, Ratio, ratio, whole};
use crate::explain::{Explanation, Table, numbered};
use crate::limits::{SHARES_RAISED_MAX, Work};
use crate::single::explain_ties;
use crate::ties::{TieBreak, TieBroken};

/// How the voters' parts are raised when money is left over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Increase {
    /// Not.
    #[default]
    None,
    /// By this much for every voter, again and again, as long as the projects fit the limit; it ends
    /// early when nothing more that anybody supports fits. Add1 is an increase by 1 unit of the currency.
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
    /// Whether money left at the end goes to the projects with most satisfaction per cost, one after the
    /// other: the utilitarian completion. With an increase of 1 before it this is add1u.
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
    /// Ties that the rule broke on the way to these projects.
    pub ties: Vec<TieBroken>,
}

/// Funds projects by equal shares.
///
/// # Errors
/// [`ChoiceError::BadOption`] for a bad tie order or an increase of 0, [`ChoiceError::TooLarge`] above
/// [`SHARES_RAISED_MAX`] raises, [`crate::limits::WORK_MAX`] steps of work or
/// [`crate::limits::EXACT_BITS_MAX`] bits of a price.
pub fn equal_shares(
    budget: &Budget,
    rule: SharesRule,
    ties: &TieBreak,
) -> Result<SharesResult, ChoiceError> {
    let mut prepared = ties.prepare(&budget.names())?;
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
    let market = Market::new(budget, rule.satisfaction);
    let mut share = ratio(budget.limit(), budget.total());
    let mut work = Work::new("Equal shares");
    let book = market.run(&share, &mut prepared, &mut work)?;
    let mut best = (share.clone(), book, 0u64, prepared.take_broken());
    let first = best.3.iter().map(|tie| (tie.tied.clone(), tie.taken.clone()));
    let mut on_the_way: BTreeSet<(Vec<usize>, Vec<usize>)> = first.collect();
    let (mut raised, mut beyond) = (0, 0u32);
    // With this much every voter could pay for everything alone.
    let enough = whole(budget.cost_of(&(0..budget.projects().len()).collect::<Vec<_>>()));
    while let Some(step) = step.filter(|_| budget.total() > 0 && share <= enough) {
        if is_exhausted(budget, &market, &best.1) {
            break;
        }
        if raised >= SHARES_RAISED_MAX {
            let (method, what) = ("Equal shares", "raises of the voters' parts");
            let (actual, limit) = (raised + 1, SHARES_RAISED_MAX);
            return Err(ChoiceError::TooLarge { method, what, actual, limit });
        }
        share += whole(step);
        raised += 1;
        let book = market.run(&share, &mut prepared, &mut work)?;
        let broken = prepared.take_broken();
        // A tie on the way can decide as well: where parts are no longer raised, or what fits.
        for tie in &broken {
            work.add(100 * tie.tied.len())?;
            on_the_way.insert((tie.tied.clone(), tie.taken.clone()));
        }
        if spent(budget, &book) <= budget.limit() {
            best = (share.clone(), book, raised, broken);
        } else if beyond >= through {
            break;
        } else {
            beyond += 1;
        }
    }
    let (share, book, raised, mut broken) = best;
    for tie in &broken {
        on_the_way.remove(&(tie.tied.clone(), tie.taken.clone()));
    }
    let deciding = "a purchase with other parts";
    let other = |(tied, taken)| TieBroken { deciding: deciding.into(), tied, taken };
    broken.extend(on_the_way.into_iter().map(other));
    let free = market.free().iter().map(|&project| (project, Ratio::zero()));
    let (mut funded, prices): (Vec<usize>, Vec<Exact>) = free
        .chain(book.into_prices(&market, &mut work)?)
        .map(|(project, price)| (project, Exact(price)))
        .unzip();
    let mut spent = budget.cost_of(&funded);
    if rule.completes_greedily {
        let mut tiers = tiers(budget, Order::PerCost(rule.satisfaction));
        for tier in &mut tiers {
            tier.retain(|project| !funded.contains(project));
        }
        let added = spend(budget, &tiers, budget.limit() - spent, true, &mut prepared);
        spent += budget.cost_of(&added.funded);
        funded.extend(added.funded);
        broken.extend(prepared.take_broken());
    }
    Ok(SharesResult { funded, spent, prices, share: Exact(share), raised, ties: broken })
}

fn spent(budget: &Budget, book: &Book) -> u64 {
    book.projects().map(|project| budget.projects()[project].cost).sum()
}

/// Whether nothing more that anybody supports fits into what is left.
fn is_exhausted(budget: &Budget, market: &Market<'_>, book: &Book) -> bool {
    let left = budget.limit().saturating_sub(spent(budget, book));
    let mut projects = budget.projects().iter().enumerate();
    projects.all(|(number, project)| {
        project.cost > left || !market.is_for_sale(number) || book.has(number)
    })
}

impl SharesResult {
    /// Explains the result of a count by this satisfaction.
    #[must_use]
    pub fn explain(&self, budget: &Budget, satisfaction: Satisfaction) -> Explanation {
        let mut account = budget.explain("the method of equal shares", &self.funded);
        account.say(format!(
            "Every voter began with {}; parts were raised {}.",
            budget.exact_amount(&self.share, 2),
            numbered(self.raised, "time", "times")
        ));
        explain_ties(&mut account, &budget.names(), &self.ties);
        let mut table = Table::new("Bought by their supporters", &["project", "price"]);
        // Money for each unit of cost has no unit; for a project, or for a point, it is an amount.
        let price_of = |price: &Exact| match satisfaction {
            Satisfaction::Cost => price.decimal(6),
            Satisfaction::Cardinality | Satisfaction::Points => budget.exact_amount(price, 6),
        };
        for (&project, price) in self.funded.iter().zip(&self.prices) {
            table.row(vec![budget.projects()[project].id.clone(), price_of(price)]);
        }
        account.show(table);
        account
    }
}
