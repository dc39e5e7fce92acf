//! The keys of whoever reads: adding and removing them, guardians, recovery.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::address::Address;
use super::{Frame, explain, reading};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "keys.html")]
struct Page {
    at: String,
    frame: Frame,
}

/// `GET /s/{society}/keys`. The same for everybody: who reads it, only their browser knows.
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
        let at = address.arguments(&societies, context.society);
        page(&Page { at, frame: Frame::of(context, state, "/me") })
    })
}
