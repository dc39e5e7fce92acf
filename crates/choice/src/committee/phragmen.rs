//! Phragmén's sequential rule: each member costs a load of 1, borne by the supporters; next comes
//! whoever keeps the highest load lowest (Phragmén 1894).

use std::collections::BTreeMap;

use num_traits::{One, Zero};

use super::{Committees, Groups, Step, Wanted, check_listed, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, Ratio, whole};

/// Members and the load of each group of ballots.
pub(super) type Loaded = (Vec<bool>, Vec<Ratio>);

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
    let position = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let begin = (vec![false; ballots.candidates()], vec![Ratio::zero(); groups.weights.len()]);
    let states = BTreeMap::from([(begin, Vec::new())]);
    let ends = fill(&groups, states, seats, &position, *wanted == Wanted::All)?;
    Ok(finish("Phragmén's sequential rule", &ends))
}

/// Adds members to every state until each has `seats`.
pub(super) fn fill(
    groups: &Groups,
    mut states: BTreeMap<Loaded, Vec<Step>>,
    seats: usize,
    position: &[usize],
    wants_all: bool,
) -> Result<BTreeMap<Loaded, Vec<Step>>, ChoiceError> {
    let mut ends = BTreeMap::new();
    while !states.is_empty() {
        let mut next = BTreeMap::new();
        for ((members, loads), steps) in states {
            if members.iter().filter(|&&is_in| is_in).count() >= seats {
                ends.entry((members, loads)).or_insert(steps);
                continue;
            }
            let outside: Vec<usize> = (0..members.len()).filter(|&one| !members[one]).collect();
            let load_of = |&one: &usize| new_load(groups, &loads, one);
            let figures: Vec<Option<Ratio>> = outside.iter().map(load_of).collect();
            // Whoever nobody supports comes last, all of them equal.
            let lowest = figures.iter().flatten().min().cloned();
            let mut tied: Vec<usize> = outside
                .iter()
                .zip(&figures)
                .filter(|(_, figure)| **figure == lowest)
                .map(|(&one, _)| one)
                .collect();
            let width = tied.len();
            if !wants_all {
                tied = tied.into_iter().min_by_key(|&one| position[one]).into_iter().collect();
            }
            for one in tied {
                let (mut members, mut loads, mut steps) =
                    (members.clone(), loads.clone(), steps.clone());
                members[one] = true;
                let figure = lowest
                    .as_ref()
                    .map_or("no support".into(), |load| Exact(load.clone()).to_string());
                steps.push(Step { candidate: one, figure, tied: width });
                if let Some(load) = &lowest {
                    for &group in &groups.supporters[one] {
                        loads[group].clone_from(load);
                    }
                }
                next.entry((members, loads)).or_insert(steps);
            }
            check_listed("phragmen", next.len())?;
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

/// Lists the committees of the end states.
pub(super) fn finish(rule: &str, ends: &BTreeMap<Loaded, Vec<Step>>) -> Committees {
    let steps = ends.values().next().cloned().unwrap_or_default();
    let members = |members: &[bool]| (0..members.len()).filter(|&one| members[one]).collect();
    let mut committees: Vec<Vec<usize>> = ends.keys().map(|(one, _)| members(one)).collect();
    committees.sort();
    committees.dedup();
    Committees { rule: rule.into(), committees, steps, score: None }
}
