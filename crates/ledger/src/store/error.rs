//! What can go wrong with the stored state.

use std::io::ErrorKind;

use polity_types::Height;

/// Why the state cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum StoreError {
    #[error("The batch has height {got}, but the state expects {expected}.")]
    Gap { got: Height, expected: Height },
    #[error("The disk is full: state.redb could not grow. Make room; nothing is lost.")]
    Full,
    #[error("state.redb is damaged: {0}. Move it away; it is made anew from the log.")]
    Damaged(String),
    #[error("state.redb is in use by another process.")]
    InUse,
    #[error("state.redb could not be {action}: {reason}")]
    Failed { action: &'static str, reason: String },
}

impl StoreError {
    /// Returns the stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "state.gap",
            Self::Full => "state.disk_full",
            Self::Damaged(_) => "state.damaged",
            Self::InUse => "state.in_use",
            Self::Failed { .. } => "state.io",
        }
    }

    pub(super) fn from_engine(action: &'static str, error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::Corrupted(what) => Self::Damaged(what),
            redb::Error::UpgradeRequired(version) => {
                Self::Damaged(format!("its format is of version {version}"))
            }
            redb::Error::TableTypeMismatch { .. } => {
                Self::Damaged("another version of this program wrote it".to_owned())
            }
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            redb::Error::Io(error) => Self::from_io(action, &error),
            other => Self::Failed { action, reason: other.to_string() },
        }
    }

    pub(super) fn from_io(action: &'static str, error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full
            }
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => Self::Damaged(error.to_string()),
            _ => Self::Failed { action, reason: error.to_string() },
        }
    }
}
