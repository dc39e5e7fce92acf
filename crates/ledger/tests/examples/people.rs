//! Keys and people of the examples. Every secret is a repeated byte: good for nothing else.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ed25519_zebra::SigningKey;
use polity_types::key::{PublicKey, Scope};
use polity_types::person::{Inception, KeyGrant, RecoveryRule, SignedInception};
use polity_types::signature::{Signature, personal_message_hash, wallet_address};
use polity_types::{Base64, Hash, Seconds, Timestamp, hash};
use secp256k1::{Message, PublicKey as Point, SecretKey};

/// The point of the P-256 key whose secret is 32 bytes of 7.
const PASSKEY: &str = "041e18532fd4754c02f3041d9c75ceb33b83ffd81ac7ce4fe882ccb1c98bc5896ea46c311c4e2ff40dd96a3653e6e45445d32dfe486eced75c7a90c6a18881c0a3";
/// User present and verified, no extensions; the counter is zero.
const FLAGS_AND_COUNTER: [u8; 5] = [5, 0, 0, 0, 0];
/// The relying party of the example passkey.
pub const RP_ID: &str = "lantern.example";

pub fn ed25519(seed: u8) -> SigningKey {
    SigningKey::from([seed; 32])
}

pub fn ed25519_public(seed: u8) -> PublicKey {
    PublicKey::Ed25519(ed25519(seed).verification_key().into())
}

pub fn sign_ed25519(seed: u8, message: &[u8]) -> Signature {
    Signature::plain(&ed25519(seed).sign(message).to_bytes())
}

fn wallet_secret() -> SecretKey {
    SecretKey::from_secret_bytes([9; 32]).unwrap()
}

pub fn wallet_public() -> PublicKey {
    let point = Point::from_secret_key(&wallet_secret());
    PublicKey::Wallet(wallet_address(&point.serialize_uncompressed()))
}

pub fn sign_wallet(message: &[u8]) -> Signature {
    use secp256k1::ecdsa::RecoverableSignature;
    let digest = Message::from_digest(personal_message_hash(message));
    let signature = RecoverableSignature::sign_ecdsa_recoverable(digest, &wallet_secret());
    let (id, compact) = signature.serialize_compact();
    Signature::plain(&[compact.as_slice(), &[27 + u8::from(id.to_u8() == 1)]].concat())
}

fn passkey_point() -> [u8; 65] {
    hash::from_hex(PASSKEY).unwrap().try_into().unwrap()
}

pub fn passkey_public() -> PublicKey {
    PublicKey::Passkey(passkey_point())
}

/// Returns `kept` if it still fits, since ECDSA signatures are drawn at random; else a new one.
pub fn sign_passkey(message: &[u8], kept: Option<Signature>) -> Signature {
    if let Some(kept) = kept.filter(|kept| kept.verify(&passkey_public(), message).is_ok()) {
        return kept;
    }
    let challenge = Base64::encode(Hash::of(message).as_bytes());
    let client_data = format!(
        r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://{RP_ID}","crossOrigin":false}}"#
    );
    let rp_id_hash = Hash::of(RP_ID.as_bytes());
    let authenticator_data = [rp_id_hash.as_bytes().as_slice(), &FLAGS_AND_COUNTER].concat();
    let client_hash = Hash::of(client_data.as_bytes());
    let signed = [authenticator_data.as_slice(), client_hash.as_bytes()].concat();
    let key = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &[7; 32],
        &passkey_point(),
    );
    let signature = key.unwrap().sign(&SystemRandom::new(), &signed).unwrap();
    Signature {
        authenticator_data: Some(Base64(authenticator_data)),
        client_data: Some(Base64(client_data.into_bytes())),
        signature: Base64(signature.as_ref().to_vec()),
    }
}

/// Ana founds the society: one Ed25519 key that speaks for everything.
pub fn ana() -> SignedInception {
    let inception = Inception {
        keys: vec![KeyGrant { expires: None, key: ed25519_public(1), scopes: Scope::ALL.to_vec() }],
        recovery: None,
        salt: Base64(vec![0xa1; 16]),
    };
    let signatures = vec![sign_ed25519(1, &inception.signed_bytes())];
    SignedInception { inception, signatures }
}

/// Ben has a key of each kind and guardians.
pub fn ben(kept: Option<Signature>, commitment: Hash) -> SignedInception {
    let grant = |key, scopes: &[Scope], expires: Option<u64>| KeyGrant {
        expires: expires.map(Timestamp),
        key,
        scopes: scopes.to_vec(),
    };
    let inception = Inception {
        keys: vec![
            grant(ed25519_public(2), &Scope::ALL, None),
            grant(passkey_public(), &[Scope::Present, Scope::Speak, Scope::Vote], None),
            grant(wallet_public(), &[Scope::Spend], Some(1_830_000_000)),
        ],
        recovery: Some(RecoveryRule {
            commitment,
            delay: Seconds::days(7),
            threshold: 2,
            threshold_disputed: 3,
        }),
        salt: Base64(vec![0xb2; 16]),
    };
    let message = inception.signed_bytes();
    let signatures =
        vec![sign_ed25519(2, &message), sign_passkey(&message, kept), sign_wallet(&message)];
    SignedInception { inception, signatures }
}
