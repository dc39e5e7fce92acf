//! Signatures of the three kinds of key, checked one by one or many at once (PER-5).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use ed25519_zebra::{Signature as Ed25519Signature, VerificationKeyBytes, batch};
use rayon::prelude::*;
use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sha3::Keccak256;

use crate::bytes::Base64;
use crate::hash::Hash;
use crate::key::PublicKey;
use crate::passkey::{self, Assertion};

/// Signatures checked together in one Ed25519 batch. Unit: signatures.
const BATCH_SIZE: usize = 256;

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

/// Checks many signatures on all cores; the results are in the order of the claims.
///
/// Ed25519 signatures are checked in batches of 256; a batch that fails is checked one by one, so
/// that a bad signature costs its neighbours time but never their verdict.
#[must_use]
pub fn verify_all(claims: &[Claim<'_>]) -> Vec<Result<Option<Assertion>, BadSignature>> {
    claims.par_chunks(BATCH_SIZE).flat_map_iter(verify_chunk).collect()
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

fn verify_chunk(claims: &[Claim<'_>]) -> Vec<Result<Option<Assertion>, BadSignature>> {
    let mut verifier = batch::Verifier::new();
    let mut transcript = Sha256::new();
    let mut queued: usize = 0;
    for claim in claims {
        if let (PublicKey::Ed25519(key), Ok(signature)) = (claim.key, claim.signature.ed25519()) {
            transcript.update(key);
            transcript.update(signature.to_bytes());
            transcript.update(Hash::of(claim.message).as_bytes());
            verifier.queue((VerificationKeyBytes::from(*key), signature, claim.message));
            queued = queued.saturating_add(1);
        }
    }
    // Below a handful, single checks are as fast.
    let is_batch_good =
        queued > 3 && verifier.verify(Blinders::from_transcript(transcript)).is_ok();
    claims
        .iter()
        .map(|claim| match (claim.key, is_batch_good) {
            (PublicKey::Ed25519(_), true) => claim.signature.ed25519().map(|_| None),
            _ => claim.signature.verify(claim.key, claim.message),
        })
        .collect()
}

/// Blinding factors of a batch, drawn from a hash of everything in it (Fiat–Shamir), so that the
/// verdict depends on nothing but the input.
struct Blinders {
    seed: [u8; 32],
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Blinders {
    fn from_transcript(transcript: Sha256) -> Self {
        Self { seed: transcript.finalize().into(), counter: 0, block: [0; 32], used: 32 }
    }
}

impl rand_core::TryRng for Blinders {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        for byte in target {
            if self.used >= self.block.len() {
                self.block = Hash::of_parts(&[&self.seed, &self.counter.to_le_bytes()]).0;
                self.counter = self.counter.wrapping_add(1);
                self.used = 0;
            }
            *byte = self.block.get(self.used).copied().unwrap_or_default();
            self.used = self.used.saturating_add(1);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Blinders {}

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

        let results = verify_all(&claims);

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
