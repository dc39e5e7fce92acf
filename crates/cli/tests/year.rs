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
    let went = cents("bills") + cents("bank_fees") + cents("wages") + cents("taken");
    let came = cents("dues") + cents("gifts") - cents("refunds");
    assert_eq!(came - went, cents("shares") + left);
    assert_eq!(cents("leavers"), 100);
    // What the bank wrote fits the books line by line, though its fee was written down some days later.
    let bank = place.path().join("lamp").join("bank.csv");
    let lines = std::fs::read_to_string(&bank).unwrap().lines().count() - 1;
    let matches = ["--account", "external-bank", "--asset", "EUR"];
    let matches = [&["--json", "treasury", "match", bank.to_str().unwrap()], &matches[..]].concat();
    let fits = polity(&[&matches[..], &["--data", folder]].concat());
    let fits: Value = serde_json::from_str(&fits).unwrap();
    let count = |name: &str| fits[name].as_array().unwrap().len();
    let counts = ["matched", "missing_here", "missing_there"].map(count);
    assert_eq!(counts, [lines, 0, 0], "{fits}");
    // And an income statement comes out of the books.
    let ledger = polity(&["treasury", "export", "--format", "beancount", "--data", folder]);
    let of = |account: &str| -> i64 {
        let legs = ledger.lines().filter_map(|line| line.strip_prefix("  "));
        let legs = legs.filter_map(|leg| leg.split_once("  ")).filter(|(name, _)| *name == account);
        let units = legs.map(|(_, units)| units.trim_end_matches(" EUR").replace('.', ""));
        units.map(|units| units.parse::<i64>().unwrap()).sum()
    };
    assert_eq!(of("Income:Dues"), -cents("dues") + cents("refunds"));
    assert_eq!(of("Expenses:Hall") + of("Expenses:Leaflets"), cents("bills"));
    assert_eq!((of("Expenses:Bank"), of("Expenses:Wages")), (cents("bank_fees"), cents("wages")));
    assert_eq!(of("Assets:Outside:External-bank"), cents("bank"));
    let audited = polity(&["audit", folder]);
    assert!(audited.contains("every root agrees"), "{audited}");
}
