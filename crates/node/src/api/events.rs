//! Live events: every batch, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use polity_ordering::Committed;
use serde_json::json;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// `GET /s/{society}/api/v1/events`. A listener that lags misses batches and sees so by the heights.
pub(crate) async fn listen(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let served = find(&societies, &society)?;
    let batches = BroadcastStream::new(served.batches.subscribe());
    let events = batches.filter_map(|batch| batch.ok().map(|batch| Ok(event(&batch))));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
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
