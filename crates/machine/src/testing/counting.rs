//! A state that counts what is read from it: for tests and benchmarks that ask what an operation costs,
//! whatever machine it runs on.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::frame::state::StateView;

/// A view that counts the records that are read through it; a read that finds nothing counts too.
pub struct Counting<'a> {
    reads: AtomicUsize,
    state: &'a dyn StateView,
}

impl<'a> Counting<'a> {
    /// Returns a view of a state from which nothing was read yet.
    #[must_use]
    pub fn of(state: &'a dyn StateView) -> Self {
        Self { reads: AtomicUsize::new(0), state }
    }

    /// Returns how many records were read.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }
}

impl StateView for Counting<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.state.get(key)
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let page = self.state.scan(prefix, after, limit);
        self.reads.fetch_add(page.len().max(1), Ordering::Relaxed);
        page
    }
}
