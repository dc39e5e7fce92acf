//! Who goes next: a single sequencer that takes operations as bytes and answers with receipts.
//!
//! The path of an operation reads from room to room: [`intake`] (received, shape and signature
//! checked in batches on all cores) → [`sequencer`] (ordered, executed by the machine, log synced,
//! checkpoint signed) → [`publish`] (receipts, then whoever subscribed). [`replay`] goes over a log
//! again: at the start, for an audit, for a read model.
//!
//! This crate must never decide what a society allows, and never answer an operation with a receipt
//! before the log is synced.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

pub mod clock;
pub mod committed;
pub mod error;
pub mod founding;
mod hot;
pub mod intake;
pub mod publish;
pub mod records;
pub mod replay;
pub mod sequencer;
pub mod signing;
pub mod society;
mod storing;

pub use clock::Clock;
pub use committed::{AdmittedOperation, Committed, Receipt};
pub use error::NodeError;
pub use polity_ledger::LedgerReader;
pub use records::RecordStore;
pub use signing::SignerKeys;
pub use society::{OpenError, Running, Settings};
