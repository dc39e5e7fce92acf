//! Answers: pages, JSON, refusals, and the headers that all of them carry.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use polity_types::Refusal;
use polity_types::refusal::Explain;

/// Nothing runs, loads or frames but what this process serves itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer.
pub(crate) fn headers() -> HeaderMap {
    let pairs = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
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

    /// Returns status and words.
    pub(crate) fn words(&self) -> (StatusCode, Refusal) {
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
                    "node.busy" | "node.not_signer" | "node.stopping" => {
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
        let (status, refusal) = self.words();
        (status, Json(refusal)).into_response()
    }
}

/// Returns a page, or the words for a template that failed.
pub(crate) fn page(template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => Failure::internal(error).into_response(),
    }
}
