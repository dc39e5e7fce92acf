//! One record of the state: its canonical bytes, what they say, or both.
//!
//! Whoever reads a record first makes of the bytes what they say, and whoever reads it again finds that made.
//! What an operation writes becomes bytes once somebody asks for them: after the batch, as a rule, and in
//! another thread. Either follows from the other, so that it changes no answer, only its cost.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use polity_types::canonical;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a record of the state can be. What is written must be what is read from its bytes: some read the
/// one, some the other.
pub trait Kept: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {}

impl<V: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static> Kept for V {}

/// A record. Cheap to clone.
#[derive(Clone)]
pub struct Record(Arc<dyn Body>);

/// What a record says, to look at.
#[derive(Clone, Debug)]
pub struct Seen<V>(Arc<Said<V>>);

/// What is behind a record: what it says, with its bytes once they are asked for, or its bytes, with what they
/// say once that is.
trait Body: Any + Send + Sync {
    fn bytes(&self) -> &Bytes;

    /// Returns what the bytes say, of whichever type they were read as first; `read` reads them, if nobody did.
    /// None, if this is itself what the record says.
    fn said(&self, read: &dyn Fn(&Bytes) -> Arc<dyn Body>) -> Option<&Arc<dyn Body>>;
}

#[derive(Debug)]
struct Said<V> {
    bytes: OnceLock<Bytes>,
    value: V,
}

struct Stored {
    bytes: Bytes,
    said: OnceLock<Arc<dyn Body>>,
}

impl<V: Kept> Body for Said<V> {
    fn bytes(&self) -> &Bytes {
        self.bytes.get_or_init(|| canonical::to_bytes(&self.value).into())
    }

    fn said(&self, _: &dyn Fn(&Bytes) -> Arc<dyn Body>) -> Option<&Arc<dyn Body>> {
        None
    }
}

impl Body for Stored {
    fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    fn said(&self, read: &dyn Fn(&Bytes) -> Arc<dyn Body>) -> Option<&Arc<dyn Body>> {
        Some(self.said.get_or_init(|| read(&self.bytes)))
    }
}

impl Record {
    /// Returns the record that says `value`.
    #[must_use]
    pub fn of<V: Kept>(value: V) -> Self {
        debug_assert!(
            decode::<V>(&canonical::to_bytes(&value)) == value,
            "a record reads as it was written"
        );
        Self(Arc::new(Said { bytes: OnceLock::new(), value }))
    }

    /// Returns the canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.0.bytes()
    }

    /// Returns what the record says, as the type that it was written as.
    ///
    /// # Panics
    /// If the bytes are not of that type, which no caller can reach: records are written by the machine
    /// alone, and their root was checked at the start.
    #[must_use]
    pub fn read<V: Kept>(&self) -> Seen<V> {
        let said = self.0.said(&|bytes| Arc::new(read::<V>(bytes))).unwrap_or(&self.0);
        let said: Arc<dyn Any + Send + Sync> = Arc::<dyn Body>::clone(said);
        // Two types may read the same bytes; the first stays.
        Seen(said.downcast().unwrap_or_else(|_| Arc::new(read(self.bytes()))))
    }
}

impl<V: Clone> Seen<V> {
    /// Returns what was seen, to change it.
    #[must_use]
    pub fn into_inner(self) -> V {
        Arc::try_unwrap(self.0).map_or_else(|kept| kept.value.clone(), |said| said.value)
    }
}

impl<V> Deref for Seen<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0.value
    }
}

fn read<V: Kept>(bytes: &Bytes) -> Said<V> {
    Said { bytes: OnceLock::from(bytes.clone()), value: decode(bytes) }
}

fn decode<V: DeserializeOwned>(bytes: &[u8]) -> V {
    serde_json::from_slice(bytes)
        .expect("records are written by the machine alone, and their root was checked at the start")
}

impl From<Bytes> for Record {
    fn from(bytes: Bytes) -> Self {
        Self(Arc::new(Stored { bytes, said: OnceLock::new() }))
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.bytes() == other.bytes()
    }
}

impl Eq for Record {}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Counted {
        count: u64,
    }

    /// What is read is what was written, whether by way of the bytes or not; and who reads again gets the
    /// same, not a copy.
    #[test]
    fn a_record_is_its_bytes_and_what_they_say() {
        let written = Record::of(Counted { count: 7 });
        let stored = Record::from(Bytes::from_static(br#"{"count":7}"#));
        assert_eq!(written, stored);
        assert_eq!(written.bytes(), stored.bytes());
        assert_eq!(*written.read::<Counted>(), *stored.read::<Counted>());
        assert!(Arc::ptr_eq(&stored.read::<Counted>().0, &stored.clone().read().0));
        assert!(Arc::ptr_eq(&written.read::<Counted>().0, &written.clone().read().0));
        assert_ne!(written, Record::of(Counted { count: 8 }));
    }

    /// Whoever asks for another type gets what the bytes say in it.
    #[test]
    fn two_types_may_read_one_record() {
        let record = Record::of(7_u64);
        assert_eq!(*record.read::<u64>(), 7);
        assert_eq!(*record.read::<u8>(), 7);
        let record = Record::from(Bytes::from_static(b"7"));
        assert_eq!((*record.read::<u8>(), *record.read::<u64>()), (7, 7));
    }

    /// A type whose value is not what its bytes say would let two machines part.
    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "a record reads as it was written")]
    fn what_does_not_read_as_it_was_written_is_noticed() {
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        struct Forgetful {
            #[serde(skip)]
            lost: u64,
        }
        let _ = Record::of(Forgetful { lost: 1 });
    }
}
