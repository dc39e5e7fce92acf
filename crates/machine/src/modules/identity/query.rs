//! What pages, the command line, the frame and neighbouring modules may read of identity.

use polity_types::person::KeyChange;
use polity_types::refusal::Explain;
use polity_types::{Hash, OperationId, PersonId, PublicKey, Refusal, Scope, Timestamp};

use super::action::IdentityAction;
use super::error::IdentityError;
use super::rules::{check_assertion, require};
use super::state::{self, CANDIDATE, PERSON, RECOVERY};
use super::types::{Candidate, Fork, Person, Recovery, Waiting};
use crate::Action;
use crate::charter_text::ActionClass;
use crate::frame::context::Context;
use crate::frame::module::ActionSpec;
use crate::frame::state::StateView;
use crate::modules::charter;

/// Returns a person as the society knows them.
#[must_use]
pub fn person(state: &dyn StateView, person: PersonId) -> Option<Person> {
    PERSON.get(state, &person)
}

/// Returns whether the society knows a person.
#[must_use]
pub fn is_known(state: &dyn StateView, person: PersonId) -> bool {
    PERSON.has(state, &person)
}

/// Returns the state key of a person's record, for proofs.
#[must_use]
pub fn person_key(person: PersonId) -> String {
    PERSON.key(&person)
}

/// Returns the state keys of the records that say who a person is, and whether they are held up.
#[must_use]
pub fn person_keys(person: PersonId) -> [String; 2] {
    [PERSON.key(&person), RECOVERY.key(&person)]
}

/// Returns the open recovery of a person.
#[must_use]
pub fn recovery(state: &dyn StateView, person: PersonId) -> Option<Recovery> {
    RECOVERY.get(state, &person)
}

/// Returns up to `limit` open recoveries, and whose they are, in the order of the identifiers.
#[must_use]
pub fn recoveries(state: &dyn StateView, limit: usize) -> Vec<(PersonId, Recovery)> {
    let page = RECOVERY.scan(state, "", None, limit);
    let person = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    page.into_iter().filter_map(|(key, recovery)| Some((person(&key)?, recovery))).collect()
}

/// Returns the new keys that a recovery's statement would give.
#[must_use]
pub fn candidate(state: &dyn StateView, statement: Hash) -> Option<Candidate> {
    CANDIDATE.get(state, &statement)
}

/// Returns the second successors kept of a person's chain.
#[must_use]
pub fn forks(state: &dyn StateView, person: PersonId) -> Vec<Fork> {
    state::chain(state, person).forks
}

/// Returns whether a disputed recovery has a person's spending and changes of keys rest (IDE-16).
#[must_use]
pub fn is_frozen(state: &dyn StateView, person: PersonId) -> bool {
    disputed(state, person).is_some()
}

fn disputed(state: &dyn StateView, person: PersonId) -> Option<Waiting> {
    let waiting = RECOVERY.read(state, &person)?.waiting?;
    waiting.disputed.then_some(waiting)
}

/// Decides whether the key of the context speaks for `person` in the scope of the action.
///
/// # Errors
/// That a disputed recovery holds the action up, that the person is unknown, that the key is not
/// theirs, has expired or is not for this, or that the passkey was used elsewhere.
pub fn speaks(
    person: PersonId,
    spec: &ActionSpec,
    action: &Action,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), Refusal> {
    check_key(person, spec, action, context, state).map_err(|error| error.refusal())
}

fn check_key(
    person: PersonId,
    spec: &ActionSpec,
    action: &Action,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), IdentityError> {
    // Rights are never narrowed: who is frozen may leave, and may object. Their money stays theirs and
    // waits until it is known who they are.
    let may_rest = match spec.scope {
        Scope::Spend => true,
        Scope::Keys => spec.action.class != ActionClass::Right,
        Scope::Present | Scope::Speak | Scope::Vote => false,
    };
    if may_rest && let Some(waiting) = disputed(state, person) {
        // The new keys may still be brought; their statement speaks for itself.
        let is_recovery = matches!(action, Action::Identity(IdentityAction::Recover { .. }));
        require(is_recovery, IdentityError::Frozen(person, waiting.ends.at))?;
    }
    // Acts that were announced earlier carry no key: it was checked then.
    let Some(key) = context.key else { return Ok(()) };
    let known = PERSON.read(state, &person);
    let grant = known.as_ref().and_then(|known| known.grant(&key));
    match grant {
        Some(grant) => {
            let now = context.now;
            if let Some(at) = grant.expires.filter(|at| *at <= now) {
                return Err(IdentityError::KeyExpired { key, at, now });
            }
            let has_scope = grant.scopes.contains(&spec.scope);
            require(has_scope, IdentityError::OutOfScope { key, scope: spec.words })?;
        }
        // `check` decides whether the key that an action brings with it is the person's.
        None if brings_key(action, person, &key) => {}
        None if known.is_none() => return Err(IdentityError::Unknown(person)),
        None => return Err(IdentityError::NotTheirKey { key, person }),
    }
    if matches!(key, PublicKey::Passkey(_)) {
        check_assertion(context.assertion, &charter::query::relying_parties(state))?;
    }
    Ok(())
}

/// Returns whether an action of `person` shows by itself that the key is theirs.
fn brings_key(action: &Action, person: PersonId, key: &PublicKey) -> bool {
    let Action::Identity(action) = action else { return false };
    match action {
        IdentityAction::Register { .. } => true,
        IdentityAction::Recover { statement } => match &statement.statement.change {
            KeyChange::Recover { keys, .. } => {
                statement.statement.person == person && keys.iter().any(|new| new.key == *key)
            }
            _ => false,
        },
        IdentityAction::Adopt { statements } => statements.iter().any(|signed| {
            let is_added = |change: &KeyChange| match change {
                KeyChange::AddKey { grant } => grant.key == *key,
                _ => false,
            };
            signed.statement.person == person && is_added(&signed.statement.change)
        }),
        IdentityAction::ApproveRecovery { .. }
        | IdentityAction::Object {}
        | IdentityAction::Void { .. } => false,
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
