//! Why the views cannot be made or read.

use std::sync::Arc;

use polity_ordering::replay::ReplayError;

/// Why the views cannot be made or read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ViewsError {
    #[error("views.sqlite: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("views.sqlite cannot be removed to be made anew: {0}")]
    Remove(std::io::Error),
    #[error("The log cannot be gone over for the views: {0}")]
    Replay(Arc<ReplayError>),
    #[error("The operating system gives no thread: {0}")]
    Thread(std::io::Error),
    #[error("The views are not as far as batch {wanted} yet; they stand at {stands:?}.")]
    Behind { wanted: u64, stands: Option<u64> },
}

impl From<ReplayError> for ViewsError {
    fn from(error: ReplayError) -> Self {
        Self::Replay(Arc::new(error))
    }
}

impl ViewsError {
    /// Returns why the log does not replay under these rules, if that is why: no second try changes it.
    #[must_use]
    pub fn not_replayed(&self) -> Option<&Arc<ReplayError>> {
        match self {
            Self::Replay(error) if !error.may_pass() => Some(error),
            _ => None,
        }
    }

    /// Returns whether the same may succeed later: the disk is full, the file is held, the log cannot be read now.
    pub(crate) fn may_pass(&self) -> bool {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure,
        };
        if let Self::Replay(error) = self {
            return error.may_pass();
        }
        let Self::Database(rusqlite::Error::SqliteFailure(error, _)) = self else { return false };
        matches!(
            error.code,
            CannotOpen | DatabaseBusy | DatabaseLocked | DiskFull | ReadOnly | SystemIoFailure
        )
    }
}
