//! Why not: the rules of membership and the next step.

use polity_types::refusal::Explain;
use polity_types::{Hash, PersonId, Seconds, Timestamp};

use super::types::{INVITATION_MAX, INVITATIONS_OPEN_MAX, VOUCHES_MAX};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum MembershipError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("{0} is already a member.")]
    AlreadyMember(PersonId),
    #[error("{0} has applied already.")]
    AlreadyApplied(PersonId),
    #[error("{0} has no open application.")]
    NotApplicant(PersonId),
    #[error("{0} was admitted already and now swears the oath.")]
    AlreadyAdmitted(PersonId),
    #[error("{0} has not been admitted yet.")]
    NotAdmitted(PersonId),
    #[error("One comes to this society by invitation.")]
    InvitationNeeded,
    #[error("There is no open invitation under this key.")]
    NoInvitation,
    #[error("The invitation's signature is not for this person and society.")]
    InvitationSignature,
    #[error("An invitation is open for at most {INVITATION_MAX}; this one asks for {asked}.")]
    InvitationLength { asked: Seconds },
    #[error("Only the importer invites somebody to come for a placeholder.")]
    NotImporter,
    #[error("There is no placeholder {number} that nobody came for.")]
    Placeholder { number: u64 },
    #[error("An invitation has an Ed25519 key of its own that was not used before.")]
    InvitationKey,
    #[error("{actual} of {INVITATIONS_OPEN_MAX} invitations are open.")]
    TooManyInvitations { actual: u64 },
    #[error("{voucher} vouches for {applicant} already.")]
    AlreadyVouched { voucher: PersonId, applicant: PersonId },
    #[error("{actual} of {limit} vouches are open.")]
    TooManyVouches { actual: u64, limit: u64 },
    #[error("The application has {VOUCHES_MAX} vouches, which is all that it can have.")]
    VouchesFull,
    #[error("The oath is over the charter {sworn}; the one in force is {in_force}.")]
    OldCharter { sworn: Hash, in_force: Hash },
    #[error("The invitation ends at {until}, which is past; it is {now}.")]
    InvitationPast { until: Timestamp, now: Timestamp },
}

impl Explain for MembershipError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "membership.not_a_person",
            Self::NotMember(_) => "membership.not_member",
            Self::AlreadyMember(_) => "membership.already_member",
            Self::AlreadyApplied(_) => "membership.already_applied",
            Self::NotApplicant(_) => "membership.not_applicant",
            Self::AlreadyAdmitted(_) => "membership.already_admitted",
            Self::NotAdmitted(_) => "membership.not_admitted",
            Self::InvitationNeeded => "membership.invitation_needed",
            Self::NoInvitation => "membership.no_invitation",
            Self::InvitationSignature => "membership.invitation_signature",
            Self::InvitationLength { .. } => "membership.invitation_length",
            Self::NotImporter => "membership.not_importer",
            Self::Placeholder { .. } => "membership.placeholder",
            Self::InvitationKey => "membership.invitation_key",
            Self::TooManyInvitations { .. } => "membership.too_many_invitations",
            Self::AlreadyVouched { .. } => "membership.already_vouched",
            Self::TooManyVouches { .. } => "membership.too_many_vouches",
            Self::VouchesFull => "membership.vouches_full",
            Self::OldCharter { .. } => "membership.old_charter",
            Self::InvitationPast { .. } => "membership.invitation_past",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::NotMember(_) => "MEM-1",
            Self::AlreadyMember(_) | Self::AlreadyApplied(_) | Self::NotApplicant(_) => "MEM-2",
            Self::InvitationNeeded
            | Self::NoInvitation
            | Self::InvitationSignature
            | Self::InvitationLength { .. }
            | Self::InvitationPast { .. }
            | Self::InvitationKey
            | Self::TooManyInvitations { .. } => "MEM-3",
            Self::NotImporter | Self::Placeholder { .. } => "MEM-9",
            Self::AlreadyVouched { .. } | Self::TooManyVouches { .. } | Self::VouchesFull => {
                "MEM-4"
            }
            Self::AlreadyAdmitted(_) | Self::NotAdmitted(_) => "MEM-5",
            Self::OldCharter { .. } => "MEM-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::NotMember(_) => "Apply for membership first.",
            Self::AlreadyMember(_) | Self::AlreadyVouched { .. } => "Nothing to do.",
            Self::AlreadyApplied(_) => "Wait for an answer, or withdraw the application.",
            Self::NotApplicant(_) => "Ask the person to apply.",
            Self::AlreadyAdmitted(_) => "Ask the person to read the charter and swear the oath.",
            Self::NotAdmitted(_) => "Wait until enough members vouch, or until you are admitted.",
            Self::InvitationNeeded => "Ask a member for an invitation link.",
            Self::NoInvitation => "Ask the member who invited you for a new link.",
            Self::InvitationSignature => "Open the invitation link again and apply from there.",
            Self::InvitationLength { .. } | Self::InvitationPast { .. } => {
                "Choose an end within that time."
            }
            Self::NotImporter => "Invite without a placeholder.",
            Self::Placeholder { .. } => "Look the number up among the imported members.",
            Self::InvitationKey => "Make a new invitation.",
            Self::TooManyInvitations { .. } => "Wait until one is accepted or lapses.",
            Self::TooManyVouches { .. } => "Wait until one of those you vouched for has joined.",
            Self::VouchesFull => "Nothing to do: it waits for whoever admits.",
            Self::OldCharter { .. } => "Read the charter in force, and swear again.",
        }
        .into()
    }
}
