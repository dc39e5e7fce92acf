//! The log on disk: append-only, one synced write per batch, checked whole at every start.
//!
//! | file | what | synced |
//! |---|---|---|
//! | `log/entries` | the batches, see [`frame`](self) | before every receipt |
//! | `log/hashes` | hashes of the tree in `stored_hash_index` order, 32 bytes each | never |
//! | `log/offsets` | where each entry starts in `log/entries`, 8 bytes each | never |
//!
//! The last two are derived: at start they are compared with what the entries give, and written
//! anew where they differ.

mod error;
mod frame;
pub(crate) mod medium;
pub mod merkle;
mod prover;
mod reader;
mod scan;
#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use polity_types::Hash;

pub use self::error::LogError;
use self::frame::{FILE_HEADER, Frame};
use self::medium::{Locked, Part};
use self::merkle::Edge;
pub use self::reader::{Entries, LogReader};
use self::scan::{End, Tail, as_u64};
use crate::Digest;

/// Longest entry. Unit: bytes. Source: C2SP tlog-tiles, 16-bit length prefix.
pub const ENTRY_BYTES_MAX: usize = polity_types::log::ENTRY_BYTES_MAX;
/// Most entries in a batch.
pub const BATCH_ENTRIES_MAX: usize = 65_536;
/// Longest batch, with two bytes per entry for its length. Unit: bytes (64 MiB).
pub const BATCH_BYTES_MAX: usize = 64 << 20;

/// Size and root of the log at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them (RFC 9162).
    pub root: Hash,
}

/// What opening the log found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogReport {
    /// Entries in the log.
    pub entries: u64,
    /// Length of an unfinished write that was cut off; nothing in it was acknowledged. Unit: bytes.
    pub torn_bytes_cut: u64,
    /// Entries whose derived hashes or offsets were missing or wrong and were written anew.
    pub entries_rederived: u64,
}

/// The three files of the log.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) entries: Part,
    pub(crate) hashes: Part,
    pub(crate) offsets: Part,
}

/// The edge of the tree together with the end of the file, published after each sync.
#[derive(Clone, Debug)]
struct Published {
    edge: Edge,
    root: Digest,
    file_bytes: u64,
}

/// What writer and readers share.
#[derive(Debug)]
struct Shared {
    files: Files,
    published: RwLock<Published>,
}

impl Shared {
    fn published(&self) -> Published {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The log, open for writing. Only one exists for a directory; readers are made by [`Self::reader`].
#[derive(Debug)]
pub struct Log {
    shared: Arc<Shared>,
    /// Set when the file could not be brought back to a known state.
    is_halted: bool,
}

impl Log {
    /// Opens or creates the log in `folder` and checks every entry; cuts off an unfinished write.
    ///
    /// `promised` is the number of entries that a signed checkpoint or the stored state names.
    /// Cost: reads the whole log, hashing on all cores (about a second per few million entries).
    ///
    /// # Errors
    /// [`LogError`]: damaged, shorter than promised, disk full, input or output failed (also when
    /// another process holds the log).
    pub fn open(folder: &Path, promised: u64) -> Result<(Self, LogReport), LogError> {
        let files = open_files(folder)?;
        Self::open_files(files, promised)
    }

    pub(crate) fn open_files(files: Files, promised: u64) -> Result<(Self, LogReport), LogError> {
        prepare_header(&files.entries, promised)?;
        let mut edge = Edge::default();
        let mut derived = Derived::new(&files)?;
        let end = scan::scan(&files.entries, |offset, frame| {
            derived.check(&files, &mut edge, offset, frame)
        })?;
        scan::judge(&files.entries, &files.hashes, &end, promised)?;
        let length = files.entries.length()?;
        if !matches!(end.tail, Tail::Clean) {
            files.entries.set_length(end.offset)?;
            files.entries.sync(0)?;
        }
        files.hashes.set_length(hash_offset(edge.size()))?;
        files.offsets.set_length(edge.size().saturating_mul(8))?;
        let report = LogReport {
            entries: edge.size(),
            torn_bytes_cut: length.saturating_sub(end.offset),
            entries_rederived: derived.rewritten,
        };
        Ok((Self::new(files, edge, &end), report))
    }

    fn new(files: Files, edge: Edge, end: &End) -> Self {
        let published = Published { root: edge.root(), edge, file_bytes: end.offset };
        let shared = Shared { files, published: RwLock::new(published) };
        Self { shared: Arc::new(shared), is_halted: false }
    }

    /// Returns a reader; it may be cloned and sent to other threads, and never waits for a sync.
    #[must_use]
    pub fn reader(&self) -> LogReader {
        LogReader::new(Arc::clone(&self.shared))
    }

    /// Returns size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.reader().head()
    }

    /// Appends a batch whose first entry gets number `first`; returns once it is on disk.
    ///
    /// A batch that is in the log already is accepted again and changes nothing. After an error the
    /// log is as before.
    ///
    /// # Errors
    /// [`LogError`]: empty, too many entries, entry or batch too large, halted, gap, conflict, disk
    /// full, input or output failed.
    pub fn append<E: AsRef<[u8]> + Sync>(
        &mut self,
        first: u64,
        entries: &[E],
    ) -> Result<TreeHead, LogError> {
        let frame = Frame::encode(first, entries)?;
        if self.is_halted {
            return Err(LogError::Halted { file: self.shared.files.entries.name });
        }
        let now = self.shared.published();
        let size = now.edge.size();
        if first > size {
            return Err(LogError::Gap { first, size });
        }
        if first < size {
            return self.reader().match_again(first, &frame.leaves);
        }
        let next = self.write(&now, &frame)?;
        let head = TreeHead { size: next.edge.size(), root: Hash(next.root) };
        *self.shared.published.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(head)
    }

    /// Writes derived files first, so that a full disk is met before anything counts.
    fn write(&mut self, now: &Published, frame: &Frame) -> Result<Published, LogError> {
        let files = &self.shared.files;
        let mut edge = now.edge.clone();
        let (hashes, offsets) = derive(&mut edge, now.file_bytes, frame);
        files.hashes.write(&hashes, hash_offset(now.edge.size()))?;
        files.offsets.write(&offsets, now.edge.size().saturating_mul(8))?;
        let bytes = frame.bytes.len();
        let written = files.entries.write(&frame.bytes, now.file_bytes);
        if let Err(error) = written.and_then(|()| files.entries.sync(bytes)) {
            self.take_back(now.file_bytes);
            return Err(error);
        }
        let file_bytes = now.file_bytes.saturating_add(as_u64(bytes));
        Ok(Published { root: edge.root(), edge, file_bytes })
    }

    fn take_back(&mut self, file_bytes: u64) {
        let entries = &self.shared.files.entries;
        let is_back = entries.set_length(file_bytes).and_then(|()| entries.sync(0));
        self.is_halted = is_back.is_err();
    }
}

/// Returns where the hashes of the tree with `size` entries end in `log/hashes`. Unit: bytes.
fn hash_offset(size: u64) -> u64 {
    // Every entry adds its own hash and completes one subtree, except for one subtree per peak.
    let hashes = size.saturating_mul(2).saturating_sub(u64::from(size.count_ones()));
    hashes.saturating_mul(32)
}

/// Returns what a batch adds to `log/hashes` and `log/offsets`.
fn derive(edge: &mut Edge, file_bytes: u64, frame: &Frame) -> (Vec<u8>, Vec<u8>) {
    let mut hashes = Vec::with_capacity(frame.leaves.len().saturating_mul(64));
    let mut offsets = Vec::with_capacity(frame.starts.len().saturating_mul(8));
    for (leaf, start) in frame.leaves.iter().zip(&frame.starts) {
        edge.push(*leaf, &mut hashes);
        offsets.extend(file_bytes.saturating_add(*start).to_be_bytes());
    }
    (hashes, offsets)
}

/// Compares the derived files with the entries at start.
struct Derived {
    hashes_length: u64,
    offsets_length: u64,
    rewritten: u64,
}

impl Derived {
    fn new(files: &Files) -> Result<Self, LogError> {
        let (hashes_length, offsets_length) = (files.hashes.length()?, files.offsets.length()?);
        Ok(Self { hashes_length, offsets_length, rewritten: 0 })
    }

    fn check(
        &mut self,
        files: &Files,
        edge: &mut Edge,
        offset: u64,
        frame: &Frame,
    ) -> Result<(), LogError> {
        let size = edge.size();
        let (hashes, offsets) = derive(edge, offset, frame);
        let is_same = holds(&files.hashes, self.hashes_length, hash_offset(size), &hashes)?
            && holds(&files.offsets, self.offsets_length, size.saturating_mul(8), &offsets)?;
        if !is_same {
            files.hashes.write(&hashes, hash_offset(size))?;
            files.offsets.write(&offsets, size.saturating_mul(8))?;
            self.rewritten = self.rewritten.saturating_add(as_u64(frame.leaves.len()));
        }
        Ok(())
    }
}

/// Returns whether `part`, which had `length` bytes, holds `bytes` at `offset`.
fn holds(part: &Part, length: u64, offset: u64, bytes: &[u8]) -> Result<bool, LogError> {
    if offset.saturating_add(as_u64(bytes.len())) > length {
        return Ok(false);
    }
    Ok(part.read(offset, bytes.len())? == bytes)
}

/// Starts an empty file, or checks that it is a log.
fn prepare_header(entries: &Part, promised: u64) -> Result<(), LogError> {
    let length = entries.length()?;
    if length < as_u64(FILE_HEADER.len()) {
        if promised > 0 {
            return Err(LogError::Shorter { size: 0, promised });
        }
        entries.set_length(0)?;
        entries.write(FILE_HEADER, 0)?;
        return entries.sync(FILE_HEADER.len());
    }
    if entries.read(0, FILE_HEADER.len())? != FILE_HEADER {
        let what = "the file does not begin as a log of this version";
        return Err(LogError::Damaged { file: entries.name, offset: 0, entry: 0, what });
    }
    Ok(())
}

fn open_files(folder: &Path) -> Result<Files, LogError> {
    let failed = |file, action| move |source| LogError::Io { file, action, source };
    std::fs::create_dir_all(folder).map_err(failed("log", "created"))?;
    let open = |name: &str, file: &'static str| -> Result<File, LogError> {
        let mut options = OpenOptions::new();
        let _ = options.read(true).write(true).create(true).truncate(false);
        options.open(folder.join(name)).map_err(failed(file, "opened"))
    };
    let entries = open("entries", "log/entries")?;
    let entries = Locked::new(entries).map_err(failed("log/entries", "locked"))?;
    let files = Files {
        entries: Part::new("log/entries", entries),
        hashes: Part::new("log/hashes", open("hashes", "log/hashes")?),
        offsets: Part::new("log/offsets", open("offsets", "log/offsets")?),
    };
    // The names of new files must survive a crash as well as their content.
    let folder = File::open(folder).map_err(failed("log", "opened"))?;
    folder.sync_all().map_err(failed("log", "synced"))?;
    Ok(files)
}
