//! What a decision is or was about, open or over.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_views::Decided;
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// A decision.
#[derive(Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    decided: Decided,
    number: u64,
}

/// `GET /s/{society}/api/v1/decisions/{number}`. How it stands or came out is a record of the state, which is
/// proven.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let number: u64 = number.parse().map_err(|_| Failure::NotFound("decision"))?;
    let decided = served.views.decided(number).map_err(Failure::internal)?;
    let decided = decided.ok_or(Failure::NotFound("decision"))?;
    Ok(Json(Whole { decided, number }))
}
