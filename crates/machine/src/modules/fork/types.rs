//! Records and limits of fork.

use polity_types::{Amount, AssetId, Hash, PersonId, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::list::List;
use crate::frame::agenda::Place;
use crate::modules::treasury::AccountId;

/// Most forks for which members sign up, or of which they leave, side by side. Unit: forks. Source: FOR-1.
pub const FORKS_OPEN_MAX: usize = 8;
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
    /// Who left, with what: how many, and the tree over [`Left`] in the order in which they did.
    pub left: List,
    /// What all who left were paid together, in the order of the assets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid: Vec<Sum>,
    /// The account to which those who choose so have their share paid, for the new society.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<AccountId>,
    /// What of it went there, in the order of the assets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pooled: Vec<Carried>,
    /// Hash of a public record: the charter that the new society is to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Hash>,
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

/// An amount of an asset that goes to another society, and what its minor unit is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
    /// Decimal places of the minor unit.
    pub decimals: u8,
}

/// Somebody who left by a fork.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// What they were paid, in the order of the assets.
    pub paid: Vec<Sum>,
    /// Who.
    pub person: PersonId,
    /// What of it went to the fork's pool, in the order of the assets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pooled: Vec<Sum>,
}

/// Somebody who came over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    /// Who.
    pub person: PersonId,
}

/// That somebody signed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Joined {
    /// Whether the share goes to the fork's pool.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) pooled: bool,
    /// The moment at which their membership began: who leaves and comes back did not sign up.
    pub(super) since: u64,
    /// When, in time of day.
    pub(super) time: Timestamp,
}

/// How many forks there were, and which of them are not over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forks {
    pub(super) number: u64,
    /// By number, the oldest first; at most [`FORKS_OPEN_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) open: Vec<u64>,
}

/// That the fork which somebody announced was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rest {
    /// Until when, in running time, they announce no other.
    pub(super) until: Timestamp,
}

/// From which society this one descends, as its founding says and the proof that it names shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descent {
    /// How many came over, the founder among them.
    pub arrived: u64,
    /// What was carried over: what the parent paid to the fork's pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// The charter that those who left had read, if the fork named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Hash>,
    /// The number of the fork there.
    pub fork: u64,
    /// The log of the parent, as the proof shows it.
    pub history: History,
    /// Who left, with what.
    pub list: List,
    /// The society that was left.
    pub parent: SocietyId,
    /// Hash of a public record: the proof of the fork's record, under a checkpoint of the parent.
    pub proof: Hash,
}

/// The head of a log: whoever has the log finds this root at this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Root of the log.
    pub root: Hash,
    /// How many entries it had.
    pub size: u64,
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
