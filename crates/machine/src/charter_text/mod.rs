//! The charter as a text: one Markdown document whose inline code and `toml` blocks are the rules
//! that run. Reads it, explains it in plain words, and says what an amendment changes.
//!
//! Rules are numbered in `spec/charter.md`. Elsewhere: versions, consent, stages that move and the
//! enforcement of powers (`modules::charter`).

pub mod actions;
pub mod alone;
mod bounds;
pub mod breach;
mod currency;
mod deciding;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod electorate;
pub mod explain;
pub mod fee;
pub mod fork;
mod growing;
mod growth;
mod hands;
mod hints;
mod leaving;
pub mod locks;
pub mod look;
pub mod measure;
mod merge;
pub mod method;
mod moments;
pub mod money;
pub mod outlook;
pub mod panel;
mod parse;
mod parting;
mod pauses;
mod reader;
mod renamed;
mod residency;
mod room;
mod salvage;
pub mod scan;
mod signal;
mod stage_tables;
mod stakes;
mod standing;
pub mod succession;
mod tables;
mod together;
pub mod words;

pub use actions::{ActionClass, ActionName, LimitNeed};
pub use breach::Breach;
pub use diagnostic::{Code, DIAGNOSTICS_MAX, Diagnostic, Position};
pub use diff::{Diff, DiffFlaws, diff, line_diff};
pub use document::{
    AssetKind, Charter, Conviction, Deposit, Dissent, Limit, Power, Procedure, Rate, Season, Stage,
    Who,
};
pub use electorate::{At, Body, Electorate, House, Part, Seated};
pub use explain::{Section, Statement, explain, what_may};
pub use fork::Fork;
pub use hints::hints;
pub use merge::is_assignment_shaped;
pub use method::{BallotForm, CREDITS, Elects, Method, POINTS};
pub use money::{Dues, Give, SignedFund, Tier};
pub use panel::{Beacon, Chance, Drawn, Panel, PanelOf};
pub use parse::{ENTRIES_MAX, NAME_CHARS_MAX, POWERS_MAX, SENTENCE_CHARS_MAX, charter_hash};
pub(crate) use reader::is_id;
pub use residency::Residency;
pub use signal::{Scale, SignalKind};
pub use succession::Succession;
pub use tables::RULES;
pub use words::{Share, Threshold};

#[cfg(test)]
mod tests;
