//! Writes what was admitted, and does what falls due. Cannot refuse.

use std::collections::BTreeSet;

use polity_types::{Hash, PersonId};

use super::event::NamesEvent;
use super::rules::{Admitted, Change};
use super::state::{LOOK, PERSON};
use super::text;
use super::types::{CHANGED_EVERY, Item, Look, Named, RESTS_FOR};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {
        Change::GiveUp { person } => left(person, context, state),
        Change::Take { name, person } => vec![take(name, person, context, state).into()],
    }
}

/// Has a person be called nothing any more, as if they gave their name up: it rests. Does nothing for
/// somebody without a name.
pub fn left(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut named) = PERSON.get(state, &person) else { return Vec::new() };
    let Some(called) = named.called.take() else { return Vec::new() };
    PERSON.put(state, &person, &named);
    rest(&text::looks(&called), person, context, state);
    let until = context.running.after(RESTS_FOR);
    vec![NamesEvent::GivenUp { called, person, until }.into()]
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Item::RestEnds { look } = item;
    let Some(Look { person, rests: Some(_) }) = LOOK.get(state, &look) else {
        return Due::default();
    };
    LOOK.remove(state, &look);
    // A name rests for longer than one waits for another: nothing is left to remember of who has none.
    let is_over = |named: &Named| named.called.is_none() && named.next <= context.running;
    if PERSON.get(state, &person).is_some_and(|named| is_over(&named)) {
        PERSON.remove(state, &person);
    }
    Due::default()
}

fn take(
    name: String,
    person: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> NamesEvent {
    let before = PERSON.get(state, &person).and_then(|named| named.called);
    let looks = text::looks(&name);
    let old = before.as_deref().map(text::looks).unwrap_or_default();
    rest(&old.difference(&looks).copied().collect(), person, context, state);
    for look in &looks {
        // One's own name that rested is one's own again.
        if let Some(place) = LOOK.get(state, look).and_then(|look| look.rests) {
            agenda::strike(state, place);
        }
        LOOK.put(state, look, &Look { person, rests: None });
    }
    let next = context.running.after(CHANGED_EVERY);
    PERSON.put(state, &person, &Named { called: Some(name.clone()), next });
    NamesEvent::Taken { before, called: name, person }
}

/// Has looks of a person rest.
fn rest(looks: &BTreeSet<Hash>, person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    let until = context.running.after(RESTS_FOR);
    for look in looks {
        let place = agenda::put(state, until, Item::RestEnds { look: *look });
        LOOK.put(state, look, &Look { person, rests: Some(place) });
    }
}
