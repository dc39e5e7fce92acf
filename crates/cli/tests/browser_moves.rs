//! A real browser takes its passkey along when the society moves to another address: it asks the old one, over
//! TLS, which others may use what was made there (WebAuthn, related origins).

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use browser::Browser;
use polity_machine::Action;
use polity_machine::modules::charter::{CharterAction, RelyingParty};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::membership::MembershipAction;
use polity_types::PersonId;
use serde_json::{Value, json};
use served::Turned;

/// What stands in front of the server with a certificate for both addresses.
const PROXY: &str = r#"
import http.client, http.server, ssl, sys
port, pem = int(sys.argv[1]), sys.argv[2]
class Relay(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def relay(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else None
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "accept-encoding")}
        server.request(self.command, self.path, body, kept)
        answer = server.getresponse()
        data = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    do_GET = do_POST = relay
    def log_message(self, *ignored):
        pass
class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    def handle_error(self, *ignored):
        pass
server = Server(("127.0.0.1", 0), Relay)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(pem)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
"#;

/// A program that ends with the test.
struct Beside(Child);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes a certificate for both addresses; returns the hash of its key, by which the browser knows it.
fn certificate(folder: &Path) -> Option<String> {
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                  -subj /CN=old.example -addext subjectAltName=DNS:old.example,DNS:new.example \
                  -keyout key.pem -out cert.pem 2>/dev/null && cat key.pem cert.pem > both.pem && \
                  openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform der | \
                  openssl dgst -sha256 -binary | openssl base64";
    let made = Command::new("sh").args(["-c", script]).current_dir(folder).output().ok()?;
    let hash = String::from_utf8(made.stdout).ok()?.trim().to_owned();
    (made.status.success() && hash.len() == 44).then_some(hash)
}

/// Serves an address with TLS in front of a server. Returns the port.
fn with_tls(port: u16, folder: &Path) -> Option<(Beside, u16)> {
    let mut proxy = Command::new("python3")
        .args(["-c", PROXY, &port.to_string()])
        .arg(folder.join("both.pem"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    let _ = BufReader::new(proxy.stdout.take()?).read_line(&mut line);
    Some((Beside(proxy), line.trim().parse().ok()?))
}

fn sign(browser: &mut Browser) {
    browser.until("document.querySelector('dialog[open]')");
    browser.press("dialog .actions button:not(.quiet)");
    browser.until("!document.querySelector('dialog')");
}

/// Has the founder bring acts, and the members agree, until they took effect.
fn decide(turned: &Turned, proposal: u64, actions: Vec<Action>) {
    let founder = &turned.founder;
    let text = founder.text(&format!("Where passkeys work, {proposal}."));
    founder.propose_acts(turned.time(), actions, text);
    let ballot = Ballot::Open { choice: Choice::Yes };
    let yes = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
    founder.act(turned.time(), yes);
    turned.pass(50);
}

#[test]
fn a_passkey_votes_at_the_address_to_which_the_society_moved() {
    let skip = |why: &str| {
        let said = "skipped: a_passkey_votes_at_the_address_to_which_the_society_moved";
        writeln!(std::io::stdout(), "{said}: {why}").unwrap();
    };
    let folder = tempfile::tempdir().unwrap();
    let Some(known) = certificate(folder.path()) else { return skip("no openssl") };
    let turned = Turned::begin();
    let founder = &turned.founder;
    let Some((_proxy, port)) = with_tls(founder.address.port(), folder.path()) else {
        return skip("no python3");
    };
    let rules =
        format!("MAP old.example:443 127.0.0.1:{port}, MAP new.example:443 127.0.0.1:{port}");
    let flags = [
        format!("--host-resolver-rules={rules}"),
        format!("--ignore-certificate-errors-spki-list={known}"),
    ];
    let Some(mut browser) = Browser::start_with(&flags) else { return skip("no Chromium") };
    let party = |id: &str, origins: &[&str]| RelyingParty {
        id: id.to_owned(),
        origins: origins.iter().map(|one| (*one).to_owned()).collect(),
    };
    let list = |parties| vec![CharterAction::SetRelyingParties { relying_parties: parties }.into()];
    decide(&turned, 1, list(vec![party("old.example", &["https://old.example"])]));
    let at =
        |host: &str, page: &str| format!("https://{host}.example/s/{}/{page}", founder.society);

    // Somebody joins with a passkey at the old address.
    browser.authenticator();
    browser.go(&at("old", "me"));
    browser.press("#no-paper");
    browser.fill("#without-words", "I can lose this for good");
    browser.press("#make-passkey");
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let member: PersonId = browser.text("#person").parse().unwrap();
    browser.press("#apply button");
    sign(&mut browser);
    browser.until("document.getElementById('said').innerText.includes('You have applied')");
    founder.act(turned.time(), MembershipAction::Admit { applicant: member });
    browser.go(&at("old", "me"));
    browser.press("#swear");
    sign(&mut browser);
    browser.until("document.getElementById('said').innerText.includes('You are a member')");

    // The new address knows nobody yet, and no passkey works there.
    browser.go(&at("new", "keys"));
    browser.fill("#again-person", &member.to_string());
    browser.press("#again button");
    browser.until("document.getElementById('trouble').innerText.includes('No passkey')");

    // The members move, as the program plans it.
    let file = folder.path().join("actions.json");
    let url = format!("http://{}", founder.address);
    let planned = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["move", "https://new.example", "--to"])
        .arg(&file)
        .args(["--url", &url, "--society", &founder.society.to_string()])
        .output()
        .unwrap();
    assert!(planned.status.success(), "{}", String::from_utf8_lossy(&planned.stderr));
    let planned: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let parties = &planned[0]["with"]["relying_parties"];
    assert_eq!(
        *parties,
        json!([
            { "id": "new.example", "origins": ["https://new.example"] },
            { "id": "old.example", "origins": ["https://new.example", "https://old.example"] },
        ])
    );
    let actions = list(serde_json::from_value(parties.clone()).unwrap());
    decide(&turned, 2, actions);

    // The passkey of the old address is found at the new one, and votes there.
    founder.propose(turned.time(), "amendment", "Count the books.", &[]);
    browser.go(&at("new", "keys"));
    browser.fill("#again-person", &member.to_string());
    browser.press("#again button");
    browser.until("document.getElementById('said').innerText.includes('acts as you now')");
    browser.go(&at("new", "decisions/3"));
    browser.press("#ballot button[value=yes]");
    sign(&mut browser);
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
}
