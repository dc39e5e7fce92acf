//! When offices are filled, and for how long they were: at the beginning of a season every seat that is open, and in it
//! each whose term runs out or whose holder leaves. What an election leaves empty is tried again after a term, or in the
//! next season.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::charter_text::Method;
use polity_machine::charter_text::document::Office;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::governance::Outcome;
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::offices::query as offices;
use polity_types::{PersonId, Seconds, Timestamp};

use super::people::{Camp, ELECTION};
use super::report::Holders;
use super::season::{Open, Seasons};
use super::world::World;

/// How often somebody is asked to stand for an office.
const TRIES: usize = 60;

/// What is known of the seats of one office.
#[derive(Default)]
struct Seats {
    /// Number of the election that is on.
    election: Option<u64>,
    /// Steps in which somebody held a seat, over all seats.
    held: u64,
    /// Seats that were tried and are open still.
    left: BTreeSet<u64>,
    /// Steps, over all seats.
    steps: u64,
    /// When they were tried the last time.
    tried: Timestamp,
}

impl Seats {
    /// Returns whether there are seats to elect now, of those that are `open`.
    fn wants(&mut self, open: &BTreeSet<u64>, term: Seconds, world: &World) -> bool {
        if let Some(number) = self.election {
            let Some(over) = governance::result(world.state(), number) else { return false };
            self.election = None;
            // What it left empty waits, but for one that could not take effect: somebody whom it elected had left.
            self.left.clone_from(open);
            if matches!(over.outcome, Outcome::Failed { .. }) {
                self.left.clear();
            }
        }
        if self.tried.after(term) <= world.society.time {
            self.left.clear();
        }
        self.left.retain(|seat| open.contains(seat));
        !open.is_subset(&self.left)
    }
}

/// What is known of the seats of all offices, by the office's identifier.
#[derive(Default)]
pub(super) struct Offices(BTreeMap<String, Seats>);

impl Offices {
    /// Begins a season: what stayed empty in the one before is tried again.
    pub(super) fn begin(&mut self) {
        self.0.values_mut().for_each(|seats| seats.left.clear());
    }

    /// Notes which seats are held at the end of a step.
    pub(super) fn note(&mut self, world: &mut World) {
        for office in &world.charter().offices {
            let known = self.0.entry(office.id.clone()).or_default();
            let held = offices::seats(world.state(), &office.id).len();
            known.held = known.held.saturating_add(u64::try_from(held).unwrap_or(u64::MAX));
            known.steps = known.steps.saturating_add(office.seats.into());
        }
    }

    /// Returns in how many of a hundred steps a seat of an office was held; none where no season passed.
    fn held_percent(&self, office: &str) -> Option<u64> {
        let Seats { held, steps, .. } = self.0.get(office)?;
        held.saturating_mul(100).saturating_add(steps / 2).checked_div(*steps)
    }
}

impl Seasons {
    /// Has members stand for the offices of which seats came open, and calls the elections.
    pub(super) fn elect(&mut self, world: &mut World, season: usize) {
        let charter = world.charter();
        for office in charter.offices.iter().filter(|office| office.drawn_by.is_none()) {
            let running = Clock::read(world.state()).running();
            let open = offices::open_seats(world.state(), office, running);
            let open: BTreeSet<u64> = open.into_iter().collect();
            let seats = self.offices.0.entry(office.id.clone()).or_default();
            if !seats.wants(&open, office.term, world) {
                continue;
            }
            seats.tried = world.society.time;
            seats.left.clone_from(&open);
            let election = self.call(world, office, open.len(), season);
            if let Some(seats) = self.offices.0.get_mut(&office.id) {
                seats.election = election;
            }
        }
    }

    /// Has members stand for so many seats, calls the election, and returns its number; none if nobody can call it.
    fn call(
        &mut self,
        world: &mut World,
        office: &Office,
        seats: usize,
        season: usize,
    ) -> Option<u64> {
        let charter = world.charter();
        let method = charter.decision(&office.filled_by).map(|procedure| procedure.method);
        let is_contest = method.is_some_and(Method::has_options);
        let wanted = if is_contest { seats.saturating_add(2).min(12) } else { seats };
        for _ in 0..TRIES {
            if offices::candidates(world.state(), &office.id).len() >= wanted {
                break;
            }
            let agent = world.random.place(world.joined);
            let _ = world.act(agent, OfficesAction::Stand { office: office.id.clone() });
        }
        let proposed = world.society.time;
        let _ = world.act(0, OfficesAction::CallElection { office: office.id.clone() }).ok()?;
        let standing = offices::candidates(world.state(), &office.id);
        let slate = standing.into_iter().map(|(person, _)| camp(person, world)).collect();
        let number = governance::counts(world.state()).made;
        self.open.push(Open {
            is_bid: false,
            lean: ELECTION,
            number,
            proposed,
            season,
            sides: Default::default(),
            slate,
            voted: 0,
        });
        if let Some(report) = self.passed.get_mut(season) {
            report.brought = report.brought.saturating_add(1);
            report.elections = report.elections.saturating_add(1);
        }
        Some(number)
    }
}

fn camp(person: PersonId, world: &World) -> Camp {
    let one = world.agents.iter().find(|agent| agent.actor.person == person);
    one.map_or(Camp::Majority, |agent| agent.camp)
}

/// Returns who holds the offices. `known`: how it was in the seasons, if they passed.
pub(super) fn held(world: &mut World, known: &Offices) -> Vec<Holders> {
    let charter = world.charter();
    let each = charter.offices.iter().map(|office| {
        let seats = offices::seats(world.state(), &office.id);
        let is_hostile = |person: PersonId| camp(person, world) == Camp::Hostile;
        let hostile = seats.iter().filter(|(_, seat)| is_hostile(seat.holder)).count();
        Holders {
            by_hostile: u64::try_from(hostile).unwrap_or(u64::MAX),
            by_lot: office.drawn_by.is_some(),
            held: u64::try_from(seats.len()).unwrap_or(u64::MAX),
            held_percent: known.held_percent(&office.id),
            office: office.name.clone(),
            seats: office.seats,
        }
    });
    each.collect()
}
