//! What can be asked of fork.

use polity_types::Hash;
use serde::{Deserialize, Serialize};

use super::types::Sum;
use crate::modules::treasury::AccountId;

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ForkAction {
    /// Announces a fork: whoever signs up for it leaves with their share when its time is over.
    /// `charter` is the public record of the text that the new society is to have; `pool` the account
    /// to which those who choose so have their share paid, for the new society.
    #[serde(rename = "fork.announce")]
    Announce {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        charter: Option<Hash>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pool: Option<AccountId>,
        text: Hash,
    },
    /// Comes over to a society that descends from a fork by which the signer left: swears its charter,
    /// and shows the place in the list of those who left, what they were paid, and the path that
    /// proves it.
    #[serde(rename = "fork.arrive")]
    Arrive {
        charter: Hash,
        paid: Vec<Sum>,
        path: Vec<Hash>,
        place: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pooled: Vec<Sum>,
    },
    /// Signs up for a fork; with `pooled` the share goes to the fork's pool.
    #[serde(rename = "fork.join")]
    Join {
        fork: u64,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pooled: bool,
    },
    /// Takes the signature back.
    #[serde(rename = "fork.withdraw")]
    Withdraw { fork: u64 },
}

impl ForkAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Announce { .. } => 0,
            Self::Arrive { .. } => 1,
            Self::Join { .. } => 2,
            Self::Withdraw { .. } => 3,
        }
    }
}
