//! The address at which somebody reads, as the commands on the pages name it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::request::Parts;
use polity_types::SocietyId;

use crate::societies::Societies;

/// Where the command line looks when no address is named.
const USUAL: &str = "http://localhost:7171";
/// Longest host that is repeated on a page. Unit: bytes. Source: RFC 1035, and a port.
const HOST_MAX: usize = 259;

/// The address at which somebody reads.
pub(crate) struct Address(String);

impl Address {
    /// Returns the address in full, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.0
    }

    /// Returns what a command takes to reach a society that is served at this address.
    pub(crate) fn arguments(&self, societies: &Societies, society: SocietyId) -> String {
        match societies.all().count() {
            1 => format!("--url {}", self.0),
            _ => format!("--url {} --society {society}", self.0),
        }
    }

    /// Returns the address at which a request was made.
    pub(crate) fn in_headers(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self::of(text(HOST.as_str()), text("x-forwarded-proto") == Some("https"))
    }

    /// Reads what a browser says of where it is. What could be more than a name and a port is not
    /// repeated, since people copy it into a terminal.
    fn of(host: Option<&str>, is_https: bool) -> Self {
        let is_plain = |c: u8| c.is_ascii_alphanumeric() || b".:-[]".contains(&c);
        let is_host =
            |host: &&str| !host.is_empty() && host.len() <= HOST_MAX && host.bytes().all(is_plain);
        let scheme = if is_https { "https" } else { "http" };
        Self(match host.filter(is_host) {
            Some(host) => format!("{scheme}://{host}"),
            None => USUAL.to_owned(),
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::in_headers(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_ports_are_repeated() {
        for (host, is_https, address) in [
            (Some("localhost:7474"), false, "http://localhost:7474"),
            (Some("long-table.example"), true, "https://long-table.example"),
            (Some("[::1]:80"), false, "http://[::1]:80"),
            (Some("a;rm -rf ~"), false, USUAL),
            (Some("a$(b)"), false, USUAL),
            (Some(""), true, USUAL),
            (None, false, USUAL),
        ] {
            assert_eq!(Address::of(host, is_https).url(), address, "{host:?}");
        }
    }
}
