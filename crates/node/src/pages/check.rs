//! How a stranger checks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::address::Address;
use super::{Frame, explain, reading, strength};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "check.html")]
struct Page {
    frame: Frame,
    strength: String,
    url: String,
}

/// `GET /s/{society}/check`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        let (frame, strength) = (Frame::of(context, state, "/check"), strength(state));
        page(&Page { frame, strength, url: address.url().to_owned() })
    })
}
