//! The real program, served on loopback from a folder, and spoken to byte by byte.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by several tests, which fail by panicking"
)]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Base64, Hash, SocietyId, Timestamp};
use serde_json::Value;

/// The charter of the societies of these tests: under it the founder names what is counted.
pub(crate) const CHARTER: &str = concat!(
    include_str!("../../../../charters/reading-circle.md"),
    "\n```toml\n[[power]]\nid = \"assets\"\nmay = \"treasury.create_asset\"\nwho = \"founder\"\n```\n"
);

/// Returns the present.
pub(crate) fn now() -> Timestamp {
    Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

/// Founds a society whose founder and signer are the actor and key of these names.
pub(crate) fn found(folder: &Path, founder: &str) -> SocietyId {
    let (founder, signer) = (Actor::named(founder), key_of("signer"));
    let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), now());
    let society = found_in(folder, &signed, CHARTER.as_bytes(), &signer).unwrap();
    std::fs::write(folder.join("signer.key"), Base64::encode(signer.as_bytes())).unwrap();
    society
}

/// Lets a society run on, half an hour at a time as a machine that never stops does.
pub(crate) fn run_on(folder: &Path, half_hours: u64) {
    let (running, hand) = open(folder);
    let (sender, batches) = channel();
    running.subscribe(Box::new(move |_| {
        let _ = sender.send(());
    }));
    for _ in 0..half_hours {
        let _before = hand.fetch_add(1_800, Ordering::Relaxed);
        batches.recv_timeout(Duration::from_secs(60)).unwrap();
    }
}

/// Lets a society run on in which a stranger comes by every hour, so that nobody waits for a heartbeat.
pub(crate) fn run_on_busily(folder: &Path, society: SocietyId, hours: u64) {
    let (running, hand) = open(folder);
    for _ in 0..hours {
        let time = Timestamp(hand.fetch_add(3_600, Ordering::Relaxed).saturating_add(3_600));
        let stranger = Actor::named(&format!("stranger at {time}"));
        let register = IdentityAction::Register { inception: stranger.inception.clone() };
        let envelope = stranger.envelope(register, society, time, 1);
        running.submit_and_wait(envelope.to_bytes()).unwrap();
    }
}

/// Opens a society of a folder with a clock that the caller turns.
fn open(folder: &Path) -> (Running, Arc<AtomicU64>) {
    let secret = std::fs::read_to_string(folder.join("signer.key")).unwrap();
    let secret: Base64 = secret.trim().parse().unwrap();
    let secret: [u8; 32] = secret.0.try_into().unwrap();
    let signers = SignerKeys::new(vec![secret.into()]);
    let hand = Arc::new(AtomicU64::new(now().0));
    let told = Arc::clone(&hand);
    let clock = Clock::from(move || Timestamp(told.load(Ordering::Relaxed)));
    let running = Running::open(Settings { clock, folder: folder.to_owned(), signers }).unwrap();
    // A society that ran on before is ahead of this machine's clock.
    let ahead = polity_machine::frame::clock::Clock::read(&running.state()).time;
    let _before = hand.fetch_max(ahead.0, Ordering::Relaxed);
    (running, hand)
}

/// The running program. Killed when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) child: Child,
    log: PathBuf,
    _logs: tempfile::TempDir,
}

/// What the program answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the answer as JSON; null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// Returns the code of the refusal, or nothing.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Server {
    /// Serves the society of a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_under(&mut Command::new(env!("CARGO_BIN_EXE_polity")), folder)
    }

    /// Serves with a command that runs the program.
    pub(crate) fn start_under(command: &mut Command, folder: &Path) -> Self {
        let logs = tempfile::tempdir().unwrap();
        let log = logs.path().join("stderr");
        let stderr = File::create(&log).unwrap();
        Self::start_with(command, folder, stderr, logs)
    }

    /// Serves with a command that runs the program, whose talk goes to `stderr`.
    pub(crate) fn start_with(
        command: &mut Command,
        folder: &Path,
        stderr: File,
        logs: tempfile::TempDir,
    ) -> Self {
        let log = logs.path().join("stderr");
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--proxy", "127.0.0.1", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        let port = port.unwrap_or_else(|| panic!("the program does not start: {line:?} {said}"));
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), child, log, _logs: logs }
    }

    /// Returns what the program said on its error output.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends bytes as they are and returns the answer.
    pub(crate) fn raw(&self, request: &[u8]) -> Answer {
        exchange(TcpStream::connect(self.address).unwrap(), request)
    }

    /// Sends bytes from another address of this machine.
    pub(crate) fn raw_from(&self, from: IpAddr, request: &[u8]) -> Answer {
        exchange(connect_from(from, self.address), request)
    }

    /// Begins a request from another address of this machine, and keeps the connection.
    pub(crate) fn hold_from(&self, from: IpAddr, begun: &[u8]) -> TcpStream {
        let mut stream = connect_from(from, self.address);
        stream.write_all(begun).unwrap();
        stream
    }

    /// Asks for a path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())
    }

    /// Sends a body to a path.
    pub(crate) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        self.raw(&post(path, kind, body))
    }

    /// Submits an operation from an address of this machine.
    pub(crate) fn submit_from(&self, from: IpAddr, society: SocietyId, envelope: &[u8]) -> Answer {
        let path = format!("/s/{society}/api/v1/operations");
        self.raw_from(from, &post(&path, "application/json", envelope))
    }

    /// Submits an operation for somebody new.
    pub(crate) fn submit(&self, society: SocietyId, envelope: &[u8]) -> Answer {
        self.raw(&submission(society, envelope))
    }

    /// Returns how many entries the log has.
    pub(crate) fn entries(&self) -> u64 {
        let metrics = self.get("/metrics").body;
        let line = metrics.lines().find(|line| line.starts_with("polity_log_entries")).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the bytes of a request that submits an operation for somebody new, as a proxy sends it:
/// what is tested is not how much one address may write.
pub(crate) fn submission(society: SocietyId, envelope: &[u8]) -> Vec<u8> {
    submission_to(&format!("/s/{society}/api/v1/operations"), envelope)
}

/// As [`submission`], answered once lists show what it did.
pub(crate) fn shown_submission(society: SocietyId, envelope: &[u8]) -> Vec<u8> {
    submission_to(&format!("/s/{society}/api/v1/operations?wait=view"), envelope)
}

fn submission_to(path: &str, envelope: &[u8]) -> Vec<u8> {
    static SOMEBODY: AtomicU32 = AtomicU32::new(0x0a00_0000);
    let somebody = Ipv4Addr::from_bits(SOMEBODY.fetch_add(1, Ordering::Relaxed));
    let kind = format!("application/json\r\nX-Forwarded-For: {somebody}");
    post(path, &kind, envelope)
}

/// Returns the bytes of a request with a body.
pub(crate) fn post(path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn connect_from(from: IpAddr, to: SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(from, 0)).unwrap();
        socket.connect(to).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream
}

/// Sends bytes as they are and returns the answer; status 0 if there is none.
pub(crate) fn exchange(mut stream: TcpStream, request: &[u8]) -> Answer {
    // A server that has refused already may close before the last byte is sent.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if is_chunked { unchunked(body) } else { body.to_owned() };
    Answer { status, head: head.to_owned(), body }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or_default();
        let Some(chunk) = rest.get(..size).filter(|chunk| !chunk.is_empty()) else { break };
        whole.push_str(chunk);
        body = rest.get(size..).unwrap_or_default().trim_start_matches("\r\n");
    }
    whole
}

/// Runs a command in a folder, and returns its answer, or what it said.
pub(crate) fn polity(folder: &Path, arguments: &[&str]) -> Result<Value, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    command.current_dir(folder).arg("--json").args(arguments).env("POLITY_KEYS", "keys");
    let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
    let (said, data) = (output.stderr, String::from_utf8(output.stdout).unwrap());
    if output.status.success() {
        return Ok(serde_json::from_str(&data).unwrap_or(Value::Null));
    }
    Err(String::from_utf8(said).unwrap() + &data)
}
