//! What can be asked of fork.

use polity_types::{Hash, SocietyId};
use serde::{Deserialize, Serialize};

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ForkAction {
    /// Announces a fork: whoever signs up for it leaves with their share when its time is over.
    #[serde(rename = "fork.announce")]
    Announce { text: Hash },
    /// Says, as the founder, from which fork this society descends; `proof` is a public record.
    #[serde(rename = "fork.descend")]
    Descend { fork: u64, parent: SocietyId, proof: Hash },
    /// Signs up for a fork.
    #[serde(rename = "fork.join")]
    Join { fork: u64 },
    /// Takes the signature back.
    #[serde(rename = "fork.withdraw")]
    Withdraw { fork: u64 },
}

impl ForkAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Announce { .. } => 0,
            Self::Descend { .. } => 1,
            Self::Join { .. } => 2,
            Self::Withdraw { .. } => 3,
        }
    }
}
