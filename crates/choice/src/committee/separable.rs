//! Rules that score candidates one by one: approval voting and satisfaction approval voting.

use std::collections::BTreeMap;

use num_traits::Zero;

use super::{Committees, Wanted, check_listed, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, Ratio, count, ratio, whole};
use crate::ties::tiers_by;

/// Elects the most approved (AV).
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when too many
/// committees are tied to list them.
pub fn approval_committee(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let scores: Vec<Ratio> = ballots.scores().into_iter().map(whole).collect();
    elect("approval voting", ballots, &scores, seats, wanted)
}

/// Elects by satisfaction approval (SAV): each ballot's one vote is shared among all it approves.
///
/// # Errors
/// As [`approval_committee`].
pub fn satisfaction_approval(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    // Sums by size of ballot keep the fractions short until the end.
    let mut by_size: Vec<BTreeMap<usize, u64>> = vec![BTreeMap::new(); ballots.candidates()];
    for ballot in ballots.ballots() {
        for &candidate in ballot.approved {
            *by_size[candidate].entry(ballot.approved.len()).or_insert(0) += ballot.weight;
        }
    }
    let sum = |sizes: &BTreeMap<usize, u64>| {
        let part = |(&size, &weight): (&usize, &u64)| ratio(weight, count(size));
        sizes.iter().map(part).fold(Ratio::zero(), |sum, part| sum + part)
    };
    let scores: Vec<Ratio> = by_size.iter().map(sum).collect();
    elect("satisfaction approval voting", ballots, &scores, seats, wanted)
}

fn elect(
    rule: &'static str,
    ballots: &Approvals,
    scores: &[Ratio],
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let mut rule_of_ties = prepare(ballots, seats, wanted)?;
    let tiers = tiers_by(0..scores.len(), |one| scores[one].clone());
    let committees = if *wanted == Wanted::All {
        let (mut sure, mut open, mut room) = (Vec::new(), Vec::new(), seats);
        for mut tier in tiers {
            if tier.len() <= room {
                room -= tier.len();
                sure.append(&mut tier);
            } else {
                open = tier;
                break;
            }
        }
        let mut all = choose(rule, &open, room, &sure)?;
        all.sort();
        all
    } else {
        let mut elected = rule_of_ties.fill("the last seat", &tiers, seats);
        elected.sort_unstable();
        vec![elected]
    };
    let first = &committees[0];
    let score = first.iter().fold(Ratio::zero(), |sum, &one| sum + &scores[one]);
    Ok(Committees {
        rule: rule.into(),
        committees,
        steps: Vec::new(),
        score: Some(Exact(score).text()),
        also_best: None,
        ties: rule_of_ties.into_broken(),
    })
}

/// Every way to choose `room` of `open`, each together with `sure`.
fn choose(
    rule: &'static str,
    open: &[usize],
    room: usize,
    sure: &[usize],
) -> Result<Vec<Vec<usize>>, ChoiceError> {
    let mut all = Vec::new();
    let mut places: Vec<usize> = (0..room).collect();
    loop {
        let mut committee = sure.to_vec();
        committee.extend(places.iter().map(|&place| open[place]));
        committee.sort_unstable();
        all.push(committee);
        check_listed(rule, all.len(), sure.len() + room)?;
        // The last place that can still move on does, and those after it follow closely.
        let can_move = |&at: &usize| places[at] < open.len() - room + at;
        let Some(at) = (0..room).rev().find(can_move) else { return Ok(all) };
        let next = places[at] + 1;
        for (offset, place) in places[at..].iter_mut().enumerate() {
            *place = next + offset;
        }
    }
}
