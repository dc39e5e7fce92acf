//! What people are called, for whoever shows identifiers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::modules::names;
use polity_types::PersonId;
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most people of whom names are asked at once. Unit: people.
const PEOPLE_MAX: usize = 100;

/// Of whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What somebody is called.
    #[serde(default)]
    called: Option<String>,
    /// Identifiers, with commas between them.
    #[serde(default)]
    of: String,
}

/// What a person is called.
#[derive(Serialize)]
pub(crate) struct Called {
    name: String,
    person: PersonId,
}

/// `GET /s/{society}/api/v1/names?of=person1…,person1…`. Who took no name is left out. With `?called=…`:
/// who is called so, however it is written.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(Wanted { called, of }): Query<Wanted>,
) -> Result<Json<Vec<Called>>, Failure> {
    let served = find(&societies, &society)?;
    if let Some(called) = called {
        return Ok(Json(reading(&served.running, |_, state| {
            let person = names::query::who(state, &called);
            let name = |person| Some(Called { name: names::query::called(state, person)?, person });
            person.and_then(name).into_iter().collect()
        })));
    }
    let people: Vec<&str> = of.split(',').take(PEOPLE_MAX.saturating_add(1)).collect();
    if people.len() > PEOPLE_MAX {
        return Err(Failure::TooMany("people"));
    }
    let people: Result<Vec<PersonId>, _> = people.into_iter().map(str::parse).collect();
    let people = people.map_err(|_| Failure::NotFound("person"))?;
    Ok(Json(reading(&served.running, |_, state| {
        let called = |person| Some(Called { name: names::query::called(state, person)?, person });
        people.into_iter().filter_map(called).collect()
    })))
}
