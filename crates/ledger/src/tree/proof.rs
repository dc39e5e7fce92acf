//! Proofs that a record is in the state, or is not, and their verifiers.

use super::hashing::{self, DEPTH_MAX, EMPTY};
use crate::Digest;

/// A path from a place in the tree to the root. Shape: that of `jmt`'s `SparseMerkleProof`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateProof {
    /// The leaf at the end of the path, as hashes of key and value; none where the subtree is empty.
    /// For an absent key: the only record of the subtree in which the key would have to be.
    pub leaf: Option<(Digest, Digest)>,
    /// Hashes of the siblings from the leaf up to the root; [`EMPTY`] for empty ones. At most 256.
    pub siblings: Vec<Digest>,
}

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
    root: &Digest,
    key: &[u8],
    value: &[u8],
    proof: &StateProof,
) -> Result<(), StateProofError> {
    check_length(proof)?;
    let (leaf_key, leaf_value) = proof.leaf.ok_or(StateProofError::Absent)?;
    let key = hashing::digest(key);
    require(leaf_key == key, StateProofError::OtherKey)?;
    require(leaf_value == hashing::digest(value), StateProofError::OtherValue)?;
    check_path(root, &key, proof)
}

/// Verifies that `key` holds nothing in the state whose root is `root`. Cost: one hash per level.
///
/// # Errors
/// [`StateProofError`]: too long, present, misplaced, other root.
pub fn verify_absence(
    root: &Digest,
    key: &[u8],
    proof: &StateProof,
) -> Result<(), StateProofError> {
    check_length(proof)?;
    let key = hashing::digest(key);
    if let Some((leaf_key, _)) = proof.leaf {
        require(leaf_key != key, StateProofError::Present)?;
        let stands_there = hashing::shared_bits(&leaf_key, &key) >= proof.siblings.len();
        require(stands_there, StateProofError::Misplaced)?;
    }
    check_path(root, &key, proof)
}

fn check_length(proof: &StateProof) -> Result<(), StateProofError> {
    let length = proof.siblings.len();
    require(length <= DEPTH_MAX, StateProofError::TooLong(length))
}

fn check_path(root: &Digest, key: &Digest, proof: &StateProof) -> Result<(), StateProofError> {
    let leaf = proof.leaf.map_or(EMPTY, |(key, value)| hashing::leaf(&key, &value));
    let depths = (0..proof.siblings.len()).rev();
    let computed = proof.siblings.iter().zip(depths).fold(leaf, |hash, (sibling, depth)| {
        if hashing::bit(key, depth) {
            hashing::branch(sibling, &hash)
        } else {
            hashing::branch(&hash, sibling)
        }
    });
    require(computed == *root, StateProofError::OtherRoot)
}

fn require(holds: bool, error: StateProofError) -> Result<(), StateProofError> {
    if holds { Ok(()) } else { Err(error) }
}
