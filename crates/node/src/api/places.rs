//! Places in JSON: what is open, how much land was shown, who lives there, and what one is there oneself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::places::{Place, query};
use polity_types::{PersonId, Timestamp};
use polity_views::{ClosedPlaceRow, ResidentRow};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most people, or places that were closed, in one answer.
const ROWS_MAX: usize = 100;

/// For whom, and from where on.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    before: Option<u64>,
    #[serde(default)]
    person: Option<String>,
}

/// Where a person lives, or says that they do.
#[derive(Serialize)]
pub(crate) struct Mine {
    arrived: Timestamp,
    is_confirmed: bool,
    is_voter: bool,
    place: String,
    /// When it ends unless it is renewed or confirmed, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// When their vote begins to count, in time of day, while that is to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    votes_from: Option<Timestamp>,
}

/// A place that is open.
#[derive(Serialize)]
pub(crate) struct Told {
    id: String,
    #[serde(flatten)]
    place: Place,
}

/// All places.
#[derive(Serialize)]
pub(crate) struct Places {
    /// Places that were closed, the last ones first.
    closed: Vec<ClosedPlaceRow>,
    is_more: bool,
    /// Land of the open ones for which something was shown. Unit: square metres.
    land: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Mine>,
    open: Vec<Told>,
    /// Confirmed residents of all that are open.
    residents: u64,
}

/// A place with who lives there.
#[derive(Serialize)]
pub(crate) struct Whole {
    /// Those who say so, and are not confirmed; the first hundred.
    claims: Vec<ResidentRow>,
    /// Whether there are more residents, after the last one.
    is_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Mine>,
    /// Those whose residence is confirmed.
    people: Vec<ResidentRow>,
    #[serde(flatten)]
    told: Told,
}

fn mine(person: PersonId, state: &dyn StateView) -> Option<Mine> {
    let (living, _) = query::living(state, person)?;
    let clock = Clock::read(state);
    let wall = |place: polity_machine::frame::agenda::Place| clock.wall(place.at);
    Some(Mine {
        arrived: living.arrived,
        is_confirmed: living.confirmed.is_some(),
        is_voter: living.counts.is_some(),
        place: living.place,
        until: living.ends.map(wall),
        votes_from: living.waits.map(wall),
    })
}

fn person_of(asked: &Asked) -> Result<Option<PersonId>, Failure> {
    let parsed = asked.person.as_ref().map(|person| person.parse());
    parsed.transpose().map_err(|_| Failure::NotFound("person"))
}

/// `GET /s/{society}/api/v1/places?person=…&before=…`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Places>, Failure> {
    let served = find(&societies, &society)?;
    let person = person_of(&asked)?;
    let closed = served.views.closed_places(asked.before, ROWS_MAX).map_err(Failure::internal)?;
    Ok(Json(reading(&served.running, |_, state| Places {
        closed: closed.rows,
        is_more: closed.is_more,
        land: query::figures(state).land,
        mine: person.and_then(|person| mine(person, state)),
        open: query::places(state).into_iter().map(|(id, place)| Told { id, place }).collect(),
        residents: query::rolls(state).residents,
    })))
}

/// `GET /s/{society}/api/v1/places/{place}?person=…&after=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let person = person_of(&asked)?;
    let place = reading(&served.running, |_, state| {
        let mine = person.and_then(|person| mine(person, state));
        query::place(state, &id).map(|place| (place, mine))
    });
    let (place, mine) = place.ok_or(Failure::NotFound("place"))?;
    let after = asked.after.as_deref();
    let residents =
        served.views.residents(&id, true, after, ROWS_MAX).map_err(Failure::internal)?;
    let claims = served.views.residents(&id, false, None, ROWS_MAX).map_err(Failure::internal)?;
    let told = Told { id, place };
    let (is_more, people, claims) = (residents.is_more, residents.rows, claims.rows);
    Ok(Json(Whole { claims, is_more, mine, people, told }))
}
