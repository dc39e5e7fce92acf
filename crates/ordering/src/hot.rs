//! Records that were read or written lately, in memory, in front of the state.
//!
//! Only the sequencer has one: it alone writes, so it knows what every record became. What is not
//! there counts too, since finding that out costs most.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use polity_machine::frame::authority::reads_of;
use polity_machine::frame::batch::Batch;
use polity_machine::frame::record::Record;
use polity_machine::frame::state::{StateView, Writes, scan_merged};
use polity_types::PersonId;
use rayon::prelude::*;
use siphasher::sip128::SipHasher13;

use crate::society::StateOf;

/// Records in one generation; there are two. Unit: records, about half a kilobyte each.
const GENERATION_MAX: usize = 1 << 18;

/// Fewest authors whose records are read ahead of a batch. Unit: persons.
const AHEAD_MIN: usize = 64;

/// What was read or written lately; what was not touched for a generation is forgotten.
#[derive(Default)]
pub(crate) struct Hot {
    /// Whose records were read ahead lately, in this generation and in the one before.
    authors: HashSet<PersonId>,
    old_authors: HashSet<PersonId>,
    naming: Naming,
    young: Generation,
    old: Generation,
}

/// Records by the names of their keys.
type Generation = HashMap<Name, Option<Record>, BuildHasherDefault<FirstHalf>>;

/// 128 bits made of a key under a secret of this process: nobody can find two keys with one name, and chance
/// takes longer than the sun has left. Names stand in the map itself, where keys would be a step away from it,
/// in memory that nothing has touched lately.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Name([u64; 2]);

/// Makes names: SipHash-1-3 of 128 bits, the function of the standard library's maps, which has 64.
struct Naming(SipHasher13);

impl Default for Naming {
    fn default() -> Self {
        let [first, second] = [RandomState::new(), RandomState::new()];
        Self(SipHasher13::new_with_keys(first.hash_one("a"), second.hash_one("b")))
    }
}

impl Naming {
    fn of(&self, key: &str) -> Name {
        let name = self.0.hash(key.as_bytes());
        Name([name.h1, name.h2])
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self([first, _]) = self;
        state.write_u64(*first);
    }
}

/// Takes the first half of a name as it is: it is a hash already.
#[derive(Default)]
struct FirstHalf(u64);

impl Hasher for FirstHalf {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }
}

impl Hot {
    /// Returns the record under `key`, which `read` finds if it is not in memory.
    fn get(&mut self, key: &str, read: impl FnOnce() -> Option<Record>) -> Option<Record> {
        let name = self.naming.of(key);
        if let Some(known) = self.young.get(&name) {
            return known.clone();
        }
        let record = self.old.remove(&name).unwrap_or_else(read);
        self.put_named(name, record.clone());
        record
    }

    fn put(&mut self, key: &str, record: Option<Record>) {
        self.put_named(self.naming.of(key), record);
    }

    fn put_named(&mut self, name: Name, record: Option<Record>) {
        if self.young.len() >= GENERATION_MAX {
            std::mem::swap(&mut self.old, &mut self.young);
            self.young.clear();
            self.old_authors = std::mem::take(&mut self.authors);
        }
        self.young.insert(name, record);
    }

    fn has(&self, key: &str) -> bool {
        let name = self.naming.of(key);
        self.young.contains_key(&name) || self.old.contains_key(&name)
    }

    /// Reads on all cores, ahead of a batch, what it will read of its authors.
    pub(crate) fn read_ahead(
        &mut self,
        batch: &Batch,
        under_way: Option<&Writes>,
        state: &StateOf,
    ) {
        let mut authors: Vec<PersonId> = Vec::new();
        for signed in &batch.operations {
            let author = signed.operation.author;
            if self.authors.contains(&author) || self.old_authors.contains(&author) {
                continue;
            }
            self.authors.insert(author);
            authors.push(author);
        }
        // It waits for other work of the cores: not for a few.
        if authors.len() < AHEAD_MIN {
            return;
        }
        let known: &Self = self;
        let missing = |author: &PersonId| {
            reads_of(*author).into_iter().filter(|key| !known.has(key)).map(|key| {
                let record = read(&key, under_way, state);
                (key, record)
            })
        };
        let found: Vec<(String, Option<Record>)> =
            authors.par_iter().with_min_len(64).flat_map_iter(missing).collect();
        for (key, record) in found {
            self.put(&key, record);
        }
    }

    /// Takes over what a batch wrote. Call it before anything else is read.
    pub(crate) fn take_over(&mut self, writes: &Writes) {
        for (key, record) in writes.iter() {
            // What the older generation holds of it is never read again: the younger is asked first, and
            // takes its place whole.
            self.put(key, record.clone());
        }
    }

    /// Forgets all: after a batch that was not stored.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn read(key: &str, under_way: Option<&Writes>, state: &StateOf) -> Option<Record> {
    let written = under_way.and_then(|writes| writes.get(key));
    written.map_or_else(|| state.record(key), Clone::clone)
}

/// The state with the batch that is going to disk, read through what is in memory.
///
/// The view may or may not hold that batch already: laid over it, it reads the same.
pub(crate) struct HotState<'a> {
    hot: Mutex<&'a mut Hot>,
    state: &'a StateOf,
    under_way: Option<&'a Writes>,
}

impl<'a> HotState<'a> {
    /// Lays the records in memory over the state that they belong to.
    pub(crate) fn new(hot: &'a mut Hot, under_way: Option<&'a Writes>, state: &'a StateOf) -> Self {
        Self { hot: Mutex::new(hot), state, under_way }
    }
}

impl StateView for HotState<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.record(key).map(|record| record.bytes().clone())
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        match self.under_way {
            Some(writes) => scan_merged(writes, self.state, prefix, after, limit),
            None => self.state.scan(prefix, after, limit),
        }
    }

    fn record(&self, key: &str) -> Option<Record> {
        let mut hot = self.hot.lock().unwrap_or_else(PoisonError::into_inner);
        hot.get(key, || read(key, self.under_way, self.state))
    }
}

#[cfg(test)]
mod tests {
    use polity_ledger::Ledger;

    use super::*;

    fn bytes(text: &str) -> Bytes {
        Bytes::from(text.to_owned())
    }

    fn record(text: &str) -> Record {
        bytes(text).into()
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
        let delta = Writes::from_iter([
            ("a/1".to_owned(), Some(record("one"))),
            ("a/2".to_owned(), None),
            ("b/1".to_owned(), Some(record("other"))),
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
        hot.take_over(&Writes::from_iter([("k/1".to_owned(), Some(record("old")))]));
        for number in 0..GENERATION_MAX {
            hot.put(&format!("filler/{number}"), None);
        }
        assert!(hot.old.contains_key(&hot.naming.of("k/1")), "it is in the older generation now");
        hot.take_over(&Writes::from_iter([("k/1".to_owned(), Some(record("new")))]));
        assert_eq!(HotState::new(&mut hot, None, &state).get("k/1"), Some(bytes("new")));
        for number in 0..=GENERATION_MAX {
            hot.put(&format!("more/{number}"), None);
        }
        // Whether it is forgotten by then or not, it never reads as it was before.
        assert_ne!(HotState::new(&mut hot, None, &state).get("k/1"), Some(bytes("old")));
        hot.clear();
        assert_eq!(HotState::new(&mut hot, None, &state).get("k/1"), None);
    }
}
