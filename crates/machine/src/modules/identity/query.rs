//! What pages, the command line, the frame and neighbouring modules may read of identity.

use polity_types::passkey::Assertion;
use polity_types::refusal::Explain;
use polity_types::{Hash, KeyKind, OperationId, PersonId, Refusal, Timestamp};

use super::action::IdentityAction;
use super::error::IdentityError;
use super::state::PERSON;
use super::types::Person;
use crate::Action;
use crate::frame::context::Context;
use crate::frame::module::ActionSpec;
use crate::frame::state::StateView;
use crate::modules::charter::{self, RelyingParty};

/// Returns a person as the society knows them.
#[must_use]
pub fn person(state: &dyn StateView, person: PersonId) -> Option<Person> {
    PERSON.get(state, &person)
}

/// Decides whether the key of the context speaks for `person` in the scope of the action.
///
/// # Errors
/// That the person is unknown, or that the key is not theirs, or not for this.
pub fn speaks(
    person: PersonId,
    spec: &ActionSpec,
    action: &Action,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), Refusal> {
    // Acts that were announced earlier carry no key: it was checked then.
    let Some(key) = context.key else { return Ok(()) };
    if let Action::Identity(IdentityAction::Register { .. }) = action {
        // Nobody is known before they register; `check` compares the key with the inception.
        return Ok(());
    }
    let known = PERSON.get(state, &person).ok_or(IdentityError::Unknown(person));
    let known = known.map_err(|error| error.refusal())?;
    let grant = known.keys.iter().find(|grant| grant.key == key);
    let grant = grant.ok_or(IdentityError::NotTheirKey { key, person });
    let grant = grant.map_err(|error| error.refusal())?;
    if key.kind() == KeyKind::Passkey {
        let parties = charter::query::relying_parties(state);
        fits(context.assertion, &parties).map_err(|error| error.refusal())?;
    }
    if grant.speaks_for(spec.scope, context.now) {
        Ok(())
    } else {
        Err(IdentityError::OutOfScope { key, scope: spec.words }.refusal())
    }
}

/// Decides whether what a passkey's device said fits an address of the society (IDE-6).
///
/// # Errors
/// [`IdentityError::PasskeyAddress`], then [`IdentityError::PasskeyPresence`].
pub fn fits(assertion: Option<&Assertion>, parties: &[RelyingParty]) -> Result<(), IdentityError> {
    let said = assertion.ok_or(IdentityError::PasskeyPresence)?;
    let is_ours = parties.iter().any(|party| {
        Hash::of(party.id.as_bytes()) == said.rp_id_hash && party.origins.contains(&said.origin)
    });
    if !is_ours || said.is_cross_origin {
        Err(IdentityError::PasskeyAddress)
    } else if said.is_user_present && said.is_user_verified {
        Ok(())
    } else {
        Err(IdentityError::PasskeyPresence)
    }
}

/// Returns the operation that an action voids, and until when it must be remembered.
#[must_use]
pub fn voids(action: &Action) -> Option<(OperationId, Timestamp)> {
    match action {
        Action::Identity(IdentityAction::Void { operation, until }) => Some((*operation, *until)),
        _ => None,
    }
}
