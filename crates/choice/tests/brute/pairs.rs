//! Methods that compare candidates in pairs.

use std::collections::BTreeSet;

use polity_choice::exact::ratio;
use polity_choice::ranked::{
    DebianRule, EqualDefeats, Opposition, Pairwise, Strength, Unranked, copeland, debian, minimax,
    ranked_pairs, schwartz_set,
};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

use crate::common::{Orders, circling, names, rank, ranked, subsets, weak};

const TIES: &TieBreak = &TieBreak::Listed;

/// Three options in a circle, all of them before the default, and a few other ballots.
fn with_default() -> impl Strategy<Value = Orders> {
    (circling(3), weak(4)).prop_map(|(mut turns, mut others)| {
        for (_, ranks) in &mut turns {
            ranks.push(vec![3]);
        }
        others.truncate(2);
        turns.extend(others);
        turns
    })
}

/// How many ballots rank one above the other; the unranked last, or saying nothing.
fn wins(size: usize, list: &Orders, silent: bool) -> Vec<Vec<u64>> {
    let above = |one: usize, other: usize| {
        let counts = |ranks: &Vec<Vec<usize>>| {
            let says = !silent || rank(ranks, one) < usize::MAX && rank(ranks, other) < usize::MAX;
            says && rank(ranks, one) < rank(ranks, other)
        };
        list.iter().filter(|(_, ranks)| counts(ranks)).map(|(weight, _)| weight).sum()
    };
    (0..size).map(|one| (0..size).map(|other| above(one, other)).collect()).collect()
}

/// The union of the smallest sets that nobody outside beats.
fn schwartz(among: &[usize], beats: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut minimal: Vec<Vec<usize>> = Vec::new();
    for size in 1..=among.len() {
        for set in subsets(among.len(), size) {
            let set: Vec<usize> = set.into_iter().map(|at| among[at]).collect();
            let outside = || among.iter().filter(|one| !set.contains(one));
            let is_unbeaten = set.iter().all(|&one| outside().all(|&other| !beats(other, one)));
            if is_unbeaten
                && !minimal.iter().any(|smaller| smaller.iter().all(|one| set.contains(one)))
            {
                minimal.push(set);
            }
        }
    }
    minimal.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Victories left after the weakest are dropped, again and again, in the Schwartz set (Debian A.6).
fn left_in_the_end(among: &[usize], wins: &[Vec<u64>]) -> Vec<usize> {
    let mut defeats: Vec<(usize, usize)> = Vec::new();
    for &one in among {
        defeats.extend(
            among
                .iter()
                .filter(|&&other| wins[one][other] > wins[other][one])
                .map(|&other| (one, other)),
        );
    }
    loop {
        let set = schwartz(among, |one, other| defeats.contains(&(one, other)));
        let inside: Vec<(usize, usize)> = defeats
            .iter()
            .copied()
            .filter(|(one, other)| set.contains(one) && set.contains(other))
            .collect();
        // Weaker: fewer votes for, or as many for and more against.
        let weaker = |a: &(usize, usize), b: &(usize, usize)| {
            let (for_a, for_b) = (wins[a.0][a.1], wins[b.0][b.1]);
            for_a < for_b || for_a == for_b && wins[a.1][a.0] > wins[b.1][b.0]
        };
        let weakest: Vec<(usize, usize)> = inside
            .iter()
            .copied()
            .filter(|one| !inside.iter().any(|other| weaker(other, one)))
            .collect();
        if weakest.is_empty() {
            return set;
        }
        defeats.retain(|one| !weakest.contains(one));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pairs_are_counted(list in prop_oneof![weak(5), circling(5)], silent: bool) {
        let unranked = if silent { Unranked::Silent } else { Unranked::Last };
        let pairs = Pairwise::of(&ranked(5, &list), unranked).unwrap();
        let wins = wins(5, &list, silent);
        prop_assert_eq!(pairs.rows(), wins.clone());
        let beats = |one: usize, other: usize| wins[one][other] > wins[other][one];
        prop_assert_eq!(schwartz_set(&pairs), schwartz(&[0, 1, 2, 3, 4], beats));
        let others = |one: usize| (0..5).filter(move |&other| other != one);
        // Copeland: victories and half the ties.
        let halves: Vec<usize> = (0..5).map(|one| others(one).map(|other| {
            2 * usize::from(beats(one, other)) + usize::from(!beats(one, other) && !beats(other, one))
        }).sum()).collect();
        let result = copeland(&names(5), &pairs, 1, TIES).unwrap();
        let place = |order: &[Vec<usize>], one: usize| order.iter().position(|tier| tier.contains(&one)).unwrap();
        for one in 0..5 {
            for other in 0..5 {
                let (left, right) = (place(&result.ordered.order, one), place(&result.ordered.order, other));
                prop_assert_eq!(left.cmp(&right), halves[other].cmp(&halves[one]));
            }
        }
        for by in [Opposition::WinningVotes, Opposition::Margins, Opposition::Pairwise] {
            let worst: Vec<i128> = (0..5).map(|one| others(one).map(|other| {
                let (lost, won) = (i128::from(wins[other][one]), i128::from(wins[one][other]));
                match by {
                    Opposition::WinningVotes => if lost > won { lost } else { 0 },
                    Opposition::Margins => lost - won,
                    Opposition::Pairwise => lost,
                }
            }).max().unwrap()).collect();
            let result = minimax(&names(5), &pairs, by, 1, TIES).unwrap();
            let mildest = worst.iter().min().unwrap();
            prop_assert_eq!(result.ordered.winners[0], worst.iter().position(|one| one == mildest).unwrap());
            prop_assert_eq!(result.worst, worst);
        }
    }

    /// Locking in from the strongest, where no two victories are equally strong: a victory is left out
    /// when its loser leads its winner already, by any way through those locked in.
    #[test]
    fn victories_are_locked_in(list in prop_oneof![weak(4), circling(4)], margins: bool) {
        let pairs = Pairwise::of(&ranked(4, &list), Unranked::Last).unwrap();
        let wins = wins(4, &list, false);
        let by = if margins { Strength::Margins } else { Strength::WinningVotes };
        let mut victories: Vec<(u64, std::cmp::Reverse<u64>, usize, usize)> = Vec::new();
        for (one, row) in wins.iter().enumerate() {
            for (other, &won) in row.iter().enumerate().filter(|&(other, &won)| won > wins[other][one]) {
                let lost = wins[other][one];
                victories.push((if margins { won - lost } else { won }, std::cmp::Reverse(lost), one, other));
            }
        }
        victories.sort();
        victories.reverse();
        let strengths: BTreeSet<_> = victories.iter().map(|&(won, lost, ..)| (won, lost)).collect();
        if strengths.len() != victories.len() {
            return Ok(());
        }
        let mut locked: Vec<(usize, usize)> = Vec::new();
        for &(.., one, other) in &victories {
            let mut reached = vec![other];
            for _ in 0..4 {
                let further: Vec<usize> = locked.iter().filter(|pair| reached.contains(&pair.0)).map(|pair| pair.1).collect();
                reached.extend(further);
            }
            if !reached.contains(&one) {
                locked.push((one, other));
            }
        }
        for equal in [EqualDefeats::ByTieRule, EqualDefeats::Together] {
            let result = ranked_pairs(&names(4), &pairs, by, equal, 1, TIES).unwrap();
            let ours: BTreeSet<(usize, usize)> = result.defeats.iter().filter(|one| one.locked).map(|one| (one.winner, one.loser)).collect();
            prop_assert_eq!(ours, locked.iter().copied().collect::<BTreeSet<_>>());
            let undefeated: Vec<usize> = (0..4).filter(|&one| !locked.iter().any(|pair| pair.1 == one)).collect();
            prop_assert_eq!(result.ordered.winners[0], undefeated[0]);
        }
    }

    #[test]
    fn debian_votes(list in prop_oneof![weak(4), with_default()], quorum in prop::option::of(0..8u64), supers in prop::collection::vec(1..4u64, 3), inclusive: bool) {
        let pairs = Pairwise::of(&ranked(4, &list), Unranked::Last).unwrap();
        let wins = wins(4, &list, false);
        let majorities = [&supers[..], &[1]].concat();
        let rule = DebianRule {
            default: 3, quorum: quorum.map(|least| ratio(least, 1)),
            majorities: majorities.iter().map(|&one| ratio(one, 1)).collect(), inclusive,
        };
        let result = debian(&names(4), &pairs, &rule, TIES).unwrap();
        let stays = |&one: &usize| {
            let (won, lost) = (wins[one][3], wins[3][one] * majorities[one]);
            let has = won > lost || inclusive && majorities[one] > 1 && won == lost;
            one == 3 || quorum.is_none_or(|least| won >= least) && has
        };
        let left: Vec<usize> = (0..4).filter(stays).collect();
        let dropped: BTreeSet<usize> = result.below_quorum.iter().chain(&result.below_majority).copied().collect();
        prop_assert_eq!(dropped, (0..4).filter(|one| !left.contains(one)).collect::<BTreeSet<_>>());
        prop_assert_eq!(&result.schwartz, &schwartz(&left, |one, other| wins[one][other] > wins[other][one]));
        let ends = left_in_the_end(&left, &wins);
        prop_assert_eq!(result.winner, ends[0]);
        prop_assert_eq!(result.undefeated, ends);
    }
}
