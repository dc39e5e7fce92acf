//! The charter: the text, and what it says rule by rule.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::{Section, explain as rules};
use polity_machine::modules::charter;

use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

#[derive(askama::Template)]
#[template(path = "charter.html")]
struct Page {
    frame: Frame,
    hash: String,
    sections: Vec<Section>,
    text: String,
    version: u64,
}

/// `GET /s/{society}/charter`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        let Some(text) = context.records.record(&current.hash) else {
            return explain(&Failure::NotFound("charter"));
        };
        let text = String::from_utf8_lossy(&text);
        // The charter's own rules refuse HTML; cleaning it again costs nothing.
        let html = ammonia::clean(&comrak::markdown_to_html(&text, &comrak::Options::default()));
        page(&Page {
            frame: Frame::of(context, "/charter"),
            hash: current.hash.to_string(),
            sections: rules(&context.charter),
            text: html,
            version: current.version,
        })
    })
}
