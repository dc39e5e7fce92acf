//! The listener: takes connections in, and sees to it that none is kept for nothing.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::door::{Door, Place};
use crate::gate::Peer;
use crate::limits::{Limits, Network};
use crate::routes::router_within;
use crate::societies::Societies;
use crate::visit::Visit;

/// Longest head of a request: its first line and its headers. Unit: bytes.
const HEAD_BYTES_MAX: usize = 32 * 1_024;
/// How long nobody is taken in after the system could not.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves `societies` until `stop` resolves and what was asked until then is answered.
///
/// Raises the number of files that this process may open, as far as the system allows, to that of the
/// connections in `limits`.
pub async fn serve(
    listener: TcpListener,
    societies: Arc<Societies>,
    limits: Limits,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let door = Door::new(&limits);
    let router = router_within(societies, &limits);
    let limits = Arc::new(limits);
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                if !is_of_one(&error) {
                    tracing::error!(%error, "nobody can be taken in");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        let peer = peer.ip().to_canonical();
        let network = (!limits.proxies.contains(&peer)).then(|| Network::from(peer));
        // Who finds no place is sent away by closing the connection.
        let Some(place) = door.enter(network) else { continue };
        let visitor = Visitor { peer, place, watcher: connections.watcher() };
        drop(tokio::spawn(attend(stream, visitor, router.clone(), Arc::clone(&limits))));
    }
    drop(listener);
    connections.shutdown().await;
}

/// Whether an error concerns the one connection alone that just came.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Who has come in.
struct Visitor {
    peer: IpAddr,
    place: Place,
    watcher: Watcher,
}

async fn attend(stream: TcpStream, visitor: Visitor, router: Router, limits: Arc<Limits>) {
    let Visitor { peer, place, watcher } = visitor;
    if let Err(error) = set_socket_send_buffer_size(&stream, limits.send_buffer_bytes) {
        tracing::debug!(%error, "a connection keeps its usual buffer");
    }
    let asked = Arc::new(AtomicBool::new(false));
    let visit = Visit::new(stream, Arc::clone(&asked), &limits);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        asked.store(true, Ordering::Release);
        let mut request = request.map(Body::new);
        let _ = request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    let http = http
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(HEAD_BYTES_MAX)
        // What is written is not copied first: an answer counts as held until it is gone.
        .writev(true);
    let connection = http.serve_connection(TokioIo::new(visit), service);
    tokio::select! {
        ended = watcher.watch(connection) => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke off");
            }
        }
        () = place.leave.notified() => tracing::debug!("a connection left its place to another"),
    }
}
