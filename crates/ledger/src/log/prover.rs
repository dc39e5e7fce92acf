//! Inclusion proofs of neighbouring entries: most of what they are made of is read once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use polity_types::Hash;
use tlog_tiles::{Hash as TlogHash, tlog};

use super::merkle::verify_inclusion;
use super::reader::{LogReader, to_hashes};
use super::{LogError, TreeHead};

/// Proves entries of a range in one log size; usable from many threads.
#[derive(Debug)]
pub struct Prover {
    log: LogReader,
    head: TreeHead,
    hashes: Hashes,
}

/// Hashes of the tree by their place in the file.
#[derive(Debug)]
struct Hashes {
    /// Those that the range's entries completed.
    block: Vec<u8>,
    block_start: u64,
    /// Those of the subtrees left of the range.
    left: BTreeMap<u64, TlogHash>,
}

impl Prover {
    pub(super) fn read(log: &LogReader, range: Range<u64>, size: u64) -> Result<Self, LogError> {
        let root = log.root_at(size)?;
        if range.start >= range.end || range.end > size {
            return Err(LogError::OutOfRange { index: range.end.max(range.start), size });
        }
        let block_start = tlog::stored_hash_index(0, range.start);
        let block_end = tlog::stored_hash_index(0, range.end);
        let block = log.stored_hashes(block_start, block_end.saturating_sub(block_start))?;
        let mut hashes = Hashes { block, block_start, left: BTreeMap::new() };
        // The subtrees left of the first entry's path are those that any entry's path needs there.
        let seen = Mutex::new(BTreeMap::new());
        let recorder = Recorder { hashes: &hashes, log, seen: &seen };
        let proof = tlog::prove_record(size, range.start, &recorder);
        drop(proof.map_err(|error| log.unreadable(&error))?);
        hashes.left = seen.into_inner().unwrap_or_default();
        Ok(Self { log: log.clone(), head: TreeHead { size, root }, hashes })
    }

    /// Proves that entry `index` is in the log; the proof is verified before it is returned. Shape:
    /// hashes from the leaf up, as RFC 9162 section 2.1.3.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged, input failed.
    pub fn prove(&self, index: u64) -> Result<Vec<Hash>, LogError> {
        let TreeHead { size, root } = self.head;
        if index >= size {
            return Err(LogError::OutOfRange { index, size });
        }
        let proof = tlog::prove_record(size, index, self);
        let proof = to_hashes(proof.map_err(|error| self.log.unreadable(&error))?);
        let leaf = match self.hashes.get(tlog::stored_hash_index(0, index)) {
            Some(leaf) => Hash(leaf.0),
            None => self.log.leaf(index)?,
        };
        verify_inclusion(&root, size, index, &leaf, &proof).map_err(|_| self.log.rotten(index))?;
        Ok(proof)
    }
}

impl Hashes {
    fn get(&self, place: u64) -> Option<TlogHash> {
        if let Some(known) = self.left.get(&place) {
            return Some(*known);
        }
        let offset = place.checked_sub(self.block_start)?.checked_mul(32)?;
        let rest = self.block.get(usize::try_from(offset).ok()?..)?;
        rest.first_chunk().copied().map(TlogHash)
    }
}

impl tlog::HashReader for Prover {
    fn read_hashes(&self, places: &[u64]) -> Result<Vec<TlogHash>, tlog::Error> {
        let mut hashes = Vec::with_capacity(places.len());
        for place in places {
            match self.hashes.get(*place) {
                Some(known) => hashes.push(known),
                None => hashes.extend(self.log.read_hashes(&[*place])?),
            }
        }
        Ok(hashes)
    }
}

/// Reads hashes from the file and keeps those that are not in the block.
struct Recorder<'a> {
    hashes: &'a Hashes,
    log: &'a LogReader,
    seen: &'a Mutex<BTreeMap<u64, TlogHash>>,
}

impl tlog::HashReader for Recorder<'_> {
    fn read_hashes(&self, places: &[u64]) -> Result<Vec<TlogHash>, tlog::Error> {
        let read = self.log.read_hashes(places)?;
        let new = places.iter().zip(&read).filter(|(place, _)| self.hashes.get(**place).is_none());
        if let Ok(mut seen) = self.seen.lock() {
            seen.extend(new.map(|(place, hash)| (*place, *hash)));
        }
        Ok(read)
    }
}
