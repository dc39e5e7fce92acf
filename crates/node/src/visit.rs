//! A connection whose other end has to read what it asked for, and is told in words what the library
//! under this crate refuses with a bare status.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::limits::Limits;
use crate::unfit;

/// A connection that ends when what is written is not read.
pub(crate) struct Visit {
    /// Whether a request came in whole: from then on, bytes that look like a refusal may be the text of
    /// an answer.
    asked: Arc<AtomicBool>,
    /// What is written instead of a bare refusal, and how much of it was.
    instead: Option<(Vec<u8>, usize)>,
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
    pub(crate) fn new(stream: TcpStream, asked: Arc<AtomicBool>, limits: &Limits) -> Self {
        let (bytes_min, time) = (limits.read_bytes_min, limits.read_time);
        let pace = Pace { bytes_min, moved: 0, time, until: None };
        Self { asked, instead: None, pace, stream }
    }
}

impl Visit {
    /// Writes the words that stand for a bare refusal of `length` bytes; says that those are written.
    fn write_instead(
        &mut self,
        length: usize,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        while let Some((words, done)) = &mut self.instead {
            let left = words.get(*done..).unwrap_or_default();
            if left.is_empty() {
                self.instead = None;
                break;
            }
            let written = Pin::new(&mut self.stream).poll_write(context, left);
            let count = ready!(self.pace.wrote(written, context))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *done = done.saturating_add(count);
        }
        Poll::Ready(Ok(length))
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
        if self.instead.is_none() && !self.asked.load(Ordering::Acquire) {
            self.instead = unfit::of_library(bytes).map(|words| (words, 0));
        }
        if self.instead.is_some() {
            return self.write_instead(bytes.len(), context);
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.pace.wrote(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A bare refusal is a head alone.
        if let [head] = parts {
            return self.poll_write(context, head);
        }
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
