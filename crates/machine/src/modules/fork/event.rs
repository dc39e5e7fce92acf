//! What happened in fork.

use polity_types::{Hash, PersonId, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::Sum;

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ForkEvent {
    /// Members sign up for a fork until `until`.
    #[serde(rename = "fork.announced")]
    Announced { by: PersonId, fork: u64, text: Hash, until: Timestamp },
    /// The founder says from which fork the society descends.
    #[serde(rename = "fork.descended")]
    Descended { fork: u64, parent: SocietyId, proof: Hash },
    /// Everybody who signed up has left.
    #[serde(rename = "fork.done")]
    Done { count: u64, fork: u64, paid: Vec<Sum> },
    /// Too few signed up.
    #[serde(rename = "fork.given_up")]
    GivenUp { count: u64, fork: u64, least: u64 },
    /// `person` signed up.
    #[serde(rename = "fork.joined")]
    Joined { fork: u64, person: PersonId },
    /// `person` left by the fork.
    #[serde(rename = "fork.left")]
    Left { fork: u64, paid: Vec<Sum>, person: PersonId },
    /// `person` took the signature back.
    #[serde(rename = "fork.withdrawn")]
    Withdrawn { fork: u64, person: PersonId },
}
