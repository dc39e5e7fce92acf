//! Live events: every batch, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use polity_ordering::Committed;
use serde_json::json;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

use super::find;
use crate::answer::Failure;
use crate::gate::Payer;
use crate::societies::Societies;

/// `GET /s/{society}/api/v1/events`. A listener that lags misses batches and sees so by the heights.
pub(crate) async fn listen(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Extension(payer): Extension<Payer>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let place = payer.listen()?;
    let batches = BroadcastStream::new(served.batches.subscribe());
    let events = batches.filter_map(move |batch| {
        // The place is taken until the listener goes.
        let _ = &place;
        batch.ok().map(|batch| Ok::<Event, Infallible>(event(&batch)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

fn event(batch: &Committed) -> Event {
    let operations = batch.operations.iter().map(|operation| {
        json!({
            "author": operation.author,
            "events": operation.events,
            "id": operation.id,
            "index": operation.index,
        })
    });
    let operations: Vec<serde_json::Value> = operations.collect();
    let told = json!({
        "due": batch.due,
        "height": batch.height,
        "operations": operations,
        "time": batch.time,
    });
    Event::default().event("batch").id(batch.height.to_string()).data(told.to_string())
}
