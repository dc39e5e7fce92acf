//! The log as C2SP tlog-tiles: for mirrors, monitors and witnesses.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_ledger::tiles::{Tile, read_tile};

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// `GET /s/{society}/checkpoint`.
pub(crate) async fn checkpoint(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let note = served.running.ledger().checkpoint().ok_or(Failure::NotFound("checkpoint"))?;
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, note.to_note()).into_response())
}

/// `GET /s/{society}/tile/…`.
pub(crate) async fn tile(
    State(societies): State<Arc<Societies>>,
    Path((society, path)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let tile: Tile = format!("tile/{path}").parse().map_err(|_| Failure::NotFound("tile"))?;
    let log = served.running.ledger().log().clone();
    let read = tokio::task::spawn_blocking(move || read_tile(&log, &tile)).await;
    let bytes = read.map_err(Failure::internal)?.map_err(Failure::internal)?;
    let bytes = bytes.ok_or(Failure::NotFound("tile"))?;
    let cache = "public, max-age=31536000, immutable";
    let kind = "application/octet-stream";
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)];
    Ok((headers, bytes).into_response())
}

/// `GET /s/{society}/api/v1/entries/{index}`.
pub(crate) async fn entry(
    State(societies): State<Arc<Societies>>,
    Path((society, index)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let log = served.running.ledger().log();
    let index: u64 = index.parse().map_err(|_| Failure::NotFound("entry"))?;
    if index >= log.size() {
        return Err(Failure::NotFound("entry"));
    }
    let bytes = log.entry(index).map_err(Failure::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}
