//! Monroe's rule: voters are shared out evenly among the members, and as many as possible go to one
//! they approve (Monroe 1995).

use super::search::{Objective, best_committees};
use super::{Committees, Groups, Wanted, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::count;

/// Finds the best committees by Monroe's rule, exactly. NP-hard.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when the search would
/// pass [`crate::limits::COMMITTEES_VISITED_MAX`].
pub fn monroe(
    ballots: &Approvals,
    seats: usize,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let position = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    let mut objective = Assigned { groups: &groups, seats, members: Vec::new() };
    let (score, committees) =
        best_committees("monroe", &mut objective, &position, seats, *wanted == Wanted::All)?;
    let score = Some(score.to_string());
    Ok(Committees { rule: "Monroe's rule".into(), committees, steps: Vec::new(), score })
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
}

/// The weight of voters who can go to a member they approve when members have equal parts: a maximum
/// flow from groups to members, where as many members as the total leaves over may take one more.
fn represented(groups: &Groups, members: &[usize], seats: usize) -> u64 {
    let (part, extra) = (groups.total / count(seats), groups.total % count(seats));
    // Nodes: groups, members, the place for those left over, source, sink.
    let first_member = groups.weights.len();
    let spare = first_member + members.len();
    let (source, sink, size) = (spare + 1, spare + 2, spare + 3);
    let mut room = vec![0u64; size * size];
    for (group, &weight) in groups.weights.iter().enumerate() {
        room[source * size + group] = weight;
        for (number, member) in members.iter().enumerate() {
            if groups.approved[group].binary_search(member).is_ok() {
                room[group * size + first_member + number] = weight;
            }
        }
    }
    for number in 0..members.len() {
        room[(first_member + number) * size + sink] = part;
        room[(first_member + number) * size + spare] = 1;
    }
    room[spare * size + sink] = extra;
    max_flow(&mut room, size, source, sink)
}

/// The maximum flow in a small graph given by the room on each edge (Edmonds and Karp 1972).
fn max_flow(room: &mut [u64], size: usize, source: usize, sink: usize) -> u64 {
    let mut flow = 0;
    loop {
        let mut before = vec![usize::MAX; size];
        let mut queue = std::collections::VecDeque::from([source]);
        before[source] = source;
        while let Some(node) = queue.pop_front() {
            for next in 0..size {
                if before[next] == usize::MAX && room[node * size + next] > 0 {
                    before[next] = node;
                    queue.push_back(next);
                }
            }
        }
        if before[sink] == usize::MAX {
            return flow;
        }
        let mut amount = u64::MAX;
        let mut node = sink;
        while node != source {
            amount = amount.min(room[before[node] * size + node]);
            node = before[node];
        }
        node = sink;
        while node != source {
            room[before[node] * size + node] -= amount;
            room[node * size + before[node]] += amount;
            node = before[node];
        }
        flow += amount;
    }
}
