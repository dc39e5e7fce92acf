//! Delegation: who has whom vote for them, how many votes that carries, and how many take theirs back.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::modules::governance::{Choice, GovernanceAction};
use serde::Serialize;

use super::people::Agent;
use super::world::World;

/// How often somebody who delegates votes themselves all the same. Unit: percent.
const OVERRIDES: u64 = 15;
/// Of how many of their camp a delegate is chosen: those who vote most.
const CHOSEN_OF: usize = 5;

/// Who votes for whom.
#[derive(Debug, Default)]
pub(super) struct Delegates {
    /// The delegate of each who has one, by their places.
    of: BTreeMap<usize, usize>,
    report: Delegation,
    /// Procedures that take delegations.
    topics: BTreeSet<String>,
}

/// What came of delegation.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Delegation {
    /// Votes that delegates carried, over all votes.
    pub(super) carried: u64,
    /// People who delegate.
    pub(super) delegating: u64,
    /// Most votes that one delegate carried in one vote, their own aside.
    pub(super) most: u64,
    /// Votes that people cast themselves, whose delegate would have voted.
    pub(super) overridden: u64,
    /// Delegations that the rules refused.
    pub(super) refused: u64,
    /// Votes in which delegates voted.
    pub(super) votes: u64,
}

impl Delegates {
    /// Has those who delegate name a delegate of their camp in every procedure that takes one.
    pub(super) fn name(&mut self, world: &mut World) {
        let charter = world.charter();
        let topics = charter.decisions.iter().filter(|one| one.delegation.is_some());
        self.topics = topics.map(|procedure| procedure.id.clone()).collect();
        if self.topics.is_empty() {
            return;
        }
        let people: Vec<Agent> = world.agents.iter().take(world.joined).cloned().collect();
        for (place, person) in people.iter().enumerate().filter(|(_, one)| one.is_delegating) {
            let mut own: Vec<(usize, &Agent)> = people
                .iter()
                .enumerate()
                .filter(|(_, other)| other.camp == person.camp && !other.is_delegating)
                .collect();
            own.sort_by_key(|(other, agent)| (std::cmp::Reverse(agent.turnout), *other));
            own.truncate(CHOSEN_OF);
            let chosen = place.checked_rem(own.len()).and_then(|at| own.get(at));
            let Some((delegate, agent)) = chosen else { continue };
            for topic in &self.topics {
                let (delegate, topic) = (agent.actor.person, topic.clone());
                let name =
                    GovernanceAction::Delegate { delegate, replaces: None, topic, until: None };
                if world.act(place, name).is_err() {
                    self.report.refused = self.report.refused.saturating_add(1);
                }
            }
            let _ = self.of.insert(place, *delegate);
        }
        self.report.delegating = u64::try_from(self.of.len()).unwrap_or(u64::MAX);
    }

    /// Returns whether somebody leaves a vote to their delegate.
    pub(super) fn leaves_it(&self, agent: usize, topic: &str, world: &mut World) -> bool {
        let has_one = self.topics.contains(topic) && self.of.contains_key(&agent);
        has_one && !world.random.chance(OVERRIDES)
    }

    /// Counts what delegates carry in a vote.
    pub(super) fn count(&mut self, topic: &str, ballots: &[(usize, Choice)]) {
        if !self.topics.contains(topic) || self.of.is_empty() {
            return;
        }
        let voted: BTreeSet<usize> = ballots.iter().map(|(agent, _)| *agent).collect();
        let mut carried: BTreeMap<usize, u64> = BTreeMap::new();
        for (agent, delegate) in self.of.iter().filter(|(_, other)| voted.contains(*other)) {
            if voted.contains(agent) {
                self.report.overridden = self.report.overridden.saturating_add(1);
            } else {
                let own = carried.entry(*delegate).or_default();
                *own = own.saturating_add(1);
            }
        }
        let all: u64 = carried.values().sum();
        self.report.votes = self.report.votes.saturating_add(1);
        self.report.carried = self.report.carried.saturating_add(all);
        self.report.most =
            self.report.most.max(carried.values().copied().max().unwrap_or_default());
    }

    /// Returns what came of it; none where no procedure takes delegations.
    pub(super) fn report(&self) -> Option<Delegation> {
        (!self.topics.is_empty()).then(|| self.report.clone())
    }
}
