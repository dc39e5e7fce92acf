//! A beacon as drand's scheme `bls-unchained-g1-rfc9380` is, with one signer whose secret everybody knows.
#![allow(clippy::arithmetic_side_effects, reason = "points of a curve do not overflow")]

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use sha2_09::{Digest as _, Sha256};

/// The secret of the tests' beacon.
const SECRET: u64 = 20_261_121;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Returns its public key, as charters name it.
pub(crate) fn beacon_key() -> String {
    let point = G2Affine::from(G2Projective::generator() * Scalar::from(SECRET));
    hex(&point.to_compressed())
}

/// Returns the signature of a round.
pub(crate) fn signature(round: u64) -> String {
    let message = Sha256::digest(&round.to_be_bytes());
    let tag = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    let point: G1Projective = HashToCurve::<ExpandMsgXmd<Sha256>>::hash_to_curve(message, tag);
    hex(&G1Affine::from(point * Scalar::from(SECRET)).to_compressed())
}
