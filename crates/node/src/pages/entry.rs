//! One entry of the log.

use axum::extract::Path;
use axum::response::Response;
use polity_types::Timestamp;
use serde_json::Value;

use super::deed::Deed;
use super::here::Here;
use super::log::Row;
use super::telling::{self, Teller};
use super::{Frame, Moment, explain, explain_in, reading};
use crate::answer::{Failure, page};
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "entry.html")]
struct Page {
    deed: Option<Deed>,
    frame: Frame,
    index: u64,
    is_last: bool,
    row: Row,
    text: String,
}

/// `GET /s/{society}/log/{index}`.
pub(crate) async fn show(
    Here { served, .. }: Here,
    Path((_, index)): Path<(String, String)>,
) -> Response {
    let log = served.running.ledger().log();
    let size = log.size();
    let index = match index.parse::<u64>() {
        Ok(index) if index < size => index,
        _ => return explain_in(&served, &Failure::NotFound("entry")),
    };
    let entry = match log.entry(index) {
        Ok(entry) => entry,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let listed = match served.views.entries(None, index.checked_add(1), 1) {
        Ok(listed) => listed.rows,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let value: Value = serde_json::from_slice(&entry).unwrap_or_default();
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    let known = listed.first().filter(|row| row.number == index);
    let known = known.map(|row| Moment(Timestamp(row.time)));
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/log");
        let row = Row::of(index, &entry, &Teller { base: &frame.base, context, state });
        // What a text changed then is not what it would change now: nothing is compared.
        let deed = telling::action_of(&entry)
            .map(|action| Deed::of(&action, false, &frame.base, context, state));
        page(&Page {
            deed,
            is_last: index.saturating_add(1) == size,
            row: Row { time: row.time.or(known), ..row },
            frame,
            index,
            text,
        })
    })
}
