//! The clock that a batch's time is read from. The only one in the program; the machine has none.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use polity_types::Timestamp;

/// Tells the time of day.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The clock of this machine.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(since.as_secs())
        }))
    }

    /// A clock that reads what `now` says, for tests and demonstrations.
    #[must_use]
    pub fn from(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the time of day.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}
