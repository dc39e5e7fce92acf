//! What stands in the log: the founding, operations as admitted, and the seals that close batches
//! (LOG-1 to LOG-6).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::bytes::Base64;
use crate::canonical;
use crate::hash::Hash;
use crate::id::{PersonId, SocietyId};
use crate::key::PublicKey;
use crate::passkey::RelyingParty;
use crate::person::{BadPerson, KeySignature, SignedInception};
use crate::time::{Height, Timestamp};

/// Largest entry. Unit: bytes of canonical JSON. Source: LOG-1, after C2SP tlog-tiles.
pub const ENTRY_BYTES_MAX: usize = 65_535;
/// Most signers of a society. Unit: keys. Source: LOG-5.
pub const SIGNERS_MAX: usize = 31;
/// Rules version of a society founded by this program. Source: LOG-6.
pub const RULES_VERSION: u64 = 1;

/// First line of the bytes that a founding signature covers.
const FOUNDING_TAG: &[u8] = b"polity/founding/v1\n";

/// Entry 0 of a log. Its hash is the society's identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founding {
    /// Hash of the charter's text, a public record.
    pub charter: Hash,
    /// The fork of another society from which this one descends (FOR-6): the machine judges it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descent: Option<Descent>,
    /// Who founds, and is the first member.
    pub founder: SignedInception,
    /// Where passkeys work from the beginning (CHA-37): the machine judges them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relying_parties: Vec<RelyingParty>,
    /// The rules by which the log is replayed.
    pub rules_version: u64,
    /// 16 random bytes: the same founder may found twice with the same charter.
    pub salt: Base64,
    /// Keys that sign checkpoints, in the order of their text; Ed25519 only.
    pub signers: Vec<PublicKey>,
    /// When.
    pub time: Timestamp,
}

/// The fork of another society from which a society descends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descent {
    /// Number of the fork there.
    pub fork: u64,
    /// The society that was left.
    pub parent: SocietyId,
    /// Hash of a public record: a proof bundle of the parent, with the fork's record and the founder's
    /// line of its list.
    pub proof: Hash,
}

/// The founding with the founder's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedFounding {
    /// The record.
    pub founding: Founding,
    /// By one of the founder's keys with the scope `keys`.
    pub proof: KeySignature,
}

/// Closes a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Operations in the batch.
    pub count: u64,
    /// What ordering vouches with; empty under a single sequencer.
    pub evidence: Base64,
    /// The batch's number.
    pub height: Height,
    /// The rules under which the batch was executed.
    pub rules_version: u64,
    /// Who signs the checkpoints after this one, in the order of their text.
    pub signers: Vec<PublicKey>,
    /// Root of the state after the batch.
    pub state_root: Hash,
    /// The batch's time.
    pub time: Timestamp,
}

/// An entry of the log. Serialized as `{"kind": …, "with": …}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
pub enum LogEntry {
    /// Entry 0.
    Founding(Box<SignedFounding>),
    /// An operation's envelope, as admitted. The machine of its rules version reads it.
    Operation(Box<RawValue>),
    /// The end of a batch.
    Seal(Seal),
}

/// Why a founding is refused, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadFounding {
    #[error("A society has 1 to {SIGNERS_MAX} signers with Ed25519 keys, each once, in order.")]
    Signers,
    #[error("The salt must have 16 bytes.")]
    Salt,
    #[error("{0}")]
    Founder(#[from] BadPerson),
    #[error("A founding is signed by a key of the founder with the scope `keys`.")]
    NotByFounder,
    #[error("The founding's signature does not fit.")]
    Signature,
}

impl Founding {
    /// Returns the bytes that the founder signs.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [FOUNDING_TAG, &canonical::to_bytes(self)].concat()
    }

    /// Returns the society's identifier: the hash of the signed bytes (LOG-2).
    #[must_use]
    pub fn society(&self) -> SocietyId {
        SocietyId(Hash::of(&self.signed_bytes()))
    }
}

impl SignedFounding {
    /// Checks the founding and returns the society and its founder.
    ///
    /// # Errors
    /// The first fault, in the order of [`BadFounding`].
    pub fn verify(&self) -> Result<(SocietyId, PersonId), BadFounding> {
        let Founding { founder, salt, signers, .. } = &self.founding;
        check_signers(signers).ok_or(BadFounding::Signers)?;
        if salt.0.len() != 16 {
            return Err(BadFounding::Salt);
        }
        let person = founder.verify()?;
        let is_root = founder.inception.keys.iter().any(|grant| {
            grant.key == self.proof.key
                && grant.speaks_for(crate::key::Scope::Keys, self.founding.time)
        });
        if !is_root {
            return Err(BadFounding::NotByFounder);
        }
        let message = self.founding.signed_bytes();
        self.proof
            .signature
            .verify(&self.proof.key, &message)
            .map_err(|_| BadFounding::Signature)?;
        Ok((self.founding.society(), person))
    }
}

/// Returns nothing but whether a list of signers is well formed (LOG-5).
#[must_use]
pub fn check_signers(signers: &[PublicKey]) -> Option<()> {
    let is_ed25519 = signers.iter().all(|key| matches!(key, PublicKey::Ed25519(_)));
    let is_sorted =
        signers.windows(2).all(|pair| matches!(pair, [a, b] if a.to_string() < b.to_string()));
    ((1..=SIGNERS_MAX).contains(&signers.len()) && is_ed25519 && is_sorted).then_some(())
}

/// Returns how many of `signers` must sign a checkpoint: more than two thirds (LOG-5).
#[must_use]
pub fn signatures_needed(signers: usize) -> usize {
    signers.saturating_mul(2).checked_div(3).unwrap_or_default().saturating_add(1)
}

/// Returns the first line of the society's checkpoints, which names the log (LOG-4).
#[must_use]
pub fn origin(society: &SocietyId) -> String {
    format!("polity/{society}")
}

impl LogEntry {
    /// Returns the canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(self)
    }

    /// Returns the entry of an envelope's canonical bytes, without reading them.
    #[must_use]
    pub fn of_operation(envelope: &[u8]) -> Vec<u8> {
        [b"{\"kind\":\"operation\",\"with\":".as_slice(), envelope, b"}"].concat()
    }

    /// Returns the envelope's bytes, if the entry is an operation.
    #[must_use]
    pub fn envelope_of(entry: &[u8]) -> Option<&[u8]> {
        entry.strip_prefix(b"{\"kind\":\"operation\",\"with\":")?.strip_suffix(b"}")
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// If the bytes are not its canonical form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, canonical::NotCanonical> {
        canonical::from_bytes_within(bytes, ENTRY_BYTES_MAX, canonical::CARRIED_DEPTH_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_5_more_than_two_thirds_sign() {
        let needed: Vec<usize> = (1..=7).map(signatures_needed).collect();
        assert_eq!(needed, [1, 2, 3, 3, 4, 5, 5]);
    }

    #[test]
    fn log_1_an_operation_entry_holds_the_envelope_as_it_is() {
        let envelope = br#"{"operation":{},"proof":{}}"#;
        let entry = LogEntry::of_operation(envelope);
        assert_eq!(LogEntry::envelope_of(&entry), Some(envelope.as_slice()));
        assert_eq!(LogEntry::from_bytes(&entry).unwrap().to_bytes(), entry);
    }
}
