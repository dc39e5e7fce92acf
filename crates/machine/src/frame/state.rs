//! The state as the machine sees it: an ordered map from readable keys to records, and writes laid
//! over it.

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;
use polity_types::Hash;

use super::emptied::Emptied;
use super::record::Record;
pub use super::writes::{Delta, Writes};

/// Longest state key. Unit: bytes. Source: STA-1.
pub const KEY_BYTES_MAX: usize = 128;

/// What can be read of the state.
pub trait StateView: Sync {
    /// Returns the record under `key`.
    fn get(&self, key: &str) -> Option<Bytes>;

    /// Returns up to `limit` records whose keys begin with `prefix` and come after `after`, in the
    /// order of the keys.
    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)>;

    /// Returns the record under `key`, as somebody who read it before may have left it.
    fn record(&self, key: &str) -> Option<Record> {
        self.get(key).map(Record::from)
    }
}

/// Public records by hash: texts that the log names. Part of the input of a batch.
pub trait Records: Sync {
    /// Returns the record whose SHA-256 is `hash`.
    fn record(&self, hash: &Hash) -> Option<Bytes>;
}

/// Writes over a view. Dropping it undoes them; [`Overlay::into_delta`] keeps them.
pub struct Overlay<'a> {
    below: &'a dyn StateView,
    emptied: Emptied,
    /// Keys of which it is counted how often they were written.
    watched: &'static [&'static str],
    watched_writes: u64,
    writes: Writes,
}

impl<'a> Overlay<'a> {
    /// Returns an overlay without writes.
    #[must_use]
    pub fn new(below: &'a dyn StateView) -> Self {
        Self::knowing(below, Emptied::default())
    }

    /// Returns an overlay without writes over a view of which something is known.
    #[must_use]
    pub fn knowing(below: &'a dyn StateView, emptied: Emptied) -> Self {
        let writes = Writes::default();
        Self { below, emptied, watched: &[], watched_writes: 0, writes }
    }

    /// Returns the overlay, which counts from now on how often one of these keys is written.
    #[must_use]
    pub(super) fn watching(self, watched: &'static [&'static str]) -> Self {
        Self { watched, ..self }
    }

    /// Returns how often a key that is watched was written.
    pub(super) fn watched_writes(&self) -> u64 {
        self.watched_writes
    }

    /// Writes a record.
    ///
    /// # Panics
    /// If the key breaks STA-1: keys come from typed tables only.
    pub fn put(&mut self, key: String, record: impl Into<Record>) {
        assert!(is_key(&key), "a table makes keys of [a-z0-9_-] parts, 128 bytes at most: {key}");
        self.write(key, Some(record.into()));
    }

    fn write(&mut self, key: String, record: Option<Record>) {
        if self.watched.contains(&key.as_str()) {
            self.watched_writes = self.watched_writes.saturating_add(1);
        }
        if record.is_some() {
            self.emptied.refill(&key);
        }
        self.writes.put(key, record);
    }

    /// Takes away the first record whose key begins with `prefix`, if its key `fits`. Taking many in
    /// turn costs one read of the view below for each, because what was emptied is not read again.
    pub fn take_first(
        &mut self,
        prefix: &str,
        fits: impl FnOnce(&str) -> bool,
    ) -> Option<(String, Bytes)> {
        let first = self.scan(prefix, None, 1).pop()?;
        if !fits(&first.0) {
            return None;
        }
        self.remove(first.0.clone());
        self.emptied.note(prefix, &first.0);
        Some(first)
    }

    /// Takes away up to `limit` records whose keys begin with `prefix`, first the first, and returns how
    /// many there were. Whoever comes again for the rest begins where this ends.
    pub fn clear(&mut self, prefix: &str, limit: usize) -> usize {
        let page = self.scan(prefix, None, limit);
        match page.last() {
            Some((last, _)) if page.len() == limit => self.emptied.note(prefix, last),
            _ => self.emptied.forget(prefix),
        }
        let count = page.len();
        for (key, _) in page {
            self.remove(key);
        }
        count
    }

    /// Removes a record, if there is one.
    pub fn remove(&mut self, key: String) {
        self.write(key, None);
    }

    /// Returns what was written.
    #[must_use]
    pub fn into_delta(self) -> Delta {
        self.writes.into_delta()
    }

    /// Returns what was written, and what is known of the view with it.
    #[must_use]
    pub fn into_parts(self) -> (Writes, Emptied) {
        (self.writes, self.emptied)
    }

    /// Takes over the writes of an overlay that was laid over this one.
    pub fn absorb(&mut self, writes: impl IntoIterator<Item = (String, Option<Record>)>) {
        for (key, record) in writes {
            self.write(key, record);
        }
    }
}

/// Returns whether a text may be a state key (STA-1).
#[must_use]
pub fn is_key(key: &str) -> bool {
    let mut before = b'/';
    let is_plain = key.bytes().all(|c| {
        let is_first = std::mem::replace(&mut before, c) == b'/';
        matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-') || (c == b'/' && !is_first)
    });
    is_plain && before != b'/' && key.len() <= KEY_BYTES_MAX
}

impl StateView for Overlay<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.record(key).map(|record| record.bytes().clone())
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let after = self.emptied.start(prefix, after);
        scan_merged(&self.writes, self.below, prefix, after, limit)
    }

    fn record(&self, key: &str) -> Option<Record> {
        match self.writes.get(key) {
            Some(written) => written.clone(),
            None => self.below.record(key),
        }
    }
}

/// Most records that [`scan_merged`] reads below at once, unless more are asked for.
const PAGE_MAX: usize = 1_024;

/// Scans writes laid over a view: what is removed above hides what is below. The more is hidden, the
/// larger the pages read below, so that many removals cost few reads.
#[must_use]
pub fn scan_merged(
    above: &Writes,
    below: &dyn StateView,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Vec<(String, Bytes)> {
    above.under(prefix, start_of(prefix, after), |written| {
        merge(written, below, prefix, after, limit)
    })
}

/// Returns where a search under `prefix` begins that was to begin after `after`.
fn start_of<'a>(prefix: &'a str, after: Option<&'a str>) -> Bound<&'a str> {
    after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded)
}

fn merge(
    written: &mut dyn Iterator<Item = (&str, &Option<Record>)>,
    below: &dyn StateView,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Vec<(String, Bytes)> {
    let mut written = written.peekable();
    let bytes = |record: &Record| record.bytes().clone();
    let mut found = Vec::new();
    let mut cursor = after.map(str::to_owned);
    let mut page_size = 0_usize;
    // Removed records take places below, so read on until enough are left.
    loop {
        let missing = limit.saturating_sub(found.len());
        if missing == 0 {
            return found;
        }
        page_size = page_size.saturating_mul(2).min(PAGE_MAX).max(missing);
        let page = below.scan(prefix, cursor.as_deref(), page_size);
        let is_last_page = page.len() < page_size;
        cursor = page.last().map(|(key, _)| key.clone()).or(cursor);
        for (key, record) in page {
            while let Some((above_key, above_record)) =
                written.next_if(|(above_key, _)| *above_key < key.as_str())
            {
                let above_record = above_record.as_ref().map(bytes);
                found.extend(above_record.map(|record| (above_key.to_owned(), record)));
            }
            match written.next_if(|(above_key, _)| *above_key == key) {
                Some((_, above_record)) => {
                    found.extend(above_record.as_ref().map(bytes).map(|record| (key, record)));
                }
                None => found.push((key, record)),
            }
        }
        if is_last_page {
            let row = |(key, record): (&str, &Option<Record>)| {
                Some((key.to_owned(), bytes(record.as_ref()?)))
            };
            let rest = written.filter_map(row);
            found.extend(rest);
            found.truncate(limit);
            return found;
        }
        found.truncate(limit);
    }
}

/// A state in memory, for tests, simulations and audits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryState(pub BTreeMap<String, Bytes>);

impl MemoryState {
    /// Takes over what a batch wrote.
    pub fn commit(&mut self, writes: impl IntoIterator<Item = (String, Option<Record>)>) {
        for (key, record) in writes {
            match record {
                Some(record) => self.0.insert(key, record.bytes().clone()),
                None => self.0.remove(&key),
            };
        }
    }
}

impl StateView for MemoryState {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.0.get(key).cloned()
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        self.0
            .range::<str, _>((start_of(prefix, after), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix))
            .take(limit)
            .map(|(key, record)| (key.clone(), record.clone()))
            .collect()
    }
}

/// Records in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryRecords(pub BTreeMap<Hash, Bytes>);

impl MemoryRecords {
    /// Keeps a record and returns its hash.
    pub fn insert(&mut self, record: impl Into<Bytes>) -> Hash {
        let record = record.into();
        let hash = Hash::of(&record);
        self.0.insert(hash, record);
        hash
    }
}

impl Records for MemoryRecords {
    fn record(&self, hash: &Hash) -> Option<Bytes> {
        self.0.get(hash).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;

    /// A state that counts how often it is read, and how many records that gives.
    struct Counting(MemoryState, AtomicUsize, AtomicUsize);

    impl StateView for Counting {
        fn get(&self, key: &str) -> Option<Bytes> {
            self.0.get(key)
        }

        fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
            let page = self.0.scan(prefix, after, limit);
            self.1.fetch_add(1, Ordering::Relaxed);
            self.2.fetch_add(page.len(), Ordering::Relaxed);
            page
        }
    }

    fn numbered(count: u64) -> Counting {
        let record = |number: u64| (format!("a/{number:016}"), Bytes::from_static(b"1"));
        Counting(MemoryState((0..count).map(record).collect()), 0.into(), 0.into())
    }

    #[test]
    fn what_is_taken_in_turn_is_read_once() {
        let state = numbered(2_000);
        let mut overlay = Overlay::new(&state);
        let mut taken = 0_u64;
        while let Some((key, _)) = overlay.take_first("a/", |_| true) {
            assert_eq!(key, format!("a/{taken:016}"));
            taken += 1;
        }
        assert_eq!(taken, 2_000);
        assert!(state.1.load(Ordering::Relaxed) <= 2_001, "{:?}", state.1);
        assert!(state.2.load(Ordering::Relaxed) <= 2_001, "{:?}", state.2);
    }

    #[test]
    fn many_removals_cost_few_reads() {
        let state = numbered(2_000);
        let mut overlay = Overlay::new(&state);
        for (key, _) in state.0.scan("a/", None, 1_999) {
            overlay.remove(key);
        }
        assert_eq!(overlay.scan("a/", None, 1).len(), 1);
        assert!(state.1.load(Ordering::Relaxed) <= 12, "{:?}", state.1);
    }

    #[test]
    fn sta_1_keys_are_plain_and_short() {
        for key in ["a", "membership/member/person1qq", "a/0000000000000001/b-c_d"] {
            assert!(is_key(key), "{key}");
        }
        let long = "a".repeat(KEY_BYTES_MAX + 1);
        for key in ["", "/", "a//b", "a/", "A", "a b", "é", long.as_str()] {
            assert!(!is_key(key), "{key}");
        }
    }

    proptest! {
        /// An overlay scans as if its writes had been committed.
        #[test]
        fn overlay_scans_as_the_state_would(
            below in prop::collection::btree_map("[ab]/[a-d]{1,2}", 0_u8..9, 0..20),
            above in prop::collection::btree_map("[ab]/[a-d]{1,2}", prop::option::of(0_u8..9), 0..20),
            after in prop::option::of("[ab]/[a-d]{1,2}"),
            limit in 0_usize..12,
        ) {
            let record = |byte: u8| Bytes::from(vec![byte]);
            let mut state =
                MemoryState(below.into_iter().map(|(key, byte)| (key, record(byte))).collect());
            let delta: Delta =
                above.into_iter().map(|(key, byte)| (key, byte.map(|byte| record(byte).into()))).collect();
            let mut overlay = Overlay::new(&state);
            overlay.absorb(delta.clone());
            let seen = overlay.scan("a/", after.as_deref(), limit);
            drop(overlay);
            state.commit(delta);
            prop_assert_eq!(seen, state.scan("a/", after.as_deref(), limit));
        }

        /// Taking the first gives what a scan finds first, whatever is written in between, and by
        /// whom.
        #[test]
        fn the_first_is_taken_whatever_is_written_meanwhile(
            below in prop::collection::btree_set("[ab]/[a-d]{1,2}", 0..20),
            steps in prop::collection::vec(prop::option::of(("[ab]/[a-d]{1,2}", 0_u8..3)), 0..40),
        ) {
            let record = Bytes::from_static(b"1");
            let state =
                MemoryState(below.into_iter().map(|key| (key, record.clone())).collect());
            let mut overlay = Overlay::new(&state);
            for step in steps {
                match step {
                    Some((key, 0)) => overlay.remove(key),
                    Some((key, 1)) => overlay.put(key, record.clone()),
                    Some((key, _)) => overlay.absorb([(key, Some(record.clone().into()))]),
                    None => {
                        let first = overlay.scan("a/", None, 1).pop();
                        let fits = first.as_ref().is_some_and(|(key, _)| !key.ends_with('d'));
                        let taken = overlay.take_first("a/", |key| !key.ends_with('d'));
                        prop_assert_eq!(&taken, &first.filter(|_| fits));
                        let is_left = taken.is_some_and(|(key, _)| overlay.get(&key).is_some());
                        prop_assert!(!is_left);
                    }
                }
            }
        }

        /// What is known of one batch is true of the next: taking, clearing and looking give what they
        /// would without it.
        #[test]
        fn what_is_known_to_be_empty_changes_no_answer(
            below in prop::collection::btree_set("[ab]/[a-d]{1,2}", 0..20),
            steps in prop::collection::vec(("[ab]/[a-d]{1,2}", 0_u8..9), 0..60),
        ) {
            let record = Bytes::from_static(b"1");
            let mut state =
                MemoryState(below.into_iter().map(|key| (key, record.clone())).collect());
            let mut emptied = Emptied::default();
            for batch in steps.chunks(7) {
                let mut knowing = Overlay::knowing(&state, emptied);
                let mut plain = Overlay::new(&state);
                for (key, kind) in batch {
                    match kind {
                        0 => (knowing.remove(key.clone()), plain.remove(key.clone())).0,
                        1 | 2 => {
                            knowing.put(key.clone(), record.clone());
                            plain.put(key.clone(), record.clone());
                        }
                        3 => {
                            let delta = [(key.clone(), Some(record.clone().into()))];
                            knowing.absorb(delta.clone());
                            plain.absorb(delta);
                        }
                        4..=6 => {
                            let taken = knowing.take_first("a/", |_| true);
                            prop_assert_eq!(taken, plain.take_first("a/", |_| true));
                        }
                        7 => prop_assert_eq!(knowing.clear("b/", 2), plain.clear("b/", 2)),
                        _ => {}
                    }
                    // The plain one learns nothing from what it takes.
                    plain = Overlay { emptied: Emptied::default(), ..plain };
                    for prefix in ["a/", "b/", "a/a", ""] {
                        let seen = knowing.scan(prefix, Some(key), 9);
                        prop_assert_eq!(seen, plain.scan(prefix, Some(key), 9));
                        prop_assert_eq!(knowing.scan(prefix, None, 9), plain.scan(prefix, None, 9));
                    }
                }
                let (delta, known) = knowing.into_parts();
                emptied = known;
                let delta = delta.into_delta();
                prop_assert_eq!(&delta, &plain.into_delta());
                state.commit(delta);
            }
        }
    }
}
