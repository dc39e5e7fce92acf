//! Participatory budgets.

use super::input::{Outcome, counted, wrong};
use super::{Kind, Options, Profile};
use crate::budget::{self, GreedyRule, Increase, Order, Satisfaction, SharesRule};

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
