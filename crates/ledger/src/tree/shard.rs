//! One sixteenth of the state tree: all keys whose hash starts with the same four bits.
//!
//! A shard is updated alone, so large batches use every core without sharing memory.

use std::collections::VecDeque;

use super::arena::Arena;
use super::hashing::{self, EMPTY};
use super::{Change, SHARD_DEPTH};
use crate::Digest;

/// Set in the number of a leaf, clear in that of a branch.
pub(super) const LEAF_BIT: u32 = 1 << 31;

/// The number of a node: nothing, a leaf, or a branch. Four bytes, which keeps the tree small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link(u32);

impl Link {
    pub(super) const EMPTY: Self = Self(u32::MAX);

    pub(super) fn node(self) -> Node {
        match self {
            Self::EMPTY => Node::Empty,
            Self(number) if number & LEAF_BIT != 0 => Node::Leaf(number & !LEAF_BIT),
            Self(number) => Node::Branch(number),
        }
    }
}

/// What a [`Link`] points to; the number is a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Empty,
    Leaf(u32),
    Branch(u32),
}

/// A record of the tree, by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) key: Digest,
    pub(super) value: Digest,
    pub(super) hash: Digest,
}

/// Two or more records below.
#[derive(Clone, Copy, Debug)]
struct Branch {
    hash: Digest,
    left: Link,
    right: Link,
}

/// The nodes of a shard and the roots of its recent versions.
#[derive(Debug, Default)]
pub(super) struct Shard {
    leaves: Arena<Leaf>,
    branches: Arena<Branch>,
    /// Roots of the versions kept, oldest first.
    roots: VecDeque<Link>,
    /// For each version kept: the nodes of its predecessor that it no longer uses.
    retired: VecDeque<Vec<Link>>,
    /// Nodes made by the newest version, to take it back.
    created: Vec<Link>,
}

impl Shard {
    /// Starts a version: applies `changes`, sorted by key and each key once.
    pub(super) fn apply(&mut self, changes: &[Change]) {
        let root = self.newest();
        self.created.clear();
        self.retired.push_back(Vec::new());
        let root = self.update(root, SHARD_DEPTH, changes);
        self.roots.push_back(root);
    }

    /// Takes the newest version back. Only once after an [`Self::apply`].
    pub(super) fn undo(&mut self) {
        let _ = self.roots.pop_back();
        let _ = self.retired.pop_back();
        for link in std::mem::take(&mut self.created) {
            self.release(link);
        }
    }

    /// Forgets the oldest version and frees what only it used.
    pub(super) fn forget_oldest(&mut self) {
        let _ = self.roots.pop_front();
        let _ = self.retired.pop_front();
        let unused = self.retired.front_mut().map(std::mem::take).unwrap_or_default();
        for link in unused {
            self.release(link);
        }
    }

    /// Returns the root of the newest version.
    pub(super) fn newest(&self) -> Link {
        self.roots.back().copied().unwrap_or(Link::EMPTY)
    }

    /// Returns the root of the version at `place` among those kept, oldest first.
    pub(super) fn root_at(&self, place: usize) -> Link {
        self.roots.get(place).copied().unwrap_or(Link::EMPTY)
    }

    pub(super) fn leaf(&self, slot: u32) -> &Leaf {
        self.leaves.get(slot)
    }

    pub(super) fn hash(&self, link: Link) -> Digest {
        match link.node() {
            Node::Empty => EMPTY,
            Node::Leaf(slot) => self.leaves.get(slot).hash,
            Node::Branch(slot) => self.branches.get(slot).hash,
        }
    }

    /// Returns the halves of a branch.
    pub(super) fn halves(&self, slot: u32) -> (Link, Link) {
        let branch = self.branches.get(slot);
        (branch.left, branch.right)
    }

    /// Returns how many leaves and branches are held, over all versions kept.
    pub(super) fn node_counts(&self) -> (usize, usize) {
        (self.leaves.len(), self.branches.len())
    }

    /// Returns the memory of the nodes. Unit: bytes.
    pub(super) fn bytes(&self) -> usize {
        self.leaves.bytes().saturating_add(self.branches.bytes())
    }

    fn update(&mut self, link: Link, depth: usize, changes: &[Change]) -> Link {
        if changes.is_empty() {
            return link;
        }
        match link.node() {
            Node::Empty => self.grow(None, depth, changes),
            Node::Leaf(slot) => self.update_leaf(link, slot, depth, changes),
            Node::Branch(slot) => {
                let (left, right) = self.halves(slot);
                let (low, high) = split(changes, depth);
                let below = depth.saturating_add(1);
                let new_left = self.update(left, below, low);
                let new_right = self.update(right, below, high);
                if new_left == left && new_right == right {
                    return link;
                }
                self.retire(link);
                self.join(new_left, new_right)
            }
        }
    }

    fn update_leaf(&mut self, link: Link, slot: u32, depth: usize, changes: &[Change]) -> Link {
        let Leaf { key, value, .. } = *self.leaves.get(slot);
        let own = changes.binary_search_by(|change| change.key.cmp(&key)).ok();
        let Some(own) = own.and_then(|place| changes.get(place)) else {
            return self.grow(Some(link), depth, changes);
        };
        if changes.len() == 1 && own.value == Some(value) {
            return link;
        }
        self.retire(link);
        self.grow(None, depth, changes)
    }

    /// Builds a subtree from new records and at most one leaf that stays.
    fn grow(&mut self, kept: Option<Link>, depth: usize, changes: &[Change]) -> Link {
        match (kept, changes) {
            (kept, []) => kept.unwrap_or(Link::EMPTY),
            (None, [only]) => {
                only.value.map_or(Link::EMPTY, |value| self.new_leaf(only.key, value))
            }
            (kept, changes) => {
                let (low, high) = split(changes, depth);
                let goes_right = kept.is_some_and(|link| match link.node() {
                    Node::Leaf(slot) => hashing::bit(&self.leaves.get(slot).key, depth),
                    Node::Empty | Node::Branch(_) => false,
                });
                let below = depth.saturating_add(1);
                let left = self.grow(kept.filter(|_| !goes_right), below, low);
                let right = self.grow(kept.filter(|_| goes_right), below, high);
                self.join(left, right)
            }
        }
    }

    /// Puts two halves together; a lone leaf rises to where it is alone.
    fn join(&mut self, left: Link, right: Link) -> Link {
        match (left.node(), right.node()) {
            (Node::Empty, Node::Empty) => Link::EMPTY,
            (Node::Leaf(_), Node::Empty) => left,
            (Node::Empty, Node::Leaf(_)) => right,
            _ => {
                let hash = hashing::branch(&self.hash(left), &self.hash(right));
                let link = Link(self.branches.insert(Branch { hash, left, right }));
                self.created.push(link);
                link
            }
        }
    }

    fn new_leaf(&mut self, key: Digest, value: Digest) -> Link {
        let hash = hashing::leaf(&key, &value);
        let link = Link(self.leaves.insert(Leaf { key, value, hash }) | LEAF_BIT);
        self.created.push(link);
        link
    }

    fn retire(&mut self, link: Link) {
        if let Some(retired) = self.retired.back_mut() {
            retired.push(link);
        }
    }

    fn release(&mut self, link: Link) {
        match link.node() {
            Node::Empty => {}
            Node::Leaf(slot) => self.leaves.release(slot),
            Node::Branch(slot) => self.branches.release(slot),
        }
    }
}

/// Splits sorted changes into those that go left and right at `depth`.
fn split(changes: &[Change], depth: usize) -> (&[Change], &[Change]) {
    changes.split_at(changes.partition_point(|change| !hashing::bit(&change.key, depth)))
}
