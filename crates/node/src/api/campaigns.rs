//! Goals that people gather for.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use super::find;
use crate::answer::Failure;
use crate::pages::campaigns::{Campaign, of};
use crate::pages::reading;
use crate::societies::Societies;

/// `GET /s/{society}/api/v1/campaigns`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Vec<Campaign>>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, of)))
}
