//! Proof bundles: what a stranger verifies.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_ledger::bundle::{BundleError, Wanted, make};
use polity_types::Refusal;
use polity_types::proof::is_state_key;
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
    if keys_are_wrong(&wanted) {
        return Err(Failure::NotFound("key"));
    }
    wanted.extend(asked.entry.map(Wanted::Entry));
    let ledger = served.running.ledger().clone();
    let made = tokio::task::spawn_blocking(move || make(&ledger, &wanted, asked.since)).await;
    let bundle = made.map_err(Failure::internal)?.map_err(|error| match error {
        BundleError::OutOfRange { .. } => Failure::NotFound("entry"),
        BundleError::TooMany { .. } | BundleError::TooLarge { .. } => too_much(&error),
        other => Failure::internal(other),
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"proof.json\""),
    ];
    Ok((headers, bundle).into_response())
}

fn too_much(error: &BundleError) -> Failure {
    Failure::from(Refusal {
        code: "proof.too_much".into(),
        message: error.to_string(),
        next_step: "Ask for fewer claims at once.".into(),
        rule: "PRO-1".into(),
    })
}

fn keys_are_wrong(wanted: &[Wanted]) -> bool {
    !wanted.iter().all(|wanted| matches!(wanted, Wanted::State(key) if is_state_key(key)))
}
