//! Budgets and quadratic funding, voter by voter and pair by pair.

use num_bigint::BigUint;
use num_traits::Zero;
use polity_choice::budget::{
    Budget, GreedyRule, Increase, Order, Project, Satisfaction, SharesRule, equal_shares, greedy,
};
use polity_choice::exact::{Ratio, ratio};
use polity_choice::quadratic::{
    Contribution, FundingRule, Remainder, clr_fund, quadratic_funding, votes_for_credits,
};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

const TIES: &TieBreak = &TieBreak::Listed;

/// Costs, a limit, and the points of each voter for each project.
type Case = (Vec<u64>, u64, Vec<Vec<u64>>);

fn cases() -> impl Strategy<Value = Case> {
    (1..6usize).prop_flat_map(|size| {
        let points = prop::collection::vec(prop_oneof![Just(0u64), 1..5u64], size);
        (prop::collection::vec(1..40u64, size), 1..90u64, prop::collection::vec(points, 1..8))
    })
}

fn budget((costs, limit, voters): &Case) -> Budget {
    let project = |(number, &cost): (usize, &u64)| Project {
        id: format!("p{number}"),
        name: String::new(),
        cost,
    };
    let mut budget = Budget::new(*limit, costs.iter().enumerate().map(project).collect()).unwrap();
    for points in voters {
        let marks: Vec<(usize, u64)> = points.iter().copied().enumerate().collect();
        budget.add(1, &marks).unwrap();
    }
    budget
}

fn satisfaction(by: Satisfaction, cost: u64, points: u64) -> u64 {
    match by {
        _ if points == 0 => 0,
        Satisfaction::Cost => cost,
        Satisfaction::Cardinality => 1,
        Satisfaction::Points => points,
    }
}

/// What supporters pay for each unit of what they gain, so that together they pay the cost and none more
/// than they have; nothing if they cannot.
fn price(cost: u64, gains: &[u64], money: &[Ratio]) -> Option<Ratio> {
    let who: Vec<usize> = (0..gains.len()).filter(|&voter| gains[voter] > 0).collect();
    let sum = who.iter().fold(Ratio::zero(), |sum, &voter| sum + &money[voter]);
    if who.is_empty() || sum < ratio(cost, 1) {
        return None;
    }
    // Some give all that they have, the others the price times their gain: every such cut is tried.
    let mut by_ratio = who;
    by_ratio.sort_by_key(|&voter| &money[voter] / ratio(gains[voter], 1));
    (0..by_ratio.len()).find_map(|poor| {
        let given = by_ratio[..poor].iter().fold(Ratio::zero(), |sum, &voter| sum + &money[voter]);
        let gain: u64 = by_ratio[poor..].iter().map(|&voter| gains[voter]).sum();
        let price = (ratio(cost, 1) - given) / ratio(gain, 1);
        let first = by_ratio[poor];
        (&price * ratio(gains[first], 1) <= money[first]).then_some(price)
    })
}

fn bought((costs, _, voters): &Case, share: &Ratio, by: Satisfaction) -> Vec<(usize, Ratio)> {
    let mut money = vec![share.clone(); voters.len()];
    let mut funded: Vec<(usize, Ratio)> = Vec::new();
    loop {
        let mut best: Option<(usize, Ratio)> = None;
        for project in (0..costs.len()).filter(|one| !funded.iter().any(|(known, _)| known == one))
        {
            let gains: Vec<u64> = voters
                .iter()
                .map(|points| satisfaction(by, costs[project], points[project]))
                .collect();
            if let Some(price) = price(costs[project], &gains, &money)
                && best.as_ref().is_none_or(|(_, known)| price < *known)
            {
                best = Some((project, price));
            }
        }
        let Some((project, price)) = best else { return funded };
        for (voter, points) in voters.iter().enumerate() {
            let gain = satisfaction(by, costs[project], points[project]);
            let paid = (&price * ratio(gain, 1)).min(money[voter].clone());
            money[voter] -= paid;
        }
        funded.push((project, price));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn greedy_budgets(case in cases(), skips: bool, least in 0..3u64, by in 0..4usize) {
        let (costs, limit, voters) = &case;
        let order = [Order::Points, Order::PerCost(Satisfaction::Cost), Order::PerCost(Satisfaction::Cardinality), Order::PerCost(Satisfaction::Points)][by];
        let value = |one: usize| -> Ratio {
            let points: u64 = voters.iter().map(|points| points[one]).sum();
            match order {
                Order::Points => ratio(points, 1),
                Order::PerCost(by) => {
                    let sum: u64 = voters.iter().map(|points| satisfaction(by, costs[one], points[one])).sum();
                    ratio(sum, costs[one])
                }
            }
        };
        let backed = |one: usize| voters.iter().filter(|points| points[one] > 0).count() as u64;
        let mut tried: Vec<usize> = (0..costs.len()).filter(|&one| backed(one) >= least).collect();
        tried.sort_by(|&a, &b| value(b).cmp(&value(a)).then(a.cmp(&b)));
        let (mut funded, mut left) = (Vec::new(), *limit);
        for &one in &tried {
            if costs[one] <= left {
                funded.push(one);
                left -= costs[one];
            } else if !skips {
                break;
            }
        }
        let rule = GreedyRule { order, skips, least_ballots: least };
        let result = greedy(&budget(&case), rule, TIES).unwrap();
        prop_assert_eq!((&result.funded, result.spent), (&funded, limit - left));
    }

    #[test]
    fn equal_shares_of_budgets(case in cases(), by in 0..3usize, adds: bool) {
        let by = [Satisfaction::Cost, Satisfaction::Cardinality, Satisfaction::Points][by];
        let (costs, limit, voters) = &case;
        let cost = |funded: &[(usize, Ratio)]| funded.iter().map(|(one, _)| costs[*one]).sum::<u64>();
        let mut share = ratio(*limit, voters.len() as u64);
        let mut wanted = bought(&case, &share, by);
        // Add1: everybody gets one more, as long as what is bought fits and anything more that somebody
        // supports could.
        let is_supported = |one: usize| voters.iter().any(|points| points[one] > 0);
        while adds && (0..costs.len()).any(|one| is_supported(one) && !wanted.iter().any(|(known, _)| *known == one) && costs[one] <= limit - cost(&wanted)) {
            share += ratio(1, 1);
            let more = bought(&case, &share, by);
            if cost(&more) > *limit || share > ratio(costs.iter().sum::<u64>() + 1, 1) {
                break;
            }
            wanted = more;
        }
        let increase = if adds { Increase::Add(1) } else { Increase::None };
        let rule = SharesRule { satisfaction: by, increase, completes_greedily: false };
        let result = equal_shares(&budget(&case), rule, TIES).unwrap();
        let ours: Vec<(usize, Ratio)> = result.funded.iter().copied().zip(result.prices.into_iter().map(|one| one.0)).collect();
        prop_assert_eq!(ours, wanted.clone());
        // Completed greedily it holds the same, then what fits by satisfaction per cost.
        let completed = equal_shares(&budget(&case), SharesRule { completes_greedily: true, ..rule }, TIES).unwrap();
        let begin: Vec<usize> = wanted.iter().map(|(one, _)| *one).collect();
        prop_assert_eq!(&completed.funded[..begin.len()], &begin[..]);
        let left = limit - completed.spent;
        prop_assert!((0..costs.len()).all(|one| completed.funded.contains(&one) || costs[one] > left));
    }

    #[test]
    fn funding_by_the_formula(
        gifts in prop::collection::vec((0..4usize, 0..3usize, 1..5_000u128), 0..12),
        pool in 0..40_000u128, places in 0..4u32, cap in prop::option::of(1..9_000u128),
        least in 0..50u128, fills_pool: bool, pair_bound in prop::option::of(1..900u128),
    ) {
        let scale = 10u128.pow(places);
        let unit = |number: u128| Ratio::from_integer(number.into());
        let given = |who: usize, project: usize| -> u128 {
            let sum = gifts.iter().filter(|gift| (gift.0, gift.1) == (who, project)).map(|gift| gift.2).sum();
            if sum < least { 0 } else { sum }
        };
        let root = |who: usize, project: usize| (given(who, project) * scale * scale).isqrt();
        let part = |who: usize, project: usize| unit(root(who, project)) / unit(scale);
        let formula: Vec<Ratio> = (0..3).map(|project| match pair_bound {
            None => {
                let sum = (0..4).fold(Ratio::zero(), |sum, who| sum + part(who, project));
                let paid = (0..4).fold(Ratio::zero(), |sum, who| sum + unit(given(who, project)));
                (&sum * &sum - paid).max(Ratio::zero())
            }
            Some(bound) => {
                let mut sum = Ratio::zero();
                for one in 0..4 {
                    for other in one + 1..4 {
                        let common = (0..3).fold(Ratio::zero(), |sum, at| sum + part(one, at) * part(other, at));
                        let both = part(one, project) * part(other, project);
                        sum += both * unit(2) * unit(bound) / (unit(bound) + common);
                    }
                }
                sum
            }
        }).collect();
        let total = formula.iter().fold(Ratio::zero(), |sum, one| sum + one);
        let scaled = total > unit(pool) || fills_pool && !total.is_zero();
        let paid: Vec<u128> = formula.iter().map(|one| {
            let exact = if scaled { one * unit(pool) / &total } else { one.clone() };
            exact.floor().to_integer().try_into().unwrap()
        }).collect();
        let list: Vec<Contribution> = gifts.iter().map(|&(contributor, project, amount)| Contribution { contributor, project, amount }).collect();
        let rule = FundingRule { root_places: places, least_amount: least, cap, fills_pool, pair_bound, remainder: Remainder::Pool };
        let result = quadratic_funding(&list, 3, pool, rule).unwrap();
        let uncapped: Vec<u128> = result.projects.iter().map(|one| one.uncapped).collect();
        prop_assert_eq!(&uncapped, &paid);
        let capped: Vec<u128> = paid.iter().map(|&one| cap.map_or(one, |cap| one.min(cap))).collect();
        let matched: Vec<u128> = result.projects.iter().map(|one| one.matched).collect();
        prop_assert_eq!(&matched, &capped);
        prop_assert_eq!(result.left, pool - capped.iter().sum::<u128>());
        // With a beneficiary nothing else changes, and the pool is still not overdrawn.
        let other = quadratic_funding(&list, 3, pool, FundingRule { remainder: Remainder::Project(1), ..rule }).unwrap();
        prop_assert_eq!(other.projects[0].matched, matched[0]);
        prop_assert!(other.projects.iter().map(|one| one.matched).sum::<u128>() + other.left == pool);
    }

    #[test]
    fn pools_shared_by_votes(votes in prop::collection::vec(0..1_000u128, 1..6), factor in 1..1_000_000u128, pool in 0..u128::MAX / 4) {
        let credits: Vec<u128> = votes.iter().map(|votes| votes * votes).collect();
        let result = clr_fund(&votes, &credits, factor, &BigUint::from(pool)).unwrap();
        let sum: u128 = votes.iter().sum();
        let mut left = BigUint::from(pool);
        for (number, ours) in result.allocated.iter().enumerate() {
            let part = if sum == 0 { BigUint::zero() } else { BigUint::from(pool) * votes[number] / sum };
            prop_assert_eq!(&ours.0, &(&part + BigUint::from(credits[number] * factor)));
            left -= part;
        }
        prop_assert_eq!(result.left.0, left);
    }

    #[test]
    fn votes_for_credits_are_roots(credits in 0..1_000_000u64, places in 0..4u32) {
        let votes = votes_for_credits(credits, places).unwrap();
        let scale = 10u128.pow(places);
        let worth = u128::from(credits) * scale * scale;
        prop_assert!(votes * votes <= worth && worth < (votes + 1) * (votes + 1));
    }
}
