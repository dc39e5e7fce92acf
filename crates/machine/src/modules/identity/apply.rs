//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::person::SignedInception;
use polity_types::{Hash, PersonId};

use super::chain::{self, Effect, Extension, Step};
use super::event::IdentityEvent;
use super::query;
use super::recovery;
use super::rules::{Admitted, Change};
use super::state::{self, CHAIN, PERSON, RECOVERY};
use super::types::{Chain, Item, Pending, PendingChange, Person, UNUSED_AFTER};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{breach, charter, membership, panels, spending, treasury};

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
///
/// # Panics
/// If it was checked against another state: a bug in the machine, which runs both steps on one
/// overlay. Halting beats forking.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let events = match admitted.0 {
        Change::Approve { guardian, person, replaces, statement } => {
            recovery::approve(guardian, person, replaces, statement, context, state)
        }
        Change::Adopt(extension) => {
            let person = extension.person;
            let events = extend(extension, context, state);
            watch(person, context, state);
            events
        }
        Change::Object { key, person } => recovery::dispute(person, key, state),
        Change::Recover { approves, by, statement } => {
            let guardian = approves.then_some(by);
            recovery::start(&statement.statement, guardian, context, state)
        }
        Change::Register { inception, person } => {
            let registered = register(&inception, person, state);
            watch(person, context, state);
            vec![registered]
        }
        Change::Void { operation, person } => vec![IdentityEvent::Voided { operation, person }],
    };
    into_events(events)
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let (events, person) = match item {
        Item::CandidateLapses { statement } => {
            let person = query::candidate(state, statement).map(|candidate| candidate.person);
            (recovery::lapse(statement, state), person)
        }
        Item::ChangeDue { person, statement } => {
            (take_effect(person, statement, state), Some(person))
        }
        Item::RecoveryEnds { person } => (recovery::decide(person, context, state), Some(person)),
        Item::Unused { person } => (forget(person, state).into_iter().collect(), None),
    };
    if let Some(person) = person {
        watch(person, context, state);
    }
    let is_recovered = events.iter().any(|event| matches!(event, IdentityEvent::Recovered { .. }));
    let mut events = into_events(events);
    if let Some(person) = person.filter(|_| is_recovered) {
        // What was announced with keys that were in other hands does not take effect (POW-10).
        events.extend(charter::end_acts_of(person, context, state));
    }
    Due { events, enactment: None }
}

fn into_events(events: Vec<IdentityEvent>) -> Vec<Event> {
    events.into_iter().map(Event::from).collect()
}

fn register(signed: &SignedInception, person: PersonId, state: &mut Overlay<'_>) -> IdentityEvent {
    let inception = &signed.inception;
    let known = Person {
        contested: false,
        made_way: false,
        head: person.0,
        keys: inception.keys.clone(),
        pending: Vec::new(),
        recovery: inception.recovery.clone(),
        sequence: 0,
        watched: None,
    };
    PERSON.put(state, &person, &known);
    IdentityEvent::Registered { person }
}

/// Looks in a while whether a person has anything here, unless they are or were a member. To be called
/// whenever something of theirs ends.
pub fn watch(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    if membership::query::member(state, person).is_some() {
        return;
    }
    let Some(mut known) = PERSON.get(state, &person) else { return };
    if let Some(before) = known.watched {
        agenda::strike(state, before);
    }
    let at = context.running.after(UNUSED_AFTER);
    known.watched = Some(agenda::put(state, at, Item::Unused { person }));
    PERSON.put(state, &person, &known);
}

/// Forgets a person who has nothing here. Of who has changed a key, the keys and the last link stay:
/// beginning again from the inception, a removed key would speak again.
fn forget(person: PersonId, state: &mut Overlay<'_>) -> Option<IdentityEvent> {
    let mut known = PERSON.get(state, &person)?;
    known.watched = None;
    let has_something = !known.pending.is_empty()
        || RECOVERY.has(state, &person)
        || membership::query::member(state, person).is_some()
        || membership::query::application(state, person).is_some()
        || treasury::query::holds_money(state, person)
        || spending::query::is_awaited(state, person)
        || breach::query::claimant(state, person).open.is_some()
        || panels::query::was_drawn(state, person);
    if has_something || known.sequence > 0 {
        if !has_something {
            CHAIN.remove(state, &person);
        }
        PERSON.put(state, &person, &known);
        return None;
    }
    PERSON.remove(state, &person);
    Some(IdentityEvent::Forgotten { person })
}

fn extend(
    extension: Extension,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    let person = extension.person;
    let (mut known, mut chain) = read(state, person);
    let mut events = Vec::new();
    for step in extension.steps {
        match step {
            Step::Fork(fork) => {
                chain.forks.push(fork);
                events.push(IdentityEvent::ForkKept { fork, person });
            }
            Step::Link { effect, sequence, statement } => {
                known.head = statement;
                known.sequence = sequence;
                chain.put(sequence, statement);
                let change = match effect {
                    Effect::AddKey { grant, instead } => {
                        let new = &grant.key;
                        let waited = chain::make_way(&mut known, &mut chain, instead, new);
                        if let Some(waited) = waited {
                            agenda::strike(state, waited.place);
                        }
                        let gone =
                            instead.map(|key| IdentityEvent::KeyRemoved { key, person, statement });
                        events.extend(gone);
                        chain::add_key(&mut known, grant.clone());
                        events.push(IdentityEvent::KeyAdded { grant, person, statement });
                        continue;
                    }
                    Effect::Wait { change, delay } => {
                        let at = context.running.after(delay);
                        events.push(put_off(change, at, person, statement, &mut known, state));
                        continue;
                    }
                    Effect::RemoveKey(key) => PendingChange::RemoveKey { key },
                    Effect::SetRecovery(recovery) => PendingChange::SetRecovery { recovery },
                };
                let mut after = (known, chain);
                events.extend(change_now(change, person, statement, &mut after, state));
                (known, chain) = after;
            }
        }
    }
    PERSON.put(state, &person, &known);
    CHAIN.put(state, &person, &chain);
    events
}

fn put_off(
    change: PendingChange,
    at: polity_types::Timestamp,
    person: PersonId,
    statement: Hash,
    known: &mut Person,
    state: &mut Overlay<'_>,
) -> IdentityEvent {
    let place = agenda::put(state, at, Item::ChangeDue { person, statement });
    let before = chain::put_off(known, Pending { change: change.clone(), place, statement });
    if let Some(before) = before {
        agenda::strike(state, before.place);
    }
    IdentityEvent::ChangeAnnounced { at, change, person, statement }
}

/// Removes a key, or sets the recovery rule, which closes a recovery under the old one.
fn change_now(
    change: PendingChange,
    person: PersonId,
    statement: Hash,
    (known, chain): &mut (Person, Chain),
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    match change {
        PendingChange::RemoveKey { key } => {
            if let Some(waited) = chain::remove_key(known, chain, &key) {
                agenda::strike(state, waited.place);
            }
            vec![IdentityEvent::KeyRemoved { key, person, statement }]
        }
        PendingChange::SetRecovery { recovery } => {
            known.recovery.clone_from(&recovery);
            known.contested = false;
            let mut events = recovery::close(person, state);
            events.push(IdentityEvent::RecoveryRuleSet { person, recovery, statement });
            events
        }
    }
}

/// Does a change that has waited, unless a recovery holds it up.
fn take_effect(person: PersonId, statement: Hash, state: &mut Overlay<'_>) -> Vec<IdentityEvent> {
    let is_held = RECOVERY.get(state, &person).is_some_and(|recovery| recovery.waiting.is_some());
    if is_held || !PERSON.has(state, &person) {
        return Vec::new();
    }
    do_pending(person, state, |pending| pending.statement == statement)
}

/// Does the changes of a person that have waited and are of a kind, in the order in which they
/// were adopted.
pub(super) fn do_pending(
    person: PersonId,
    state: &mut Overlay<'_>,
    is_due: impl Fn(&Pending) -> bool,
) -> Vec<IdentityEvent> {
    let mut after = read(state, person);
    let due: Vec<Pending> = after.0.pending.iter().filter(|one| is_due(one)).cloned().collect();
    after.0.pending.retain(|one| !is_due(one));
    let mut events = Vec::new();
    for Pending { change, statement, .. } in due {
        events.extend(change_now(change, person, statement, &mut after, state));
    }
    PERSON.put(state, &person, &after.0);
    CHAIN.put(state, &person, &after.1);
    events
}

/// Returns what is known of a person.
///
/// # Panics
/// If nothing is: the caller found them on the same overlay.
pub(super) fn read(state: &dyn StateView, person: PersonId) -> (Person, Chain) {
    let known = PERSON.get(state, &person).expect("check found the person");
    (known, state::chain(state, person))
}
