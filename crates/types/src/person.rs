//! Persons: a signed inception record and a chain of key changes that the person carries from
//! society to society (PER-1, PER-2, PER-6 to PER-10).

use serde::{Deserialize, Serialize};

use crate::bytes::Base64;
use crate::canonical;
use crate::hash::Hash;
use crate::id::PersonId;
use crate::key::{PublicKey, Scope};
use crate::signature::{BadSignature, Signature};
use crate::time::{Seconds, Timestamp};

/// Most keys that a person has at once. Unit: keys. Source: PER-6.
pub const KEYS_MAX: usize = 16;
/// Most guardians. Unit: persons. Source: PER-8.
pub const GUARDIANS_MAX: u8 = 15;
/// Shortest delay of a recovery. Source: PER-8.
pub const RECOVERY_DELAY_MIN: Seconds = Seconds::days(1);
/// Longest delay of a recovery. Source: PER-8.
pub const RECOVERY_DELAY_MAX: Seconds = Seconds::days(60);

/// First line of the bytes that an inception signature covers.
const INCEPTION_TAG: &[u8] = b"polity/inception/v1\n";
/// First line of the bytes that a statement signature covers.
const STATEMENT_TAG: &[u8] = b"polity/statement/v1\n";
/// First line of the bytes that a guardians' commitment hashes.
const GUARDIANS_TAG: &[u8] = b"polity/guardians/v1\n";

/// What one key of a person may do, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyGrant {
    /// First instant at which the key no longer speaks; absent: until it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// The key.
    pub key: PublicKey,
    /// What it may speak for, in alphabetical order.
    pub scopes: Vec<Scope>,
}

/// How a person who lost every key comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryRule {
    /// Commitment to the guardians ([`Guardians::commitment`]); nobody sees who they are until a
    /// recovery names them.
    pub commitment: Hash,
    /// Waiting time before a recovery, a removed key or a changed guardian takes effect.
    pub delay: Seconds,
    /// Guardians who must agree. Unit: persons.
    pub threshold: u8,
    /// Guardians who must agree once an old key has objected. Unit: persons.
    pub threshold_disputed: u8,
}

/// The opened commitment of a recovery rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardians {
    /// The guardians, in the order of their identifiers.
    pub persons: Vec<PersonId>,
    /// 16 random bytes, so that the commitment does not betray who they are.
    pub salt: Base64,
}

impl Guardians {
    /// Returns the commitment: SHA-256 of a tag line and the canonical JSON (PER-8).
    #[must_use]
    pub fn commitment(&self) -> Hash {
        Hash::of_parts(&[GUARDIANS_TAG, &canonical::to_bytes(self)])
    }
}

/// The beginning of a person: first keys, recovery rule, salt. Its hash is the identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inception {
    /// The first keys, in the order of their text; at least one with the scope `keys`.
    pub keys: Vec<KeyGrant>,
    /// How lost keys are replaced; absent: they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryRule>,
    /// 16 random bytes: who signs with the same keys again may still be someone else.
    pub salt: Base64,
}

/// An inception with a signature of each of its keys, in the order of the keys: nobody can claim a
/// key that they do not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedInception {
    /// The record.
    pub inception: Inception,
    /// One signature per key.
    pub signatures: Vec<Signature>,
}

/// Why a record of a person is refused, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadPerson {
    #[error("A person has 1 to {KEYS_MAX} keys, each once, in the order of their text.")]
    Keys,
    #[error("A key speaks for 1 to 5 scopes, each once, in alphabetical order.")]
    Scopes,
    #[error("At least one key that does not expire must have the scope `keys`.")]
    NoRootKey,
    #[error("The salt must have 16 bytes.")]
    Salt,
    #[error(
        "A recovery needs 1 to {GUARDIANS_MAX} guardians, as many or more once disputed, and a \
         delay of 1 to 60 days."
    )]
    Recovery,
    #[error("Each key must sign; there must be as many signatures as keys.")]
    SignatureCount,
    #[error("{0}")]
    Signature(#[from] BadSignature),
}

impl crate::refusal::Explain for BadPerson {
    fn code(&self) -> &'static str {
        match self {
            Self::Keys => "person.keys",
            Self::Scopes => "person.scopes",
            Self::NoRootKey => "person.no_root_key",
            Self::Salt => "person.salt",
            Self::Recovery => "person.recovery",
            Self::SignatureCount => "person.signature_count",
            Self::Signature(_) => "person.signature",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Keys | Self::NoRootKey => "PER-6",
            Self::Scopes => "PER-4",
            Self::Salt => "PER-1",
            Self::Recovery => "PER-8",
            Self::SignatureCount | Self::Signature(_) => "PER-5",
        }
    }

    fn next_step(&self) -> String {
        "Make the record again with `polity key`, or with the SDK.".into()
    }
}

impl Inception {
    /// Returns the person that this record begins: the hash of the signed bytes (PER-1).
    #[must_use]
    pub fn person(&self) -> PersonId {
        PersonId(Hash::of(&self.signed_bytes()))
    }

    /// Returns the bytes that each key signs.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [INCEPTION_TAG, &canonical::to_bytes(self)].concat()
    }
}

impl SignedInception {
    /// Checks form and signatures and returns the person. A passkey's relying party is checked by
    /// the society that admits it.
    ///
    /// # Errors
    /// The first fault, in the order of [`BadPerson`].
    pub fn verify(&self) -> Result<PersonId, BadPerson> {
        let Inception { keys, recovery, salt } = &self.inception;
        check_grants(keys)?;
        let is_root =
            |grant: &KeyGrant| grant.scopes.contains(&Scope::Keys) && grant.expires.is_none();
        require(keys.iter().any(is_root), BadPerson::NoRootKey)?;
        require(salt.0.len() == 16, BadPerson::Salt)?;
        recovery.as_ref().map_or(Ok(()), RecoveryRule::check)?;
        require(self.signatures.len() == keys.len(), BadPerson::SignatureCount)?;
        let message = self.inception.signed_bytes();
        for (grant, signature) in keys.iter().zip(&self.signatures) {
            signature.verify(&grant.key, &message)?;
        }
        Ok(self.inception.person())
    }
}

/// Checks a list of grants: count, order, scopes.
///
/// # Errors
/// [`BadPerson::Keys`], then [`BadPerson::Scopes`].
pub fn check_grants(grants: &[KeyGrant]) -> Result<(), BadPerson> {
    let is_sorted = grants
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a.key.to_string() < b.key.to_string()));
    require((1..=KEYS_MAX).contains(&grants.len()) && is_sorted, BadPerson::Keys)?;
    grants.iter().try_for_each(KeyGrant::check)
}

impl KeyGrant {
    /// Checks that the scopes are in order, each once.
    ///
    /// # Errors
    /// [`BadPerson::Scopes`].
    pub fn check(&self) -> Result<(), BadPerson> {
        let is_sorted = self.scopes.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        require(!self.scopes.is_empty() && is_sorted, BadPerson::Scopes)
    }

    /// Returns whether the key speaks for `scope` at `now`.
    #[must_use]
    pub fn speaks_for(&self, scope: Scope, now: Timestamp) -> bool {
        self.scopes.contains(&scope) && self.expires.is_none_or(|expires| now < expires)
    }
}

impl RecoveryRule {
    /// Checks thresholds and delay.
    ///
    /// # Errors
    /// [`BadPerson::Recovery`].
    pub fn check(&self) -> Result<(), BadPerson> {
        let is_delay_fine = (RECOVERY_DELAY_MIN..=RECOVERY_DELAY_MAX).contains(&self.delay);
        let is_count_fine = (1..=GUARDIANS_MAX).contains(&self.threshold)
            && (self.threshold..=GUARDIANS_MAX).contains(&self.threshold_disputed);
        require(is_delay_fine && is_count_fine, BadPerson::Recovery)
    }
}

fn require(holds: bool, error: BadPerson) -> Result<(), BadPerson> {
    if holds { Ok(()) } else { Err(error) }
}

/// One link of a person's chain: what changes, after which link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What changes.
    pub change: KeyChange,
    /// The person.
    pub person: PersonId,
    /// Hash of the statement before, or of the inception ([`Inception::person`]'s hash).
    pub previous: Hash,
    /// The number of the statement; the inception is 0.
    pub sequence: u64,
}

/// A change of a person's keys. Serialized as `{"name": …, "with": …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum KeyChange {
    /// Adds a key, which signs too. Takes effect at once.
    AddKey {
        /// The key, its scopes and its end.
        grant: KeyGrant,
    },
    /// Removes a key after the recovery delay (at once where there is no recovery rule, or where
    /// the key removes itself).
    RemoveKey {
        /// The key.
        key: PublicKey,
    },
    /// Changes the recovery rule, after the delay of the old one.
    SetRecovery {
        /// The new rule; absent: none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recovery: Option<RecoveryRule>,
    },
    /// Replaces every key, by the guardians' word.
    Recover {
        /// The guardians, as committed.
        guardians: Guardians,
        /// The new keys, in the order of their text.
        keys: Vec<KeyGrant>,
    },
}

/// A statement with the signatures that it needs: of a key with the scope `keys`, of each key that
/// it adds; for a recovery, of each new key (guardians agree by operations of their own).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedStatement {
    /// Who signs, and the signature.
    pub signatures: Vec<KeySignature>,
    /// The statement.
    pub statement: Statement,
}

/// A signature with the key that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySignature {
    /// The key.
    pub key: PublicKey,
    /// Its signature.
    pub signature: Signature,
}

impl Statement {
    /// Returns the bytes that the keys sign.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [STATEMENT_TAG, &canonical::to_bytes(self)].concat()
    }

    /// Returns the hash that the next statement names.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&self.signed_bytes())
    }
}

impl SignedStatement {
    /// Checks that every signature fits and that every key added signs. Whether a key with the
    /// scope `keys` is among them is for whoever knows the chain.
    ///
    /// # Errors
    /// The first fault, in the order of [`BadPerson`].
    pub fn verify(&self) -> Result<(), BadPerson> {
        let added: &[KeyGrant] = match &self.statement.change {
            KeyChange::AddKey { grant } => std::slice::from_ref(grant),
            KeyChange::Recover { keys, .. } => keys,
            KeyChange::SetRecovery { recovery } => {
                recovery.as_ref().map_or(Ok(()), RecoveryRule::check)?;
                &[]
            }
            KeyChange::RemoveKey { .. } => &[],
        };
        if !added.is_empty() {
            check_grants(added)?;
        }
        require(self.signatures.len() <= KEYS_MAX.saturating_add(1), BadPerson::SignatureCount)?;
        let has_signed =
            |grant: &KeyGrant| self.signatures.iter().any(|signed| signed.key == grant.key);
        require(added.iter().all(has_signed), BadPerson::SignatureCount)?;
        let message = self.statement.signed_bytes();
        for KeySignature { key, signature } in &self.signatures {
            signature.verify(key, &message)?;
        }
        Ok(())
    }
}
