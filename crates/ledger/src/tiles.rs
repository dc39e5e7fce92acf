//! The log as C2SP tlog-tiles: static resources from which anyone computes any proof.
//!
//! Source: <https://c2sp.org/tlog-tiles>. Paths: `tile/<L>/<N>[.p/<W>]` with hashes,
//! `tile/entries/<N>[.p/<W>]` with entries.

use std::fmt;
use std::str::FromStr;

use crate::Digest;
use crate::log::{LogError, LogReader, merkle};

/// Hashes, or entries, in a full tile.
pub const TILE_WIDTH: u64 = 256;
/// Longest path of a tile. Unit: bytes.
pub const TILE_PATH_BYTES_MAX: usize = 64;
/// Highest level that the format knows.
pub const TILE_LEVEL_MAX: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Hashes of the tree at level `8 * level`.
    Hashes {
        /// The level of the tile, at most 63.
        level: u8,
    },
    /// Entries, each after its length in two bytes, big-endian.
    Entries,
}

/// The address of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its number within its level.
    pub number: u64,
    /// How many hashes or entries it holds: 256 in a full tile, fewer at the right edge.
    pub width: u16,
}

/// Why a path is not that of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not the path of a tile; write tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>].")]
pub struct NotATile;

impl FromStr for Tile {
    type Err = NotATile;

    /// Reads a path such as `tile/0/x001/234.p/7`; only the one spelling of each tile is accepted.
    fn from_str(path: &str) -> Result<Self, NotATile> {
        if path.len() > TILE_PATH_BYTES_MAX {
            return Err(NotATile);
        }
        let rest = path.strip_prefix("tile/").ok_or(NotATile)?;
        let (kind, rest) = rest.split_once('/').ok_or(NotATile)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes { level: level.parse().map_err(|_| NotATile)? },
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| NotATile)?),
            None => (rest, 256),
        };
        let tile = Self { kind, number: parse_number(number)?, width };
        let is_in_range = matches!(tile.width, 1..=256)
            && !matches!(kind, TileKind::Hashes { level } if level > TILE_LEVEL_MAX);
        if is_in_range && tile.to_string() == path { Ok(tile) } else { Err(NotATile) }
    }
}

fn parse_number(text: &str) -> Result<u64, NotATile> {
    text.split('/').try_fold(0_u64, |number, part| {
        let digits = part.strip_prefix('x').unwrap_or(part);
        let is_part = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = digits.parse().ok().filter(|_| is_part).ok_or(NotATile)?;
        number.checked_mul(1000).and_then(|n| n.checked_add(value)).ok_or(NotATile)
    })
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
            TileKind::Entries => write!(f, "tile/entries/")?,
        }
        let mut parts = vec![format!("{:03}", self.number % 1000)];
        let mut above = self.number / 1000;
        while above > 0 {
            parts.push(format!("x{:03}", above % 1000));
            above /= 1000;
        }
        parts.reverse();
        write!(f, "{}", parts.join("/"))?;
        if self.width < 256 { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl Tile {
    /// Returns whether the content can never change: true of full tiles and partial ones alike, as
    /// the path names the width. Kept for cache headers.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == 256
    }

    /// Lists the tiles of a log with `size` entries, level by level, entries last.
    ///
    /// Cost: one tile per 256 entries; meant for mirrors and tests.
    #[must_use]
    pub fn all(size: u64) -> Vec<Self> {
        let mut tiles = Vec::new();
        for level in 0..=7 {
            tiles.extend(row(TileKind::Hashes { level }, count_at(level, size)));
        }
        tiles.extend(row(TileKind::Entries, size));
        tiles
    }
}

/// Returns how many hashes level `level` has in a log of `size` entries: `size / 256^level`.
fn count_at(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level).saturating_mul(8)).unwrap_or(0)
}

fn row(kind: TileKind, count: u64) -> impl Iterator<Item = Tile> {
    let full = (0..count / TILE_WIDTH).map(move |number| Tile { kind, number, width: 256 });
    let width = u16::try_from(count % TILE_WIDTH).unwrap_or(0);
    let last = Tile { kind, number: count / TILE_WIDTH, width };
    full.chain((width > 0).then_some(last))
}

/// Returns the content of a tile of the log as it is now; none if the log does not reach that far.
///
/// # Errors
/// [`LogError`]: damaged, input failed.
pub fn read_tile(log: &LogReader, tile: &Tile) -> Result<Option<Vec<u8>>, LogError> {
    let level = match tile.kind {
        TileKind::Hashes { level } => level,
        TileKind::Entries => 0,
    };
    let first = tile.number.checked_mul(TILE_WIDTH);
    let Some((first, end)) =
        first.and_then(|first| Some((first, first.checked_add(u64::from(tile.width))?)))
    else {
        return Ok(None);
    };
    if end > count_at(level, log.size()) {
        return Ok(None);
    }
    match tile.kind {
        TileKind::Hashes { level } => read_hashes(log, tile, level, first..end).map(Some),
        TileKind::Entries => log.read_entries(first..end).map(|entries| Some(bundle(&entries))),
    }
}

fn read_hashes(
    log: &LogReader,
    tile: &Tile,
    level: u8,
    range: std::ops::Range<u64>,
) -> Result<Vec<u8>, LogError> {
    let depth = level.saturating_mul(8);
    let hashes = range.clone().map(|number| log.hash(depth, number));
    let hashes: Vec<Digest> = hashes.collect::<Result<_, _>>()?;
    // A full tile must hash to what the level above says of it.
    if tile.is_full() && subtree(&hashes) != log.hash(depth.saturating_add(8), tile.number)? {
        return Err(log.rotten(range.start));
    }
    Ok(hashes.as_flattened().to_vec())
}

/// Returns the root of a complete subtree over `hashes`, whose number is a power of two.
fn subtree(hashes: &[Digest]) -> Digest {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        let (pairs, _) = row.as_chunks::<2>();
        row = pairs.iter().map(|[left, right]| merkle::node(left, right)).collect();
    }
    row.first().copied().unwrap_or_else(merkle::empty_root)
}

fn bundle(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend(u16::try_from(entry.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(entry);
    }
    bytes
}

/// Splits an entry bundle into its entries.
///
/// # Errors
/// [`NotATile`] if it does not hold whole entries.
pub fn split_bundle(mut bytes: &[u8]) -> Result<Vec<&[u8]>, NotATile> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk().ok_or(NotATile)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(NotATile)?;
        entries.push(entry);
        bytes = rest;
    }
    Ok(entries)
}
