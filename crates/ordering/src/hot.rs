//! Records that were read or written lately, in memory, in front of the state.
//!
//! Only the sequencer has one: it alone writes, so it knows what every record became. What is not
//! there counts too, since finding that out costs most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use polity_ledger::Delta;
use polity_machine::frame::state::{StateView, scan_merged};

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

    fn read(&self, key: &str) -> Option<Bytes> {
        let written = self.under_way.and_then(|delta| delta.get(key));
        written.map_or_else(|| self.state.get(key), Clone::clone)
    }
}

impl StateView for HotState<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        let mut hot = self.hot.lock().unwrap_or_else(PoisonError::into_inner);
        hot.get(key, || self.read(key))
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        match self.under_way {
            Some(delta) => scan_merged(delta, self.state, prefix, after, limit),
            None => self.state.scan(prefix, after, limit),
        }
    }
}
