//! All PrefLib files are read as what they say they are, and what can be counted by hand holds: matrices,
//! approvals, unanimity, the Condorcet winner, and that an order filled up says what the short one did.

use std::collections::BTreeMap;

use polity_choice::ballots::Ranked;
use polity_choice::format::{PrefLibFile, read_preflib};
use polity_choice::ranked::{
    EqualDefeats, Opposition, Ordered, Pairwise, Strength, Unranked, borda, condorcet_winner,
    copeland, kemeny, minimax, ranked_pairs, schulze, smith_set,
};
use polity_choice::ties::TieBreak;

use crate::data::{files, folder, named};

const TIES: TieBreak = TieBreak::Listed;

/// Counts who is preferred to whom, with no help of the crate: ranks by candidate, unranked last.
fn matrix(ballots: &Ranked) -> Vec<Vec<u64>> {
    let size = ballots.candidates();
    let mut wins = vec![vec![0; size]; size];
    for ballot in ballots.ballots() {
        let mut place = vec![usize::MAX; size];
        let mut rank = 0;
        for (number, mark) in ballot.marks.iter().enumerate() {
            rank = if mark.is_tied() { rank } else { number };
            place[mark.candidate()] = rank;
        }
        for (row, above) in wins.iter_mut().zip(&place) {
            for (cell, below) in row.iter_mut().zip(&place) {
                *cell += if above < below { ballot.weight } else { 0 };
            }
        }
    }
    wins
}

fn weight(line: &str) -> u64 {
    line.split(':').next().unwrap().trim().parse().unwrap()
}

/// Whoever stands in the first braces, or alone before the first comma, is approved.
fn approvals_are_counted(name: &str, file: &PrefLibFile, orders: &[&str]) {
    let approvals = file.approvals(1).unwrap();
    let mut scores = vec![0; approvals.candidates()];
    for line in orders {
        let order = line.split_once(':').unwrap().1.trim();
        let first = match order.strip_prefix('{') {
            Some(rest) => rest.split('}').next().unwrap(),
            None => order.split(',').next().unwrap(),
        };
        for one in first.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            scores[one.parse::<usize>().unwrap() - 1] += weight(line);
        }
    }
    assert_eq!(approvals.scores(), scores, "{name}");
}

/// The orders of all by the rules that find a Condorcet winner.
fn condorcet_orders(ballots: &Ranked, pairs: &Pairwise) -> Vec<Ordered> {
    let names = ballots.names();
    let (margins, votes) = (Strength::Margins, Strength::WinningVotes);
    let defeats = EqualDefeats::ByTieRule;
    let mut orders = vec![
        copeland(names, pairs, 1, &TIES).unwrap().ordered,
        schulze(names, pairs, margins, 1, &TIES).unwrap().ordered,
        schulze(names, pairs, votes, 1, &TIES).unwrap().ordered,
        ranked_pairs(names, pairs, margins, defeats, 1, &TIES).unwrap().ordered,
    ];
    if ballots.candidates() <= 10 {
        orders.push(kemeny(names, pairs, 1, &TIES).unwrap().ordered);
    }
    orders
}

/// What was found over all files.
#[derive(Debug, Default)]
struct Found {
    read: BTreeMap<String, u32>,
    condorcet_winners: u32,
    unanimous_pairs: u32,
    filled_up: u32,
}

/// Compares with the matrix; returns the number of pairs in which every ballot prefers the same.
fn orders_are_counted(name: &str, ballots: &Ranked, wins: &[Vec<u64>], found: &mut Found) {
    let size = ballots.candidates();
    let pairs = Pairwise::of(ballots, Unranked::Last).unwrap();
    for (one, row) in wins.iter().enumerate() {
        for (other, &votes) in row.iter().enumerate().filter(|&(other, _)| other != one) {
            assert_eq!(pairs.prefer(one, other), votes, "{name}");
        }
    }
    let beats = |one: usize, other: usize| wins[one][other] > wins[other][one];
    let beats_all = |&one: &usize| (0..size).all(|other| one == other || beats(one, other));
    let condorcet = (0..size).find(beats_all);
    assert_eq!(condorcet_winner(&pairs), condorcet, "{name}");
    let mut orders = condorcet_orders(ballots, &pairs);
    let smith = smith_set(&pairs);
    for result in &orders {
        assert!(smith.contains(&result.winners[0]), "{name}");
        assert!(condorcet.is_none_or(|one| result.winners == [one]), "{name}");
    }
    if let Some(one) = condorcet {
        found.condorcet_winners += 1;
        let mildest = minimax(ballots.names(), &pairs, Opposition::Margins, 1, &TIES).unwrap();
        assert_eq!(mildest.ordered.winners, [one], "{name}");
    }
    // Whom every single ballot prefers stands before the other, by every rule that orders all.
    orders.push(borda(ballots, Unranked::Last, 1, &TIES).unwrap().ordered);
    let place =
        |result: &Ordered, one| result.order.iter().position(|tier| tier.contains(&one)).unwrap();
    for (one, row) in wins.iter().enumerate() {
        for (other, _) in row.iter().enumerate().filter(|(_, votes)| **votes == ballots.total()) {
            found.unanimous_pairs += 1;
            for result in &orders {
                assert!(place(result, one) < place(result, other), "{name}: {one} and {other}");
            }
        }
    }
}

#[test]
fn preflib_files_hold_what_can_be_counted_by_hand() {
    let Some(folder) = folder("elections/preflib") else { return };
    let mut found = Found::default();
    let mut matrices: BTreeMap<String, Vec<Vec<u64>>> = BTreeMap::new();
    for path in files(&folder, &[".soc", ".soi", ".toc", ".toi", ".cat"]) {
        let (name, text) = named(&path);
        let file = read_preflib(&name, &text).unwrap_or_else(|refusal| panic!("{refusal}"));
        let (stem, ending) = name.rsplit_once('.').unwrap();
        *found.read.entry(ending.to_owned()).or_insert(0) += 1;
        let ballots = &file.ballots;
        // The text itself, without the reader: one line for each order, "number: order".
        let is_order = |line: &&str| !line.starts_with('#') && line.contains(':');
        let orders: Vec<&str> = text.lines().filter(is_order).collect();
        assert_eq!(ballots.lines(), orders.len(), "{name}");
        let total: u64 = orders.iter().map(|line| weight(line)).sum();
        assert_eq!(ballots.total(), total, "{name}");
        if ending == "cat" {
            approvals_are_counted(&name, &file, &orders);
            continue;
        }
        if ballots.candidates() > 60 {
            continue;
        }
        let wins = matrix(ballots);
        orders_are_counted(&name, ballots, &wins, &mut found);
        // An order that was filled up with everybody else at its end says what it said before.
        match matrices.get(stem) {
            Some(before) if text.contains("# MODIFICATION TYPE: imbued") => {
                assert_eq!(*before, wins, "{name}");
                found.filled_up += 1;
            }
            _ => {
                let _ = matrices.insert(stem.to_owned(), wins);
            }
        }
    }
    println!("{found:?}");
    assert!(found.read.values().sum::<u32>() >= 200 && found.filled_up >= 60, "{found:?}");
    assert!(found.condorcet_winners >= 200 && found.unanimous_pairs > 0, "{found:?}");
}
