//! Thiele's rules step by step: the member who adds most is added, or the one who adds least removed.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::Zero;

use super::thiele::Thiele;
use super::{Committees, Groups, Step, Wanted, check_listed, figure_of, prepare, told_steps};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::limits::{Work, check_bits};

/// Adds, again and again, the candidate who raises the score most (seq-PAV, seq-CC and so on).
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when too many
/// committees are tied to list them.
pub fn sequential(
    rule: Thiele,
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    run(rule, ballots, seats, wanted, false)
}

/// Begins with everybody and takes out, again and again, the member whose loss costs least.
///
/// # Errors
/// As [`sequential`].
pub fn reverse_sequential(
    rule: Thiele,
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    run(rule, ballots, seats, wanted, true)
}

fn run(
    rule: Thiele,
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
    removes: bool,
) -> Result<Committees, ChoiceError> {
    let mut ties = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let candidates = ballots.candidates();
    let method = if removes { "A rule that takes out step by step" } else { "A rule step by step" };
    let mut work = Work::new(method);
    let longest = groups.approved.iter().map(Vec::len).max().unwrap_or(0);
    let members_most = if removes { candidates } else { seats };
    let (gains, common) = rule.scaled(members_most.min(longest).max(1));
    check_bits(method, &common)?;
    let words = usize::try_from(common.bits() / 64).unwrap_or(usize::MAX) + 1;
    let cells = candidates * (gains.len() + 1);
    let per_state = 2 * groups.marks() + cells + groups.marks().min(cells).saturating_mul(words);
    let begin: Vec<bool> = vec![removes; candidates];
    // Committees reached so far, each with the steps that first led there.
    let mut states: BTreeMap<Vec<bool>, Vec<Step>> = BTreeMap::from([(begin, Vec::new())]);
    let steps = if removes { candidates - seats } else { seats };
    for _ in 0..steps {
        let mut next = BTreeMap::new();
        for (members, steps) in states {
            work.add(per_state)?;
            let figures = figures(&groups, &gains, &members, removes);
            let best = if removes { figures.values().min() } else { figures.values().max() };
            let Some(best) = best.cloned() else {
                continue;
            };
            let mut tied: Vec<usize> = figures
                .iter()
                .filter(|(_, figure)| **figure == best)
                .map(|(&one, _)| one)
                .collect();
            let width = tied.len();
            work.add(told_steps(width))?;
            if *wanted != Wanted::All {
                // The favoured is added first and removed last.
                let one = if removes {
                    ties.exclude("who is taken out next", &tied)
                } else {
                    ties.elect("the next seat", &tied)
                };
                tied = vec![one];
            }
            let last = tied.len();
            let mut steps = steps;
            for (place, one) in (1..).zip(tied) {
                let mut members = members.clone();
                members[one] = !removes;
                // The last takes the list, so that one committee alone copies none.
                let mut steps =
                    if place == last { std::mem::take(&mut steps) } else { steps.clone() };
                let figure = figure_of(best.clone(), common.clone());
                steps.push(Step { candidate: one, figure, tied: width });
                next.entry(members).or_insert(steps);
            }
            check_listed(method, next.len(), seats)?;
        }
        states = next;
    }
    let steps = states.values().next().cloned().unwrap_or_default();
    let members = |members: Vec<bool>| (0..members.len()).filter(|&one| members[one]).collect();
    let mut committees: Vec<Vec<usize>> = states.into_keys().map(members).collect();
    committees.sort();
    let way = if removes { "backward" } else { "forward" };
    let rule = format!("{}, step by step {way}", rule.name());
    let ties = ties.into_broken();
    Ok(Committees { rule, committees, steps, score: None, also_best: None, ties })
}

/// What each candidate outside would add, or each member would take with them.
fn figures(
    groups: &Groups,
    gains: &[BigInt],
    members: &[bool],
    removes: bool,
) -> BTreeMap<usize, BigInt> {
    let held: Vec<usize> = groups
        .approved
        .iter()
        .map(|approved| approved.iter().filter(|&&one| members[one]).count())
        .collect();
    let figure = |one: usize| {
        // Weights are summed by the number held, so that big numbers are met once each.
        let mut by_held = vec![0u64; gains.len() + 1];
        for &group in &groups.supporters[one] {
            by_held[held[group].min(gains.len())] += groups.weights[group];
        }
        let mut sum = BigInt::zero();
        for (held, weight) in by_held.into_iter().enumerate() {
            let nth = if removes { held.checked_sub(1) } else { Some(held) };
            if let Some(gain) = nth.and_then(|nth| gains.get(nth)).filter(|_| weight > 0) {
                sum += gain * weight;
            }
        }
        sum
    };
    let eligible = (0..members.len()).filter(|&one| members[one] == removes);
    eligible.map(|one| (one, figure(one))).collect()
}
