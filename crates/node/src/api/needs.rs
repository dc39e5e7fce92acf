//! What waits for a person.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_types::PersonId;

use super::find;
use crate::answer::Failure;
use crate::pages::needs::{Need, needs_of};
use crate::societies::Societies;

/// `GET /s/{society}/api/v1/people/{person}/needs`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
) -> Result<Json<Vec<Need>>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let needs = needs_of(person, &served.running, &served.views);
    Ok(Json(needs.map_err(Failure::internal)?))
}
