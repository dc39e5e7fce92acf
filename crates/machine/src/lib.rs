//! The deterministic state machine. No I/O, clock, randomness, float, thread or `HashMap`: it gives
//! the same bytes everywhere.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

pub mod charter_text;
