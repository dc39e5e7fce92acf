//! How lost keys come back: guardians gather behind new keys, the recovery waits, an old key may
//! object, and in the end the guardians decide (IDE-11 to IDE-15). Writes; cannot refuse.

use polity_types::person::{KeyChange, Statement};
use polity_types::{Hash, PersonId, PublicKey, Scope};

use super::apply::{do_pending, read};
use super::event::IdentityEvent;
use super::state::{CANDIDATE, CHAIN, PERSON, RECOVERY};
use super::types::{
    Candidate, FORKS_MAX, Fork, GATHERING, Item, Person, Recovery, UNAPPROVED_MAX, Waiting,
};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::Overlay;

/// Puts new keys before the guardians; `guardian` agrees to them already.
pub(super) fn start(
    statement: &Statement,
    guardian: Option<PersonId>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    let KeyChange::Recover { guardians, keys } = &statement.change else { return Vec::new() };
    let (person, sequence, hash) = (statement.person, statement.sequence, statement.hash());
    let lapses_at = context.running.after(GATHERING);
    let lapse = agenda::put(state, lapses_at, Item::CandidateLapses { statement: hash });
    let candidate =
        Candidate { approvals: Vec::new(), keys: keys.clone(), lapse, person, sequence };
    CANDIDATE.put(state, &hash, &candidate);
    let mut recovery = RECOVERY.get(state, &person).unwrap_or_else(|| Recovery {
        candidates: Vec::new(),
        guardians: guardians.persons.clone(),
        waiting: None,
    });
    recovery.candidates.push(hash);
    RECOVERY.put(state, &person, &recovery);
    let started = IdentityEvent::RecoveryStarted { keys: keys.clone(), person, statement: hash };
    let mut events = vec![started];
    match guardian {
        Some(guardian) => events.extend(approve(guardian, person, None, hash, context, state)),
        None => events.extend(drop_unapproved(person, state)),
    }
    events
}

/// Counts a guardian's word for new keys, in the place of the one before.
pub(super) fn approve(
    guardian: PersonId,
    person: PersonId,
    replaces: Option<Hash>,
    statement: Hash,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    if let Some(before) = replaces {
        let mut candidate = CANDIDATE.get(state, &before).expect("check found the candidate");
        candidate.approvals.retain(|other| *other != guardian);
        CANDIDATE.put(state, &before, &candidate);
    }
    let mut candidate = CANDIDATE.get(state, &statement).expect("check found the candidate");
    let place = candidate.approvals.partition_point(|other| *other < guardian);
    candidate.approvals.insert(place, guardian);
    CANDIDATE.put(state, &statement, &candidate);
    let approvals = u64::try_from(candidate.approvals.len()).unwrap_or(u64::MAX);
    let approved = IdentityEvent::RecoveryApproved { approvals, guardian, person, statement };
    let mut events = vec![approved];
    events.extend(drop_unapproved(person, state));
    events.extend(weigh(person, statement, candidate.approvals.len(), context, state));
    events
}

/// Lets a recovery wait, once enough guardians agree on the same keys; if it waits already for
/// other keys, guardians dispute it.
fn weigh(
    person: PersonId,
    statement: Hash,
    approvals: usize,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    let (known, _) = read(state, person);
    let mut recovery = RECOVERY.get(state, &person).expect("a candidate belongs to a recovery");
    let is_enough = known.guardians_needed(false).is_some_and(|needed| approvals >= needed);
    match (is_enough, recovery.waiting) {
        (true, None) => {
            let delay = known.recovery.map(|rule| rule.delay).unwrap_or_default();
            let since = context.running;
            let ends = agenda::put(state, since.after(delay), Item::RecoveryEnds { person });
            recovery.waiting = Some(Waiting { disputed: false, ends, since, statement });
            RECOVERY.put(state, &person, &recovery);
            vec![IdentityEvent::RecoveryWaits { person, statement, until: ends.at }]
        }
        (true, Some(waiting)) if !waiting.disputed && waiting.statement != statement => {
            dispute(person, None, state)
        }
        _ => Vec::new(),
    }
}

/// Disputes a recovery that waits: it waits twice as long, and needs more guardians.
pub(super) fn dispute(
    person: PersonId,
    key: Option<PublicKey>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    let (known, _) = read(state, person);
    let mut recovery = RECOVERY.get(state, &person).expect("check found the recovery");
    let waiting = recovery.waiting.expect("check found that the recovery waits");
    let delay = known.recovery.map(|rule| rule.delay).unwrap_or_default();
    agenda::strike(state, waiting.ends);
    let until = waiting.since.after(delay).after(delay);
    let ends = agenda::put(state, until, Item::RecoveryEnds { person });
    recovery.waiting = Some(Waiting { disputed: true, ends, ..waiting });
    RECOVERY.put(state, &person, &recovery);
    vec![IdentityEvent::RecoveryDisputed { key, person, until }]
}

/// Decides a recovery that has waited: the keys on which most guardians agree, if they are enough.
pub(super) fn decide(
    person: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    let Some(recovery) = RECOVERY.get(state, &person) else { return Vec::new() };
    let Some(waiting) = recovery.waiting else { return Vec::new() };
    let (mut known, _) = read(state, person);
    let needed = known.guardians_needed(waiting.disputed).unwrap_or(usize::MAX);
    let mut chosen: Option<(Hash, Candidate)> = None;
    for statement in &recovery.candidates {
        let candidate = CANDIDATE.get(state, statement).expect("a recovery keeps its candidates");
        let most = chosen.as_ref().map_or(0, |(_, candidate)| candidate.approvals.len());
        if candidate.approvals.len() > most {
            chosen = Some((*statement, candidate));
        }
    }
    for statement in &recovery.candidates {
        remove_candidate(*statement, state);
    }
    RECOVERY.remove(state, &person);
    match chosen {
        Some((statement, candidate)) if candidate.approvals.len() >= needed => {
            vec![replace_keys(person, statement, candidate, known, state)]
        }
        _ => {
            known.contested |= waiting.disputed;
            PERSON.put(state, &person, &known);
            let mut events = vec![IdentityEvent::RecoveryFailed { person }];
            let running = context.running;
            events.extend(do_pending(person, state, |pending| pending.place.at <= running));
            events
        }
    }
}

/// Gives a person the keys of a recovery, and no other. It stands on the link that it names: what
/// came after that link no longer counts, so nobody can outrun a recovery.
fn replace_keys(
    person: PersonId,
    statement: Hash,
    candidate: Candidate,
    mut known: Person,
    state: &mut Overlay<'_>,
) -> IdentityEvent {
    let Candidate { keys, sequence, .. } = candidate;
    let (_, mut chain) = read(state, person);
    for pending in known.pending.drain(..) {
        agenda::strike(state, pending.place);
    }
    for old in known.keys.iter().filter(|old| old.scopes.contains(&Scope::Keys)) {
        if !keys.iter().any(|new| new.key == old.key) {
            chain.retire(old.key);
        }
    }
    if let Some(first) = chain.link(sequence).filter(|_| chain.forks.len() < FORKS_MAX) {
        chain.forks.push(Fork { first, operation: None, second: statement, sequence });
    }
    chain.put(sequence, statement);
    known.contested = false;
    known.head = statement;
    known.keys.clone_from(&keys);
    known.sequence = sequence;
    PERSON.put(state, &person, &known);
    CHAIN.put(state, &person, &chain);
    IdentityEvent::Recovered { keys, person, statement }
}

/// Lets new keys lapse behind which the guardians did not come together in time.
pub(super) fn lapse(statement: Hash, state: &mut Overlay<'_>) -> Vec<IdentityEvent> {
    let Some(candidate) = CANDIDATE.get(state, &statement) else { return Vec::new() };
    let person = candidate.person;
    let recovery = RECOVERY.get(state, &person).expect("a candidate belongs to a recovery");
    if recovery.waiting.is_some() {
        // The end of the waiting closes it.
        return Vec::new();
    }
    take_out(statement, recovery, person, state)
}

/// Closes a recovery whose rule is no longer in force.
pub(super) fn close(person: PersonId, state: &mut Overlay<'_>) -> Vec<IdentityEvent> {
    let Some(recovery) = RECOVERY.get(state, &person) else { return Vec::new() };
    RECOVERY.remove(state, &person);
    let lapsed = recovery.candidates.into_iter().map(|statement| {
        remove_candidate(statement, state);
        IdentityEvent::RecoveryLapsed { person, statement }
    });
    lapsed.collect()
}

/// Keeps the newest of the candidates for which no guardian speaks, so that nobody can crowd the
/// others out.
fn drop_unapproved(person: PersonId, state: &mut Overlay<'_>) -> Vec<IdentityEvent> {
    let recovery = RECOVERY.get(state, &person).expect("the caller wrote the recovery");
    let has_no_word = |statement: &&Hash| {
        let candidate = CANDIDATE.get(state, statement);
        candidate.is_some_and(|candidate| candidate.approvals.is_empty())
    };
    let alone: Vec<Hash> = recovery.candidates.iter().filter(has_no_word).copied().collect();
    let Some(oldest) = alone.first().filter(|_| alone.len() > UNAPPROVED_MAX) else {
        return Vec::new();
    };
    take_out(*oldest, recovery, person, state)
}

fn take_out(
    statement: Hash,
    mut recovery: Recovery,
    person: PersonId,
    state: &mut Overlay<'_>,
) -> Vec<IdentityEvent> {
    remove_candidate(statement, state);
    recovery.candidates.retain(|other| *other != statement);
    if recovery.candidates.is_empty() {
        RECOVERY.remove(state, &person);
    } else {
        RECOVERY.put(state, &person, &recovery);
    }
    vec![IdentityEvent::RecoveryLapsed { person, statement }]
}

fn remove_candidate(statement: Hash, state: &mut Overlay<'_>) {
    if let Some(candidate) = CANDIDATE.get(state, &statement) {
        agenda::strike(state, candidate.lapse);
        CANDIDATE.remove(state, &statement);
    }
}
