//! What comes of the founder's powers when the founder is gone (POW-14): left, stepped down, or silent for as
//! long as the charter says.

use polity_types::{PersonId, Timestamp};

use super::error::CharterError;
use super::event::CharterEvent;
use super::state::{FOUNDER, SUCCEEDED};
use super::types::{Heard, Item, Succeeded, Why};
use crate::Event;
use crate::charter_text::{Charter, Succession, Who};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::society;
use crate::frame::state::{Overlay, StateView};
use crate::modules::membership;

/// Passes the founder's lines on, once the founder is gone.
pub(super) fn in_force(mut charter: Charter, state: &dyn StateView) -> Charter {
    if SUCCEEDED.get(state).is_none() {
        return charter;
    }
    let succession = charter.succession.clone();
    for power in &mut charter.powers {
        if matches!(power.who, Who::Founder | Who::Importer) {
            power.who = Succession::heir(succession.as_ref(), power);
        }
    }
    charter
}

/// Notes that the founder signed something now. Costs two records, where the charter waits for it.
pub fn heard(context: &Context<'_>, state: &mut Overlay<'_>) {
    if context.charter.succession.is_none() || SUCCEEDED.get(state).is_some() {
        return;
    }
    let waits = FOUNDER.get(state).is_some_and(|heard| heard.is_watched);
    FOUNDER.put(state, &Heard { at: context.running, is_watched: true, time: context.now });
    if !waits {
        watch(&context.charter, context.running, state);
    }
}

/// Begins to watch for the founder's silence under a text that says so.
pub(super) fn begin(charter: &Charter, context: &Context<'_>, state: &mut Overlay<'_>) {
    let is_new = FOUNDER.get(state).is_none_or(|heard| !heard.is_watched);
    if charter.succession.is_some() && is_new && SUCCEEDED.get(state).is_none() {
        FOUNDER.put(state, &Heard { at: context.running, is_watched: true, time: context.now });
        watch(charter, context.running, state);
    }
}

fn watch(charter: &Charter, from: Timestamp, state: &mut Overlay<'_>) {
    if let Some(succession) = &charter.succession {
        let _ = agenda::put(state, from.after(succession.silent), Item::FounderSilent {});
    }
}

/// Looks whether the founder was silent for as long as the law in force says.
pub(super) fn look(context: &Context<'_>, state: &mut Overlay<'_>) -> Option<CharterEvent> {
    let heard = FOUNDER.get(state).filter(|_| SUCCEEDED.get(state).is_none())?;
    let Some(succession) = &context.charter.succession else {
        FOUNDER.put(state, &Heard { is_watched: false, ..heard });
        return None;
    };
    let until = heard.at.after(succession.silent);
    if context.running < until {
        let _ = agenda::put(state, until, Item::FounderSilent {});
        return None;
    }
    Some(pass(Why::Silent, context, state))
}

/// Hears that a person leaves; if it is the founder, whose powers pass on.
pub fn gone(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let is_founder = society::founded(state).founder == person;
    if !is_founder || SUCCEEDED.get(state).is_some() {
        return Vec::new();
    }
    vec![pass(Why::Left, context, state).into()]
}

/// Decides whether a person may step down: the founder, once.
pub(super) fn check(context: &Context<'_>, state: &dyn StateView) -> Result<(), CharterError> {
    let by = || CharterError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let is_founder = society::founded(state).founder == person;
    let is_there = membership::query::is_member(state, person) && SUCCEEDED.get(state).is_none();
    let not = || CharterError::NotFounder(person);
    (is_founder && is_there).then_some(()).ok_or_else(not)
}

/// Passes the founder's powers on, for good.
pub(super) fn pass(why: Why, context: &Context<'_>, state: &mut Overlay<'_>) -> CharterEvent {
    SUCCEEDED.put(state, &Succeeded { since: context.now, why });
    let to = context.charter.succession.as_ref().map(|succession| succession.to.clone());
    CharterEvent::FounderSucceeded { to, why }
}
