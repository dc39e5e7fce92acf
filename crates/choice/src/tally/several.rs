//! Runners of the methods that elect or fund several: committees, budgets, quadratic voting.

use super::methods::{Outcome, counted, scores, seats, wrong};
use super::{Kind, Options, Profile};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::budget::{self, GreedyRule, Increase, Order, Satisfaction, SharesRule};
use crate::committee::{self, Committees, Completion, Thiele, Wanted};
use crate::quadratic::{QuadraticBallots, quadratic_voting};

fn elect_committee(
    profile: &Profile,
    options: &Options,
    rule: impl Fn(&Approvals, usize, &Wanted) -> Result<Committees, ChoiceError>,
) -> Outcome {
    let ballots = profile.approvals()?;
    let wanted = if options.one_of("tied", &[("one", false), ("all", true)])? {
        Wanted::All
    } else {
        Wanted::OneBy(options.ties(ballots.candidates(), None)?)
    };
    let result = rule(&ballots, seats(profile, options)?, &wanted)?;
    let first = result.committees.first().map_or(&[][..], Vec::as_slice);
    counted(ballots.names(), first, &result, result.explain(ballots.names()))
}

pub(super) fn av(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::approval_committee)
}

pub(super) fn sav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::satisfaction_approval)
}

pub(super) fn phragmen(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::phragmen)
}

pub(super) fn monroe(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::monroe)
}

pub(super) fn pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn cc(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::Coverage, ballots, seats, wanted)
    })
}

pub(super) fn slav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::SainteLague, ballots, seats, wanted)
    })
}

pub(super) fn seq_pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::sequential(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn seq_cc(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::sequential(Thiele::Coverage, ballots, seats, wanted)
    })
}

pub(super) fn rev_seq_pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::reverse_sequential(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn committee_shares(profile: &Profile, options: &Options) -> Outcome {
    let completion = options.one_of(
        "completion",
        &[
            ("phragmen", Completion::Phragmen),
            ("approval", Completion::Approval),
            ("none", Completion::None),
        ],
    )?;
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::equal_shares(ballots, seats, completion, wanted)
    })
}

pub(super) fn budget_greedy(profile: &Profile, options: &Options) -> Outcome {
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

pub(super) fn budget_shares(profile: &Profile, options: &Options) -> Outcome {
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

pub(super) fn quadratic(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("quadratic", profile)?;
    let names = ballots.names();
    let mut running = QuadraticBallots::new(names.to_vec(), options.number("credits", 100)?)?;
    for ballot in ballots.ballots() {
        running.add(ballot.weight, ballot.scores)?;
    }
    let ties = options.ties(names.len(), None)?;
    let result = quadratic_voting(&running, seats(profile, options)?, &ties)?;
    counted(names, &result.winners, &result, result.explain(names))
}
