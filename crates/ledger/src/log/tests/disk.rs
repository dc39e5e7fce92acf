//! A disk that can be full, fail, or lose what was not synced.

use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex};

use super::super::medium::{Medium, Part};
use super::super::{Files, Log, LogError};
use super::{assert_reads_whole, batch, write_all};

/// What goes wrong next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes that the disk still takes.
    pub(super) room: Option<usize>,
    /// Syncing fails.
    pub(super) sync_fails: bool,
    /// Cutting fails.
    pub(super) cut_fails: bool,
}

/// A file in memory on a disk with faults.
#[derive(Clone, Debug, Default)]
pub(super) struct MemoryFile {
    pub(super) bytes: Arc<Mutex<Vec<u8>>>,
    pub(super) fault: Arc<Mutex<Fault>>,
}

impl Medium for MemoryFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.bytes.lock().unwrap().len() as u64)
    }

    fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let bytes = self.bytes.lock().unwrap();
        let found = bytes.get(offset as usize..).and_then(|rest| rest.get(..buffer.len()));
        buffer.copy_from_slice(found.ok_or(ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut fault = self.fault.lock().unwrap();
        let fits = fault.room.map_or(bytes.len(), |room| room.min(bytes.len()));
        fault.room = fault.room.map(|room| room - fits);
        let mut file = self.bytes.lock().unwrap();
        let end = offset as usize + fits;
        if file.len() < end {
            file.resize(end, 0);
        }
        file[offset as usize..end].copy_from_slice(&bytes[..fits]);
        if fits < bytes.len() { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        if self.fault.lock().unwrap().cut_fails {
            return Err(ErrorKind::Other.into());
        }
        self.bytes.lock().unwrap().resize(length as usize, 0);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let fails = self.fault.lock().unwrap().sync_fails;
        if fails { Err(ErrorKind::Other.into()) } else { Ok(()) }
    }
}

/// The three files of a log on one faulty disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    pub(super) entries: MemoryFile,
    hashes: MemoryFile,
    offsets: MemoryFile,
}

impl Disk {
    pub(super) fn new() -> Self {
        let disk = Self::default();
        let fault = Arc::clone(&disk.entries.fault);
        let with = |file: MemoryFile| MemoryFile { fault: Arc::clone(&fault), ..file };
        Self { entries: disk.entries, hashes: with(disk.hashes), offsets: with(disk.offsets) }
    }

    pub(super) fn files(&self) -> Files {
        Files {
            entries: Part::new("log/entries", self.entries.clone()),
            hashes: Part::new("log/hashes", self.hashes.clone()),
            offsets: Part::new("log/offsets", self.offsets.clone()),
        }
    }

    pub(super) fn set(&self, fault: Fault) {
        *self.entries.fault.lock().unwrap() = fault;
    }
}

/// However little room is left, the append fails whole, the log reads as before, and once there is
/// room the same append succeeds; a restart in between changes nothing.
#[test]
fn a_full_disk_refuses_and_recovers_at_every_byte() {
    let mut refused = 0;
    for room in 0.. {
        let disk = Disk::new();
        let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
        let mut heads = write_all(&mut log);
        let before = disk.entries.bytes.lock().unwrap().clone();
        disk.set(Fault { room: Some(room), ..Fault::default() });
        let next = batch(18, 5);
        let Err(error) = log.append(18, &next) else { break };
        refused += 1;
        assert!(error.is_disk_full(), "{error}");
        assert!(error.to_string().starts_with("The disk is full: log/"), "{error}");
        assert_eq!(*disk.entries.bytes.lock().unwrap(), before, "taken back");
        assert_eq!(log.head(), heads[6]);
        assert_reads_whole(&log, &heads);
        disk.set(Fault::default());
        if room % 2 == 0 {
            drop(log);
            (log, _) = Log::open_files(disk.files(), 18).unwrap();
        }
        heads.push(log.append(18, &next).unwrap());
        assert_reads_whole(&log, &heads);
    }
    assert!(refused > 400, "only {refused} places were tried");
}

/// A sync that fails is no receipt: the batch is taken back.
#[test]
fn a_failed_sync_is_taken_back() {
    let disk = Disk::new();
    let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
    let heads = write_all(&mut log);
    disk.set(Fault { sync_fails: true, ..Fault::default() });
    let error = log.append(18, &batch(18, 2)).unwrap_err();
    assert_eq!(error.code(), "log.io");
    assert_reads_whole(&log, &heads);
    // Since even taking back could not be synced, nothing is written until a restart.
    disk.set(Fault::default());
    assert!(matches!(log.append(18, &batch(18, 2)), Err(LogError::Halted { .. })));
    drop(log);
    let (mut log, report) = Log::open_files(disk.files(), 18).unwrap();
    assert_eq!(report.entries, 18);
    assert_eq!(log.append(18, &batch(18, 2)).unwrap().size, 20);
}

/// What cannot be taken back halts the log; a restart cuts it.
#[test]
fn what_cannot_be_taken_back_halts() {
    let disk = Disk::new();
    let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
    let heads = write_all(&mut log);
    // Room for the derived files and half of the frame.
    disk.set(Fault { room: Some(250), cut_fails: true, ..Fault::default() });
    assert!(log.append(18, &batch(18, 3)).unwrap_err().is_disk_full());
    disk.set(Fault::default());
    assert!(matches!(log.append(18, &batch(18, 3)), Err(LogError::Halted { .. })));
    assert_reads_whole(&log, &heads);
    drop(log);
    let (mut log, report) = Log::open_files(disk.files(), 18).unwrap();
    assert!(report.torn_bytes_cut > 0);
    assert_eq!(log.append(18, &batch(18, 3)).unwrap().size, 21);
}
