//! The keys of whoever reads: adding and removing them, guardians, recovery.

use axum::response::Response;

use super::address::Address;
use super::here::Here;
use super::{Frame, reading};
use crate::answer::page;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "keys.html")]
struct Page {
    at: String,
    frame: Frame,
}

/// `GET /s/{society}/keys`. The same for everybody: who reads it, only their browser knows.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let at = address.arguments(&societies, context.society);
        page(&Page { at, frame: Frame::of(context, state, "/me") })
    })
}
