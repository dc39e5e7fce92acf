//! Operations: what a person asks, signed (OPE-1 to OPE-8).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::canonical::{self, NotCanonical};
use crate::hash::Hash;
use crate::id::{OperationId, PersonId, SocietyId};
use crate::key::PublicKey;
use crate::passkey::Assertion;
use crate::refusal::{Explain, Refusal};
use crate::signature::{BadSignature, Claim, Signature};
use crate::time::{Seconds, Timestamp};

/// Largest envelope. Unit: bytes of canonical JSON. Source: OPE-7.
pub const ENVELOPE_BYTES_MAX: usize = 48 * 1_024;
/// Deepest nesting of an envelope, which an entry carries one level down. Source: ENC-7.
pub const ENVELOPE_DEPTH_MAX: usize = canonical::CARRIED_DEPTH_MAX - 1;
/// Longest validity. Source: OPE-5.
pub const VALIDITY_MAX: Seconds = Seconds::days(1);
/// Validity that clients give where nothing else is asked. Source: OPE-5.
pub const VALIDITY_DEFAULT: Seconds = Seconds::minutes(10);

/// First line of the bytes that an operation's signature covers.
const OPERATION_TAG: &[u8] = b"polity/operation/v1\n";

/// What a person asks of a society. `A` is the union of actions of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation<A> {
    /// What is asked, as `{"name": …, "with": …}`.
    pub action: A,
    /// Who asks.
    pub author: PersonId,
    /// The key that signs.
    pub key: PublicKey,
    /// Any number, so that the same wish can be said twice.
    pub nonce: u64,
    /// Of which society.
    pub society: SocietyId,
    /// When it may be admitted.
    pub valid: Validity,
}

/// From when to when an operation may be admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First instant.
    pub from: Timestamp,
    /// First instant at which it is too late.
    pub until: Timestamp,
}

/// An operation with what proves its origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope<A> {
    /// What is asked.
    pub operation: Operation<A>,
    /// What proves it.
    pub proof: Proof,
}

/// What proves who asks. Serialized as `{"kind": …, "with": …}`; other kinds may come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
pub enum Proof {
    /// A signature of the operation's key.
    Signature(Signature),
}

/// An operation whose shape and signature are known to be good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOperation<A> {
    /// What the passkey's device said, if a passkey signed.
    pub assertion: Option<Assertion>,
    /// Canonical bytes of the envelope, as they go into the log.
    pub bytes: Vec<u8>,
    /// The identifier.
    pub id: OperationId,
    /// What is asked. In a box, for it changes hands often.
    pub operation: Box<Operation<A>>,
}

/// Why an envelope is refused before the rules are asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadEnvelope {
    #[error("{0}")]
    Encoding(#[from] NotCanonical),
    #[error("The operation's validity ends before it begins.")]
    ValidityReversed,
    #[error("The operation is valid for {actual}; at most {VALIDITY_MAX} is allowed.")]
    ValidityTooLong { actual: Seconds },
    #[error("{0}")]
    Signature(#[from] BadSignature),
}

impl Explain for BadEnvelope {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::ValidityReversed => "operation.validity_reversed",
            Self::ValidityTooLong { .. } => "operation.validity_too_long",
            Self::Signature(BadSignature::Malformed) => "operation.signature_malformed",
            Self::Signature(BadSignature::Mismatch) => "operation.signature_mismatch",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.rule(),
            Self::ValidityReversed | Self::ValidityTooLong { .. } => "OPE-5",
            Self::Signature(_) => "OPE-3",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Encoding(error) => Explain::next_step(error),
            Self::ValidityReversed | Self::ValidityTooLong { .. } => {
                "Sign it again with a validity of at most a day; ten minutes are usual.".into()
            }
            Self::Signature(_) => "Sign the operation again with the key that it names.".into(),
        }
    }
}

impl<A: Serialize> Operation<A> {
    /// Returns the bytes that are signed: a tag line and the canonical JSON (OPE-2).
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [OPERATION_TAG, &canonical::to_bytes(self)].concat()
    }

    /// Returns the identifier, which is also a passkey's challenge (OPE-2).
    #[must_use]
    pub fn id(&self) -> OperationId {
        OperationId(Hash::of(&self.signed_bytes()))
    }
}

impl<A: Serialize> Envelope<A> {
    /// Returns the canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(self)
    }
}

/// An envelope that was decoded, and whose signature is still to be checked.
#[derive(Clone, Debug)]
pub struct Decoded<A> {
    /// Canonical bytes of the envelope.
    pub bytes: Vec<u8>,
    /// The envelope.
    pub envelope: Envelope<A>,
    /// The bytes that are signed.
    pub signed_bytes: Vec<u8>,
}

impl<A: Serialize + DeserializeOwned> Decoded<A> {
    /// Decodes an envelope and checks its shape.
    ///
    /// # Errors
    /// [`BadEnvelope::Encoding`], then the faults of its validity.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, BadEnvelope> {
        let envelope: Envelope<A> =
            canonical::from_bytes_within(&bytes, ENVELOPE_BYTES_MAX, ENVELOPE_DEPTH_MAX)?;
        let Validity { from, until } = envelope.operation.valid;
        let length = until.since(from).filter(|length| *length > Seconds::ZERO);
        let actual = length.ok_or(BadEnvelope::ValidityReversed)?;
        if actual > VALIDITY_MAX {
            return Err(BadEnvelope::ValidityTooLong { actual });
        }
        let signed_bytes = signed_part(&bytes).unwrap_or_else(|| envelope.operation.signed_bytes());
        Ok(Self { bytes, envelope, signed_bytes })
    }

    /// Returns the signature to check.
    #[must_use]
    pub fn claim(&self) -> Claim<'_> {
        let Proof::Signature(signature) = &self.envelope.proof;
        Claim { key: &self.envelope.operation.key, message: &self.signed_bytes, signature }
    }

    /// Takes the verdict on [`Self::claim`].
    ///
    /// # Errors
    /// The refusal that the verdict is.
    pub fn judge(
        self,
        verdict: Result<Option<Assertion>, BadSignature>,
    ) -> Result<SignedOperation<A>, Refusal> {
        let assertion = verdict.map_err(|error| BadEnvelope::Signature(error).refusal())?;
        let id = OperationId(Hash::of(&self.signed_bytes));
        let operation = Box::new(self.envelope.operation);
        Ok(SignedOperation { assertion, bytes: self.bytes, id, operation })
    }
}

/// Cuts the operation out of an envelope's canonical bytes, which begin `{"operation":` and in
/// which the last `,"proof":` at the top level ends it. Saves encoding it again.
fn signed_part(bytes: &[u8]) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(b"{\"operation\":")?;
    // The proof holds no text that a sender chooses freely but base64url, so the last match is it.
    let mark = b",\"proof\":";
    let end = rest.windows(mark.len()).rposition(|window| window == mark)?;
    Some([OPERATION_TAG, rest.get(..end)?].concat())
}

#[cfg(test)]
mod tests {
    use ed25519_zebra::SigningKey;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(tag = "name", content = "with", deny_unknown_fields)]
    enum Wish {
        #[serde(rename = "test.say")]
        Say { text: String },
    }

    fn wish(text: &str, until: u64) -> Envelope<Wish> {
        let key = SigningKey::from([1; 32]);
        let operation = Operation {
            action: Wish::Say { text: text.into() },
            author: PersonId(Hash::of(b"ana")),
            key: PublicKey::Ed25519(key.verification_key().into()),
            nonce: 7,
            society: SocietyId(Hash::of(b"lantern")),
            valid: Validity { from: Timestamp(100), until: Timestamp(until) },
        };
        let signature = Signature::plain(&key.sign(&operation.signed_bytes()).to_bytes());
        Envelope { operation, proof: Proof::Signature(signature) }
    }

    #[test]
    fn ope_2_what_is_cut_out_is_what_is_signed() {
        let envelope = wish("a \"quoted\" ,\"proof\": in the text", 700);
        let decoded = Decoded::<Wish>::decode(envelope.to_bytes()).unwrap();
        assert_eq!(decoded.signed_bytes, envelope.operation.signed_bytes());
        let verdict =
            decoded.claim().signature.verify(decoded.claim().key, decoded.claim().message);
        assert_eq!(decoded.judge(verdict).unwrap().id, envelope.operation.id());
    }

    #[test]
    fn ope_5_validity_is_a_day_at_most() {
        let code = |until| Decoded::<Wish>::decode(wish("x", until).to_bytes()).map(|_| ());
        assert_eq!(code(100), Err(BadEnvelope::ValidityReversed));
        assert_eq!(code(101), Ok(()));
        assert_eq!(code(100 + 86_400), Ok(()));
        let error = code(100 + 86_401).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The operation is valid for 1 day 1 second; at most 1 day is allowed."
        );
    }

    #[test]
    fn ope_3_every_changed_byte_is_refused() {
        let bytes = wish("hello", 700).to_bytes();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let outcome = Decoded::<Wish>::decode(changed).ok().map(|decoded| {
                let claim = decoded.claim();
                claim.signature.verify(claim.key, claim.message).is_ok()
            });
            assert_ne!(outcome, Some(true), "byte {at}");
        }
    }

    #[test]
    fn enc_7_an_envelope_leaves_room_for_the_entry_and_the_bundle_around_it() {
        let nested = |levels: usize| {
            let action = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let text = String::from_utf8(wish("x", 700).to_bytes()).unwrap();
            text.replace(r#"{"text":"x"}"#, &action).into_bytes()
        };
        // The envelope, the operation and the action are three levels.
        let code = |levels| Decoded::<Wish>::decode(nested(levels)).unwrap_err().code();
        assert_eq!(code(ENVELOPE_DEPTH_MAX - 3), "encoding.shape");
        assert_eq!(code(ENVELOPE_DEPTH_MAX - 2), "encoding.too_deep");
    }

    #[test]
    fn ope_7_large_envelopes_are_refused() {
        let envelope = wish(&"x".repeat(ENVELOPE_BYTES_MAX), 700);
        let error = Decoded::<Wish>::decode(envelope.to_bytes()).unwrap_err();
        assert_eq!(error.code(), "encoding.too_long");
    }
}
