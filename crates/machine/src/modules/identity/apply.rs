//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::person::SignedInception;
use polity_types::{PersonId, Seconds};

use super::chain::{Link, change_keys};
use super::event::IdentityEvent;
use super::rules::{Admitted, Change};
use super::state::PERSON;
use super::types::{Item, Pending, Person};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::{membership, treasury};

/// Makes the founder known.
pub fn genesis(
    inception: &SignedInception,
    _context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let person = inception.inception.person();
    vec![register(inception, person, state).into()]
}

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {
        Change::Register { inception, person } => {
            let unused_at = context.running.after(Seconds::days(7));
            agenda::put(state, unused_at, Item::Unused { person });
            vec![register(&inception, person, state).into()]
        }
        Change::Adopt { links, person } => {
            links.into_iter().map(|link| keep(link, person, state).into()).collect()
        }
        Change::Void { operation, person } => {
            vec![IdentityEvent::Voided { operation, person }.into()]
        }
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, _context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let person = match item {
        Item::ChangeDue { person, sequence } => return change(person, sequence, state),
        Item::Unused { person } => person,
    };
    let is_used = membership::query::member(state, person).is_some()
        || membership::query::application(state, person).is_some()
        || treasury::query::holds_money(state, person)
        // Who registers again begins at the inception: a removed key must not speak again.
        || PERSON.get(state, &person).is_some_and(|known| known.sequence > 0);
    if is_used || !PERSON.has(state, &person) {
        return Due::default();
    }
    PERSON.remove(state, &person);
    Due { events: vec![IdentityEvent::Forgotten { person }.into()], enactment: None }
}

/// Writes the person as an adopted link leaves them, and puts down what waits.
fn keep(link: Link, person: PersonId, state: &mut Overlay<'_>) -> IdentityEvent {
    let Link { at, change, person: after, sequence } = link;
    PERSON.put(state, &person, &after);
    if let Some(at) = at {
        agenda::put(state, at, Item::ChangeDue { person, sequence });
    }
    IdentityEvent::Adopted { at, change, person, sequence }
}

/// Lets a change take effect that waited; what no longer holds does nothing.
fn change(person: PersonId, sequence: u64, state: &mut Overlay<'_>) -> Due {
    let Some(mut known) = PERSON.get(state, &person) else { return Due::default() };
    let place = known.pending.iter().position(|pending| pending.sequence == sequence);
    let Some(place) = place else { return Due::default() };
    let Pending { change, .. } = known.pending.remove(place);
    let mut after = known.clone();
    let holds = change_keys(&mut after, &change).is_ok();
    PERSON.put(state, &person, if holds { &after } else { &known });
    if !holds {
        return Due::default();
    }
    let event = IdentityEvent::Changed { change, person, sequence };
    Due { events: vec![event.into()], enactment: None }
}

fn register(signed: &SignedInception, person: PersonId, state: &mut Overlay<'_>) -> IdentityEvent {
    let inception = &signed.inception;
    let known = Person {
        head: person.0,
        keys: inception.keys.clone(),
        pending: Vec::new(),
        recovery: inception.recovery.clone(),
        sequence: 0,
    };
    PERSON.put(state, &person, &known);
    IdentityEvent::Registered { person }
}
