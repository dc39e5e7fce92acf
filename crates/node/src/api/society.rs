//! What a society says of itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_machine::frame::context::Authority;
use polity_machine::modules::charter::standing::{Standing, standing};
use polity_ordering::Running;
use polity_types::{Hash, SocietyId, Timestamp};
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::pages::stages::written;
use crate::societies::Societies;

#[derive(Serialize)]
pub(crate) struct Summary {
    charter: Hash,
    id: SocietyId,
    name: String,
    running: Timestamp,
}

impl Summary {
    pub(crate) fn of(running: &Running) -> Self {
        let rule = Authority::Rule { rule: "reading".into() };
        running.context(rule, |context, _| Self {
            charter: context.charter.hash,
            id: context.society,
            name: context.charter.society.name.clone(),
            running: context.running,
        })
    }
}

/// `GET /api/v1/societies`.
pub(crate) async fn list(State(societies): State<Arc<Societies>>) -> Json<Vec<Summary>> {
    Json(societies.all().map(|served| Summary::of(&served.running)).collect())
}

/// `GET /s/{society}/api/v1/society`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Summary>, Failure> {
    Ok(Json(Summary::of(&find(&societies, &society)?.running)))
}

/// `GET /s/{society}/api/v1/stages`.
pub(crate) async fn stages(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Standing>, Failure> {
    let served = find(&societies, &society)?;
    let standing = reading(&served.running, |context, state| {
        let written = written(context, state)?;
        Some(standing(&written, context.now, state))
    });
    standing.map(Json).ok_or(Failure::NotFound("charter"))
}
