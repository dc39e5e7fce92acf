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
    /// What was put down with a claim was given back, or kept.
    #[serde(rename = "breach.deposit_settled")]
    DepositSettled { claim: u64, is_kept: bool },
    /// The panel ruled that the claim does not hold.
    #[serde(rename = "breach.dismissed")]
    Dismissed { claim: u64, no: u64, yes: u64 },
    /// Too few members supported the claim in time.
    #[serde(rename = "breach.lapsed")]
    Lapsed { claim: u64 },
    /// The accused may spend again.
    #[serde(rename = "breach.lifted")]
    Lifted { accused: Accused, by: String, claim: u64 },
    /// The panel did not reach its number in time.
    #[serde(rename = "breach.no_verdict")]
    NoVerdict { claim: u64, no: u64, seats: u64, yes: u64 },
    /// Enough members support the claim: the panel rules until `until`.
    #[serde(rename = "breach.opened")]
    Opened { claim: u64, sitting: u64, until: Timestamp },
    /// `by` claims that `accused` broke the commandment; the panel rules until `until`, or, without a
    /// `sitting`, so long members may support it.
    #[serde(rename = "breach.raised")]
    Raised {
        accused: Accused,
        by: PersonId,
        claim: u64,
        since: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting: Option<u64>,
        text: Hash,
        until: Timestamp,
    },
    /// A seat of the panel ruled.
    #[serde(rename = "breach.ruled")]
    Ruled { by: PersonId, claim: u64, upholds: bool },
    /// `by` supports a claim; `count` do, `needed` are needed.
    #[serde(rename = "breach.sponsored")]
    Sponsored { by: PersonId, claim: u64, count: u64, needed: u64 },
    /// The claim holds: `accused` spends no more, and who leaves does so at the value before.
    #[serde(rename = "breach.upheld")]
    Upheld { accused: Accused, by: String, claim: u64, no: u64, yes: u64 },
}
