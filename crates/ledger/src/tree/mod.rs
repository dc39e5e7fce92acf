//! The state tree: a compact sparse Merkle tree in memory over the hashes of keys and values.
//!
//! Roots and proofs are those of the Jellyfish Merkle Tree (`jmt` 0.12 with SHA-256). Recent
//! versions share their nodes, so a proof can refer to a published checkpoint while the state moves
//! on. Sixteen shards by the first four bits of the key hash are updated in parallel.
//! Memory: about 155 bytes per record, and about 40 per node that a kept version changed.

mod arena;
pub(crate) mod hashing;
mod proof;
mod shard;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use rayon::prelude::*;

use polity_types::Hash;
use polity_types::proof::{StateLeaf, StatePath};

pub use self::proof::{StateProofError, verify_absence, verify_presence};
use self::shard::{Node, Shard};
use crate::Digest;

/// Versions kept when nothing else is said. Unit: batches.
pub const VERSIONS_KEPT: usize = 64;

/// Levels above the shards.
const SHARD_DEPTH: usize = 4;
const SHARDS: usize = 1 << SHARD_DEPTH;

/// Changes in a batch from which on several cores are worth their coordination.
const PARALLEL_FROM: usize = 256;

/// A write to the tree: the hash of a key, and the hash of its new value, or none to remove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    key: Digest,
    value: Option<Digest>,
}

impl Change {
    /// Hashes a write of the ordered state.
    #[must_use]
    pub fn new(key: &[u8], value: Option<&[u8]>) -> Self {
        Self { key: hashing::digest(key), value: value.map(hashing::digest) }
    }
}

/// The root of a part of the tree above the shards.
#[derive(Clone, Copy, Debug)]
enum Top {
    Empty,
    Leaf { key: Digest, value: Digest, hash: Digest },
    Branch(Digest),
}

impl Top {
    fn hash(&self) -> Digest {
        match self {
            Self::Empty => hashing::EMPTY,
            Self::Leaf { hash, .. } | Self::Branch(hash) => *hash,
        }
    }

    fn join(left: &Self, right: &Self) -> Self {
        match (left, right) {
            (Self::Empty, Self::Empty) => Self::Empty,
            (Self::Leaf { .. }, Self::Empty) => *left,
            (Self::Empty, Self::Leaf { .. }) => *right,
            _ => Self::Branch(hashing::branch(&left.hash(), &right.hash())),
        }
    }
}

/// A state that proofs can refer to.
#[derive(Debug)]
struct Version {
    height: u64,
    /// Rows above the shards: the root alone, its two halves, ... the sixteen shards.
    rows: [Vec<Top>; SHARD_DEPTH + 1],
}

impl Version {
    fn root(&self) -> Digest {
        self.rows.first().and_then(|row| row.first()).map_or(hashing::EMPTY, Top::hash)
    }
}

/// The authenticated state. See the [module](self) for what it costs.
#[derive(Debug)]
pub struct Tree {
    shards: Vec<Shard>,
    versions: VecDeque<Version>,
    versions_kept: usize,
    can_undo: bool,
}

impl Tree {
    /// Makes a tree at `height` from `records`, in parallel. Cost: about 1 s per million on 4 cores.
    ///
    /// Keeps the last `versions_kept` versions, at least two.
    #[must_use]
    pub fn build(height: u64, records: Vec<Change>, versions_kept: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        let versions_kept = versions_kept.max(2);
        let mut tree = Self { shards, versions: VecDeque::new(), versions_kept, can_undo: false };
        let _root = tree.apply(height, records);
        tree.can_undo = false;
        tree
    }

    /// Returns the root of the empty state: a mark of 32 ASCII bytes, as in `jmt`.
    #[must_use]
    pub const fn empty_root() -> Hash {
        Hash(hashing::EMPTY)
    }

    /// Makes an empty tree at height 0 that keeps [`VERSIONS_KEPT`] versions.
    #[must_use]
    pub fn new() -> Self {
        Self::build(0, Vec::new(), VERSIONS_KEPT)
    }

    /// Applies the changes of a batch and returns the new root. Of several changes to a key, the last
    /// counts. Cost: logarithmic in the size of the state for each change.
    pub fn apply(&mut self, height: u64, mut changes: Vec<Change>) -> Hash {
        let is_large = changes.len() >= PARALLEL_FROM;
        if is_large {
            changes.par_sort_by_key(|change| change.key);
        } else {
            changes.sort_by_key(|change| change.key);
        }
        keep_last(&mut changes);
        let parts = split_by_shard(&changes);
        if is_large {
            let work = self.shards.par_iter_mut().zip(parts.into_par_iter());
            work.for_each(|(shard, changes)| shard.apply(changes));
        } else {
            let work = self.shards.iter_mut().zip(parts);
            work.for_each(|(shard, changes)| shard.apply(changes));
        }
        let version = Version { height, rows: self.rows() };
        let root = version.root();
        self.versions.push_back(version);
        self.can_undo = true;
        while self.versions.len() > self.versions_kept {
            let _ = self.versions.pop_front();
            self.shards.iter_mut().for_each(Shard::forget_oldest);
        }
        Hash(root)
    }

    /// Takes back the last [`Self::apply`], once; returns whether there was one to take back.
    pub fn undo(&mut self) -> bool {
        if !self.can_undo {
            return false;
        }
        self.can_undo = false;
        let _ = self.versions.pop_back();
        self.shards.iter_mut().for_each(Shard::undo);
        true
    }

    /// Returns the root of the newest version.
    #[must_use]
    pub fn root(&self) -> Hash {
        Hash(self.versions.back().map_or(hashing::EMPTY, Version::root))
    }

    /// Returns the height of the newest version.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.versions.back().map_or(0, |version| version.height)
    }

    /// Returns heights and roots of the versions kept, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = (u64, Hash)> {
        self.versions.iter().map(|version| (version.height, Hash(version.root())))
    }

    /// Returns the proof of presence or absence of `key` at `height`, none when that version is no
    /// longer (or not yet) kept. Cost: no hashing but that of the key.
    #[must_use]
    pub fn prove(&self, height: u64, key: &[u8]) -> Option<StatePath> {
        let place = self.versions.iter().rposition(|version| version.height == height)?;
        let version = self.versions.get(place)?;
        let key = hashing::digest(key);
        let number = usize::from(key.first().copied().unwrap_or(0) >> SHARD_DEPTH);
        let mut siblings = Vec::new();
        for (depth, row) in version.rows.iter().enumerate() {
            let column = number >> SHARD_DEPTH.saturating_sub(depth);
            if depth > 0 {
                siblings.push(row.get(column ^ 1)?.hash());
            }
            match row.get(column)? {
                Top::Empty => return Some(finish(None, siblings)),
                Top::Leaf { key, value, .. } => {
                    return Some(finish(Some((*key, *value)), siblings));
                }
                Top::Branch(_) => {}
            }
        }
        let shard = self.shards.get(number)?;
        let leaf = descend(shard, shard.root_at(place), &key, &mut siblings);
        Some(finish(leaf, siblings))
    }

    /// Returns the memory taken by nodes. Unit: bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(Shard::bytes).fold(0, usize::saturating_add)
    }

    /// Returns how many leaves and branches are held, over all versions kept.
    #[must_use]
    pub fn node_counts(&self) -> (usize, usize) {
        self.shards.iter().map(Shard::node_counts).fold((0, 0), |(leaves, branches), (l, b)| {
            (leaves.saturating_add(l), branches.saturating_add(b))
        })
    }

    fn rows(&self) -> [Vec<Top>; SHARD_DEPTH + 1] {
        let mut row: Vec<Top> = self.shards.iter().map(top_of).collect();
        let mut rows: [Vec<Top>; SHARD_DEPTH + 1] = Default::default();
        for place in rows.iter_mut().rev() {
            let above = row.chunks(2).filter_map(join_pair).collect();
            *place = std::mem::replace(&mut row, above);
        }
        rows
    }
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

fn join_pair(pair: &[Top]) -> Option<Top> {
    match pair {
        [left, right] => Some(Top::join(left, right)),
        _ => None,
    }
}

fn top_of(shard: &Shard) -> Top {
    let link = shard.newest();
    match link.node() {
        Node::Empty => Top::Empty,
        Node::Leaf(slot) => {
            let leaf = shard.leaf(slot);
            Top::Leaf { key: leaf.key, value: leaf.value, hash: leaf.hash }
        }
        Node::Branch(_) => Top::Branch(shard.hash(link)),
    }
}

/// Walks down a shard towards `key`, noting siblings; returns the leaf at the end.
fn descend(
    shard: &Shard,
    root: shard::Link,
    key: &Digest,
    siblings: &mut Vec<Digest>,
) -> Option<(Digest, Digest)> {
    let mut link = root;
    for depth in SHARD_DEPTH..hashing::DEPTH_MAX {
        let Node::Branch(slot) = link.node() else { break };
        let (left, right) = shard.halves(slot);
        let (near, far) = if hashing::bit(key, depth) { (right, left) } else { (left, right) };
        siblings.push(shard.hash(far));
        link = near;
    }
    match link.node() {
        Node::Leaf(slot) => Some((shard.leaf(slot).key, shard.leaf(slot).value)),
        Node::Empty | Node::Branch(_) => None,
    }
}

fn finish(leaf: Option<(Digest, Digest)>, siblings: Vec<Digest>) -> StatePath {
    let leaf = leaf.map(|(key, value)| StateLeaf { key_hash: Hash(key), value_hash: Hash(value) });
    StatePath { leaf, siblings: siblings.into_iter().rev().map(Hash).collect() }
}

/// Keeps the last of several changes to a key. Wants changes in order of keys.
fn keep_last(changes: &mut Vec<Change>) {
    changes.dedup_by(|later, earlier| {
        let is_same = later.key == earlier.key;
        if is_same {
            earlier.value = later.value;
        }
        is_same
    });
}

/// Cuts sorted changes into one run for each shard.
fn split_by_shard(changes: &[Change]) -> Vec<&[Change]> {
    let mut rest = changes;
    let mut parts = Vec::with_capacity(SHARDS);
    for number in 0..SHARDS {
        let is_here = |change: &Change| {
            change.key.first().is_some_and(|byte| usize::from(byte >> SHARD_DEPTH) <= number)
        };
        let (here, later) = rest.split_at(rest.partition_point(is_here));
        parts.push(here);
        rest = later;
    }
    parts
}
