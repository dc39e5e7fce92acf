//! Torn writes are cut, damage is named, and neither is taken for the other.

use std::fs;
use std::path::Path;

use super::*;

/// A folder with a log of 18 entries in six batches, and where each batch starts in the file.
fn written() -> (tempfile::TempDir, Vec<TreeHead>, Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    let mut heads = vec![log.head()];
    let mut starts = Vec::new();
    for count in SIZES {
        let size = log.head().size;
        starts.push(fs::metadata(folder.path().join("entries")).unwrap().len() as usize);
        heads.push(log.append(size, &batch(size, count)).unwrap());
    }
    (folder, heads, starts)
}

fn write_entries(folder: &Path, bytes: &[u8]) {
    fs::write(folder.join("entries"), bytes).unwrap();
}

/// A crash within the last batch leaves any part of it; that part is cut and said, and the log goes
/// on. If the batch had been signed or stored, it is a loss and no start.
#[test]
fn a_write_torn_at_any_byte_is_cut() {
    let (folder, heads, starts) = written();
    let whole = fs::read(folder.path().join("entries")).unwrap();
    let start = starts[5];
    for length in start..whole.len() {
        for tail in [Vec::new(), vec![0; whole.len() - length]] {
            if length == start && tail.is_empty() {
                continue;
            }
            write_entries(folder.path(), &[&whole[..length], &tail].concat());
            let torn = (length - start + tail.len()) as u64;
            let error = Log::open(folder.path(), 18).unwrap_err();
            let is_named = match error {
                LogError::Shorter { size, promised } => (size, promised) == (14, 18),
                LogError::Damaged { file, offset, entry, .. } => {
                    (file, offset) == ("log/entries", start as u64) && (14..18).contains(&entry)
                }
                _ => false,
            };
            assert!(is_named, "{error}");
            let (mut log, report) = Log::open(folder.path(), 14).unwrap();
            assert_eq!((report.entries, report.torn_bytes_cut), (14, torn), "cut at {length}");
            assert_reads_whole(&log, &heads);
            assert_eq!(log.append(14, &batch(14, 4)).unwrap(), heads[6]);
        }
    }
}

/// Any flipped bit before the last batch is damage, whatever was promised, and the error names the
/// place; in the last batch it is damage if that was signed or stored.
#[test]
fn damage_at_any_byte_is_named_and_never_served() {
    let (folder, _, starts) = written();
    let whole = fs::read(folder.path().join("entries")).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        write_entries(folder.path(), &bytes);
        let hit = starts.iter().rposition(|start| *start <= place);
        let promises: &[u64] = if hit == Some(5) { &[18] } else { &[0, 14, 18] };
        for promised in promises {
            let error = Log::open(folder.path(), *promised).unwrap_err();
            let (offset, entries) = match hit {
                Some(hit) => {
                    let first = SIZES[..hit].iter().sum::<u64>();
                    (starts[hit] as u64, first..first + SIZES[hit])
                }
                None => (0, 0..1),
            };
            match error {
                LogError::Damaged { file, offset: at, entry, .. } => {
                    assert_eq!((file, at), ("log/entries", offset), "byte {place}");
                    assert!(entries.contains(&entry), "byte {place}: entry {entry}");
                }
                // A length that leads past the end of the file, in the last batch.
                LogError::Shorter { size: 14, promised: 18 } if hit == Some(5) => {}
                error => panic!("byte {place}: {error}"),
            }
        }
        assert_eq!(fs::read(folder.path().join("entries")).unwrap(), bytes, "kept as evidence");
    }
}

/// The error names the very entry, by the hashes kept beside.
#[test]
fn the_damaged_entry_is_found() {
    let (folder, _, _) = written();
    let whole = fs::read(folder.path().join("entries")).unwrap();
    for index in 0..18 {
        let text = batch(index, 1).remove(0);
        let place = whole.windows(text.len()).position(|bytes| bytes == text).unwrap();
        let mut bytes = whole.clone();
        bytes[place + 3] ^= 1;
        write_entries(folder.path(), &bytes);
        match Log::open(folder.path(), 18).unwrap_err() {
            LogError::Damaged { entry, .. } => assert_eq!(entry, index),
            error => panic!("{error}"),
        }
    }
}

/// Damage that comes while the log is open is met when it is read.
#[test]
fn rot_under_an_open_log_is_not_served() {
    let (folder, _, starts) = written();
    let (log, _) = Log::open(folder.path(), 18).unwrap();
    let reader = log.reader();
    let file = OpenOptions::new().write(true).open(folder.path().join("entries")).unwrap();
    medium::Medium::write(&file, b"Z", starts[3] as u64 + 24 + 5).unwrap();
    let error = reader.entry(6).unwrap_err();
    assert!(matches!(error, LogError::Damaged { file: "log/entries", entry: 6, .. }), "{error}");
    assert!(reader.entry(5).is_ok());
    assert!(reader.read_entries(0..18).is_err());
    let file = OpenOptions::new().write(true).open(folder.path().join("hashes")).unwrap();
    medium::Medium::write(&file, &[9; 32], 0).unwrap();
    assert_eq!(reader.prove_inclusion(1, 18).unwrap_err().code(), "log.damaged");
    assert_eq!(reader.prove_consistency(1, 18).unwrap_err().code(), "log.damaged");
}

/// The derived files may be lost, cut or wrong: they are made anew.
#[test]
fn derived_files_are_made_anew() {
    let (folder, heads, _) = written();
    for name in ["hashes", "offsets"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        let mut wrong = whole.clone();
        wrong[40] ^= 1;
        let long = [whole.clone(), vec![7; 99]].concat();
        for bytes in [Vec::new(), whole[..whole.len() - 1].to_vec(), wrong, long.clone()] {
            fs::write(&path, &bytes).unwrap();
            let (log, report) = Log::open(folder.path(), 18).unwrap();
            assert_eq!(report.entries_rederived == 0, bytes == long);
            assert_reads_whole(&log, &heads);
            drop(log);
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
        fs::remove_file(&path).unwrap();
        let (log, report) = Log::open(folder.path(), 18).unwrap();
        assert_eq!(report.entries_rederived, 18);
        assert_reads_whole(&log, &heads);
    }
}

/// A log that lost whole batches, or all of it, does not start below what was promised.
#[test]
fn a_log_shorter_than_promised_does_not_start() {
    let (folder, _, starts) = written();
    let whole = fs::read(folder.path().join("entries")).unwrap();
    let mut sizes = vec![0];
    sizes.extend(SIZES.iter().scan(0, |size, count| {
        *size += count;
        Some(*size)
    }));
    for (start, size) in starts.iter().zip(&sizes) {
        write_entries(folder.path(), &whole[..*start]);
        for promised in size + 1..=18 {
            let error = Log::open(folder.path(), promised).unwrap_err();
            assert!(
                matches!(error, LogError::Shorter { size: s, promised: p } if (s, p) == (*size, promised)),
                "{error}"
            );
        }
    }
    fs::remove_file(folder.path().join("entries")).unwrap();
    assert!(matches!(Log::open(folder.path(), 1), Err(LogError::Shorter { size: 0, .. })));
}
