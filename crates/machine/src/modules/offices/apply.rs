//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::PersonId;

use super::action::OfficesAction;
use super::event::OfficesEvent;
use super::query;
use super::rules::{Admitted, Change};
use super::state::{CANDIDATE, ELECTION, FILLED, HELD, SEAT, STANDING, STOOD};
use super::types::{Candidate, Count, Election, Held, Item, Seat};
use crate::charter_text::document::Office;
use crate::charter_text::{Elects, Procedure};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::governance::{self, Contest, ContestOption};
use crate::modules::membership;
use crate::{Action, Event};

/// Title of the option that leaves a seat empty.
const NOBODY: &str = "None of these";

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::CallElection { candidates, office, open, procedure } => {
            return call(&candidates, office, open, &procedure, context, state);
        }
        Change::Recall { holder, office, seat: (number, seat) } => {
            vacate(&office, number, &seat, state);
            OfficesEvent::Recalled { holder, office, seat: number }
        }
        Change::Resign { holder, office, seat: (number, seat) } => {
            vacate(&office, number, &seat, state);
            OfficesEvent::Resigned { holder, office, seat: number }
        }
        Change::Seat { holder, joined, office, seat } => {
            take((holder, joined), &office, seat, context, state)
        }
        Change::Stand { joined, office, person } => {
            let number = STOOD.get(state).unwrap_or_default().count.saturating_add(1);
            STOOD.put(state, &Count { count: number });
            if !CANDIDATE.has(state, &(office.clone(), person)) {
                standing(&office, |count| count.saturating_add(1), state);
            }
            CANDIDATE.put(state, &(office.clone(), person), &Candidate { joined, number });
            OfficesEvent::Stood { office, person }
        }
        Change::StandDown { office, person } => {
            stand_down(&office, person, state);
            OfficesEvent::StoodDown { office, person }
        }
    };
    vec![event.into()]
}

/// Opens the election: all who stand are its options, in the order in which they stood, so that
/// whoever calls it leaves nobody out.
fn call(
    candidates: &[(PersonId, Candidate)],
    office: String,
    open: u64,
    procedure: &Procedure,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let seat = |holder: &PersonId| {
        Action::from(OfficesAction::Seat { holder: *holder, office: office.clone() })
    };
    let what = if procedure.method.has_options() {
        let most = procedure.method.options_max().saturating_sub(1);
        let option = |(person, _): &(PersonId, Candidate)| ContestOption {
            actions: vec![seat(person)],
            title: title(*person, state),
        };
        let mut options: Vec<ContestOption> = candidates.iter().take(most).map(option).collect();
        let standing = u64::try_from(options.len()).unwrap_or(u64::MAX);
        let is_one = procedure.method.elects() == Elects::One;
        let choose = if is_one { 1 } else { open.min(standing) };
        options.push(ContestOption { actions: Vec::new(), title: NOBODY.into() });
        (Vec::new(), Some(Contest { budget: None, choose, options }))
    } else {
        (candidates.iter().map(|(person, _)| seat(person)).collect(), None)
    };
    let (proposal, opened) = governance::open_election(what, procedure, context, state);
    ELECTION.put(state, &office, &Election { proposal });
    let called = OfficesEvent::ElectionCalled { office, proposal };
    [opened, vec![called.into()]].concat()
}

/// Returns what a member is called on a ballot: the number on their card.
fn title(person: PersonId, state: &Overlay<'_>) -> String {
    let number = membership::query::member(state, person).map_or(0, |member| member.number);
    format!("Member {number}")
}

/// Gives a seat to somebody, for a whole term from now.
fn take(
    (holder, joined): (PersonId, u64),
    office: &Office,
    number: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> OfficesEvent {
    let id = office.id.clone();
    if let Some(before) = SEAT.get(state, &(id.clone(), number)) {
        vacate(&id, number, &before, state);
    }
    stand_down(&id, holder, state);
    let until = context.running.after(office.term);
    let place = agenda::put(state, until, Item::TermEnds { office: id.clone(), seat: number });
    let seat = Seat { holder, joined, place, since: context.running, until };
    SEAT.put(state, &(id.clone(), number), &seat);
    HELD.put(state, &(id.clone(), holder), &Held { seat: number });
    let mut filled = FILLED.get(state).unwrap_or_default();
    if let Err(place) = filled.offices.binary_search(&id) {
        filled.offices.insert(place, id.clone());
        FILLED.put(state, &filled);
    }
    OfficesEvent::Seated { holder, office: id, seat: number, until }
}

/// Gives a seat of an office to whoever was drawn for it, if one is open.
pub fn seat_drawn(
    (holder, joined): (PersonId, u64),
    office: &Office,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Event> {
    let seat = query::seat_for(state, office, holder, context.running)?;
    Some(take((holder, joined), office, seat, context, state).into())
}

fn vacate(office: &str, number: u64, seat: &Seat, state: &mut Overlay<'_>) {
    agenda::strike(state, seat.place);
    SEAT.remove(state, &(office.to_owned(), number));
    HELD.remove(state, &(office.to_owned(), seat.holder));
}

fn stand_down(office: &str, person: PersonId, state: &mut Overlay<'_>) {
    let key = (office.to_owned(), person);
    if CANDIDATE.has(state, &key) {
        CANDIDATE.remove(state, &key);
        standing(office, |count| count.saturating_sub(1), state);
    }
}

fn standing(office: &str, change: impl FnOnce(u64) -> u64, state: &mut Overlay<'_>) {
    let key = office.to_owned();
    let count = change(STANDING.get(state, &key).unwrap_or_default().count);
    if count == 0 {
        STANDING.remove(state, &key);
    } else {
        STANDING.put(state, &key, &Count { count });
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, _context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Item::TermEnds { office, seat: number } = item;
    let Some(seat) = SEAT.get(state, &(office.clone(), number)) else { return Due::default() };
    vacate(&office, number, &seat, state);
    let ended = OfficesEvent::TermEnded { holder: seat.holder, office, seat: number };
    Due { events: vec![ended.into()], enactment: None }
}

/// Takes a person who left out of every office and every candidacy; what they held is free at once.
pub fn left(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for office in &context.charter.offices {
        let id = office.id.clone();
        stand_down(&id, person, state);
        let Some(Held { seat: number }) = HELD.get(state, &(id.clone(), person)) else { continue };
        let Some(seat) = SEAT.get(state, &(id.clone(), number)) else { continue };
        vacate(&id, number, &seat, state);
        let resigned = OfficesEvent::Resigned { holder: person, office: id, seat: number };
        events.push(resigned.into());
    }
    events
}
