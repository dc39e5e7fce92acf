//! The state in one file, to start a copy without executing the whole history.
//!
//! A snapshot replaces execution, not the log: the copy takes the log from tiles as everyone does,
//! and its start compares the state with the seal that the log holds. Nothing of a snapshot is
//! believed: the records must have the root that its seal names, and the whole has a checksum. Only
//! the side values (which the root does not cover) are as good as their source.
//!
//! | bytes | what |
//! |---|---|
//! | 19 | `polity/snapshot/v1` and a newline |
//! | 4 + n | length, big-endian, and the header as canonical JSON |
//! | rows | records in the order of keys: 2 bytes length and key, 4 bytes length and record |
//! | 2 | `ff ff`: the end of the records |
//! | rows, 2 | side values in the same form, and their end |
//! | 32 | SHA-256 of all before |

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use polity_types::log::Seal;
use polity_types::{Hash, SocietyId, canonical};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::batch::{BatchError, read_seal};
use crate::ledger::LedgerReader;
use crate::log::LogError;
use crate::store::{Delta, Position, Side, Store, StoreError};
use crate::tree::{Change, Tree};

const START: &[u8; 19] = b"polity/snapshot/v1\n";
/// In place of a key's length: no more rows.
const END: u16 = 0xffff;

/// Longest header. Unit: bytes.
const HEADER_BYTES_MAX: usize = 64 * 1024;
/// Longest key or name. Unit: bytes. Source: STA-1.
const KEY_BYTES_MAX: usize = 128;
/// Longest record or side value. Unit: bytes (256 MiB).
const VALUE_BYTES_MAX: usize = 256 << 20;
/// Records written together. Unit: records.
const CHUNK: usize = 16_384;

/// What a snapshot says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotHeader {
    /// Entries of the log up to and with the seal.
    pub log_size: u64,
    /// The seal that names height and root of the state.
    pub seal: Seal,
    /// Whose state.
    pub society: SocietyId,
}

/// Why a snapshot cannot be written or taken over.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum SnapshotError {
    #[error("There is no batch yet, so there is nothing to take a snapshot of.")]
    Empty,
    #[error("There is a state in this directory already; a snapshot starts a new one.")]
    StateExists,
    #[error("The snapshot is damaged: {0}. Fetch it again.")]
    Damaged(&'static str),
    #[error("The snapshot is of {found}, not of {wanted}.")]
    OtherSociety { found: SocietyId, wanted: SocietyId },
    #[error("The records of the snapshot have the root {found}; its seal names {sealed}.")]
    OtherRoot { found: Hash, sealed: Hash },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error("The snapshot could not be read or written: {0}")]
    Io(#[from] io::Error),
}

impl LedgerReader {
    /// Writes the present state, with `side`, to `out`.
    ///
    /// Cost: holds a read transaction while it writes, so `out` should be a file.
    ///
    /// # Errors
    /// [`SnapshotError`]: empty, store, log, batch, output failed.
    pub fn write_snapshot(
        &self,
        society: SocietyId,
        side: &Side,
        out: &mut impl Write,
    ) -> Result<SnapshotHeader, SnapshotError> {
        let view = self.view();
        view.check()?;
        let Position { log_size, .. } = view.position().ok_or(SnapshotError::Empty)?;
        let index = log_size.checked_sub(1).ok_or(SnapshotError::Empty)?;
        let seal = read_seal(index, &self.log().entry(index)?)?;
        let seal = seal.ok_or(BatchError::Unsealed { first: index })?;
        let header = SnapshotHeader { log_size, seal, society };
        let mut out = Summed { inner: out, hasher: Sha256::new() };
        out.write_all(START)?;
        let text = canonical::to_bytes(&header);
        out.write_all(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes())?;
        out.write_all(&text)?;
        let mut after: Option<String> = None;
        loop {
            let page = view.scan("", after.as_deref(), CHUNK);
            view.check()?;
            for (key, record) in &page {
                write_row(&mut out, key, record)?;
            }
            let Some((key, _)) = page.into_iter().next_back() else { break };
            after = Some(key);
        }
        out.write_all(&END.to_be_bytes())?;
        for (name, value) in side {
            write_row(&mut out, name, value)?;
        }
        out.write_all(&END.to_be_bytes())?;
        let sum: [u8; 32] = out.hasher.finalize().into();
        out.inner.write_all(&sum)?;
        out.inner.flush()?;
        Ok(header)
    }
}

/// Makes the state in `folder` from a snapshot of `society`. The log is to be put beside it; opening
/// the ledger then compares the two.
///
/// After an error no state is left behind.
///
/// # Errors
/// [`SnapshotError`]: state exists, damaged, other society, other root, store, input failed.
pub fn restore(
    folder: &Path,
    society: SocietyId,
    input: &mut impl Read,
) -> Result<SnapshotHeader, SnapshotError> {
    let path = folder.join("state.redb");
    if path.exists() {
        return Err(SnapshotError::StateExists);
    }
    fs::create_dir_all(folder)?;
    let partial = folder.join("state.redb.partial");
    let _ = fs::remove_file(&partial);
    let restored = restore_into(&partial, society, input);
    match restored {
        Ok(_) => fs::rename(&partial, &path)?,
        Err(_) => drop(fs::remove_file(&partial)),
    }
    restored
}

fn restore_into(
    path: &Path,
    society: SocietyId,
    input: &mut impl Read,
) -> Result<SnapshotHeader, SnapshotError> {
    let mut input = Summed { inner: input, hasher: Sha256::new() };
    let header = read_header(&mut input)?;
    if header.society != society {
        return Err(SnapshotError::OtherSociety { found: header.society, wanted: society });
    }
    let store = Arc::new(Store::open(path)?);
    let mut changes = Vec::new();
    let mut chunk = Delta::new();
    read_rows(&mut input, |key, record| {
        changes.push(Change::new(key.as_bytes(), Some(&record)));
        let _ = chunk.insert(key, Some(record));
        if chunk.len() >= CHUNK {
            store.load(std::mem::take(&mut chunk), None, &Side::new())?;
        }
        Ok(())
    })?;
    let mut side = Side::new();
    read_rows(&mut input, |name, value| {
        let _ = side.insert(name, value);
        Ok(())
    })?;
    let sum: [u8; 32] = input.hasher.finalize_reset().into();
    if input.read_array::<32>()? != sum {
        return Err(SnapshotError::Damaged("its checksum does not match"));
    }
    if input.inner.read(&mut [0])? > 0 {
        return Err(SnapshotError::Damaged("something follows its end"));
    }
    let Seal { height, state_root: sealed, .. } = header.seal;
    let found = Tree::build(height.0, changes, 2).root();
    if found != sealed {
        return Err(SnapshotError::OtherRoot { found, sealed });
    }
    let position = Position { height, log_size: header.log_size, root: sealed };
    store.load(chunk, Some(position), &side)?;
    Ok(header)
}

fn read_header<R: Read>(input: &mut Summed<R>) -> Result<SnapshotHeader, SnapshotError> {
    if input.read_array::<19>()? != *START {
        return Err(SnapshotError::Damaged("it does not begin as a snapshot of this version"));
    }
    let text = input.read_value(HEADER_BYTES_MAX)?;
    canonical::from_bytes(&text, HEADER_BYTES_MAX)
        .map_err(|_| SnapshotError::Damaged("its header does not read"))
}

fn read_rows<R: Read>(
    input: &mut Summed<R>,
    mut take: impl FnMut(String, Bytes) -> Result<(), SnapshotError>,
) -> Result<(), SnapshotError> {
    let mut last = String::new();
    loop {
        let length = u16::from_be_bytes(input.read_array()?);
        if length == END {
            return Ok(());
        }
        if !(1..=KEY_BYTES_MAX).contains(&usize::from(length)) {
            return Err(SnapshotError::Damaged("a key is empty or too long"));
        }
        let key = String::from_utf8(input.read_bytes(usize::from(length))?)
            .map_err(|_| SnapshotError::Damaged("a key is not text"))?;
        if key <= last {
            return Err(SnapshotError::Damaged("its keys are not in order"));
        }
        let value = input.read_value(VALUE_BYTES_MAX)?;
        last.clone_from(&key);
        take(key, Bytes::from(value))?;
    }
}

fn write_row(out: &mut impl Write, key: &str, value: &[u8]) -> io::Result<()> {
    let too_long = |_| io::Error::other("a key or value is longer than a snapshot holds");
    out.write_all(&u16::try_from(key.len()).map_err(too_long)?.to_be_bytes())?;
    out.write_all(key.as_bytes())?;
    out.write_all(&u32::try_from(value.len()).map_err(too_long)?.to_be_bytes())?;
    out.write_all(value)
}

/// Hashes what passes through.
struct Summed<T> {
    inner: T,
    hasher: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write_all(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Summed<R> {
    /// Reads as many bytes as asked for, growing with what comes, not with what is claimed.
    fn read_bytes(&mut self, length: usize) -> Result<Vec<u8>, SnapshotError> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(length).unwrap_or(u64::MAX);
        let _ = self.inner.by_ref().take(limit).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(SnapshotError::Damaged("it ends too early"));
        }
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn read_array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let bytes = self.read_bytes(N)?;
        bytes.try_into().map_err(|_| SnapshotError::Damaged("it ends too early"))
    }

    fn read_value(&mut self, limit: usize) -> Result<Vec<u8>, SnapshotError> {
        let length = usize::try_from(u32::from_be_bytes(self.read_array()?)).unwrap_or(usize::MAX);
        if length > limit {
            return Err(SnapshotError::Damaged("a value is too long"));
        }
        self.read_bytes(length)
    }
}
