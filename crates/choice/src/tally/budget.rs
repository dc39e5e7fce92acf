//! Participatory budgets.

use serde::Serialize;

use super::input::{Outcome, counted, method, option, wrong};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::budget::{self, Budget, GreedyRule, Increase, Order, Satisfaction, SharesRule};
use crate::explain::{Explanation, list};
use crate::format::PabulibFile;

const SATISFACTION: OptionInfo = option("satisfaction", "cost, cardinality, points");

pub(super) const BUDGET_GREEDY: Method = method(
    "budget-greedy",
    "Budget: best supported first, as long as money is left.",
    Kind::Budget,
    &[
        option("order", "points, cost, cardinality, points-per-cost"),
        option("skip", "yes, no"),
        option("least", "0, or ballots that a project needs"),
    ],
    greedy,
)
.ties();

pub(super) const BUDGET_SHARES: Method = method(
    "budget-shares",
    "Budget: the method of equal shares.",
    Kind::Budget,
    &[
        SATISFACTION,
        option(
            "completion",
            "none, add1, add1u, utilitarian, add1-through; greedy is another name of utilitarian",
        ),
    ],
    shares,
)
.ties();

pub(super) fn greedy(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Budget(file) = profile else {
        return Err(wrong("budget-greedy", Kind::Budget, profile));
    };
    let order = options.one_of(
        "order",
        &[
            ("points", Order::Points),
            ("cost", Order::PerCost(Satisfaction::Cost)),
            ("cardinality", Order::PerCost(Satisfaction::Cardinality)),
            ("points-per-cost", Order::PerCost(Satisfaction::Points)),
        ],
    )?;
    let skips = options.one_of("skip", &[("yes", true), ("no", false)])?;
    let rule = GreedyRule { order, skips, least_ballots: options.number("least", 0)? };
    let ties = options.ties(file.budget.projects().len(), None)?;
    let result = budget::greedy(&file.budget, rule, &ties)?;
    let mut account = result.explain(&file.budget);
    tell_limits(&mut account, file);
    let projects = projects(&file.budget, file.places);
    counted(&file.budget.names(), &result.funded, &Priced { result: &result, projects }, account)
}

pub(super) fn shares(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Budget(file) = profile else {
        return Err(wrong("budget-shares", Kind::Budget, profile));
    };
    let satisfaction = options.one_of(
        "satisfaction",
        &[
            ("cost", Satisfaction::Cost),
            ("cardinality", Satisfaction::Cardinality),
            ("points", Satisfaction::Points),
        ],
    )?;
    let unit = 10u64.pow(file.places);
    let (increase, completes_greedily) = options.one_of(
        "completion",
        &[
            ("none", (Increase::None, false)),
            ("add1", (Increase::Add(unit), false)),
            ("add1u", (Increase::Add(unit), true)),
            ("utilitarian", (Increase::None, true)),
            ("greedy", (Increase::None, true)),
            ("add1-through", (Increase::AddThrough(unit, 1_000), false)),
        ],
    )?;
    let rule = SharesRule { satisfaction, increase, completes_greedily };
    let ties = options.ties(file.budget.projects().len(), None)?;
    let result = budget::equal_shares(&file.budget, rule, &ties)?;
    let mut account = result.explain(&file.budget, satisfaction);
    tell_limits(&mut account, file);
    let projects = projects(&file.budget, file.places);
    counted(&file.budget.names(), &result.funded, &Priced { result: &result, projects }, account)
}

/// Says what the file limits and this method does not know, so that nobody takes it for kept.
fn tell_limits(account: &mut Explanation, file: &PabulibFile) {
    let unknown = file.unknown_limits();
    if !unknown.is_empty() {
        account.say(format!("The file states {}, which is not applied.", list(&unknown)));
    }
}

/// A result, and the projects from which it was chosen.
#[derive(Serialize)]
struct Priced<'a, T> {
    #[serde(flatten)]
    result: &'a T,
    #[serde(flatten)]
    projects: Projects,
}

#[derive(Serialize)]
struct Projects {
    /// What there is to spend, in the unit in which all amounts are counted.
    limit: u64,
    /// Decimals of the currency in that unit.
    places: u32,
    /// What each project costs.
    costs: Vec<u64>,
    /// Weight of the ballots that gave each project points.
    ballots: Vec<u64>,
    /// Points of each project.
    points: Vec<String>,
}

fn projects(budget: &Budget, places: u32) -> Projects {
    Projects {
        limit: budget.limit(),
        places,
        costs: budget.projects().iter().map(|project| project.cost).collect(),
        ballots: budget.supporters(),
        points: budget.points().iter().map(u128::to_string).collect(),
    }
}
