//! A copy started from a snapshot stands where the original stands; nothing else is taken over.

#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::as_conversions, reason = "tests count small numbers")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

mod common;

use std::fs;
use std::path::Path;

use bytes::Bytes;
use polity_ledger::snapshot::{SnapshotError, restore};
use polity_ledger::store::Store;
use polity_ledger::{Ledger, Side};
use polity_types::{Hash, Height, SocietyId};

/// Makes a ledger of twelve batches, the last three not on disk, and its snapshot.
fn original(folder: &Path) -> (Ledger, Vec<u8>, Side) {
    let (mut ledger, _) = Ledger::open(folder).unwrap();
    for height in 0..12 {
        let _appended = common::append(&mut ledger, height);
        if height == 8 {
            let _flushed = ledger.flush(&Side::new()).unwrap();
        }
    }
    let side = Side::from([("remembered".to_owned(), Bytes::from_static(b"op1 op2"))]);
    let mut snapshot = Vec::new();
    let header = ledger.reader().write_snapshot(common::society(), &side, &mut snapshot).unwrap();
    assert_eq!(header.seal.height, Height(11));
    (ledger, snapshot, side)
}

#[test]
fn a_copy_stands_where_the_original_stands() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, snapshot, side) = original(folder.path());
    let copy = tempfile::tempdir().unwrap();
    let header = restore(copy.path(), common::society(), &mut snapshot.as_slice()).unwrap();
    assert_eq!(header.log_size, ledger.reader().log().size());
    fs::create_dir_all(copy.path().join("log")).unwrap();
    let _bytes =
        fs::copy(folder.path().join("log/entries"), copy.path().join("log/entries")).unwrap();
    assert_eq!(Store::open(&copy.path().join("state.redb")).unwrap().side().unwrap(), side);
    let (mut twin, report) = Ledger::open(copy.path()).unwrap();
    assert_eq!(report.entries_to_replay, 0);
    assert_eq!(twin.position(), ledger.position());
    let all = |ledger: &Ledger| ledger.reader().view().scan("", None, 1000);
    assert_eq!(all(&twin), all(&ledger));
    assert_eq!(common::append(&mut twin, 12), common::append(&mut ledger, 12));
    let mut again = Vec::new();
    let _header = twin.reader().write_snapshot(common::society(), &side, &mut again).unwrap();
    let mut other = Vec::new();
    let _header = ledger.reader().write_snapshot(common::society(), &side, &mut other).unwrap();
    assert_eq!(again, other, "the same state has the same snapshot");
}

#[test]
fn a_snapshot_keeps_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (_ledger, snapshot, _) = original(folder.path());
    assert_eq!(
        Hash::of(&snapshot).to_string(),
        "43568f5079f5a5af1d6e6949046438ad6cfefb76e11589ff80fffe43f7cc5c9b"
    );
}

/// A wrong bit, a missing end or anything after the end: refused, and no state is left behind.
#[test]
fn damage_is_refused_at_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (_ledger, snapshot, _) = original(folder.path());
    let copy = tempfile::tempdir().unwrap();
    let refuses = |bytes: &[u8], what: &str| {
        let refusal = restore(copy.path(), common::society(), &mut &*bytes);
        assert!(refusal.is_err(), "{what}");
        assert_eq!(fs::read_dir(copy.path()).unwrap().count(), 0, "{what}");
    };
    for place in (0..snapshot.len()).step_by(7).chain(snapshot.len() - 40..snapshot.len()) {
        let mut bytes = snapshot.clone();
        bytes[place] ^= 1 << (place % 8);
        refuses(&bytes, &format!("byte {place}"));
        refuses(&snapshot[..place], &format!("cut at {place}"));
    }
    refuses(&[snapshot.as_slice(), b" "].concat(), "one more byte");
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, snapshot, _) = original(folder.path());
    let other = SocietyId(Hash::of(b"another"));
    let copy = tempfile::tempdir().unwrap();
    let refusal = restore(copy.path(), other, &mut snapshot.as_slice()).unwrap_err();
    assert!(matches!(refusal, SnapshotError::OtherSociety { .. }), "{refusal}");
    let refusal = restore(folder.path(), common::society(), &mut snapshot.as_slice()).unwrap_err();
    assert!(matches!(refusal, SnapshotError::StateExists), "{refusal}");
    drop(ledger);
    // A record changed by someone who also mends the checksum does not have the seal's root.
    let place = snapshot.windows(10).position(|bytes| bytes == b"{\"height\":").unwrap() + 10;
    let mut bytes = snapshot[..snapshot.len() - 32].to_vec();
    // The first match is the seal's own in the header: look for a record after it.
    let later = bytes[place..].windows(10).position(|bytes| bytes == b"{\"height\":").unwrap();
    bytes[place + later + 10] = b'7';
    let sum = Hash::of(&bytes);
    bytes.extend(sum.0);
    let refusal = restore(copy.path(), common::society(), &mut bytes.as_slice()).unwrap_err();
    assert!(matches!(refusal, SnapshotError::OtherRoot { .. }), "{refusal}");
    let empty = tempfile::tempdir().unwrap();
    let (ledger, _) = Ledger::open(empty.path()).unwrap();
    let refusal = ledger.reader().write_snapshot(other, &Side::new(), &mut Vec::new()).unwrap_err();
    assert!(matches!(refusal, SnapshotError::Empty), "{refusal}");
}
