//! What the request of every route passes: who it is for, what it costs them, and how much of this
//! machine its answer may take, and for how long.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::answer::Failure;
use crate::buckets::Buckets;
use crate::limits::{Limits, Network};
use crate::routes::BODY_BYTES_MAX;
use crate::shares::{Full, Share, Shares};
use crate::unfit;

/// What storing a public record costs: it stays for ever and no signature is asked. Unit: tokens.
const RECORD_COST: u64 = 30;
/// What an operation of somebody costs who is no member: it stays for ever, and whoever makes up a
/// person may send it. Unit: tokens.
pub(crate) const STRANGER_COST: u64 = 60;

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What is left to whom.
pub(crate) struct Gate {
    held: Arc<Shares>,
    held_from_bytes: u64,
    listeners: Arc<Shares>,
    making: Semaphore,
    proxies: Vec<IpAddr>,
    reads: Buckets,
    writes: Buckets,
}

/// Who asks, for a handler that knows only while it works what it costs them.
#[derive(Clone)]
pub(crate) struct Payer {
    gate: Arc<Gate>,
    network: Option<Network>,
}

/// An answer that takes its share until the last of it is handed to the system.
struct Held {
    bytes: Bytes,
    _share: Share,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Gate {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            held: Shares::new(limits.held_bytes_max, limits.held_bytes_of_one_max),
            held_from_bytes: u64::try_from(limits.held_from_bytes).unwrap_or(u64::MAX),
            listeners: Shares::new(limits.listeners_max, limits.listeners_of_one_max),
            making: Semaphore::new(limits.making_max),
            proxies: limits.proxies.clone(),
            reads: Buckets::new(limits.reads),
            writes: Buckets::new(limits.writes),
        })
    }

    /// Returns who asks: the other end, or whoever a proxy says that it asks for.
    fn network(&self, peer: Option<Peer>, headers: &HeaderMap) -> Option<Network> {
        let Peer(peer) = peer?;
        let told = self.proxies.contains(&peer).then(|| asked_for(headers)).flatten();
        Some(Network::from(told.unwrap_or(peer)))
    }

    /// Keeps count of a large answer until it is read.
    async fn hold(
        &self,
        network: Option<Network>,
        response: Response,
    ) -> Result<Response, Failure> {
        let size = response.body().size_hint().exact().unwrap_or_default();
        if size < self.held_from_bytes {
            return Ok(response);
        }
        let amount = usize::try_from(size).unwrap_or(usize::MAX);
        let what = "large answers that are not read yet";
        let share = self.held.take(network, amount).map_err(|full| too_much(full, what))?;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, amount).await.map_err(Failure::internal)?;
        let held = Bytes::from_owner(Held { bytes, _share: share });
        Ok(Response::from_parts(parts, Body::from(held)))
    }
}

impl Payer {
    /// Takes what reading costs.
    pub(crate) fn charge_read(&self, cost: u64) -> Result<(), Failure> {
        self.charge(&self.gate.reads, cost)
    }

    /// Takes what writing costs.
    pub(crate) fn charge_write(&self, cost: u64) -> Result<(), Failure> {
        self.charge(&self.gate.writes, cost)
    }

    fn charge(&self, buckets: &Buckets, cost: u64) -> Result<(), Failure> {
        let Some(network) = self.network else { return Ok(()) };
        let what = "requests from this address";
        let taken = buckets.take(network, cost, Instant::now());
        taken.map_err(|seconds| Failure::Wait { seconds, what })
    }

    /// Takes a place among those who are told of every batch.
    pub(crate) fn listen(&self) -> Result<Share, Failure> {
        let taken = self.gate.listeners.take(self.network, 1);
        taken.map_err(|full| too_much(full, "listeners to events"))
    }
}

fn too_much(full: Full, what: &'static str) -> Failure {
    match full {
        Full::All => Failure::Busy(what),
        Full::One => Failure::Wait { seconds: 1, what },
    }
}

/// Returns the last address that `X-Forwarded-For` names: the one whom the proxy itself saw.
fn asked_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let bare = last.trim_start_matches('[').trim_end_matches(']');
    let with_port = || last.parse::<SocketAddr>().map(|address| address.ip());
    bare.parse().or_else(|_| with_port()).ok()
}

/// Returns what a request of a route costs at least. Unit: tokens.
fn cost(route: &str, is_write: bool) -> u64 {
    let path = route.strip_prefix("/s/{society}").unwrap_or(route);
    match path {
        "/api/v1/records" if is_write => RECORD_COST,
        "/api/v1/preview" => 2,
        "/search" | "/api/v1/search" | "/api/v1/charter/compare" => 20,
        "/charter"
        | "/decisions/{number}"
        | "/decisions/{number}/paper"
        | "/me"
        | "/people/{person}"
        | "/stages"
        | "/tile/{*path}" => 4,
        _ => 1,
    }
}

/// Says whether an answer takes long to make, and is made beside the others.
fn is_slow(route: &str) -> bool {
    ["/api/v1/charter/compare", "/api/v1/proof", "/tile/{*path}"]
        .iter()
        .any(|path| route.ends_with(path))
}

/// Lets the requests of routes pass, at a price. What has no route costs nobody anything.
pub(crate) async fn pass(
    State(gate): State<Arc<Gate>>,
    route: MatchedPath,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let network = gate.network(peer, request.headers());
    let payer = Payer { gate: Arc::clone(&gate), network };
    let is_write = request.method() != Method::GET && request.method() != Method::HEAD;
    let cost = cost(route.as_str(), is_write);
    let paid = if is_write { payer.charge_write(cost) } else { payer.charge_read(cost) };
    let path = request.uri().path().to_owned();
    if let Err(failure) = paid {
        // What is not read would break the connection, and with it the answer.
        let _ = to_bytes(request.into_body(), BODY_BYTES_MAX).await;
        return unfit::said(&failure, &path);
    }
    let _ = request.extensions_mut().insert(payer);
    let _turn = if is_slow(route.as_str()) { gate.making.acquire().await.ok() } else { None };
    let answer = next.run(request).await;
    gate.hold(network, answer).await.unwrap_or_else(|failure| unfit::said(&failure, &path))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn who_asks_is_what_a_known_proxy_saw_and_nothing_that_anybody_wrote() {
        let proxy: IpAddr = [10, 0, 0, 1].into();
        let limits = Limits { proxies: vec![proxy], ..Limits::default() };
        let gate = Gate::new(&limits);
        let seen = |from: IpAddr, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
            }
            gate.network(Some(Peer(from)), &headers).unwrap()
        };
        let client = Network::from(IpAddr::from([192, 0, 2, 7]));
        for lines in [
            &["192.0.2.7"][..],
            &["8.8.8.8, 192.0.2.7"],
            &["8.8.8.8", "9.9.9.9,192.0.2.7"],
            &["192.0.2.7:4711"],
        ] {
            assert_eq!(seen(proxy, lines), client, "{lines:?}");
            let stranger = IpAddr::from([10, 0, 0, 2]);
            assert_eq!(seen(stranger, lines), stranger.into(), "{lines:?}");
        }
        let six: IpAddr = "2001:db8::1".parse().unwrap();
        for text in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711"] {
            assert_eq!(seen(proxy, &[text]), six.into(), "{text}");
        }
        for lines in [&[][..], &["192.0.2.7, unknown"], &[""]] {
            assert_eq!(seen(proxy, lines), proxy.into(), "{lines:?}");
        }
    }
}
