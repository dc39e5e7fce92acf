//! The log under crashes, damage and full disks, and against its oracles.

mod crashes;
mod disk;
mod oracles;

use std::sync::atomic::{AtomicBool, Ordering};

use tlog_tiles::tlog;

use super::merkle::verify_inclusion;
use super::*;

/// Makes a batch of entries that tell where they belong.
fn batch(first: u64, count: u64) -> Vec<Vec<u8>> {
    let entry =
        |index: u64| format!("{{\"entry\":{index},\"x\":\"{}\"}}", "y".repeat(index as usize % 7));
    (first..first + count).map(|index| entry(index).into_bytes()).collect()
}

/// Sizes of the batches that most tests write.
const SIZES: [u64; 6] = [1, 3, 2, 7, 1, 4];

/// Writes [`SIZES`] and returns the head after each batch, from the empty log on.
fn write_all(log: &mut Log) -> Vec<TreeHead> {
    let mut heads = vec![log.head()];
    for count in SIZES {
        let size = log.head().size;
        heads.push(log.append(size, &batch(size, count)).unwrap());
    }
    heads
}

/// Checks that everything that can be read of the log is what was written.
fn assert_reads_whole(log: &Log, heads: &[TreeHead]) {
    let reader = log.reader();
    let size = reader.size();
    let entries: Vec<_> = reader.entries(0..u64::MAX).map(Result::unwrap).collect();
    assert_eq!(entries, batch(0, size));
    for head in heads.iter().filter(|head| head.size <= size) {
        assert_eq!(reader.root_at(head.size).unwrap(), head.root);
    }
    for index in 0..size {
        assert_eq!(reader.entry(index).unwrap(), entries[index as usize]);
        assert!(reader.prove_inclusion(index, size).is_ok());
    }
}

/// Proofs made together are those that `tlog_tiles` makes one by one, whatever the range, and its verifier takes them.
#[test]
fn log_3_proofs_of_a_range_are_the_proofs_of_its_entries() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    log.append(0, &batch(0, 37)).unwrap();
    let reader = log.reader();
    for size in [1, 2, 16, 17, 31, 37] {
        let root = reader.root_at(size).unwrap();
        let theirs: Vec<Vec<Hash>> = (0..size)
            .map(|index| tlog::prove_record(size, index, &reader).unwrap())
            .map(|proof| proof.into_iter().map(|hash| Hash(hash.0)).collect())
            .collect();
        for first in 0..size {
            for end in first + 1..=size {
                let ours = reader.prove_range(first..end, size).unwrap();
                assert_eq!(ours, theirs[first as usize..end as usize], "{first}..{end} of {size}");
            }
            let leaf = reader.leaf(first).unwrap();
            let proof = &theirs[first as usize];
            assert_eq!(verify_inclusion(&root, size, first, &leaf, proof), Ok(()));
        }
        assert!(reader.prove_range(0..size + 1, size).is_err());
        assert!(reader.prove_range(0..0, size).is_err());
        assert!(reader.prove_inclusion(size, size).is_err());
    }
    assert!(reader.prove_range(0..1, 38).is_err());
}

/// Whatever hash is changed on disk: no wrong proof leaves, and somebody's does not.
#[test]
fn log_3_a_changed_hash_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    log.append(0, &batch(0, 21)).unwrap();
    let (reader, path) = (log.reader(), folder.path().join("hashes"));
    let good = std::fs::read(&path).unwrap();
    let TreeHead { root, size } = reader.head();
    let proofs = reader.prove_range(0..size, size).unwrap();
    for place in 0..good.len() / 32 {
        let mut changed = good.clone();
        changed[place * 32 + 7] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        assert!(reader.prove_range(0..size, size).is_err(), "hash {place}");
        for index in 0..size {
            if let Ok(proof) = reader.prove_inclusion(index, size) {
                assert_eq!(proof, proofs[index as usize], "hash {place}");
                let leaf = merkle::leaf_hash(&batch(0, size)[index as usize]);
                assert_eq!(verify_inclusion(&root, size, index, &leaf, &proof), Ok(()));
            }
        }
    }
}

#[test]
fn a_batch_is_on_disk_and_can_be_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, report) = Log::open(folder.path(), 0).unwrap();
    assert_eq!(report, LogReport::default());
    let heads = write_all(&mut log);
    assert_reads_whole(&log, &heads);
    // Sent again: accepted, unchanged. Changed, it is a conflict; ahead, a gap.
    assert_eq!(log.append(4, &batch(4, 2)).unwrap(), heads[3]);
    let error = log.append(4, &[b"other"]).unwrap_err();
    assert!(matches!(error, LogError::Conflict { index: 4 }), "{error}");
    let error = log.append(17, &batch(17, 3)).unwrap_err();
    assert!(matches!(error, LogError::Conflict { index: 18 }), "{error}");
    let error = log.append(19, &batch(19, 1)).unwrap_err();
    assert!(matches!(error, LogError::Gap { first: 19, size: 18 }), "{error}");
    assert_eq!(log.head(), heads[6]);
    drop(log);
    let (log, report) = Log::open(folder.path(), 18).unwrap();
    assert_eq!(report, LogReport { entries: 18, torn_bytes_cut: 0, entries_rederived: 0 });
    assert_reads_whole(&log, &heads);
}

#[test]
fn each_limit_is_refused_at_its_boundary() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    let none: [&[u8]; 0] = [];
    assert!(matches!(log.append(0, &none), Err(LogError::Empty)));
    let many = vec![b"x".as_slice(); BATCH_ENTRIES_MAX + 1];
    assert!(matches!(log.append(0, &many), Err(LogError::TooManyEntries { entries: 65_537 })));
    let large = vec![b'x'; ENTRY_BYTES_MAX + 1];
    let error = log.append(0, &[b"x".as_slice(), &large]).unwrap_err();
    assert!(matches!(error, LogError::EntryTooLarge { place: 1, bytes: 65_536 }), "{error}");
    let heavy = vec![&large[1..]; 1024];
    let error = log.append(0, &heavy).unwrap_err();
    assert!(matches!(error, LogError::BatchTooLarge { bytes: 67_109_888 }), "{error}");
    assert_eq!(log.append(0, &heavy[1..]).unwrap().size, 1023);
    assert_eq!(log.reader().entry(1022).unwrap(), large[1..]);
    let error = log.reader().entry(1023).unwrap_err();
    assert!(matches!(error, LogError::OutOfRange { index: 1023, size: 1023 }), "{error}");
    assert!(log.reader().prove_inclusion(5, 1024).is_err());
    assert!(log.reader().prove_consistency(9, 8).is_err());
    assert_eq!(log.append(1023, &many[1..]).unwrap().size, 1023 + 65_536);
}

#[test]
fn only_one_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (_log, _) = Log::open(folder.path(), 0).unwrap();
    let error = Log::open(folder.path(), 0).unwrap_err();
    assert!(error.to_string().contains("log/entries could not be locked"), "{error}");
}

/// Processes that are being started have copies of our descriptors for a moment, and must not keep the log locked.
#[test]
fn a_closed_log_opens_again_while_processes_start() {
    let folder = tempfile::tempdir().unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let _ = scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let status = std::process::Command::new("true").status();
                    assert!(status.unwrap().success());
                }
            });
        }
        let failed = (0..2_000).find_map(|_| Log::open(folder.path(), 0).err());
        is_over.store(true, Ordering::Relaxed);
        assert!(failed.is_none(), "{failed:?}");
    });
}

/// The bytes on disk are a format: what one version writes, the next must read.
#[test]
fn the_files_keep_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    let _heads = write_all(&mut log);
    let hash = |name: &str| Hash::of(&std::fs::read(folder.path().join(name)).unwrap()).to_string();
    let hashes = ["entries", "hashes", "offsets"].map(hash);
    let golden = [
        "b506245d752841c7ef7dd0d2466f4bd366e4ffd0f6a16b0a6537529f8ee1e8cd",
        "dc97fa8b1ac3e154efa166a646841ae11b3a43f9738c191764ad7f892cf4f313",
        "48078a9e9e41aa0097faa8384d8f40003a9fde3ee09619b422592323b4e00a58",
    ];
    assert_eq!(hashes, golden);
}

/// Readers go on while the log grows, and never see an entry that is not there.
#[test]
fn readers_follow_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    let reader = log.reader();
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let mut met = 0_u64;
            while met < 400 {
                let head = reader.head();
                assert_eq!(reader.root_at(head.size).unwrap(), head.root);
                for (entry, index) in reader.entries(met..head.size).zip(met..) {
                    assert_eq!(entry.unwrap(), batch(index, 1)[0]);
                }
                met = head.size;
            }
        });
        for step in 0..40 {
            let _head = log.append(step * 10, &batch(step * 10, 10)).unwrap();
        }
        reading.join().unwrap();
    });
}
