//! How a stranger checks.

use axum::response::Response;

use super::address::Address;
use super::here::Here;
use super::{Frame, reading, strength};
use crate::answer::page;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "check.html")]
struct Page {
    frame: Frame,
    strength: String,
    url: String,
}

/// `GET /s/{society}/check`.
pub(crate) async fn show(Here { served, .. }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let (frame, strength) = (Frame::of(context, state, "/check"), strength(state));
        page(&Page { frame, strength, url: address.url().to_owned() })
    })
}
