//! Societies over HTTP: a JSON interface, tiles and checkpoints for whoever checks, live events, and
//! pages that read without JavaScript.
//!
//! This crate must never decide: it shows, previews and submits. It never shows internal details of
//! a failure, and never loads anything from elsewhere.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

mod answer;
mod api;
mod buckets;
mod charts;
mod demonstration;
mod door;
mod faces;
mod feeds;
mod founding;
mod gate;
mod limits;
pub mod mail;
mod pages;
mod reader;
mod routes;
mod serve;
mod shares;
mod societies;
mod unfit;
mod visit;
mod words;

pub use demonstration::{DemoRole, Demonstration};
pub use faces::{Face, face_of};
pub use founding::{FirstStart, Found};
pub use limits::{Limits, Rate};
pub use pages::campaigns::{Campaign, campaigns_of};
pub use pages::ended::{after_ended, left_out, went_back, why_ended};
pub use pages::load::{HolderLoad, OfficeLoad, offices_of};
pub use pages::needs::{Need, needs_of};
pub use routes::router;
pub use serve::serve;
pub use societies::{Served, Societies};
pub use words::in_persian;
