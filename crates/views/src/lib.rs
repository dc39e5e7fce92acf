//! What people look at: lists, search and time series of one society, as an SQLite file projected
//! from what its batches did. Any SQL tool opens it.
//!
//! The file is disposable: whatever is missing in it, or wrong with it, is made again by going over
//! the log. This crate must never decide anything, and no receipt ever waits for it.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

pub mod bank;
pub mod books;
mod course;
mod decided;
mod delegates;
mod detail;
mod draws;
mod error;
mod follow;
mod news;
mod places;
mod project;
mod query;
mod schema;
mod signals;
mod streams;

pub use course::{DayRow, FlowRow, VoicesRow};
pub use decided::{Decided, OptionRow};
pub use delegates::{DelegatedRow, UNUSED_FOR, Use, UsedRow};
pub use detail::{ActRow, BallotRow, DeclinedRow, DelegationRow, ProposalRow, VoteRow};
pub use draws::{AskedRow, DrawRow};
pub use error::ViewsError;
pub use follow::Views;
pub use news::NewsRow;
pub use places::{ClosedPlaceRow, ResidentRow};
pub use query::{
    ArgumentRow, Balance, DecisionRow, EntryRow, Found, Page, PersonRow, PostingRow,
    SEARCH_BYTES_MAX,
};
pub use signals::{SignalDay, SignalRow};
pub use streams::{ENDED_FOR, EndedRow};
