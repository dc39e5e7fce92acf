//! Proof bundles: what a stranger verifies.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_ledger::bundle::{BundleError, Wanted, to_bytes};
use serde::Deserialize;

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// What is to be proven: keys of the state, separated by commas, and one entry.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    keys: String,
    entry: Option<u64>,
    since: Option<u64>,
}

/// `GET /s/{society}/api/v1/proof?keys=…&entry=…&since=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let keys = asked.keys.split(',').filter(|key| !key.is_empty());
    let mut wanted: Vec<Wanted> = keys.map(|key| Wanted::State(key.to_owned())).collect();
    wanted.extend(asked.entry.map(Wanted::Entry));
    let bundle =
        served.running.ledger().bundle(&wanted, asked.since).map_err(|error| match error {
            BundleError::NoEntry { .. } => Failure::NotFound("entry"),
            BundleError::NotAKey(_) => Failure::NotFound("key"),
            BundleError::TooManyClaims(_) => Failure::TooMany("claims in one proof"),
            other => Failure::internal(other),
        })?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"proof.json\""),
    ];
    Ok((headers, to_bytes(&bundle)).into_response())
}
