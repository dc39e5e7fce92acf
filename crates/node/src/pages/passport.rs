//! Showing one's passport to whoever asks, and checking somebody's.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{Frame, explain, reading};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "passport.html")]
struct Page {
    frame: Frame,
}

/// `GET /s/{society}/passport`. The same for everybody: who reads it, only their browser knows.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    match find(&societies, &society) {
        Ok(served) => reading(&served.running, |context, state| {
            page(&Page { frame: Frame::of(context, state, "/me") })
        }),
        Err(failure) => explain(&failure),
    }
}
