//! Records and limits of membership.

use polity_types::canonical;
use polity_types::signature::Signature;
use polity_types::{Hash, PersonId, PublicKey, Seconds, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// Longest time an invitation stays open. Source: MEM-3.
pub const INVITATION_MAX: Seconds = Seconds::days(30);
/// Most invitations one member may have open at once. Unit: invitations. Source: MEM-3.
pub const INVITATIONS_OPEN_MAX: u64 = 50;
/// Time after which an application that nobody decided, or that was admitted and not sworn, lapses.
/// Unit: days. Source: MEM-2.
pub const APPLICATION_DAYS: u32 = 90;
/// Most vouches that one application gathers. Unit: vouches. Source: MEM-4.
pub const VOUCHES_MAX: usize = 100;
/// Earlier spells of a member up to which all are kept; of more, now and then, only those that an open
/// vote needs. Unit: spells. Source: MEM-7.
pub const SPELLS_KEPT: usize = 8;

/// First line of the bytes that an invitation key signs.
const INVITATION_TAG: &[u8] = b"polity/invitation/v1\n";

/// How far a member has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Was a member, and is no longer.
    Ended,
    /// A full member: may do all that members past probation may.
    Full,
    /// A member who is being got to know.
    Probation,
}

/// A time of full membership, in moments of the roll ([`Member::since`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spell {
    /// Moment at which the person became a member.
    pub begun: u64,
    /// Moment at which the membership ended.
    pub ended: u64,
    /// Moment at which the probation ended; absent: it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<u64>,
}

/// Who belongs, or did.
///
/// A *moment* is the number of changes that the roll of members had seen: it says who was there
/// when a vote opened, however much happened in one second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Spells before this one, the oldest first, as far as an open vote may need them (MEM-7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Spell>,
    /// Moment at which the membership ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    /// When it ended, in time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_time: Option<Timestamp>,
    /// Moment at which the probation ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<u64>,
    /// The number on the member's card; the founder's is 1.
    pub number: u64,
    /// Hash of the charter that the member swore to.
    pub oath: Hash,
    /// Where the end of the probation stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probation: Option<Place>,
    /// Moment at which the membership began.
    pub since: u64,
    /// When it began, in time of day.
    pub since_time: Timestamp,
    /// How far the member has come.
    pub standing: Standing,
}

impl Member {
    /// Returns whether their vote rests: they are past probation, and do not count as such (DUE-7).
    #[must_use]
    pub fn is_resting(&self) -> bool {
        self.standing == Standing::Probation && self.probation.is_none()
    }
}

/// An application for membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// By whose authority it was admitted, in words; absent: it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitted_by: Option<String>,
    /// When the person applied.
    pub applied_at: Timestamp,
    /// Whose invitation brought the person, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<PersonId>,
    /// Where the lapse of the application stands on the agenda.
    pub lapse: Place,
    /// Commitment to a letter, salted; the letter itself is the applicant's to delete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Hash>,
    /// The imported entry that the person claims to be, if the invitation named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<u64>,
    /// Who vouches, in the order of their identifiers.
    pub vouches: Vec<PersonId>,
}

/// An open invitation, under the key that its link carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The member who invites.
    pub inviter: PersonId,
    /// Where its lapse stands on the agenda.
    pub lapse: Place,
    /// The imported entry that whoever accepts claims to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<u64>,
    /// First instant at which it no longer counts.
    pub until: Timestamp,
}

/// What shows that an applicant holds an invitation's link: its key signs for that applicant alone,
/// so that nobody who sees the application can use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationProof {
    /// The invitation's key, Ed25519.
    pub key: PublicKey,
    /// Its signature over [`InvitationProof::signed_bytes`].
    pub signature: Signature,
}

#[derive(Serialize)]
struct InvitationBinding<'a> {
    person: &'a PersonId,
    society: &'a SocietyId,
}

impl Spell {
    /// Returns whether the person was a member at a moment, on probation or not.
    #[must_use]
    pub fn spans(&self, moment: u64) -> bool {
        self.begun <= moment && moment < self.ended
    }

    /// Returns whether the person was a member past probation at a moment.
    #[must_use]
    pub fn is_full_at(&self, moment: u64) -> bool {
        self.full.is_some_and(|full| full <= moment) && moment < self.ended
    }
}

impl InvitationProof {
    /// Returns the bytes that the invitation's key signs (MEM-3).
    #[must_use]
    pub fn signed_bytes(person: &PersonId, society: &SocietyId) -> Vec<u8> {
        [INVITATION_TAG, &canonical::to_bytes(&InvitationBinding { person, society })].concat()
    }
}

/// How many vouches and invitations a member has open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    /// Invitations that nobody accepted yet.
    pub invitations: u64,
    /// Vouches for people who are still applicants.
    pub vouches: u64,
}

/// What membership puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// An application lapses.
    #[serde(rename = "membership.application_lapses")]
    ApplicationLapses {
        /// Whose.
        applicant: PersonId,
    },
    /// An invitation lapses.
    #[serde(rename = "membership.invitation_lapses")]
    InvitationLapses {
        /// Its key.
        key: PublicKey,
    },
    /// A probation ends.
    #[serde(rename = "membership.probation_ends")]
    ProbationEnds {
        /// Whose.
        person: PersonId,
    },
}
