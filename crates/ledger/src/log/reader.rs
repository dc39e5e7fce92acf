//! Reading the log: entries, roots and proofs at any size. All that is read is checked.

use std::ops::Range;
use std::sync::Arc;

use polity_types::Hash;
use tlog_tiles::{Hash as TlogHash, tlog};

use super::merkle::{self, verify_consistency};
use super::prover;
use super::scan::as_u64;
use super::{LogError, Shared, TreeHead, hash_offset};
use crate::Digest;

/// Entries read at once when iterating.
const STRIDE: u64 = 1024;

/// A view of the log that moves on as it grows. Cheap to clone; reads do not wait for writes.
#[derive(Clone, Debug)]
pub struct LogReader {
    shared: Arc<Shared>,
}

impl LogReader {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Returns the present size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        let published = self.shared.published();
        TreeHead { size: published.edge.size(), root: Hash(published.root) }
    }

    /// Returns the present size.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head().size
    }

    /// Returns the entry with number `index`.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged, input failed.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, LogError> {
        let size = self.size();
        if index >= size {
            return Err(LogError::OutOfRange { index, size });
        }
        let entries = self.read_entries(index..index.saturating_add(1))?;
        entries.into_iter().next().ok_or(LogError::OutOfRange { index, size })
    }

    /// Returns the hash of the entry with number `index`, without reading the entry.
    ///
    /// # Errors
    /// [`LogError`]: out of range, input failed.
    pub fn leaf(&self, index: u64) -> Result<Hash, LogError> {
        let size = self.size();
        if index >= size {
            return Err(LogError::OutOfRange { index, size });
        }
        self.hash(0, index).map(Hash)
    }

    /// Iterates over the entries of a range; what lies beyond the present size is left out.
    #[must_use]
    pub fn entries(&self, range: Range<u64>) -> Entries {
        let end = range.end.min(self.size());
        Entries { log: self.clone(), next: range.start, end, read: Vec::new().into_iter() }
    }

    /// Reads entries together.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged (names the entry), input failed.
    pub fn read_entries(&self, range: Range<u64>) -> Result<Vec<Vec<u8>>, LogError> {
        let published = self.shared.published();
        let size = published.edge.size();
        if range.end > size || range.start > range.end {
            return Err(LogError::OutOfRange { index: range.end.max(range.start), size });
        }
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let (bytes, base, starts) = self.read_span(&range, published.file_bytes)?;
        let hashes_start = hash_offset(range.start);
        let hashes_length = hash_offset(range.end).saturating_sub(hashes_start);
        let hashes = self.shared.files.hashes.read(hashes_start, to_usize(hashes_length))?;
        let mut entries = Vec::with_capacity(starts.len());
        for (index, start) in range.zip(&starts) {
            let damaged = |what| {
                let file = self.shared.files.entries.name;
                LogError::Damaged { file, offset: *start, entry: index, what }
            };
            let place = start.checked_sub(base).map(to_usize);
            let rest = place.and_then(|place| bytes.get(place..));
            let entry =
                rest.and_then(first_entry).ok_or_else(|| damaged("no entry starts here"))?;
            let place = to_usize(hash_offset(index).saturating_sub(hashes_start));
            let hash = hashes.get(place..).and_then(|rest| rest.first_chunk());
            if hash != Some(&merkle::leaf(entry)) {
                return Err(damaged("the entry does not have its hash"));
            }
            entries.push(entry.to_vec());
        }
        Ok(entries)
    }

    /// Reads the part of the file that holds a range, with its position and where entries start.
    fn read_span(
        &self,
        range: &Range<u64>,
        file_bytes: u64,
    ) -> Result<(Vec<u8>, u64, Vec<u64>), LogError> {
        let files = &self.shared.files;
        let count = to_usize(range.end.saturating_sub(range.start));
        let raw = files.offsets.read(range.start.saturating_mul(8), count.saturating_mul(8))?;
        let (chunks, _) = raw.as_chunks::<8>();
        let starts: Vec<u64> = chunks.iter().map(|chunk| u64::from_be_bytes(*chunk)).collect();
        let (first, last) = match (starts.first(), starts.last()) {
            (Some(first), Some(last)) if first <= last && *last < file_bytes => (*first, *last),
            _ => {
                let (offset, entry) = (range.start.saturating_mul(8), range.start);
                let what = "the offset leads out of the log";
                return Err(LogError::Damaged { file: files.offsets.name, offset, entry, what });
            }
        };
        let end = last.saturating_add(2 + 65_535).min(file_bytes);
        let bytes = files.entries.read(first, to_usize(end.saturating_sub(first)))?;
        Ok((bytes, first, starts))
    }

    /// Returns the root of the log when it had `size` entries. Cost: one read per peak.
    ///
    /// # Errors
    /// [`LogError`]: out of range, input failed.
    pub fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        let head = self.head();
        if size == head.size {
            return Ok(head.root);
        }
        if size > head.size {
            return Err(LogError::OutOfRange { index: size, size: head.size });
        }
        tlog::tree_hash(size, self)
            .map(|hash| Hash(hash.0))
            .map_err(|error| self.unreadable(&error))
    }

    /// Proves that entry `index` is in the log of `size` entries, as [`Self::prove_range`] does.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged, input failed.
    pub fn prove_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, LogError> {
        let proofs = self.prove_range(index..index.saturating_add(1), size)?;
        proofs.into_iter().next().ok_or(LogError::OutOfRange { index, size })
    }

    /// Proves that neighbouring entries are in the log of `size` entries; each hash is checked before it is
    /// returned. Shape: for each entry its hashes from the leaf up, as RFC 9162 section 2.1.3.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged, input failed.
    pub fn prove_range(&self, range: Range<u64>, size: u64) -> Result<Vec<Vec<Hash>>, LogError> {
        prover::prove(self, range, size)
    }

    /// Proves that the log of `new_size` entries begins with that of `old_size`; the proof is
    /// verified before it is returned. Shape: as RFC 9162 section 2.1.4; none from the empty log.
    ///
    /// # Errors
    /// [`LogError`]: out of range, damaged, input failed.
    pub fn prove_consistency(&self, old_size: u64, new_size: u64) -> Result<Vec<Hash>, LogError> {
        let new_root = self.root_at(new_size)?;
        if old_size > new_size {
            return Err(LogError::OutOfRange { index: old_size, size: new_size });
        }
        if old_size == 0 {
            return Ok(Vec::new());
        }
        let old_root = self.root_at(old_size)?;
        let proof = tlog::prove_tree(new_size, old_size, self);
        let proof = to_hashes(proof.map_err(|error| self.unreadable(&error))?);
        verify_consistency((old_size, &old_root), (new_size, &new_root), &proof)
            .map_err(|_| self.rotten(old_size))?;
        Ok(proof)
    }

    /// Reads a hash of the tree: that of the `number`th complete subtree of 2^`level` entries.
    pub(crate) fn hash(&self, level: u8, number: u64) -> Result<Digest, LogError> {
        let offset = tlog::stored_hash_index(level, number).saturating_mul(32);
        let bytes = self.shared.files.hashes.read(offset, 32)?;
        bytes.try_into().map_err(|_| self.rotten(number))
    }

    /// Accepts a batch that is in the log already.
    pub(super) fn match_again(&self, first: u64, leaves: &[Digest]) -> Result<TreeHead, LogError> {
        let size = self.size();
        let end = first.saturating_add(as_u64(leaves.len()));
        for (index, leaf) in (first..size).zip(leaves) {
            if self.hash(0, index)? != *leaf {
                return Err(LogError::Conflict { index });
            }
        }
        if end > size {
            return Err(LogError::Conflict { index: size });
        }
        Ok(TreeHead { size: end, root: self.root_at(end)? })
    }

    pub(super) fn stored_hashes(&self, first: u64, count: u64) -> Result<Vec<u8>, LogError> {
        let bytes = to_usize(count.saturating_mul(32));
        self.shared.files.hashes.read(first.saturating_mul(32), bytes)
    }

    pub(crate) fn rotten(&self, entry: u64) -> LogError {
        let file = self.shared.files.hashes.name;
        let what = "the hashes do not lead to the root";
        LogError::Damaged { file, offset: hash_offset(entry), entry, what }
    }

    pub(super) fn unreadable(&self, error: &tlog::Error) -> LogError {
        let source = std::io::Error::other(error.to_string());
        LogError::Io { file: self.shared.files.hashes.name, action: "read", source }
    }
}

impl tlog::HashReader for LogReader {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<TlogHash>, tlog::Error> {
        let read = |index: &u64| {
            let bytes = self.shared.files.hashes.read(index.saturating_mul(32), 32);
            let bytes = bytes.map_err(|error| tlog::Error::InvalidInput(error.to_string()))?;
            bytes.try_into().map(TlogHash).map_err(|_| tlog::Error::MalformedHash)
        };
        indexes.iter().map(read).collect()
    }
}

/// Entries of a range in order; see [`LogReader::entries`]. Ends after the first error.
#[derive(Debug)]
pub struct Entries {
    log: LogReader,
    next: u64,
    end: u64,
    read: std::vec::IntoIter<Vec<u8>>,
}

impl Iterator for Entries {
    type Item = Result<Vec<u8>, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(entry) = self.read.next() {
            return Some(Ok(entry));
        }
        if self.next >= self.end {
            return None;
        }
        let end = self.next.saturating_add(STRIDE).min(self.end);
        match self.log.read_entries(self.next..end) {
            Ok(entries) => {
                self.next = end;
                self.read = entries.into_iter();
                self.read.next().map(Ok)
            }
            Err(error) => {
                self.next = self.end;
                Some(Err(error))
            }
        }
    }
}

fn first_entry(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.get(..usize::from(u16::from_be_bytes(*length)))
}

pub(super) fn to_hashes(proof: Vec<TlogHash>) -> Vec<Hash> {
    proof.into_iter().map(|hash| Hash(hash.0)).collect()
}

fn to_usize(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
