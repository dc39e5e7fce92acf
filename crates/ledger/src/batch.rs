//! The log read batch by batch: entries up to a seal, and the seal that closes them.

use polity_types::log::{LogEntry, Seal};

use crate::log::{BATCH_ENTRIES_MAX, Entries, LogError, LogReader};

/// How every seal begins in canonical form.
const SEAL_START: &[u8] = br#"{"kind":"seal","with":"#;

/// A batch as the log holds it.
#[derive(Clone, Debug)]
pub struct LoggedBatch {
    /// Number of its first entry.
    pub first: u64,
    /// Its entries without the seal: a founding at the very beginning, else operations.
    pub entries: Vec<Vec<u8>>,
    /// What closes it.
    pub seal: Seal,
}

impl LoggedBatch {
    /// Returns the number of the seal's entry.
    #[must_use]
    pub fn seal_index(&self) -> u64 {
        self.first.saturating_add(u64::try_from(self.entries.len()).unwrap_or(u64::MAX))
    }

    /// Returns the size of the log that ends with this batch.
    #[must_use]
    pub fn log_size(&self) -> u64 {
        self.seal_index().saturating_add(1)
    }
}

/// Why the entries of the log do not form batches.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An entry that begins as a seal is none.
    #[error("Entry {index} begins as a seal but is none: {reason}")]
    NotASeal {
        /// Its number.
        index: u64,
        /// What the decoder found.
        reason: String,
    },
    /// The log does not end with a seal, or a batch is larger than any that is written.
    #[error("The entries from {first} on are not closed by a seal.")]
    Unsealed {
        /// Number of the first of them.
        first: u64,
    },
}

/// Reads an entry as a seal; none if it is another entry.
///
/// # Errors
/// [`BatchError::NotASeal`] if it begins as one but is none.
pub fn read_seal(index: u64, entry: &[u8]) -> Result<Option<Seal>, BatchError> {
    if !entry.starts_with(SEAL_START) {
        return Ok(None);
    }
    match LogEntry::from_bytes(entry) {
        Ok(LogEntry::Seal(seal)) => Ok(Some(seal)),
        Ok(_) => Ok(None),
        Err(error) => Err(BatchError::NotASeal { index, reason: error.to_string() }),
    }
}

/// The batches of a part of the log, in order. Ends after the first error.
#[derive(Debug)]
pub struct Batches {
    entries: Entries,
    next: u64,
    is_over: bool,
}

impl Batches {
    /// Reads the batches from entry `first`, which must begin one, to `end`, which must end one.
    #[must_use]
    pub fn new(log: &LogReader, first: u64, end: u64) -> Self {
        Self { entries: log.entries(first..end), next: first, is_over: false }
    }

    fn read(&mut self) -> Result<Option<LoggedBatch>, BatchError> {
        let first = self.next;
        let mut entries = Vec::new();
        for (entry, index) in (&mut self.entries).zip(first..) {
            let entry = entry?;
            if let Some(seal) = read_seal(index, &entry)? {
                self.next = index.saturating_add(1);
                return Ok(Some(LoggedBatch { first, entries, seal }));
            }
            if entries.len() >= BATCH_ENTRIES_MAX {
                break;
            }
            entries.push(entry);
        }
        if entries.is_empty() { Ok(None) } else { Err(BatchError::Unsealed { first }) }
    }
}

impl Iterator for Batches {
    type Item = Result<LoggedBatch, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let batch = self.read().transpose();
        self.is_over = !matches!(batch, Some(Ok(_)));
        batch
    }
}
