//! Equal shares for budgets beside a count that follows the definition word by word in rationals.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers, know the shape of their data and stop at what they cannot read"
)]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use polity_choice::budget::{
    Budget, Increase, Project, Satisfaction, SharesResult, SharesRule, equal_shares,
};
use polity_choice::exact::{Exact, Ratio};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

/// One ballot: how many voters, and their marks.
type Ballot = (u64, Vec<(usize, u64)>);

fn number(value: u64) -> Ratio {
    BigRational::from_integer(BigInt::from(value))
}

/// The lowest price per gain at which the supporters, each giving at most what they have, reach the
/// cost. It lies where somebody begins to give all they have, or between two such places.
fn price(cost: u64, supporters: &[(u64, u64, Ratio)]) -> Option<Ratio> {
    let raised = |price: &Ratio| -> Ratio {
        let give = |(weight, gain, money): &(u64, u64, Ratio)| {
            number(*weight) * (price * number(*gain)).min(money.clone())
        };
        supporters.iter().map(give).sum()
    };
    let mut places: Vec<Ratio> =
        supporters.iter().map(|(_, gain, money)| money / number(*gain)).collect();
    places.push(Ratio::zero());
    places.sort();
    let above = places.iter().position(|place| raised(place) >= number(cost))?;
    let (low, high) = (&places[above - 1], &places[above]);
    let (at_low, at_high) = (raised(low), raised(high));
    Some(low + (high - low) * (number(cost) - &at_low) / (at_high - at_low))
}

/// The projects bought with a share, in order, with their prices per gain. Of equals the one that
/// stands first in `order` is bought.
fn by_definition(
    costs: &[u64],
    ballots: &[Ballot],
    satisfaction: Satisfaction,
    share: &Ratio,
    order: &[usize],
) -> Vec<(usize, Ratio)> {
    let gain = |project: usize, points: u64| match satisfaction {
        Satisfaction::Cost => costs[project],
        Satisfaction::Cardinality => 1,
        Satisfaction::Points => points,
    };
    let mut money = vec![share.clone(); ballots.len()];
    let mut bought: Vec<(usize, Ratio)> =
        (0..costs.len()).filter(|&one| costs[one] == 0).map(|one| (one, Ratio::zero())).collect();
    loop {
        let mut best: Option<(Ratio, usize)> = None;
        for &project in order {
            let cost = costs[project];
            let mut supporters = Vec::new();
            for ((weight, marks), money) in ballots.iter().zip(&money) {
                for &(_, points) in marks.iter().filter(|mark| mark.0 == project && mark.1 > 0) {
                    supporters.push((*weight, gain(project, points), money.clone()));
                }
            }
            if cost == 0 || bought.iter().any(|(one, _)| *one == project) {
                continue;
            }
            if let Some(price) = price(cost, &supporters)
                && best.as_ref().is_none_or(|(known, _)| price < *known)
            {
                best = Some((price, project));
            }
        }
        let Some((price, project)) = best else { return bought };
        for ((_, marks), money) in ballots.iter().zip(&mut money) {
            for &(_, points) in marks.iter().filter(|mark| mark.0 == project && mark.1 > 0) {
                let due = &price * number(gain(project, points));
                *money = (&*money - due).max(Ratio::zero());
            }
        }
        bought.push((project, price));
    }
}

fn increase_by(increase: Increase) -> u64 {
    match increase {
        Increase::None => 0,
        Increase::Add(step) | Increase::AddThrough(step, _) => step,
    }
}

fn count(
    limit: u64,
    costs: &[u64],
    ballots: &[Ballot],
    satisfaction: Satisfaction,
    increase: Increase,
    order: &[usize],
) -> SharesResult {
    let project = |(number, &cost)| Project { id: format!("p{number}"), name: String::new(), cost };
    let projects = costs.iter().enumerate().map(project).collect();
    let mut budget = Budget::new(limit, projects).unwrap();
    for (weight, marks) in ballots {
        budget.add(*weight, marks).unwrap();
    }
    let rule = SharesRule { satisfaction, increase, completes_greedily: false };
    equal_shares(&budget, rule, &TieBreak::Order(order.to_vec())).unwrap()
}

/// Compares a count with the definition: projects, order and exact prices.
fn compare(limit: u64, costs: &[u64], ballots: &[Ballot], increase: Increase) {
    let total: u64 = ballots.iter().map(|ballot| ballot.0).sum();
    let listed: Vec<usize> = (0..costs.len()).collect();
    let reversed: Vec<usize> = (0..costs.len()).rev().collect();
    let all = [Satisfaction::Cost, Satisfaction::Cardinality, Satisfaction::Points];
    for (satisfaction, order) in all.into_iter().flat_map(|one| [(one, &listed), (one, &reversed)])
    {
        let result = count(limit, costs, ballots, satisfaction, increase, order);
        let bought = |raised: u64| {
            let raised = number(raised) * number(increase_by(increase));
            let share = BigRational::new(limit.into(), total.max(1).into()) + raised;
            (by_definition(costs, ballots, satisfaction, &share, order), share)
        };
        let cost =
            |bought: &[(usize, Ratio)]| bought.iter().map(|&(one, _)| costs[one]).sum::<u64>();
        let (mut expected, mut expected_raised, mut beyond) = (bought(0), 0, 0);
        let everything = number(costs.iter().sum());
        for raised in 1.. {
            let fits = |one: usize| {
                let is_bought = expected.0.iter().any(|&(bought, _)| bought == one);
                // What nobody supports is never bought, so that it ends nothing and begins nothing.
                let marked = |mark: &(usize, u64)| mark.0 == one && mark.1 > 0;
                let is_supported =
                    ballots.iter().any(|(weight, marks)| *weight > 0 && marks.iter().any(marked));
                let left = limit.saturating_sub(cost(&expected.0));
                !is_bought && is_supported && costs[one] <= left
            };
            let is_done = increase == Increase::None || total == 0;
            if is_done || bought(raised - 1).1 > everything || !(0..costs.len()).any(fits) {
                break;
            }
            let next = bought(raised);
            if cost(&next.0) <= limit {
                (expected, expected_raised) = (next, raised);
            } else if let Increase::AddThrough(_, steps) = increase
                && beyond < steps
            {
                beyond += 1;
            } else {
                break;
            }
        }
        let (expected, share) = expected;
        assert_eq!((result.raised, result.share), (expected_raised, Exact(share)));
        let (funded, prices): (Vec<usize>, Vec<Exact>) =
            expected.into_iter().map(|(project, price)| (project, Exact(price))).unzip();
        assert_eq!(result.funded, funded, "{satisfaction:?} {limit} {costs:?} {ballots:?}");
        assert_eq!(result.prices, prices, "{satisfaction:?} {limit} {costs:?} {ballots:?}");
        assert_eq!(result.spent, funded.iter().map(|&one| costs[one]).sum::<u64>());
        assert!(result.spent <= limit || funded.iter().all(|&one| costs[one] == 0));
    }
}

fn ballots(
    projects: usize,
    points_max: u64,
    lines_max: usize,
) -> impl Strategy<Value = Vec<Ballot>> {
    let marks = prop::collection::btree_map(0..projects, 0..=points_max, 0..=projects);
    let line = (0..6u64, marks).prop_map(|(weight, marks)| (weight, marks.into_iter().collect()));
    prop::collection::vec(line, 1..lines_max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Small numbers, so that equal prices and purses that are just enough abound.
    #[test]
    fn small_budgets_follow_the_definition(
        costs in prop::collection::vec(0..13u64, 6),
        limit in 0..60u64,
        lines in ballots(6, 4, 9),
        step in 1..4u64,
        through in 0..4u32,
    ) {
        compare(limit, &costs, &lines, Increase::None);
        compare(limit, &costs, &lines, Increase::Add(step));
        compare(limit, &costs, &lines, Increase::AddThrough(step, through));
    }

    /// Many projects, so that denominators grow.
    #[test]
    fn long_budgets_follow_the_definition(
        costs in prop::collection::vec(900..1_100u64, 14),
        limit in 5_000..15_000u64,
        lines in ballots(14, 9, 24),
    ) {
        compare(limit, &costs, &lines, Increase::None);
    }

    /// Costs and points at their limits, which leave few bits between the ends.
    #[test]
    fn huge_budgets_follow_the_definition(
        costs in prop::collection::vec((1u64 << 59)..(1u64 << 60), 5),
        limit in (1u64 << 59)..(1u64 << 61),
        lines in ballots(5, 1_000_000_000_000, 9),
        weight in 1..(1u64 << 58),
    ) {
        let lines: Vec<Ballot> =
            lines.into_iter().map(|(times, marks)| (times % 3 * weight, marks)).collect();
        compare(limit, &costs, &lines, Increase::None);
    }
}

/// Prices of 1/2^61 and 1/(2^61 + 1) are told apart, however much the projects cost, and equal ones
/// go by the rule for ties.
#[test]
fn prices_that_are_nearly_equal_are_told_apart() {
    let big = 1u64 << 61;
    let lines = [(big, vec![(0, 1)]), (big + 1, vec![(1, 1), (2, 1)])];
    for cost in [1, 1 << 20, 1 << 40, 1 << 59] {
        let result = count(big, &[cost; 3], &lines, Satisfaction::Cost, Increase::None, &[0, 2, 1]);
        assert_eq!(result.funded, [2, 1, 0], "{cost}");
    }
}

/// Supporters who have exactly the cost can pay; a unit less and they cannot.
#[test]
fn supporters_who_have_just_enough_can_pay() {
    for (cost, is_bought) in [(20, true), (21, false)] {
        // Thirds of 10 each: 6 voters have 20.
        let lines = [(6, vec![(0, 1)]), (3, vec![(1, 1)])];
        let result = count(30, &[cost, 11], &lines, Satisfaction::Cost, Increase::None, &[0, 1]);
        assert_eq!(result.funded == [0], is_bought, "{cost}");
    }
}
