//! Who comes in: connections, so many of one address at once, that nobody takes the places of all.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Connections that one address may have open: half of the files that a process usually may have.
pub(crate) const OPEN_MAX: usize = 512;

/// How many connections each address has open.
#[derive(Clone, Debug, Default)]
struct Open(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

/// One open connection's place, given back when dropped.
struct Place {
    address: IpAddr,
    open: Open,
}

impl Open {
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= OPEN_MAX {
            return None;
        }
        *count = count.saturating_add(1);
        Some(Place { address, open: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// A listener that closes at once what one address opens beyond its share.
pub(crate) struct Door {
    listener: TcpListener,
    open: Open,
}

impl Door {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self { listener, open: Open::default() }
    }
}

impl Listener for Door {
    type Io = Visit;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visit, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            if let Some(place) = self.open.enter(address.ip()) {
                return (Visit { stream, _place: place }, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(stream.remote_addr().ip())
    }
}

/// A connection that has a place.
pub(crate) struct Visit {
    stream: TcpStream,
    _place: Place,
}

impl AsyncRead for Visit {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Visit {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_leaves_places_to_others() {
        let open = Open::default();
        let (greedy, modest) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let mut places: Vec<Place> = (0..OPEN_MAX).filter_map(|_| open.enter(greedy)).collect();
        assert_eq!(places.len(), OPEN_MAX);
        assert!(open.enter(greedy).is_none());
        assert!(open.enter(modest).is_some());
        drop(places.pop());
        assert!(open.enter(greedy).is_some());
        drop(places);
        assert!(open.0.lock().unwrap().is_empty());
    }
}
