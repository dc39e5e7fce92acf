//! What pages, the command line and neighbouring modules may read of names.

use polity_types::PersonId;

use super::state::{LOOK, PERSON};
use super::text;
use super::types::{Look, Named};
use crate::frame::state::StateView;

/// Returns what a person is called and from when they may be called something else, if they took a name.
#[must_use]
pub fn named(state: &dyn StateView, person: PersonId) -> Option<Named> {
    PERSON.get(state, &person)
}

/// Returns what a person is called, if they took a name.
#[must_use]
pub fn called(state: &dyn StateView, person: PersonId) -> Option<String> {
    PERSON.get(state, &person)?.called
}

/// Returns who is called so, however it is written, if somebody is: a name that rests is nobody's.
#[must_use]
pub fn who(state: &dyn StateView, name: &str) -> Option<PersonId> {
    let looks = text::looks(name);
    let mut found = looks.iter().filter_map(|look| LOOK.get(state, look));
    found.find(|look| look.rests.is_none()).map(|look| look.person)
}

/// Returns whose every look of a name is, whether it is their name or rests.
#[must_use]
pub fn looks(state: &dyn StateView, name: &str) -> Vec<Look> {
    text::looks(name).iter().filter_map(|look| LOOK.get(state, look)).collect()
}

/// Returns whether a text has the shape of a name, whoever has it and whatever the charter says (NAM-2, NAM-3).
#[must_use]
pub fn is_name(text: &str) -> bool {
    text::check(text).is_ok()
}

/// Returns whether two names can be taken for one another (NAM-5).
#[must_use]
pub fn are_alike(one: &str, other: &str) -> bool {
    !text::looks(one).is_disjoint(&text::looks(other))
}

/// Returns a text in the one form in which a name is taken (NAM-2).
#[must_use]
pub fn composed(text: &str) -> String {
    text::composed(text)
}

/// Returns the state key of what a person is called, for proofs.
#[must_use]
pub fn person_key(person: PersonId) -> String {
    PERSON.key(&person)
}
