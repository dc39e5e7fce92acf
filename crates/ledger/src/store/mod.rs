//! The ordered state: records under readable keys, in `state.redb`, with what is not yet on disk
//! laid over it.
//!
//! The log is what counts; this file follows it. A batch is committed in memory at once and written
//! with others every few seconds ([`Store::begin_flush`]), height, log size and root in the same
//! transaction. After a crash the log's tail is replayed. A failed write loses nothing: the layers
//! stay until one succeeds.

mod error;
mod layers;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use polity_types::{Hash, Height, canonical};
use redb::{Database, ReadOnlyTable, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use serde::{Deserialize, Serialize};

pub use self::error::StoreError;
use self::layers::Layers;
pub use self::view::View;

/// What a batch writes: keys with their new records; `None` removes.
pub type Delta = BTreeMap<String, Option<Bytes>>;

/// Opaque values kept beside the state, such as the identifiers of recent operations.
pub type Side = BTreeMap<String, Bytes>;

const STATE: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("state");
const META: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("meta");
const POSITION_KEY: &str = "position";
const SIDE_PREFIX: &str = "side/";

/// Memory that the engine may use to keep pages. Unit: bytes.
const CACHE_BYTES: usize = 256 << 20;

/// Where in history a state stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Number of the last batch.
    pub height: Height,
    /// Entries of the log up to and with that batch's seal.
    pub log_size: u64,
    /// Root of the state.
    pub root: Hash,
}

/// What is in memory only.
#[derive(Debug, Default)]
struct Pending {
    position: Option<Position>,
    flushed: Option<Position>,
    /// Being written.
    frozen: Layers,
    /// Committed since.
    active: Layers,
    is_flushing: bool,
}

/// The ordered state. All methods take `&self`; only one thread may commit.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// None after a failure, until it can be opened again.
    database: RwLock<Option<Database>>,
    pending: RwLock<Pending>,
}

/// A write to disk that is ready to run, on any thread.
#[derive(Debug)]
pub struct Flush {
    store: Arc<Store>,
    position: Option<Position>,
    frozen: Layers,
    is_done: bool,
}

/// What a flush wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flushed {
    /// Where the state on disk now stands; none before the first batch.
    pub position: Option<Position>,
    /// Keys written or removed.
    pub keys: usize,
}

impl Store {
    /// Opens or creates the state in the file at `path`.
    ///
    /// # Errors
    /// [`StoreError`]: disk full, damaged, in use, input or output failed.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = open_database(path)?;
        let position = guarded(|| read_position(&database))?;
        let pending = Pending { position, flushed: position, ..Pending::default() };
        Ok(Self {
            path: path.to_owned(),
            database: RwLock::new(Some(database)),
            pending: RwLock::new(pending),
        })
    }

    /// Returns where the state stands, with what is not on disk yet; none before the first batch.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.pending.read().unwrap_or_else(PoisonError::into_inner).position
    }

    /// Returns where the state on disk stands.
    #[must_use]
    pub fn flushed(&self) -> Option<Position> {
        self.pending.read().unwrap_or_else(PoisonError::into_inner).flushed
    }

    /// Returns about how many keys wait to be written; at most twice the true number.
    #[must_use]
    pub fn keys_pending(&self) -> usize {
        let pending = self.pending.read().unwrap_or_else(PoisonError::into_inner);
        pending.active.len().saturating_add(pending.frozen.len())
    }

    /// Returns whether a flush is under way.
    #[must_use]
    pub fn is_flushing(&self) -> bool {
        self.pending.read().unwrap_or_else(PoisonError::into_inner).is_flushing
    }

    /// Takes over what a batch wrote, in memory. A batch at or below the present height is accepted
    /// again and changes nothing; returns whether anything was taken over.
    ///
    /// # Errors
    /// [`StoreError::Gap`] if a height is left out.
    pub fn commit(
        &self,
        position: Position,
        delta: impl Into<Arc<Delta>>,
    ) -> Result<bool, StoreError> {
        let mut pending = self.pending.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(now) = pending.position {
            let (got, expected) = (position.height, now.height.next());
            if got < expected {
                return Ok(false);
            }
            if got > expected {
                return Err(StoreError::Gap { got, expected });
            }
        }
        pending.position = Some(position);
        let _moved = pending.active.push(delta.into());
        Ok(true)
    }

    /// Returns the state as it is now.
    #[must_use]
    pub fn view(&self) -> View {
        // One lock over both, so that no flush can come between layers and transaction.
        let pending = self.pending.read().unwrap_or_else(PoisonError::into_inner);
        let layers = pending.frozen.under(&pending.active);
        let table = self.with_database(|database| guarded(|| open_table(database)));
        View::new(pending.position, layers, table)
    }

    /// Sets apart what is to be written. Cheap; call it between batches.
    ///
    /// Returns none while another flush is under way. Dropped without [`Flush::run`], it changes
    /// nothing.
    #[must_use]
    pub fn begin_flush(self: &Arc<Self>) -> Option<Flush> {
        let mut pending = self.pending.write().unwrap_or_else(PoisonError::into_inner);
        if pending.is_flushing {
            return None;
        }
        pending.is_flushing = true;
        let frozen = std::mem::take(&mut pending.active);
        pending.frozen = frozen.clone();
        let position = pending.position;
        Some(Flush { store: Arc::clone(self), position, frozen, is_done: false })
    }

    /// Writes what is pending, with `side`: [`Self::begin_flush`] and [`Flush::run`] in one. Does
    /// nothing while another flush is under way.
    ///
    /// # Errors
    /// As [`Flush::run`].
    pub fn flush(self: &Arc<Self>, side: &Side) -> Result<Flushed, StoreError> {
        match self.begin_flush() {
            Some(flush) => flush.run(side),
            None => Ok(Flushed { position: self.flushed(), keys: 0 }),
        }
    }

    /// Returns the side values on disk.
    ///
    /// # Errors
    /// [`StoreError`]: damaged, input failed.
    pub fn side(&self) -> Result<Side, StoreError> {
        self.with_database(|database| guarded(|| read_side(database)))
    }

    /// Hands every record on disk to `take`, in the order of keys.
    ///
    /// # Errors
    /// [`StoreError`]: damaged, input failed.
    pub fn for_each_stored(&self, mut take: impl FnMut(&str, &[u8])) -> Result<(), StoreError> {
        let failed = |error: redb::StorageError| StoreError::from_engine("read", error);
        let table = self.with_database(|database| guarded(|| open_table(database)))?;
        guarded(|| {
            for row in table.iter().map_err(failed)? {
                let (key, record) = row.map_err(failed)?;
                take(text(key.value())?, record.value());
            }
            Ok(())
        })
    }

    /// Writes records straight to disk, and with `position` the end of it: for snapshots, before
    /// anyone reads.
    pub(crate) fn load(
        &self,
        records: Delta,
        position: Option<Position>,
        side: &Side,
    ) -> Result<(), StoreError> {
        self.with_database(|database| guarded(|| write_delta(database, position, &records, side)))
    }

    /// Runs `work` on the database; opens it again first if an earlier failure closed it.
    fn with_database<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        {
            let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(database) = &*database {
                return work(database);
            }
        }
        let mut slot = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(open_database(&self.path)?);
        }
        match &*slot {
            Some(database) => work(database),
            None => Err(StoreError::Failed { action: "opened", reason: "unknown".to_owned() }),
        }
    }

    /// Gives up an engine that refuses all work after a failure; the next use opens a new one.
    fn reopen_later(&self) {
        *self.database.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Flush {
    /// Writes to disk, with `side` as it was when the flush began, and returns once it is there. Batches
    /// may be committed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]: disk full, damaged, output failed. What is pending stays, in memory and in
    /// the log, and a later flush writes it.
    pub fn run(mut self, side: &Side) -> Result<Flushed, StoreError> {
        let delta = self.frozen.flatten();
        let written = self.store.with_database(|database| {
            guarded(|| write_delta(database, self.position, &delta, side))
        });
        if let Err(error) = written {
            self.store.reopen_later();
            return Err(error);
        }
        self.is_done = true;
        Ok(Flushed { position: self.position, keys: delta.len() })
    }
}

impl Drop for Flush {
    /// Ends the flush: what was written leaves memory, what was not goes back to what waits.
    fn drop(&mut self) {
        let mut pending = self.store.pending.write().unwrap_or_else(PoisonError::into_inner);
        let frozen = std::mem::take(&mut pending.frozen);
        if self.is_done {
            pending.flushed = self.position;
        } else {
            pending.active = frozen.under(&pending.active);
        }
        pending.is_flushing = false;
        // Freeing what was written takes a while, and batches need not wait for it.
        drop(pending);
        drop(frozen);
    }
}

fn write_delta(
    database: &Database,
    position: Option<Position>,
    delta: &Delta,
    side: &Side,
) -> Result<(), StoreError> {
    let failed = |error: redb::Error| StoreError::from_engine("written", error);
    let storage = |error: redb::StorageError| failed(error.into());
    let mut write = database.begin_write().map_err(|error| failed(error.into()))?;
    // After a crash the file is then read without walking all of it.
    write.set_quick_repair(true);
    {
        let mut state = write.open_table(STATE).map_err(|error| failed(error.into()))?;
        for (key, record) in delta {
            match record {
                Some(record) => drop(state.insert(key.as_bytes(), &**record).map_err(storage)?),
                None => drop(state.remove(key.as_bytes()).map_err(storage)?),
            }
        }
        let mut meta = write.open_table(META).map_err(|error| failed(error.into()))?;
        if let Some(position) = position {
            let bytes = canonical::to_bytes(&position);
            drop(meta.insert(POSITION_KEY, bytes.as_slice()).map_err(storage)?);
        }
        meta.retain(|key, _| !key.starts_with(SIDE_PREFIX)).map_err(storage)?;
        for (name, value) in side {
            let key = format!("{SIDE_PREFIX}{name}");
            drop(meta.insert(key.as_str(), &**value).map_err(storage)?);
        }
    }
    write.commit().map_err(|error| failed(error.into()))
}

fn open_database(path: &Path) -> Result<Database, StoreError> {
    guarded(|| {
        let database = Database::builder()
            .set_cache_size(CACHE_BYTES)
            .create(path)
            .map_err(|error| StoreError::from_engine("opened", error))?;
        if read_position(&database).is_err() {
            make_tables(&database)?;
        }
        Ok(database)
    })
}

fn make_tables(database: &Database) -> Result<(), StoreError> {
    let failed = |error: redb::Error| StoreError::from_engine("written", error);
    let write = database.begin_write().map_err(|error| failed(error.into()))?;
    drop(write.open_table(STATE).map_err(|error| failed(error.into()))?);
    drop(write.open_table(META).map_err(|error| failed(error.into()))?);
    write.commit().map_err(|error| failed(error.into()))
}

fn open_table(
    database: &Database,
) -> Result<ReadOnlyTable<&'static [u8], &'static [u8]>, StoreError> {
    let failed = |error: redb::Error| StoreError::from_engine("read", error);
    let read = database.begin_read().map_err(|error| failed(error.into()))?;
    read.open_table(STATE).map_err(|error| failed(error.into()))
}

fn read_meta<T>(
    database: &Database,
    take: impl FnOnce(ReadOnlyTable<&'static str, &'static [u8]>) -> Result<T, redb::StorageError>,
) -> Result<T, StoreError> {
    let failed = |error: redb::Error| StoreError::from_engine("read", error);
    let read = database.begin_read().map_err(|error| failed(error.into()))?;
    let table = read.open_table(META).map_err(|error| failed(error.into()))?;
    take(table).map_err(|error| failed(error.into()))
}

fn read_position(database: &Database) -> Result<Option<Position>, StoreError> {
    let bytes = read_meta(database, |table| {
        Ok(table.get(POSITION_KEY)?.map(|bytes| bytes.value().to_vec()))
    })?;
    let parse = |bytes: Vec<u8>| {
        canonical::from_bytes(&bytes, 1024)
            .map_err(|error| StoreError::Damaged(format!("its position does not read: {error}")))
    };
    bytes.map(parse).transpose()
}

fn read_side(database: &Database) -> Result<Side, StoreError> {
    read_meta(database, |table| {
        let mut side = Side::new();
        for row in table.range(SIDE_PREFIX..)? {
            let (key, value) = row?;
            let Some(name) = key.value().strip_prefix(SIDE_PREFIX) else { break };
            let _ = side.insert(name.to_owned(), Bytes::copy_from_slice(value.value()));
        }
        Ok(side)
    })
}

/// Returns a key as text, which every key of the state is.
fn text(key: &[u8]) -> Result<&str, StoreError> {
    std::str::from_utf8(key).map_err(|_| StoreError::Damaged("a key is not text".to_owned()))
}

/// Turns a panic of the engine, which asserts what it reads, into an error that names the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(StoreError::Damaged("the storage engine could not make sense of it".to_owned()))
    })
}
