//! Proofs that a stranger checks, knowing nothing but the society's identifier (PRO-1 to PRO-7).
//! These are the formats; `polity-ledger` makes and verifies them.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::hash::Hash;
use crate::log::{Founding, Seal};

/// Largest proof bundle. Unit: bytes of canonical JSON. Source: PRO-1.
pub const BUNDLE_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// Longest state key. Unit: bytes. Source: STA-1.
pub const STATE_KEY_BYTES_MAX: usize = 128;
/// Most claims in one bundle. Unit: claims. Source: PRO-1.
pub const CLAIMS_MAX: usize = 1_024;

/// One file that carries claims and all that is needed to check them offline.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The checkpoint that the claims refer to: a C2SP signed note.
    pub checkpoint: String,
    /// What is claimed.
    pub claims: Vec<Claim>,
    /// Shows that the checkpoint extends an older one that the reader keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Extension>,
    /// The founding record, whose hash is the society's identifier.
    pub founding: Founding,
    /// Always `polity/proof/v1`.
    pub version: String,
    /// Every change of signers since the founding, in order.
    pub walk: Vec<SignerChange>,
}

/// The version that a bundle names.
pub const BUNDLE_VERSION: &str = "polity/proof/v1";

/// A consistency proof from an older tree (RFC 9162 §2.1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The proof's hashes.
    pub consistency: Vec<Hash>,
    /// Root of the older tree, so that whoever keeps none can still check the proof.
    pub root: Hash,
    /// Size of the older tree. Unit: entries.
    pub size: u64,
}

/// A change of signers: a checkpoint signed by those before, which ends at the seal that names
/// those after, and the proof that the bundle's checkpoint extends it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerChange {
    /// The checkpoint: a C2SP signed note.
    pub checkpoint: String,
    /// From this checkpoint to the next one in the walk, or to the bundle's own.
    pub consistency: Vec<Hash>,
    /// From the seal, the last entry, to this checkpoint's root (RFC 9162 §2.1.3).
    pub inclusion: Vec<Hash>,
    /// The seal.
    pub seal: Seal,
}

/// One thing that is proven. Serialized as `{"kind": …, "with": …}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
pub enum Claim {
    /// An entry stands in the log.
    Entry(EntryClaim),
    /// A record stands, or does not stand, in the state.
    State(Box<StateClaim>),
}

/// An entry stands in the log at an index. A receipt is a bundle with one of these.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryClaim {
    /// The entry, in canonical form.
    pub entry: Box<RawValue>,
    /// From the entry to the checkpoint's root.
    pub inclusion: Vec<Hash>,
    /// The entry's index; the founding is 0.
    pub index: u64,
}

/// A record stands under a key in the state that the last seal commits to; or none does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateClaim {
    /// From the seal to the checkpoint's root.
    pub inclusion: Vec<Hash>,
    /// The key.
    pub key: String,
    /// SHA-256 of the key. An absence holds for many keys at once, so that a misread letter would
    /// else pass for another claim.
    pub key_hash: Hash,
    /// The path in the state tree.
    pub path: StatePath,
    /// The seal, the checkpoint's last entry.
    pub seal: Seal,
    /// The record, in canonical form; absent: the key has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<RawValue>>,
}

/// A path in the state tree, hashed as the Jellyfish Merkle Tree hashes (STA-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatePath {
    /// The leaf at which the path ends: the key's own, or, for an absence, another's; absent: the
    /// path ends at an empty place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<StateLeaf>,
    /// Hashes beside the path, from the leaf up to the root.
    pub siblings: Vec<Hash>,
}

/// A leaf of the state tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateLeaf {
    /// SHA-256 of the key.
    pub key_hash: Hash,
    /// SHA-256 of the value.
    pub value_hash: Hash,
}

/// Returns whether a text may be a key of the state: parts of `a-z`, `0-9`, `_` and `-`, joined by
/// `/`, at most [`STATE_KEY_BYTES_MAX`] bytes (STA-1).
#[must_use]
pub fn is_state_key(key: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'_' | b'-');
    key.len() <= STATE_KEY_BYTES_MAX
        && key.split('/').all(|part| !part.is_empty() && part.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sta_1_keys_are_readable_and_short() {
        let long = "a".repeat(STATE_KEY_BYTES_MAX);
        for key in ["a", "membership/member/person1qq", "agenda/item/0000000000000007", &long] {
            assert!(is_state_key(key), "{key}");
        }
        let too_long = format!("{long}a");
        for key in ["", "/", "a/", "/a", "a//b", "A", "a b", "a.b", "\u{e9}", &too_long] {
            assert!(!is_state_key(key), "{key}");
        }
    }
}
