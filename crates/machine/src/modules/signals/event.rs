//! What happened in signals.

use polity_types::{OperationId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::Stance;
use crate::charter_text::{Body, Scale};

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time. `counts`: how many have each stance from now on, from the lowest of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum SignalsEvent {
    /// `by` asked a question, which stays open until `closes`.
    #[serde(rename = "signals.asked")]
    Asked {
        by: PersonId,
        closes: Timestamp,
        electorate: Body,
        kind: String,
        question: String,
        scale: Scale,
        signal: u64,
    },
    /// The time of a question is over; `eligible` could have taken a stance then.
    #[serde(rename = "signals.closed")]
    Closed { counts: Vec<u64>, eligible: u64, signal: u64 },
    /// The stance of `person` fell away, because they are no longer in the electorate.
    #[serde(rename = "signals.stance_fell")]
    StanceFell { counts: Vec<u64>, person: PersonId, signal: u64 },
    /// `person` took a stance, or changed it; without `stance`, took it back.
    #[serde(rename = "signals.stood")]
    Stood {
        counts: Vec<u64>,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
        signal: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stance: Option<Stance>,
    },
    /// Who asked the question withdrew it.
    #[serde(rename = "signals.withdrawn")]
    Withdrawn { signal: u64 },
}
