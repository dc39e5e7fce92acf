//! Emergency pauses: powers stop for a time, and go on by themselves (POW-11, POW-12).

use polity_types::{Hash, Timestamp};

use super::error::CharterError;
use super::event::CharterEvent;
use super::query;
use super::state::PAUSED;
use super::types::{Item, Paused};
use crate::Event;
use crate::charter_text::Charter;
use crate::charter_text::document::Pause;
use crate::frame::agenda;
use crate::frame::context::{Authority, Context};
use crate::frame::state::{Overlay, StateView};

/// More than there are actions.
const ACTIONS_READ: usize = 1_000;

/// Returns the key of an action.
fn key(action: &str) -> (String, String) {
    let (module, verb) = action.split_once('.').unwrap_or((action, ""));
    (module.to_owned(), verb.to_owned())
}

/// Returns the state key of an action's pause.
pub(super) fn state_key(action: &str) -> String {
    PAUSED.key(&key(action))
}

/// Returns the pause that stops an action at an instant of running time.
pub(super) fn paused(state: &dyn StateView, action: &str, running: Timestamp) -> Option<Paused> {
    PAUSED.get(state, &key(action)).filter(|paused| running < paused.until)
}

/// Returns the actions that are paused at an instant of running time, in the order of their names.
pub(super) fn all(state: &dyn StateView, running: Timestamp) -> Vec<(String, Paused)> {
    let page = PAUSED.scan(state, "", None, ACTIONS_READ);
    let name = |key: String| {
        let mut parts = key.rsplit('/');
        let verb = parts.next().unwrap_or_default().to_owned();
        format!("{}.{verb}", parts.next().unwrap_or_default())
    };
    let active = page.into_iter().filter(|(_, paused)| running < paused.until);
    active.map(|(key, paused)| (name(key), paused)).collect()
}

fn known<'c>(asked: &str, charter: &'c Charter) -> Result<&'c Pause, CharterError> {
    charter.pause(asked).ok_or_else(|| {
        let known: Vec<&str> = charter.pauses.iter().map(|pause| pause.id.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        CharterError::NoPause { asked: asked.chars().take(80).collect(), known }
    })
}

/// Returns whether the members act, by the decision that renews the pause.
fn is_renewal(pause: &Pause, context: &Context<'_>) -> bool {
    let Authority::Decision { procedure, .. } = &context.authority else { return false };
    *procedure == pause.renewed_by
}

fn held<'c>(
    asked: &str,
    context: &'c Context<'_>,
    state: &dyn StateView,
) -> Result<&'c Pause, CharterError> {
    let pause = known(asked, &context.charter)?;
    if is_renewal(pause, context) || query::is_holder(&pause.who, context, state) {
        return Ok(pause);
    }
    Err(CharterError::PauseHolder {
        by: context.authority.words(),
        decision: pause.renewed_by.clone(),
        pause: pause.id.clone(),
        who: query::words(&pause.who),
    })
}

/// Decides whether the authority of the context may call or renew a pause now.
pub(super) fn check_call(
    asked: &str,
    text: Hash,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Pause, CharterError> {
    let pause = held(asked, context, state)?;
    if context.records.record(&text).is_none() {
        return Err(CharterError::NoText(text));
    }
    if is_renewal(pause, context) {
        return Ok(pause.clone());
    }
    for action in &pause.actions {
        let before = PAUSED.get(state, &key(action));
        if let Some(before) = before.filter(|before| context.running < before.again) {
            let (again, now) = (before.again, context.running);
            let decision = pause.renewed_by.clone();
            return Err(CharterError::PauseAgain { action, again, decision, now });
        }
    }
    Ok(pause.clone())
}

/// Returns whether those who hold a pause may not call it at an instant of running time, since it is on, or was.
pub(super) fn rests(pause: &Pause, state: &dyn StateView, running: Timestamp) -> bool {
    let before = pause.actions.iter().filter_map(|action| PAUSED.get(state, &key(action)));
    before.into_iter().any(|before| running < before.again)
}

/// Decides whether the authority of the context may end a pause now.
pub(super) fn check_end(
    asked: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Pause, CharterError> {
    let pause = held(asked, context, state)?;
    let is_on = |action: &&str| is_stopped_by(&pause.id, action, context, state);
    if pause.actions.iter().any(is_on) {
        return Ok(pause.clone());
    }
    Err(CharterError::NotPaused(pause.id.clone()))
}

fn is_stopped_by(id: &str, action: &str, context: &Context<'_>, state: &dyn StateView) -> bool {
    paused(state, action, context.running).is_some_and(|paused| paused.pause == id)
}

/// Stops the actions of a pause from now on; a longer pause of one of them stays.
pub(super) fn call(
    pause: &Pause,
    text: Hash,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> CharterEvent {
    let until = context.running.after(pause.at_most);
    let again = until.after(pause.again_after);
    let by = context.authority.words();
    for action in &pause.actions {
        let before = PAUSED.get(state, &key(action));
        let longer = before.filter(|before| before.until > until);
        let record = longer.unwrap_or_else(|| Paused {
            again,
            by: by.clone(),
            pause: pause.id.clone(),
            since: context.now,
            text,
            until,
        });
        PAUSED.put(state, &key(action), &Paused { again: record.again.max(again), ..record });
    }
    let actions: Vec<String> = pause.actions.iter().map(|action| (*action).to_owned()).collect();
    let id = pause.id.clone();
    let item = Item::PauseEnds { actions: actions.clone(), pause: id.clone(), until };
    let _ = agenda::put(state, until, item);
    CharterEvent::Paused { actions, by, pause: id, text, until }
}

/// Lets the actions of a pause go on from now; when they can be paused again stays.
pub(super) fn end(
    pause: &Pause,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<CharterEvent> {
    let mut actions = Vec::new();
    for action in &pause.actions {
        if !is_stopped_by(&pause.id, action, context, state) {
            continue;
        }
        if let Some(record) = PAUSED.get(state, &key(action)) {
            PAUSED.put(state, &key(action), &Paused { until: context.running, ..record });
            actions.push((*action).to_owned());
        }
    }
    let (by, id) = (Some(context.authority.words()), pause.id.clone());
    (!actions.is_empty()).then_some(CharterEvent::PauseEnded { actions, by, pause: id })
}

/// Ends the pauses that a new text does not have any more.
pub(super) fn end_dropped(
    old: &Charter,
    new: &Charter,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let dropped = old.pauses.iter().filter(|pause| new.pause(&pause.id).is_none());
    dropped.filter_map(|pause| end(pause, context, state)).map(Event::from).collect()
}

/// Says that a pause is over, unless it was renewed or ended since.
pub(super) fn ends(
    actions: Vec<String>,
    pause: String,
    until: Timestamp,
    state: &dyn StateView,
) -> Option<CharterEvent> {
    let is_over = |action: &String| {
        let record = PAUSED.get(state, &key(action));
        record.is_some_and(|record| record.pause == pause && record.until == until)
    };
    let actions: Vec<String> = actions.into_iter().filter(is_over).collect();
    (!actions.is_empty()).then_some(CharterEvent::PauseEnded { actions, by: None, pause })
}
