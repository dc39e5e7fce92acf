//! Who reads, as far as a request tells it. Known while the request is answered.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::answer::Failure;
use crate::demonstration::{Demonstration, is_own_machine};
use crate::pages::address::Address;
use crate::societies::Societies;
use crate::words::{OwnWords, Tongue};

/// Longest cookie that is read. Unit: bytes.
const COOKIE_BYTES_MAX: usize = 64;
/// Longest address that one can come back to. Unit: bytes.
const ADDRESS_BYTES_MAX: usize = 1_024;

/// Who reads.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    /// The address that is read, without its host; empty where it is too long to come back to.
    pub(crate) address: String,
    /// The demonstration, if one is served, and to this machine itself.
    pub(crate) demonstration: Option<Arc<Demonstration>>,
    /// Whether their browser keeps a key, as it said on the page before. It changes what is painted first, and
    /// nothing else.
    pub(crate) is_held: bool,
    /// The address of the site at which they read, without a slash at the end.
    pub(crate) site: String,
    /// As whom they look at it.
    pub(crate) role: Option<String>,
    /// In which language.
    pub(crate) tongue: Tongue,
    /// The society's own words in that language.
    pub(crate) words: Option<Arc<OwnWords>>,
}

tokio::task_local! {
    static READER: Reader;
}

impl Reader {
    fn of(uri: &Uri, headers: &HeaderMap, societies: &Societies) -> Self {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        let demonstration = societies.demonstration().filter(|_| is_own_machine(host));
        let role = cookie(headers, "polity-look")
            .filter(|id| demonstration.as_ref().is_some_and(|shown| shown.role(id).is_some()));
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let chosen = cookie(headers, "polity-language").and_then(|code| Tongue::of(&code));
        let tongue = chosen.or_else(|| Tongue::preferred(accepted?)).unwrap_or_default();
        let named = uri.path().strip_prefix("/s/").and_then(|path| path.split('/').next());
        let served = named.and_then(|name| societies.named(name));
        let words = served.and_then(|served| served.words(tongue));
        let path = uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let address = if path.len() > ADDRESS_BYTES_MAX { "" } else { path };
        let is_held = cookie(headers, "polity-held").is_some_and(|value| value == "yes");
        let site = Address::in_headers(headers).url().to_owned();
        let address = address.to_owned();
        Self { address, demonstration, is_held, site, role, tongue, words }
    }

    /// Returns the address of the society that is read about, as the reader named it; else nothing.
    pub(crate) fn base(&self) -> String {
        let named = self.address.strip_prefix("/s/").and_then(|path| path.split(['/', '?']).next());
        named.map_or_else(String::new, |name| format!("/s/{name}"))
    }

    /// Does something in the words of somebody who reads in a language, outside of a request.
    pub(crate) fn reads<T>(
        tongue: Tongue,
        words: Option<Arc<OwnWords>>,
        does: impl FnOnce() -> T,
    ) -> T {
        READER.sync_scope(Self { tongue, words, ..Self::default() }, does)
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
    let reader = Reader::of(request.uri(), request.headers(), &societies);
    let mut response = READER.scope(reader, next.run(request)).await;
    let varies = HeaderValue::from_static("accept-language, cookie");
    let _ = response.headers_mut().append(header::VARY, varies);
    response
}

#[derive(Deserialize)]
pub(crate) struct To {
    #[serde(default)]
    to: String,
}

/// `GET /language/{code}?to=/…`: reads on in a language, for a year, or until another is chosen.
pub(crate) async fn choose(
    Path(code): Path<String>,
    Query(To { to }): Query<To>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    // A picture in somebody's text, or in another site, changes nothing: a reader goes there.
    let asked_as = headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok());
    if asked_as.is_some_and(|asked_as| asked_as != "document") {
        return Err(Failure::NotFound("picture"));
    }
    let tongue = Tongue::of(&code).ok_or(Failure::NotFound("language"))?;
    // Back to a page of this address, and to no other.
    let is_own = to.starts_with('/')
        && !to.starts_with("//")
        && !to.contains('\\')
        && !to.contains(char::is_control);
    let to = if is_own { to.as_str() } else { "/" };
    let kept = format!("polity-language={}; Path=/; Max-Age=31536000; SameSite=Lax", tongue.code());
    Ok(([(header::SET_COOKIE, kept)], Redirect::to(to)).into_response())
}
