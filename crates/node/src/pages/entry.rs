//! One entry of the log.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::log::Row;
use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

#[derive(askama::Template)]
#[template(path = "entry.html")]
struct Page {
    frame: Frame,
    index: u64,
    text: String,
    what: String,
}

/// `GET /s/{society}/log/{index}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, index)): Path<(String, String)>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let log = served.running.ledger().log();
    let index = match index.parse::<u64>() {
        Ok(index) if index < log.size() => index,
        _ => return explain(&Failure::NotFound("entry")),
    };
    let entry = match log.entry(index) {
        Ok(entry) => entry,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let value: Value = serde_json::from_slice(&entry).unwrap_or_default();
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    let what = Row::of(index, &entry).what;
    reading(&served.running, |context, _| {
        page(&Page { frame: Frame::of(context, "/log"), index, text, what })
    })
}
