//! Random ballots, and sets and orders one by one.

use polity_choice::ballots::{Approvals, Ranked, Scores};
use proptest::prelude::*;

/// Ballots as plain lists: weight, ranks (maybe partial, maybe with equals).
pub(crate) type Orders = Vec<(u64, Vec<Vec<usize>>)>;

pub(crate) fn names(size: usize) -> Vec<String> {
    (0..size).map(|number| format!("c{number}")).collect()
}

/// Strict orders, complete or not.
pub(crate) fn strict(size: usize, most: usize) -> impl Strategy<Value = Orders> {
    weighted(size, most, 4)
}

/// Strict orders whose weights are below a number: the larger, the fewer ties.
pub(crate) fn weighted(size: usize, most: usize, below: u64) -> impl Strategy<Value = Orders> {
    let everybody: Vec<usize> = (0..size).collect();
    let order = (Just(everybody).prop_shuffle(), 0..=size).prop_map(|(mut order, keep)| {
        order.truncate(keep);
        order.into_iter().map(|one| vec![one]).collect()
    });
    prop::collection::vec((1..below, order), 1..most)
}

/// Orders with equal ranks.
pub(crate) fn weak(size: usize) -> impl Strategy<Value = Orders> {
    let everybody: Vec<usize> = (0..size).collect();
    let joined = prop::collection::vec(any::<bool>(), size);
    let order = (Just(everybody).prop_shuffle(), 0..=size, joined);
    let order = order.prop_map(|(order, keep, joined)| {
        let mut ranks: Vec<Vec<usize>> = Vec::new();
        for (place, &one) in order[..keep].iter().enumerate() {
            match ranks.last_mut() {
                Some(last) if joined[place] => last.push(one),
                _ => ranks.push(vec![one]),
            }
        }
        ranks
    });
    prop::collection::vec((1..4u64, order), 1..10)
}

/// Orders that turn in a circle, each candidate first in turn, and a few others: majorities then contradict
/// each other, which random orders seldom make them do.
pub(crate) fn circling(size: usize) -> impl Strategy<Value = Orders> {
    let turn = (1..6u64, 0..size).prop_map(move |(weight, first)| {
        (weight, (0..size).map(|place| vec![(first + place) % size]).collect())
    });
    let turns = prop::collection::vec(turn, 2..7);
    (turns, weak(size)).prop_map(|(mut turns, mut others)| {
        others.truncate(3);
        turns.extend(others);
        turns
    })
}

pub(crate) fn ranked(size: usize, orders: &Orders) -> Ranked {
    let mut ballots = Ranked::new(names(size)).unwrap();
    for (weight, ranks) in orders {
        ballots.add_ranks(*weight, ranks.iter().map(Vec::as_slice)).unwrap();
    }
    ballots
}

/// The rank of a candidate on a ballot; unranked last.
pub(crate) fn rank(ranks: &[Vec<usize>], one: usize) -> usize {
    ranks.iter().position(|rank| rank.contains(&one)).unwrap_or(usize::MAX)
}

pub(crate) fn sets(size: usize, most: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    let set = prop::collection::btree_set(0..size, 0..=size);
    prop::collection::vec(set.prop_map(|set| set.into_iter().collect()), 1..most)
}

pub(crate) fn approvals(size: usize, sets: &[Vec<usize>]) -> Approvals {
    let mut ballots = Approvals::new(names(size)).unwrap();
    for set in sets {
        ballots.add(1, set).unwrap();
    }
    ballots
}

/// Scores of some candidates on each ballot.
pub(crate) type Marks = Vec<(u64, Vec<(usize, i64)>)>;

pub(crate) fn marks(size: usize, low: i64, high: i64) -> impl Strategy<Value = Marks> {
    let ballot = prop::collection::btree_map(0..size, low..=high, 0..=size);
    let ballot = ballot.prop_map(|marks| marks.into_iter().collect());
    prop::collection::vec((1..4u64, ballot), 1..8)
}

pub(crate) fn scores(size: usize, low: i64, high: i64, marks: &Marks) -> Scores {
    let mut ballots = Scores::new(names(size), low, high).unwrap();
    for (weight, marks) in marks {
        ballots.add(*weight, marks).unwrap();
    }
    ballots
}

/// All sets of so many of `0..size`, each upward, in order.
pub(crate) fn subsets(size: usize, members: usize) -> Vec<Vec<usize>> {
    let all = 0..1usize << size;
    let mut sets: Vec<Vec<usize>> = all
        .map(|bits| (0..size).filter(|one| bits >> one & 1 == 1).collect::<Vec<_>>())
        .filter(|set| set.len() == members)
        .collect();
    sets.sort();
    sets
}

/// The first `seats` by a number, highest first, earlier listed before later.
pub(crate) fn best<N: Ord + Copy>(numbers: &[N], seats: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..numbers.len()).collect();
    all.sort_by(|&left, &right| numbers[right].cmp(&numbers[left]).then(left.cmp(&right)));
    all.truncate(seats);
    all
}
