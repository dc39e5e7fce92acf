//! What pages, the command line and neighbouring modules may read of offices.

use polity_types::{PersonId, Timestamp};

use super::action::OfficesAction;
use super::state::{CANDIDATE, ELECTION, FILLED, HELD, SEAT};
use super::types::{Candidate, Election, Seat, ahead};
use crate::Action;
use crate::charter_text::document::Office;
use crate::frame::state::StateView;
use crate::modules::{governance, membership};

/// Most seats of an office, as the charter bounds them. Source: CHA-29.
const SEATS_MAX: usize = 1_000;
/// More than can stand for one office.
const STANDING_READ: usize = 100;

/// Returns the seats of an office that are taken, with their numbers.
#[must_use]
pub fn seats(state: &dyn StateView, office: &str) -> Vec<(u64, Seat)> {
    let page = SEAT.scan(state, &format!("{office}/"), None, SEATS_MAX);
    let number = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    let seats = page.into_iter().filter_map(|(key, seat)| Some((number(&key)?, seat)));
    seats.filter(|(_, seat)| is_held(state, seat)).collect()
}

/// Returns the seat of an office with a number, if it is taken. Reads by its key.
#[must_use]
pub fn seat(state: &dyn StateView, office: &str, number: u64) -> Option<Seat> {
    SEAT.get(state, &(office.to_owned(), number)).filter(|seat| is_held(state, seat))
}

/// Returns whether who has a seat is still in the membership in which they got it.
fn is_held(state: &dyn StateView, seat: &Seat) -> bool {
    is_in(state, seat.holder, seat.joined)
}

/// Returns whether a person is in the membership that began at the moment `joined`.
fn is_in(state: &dyn StateView, person: PersonId, joined: u64) -> bool {
    let member = membership::query::member(state, person);
    member.is_some_and(|member| member.since == joined)
        && membership::query::is_member(state, person)
}

/// Returns whether a person holds an office.
#[must_use]
pub fn holds(state: &dyn StateView, office: &str, person: PersonId) -> bool {
    seat_of(state, office, person).is_some()
}

/// Returns the seat of a person in an office.
#[must_use]
pub fn seat_of(state: &dyn StateView, office: &str, person: PersonId) -> Option<(u64, Seat)> {
    let held = HELD.get(state, &(office.to_owned(), person))?;
    let seat = SEAT.get(state, &(office.to_owned(), held.seat))?;
    (seat.holder == person && is_held(state, &seat)).then_some((held.seat, seat))
}

/// Returns who stands for an office, in the order in which they stood.
#[must_use]
pub fn candidates(state: &dyn StateView, office: &str) -> Vec<(PersonId, Candidate)> {
    let page = CANDIDATE.scan(state, &format!("{office}/"), None, STANDING_READ);
    let person = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    let found = page.into_iter().filter_map(|(key, stands)| Some((person(&key)?, stands)));
    let mut found: Vec<(PersonId, Candidate)> =
        found.filter(|(person, stands)| is_in(state, *person, stands.joined)).collect();
    found.sort_by_key(|(_, stands)| stands.number);
    found
}

/// Returns whether a person stands for an office.
#[must_use]
pub fn stands(state: &dyn StateView, office: &str, person: PersonId) -> bool {
    let stands = CANDIDATE.get(state, &(office.to_owned(), person));
    stands.is_some_and(|stands| is_in(state, person, stands.joined))
}

/// Returns the election of an office that is on.
#[must_use]
pub fn election(state: &dyn StateView, office: &str) -> Option<Election> {
    let election = ELECTION.get(state, &office.to_owned())?;
    governance::query::proposal(state, election.proposal).map(|_| election)
}

/// Returns the numbers of the seats that are free, or whose terms end soon ([`ahead`]), the free ones first
/// and then in the order of their ends.
#[must_use]
pub fn open_seats(state: &dyn StateView, office: &Office, running: Timestamp) -> Vec<u64> {
    let (taken, seats) = (self::seats(state, &office.id), office.seats);
    let is_free = |number: &u64| taken.iter().all(|(other, _)| other != number);
    let free = (0..u64::from(seats)).filter(is_free);
    let mut ending: Vec<(Timestamp, u64)> = taken
        .iter()
        .filter(|(number, seat)| {
            *number < u64::from(seats) && seat.until <= running.after(ahead(office.term))
        })
        .map(|(number, seat)| (seat.until, *number))
        .collect();
    ending.sort_unstable();
    free.chain(ending.into_iter().map(|(_, number)| number)).collect()
}

/// Returns the seat that somebody new would take: their own if they hold one that is open, otherwise the
/// first that is (OFF-4).
#[must_use]
pub fn seat_for(
    state: &dyn StateView,
    office: &Office,
    person: PersonId,
    running: Timestamp,
) -> Option<u64> {
    let open = open_seats(state, office, running);
    match seat_of(state, &office.id, person) {
        Some((own, _)) => open.into_iter().find(|number| *number == own),
        None => open.first().copied(),
    }
}

/// Returns the state key of a seat, for proofs.
#[must_use]
pub fn seat_key(office: &str, number: u64) -> String {
    SEAT.key(&(office.to_owned(), number))
}

/// Returns the state key of the election of an office, for proofs.
#[must_use]
pub fn election_key(office: &str) -> String {
    ELECTION.key(&office.to_owned())
}

/// Returns whether an office was ever filled.
#[must_use]
pub fn was_filled(state: &dyn StateView, office: &str) -> bool {
    FILLED.get(state).unwrap_or_default().offices.iter().any(|known| known == office)
}

/// Returns the office that acts are the election of, if they seat anybody.
pub fn office_of<'a>(acts: impl IntoIterator<Item = &'a Action>) -> Option<&'a str> {
    acts.into_iter().find_map(|action| match action {
        Action::Offices(OfficesAction::Seat { office, .. }) => Some(office.as_str()),
        _ => None,
    })
}

/// State key of the offices that were ever filled.
pub const FILLED_KEY: &str = FILLED.key();
