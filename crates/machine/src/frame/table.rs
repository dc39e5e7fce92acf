//! Typed tables: a prefix of the state, the type of its keys, the type of its records.

use std::fmt::Write as _;
use std::marker::PhantomData;

use polity_types::{AssetId, Hash, OperationId, PersonId};

use super::record::{Kept, Record, Seen};
use super::state::{Overlay, StateView};

/// A part of a state key.
pub trait KeyPart {
    /// Appends the part's text, made of `[a-z0-9_-]` and, between parts of a tuple, `/`.
    fn write_to(&self, key: &mut String);
}

impl KeyPart for PersonId {
    fn write_to(&self, key: &mut String) {
        Self::write_to(self, key);
    }
}

impl KeyPart for OperationId {
    fn write_to(&self, key: &mut String) {
        Self::write_to(self, key);
    }
}

impl KeyPart for Hash {
    fn write_to(&self, key: &mut String) {
        write!(key, "{self}").expect("writing to a string never fails");
    }
}

/// Numbers are padded to 16 digits, so that their order is the order of the keys (STA-1).
impl KeyPart for u64 {
    fn write_to(&self, key: &mut String) {
        write!(key, "{self:016}").expect("writing to a string never fails");
    }
}

impl KeyPart for AssetId {
    fn write_to(&self, key: &mut String) {
        self.write_key_part(key);
    }
}

impl KeyPart for str {
    fn write_to(&self, key: &mut String) {
        key.push_str(self);
    }
}

impl KeyPart for String {
    fn write_to(&self, key: &mut String) {
        key.push_str(self);
    }
}

impl<T: KeyPart + ?Sized> KeyPart for &T {
    fn write_to(&self, key: &mut String) {
        (*self).write_to(key);
    }
}

impl<A: KeyPart, B: KeyPart> KeyPart for (A, B) {
    fn write_to(&self, key: &mut String) {
        self.0.write_to(key);
        key.push('/');
        self.1.write_to(key);
    }
}

impl<A: KeyPart, B: KeyPart, C: KeyPart> KeyPart for (A, B, C) {
    fn write_to(&self, key: &mut String) {
        self.0.write_to(key);
        key.push('/');
        self.1.write_to(key);
        key.push('/');
        self.2.write_to(key);
    }
}

/// A table of records of type `V` under keys of type `K`: `module/noun/key`.
pub struct Table<K, V> {
    prefix: &'static str,
    of: PhantomData<fn(K) -> V>,
}

impl<K: KeyPart, V: Kept> Table<K, V> {
    /// Returns the table `module/noun`.
    #[must_use]
    pub const fn new(prefix: &'static str) -> Self {
        Self { prefix, of: PhantomData }
    }

    /// Returns the state key of a record, as proofs name it.
    #[must_use]
    pub fn key(&self, key: &K) -> String {
        let mut text = String::with_capacity(96);
        text.push_str(self.prefix);
        text.push('/');
        key.write_to(&mut text);
        text
    }

    /// Returns the record under `key`.
    #[must_use]
    pub fn get(&self, state: &dyn StateView, key: &K) -> Option<V> {
        self.read(state, key).map(Seen::into_inner)
    }

    /// Returns the record under `key` as it is kept, to look at: for records that are read often.
    #[must_use]
    pub fn read(&self, state: &dyn StateView, key: &K) -> Option<Seen<V>> {
        state.record(&self.key(key)).map(|record| record.read())
    }

    /// Returns whether there is a record under `key`.
    #[must_use]
    pub fn has(&self, state: &dyn StateView, key: &K) -> bool {
        state.record(&self.key(key)).is_some()
    }

    /// Writes a record.
    pub fn put(&self, state: &mut Overlay<'_>, key: &K, record: &V) {
        state.put(self.key(key), Record::of(record.clone()));
    }

    /// Removes a record.
    pub fn remove(&self, state: &mut Overlay<'_>, key: &K) {
        state.remove(self.key(key));
    }

    /// Takes away the table's first record, if its whole state key `fits`.
    pub(crate) fn take_first(
        &self,
        state: &mut Overlay<'_>,
        fits: impl FnOnce(&str) -> bool,
    ) -> Option<V> {
        let (_, record) = state.take_first(&format!("{}/", self.prefix), fits)?;
        Some(read(record))
    }

    /// Returns up to `limit` records whose key begins with `first` (the whole table if empty),
    /// after the record whose whole state key is `after`. The keys returned are whole state keys.
    #[must_use]
    pub fn scan(
        &self,
        state: &dyn StateView,
        first: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Vec<(String, V)> {
        let prefix = format!("{}/{first}", self.prefix);
        let page = state.scan(&prefix, after, limit);
        page.into_iter().map(|(key, record)| (key, read(record))).collect()
    }
}

/// A table that holds one record: `module/noun`.
pub struct Single<V> {
    key: &'static str,
    of: PhantomData<fn() -> V>,
}

impl<V: Kept> Single<V> {
    /// Returns the record's place.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, of: PhantomData }
    }

    /// Returns the state key, as proofs name it.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Returns the record.
    #[must_use]
    pub fn get(&self, state: &dyn StateView) -> Option<V> {
        self.read(state).map(Seen::into_inner)
    }

    /// Returns the record as it is kept, to look at.
    #[must_use]
    pub fn read(&self, state: &dyn StateView) -> Option<Seen<V>> {
        state.record(self.key).map(|record| record.read())
    }

    /// Writes the record.
    pub fn put(&self, state: &mut Overlay<'_>, record: &V) {
        state.put(self.key.to_owned(), Record::of(record.clone()));
    }

    /// Removes the record.
    pub fn remove(&self, state: &mut Overlay<'_>) {
        state.remove(self.key.to_owned());
    }
}

/// Reads a record that this machine wrote.
fn read<V: Kept>(record: impl Into<Record>) -> V {
    record.into().read::<V>().into_inner()
}
