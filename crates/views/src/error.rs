//! Why the views cannot be made or read.

/// Why the views cannot be made or read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ViewsError {
    #[error("views.sqlite: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("views.sqlite cannot be removed to be made anew: {0}")]
    Remove(std::io::Error),
    #[error("The log cannot be gone over for the views: {0}")]
    Replay(#[from] polity_ordering::replay::ReplayError),
    #[error("The operating system gives no thread: {0}")]
    Thread(std::io::Error),
    #[error("The views are not as far as batch {wanted} yet; they stand at {stands:?}.")]
    Behind { wanted: u64, stands: Option<u64> },
}

impl ViewsError {
    /// Returns whether the same may succeed later: the disk is full, or the file is held.
    pub(crate) fn may_pass(&self) -> bool {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure,
        };
        let Self::Database(rusqlite::Error::SqliteFailure(error, _)) = self else { return false };
        matches!(
            error.code,
            CannotOpen | DatabaseBusy | DatabaseLocked | DiskFull | ReadOnly | SystemIoFailure
        )
    }
}
