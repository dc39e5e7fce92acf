//! `check`: whether an act of membership may happen now. Reads only.

use polity_types::{Hash, PersonId, PublicKey, Timestamp};

use super::action::MembershipAction;
use super::error::MembershipError;
use super::query;
use super::state::{APPLICATION, INVITATION, OPEN, invitation_place};
use super::types::{
    INVITATION_MAX, INVITATIONS_OPEN_MAX, Invitation, InvitationProof, VOUCHES_MAX,
};
use crate::Action;
use crate::charter_text::Who;
use crate::charter_text::document::Application;
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::{charter, import};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Admit {
        applicant: PersonId,
    },
    Apply {
        admits: bool,
        applicant: PersonId,
        invitation: Option<(PublicKey, Invitation)>,
        letter: Option<Hash>,
    },
    Decline {
        applicant: PersonId,
        text: Option<Hash>,
    },
    Invite {
        inviter: PersonId,
        key: PublicKey,
        placeholder: Option<u64>,
        until: Timestamp,
    },
    Join {
        admits: bool,
        charter: Hash,
        person: PersonId,
    },
    Leave {
        person: PersonId,
    },
    Vouch {
        applicant: PersonId,
        voucher: PersonId,
        admits: bool,
    },
    Withdraw {
        applicant: PersonId,
    },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`MembershipError`].
pub(super) fn check(
    action: &MembershipAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, MembershipError> {
    let change = match action {
        MembershipAction::Admit { applicant } => {
            require_open(state, *applicant)?;
            Change::Admit { applicant: *applicant }
        }
        MembershipAction::Decline { applicant, text } => {
            require_open(state, *applicant)?;
            Change::Decline { applicant: *applicant, text: *text }
        }
        MembershipAction::Apply { invitation, letter } => {
            check_apply(invitation.as_ref(), *letter, context, state)?
        }
        MembershipAction::Invite { key, placeholder, until } => {
            check_invite(*key, *placeholder, *until, context, state)?
        }
        MembershipAction::Leave {} => {
            // No other condition may ever be added here: MEM-8 is a right, not a permission.
            let person = person(context)?;
            require(query::is_member(state, person), MembershipError::NotMember(person))?;
            Change::Leave { person }
        }
        MembershipAction::Swear { charter } => check_swear(*charter, context, state)?,
        MembershipAction::Vouch { applicant } => check_vouch(*applicant, context, state)?,
        MembershipAction::Withdraw {} => {
            let applicant = person(context)?;
            let has_applied = APPLICATION.has(state, &applicant);
            require(has_applied, MembershipError::NotApplicant(applicant))?;
            Change::Withdraw { applicant }
        }
    };
    Ok(Admitted(change))
}

fn check_apply(
    proof: Option<&InvitationProof>,
    letter: Option<Hash>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, MembershipError> {
    let applicant = person(context)?;
    require(!query::is_member(state, applicant), MembershipError::AlreadyMember(applicant))?;
    let has_applied = APPLICATION.has(state, &applicant);
    require(!has_applied, MembershipError::AlreadyApplied(applicant))?;
    let is_open = context.charter.admission.application == Application::Open;
    require(is_open || proof.is_some(), MembershipError::InvitationNeeded)?;
    let invitation = match proof {
        None => None,
        Some(proof) => {
            let invitation = INVITATION
                .get(state, &invitation_place(&proof.key))
                .filter(|invitation| context.running < invitation.until)
                .filter(|invitation| query::is_member(state, invitation.inviter))
                .ok_or(MembershipError::NoInvitation)?;
            let message = InvitationProof::signed_bytes(&applicant, &context.society);
            let verdict = proof.signature.verify(&proof.key, &message);
            verdict.map_err(|_| MembershipError::InvitationSignature)?;
            Some((proof.key, invitation))
        }
    };
    let admits = is_admitted_by(0, applicant, context, state);
    Ok(Change::Apply { admits, applicant, invitation, letter })
}

fn check_invite(
    key: PublicKey,
    placeholder: Option<u64>,
    until: Timestamp,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, MembershipError> {
    let inviter = member(context, state)?;
    let now = context.running;
    let past = MembershipError::InvitationPast { until, now };
    let asked = until.since(now).filter(|length| length.0 > 0).ok_or(past)?;
    require(asked <= INVITATION_MAX, MembershipError::InvitationLength { asked })?;
    let is_new = !INVITATION.has(state, &invitation_place(&key));
    let is_ed25519 = matches!(key, PublicKey::Ed25519(_));
    require(is_ed25519 && is_new, MembershipError::InvitationKey)?;
    if let Some(number) = placeholder {
        let is_importer = charter::query::is_holder(&Who::Importer, context, state);
        require(is_importer, MembershipError::NotImporter)?;
        let known = import::query::placeholder(state, number);
        let is_free = known.is_some_and(|known| known.claimed_by.is_none());
        require(is_free, MembershipError::Placeholder { number })?;
    }
    let actual = OPEN.get(state, &inviter).unwrap_or_default().invitations;
    require(actual < INVITATIONS_OPEN_MAX, MembershipError::TooManyInvitations { actual })?;
    Ok(Change::Invite { inviter, key, placeholder, until })
}

fn check_swear(
    charter: Hash,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, MembershipError> {
    let person = person(context)?;
    require(!query::is_member(state, person), MembershipError::AlreadyMember(person))?;
    let application =
        APPLICATION.get(state, &person).ok_or(MembershipError::NotApplicant(person))?;
    // The charter may ask for fewer vouches by now than when the last member vouched.
    let is_admitted = application.admitted_by.is_some();
    let admits =
        !is_admitted && is_admitted_by(query::vouches(state, &application), person, context, state);
    require(is_admitted || admits, MembershipError::NotAdmitted(person))?;
    let in_force = context.charter.hash;
    require(charter == in_force, MembershipError::OldCharter { sworn: charter, in_force })?;
    Ok(Change::Join { admits, charter, person })
}

fn check_vouch(
    applicant: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, MembershipError> {
    let voucher = member(context, state)?;
    let application = require_open(state, applicant)?;
    let has_vouched = application.vouches.contains(&voucher);
    require(!has_vouched, MembershipError::AlreadyVouched { voucher, applicant })?;
    let limit = u64::from(context.charter.admission.open_vouches_max);
    let actual = OPEN.get(state, &voucher).unwrap_or_default().vouches;
    require(actual < limit, MembershipError::TooManyVouches { actual, limit })?;
    let counting = query::vouches(state, &application);
    require(counting < VOUCHES_MAX, MembershipError::VouchesFull)?;
    let admits = is_admitted_by(counting.saturating_add(1), applicant, context, state);
    Ok(Change::Vouch { applicant, voucher, admits })
}

/// Returns whether the charter lets so many vouches admit somebody by themselves (MEM-5).
fn is_admitted_by(
    vouches: usize,
    applicant: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let needed = usize::try_from(context.charter.admission.vouches).unwrap_or(usize::MAX);
    let vouched = Who::Rule("vouched".into());
    let mut lines = context.charter.lines_for("membership.admit");
    let is_paused = charter::query::paused(state, "membership.admit", context.running).is_some();
    let is_held = lines.any(|power| power.who == vouched);
    // What members stopped an office from doing, no vouches do before the vote.
    let is_free = || {
        let admit = Action::Membership(MembershipAction::Admit { applicant });
        charter::query::check_at_vote(&admit, None, state).is_ok()
    };
    vouches >= needed && !is_paused && is_held && is_free()
}

fn person(context: &Context<'_>) -> Result<PersonId, MembershipError> {
    let by = || MembershipError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

fn member(context: &Context<'_>, state: &dyn StateView) -> Result<PersonId, MembershipError> {
    let person = person(context)?;
    require(query::is_member(state, person), MembershipError::NotMember(person))?;
    Ok(person)
}

/// Returns the application of `applicant`, if it waits for someone to admit it.
fn require_open(
    state: &dyn StateView,
    applicant: PersonId,
) -> Result<super::types::Application, MembershipError> {
    let application =
        APPLICATION.get(state, &applicant).ok_or(MembershipError::NotApplicant(applicant))?;
    let is_open = application.admitted_by.is_none();
    require(is_open, MembershipError::AlreadyAdmitted(applicant))?;
    Ok(application)
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: MembershipError) -> Result<(), MembershipError> {
    if holds { Ok(()) } else { Err(error) }
}
