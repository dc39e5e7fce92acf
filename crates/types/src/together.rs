//! Many Ed25519 signatures checked together, by the rules of ZIP 215: one sum in place of two for each.
//!
//! Each signature (R, s) of a message under a key A must satisfy `[8][s]B = [8]R + [8][k]A` with
//! `k = SHA-512(R, A, message)`. The differences of both sides, each times a factor that nobody could choose,
//! are added up; the sum is nothing if all signatures are good, and, but for a chance of 2^-128, only then.

use std::collections::HashMap;
use std::iter::once;
use std::sync::{PoisonError, RwLock};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity as _, VartimeMultiscalarMul as _};
use sha2::{Digest as _, Sha256, Sha512};

use crate::hash::Hash;

/// Keys in one generation; there are two. Unit: keys, about a quarter of a kilobyte each.
const GENERATION_MAX: usize = 1 << 16;

/// The points that keys stand for, of keys seen lately. Finding the point of a key takes a fifth of the time
/// of checking a signature, and people sign more than once.
#[derive(Debug, Default)]
pub struct KnownKeys(RwLock<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<[u8; 32], EdwardsPoint>,
    old: HashMap<[u8; 32], EdwardsPoint>,
}

impl KnownKeys {
    fn point(&self, key: &[u8; 32]) -> Option<EdwardsPoint> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.young.get(key).or_else(|| known.old.get(key)).copied()
    }

    /// Keeps points of keys under which signatures were good.
    fn keep(&self, points: Vec<Found>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, point) in points {
            if known.young.len() >= GENERATION_MAX {
                known.old = std::mem::take(&mut known.young);
            }
            let _ = known.young.insert(key, point);
        }
    }
}

/// A key and its point.
type Found = ([u8; 32], EdwardsPoint);

/// Signatures that are to be checked together.
#[derive(Debug, Default)]
pub(crate) struct Together<'a> {
    rows: Vec<Row<'a>>,
}

#[derive(Debug)]
struct Row<'a> {
    key: &'a [u8; 32],
    message: &'a [u8],
    r: [u8; 32],
    s: [u8; 32],
}

impl<'a> Together<'a> {
    /// Adds a signature.
    pub(crate) fn add(&mut self, key: &'a [u8; 32], signature: [u8; 64], message: &'a [u8]) {
        let (r, s) = signature.split_at(32);
        let half = |bytes: &[u8]| bytes.try_into().unwrap_or([0; 32]);
        self.rows.push(Row { key, message, r: half(r), s: half(s) });
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether all are good. Points of keys that are not known are found, and become known.
    pub(crate) fn are_good(&self, known: Option<&KnownKeys>) -> bool {
        let Some((sum, found)) = self.sum(known) else { return false };
        let are_good = sum.mul_by_cofactor().is_identity();
        if let Some(known) = known.filter(|_| are_good && !found.is_empty()) {
            known.keep(found);
        }
        are_good
    }

    /// Returns the sum of all differences, and the points of keys that were not known; nothing, if one
    /// signature is not of its form.
    #[expect(clippy::arithmetic_side_effects, reason = "scalars are added without end")]
    fn sum(&self, known: Option<&KnownKeys>) -> Option<(EdwardsPoint, Vec<Found>)> {
        let count = self.rows.len();
        let challenges: Vec<Scalar> = self.rows.iter().map(Row::challenge).collect();
        let mut factors = Factors::of(self.rows.iter().zip(&challenges));
        let mut of_base = Scalar::ZERO;
        let (mut of_r, mut points_r) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let (mut of_keys, mut points_of_keys) = (Vec::new(), Vec::new());
        let (mut places, mut found) = (HashMap::with_capacity(count), Vec::new());
        for (row, challenge) in self.rows.iter().zip(&challenges) {
            let factor = factors.draw();
            of_base -= factor * Option::<Scalar>::from(Scalar::from_canonical_bytes(row.s))?;
            of_r.push(factor);
            points_r.push(CompressedEdwardsY(row.r).decompress()?);
            // All signatures under one key take one place.
            let place = *places.entry(row.key).or_insert(of_keys.len());
            if place == of_keys.len() {
                let point = known.and_then(|known| known.point(row.key));
                let point = if let Some(point) = point {
                    point
                } else {
                    let point = CompressedEdwardsY(*row.key).decompress()?;
                    found.push((*row.key, point));
                    point
                };
                of_keys.push(Scalar::ZERO);
                points_of_keys.push(point);
            }
            *of_keys.get_mut(place)? += factor * challenge;
        }
        let sum = EdwardsPoint::vartime_multiscalar_mul(
            once(&of_base).chain(&of_keys).chain(&of_r),
            once(&ED25519_BASEPOINT_POINT).chain(&points_of_keys).chain(&points_r),
        );
        Some((sum, found))
    }
}

impl Row<'_> {
    fn challenge(&self) -> Scalar {
        let hasher = Sha512::new().chain_update(self.r).chain_update(self.key);
        let digest: [u8; 64] = hasher.chain_update(self.message).finalize().into();
        Scalar::from_bytes_mod_order_wide(&digest)
    }
}

/// Factors drawn from a hash of everything that is checked together (Fiat–Shamir), so that the verdict depends
/// on nothing but the input.
struct Factors {
    counter: u64,
    seed: [u8; 32],
    second: Option<[u8; 16]>,
}

impl Factors {
    /// A challenge is a hash of key, message and R.
    fn of<'a>(rows: impl Iterator<Item = (&'a Row<'a>, &'a Scalar)>) -> Self {
        let mut transcript = Sha256::new();
        for (row, challenge) in rows {
            transcript.update(challenge.as_bytes());
            transcript.update(row.s);
        }
        Self { counter: 0, seed: transcript.finalize().into(), second: None }
    }

    /// Returns the next factor, below 2^128. One hash makes two.
    fn draw(&mut self) -> Scalar {
        let bytes = self.second.take().unwrap_or_else(|| {
            let block = Hash::of_parts(&[&self.seed, &self.counter.to_le_bytes()]).0;
            self.counter = self.counter.wrapping_add(1);
            let (first, second) = block.split_at(16);
            self.second = second.try_into().ok();
            first.try_into().unwrap_or_default()
        });
        Scalar::from(u128::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use ed25519_zebra::{Signature, SigningKey, VerificationKey};

    use super::*;

    /// Keys, messages and signatures: `keys` keys in turn, one message each time.
    fn signed(count: usize, keys: u8) -> Vec<([u8; 32], Vec<u8>, [u8; 64])> {
        let sign = |number: usize| {
            let key = SigningKey::from([u8::try_from(number).unwrap() % keys; 32]);
            let message = number.to_le_bytes().to_vec();
            (key.verification_key().into(), message.clone(), key.sign(&message).to_bytes())
        };
        (0..count).map(sign).collect()
    }

    fn are_good(rows: &[([u8; 32], Vec<u8>, [u8; 64])], known: Option<&KnownKeys>) -> bool {
        let mut together = Together::default();
        for (key, message, signature) in rows {
            together.add(key, *signature, message);
        }
        together.are_good(known)
    }

    #[test]
    fn per_5_one_bad_signature_of_many_is_noticed_whether_its_key_is_known_or_not() {
        let known = KnownKeys::default();
        for keys in [1, 3, 60] {
            let rows = signed(60, keys);
            for known in [None, Some(&known), Some(&known)] {
                assert!(are_good(&rows, known));
                for place in [0, 31, 59] {
                    let mut changed = rows.clone();
                    changed[place].1[0] ^= 1;
                    assert!(!are_good(&changed, known), "message {place}");
                    for byte in [0, 31, 32, 63] {
                        let mut changed = rows.clone();
                        changed[place].2[byte] ^= 1;
                        assert!(!are_good(&changed, known), "byte {byte} of {place}");
                    }
                    let mut changed = rows.clone();
                    changed[place].0 = SigningKey::from([99; 32]).verification_key().into();
                    assert!(!are_good(&changed, known), "key of {place}");
                }
            }
        }
    }

    /// Two bad signatures whose faults are opposite do not make up for one another.
    #[test]
    fn per_5_faults_do_not_make_up_for_one_another() {
        let mut rows = signed(8, 1);
        let shift = |signature: &mut [u8; 64], by: Scalar| {
            let s: [u8; 32] = signature[32..].try_into().unwrap();
            let s = Scalar::from_canonical_bytes(s).unwrap() + by;
            signature[32..].copy_from_slice(s.as_bytes());
        };
        shift(&mut rows[2].2, Scalar::ONE);
        shift(&mut rows[5].2, -Scalar::ONE);
        assert!(!are_good(&rows, None));
    }

    /// Every encoding of a point of small order that ZIP 215 decodes: y, or y + p where that fits, with either sign.
    fn small_order() -> Vec<[u8; 32]> {
        let mut encodings = std::collections::BTreeSet::new();
        for point in EIGHT_TORSION {
            let mut y = point.compress().to_bytes();
            y[31] &= 0x7f;
            let mut all = vec![y];
            if y[0] < 19 && y[1..].iter().all(|byte| *byte == 0) {
                let mut high = [0xff; 32];
                (high[0], high[31]) = (0xed + y[0], 0x7f);
                all.push(high);
            }
            for mut encoding in all {
                encodings.insert(encoding);
                encoding[31] |= 0x80;
                encodings.insert(encoding);
            }
        }
        encodings.into_iter().collect()
    }

    /// What ZIP 215 accepts beyond the usual: R of small order in any encoding, under keys with a part of small
    /// order. `ed25519-zebra`, which checks one at a time, is the judge.
    #[test]
    fn per_5_what_one_check_accepts_many_accept() {
        let small = small_order();
        assert_eq!(small.len(), 14);
        let mut rows = Vec::new();
        for (more, part) in (0_u64..).zip(&EIGHT_TORSION) {
            let secret = Scalar::from(1_000_003 + more);
            let point = EdwardsPoint::mul_base(&secret) + part;
            let key = point.compress().to_bytes();
            for r in &small {
                let message = [&key[..], r].concat();
                let challenge = Row { key: &key, message: &message, r: *r, s: [0; 32] }.challenge();
                let s = (challenge * secret).to_bytes();
                let signature: [u8; 64] = [*r, s].concat().try_into().unwrap();
                rows.push((key, message, signature));
            }
        }
        let alone = |row: &([u8; 32], Vec<u8>, [u8; 64])| {
            let key = VerificationKey::try_from(row.0);
            key.is_ok_and(|key| key.verify(&Signature::from_bytes(&row.2), &row.1).is_ok())
        };
        assert_eq!(rows.len(), 112);
        assert!(rows.iter().all(alone));
        assert!(are_good(&rows, None));
        // A scalar that is not reduced, R that is no point, and every single changed byte of one signature.
        let order = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let mut carry = 0;
        let mut unreduced = rows[40].clone();
        for (byte, more) in unreduced.2[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + more + carry;
            (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
        }
        let mut cases = vec![unreduced];
        for byte in 0..64 {
            let mut changed = rows[40].clone();
            changed.2[byte] ^= 0x10;
            cases.push(changed);
        }
        for case in cases {
            let expected = alone(&case);
            let mut changed = rows.clone();
            changed[40] = case;
            assert_eq!(are_good(&changed, None), expected);
        }
    }

    #[test]
    fn what_is_kept_of_keys_has_a_limit() {
        let known = KnownKeys::default();
        let count = u64::try_from(2 * GENERATION_MAX + 2).unwrap();
        let key = |number: u64| {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_le_bytes());
            key
        };
        let rows = (0..count).map(|number| (key(number), ED25519_BASEPOINT_POINT)).collect();
        known.keep(rows);
        let held = known.0.read().unwrap();
        assert!(held.young.len() + held.old.len() <= 2 * GENERATION_MAX);
        drop(held);
        assert!(known.point(&key(0)).is_none());
        assert!(known.point(&key(count - 1)).is_some());
    }
}
