//! What is written over a view: by key for whoever asks for one record, in the order of keys for whoever
//! scans.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use super::record::Record;

/// What a batch writes: keys with their new records; `None` removes.
pub type Delta = BTreeMap<String, Option<Record>>;

/// Fewest buckets, once there is a slot. Unit: buckets, a power of two.
const BUCKETS_MIN: usize = 16;

/// Writes, each key once. A record is found by a number made of its key: keys of one table have much in
/// common, and a search that compares them compares that again and again. They are brought in order table by
/// table, when somebody scans it.
#[derive(Debug, Default)]
pub struct Writes {
    /// The newest slot of each bucket of numbers; at least as many as slots, and a power of two.
    buckets: Vec<Option<u32>>,
    slots: Vec<Slot>,
    tables: BTreeMap<Box<str>, Mutex<Table>>,
}

/// What is written under one key.
#[derive(Debug)]
pub struct Slot {
    key: String,
    /// The slot before it in the same bucket.
    next: Option<u32>,
    number: u64,
    record: Option<Record>,
}

/// The slots whose keys begin alike, up to and with the second slash.
#[derive(Debug, Default)]
struct Table {
    in_order: BTreeMap<String, usize>,
    /// Slots that are not in order yet.
    rest: Vec<usize>,
}

impl Writes {
    /// Returns what is written under a key: nothing, that it is removed, or its record.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Option<Record>> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slots.get(self.place(key, number_of(key))?)?;
        Some(&slot.record)
    }

    /// Writes under a key.
    pub(super) fn put(&mut self, key: String, record: Option<Record>) {
        let number = number_of(&key);
        if let Some(slot) = self.place(&key, number).and_then(|place| self.slots.get_mut(place)) {
            slot.record = record;
            return;
        }
        let place = self.slots.len();
        let name = table_of(&key);
        let table = match self.tables.get_mut(name) {
            Some(table) => table,
            None => self.tables.entry(name.into()).or_default(),
        };
        table.get_mut().unwrap_or_else(PoisonError::into_inner).rest.push(place);
        self.slots.push(Slot { key, next: None, number, record });
        if self.slots.len() > self.buckets.len() {
            self.spread();
        } else {
            self.link(place);
        }
    }

    fn place(&self, key: &str, number: u64) -> Option<usize> {
        let mut place = self.buckets.get(self.bucket(number)).copied().flatten();
        while let Some((at, slot)) = place.and_then(|place| self.slot(place)) {
            if slot.number == number && slot.key == key {
                return Some(at);
            }
            place = slot.next;
        }
        None
    }

    fn slot(&self, place: u32) -> Option<(usize, &Slot)> {
        let at = usize::try_from(place).ok()?;
        Some((at, self.slots.get(at)?))
    }

    /// Returns the bucket of a number: its highest bits, which depend on all of the key.
    fn bucket(&self, number: u64) -> usize {
        let bits = self.buckets.len().checked_ilog2().unwrap_or(0);
        let number = number.checked_shr(u64::BITS.saturating_sub(bits)).unwrap_or(0);
        usize::try_from(number).unwrap_or(0)
    }

    /// Puts a slot at the head of its bucket.
    fn link(&mut self, place: usize) {
        let Some(bucket) = self.slots.get(place).map(|slot| self.bucket(slot.number)) else {
            return;
        };
        if let (Some(slot), Some(head)) = (self.slots.get_mut(place), self.buckets.get_mut(bucket))
        {
            slot.next = *head;
            *head = u32::try_from(place).ok();
        }
    }

    /// Makes more buckets, and links all slots anew.
    fn spread(&mut self) {
        let count = self.slots.len().next_power_of_two().saturating_mul(2).max(BUCKETS_MIN);
        self.buckets = vec![None; count];
        (0..self.slots.len()).for_each(|place| self.link(place));
    }

    /// Returns how many keys are written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Returns the writes, each key once, in the order in which they were first written.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Option<Record>)> {
        self.slots.iter().map(|slot| (&slot.key, &slot.record))
    }

    /// Shows `look` the writes whose keys begin with `prefix`, from `start` on, in the order of keys.
    pub(super) fn under<T>(
        &self,
        prefix: &str,
        start: Bound<&str>,
        look: impl FnOnce(&mut dyn Iterator<Item = (&str, &Option<Record>)>) -> T,
    ) -> T {
        let is_near = |name: &str| name.starts_with(prefix) || prefix.starts_with(name);
        let near = self.tables.iter().filter(|(name, _)| is_near(name));
        let tables: Vec<_> = near.map(|(_, table)| self.sorted(table)).collect();
        let rows = tables
            .iter()
            .flat_map(|table| table.in_order.range::<str, _>((start, Bound::Unbounded)));
        let rows = rows.filter(|(key, _)| key.starts_with(prefix));
        let mut rows =
            rows.filter_map(|(key, place)| Some((key.as_str(), &self.slots.get(*place)?.record)));
        look(&mut rows)
    }

    /// Brings a table in order.
    fn sorted<'a>(&self, table: &'a Mutex<Table>) -> std::sync::MutexGuard<'a, Table> {
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        for place in std::mem::take(&mut table.rest) {
            if let Some(slot) = self.slots.get(place) {
                let _ = table.in_order.insert(slot.key.clone(), place);
            }
        }
        table
    }

    /// Returns the writes in the order of keys.
    #[must_use]
    pub fn into_delta(self) -> Delta {
        self.slots.into_iter().map(|slot| (slot.key, slot.record)).collect()
    }
}

impl FromIterator<(String, Option<Record>)> for Writes {
    fn from_iter<I: IntoIterator<Item = (String, Option<Record>)>>(rows: I) -> Self {
        let mut writes = Self::default();
        rows.into_iter().for_each(|(key, record)| writes.put(key, record));
        writes
    }
}

impl IntoIterator for Writes {
    type Item = (String, Option<Record>);
    type IntoIter = std::iter::Map<std::vec::IntoIter<Slot>, fn(Slot) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.slots.into_iter().map(|slot| (slot.key, slot.record))
    }
}

/// Returns the beginning of a key up to and with its second slash; of a key without one, all. In the order of
/// these beginnings, and of the keys under each, keys are in their order.
fn table_of(key: &str) -> &str {
    let slashes = key.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let end = slashes.map(|(at, _)| at).nth(1);
    end.and_then(|end| key.get(..=end)).unwrap_or(key)
}

/// Makes a number of a key. Two keys seldom have the same; if they do, both are found, a little later.
fn number_of(key: &str) -> u64 {
    let mix = |sum: u64, part: u64| (sum.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (parts, rest) = key.as_bytes().as_chunks::<8>();
    let sum = parts.iter().fold(0, |sum, part| mix(sum, u64::from_le_bytes(*part)));
    rest.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn record(text: &'static str) -> Record {
        Bytes::from_static(text.as_bytes()).into()
    }

    /// Slots with one number are told apart by their keys.
    #[test]
    fn keys_with_the_same_number_keep_their_own_records() {
        let mut writes = Writes::default();
        writes.put("a/1".into(), Some(record("one")));
        writes.put("a/2".into(), Some(record("two")));
        // As if both had the number of the first.
        let first = number_of("a/1");
        writes.slots[1].number = first;
        writes.spread();
        assert_eq!(writes.place("a/2", first), Some(1));
        assert_eq!(writes.place("a/1", first), Some(0));
        assert_eq!(writes.place("a/3", first), None);
    }

    /// However many keys there are, each is found, and none that was not written.
    #[test]
    fn each_of_many_keys_is_found() {
        let mut writes = Writes::default();
        let key = |number: usize| format!("a/b/{number}");
        for number in 0..5_000 {
            assert_eq!(writes.get(&key(number)), None, "before it is written");
            writes.put(key(number), None);
            assert_eq!(writes.get(&key(number)), Some(&None));
            let before = number / 2;
            assert_eq!(writes.place(&key(before), number_of(&key(before))), Some(before));
        }
        assert_eq!((writes.len(), writes.get(&key(5_000))), (5_000, None));
    }

    /// Whatever was written and scanned before, a scan sees the keys in their order, as a plain map has them.
    #[test]
    fn what_is_written_is_seen_in_the_order_of_keys() {
        let keys =
            ["a/b/2", "a/b-c/1", "a/b", "a/b/1", "a/b0/1", "a/b/1/x", "b/a/1", "a/a-/z", "b/a/0"];
        let mut writes = Writes::default();
        let mut plain = Delta::new();
        for (turn, key) in keys.into_iter().enumerate() {
            writes.put(key.into(), Some(record("1")));
            let _ = plain.insert(key.into(), Some(record("1")));
            if turn % 3 == 1 {
                writes.put(keys[turn / 2].into(), None);
                let _ = plain.insert(keys[turn / 2].into(), None);
            }
            for prefix in ["", "a/", "a/b", "a/b/", "a/b/1", "b/", "c/"] {
                for after in ["", "a/b", "a/b/1", "a/b-c/1"] {
                    let start = Bound::Excluded(after);
                    let row =
                        |(key, record): (&str, &Option<Record>)| (key.to_owned(), record.clone());
                    let seen: Vec<_> = writes.under(prefix, start, |rows| rows.map(row).collect());
                    let rows = plain.range::<str, _>((start, Bound::Unbounded));
                    let rows = rows.filter(|(key, _)| key.starts_with(prefix));
                    let wanted: Vec<_> = rows.map(|(key, record)| row((key, record))).collect();
                    assert_eq!(seen, wanted, "under {prefix:?} after {after:?}");
                }
            }
        }
        assert_eq!(writes.into_delta(), plain);
    }
}
