//! Log, seals, checkpoints and the authenticated state of a society, on disk and in memory.
#![cfg_attr(
    test,
    allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"),
    allow(clippy::as_conversions, reason = "tests count small numbers")
)]

pub mod checkpoint;
pub mod log;
#[cfg(test)]
mod testing;
pub mod tiles;
pub mod tree;
pub mod verify;

/// The bytes of a SHA-256 hash, as the inner rooms use them.
pub(crate) type Digest = [u8; 32];
