//! The state as the machine sees it: an ordered map from readable keys to records, and writes laid
//! over it.

use std::collections::BTreeMap;

use bytes::Bytes;
use polity_types::Hash;

/// Longest state key. Unit: bytes. Source: STA-1.
pub const KEY_BYTES_MAX: usize = 128;

/// What can be read of the state.
pub trait StateView: Sync {
    /// Returns the record under `key`.
    fn get(&self, key: &str) -> Option<Bytes>;

    /// Returns up to `limit` records whose keys begin with `prefix` and come after `after`, in the
    /// order of the keys.
    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)>;
}

/// Public records by hash: texts that the log names. Part of the input of a batch.
pub trait Records: Sync {
    /// Returns the record whose SHA-256 is `hash`.
    fn record(&self, hash: &Hash) -> Option<Bytes>;
}

/// What a batch writes: keys with their new records; `None` removes.
pub type Delta = BTreeMap<String, Option<Bytes>>;

/// Writes over a view. Dropping it undoes them; [`Overlay::into_delta`] keeps them.
pub struct Overlay<'a> {
    below: &'a dyn StateView,
    writes: Delta,
}

impl<'a> Overlay<'a> {
    /// Returns an overlay without writes.
    #[must_use]
    pub fn new(below: &'a dyn StateView) -> Self {
        Self { below, writes: Delta::new() }
    }

    /// Writes a record.
    ///
    /// # Panics
    /// If the key breaks STA-1: keys come from typed tables only.
    pub fn put(&mut self, key: String, record: Bytes) {
        assert!(is_key(&key), "a table makes keys of [a-z0-9_-] parts, 128 bytes at most: {key}");
        self.writes.insert(key, Some(record));
    }

    /// Removes a record, if there is one.
    pub fn remove(&mut self, key: String) {
        self.writes.insert(key, None);
    }

    /// Returns what was written.
    #[must_use]
    pub fn into_delta(self) -> Delta {
        self.writes
    }

    /// Takes over the writes of an overlay that was laid over this one.
    pub fn absorb(&mut self, delta: Delta) {
        self.writes.extend(delta);
    }
}

/// Returns whether a text may be a state key (STA-1).
#[must_use]
pub fn is_key(key: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
    };
    key.len() <= KEY_BYTES_MAX && key.split('/').all(is_part)
}

impl StateView for Overlay<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        match self.writes.get(key) {
            Some(written) => written.clone(),
            None => self.below.get(key),
        }
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        scan_merged(&self.writes, self.below, prefix, after, limit)
    }
}

/// Scans writes laid over a view: what is removed above hides what is below.
#[must_use]
pub fn scan_merged(
    above: &Delta,
    below: &dyn StateView,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Vec<(String, Bytes)> {
    use std::ops::Bound;
    let start =
        after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded);
    let mut written = above
        .range::<str, _>((start, Bound::Unbounded))
        .take_while(|(key, _)| key.starts_with(prefix))
        .peekable();
    let mut found = Vec::new();
    let mut cursor = after.map(str::to_owned);
    // Removed records take places below, so read on until enough are left.
    loop {
        let missing = limit.saturating_sub(found.len());
        if missing == 0 {
            return found;
        }
        let page = below.scan(prefix, cursor.as_deref(), missing);
        let is_last_page = page.len() < missing;
        cursor = page.last().map(|(key, _)| key.clone()).or(cursor);
        for (key, record) in page {
            while let Some((above_key, above_record)) =
                written.next_if(|(above_key, _)| **above_key < key)
            {
                found.extend(above_record.clone().map(|record| (above_key.clone(), record)));
            }
            match written.next_if(|(above_key, _)| **above_key == key) {
                Some((_, above_record)) => {
                    found.extend(above_record.clone().map(|record| (key, record)));
                }
                None => found.push((key, record)),
            }
        }
        if is_last_page {
            let rest = written.filter_map(|(key, record)| Some((key.clone(), record.clone()?)));
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
    pub fn commit(&mut self, delta: Delta) {
        for (key, record) in delta {
            match record {
                Some(record) => self.0.insert(key, record),
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
        use std::ops::Bound;
        let start =
            after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded);
        self.0
            .range::<str, _>((start, Bound::Unbounded))
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
    use proptest::prelude::*;

    use super::*;

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
                above.into_iter().map(|(key, byte)| (key, byte.map(record))).collect();
            let mut overlay = Overlay::new(&state);
            overlay.absorb(delta.clone());
            let seen = overlay.scan("a/", after.as_deref(), limit);
            drop(overlay);
            state.commit(delta);
            prop_assert_eq!(seen, state.scan("a/", after.as_deref(), limit));
        }
    }
}
