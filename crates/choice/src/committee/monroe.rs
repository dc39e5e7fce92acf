//! Monroe's rule: voters are shared out evenly among the members, and as many as possible go to one
//! they approve (Monroe 1995).

use super::search::{Objective, best_committees};
use super::{Committees, Groups, Wanted, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::count;
use crate::limits::MONROE_SEATS_MAX;

/// Finds the best committees by Monroe's rule, exactly. NP-hard.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] above [`MONROE_SEATS_MAX`]
/// seats, or when the search would pass [`crate::limits::COMMITTEES_VISITED_MAX`] or
/// [`crate::limits::WORK_MAX`] steps of work.
pub fn monroe(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let ties = prepare(ballots, seats, wanted)?;
    if seats > MONROE_SEATS_MAX {
        let (actual, limit) = (count(seats), count(MONROE_SEATS_MAX));
        return Err(ChoiceError::TooLarge {
            method: "Monroe's rule",
            what: "seats",
            actual,
            limit,
        });
    }
    let groups = Groups::new(ballots);
    let mut objective = Assigned { groups: &groups, seats, members: Vec::new() };
    let found =
        best_committees("Monroe's rule", &mut objective, &ties, seats, *wanted == Wanted::All)?;
    let score = found.score.to_string();
    Ok(found.named("Monroe's rule", score))
}

struct Assigned<'a> {
    groups: &'a Groups,
    seats: usize,
    members: Vec<usize>,
}

impl Objective for Assigned<'_> {
    fn add(&mut self, candidate: usize) {
        self.members.push(candidate);
    }
    fn remove(&mut self, candidate: usize) {
        self.members.retain(|&one| one != candidate);
    }
    fn score(&self) -> i128 {
        i128::from(represented(self.groups, &self.members, self.seats))
    }
    fn gain(&self, candidate: usize) -> i128 {
        let share = self.groups.total.div_ceil(count(self.seats));
        i128::from(self.groups.support(candidate).min(share))
    }
    fn work(&self) -> usize {
        let sets = self.members.len() << self.members.len().min(MONROE_SEATS_MAX);
        self.groups.weights.len() * (self.members.len() + 1) + sets
    }
}

/// The weight of voters who can go to a member they approve when members have equal parts, and as
/// many of them as the total leaves over may take one more: a maximum flow, found as the least cut
/// (Ford and Fulkerson 1956). A cut takes the places of some members, and all voters who approve
/// another one.
fn represented(groups: &Groups, members: &[usize], seats: usize) -> u64 {
    let (part, extra) = (groups.total / count(seats), groups.total % count(seats));
    let sets = 1usize << members.len();
    // First the weight of the voters who approve just these members, then of those who approve no
    // other.
    let mut within = vec![0u64; sets];
    for (approved, weight) in groups.approved.iter().zip(&groups.weights) {
        let bit = |(place, member): (usize, &usize)| {
            usize::from(approved.binary_search(member).is_ok()) << place
        };
        within[members.iter().enumerate().map(bit).sum::<usize>()] += weight;
    }
    for place in 0..members.len() {
        for set in (0..sets).filter(|set| set >> place & 1 == 1) {
            within[set] += within[set ^ (1 << place)];
        }
    }
    let cut = |(set, inside): (usize, &u64)| {
        let taken = u64::from(set.count_ones());
        taken * part + taken.min(extra) + (groups.total - inside)
    };
    within.iter().enumerate().map(cut).min().unwrap_or(0)
}
