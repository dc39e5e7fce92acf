//! Requests that do not fit: refused with a code, a sentence and a next step like everything else,
//! whether this crate or the library under it finds the fault.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use polity_types::Refusal;

use crate::answer::Failure;
use crate::pages::explain;
use crate::routes::{BODY_BYTES_MAX, TIME_MAX};

/// Where JSON alone is taken: a form of another site can send nothing of that kind unasked.
const JSON_PATHS: [&str; 3] = ["/api/v1/mail", "/api/v1/operations", "/api/v1/preview"];
/// Most of a library's own words that is passed on. Unit: characters.
const DETAIL_MAX: usize = 120;

/// Returns why a request is refused before its route is looked for, if it is.
pub(crate) fn of(request: &Request) -> Option<Failure> {
    let length = text(request.headers(), header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if length.is_some_and(|length: u64| u64::try_from(BODY_BYTES_MAX).is_ok_and(|max| length > max))
    {
        return Some(too_large(&length.unwrap_or_default().to_string()));
    }
    let wants_json = request.method() == Method::POST
        && JSON_PATHS.iter().any(|path| request.uri().path().ends_with(path));
    let kind = text(request.headers(), header::CONTENT_TYPE).unwrap_or("no type at all");
    let is_json = kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
    (wants_json && !is_json).then(|| {
        unfit(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "http.content_type",
            format!("The body comes as {}; only application/json is taken.", plain(kind)),
            "Send the header Content-Type: application/json.",
        )
    })
}

/// Puts a refusal of the library, which is bare, into words: JSON in the interface, else a page.
pub(crate) async fn in_words(response: Response, path: &str) -> Response {
    let status = response.status();
    let kind = text(response.headers(), header::CONTENT_TYPE).unwrap_or_default();
    let is_said = kind.starts_with("application/json") || kind.starts_with("text/html");
    if is_said || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let detail = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let allow = parts.headers.get(header::ALLOW).cloned();
    // What a library says in its own words is for programs.
    let detail =
        if is_interface(path) { plain(&String::from_utf8_lossy(&detail)) } else { String::new() };
    let failure = reason(status, &parts.headers, &detail);
    let mut response = said(&failure, path);
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Returns what is written for a refusal that the library under this crate writes by itself, before it
/// can tell what is asked: a head with a status and nothing else. Every answer of this crate has
/// [`crate::answer::headers`], by which it is told apart.
pub(crate) fn of_library(head: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(head.get(..head.len().min(512))?).ok()?;
    let code: u16 = head.strip_prefix("HTTP/1.1 4")?.get(..2)?.parse().ok()?;
    let is_bare = head.ends_with("\r\n\r\n") && !head.contains("x-content-type-options");
    let status = StatusCode::from_u16(code.saturating_add(400)).ok().filter(|_| is_bare)?;
    let what = status.canonical_reason().unwrap_or("not HTTP/1.1");
    let (status, words) = unfit(
        status,
        "http.malformed",
        format!("What was sent is no request that can be read: {what}."),
        "Send HTTP/1.1 with a head of at most 32 KiB and a hundred headers.",
    )
    .words();
    let body = serde_json::to_string(&words).ok()?;
    let line = format!("HTTP/1.1 {} {what}", status.as_u16());
    let length = body.len();
    let kind = "content-type: application/json\r\nx-content-type-options: nosniff";
    let end = "connection: close";
    Some(format!("{line}\r\n{kind}\r\ncontent-length: {length}\r\n{end}\r\n\r\n{body}").into())
}

/// Says why there is no answer: as JSON in the interface, else as a page.
pub(crate) fn said(failure: &Failure, path: &str) -> Response {
    let mut response = if is_interface(path) { failure.as_json() } else { explain(failure) };
    response.headers_mut().extend(failure.retry_after());
    response
}

fn is_interface(path: &str) -> bool {
    ["/api/", "/tile/"].iter().any(|part| path.contains(part))
        || ["/checkpoint", "/health", "/metrics"].iter().any(|end| path.ends_with(end))
}

fn reason(status: StatusCode, headers: &HeaderMap, detail: &str) -> Failure {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let allowed = text(headers, header::ALLOW).unwrap_or("other methods");
            unfit(
                status,
                "http.method",
                format!("This address does not take that method; it takes {allowed}."),
                "Ask again with one of those.",
            )
        }
        StatusCode::PAYLOAD_TOO_LARGE => too_large("more"),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => unfit(
            status,
            "http.timeout",
            format!("There was no answer within {} seconds.", TIME_MAX.as_secs()),
            "Ask again; an operation may be sent again as it is.",
        ),
        status if status.is_server_error() => Failure::internal(detail),
        status if detail.is_empty() => unfit(
            status,
            "http.bad_request",
            "What follows the question mark in this address is not what the page takes.".into(),
            "Go back, or leave the question mark out with all behind it.",
        ),
        status => unfit(
            status,
            "http.bad_request",
            format!("The request cannot be read: {detail}."),
            "Look at the address, at what follows its question mark, and at the headers.",
        ),
    }
}

fn too_large(actual: &str) -> Failure {
    unfit(
        StatusCode::PAYLOAD_TOO_LARGE,
        "http.body_too_large",
        format!("The body has {actual} bytes; at most {BODY_BYTES_MAX} are allowed."),
        "Send less at once.",
    )
}

fn unfit(status: StatusCode, code: &str, message: String, next_step: &str) -> Failure {
    let (code, next_step, rule) = (code.into(), next_step.into(), "HTTP".into());
    Failure::Unfit(status, Box::new(Refusal { code, message, next_step, rule }))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Returns what somebody else wrote as one short line.
fn plain(text: &str) -> String {
    let line: String = text.chars().filter(|c| !c.is_control()).take(DETAIL_MAX).collect();
    line.trim_end_matches('.').to_owned()
}
