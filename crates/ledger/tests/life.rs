//! The life of a ledger: batches, crashes, restarts, replay, and what keeps it from starting.

#![expect(clippy::as_conversions, reason = "tests count small numbers")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::indexing_slicing, reason = "a test that finds nothing fails")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

mod common;

use std::fs;
use std::path::Path;

use polity_ledger::tree::{verify_absence, verify_presence};
use polity_ledger::{Delta, Ledger, LedgerError, LogError, Side};
use polity_types::{Hash, Height};

/// Opens the ledger and replays what its state lacks; returns how many batches that were.
fn start(folder: &Path) -> (Ledger, usize) {
    let (mut ledger, report) = Ledger::open(folder).unwrap();
    let tail: Vec<_> = ledger.tail().map(Result::unwrap).collect();
    let entries: u64 = tail.iter().map(|batch| batch.log_size() - batch.first).sum();
    assert_eq!(report.entries_to_replay, entries);
    for batch in &tail {
        assert_eq!(batch.entries, common::entries(batch.seal.height.0));
        let root = ledger.replay(batch, common::delta(batch.seal.height.0)).unwrap();
        assert_eq!(root, batch.seal.state_root);
    }
    (ledger, tail.len())
}

/// Checks log, state and proofs against a straight execution of the same batches.
fn assert_stands(ledger: &Ledger, heights: u64) {
    let reader = ledger.reader();
    let mut state = std::collections::BTreeMap::new();
    for height in 0..heights {
        for (key, record) in common::delta(height) {
            let _ = match record {
                Some(record) => state.insert(key, record),
                None => state.remove(&key),
            };
        }
    }
    let view = reader.view();
    assert_eq!(view.scan("", None, 1000), state.clone().into_iter().collect::<Vec<_>>());
    view.check().unwrap();
    let position = ledger.position().unwrap();
    assert_eq!((position.height, view.position()), (Height(heights - 1), Some(position)));
    for place in 0..45 {
        let key = format!("member/{place:016}");
        let path = reader.prove_state(position.height, &key).unwrap();
        let holds = match state.get(&key) {
            Some(record) => verify_presence(&position.root, key.as_bytes(), record, &path),
            None => verify_absence(&position.root, key.as_bytes(), &path),
        };
        assert_eq!(holds, Ok(()), "{key}");
    }
    let batches: Vec<_> = reader.batches().map(Result::unwrap).collect();
    assert_eq!(batches.len() as u64, heights);
    assert_eq!(batches.last().unwrap().seal.state_root, position.root);
}

/// Whenever the state was last written and whatever came after, a restart replays the rest and
/// stands where it stood.
#[test]
fn a_restart_replays_what_the_state_lacks() {
    for flushed_after in [None, Some(0), Some(7), Some(19)] {
        let folder = tempfile::tempdir().unwrap();
        let (mut ledger, _) = start(folder.path());
        for height in 0..20 {
            let _appended = common::append(&mut ledger, height);
            if flushed_after == Some(height) {
                let flushed = ledger.flush(&Side::new()).unwrap();
                assert_eq!(flushed.position, ledger.position());
            }
            ledger.publish(common::checkpoint(&ledger)).unwrap();
        }
        assert_stands(&ledger, 20);
        drop(ledger);
        let (mut ledger, replayed) = start(folder.path());
        assert_eq!(replayed as u64, flushed_after.map_or(20, |height| 19 - height));
        assert_stands(&ledger, 20);
        let _appended = common::append(&mut ledger, 20);
        assert_stands(&ledger, 21);
    }
}

#[test]
fn batches_come_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(folder.path());
    let first = common::append(&mut ledger, 0);
    let second = common::append(&mut ledger, 1);
    assert_eq!((first.first, second.first), (0, first.head.size));
    assert_eq!(common::append(&mut ledger, 1), second, "handed in again");
    let error = common::try_append(&mut ledger, 0).unwrap_err();
    assert_eq!(error.to_string(), "The batch has height 0, but the ledger expects 2.");
    assert_eq!(common::try_append(&mut ledger, 3).unwrap_err().code(), "ledger.gap");
    let other = vec![b"{\"kind\":\"operation\",\"with\":1}".to_vec()];
    let error = ledger.append(Height(1), other, Delta::new(), |root| common::seal(1, root));
    assert_eq!(error.unwrap_err().code(), "ledger.conflict");
    let error = ledger.append(Height(2), common::entries(2), common::delta(2), |_| {
        common::seal(2, Hash::default())
    });
    assert_eq!(error.unwrap_err().code(), "ledger.wrong_seal");
    drop(ledger);
    let (mut ledger, _) = start(folder.path());
    assert_eq!(common::append(&mut ledger, 1), second, "handed in again after a restart");
    let _appended = common::append(&mut ledger, 2);
    assert_stands(&ledger, 3);
}

/// An append that is refused leaves no trace in log, tree or state.
#[test]
fn a_refused_append_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(folder.path());
    for height in 0..5 {
        let _appended = common::append(&mut ledger, height);
    }
    let before = (ledger.position(), ledger.reader().log().head());
    let large = vec![vec![b' '; 65_536]];
    let error = ledger.append(Height(5), large, common::delta(99), |root| common::seal(5, root));
    assert_eq!(error.unwrap_err().code(), "log.entry_too_large");
    assert_eq!((ledger.position(), ledger.reader().log().head()), before);
    assert_stands(&ledger, 5);
    let _appended = common::append(&mut ledger, 5);
    assert_stands(&ledger, 6);
}

#[test]
fn nothing_is_appended_before_the_tail_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(folder.path());
    for height in 0..3 {
        let _appended = common::append(&mut ledger, height);
    }
    drop(ledger);
    let (mut ledger, _) = Ledger::open(folder.path()).unwrap();
    let error = common::try_append(&mut ledger, 3).unwrap_err();
    assert!(matches!(error, LedgerError::NotReplayed { state_size: 0, .. }), "{error}");
    let tail: Vec<_> = ledger.tail().map(Result::unwrap).collect();
    // Rules that give something else are met at the first seal, and nothing of it is kept.
    let error = ledger.replay(&tail[0], common::delta(9)).unwrap_err();
    assert_eq!(error.code(), "ledger.other_root");
    let error = ledger.replay(&tail[1], common::delta(1)).unwrap_err();
    assert_eq!(error.code(), "ledger.gap");
    for batch in &tail {
        let _root = ledger.replay(batch, common::delta(batch.seal.height.0)).unwrap();
    }
    assert_stands(&ledger, 3);
}

/// Makes a ledger of ten batches whose checkpoint and state are on disk.
fn closed(folder: &Path) {
    let (mut ledger, _) = start(folder);
    for height in 0..10 {
        let _appended = common::append(&mut ledger, height);
    }
    ledger.publish(common::checkpoint(&ledger)).unwrap();
    let _flushed = ledger.flush(&Side::new()).unwrap();
}

/// Cuts the log to its first `batches` batches, as a copy from yesterday would be.
fn cut(folder: &Path, batches: usize) {
    let path = folder.join("log/entries");
    let bytes = fs::read(&path).unwrap();
    let marks = bytes.windows(8).enumerate().filter(|(_, window)| *window == b"\xf5batch1\n");
    let start = marks.map(|(place, _)| place).nth(batches).unwrap();
    fs::write(path, &bytes[..start]).unwrap();
}

#[test]
fn an_older_copy_of_the_log_does_not_start() {
    for (keeps_checkpoint, keeps_state) in [(true, true), (true, false), (false, true)] {
        let folder = tempfile::tempdir().unwrap();
        closed(folder.path());
        cut(folder.path(), 9);
        if !keeps_checkpoint {
            fs::remove_file(folder.path().join("checkpoint")).unwrap();
        }
        if !keeps_state {
            fs::remove_file(folder.path().join("state.redb")).unwrap();
        }
        let error = Ledger::open(folder.path()).unwrap_err();
        assert!(matches!(error, LedgerError::Log(LogError::Shorter { .. })), "{error}");
    }
}

#[test]
fn another_history_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path());
    let other = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(other.path());
    for height in 0..10 {
        let entries = common::entries(height).into_iter().map(|_| b"{}".to_vec()).collect();
        let seal = |root| common::seal(height, root);
        let _appended =
            ledger.append(Height(height), entries, common::delta(height), seal).unwrap();
    }
    let _flushed = ledger.flush(&Side::new()).unwrap();
    drop(ledger);
    let _ = fs::copy(folder.path().join("checkpoint"), other.path().join("checkpoint")).unwrap();
    let error = Ledger::open(other.path()).unwrap_err();
    assert!(matches!(error, LedgerError::OtherHistory { .. }), "{error}");
}

/// The state follows the log: lost, it is made anew; of another log, it is refused by name.
#[test]
fn the_state_is_made_anew_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path());
    fs::remove_file(folder.path().join("state.redb")).unwrap();
    let (ledger, replayed) = start(folder.path());
    assert_eq!(replayed, 10);
    assert_stands(&ledger, 10);
    drop(ledger);
    // A state of the same size of log, with another record.
    fs::remove_file(folder.path().join("state.redb")).unwrap();
    let other = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(other.path());
    for height in 0..10 {
        let mut delta = common::delta(height);
        let _ = delta.insert("treasury/account".to_owned(), Some("rich".into()));
        let seal = |root| common::seal(height, root);
        let _appended =
            ledger.append(Height(height), common::entries(height), delta, seal).unwrap();
    }
    let _flushed = ledger.flush(&Side::new()).unwrap();
    drop(ledger);
    let _ = fs::copy(other.path().join("state.redb"), folder.path().join("state.redb")).unwrap();
    let error = Ledger::open(folder.path()).unwrap_err();
    assert_eq!(error.code(), "ledger.other_state");
    assert!(error.to_string().contains("state.redb"), "{error}");
}

#[test]
fn a_damaged_checkpoint_is_named() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path());
    let path = folder.path().join("checkpoint");
    let note = fs::read_to_string(&path).unwrap();
    for damaged in [&note[1..], &note[..note.len() - 9], "nonsense"] {
        fs::write(&path, damaged).unwrap();
        let error = Ledger::open(folder.path()).unwrap_err();
        assert_eq!(error.code(), "ledger.checkpoint_damaged");
    }
    // What a crash can leave is not damage.
    fs::write(&path, "").unwrap();
    let (ledger, _) = start(folder.path());
    ledger.publish(common::checkpoint(&ledger)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), note);
}

#[test]
fn only_checkpoints_of_this_log_that_go_forward_are_published() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, _) = start(folder.path());
    let _appended = common::append(&mut ledger, 0);
    let older = common::checkpoint(&ledger);
    let _appended = common::append(&mut ledger, 1);
    let newer = common::checkpoint(&ledger);
    let mut wrong = newer.clone();
    wrong.checkpoint.head.root = Hash::default();
    let mut ahead = newer.clone();
    ahead.checkpoint.head.size += 1;
    ledger.publish(older.clone()).unwrap();
    for refused in [wrong, ahead] {
        assert_eq!(ledger.publish(refused).unwrap_err().code(), "ledger.other_checkpoint");
    }
    ledger.publish(newer.clone()).unwrap();
    assert_eq!(ledger.publish(older).unwrap_err().code(), "ledger.other_checkpoint");
    assert_eq!(ledger.reader().checkpoint(), Some(newer));
}
