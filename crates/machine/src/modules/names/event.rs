//! What happened in names.

use polity_types::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum NamesEvent {
    /// A person has no name any more; what they were called rests until then.
    #[serde(rename = "names.given_up")]
    GivenUp {
        /// What they were called.
        called: String,
        /// Who.
        person: PersonId,
        /// Until when nobody else may be called so.
        until: Timestamp,
    },
    /// A person is called something, or something else.
    #[serde(rename = "names.taken")]
    Taken {
        /// What they were called before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        /// What they are called.
        called: String,
        /// Who.
        person: PersonId,
    },
}
