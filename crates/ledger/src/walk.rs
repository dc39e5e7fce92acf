//! The folder `walk/`: the checkpoint of every batch that changed the signers, signed by those before
//! it (PRO-3). Without one of them nobody could prove what came later, so they are synced.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::checkpoint::SignedCheckpoint;
use crate::ledger::LedgerError;

/// Reads the checkpoints, smallest first.
pub(crate) fn read(folder: &Path) -> Result<Vec<SignedCheckpoint>, LedgerError> {
    let entries = match fs::read_dir(folder.join("walk")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read")(error)),
    };
    let mut steps = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed("read"))?.path();
        // What a crash left half written has the ending `next`.
        if path.extension().is_none() {
            steps.push(SignedCheckpoint::from_bytes(fs::read(path).map_err(failed("read"))?)?);
        }
    }
    steps.sort_by_key(|step| step.checkpoint.head.size);
    Ok(steps)
}

/// Writes one, to be there after any crash.
pub(crate) fn write(folder: &Path, signed: &SignedCheckpoint) -> Result<(), LedgerError> {
    let write = || {
        let folder = folder.join("walk");
        fs::create_dir_all(&folder)?;
        replace(&folder.join(format!("{:016}", signed.checkpoint.head.size)), &signed.to_note())?;
        fs::File::open(folder.join(".."))?.sync_all()
    };
    write().map_err(failed("written"))
}

/// Writes the note of a checkpoint whole or not at all, to be there after any crash.
pub(crate) fn replace(path: &Path, note: &str) -> std::io::Result<()> {
    let next = path.with_extension("next");
    let mut file = fs::File::create(&next)?;
    file.write_all(note.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&next, path)?;
    fs::File::open(path.parent().unwrap_or(path))?.sync_all()
}

fn failed(action: &'static str) -> impl Fn(std::io::Error) -> LedgerError {
    move |source| LedgerError::Io { file: "walk", action, source }
}
