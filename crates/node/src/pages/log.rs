//! The log, newest entries first.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_types::LogEntry;
use serde::Deserialize;
use serde_json::Value;

use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Entries on one page. Unit: entries.
const PAGE: u64 = 50;

#[derive(askama::Template)]
#[template(path = "log.html")]
struct Page {
    entries: Vec<Row>,
    frame: Frame,
    is_old: bool,
    older: Option<u64>,
    size: u64,
}

/// An entry in a line.
pub(crate) struct Row {
    pub(crate) by: String,
    pub(crate) index: u64,
    pub(crate) what: String,
}

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
}

impl Row {
    /// Tells an entry in a line.
    pub(crate) fn of(index: u64, entry: &[u8]) -> Self {
        let (what, by) = match LogEntry::from_bytes(entry) {
            Ok(LogEntry::Founding(_)) => ("Founding".to_owned(), "entry 0".to_owned()),
            Ok(LogEntry::Seal(seal)) => (
                format!("Seal of batch {}: {} operations", seal.height, seal.count),
                seal.time.to_string(),
            ),
            Ok(LogEntry::Operation(raw)) => operation(raw.get()),
            Err(_) => ("Unreadable".to_owned(), String::new()),
        };
        Self { by, index, what }
    }
}

fn operation(envelope: &str) -> (String, String) {
    let envelope: Value = serde_json::from_str(envelope).unwrap_or_default();
    let text =
        |pointer| envelope.pointer(pointer).and_then(Value::as_str).unwrap_or("?").to_owned();
    (text("/operation/action/name"), text("/operation/author").chars().take(20).collect())
}

/// `GET /s/{society}/log`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(from): Query<From>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let log = served.running.ledger().log();
    let size = log.size();
    let end = from.before.unwrap_or(size).min(size);
    let start = end.saturating_sub(PAGE);
    let entries = match log.read_entries(start..end) {
        Ok(entries) => entries,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let mut rows: Vec<Row> =
        entries.iter().zip(start..).map(|(entry, index)| Row::of(index, entry)).collect();
    rows.reverse();
    reading(&served.running, |context, _| {
        page(&Page {
            entries: rows,
            frame: Frame::of(context, "/log"),
            is_old: end < size,
            older: (start > 0).then_some(start),
            size,
        })
    })
}
