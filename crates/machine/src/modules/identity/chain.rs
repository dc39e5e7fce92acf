//! The chain of a person's key changes: which statements continue it, and what each does
//! (IDE-6 to IDE-10). Pure.

use polity_types::passkey;
use polity_types::person::{
    BadPerson, KEYS_MAX, KeyChange, KeyGrant, RecoveryRule, SignedStatement, Statement,
};
use polity_types::signature::Signature;
use polity_types::{Hash, PersonId, PublicKey, Scope, Seconds, Timestamp};

use super::error::IdentityError;
use super::rules::{check_flags, require};
use super::state::{self, PERSON, RECOVERY};
use super::types::{Chain, FORKS_MAX, Fork, Pending, PendingChange, Person, STATEMENTS_MAX};
use crate::frame::agenda::Place;
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// What a list of statements does, in order.
#[derive(Debug)]
pub(super) struct Extension {
    /// Whose chain.
    pub(super) person: PersonId,
    /// What to write.
    pub(super) steps: Vec<Step>,
}

/// What one statement does.
#[derive(Debug)]
pub(super) enum Step {
    /// It is kept as evidence.
    Fork(Fork),
    /// It becomes the chain's last link.
    Link { effect: Effect, sequence: u64, statement: Hash },
}

/// What a link does to the keys.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// `instead`: the key whose place the new one takes.
    AddKey {
        grant: KeyGrant,
        instead: Option<PublicKey>,
    },
    RemoveKey(PublicKey),
    SetRecovery(Option<RecoveryRule>),
    Wait {
        change: PendingChange,
        delay: Seconds,
    },
}

/// What is known of a person while statements are read.
struct Reading<'a> {
    chain: Chain,
    context: &'a Context<'a>,
    known: Person,
    person: PersonId,
    /// Until when a recovery holds changes up.
    rests: Option<Timestamp>,
}

/// Reads statements in turn, each after what the ones before left.
///
/// # Errors
/// The first fault of the first statement that has one, in the order of [`IdentityError`].
pub(super) fn check_adopt(
    statements: &[SignedStatement],
    author: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Extension, IdentityError> {
    let person = statements.first().map(|signed| signed.statement.person);
    let person = person.ok_or(IdentityError::Statements)?;
    let is_one = statements.iter().all(|signed| signed.statement.person == person);
    require(is_one && statements.len() <= STATEMENTS_MAX, IdentityError::Statements)?;
    let known = PERSON.get(state, &person).ok_or(IdentityError::Unknown(person))?;
    let waiting = RECOVERY.get(state, &person).and_then(|recovery| recovery.waiting);
    let mut reading = Reading {
        chain: state::chain(state, person),
        context,
        known,
        person,
        rests: waiting.map(|waiting| waiting.ends.at),
    };
    let mut steps = Vec::new();
    for signed in statements {
        steps.extend(reading.read(signed)?);
    }
    require(!steps.is_empty(), IdentityError::NothingNew(person))?;
    if let Some(key) = context.key.filter(|_| author == person) {
        // The key may be one that the statements add, or have removed.
        let grant = reading.known.grant(&key);
        let is_theirs = grant.is_some_and(|grant| grant.speaks_for(Scope::Present, context.now));
        let was_theirs =
            PERSON.get(state, &person).is_some_and(|known| known.grant(&key).is_some());
        require(is_theirs || was_theirs, IdentityError::NotTheirKey { key, person })?;
    }
    Ok(Extension { person, steps })
}

impl Reading<'_> {
    /// Returns what a statement does; `None` if it is known.
    fn read(&mut self, signed: &SignedStatement) -> Result<Option<Step>, IdentityError> {
        let Statement { previous, sequence, .. } = signed.statement;
        let hash = signed.statement.hash();
        let is_kept = self.chain.forks.iter().any(|fork| fork.second == hash);
        if is_kept || self.chain.link(sequence) == Some(hash) {
            return Ok(None);
        }
        let is_recovery = matches!(signed.statement.change, KeyChange::Recover { .. });
        require(!is_recovery, IdentityError::OtherChange)?;
        if previous == self.known.head && sequence == self.known.sequence.saturating_add(1) {
            let step = self.link(signed, sequence, hash)?;
            return Ok(Some(step));
        }
        let before = sequence.checked_sub(1).and_then(|before| self.chain.link(before));
        let (Some(_), Some(first)) =
            (before.filter(|before| *before == previous), self.chain.link(sequence))
        else {
            let (person, known) = (self.person, self.known.sequence);
            return Err(IdentityError::BrokenChain { person, given: sequence, known });
        };
        require(self.chain.forks.len() < FORKS_MAX, IdentityError::ForksFull(self.person))?;
        self.check_signatures(signed, true)?;
        let operation = self.context.operation;
        let fork = Fork { first, operation, second: hash, sequence };
        self.chain.forks.push(fork);
        Ok(Some(Step::Fork(fork)))
    }

    fn link(
        &mut self,
        signed: &SignedStatement,
        sequence: u64,
        statement: Hash,
    ) -> Result<Step, IdentityError> {
        if let Some(until) = self.rests {
            return Err(IdentityError::RecoveryWaits { person: self.person, until });
        }
        self.check_signatures(signed, false)?;
        let effect = self.effect(signed)?;
        self.known.head = statement;
        self.known.sequence = sequence;
        self.chain.put(sequence, statement);
        match effect.clone() {
            Effect::AddKey { grant, instead } => {
                let _ = make_way(&mut self.known, &mut self.chain, instead, &grant.key);
                add_key(&mut self.known, grant);
            }
            Effect::RemoveKey(key) => {
                // Whether the removal waited before matters to the agenda alone.
                let _ = remove_key(&mut self.known, &mut self.chain, &key);
            }
            Effect::SetRecovery(recovery) => self.known.recovery = recovery,
            Effect::Wait { change, delay } => {
                let place = Place { at: self.context.running.after(delay), number: 0 };
                let _ = put_off(&mut self.known, Pending { change, place, statement });
            }
        }
        Ok(Step::Link { effect, sequence, statement })
    }

    /// Checks form, signatures, and that a key which speaks for keys is among them; for evidence,
    /// one that did once is enough.
    fn check_signatures(
        &self,
        signed: &SignedStatement,
        is_evidence: bool,
    ) -> Result<(), IdentityError> {
        let is_alone = matches!(signed.statement.change, KeyChange::SetRecovery { .. });
        check_signed(signed, if is_alone { 1 } else { 2 })?;
        let speaks = |key: &PublicKey| {
            let grant = self.known.grant(key);
            let now = self.context.now;
            grant.is_some_and(|grant| grant.speaks_for(Scope::Keys, now))
                || (is_evidence && self.chain.retired.contains(key))
        };
        let has_signed = signed.signatures.iter().any(|signed| speaks(&signed.key));
        require(has_signed, IdentityError::NotSigned(self.person))
    }

    fn effect(&self, signed: &SignedStatement) -> Result<Effect, IdentityError> {
        let (known, person, now) = (&self.known, self.person, self.context.now);
        let delay = known.recovery.as_ref().map(|rule| rule.delay);
        match &signed.statement.change {
            KeyChange::AddKey { grant } => {
                let key = grant.key;
                let before = known.grant(&key);
                let has_key = before.is_some_and(|grant| !is_over(grant, now));
                require(!has_key, IdentityError::HasKey { person, key })?;
                check_unexpired(grant, now)?;
                let instead = match before {
                    Some(_) => Some(key),
                    None if known.keys.len() < KEYS_MAX => None,
                    None => Some(first_over(known, now).ok_or(IdentityError::TooManyKeys(person))?),
                };
                Ok(Effect::AddKey { grant: grant.clone(), instead })
            }
            // It has made way here, and another society may know it still.
            KeyChange::RemoveKey { key } if known.made_way && known.grant(key).is_none() => {
                Ok(Effect::RemoveKey(*key))
            }
            KeyChange::RemoveKey { key } => {
                let key = *key;
                let missing = IdentityError::NoSuchKey { person, key };
                let grant = known.grant(&key).ok_or(missing)?;
                let is_own = signed.signatures.iter().any(|signed| signed.key == key);
                let is_over = is_over(grant, now);
                let delay = delay.filter(|_| !is_own && !is_over);
                let waits = delay.is_some() && known.is_leaving(&key);
                require(!waits, IdentityError::RemovalWaits { key })?;
                let is_left = |grant: &&KeyGrant| grant.key != key && !known.is_leaving(&grant.key);
                let has_root = known.keys.iter().filter(is_left).any(is_root);
                require(has_root, IdentityError::NoRootLeft(person))?;
                let change = PendingChange::RemoveKey { key };
                Ok(delay.map_or(Effect::RemoveKey(key), |delay| Effect::Wait { change, delay }))
            }
            KeyChange::SetRecovery { recovery } => Ok(match delay {
                Some(delay) => {
                    let change = PendingChange::SetRecovery { recovery: recovery.clone() };
                    Effect::Wait { change, delay }
                }
                None => Effect::SetRecovery(recovery.clone()),
            }),
            KeyChange::Recover { .. } => Err(IdentityError::OtherChange),
        }
    }
}

/// Checks the form of a statement, that it has no more signatures than it needs, and that each fits.
///
/// # Errors
/// [`IdentityError::TooManySignatures`], then the faults of [`SignedStatement::verify`], then what
/// a passkey's device did not say.
pub(super) fn check_signed(signed: &SignedStatement, limit: usize) -> Result<(), IdentityError> {
    let actual = signed.signatures.len();
    require(actual <= limit, IdentityError::TooManySignatures { actual, limit })?;
    signed.verify()?;
    let message = Hash::of(&signed.statement.signed_bytes());
    for signature in &signed.signatures {
        let Signature { authenticator_data, client_data, .. } = &signature.signature;
        if let (PublicKey::Passkey(_), Some(authenticator), Some(client)) =
            (signature.key, authenticator_data, client_data)
        {
            let assertion = passkey::read(&authenticator.0, &client.0, message);
            check_flags(&assertion.map_err(BadPerson::Signature)?)?;
        }
    }
    Ok(())
}

/// Checks that a new key speaks at all.
///
/// # Errors
/// [`IdentityError::NewKeyExpired`].
pub(super) fn check_unexpired(grant: &KeyGrant, now: Timestamp) -> Result<(), IdentityError> {
    match grant.expires {
        Some(at) if at <= now => Err(IdentityError::NewKeyExpired { key: grant.key, at, now }),
        _ => Ok(()),
    }
}

/// Returns whether a key can always go on: it has the scope `keys` and does not expire.
pub(super) fn is_root(grant: &KeyGrant) -> bool {
    grant.scopes.contains(&Scope::Keys) && grant.expires.is_none()
}

/// Returns whether a key has expired.
fn is_over(grant: &KeyGrant, now: Timestamp) -> bool {
    grant.expires.is_some_and(|at| at <= now)
}

/// Returns the key that expired first, if one has. Source: IDE-17.
fn first_over(person: &Person, now: Timestamp) -> Option<PublicKey> {
    let over = person.keys.iter().filter(|grant| is_over(grant, now));
    over.min_by_key(|grant| grant.expires).map(|grant| grant.key)
}

/// Takes out the key whose place another takes; returns the removal of it that waited, if one did.
pub(super) fn make_way(
    person: &mut Person,
    chain: &mut Chain,
    instead: Option<PublicKey>,
    new: &PublicKey,
) -> Option<Pending> {
    let old = instead?;
    person.made_way |= old != *new;
    remove_key(person, chain, &old)
}

/// Adds a key in its place.
pub(super) fn add_key(person: &mut Person, grant: KeyGrant) {
    let text = grant.key.to_string();
    let place = person.keys.partition_point(|other| other.key.to_string() < text);
    person.keys.insert(place, grant);
}

/// Removes a key; returns the removal that waited, if one did.
pub(super) fn remove_key(
    person: &mut Person,
    chain: &mut Chain,
    key: &PublicKey,
) -> Option<Pending> {
    if person.grant(key).is_some_and(|grant| grant.scopes.contains(&Scope::Keys)) {
        chain.retire(*key);
    }
    person.keys.retain(|grant| grant.key != *key);
    let removal = PendingChange::RemoveKey { key: *key };
    let place = person.pending.iter().position(|pending| pending.change == removal)?;
    Some(person.pending.remove(place))
}

/// Has a change wait; returns the change of guardians whose place it takes, if there is one.
pub(super) fn put_off(person: &mut Person, pending: Pending) -> Option<Pending> {
    let is_rule = |pending: &Pending| matches!(pending.change, PendingChange::SetRecovery { .. });
    let before = if is_rule(&pending) { person.pending.iter().position(is_rule) } else { None };
    let before = before.map(|place| person.pending.remove(place));
    person.pending.push(pending);
    before
}
