//! Records that were read or written lately, in memory, in front of the state.
//!
//! Only the sequencer has one: it alone writes, so it knows what every record became. What is not
//! there counts too, since finding that out costs most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use polity_ledger::Delta;
use polity_machine::frame::authority::reads_of;
use polity_machine::frame::batch::{Batch, SignedOperation};
use polity_machine::frame::state::{StateView, scan_merged};
use rayon::prelude::*;

use crate::society::StateOf;

/// Records in one generation; there are two. Unit: records, about half a kilobyte each.
const GENERATION_MAX: usize = 1 << 18;

/// What was read or written lately; what was not touched for a generation is forgotten.
#[derive(Default)]
pub(crate) struct Hot {
    young: HashMap<String, Option<Bytes>>,
    old: HashMap<String, Option<Bytes>>,
}

impl Hot {
    /// Returns the record under `key`, which `read` finds if it is not in memory.
    fn get(&mut self, key: &str, read: impl FnOnce() -> Option<Bytes>) -> Option<Bytes> {
        if let Some(known) = self.young.get(key) {
            return known.clone();
        }
        let (key, record) = self.old.remove_entry(key).unwrap_or_else(|| (key.to_owned(), read()));
        self.put(key, record.clone());
        record
    }

    fn put(&mut self, key: String, record: Option<Bytes>) {
        if self.young.len() >= GENERATION_MAX {
            std::mem::swap(&mut self.old, &mut self.young);
            self.young.clear();
        }
        self.young.insert(key, record);
    }

    fn has(&self, key: &str) -> bool {
        self.young.contains_key(key) || self.old.contains_key(key)
    }

    /// Reads on all cores, ahead of a batch, what it will read of its authors.
    pub(crate) fn read_ahead(&mut self, batch: &Batch, under_way: Option<&Delta>, state: &StateOf) {
        let known: &Self = self;
        let missing = |signed: &SignedOperation| {
            let keys = reads_of(signed.operation.author);
            keys.into_iter().filter(|key| !known.has(key)).map(|key| {
                let record = read(&key, under_way, state);
                (key, record)
            })
        };
        let found: Vec<(String, Option<Bytes>)> =
            batch.operations.par_iter().with_min_len(64).flat_map_iter(missing).collect();
        for (key, record) in found {
            self.put(key, record);
        }
    }

    /// Takes over what a batch wrote. Call it before anything else is read.
    pub(crate) fn take_over(&mut self, delta: &Delta) {
        for (key, record) in delta {
            // Found in the older generation, a record would come back as it was.
            self.old.remove(key);
            self.put(key.clone(), record.clone());
        }
    }

    /// Forgets all: after a batch that was not stored.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn read(key: &str, under_way: Option<&Delta>, state: &StateOf) -> Option<Bytes> {
    let written = under_way.and_then(|delta| delta.get(key));
    written.map_or_else(|| state.get(key), Clone::clone)
}

/// The state with the batch that is going to disk, read through what is in memory.
///
/// The view may or may not hold that batch already: laid over it, it reads the same.
pub(crate) struct HotState<'a> {
    hot: Mutex<&'a mut Hot>,
    state: &'a StateOf,
    under_way: Option<&'a Delta>,
}

impl<'a> HotState<'a> {
    /// Lays the records in memory over the state that they belong to.
    pub(crate) fn new(hot: &'a mut Hot, under_way: Option<&'a Delta>, state: &'a StateOf) -> Self {
        Self { hot: Mutex::new(hot), state, under_way }
    }
}

impl StateView for HotState<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        let mut hot = self.hot.lock().unwrap_or_else(PoisonError::into_inner);
        hot.get(key, || read(key, self.under_way, self.state))
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        match self.under_way {
            Some(delta) => scan_merged(delta, self.state, prefix, after, limit),
            None => self.state.scan(prefix, after, limit),
        }
    }
}
