//! How a stranger checks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{Frame, explain, reading, strength};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;

#[derive(askama::Template)]
#[template(path = "check.html")]
struct Page {
    frame: Frame,
    strength: String,
}

/// `GET /s/{society}/check`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        page(&Page { frame: Frame::of(context, "/check"), strength: strength(state) })
    })
}
