//! What can be asked of breach.

use polity_types::{Hash, OperationId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Accused, Evidence};
use crate::modules::governance::PutDown;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum BreachAction {
    /// Ends the freeze that a claim brought.
    #[serde(rename = "breach.lift")]
    Lift { claim: u64 },
    /// Claims that the accused broke the commandment at `since`, in time of day; with `deposit` nobody need
    /// support it.
    #[serde(rename = "breach.raise")]
    Raise {
        accused: Accused,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        acts: Vec<OperationId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deposit: Option<PutDown>,
        evidence: Vec<Evidence>,
        since: Timestamp,
        text: Hash,
    },
    /// Rules, as a seat of the panel, whether a claim holds.
    #[serde(rename = "breach.rule")]
    Rule { claim: u64, upholds: bool },
    /// Supports a claim that somebody raised.
    #[serde(rename = "breach.sponsor")]
    Sponsor { claim: u64 },
    /// Rules, as the members, that a claim holds on which the panel did not.
    #[serde(rename = "breach.uphold")]
    Uphold { claim: u64 },
}

impl BreachAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Lift { .. } => 0,
            Self::Raise { .. } => 1,
            Self::Rule { .. } => 2,
            Self::Sponsor { .. } => 3,
            Self::Uphold { .. } => 4,
        }
    }
}
