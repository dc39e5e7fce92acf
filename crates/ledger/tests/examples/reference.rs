//! Trees written a second time, straight from the definitions: slow, and an oracle for the crate.

use polity_types::Hash;
use polity_types::proof::{StateLeaf, StatePath};

/// RFC 9162 §2.1.1.
pub fn root(entries: &[Vec<u8>]) -> Hash {
    match entries {
        [] => Hash::of(b""),
        [entry] => Hash::of_parts(&[&[0], entry]),
        _ => {
            let (left, right) = entries.split_at(half(entries.len()));
            Hash::of_parts(&[&[1], root(left).as_bytes(), root(right).as_bytes()])
        }
    }
}

/// Largest power of two below `count`.
fn half(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// RFC 9162 §2.1.3.1.
pub fn inclusion(index: usize, entries: &[Vec<u8>]) -> Vec<Hash> {
    if entries.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = entries.split_at(half(entries.len()));
    let (mut path, beside) = if index < left.len() {
        (inclusion(index, left), root(right))
    } else {
        (inclusion(index - left.len(), right), root(left))
    };
    path.push(beside);
    path
}

/// RFC 9162 §2.1.4.1.
pub fn consistency(older: usize, entries: &[Vec<u8>]) -> Vec<Hash> {
    subproof(older, entries, true)
}

fn subproof(older: usize, entries: &[Vec<u8>], is_whole: bool) -> Vec<Hash> {
    if older == entries.len() {
        return if is_whole { Vec::new() } else { vec![root(entries)] };
    }
    let (left, right) = entries.split_at(half(entries.len()));
    let (mut path, beside) = if older <= left.len() {
        (subproof(older, left, is_whole), root(right))
    } else {
        (subproof(older - left.len(), right, false), root(left))
    };
    path.push(beside);
    path
}

/// The records of a state, by key.
pub type Records = std::collections::BTreeMap<String, String>;

fn leaves(records: &Records) -> Vec<StateLeaf> {
    let leaf = |(key, value): (&String, &String)| StateLeaf {
        key_hash: Hash::of(key.as_bytes()),
        value_hash: Hash::of(value.as_bytes()),
    };
    records.iter().map(leaf).collect()
}

fn bit(hash: &Hash, depth: usize) -> bool {
    hash.0[depth / 8] >> (7 - depth % 8) & 1 == 1
}

fn subtree(leaves: &[StateLeaf], depth: usize) -> Hash {
    match leaves {
        [] => Hash(*b"SPARSE_MERKLE_PLACEHOLDER_HASH__"),
        [leaf] => Hash::of_parts(&[
            b"JMT::LeafNode",
            leaf.key_hash.as_bytes(),
            leaf.value_hash.as_bytes(),
        ]),
        _ => {
            let (right, left): (Vec<_>, Vec<_>) =
                leaves.iter().partition(|leaf| bit(&leaf.key_hash, depth));
            let (left, right) = (subtree(&left, depth + 1), subtree(&right, depth + 1));
            Hash::of_parts(&[b"JMT::IntrnalNode", left.as_bytes(), right.as_bytes()])
        }
    }
}

/// STA-4.
pub fn state_root(records: &Records) -> Hash {
    subtree(&leaves(records), 0)
}

/// STA-5.
pub fn state_path(records: &Records, key: &str) -> StatePath {
    let wanted = Hash::of(key.as_bytes());
    let (mut here, mut siblings) = (leaves(records), Vec::new());
    for depth in 0.. {
        if here.len() <= 1 {
            break;
        }
        let (near, far): (Vec<_>, Vec<_>) =
            here.into_iter().partition(|leaf| bit(&leaf.key_hash, depth) == bit(&wanted, depth));
        siblings.push(subtree(&far, depth + 1));
        here = near;
    }
    siblings.reverse();
    StatePath { leaf: here.first().copied(), siblings }
}
