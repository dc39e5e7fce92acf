//! What stays in the state of a refusal: its code and its rule. Words may change with the program, and
//! a replay by another version of it must come to the same state.

use polity_types::Refusal;
use serde::{Deserialize, Serialize};

/// Why something did not take effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// Code of the refusal, whose words the event tells.
    pub code: String,
    /// The rule that refused.
    pub rule: String,
}

impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Self {
        Self { code: refusal.code.clone(), rule: refusal.rule.clone() }
    }
}
