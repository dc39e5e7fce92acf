//! What happened in fork.

use polity_types::{Hash, PersonId, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Carried, Sum};
use crate::modules::treasury::AccountId;

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ForkEvent {
    /// Members sign up for a fork until `until`.
    #[serde(rename = "fork.announced")]
    Announced {
        by: PersonId,
        fork: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pool: Option<AccountId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed: Option<Hash>,
        text: Hash,
        until: Timestamp,
    },
    /// `person`, who left the parent by the fork, came over; `opened` is theirs of what was carried over.
    #[serde(rename = "fork.arrived")]
    Arrived { opened: Vec<Sum>, person: PersonId, place: u64 },
    /// The society was founded by who left another: `listed` left it, and `carried` came along.
    #[serde(rename = "fork.descended")]
    Descended { carried: Vec<Carried>, fork: u64, listed: u64, parent: SocietyId, proof: Hash },
    /// Everybody who signed up has left.
    #[serde(rename = "fork.done")]
    Done {
        count: u64,
        fork: u64,
        paid: Vec<Sum>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pooled: Vec<Carried>,
    },
    /// Too few signed up.
    #[serde(rename = "fork.given_up")]
    GivenUp { count: u64, fork: u64, least: u64 },
    /// `person` signed up.
    #[serde(rename = "fork.joined")]
    Joined {
        fork: u64,
        person: PersonId,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pooled: bool,
    },
    /// `person` left by the fork; `pooled` of what they were paid went to its pool.
    #[serde(rename = "fork.left")]
    Left {
        fork: u64,
        paid: Vec<Sum>,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pooled: Vec<Sum>,
    },
    /// `person` took the signature back.
    #[serde(rename = "fork.withdrawn")]
    Withdrawn { fork: u64, person: PersonId },
}
