//! What signatures, hashes and proofs rest on: identifiers, amounts, time, canonical JSON, keys,
//! persons, operations, log entries and proof formats. Rules: `spec/encoding.md`, `spec/person.md`,
//! `spec/operation.md`, `spec/log.md`.
//!
//! This crate must never read a clock, a file or the network, never draw randomness, and never
//! decide what a society allows: it says what bytes mean and whether a signature fits them.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

pub mod amount;
pub mod bytes;
pub mod canonical;
pub mod hash;
pub mod id;
pub mod key;
pub mod log;
pub mod mail;
pub mod operation;
pub mod passkey;
pub mod person;
pub mod presentation;
pub mod proof;
pub mod refusal;
pub mod signature;
pub mod time;
mod together;

pub use amount::{Amount, AssetId};
pub use bytes::Base64;
pub use hash::Hash;
pub use id::{OperationId, PersonId, SocietyId};
pub use key::{KeyKind, PublicKey, Scope};
pub use log::{Founding, LogEntry, Seal};
pub use operation::{Envelope, Operation, Validity};
pub use refusal::Refusal;
pub use time::{Height, Seconds, Timestamp};
