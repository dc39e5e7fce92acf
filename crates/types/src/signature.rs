//! Signatures of the three kinds of key, checked one by one or many at once (PER-5).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use ed25519_zebra::{Signature as Ed25519Signature, VerificationKeyBytes, batch};
use rayon::prelude::*;
use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
use serde::{Deserialize, Serialize};
use sha3::{Digest as _, Keccak256};

use crate::bytes::Base64;
use crate::hash::Hash;
use crate::key::PublicKey;
use crate::passkey::{self, Assertion};
pub use crate::together::KnownKeys;
use crate::together::Together;

/// Fewest Ed25519 signatures that are divided among cores, and most that are checked together. Unit:
/// signatures.
const TOGETHER_MIN: usize = 256;
const TOGETHER_MAX: usize = 2_048;

/// What proves that a key signed some bytes. The two first fields are there for passkeys only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Passkeys: the authenticator data (WebAuthn §6.1), at most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_data: Option<Base64>,
    /// Passkeys: the client data JSON (WebAuthn §5.8.1), at most 2,048 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_data: Option<Base64>,
    /// Ed25519: 64 bytes. Passkey: ASN.1 DER. Wallet: r, s, v, 65 bytes.
    pub signature: Base64,
}

/// Why a signature does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// The bytes do not have the form that the kind of key has.
    #[error("The signature does not have the form that its kind of key has.")]
    Malformed,
    /// The signature is not of these bytes under this key.
    #[error("The signature does not fit the signed bytes and the key.")]
    Mismatch,
}

impl Signature {
    /// Returns the signature of an Ed25519 key or a wallet.
    #[must_use]
    pub fn plain(bytes: &[u8]) -> Self {
        Self { authenticator_data: None, client_data: None, signature: Base64(bytes.to_vec()) }
    }

    /// Checks the signature of `message` under `key`. For a passkey, returns what its device said.
    ///
    /// # Errors
    /// [`BadSignature::Malformed`], then [`BadSignature::Mismatch`].
    pub fn verify(
        &self,
        key: &PublicKey,
        message: &[u8],
    ) -> Result<Option<Assertion>, BadSignature> {
        match key {
            PublicKey::Ed25519(bytes) => {
                let item = batch::Item::from((
                    VerificationKeyBytes::from(*bytes),
                    self.ed25519()?,
                    message,
                ));
                item.verify_single().map_err(|_| BadSignature::Mismatch)?;
                Ok(None)
            }
            PublicKey::Passkey(point) => self.verify_passkey(point, message).map(Some),
            PublicKey::Wallet(address) => {
                if self.recover_wallet(message)? == *address {
                    Ok(None)
                } else {
                    Err(BadSignature::Mismatch)
                }
            }
        }
    }

    fn is_plain(&self) -> bool {
        self.authenticator_data.is_none() && self.client_data.is_none()
    }

    fn ed25519(&self) -> Result<Ed25519Signature, BadSignature> {
        let bytes: Result<[u8; 64], _> = self.signature.0.as_slice().try_into();
        match bytes {
            Ok(bytes) if self.is_plain() => Ok(Ed25519Signature::from(bytes)),
            _ => Err(BadSignature::Malformed),
        }
    }

    fn verify_passkey(&self, point: &[u8; 65], message: &[u8]) -> Result<Assertion, BadSignature> {
        let (Some(authenticator_data), Some(client_data)) =
            (&self.authenticator_data, &self.client_data)
        else {
            return Err(BadSignature::Malformed);
        };
        let assertion = passkey::read(&authenticator_data.0, &client_data.0, Hash::of(message))?;
        let mut signed = authenticator_data.0.clone();
        signed.extend_from_slice(Hash::of(&client_data.0).as_bytes());
        if p256_fits(point, &signed, &self.signature.0) {
            Ok(assertion)
        } else {
            Err(BadSignature::Mismatch)
        }
    }

    /// Returns the address whose key signed `message` as an EIP-191 personal message.
    fn recover_wallet(&self, message: &[u8]) -> Result<[u8; 20], BadSignature> {
        if !self.is_plain() {
            return Err(BadSignature::Malformed);
        }
        let bytes: [u8; 65] =
            self.signature.0.as_slice().try_into().map_err(|_| BadSignature::Malformed)?;
        let ([v], rs) =
            bytes.split_last().map(|(v, rs)| ([*v], rs)).ok_or(BadSignature::Malformed)?;
        let recovery = match v {
            0 | 27 => RecoveryId::Zero,
            1 | 28 => RecoveryId::One,
            _ => return Err(BadSignature::Malformed),
        };
        let signature = RecoverableSignature::from_compact(rs, recovery)
            .map_err(|_| BadSignature::Malformed)?;
        let digest = secp256k1::Message::from_digest(personal_message_hash(message));
        let key = signature.recover(digest).map_err(|_| BadSignature::Mismatch)?;
        Ok(wallet_address(&key.serialize_uncompressed()))
    }
}

/// Returns whether an ASN.1 DER signature of P-256 with SHA-256 fits; high values of s do (PER-5).
#[must_use]
pub fn p256_fits(point: &[u8; 65], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature).is_ok()
}

/// Returns the hash that a wallet signs for a personal message. Source: EIP-191, version 0x45.
#[must_use]
pub fn personal_message_hash(message: &[u8]) -> [u8; 32] {
    let mut hasher = Keccak256::new();
    hasher.update(b"\x19Ethereum Signed Message:\n");
    hasher.update(message.len().to_string().as_bytes());
    hasher.update(message);
    hasher.finalize().into()
}

/// Returns the address of an uncompressed secp256k1 point: the last 20 bytes of the Keccak-256 of
/// its coordinates.
#[must_use]
pub fn wallet_address(point: &[u8; 65]) -> [u8; 20] {
    let digest: [u8; 32] =
        Keccak256::digest(point.split_first().map_or(&[][..], |(_, xy)| xy)).into();
    digest.last_chunk::<20>().copied().unwrap_or_default()
}

/// One signature to check.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The key that is said to have signed.
    pub key: &'a PublicKey,
    /// The signed bytes.
    pub message: &'a [u8],
    /// The signature.
    pub signature: &'a Signature,
}

/// Checks many signatures on all cores; the results are in the order of the claims. Of keys that are `known`
/// less is to be computed.
///
/// Ed25519 signatures are checked some hundreds together; if one of them is bad they are checked one by one,
/// so that a bad signature costs its neighbours time but never their verdict.
#[must_use]
pub fn verify_all(
    claims: &[Claim<'_>],
    known: Option<&KnownKeys>,
) -> Vec<Result<Option<Assertion>, BadSignature>> {
    let size = claims.len().div_ceil(rayon::current_num_threads().max(1));
    let chunks = claims.par_chunks(size.clamp(TOGETHER_MIN, TOGETHER_MAX));
    chunks.flat_map_iter(|chunk| verify_chunk(chunk, known)).collect()
}

/// Returns what a passkey's device said, without checking any signature: for entries of one's own
/// log, whose signatures were checked when they were admitted.
///
/// # Errors
/// [`BadSignature`], if a passkey's data is not of its form.
pub fn read_unchecked(claim: &Claim<'_>) -> Result<Option<Assertion>, BadSignature> {
    let Signature { authenticator_data, client_data, .. } = claim.signature;
    match (claim.key, authenticator_data, client_data) {
        (PublicKey::Passkey(_), Some(authenticator), Some(client)) => {
            passkey::read(&authenticator.0, &client.0, Hash::of(claim.message)).map(Some)
        }
        (PublicKey::Passkey(_), ..) => Err(BadSignature::Malformed),
        _ => Ok(None),
    }
}

fn verify_chunk(
    claims: &[Claim<'_>],
    known: Option<&KnownKeys>,
) -> Vec<Result<Option<Assertion>, BadSignature>> {
    let mut together = Together::default();
    for claim in claims {
        if let (PublicKey::Ed25519(key), Ok(signature)) = (claim.key, claim.signature.ed25519()) {
            together.add(key, signature.to_bytes(), claim.message);
        }
    }
    // Below a handful, single checks are as fast.
    let are_good = together.len() > 3 && together.are_good(known);
    claims
        .iter()
        .map(|claim| match (claim.key, are_good) {
            (PublicKey::Ed25519(_), true) => claim.signature.ed25519().map(|_| None),
            _ => claim.signature.verify(claim.key, claim.message),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_zebra::SigningKey;

    fn signed(seed: u8, message: &[u8]) -> (PublicKey, Signature) {
        let key = SigningKey::from([seed; 32]);
        let signature = Signature::plain(&key.sign(message).to_bytes());
        (PublicKey::Ed25519(key.verification_key().into()), signature)
    }

    #[test]
    fn per_5_a_batch_says_which_signature_is_bad() {
        let messages: Vec<Vec<u8>> = (0..600_u16).map(|n| n.to_be_bytes().to_vec()).collect();
        let mut signed: Vec<_> = messages.iter().map(|m| signed(m[1].wrapping_add(1), m)).collect();
        signed[300].1.signature.0[3] ^= 1;
        signed[301].1.signature.0.pop();
        let claims: Vec<Claim<'_>> = signed
            .iter()
            .zip(&messages)
            .map(|((key, signature), message)| Claim { key, message, signature })
            .collect();

        let results = verify_all(&claims, None);

        for (n, result) in results.iter().enumerate() {
            let expected = match n {
                300 => Err(BadSignature::Mismatch),
                301 => Err(BadSignature::Malformed),
                _ => Ok(None),
            };
            assert_eq!(*result, expected, "claim {n}");
        }
    }
}
