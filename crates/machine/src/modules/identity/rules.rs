//! `check`: whether an act of identity may happen now. Reads only.

use polity_types::operation::VALIDITY_MAX;
use polity_types::passkey::Assertion;
use polity_types::person::{
    BadPerson, GUARDIANS_MAX, Guardians, KeyChange, SignedInception, SignedStatement, Statement,
};
use polity_types::{Hash, OperationId, PersonId, PublicKey, passkey};

use super::action::IdentityAction;
use super::chain::{self, Extension};
use super::error::IdentityError;
use super::state::{self, CANDIDATE, PERSON, RECOVERY};
use super::types::{KEYS_AT_ONCE_MAX, Person, Recovery};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::charter::RelyingParty;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Approve { guardian: PersonId, person: PersonId, replaces: Option<Hash>, statement: Hash },
    Adopt(Extension),
    Object { key: Option<PublicKey>, person: PersonId },
    Recover { approves: bool, by: PersonId, statement: Box<SignedStatement> },
    Register { inception: Box<SignedInception>, person: PersonId },
    Void { operation: OperationId, person: PersonId },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`IdentityError`].
pub(super) fn check(
    action: &IdentityAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, IdentityError> {
    let by = || IdentityError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        IdentityAction::ApproveRecovery { person: recovered, replaces, statement } => {
            check_approve(person, *recovered, *replaces, *statement, state)?
        }
        IdentityAction::Adopt { statements } => {
            Change::Adopt(chain::check_adopt(statements, person, context, state)?)
        }
        IdentityAction::Object {} => {
            // No other condition may ever be added here: IDE-14 is a right of every old key.
            let recovery = RECOVERY.get(state, &person);
            let waiting = recovery.and_then(|recovery| recovery.waiting);
            let waiting = waiting.ok_or(IdentityError::NothingWaits(person))?;
            require(!waiting.disputed, IdentityError::AlreadyDisputed(person))?;
            Change::Object { key: context.key, person }
        }
        IdentityAction::Recover { statement } => check_recover(statement, person, context, state)?,
        IdentityAction::Register { inception } => {
            check_register(inception, person, context, state)?
        }
        IdentityAction::Void { operation, until } => {
            let is_near = *until <= context.now.after(VALIDITY_MAX);
            require(is_near, IdentityError::VoidTooLong)?;
            Change::Void { operation: *operation, person }
        }
    };
    Ok(Admitted(change))
}

fn check_register(
    inception: &SignedInception,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, IdentityError> {
    require(!PERSON.has(state, &person), IdentityError::AlreadyKnown(person))?;
    check_at_once(inception.inception.keys.len())?;
    let begun = inception.verify()?;
    let other = IdentityError::OtherPerson { author: person, inception: begun };
    require(begun == person, other)?;
    let grants = &inception.inception.keys;
    let message = Hash::of(&inception.inception.signed_bytes());
    for (grant, signature) in grants.iter().zip(&inception.signatures) {
        if let (PublicKey::Passkey(_), Some(authenticator), Some(client)) =
            (grant.key, &signature.authenticator_data, &signature.client_data)
        {
            let assertion = passkey::read(&authenticator.0, &client.0, message);
            check_flags(&assertion.map_err(BadPerson::Signature)?)?;
        }
    }
    if let Some(key) = context.key {
        let grant = grants.iter().find(|grant| grant.key == key);
        let grant = grant.ok_or(IdentityError::NotTheirKey { key, person })?;
        let now = context.now;
        if let Some(at) = grant.expires.filter(|at| *at <= now) {
            return Err(IdentityError::KeyExpired { key, at, now });
        }
    }
    let inception = Box::new(inception.clone());
    Ok(Change::Register { inception, person })
}

/// Checks that few keys sign: their signatures are verified one after the other.
fn check_at_once(actual: usize) -> Result<(), IdentityError> {
    require(actual <= KEYS_AT_ONCE_MAX, IdentityError::TooManyAtOnce { actual })
}

fn check_recover(
    signed: &SignedStatement,
    by: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, IdentityError> {
    let Statement { change, person, previous, sequence } = &signed.statement;
    let (person, sequence) = (*person, *sequence);
    let KeyChange::Recover { guardians, keys } = change else {
        return Err(IdentityError::OtherChange);
    };
    let known = PERSON.get(state, &person).ok_or(IdentityError::Unknown(person))?;
    let statement = signed.statement.hash();
    let is_new = !CANDIDATE.has(state, &statement);
    require(is_new, IdentityError::AlreadyStarted { statement })?;
    check_guardians(guardians, person, &known)?;
    let chain = state::chain(state, person);
    let before = sequence.checked_sub(1).and_then(|before| chain.link(before));
    let broken = IdentityError::BrokenChain { person, given: sequence, known: known.sequence };
    require(before == Some(*previous), broken)?;
    check_at_once(keys.len())?;
    chain::check_signed(signed, keys.len())?;
    keys.iter().try_for_each(|grant| chain::check_unexpired(grant, context.now))?;
    require(keys.iter().any(chain::is_root), IdentityError::NoRootLeft(person))?;
    if let Some(key) = context.key.filter(|_| by == person) {
        let is_theirs = known.grant(&key).is_some() || keys.iter().any(|grant| grant.key == key);
        require(is_theirs, IdentityError::NotTheirKey { key, person })?;
    }
    let recovery = RECOVERY.get(state, &person);
    let has_spoken = recovery.is_some_and(|recovery| supported(&recovery, by, state).is_some());
    let approves = guardians.persons.contains(&by) && !has_spoken;
    Ok(Change::Recover { approves, by, statement: Box::new(signed.clone()) })
}

/// Checks that these are the guardians of the rule in force, and could agree under it.
fn check_guardians(
    guardians: &Guardians,
    person: PersonId,
    known: &Person,
) -> Result<(), IdentityError> {
    let rule = known.recovery.as_ref().ok_or(IdentityError::NoRecovery(person))?;
    let Guardians { persons, salt } = guardians;
    let is_list = persons.is_sorted_by(|a, b| a < b)
        && persons.len() <= usize::from(GUARDIANS_MAX)
        && !persons.contains(&person);
    let is_opened = salt.0.len() == 16 && guardians.commitment() == rule.commitment;
    require(is_list && is_opened, IdentityError::WrongGuardians(person))
}

fn check_approve(
    guardian: PersonId,
    person: PersonId,
    replaces: Option<Hash>,
    statement: Hash,
    state: &dyn StateView,
) -> Result<Change, IdentityError> {
    let missing = IdentityError::NoCandidate { person, statement };
    let recovery = RECOVERY.get(state, &person);
    let recovery = recovery.filter(|recovery| recovery.candidates.contains(&statement));
    let recovery = recovery.ok_or(missing)?;
    let is_guardian = recovery.guardians.contains(&guardian);
    require(is_guardian, IdentityError::NotGuardian { guardian, person })?;
    let actual = supported(&recovery, guardian, state);
    let is_new = actual != Some(statement);
    require(is_new, IdentityError::AlreadyApproved { guardian, statement })?;
    require(replaces == actual, IdentityError::Replaces { given: replaces, actual })?;
    Ok(Change::Approve { guardian, person, replaces, statement })
}

/// Returns the candidate to which a guardian agreed.
pub(super) fn supported(
    recovery: &Recovery,
    guardian: PersonId,
    state: &dyn StateView,
) -> Option<Hash> {
    let agrees = |statement: &&Hash| {
        let candidate = CANDIDATE.get(state, statement);
        candidate.is_some_and(|candidate| candidate.approvals.contains(&guardian))
    };
    recovery.candidates.iter().find(agrees).copied()
}

/// Checks what a passkey's device said of the person and the page, wherever it was.
///
/// # Errors
/// [`IdentityError::PasskeyFlags`], then [`IdentityError::PasskeyCrossOrigin`].
pub(super) fn check_flags(assertion: &Assertion) -> Result<(), IdentityError> {
    require(assertion.is_user_present, IdentityError::PasskeyFlags { lacks: "present" })?;
    require(assertion.is_user_verified, IdentityError::PasskeyFlags { lacks: "verified" })?;
    require(!assertion.is_cross_origin, IdentityError::PasskeyCrossOrigin)
}

/// Checks a passkey's answer against the addresses at which passkeys work here (IDE-4).
///
/// # Errors
/// [`IdentityError::PasskeySilent`], the faults of [`check_flags`], then
/// [`IdentityError::RelyingParty`].
pub(super) fn check_assertion(
    assertion: Option<&Assertion>,
    parties: &[RelyingParty],
) -> Result<(), IdentityError> {
    let assertion = assertion.ok_or(IdentityError::PasskeySilent)?;
    check_flags(assertion)?;
    let is_asked_by = |party: &RelyingParty| {
        Hash::of(party.id.as_bytes()) == assertion.rp_id_hash
            && party.is_asked_by(&assertion.origin)
    };
    if parties.iter().any(is_asked_by) {
        return Ok(());
    }
    let known: Vec<&str> = parties.iter().map(|party| party.id.as_str()).collect();
    let known = if known.is_empty() { "no address".into() } else { known.join(", ") };
    let origin = assertion.origin.chars().take(100).collect();
    Err(IdentityError::RelyingParty { origin, known })
}

/// Returns `error` unless `holds`.
pub(super) fn require(holds: bool, error: IdentityError) -> Result<(), IdentityError> {
    if holds { Ok(()) } else { Err(error) }
}
