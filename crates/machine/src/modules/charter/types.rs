//! Records and limits of charter.

use polity_types::Hash;
use serde::{Deserialize, Serialize};

/// The text in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Current {
    /// Hash of the text, a public record.
    pub hash: Hash,
    /// How many texts there have been; the founding's is 1.
    pub version: u64,
}

/// What charter puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}
