//! Deltas that are not on disk yet, in few layers, newest last.
//!
//! A layer is merged into the one below when it has grown to half its size, so there are few, and
//! what a view holds never changes under it. No merge moves more than so many keys: a batch waits for
//! none that is larger, however much waits to be written.

use std::collections::{HashSet, btree_map};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::iter::Peekable;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use super::Delta;

/// Most keys of a layer that was merged of several. Unit: keys.
pub(super) const MERGED_MAX: usize = 1 << 16;

/// Layers, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    layers: Vec<Arc<Delta>>,
    written: Vec<Written>,
}

/// Which keys any of the layers may name, so that most that none names are not looked for in each.
/// Shared with views, which may see keys in it that came after them: that costs time, no more.
#[derive(Clone, Debug, Default)]
struct Written(Arc<RwLock<HashSet<u64>>>);

impl Written {
    fn hash(key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        hasher.finish()
    }

    fn extend<'a>(&self, keys: impl Iterator<Item = &'a String>) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(keys.map(|key| Self::hash(key)));
    }

    fn has(&self, hash: u64) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&hash)
    }
}

impl Default for Layers {
    fn default() -> Self {
        Self { layers: Vec::new(), written: vec![Written::default()] }
    }
}

impl Layers {
    /// Lays a delta on top; returns how many keys were moved to merge layers.
    pub(super) fn push(&mut self, delta: Arc<Delta>) -> usize {
        let mut moved = 0_usize;
        if delta.is_empty() {
            return moved;
        }
        if let Some(written) = self.written.last() {
            written.extend(delta.keys());
        }
        let mut top = delta;
        let is_due = |below: &Delta, top: &Delta| {
            below.len() / 2 <= top.len() && below.len().saturating_add(top.len()) <= MERGED_MAX
        };
        while let Some(below) = self.layers.pop_if(|below| is_due(below, &top)) {
            moved = moved.saturating_add(below.len()).saturating_add(top.len());
            let mut merged = Arc::unwrap_or_clone(below);
            // Of equal keys, `append` keeps those that it moves in: the newer ones.
            merged.append(&mut Arc::unwrap_or_clone(top));
            top = Arc::new(merged);
        }
        self.layers.push(top);
        moved
    }

    /// Returns what the layers say of a key: nothing, that it is removed, or its record.
    pub(super) fn get(&self, key: &str) -> Option<&Option<Bytes>> {
        let hash = Written::hash(key);
        if !self.written.iter().any(|written| written.has(hash)) {
            return None;
        }
        self.layers.iter().rev().find_map(|layer| layer.get(key))
    }

    /// Returns these layers with `above` on top.
    pub(super) fn under(&self, above: &Self) -> Self {
        Self {
            layers: self.layers.iter().chain(&above.layers).cloned().collect(),
            written: self.written.iter().chain(&above.written).cloned().collect(),
        }
    }

    /// Returns an upper bound of the keys written.
    pub(super) fn len(&self) -> usize {
        self.layers.iter().map(|layer| layer.len()).fold(0, usize::saturating_add)
    }

    /// Merges all into one delta.
    pub(super) fn flatten(&self) -> Delta {
        let mut all = Delta::new();
        for layer in &self.layers {
            all.extend(layer.iter().map(|(key, record)| (key.clone(), record.clone())));
        }
        all
    }

    /// Iterates over the writes from `start`, newest first among equal keys.
    pub(super) fn range<'a>(&'a self, start: Bound<&'a str>) -> Merged<'a> {
        let ranges = self.layers.iter().rev();
        let ranges = ranges.map(|layer| layer.range::<str, _>((start, Bound::Unbounded)));
        Merged(ranges.map(Iterator::peekable).collect())
    }
}

/// The writes of several layers in the order of keys; the newest layer that names a key counts.
pub(super) struct Merged<'a>(Vec<Peekable<btree_map::Range<'a, String, Option<Bytes>>>>);

impl<'a> Iterator for Merged<'a> {
    type Item = (&'a String, &'a Option<Bytes>);

    fn next(&mut self) -> Option<Self::Item> {
        let least =
            self.0.iter_mut().filter_map(|range| range.peek().map(|(key, _)| *key)).min()?;
        let mut newest = None;
        for range in &mut self.0 {
            if let Some(found) = range.next_if(|(key, _)| *key == least) {
                newest = newest.or(Some(found));
            }
        }
        newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ORD-12: however many keys wait to be written, laying a delta on top moves no more than so many; what was
    /// written last is read.
    #[test]
    fn ord_12_no_merge_is_larger_than_the_largest() {
        const DELTA: usize = 4_096;
        let mut layers = Layers::default();
        let key = |number: usize| format!("k/{number:016}");
        let (mut number, mut most) = (0, 0);
        while number < 4 * MERGED_MAX {
            let keys = number..number + DELTA;
            let keys = keys.map(|number| (key(number), Some(Bytes::from_static(b"1"))));
            most = most.max(layers.push(Arc::new(keys.collect())));
            number += DELTA;
        }
        assert!(most > DELTA && most <= 2 * MERGED_MAX, "{most} keys are moved at once");
        assert!(layers.layers.len() <= 16, "{} layers", layers.layers.len());
        let _moved = layers.push(Arc::new(Delta::from([(key(5), None)])));
        assert_eq!(layers.get(&key(5)), Some(&None));
        assert_eq!(layers.range(Bound::Unbounded).count(), number);
    }
}
