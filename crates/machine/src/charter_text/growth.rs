//! The stages of a charter, as the machine uses them.

use polity_types::{Amount, AssetId, Seconds, Timestamp};

use super::diagnostic::Position;
use super::document::{Limit, Who};
use super::words::Share;

/// How many votes the turnout of a society is taken over. Unit: votes. Source: POW-13.
pub const TURNOUT_VOTES: usize = 10;

/// What it takes to enter a stage: all that is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Number of members. Unit: members.
    pub members: Option<u32>,
    /// Time since the founding.
    pub age: Option<Seconds>,
    /// What the society's funds hold together, in minor units, and of which asset.
    pub treasury: Option<(Amount, AssetId)>,
    /// Land of the places that are open and for which something was shown. Unit: square metres.
    pub land: Option<u64>,
    /// Number of places that are open. Unit: places.
    pub places: Option<u32>,
    /// Share of the eligible who took part in the last [`TURNOUT_VOTES`] votes together.
    pub turnout: Option<Share>,
}

impl Entry {
    /// Returns whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A stage of growth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Identifier, stable over amendments.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it takes; nothing, where only its day brings it.
    pub entry: Entry,
    /// Day on which it comes anyway.
    pub by: Option<Timestamp>,
    /// What changes when it comes.
    pub changes: Vec<StageChange>,
    /// Where the stage begins in the text.
    pub at: Position,
}

/// What a stage changes in one line of the table of powers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageChange {
    /// Identifier of the line.
    pub power: String,
    /// New holder.
    pub who: Option<Who>,
    /// New limit.
    pub up_to: Option<Limit>,
    /// New grace.
    pub grace: Option<Seconds>,
    /// New share that stops an act.
    pub challenge: Option<Share>,
    /// When the change takes effect, where it is not at once.
    pub from: StageMoment,
    /// Where the change stands in the text.
    pub at: Position,
}

/// When a change of a stage takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageMoment {
    /// When the stage comes.
    Entry,
    /// When the new holder's office is first filled.
    FirstElection,
}
