//! The single transferable vote: every ballot moved by hand in fractions, keep factors found by plain
//! iteration, and seats for every group that votes solidly.

use std::collections::BTreeSet;

use num_traits::Zero;
use polity_choice::ballots::Ranked;
use polity_choice::exact::{Ratio, ratio};
use polity_choice::stv::{
    Action, Fixed, GregoryRule, Keep, MeekRule, Rational, StvOptions, StvResult, gregory, meek,
    meek_exact, scottish, warren,
};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

use crate::common::{Orders, names, ranked, strict, subsets, weighted};

/// One ballot: who is next, and what it is worth.
struct Paper<'a> {
    order: &'a [Vec<usize>],
    value: Ratio,
}

impl Paper<'_> {
    fn at(&self, hopeful: &[usize]) -> Option<usize> {
        self.order.iter().map(|rank| rank[0]).find(|one| hopeful.contains(one))
    }
}

/// Weighted inclusive Gregory in fractions, each ballot by itself; elected are those above the quota at
/// the start of a round, then the largest surplus is passed on, or the lowest excluded.
fn by_hand(size: usize, seats: usize, orders: &Orders) -> Vec<usize> {
    let valid = || orders.iter().filter(|(_, order)| !order.is_empty());
    let total: u64 = valid().map(|(weight, _)| weight).sum();
    let quota = ratio(total, seats as u64 + 1);
    let mut hopeful: Vec<usize> = (0..size).collect();
    let mut piles: Vec<Vec<Paper<'_>>> = (0..size).map(|_| Vec::new()).collect();
    for (weight, order) in valid() {
        for _ in 0..*weight {
            piles[order[0][0]].push(Paper { order, value: ratio(1, 1) });
        }
    }
    let (mut winners, mut pending) = (Vec::new(), Vec::new());
    let sum = |pile: &Vec<Paper<'_>>| pile.iter().fold(Ratio::zero(), |sum, one| sum + &one.value);
    while winners.len() < seats && hopeful.len() > seats - winners.len() {
        let mut reached: Vec<usize> =
            hopeful.iter().copied().filter(|&one| sum(&piles[one]) > quota).collect();
        reached.sort_by(|&a, &b| sum(&piles[b]).cmp(&sum(&piles[a])).then(a.cmp(&b)));
        for one in reached.into_iter().take(seats - winners.len()) {
            hopeful.retain(|&other| other != one);
            winners.push(one);
            pending.push(one);
        }
        if winners.len() == seats || hopeful.len() <= seats - winners.len() {
            break;
        }
        pending.sort_unstable();
        let moved = if pending.is_empty() {
            let fewest = hopeful.iter().map(|&one| sum(&piles[one])).min().unwrap();
            let last = *hopeful.iter().rfind(|&&one| sum(&piles[one]) == fewest).unwrap();
            hopeful.retain(|&one| one != last);
            std::mem::take(&mut piles[last])
        } else {
            let most = pending.iter().map(|&one| sum(&piles[one])).max().unwrap();
            let at = pending.iter().position(|&one| sum(&piles[one]) == most).unwrap();
            let one = pending.remove(at);
            let part = (&most - &quota) / &most;
            let papers = std::mem::take(&mut piles[one]);
            papers.into_iter().map(|paper| Paper { value: &paper.value * &part, ..paper }).collect()
        };
        for paper in moved {
            if let Some(next) = paper.at(&hopeful) {
                piles[next].push(paper);
            }
        }
    }
    let left = seats - winners.len();
    winners.extend(hopeful.into_iter().take(left));
    winners
}

/// Meek's and Warren's rules by plain iteration in floating point; nothing where two are so close that
/// rounding could decide.
fn by_iteration(
    size: usize,
    seats: usize,
    orders: &Orders,
    warren: bool,
) -> Option<BTreeSet<usize>> {
    let valid: Vec<&(u64, Vec<Vec<usize>>)> =
        orders.iter().filter(|(_, order)| !order.is_empty()).collect();
    let total: f64 = valid.iter().map(|(weight, _)| *weight as f64).sum();
    let (mut keep, mut out) = (vec![1.0f64; size], BTreeSet::new());
    let mut elected: BTreeSet<usize> = BTreeSet::new();
    loop {
        let (mut votes, mut quota) = (vec![0.0; size], 0.0);
        for _ in 0..20_000 {
            votes = vec![0.0; size];
            let mut lost = 0.0;
            for (weight, order) in &valid {
                let mut rest = 1.0;
                for one in order.iter().map(|rank| rank[0]).filter(|one| !out.contains(one)) {
                    let part = if warren { keep[one].min(rest) } else { rest * keep[one] };
                    votes[one] += part * *weight as f64;
                    rest -= part;
                }
                lost += rest * *weight as f64;
            }
            quota = (total - lost) / (seats as f64 + 1.0);
            if elected.iter().all(|&one| (votes[one] - quota).abs() < 1e-11) {
                break;
            }
            for &one in &elected {
                keep[one] = (keep[one] * quota / votes[one]).min(1.0);
            }
        }
        let hopeful: Vec<usize> =
            (0..size).filter(|one| !out.contains(one) && !elected.contains(one)).collect();
        if elected.len() == seats {
            return Some(elected);
        }
        if hopeful.len() + elected.len() <= seats {
            elected.extend(hopeful);
            return Some(elected);
        }
        if hopeful.iter().any(|&one| (votes[one] - quota).abs() < 1e-4) {
            return None;
        }
        let mut reached: Vec<usize> =
            hopeful.iter().copied().filter(|&one| votes[one] > quota).collect();
        if !reached.is_empty() {
            reached.sort_by(|&a, &b| votes[b].total_cmp(&votes[a]));
            elected.extend(reached);
            continue;
        }
        let mut upward = hopeful;
        upward.sort_by(|&a, &b| votes[a].total_cmp(&votes[b]));
        if votes[upward[1]] - votes[upward[0]] < 1e-4 {
            return None;
        }
        out.insert(upward[0]);
        keep[upward[0]] = 0.0;
    }
}

/// Whoever is to be excluded first is, before anybody is elected, and their ballots go on.
#[test]
fn write_ins_are_excluded_first() {
    let list: Orders = vec![(4, vec![vec![2], vec![1]]), (5, vec![vec![0]]), (3, vec![vec![1]])];
    let ballots = ranked(3, &list);
    let count = |excluded_first| {
        let rule = GregoryRule { excluded_first, ..GregoryRule::REFERENCE };
        let fixed = Fixed::new(4, ballots.total()).unwrap();
        gregory(&ballots, &StvOptions::seats(1), rule, &fixed, "four places")
    };
    assert_eq!(count(None).unwrap().winners, [0]);
    assert_eq!(count(Some(2)).unwrap().winners, [1]);
    let out: Vec<Action> =
        count(Some(2)).unwrap().stages.into_iter().map(|stage| stage.action).collect();
    assert_eq!(out[1], Action::Exclude(vec![2]));
    assert_eq!(count(Some(3)).unwrap_err().code(), "choice.unknown_index");
}

/// What one of the elected no longer keeps swells the surplus of the other, twice as much in all as
/// before; the count goes on all the same, and the third seat goes to whom all six ballots name third.
#[test]
fn a_surplus_that_grows_on_the_way_is_passed_on() {
    let order = |order: [usize; 3]| order.map(|one| vec![one]).to_vec();
    let list: Orders = vec![(2, order([3, 4, 2])), (4, order([4, 3, 2]))];
    let ballots = ranked(5, &list);
    for count in [meek, warren] {
        let result = count(&ballots, &StvOptions::seats(3)).unwrap();
        assert_eq!(result.winners, [3, 4, 2], "{}", result.rule);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Renaming candidates and shuffling ballots renames the elected and nothing else; ties are broken by a
    /// lot over names.
    #[test]
    fn names_and_places_say_nothing(list in strict(5, 10), turn in Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle(), seats in 1..4usize) {
        let turned: Orders = list.iter().rev().map(|(weight, order)| {
            (*weight, order.iter().map(|rank| vec![turn[rank[0]]]).collect())
        }).collect();
        let mut names = names(5);
        let plain = ranked(5, &list);
        for (one, name) in plain.names().iter().enumerate() {
            names[turn[one]].clone_from(name);
        }
        let mut renamed = Ranked::new(names).unwrap();
        for (weight, order) in &turned {
            renamed.add_ranks(*weight, order.iter().map(Vec::as_slice)).unwrap();
        }
        let options = StvOptions { ties: TieBreak::Lot([3; 32]), ..StvOptions::seats(seats) };
        let rational = Rational { shown_places: None, keep_places: None };
        let count = |ballots: &Ranked| -> Vec<Vec<usize>> {
            let results = [
                scottish(ballots, &options), meek(ballots, &options), warren(ballots, &options),
                gregory(ballots, &options, GregoryRule::REFERENCE, &rational, "exact"),
            ];
            let sorted = |result: Result<StvResult, _>| {
                let mut winners = result.unwrap().winners;
                winners.sort_unstable();
                winners
            };
            let two = polity_choice::single::two_round(ballots, &options.ties).unwrap();
            results.into_iter().map(sorted).chain([vec![two.winner]]).collect()
        };
        let before: Vec<Vec<usize>> = count(&plain).into_iter().map(|winners| {
            let mut winners: Vec<usize> = winners.into_iter().map(|one| turn[one]).collect();
            winners.sort_unstable();
            winners
        }).collect();
        prop_assert_eq!(before, count(&renamed));
    }

    #[test]
    fn every_ballot_moved_by_hand(list in strict(5, 12), seats in 1..4usize) {
        let ballots = ranked(5, &list);
        let rational = Rational { shown_places: None, keep_places: None };
        let rule = GregoryRule::REFERENCE;
        let result = gregory(&ballots, &StvOptions::seats(seats), rule, &rational, "exact").unwrap();
        prop_assert_eq!(result.winners, by_hand(5, seats, &list));
    }

    #[test]
    fn keep_factors_by_iteration(list in weighted(5, 14, 60), seats in 1..4usize) {
        let ballots = ranked(5, &list);
        let options = StvOptions::seats(seats);
        let set = |winners: Vec<usize>| winners.into_iter().collect::<BTreeSet<_>>();
        if let Some(wanted) = by_iteration(5, seats, &list, false) {
            prop_assert_eq!(set(meek(&ballots, &options).unwrap().winners), wanted.clone());
            let exact = meek_exact(&ballots, &options, MeekRule::default()).unwrap();
            prop_assert_eq!(set(exact.winners), wanted);
        }
        if let Some(wanted) = by_iteration(5, seats, &list, true) {
            prop_assert_eq!(set(warren(&ballots, &options).unwrap().winners), wanted);
        }
    }

    /// Whoever puts the same candidates first, in whatever order, and is more than so many quotas, has as
    /// many of them elected (Dummett; Droop quotas).
    #[test]
    fn solid_groups_have_their_seats(list in strict(5, 12), seats in 1..5usize) {
        let ballots = ranked(5, &list);
        let options = StvOptions::seats(seats);
        let rational = Rational { shown_places: None, keep_places: None };
        let down = MeekRule { keep: Keep::SharesDown, ..MeekRule::default() };
        let results = [
            scottish(&ballots, &options).unwrap(),
            gregory(&ballots, &options, GregoryRule::REFERENCE, &rational, "exact").unwrap(),
            meek(&ballots, &options).unwrap(),
            warren(&ballots, &options).unwrap(),
            meek_exact(&ballots, &options, down).unwrap(),
        ];
        let valid: u64 = list.iter().filter(|(_, order)| !order.is_empty()).map(|(weight, _)| weight).sum();
        let quota = valid / (seats as u64 + 1) + 1;
        for size in 1..=5 {
            for group in subsets(5, size) {
                let is_solid = |order: &Vec<Vec<usize>>| {
                    order.len() >= size && order[..size].iter().all(|rank| group.contains(&rank[0]))
                };
                let solid: u64 = list.iter().filter(|(_, order)| is_solid(order)).map(|(weight, _)| weight).sum();
                let due = usize::try_from(solid / quota).unwrap().min(size);
                for result in &results {
                    let held = result.winners.iter().filter(|one| group.contains(one)).count();
                    prop_assert!(held >= due.min(seats), "{}: {group:?} holds {held} of {due}", result.rule);
                }
            }
        }
    }
}
