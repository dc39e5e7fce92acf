//! A reader's memory: the newest checkpoint of each society, and evidence against those that
//! showed two histories (PRO-7).

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use polity_types::refusal::Explain as _;
use polity_types::{Hash, SocietyId, canonical};

use super::{Evidence, Kept, Standing, Verified, VerifyError, verify};
use crate::checkpoint::{NOTE_BYTES_MAX, SignedCheckpoint};
use crate::log::TreeHead;

/// A directory with a note per society, `<society>.checkpoint`, and files of evidence,
/// `<society>.evidence-<hash>.json`.
#[derive(Clone, Debug)]
pub struct Keeper {
    directory: PathBuf,
}

/// Why a bundle is not accepted, or the keeper cannot tell.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The bundle is refused.
    #[error("{0}")]
    Refused(VerifyError),
    /// The bundle is refused, and what it proves against the signers is saved.
    #[error("{error} The evidence is saved in {}.", evidence.display())]
    Conflict {
        /// Always [`VerifyError::Conflict`].
        error: VerifyError,
        /// The file.
        evidence: PathBuf,
    },
    /// The directory cannot be read or written.
    #[error("{} cannot be read or written: {error}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl KeepError {
    /// Returns the refusal, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<polity_types::Refusal> {
        match self {
            Self::Refused(error) | Self::Conflict { error, .. } => Some(error.refusal()),
            Self::Disk { .. } => None,
        }
    }
}

impl Keeper {
    /// Opens a keeper, and makes its directory if there is none.
    ///
    /// # Errors
    /// [`KeepError::Disk`].
    pub fn open(directory: impl Into<PathBuf>) -> Result<Self, KeepError> {
        let directory = directory.into();
        fs::create_dir_all(&directory).map_err(at(&directory))?;
        Ok(Self { directory })
    }

    /// Returns the newest checkpoint that is kept of a society.
    ///
    /// # Errors
    /// [`KeepError::Disk`], also if the file was damaged.
    pub fn newest(&self, society: &SocietyId) -> Result<Option<Kept>, KeepError> {
        let path = self.path_of(society);
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "it is not a checkpoint");
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(&path)(error)),
            Ok(file) if file.len() > u64::try_from(NOTE_BYTES_MAX).unwrap_or(u64::MAX) => {
                return Err(at(&path)(damaged()));
            }
            Ok(_) => {}
        }
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        let note: SignedCheckpoint = text.parse().map_err(|_| at(&path)(damaged()))?;
        if note.checkpoint.society != *society {
            return Err(at(&path)(damaged()));
        }
        let TreeHead { root, size } = note.checkpoint.head;
        Ok(Some(Kept { note: text, root, size, back: None }))
    }

    /// Verifies a bundle against what is kept, and keeps its checkpoint if it is newer.
    ///
    /// # Errors
    /// [`KeepError`]; evidence is written before [`KeepError::Conflict`] is returned.
    pub fn verify(&self, bundle: &[u8], society: &SocietyId) -> Result<Verified, KeepError> {
        let kept = self.newest(society)?;
        match verify(bundle, society, kept.as_ref()) {
            Ok(verified) => {
                if matches!(verified.standing, Standing::First | Standing::Newer) {
                    replace(&self.path_of(society), verified.checkpoint.note.as_bytes())?;
                }
                Ok(verified)
            }
            Err(VerifyError::Conflict(evidence)) => {
                let path = self.save(society, &evidence)?;
                let error = VerifyError::Conflict(evidence);
                Err(KeepError::Conflict { error, evidence: path })
            }
            Err(error) => Err(KeepError::Refused(error)),
        }
    }

    fn save(&self, society: &SocietyId, evidence: &Evidence) -> Result<PathBuf, KeepError> {
        let bytes = canonical::to_bytes(evidence);
        let name: String = Hash::of(&bytes).to_string().chars().take(16).collect();
        let path = self.directory.join(format!("{society}.evidence-{name}.json"));
        replace(&path, &bytes)?;
        Ok(path)
    }

    fn path_of(&self, society: &SocietyId) -> PathBuf {
        self.directory.join(format!("{society}.checkpoint"))
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> KeepError {
    let path = path.to_owned();
    move |error| KeepError::Disk { path: path.clone(), error }
}

/// Writes a file whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeepError> {
    let new = path.with_extension("new");
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(at(path))
}
