//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::person::SignedInception;
use polity_types::{PersonId, Seconds};

use super::event::IdentityEvent;
use super::rules::{Admitted, Change};
use super::state::PERSON;
use super::types::{Item, Person};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::membership;

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
        Change::Void { operation, person } => {
            vec![IdentityEvent::Voided { operation, person }.into()]
        }
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, _context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Item::Unused { person } = item;
    let is_used = membership::query::member(state, person).is_some()
        || membership::query::application(state, person).is_some();
    if is_used || !PERSON.has(state, &person) {
        return Due::default();
    }
    PERSON.remove(state, &person);
    Due { events: vec![IdentityEvent::Forgotten { person }.into()], enactment: None }
}

fn register(signed: &SignedInception, person: PersonId, state: &mut Overlay<'_>) -> IdentityEvent {
    let inception = &signed.inception;
    let known = Person {
        head: person.0,
        keys: inception.keys.clone(),
        recovery: inception.recovery.clone(),
        sequence: 0,
    };
    PERSON.put(state, &person, &known);
    IdentityEvent::Registered { person }
}
