//! Public records: texts that operations name by their hash.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_machine::frame::state::Records as _;
use polity_types::Hash;
use polity_types::refusal::Explain as _;

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// `POST /s/{society}/api/v1/records`: stores a text and answers with its hash.
pub(crate) async fn put(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    body: Bytes,
) -> Result<Json<Hash>, Failure> {
    let served = find(&societies, &society)?;
    let store = served.running.records().clone();
    let stored = tokio::task::spawn_blocking(move || store.put(body.to_vec())).await;
    let stored = stored.map_err(Failure::internal)?;
    match stored {
        Ok(hash) => {
            served.note_stored();
            Ok(Json(hash))
        }
        Err(error) => {
            let refusal = error.refusal();
            served.note(&refusal);
            Err(Failure::from(refusal))
        }
    }
}

/// `GET /s/{society}/api/v1/records/{hash}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, hash)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let hash: Hash = hash.parse().map_err(|_| Failure::NotFound("record"))?;
    let record = served.running.records().record(&hash).ok_or(Failure::NotFound("record"))?;
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((kind, record.to_vec()).into_response())
}
