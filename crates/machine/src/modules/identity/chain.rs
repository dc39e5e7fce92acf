//! A person's chain, folded link by link into what the society knows of the person.

use polity_types::person::{KEYS_MAX, KeyChange, KeyGrant, SignedStatement};
use polity_types::{PersonId, PublicKey, Scope, Seconds, Timestamp};

use super::error::IdentityError;
use super::types::{PENDING_MAX, Pending, Person};

/// What one link does to a person.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// When it takes effect, if it waits.
    pub(super) at: Option<Timestamp>,
    /// What changes.
    pub(super) change: KeyChange,
    /// The person after the link was adopted.
    pub(super) person: Person,
    /// Number of the link.
    pub(super) sequence: u64,
}

/// Adopts the next link of a chain (IDE-4, IDE-5). `running` is the present, for what waits; `now`
/// the time of day, for keys that expire.
pub(super) fn adopt(
    id: PersonId,
    known: &Person,
    signed: &SignedStatement,
    now: Timestamp,
    running: Timestamp,
) -> Result<Link, IdentityError> {
    let statement = &signed.statement;
    let expected = known.sequence.saturating_add(1);
    let is_next = statement.sequence == expected
        && statement.previous == known.head
        && statement.person == id;
    require(is_next, IdentityError::NotTheNext { expected })?;
    signed.verify()?;
    let is_root = |key: &PublicKey| {
        let mut grants = known.keys.iter();
        grants.any(|grant| grant.key == *key && grant.speaks_for(Scope::Keys, now))
    };
    let sequence = statement.sequence;
    let is_signed = signed.signatures.iter().any(|signature| is_root(&signature.key));
    require(is_signed, IdentityError::NotByRootKey { sequence })?;
    let mut person = known.clone();
    person.head = statement.hash();
    person.sequence = sequence;
    let change = statement.change.clone();
    let delay = delay(known, signed);
    // What would not hold now is refused now, even if it waits.
    let mut trial = person.clone();
    change_keys(&mut trial, &change)?;
    let at = (delay > Seconds::ZERO).then(|| running.after(delay));
    match at {
        Some(at) => {
            require(person.pending.len() < PENDING_MAX, IdentityError::TooManyPending)?;
            person.pending.push(Pending { at, change: change.clone(), sequence });
        }
        None => person = trial,
    }
    Ok(Link { at, change, person, sequence })
}

/// How long a change waits: what could lock the owner out waits the recovery delay, unless a key
/// removes itself (PER-9).
fn delay(known: &Person, signed: &SignedStatement) -> Seconds {
    let delay = known.recovery.as_ref().map_or(Seconds::ZERO, |recovery| recovery.delay);
    match &signed.statement.change {
        KeyChange::AddKey { .. } => Seconds::ZERO,
        KeyChange::RemoveKey { key } => {
            let removes_itself = signed.signatures.iter().any(|signature| signature.key == *key);
            if removes_itself { Seconds::ZERO } else { delay }
        }
        KeyChange::SetRecovery { .. } | KeyChange::Recover { .. } => delay,
    }
}

/// Changes the keys of a person.
pub(super) fn change_keys(person: &mut Person, change: &KeyChange) -> Result<(), IdentityError> {
    match change {
        KeyChange::AddKey { grant } => {
            let is_new = !person.keys.iter().any(|known| known.key == grant.key);
            require(is_new && person.keys.len() < KEYS_MAX, IdentityError::NoRoomForKey)?;
            let text = grant.key.to_string();
            let place = person.keys.partition_point(|known| known.key.to_string() < text);
            person.keys.insert(place, grant.clone());
        }
        KeyChange::RemoveKey { key } => {
            let before = person.keys.len();
            person.keys.retain(|grant| grant.key != *key);
            require(person.keys.len() < before, IdentityError::NoSuchKey)?;
            let is_root =
                |grant: &KeyGrant| grant.scopes.contains(&Scope::Keys) && grant.expires.is_none();
            require(person.keys.iter().any(is_root), IdentityError::LastRootKey)?;
        }
        KeyChange::SetRecovery { recovery } => person.recovery.clone_from(recovery),
        KeyChange::Recover { .. } => return Err(IdentityError::NoRecoveryYet),
    }
    Ok(())
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: IdentityError) -> Result<(), IdentityError> {
    if holds { Ok(()) } else { Err(error) }
}
