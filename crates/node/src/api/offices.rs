//! Offices, and what waits for their holders.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use super::find;
use crate::answer::Failure;
use crate::pages::load::{OfficeLoad, of, with_announced};
use crate::pages::reading;
use crate::societies::Societies;

/// `GET /s/{society}/api/v1/offices`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Vec<OfficeLoad>>, Failure> {
    let served = find(&societies, &society)?;
    let all = reading(&served.running, of);
    Ok(Json(with_announced(all, &served)?))
}
