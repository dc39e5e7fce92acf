//! A connection whose other end has to read what it asked for.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::limits::Limits;

/// A connection that ends when what is written is not read.
pub(crate) struct Visit {
    pace: Pace,
    stream: TcpStream,
}

/// How fast the other end reads, while something waits to be written.
struct Pace {
    bytes_min: usize,
    moved: usize,
    time: Duration,
    until: Option<Pin<Box<Sleep>>>,
}

impl Visit {
    pub(crate) fn new(stream: TcpStream, limits: &Limits) -> Self {
        let (bytes_min, time) = (limits.read_bytes_min, limits.read_time);
        Self { pace: Pace { bytes_min, moved: 0, time, until: None }, stream }
    }
}

impl Pace {
    fn wrote(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            let until = self.until.get_or_insert_with(|| Box::pin(sleep(self.time)));
            ready!(until.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        if let Poll::Ready(Ok(count)) = written {
            self.moved = self.moved.saturating_add(count);
            if self.moved >= self.bytes_min {
                self.rest();
            }
        }
        written
    }

    /// Counts anew: nothing waits, or enough was read.
    fn rest(&mut self) {
        self.moved = 0;
        self.until = None;
    }
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
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.pace.wrote(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.pace.wrote(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// All that waited has been written when this is asked for.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.pace.rest();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
