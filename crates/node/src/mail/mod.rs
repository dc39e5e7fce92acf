//! Letters by e-mail to those who asked for them: once a day, to whom something waits for, in their
//! language, through a server that the operator names. Rules: `spec/mail.md`.
//!
//! Addresses are personal data. They stand in one file beside the society's log and nowhere else: not in
//! the log, not in what this process writes about itself, not in an address of a page. Who leaves the
//! society leaves no address behind.

mod book;
mod desk;
mod letter;
mod line;
mod round;
mod settings;

pub(crate) use book::Book;
pub(crate) use desk::{For, Kept, ask, confirm, is_known, stop};
pub use line::{Fault, Sent};
pub use round::{Ring, Round, round, rounds};
pub use settings::{MailSettings, Password};

use polity_types::Timestamp;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Returns the day of a time, in UTC. Unit: days since 1970.
fn day_of(now: Timestamp) -> u64 {
    now.0.checked_div(DAY).unwrap_or_default()
}
