//! Files that cannot grow (the system's limit on file size, which fails as a full disk does): what
//! does not fit is refused, what was accepted stays readable, and with room all goes on.

#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::as_conversions, reason = "tests count small numbers")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

mod common;

use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use polity_ledger::{Delta, Ledger, Side};
use polity_types::Height;

const FOLDER: &str = "POLITY_FULL_DISK_FOLDER";

/// Returns a batch whose writes fill the state faster than its entries fill the log.
fn delta(height: u64) -> Delta {
    let keys = (0..40).map(|place| format!("member/{:016}", height * 40 + place));
    keys.map(|key| (key, Some(Bytes::from(vec![b'x'; 500])))).collect()
}

fn entries(height: u64) -> Vec<Vec<u8>> {
    vec![format!("{{\"height\":{height},\"text\":\"{}\"}}", "y".repeat(8_000)).into_bytes()]
}

/// Runs a test of this file in a process whose files cannot grow beyond `blocks` of 512 bytes.
fn run_limited(test: &str, blocks: u32, folder: &Path) -> String {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let run = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{output}\n{}", String::from_utf8_lossy(&run.stderr));
    output
}

/// The part that runs under the limit: appends until the log is full, flushing now and then.
#[test]
fn within_the_limit() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (mut ledger, _) = Ledger::open(Path::new(&folder)).unwrap();
    let mut flushes_refused = 0;
    let mut height = 0;
    let refusal = loop {
        let seal = |root| common::seal(height, root);
        match ledger.append(Height(height), entries(height), delta(height), seal) {
            Ok(_) => height += 1,
            Err(error) => break error,
        }
        if height % 10 == 0 {
            match ledger.flush(&Side::new()) {
                Ok(_) => assert_eq!(flushes_refused, 0, "room does not come back"),
                Err(error) => {
                    assert_eq!(error.code(), "state.disk_full", "{error}");
                    flushes_refused += 1;
                    let view = ledger.reader().view();
                    let found = view.scan("", None, usize::MAX);
                    view.check().unwrap();
                    assert_eq!(found.len() as u64, height * 40, "all is still read");
                }
            }
        }
    };
    assert!(refusal.is_disk_full(), "{refusal}");
    assert!(flushes_refused > 0, "the state was to fill first");
    let before = (ledger.position(), ledger.reader().log().head());
    let seal = |root| common::seal(height, root);
    let again = ledger.append(Height(height), entries(height), delta(height), seal);
    assert!(again.unwrap_err().is_disk_full());
    assert_eq!((ledger.position(), ledger.reader().log().head()), before);
    println!("accepted: {height}");
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_limited("within_the_limit", 6_000, folder.path());
    let accepted = output.split_once("accepted: ").unwrap().1.lines().next().unwrap();
    let accepted: u64 = accepted.trim().parse().unwrap();
    let (mut ledger, report) = Ledger::open(folder.path()).unwrap();
    assert!(report.state.is_some(), "what was flushed before stayed");
    let tail: Vec<_> = ledger.tail().map(Result::unwrap).collect();
    assert!(!tail.is_empty(), "what was not flushed is replayed");
    for batch in &tail {
        let _root = ledger.replay(batch, delta(batch.seal.height.0)).unwrap();
    }
    assert_eq!(ledger.position().unwrap().height, Height(accepted - 1));
    let seal = |root| common::seal(accepted, root);
    let _appended =
        ledger.append(Height(accepted), entries(accepted), delta(accepted), seal).unwrap();
    let flushed = ledger.flush(&Side::new()).unwrap();
    assert_eq!(flushed.position, ledger.position());
    assert_eq!(ledger.reader().view().scan("", None, usize::MAX).len() as u64, (accepted + 1) * 40);
}
