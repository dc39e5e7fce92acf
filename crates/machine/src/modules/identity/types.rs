//! Records and limits of identity.

use polity_types::person::{KeyChange, KeyGrant, RecoveryRule};
use polity_types::{Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

/// A person as the society knows them: the chain folded up to its last adopted link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Hash of the last adopted link of the chain.
    pub head: Hash,
    /// The keys that speak.
    pub keys: Vec<KeyGrant>,
    /// Changes that wait out the recovery delay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Pending>,
    /// How lost keys come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryRule>,
    /// Number of the last adopted link; the inception is 0.
    pub sequence: u64,
}

/// A change that waits out the recovery delay, so that a thief cannot lock the owner out at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// When it takes effect, in running time.
    pub at: Timestamp,
    /// What changes.
    pub change: KeyChange,
    /// Number of its link.
    pub sequence: u64,
}

/// Most changes of one person that wait at once. Unit: changes. Source: IDE-5.
pub const PENDING_MAX: usize = 8;
/// Most links that one operation brings. Unit: links. Source: IDE-4.
pub const STATEMENTS_MAX: usize = 16;

/// What identity puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// A change of keys takes effect.
    #[serde(rename = "identity.change_due")]
    ChangeDue {
        /// Whose.
        person: PersonId,
        /// Number of its link.
        sequence: u64,
    },
    /// A person who registered and did nothing else is forgotten.
    #[serde(rename = "identity.unused")]
    Unused {
        /// Who.
        person: PersonId,
    },
}
