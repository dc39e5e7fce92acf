//! What happened in membership.

use polity_types::{Hash, PersonId, PublicKey, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum MembershipEvent {
    /// `applicant` was admitted and may swear the oath.
    #[serde(rename = "membership.admitted")]
    Admitted { applicant: PersonId, by: String },
    /// `applicant` applied.
    #[serde(rename = "membership.applied")]
    Applied {
        applicant: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inviter: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<Hash>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<u64>,
    },
    /// The application of `applicant` was declined, for the reason `text` if one was given.
    #[serde(rename = "membership.declined")]
    Declined {
        applicant: PersonId,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// `inviter` invited whoever holds the link of `key`.
    #[serde(rename = "membership.invited")]
    Invited {
        inviter: PersonId,
        key: PublicKey,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<u64>,
        until: Timestamp,
    },
    /// `person` swore the oath over `charter` and is a member, on probation unless there is none.
    #[serde(rename = "membership.joined")]
    Joined {
        charter: Hash,
        number: u64,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<u64>,
    },
    /// The application of `applicant` lapsed.
    #[serde(rename = "membership.lapsed")]
    Lapsed { applicant: PersonId },
    /// `person` left.
    #[serde(rename = "membership.left")]
    Left { person: PersonId },
    /// The vote of `person` rests: they may do what a member on probation may.
    #[serde(rename = "membership.rested")]
    Rested { person: PersonId },
    /// The probation of `person` ended: a full member.
    #[serde(rename = "membership.settled")]
    Settled { person: PersonId },
    /// `voucher` vouched for `applicant`.
    #[serde(rename = "membership.vouched")]
    Vouched { applicant: PersonId, voucher: PersonId },
    /// `applicant` withdrew the application.
    #[serde(rename = "membership.withdrawn")]
    Withdrawn { applicant: PersonId },
}
