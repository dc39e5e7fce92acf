//! Panels, with weights, that together give everybody the chance they would have from divided panels.
//!
//! The divided panel is rounded to whole ones, again and again towards whoever has too little so far,
//! and the weights are those that come nearest to it. Where no rounding comes nearer, an integer
//! program looks at all panels. If it finds none either, then no panels give these chances.

use super::groups::Groups;
use super::nearest::Nearest;
use super::pricing::{above, best, worth};
use super::rounding::{round, scattered};
use crate::ChoiceError;
use crate::limits::Work;

/// Chances are near enough when none is farther from its aim.
const NEAR: f64 = 1e-8;
/// What errors of the arithmetic may want.
const NOTHING: f64 = 1e-9;
/// Steps of work of a panel tried, for each pair of groups.
pub(super) const STEPS: usize = 4;
/// Panels that are tried in all.
const STEPS_MAX: usize = 200_000;
/// Times that a rounding is tried, each with what is wanted shaken a little more.
const SHAKES: u64 = 1;

/// Panels and weights, and how far the chances they give are from the aim.
pub(super) struct Found {
    pub(super) compositions: Vec<Vec<usize>>,
    pub(super) weights: Vec<f64>,
    pub(super) distance: f64,
}

/// The aim, and the panels that come nearest to it so far.
struct Approach<'a> {
    groups: &'a Groups,
    /// Members of each group of the divided panel.
    aim: Vec<f64>,
    /// Distances are between people's chances, squared and summed: a group counts by its size.
    scale: Vec<f64>,
    compositions: Vec<Vec<usize>>,
    nearest: Nearest,
    /// What a member more of each group is worth: most where chances are farthest below the aim.
    wants: Vec<f64>,
    /// What a panel must be worth to bring the nearest point nearer.
    least: f64,
    distance: f64,
}

/// Finds panels that give each group's people a chance as near as can be to the one aimed at. `None`
/// if no panel meets the quotas.
pub(super) fn panels(
    groups: &Groups,
    chances: &[f64],
    work: &mut Work,
) -> Result<Option<Found>, ChoiceError> {
    let aim: Vec<f64> =
        groups.sizes.iter().zip(chances).map(|(&size, chance)| size as f64 * chance).collect();
    let nothing = vec![0.0; aim.len()];
    let first = match round(groups, &aim, &nothing) {
        Some(first) => Some(first),
        None => best(groups, &nothing, work)?,
    };
    let Some(first) = first else { return Ok(None) };
    let scale: Vec<f64> = groups.sizes.iter().map(|&size| (size as f64).sqrt()).collect();
    let nearest = Nearest::new(place(&first, &aim, &scale));
    let mut approach = Approach {
        groups,
        aim,
        scale,
        compositions: vec![first],
        nearest,
        wants: nothing,
        least: 0.0,
        distance: 1.0,
    };
    for _ in 0..STEPS_MAX {
        // The nearest point and a rounding take as many steps as there are pairs of groups.
        work.add(STEPS.saturating_mul(groups.sizes.len()).saturating_mul(groups.sizes.len()))?;
        approach.look();
        if approach.distance < NEAR {
            break;
        }
        if approach.round() {
            continue;
        }
        let Some(found) = above(groups, &approach.wants, approach.least, work)? else {
            return Ok(None);
        };
        if !approach.accept(found) {
            break;
        }
    }
    Ok(Some(approach.end()))
}

fn place(composition: &[usize], aim: &[f64], scale: &[f64]) -> Vec<f64> {
    let one = |((&members, aim), scale): ((&usize, &f64), &f64)| (members as f64 - aim) / scale;
    composition.iter().zip(aim).zip(scale).map(one).collect()
}

impl Approach<'_> {
    /// Sees how far the nearest point is, and in which direction.
    fn look(&mut self) {
        let off = self.nearest.nearest();
        let far = |(off, scale): (&f64, &f64)| (off / scale).abs();
        self.distance = off.iter().zip(&self.scale).map(far).fold(0.0, f64::max);
        for ((want, off), scale) in self.wants.iter_mut().zip(&off).zip(&self.scale) {
            *want = -off / scale / self.distance;
            if want.abs() < NOTHING {
                *want = 0.0;
            }
        }
        let square: f64 = off.iter().map(|off| off * off).sum();
        let aim: f64 = self.aim.iter().zip(&self.wants).map(|(aim, want)| aim * want).sum();
        self.least = aim - square / self.distance * (1.0 - 1e-6);
    }

    /// Looks for a panel near the divided one that brings the nearest point nearer.
    fn round(&mut self) -> bool {
        (0..=SHAKES).any(|shake| {
            let mut wants = self.wants.clone();
            for (group, want) in wants.iter_mut().enumerate().filter(|_| shake > 0) {
                let random = scattered(group as u64 * SHAKES + shake) as f64 / u64::MAX as f64;
                *want += (random - 0.5) * 0.1 * shake as f64;
            }
            round(self.groups, &self.aim, &wants).is_some_and(|found| self.accept(found))
        })
    }

    /// Takes a panel in if it brings the nearest point nearer.
    fn accept(&mut self, found: Vec<usize>) -> bool {
        if worth(&found, &self.wants) <= self.least {
            return false;
        }
        let Some(lost) = self.nearest.add(place(&found, &self.aim, &self.scale)) else {
            return false;
        };
        self.compositions.push(found);
        let mut numbers = 0..;
        self.compositions.retain(|_| numbers.next().is_none_or(|number| !lost.contains(&number)));
        true
    }

    fn end(self) -> Found {
        let weights = self.nearest.weights().to_vec();
        Found { compositions: self.compositions, weights, distance: self.distance }
    }
}
