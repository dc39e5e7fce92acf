//! A stranger audits a served society over HTTP: the honest one holds, and what a proxy in between
//! changes, withholds or cuts is found and named.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

use common::{Server, found, now};
use polity_ledger::{Delta, Ledger, Side, SignedCheckpoint};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::{Actor, key_of};
use polity_types::log::Seal;
use polity_types::{Height, Seconds, SocietyId};

/// Enough for a full tile of entries and a partial one: each comes with its seal.
const OPERATIONS: u64 = 150;

struct World {
    folder: tempfile::TempDir,
    server: Server,
    society: SocietyId,
}

impl World {
    fn new(operations: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let society = found(folder.path(), "founder");
        let server = Server::start(folder.path());
        let world = Self { folder, server, society };
        world.grow(0, operations);
        world
    }

    fn grow(&self, from: u64, to: u64) {
        for number in from..to {
            let actor = Actor::named(&format!("person {number}"));
            let register = IdentityAction::Register { inception: actor.inception.clone() };
            let start = now().before(Seconds(5));
            let envelope = actor.envelope(register, self.society, start, number).to_bytes();
            let answer = self.server.submit(self.society, &envelope);
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
    }
}

fn audit(source: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    command.args(["--json", "audit", source]).args(more).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Changes the body of an answer to a path; the body's bytes are its own to change.
type Change = fn(&str, &mut Vec<u8>);

/// Passes requests on to a server, and its answers back, changed. Ends with the process.
fn proxy(server: SocketAddr, change: Change) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let _proxy = std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            pass_on(stream, server, change);
        }
    });
    format!("http://{address}")
}

fn pass_on(mut stream: TcpStream, server: SocketAddr, change: Change) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let Some(path) = head.split(' ').nth(1) else { return };
    let mut upstream = TcpStream::connect(server).unwrap();
    let request = format!("GET {path} HTTP/1.0\r\nHost: x\r\n\r\n");
    upstream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _length = upstream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[..end]).lines().next().unwrap().to_owned();
    let status = status.replacen("HTTP/1.0", "HTTP/1.1", 1);
    let mut body = answer[end..][4..].to_vec();
    change(path, &mut body);
    let length = body.len();
    let head = format!("{status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // Whoever asked may have heard enough.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

#[test]
fn a_served_society_is_audited_by_a_stranger() {
    let world = World::new(OPERATIONS);
    let url = format!("http://{}", world.server.address);
    let id = world.society.to_string();
    let keep = tempfile::tempdir().unwrap();
    let keep = keep.path().to_str().unwrap();
    let output = audit(&url, &["--society", &id, "--keep", keep]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json(&output)["operations"], OPERATIONS);
    // Later it has grown, and goes on from what was kept.
    world.grow(OPERATIONS, OPERATIONS + 3);
    let later = audit(&url, &["--society", &id, "--keep", keep]);
    assert!(later.status.success(), "{}", String::from_utf8_lossy(&later.stderr));
    assert_eq!(json(&later)["operations"], OPERATIONS + 3);
    let unnamed = audit(&url, &[]);
    assert!(String::from_utf8_lossy(&unnamed.stderr).contains("--society"));
    // A folder that is served is not audited twice at once, and the words say what to do.
    let folder = world.folder.path().to_str().unwrap();
    let busy = audit(folder, &[]);
    assert_eq!(busy.status.code(), Some(2), "{}", String::from_utf8_lossy(&busy.stderr));
    assert_eq!(json(&busy)["code"], "cli.usage");
    assert!(json(&busy)["message"].as_str().unwrap().contains("in use"));
    let second = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["--json", "serve", "--listen", "127.0.0.1:0", "--data", folder])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2), "{}", String::from_utf8_lossy(&second.stderr));
    let World { folder, server, .. } = world;
    drop(server);
    let alone = audit(folder.path().to_str().unwrap(), &["--society", &id]);
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stderr));
    assert_eq!(json(&alone)["state_root"], json(&later)["state_root"]);
}

#[test]
fn what_a_proxy_changes_is_found() {
    let world = World::new(OPERATIONS);
    let honest: Change = |_, _| {};
    let cases: [(&str, Change, &str); 6] = [
        (
            "an entry changed",
            |path, body| {
                if path.contains("tile/entries/000") {
                    let at = body.len() / 2;
                    body[at] ^= 1;
                }
            },
            "audit.failed",
        ),
        (
            "an entry cut off",
            |path, body| {
                if path.contains("tile/entries") {
                    body.truncate(body.len() - 1);
                }
            },
            "audit.failed",
        ),
        (
            "a record changed",
            |path, body| {
                if path.contains("/records/") {
                    body.push(b' ');
                }
            },
            "audit.failed",
        ),
        (
            "entries in another order",
            |path, body| {
                if path.contains("tile/entries/000") {
                    body.reverse();
                }
            },
            "audit.failed",
        ),
        (
            "a signature changed",
            |path, body| {
                if path.contains("/proof") {
                    let text = String::from_utf8(body.clone()).unwrap();
                    let at = text.rfind("society1").unwrap() + 75;
                    body[at] = if body[at] == b'A' { b'B' } else { b'A' };
                }
            },
            "",
        ),
        (
            "a proof that is none",
            |path, body| {
                if path.contains("/proof") {
                    body.truncate(100);
                }
            },
            "encoding.syntax",
        ),
    ];
    let id = world.society.to_string();
    let through = audit(&proxy(world.server.address, honest), &["--society", &id]);
    assert!(through.status.success(), "{}", String::from_utf8_lossy(&through.stderr));
    for (name, change, code) in cases {
        let output = audit(&proxy(world.server.address, change), &["--society", &id]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        let found = json(&output)["code"].as_str().unwrap().to_owned();
        assert!(code.is_empty() || found == code, "{name}: {found} {said}");
        assert!(!said.contains("panicked"), "{name}: {said}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let other = found(elsewhere.path(), "somebody else").to_string();
    let url = format!("http://{}", world.server.address);
    let output = audit(&url, &["--society", &other]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

/// oxdeai/oxdeai#303, brandonrc/mobula#59: a chain of hashes that was cut off at its end is whole in itself. Whoever kept a
/// checkpoint sees it.
#[test]
fn a_server_that_went_back_is_refused() {
    let world = World::new(4);
    let (id, keep) = (world.society.to_string(), tempfile::tempdir().unwrap());
    let keep = keep.path().to_str().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let World { folder, server, society } = world;
    drop(server);
    copy_folder(folder.path(), copy.path());
    let world = World { server: Server::start(folder.path()), folder, society };
    world.grow(4, 8);
    let url = format!("http://{}", world.server.address);
    assert!(audit(&url, &["--society", &id, "--keep", keep]).status.success());
    let older = Server::start(copy.path());
    let url = format!("http://{}", older.address);
    let output = audit(&url, &["--society", &id, "--keep", keep]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(json(&output)["code"], "proof.rollback");
}

#[test]
fn a_checkpoint_that_no_signer_signed_does_not_hold() {
    let World { folder, server, society } = World::new(2);
    drop(server);
    let (path, id) = (folder.path().to_str().unwrap(), society.to_string());
    let file = folder.path().join("checkpoint");
    assert!(audit(path, &["--society", &id]).status.success());
    let note: SignedCheckpoint = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    let forged = note.checkpoint.sign(&[&key_of("somebody")]).to_note();
    std::fs::write(&file, forged).unwrap();
    let output = audit(path, &["--society", &id]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(json(&output)["rule"], "PRO-4");
    // With none there is nothing to check, and that is said.
    std::fs::remove_file(&file).unwrap();
    let output = audit(path, &["--society", &id]);
    assert!(output.status.success() && json(&output)["operations"] == 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("No checkpoint"));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            let _bytes = std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Appends a batch as a build with other rules would: what it writes is in the state and under its seal, and these rules
/// make something else of it. Returns its height.
fn go_on_otherwise(folder: &Path) -> Height {
    let (mut ledger, _) = Ledger::open(folder).unwrap();
    let last = ledger.reader().batches().last().unwrap().unwrap().seal;
    let (key, record) = ledger.reader().view().scan("charter/", None, 1).remove(0);
    let mut other = record.to_vec();
    let end = other.iter_mut().nth_back(1).unwrap();
    *end ^= 1;
    let height = last.height.next();
    let delta: Delta = [(key, Some(other.into()))].into();
    let seal = |state_root| Seal { count: 0, height, state_root, ..last };
    let _ = ledger.append(height, Vec::new(), delta, seal).unwrap();
    ledger.flush(&Side::default()).unwrap();
    height
}

/// A log of which these rules do not make what its seals say is refused at once wherever it is gone over: with the code
/// of an audit, the height, and what one does. Nothing waits for lists that never come.
#[test]
fn a_log_that_does_not_replay_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let _society = found(folder.path(), "founder");
    let data = folder.path().to_str().unwrap();
    let polity = |args: &[&str]| {
        let began = std::time::Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_polity")).arg("--json").args(args).output();
        (output.unwrap(), began.elapsed())
    };
    let reading: [&[&str]; 5] = [
        &["audit", data],
        &["treasury", "balances", "--data", data],
        &["treasury", "export", "--format", "csv", "--data", data],
        &["spend", "streams", "--data", data],
        &["serve", "--listen", "127.0.0.1:0", "--data", data],
    ];
    for args in &reading[..4] {
        let (output, _) = polity(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let height = go_on_otherwise(folder.path());
    let is_refused = |args: &&[&str]| {
        let (output, took) = polity(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert!(took.as_secs() < 20, "{args:?} took {took:?}");
        let told = json(&output);
        assert_eq!(told["code"], "audit.failed", "{args:?}: {told}");
        let message = told["message"].as_str().unwrap();
        assert!(message.contains(&format!("batch of height {height} differs")), "{message}");
        assert!(told["next_step"].as_str().unwrap().contains("build that wrote"), "{told}");
        assert!(!said.contains("made anew"), "{args:?}: {said}");
    };
    reading.iter().for_each(is_refused);
    // Without the stored state the log is gone over before anything else.
    std::fs::remove_file(folder.path().join("state.redb")).unwrap();
    reading.iter().for_each(is_refused);
}
