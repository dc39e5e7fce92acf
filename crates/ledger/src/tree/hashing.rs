//! How the state tree hashes: as the Jellyfish Merkle Tree does, with SHA-256.
//!
//! Source: crate `jmt` 0.12 (the oracle of the tests). An empty subtree has a fixed mark, a subtree
//! with one record has the hash of that leaf whatever its depth, any other the hash of its halves.

use sha2::{Digest as _, Sha256};

use crate::Digest;

/// Mark of an empty subtree, and root of an empty tree. 32 ASCII bytes.
pub(crate) const EMPTY: Digest = *b"SPARSE_MERKLE_PLACEHOLDER_HASH__";

/// Deepest a leaf can lie. Unit: levels below the root.
pub(crate) const DEPTH_MAX: usize = 256;

/// Hashes the bytes of a key or of a value: plain SHA-256.
pub(crate) fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Hashes a leaf: `SHA-256("JMT::LeafNode" || key hash || value hash)`.
pub(crate) fn leaf(key: &Digest, value: &Digest) -> Digest {
    Sha256::new()
        .chain_update(b"JMT::LeafNode")
        .chain_update(key)
        .chain_update(value)
        .finalize()
        .into()
}

/// Hashes a branch: `SHA-256("JMT::IntrnalNode" || left || right)` (16 bytes of prefix, as there).
pub(crate) fn branch(left: &Digest, right: &Digest) -> Digest {
    let hasher = Sha256::new().chain_update(b"JMT::IntrnalNode");
    hasher.chain_update(left).chain_update(right).finalize().into()
}

/// Returns the bit of `key` that chooses the side at `depth`, most significant first.
pub(crate) fn bit(key: &Digest, depth: usize) -> bool {
    let byte = key.get(depth / 8).copied().unwrap_or(0);
    byte.rotate_left(u32::try_from(depth % 8).unwrap_or(0)) & 0x80 != 0
}

/// Returns how many leading bits two keys share.
pub(crate) fn shared_bits(a: &Digest, b: &Digest) -> usize {
    (0..DEPTH_MAX).take_while(|depth| bit(a, *depth) == bit(b, *depth)).count()
}
