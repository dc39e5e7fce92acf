//! The method of equal shares: every voter has the same part of the seats to spend, a member costs
//! one seat, shared among the supporters as evenly as their money allows (Peters and Skowron 2020).

use std::collections::BTreeMap;

use num_traits::{One, Signed};

use super::phragmen::{Loaded, fill, finish};
use super::{Committees, Groups, Step, Wanted, check_listed, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, Ratio, count, ratio, whole};

/// How the seats are filled that no supporters can pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// By Phragmén's rule, with the money left.
    #[default]
    Phragmen,
    /// By approvals.
    Approval,
    /// Not at all: the committee may stay smaller.
    None,
}

/// Elects by equal shares.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when too many
/// committees are tied to list them.
pub fn equal_shares(
    ballots: &Approvals,
    seats: usize,
    completion: Completion,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let position = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let wants_all = *wanted == Wanted::All;
    let share = ratio(count(seats), groups.total);
    let begin = (vec![false; ballots.candidates()], vec![share; groups.weights.len()]);
    let mut states: BTreeMap<Loaded, Vec<Step>> = BTreeMap::from([(begin, Vec::new())]);
    let mut ends: BTreeMap<Loaded, Vec<Step>> = BTreeMap::new();
    while !states.is_empty() {
        let mut next = BTreeMap::new();
        for ((members, money), steps) in states {
            let price_of = |one: usize| price(&groups, &money, one).map(|price| (one, price));
            let is_full = members.iter().filter(|&&is_in| is_in).count() >= seats;
            let open = (0..members.len()).filter(|&one| !members[one] && !is_full);
            let prices: Vec<(usize, Ratio)> = open.filter_map(price_of).collect();
            let Some(lowest) = prices.iter().map(|(_, price)| price).min().cloned() else {
                ends.entry((members, money)).or_insert(steps);
                continue;
            };
            let mut tied: Vec<usize> =
                prices.iter().filter(|(_, price)| *price == lowest).map(|&(one, _)| one).collect();
            let width = tied.len();
            if !wants_all {
                tied = tied.into_iter().min_by_key(|&one| position[one]).into_iter().collect();
            }
            for one in tied {
                let (mut members, mut money, mut steps) =
                    (members.clone(), money.clone(), steps.clone());
                members[one] = true;
                for &group in &groups.supporters[one] {
                    let paid = lowest.clone().min(money[group].clone());
                    money[group] -= paid;
                }
                let figure = Exact(lowest.clone()).to_string();
                steps.push(Step { candidate: one, figure, tied: width });
                next.entry((members, money)).or_insert(steps);
            }
            check_listed("equal shares", next.len())?;
        }
        states = next;
    }
    complete(&groups, ends, seats, completion, &position, wants_all)
}

/// The most that one supporter pays when the candidate's seat is shared as evenly as can be.
fn price(groups: &Groups, money: &[Ratio], candidate: usize) -> Option<Ratio> {
    let mut supporters: Vec<usize> = groups.supporters[candidate]
        .iter()
        .copied()
        .filter(|&group| money[group].is_positive())
        .collect();
    supporters.sort_by(|&left, &right| money[left].cmp(&money[right]));
    let mut weight: u64 = supporters.iter().map(|&group| groups.weights[group]).sum();
    let mut due = Ratio::one();
    for group in supporters {
        let even = &due / whole(weight);
        if money[group] >= even {
            return Some(even);
        }
        due -= &money[group] * whole(groups.weights[group]);
        weight -= groups.weights[group];
    }
    None
}

fn complete(
    groups: &Groups,
    ends: BTreeMap<Loaded, Vec<Step>>,
    seats: usize,
    completion: Completion,
    position: &[usize],
    wants_all: bool,
) -> Result<Committees, ChoiceError> {
    match completion {
        Completion::None => Ok(finish("the method of equal shares", &ends)),
        Completion::Phragmen => {
            // Money left is load not yet borne.
            let owed = |((members, money), steps): (Loaded, Vec<Step>)| {
                let loads = money.into_iter().map(|left| -left).collect();
                ((members, loads), steps)
            };
            let states = ends.into_iter().map(owed).collect();
            let ends = fill(groups, states, seats, position, wants_all)?;
            Ok(finish("the method of equal shares, completed by Phragmén's rule", &ends))
        }
        Completion::Approval => {
            let mut full: BTreeMap<Loaded, Vec<Step>> = BTreeMap::new();
            for ((members, _), steps) in ends {
                fill_by_support(groups, members, &steps, seats, position, wants_all, &mut full)?;
            }
            Ok(finish("the method of equal shares, completed by approvals", &full))
        }
    }
}

/// Adds the most supported candidates outside, one by one.
fn fill_by_support(
    groups: &Groups,
    members: Vec<bool>,
    steps: &[Step],
    seats: usize,
    position: &[usize],
    wants_all: bool,
    full: &mut BTreeMap<Loaded, Vec<Step>>,
) -> Result<(), ChoiceError> {
    let mut open: Vec<(Vec<bool>, Vec<Step>)> = vec![(members, steps.to_vec())];
    while let Some((members, steps)) = open.pop() {
        if members.iter().filter(|&&is_in| is_in).count() >= seats {
            full.entry((members, Vec::new())).or_insert(steps);
            check_listed("equal shares", full.len())?;
            continue;
        }
        let outside = || (0..members.len()).filter(|&one| !members[one]);
        let most = outside().map(|one| groups.support(one)).max().unwrap_or(0);
        let mut tied: Vec<usize> = outside().filter(|&one| groups.support(one) == most).collect();
        let width = tied.len();
        if wants_all {
            // Sets, not orders, are wanted: of equals only the later ones may follow one taken.
            let taken = steps.last().filter(|step| step.figure == format!("{most} approvals"));
            if let Some(last) = taken.map(|step| step.candidate) {
                tied.retain(|&one| one > last);
            }
        } else {
            tied = tied.into_iter().min_by_key(|&one| position[one]).into_iter().collect();
        }
        for one in tied {
            let (mut members, mut steps) = (members.clone(), steps.clone());
            members[one] = true;
            let figure = format!("{most} approvals");
            steps.push(Step { candidate: one, figure, tied: width });
            open.push((members, steps));
        }
        check_listed("equal shares", open.len())?;
    }
    Ok(())
}
