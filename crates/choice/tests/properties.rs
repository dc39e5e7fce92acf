//! Axioms, and comparison with brute force on small instances.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers"
)]

use std::collections::{BTreeMap, BTreeSet};

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::budget::{
    Budget, GreedyRule, Increase, Project, Satisfaction, SharesRule, equal_shares, greedy,
};
use polity_choice::committee::{self, Completion, Thiele, Wanted};
use polity_choice::format::{Contest, read_blt, write_blt};
use polity_choice::lots;
use polity_choice::power::power;
use polity_choice::quadratic::{Contribution, FundingRule, quadratic_funding};
use polity_choice::ranked::{
    EqualDefeats, IrvRule, Opposition, Pairwise, Strength, Unranked, borda, condorcet_winner,
    copeland, instant_runoff, kemeny, minimax, ranked_pairs, schulze, smith_set,
};
use polity_choice::single::{Overvotes, majority_judgment, plurality, star};
use polity_choice::stv::{StvOptions, meek, scottish};
use polity_choice::ties::TieBreak;
use polity_choice::weight::{Delegation, Delegations, resolve};
use proptest::prelude::*;

/// Ballots as plain lists: weight, strict order (maybe partial).
type Orders = Vec<(u64, Vec<usize>)>;

fn names(size: usize) -> Vec<String> {
    (0..size).map(|number| format!("c{number}")).collect()
}

fn orders(size: usize) -> impl Strategy<Value = Orders> {
    let everybody: Vec<usize> = (0..size).collect();
    let order = (Just(everybody).prop_shuffle(), 0..=size).prop_map(|(mut order, keep)| {
        order.truncate(keep);
        order
    });
    prop::collection::vec((1..4u64, order), 1..12)
}

fn ranked(size: usize, orders: &Orders) -> Ranked {
    let mut ballots = Ranked::new(names(size)).unwrap();
    for (weight, order) in orders {
        ballots.add(*weight, order).unwrap();
    }
    ballots
}

fn approvals(size: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    let set = prop::collection::btree_set(0..size, 0..=size);
    prop::collection::vec(set.prop_map(|set| set.into_iter().collect()), 2..10)
}

fn approval_ballots(size: usize, sets: &[Vec<usize>]) -> Approvals {
    let mut ballots = Approvals::new(names(size)).unwrap();
    for set in sets {
        ballots.add(1, set).unwrap();
    }
    ballots
}

/// The winner by each method that elects one from ranked ballots.
fn winners(ballots: &Ranked, ties: &TieBreak) -> BTreeMap<&'static str, usize> {
    let pairs = Pairwise::of(ballots, Unranked::Last).unwrap();
    let names = ballots.names();
    let first = |winners: Vec<usize>| winners[0];
    BTreeMap::from([
        ("plurality", first(plurality(ballots, Overvotes::Each, 1, ties).unwrap().winners)),
        ("borda", first(borda(ballots, Unranked::Last, 1, ties).unwrap().ordered.winners)),
        ("copeland", first(copeland(names, &pairs, 1, ties).unwrap().ordered.winners)),
        (
            "minimax",
            first(minimax(names, &pairs, Opposition::Margins, 1, ties).unwrap().ordered.winners),
        ),
        (
            "schulze",
            first(schulze(names, &pairs, Strength::WinningVotes, 1, ties).unwrap().ordered.winners),
        ),
        (
            "ranked pairs",
            first(
                ranked_pairs(names, &pairs, Strength::Margins, EqualDefeats::ByTieRule, 1, ties)
                    .unwrap()
                    .ordered
                    .winners,
            ),
        ),
        ("kemeny", first(kemeny(names, &pairs, 1, ties).unwrap().ordered.winners)),
        ("irv", instant_runoff(ballots, IrvRule::default(), ties).unwrap().winner),
    ])
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (place, &item) in items.iter().enumerate() {
        let mut rest = items.to_vec();
        rest.remove(place);
        for mut tail in permutations(&rest) {
            tail.insert(0, item);
            all.push(tail);
        }
    }
    all
}

fn subsets(size: usize, members: usize) -> Vec<Vec<usize>> {
    let all = 0..1usize << size;
    all.map(|bits| (0..size).filter(|one| bits >> one & 1 == 1).collect::<Vec<_>>())
        .filter(|set| set.len() == members)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Renaming candidates and shuffling ballots changes nothing but the names (a lot depends on
    /// names alone, so it is set aside by comparing only counts without ties).
    #[test]
    fn anonymity_and_neutrality(list in orders(4), turn in Just(vec![0, 1, 2, 3]).prop_shuffle()) {
        let ballots = ranked(4, &list);
        let mut turned = Ranked::new((0..4).map(|new| {
            names(4)[turn.iter().position(|&one| one == new).unwrap()].clone()
        }).collect()).unwrap();
        for (weight, order) in list.iter().rev() {
            let order: Vec<usize> = order.iter().map(|&one| turn[one]).collect();
            turned.add(*weight, &order).unwrap();
        }
        let lot = TieBreak::Lot([9; 32]);
        let (before, after) = (winners(&ballots, &lot), winners(&turned, &lot));
        for (method, winner) in before {
            prop_assert_eq!(turn[winner], after[method], "{}", method);
        }
    }

    #[test]
    fn condorcet_and_smith(list in orders(5)) {
        let ballots = ranked(5, &list);
        let pairs = Pairwise::of(&ballots, Unranked::Last).unwrap();
        let smith = smith_set(&pairs);
        // By definition: members beat all outside, and no smaller set does.
        let dominates = |set: &[usize]| {
            set.iter().all(|&one| (0..5).filter(|other| !set.contains(other)).all(|other| pairs.beats(one, other)))
        };
        let smallest = (1..=5).flat_map(|size| subsets(5, size)).find(|set| dominates(set)).unwrap();
        prop_assert_eq!(&smith, &smallest);
        let winners = winners(&ballots, &TieBreak::Listed);
        for method in ["copeland", "schulze", "ranked pairs", "kemeny"] {
            prop_assert!(smith.contains(&winners[method]), "{} elects outside the Smith set", method);
        }
        if let Some(best) = condorcet_winner(&pairs) {
            for method in ["copeland", "minimax", "schulze", "ranked pairs", "kemeny"] {
                prop_assert_eq!(winners[method], best, "{}", method);
            }
        }
    }

    /// Raising the winner on a ballot never makes it lose, where the method promises that.
    #[test]
    fn monotonicity(list in orders(4), at in 0..12usize) {
        let before = winners(&ranked(4, &list), &TieBreak::Listed);
        for method in ["plurality", "borda", "copeland", "minimax", "schulze", "ranked pairs"] {
            let winner = before[method];
            let mut raised = list.clone();
            let line = at % raised.len();
            raised[line].1.retain(|&one| one != winner);
            raised[line].1.insert(0, winner);
            let after = winners(&ranked(4, &raised), &TieBreak::Listed);
            prop_assert_eq!(after[method], winner, "{}", method);
        }
    }

    /// One more ballot that ranks the winner first never makes it lose, where promised.
    #[test]
    fn one_more_ballot_for_the_winner(list in orders(4), rest in Just(vec![0, 1, 2, 3]).prop_shuffle()) {
        let before = winners(&ranked(4, &list), &TieBreak::Listed);
        for method in ["plurality", "borda", "minimax", "irv"] {
            let winner = before[method];
            let mut order = rest.clone();
            order.retain(|&one| one != winner);
            order.insert(0, winner);
            let mut more = list.clone();
            more.push((1, order));
            let after = winners(&ranked(4, &more), &TieBreak::Listed);
            prop_assert_eq!(after[method], winner, "{}", method);
        }
    }

    #[test]
    fn kemeny_is_the_best_of_all_orders(list in orders(5)) {
        let ballots = ranked(5, &list);
        let pairs = Pairwise::of(&ballots, Unranked::Last).unwrap();
        let ours = kemeny(ballots.names(), &pairs, 1, &TieBreak::Listed).unwrap();
        let score = |order: &[usize]| -> u128 {
            (0..5).flat_map(|i| (i + 1..5).map(move |j| (i, j)))
                .map(|(i, j)| u128::from(pairs.prefer(order[i], order[j]))).sum()
        };
        let all = permutations(&[0, 1, 2, 3, 4]);
        let best = all.iter().map(|order| score(order)).max().unwrap();
        let order: Vec<usize> = ours.ordered.order.concat();
        prop_assert_eq!((ours.score, score(&order)), (best, best));
        prop_assert_eq!(ours.is_tied, all.iter().filter(|order| score(order) == best).count() > 1);
    }

    #[test]
    fn schulze_paths_are_the_best_of_all_paths(list in orders(4)) {
        let ballots = ranked(4, &list);
        let pairs = Pairwise::of(&ballots, Unranked::Last).unwrap();
        let ours = schulze(ballots.names(), &pairs, Strength::WinningVotes, 1, &TieBreak::Listed).unwrap();
        for from in 0..4 {
            for to in (0..4).filter(|&to| to != from) {
                let between: Vec<usize> = (0..4).filter(|&one| one != from && one != to).collect();
                let mut best = 0;
                for size in 0..=between.len() {
                    for set in subsets(between.len(), size) {
                        for inner in permutations(&set.iter().map(|&at| between[at]).collect::<Vec<_>>()) {
                            let path: Vec<usize> = [vec![from], inner, vec![to]].concat();
                            let weakest = path.windows(2)
                                .map(|step| pairs.strength(step[0], step[1], Strength::WinningVotes)).min();
                            best = best.max(weakest.unwrap());
                        }
                    }
                }
                prop_assert_eq!(ours.paths[from][to], best);
            }
        }
    }

    #[test]
    fn pairwise_counts_can_be_taken_back(list in orders(5), out in 0..12usize) {
        let all = ranked(5, &list);
        let out = out % list.len();
        let mut fewer = list.clone();
        fewer.remove(out);
        let mut running = Pairwise::of(&all, Unranked::Last).unwrap();
        running.remove(all.ballots().nth(out).unwrap());
        prop_assert_eq!(running, Pairwise::of(&ranked(5, &fewer), Unranked::Last).unwrap());
    }

    /// Seats are filled, nobody twice, and votes are neither made nor lost.
    #[test]
    fn transferable_votes_fill_seats(list in orders(6), seats in 1..5usize) {
        let ballots = ranked(6, &list);
        for result in [scottish(&ballots, &StvOptions::seats(seats)), meek(&ballots, &StvOptions::seats(seats))] {
            let result = result.unwrap();
            let distinct: BTreeSet<usize> = result.winners.iter().copied().collect();
            prop_assert_eq!((result.winners.len(), distinct.len()), (seats, seats));
        }
        // A candidate with a whole quota of first preferences is elected.
        let valid: u64 = list.iter().filter(|(_, order)| !order.is_empty()).map(|(weight, _)| weight).sum();
        let quota = valid / (seats as u64 + 1) + 1;
        let winners = scottish(&ballots, &StvOptions::seats(seats)).unwrap().winners;
        for (one, votes) in ballots.marked_first(1).into_iter().enumerate() {
            prop_assert!(votes < quota || winners.contains(&one));
        }
    }

    #[test]
    fn medians_are_taken_out_one_by_one(grades in prop::collection::vec(prop::collection::vec(0..4i64, 3), 1..10), weight in 1..5u64) {
        let mut ballots = Scores::new(names(3), 0, 3).unwrap();
        for row in &grades {
            let scores: Vec<(usize, i64)> = row.iter().copied().enumerate().collect();
            ballots.add(weight, &scores).unwrap();
        }
        let sequence = |candidate: usize| {
            let mut left: Vec<i64> = grades.iter()
                .flat_map(|row| std::iter::repeat_n(row[candidate], usize::try_from(weight).unwrap())).collect();
            left.sort_unstable();
            let mut taken = Vec::new();
            while !left.is_empty() {
                taken.push(left.remove((left.len() - 1) / 2));
            }
            taken
        };
        let result = majority_judgment(&ballots, 1, &TieBreak::Listed).unwrap();
        let order: Vec<usize> = result.order.concat();
        for pair in order.windows(2) {
            prop_assert!(sequence(pair[0]) >= sequence(pair[1]));
        }
        // STAR's winner is never beaten by the other finalist.
        let star = star(&ballots, &TieBreak::Listed).unwrap();
        let lost = usize::from(star.winner == star.finalists[0]);
        prop_assert!(star.runoff[lost] <= star.runoff[1 - lost]);
    }

    #[test]
    fn exact_committees_are_the_best_of_all(sets in approvals(5), seats in 1..5usize) {
        let ballots = approval_ballots(5, &sets);
        for (rule, gain) in [
            (Thiele::Proportional, (|n: u64| 60 / n) as fn(u64) -> u64),
            (Thiele::Coverage, |n| u64::from(n == 1)),
        ] {
            let score = |members: &Vec<usize>| -> u64 {
                sets.iter().map(|set| {
                    let held = set.iter().filter(|one| members.contains(one)).count() as u64;
                    (1..=held).map(gain).sum::<u64>()
                }).sum()
            };
            let all = subsets(5, seats);
            let best = all.iter().map(score).max().unwrap();
            let mut wanted: Vec<Vec<usize>> = all.into_iter().filter(|one| score(one) == best).collect();
            wanted.sort();
            let ours = committee::thiele(rule, &ballots, seats, &Wanted::All).unwrap();
            prop_assert_eq!(ours.committees, wanted);
        }
        // Monroe: all ways to send voters to members with even parts.
        let value = |members: &Vec<usize>| {
            let mut best = 0;
            let mut sent = vec![0usize; sets.len()];
            let (low, high) = (sets.len() / seats, sets.len().div_ceil(seats));
            'all: loop {
                let load = |member: usize| sent.iter().filter(|&&one| one == member).count();
                if (0..seats).all(|member| (low..=high).contains(&load(member))) {
                    let pleased = sets.iter().zip(&sent).filter(|(set, member)| set.contains(&members[**member]));
                    best = best.max(pleased.count());
                }
                for digit in &mut sent {
                    *digit += 1;
                    if *digit < seats {
                        continue 'all;
                    }
                    *digit = 0;
                }
                return best;
            }
        };
        if sets.len() <= 6 && seats <= 3 {
            let all = subsets(5, seats);
            let best = all.iter().map(value).max().unwrap();
            let wanted: Vec<Vec<usize>> = all.into_iter().filter(|one| value(one) == best).collect();
            let ours = committee::monroe(&ballots, seats, &Wanted::All).unwrap();
            prop_assert_eq!(ours.committees.into_iter().collect::<BTreeSet<_>>(), wanted.into_iter().collect());
        }
    }

    /// Justified representation: no group of n/k voters who approve a candidate in common is left
    /// without any member they approve.
    #[test]
    fn justified_representation(sets in approvals(5), seats in 1..5usize) {
        let ballots = approval_ballots(5, &sets);
        let results = [
            committee::proportional_approval(&ballots, seats, &Wanted::One),
            committee::chamberlin_courant(&ballots, seats, &Wanted::One),
            committee::phragmen(&ballots, seats, &Wanted::One),
            committee::equal_shares(&ballots, seats, Completion::Phragmen, &Wanted::One),
        ];
        for result in results {
            let result = result.unwrap();
            let members = &result.committees[0];
            for candidate in 0..5 {
                let left_out = sets.iter()
                    .filter(|set| set.contains(&candidate) && !set.iter().any(|one| members.contains(one)));
                prop_assert!(left_out.count() * seats < sets.len(), "{}", result.rule);
            }
        }
    }

    #[test]
    fn budgets_stay_within_their_limit(
        costs in prop::collection::vec(1..60u64, 1..7),
        limit in 1..150u64,
        sets in prop::collection::vec(prop::collection::btree_set(0..7usize, 0..5), 1..10),
    ) {
        let projects = costs.iter().enumerate()
            .map(|(number, &cost)| Project { id: format!("p{number}"), name: String::new(), cost }).collect();
        let mut budget = Budget::new(limit, projects).unwrap();
        for set in &sets {
            let marks: Vec<(usize, u64)> = set.iter().filter(|&&one| one < costs.len()).map(|&one| (one, 1)).collect();
            budget.add(1, &marks).unwrap();
        }
        let mut results = vec![greedy(&budget, GreedyRule::default(), &TieBreak::Listed).unwrap().funded];
        for satisfaction in [Satisfaction::Cost, Satisfaction::Cardinality, Satisfaction::Points] {
            for increase in [Increase::None, Increase::Add(1), Increase::AddThrough(1, 20)] {
                for completes_greedily in [false, true] {
                    let rule = SharesRule { satisfaction, increase, completes_greedily };
                    results.push(equal_shares(&budget, rule, &TieBreak::Listed).unwrap().funded);
                }
            }
        }
        for funded in results {
            let distinct: BTreeSet<usize> = funded.iter().copied().collect();
            prop_assert_eq!(distinct.len(), funded.len());
            prop_assert!(budget.cost_of(&funded) <= limit);
        }
    }

    #[test]
    fn funding_never_pays_more_than_the_pool(
        gifts in prop::collection::vec((0..5usize, 0..4usize, 1..1_000_000u128), 0..20),
        pool in 0..1_000_000u128,
        cap in prop::option::of(1..500_000u128),
        pair_bound in prop::option::of(1..100_000u128),
        fills_pool: bool,
    ) {
        let gifts: Vec<Contribution> = gifts.into_iter()
            .map(|(contributor, project, amount)| Contribution { contributor, project, amount }).collect();
        let rule = FundingRule { cap, pair_bound, fills_pool, root_places: 3, ..FundingRule::default() };
        let result = quadratic_funding(&gifts, 4, pool, rule).unwrap();
        let matched: u128 = result.projects.iter().map(|one| one.matched).sum();
        prop_assert_eq!(matched + result.left, pool);
        for (number, project) in result.projects.iter().enumerate() {
            prop_assert!(cap.is_none_or(|cap| project.matched <= cap));
            // A single contributor is not matched.
            let givers: BTreeSet<usize> = gifts.iter().filter(|gift| gift.project == number).map(|gift| gift.contributor).collect();
            prop_assert!(givers.len() > 1 || project.matched == 0);
        }
    }

    #[test]
    fn power_counts_coalitions(weights in prop::collection::vec(1..9u64, 1..6), share in 1..100u64) {
        let sum: u64 = weights.iter().sum();
        let quota = sum * share / 100 + 1;
        let ours = power(&weights, quota.min(sum)).unwrap();
        let quota = quota.min(sum);
        let size = weights.len();
        let mut pivots = vec![0u64; size];
        let all = permutations(&(0..size).collect::<Vec<_>>());
        for order in &all {
            let mut before = 0;
            for &one in order {
                before += weights[one];
                if before >= quota {
                    pivots[one] += 1;
                    break;
                }
            }
        }
        for one in 0..size {
            let swings = (0..1usize << size).filter(|set| set >> one & 1 == 0).filter(|set| {
                let weight: u64 = (0..size).filter(|other| set >> other & 1 == 1).map(|other| weights[other]).sum();
                weight < quota && weight + weights[one] >= quota
            }).count() as u64;
            let exact = |top: u64, bottom: u64| polity_choice::exact::ratio(top, bottom);
            prop_assert_eq!(&ours.penrose[one].0, &exact(swings, 1 << (size - 1)));
            prop_assert_eq!(&ours.shapley_shubik[one].0, &exact(pivots[one], all.len() as u64));
        }
    }

    /// Weight is neither made nor lost; a ballot of one's own overrides; circles carry nothing.
    #[test]
    fn delegation_keeps_weight(
        edges in prop::collection::vec((0..8usize, 0..8usize), 0..12),
        voted in prop::collection::btree_set(0..8usize, 0..5),
    ) {
        let mut delegations = Delegations::new(8).unwrap();
        for (from, to) in edges.into_iter().filter(|(from, to)| from != to) {
            delegations.set(Delegation { from, to, topic: None, expires_at: Some(10) }).unwrap();
        }
        let weights: Vec<u64> = (1..=8).collect();
        let result = resolve(&delegations, &weights, &voted, "any", 5).unwrap();
        prop_assert_eq!(result.weights.values().sum::<u64>() + result.lost, 36);
        for &voter in &voted {
            prop_assert_eq!(result.stands_for[voter], Some(voter));
        }
        for person in result.circles.iter().flatten() {
            prop_assert_eq!(result.stands_for[*person], None);
        }
        let expired = resolve(&delegations, &weights, &voted, "any", 10).unwrap();
        prop_assert!(voted.iter().all(|voter| expired.weights[voter] == weights[*voter]));
    }

    #[test]
    fn ballot_files_read_back(list in orders(5), seats in 1..5usize) {
        let contest = Contest {
            title: "A \"title\"".into(), seats, ballots: ranked(5, &list), withdrawn: vec![], tie_order: None,
        };
        let text = write_blt(&contest);
        let read = read_blt("file.blt", &text).unwrap();
        prop_assert_eq!(write_blt(&read), text);
    }

    /// No text makes a reader panic; what it refuses names the file.
    #[test]
    fn readers_refuse_with_file_and_line(text in "[ -~\n]{0,200}", ending in 0..9usize) {
        let file = ["a.blt", "a.soi", "a.cat", "a.cvotes", "a.abc.yaml", "a.pb", "a.csv", "a.json", "a_tally.txt"][ending];
        if let Err(refusal) = polity_choice::tally::read_profile(file, &text) {
            prop_assert!(refusal.to_string().starts_with(file), "{}", refusal);
        }
    }

    #[test]
    fn draws_are_sets_and_repeat(people in 1..50usize, seats in 0..50usize, seed: [u8; 32]) {
        let seats = seats.min(people);
        let drawn = lots::draw(people, seats, seed).unwrap();
        prop_assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), seats);
        prop_assert_eq!(&drawn, &lots::draw(people, seats, seed).unwrap());
    }
}

/// Over many seeds everybody is drawn about as often.
#[test]
fn draws_are_even() {
    let mut times = [0u32; 10];
    for number in 0..4_000u32 {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        for person in lots::draw(10, 3, seed).unwrap() {
            times[person] += 1;
        }
    }
    // 1,200 expected; five standard deviations are 145.
    assert!(times.iter().all(|&times| (1_055..1_345).contains(&times)), "{times:?}");
}
