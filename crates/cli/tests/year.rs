//! The year of a union, by the real binary: made, explained, and replayed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn polity(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_polity")).args(arguments).output().unwrap();
    let talk = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {talk}");
    String::from_utf8(done.stdout).unwrap()
}

/// EXI-17: what those who left were paid and what is left is what was there, and the log replays.
#[test]
fn exi_17_a_year_is_made_explained_and_audited() {
    // It writes some thousands of batches, each synced: in memory where there is such a folder.
    let memory = Path::new("/dev/shm");
    let place =
        if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let folder = place.path().join("lamp");
    let folder = folder.to_str().unwrap();
    let told = polity(&["--json", "demo", "--year", "--data", folder]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["differences"], Value::Array(Vec::new()));
    let cents = |name: &str| told[name].as_i64().unwrap();
    let left = told["lines"].as_array().unwrap().last().unwrap()["cents"].as_i64().unwrap();
    let went = cents("bills") + cents("wages") + cents("taken");
    assert_eq!(cents("dues") + cents("gifts") - went, cents("shares") + left);
    assert_eq!(cents("leavers"), 100);
    let audited = polity(&["audit", folder]);
    assert!(audited.contains("every root agrees"), "{audited}");
}
