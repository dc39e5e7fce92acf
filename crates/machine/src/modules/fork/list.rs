//! The list of those who left by a fork: a tree over its lines (RFC 9162), of which the state keeps the
//! growing edge. So a list is proven whole, and each of its lines alone, by whoever has the list: without
//! the society that was left.

use polity_ledger::log::merkle;
use polity_types::{Hash, canonical};
use serde::{Deserialize, Serialize};

use super::types::Left;

/// How many left, and the tree over them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// How many.
    pub count: u64,
    /// Roots of the complete subtrees, from left to right: one for each binary one of `count`.
    pub peaks: Vec<Hash>,
}

impl List {
    /// Returns the list of these lines.
    #[must_use]
    pub fn of(lines: &[Left]) -> Self {
        let mut list = Self::default();
        for line in lines {
            list.add(line);
        }
        list
    }

    /// Adds a line. Cost: a hash for each complete subtree that it ends.
    pub fn add(&mut self, line: &Left) {
        let mut hash = leaf(line);
        for _ in 0..self.count.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = node(&left, &hash);
        }
        self.peaks.push(hash);
        self.count = self.count.saturating_add(1);
    }

    /// Returns the root of the tree; of no lines, `None`.
    #[must_use]
    pub fn root(&self) -> Option<Hash> {
        let mut peaks = self.peaks.iter().rev();
        let last = *peaks.next()?;
        Some(peaks.fold(last, |right, left| node(left, &right)))
    }

    /// Returns whether a line stands at a place of the list, counted from 0, as a path shows it.
    #[must_use]
    pub fn holds(&self, line: &Left, place: u64, path: &[Hash]) -> bool {
        let holds =
            |root| merkle::verify_inclusion(&root, self.count, place, &leaf(line), path).is_ok();
        self.root().is_some_and(holds)
    }
}

/// Returns the path that shows that a line stands at a place of a list: of none, `None`.
///
/// Cost: a hash for each line.
#[must_use]
pub fn path_of(lines: &[Left], place: usize) -> Option<Vec<Hash>> {
    let leaves: Vec<Hash> = lines.iter().map(leaf).collect();
    let (mut rest, mut place) = (leaves.as_slice(), place);
    if place >= rest.len() {
        return None;
    }
    let mut path = Vec::new();
    while rest.len() > 1 {
        let (left, right) = rest.split_at_checked(halves(rest.len()))?;
        if let Some(in_right) = place.checked_sub(left.len()) {
            path.push(root_of(left)?);
            (rest, place) = (right, in_right);
        } else {
            path.push(root_of(right)?);
            rest = left;
        }
    }
    path.reverse();
    Some(path)
}

fn root_of(leaves: &[Hash]) -> Option<Hash> {
    match leaves {
        [] => None,
        [one] => Some(*one),
        more => {
            let (left, right) = more.split_at_checked(halves(more.len()))?;
            Some(node(&root_of(left)?, &root_of(right)?))
        }
    }
}

/// Returns where a list of more than one is cut: at the largest power of two below its length.
fn halves(length: usize) -> usize {
    length.div_ceil(2).next_power_of_two()
}

fn leaf(line: &Left) -> Hash {
    merkle::leaf_hash(&canonical::to_bytes(line))
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}
