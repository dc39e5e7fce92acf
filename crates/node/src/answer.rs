//! Answers: pages, JSON, refusals, and the headers that all of them carry.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use polity_types::Refusal;
use polity_types::refusal::Explain;

use crate::words;

/// Nothing runs, loads or frames but what this process serves itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Of this device, a page may use the camera, which reads codes, and what holds passkeys.
const DEVICES: &str =
    "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Headers of every answer.
pub(crate) fn headers() -> HeaderMap {
    let pairs = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), DEVICES),
    ];
    pairs.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
}

/// Why a request has no answer, as JSON in the interface and as a page elsewhere.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no such thing.
    NotFound(&'static str),
    /// A rule says no.
    Refused(Box<Refusal>),
    /// Too much is asked, or too often.
    TooMany(&'static str),
    /// The request is not one that the address takes.
    Unfit(StatusCode, Box<Refusal>),
    /// Others take all that there is of something.
    Busy(&'static str),
    /// The asker had enough for so many seconds.
    Wait {
        /// Until it may be tried again.
        seconds: u64,
        /// Of which there were too many.
        what: &'static str,
    },
    /// This program is at fault; the details are in its own log.
    Internal,
}

impl Failure {
    /// Notes an internal error under a name that people are not shown.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::Internal
    }

    /// Returns the failure that a rule's error is.
    pub(crate) fn refused(error: &impl Explain) -> Self {
        Self::Refused(Box::new(error.refusal()))
    }

    /// Returns the words as JSON.
    pub(crate) fn as_json(&self) -> Response {
        let (status, refusal) = self.words();
        let mut response = (status, Json(refusal)).into_response();
        response.headers_mut().extend(self.retry_after());
        response
    }

    /// Returns the header that says when to try again, where that is known.
    pub(crate) fn retry_after(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Busy(_) => Some((header::RETRY_AFTER, HeaderValue::from(1))),
            Self::Wait { seconds, .. } => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            _ => None,
        }
    }

    /// Returns status and words.
    pub(crate) fn words(&self) -> (StatusCode, Refusal) {
        let (status, refusal) = self.in_english();
        (status, words::refused(refusal))
    }

    fn in_english(&self) -> (StatusCode, Refusal) {
        let say = |code: &str, message: &str, next_step: &str| Refusal {
            code: code.into(),
            message: message.into(),
            next_step: next_step.into(),
            rule: "HTTP".into(),
        };
        match self {
            Self::NotFound(what) => (
                StatusCode::NOT_FOUND,
                say(
                    "http.not_found",
                    &format!("There is no such {what} here."),
                    "Go to the first page.",
                ),
            ),
            Self::Refused(refusal) => {
                let status = match refusal.code.as_str() {
                    "node.sender_busy" => StatusCode::TOO_MANY_REQUESTS,
                    "node.busy" | "node.not_signer" | "node.stopping" | "proof.moved" => {
                        StatusCode::SERVICE_UNAVAILABLE
                    }
                    "node.disk_full" | "node.storage" => StatusCode::INSUFFICIENT_STORAGE,
                    "encoding.too_long" | "node.record_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                (status, Refusal::clone(refusal))
            }
            Self::TooMany(what) => (
                StatusCode::TOO_MANY_REQUESTS,
                say(
                    "http.too_many",
                    &format!("Too many {what}."),
                    "Wait a moment, then try again.",
                ),
            ),
            Self::Unfit(status, refusal) => (*status, Refusal::clone(refusal)),
            Self::Busy(what) => (
                StatusCode::SERVICE_UNAVAILABLE,
                say(
                    "http.busy",
                    &format!("There are too many {what} at the moment."),
                    "Wait a moment, then try again.",
                ),
            ),
            Self::Wait { seconds, what } => (
                StatusCode::TOO_MANY_REQUESTS,
                say(
                    "http.too_many",
                    &format!("Too many {what}."),
                    &format!("Try again in {seconds} s."),
                ),
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                say(
                    "http.internal",
                    "Something failed here.",
                    "Try again; tell the operator if it stays.",
                ),
            ),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.as_json()
    }
}

/// Returns a page, or the words for a template that failed.
pub(crate) fn page(template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => Html(words::figured(html)).into_response(),
        Err(error) => Failure::internal(error).into_response(),
    }
}
