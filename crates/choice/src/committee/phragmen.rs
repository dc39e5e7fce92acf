//! Phragmén's sequential rule: each member costs a load of 1, borne by the supporters; next comes
//! whoever keeps the highest load lowest (Phragmén 1894).

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::loads::{Bears, Loads};
use super::{Committees, Groups, Step, Wanted, check_listed, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, Ratio, whole};
use crate::limits::Work;

/// Members and the load of each group of ballots.
pub(super) type Loaded = (Vec<bool>, Vec<Ratio>);

/// What adding this fraction to another counts for, in steps of work: more, the longer it is.
pub(super) fn ratio_steps(number: &Ratio) -> usize {
    let words = usize::try_from(number.denom().bits() / 64).unwrap_or(usize::MAX);
    words.saturating_add(1).saturating_mul(1_000)
}

/// Elects by Phragmén's sequential rule.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when too many
/// committees are tied to list them.
pub fn phragmen(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let mut ties = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let members = vec![false; ballots.candidates()];
    let rule = "Phragmén's sequential rule";
    if *wanted == Wanted::All {
        let begin = (members, vec![Ratio::zero(); groups.weights.len()]);
        let states = BTreeMap::from([(begin, Vec::new())]);
        let mut work = Work::new("Phragmén's rule");
        return Ok(finish(rule, &fill_all(&groups, states, seats, &mut work)?));
    }
    let bears = vec![Bears::Sum(Vec::new()); groups.weights.len()];
    let loads = Loads::new(&groups, members, bears, Vec::new(), BigInt::one())?;
    let mut steps = Vec::new();
    let committees = vec![loads.fill(seats, &mut ties, &mut steps)?];
    let ties = ties.into_broken();
    Ok(Committees { rule: rule.into(), committees, steps, score: None, also_best: None, ties })
}

/// Adds members to every state until each has `seats`, in every way that the rule allows.
pub(super) fn fill_all(
    groups: &Groups,
    mut states: BTreeMap<Loaded, Vec<Step>>,
    seats: usize,
    work: &mut Work,
) -> Result<BTreeMap<Loaded, Vec<Step>>, ChoiceError> {
    let mut ends = BTreeMap::new();
    while !states.is_empty() {
        let mut next = BTreeMap::new();
        for ((members, loads), steps) in states {
            if members.iter().filter(|&&is_in| is_in).count() >= seats {
                ends.entry((members, loads)).or_insert(steps);
                continue;
            }
            let longest = loads.iter().map(ratio_steps).max().unwrap_or(1);
            work.add((groups.marks() + members.len()).saturating_mul(longest))?;
            let outside: Vec<usize> = (0..members.len()).filter(|&one| !members[one]).collect();
            let load_of = |&one: &usize| new_load(groups, &loads, one);
            let figures: Vec<Option<Ratio>> = outside.iter().map(load_of).collect();
            // Whoever nobody supports comes last, all of them equal.
            let lowest = figures.iter().flatten().min().cloned();
            let tied: Vec<usize> = outside
                .iter()
                .zip(&figures)
                .filter(|(_, figure)| **figure == lowest)
                .map(|(&one, _)| one)
                .collect();
            let width = tied.len();
            for one in tied {
                let (mut members, mut loads, mut steps) =
                    (members.clone(), loads.clone(), steps.clone());
                members[one] = true;
                let figure =
                    lowest.as_ref().map_or("no support".into(), |load| Exact(load.clone()).text());
                steps.push(Step { candidate: one, figure, tied: width });
                if let Some(load) = &lowest {
                    for &group in &groups.supporters[one] {
                        loads[group].clone_from(load);
                    }
                }
                next.entry((members, loads)).or_insert(steps);
            }
            check_listed("Phragmén's rule", next.len(), seats)?;
        }
        states = next;
    }
    Ok(ends)
}

/// The load that the supporters of a candidate would all have.
fn new_load(groups: &Groups, loads: &[Ratio], candidate: usize) -> Option<Ratio> {
    let support = groups.support(candidate);
    if support == 0 {
        return None;
    }
    let borne = groups.supporters[candidate]
        .iter()
        .filter(|&&group| !loads[group].is_zero())
        .fold(Ratio::one(), |sum, &group| sum + &loads[group] * whole(groups.weights[group]));
    Some(borne / whole(support))
}

/// Lists the committees of the end states, for a rule of which all are wanted.
pub(super) fn finish(rule: &str, ends: &BTreeMap<Loaded, Vec<Step>>) -> Committees {
    let steps = ends.values().next().cloned().unwrap_or_default();
    let members = |members: &[bool]| (0..members.len()).filter(|&one| members[one]).collect();
    let mut committees: Vec<Vec<usize>> = ends.keys().map(|(one, _)| members(one)).collect();
    committees.sort();
    committees.dedup();
    let (score, also_best, ties) = (None, None, Vec::new());
    Committees { rule: rule.into(), committees, steps, score, also_best, ties }
}
