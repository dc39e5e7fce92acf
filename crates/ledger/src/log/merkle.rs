//! The tree over the log (RFC 9162, hashing of RFC 6962): its growing edge, and verifiers.

use polity_types::Hash;
use sha2::{Digest as _, Sha256};
use tlog_tiles::{Hash as TlogHash, tlog};

use crate::Digest;

/// Most hashes in a proof: the tree of 2^64 entries has no more levels.
pub const PROOF_HASHES_MAX: usize = 64;

/// Root of the log without entries: SHA-256 of nothing.
pub(crate) fn empty_root() -> Digest {
    tlog::EMPTY_HASH.0
}

/// Hashes an entry as a leaf of the log's tree: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(leaf(entry))
}

/// Hashes an entry: `SHA-256(0x00 || entry)`.
pub(crate) fn leaf(entry: &[u8]) -> Digest {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// Hashes two subtrees: `SHA-256(0x01 || left || right)`.
pub(crate) fn node(left: &Digest, right: &Digest) -> Digest {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The growing edge of the tree: size, and the roots of its complete subtrees from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    size: u64,
    peaks: Vec<Digest>,
}

impl Edge {
    /// Returns how many entries the tree has.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Adds an entry by its hash; writes the hashes that this completes to `stored`, in the order in
    /// which they are kept (that of `tlog_tiles::stored_hash_index`).
    pub(crate) fn push(&mut self, leaf: Digest, stored: &mut Vec<u8>) {
        stored.extend(leaf);
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("each one bit of the size has its peak");
            hash = node(&left, &hash);
            stored.extend(hash);
        }
        self.peaks.push(hash);
        self.size = self.size.checked_add(1).expect("disks hold fewer than 2^64 entries");
    }

    /// Returns the root. Cost: one hash per peak.
    pub(crate) fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

/// Why a proof about the log does not hold, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum LogProofError {
    #[error("The proof has {0} hashes; at most {PROOF_HASHES_MAX} are possible.")]
    TooLong(usize),
    #[error("Entry or size {0} does not lie within the log of {1} entries.")]
    OutOfRange(u64, u64),
    #[error("The proof does not lead to the root.")]
    Mismatch,
}

/// Verifies that the log of `size` entries and root `root` holds at `index` the entry with hash
/// `leaf`. Cost: one hash per level.
///
/// # Errors
/// [`LogProofError`]: too long, out of range, mismatch.
pub fn verify_inclusion(
    root: &Hash,
    size: u64,
    index: u64,
    leaf: &Hash,
    proof: &[Hash],
) -> Result<(), LogProofError> {
    check_length(proof)?;
    if index >= size {
        return Err(LogProofError::OutOfRange(index, size));
    }
    let proof = proof.iter().map(|hash| TlogHash(hash.0)).collect();
    tlog::check_record(&proof, size, TlogHash(root.0), index, TlogHash(leaf.0))
        .map_err(|_| LogProofError::Mismatch)
}

/// Verifies that the log of `new_size` entries begins with the log of `old_size` entries.
///
/// The empty log is the beginning of every log; its proof has no hashes.
///
/// # Errors
/// [`LogProofError`]: too long, out of range, mismatch.
pub fn verify_consistency(
    (old_size, old_root): (u64, &Hash),
    (new_size, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), LogProofError> {
    check_length(proof)?;
    if old_size > new_size {
        return Err(LogProofError::OutOfRange(old_size, new_size));
    }
    if old_size == 0 {
        let is_empty = old_root.0 == empty_root() && proof.is_empty();
        let is_same = new_size > 0 || new_root.0 == empty_root();
        return if is_empty && is_same { Ok(()) } else { Err(LogProofError::Mismatch) };
    }
    let proof = proof.iter().map(|hash| TlogHash(hash.0)).collect();
    tlog::check_tree(&proof, new_size, TlogHash(new_root.0), old_size, TlogHash(old_root.0))
        .map_err(|_| LogProofError::Mismatch)
}

fn check_length(proof: &[Hash]) -> Result<(), LogProofError> {
    if proof.len() > PROOF_HASHES_MAX {
        return Err(LogProofError::TooLong(proof.len()));
    }
    Ok(())
}
