//! What can be asked of identity.

use polity_types::person::{SignedInception, SignedStatement};
use polity_types::{Hash, OperationId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum IdentityAction {
    /// Brings statements of one person that continue the chain known here. Anyone may carry them.
    #[serde(rename = "identity.adopt")]
    Adopt { statements: Vec<SignedStatement> },
    /// Agrees, as a guardian of `person`, to the new keys of the statement with the hash
    /// `statement`. `replaces` is the statement that the signer agreed to before, if there is one.
    #[serde(rename = "identity.approve_recovery")]
    ApproveRecovery {
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<Hash>,
        statement: Hash,
    },
    /// Objects to the recovery of the signer's keys.
    #[serde(rename = "identity.object")]
    Object {},
    /// Begins a recovery. Anyone may carry it; from a guardian it says that they agree.
    #[serde(rename = "identity.recover")]
    Recover { statement: SignedStatement },
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
            Self::ApproveRecovery { .. } => 1,
            Self::Object {} => 2,
            Self::Recover { .. } => 3,
            Self::Register { .. } => 4,
            Self::Void { .. } => 5,
        }
    }
}
