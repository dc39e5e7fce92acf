//! Log, seals, checkpoints and the authenticated state of a society, on disk and in memory.
#![cfg_attr(
    test,
    allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"),
    allow(clippy::as_conversions, reason = "tests count small numbers")
)]

pub mod log;
#[cfg(test)]
mod testing;
pub mod tiles;
pub mod tree;

/// A SHA-256 digest.
pub type Digest = [u8; 32];
