//! The process is killed a hundred times under load: no receipt is ever lost, nothing is in the log
//! twice, and the audit passes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use common::{Server, exchange, found, now, submission};
use polity_ledger::Ledger;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::Actor;
use polity_types::{LogEntry, Seconds, SocietyId};

const KILLS: u64 = 100;
const SENDERS: u64 = 4;

/// What a client holds: the index that the receipt names, and what it had sent.
type Held = (u64, Vec<u8>);

/// Sends operations of new people until the program is gone.
fn send(address: SocketAddr, society: SocietyId, numbers: &AtomicU64, held: &Sender<Held>) {
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let actor = Actor::named(&format!("person {number}"));
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        let bytes = actor.envelope(register, society, now().before(Seconds(5)), number).to_bytes();
        let Ok(stream) = TcpStream::connect(address) else { return };
        let answer = exchange(stream, &submission(society, &bytes)).json();
        match answer.get("index").and_then(serde_json::Value::as_u64) {
            Some(index) => held.send((index, bytes)).unwrap(),
            None => return,
        }
    }
}

/// Runs the program until `wanted` receipts are out, kills it, and returns every receipt given.
fn round(folder: &Path, society: SocietyId, numbers: &Arc<AtomicU64>, wanted: u64) -> Vec<Held> {
    let server = Server::start(folder);
    let address = server.address;
    let (sender, receiver): (Sender<Held>, Receiver<Held>) = channel();
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (numbers, sender) = (Arc::clone(numbers), sender.clone());
            std::thread::spawn(move || send(address, society, &numbers, &sender))
        })
        .collect();
    drop(sender);
    let mut held: Vec<Held> = (0..wanted).map_while(|_| receiver.recv().ok()).collect();
    drop(server);
    held.extend(receiver.iter());
    for sender in senders {
        sender.join().unwrap();
    }
    held
}

#[test]
fn ord_8_a_hundred_kills_lose_no_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), "founder");
    let numbers = Arc::new(AtomicU64::new(0));
    let mut held = Vec::new();
    for kill in 0..KILLS {
        held.extend(round(folder.path(), society, &numbers, 1 + kill % 17));
    }
    assert!(u64::try_from(held.len()).unwrap() >= KILLS, "{} receipts were given", held.len());

    let (ledger, _) = Ledger::open(folder.path()).unwrap();
    let reader = ledger.reader();
    let log = reader.log().clone();
    for (index, bytes) in &held {
        assert_eq!(log.entry(*index).unwrap(), LogEntry::of_operation(bytes), "receipt {index}");
    }
    let entries = log.read_entries(0..log.size()).unwrap();
    let operations: Vec<&[u8]> =
        entries.iter().filter_map(|entry| LogEntry::envelope_of(entry)).collect();
    let distinct: BTreeSet<&[u8]> = operations.iter().copied().collect();
    assert_eq!(distinct.len(), operations.len(), "an operation is in the log twice");
    assert!(operations.len() >= held.len());
    drop((ledger, log, reader));

    let audit = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["--json", "audit"])
        .arg(folder.path())
        .args(["--society", &society.to_string()])
        .output()
        .unwrap();
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
    let report: serde_json::Value = serde_json::from_slice(&audit.stdout).unwrap();
    assert_eq!(report["operations"], operations.len());
}

#[test]
fn a_damaged_log_is_named_and_never_served() {
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), "founder");
    round(folder.path(), society, &Arc::new(AtomicU64::new(0)), 20);
    let path = folder.path().join("log/entries");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(output.stdout.is_empty(), "a damaged log must not be served");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("ntry") || said.contains("entries"), "{said}");
}
