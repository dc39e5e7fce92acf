//! Records and limits of identity.

use polity_types::person::{KeyGrant, RecoveryRule};
use polity_types::{Hash, PersonId};
use serde::{Deserialize, Serialize};

/// A person as the society knows them: the chain folded up to its last adopted link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Hash of the last adopted link of the chain.
    pub head: Hash,
    /// The keys that speak.
    pub keys: Vec<KeyGrant>,
    /// How lost keys come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryRule>,
    /// Number of the last adopted link; the inception is 0.
    pub sequence: u64,
}

/// What identity puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// A person who registered and did nothing else is forgotten.
    #[serde(rename = "identity.unused")]
    Unused {
        /// Who.
        person: PersonId,
    },
}
