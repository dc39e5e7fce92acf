//! What pages, the command line and neighbouring modules may read of places.

use polity_types::PersonId;

use super::state::{CLOSED, FIGURES, GONE, PLACE, RESIDENCE, ROLLS};
use super::types::{Closed, Figures, Living, Place, Residence, Rolls, Spell};
use crate::frame::gone;
use crate::frame::roll::Roll;
use crate::frame::state::StateView;

/// Returns a place that is open.
#[must_use]
pub fn place(state: &dyn StateView, id: &str) -> Option<Place> {
    PLACE.get(state, &id.to_owned())
}

/// Returns all places that are open, in the order of their ids: at most [`super::PLACES_MAX`].
#[must_use]
pub fn places(state: &dyn StateView) -> Vec<(String, Place)> {
    // By their keys, one by one, since whoever checks proofs has no list to scan.
    let open = figures(state).open.into_iter();
    open.filter_map(|id| PLACE.get(state, &id).map(|place| (id, place))).collect()
}

/// Returns what stays of a place that was closed.
#[must_use]
pub fn closed(state: &dyn StateView, number: u64) -> Option<Closed> {
    CLOSED.get(state, &number)
}

/// Returns the figures of all places that are open.
#[must_use]
pub fn figures(state: &dyn StateView) -> Figures {
    FIGURES.get(state).unwrap_or_default()
}

/// Returns the rolls of all places together.
#[must_use]
pub fn rolls(state: &dyn StateView) -> Rolls {
    ROLLS.get(state).unwrap_or_default()
}

/// Returns where a person lives, or says that they do, and the place, while it is open.
#[must_use]
pub fn living(state: &dyn StateView, person: PersonId) -> Option<(Living, Place)> {
    let living = RESIDENCE.get(state, &person)?.now?;
    let place = place(state, &living.place).filter(|place| place.number == living.number)?;
    Some((living, place))
}

/// Returns whether the vote of a person counts as that of a resident of a place now.
#[must_use]
pub fn is_voter(state: &dyn StateView, id: &str, person: PersonId) -> bool {
    living(state, person).is_some_and(|(living, _)| living.place == id && living.counts.is_some())
}

/// Returns whether it did at a moment of [`Rolls`].
#[must_use]
pub fn was_voter(state: &dyn StateView, id: &str, person: PersonId, moment: u64) -> bool {
    spell_at(state, id, person, moment).is_some()
}

/// Returns whether a person whose vote counted at a place at a moment left neither it nor the society since, by their own
/// word: whose residence others ended, or whose vote rests, has left nothing.
#[must_use]
pub fn has_stayed(state: &dyn StateView, id: &str, person: PersonId, moment: u64) -> bool {
    spell_at(state, id, person, moment).is_some_and(|spell| !spell.has_left)
}

/// Returns how many left so of those whose votes counted at a place at a moment.
#[must_use]
pub fn left_since(state: &dyn StateView, id: &str, moment: u64) -> u64 {
    gone::since(&GONE, id, moment, state)
}

/// Returns the time, with a moment in it, in which the vote of a person counted at a place.
fn spell_at(state: &dyn StateView, id: &str, person: PersonId, moment: u64) -> Option<Spell> {
    let Residence { earlier, now } = RESIDENCE.get(state, &person)?;
    let held = |spell: &Spell| {
        let ended = CLOSED.get(state, &spell.number).map(|closed| closed.moment);
        spell.place == id && spell.spans(moment) && ended.is_none_or(|ended| moment < ended)
    };
    now.as_ref().and_then(lasting).into_iter().chain(earlier).find(held)
}

/// Returns the spell that lasts; its end is the last moment there can be.
pub(super) fn lasting(living: &Living) -> Option<Spell> {
    let Living { counts, number, place, .. } = living;
    let spell = |begun| Spell {
        begun,
        ended: u64::MAX,
        has_left: false,
        number: *number,
        place: place.clone(),
    };
    counts.map(spell)
}

/// Returns the roll of the residents of a place whose votes count: nobody's, unless it is open.
#[must_use]
pub fn voters(state: &dyn StateView, id: &str) -> Roll {
    place(state, id).map(|place| place.voters).unwrap_or_default()
}

/// Returns the vouches that count for somebody's word: those of residents of the place whose votes count.
#[must_use]
pub fn vouches(state: &dyn StateView, living: &Living) -> usize {
    let counts = |voucher: &&PersonId| is_voter(state, &living.place, **voucher);
    living.vouches.iter().filter(counts).count()
}

/// Returns the state key of a place that is open, for proofs.
#[must_use]
pub fn place_key(id: &str) -> String {
    PLACE.key(&id.to_owned())
}

/// Returns the state key of what stays of a place that was closed, for proofs.
#[must_use]
pub fn closed_key(number: u64) -> String {
    CLOSED.key(&number)
}

/// Returns the state key of where a person lives, for proofs.
#[must_use]
pub fn residence_key(person: PersonId) -> String {
    RESIDENCE.key(&person)
}

/// Returns the state key of the figures, for proofs.
#[must_use]
pub fn figures_key() -> &'static str {
    FIGURES.key()
}

/// Returns the state key of the rolls of all places together, for proofs.
#[must_use]
pub fn rolls_key() -> &'static str {
    ROLLS.key()
}
