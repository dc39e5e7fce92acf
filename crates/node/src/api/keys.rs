//! The keys of a person: what the next change of them must name, and what waits.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::identity::{self, PendingChange};
use polity_machine::modules::names;
use polity_types::person::{KeyGrant, RecoveryRule};
use polity_types::{Hash, PersonId, Timestamp};
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// What the society knows of a person's chain of keys. Times are times of day, as foreseen now.
#[derive(Serialize)]
pub(crate) struct Ring {
    /// New keys that guardians are asked to agree to.
    candidates: Vec<Candidate>,
    /// Hash of the last link.
    head: Hash,
    keys: Vec<KeyGrant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    now: Timestamp,
    /// Changes that wait.
    pending: Vec<Waiting>,
    person: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery: Option<RecoveryRule>,
    /// Number of the last link.
    sequence: u64,
    /// The recovery that waits, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<Recovering>,
}

#[derive(Serialize)]
struct Candidate {
    approvals: Vec<PersonId>,
    keys: Vec<KeyGrant>,
    needed: usize,
    statement: Hash,
}

#[derive(Serialize)]
struct Waiting {
    change: PendingChange,
    ends: Timestamp,
}

#[derive(Serialize)]
struct Recovering {
    disputed: bool,
    ends: Timestamp,
}

/// `GET /s/{society}/api/v1/people/{person}/keys`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
) -> Result<Json<Ring>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let told = reading(&served.running, |context, state| of(person, context.now, state));
    told.map(Json).ok_or(Failure::NotFound("person"))
}

fn of(person: PersonId, now: Timestamp, state: &dyn StateView) -> Option<Ring> {
    let known = identity::query::person(state, person)?;
    let clock = Clock::read(state);
    let begun = identity::query::recovery(state, person);
    let waiting = begun.as_ref().and_then(|begun| begun.waiting);
    let needed = known.guardians_needed(waiting.is_some_and(|waiting| waiting.disputed));
    let candidate = |statement: Hash| {
        let candidate = identity::query::candidate(state, statement)?;
        let (approvals, keys) = (candidate.approvals, candidate.keys);
        Some(Candidate { approvals, keys, needed: needed.unwrap_or_default(), statement })
    };
    let candidates = begun.into_iter().flat_map(|begun| begun.candidates);
    let pending = known
        .pending
        .into_iter()
        .map(|pending| Waiting { change: pending.change, ends: clock.wall(pending.place.at) });
    Some(Ring {
        candidates: candidates.filter_map(candidate).collect(),
        head: known.head,
        keys: known.keys,
        now,
        pending: pending.collect(),
        name: names::query::called(state, person),
        person,
        recovery: known.recovery,
        sequence: known.sequence,
        waiting: waiting.map(|waiting| Recovering {
            disputed: waiting.disputed,
            ends: clock.wall(waiting.ends.at),
        }),
    })
}
