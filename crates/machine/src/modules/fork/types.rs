//! Records and limits of fork.

use polity_types::{Amount, AssetId, Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;
use crate::frame::roll::Roll;

/// How many leave in one step. Unit: persons. Source: FOR-4.
pub const LEAVE_PER_STEP: usize = 32;

/// How far a fork has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Members sign up.
    Open,
    /// Who signed up leaves.
    Leaving,
    /// Everybody who signed up has left.
    Done,
    /// Too few signed up: nobody leaves.
    TooFew,
}

impl Standing {
    /// Returns the word of the standing, to be read after "is".
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Leaving => "leaving",
            Self::Done => "done",
            Self::TooFew => "given up: too few signed up",
        }
    }
}

/// A part of the members who leave together, to found a society of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// Who announced it.
    pub by: PersonId,
    /// The charter in force when it was announced.
    pub charter: Hash,
    /// How many sign up for it now.
    pub joined: u64,
    /// Who left, with what: how many, and the running hash over [`Left`] in the order in which they did.
    pub left: Roll,
    /// What all who left were paid together, in the order of the assets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid: Vec<Sum>,
    /// How far it has come.
    pub standing: Standing,
    /// Hash of a public record: why, and what the new society is to be.
    pub text: Hash,
    /// Where its end stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Place>,
}

/// An amount of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
}

/// Somebody who left by a fork.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// What they were paid, in the order of the assets.
    pub paid: Vec<Sum>,
    /// Who.
    pub person: PersonId,
}

/// That somebody signed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Joined {
    /// The moment at which their membership began: who leaves and comes back did not sign up.
    pub(super) since: u64,
    /// When, in time of day.
    pub(super) time: Timestamp,
}

/// A number of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    pub(super) number: u64,
}

/// From which society this one descends, as its founder says and proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descent {
    /// The number of the fork there.
    pub fork: u64,
    /// The society that was left.
    pub parent: polity_types::SocietyId,
    /// Hash of a public record: the proof of the fork's record, under a checkpoint of that society.
    pub proof: Hash,
}

/// What fork puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fork")]
pub enum Item {
    /// The time to sign up is over, or some left and others follow.
    #[serde(rename = "fork.ends")]
    Ends { fork: u64 },
}
