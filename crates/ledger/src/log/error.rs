//! What can go wrong with the log.

use std::io;

use super::{BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX};

/// Why the log refuses or fails, in order of precedence of the checks.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation; units are in the names")]
pub enum LogError {
    #[error("The batch has no entry; append at least one.")]
    Empty,
    #[error("The batch has {entries} entries; at most {BATCH_ENTRIES_MAX} fit. Split it.")]
    TooManyEntries { entries: usize },
    #[error("Entry {place} of the batch has {bytes} bytes; at most {ENTRY_BYTES_MAX} fit.")]
    EntryTooLarge { place: usize, bytes: usize },
    #[error("The batch has {bytes} bytes; at most {BATCH_BYTES_MAX} fit. Split it.")]
    BatchTooLarge { bytes: usize },
    #[error("The batch starts at entry {first}, but the log ends at {size}; send what is missing.")]
    Gap { first: u64, size: u64 },
    #[error("Entry {index} of the log differs from the one sent again under this number.")]
    Conflict { index: u64 },
    #[error("Entry or size {index} is beyond the log, which has {size} entries.")]
    OutOfRange { index: u64, size: u64 },
    #[error(
        "{file} is damaged at byte {offset}, in entry {entry}: {what}. Restore it from a copy."
    )]
    Damaged { file: &'static str, offset: u64, entry: u64, what: &'static str },
    #[error("The log has {size} entries, but {promised} were signed or stored before. Restore it.")]
    Shorter { size: u64, promised: u64 },
    #[error(
        "The disk is full: {file} could not grow by {bytes} bytes. Make room; nothing was kept."
    )]
    Full { file: &'static str, bytes: usize },
    #[error("An earlier failure to write could not be undone; restart to check {file}.")]
    Halted { file: &'static str },
    #[error("{file} could not be {action}: {source}")]
    Io { file: &'static str, action: &'static str, source: io::Error },
}

impl LogError {
    /// Returns the stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "log.empty_batch",
            Self::TooManyEntries { .. } => "log.too_many_entries",
            Self::EntryTooLarge { .. } => "log.entry_too_large",
            Self::BatchTooLarge { .. } => "log.batch_too_large",
            Self::Gap { .. } => "log.gap",
            Self::Conflict { .. } => "log.conflict",
            Self::OutOfRange { .. } => "log.out_of_range",
            Self::Damaged { .. } => "log.damaged",
            Self::Shorter { .. } => "log.shorter",
            Self::Full { .. } => "log.disk_full",
            Self::Halted { .. } => "log.halted",
            Self::Io { .. } => "log.io",
        }
    }

    /// Returns whether making room on the disk lets the same call succeed.
    #[must_use]
    pub const fn is_disk_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }
}
