//! What can be asked of membership.

use polity_types::{Hash, PersonId, PublicKey, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::InvitationProof;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum MembershipAction {
    /// Admits `applicant`, who then swears the oath.
    #[serde(rename = "membership.admit")]
    Admit { applicant: PersonId },
    /// Applies for the signer, who is no member.
    #[serde(rename = "membership.apply")]
    Apply {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invitation: Option<InvitationProof>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<Hash>,
    },
    /// Declines the application of `applicant`; `text`, a public record, says why.
    #[serde(rename = "membership.decline")]
    Decline {
        applicant: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// Invites whoever holds the private half of `key`, until `until` (running time).
    #[serde(rename = "membership.invite")]
    Invite {
        key: PublicKey,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<u64>,
        until: Timestamp,
    },
    /// Ends the signer's membership. Source: MEM-8, after UDHR art. 20(2).
    #[serde(rename = "membership.leave")]
    Leave {},
    /// Swears the oath over the charter whose text has the hash `charter`.
    #[serde(rename = "membership.swear")]
    Swear { charter: Hash },
    /// Vouches for `applicant`.
    #[serde(rename = "membership.vouch")]
    Vouch { applicant: PersonId },
    /// Withdraws the signer's application.
    #[serde(rename = "membership.withdraw")]
    Withdraw {},
}

impl MembershipAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Admit { .. } => 0,
            Self::Apply { .. } => 1,
            Self::Decline { .. } => 2,
            Self::Invite { .. } => 3,
            Self::Leave {} => 4,
            Self::Swear { .. } => 5,
            Self::Vouch { .. } => 6,
            Self::Withdraw {} => 7,
        }
    }
}
