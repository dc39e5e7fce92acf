//! Public records: texts that the log names by their hash. On disk before an operation may name
//! them, never deleted, audited with the log (ORD-9).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use polity_machine::frame::state::Records;
use polity_types::Hash;

use crate::error::NodeError;

/// Largest record. Unit: bytes. Source: ORD-9.
pub const RECORD_BYTES_MAX: usize = 64 * 1_024;
/// Records kept in memory. Unit: records.
const CACHED_MAX: usize = 256;
/// Records of which it is remembered that they are on disk. Unit: records.
const DURABLE_MAX: usize = 4_096;

/// Records in a folder: `records/ab/abcd…`.
#[derive(Clone, Debug)]
pub struct RecordStore {
    folder: PathBuf,
    shared: Arc<Shared>,
    /// Has a folder's entries written to disk.
    sync_folder: fn(&Path) -> io::Result<()>,
}

#[derive(Debug, Default)]
struct Shared {
    known: Mutex<Known>,
    /// Told whenever a write has ended.
    written: Condvar,
}

#[derive(Debug, Default)]
struct Known {
    cache: BTreeMap<Hash, Bytes>,
    /// On disk with every folder on the way to them.
    durable: BTreeSet<Hash>,
    /// Being written. Nobody reads them before they are on disk: the log could name what a crash takes.
    writing: BTreeSet<Hash>,
}

impl RecordStore {
    /// Opens the records in `folder`, which need not exist yet.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), shared: Arc::default(), sync_folder }
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        let text = hash.to_string();
        self.folder.join(text.get(..2).unwrap_or_default()).join(&text)
    }

    /// Has written to disk whatever a process that crashed had stored without saying so yet.
    pub(crate) fn make_durable(&self) {
        let Ok(folders) = fs::read_dir(&self.folder) else { return };
        let folders = folders.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
        for folder in folders.chain([self.folder.clone()]) {
            if let Err(error) = (self.sync_folder)(&folder) {
                tracing::warn!(%error, "a folder of records could not be synced");
            }
        }
    }

    /// Stores a record; once this returns, it is on disk, with the folders that lead to it.
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
        let mut known = self.known_when_written(&hash);
        if known.durable.contains(&hash) && self.is_there(&hash) {
            return Ok(hash);
        }
        known.writing.insert(hash);
        drop(known);
        let stored = self.store(&hash, &record);
        let mut known = self.known();
        known.writing.remove(&hash);
        if stored.is_ok() {
            if known.durable.len() >= DURABLE_MAX {
                known.durable.pop_first();
            }
            known.durable.insert(hash);
        }
        drop(known);
        self.shared.written.notify_all();
        stored.map_err(|error| {
            tracing::error!(%error, "a record could not be stored");
            match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    NodeError::DiskFull
                }
                _ => NodeError::Storage,
            }
        })?;
        Ok(hash)
    }

    /// Writes a file under another name, syncs it, renames it, syncs the folders that lead to it.
    fn store(&self, hash: &Hash, record: &[u8]) -> io::Result<()> {
        let path = self.path(hash);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let is_new = !self.is_there(hash);
        if is_new {
            write_synced(&path, record)?;
        }
        let above = self.folder.parent().filter(|above| !above.as_os_str().is_empty());
        let folders = [Some(folder), Some(&self.folder), Some(above.unwrap_or(Path::new(".")))];
        let synced =
            folders.into_iter().flatten().try_for_each(|folder| (self.sync_folder)(folder));
        if synced.is_err() && is_new {
            // What may be gone after a crash must not be read either.
            let _ = fs::remove_file(&path);
        }
        synced
    }

    /// Returns whether the file of a record is there and good.
    fn is_there(&self, hash: &Hash) -> bool {
        fs::read(self.path(hash)).is_ok_and(|bytes| Hash::of(&bytes) == *hash)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.shared.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while another thread writes the record.
    fn known_when_written(&self, hash: &Hash) -> MutexGuard<'_, Known> {
        let is_written = |known: &mut Known| known.writing.contains(hash);
        let known = self.shared.written.wait_while(self.known(), is_written);
        known.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a file under another name, syncs it, renames it.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next =
        path.with_extension(format!("{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    let written = fs::File::create(&next).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&next, path)).inspect_err(|_| {
        let _ = fs::remove_file(&next);
    })
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

impl Records for RecordStore {
    /// Returns the record, if it is there and has its hash: a damaged file is as if missing.
    fn record(&self, hash: &Hash) -> Option<Bytes> {
        let known = self.known_when_written(hash);
        if let Some(record) = known.cache.get(hash) {
            return Some(record.clone());
        }
        drop(known);
        let record = Bytes::from(fs::read(self.path(hash)).ok()?);
        if Hash::of(&record) != *hash {
            tracing::error!(%hash, "the file of a record does not have its hash");
            return None;
        }
        let mut known = self.known();
        if known.cache.len() >= CACHED_MAX {
            known.cache.pop_first();
        }
        known.cache.insert(*hash, record.clone());
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

    /// Notes each folder that is synced, in this thread; fails while told to.
    fn noted(folder: &Path) -> io::Result<()> {
        if FAILS.with(std::cell::Cell::get) {
            return Err(io::Error::other("the disk fails"));
        }
        SYNCED.with(|synced| synced.borrow_mut().push(folder.to_owned()));
        sync_folder(folder)
    }

    thread_local! {
        static FAILS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
        static SYNCED: std::cell::RefCell<Vec<PathBuf>> = const { std::cell::RefCell::new(Vec::new()) };
    }

    #[test]
    fn ord_9_a_record_is_stored_with_every_folder_on_the_way_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut records = RecordStore::open(&folder.path().join("records"));
        records.sync_folder = noted;
        // A sync that fails: nothing is stored, and nobody may name it.
        FAILS.set(true);
        assert_eq!(records.put(&b"a text"[..]), Err(NodeError::Storage));
        assert_eq!(records.record(&Hash::of(b"a text")), None);
        FAILS.set(false);
        let hash = records.put(&b"a text"[..]).unwrap();
        let leaf = records.path(&hash).parent().unwrap().to_owned();
        let wanted = [leaf, records.folder.clone(), folder.path().to_owned()];
        assert_eq!(SYNCED.take(), wanted);
        // Once it is known to be on disk nothing is to be done; another process knows nothing of that.
        assert_eq!(records.put(&b"a text"[..]), Ok(hash));
        assert_eq!(SYNCED.take(), Vec::<PathBuf>::new());
        let mut again = RecordStore::open(&folder.path().join("records"));
        again.sync_folder = noted;
        assert_eq!(again.put(&b"a text"[..]), Ok(hash));
        assert_eq!(SYNCED.take(), wanted);
        again.make_durable();
        assert_eq!(SYNCED.take(), wanted.get(..2).unwrap());
    }

    #[test]
    fn ord_9_who_reads_or_stores_what_is_being_written_waits_until_it_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let records = RecordStore::open(folder.path());
        let hash = Hash::of(b"a text");
        // As while another thread writes it: the file is there, its folders are not synced.
        fs::create_dir_all(records.path(&hash).parent().unwrap()).unwrap();
        fs::write(records.path(&hash), b"a text").unwrap();
        records.known().writing.insert(hash);
        let (sender, receiver) = std::sync::mpsc::channel();
        let (read, stored) = (records.clone(), records.clone());
        let told = sender.clone();
        let reader = std::thread::spawn(move || told.send(read.record(&hash).is_some()));
        let writer = std::thread::spawn(move || sender.send(stored.put(&b"a text"[..]).is_ok()));
        let early = receiver.recv_timeout(std::time::Duration::from_millis(100));
        assert!(early.is_err(), "somebody went on before it was on disk");
        records.known().writing.remove(&hash);
        records.shared.written.notify_all();
        assert_eq!((receiver.recv(), receiver.recv()), (Ok(true), Ok(true)));
        reader.join().unwrap().unwrap();
        writer.join().unwrap().unwrap();
    }
}
