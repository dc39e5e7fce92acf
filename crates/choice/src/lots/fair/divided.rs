//! Panels, with weights, that together give everybody the chance they would have from divided panels.
//!
//! The divided panel is rounded to whole ones, again and again towards whoever has too little so far,
//! and the weights are those that come nearest to it.

use super::groups::Groups;
use super::nearest::Nearest;
use super::pricing::{best, worth};
use super::rounding::round;
use crate::ChoiceError;

/// Chances are near enough when none is farther from its aim.
const NEAR: f64 = 1e-9;

/// Panels and weights, and how far the chances they give are from the aim.
pub(super) struct Found {
    pub(super) compositions: Vec<Vec<usize>>,
    pub(super) weights: Vec<f64>,
    pub(super) distance: f64,
}

/// Finds panels that give each group's people a chance as near as can be to the one aimed at.
pub(super) fn panels(groups: &Groups, chances: &[f64]) -> Result<Found, ChoiceError> {
    let sizes: Vec<f64> = groups.sizes.iter().map(|&size| size as f64).collect();
    let aim: Vec<f64> = sizes.iter().zip(chances).map(|(size, chance)| size * chance).collect();
    // Distances are between people's chances, squared and summed: a group counts by its size.
    let scale: Vec<f64> = sizes.iter().map(|size| size.sqrt()).collect();
    let place = |composition: &[usize]| -> Vec<f64> {
        let one = |((&members, aim), scale): ((&usize, &f64), &f64)| (members as f64 - aim) / scale;
        composition.iter().zip(&aim).zip(&scale).map(one).collect()
    };
    let mut wants = vec![0.0; aim.len()];
    let first = match round(groups, &aim, &wants) {
        Some(first) => first,
        None => match best(groups, &wants)? {
            Some(first) => first,
            None => {
                return Ok(Found { compositions: Vec::new(), weights: Vec::new(), distance: 1.0 });
            }
        },
    };
    let mut nearest = Nearest::new(place(&first));
    let mut compositions = vec![first];
    let mut steps = 0;
    let distance = loop {
        let off = nearest.nearest();
        let far = |(off, scale): (&f64, &f64)| (off / scale).abs();
        let distance = off.iter().zip(&scale).map(far).fold(0.0, f64::max);
        if distance < NEAR {
            break distance;
        }
        for ((want, off), scale) in wants.iter_mut().zip(&off).zip(&scale) {
            *want = -off / scale / distance;
        }
        // What a panel must be worth to bring the nearest point nearer.
        let size: f64 = off.iter().map(|off| off * off).sum();
        let least = worth_of(&aim, &wants) - size / distance * (1.0 - 1e-6);
        let is_nearer = |found: &Vec<usize>| worth(found, &wants) > least;
        let mut found = round(groups, &aim, &wants).filter(is_nearer);
        if found.is_none() {
            found = best(groups, &wants)?.filter(is_nearer);
            eprintln!("integer program at {} {distance} {}", compositions.len(), found.is_some());
        }
        let Some(found) = found else { break distance };
        let Some(lost) = nearest.add(place(&found)) else {
            eprintln!("dependent at {} {distance}", compositions.len());
            break distance;
        };
        compositions.push(found);
        let mut number = 0;
        compositions.retain(|_| {
            number += 1;
            !lost.contains(&(number - 1))
        });
        steps += 1;
        if steps % 50 == 0 { eprintln!("{steps} {} {distance}", compositions.len()); }
    };
    let weights = nearest.weights().to_vec();
    Ok(Found { compositions, weights, distance })
}

fn worth_of(members: &[f64], wants: &[f64]) -> f64 {
    members.iter().zip(wants).map(|(members, want)| members * want).sum()
}
