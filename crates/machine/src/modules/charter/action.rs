//! What can be asked of charter.

use polity_types::{Hash, OperationId, PublicKey};
use serde::{Deserialize, Serialize};

use super::types::RelyingParty;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum CharterAction {
    /// Puts the charter whose text has the hash `text` in force, in place of the text `replaces`.
    #[serde(rename = "charter.amend")]
    Amend { replaces: Hash, text: Hash },
    /// Agrees to the charter in force. `replaces` names the signer's consent before, if there is one.
    #[serde(rename = "charter.consent")]
    Consent {
        charter: Hash,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
    },
    /// Ends an emergency pause before its time.
    #[serde(rename = "charter.end_pause")]
    EndPause { pause: String },
    /// Calls the emergency pause `pause` of the charter, or renews it; `text`, a public record, says why.
    #[serde(rename = "charter.pause")]
    Pause { pause: String, text: Hash },
    /// Sets the addresses at which passkeys work.
    #[serde(rename = "charter.set_relying_parties")]
    SetRelyingParties { relying_parties: Vec<RelyingParty> },
    /// Moves to newer rules of the machine from the next batch on.
    #[serde(rename = "charter.set_rules_version")]
    SetRulesVersion { version: u64 },
    /// Sets who signs the log's checkpoints after this batch.
    #[serde(rename = "charter.set_signers")]
    SetSigners { signers: Vec<PublicKey> },
    /// Gives up what the founder alone may do, for good (POW-14).
    #[serde(rename = "charter.step_down")]
    StepDown {},
    /// Takes back an act that the signer announced and that has not taken effect yet.
    #[serde(rename = "charter.withdraw_act")]
    WithdrawAct { act: u64 },
}

impl CharterAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Amend { .. } => 0,
            Self::Consent { .. } => 1,
            Self::EndPause { .. } => 2,
            Self::Pause { .. } => 3,
            Self::SetRelyingParties { .. } => 4,
            Self::SetRulesVersion { .. } => 5,
            Self::SetSigners { .. } => 6,
            Self::StepDown {} => 7,
            Self::WithdrawAct { .. } => 8,
        }
    }
}
