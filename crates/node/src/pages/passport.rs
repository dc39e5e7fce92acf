//! Showing one's passport to whoever asks, and checking somebody's.

use axum::response::Response;

use super::here::Here;
use super::{Frame, reading};
use crate::answer::page;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "passport.html")]
struct Page {
    frame: Frame,
}

/// `GET /s/{society}/passport`. The same for everybody: who reads it, only their browser knows.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        page(&Page { frame: Frame::of(context, state, "/me") })
    })
}
