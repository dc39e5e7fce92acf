//! Public records: texts that the log names by their hash. On disk before an operation may name
//! them, never deleted, audited with the log (ORD-9).

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use polity_machine::frame::state::Records;
use polity_types::Hash;

use crate::error::NodeError;

/// Largest record. Unit: bytes. Source: ORD-9.
pub const RECORD_BYTES_MAX: usize = 64 * 1_024;
/// Records kept in memory. Unit: records.
const CACHED_MAX: usize = 256;

/// Records in a folder: `records/ab/abcd…`.
#[derive(Clone, Debug)]
pub struct RecordStore {
    folder: PathBuf,
    cache: Arc<Mutex<BTreeMap<Hash, Bytes>>>,
}

impl RecordStore {
    /// Opens the records in `folder`, which need not exist yet.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), cache: Arc::default() }
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        let text = hash.to_string();
        self.folder.join(text.get(..2).unwrap_or_default()).join(&text)
    }

    /// Stores a record; once this returns, it is on disk.
    ///
    /// # Errors
    /// [`NodeError::RecordTooLarge`], [`NodeError::DiskFull`], [`NodeError::Storage`].
    pub fn put(&self, record: impl Into<Bytes>) -> Result<Hash, NodeError> {
        let record = record.into();
        let (actual, limit) = (record.len(), RECORD_BYTES_MAX);
        if actual > limit {
            return Err(NodeError::RecordTooLarge { actual, limit });
        }
        let hash = Hash::of(&record);
        if self.record(&hash).is_none() {
            write_synced(&self.path(&hash), &record).map_err(|error| {
                tracing::error!(%error, "a record could not be stored");
                match error.kind() {
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                        NodeError::DiskFull
                    }
                    _ => NodeError::Storage,
                }
            })?;
        }
        Ok(hash)
    }

    fn remember(&self, hash: Hash, record: Bytes) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= CACHED_MAX {
            cache.pop_first();
        }
        cache.insert(hash, record);
    }
}

/// Writes a file under another name, syncs it, renames it, syncs its folder.
fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let next =
        path.with_extension(format!("{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    let written = fs::File::create(&next).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&next, path)).inspect_err(|_| {
        let _ = fs::remove_file(&next);
    })?;
    fs::File::open(folder)?.sync_all()
}

impl Records for RecordStore {
    /// Returns the record, if it is there and has its hash: a damaged file is as if missing.
    fn record(&self, hash: &Hash) -> Option<Bytes> {
        if let Some(record) = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(hash) {
            return Some(record.clone());
        }
        let record = Bytes::from(fs::read(self.path(hash)).ok()?);
        if Hash::of(&record) != *hash {
            tracing::error!(%hash, "the file of a record does not have its hash");
            return None;
        }
        self.remember(*hash, record.clone());
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ord_9_a_record_is_found_by_its_hash_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let records = RecordStore::open(folder.path());
        let hash = records.put(&b"a text"[..]).unwrap();
        assert_eq!(records.record(&hash).as_deref(), Some(&b"a text"[..]));
        fs::write(records.path(&hash), b"another text").unwrap();
        assert_eq!(RecordStore::open(folder.path()).record(&hash), None);
        let large = vec![0; RECORD_BYTES_MAX + 1];
        let (actual, limit) = (large.len(), RECORD_BYTES_MAX);
        assert_eq!(records.put(large), Err(NodeError::RecordTooLarge { actual, limit }));
    }
}
