//! What can be asked of signals.

use polity_types::OperationId;
use serde::{Deserialize, Serialize};

use super::types::Stance;

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum SignalsAction {
    /// Asks a standing question of a kind that the charter names.
    #[serde(rename = "signals.ask")]
    Ask { kind: String, question: String },
    /// Takes a stance on a standing question, or changes it; without `stance`, takes it back. `replaces`
    /// names the operation by which the signer last did so here, if there is one.
    #[serde(rename = "signals.stand")]
    Stand {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
        signal: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stance: Option<Stance>,
    },
    /// Withdraws a question of the signer's on which nobody else has taken a stance.
    #[serde(rename = "signals.withdraw")]
    Withdraw { signal: u64 },
}

impl SignalsAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Ask { .. } => 0,
            Self::Stand { .. } => 1,
            Self::Withdraw { .. } => 2,
        }
    }
}
