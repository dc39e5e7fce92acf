//! What happened in breach.

use polity_types::{Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::Accused;

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time, but `since`, which is time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum BreachEvent {
    /// The panel ruled that the claim does not hold.
    #[serde(rename = "breach.dismissed")]
    Dismissed { claim: u64, no: u64, yes: u64 },
    /// The accused may spend again.
    #[serde(rename = "breach.lifted")]
    Lifted { accused: Accused, by: String, claim: u64 },
    /// The panel did not reach its number in time.
    #[serde(rename = "breach.no_verdict")]
    NoVerdict { claim: u64, no: u64, seats: u64, yes: u64 },
    /// `by` claims that `accused` broke the commandment; the panel rules until `until`.
    #[serde(rename = "breach.raised")]
    Raised {
        accused: Accused,
        by: PersonId,
        claim: u64,
        since: Timestamp,
        sitting: u64,
        text: Hash,
        until: Timestamp,
    },
    /// A seat of the panel ruled.
    #[serde(rename = "breach.ruled")]
    Ruled { by: PersonId, claim: u64, upholds: bool },
    /// The claim holds: `accused` spends no more, and who leaves does so at the value before.
    #[serde(rename = "breach.upheld")]
    Upheld { accused: Accused, by: String, claim: u64, no: u64, yes: u64 },
}
