//! Social choice in exact arithmetic.
//!
//! This crate must never round where a rule does not say so, break a tie by anything but the stated
//! rule, know anything of who votes, or depend on the rest of Polity. Functions are pure: ballots in,
//! a result that explains itself out. The one part that computes with floats is fair selection,
//! behind the feature `fair-selection`; what it finds is rounded to rationals and checked exactly.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "candidate numbers are checked when ballots are added and sums are bounded by `limits`"
)]
#![expect(clippy::similar_names, reason = "tie, ties and tied are the words of the field")]

pub mod ballots;
pub mod budget;
pub mod committee;
mod error;

/// The example of the README, kept true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod exact;
pub mod explain;
pub mod format;
pub mod limits;
pub mod lots;
pub mod power;
pub mod quadratic;
pub mod ranked;
pub mod single;
pub mod standing;
pub mod stv;
pub mod tally;
pub mod ties;
pub mod weight;

pub use error::ChoiceError;
