//! Every format: what is written reads back as the same, random ballots and every readable file of the
//! data; what a format cannot hold is refused; damaged files are refused with file, line and reason.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests count small numbers, print their tallies and stop at what they cannot read"
)]

mod common;
mod damaged;
mod data;
mod preflib;
mod written;
