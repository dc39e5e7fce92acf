//! Forks: who signs up, who left with what, the papers with which one comes over to the new society, and
//! from where this society descends.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::fork::{Descent, ForkRecord, Left, Standing, path_of, query};
use polity_types::{Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most forks, people who signed up, or lines of a list in one answer. Unit: each.
pub(crate) const LISTED_MAX: usize = 100;
/// Lines of a list that are read at once. Unit: lines.
const PAGE: usize = 1_000;

/// A fork, and its number.
#[derive(Serialize)]
pub(crate) struct Numbered {
    #[serde(flatten)]
    fork: ForkRecord,
    number: u64,
    /// Until when members sign up, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_until: Option<Timestamp>,
}

/// Somebody who signed up.
#[derive(Serialize)]
pub(crate) struct Signed {
    person: PersonId,
    /// Whether their share goes to the fork's pool.
    pooled: bool,
}

/// A fork, and who signed up for it.
#[derive(Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    fork: Numbered,
    /// The first of them, in the order of their identifiers.
    signed: Vec<Signed>,
}

/// What somebody who left shows to come over.
#[derive(Serialize)]
pub(crate) struct Papers {
    #[serde(flatten)]
    line: Left,
    path: Vec<Hash>,
    place: u64,
}

fn numbered(number: u64, fork: ForkRecord, clock: Clock) -> Numbered {
    let open = fork.until.filter(|_| fork.standing == Standing::Open);
    Numbered { number, open_until: open.map(|place| clock.wall(place.at)), fork }
}

/// `GET /s/{society}/api/v1/forks`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Vec<Numbered>>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, |_, state| {
        let clock = Clock::read(state);
        let numbers = (1..=query::count(state)).rev().take(LISTED_MAX);
        let known = numbers.filter_map(|number| Some((number, query::fork(state, number)?)));
        known.map(|(number, fork)| numbered(number, fork, clock)).collect()
    })))
}

/// `GET /s/{society}/api/v1/forks/{number}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let number = number_of(&number)?;
    let whole = reading(&served.running, |_, state| {
        let fork = numbered(number, query::fork(state, number)?, Clock::read(state));
        let signed = query::joined(state, number, None, LISTED_MAX).into_iter();
        let signed = signed.map(|(person, pooled)| Signed { person, pooled }).collect();
        Some(Whole { fork, signed })
    });
    whole.map(Json).ok_or(Failure::NotFound("fork"))
}

/// From which line on.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    #[serde(default)]
    from: u64,
}

/// `GET /s/{society}/api/v1/forks/{number}/left`.
pub(crate) async fn left(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
    Query(From { from }): Query<From>,
) -> Result<Json<Vec<Left>>, Failure> {
    let served = find(&societies, &society)?;
    let number = number_of(&number)?;
    let lines = reading(&served.running, |_, state| {
        let _ = query::fork(state, number)?;
        Some(query::listed(state, number, from, LISTED_MAX))
    });
    lines.map(Json).ok_or(Failure::NotFound("fork"))
}

/// `GET /s/{society}/api/v1/forks/{number}/papers/{person}`. Cost: a read and a hash for each line.
pub(crate) async fn papers(
    State(societies): State<Arc<Societies>>,
    Path((society, number, person)): Path<(String, String, String)>,
) -> Result<Json<Papers>, Failure> {
    let served = find(&societies, &society)?;
    let number = number_of(&number)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let papers = reading(&served.running, |_, state| {
        let count = query::fork(state, number)?.left.count;
        let mut lines: Vec<Left> = Vec::new();
        let mut next = 0_u64;
        while next < count {
            let page = query::listed(state, number, next, PAGE);
            next = next.saturating_add(u64::try_from(page.len()).ok().filter(|read| *read > 0)?);
            lines.extend(page);
        }
        let index = lines.iter().position(|line| line.person == person)?;
        let path = path_of(&lines, index)?;
        let line = lines.into_iter().nth(index)?;
        Some(Papers { line, path, place: u64::try_from(index).ok()? })
    });
    papers.map(Json).ok_or(Failure::NotFound("line of the list"))
}

/// `GET /s/{society}/api/v1/descent`.
pub(crate) async fn descent(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Descent>, Failure> {
    let served = find(&societies, &society)?;
    let descent = reading(&served.running, |_, state| query::descent(state));
    descent.map(Json).ok_or(Failure::NotFound("descent"))
}

fn number_of(text: &str) -> Result<u64, Failure> {
    text.parse().map_err(|_| Failure::NotFound("fork"))
}
