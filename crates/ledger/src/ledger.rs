//! Log, state and checkpoint of one society in one directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use polity_types::log::{LogEntry, Seal};
use polity_types::proof::StatePath;
use polity_types::{Hash, Height};
use rayon::prelude::*;

use crate::batch::{BatchError, Batches, LoggedBatch, read_seal};
use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::log::{Log, LogError, LogReader, LogReport, TreeHead};
use crate::store::{Delta, Flush, Flushed, Position, Side, Store, StoreError, View};
use crate::tree::{Change, Tree, VERSIONS_KEPT};
use crate::walk;

/// Writes from which on hashing them uses several cores.
const PARALLEL_FROM: usize = 256;

/// Why the ledger cannot be opened, written or read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum LedgerError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error("The file checkpoint is damaged: {0} Restore it, or remove it if the log is trusted.")]
    CheckpointFile(#[from] CheckpointError),
    #[error("The log does not have the root that its checkpoint of size {size} signs. Restore it.")]
    OtherHistory { size: u64 },
    #[error("state.redb does not fit the log: {0}. Move it away; it is made anew from the log.")]
    OtherState(&'static str),
    #[error("The batch has height {got}, but the ledger expects {expected}.")]
    Gap { got: Height, expected: Height },
    #[error("The batch of height {0} is in the ledger with other content.")]
    Conflict(Height),
    #[error("The seal must have height {height} and root {root}.")]
    WrongSeal { height: Height, root: Hash },
    #[error(
        "Replaying the batch of height {height} gives the root {got}, but its seal says {sealed}."
    )]
    OtherRoot { height: Height, got: Hash, sealed: Hash },
    #[error("The log goes on to entry {log_size} after the state's {state_size}: replay it first.")]
    NotReplayed { log_size: u64, state_size: u64 },
    #[error(
        "The checkpoint of {size} entries in walk/, where signers changed, is not of this log."
    )]
    OtherWalk { size: u64 },
    #[error("The checkpoint has size {got} and does not fit the log of size {size}.")]
    OtherCheckpoint { got: u64, size: u64 },
    #[error("{file} could not be {action}: {source}")]
    Io { file: &'static str, action: &'static str, source: std::io::Error },
}

impl LedgerError {
    /// Returns the stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Log(error) | Self::Batch(BatchError::Log(error)) => error.code(),
            Self::Store(error) => error.code(),
            Self::Batch(_) => "ledger.not_batches",
            Self::CheckpointFile(_) => "ledger.checkpoint_damaged",
            Self::OtherHistory { .. } => "ledger.other_history",
            Self::OtherState(_) => "ledger.other_state",
            Self::Gap { .. } => "ledger.gap",
            Self::Conflict(_) => "ledger.conflict",
            Self::WrongSeal { .. } => "ledger.wrong_seal",
            Self::OtherRoot { .. } => "ledger.other_root",
            Self::NotReplayed { .. } => "ledger.not_replayed",
            Self::OtherWalk { .. } => "ledger.other_walk",
            Self::OtherCheckpoint { .. } => "ledger.other_checkpoint",
            Self::Io { .. } => "ledger.io",
        }
    }

    /// Returns whether making room on the disk lets the same call succeed.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Log(error) => error.is_disk_full(),
            Self::Store(StoreError::Full) => true,
            Self::Io { source, .. } => matches!(
                source.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
            ),
            _ => false,
        }
    }
}

/// What opening found and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// About the log.
    pub log: LogReport,
    /// Where the stored state stands; none before the first batch.
    pub state: Option<Position>,
    /// Records in the stored state.
    pub records: u64,
    /// Size that the last checkpoint signs; none if there is none.
    pub checkpoint_size: Option<u64>,
    /// Entries after the stored state, to be replayed.
    pub entries_to_replay: u64,
}

/// A batch that was appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Number of its first entry.
    pub first: u64,
    /// Size and root of the log with it: what a checkpoint signs.
    pub head: TreeHead,
    /// Root of the state after it.
    pub state_root: Hash,
}

/// The ledger, open for writing: one per directory. Reading goes through [`Self::reader`].
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    log: Log,
    reader: LedgerReader,
    last: Option<Position>,
}

/// Reads the ledger from any thread while it grows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LedgerReader {
    log: LogReader,
    tree: Arc<RwLock<Tree>>,
    store: Arc<Store>,
    checkpoint: Arc<RwLock<Option<SignedCheckpoint>>>,
    walk: Arc<RwLock<Vec<SignedCheckpoint>>>,
}

impl Ledger {
    /// Opens or creates the ledger in `folder`: `log/`, `state.redb`, `checkpoint`, `walk/`.
    ///
    /// Checks every entry of the log, rebuilds the state tree and compares its root with the seal at
    /// the state's height. What the log holds beyond, [`Self::tail`] hands out: replay it with
    /// [`Self::replay`] before appending.
    ///
    /// # Errors
    /// [`LedgerError`]: checkpoint file, store, log (damaged, shorter than signed), other history,
    /// other walk, other state, input or output failed.
    pub fn open(folder: &Path) -> Result<(Self, OpenReport), LedgerError> {
        let failed = |source| LedgerError::Io { file: "directory", action: "created", source };
        fs::create_dir_all(folder).map_err(failed)?;
        let checkpoint = read_checkpoint(folder)?;
        let store = Arc::new(Store::open(&folder.join("state.redb"))?);
        let state = store.position();
        let signed = checkpoint.as_ref().map(|signed| signed.checkpoint.head);
        let walk = walk::read(folder)?;
        let signed_sizes = signed.iter().chain(walk.iter().map(|step| &step.checkpoint.head));
        let longest = signed_sizes.map(|head| head.size).max().unwrap_or_default();
        let promised = longest.max(state.map_or(0, |at| at.log_size));
        let (log, log_report) = Log::open(&folder.join("log"), promised)?;
        let reader = log.reader();
        if let Some(head) = signed
            && reader.root_at(head.size)? != head.root
        {
            return Err(LedgerError::OtherHistory { size: head.size });
        }
        for TreeHead { size, root } in walk.iter().map(|step| step.checkpoint.head) {
            if reader.root_at(size)? != root {
                return Err(LedgerError::OtherWalk { size });
            }
        }
        let (tree, records) = rebuild(&store, state)?;
        if let Some(position) = state {
            check_seal(&reader, &position, tree.root())?;
        }
        let report = OpenReport {
            entries_to_replay: log_report.entries.saturating_sub(promised_by(state)),
            log: log_report,
            state,
            records,
            checkpoint_size: signed.map(|head| head.size),
        };
        let reader = LedgerReader {
            log: reader,
            tree: Arc::new(RwLock::new(tree)),
            store,
            checkpoint: Arc::new(RwLock::new(checkpoint)),
            walk: Arc::new(RwLock::new(walk)),
        };
        Ok((Self { folder: folder.to_owned(), log, reader, last: state }, report))
    }

    /// Returns a handle for reading.
    #[must_use]
    pub fn reader(&self) -> LedgerReader {
        self.reader.clone()
    }

    /// Returns where the state stands; none before the first batch.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.last
    }

    /// Returns the batches that the log holds beyond the state, to be replayed in order.
    #[must_use]
    pub fn tail(&self) -> Batches {
        Batches::new(&self.reader.log, promised_by(self.position()), self.reader.log.size())
    }

    /// Takes over what a batch of [`Self::tail`] wrote when it was executed again.
    ///
    /// # Errors
    /// [`LedgerError`]: gap, other root (nothing is kept), store.
    pub fn replay(
        &mut self,
        batch: &LoggedBatch,
        delta: impl Into<Arc<Delta>>,
    ) -> Result<Hash, LedgerError> {
        let delta = delta.into();
        let Seal { height, state_root: sealed, .. } = batch.seal;
        if batch.first != promised_by(self.position()) {
            let expected = self.position().map_or(height, |at| at.height.next());
            return Err(LedgerError::Gap { got: height, expected });
        }
        self.expect_next(height)?;
        let got = self.apply(height, &delta);
        if got != sealed {
            self.undo();
            return Err(LedgerError::OtherRoot { height, got, sealed });
        }
        let position = Position { height, log_size: batch.log_size(), root: got };
        self.keep(position, delta)?;
        Ok(got)
    }

    /// Appends a batch: `entries` (founding or operations), what executing them wrote, and the seal
    /// that `seal` makes of the state's root. Returns once all is on disk: receipts may go out.
    ///
    /// The last batch may be handed in again (same entries, also after a restart); nothing changes
    /// then. Older ones cannot: compare with [`Self::position`] before executing a batch. After an
    /// error the ledger is as before.
    ///
    /// # Errors
    /// [`LedgerError`]: not replayed, gap, conflict, wrong seal, log (too large, disk full, failed).
    pub fn append(
        &mut self,
        height: Height,
        mut entries: Vec<Vec<u8>>,
        delta: impl Into<Arc<Delta>>,
        seal: impl FnOnce(Hash) -> Seal,
    ) -> Result<Appended, LedgerError> {
        let delta = delta.into();
        let (log_size, state_size) = (self.reader.log.size(), promised_by(self.position()));
        if log_size != state_size {
            return Err(LedgerError::NotReplayed { log_size, state_size });
        }
        if let Some(last) = self.last
            && height == last.height
        {
            return self.again(&last, &entries);
        }
        self.expect_next(height)?;
        let root = self.apply(height, &delta);
        let seal = seal(root);
        if seal.state_root != root || seal.height != height {
            self.undo();
            return Err(LedgerError::WrongSeal { height, root });
        }
        entries.push(LogEntry::Seal(seal).to_bytes());
        let head = match self.log.append(log_size, &entries) {
            Ok(head) => head,
            Err(error) => {
                self.undo();
                return Err(error.into());
            }
        };
        let position = Position { height, log_size: head.size, root };
        self.keep(position, delta)?;
        Ok(Appended { first: log_size, head, state_root: root })
    }

    /// Makes `signed` the checkpoint that readers get and that the next start demands.
    ///
    /// Returns once it is on disk: no crash brings back the one before, which would be older than
    /// receipts that were given. If it cannot be written, readers get it until the process ends.
    ///
    /// # Errors
    /// [`LedgerError`]: other checkpoint (not of this log, or older than the one kept), or output
    /// failed. The signatures are the caller's to verify.
    pub fn publish(&self, signed: SignedCheckpoint) -> Result<(), LedgerError> {
        let head = signed.checkpoint.head;
        let size = self.reader.log.size();
        let kept = self.reader.checkpoint().map_or(0, |kept| kept.checkpoint.head.size);
        let is_ours =
            (kept..=size).contains(&head.size) && self.reader.log.root_at(head.size)? == head.root;
        if !is_ours {
            return Err(LedgerError::OtherCheckpoint { got: head.size, size });
        }
        let failed = |source| LedgerError::Io { file: "checkpoint", action: "written", source };
        let note = signed.to_note();
        // Readers get it even if the disk is full: receipts show it already.
        *self.reader.checkpoint.write().unwrap_or_else(PoisonError::into_inner) = Some(signed);
        walk::replace(&self.folder.join("checkpoint"), &note).map_err(failed)
    }

    /// Keeps for good the checkpoint of a batch that changed the signers, signed by those before it:
    /// every proof from then on walks over it (PRO-3). Returns once it is on disk. One that is kept
    /// already may be handed in again.
    ///
    /// # Errors
    /// [`LedgerError`]: other walk (not of this log, or before one that is kept), or output failed.
    /// The signatures are the caller's to verify.
    pub fn keep_change(&self, signed: SignedCheckpoint) -> Result<(), LedgerError> {
        let TreeHead { size, root } = signed.checkpoint.head;
        let kept: Vec<u64> =
            self.reader.walk().iter().map(|step| step.checkpoint.head.size).collect();
        if kept.contains(&size) {
            return Ok(());
        }
        let is_ours = kept.iter().all(|kept| *kept < size)
            && size <= self.reader.log.size()
            && self.reader.log.root_at(size)? == root;
        if !is_ours {
            return Err(LedgerError::OtherWalk { size });
        }
        walk::write(&self.folder, &signed)?;
        self.reader.walk.write().unwrap_or_else(PoisonError::into_inner).push(signed);
        Ok(())
    }

    /// Writes the state to disk with `side`; for another thread see [`Self::begin_flush`].
    ///
    /// # Errors
    /// [`StoreError`]; nothing is lost.
    pub fn flush(&self, side: &Side) -> Result<Flushed, StoreError> {
        self.reader.store.flush(side)
    }

    /// Sets apart what a flush is to write; none while another is under way.
    #[must_use]
    pub fn begin_flush(&self) -> Option<Flush> {
        self.reader.store.begin_flush()
    }

    fn expect_next(&self, height: Height) -> Result<(), LedgerError> {
        match self.position() {
            Some(at) if height != at.height.next() => {
                Err(LedgerError::Gap { got: height, expected: at.height.next() })
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, height: Height, delta: &Delta) -> Hash {
        let changes = if delta.len() >= PARALLEL_FROM {
            delta.par_iter().map(|(key, record)| change(key, record.as_deref())).collect()
        } else {
            delta.iter().map(|(key, record)| change(key, record.as_deref())).collect()
        };
        let mut tree = self.reader.tree.write().unwrap_or_else(PoisonError::into_inner);
        tree.apply(height.0, changes)
    }

    fn undo(&self) {
        let mut tree = self.reader.tree.write().unwrap_or_else(PoisonError::into_inner);
        let was_undone = tree.undo();
        debug_assert!(was_undone, "only what was just applied is taken back");
    }

    fn keep(&mut self, position: Position, delta: Arc<Delta>) -> Result<(), LedgerError> {
        let was_new = self.reader.store.commit(position, delta)?;
        debug_assert!(was_new, "heights were compared before");
        self.last = Some(position);
        Ok(())
    }

    /// Answers the last batch when it is handed in again.
    fn again(&self, last: &Position, entries: &[Vec<u8>]) -> Result<Appended, LedgerError> {
        let conflict = LedgerError::Conflict(last.height);
        let end = last.log_size.saturating_sub(1);
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let Some(first) = end.checked_sub(count) else { return Err(conflict) };
        let begins_batch = match first.checked_sub(1) {
            Some(before) => read_seal(before, &self.reader.log.entry(before)?)?.is_some(),
            None => true,
        };
        if !begins_batch || self.reader.log.read_entries(first..end)? != entries {
            return Err(conflict);
        }
        let root = self.reader.log.root_at(last.log_size)?;
        let head = TreeHead { size: last.log_size, root };
        Ok(Appended { first, head, state_root: last.root })
    }
}

impl LedgerReader {
    /// Returns the log.
    #[must_use]
    pub fn log(&self) -> &LogReader {
        &self.log
    }

    /// Returns the state as it is now; see [`View`] for how to hold it.
    #[must_use]
    pub fn view(&self) -> View {
        self.store.view()
    }

    /// Returns the stored state, for its figures.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the newest checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> Option<SignedCheckpoint> {
        self.checkpoint.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the checkpoints at which the signers changed, in order (PRO-3).
    #[must_use]
    pub fn walk(&self) -> Vec<SignedCheckpoint> {
        self.walk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the path of `key` in the state at `height`; none if that version is no longer kept.
    #[must_use]
    pub fn prove_state(&self, height: Height, key: &str) -> Option<StatePath> {
        let tree = self.tree.read().unwrap_or_else(PoisonError::into_inner);
        tree.prove(height.0, key.as_bytes())
    }

    /// Returns the memory of the state tree. Unit: bytes.
    #[must_use]
    pub fn tree_bytes(&self) -> usize {
        self.tree.read().unwrap_or_else(PoisonError::into_inner).bytes()
    }

    /// Iterates over all batches from the founding on, as they stand in the log.
    #[must_use]
    pub fn batches(&self) -> Batches {
        Batches::new(&self.log, 0, self.log.size())
    }
}

fn change(key: &str, record: Option<&[u8]>) -> Change {
    Change::new(key.as_bytes(), record)
}

/// Returns the size of the log that a state has executed.
fn promised_by(state: Option<Position>) -> u64 {
    state.map_or(0, |position| position.log_size)
}

fn rebuild(store: &Store, state: Option<Position>) -> Result<(Tree, u64), LedgerError> {
    let mut records = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    let mut hash = |records: &mut Vec<(String, Vec<u8>)>| {
        let hashed = records.par_drain(..).map(|(key, record)| change(&key, Some(&record)));
        changes.par_extend(hashed);
    };
    store.for_each_stored(|key, record| {
        records.push((key.to_owned(), record.to_vec()));
        if records.len() >= 65_536 {
            hash(&mut records);
        }
    })?;
    hash(&mut records);
    let count = u64::try_from(changes.len()).unwrap_or(u64::MAX);
    let height = state.map_or(0, |position| position.height.0);
    Ok((Tree::build(height, changes, VERSIONS_KEPT), count))
}

/// Compares the state with the seal of its height.
fn check_seal(log: &LogReader, position: &Position, root: Hash) -> Result<(), LedgerError> {
    if root != position.root {
        return Err(LedgerError::OtherState("its records do not have its root"));
    }
    let Some(index) = position.log_size.checked_sub(1) else {
        return Err(LedgerError::OtherState("it stands before the founding"));
    };
    match read_seal(index, &log.entry(index)?)? {
        Some(seal) if seal.height == position.height && seal.state_root == root => Ok(()),
        Some(_) => Err(LedgerError::OtherState("the seal of its height names another root")),
        None => Err(LedgerError::OtherState("the log has no seal where it stands")),
    }
}

/// Reads the checkpoint kept beside the log. An empty file is what a crash can leave, and as none.
fn read_checkpoint(folder: &Path) -> Result<Option<SignedCheckpoint>, LedgerError> {
    match fs::read(folder.join("checkpoint")) {
        Ok(bytes) if bytes.is_empty() => Ok(None),
        Ok(bytes) => Ok(Some(SignedCheckpoint::from_bytes(bytes)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LedgerError::Io { file: "checkpoint", action: "read", source }),
    }
}

impl Appended {
    /// Returns the checkpoint to sign for this batch.
    #[must_use]
    pub const fn checkpoint(&self, society: polity_types::SocietyId) -> Checkpoint {
        Checkpoint { society, head: self.head }
    }
}
