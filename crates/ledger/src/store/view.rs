//! The state as it was at a moment.

use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use redb::ReadOnlyTable;

use super::layers::Layers;
use super::{Position, StoreError};

/// The state at one height. It stays as it is while batches are committed.
///
/// It holds a read transaction: keep it for a batch or a page, not longer, or the file grows.
/// Reads do not fail at once: a failure is noted, reads as absence, and is told by [`Self::check`],
/// which whoever decides on what was read must ask before the decision counts.
pub struct View {
    position: Option<Position>,
    layers: Layers,
    table: Option<ReadOnlyTable<&'static [u8], &'static [u8]>>,
    failure: Mutex<Option<StoreError>>,
}

impl View {
    pub(super) fn new(
        position: Option<Position>,
        layers: Layers,
        table: Result<ReadOnlyTable<&'static [u8], &'static [u8]>, StoreError>,
    ) -> Self {
        let (table, failure) = match table {
            Ok(table) => (Some(table), None),
            Err(error) => (None, Some(error)),
        };
        Self { position, layers, table, failure: Mutex::new(failure) }
    }

    /// Returns the height, log size and root of this state; none before the first batch.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// Returns the record under `key`. Cost: about a microsecond.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Bytes> {
        if let Some(written) = self.layers.get(key) {
            return written.clone();
        }
        let found = self.table.as_ref()?.get(key.as_bytes());
        match found {
            Ok(record) => record.map(|record| Bytes::copy_from_slice(record.value())),
            Err(error) => {
                self.note(StoreError::from_engine("read", error));
                None
            }
        }
    }

    /// Returns up to `limit` records whose keys begin with `prefix` and come after `after`, in the
    /// order of the keys.
    #[must_use]
    pub fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        match self.try_scan(prefix, after, limit) {
            Ok(found) => found,
            Err(error) => {
                self.note(error);
                Vec::new()
            }
        }
    }

    /// Returns whether everything read so far could be read.
    ///
    /// # Errors
    /// The first [`StoreError`] met; it is told once.
    pub fn check(&self) -> Result<(), StoreError> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take().map_or(Ok(()), Err)
    }

    fn note(&self, error: StoreError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = failure.get_or_insert(error);
    }

    fn try_scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Bytes)>, StoreError> {
        let start = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let Some(table) = &self.table else { return Ok(Vec::new()) };
        let failed = |error: redb::StorageError| StoreError::from_engine("read", error);
        let first = start.map(str::as_bytes);
        let stored = table.range::<&[u8]>((first, Bound::Unbounded)).map_err(failed)?;
        let mut stored = stored.map(|row| {
            let (key, record) = row.map_err(failed)?;
            Ok((super::text(key.value())?.to_owned(), Bytes::copy_from_slice(record.value())))
        });
        let mut next_stored = stored.next().transpose()?;
        let mut written = self.layers.range(start).peekable();
        let mut found = Vec::new();
        while found.len() < limit {
            let below = next_stored.as_ref().map(|(key, _)| key.as_str());
            let is_above = written
                .peek()
                .is_some_and(|(key, _)| below.is_none_or(|below| key.as_str() <= below));
            let (key, record) = if is_above {
                let Some((key, record)) = written.next() else { break };
                if below == Some(key.as_str()) {
                    next_stored = stored.next().transpose()?;
                }
                (key.clone(), record.clone())
            } else {
                let Some((key, record)) = next_stored.take() else { break };
                next_stored = stored.next().transpose()?;
                (key, Some(record))
            };
            if !key.starts_with(prefix) {
                break;
            }
            found.extend(record.map(|record| (key, record)));
        }
        Ok(found)
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("position", &self.position).finish_non_exhaustive()
    }
}
