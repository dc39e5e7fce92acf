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
            // What the older generation holds of it is never read again: the younger is asked first, and
            // takes its place whole.
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

#[cfg(test)]
mod tests {
    use polity_ledger::Ledger;

    use super::*;

    fn bytes(text: &str) -> Bytes {
        Bytes::from(text.to_owned())
    }

    /// An empty state on disk.
    fn state() -> (tempfile::TempDir, StateOf) {
        let folder = tempfile::tempdir().expect("a folder");
        let (ledger, _) = Ledger::open(folder.path()).expect("a ledger");
        let view = ledger.reader().view();
        (folder, StateOf(view))
    }

    #[test]
    fn the_batch_under_way_is_read_though_the_view_lacks_it() {
        let (_folder, state) = state();
        let delta = Delta::from([
            ("a/1".to_owned(), Some(bytes("one"))),
            ("a/2".to_owned(), None),
            ("b/1".to_owned(), Some(bytes("other"))),
        ]);
        let mut hot = Hot::default();
        let read = HotState::new(&mut hot, Some(&delta), &state);
        assert_eq!(read.get("a/1"), Some(bytes("one")));
        assert_eq!(read.get("a/2"), None);
        let found = read.scan("a/", None, 9);
        assert_eq!(found, [("a/1".to_owned(), Bytes::from("one"))]);
        // Without it, what the view holds: nothing.
        let mut cold = Hot::default();
        let read = HotState::new(&mut cold, None, &state);
        assert_eq!(read.get("a/1"), None);
        assert!(read.scan("a/", None, 9).is_empty());
    }

    #[test]
    fn what_was_written_last_is_read_whatever_generation_it_is_in() {
        let (_folder, state) = state();
        let mut hot = Hot::default();
        hot.take_over(&Delta::from([("k/1".to_owned(), Some(bytes("old")))]));
        for number in 0..GENERATION_MAX {
            hot.put(format!("filler/{number}"), None);
        }
        assert!(hot.old.contains_key("k/1"), "it is in the older generation now");
        hot.take_over(&Delta::from([("k/1".to_owned(), Some(bytes("new")))]));
        assert_eq!(HotState::new(&mut hot, None, &state).get("k/1"), Some(bytes("new")));
        for number in 0..=GENERATION_MAX {
            hot.put(format!("more/{number}"), None);
        }
        // Whether it is forgotten by then or not, it never reads as it was before.
        assert_ne!(HotState::new(&mut hot, None, &state).get("k/1"), Some(bytes("old")));
        hot.clear();
        assert_eq!(HotState::new(&mut hot, None, &state).get("k/1"), None);
    }
}
