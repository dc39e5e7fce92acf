//! Agreement with real elections and with the published results of other programs. A set whose folder
//! is absent is skipped by name.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "tests count small numbers and print their tallies"
)]

mod data;
mod debian;
mod droop;
mod scottish;
mod stv_rs;
mod tideman;
