//! The disk of a running society fills: what does not fit is refused, reading goes on, every receipt
//! holds, and with room again all goes on. The disk is the system's limit on file sizes, which fails
//! as a full disk does and can be set and lifted on a running process.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says when it is skipped"
)]

mod common;

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::process::Command;

use common::{CHARTER, Server, found, now};
use polity_ledger::Ledger;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::Actor;
use polity_types::{Hash, LogEntry, OperationId, Seconds, SocietyId};

/// More operations than fit under any limit set here.
const ENOUGH: u64 = 200;

struct World {
    folder: tempfile::TempDir,
    society: SocietyId,
    /// Index and envelope of every receipt that was given.
    held: Vec<(u64, Vec<u8>)>,
    turn: u64,
}

/// Returns the program with the signal of the limit ignored, as on a disk that is full.
fn program(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("trap '' XFSZ; {script} exec \"$0\" \"$@\"")]);
    command.arg(env!("CARGO_BIN_EXE_polity"));
    command
}

/// Limits the size of the files that a running process writes.
fn limit(server: &Server, bytes: &str) {
    let pid = server.child.id().to_string();
    let limit = format!("--fsize={bytes}:unlimited");
    let status = Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap();
    assert!(status.success());
}

fn cannot_limit(test: &str) -> bool {
    let cannot = Command::new("prlimit").arg("--version").output().is_err();
    if cannot {
        println!("skipped: {test}: no program prlimit");
    }
    cannot
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let society = found(folder.path(), "founder");
        Self { folder, society, held: Vec::new(), turn: 0 }
    }

    fn log_bytes(&self) -> u64 {
        std::fs::metadata(self.folder.path().join("log/entries")).unwrap().len()
    }

    /// Sends an operation of a new person and returns its bytes with status and code.
    fn send(&mut self, server: &Server) -> (Vec<u8>, u16, String) {
        self.turn = self.turn.wrapping_add(1);
        let actor = Actor::named(&format!("person {}", self.turn));
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        let from = now().before(Seconds(5));
        let bytes = actor.envelope(register, self.society, from, self.turn).to_bytes();
        let (status, code) = self.send_again(server, &bytes);
        (bytes, status, code)
    }

    fn send_again(&mut self, server: &Server, bytes: &[u8]) -> (u16, String) {
        let answer = server.submit(self.society, bytes);
        if answer.status == 200 {
            let index = answer.json().get("index").and_then(serde_json::Value::as_u64).unwrap();
            self.held.push((index, bytes.to_vec()));
        }
        (answer.status, answer.code())
    }

    /// Sends operations until one is refused, and returns it.
    fn fill(&mut self, server: &Server) -> Vec<u8> {
        for _ in 0..ENOUGH {
            let (bytes, status, code) = self.send(server);
            if status != 200 {
                assert_eq!((status, code.as_str()), (507, "node.disk_full"));
                return bytes;
            }
        }
        panic!("the limit was never met");
    }

    /// Checks that everything is still read, and every receipt with it.
    fn still_reads(&self, server: &Server) {
        for path in ["", "people", "decisions", "treasury", "charter", "census", "log"] {
            let answer = server.get(&format!("/s/{}/{path}", self.society));
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        }
        let proof = server.get(&format!("/s/{}/api/v1/proof?entry=0", self.society));
        assert_eq!(proof.status, 200, "{}", proof.body);
        for (index, bytes) in &self.held {
            let entry = server.get(&format!("/s/{}/api/v1/entries/{index}", self.society));
            assert_eq!(entry.body.as_bytes(), LogEntry::of_operation(bytes), "receipt {index}");
        }
    }

    /// Checks every receipt against the log on disk, and replays it.
    fn audit(&self) {
        let (ledger, _) = Ledger::open(self.folder.path()).unwrap();
        let log = ledger.reader().log().clone();
        for (index, bytes) in &self.held {
            assert_eq!(log.entry(*index).unwrap(), LogEntry::of_operation(bytes), "{index}");
        }
        drop((ledger, log));
        let audit = Command::new(env!("CARGO_BIN_EXE_polity"))
            .arg("audit")
            .arg(self.folder.path())
            .args(["--society", &self.society.to_string()])
            .output()
            .unwrap();
        assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
    }
}

#[test]
fn ord_8_a_full_disk_refuses_reads_on_and_recovers() {
    if cannot_limit("ord_8_a_full_disk_refuses_reads_on_and_recovers") {
        return;
    }
    let mut world = World::new();
    let server = Server::start_under(&mut program(""), world.folder.path());
    for _ in 0..20 {
        assert_eq!(world.send(&server).1, 200);
    }
    for round in 0..3 {
        limit(&server, &world.log_bytes().wrapping_add(3_000).to_string());
        let refused = world.fill(&server);
        let entries = server.entries();
        for _ in 0..5 {
            let (_, status, code) = world.send(&server);
            assert_eq!((status, code.as_str()), (507, "node.disk_full"), "{}", server.said());
        }
        let large = format!("{round}{}", "x".repeat(60_000));
        let records = format!("/s/{}/api/v1/records", world.society);
        let record = server.post(&records, "text/plain", large.as_bytes());
        assert_eq!((record.status, record.code().as_str()), (507, "node.disk_full"));
        let hash = Hash::of(large.as_bytes());
        assert_eq!(server.get(&format!("{records}/{hash}")).status, 404, "half a record");
        assert_eq!(server.entries(), entries, "a refusal left a trace in the log");
        world.still_reads(&server);
        let health = server.get("/health");
        assert_eq!((health.status, health.json()["status"].as_str()), (503, Some("cannot_store")));
        assert_eq!(health.json()["troubles"][0]["refusal"]["code"], "node.disk_full");
        limit(&server, "unlimited");
        assert_eq!(world.send_again(&server, &refused), (200, String::new()));
        let health = server.get("/health");
        assert_eq!((health.status, health.json()["status"].as_str()), (200, Some("ok")));
        assert_eq!(server.post(&records, "text/plain", large.as_bytes()).status, 200);
        assert_eq!(world.send(&server).1, 200);
    }
    assert!(!server.said().contains("panicked"), "{}", server.said());
    drop(server);
    world.audit();
}

/// What was voided stays so, whatever could not be stored after it: else the log would come to hold an
/// operation that it says must not be there, and could never be replayed again.
#[test]
fn ope_6_a_void_that_could_not_be_stored_lifts_none_that_was() {
    if cannot_limit("ope_6_a_void_that_could_not_be_stored_lifts_none_that_was") {
        return;
    }
    let mut world = World::new();
    let server = Server::start_under(&mut program(""), world.folder.path());
    let (ana, from) = (Actor::named("ana"), now().before(Seconds(5)));
    let mut sent = 1_000;
    let mut signed = |action: IdentityAction| {
        sent += 1;
        ana.envelope(action, world.society, from, sent)
    };
    let register = signed(IdentityAction::Register { inception: ana.inception.clone() }).to_bytes();
    let (id, until) = (Hash::of(b"nothing"), from.after(Seconds(500)));
    let operation = signed(IdentityAction::Void { operation: OperationId(id), until });
    let (id, until) = (operation.operation.id(), operation.operation.valid.until);
    let operation = operation.to_bytes();
    let void = signed(IdentityAction::Void { operation: id, until }).to_bytes();
    let again = signed(IdentityAction::Void { operation: id, until }).to_bytes();
    let done = (200, String::new());
    assert_eq!(world.send_again(&server, &register), done);
    assert_eq!(world.send_again(&server, &void), done);
    assert_eq!(world.send_again(&server, &operation), (422, "operation.voided".into()));
    limit(&server, &world.log_bytes().to_string());
    assert_eq!(world.send_again(&server, &again), (507, "node.disk_full".into()));
    limit(&server, "unlimited");
    assert_eq!(world.send_again(&server, &operation), (422, "operation.voided".into()));
    assert_eq!(world.send_again(&server, &again), done);
    drop(server);
    world.audit();
}

#[test]
fn a_society_starts_on_a_full_disk_to_be_read() {
    if cannot_limit("a_society_starts_on_a_full_disk_to_be_read") {
        return;
    }
    let mut world = World::new();
    let server = Server::start_under(&mut program(""), world.folder.path());
    limit(&server, &world.log_bytes().wrapping_add(5_000).to_string());
    let refused = world.fill(&server);
    // Killed while it is full, and started again while it still is.
    drop(server);
    let server = Server::start_under(&mut program("ulimit -S -f 8;"), world.folder.path());
    world.still_reads(&server);
    assert_eq!(world.send_again(&server, &refused), (507, "node.disk_full".into()));
    limit(&server, "unlimited");
    assert_eq!(world.send_again(&server, &refused), (200, String::new()));
    assert!(!server.said().contains("panicked"), "{}", server.said());
    drop(server);
    world.audit();
}

#[test]
fn talk_that_cannot_be_written_stops_nothing() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        println!("skipped: talk_that_cannot_be_written_stops_nothing: no /dev/full");
        return;
    };
    if cannot_limit("talk_that_cannot_be_written_stops_nothing") {
        return;
    }
    let mut world = World::new();
    let logs = tempfile::tempdir().unwrap();
    let server = Server::start_with(&mut program(""), world.folder.path(), full, logs);
    limit(&server, &world.log_bytes().wrapping_add(3_000).to_string());
    let refused = world.fill(&server);
    limit(&server, "unlimited");
    assert_eq!(world.send_again(&server, &refused), (200, String::new()));
    drop(server);
    world.audit();
}

#[test]
fn who_is_told_to_stop_stops_and_keeps_everything() {
    let mut world = World::new();
    let mut server = Server::start_under(&mut program(""), world.folder.path());
    assert_eq!(world.send(&server).1, 200);
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success(), "{}", server.said());
    let (ledger, report) = Ledger::open(world.folder.path()).unwrap();
    assert_eq!(report.entries_to_replay, 0, "the state was written before the end");
    drop(ledger);
    world.audit();
}

#[test]
fn data_that_cannot_be_written_is_a_failure() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        println!("skipped: data_that_cannot_be_written_is_a_failure: no /dev/full");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let charter = folder.path().join("charter.md");
    std::fs::write(&charter, CHARTER).unwrap();
    let run = |stdout: File, charter: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(["charter", "explain"]).arg(charter).stdout(stdout).output().unwrap()
    };
    let lost = run(full, &charter);
    assert_eq!(lost.status.code(), Some(4), "{}", String::from_utf8_lossy(&lost.stderr));
    let kept = run(File::create(folder.path().join("out")).unwrap(), &charter);
    assert_eq!(kept.status.code(), Some(0));
}
