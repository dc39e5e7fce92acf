//! A state that counts what is read from it: for tests and benchmarks that ask what an operation costs,
//! whatever machine it runs on.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::frame::record::Record;
use crate::frame::state::{MemoryState, StateView};

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

/// A state that keeps a mark of what was removed, as one on disk does until it writes, and counts how many
/// records and marks are walked over. Reading costs the more, the more of them are in the way.
#[derive(Debug, Default)]
pub struct Marked {
    records: BTreeMap<String, Option<Bytes>>,
    steps: AtomicUsize,
}

impl Marked {
    /// Returns a copy of a state, without any marks.
    #[must_use]
    pub fn of(state: &MemoryState) -> Self {
        let records = state.0.iter().map(|(key, record)| (key.clone(), Some(record.clone())));
        Self { records: records.collect(), steps: AtomicUsize::new(0) }
    }

    /// Takes over what a batch wrote, and marks what it removed.
    pub fn commit(&mut self, writes: impl IntoIterator<Item = (String, Option<Record>)>) {
        let bytes = |record: Record| record.bytes().clone();
        self.records.extend(writes.into_iter().map(|(key, record)| (key, record.map(bytes))));
    }

    /// Returns how many steps were taken since this was asked last.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps.swap(0, Ordering::Relaxed)
    }
}

impl StateView for Marked {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.steps.fetch_add(1, Ordering::Relaxed);
        self.records.get(key).cloned().flatten()
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let start =
            after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded);
        let rows = self.records.range::<str, _>((start, Bound::Unbounded));
        let mut found = Vec::new();
        for (key, record) in rows.take_while(|(key, _)| key.starts_with(prefix)) {
            if found.len() == limit {
                break;
            }
            self.steps.fetch_add(1, Ordering::Relaxed);
            found.extend(record.clone().map(|record| (key.clone(), record)));
        }
        found
    }
}
