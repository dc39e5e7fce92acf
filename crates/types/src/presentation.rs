//! Showing who one is to one who asks (PER-11, PER-12).

use serde::{Deserialize, Serialize};

use crate::bytes::Base64;
use crate::canonical;
use crate::id::{PersonId, SocietyId};
use crate::key::PublicKey;
use crate::signature::{BadSignature, Signature};
use crate::time::Timestamp;

/// Longest name of an asker. Unit: bytes. Source: PER-11.
pub const AUDIENCE_BYTES_MAX: usize = 200;

/// First line of the bytes that a presentation's signature covers.
const PRESENTATION_TAG: &[u8] = b"polity/presentation/v1\n";

/// Says who one is, once, to one who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presentation {
    /// Who asks, as they name themselves.
    pub audience: String,
    /// The key that signs; it has the scope `present`.
    pub key: PublicKey,
    /// What the asker chose so that nothing is shown twice: 8 to 32 bytes.
    pub nonce: Base64,
    /// Who shows themselves.
    pub person: PersonId,
    /// The society that knows them.
    pub society: SocietyId,
    /// When.
    pub time: Timestamp,
}

/// A presentation with its signature, and what proves that the key is the person's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passport {
    /// What is said.
    pub presentation: Presentation,
    /// A proof bundle (PRO-1), as it came.
    pub proof: Box<serde_json::value::RawValue>,
    /// The key's signature.
    pub signature: Signature,
}

/// Why a presentation does not hold, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPresentation {
    /// A field is out of its limits.
    #[error(
        "A presentation names its asker in 1 to {AUDIENCE_BYTES_MAX} bytes without control \
         characters, and has a nonce of 8 to 32 bytes."
    )]
    Form,
    /// The signature is not of these bytes under this key, or nobody was present.
    #[error("The signature does not fit the presentation and its key.")]
    Signature,
}

impl Presentation {
    /// Returns the bytes that are signed.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [PRESENTATION_TAG, &canonical::to_bytes(self)].concat()
    }

    /// Checks form and signature. Whether the key is the person's, only the society's proof says.
    ///
    /// # Errors
    /// In the order of [`BadPresentation`].
    pub fn verify(&self, signature: &Signature) -> Result<(), BadPresentation> {
        let is_name = (1..=AUDIENCE_BYTES_MAX).contains(&self.audience.len())
            && !self.audience.chars().any(char::is_control);
        if !is_name || !(8..=32).contains(&self.nonce.0.len()) {
            return Err(BadPresentation::Form);
        }
        let bad = |_: BadSignature| BadPresentation::Signature;
        let assertion = signature.verify(&self.key, &self.signed_bytes()).map_err(bad)?;
        let was_present = assertion.is_none_or(|device| {
            device.is_user_present && device.is_user_verified && !device.is_cross_origin
        });
        if was_present { Ok(()) } else { Err(BadPresentation::Signature) }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_zebra::SigningKey;

    use super::*;
    use crate::hash::Hash;

    fn signed(audience: &str, nonce: usize) -> (Presentation, Signature) {
        let key = SigningKey::from([7; 32]);
        let presentation = Presentation {
            audience: audience.into(),
            key: PublicKey::Ed25519(key.verification_key().into()),
            nonce: Base64(vec![1; nonce]),
            person: PersonId(Hash::of(b"person")),
            society: SocietyId(Hash::of(b"society")),
            time: Timestamp(1_800_000_000),
        };
        let signature = Signature::plain(&key.sign(&presentation.signed_bytes()).to_bytes());
        (presentation, signature)
    }

    /// PER-11: what is signed for one asker holds for no other, and no field is beyond its limits.
    #[test]
    fn per_11_a_presentation_is_for_one_asker_once() {
        let (presentation, signature) = signed("The door", 8);
        assert_eq!(presentation.verify(&signature), Ok(()));
        let changes: [fn(&mut Presentation); 4] = [
            |one| one.audience.push('s'),
            |one| one.nonce.0.push(0),
            |one| one.time.0 = one.time.0.saturating_add(1),
            |one| one.person = PersonId(Hash::of(b"another")),
        ];
        for change in changes {
            let mut other = presentation.clone();
            change(&mut other);
            assert_eq!(other.verify(&signature), Err(BadPresentation::Signature));
        }
        let long = "x".repeat(AUDIENCE_BYTES_MAX.saturating_add(1));
        for (audience, nonce) in [("", 8), (long.as_str(), 8), ("a\nb", 8), ("a", 7), ("a", 33)] {
            let (presentation, signature) = signed(audience, nonce);
            assert_eq!(presentation.verify(&signature), Err(BadPresentation::Form), "{audience}");
        }
    }
}
