//! `check`: whether an act of places may happen now. Reads only.

use polity_types::PersonId;

use super::action::PlacesAction;
use super::error::PlacesError;
use super::query;
use super::state::{FIGURES, PLACE};
use super::types::{Attested, LAND_MAX, Living, PLACES_MAX, Place};
use crate::Action;
use crate::charter_text::scan::is_forbidden;
use crate::charter_text::{NAME_CHARS_MAX, Residency, is_id};
use crate::frame::context::Context;
use crate::frame::roll::Roll;
use crate::frame::state::StateView;
use crate::modules::{charter, membership};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Arrive { id: String, person: PersonId, place: Box<Place> },
    Attest { attested: Option<Attested>, id: String, land: u64, place: Box<Place> },
    Close { id: String, place: Box<Place> },
    Confirm { living: Box<Living>, person: PersonId, place: Box<Place>, residency: Residency },
    Depart { id: String, person: PersonId },
    EndResidence { id: String, person: PersonId },
    Open { id: String, place: Box<Place> },
    Renew { living: Box<Living>, person: PersonId, residency: Option<Residency> },
    Vouch(Box<NewVouch>),
}

/// A vouch that was checked.
#[derive(Debug)]
pub(super) struct NewVouch {
    /// Whether it is the last that was needed.
    pub(super) confirms: bool,
    pub(super) living: Living,
    pub(super) person: PersonId,
    pub(super) place: Place,
    pub(super) residency: Residency,
    pub(super) voucher: PersonId,
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`PlacesError`].
pub(super) fn check(
    action: &PlacesAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, PlacesError> {
    let change = match action {
        PlacesAction::Arrive { place } => check_arrive(place, context, state)?,
        PlacesAction::Attest { evidence, land, place: id } => {
            check_land(*land)?;
            let place = Box::new(open(id, state)?);
            let by = context.authority.words();
            let attested = evidence.map(|evidence| Attested { at: context.now, by, evidence });
            Change::Attest { attested, id: id.clone(), land: *land, place }
        }
        PlacesAction::Close { place: id } => {
            Change::Close { id: id.clone(), place: Box::new(open(id, state)?) }
        }
        PlacesAction::Confirm { person, place } => {
            let residency = residency(context)?;
            let (living, place) = claim(place, *person, state)?;
            Change::Confirm { living, person: *person, place, residency }
        }
        PlacesAction::Depart { place: id } => {
            let person = signer(context)?;
            // Wherever the record says that they live: also of a place that is closed.
            lives(id, person, state)?;
            Change::Depart { id: id.clone(), person }
        }
        PlacesAction::EndResidence { person, place: id } => {
            lives(id, *person, state)?;
            Change::EndResidence { id: id.clone(), person: *person }
        }
        PlacesAction::Open { .. } => check_open(action, context, state)?,
        PlacesAction::Renew { place: id } => {
            let person = signer(context)?;
            let (living, _) = lives(id, person, state)?;
            let not = || PlacesError::NotConfirmed { person, place: id.clone() };
            require(living.confirmed.is_some(), not)?;
            let residency = context.charter.residency.clone();
            Change::Renew { living, person, residency }
        }
        PlacesAction::Vouch { person, place } => check_vouch(place, *person, context, state)?,
    };
    Ok(Admitted(change))
}

/// Decides whether a member may say that they live at a place (PLA-4). No condition but those of that rule
/// may be added here: it is a right.
fn check_arrive(
    id: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, PlacesError> {
    let place = Box::new(open(id, state)?);
    let person = signer(context)?;
    require(membership::query::is_member(state, person), || PlacesError::NotMember(person))?;
    let _ = residency(context)?;
    if let Some((living, _)) = query::living(state, person) {
        return Err(PlacesError::LivesElsewhere { person, place: living.place });
    }
    Ok(Change::Arrive { id: id.to_owned(), person, place })
}

/// Decides whether a place may be opened (PLA-1).
fn check_open(
    action: &PlacesAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, PlacesError> {
    let PlacesAction::Open { country, evidence, kind, land, place: id, title } = action else {
        return Err(PlacesError::IdForm { asked: String::new() });
    };
    require(is_id(id), || PlacesError::IdForm {
        asked: id.chars().take(NAME_CHARS_MAX).collect(),
    })?;
    let chars = title.chars().count();
    let is_visible = title.trim() == title && !title.chars().any(is_forbidden);
    let is_title = is_visible && (1..=NAME_CHARS_MAX).contains(&chars);
    require(is_title, || PlacesError::Title { chars })?;
    let is_country =
        |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(asked) = country.as_ref().filter(|code| !is_country(code)) {
        let asked = asked.chars().take(NAME_CHARS_MAX).collect();
        return Err(PlacesError::Country { asked });
    }
    check_land(*land)?;
    require(!PLACE.has(state, id), || PlacesError::Exists(id.clone()))?;
    let figures = FIGURES.get(state).unwrap_or_default();
    let actual = figures.places;
    require(actual < PLACES_MAX, || PlacesError::TooMany { actual })?;
    let by = context.authority.words();
    let place = Place {
        attested: evidence.map(|evidence| Attested { at: context.now, by, evidence }),
        country: country.clone(),
        kind: *kind,
        land: *land,
        name: title.clone(),
        number: figures.opened.saturating_add(1),
        opened: context.now,
        residents: Roll::default(),
        voters: Roll::default(),
    };
    Ok(Change::Open { id: id.clone(), place: Box::new(place) })
}

/// Decides whether a resident may vouch for somebody (PLA-5).
fn check_vouch(
    id: &str,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, PlacesError> {
    let voucher = signer(context)?;
    let residency = residency(context)?;
    let (living, place) = claim(id, person, state)?;
    let needed = residency.vouches.ok_or(PlacesError::NoVouches)?;
    let is_voter = query::is_voter(state, id, voucher);
    require(is_voter, || PlacesError::NotVoter { person: voucher, place: id.to_owned() })?;
    let has = living.vouches.contains(&voucher);
    require(!has, || PlacesError::Vouched { person, voucher })?;
    let count = query::vouches(state, &living).saturating_add(1);
    let is_enough = u32::try_from(count).is_ok_and(|count| count >= needed);
    let confirms = is_enough && may_be_confirmed(id, person, context, state);
    let (living, place) = (*living, *place);
    let vouch = NewVouch { confirms, living, person, place, residency, voucher };
    Ok(Change::Vouch(Box::new(vouch)))
}

/// Returns whether neighbours may confirm somebody now: nothing that was paused, or that members stopped.
fn may_be_confirmed(
    id: &str,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let confirm = Action::Places(PlacesAction::Confirm { person, place: id.to_owned() });
    let is_paused = charter::query::paused(state, "places.confirm", context.running).is_some();
    !is_paused && charter::query::check_at_vote(&confirm, None, state).is_ok()
}

/// Decides whether the record that an action names is here (PLA-2).
///
/// # Errors
/// [`PlacesError::NoRecord`].
pub(super) fn foresee(action: &PlacesAction, context: &Context<'_>) -> Result<(), PlacesError> {
    let (PlacesAction::Attest { evidence: Some(record), .. }
    | PlacesAction::Open { evidence: Some(record), .. }) = action
    else {
        return Ok(());
    };
    require(context.records.record(record).is_some(), || PlacesError::NoRecord(*record))
}

fn check_land(land: u64) -> Result<(), PlacesError> {
    require((1..=LAND_MAX).contains(&land), || PlacesError::Land { actual: land })
}

fn open(id: &str, state: &dyn StateView) -> Result<Place, PlacesError> {
    let named = || PlacesError::NotOpen(id.chars().take(NAME_CHARS_MAX).collect());
    // What is no id is no part of a key.
    if is_id(id) { query::place(state, id).ok_or_else(named) } else { Err(named()) }
}

fn signer(context: &Context<'_>) -> Result<PersonId, PlacesError> {
    context.person().ok_or_else(|| PlacesError::NotAPerson { by: context.authority.words() })
}

fn residency(context: &Context<'_>) -> Result<Residency, PlacesError> {
    context.charter.residency.clone().ok_or(PlacesError::NoResidence)
}

/// Returns where a person lives, if it is at this place.
fn lives(
    id: &str,
    person: PersonId,
    state: &dyn StateView,
) -> Result<(Box<Living>, Box<Place>), PlacesError> {
    let living = query::living(state, person).filter(|(living, _)| living.place == id);
    let (living, place) = living.ok_or_else(|| {
        let place = id.chars().take(NAME_CHARS_MAX).collect();
        PlacesError::DoesNotLive { person, place }
    })?;
    Ok((Box::new(living), Box::new(place)))
}

/// Returns the word of a person that they live at a place, if it is not confirmed.
fn claim(
    id: &str,
    person: PersonId,
    state: &dyn StateView,
) -> Result<(Box<Living>, Box<Place>), PlacesError> {
    let (living, place) = lives(id, person, state)?;
    let is_confirmed = || PlacesError::IsConfirmed { person, place: id.to_owned() };
    require(living.confirmed.is_none(), is_confirmed)?;
    Ok((living, place))
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: impl FnOnce() -> PlacesError) -> Result<(), PlacesError> {
    if holds { Ok(()) } else { Err(error()) }
}
