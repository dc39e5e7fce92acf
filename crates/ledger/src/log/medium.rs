//! The files under the log, behind a trait so that tests can fill disks and tear writes.

use std::fmt::Debug;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt as _;

use super::error::LogError;

/// Bytes that are read and written by position.
pub(crate) trait Medium: Debug + Send + Sync {
    /// Returns the length. Unit: bytes.
    fn length(&self) -> io::Result<u64>;
    /// Fills `buffer` from `offset`.
    fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
    /// Writes all of `bytes` at `offset`.
    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Cuts or extends to `length` bytes.
    fn set_length(&self, length: u64) -> io::Result<()>;
    /// Returns once all that was written is on disk.
    fn sync(&self) -> io::Result<()>;
}

impl Medium for File {
    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.read_exact_at(buffer, offset)
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A file that this process alone writes, until it is dropped.
///
/// Closing a file gives its lock up only once every copy of its descriptor is closed, and a process that is being
/// started beside us has a copy of each until its program runs: whoever opens the file at that moment would find it
/// locked by nobody. So the lock is given up by name.
#[derive(Debug)]
pub(crate) struct Locked(File);

impl Locked {
    /// Locks a file.
    ///
    /// # Errors
    /// `WouldBlock` where another holds it; otherwise what the system says.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        file.try_lock()?;
        Ok(Self(file))
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Should it fail, closing the file does the same a little later.
        let _ = self.0.unlock();
    }
}

impl Medium for Locked {
    fn length(&self) -> io::Result<u64> {
        self.0.length()
    }

    fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        Medium::read(&self.0, buffer, offset)
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        Medium::write(&self.0, bytes, offset)
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.0.set_length(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync()
    }
}

/// A medium with its name, which every error tells.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    medium: Box<dyn Medium>,
}

impl Part {
    pub(crate) fn new(name: &'static str, medium: impl Medium + 'static) -> Self {
        Self { name, medium: Box::new(medium) }
    }

    pub(crate) fn length(&self) -> Result<u64, LogError> {
        self.medium.length().map_err(|source| self.failed("measured", source))
    }

    pub(crate) fn read(&self, offset: u64, bytes: usize) -> Result<Vec<u8>, LogError> {
        let mut buffer = vec![0; bytes];
        self.medium.read(&mut buffer, offset).map_err(|source| self.failed("read", source))?;
        Ok(buffer)
    }

    pub(crate) fn write(&self, bytes: &[u8], offset: u64) -> Result<(), LogError> {
        self.medium.write(bytes, offset).map_err(|source| self.not_written(bytes.len(), source))
    }

    pub(crate) fn sync(&self, bytes: usize) -> Result<(), LogError> {
        self.medium.sync().map_err(|source| self.not_written(bytes, source))
    }

    pub(crate) fn set_length(&self, length: u64) -> Result<(), LogError> {
        self.medium.set_length(length).map_err(|source| self.failed("cut", source))
    }

    fn failed(&self, action: &'static str, source: io::Error) -> LogError {
        LogError::Io { file: self.name, action, source }
    }

    fn not_written(&self, bytes: usize, source: io::Error) -> LogError {
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                LogError::Full { file: self.name, bytes }
            }
            _ => self.failed("written", source),
        }
    }
}
