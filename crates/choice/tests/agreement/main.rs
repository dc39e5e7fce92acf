//! Agreement with real elections and with the published results of other programs. A set whose folder
//! is absent is skipped by name.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests count small numbers, know the shape of their data, print their tallies and stop at what they cannot read"
)]

mod abcvoting;
mod data;
mod debian;
mod droop;
mod funding;
mod pabulib;
mod rctab;
mod rounds;
mod scottish;
mod sortition;
mod stv_rs;
mod tideman;
