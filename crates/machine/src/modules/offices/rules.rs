//! `check`: whether an act of offices may happen now. Reads only.

use polity_types::PersonId;

use super::action::OfficesAction;
use super::error::OfficesError;
use super::query;
use super::state::STANDING;
use super::types::{Candidate, STANDING_MAX, Seat};
use crate::charter_text::document::Office;
use crate::charter_text::{Elects, NAME_CHARS_MAX, Procedure};
use crate::frame::context::{Authority, Context};
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    CallElection {
        candidates: Vec<(PersonId, Candidate)>,
        office: String,
        open: u64,
        procedure: Box<Procedure>,
    },
    Recall {
        holder: PersonId,
        office: String,
        seat: (u64, Seat),
    },
    Resign {
        holder: PersonId,
        office: String,
        seat: (u64, Seat),
    },
    Seat {
        holder: PersonId,
        joined: u64,
        office: Office,
        seat: u64,
    },
    Stand {
        joined: u64,
        office: String,
        person: PersonId,
    },
    StandDown {
        office: String,
        person: PersonId,
    },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`OfficesError`].
pub(super) fn check(
    action: &OfficesAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, OfficesError> {
    let asked = action.office();
    let known = |asked: &str| OfficesError::NoOffice {
        asked: asked.chars().take(NAME_CHARS_MAX).collect(),
        known: listed(context),
    };
    let office = context.charter.office(asked).ok_or_else(|| known(asked))?;
    let id = office.id.clone();
    let change = match action {
        OfficesAction::CallElection { .. } => {
            check_full(person(context)?, state)?;
            check_election(office, context, state)?
        }
        OfficesAction::Recall { holder, .. } => {
            check_decided(office, &office.recalled_by, context)?;
            let seat = seat_of(office, *holder, state)?;
            Change::Recall { holder: *holder, office: id, seat }
        }
        OfficesAction::Resign { .. } => {
            let holder = person(context)?;
            Change::Resign { holder, office: id, seat: seat_of(office, holder, state)? }
        }
        OfficesAction::Seat { holder, .. } => {
            check_decided(office, &office.filled_by, context)?;
            check_seat(office, *holder, context, state)?
        }
        OfficesAction::Stand { .. } => {
            let person = person(context)?;
            let joined = check_full(person, state)?;
            let is_new = !query::stands(state, &id, person);
            require(is_new, OfficesError::Stands { person, office: id.clone() })?;
            let standing = STANDING.get(state, &id).unwrap_or_default().count;
            require(standing < STANDING_MAX, OfficesError::TooMany(id.clone()))?;
            Change::Stand { joined, office: id, person }
        }
        OfficesAction::StandDown { .. } => {
            let person = person(context)?;
            let stands = query::stands(state, &id, person);
            require(stands, OfficesError::NotStanding { person, office: id.clone() })?;
            Change::StandDown { office: id, person }
        }
    };
    Ok(Admitted(change))
}

fn person(context: &Context<'_>) -> Result<PersonId, OfficesError> {
    let by = || OfficesError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

fn listed(context: &Context<'_>) -> String {
    let ids: Vec<&str> = context.charter.offices.iter().map(|office| office.id.as_str()).collect();
    if ids.is_empty() { "none".into() } else { ids.join(", ") }
}

/// Decides that a person is a member past probation, and returns the moment at which their membership
/// began.
fn check_full(person: PersonId, state: &dyn StateView) -> Result<u64, OfficesError> {
    let member = membership::query::member(state, person)
        .filter(|_| membership::query::is_full_member(state, person));
    member.map(|member| member.since).ok_or(OfficesError::NotFullMember(person))
}

/// Decides that the procedure which the charter names for the office asks.
fn check_decided(office: &Office, by: &str, context: &Context<'_>) -> Result<(), OfficesError> {
    let is_it =
        matches!(&context.authority, Authority::Decision { procedure, .. } if procedure == by);
    let other = || OfficesError::OtherHolder {
        office: office.id.clone(),
        by: by.to_owned(),
        asked: context.authority.words(),
    };
    is_it.then_some(()).ok_or_else(other)
}

fn seat_of(
    office: &Office,
    holder: PersonId,
    state: &dyn StateView,
) -> Result<(u64, Seat), OfficesError> {
    let not = || OfficesError::NotHolder { person: holder, office: office.id.clone() };
    query::seat_of(state, &office.id, holder).ok_or_else(not)
}

/// Finds the seat that somebody who was elected takes (OFF-4).
fn check_seat(
    office: &Office,
    holder: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, OfficesError> {
    let joined = check_full(holder, state)?;
    let id = || office.id.clone();
    let stands = query::stands(state, &office.id, holder);
    require(stands, OfficesError::NotStanding { person: holder, office: id() })?;
    let open = open_seats(office, context, state)?;
    // Who holds a seat that is open keeps that one; nobody holds two.
    let own = query::seat_of(state, &office.id, holder).map(|(number, _)| number);
    let seat = match own {
        Some(own) => open.into_iter().find(|number| *number == own),
        None => open.first().copied(),
    };
    let seat = seat.ok_or_else(|| no_seat(office, state))?;
    Ok(Change::Seat { holder, joined, office: office.clone(), seat })
}

fn open_seats(
    office: &Office,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Vec<u64>, OfficesError> {
    let open = query::open_seats(state, office, context.running);
    if open.is_empty() { Err(no_seat(office, state)) } else { Ok(open) }
}

fn no_seat(office: &Office, state: &dyn StateView) -> OfficesError {
    let ends = query::seats(state, &office.id).into_iter().map(|(_, seat)| seat.until);
    let next = ends.min().unwrap_or_default();
    OfficesError::NoSeat { office: office.id.clone(), seats: office.seats, next }
}

/// Decides whether an election can open now (OFF-3).
fn check_election(
    office: &Office,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, OfficesError> {
    let id = || office.id.clone();
    if let Some(panel) = office.drawn_by.clone() {
        return Err(OfficesError::Drawn { office: id(), panel });
    }
    if let Some(on) = query::election(state, &office.id) {
        return Err(OfficesError::ElectionOn { office: id(), proposal: on.proposal });
    }
    let open = u64::try_from(open_seats(office, context, state)?.len()).unwrap_or(u64::MAX);
    let candidates = query::candidates(state, &office.id);
    require(!candidates.is_empty(), OfficesError::NobodyStands(id()))?;
    let procedure = context.charter.decision(&office.filled_by);
    let procedure = procedure.ok_or_else(|| OfficesError::OtherHolder {
        office: id(),
        by: office.filled_by.clone(),
        asked: context.authority.words(),
    })?;
    let standing = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
    let chooses = matches!(procedure.method.elects(), Elects::One | Elects::Several);
    let fits = chooses || (procedure.method.elects() == Elects::YesNo && standing <= open);
    let method = procedure.method.name();
    require(fits, OfficesError::NoChoice { office: id(), open, standing, method })?;
    let procedure = Box::new(procedure.clone());
    Ok(Change::CallElection { candidates, office: id(), open, procedure })
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: OfficesError) -> Result<(), OfficesError> {
    if holds { Ok(()) } else { Err(error) }
}
