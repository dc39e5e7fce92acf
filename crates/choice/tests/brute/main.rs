//! Small random instances against plain restatements of each rule, which share no code with the crate:
//! every candidate, committee, order or voter looked at one by one.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers, some of them in floating point to be another way, and fail by panicking"
)]

mod committees;
mod common;
mod money;
mod pairs;
mod single;
mod standing;
mod stv;
mod weights;
