//! Residents of the host: a published list of salted commitments, and codes that open them (PAN-8).
//!
//! The host draws up the list and hands out the codes; the society sees how many there are and the root
//! over the commitments, and nobody's name. A code is 16 bytes; from it follow a key and a salt. Whoever
//! has the code signs for one person with that key, so who sees the claim cannot use it.

use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PersonId, PublicKey, SocietyId, canonical};
use serde::{Deserialize, Serialize};

/// First line of the bytes of a commitment.
const COMMITMENT_TAG: &[u8] = b"polity/host-resident/v1\n";
/// First line of the bytes that a code's key signs.
const CLAIM_TAG: &[u8] = b"polity/host-claim/v1\n";
/// First line of what a key follows from.
const KEY_TAG: &[u8] = b"polity/host-key/v1\n";
/// First line of what a salt follows from.
const SALT_TAG: &[u8] = b"polity/host-salt/v1\n";
/// Bytes of a code, and of a salt.
pub const CODE_BYTES: usize = 16;
/// Most places of a list. Unit: persons. Source: PAN-8.
pub const LIST_MAX: u64 = 1_000_000;
/// Most hashes of a path: as many as the levels of the longest list.
const PATH_MAX: usize = 20;

/// A published list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostList {
    /// How many are on it.
    pub count: u64,
    /// Root over the commitments in order (RFC 9162 §2.1, SHA-256).
    pub root: Hash,
}

/// What shows that somebody holds the code of a place on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimProof {
    /// The key that follows from the code, Ed25519.
    pub key: PublicKey,
    /// The place on the list, from 1.
    pub number: u64,
    /// Inclusion of the commitment in the list, leaf to root.
    pub path: Vec<Hash>,
    /// The salt that follows from the code.
    pub salt: Base64,
    /// The key's signature over [`ClaimProof::signed_bytes`].
    pub signature: Signature,
}

#[derive(Serialize)]
struct Committed<'a> {
    key: &'a PublicKey,
    salt: &'a Base64,
}

#[derive(Serialize)]
struct Claimed<'a> {
    person: &'a PersonId,
    sitting: u64,
    society: &'a SocietyId,
}

impl ClaimProof {
    /// Returns the bytes that the code's key signs.
    #[must_use]
    pub fn signed_bytes(person: &PersonId, sitting: u64, society: &SocietyId) -> Vec<u8> {
        [CLAIM_TAG, &canonical::to_bytes(&Claimed { person, sitting, society })].concat()
    }

    /// Returns whether the proof opens its place on the list.
    #[must_use]
    pub fn is_on(&self, list: &HostList) -> bool {
        let Some(index) = self.number.checked_sub(1) else { return false };
        let is_short = self.path.len() <= PATH_MAX && self.salt.0.len() == CODE_BYTES;
        is_short && {
            let leaf = leaf_hash(&commitment(&self.key, &self.salt));
            root_by(index, list.count, leaf, &self.path) == Some(list.root)
        }
    }
}

/// Returns the secret half of the key that follows from a code.
#[must_use]
pub fn seed_of(code: &[u8; CODE_BYTES]) -> [u8; 32] {
    Hash::of_parts(&[KEY_TAG, code]).0
}

/// Returns the salt that follows from a code.
#[must_use]
pub fn salt_of(code: &[u8; CODE_BYTES]) -> Base64 {
    let hash = Hash::of_parts(&[SALT_TAG, code]);
    Base64(hash.0.iter().copied().take(CODE_BYTES).collect())
}

/// Returns the commitment to a key.
#[must_use]
pub fn commitment(key: &PublicKey, salt: &Base64) -> Hash {
    Hash::of_parts(&[COMMITMENT_TAG, &canonical::to_bytes(&Committed { key, salt })])
}

fn leaf_hash(commitment: &Hash) -> Hash {
    Hash::of_parts(&[&[0], commitment.as_bytes()])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Returns the root over some commitments; that of none is SHA-256 of nothing. RFC 9162 §2.1.1.
#[must_use]
pub fn root_of(commitments: &[Hash]) -> Hash {
    match commitments {
        [] => Hash::of(&[]),
        [one] => leaf_hash(one),
        more => {
            let (left, right) = more.split_at(left_of(more.len()));
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// Returns the inclusion of the commitment at `index`, leaf to root. RFC 9162 §2.1.3.1.
#[must_use]
pub fn path_of(commitments: &[Hash], index: usize) -> Vec<Hash> {
    if commitments.len() < 2 {
        return Vec::new();
    }
    let middle = left_of(commitments.len());
    let (left, right) = commitments.split_at(middle);
    let (mut path, other) = if index < middle {
        (path_of(left, index), root_of(right))
    } else {
        (path_of(right, index.saturating_sub(middle)), root_of(left))
    };
    path.push(other);
    path
}

/// Returns how many of `count` leaves are in the left subtree: the largest power of two below.
fn left_of(count: usize) -> usize {
    count.div_ceil(2).next_power_of_two()
}

/// Returns the root to which a path leads. RFC 9162 §2.1.3.2.
fn root_by(index: u64, size: u64, leaf: Hash, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last) = (index, size.checked_sub(1)?);
    (at <= last).then_some(())?;
    let mut hash = leaf;
    for other in path {
        (last > 0).then_some(())?;
        if at & 1 == 1 || at == last {
            hash = node_hash(other, &hash);
            while at & 1 == 0 && at > 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, other);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|number| Hash::of(&number.to_be_bytes())).collect()
    }

    /// PAN-8: the tree is that of the log, whose library checks what this one makes.
    #[test]
    fn pan_8_paths_lead_to_the_root_and_only_from_their_place() {
        for size in 1..40_u64 {
            let all = leaves(size);
            let root = root_of(&all);
            for index in 0..size {
                let place = usize::try_from(index).unwrap();
                let path = path_of(&all, place);
                let leaf = leaf_hash(&all[place]);
                assert_eq!(root_by(index, size, leaf, &path), Some(root), "{index} of {size}");
                let checked =
                    polity_ledger::log::merkle::verify_inclusion(&root, size, index, &leaf, &path);
                assert!(checked.is_ok(), "{index} of {size}");
                for other in (0..size).filter(|other| *other != index) {
                    assert_ne!(root_by(other, size, leaf, &path), Some(root), "{other} of {size}");
                }
            }
            assert_eq!(root_by(size, size, Hash::default(), &[]), None);
        }
        assert_eq!(root_by(0, 0, Hash::default(), &[]), None);
    }
}
