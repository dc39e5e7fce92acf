//! Inclusion proofs of neighbouring entries, made and checked together: each hash of the tree on their paths is
//! read, and held against the two that it is made of, once.

use std::ops::Range;

use polity_types::Hash;
use tlog_tiles::tlog;

use super::LogError;
use super::merkle::node;
use super::reader::LogReader;
use crate::Digest;

/// What the proofs of a range are made from.
struct Walk<'a> {
    /// The hashes that the range's entries completed, as the file has them, from its place `block_start` on.
    block: Vec<u8>,
    block_start: u64,
    log: &'a LogReader,
    /// The proofs of the entries so far.
    made: Vec<Vec<Hash>>,
    range: Range<u64>,
}

/// Proves the entries of a range in the log of `size` entries. Shape: for each its hashes from the leaf up, as RFC
/// 9162 section 2.1.3. Cost: two hashes for each entry, and two for each level.
pub(super) fn prove(
    log: &LogReader,
    range: Range<u64>,
    size: u64,
) -> Result<Vec<Vec<Hash>>, LogError> {
    let root = log.root_at(size)?;
    if range.start >= range.end || range.end > size {
        return Err(LogError::OutOfRange { index: range.end.max(range.start), size });
    }
    let block_start = tlog::stored_hash_index(0, range.start);
    let block_end = tlog::stored_hash_index(0, range.end);
    let block = log.stored_hashes(block_start, block_end.saturating_sub(block_start))?;
    let mut walk = Walk { block, block_start, log, made: Vec::new(), range };
    walk.down(0..size, root.0, &mut Vec::new())?;
    Ok(walk.made)
}

impl Walk<'_> {
    /// Goes down from the subtree over `span`, whose hash is known to be `hash`, to each entry of the range under
    /// it. `above` are the hashes beside the way, from the root on.
    fn down(
        &mut self,
        span: Range<u64>,
        hash: Digest,
        above: &mut Vec<Hash>,
    ) -> Result<(), LogError> {
        if span.end <= self.range.start || span.start >= self.range.end {
            return Ok(());
        }
        let Some(middle) = middle(&span) else {
            self.made.push(above.iter().rev().copied().collect());
            return Ok(());
        };
        let (left, right) = (span.start..middle, middle..span.end);
        let (of_left, of_right) = (self.hash(&left)?, self.hash(&right)?);
        if node(&of_left, &of_right) != hash {
            return Err(self.log.rotten(span.start));
        }
        above.push(Hash(of_right));
        self.down(left, of_left, above)?;
        above.pop();
        above.push(Hash(of_left));
        self.down(right, of_right, above)?;
        above.pop();
        Ok(())
    }

    /// Returns the hash of the subtree over `span`: the file has it, or, at the right edge, those that it is made of.
    fn hash(&self, span: &Range<u64>) -> Result<Digest, LogError> {
        let length = span.end.saturating_sub(span.start);
        if let Some(middle) = middle(span).filter(|_| !length.is_power_of_two()) {
            let (left, right) = (span.start..middle, middle..span.end);
            return Ok(node(&self.hash(&left)?, &self.hash(&right)?));
        }
        let level = u8::try_from(length.trailing_zeros()).unwrap_or(u8::MAX);
        let number = span.start.checked_shr(length.trailing_zeros()).unwrap_or_default();
        let place = tlog::stored_hash_index(level, number);
        let offset = place.checked_sub(self.block_start).and_then(|from| from.checked_mul(32));
        let offset = offset.and_then(|offset| usize::try_from(offset).ok());
        let known = offset.and_then(|at| self.block.get(at..)).and_then(|rest| rest.first_chunk());
        known.map_or_else(|| self.log.hash(level, number), |known| Ok(*known))
    }
}

/// Returns where a tree over `span` parts: after the largest power of two of entries that leaves some (RFC 9162
/// section 2.1.1); nowhere, if it has one entry.
fn middle(span: &Range<u64>) -> Option<u64> {
    let last = span.end.checked_sub(span.start)?.checked_sub(1)?;
    span.start.checked_add(1_u64.checked_shl(last.checked_ilog2()?)?)
}
