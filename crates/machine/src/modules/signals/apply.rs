//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{PersonId, Seconds};

use super::event::SignalsEvent;
use super::query;
use super::rules::{Admitted, Change, Step};
use super::state::{COUNTS, RESULT, SIGNAL, STANCE};
use super::types::{CLEARED_PER_STEP, Item, Signal, SignalResult, Stance, Standing, Stood};
use crate::Event;
use crate::charter_text::SignalKind;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::Overlay;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::Ask { asker, kind, question } => ask(asker, *kind, question, context, state),
        Change::Stand(step) => {
            let Step { before, now, number, person, mut signal } = *step;
            signal.step(person, before.and_then(|before| before.stance), now.stance);
            SIGNAL.put(state, &number, &signal);
            STANCE.put(state, &(number, person), &now);
            let replaces = before.map(|before| before.operation);
            let (counts, stance) = (signal.counts, now.stance);
            SignalsEvent::Stood { counts, person, replaces, signal: number, stance }
        }
        Change::Withdraw { closing, number } => {
            agenda::strike(state, closing.closes);
            remove(number, context, state);
            SignalsEvent::Withdrawn { signal: number }
        }
    };
    vec![event.into()]
}

fn ask(
    asker: PersonId,
    kind: SignalKind,
    question: String,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> SignalsEvent {
    let mut counts = COUNTS.get(state).unwrap_or_default();
    counts.asked = counts.asked.saturating_add(1);
    let number = counts.asked;
    counts.open.push(number);
    COUNTS.put(state, &counts);
    let SignalKind { id, electorate, scale, lasts, .. } = kind;
    let closes = context.running.after(lasts);
    let signal = Signal {
        asker,
        closes: agenda::put(state, closes, Item::Closes { signal: number }),
        counts: vec![0; scale.places()],
        electorate: electorate.clone(),
        kind: id.clone(),
        opened: context.now,
        question: question.clone(),
        scale,
        stances: Roll::default(),
    };
    SIGNAL.put(state, &number, &signal);
    SignalsEvent::Asked { by: asker, closes, electorate, kind: id, question, scale, signal: number }
}

impl Signal {
    /// Counts a stance in place of the one before: the total is changed, never counted again.
    fn step(&mut self, person: PersonId, before: Option<Stance>, now: Option<Stance>) {
        self.count(before, |count| count.saturating_sub(1));
        self.count(now, |count| count.saturating_add(1));
        match (before, now) {
            (None, Some(stance)) => self.stances.add(&Stood { person, stance }),
            (Some(_), Some(stance)) => self.stances.change(&Stood { person, stance }),
            (Some(stance), None) => self.stances.remove(&Stood { person, stance }),
            (None, None) => {}
        }
    }

    fn count(&mut self, stance: Option<Stance>, change: impl FnOnce(u64) -> u64) {
        let place = stance.and_then(|stance| stance.place_on(self.scale));
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count = change(*count);
        }
    }
}

/// Drops the stances of a person on questions whose electorate they are no longer in: as much work as
/// there are open questions, which are few.
pub fn reconsider(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for (number, mut signal) in query::signals(state) {
        let key = (number, person);
        let Some(Standing { operation, stance: before @ Some(_) }) = STANCE.get(state, &key) else {
            continue;
        };
        if query::is_eligible(state, &signal, person) {
            continue;
        }
        signal.step(person, before, None);
        SIGNAL.put(state, &number, &signal);
        STANCE.put(state, &key, &Standing { operation, stance: None });
        let counts = signal.counts;
        events.push(SignalsEvent::StanceFell { counts, person, signal: number }.into());
    }
    events
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    match item {
        Item::Closes { signal: number } => {
            let Some(signal) = SIGNAL.get(state, &number) else { return Due::default() };
            let eligible = query::eligible(state, &signal);
            let counts = signal.counts.clone();
            RESULT.put(state, &number, &result(signal, eligible, context));
            remove(number, context, state);
            let closed = SignalsEvent::Closed { counts, eligible, signal: number };
            Due { events: vec![closed.into()], enactment: None }
        }
        Item::StancesGo { signal } => {
            clear(signal, context, state);
            Due::default()
        }
    }
}

fn result(signal: Signal, eligible: u64, context: &Context<'_>) -> SignalResult {
    let Signal { asker, counts, electorate, kind, opened, question, scale, stances, .. } = signal;
    SignalResult {
        asker,
        closed: context.now,
        counts,
        electorate,
        eligible,
        kind,
        opened,
        question,
        scale,
        stances,
    }
}

/// Removes a question; its stances go in steps.
fn remove(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    SIGNAL.remove(state, &number);
    let mut counts = COUNTS.get(state).unwrap_or_default();
    counts.open.retain(|open| *open != number);
    COUNTS.put(state, &counts);
    clear(number, context, state);
}

/// Removes some stances on a question that is closed, and comes again for the rest.
fn clear(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    let page = STANCE.scan(state, &format!("{number:016}/"), None, CLEARED_PER_STEP);
    let is_last = page.len() < CLEARED_PER_STEP;
    for (key, _) in page {
        state.remove(key);
    }
    if !is_last {
        let next = context.running.after(Seconds(1));
        let _ = agenda::put(state, next, Item::StancesGo { signal: number });
    }
}
