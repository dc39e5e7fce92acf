//! Letters by e-mail: asking for them, confirming the address, and ending them with one press.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::address::Address;
use super::here::Here;
use super::{Frame, explain, explain_in, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::mail::{For, confirm, is_known, stop};
use crate::societies::{Served, Societies};
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "mail.html")]
struct Page {
    at: String,
    can_send: bool,
    frame: Frame,
}

/// What a link of a letter leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// To press a button: whoever only looks at links changes nothing.
    Ask(For),
    /// It is done.
    Done(For),
}

#[derive(askama::Template)]
#[template(path = "mail_link.html")]
struct LinkPage {
    frame: Frame,
    step: Step,
}

impl LinkPage {
    fn is(&self, step: &str) -> bool {
        let now = match self.step {
            Step::Ask(For::Confirm) => "confirm",
            Step::Ask(For::Stop) => "stop",
            Step::Done(For::Confirm) => "confirmed",
            Step::Done(For::Stop) => "stopped",
        };
        now == step
    }
}

/// `GET /s/{society}/mail`. The same for everybody: who reads it, only their browser knows.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let at = address.arguments(&societies, context.society);
        page(&Page { at, can_send: societies.can_send(), frame: Frame::of(context, state, "/me") })
    })
}

/// `GET /s/{society}/mail/confirm/{token}`.
pub(crate) async fn ask_to_confirm(
    State(societies): State<Arc<Societies>>,
    Path((society, token)): Path<(String, String)>,
) -> Response {
    answer(&societies, &society, Step::Ask(For::Confirm), |served| {
        is_known(served, &token, For::Confirm)
    })
}

/// `POST /s/{society}/mail/confirm/{token}`.
pub(crate) async fn confirmed(
    State(societies): State<Arc<Societies>>,
    Path((society, token)): Path<(String, String)>,
) -> Response {
    let done =
        answer(&societies, &society, Step::Done(For::Confirm), |served| confirm(served, &token));
    societies.ring();
    done
}

/// `GET /s/{society}/mail/stop/{token}`.
pub(crate) async fn ask_to_stop(
    State(societies): State<Arc<Societies>>,
    Path((society, token)): Path<(String, String)>,
) -> Response {
    answer(&societies, &society, Step::Ask(For::Stop), |served| is_known(served, &token, For::Stop))
}

/// `POST /s/{society}/mail/stop/{token}`: from the page, or from a mail program in one request (RFC 8058).
pub(crate) async fn stopped(
    State(societies): State<Arc<Societies>>,
    Path((society, token)): Path<(String, String)>,
) -> Response {
    answer(&societies, &society, Step::Done(For::Stop), |served| stop(served, &token))
}

fn answer(
    societies: &Societies,
    society: &str,
    step: Step,
    does: impl FnOnce(&Served) -> Result<bool, Failure>,
) -> Response {
    let served = match find(societies, society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    match does(&served) {
        Ok(true) => {
            let frame = reading(&served.running, |context, state| Frame::of(context, state, ""));
            page(&LinkPage { frame: frame.unaddressed(), step })
        }
        // A link that was used, or lapsed, and one that never was look the same.
        Ok(false) => explain_in(&served, &Failure::NotFound("link of a letter")),
        Err(failure) => explain_in(&served, &failure),
    }
}
