//! Methods that elect from marks, scores and first preferences.

use polity_choice::exact::{Share, ratio};
use polity_choice::quadratic::{QuadraticBallots, quadratic_voting};
use polity_choice::ranked::{EqualRanks, IrvRule, Unranked, borda, instant_runoff};
use polity_choice::single::{
    Abstentions, Base, Majority, Overvotes, Quorum, YesNo, approval, majority, plurality, score,
    star, two_round,
};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

use crate::common::{Orders, approvals, best, marks, rank, ranked, scores, sets, weak, weighted};

const TIES: &TieBreak = &TieBreak::Listed;

/// Excludes one by one; who is excluded first, and the winner last. Ties look at earlier rounds, the
/// last first, and then at the list.
fn runoff(size: usize, orders: &Orders, skips: bool) -> Vec<usize> {
    let mut standing: Vec<usize> = (0..size).collect();
    let (mut out, mut history): (Vec<usize>, Vec<Vec<u64>>) = (Vec::new(), Vec::new());
    let mut ended = Vec::new();
    loop {
        let mut votes = vec![0u64; size];
        for (number, (weight, ranks)) in orders.iter().enumerate() {
            for equal in ranks {
                if ended.contains(&number) {
                    break;
                }
                let here: Vec<usize> =
                    equal.iter().copied().filter(|one| standing.contains(one)).collect();
                match here[..] {
                    [one] => {
                        votes[one] += weight;
                        break;
                    }
                    // Two who both stand end the ballot for good, or are passed over for now.
                    [_, _, ..] if !skips => ended.push(number),
                    _ => {}
                }
            }
        }
        let sum: u64 = votes.iter().sum();
        let leader = standing.iter().copied().find(|&one| 2 * votes[one] > sum);
        if let Some(leader) = leader.or_else(|| (standing.len() == 1).then(|| standing[0])) {
            out.push(leader);
            return out;
        }
        history.push(votes);
        let mut lowest = standing.clone();
        for votes in history.iter().rev() {
            let fewest = lowest.iter().map(|&one| votes[one]).min().unwrap();
            lowest.retain(|&one| votes[one] == fewest);
        }
        let last = *lowest.last().unwrap();
        standing.retain(|&one| one != last);
        out.push(last);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn marks_are_added(list in weak(4), sets in sets(4, 9), marks in marks(4, -2, 5), seats in 1..4usize) {
        // A ballot marks no more than there are seats, or as many as it likes.
        for (overvotes, most) in [(Overvotes::Void, seats), (Overvotes::Each, 4)] {
            let firsts: Vec<u64> = (0..4).map(|one| {
                let marks = |ranks: &Vec<Vec<usize>>| ranks.first().is_some_and(|first| first.contains(&one) && first.len() <= most);
                list.iter().filter(|(_, ranks)| marks(ranks)).map(|(weight, _)| weight).sum()
            }).collect();
            let result = plurality(&ranked(4, &list), overvotes, seats, TIES).unwrap();
            prop_assert_eq!((&result.votes, &result.winners), (&firsts, &best(&firsts, seats)));
        }
        let liked: Vec<u64> = (0..4).map(|one| sets.iter().filter(|set| set.contains(&one)).count() as u64).collect();
        let result = approval(&approvals(4, &sets), seats, TIES).unwrap();
        prop_assert_eq!((&result.votes, &result.winners), (&liked, &best(&liked, seats)));
        // A blank is the lowest score.
        let of = |ballot: &Vec<(usize, i64)>, one: usize| ballot.iter().find(|mark| mark.0 == one).map_or(-2, |mark| mark.1);
        let sums: Vec<i128> = (0..4).map(|one| {
            marks.iter().map(|(weight, ballot)| i128::from(*weight) * i128::from(of(ballot, one))).sum()
        }).collect();
        let ballots = scores(4, -2, 5, &marks);
        let result = score(&ballots, seats, TIES).unwrap();
        prop_assert_eq!((&result.sums, &result.winners), (&sums, &best(&sums, seats)));
        // STAR where no tie of sums decides who meets.
        let order = best(&sums, 4);
        if sums[order[1]] > sums[order[2]] {
            let (one, other) = (order[0], order[1]);
            let ahead = |one: usize, other: usize| -> u64 {
                marks.iter().filter(|(_, ballot)| of(ballot, one) > of(ballot, other)).map(|(weight, _)| weight).sum()
            };
            let (ahead, behind) = (ahead(one, other), ahead(other, one));
            let wins = ahead > behind || ahead == behind && sums[one] >= sums[other];
            prop_assert_eq!(star(&ballots, TIES).unwrap().winner, if wins { one } else { other });
        }
    }

    #[test]
    fn points_of_borda(list in weak(4), silent: bool) {
        let unranked = if silent { Unranked::Silent } else { Unranked::Last };
        let result = borda(&ranked(4, &list), unranked, 1, TIES).unwrap();
        // Among those of its rank a candidate has half a point for each, and one for each below it.
        let points: Vec<u128> = (0..4).map(|one| list.iter().map(|(weight, ranks)| {
            let own = rank(ranks, one);
            if own == usize::MAX && silent {
                return 0;
            }
            let below = (0..4).filter(|&other| rank(ranks, other) > own).count();
            let equal = (0..4).filter(|&other| other != one && rank(ranks, other) == own).count();
            u128::from(*weight) * (2 + 2 * below + equal) as u128
        }).sum()).collect();
        prop_assert_eq!(&result.points_doubled, &points);
        prop_assert_eq!(result.ordered.winners, best(&points, 1));
    }

    #[test]
    fn runoffs(list in weighted(5, 14, 3), equal in weak(5), skips: bool) {
        for list in [list, equal] {
            let ballots = ranked(5, &list);
            let equal_ranks = if skips { EqualRanks::Skip } else { EqualRanks::Exhaust };
            let result = instant_runoff(&ballots, IrvRule { equal_ranks, ..IrvRule::default() }, TIES).unwrap();
            let mut out: Vec<usize> = result.rounds.iter().flat_map(|round| round.excluded.clone()).collect();
            out.push(result.winner);
            prop_assert_eq!(out, runoff(5, &list, skips));
            // Excluding all who cannot catch up at once elects the same.
            if !ballots.has_ties() && result.ties.is_empty() {
                let rule = IrvRule { batch: true, ..IrvRule::default() };
                prop_assert_eq!(instant_runoff(&ballots, rule, TIES).unwrap().winner, result.winner);
            }
            // Two rounds: of the two highest, whoever more ballots rank above the other.
            let firsts = ballots.marked_first(1);
            let order = best(&firsts, 2);
            let above = |one: usize, other: usize| -> u64 {
                list.iter().filter(|(_, ranks)| rank(ranks, one) < rank(ranks, other)).map(|(weight, _)| weight).sum()
            };
            let two = two_round(&ballots, TIES).unwrap();
            let sum: u64 = firsts.iter().sum();
            let (left, right) = (above(order[0], order[1]), above(order[1], order[0]));
            let winner = if 2 * firsts[order[0]] > sum { order[0] }
                else if left == right { order[0].min(order[1]) }
                else if left > right { order[0] } else { order[1] };
            prop_assert_eq!(two.winner, winner);
        }
    }

    #[test]
    fn majorities(yes in 0..9u64, no in 0..9u64, abstain in 0..5u64, silent in 0..9u64,
        top in 0..6u64, bottom in 1..6u64, inclusive: bool, base in 0..3usize, quorum in prop::option::of((0..5u64, 1..5u64, any::<bool>()))) {
        let share = |top: u64, bottom: u64| Share::new(top.min(bottom), bottom).unwrap();
        let eligible = yes + no + abstain + silent;
        let (base, whole) = [(Base::Decided, yes + no), (Base::Cast, yes + no + abstain), (Base::Eligible, eligible)][base];
        let rule = Majority {
            threshold: share(top, bottom), inclusive, base,
            quorum: quorum.map(|(top, bottom, counted)| {
                let abstentions = if counted { Abstentions::Counted } else { Abstentions::NotCounted };
                Quorum::TurnoutOfEligible(share(top, bottom), abstentions)
            }),
        };
        let result = majority(YesNo { yes, no, abstain, eligible }, rule).unwrap();
        let took_part = |counted: bool| yes + no + if counted { abstain } else { 0 };
        let has_quorum = quorum.is_none_or(|(top, bottom, counted)| {
            took_part(counted) * bottom >= top.min(bottom) * eligible
        });
        let needed = ratio(top.min(bottom), bottom) * ratio(whole, 1);
        let reached = if inclusive { ratio(yes, 1) >= needed } else { ratio(yes, 1) > needed };
        prop_assert_eq!(result.passed, has_quorum && reached && yes > 0);
    }

    #[test]
    fn quadratic_votes_are_added(list in prop::collection::vec((1..4u64, prop::collection::btree_map(0..3usize, -4..5i64, 0..4)), 1..8), credits in 0..40u64, change in 0..8usize) {
        let mut running = QuadraticBallots::new(crate::common::names(3), credits).unwrap();
        let (mut sums, mut spent) = ([0i128; 3], 0u128);
        let mut taken = Vec::new();
        for (weight, votes) in &list {
            let votes: Vec<(usize, i64)> = votes.iter().map(|(&one, &votes)| (one, votes)).collect();
            let cost: u64 = votes.iter().map(|(_, votes)| votes.unsigned_abs().pow(2)).sum();
            prop_assert_eq!(running.add(*weight, &votes).is_ok(), cost <= credits);
            if cost <= credits {
                taken.push((*weight, votes, cost));
            }
        }
        // One ballot is taken back: what is left is as if it had been blank.
        if let Some((weight, votes, cost)) = taken.get_mut(change) {
            prop_assert_eq!(running.replace(*weight, votes, &[]).unwrap(), 0);
            votes.clear();
            *cost = 0;
        }
        for (weight, votes, cost) in &taken {
            spent += u128::from(cost * weight);
            for (one, votes) in votes {
                sums[*one] += i128::from(*weight) * i128::from(*votes);
            }
        }
        let result = quadratic_voting(&running, 1, TIES).unwrap();
        prop_assert_eq!((&result.votes[..], result.spent), (&sums[..], spent));
        prop_assert_eq!(result.winners, best(&sums, 1));
    }
}
