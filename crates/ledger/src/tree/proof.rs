//! Proofs that a record is in the state, or is not, and their verifiers.

use polity_types::Hash;
use polity_types::proof::{StateLeaf, StatePath};

use super::hashing::{self, DEPTH_MAX, EMPTY};
use crate::Digest;

/// Why a state proof does not show what it should, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum StateProofError {
    #[error("The path has {0} siblings; a state tree has at most 256 levels.")]
    TooLong(usize),
    #[error("The proof shows another key than the one asked for.")]
    OtherKey,
    #[error("The proof shows another value under this key.")]
    OtherValue,
    #[error("The proof shows that the key is absent.")]
    Absent,
    #[error("The proof shows that the key is present.")]
    Present,
    #[error("The leaf shown does not stand where the key would be.")]
    Misplaced,
    #[error("The path does not lead to the root.")]
    OtherRoot,
}

/// Verifies that `key` holds `value` in the state whose root is `root`. Cost: one hash per level.
///
/// # Errors
/// [`StateProofError`]: too long, absent, other key, other value, other root.
pub fn verify_presence(
    root: &Hash,
    key: &[u8],
    value: &[u8],
    proof: &StatePath,
) -> Result<(), StateProofError> {
    check_length(proof)?;
    let leaf = proof.leaf.ok_or(StateProofError::Absent)?;
    let key = hashing::digest(key);
    require(leaf.key_hash.0 == key, StateProofError::OtherKey)?;
    require(leaf.value_hash.0 == hashing::digest(value), StateProofError::OtherValue)?;
    check_path(root, &key, proof)
}

/// Verifies that `key` holds nothing in the state whose root is `root`. Cost: one hash per level.
///
/// # Errors
/// [`StateProofError`]: too long, present, misplaced, other root.
pub fn verify_absence(root: &Hash, key: &[u8], proof: &StatePath) -> Result<(), StateProofError> {
    check_length(proof)?;
    let key = hashing::digest(key);
    if let Some(StateLeaf { key_hash, .. }) = proof.leaf {
        require(key_hash.0 != key, StateProofError::Present)?;
        let stands_there = hashing::shared_bits(&key_hash.0, &key) >= proof.siblings.len();
        require(stands_there, StateProofError::Misplaced)?;
    }
    check_path(root, &key, proof)
}

fn check_length(proof: &StatePath) -> Result<(), StateProofError> {
    let length = proof.siblings.len();
    require(length <= DEPTH_MAX, StateProofError::TooLong(length))
}

fn check_path(root: &Hash, key: &Digest, proof: &StatePath) -> Result<(), StateProofError> {
    let leaf = proof.leaf.map_or(EMPTY, |leaf| hashing::leaf(&leaf.key_hash.0, &leaf.value_hash.0));
    let depths = (0..proof.siblings.len()).rev();
    let computed = proof.siblings.iter().zip(depths).fold(leaf, |hash, (sibling, depth)| {
        if hashing::bit(key, depth) {
            hashing::branch(&sibling.0, &hash)
        } else {
            hashing::branch(&hash, &sibling.0)
        }
    });
    require(computed == root.0, StateProofError::OtherRoot)
}

fn require(holds: bool, error: StateProofError) -> Result<(), StateProofError> {
    if holds { Ok(()) } else { Err(error) }
}
