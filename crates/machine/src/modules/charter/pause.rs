//! Emergency pauses: powers stop for a time, and go on by themselves (POW-11, POW-12).

use polity_types::{Hash, Seconds, Timestamp};

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
/// How many people call a pause of an action before it rests for all: whoever called it first, and one other.
/// Source: POW-11.
const CALLERS_MAX: usize = 2;

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

/// Decides whether the authority of the context may call or renew a pause now, and for how long.
pub(super) fn check_call(
    asked: &str,
    text: Hash,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(Pause, Seconds), CharterError> {
    let pause = known(asked, &context.charter)?;
    if !is_renewal(pause, context) && !query::is_holder(&pause.who, context, state) {
        return Err(CharterError::PauseHolder {
            by: context.authority.words(),
            decision: pause.renewed_by.clone(),
            pause: pause.id.clone(),
            who: query::words(&pause.who),
        });
    }
    if context.records.record(&text).is_none() {
        return Err(CharterError::NoText(text));
    }
    let mut length = pause.at_most;
    if is_renewal(pause, context) {
        return Ok((pause.clone(), length));
    }
    let by = context.authority.words();
    for action in &pause.actions {
        let before = PAUSED.get(state, &key(action));
        if let Some(before) = before.filter(|before| context.running < before.again) {
            let Some(left) = left(&before, &by, pause.at_most, context.running) else {
                let (again, now) = (before.again, context.running);
                let decision = pause.renewed_by.clone();
                return Err(CharterError::PauseAgain { action, again, decision, now });
            };
            length = length.min(left);
        }
    }
    Ok((pause.clone(), length))
}

/// Returns for how long somebody may call a pause of what was paused not long ago: whole for one other than who
/// called it, and then for what somebody else called and ended early (POW-11). None: it rests. `by`: who, in words.
fn left(before: &Paused, by: &str, at_most: Seconds, running: Timestamp) -> Option<Seconds> {
    let is_one_of = |people: &[String]| people.iter().any(|one| one == by);
    let is_own = before.callers.len() < CALLERS_MAX && !is_one_of(&before.callers);
    if is_own && running >= before.until {
        return Some(at_most);
    }
    before.left.filter(|_| !is_one_of(&before.ended_by))
}

/// Returns whether somebody who holds a pause may not call it at an instant of running time, since it is on, or
/// rests. `by`: who, in words.
pub(super) fn rests(pause: &Pause, by: &str, state: &dyn StateView, running: Timestamp) -> bool {
    let mut before = pause.actions.iter().filter_map(|action| PAUSED.get(state, &key(action)));
    before
        .any(|before| running < before.again && left(&before, by, pause.at_most, running).is_none())
}

/// Decides whether the authority of the context may end a pause now.
pub(super) fn check_end(
    asked: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Pause, CharterError> {
    let pause = known(asked, &context.charter)?;
    let on = |action: &&str| stopped_by(&pause.id, action, context, state);
    let callers: Vec<String> =
        pause.actions.iter().filter_map(on).map(|paused| paused.by).collect();
    let Some(caller) = callers.first() else {
        return Err(CharterError::NotPaused(pause.id.clone()));
    };
    // Whoever is to be stopped may be of those who can call it: nobody but who called it lets go (POW-11).
    let by = context.authority.words();
    if is_renewal(pause, context) || callers.contains(&by) {
        return Ok(pause.clone());
    }
    Err(CharterError::PauseCaller {
        by,
        caller: caller.clone(),
        decision: pause.renewed_by.clone(),
        pause: pause.id.clone(),
    })
}

/// Returns how an action is paused, if it is by this pause.
fn stopped_by(
    id: &str,
    action: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Paused> {
    paused(state, action, context.running).filter(|paused| paused.pause == id)
}

/// Stops the actions of a pause from now on; a longer pause of one of them stays.
pub(super) fn call(
    (pause, length): (&Pause, Seconds),
    text: Hash,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> CharterEvent {
    let until = context.running.after(length);
    let again = until.after(pause.again_after);
    let by = context.authority.words();
    for action in &pause.actions {
        let before = PAUSED.get(state, &key(action));
        // What is called for what was left over goes on with it: who ended it early does not call it again.
        let rest = before.as_ref().filter(|before| context.running < before.again);
        let ended_by = rest.map(|before| before.ended_by.clone()).unwrap_or_default();
        let mut callers = rest.map(|before| before.callers.clone()).unwrap_or_default();
        if !is_renewal(pause, context) && !callers.contains(&by) {
            callers.push(by.clone());
        }
        let longer = before.filter(|before| before.until > until);
        let record = longer.unwrap_or_else(|| Paused {
            again,
            by: by.clone(),
            callers,
            ended_by,
            left: None,
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

/// Lets the actions of a pause go on from now. When they can be paused again stays; but what its caller did not use,
/// others may.
pub(super) fn end(
    pause: &Pause,
    is_dropped: bool,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<CharterEvent> {
    let mut actions = Vec::new();
    let by = context.authority.words();
    for action in &pause.actions {
        let Some(mut record) = stopped_by(&pause.id, action, context, state) else { continue };
        let is_caller = record.by == by;
        let is_person = matches!(context.authority, Authority::Person { .. });
        if is_person && !is_caller && !is_dropped {
            continue;
        }
        if is_caller && !is_dropped {
            record.left = record.until.since(context.running);
            record.ended_by.push(by.clone());
        }
        PAUSED.put(state, &key(action), &Paused { until: context.running, ..record });
        actions.push((*action).to_owned());
    }
    let (by, id) = (Some(by), pause.id.clone());
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
    dropped.filter_map(|pause| end(pause, true, context, state)).map(Event::from).collect()
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
