//! What can be asked of identity.

use polity_types::person::{SignedInception, SignedStatement};
use polity_types::{OperationId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum IdentityAction {
    /// Brings links of the signer's chain that the society does not know yet, in order.
    #[serde(rename = "identity.adopt")]
    Adopt { statements: Vec<SignedStatement> },
    /// Makes the signer known as the person whom the inception begins.
    #[serde(rename = "identity.register")]
    Register { inception: SignedInception },
    /// Voids an operation of the signer that has not been admitted yet and is valid until `until`.
    #[serde(rename = "identity.void")]
    Void { operation: OperationId, until: Timestamp },
}

impl IdentityAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Adopt { .. } => 0,
            Self::Register { .. } => 1,
            Self::Void { .. } => 2,
        }
    }
}
