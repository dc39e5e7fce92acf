//! Participatory budgets.

use super::input::{Outcome, counted, method, option, wrong};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::budget::{self, GreedyRule, Increase, Order, Satisfaction, SharesRule};

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
    &[SATISFACTION, option("completion", "none, add1, add1u, greedy, add1-through")],
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
    counted(&file.budget.names(), &result.funded, &result, result.explain(&file.budget))
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
            ("greedy", (Increase::None, true)),
            ("add1-through", (Increase::AddThrough(unit, 1_000), false)),
        ],
    )?;
    let rule = SharesRule { satisfaction, increase, completes_greedily };
    let ties = options.ties(file.budget.projects().len(), None)?;
    let result = budget::equal_shares(&file.budget, rule, &ties)?;
    counted(&file.budget.names(), &result.funded, &result, result.explain(&file.budget))
}
