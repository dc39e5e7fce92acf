//! How a batch lies in `log/entries`.
//!
//! The file starts with [`FILE_HEADER`]. Each batch follows as one frame:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`FRAME_MARK`] |
//! | 8 | number of its first entry, big-endian |
//! | 4 | number of entries, big-endian, 1 to 65,536 |
//! | 4 | length of the body, big-endian |
//! | body | each entry: its length in 2 bytes, big-endian, and its bytes |
//! | 32 | SHA-256 of [`CHECK_PREFIX`], the 24 bytes above, and the hash of each entry |
//!
//! The checksum covers the entries through their hashes, which the tree needs anyway.

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::merkle;
use super::{BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX, LogError};
use crate::Digest;

/// First bytes of `log/entries`.
pub(crate) const FILE_HEADER: &[u8; 16] = b"polity/log/v1  \n";
/// First bytes of a frame. The first one never occurs in UTF-8.
pub(crate) const FRAME_MARK: &[u8; 8] = b"\xf5batch1\n";
/// Domain of the checksum.
const CHECK_PREFIX: &[u8] = b"polity/log/frame/v1\n";

/// Length of a frame before its body. Unit: bytes.
pub(crate) const HEAD_BYTES: usize = 24;
/// Length of a frame after its body. Unit: bytes.
pub(crate) const CHECK_BYTES: usize = 32;

/// Entries from which on hashing uses several cores.
const PARALLEL_FROM: usize = 512;

/// The fixed part of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) first: u64,
    pub(crate) count: u32,
    pub(crate) body_bytes: u32,
}

impl Head {
    fn to_bytes(self) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        let parts = FRAME_MARK
            .iter()
            .copied()
            .chain(self.first.to_be_bytes())
            .chain(self.count.to_be_bytes())
            .chain(self.body_bytes.to_be_bytes());
        bytes.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        bytes
    }

    /// Reads the fixed part; none if no frame starts here.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(FRAME_MARK)?;
        let (first, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (body_bytes, _) = rest.split_first_chunk()?;
        let head = Self {
            first: u64::from_be_bytes(*first),
            count: u32::from_be_bytes(*count),
            body_bytes: u32::from_be_bytes(*body_bytes),
        };
        let count = usize::try_from(head.count).ok()?;
        let is_plausible = (1..=BATCH_ENTRIES_MAX).contains(&count)
            && usize::try_from(head.body_bytes).ok()? <= BATCH_BYTES_MAX;
        is_plausible.then_some(head)
    }

    /// Returns the length of the whole frame. Unit: bytes.
    pub(crate) fn frame_bytes(self) -> u64 {
        let around = HEAD_BYTES.saturating_add(CHECK_BYTES);
        u64::from(self.body_bytes).saturating_add(u64::try_from(around).unwrap_or(u64::MAX))
    }
}

/// A batch in the form in which it is written, with the hashes of its entries.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    pub(crate) leaves: Vec<Digest>,
    /// Where each entry starts (its length prefix), from the start of the frame. Unit: bytes.
    pub(crate) starts: Vec<u64>,
}

impl Frame {
    /// Encodes a batch.
    ///
    /// # Errors
    /// [`LogError`]: empty, too many entries, entry too large, batch too large.
    pub(crate) fn encode<E: AsRef<[u8]> + Sync>(
        first: u64,
        entries: &[E],
    ) -> Result<Self, LogError> {
        let body_bytes = check_limits(entries)?;
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let head = Head { first, count, body_bytes: u32::try_from(body_bytes).unwrap_or(u32::MAX) };
        let room = body_bytes.saturating_add(HEAD_BYTES).saturating_add(CHECK_BYTES);
        let mut bytes = Vec::with_capacity(room);
        bytes.extend(head.to_bytes());
        let mut starts = Vec::with_capacity(entries.len());
        for entry in entries {
            let entry = entry.as_ref();
            starts.push(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            bytes.extend(u16::try_from(entry.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend(entry);
        }
        let leaves: Vec<Digest> = if entries.len() >= PARALLEL_FROM {
            entries.par_iter().with_min_len(64).map(|entry| merkle::leaf(entry.as_ref())).collect()
        } else {
            entries.iter().map(|entry| merkle::leaf(entry.as_ref())).collect()
        };
        bytes.extend(checksum(&head, &leaves));
        Ok(Self { bytes, leaves, starts })
    }

    /// Reads a whole frame and checks it; the error says what is wrong and in which of its entries.
    pub(crate) fn decode(bytes: Vec<u8>) -> Result<Self, (&'static str, Vec<Digest>)> {
        let Some(head) = Head::parse(&bytes) else {
            return Err(("no batch starts here", Vec::new()));
        };
        let mut leaves = Vec::new();
        let mut starts = Vec::new();
        let body_end = bytes.len().saturating_sub(CHECK_BYTES);
        let (content, check) = bytes.split_at(body_end);
        let mut rest = content.get(HEAD_BYTES..).unwrap_or_default();
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::from(u16::from_be_bytes(*length));
            let Some((entry, after)) = after.split_at_checked(length) else {
                return Err(("an entry runs past its batch", leaves));
            };
            let start = content.len().saturating_sub(rest.len());
            starts.push(u64::try_from(start).unwrap_or(u64::MAX));
            leaves.push(merkle::leaf(entry));
            rest = after;
        }
        if !rest.is_empty() || usize::try_from(head.count) != Ok(leaves.len()) {
            return Err(("the batch does not have as many entries as it says", leaves));
        }
        if checksum(&head, &leaves) != check {
            return Err(("the checksum does not match", leaves));
        }
        Ok(Self { bytes, leaves, starts })
    }
}

fn check_limits<E: AsRef<[u8]>>(entries: &[E]) -> Result<usize, LogError> {
    if entries.is_empty() {
        return Err(LogError::Empty);
    }
    if entries.len() > BATCH_ENTRIES_MAX {
        return Err(LogError::TooManyEntries { entries: entries.len() });
    }
    let mut total = 0_usize;
    for (place, entry) in entries.iter().enumerate() {
        let bytes = entry.as_ref().len();
        if bytes > ENTRY_BYTES_MAX {
            return Err(LogError::EntryTooLarge { place, bytes });
        }
        total = total.saturating_add(bytes).saturating_add(2);
    }
    if total > BATCH_BYTES_MAX {
        return Err(LogError::BatchTooLarge { bytes: total });
    }
    Ok(total)
}

fn checksum(head: &Head, leaves: &[Digest]) -> Digest {
    let hasher = Sha256::new().chain_update(CHECK_PREFIX).chain_update(head.to_bytes());
    hasher.chain_update(leaves.as_flattened()).finalize().into()
}
