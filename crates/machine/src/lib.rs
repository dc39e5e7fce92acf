//! The deterministic state machine of a society: charter, persons, members, decisions, money.
//!
//! This crate must never do I/O, read a clock or the environment, draw randomness, use floating
//! point, spawn threads, or iterate over a map whose order differs between machines. The same input
//! gives the same bytes on every CPU.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

pub mod charter_text;
pub mod frame;
pub mod modules;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use frame::registry::{self, Action, Event, Item};
