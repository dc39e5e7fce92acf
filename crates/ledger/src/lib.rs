//! The ledger of a society: its log, the state that follows from it, checkpoints and proofs.
//!
//! One directory holds one society: `log/` (append-only, synced before every receipt),
//! `state.redb` (the ordered state, which follows the log), `checkpoint` (the newest signed note) and
//! `walk/` (the notes at which the signers changed).
//! [`Ledger`] writes, [`LedgerReader`] reads from any thread.
//!
//! This crate must never know a rule of a society, decide what is admitted, or answer from data that
//! does not have its hash. Nothing here may be lost that a receipt was given for.

#![cfg_attr(
    test,
    allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"),
    allow(clippy::as_conversions, reason = "tests count small numbers"),
    allow(clippy::cast_possible_truncation, reason = "tests count small numbers")
)]

pub mod batch;
pub mod bundle;
pub mod checkpoint;
mod ledger;
pub mod log;
pub mod passport;
pub mod snapshot;
pub mod store;
#[cfg(test)]
mod testing;
pub mod tiles;
pub mod tree;
pub mod verify;
mod walk;

pub use self::batch::{BatchError, Batches, LoggedBatch};
pub use self::checkpoint::{Checkpoint, CheckpointError, Conflict, SignedCheckpoint};
pub use self::ledger::{Appended, Ledger, LedgerError, LedgerReader, OpenReport};
pub use self::log::{LogError, LogReader, TreeHead};
pub use self::store::{Delta, Position, Side, StoreError, View};

/// The bytes of a SHA-256 hash, as the inner rooms use them.
pub(crate) type Digest = [u8; 32];
