//! Reads the whole of `log/entries` at start: checks every batch, tells torn from damaged.

use rayon::prelude::*;

use super::frame::{CHECK_BYTES, FILE_HEADER, FRAME_MARK, Frame, HEAD_BYTES, Head};
use super::medium::Part;
use super::{LogError, hash_offset};
use crate::Digest;

/// Bytes read before they are checked together, on all cores.
const GROUP_BYTES: usize = 32 << 20;

/// Where reading ended.
#[derive(Debug)]
pub(super) struct End {
    /// Length of the good part. Unit: bytes.
    pub(super) offset: u64,
    /// Entries in the good part.
    pub(super) size: u64,
    /// What stands after the good part.
    pub(super) tail: Tail,
}

/// What stands after the last good batch.
#[derive(Debug)]
pub(super) enum Tail {
    /// Nothing.
    Clean,
    /// The file ends within a batch.
    Short,
    /// A batch that does not hold: why, and hashes of those of its entries that could be read.
    Bad(&'static str, Vec<Digest>),
}

/// Reads all batches in order and hands each good one, with its place in the file, to `take`.
pub(super) fn scan(
    entries: &Part,
    mut take: impl FnMut(u64, &Frame) -> Result<(), LogError>,
) -> Result<End, LogError> {
    let length = entries.length()?;
    let mut end = End { offset: as_u64(FILE_HEADER.len()), size: 0, tail: Tail::Clean };
    loop {
        let (group, tail) = read_group(entries, &end, length)?;
        let is_last = group.is_empty() || !matches!(tail, Tail::Clean);
        let frames: Vec<_> = group.into_par_iter().map(Frame::decode).collect();
        for frame in frames {
            match frame {
                Ok(frame) => {
                    take(end.offset, &frame)?;
                    end.offset = end.offset.saturating_add(as_u64(frame.bytes.len()));
                    end.size = end.size.saturating_add(as_u64(frame.leaves.len()));
                }
                Err((what, leaves)) => {
                    end.tail = Tail::Bad(what, leaves);
                    return Ok(end);
                }
            }
        }
        if is_last {
            end.tail = tail;
            return Ok(end);
        }
    }
}

/// Reads some whole frames after `end`, unchecked but for their heads.
fn read_group(entries: &Part, end: &End, length: u64) -> Result<(Vec<Vec<u8>>, Tail), LogError> {
    let mut group = Vec::new();
    let mut room = GROUP_BYTES;
    let (mut offset, mut next) = (end.offset, end.size);
    while room > 0 && offset < length {
        let left = length.saturating_sub(offset);
        if left < as_u64(HEAD_BYTES) {
            return Ok((group, Tail::Short));
        }
        let head = Head::parse(&entries.read(offset, HEAD_BYTES)?);
        let Some(head) = head.filter(|head| head.first == next) else {
            return Ok((group, Tail::Bad("no batch starts here", Vec::new())));
        };
        if left < head.frame_bytes() {
            return Ok((group, Tail::Short));
        }
        let bytes = usize::try_from(head.frame_bytes()).unwrap_or(usize::MAX);
        group.push(entries.read(offset, bytes)?);
        room = room.saturating_sub(bytes);
        offset = offset.saturating_add(head.frame_bytes());
        next = next.saturating_add(u64::from(head.count));
    }
    Ok((group, Tail::Clean))
}

/// Decides whether what follows the good part was never synced, and so may be cut.
///
/// It was synced if that many entries were `promised`, or if a later batch is whole: a batch is only
/// written when the one before is on disk.
///
/// # Errors
/// [`LogError::Shorter`] if the file ends before what was promised, [`LogError::Damaged`] if what was
/// synced no longer holds.
pub(super) fn judge(
    entries: &Part,
    hashes: &Part,
    end: &End,
    promised: u64,
) -> Result<(), LogError> {
    let none = Vec::new();
    let is_short = end.size < promised;
    let (what, leaves, is_synced) = match &end.tail {
        Tail::Clean => ("", &none, false),
        Tail::Short => ("the batch is not as long as it says", &none, false),
        Tail::Bad(what, leaves) => (*what, leaves, is_short),
    };
    let is_clean = matches!(end.tail, Tail::Clean);
    if is_synced || (!is_clean && whole_frame_follows(entries, end)?) {
        let entry = end.size.saturating_add(first_difference(hashes, end.size, leaves));
        return Err(LogError::Damaged { file: entries.name, offset: end.offset, entry, what });
    }
    if is_short {
        return Err(LogError::Shorter { size: end.size, promised });
    }
    Ok(())
}

/// Returns which of the entries after `first` is the first whose stored hash differs.
fn first_difference(hashes: &Part, first: u64, leaves: &[Digest]) -> u64 {
    let differs = leaves.iter().zip(first..).position(|(leaf, index)| {
        hashes.read(hash_offset(index), leaf.len()).is_ok_and(|stored| stored != leaf)
    });
    as_u64(differs.unwrap_or(0))
}

/// Looks for a whole batch with later entries anywhere after the good part.
fn whole_frame_follows(entries: &Part, end: &End) -> Result<bool, LogError> {
    let length = entries.length()?;
    let mut offset = end.offset.saturating_add(1);
    let overlap = as_u64(FRAME_MARK.len().saturating_sub(1));
    while offset < length {
        let left = usize::try_from(length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let window = entries.read(offset, left.min(GROUP_BYTES))?;
        let places = window.windows(FRAME_MARK.len()).enumerate();
        for (place, _) in places.filter(|(_, bytes)| bytes == FRAME_MARK) {
            if is_whole_frame(entries, offset.saturating_add(as_u64(place)), length, end.size)? {
                return Ok(true);
            }
        }
        if left <= GROUP_BYTES {
            break;
        }
        offset = offset.saturating_add(as_u64(GROUP_BYTES)).saturating_sub(overlap);
    }
    Ok(false)
}

fn is_whole_frame(entries: &Part, at: u64, length: u64, after: u64) -> Result<bool, LogError> {
    let left = length.saturating_sub(at);
    if left < as_u64(HEAD_BYTES.saturating_add(CHECK_BYTES)) {
        return Ok(false);
    }
    let Some(head) = Head::parse(&entries.read(at, HEAD_BYTES)?) else { return Ok(false) };
    if head.first <= after || head.frame_bytes() > left {
        return Ok(false);
    }
    let bytes = usize::try_from(head.frame_bytes()).unwrap_or(usize::MAX);
    Ok(Frame::decode(entries.read(at, bytes)?).is_ok())
}

/// Widens a length; a pointer has at most 64 bits.
pub(super) fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
