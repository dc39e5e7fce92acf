//! Who reads, as far as a request tells it. Known while the request is answered.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::demonstration::{Demonstration, is_own_machine};
use crate::societies::Societies;

/// Longest cookie that is read. Unit: bytes.
const COOKIE_BYTES_MAX: usize = 64;

/// Who reads.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    /// The demonstration, if one is served, and to this machine itself.
    pub(crate) demonstration: Option<Arc<Demonstration>>,
    /// As whom they look at it.
    pub(crate) role: Option<String>,
}

tokio::task_local! {
    static READER: Reader;
}

impl Reader {
    fn of(headers: &HeaderMap, societies: &Societies) -> Self {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        let demonstration = societies.demonstration().filter(|_| is_own_machine(host));
        let role = cookie(headers, "polity-look")
            .filter(|id| demonstration.as_ref().is_some_and(|shown| shown.role(id).is_some()));
        Self { demonstration, role }
    }

    /// Returns who reads; outside of a request, nobody in particular.
    pub(crate) fn now() -> Self {
        READER.try_with(Self::clone).unwrap_or_default()
    }
}

/// Returns a short cookie.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, value)| *key == name && value.len() <= COOKIE_BYTES_MAX);
    found.next().map(|(_, value)| value.to_owned())
}

/// Answers a request with its reader known.
pub(crate) async fn known(
    State(societies): State<Arc<Societies>>,
    request: Request,
    next: Next,
) -> Response {
    let reader = Reader::of(request.headers(), &societies);
    READER.scope(reader, next.run(request)).await
}
