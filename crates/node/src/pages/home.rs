//! A society's first page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::modules::membership;

use super::{Done, Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Entries listed as news.
const RECENT: usize = 12;

#[derive(askama::Template)]
#[template(path = "home.html")]
struct Page {
    commandment: String,
    entries: u64,
    frame: Frame,
    full: u64,
    members: u64,
    recent: Vec<Done>,
}

/// `GET /s/{society}/`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let entries = served.running.ledger().log().size();
    let done = match served.views.entries(None, None, RECENT) {
        Ok(done) => done,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let rolls = membership::query::rolls(state);
        page(&Page {
            commandment: context.charter.society.commandment.clone(),
            entries,
            frame: Frame::of(context, "/"),
            full: rolls.full.count,
            members: rolls.members.count,
            recent: done.rows.iter().map(Done::of).collect(),
        })
    })
}
