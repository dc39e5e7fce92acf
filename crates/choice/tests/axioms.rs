//! What the methods promise: whoever takes part does not harm themselves, more support does no harm,
//! names say nothing.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers and fail by panicking"
)]

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::ranked::{
    EqualDefeats, Opposition, Pairwise, Strength, Unranked, borda, copeland, kemeny, minimax,
    ranked_pairs, schulze,
};
use polity_choice::single::{Overvotes, approval, majority_judgment, plurality, score, star};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

const SIZE: usize = 4;
const TIES: &TieBreak = &TieBreak::Listed;

/// Ballots that give every candidate a number from 0 to 5: ranks, approvals and scores are read from it.
type Numbers = Vec<(u64, [i64; SIZE])>;

fn numbers() -> impl Strategy<Value = Numbers> {
    prop::collection::vec((1..4u64, prop::array::uniform4(0..6i64)), 1..9)
}

fn names() -> Vec<String> {
    (0..SIZE).map(|number| format!("c{number}")).collect()
}

/// Orders by number, highest first; equals are equal.
fn orders(list: &Numbers) -> Ranked {
    let mut ballots = Ranked::new(names()).unwrap();
    for (weight, numbers) in list {
        let ranks: Vec<Vec<usize>> = (0..6)
            .rev()
            .map(|number| (0..SIZE).filter(|&one| numbers[one] == number).collect())
            .collect();
        ballots.add_ranks(*weight, ranks.iter().map(Vec::as_slice)).unwrap();
    }
    ballots
}

/// Whoever has 3 or more is approved.
fn sets(list: &Numbers) -> Approvals {
    let mut ballots = Approvals::new(names()).unwrap();
    for (weight, numbers) in list {
        let set: Vec<usize> = (0..SIZE).filter(|&one| numbers[one] >= 3).collect();
        ballots.add(*weight, &set).unwrap();
    }
    ballots
}

fn scores(list: &Numbers) -> Scores {
    let mut ballots = Scores::new(names(), 0, 5).unwrap();
    for (weight, numbers) in list {
        let marks: Vec<(usize, i64)> = numbers.iter().copied().enumerate().collect();
        ballots.add(*weight, &marks).unwrap();
    }
    ballots
}

type Elect = fn(&Numbers) -> usize;

/// The numbers as a method sees them on one ballot: what it makes of two candidates.
type Sees = fn(&[i64; SIZE]) -> [i64; SIZE];

fn by_plurality(list: &Numbers) -> usize {
    plurality(&orders(list), Overvotes::Void, 1, TIES).unwrap().winners[0]
}
fn by_borda(list: &Numbers) -> usize {
    borda(&orders(list), Unranked::Last, 1, TIES).unwrap().ordered.winners[0]
}
fn by_approval(list: &Numbers) -> usize {
    approval(&sets(list), 1, TIES).unwrap().winners[0]
}
fn by_score(list: &Numbers) -> usize {
    score(&scores(list), 1, TIES).unwrap().winners[0]
}
fn by_judgment(list: &Numbers) -> usize {
    majority_judgment(&scores(list), 1, TIES).unwrap().winners[0]
}
fn by_star(list: &Numbers) -> usize {
    star(&scores(list), TIES).unwrap().winner
}

fn pairs(list: &Numbers) -> Pairwise {
    Pairwise::of(&orders(list), Unranked::Last).unwrap()
}
fn by_copeland(list: &Numbers) -> usize {
    copeland(&names(), &pairs(list), 1, TIES).unwrap().ordered.winners[0]
}
fn by_minimax(list: &Numbers) -> usize {
    minimax(&names(), &pairs(list), Opposition::Margins, 1, TIES).unwrap().ordered.winners[0]
}
fn by_schulze(list: &Numbers) -> usize {
    schulze(&names(), &pairs(list), Strength::Margins, 1, TIES).unwrap().ordered.winners[0]
}
fn by_ranked_pairs(list: &Numbers) -> usize {
    let equal = EqualDefeats::ByTieRule;
    let result = ranked_pairs(&names(), &pairs(list), Strength::Margins, equal, 1, TIES);
    result.unwrap().ordered.winners[0]
}
fn by_kemeny(list: &Numbers) -> usize {
    kemeny(&names(), &pairs(list), 1, TIES).unwrap().ordered.winners[0]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Nobody makes somebody win, by coming, whom their own ballot puts below who would have won; and
    /// nobody gains by staying away. Promised by every method that adds up points.
    #[test]
    fn taking_part_does_no_harm(list in numbers(), weight in 1..4u64, mine in prop::array::uniform4(0..6i64)) {
        let first: Sees = |numbers| {
            let most = numbers.iter().max().unwrap();
            numbers.map(|number| i64::from(number == *most))
        };
        let methods: [(&str, Elect, Sees); 4] = [
            ("plurality", by_plurality, first),
            ("Borda", by_borda, |numbers| *numbers),
            ("approval", by_approval, |numbers| numbers.map(|number| i64::from(number >= 3))),
            ("score", by_score, |numbers| *numbers),
        ];
        let mut more = list.clone();
        more.push((weight, mine));
        for (method, elect, sees) in methods {
            let (without, with) = (elect(&list), elect(&more));
            let seen = sees(&mine);
            prop_assert!(seen[with] >= seen[without], "{method}: {without} before, {with} after {mine:?}");
        }
    }

    /// A ballot more that puts the winner above all others does not cost it the place; by majority
    /// judgment one that gives it the highest grade and all others the lowest.
    #[test]
    fn a_ballot_for_the_winner_does_no_harm(list in numbers(), rest in prop::array::uniform4(0..5i64)) {
        let methods: [(&str, Elect); 6] = [
            ("plurality", by_plurality), ("Borda", by_borda), ("approval", by_approval), ("score", by_score),
            ("minimax", by_minimax), ("judgment", by_judgment),
        ];
        for (method, elect) in methods {
            let winner = elect(&list);
            let mut best = rest;
            if method == "judgment" {
                best = [0; SIZE];
            }
            best[winner] = 5;
            let mut more = list.clone();
            more.push((1, best));
            prop_assert_eq!(elect(&more), winner, "{}", method);
        }
    }

    /// A higher number for the winner on any ballot does not cost it the place.
    #[test]
    fn more_support_does_no_harm(list in numbers(), at in 0..9usize, up in 1..6i64) {
        let methods: [(&str, Elect); 10] = [
            ("plurality", by_plurality), ("Borda", by_borda), ("approval", by_approval), ("score", by_score),
            ("judgment", by_judgment), ("copeland", by_copeland), ("minimax", by_minimax),
            ("schulze", by_schulze), ("ranked pairs", by_ranked_pairs), ("kemeny", by_kemeny),
        ];
        for (method, elect) in methods {
            let winner = elect(&list);
            let mut more = list.clone();
            let line = at % more.len();
            more[line].1[winner] = (more[line].1[winner] + up).min(5);
            prop_assert_eq!(elect(&more), winner, "{}", method);
        }
    }

    /// Renaming candidates renames the winner and nothing else, ties by a lot over names set aside: a
    /// winner without a tie is the same person under another number.
    #[test]
    fn names_say_nothing(list in numbers(), turn in Just([0usize, 1, 2, 3]).prop_shuffle()) {
        let turned: Numbers = list.iter().rev().map(|(weight, numbers)| {
            let mut turned = [0; SIZE];
            for one in 0..SIZE {
                turned[turn[one]] = numbers[one];
            }
            (*weight, turned)
        }).collect();
        let left = approval(&sets(&list), 1, TIES).unwrap();
        let right = approval(&sets(&turned), 1, TIES).unwrap();
        let renamed = |order: &[Vec<usize>]| -> Vec<Vec<usize>> {
            let tier = |tier: &Vec<usize>| {
                let mut tier: Vec<usize> = tier.iter().map(|&one| turn[one]).collect();
                tier.sort_unstable();
                tier
            };
            order.iter().map(tier).collect()
        };
        prop_assert_eq!(renamed(&left.order), right.order);
        let (left, right) = (score(&scores(&list), 1, TIES).unwrap(), score(&scores(&turned), 1, TIES).unwrap());
        prop_assert_eq!(renamed(&left.order), right.order);
        let left = majority_judgment(&scores(&list), 1, TIES).unwrap();
        let right = majority_judgment(&scores(&turned), 1, TIES).unwrap();
        prop_assert_eq!(renamed(&left.order), right.order);
        let (left, right) = (star(&scores(&list), TIES).unwrap(), star(&scores(&turned), TIES).unwrap());
        if left.ties.is_empty() && right.ties.is_empty() {
            prop_assert_eq!(turn[left.winner], right.winner);
        }
        let left = borda(&orders(&list), Unranked::Last, 1, TIES).unwrap().ordered;
        let right = borda(&orders(&turned), Unranked::Last, 1, TIES).unwrap().ordered;
        prop_assert_eq!(renamed(&left.order), right.order);
    }

    /// The winner of STAR by scores alone loses the runoff only to who is preferred by more.
    #[test]
    fn star_elects_one_of_the_highest(list in numbers()) {
        let ballots = scores(&list);
        let mut sums = ballots.sums();
        let winner = by_star(&list);
        let own = sums.remove(winner);
        prop_assert!(sums.iter().filter(|&&sum| sum > own).count() <= 1);
    }
}
