//! A program from a package registry that shares no code with this one accepts the log: its
//! checkpoint, its entry bundles, and the inclusion of every entry.

#![expect(clippy::as_conversions, reason = "tests count small numbers")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use polity_ledger::checkpoint::verifier_key;
use polity_ledger::tiles::{Tile, read_tile};
use polity_ledger::{Ledger, LedgerReader};
use polity_types::log::origin;

/// Returns the interpreter that has the verifier, where the workspace's setup puts it.
fn interpreter() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/c2sp/bin/python");
    if python.exists() {
        return Some(python);
    }
    println!("skipped: independent C2SP verifier: run `cargo xtask setup` to install it");
    None
}

/// Writes the log as any web server would serve it, and the inclusion proof of every entry.
fn mirror(reader: &LedgerReader, folder: &Path) {
    let size = reader.log().size();
    for tile in Tile::all(size) {
        let path = folder.join(tile.to_string());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, read_tile(reader.log(), &tile).unwrap().unwrap()).unwrap();
    }
    std::fs::write(folder.join("checkpoint"), reader.checkpoint().unwrap().to_note()).unwrap();
    let proofs = (0..size).map(|index| {
        let hashes = reader.log().prove_inclusion(index, size).unwrap();
        serde_json::json!({ "index": index, "hashes": hashes })
    });
    let proofs = serde_json::to_vec(&proofs.collect::<Vec<_>>()).unwrap();
    std::fs::write(folder.join("proofs.json"), proofs).unwrap();
}

#[test]
fn a_program_of_others_accepts_the_log() {
    let Some(python) = interpreter() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, _) = Ledger::open(&folder.path().join("ledger")).unwrap();
    for height in 0..60 {
        let _appended = common::append(&mut ledger, height);
    }
    let signed = common::checkpoint(&ledger);
    ledger.publish(signed).unwrap();
    let out = folder.path().join("served");
    mirror(&ledger.reader(), &out);
    let size = ledger.reader().log().size();
    assert!(size > 256, "more than one bundle");
    let key = verifier_key(&origin(&common::society()), &common::public_bytes());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c2sp/independent.py");
    let run = Command::new(python).arg(script).arg(&out).arg(key).output().unwrap();
    let (stdout, stderr) =
        (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{stdout}\n{stderr}");
    assert_eq!(stdout.trim(), format!("{size} entries accepted"));
}
