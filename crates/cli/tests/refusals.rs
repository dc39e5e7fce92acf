//! The real program is sent what it must not take: every case is refused with its own code, a
//! sentence and a next step, leaves no trace in the log, and costs nobody else anything.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;

use common::{Server, found, now, post};
use ed25519_zebra::SigningKey;
use polity_machine::Action;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, key_of, public, sign};
use polity_types::operation::{Envelope, Operation, Proof};
use polity_types::person::{Inception, KeyGrant, SignedInception};
use polity_types::signature::Signature;
use polity_types::{
    Amount, Base64, Hash, PublicKey, Scope, Seconds, SocietyId, Timestamp, Validity, canonical,
};

/// A case: what it is, what is sent, the answer's status and code.
struct Case {
    name: String,
    request: Vec<u8>,
    status: u16,
    code: &'static str,
}

struct World {
    founder: Actor,
    society: SocietyId,
    server: Server,
    cases: Vec<Case>,
    _folder: tempfile::TempDir,
}

/// Returns a person with keys of these names, scopes and ends.
fn person_of(keys: &[(&str, &[Scope], Option<Timestamp>)]) -> Actor {
    let mut keys: Vec<(SigningKey, KeyGrant)> = keys
        .iter()
        .map(|(name, scopes, expires)| {
            let key = key_of(name);
            let public = public(&key);
            (key, KeyGrant { expires: *expires, key: public, scopes: scopes.to_vec() })
        })
        .collect();
    let first = keys[0].0;
    keys.sort_by_key(|(_, grant)| grant.key.to_string());
    let salt = Base64(vec![1; 16]);
    let grants = keys.iter().map(|(_, grant)| grant.clone()).collect();
    let inception = Inception { keys: grants, recovery: None, salt };
    let message = inception.signed_bytes();
    let signatures = keys.iter().map(|(key, _)| sign(key, &message)).collect();
    let person = inception.person();
    Actor { inception: SignedInception { inception, signatures }, key: first, person }
}

/// Returns the text of an operation as an envelope that its author signed as it stands.
fn signed_as_it_stands(key: &SigningKey, operation: &str) -> Vec<u8> {
    let message = [b"polity/operation/v1\n", operation.as_bytes()].concat();
    let proof = canonical::to_bytes(&Proof::Signature(sign(key, &message)));
    let proof = String::from_utf8(proof).unwrap();
    format!("{{\"operation\":{operation},\"proof\":{proof}}}").into_bytes()
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let society = found(folder.path(), "founder");
        let server = Server::start(folder.path());
        let founder = Actor::named("founder");
        let asset = "EUR".parse().unwrap();
        let create = TreasuryAction::CreateAsset { asset, decimals: 2 };
        let envelope = founder.envelope(create, society, now().before(Seconds(5)), 1).to_bytes();
        let answer = server.submit(society, &envelope);
        assert_eq!(answer.status, 200, "{}", answer.body);
        Self { founder, society, server, cases: Vec::new(), _folder: folder }
    }

    fn api(&self, path: &str) -> String {
        format!("/s/{}/api/v1/{path}", self.society)
    }

    /// Returns a transfer of the founder, good but that it goes nowhere.
    fn transfer(&self) -> Operation<Action> {
        let transfer = TreasuryAction::Transfer {
            amount: Amount::from(5),
            asset: "EUR".parse().unwrap(),
            category: None,
            memo: None,
            to: AccountId::Person(self.founder.person),
        };
        let from = now().before(Seconds(5));
        self.founder.envelope(transfer, self.society, from, 7).operation
    }

    fn text(&self) -> String {
        String::from_utf8(canonical::to_bytes(&self.transfer())).unwrap()
    }

    fn request(&mut self, name: &str, request: Vec<u8>, status: u16, code: &'static str) {
        self.cases.push(Case { name: name.into(), request, status, code });
    }

    fn envelope(&mut self, name: &str, envelope: &[u8], status: u16, code: &'static str) {
        let request = post(&self.api("operations"), "application/json", envelope);
        self.request(name, request, status, code);
    }

    /// Adds the transfer with `from` replaced in its text, signed as it then stands.
    fn changed(&mut self, name: &str, (from, to): (&str, &str), code: &'static str) {
        let text = self.text();
        assert!(text.contains(from), "{name}: {text} has no {from}");
        let envelope = signed_as_it_stands(&self.founder.key, &text.replacen(from, to, 1));
        self.envelope(name, &envelope, 422, code);
    }

    /// Adds the transfer with something else in it, encoded and signed as it should be.
    fn other(
        &mut self,
        name: &str,
        code: &'static str,
        change: impl FnOnce(&mut Operation<Action>),
    ) {
        let mut operation = self.transfer();
        change(&mut operation);
        let text = String::from_utf8(canonical::to_bytes(&operation)).unwrap();
        let envelope = signed_as_it_stands(&self.founder.key, &text);
        self.envelope(name, &envelope, 422, code);
    }

    /// Sends every case and checks the answer; returns the codes that were met.
    fn check(&mut self) -> BTreeSet<String> {
        let before = self.server.entries();
        let mut met = BTreeSet::new();
        let mut faults = Vec::new();
        for Case { name, request, status, code } in std::mem::take(&mut self.cases) {
            let answer = self.server.raw(&request);
            if answer.status != status || (!code.is_empty() && answer.code() != code) {
                let head = answer.head.lines().next().unwrap_or_default();
                faults.push(format!("{name}: {head} {} ; wanted {status} {code}", answer.body));
                continue;
            }
            if !code.is_empty() {
                let words = answer.json();
                let message = words["message"].as_str().unwrap();
                assert!(message.ends_with('.') && message.len() > 15, "{name}: {message}");
                assert!(words["next_step"].as_str().unwrap().ends_with('.'), "{name}: {words}");
                assert!(!words["rule"].as_str().unwrap().is_empty(), "{name}: {words}");
                let _ = met.insert(code.to_owned());
            }
            assert_eq!(self.server.get("/health").status, 200, "after {name}");
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(self.server.entries(), before, "a refusal left a trace in the log");
        let said = self.server.said();
        assert!(!said.contains("panicked"), "{said}");
        met
    }

    /// Checks that whoever does all right is served as before.
    fn still_serves(&self) {
        let newcomer = Actor::named("newcomer");
        let register = IdentityAction::Register { inception: newcomer.inception.clone() };
        let from = now().before(Seconds(5));
        let envelope = newcomer.envelope(register, self.society, from, 1).to_bytes();
        let answer = self.server.submit(self.society, &envelope);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

#[test]
fn operations_that_do_not_fit_are_refused_each_by_its_code() {
    let mut world = World::new();
    forms(&mut world);
    numbers_and_texts(&mut world);
    limits(&mut world);
    windows(&mut world);
    keys(&mut world);
    let met = world.check();
    assert!(met.len() >= 25, "{met:?}");
    world.still_serves();
}

fn forms(world: &mut World) {
    let text = world.text();
    let author = format!("\"author\":\"{}\",", world.founder.person);
    for (name, (from, to), code) in [
        ("a key twice", (author.as_str(), author.repeat(2).as_str()), "encoding.key"),
        ("a number missing", ("\"nonce\":7,", ""), "encoding.shape"),
        ("a space", ("\"nonce\":7", "\"nonce\": 7"), "encoding.syntax"),
        ("a newline", ("\"nonce\":7", "\n\"nonce\":7"), "encoding.syntax"),
        ("a comment", ("\"nonce\":7", "/**/\"nonce\":7"), "encoding.syntax"),
        ("a comma too many", ("\"nonce\":7,", "\"nonce\":7,,"), "encoding.syntax"),
        ("a key of upper case", ("\"nonce\"", "\"Nonce\""), "encoding.key"),
        ("an escaped key", ("\"nonce\"", "\"n\\u006fnce\""), "encoding.text"),
        ("an unknown field", ("\"nonce\":7", "\"nonce\":7,\"note\":1"), "encoding.unknown_field"),
        ("one in the action", ("\"to\":", "\"tip\":1,\"to\":"), "encoding.unknown_field"),
        ("a field missing", ("\"amount\":\"5\",", ""), "encoding.shape"),
        ("null for a field", ("\"nonce\":7", "\"nonce\":null"), "encoding.shape"),
        ("null where it stands", ("\"to\":", "\"memo\":null,\"to\":"), "encoding.form"),
        ("another type", ("\"nonce\":7", "\"nonce\":\"7\""), "encoding.shape"),
        ("an unknown action", ("treasury.transfer", "treasury.steal"), "encoding.unknown_name"),
        ("an unknown module", ("treasury.transfer", "magic.transfer"), "encoding.unknown_name"),
    ] {
        world.changed(name, (from, to), code);
    }
    let (head, tail) = text.split_once("\"nonce\":7,").unwrap();
    let swapped = format!("{head}{},\"nonce\":7}}", tail.strip_suffix('}').unwrap());
    let envelope = signed_as_it_stands(&world.founder.key, &swapped);
    world.envelope("keys in another order", &envelope, 422, "encoding.key");
    let good = String::from_utf8(signed_as_it_stands(&world.founder.key, &text)).unwrap();
    for (name, bytes, code) in [
        ("nothing", String::new(), "encoding.syntax"),
        ("no object", "7".into(), "encoding.shape"),
        ("null", "null".into(), "encoding.shape"),
        ("a list", "[]".into(), "encoding.shape"),
        ("an empty object", "{}".into(), "encoding.shape"),
        ("half of it", good[..good.len() / 2].to_owned(), "encoding.syntax"),
        ("two of it", good.repeat(2), "encoding.syntax"),
        ("a newline after it", format!("{good}\n"), "encoding.syntax"),
        ("a mark before it", format!("\u{feff}{good}"), "encoding.syntax"),
        (
            "another proof",
            good.replace("\"kind\":\"signature\"", "\"kind\":\"trust\""),
            "encoding.unknown_name",
        ),
    ] {
        world.envelope(name, bytes.as_bytes(), 422, code);
    }
}

fn numbers_and_texts(world: &mut World) {
    for number in [
        "1.0",
        "1e3",
        "1E3",
        "-0",
        "+1",
        "007",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999999999999999999999999",
        "1e999999999",
        "-",
        ".5",
    ] {
        let to = format!("\"nonce\":{number}");
        let code =
            if number.starts_with(['+', '.']) { "encoding.syntax" } else { "encoding.number" };
        world.changed(&format!("nonce {number}"), ("\"nonce\":7", &to), code);
    }
    world.changed("a nonce below zero", ("\"nonce\":7", "\"nonce\":-7"), "encoding.shape");
    world.changed("not a number", ("\"nonce\":7", "\"nonce\":NaN"), "encoding.syntax");
    let million_digits = "9".repeat(40_000);
    world.changed(
        "a long number",
        ("\"nonce\":7", &format!("\"nonce\":{million_digits}")),
        "encoding.number",
    );
    for amount in ["05", "5.0", "1e9", "", " 5", "+5", "five", "-0", &"9".repeat(60)] {
        let to = format!("\"amount\":\"{amount}\"");
        world.changed(&format!("amount {amount:?}"), ("\"amount\":\"5\"", &to), "encoding.shape");
    }
    for amount in ["0", "-5"] {
        let to = format!("\"amount\":\"{amount}\"");
        world.changed(
            &format!("amount {amount}"),
            ("\"amount\":\"5\"", &to),
            "treasury.not_positive",
        );
    }
    let to = format!("\"amount\":\"1{}\"", "0".repeat(30));
    world.changed(
        "all the money there could be",
        ("\"amount\":\"5\"", &to),
        "treasury.same_account",
    );
    for (name, asset) in [
        ("a zero byte", "\\u0000"),
        ("an escaped letter", "\\u0045UR"),
        ("a lone surrogate", "\\ud800"),
        ("a pair of surrogates", "\\ud83d\\ude00"),
        ("a tab", "\\t"),
        ("a raw tab", "\t"),
        ("a raw delete", "\u{7f}"),
        ("a C1 control", "\u{9b}"),
        ("an unknown escape", "\\x"),
    ] {
        world.changed(name, ("\"EUR\"", &format!("\"{asset}\"")), "encoding.text");
    }
    world.changed("no asset's name", ("\"EUR\"", "\"\u{202e}RUE\""), "encoding.shape");
    for (name, bytes) in [
        ("invalid UTF-8", &b"\xff\xfe"[..]),
        ("a surrogate's bytes", b"\xed\xa0\x80"),
        ("a long form", b"\xc0\xaf"),
    ] {
        let good = signed_as_it_stands(&world.founder.key, &world.text());
        let at = good.windows(3).position(|window| window == b"EUR").unwrap();
        let envelope = [&good[..at], bytes, &good[at + 3..]].concat();
        world.envelope(name, &envelope, 422, "encoding.text");
    }
}

fn limits(world: &mut World) {
    for (name, open, close) in [("lists", "[", "]"), ("objects", "{\"a\":", "}")] {
        let (deep, deeper) = (open.repeat(40), close.repeat(40));
        let to = format!("\"nonce\":{deep}1{deeper}");
        world.changed(&format!("{name} forty deep"), ("\"nonce\":7", &to), "encoding.too_deep");
        world.changed(
            &format!("{name} that never end"),
            ("\"nonce\":7", &open.repeat(8_000)),
            "encoding.syntax",
        );
        let (bomb, closed) = (open.repeat(7_000), close.repeat(7_000));
        world.changed(
            &format!("{name}, a bomb"),
            ("\"nonce\":7", &format!("\"nonce\":{bomb}1{closed}")),
            "encoding.too_deep",
        );
    }
    let large = world.text().replace("EUR", &"E".repeat(50_000));
    let envelope = signed_as_it_stands(&world.founder.key, &large);
    world.envelope("a large operation", &envelope, 413, "encoding.too_long");
    world.envelope("a large body", &vec![b' '; 90_000], 413, "http.body_too_large");
    let huge = post(&world.api("operations"), "application/json", b"");
    let huge = String::from_utf8(huge)
        .unwrap()
        .replace("Content-Length: 0", "Content-Length: 99999999999");
    world.request("a body that is announced", huge.into_bytes(), 413, "http.body_too_large");
    let head = post(&world.api("operations"), "application/json", b"");
    let head =
        String::from_utf8(head).unwrap().replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let chunked = format!("{head}1ffff\r\n{}\r\n0\r\n\r\n", "x".repeat(0x1_ffff));
    world.request("a large body in pieces", chunked.into_bytes(), 413, "http.body_too_large");
    let record = post(&world.api("records"), "text/plain", &vec![b'x'; 70_000]);
    world.request("a large record", record, 413, "node.record_too_large");
}

fn windows(world: &mut World) {
    let validity = |from: Timestamp, until: Timestamp| {
        move |op: &mut Operation<Action>| op.valid = Validity { from, until }
    };
    let now = now();
    world.other(
        "expired",
        "operation.expired",
        validity(now.before(Seconds(900)), now.before(Seconds(300))),
    );
    world.other(
        "not yet valid",
        "operation.too_early",
        validity(now.after(Seconds(600)), now.after(Seconds(900))),
    );
    world.other(
        "two days",
        "operation.validity_too_long",
        validity(now, now.after(Seconds::days(2))),
    );
    world.other("reversed", "operation.validity_reversed", validity(now, now.before(Seconds(9))));
    let far = Timestamp(canonical::INTEGER_MAX);
    world.other(
        "at the end of time",
        "operation.too_early",
        validity(far.before(Seconds(60)), far),
    );
    world.other("all of time", "operation.validity_too_long", validity(Timestamp(0), far));
    let elsewhere = SocietyId(Hash::of(b"elsewhere"));
    world.other("another society", "operation.other_society", |op| op.society = elsewhere);
    let person = world.founder.person.to_string();
    let society = world.society.to_string();
    world.changed("a society as author", (&person, &society), "encoding.shape");
    let upper = person.to_uppercase();
    world.changed("an author of upper case", (&person, &upper), "encoding.shape");
    // The same operation twice: the first is admitted here, before the log is measured.
    let leave = Actor::named("twice");
    let register = IdentityAction::Register { inception: leave.inception.clone() };
    let envelope = leave.envelope(register, world.society, now.before(Seconds(5)), 1).to_bytes();
    assert_eq!(world.server.submit(world.society, &envelope).status, 200);
    world.envelope("replayed", &envelope, 422, "operation.replayed");
}

fn keys(world: &mut World) {
    let good = world.transfer();
    let stranger = Actor::named("stranger");
    let mut by = |name: &str, key: &SigningKey, code: &'static str, author| {
        let operation = Operation { key: public(key), author, ..good.clone() };
        let envelope =
            Envelope { proof: Proof::Signature(sign(key, &operation.signed_bytes())), operation };
        world.envelope(name, &envelope.to_bytes(), 422, code);
    };
    by("an unknown author", &stranger.key, "identity.unknown", stranger.person);
    by("a key that is not theirs", &stranger.key, "identity.not_their_key", good.author);
    let wrong = Envelope {
        proof: Proof::Signature(sign(&stranger.key, b"something else")),
        operation: good.clone(),
    };
    world.envelope("wrongly signed", &wrong.to_bytes(), 422, "operation.signature_mismatch");
    let proof = Proof::Signature(Signature::plain(&[1; 63]));
    let short = Envelope { proof, operation: good.clone() };
    world.envelope("a short signature", &short.to_bytes(), 422, "operation.signature_malformed");
    let zero = PublicKey::Ed25519([0; 32]).to_string();
    let key = good.key.to_string();
    world.changed("a key of small order", (&key, &zero), "encoding.shape");
    world.changed("no key at all", (&key, ""), "encoding.shape");
    let (all, past) = (Scope::ALL, now().before(Seconds(60)));
    let person = person_of(&[
        ("root", &all, None),
        ("present", &[Scope::Present], None),
        ("old", &all, Some(past)),
    ]);
    let register = IdentityAction::Register { inception: person.inception.clone() };
    let envelope = person.envelope(register, world.society, now().before(Seconds(5)), 1);
    let answer = world.server.submit(world.society, &envelope.to_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut by = |name: &str, key: &str, code: &'static str| {
        let key = key_of(key);
        let operation = Operation { key: public(&key), author: person.person, ..good.clone() };
        let envelope =
            Envelope { proof: Proof::Signature(sign(&key, &operation.signed_bytes())), operation };
        world.envelope(name, &envelope.to_bytes(), 422, code);
    };
    by("a key without the scope", "present", "identity.out_of_scope");
    by("a key past its end", "old", "identity.key_expired");
    // Rights and powers are asked last.
    let amend = GovernanceAction::Withdraw { alternative: None, proposal: 99 };
    let from = now().before(Seconds(5));
    let envelope = world.founder.envelope(amend, world.society, from, 1);
    world.envelope("no such proposal", &envelope.to_bytes(), 422, "governance.no_proposal");
    let admit = MembershipAction::Admit { applicant: stranger.person };
    let envelope = person.envelope(admit, world.society, from, 2);
    world.envelope("no power", &envelope.to_bytes(), 422, "charter.no_power");
}

#[test]
fn requests_that_do_not_fit_are_refused_each_by_its_code() {
    let mut world = World::new();
    let operations = world.api("operations");
    let (preview, society) = (world.api("preview"), world.society);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let request = post(&operations, kind, b"{}");
        world.request(&format!("content of type {kind:?}"), request, 415, "http.content_type");
    }
    for method in ["GET", "PUT", "DELETE", "PATCH", "BREW"] {
        let request =
            format!("{method} {operations} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        world.request(method, request.into_bytes(), 405, "http.method");
    }
    for (path, code) in [
        ("api/v1/nothing", "http.not_found"),
        ("api/v1/entries/99999", "http.not_found"),
        ("api/v1/entries/-1", "http.not_found"),
        ("api/v1/entries/99999999999999999999999", "http.not_found"),
        ("api/v1/entries/..%2f..%2fsigner.key", "http.not_found"),
        ("api/v1/records/abc", "http.not_found"),
        ("api/v1/records/..%2f..%2fsigner.key", "http.not_found"),
        ("api/v1/records/%2e%2e%2fsigner.key", "http.not_found"),
        ("api/v1/records/%00", "http.not_found"),
        ("api/v1/records/%ff%fe", "http.bad_request"),
        ("api/v1/proof?entry=x", "http.bad_request"),
        ("api/v1/proof?entry=99999999999999999999", "http.bad_request"),
        ("api/v1/proof?entry=1&entry=2", "http.bad_request"),
        ("api/v1/proof?entry=4444", "http.not_found"),
        ("api/v1/proof?since=4444&entry=0", "proof.since_out_of_range"),
        ("api/v1/proof?since=0&entry=0", "proof.since_out_of_range"),
        ("api/v1/proof?keys=../../signer.key", "http.not_found"),
        ("api/v1/proof?keys=MEMBER%20", "http.not_found"),
        ("tile/entries/../../../signer.key", "http.not_found"),
        ("tile/..%2f..%2fsigner.key", "http.not_found"),
        ("tile/0/999", "http.not_found"),
        ("tile/0/000.p/0", "http.not_found"),
        ("tile/0/000.p/999", "http.not_found"),
        ("tile/64/000", "http.not_found"),
        ("tile/0/x999/x999/x999/x999/x999/x999/999", "http.not_found"),
    ] {
        let status = match code {
            "http.not_found" => 404,
            "http.bad_request" => 400,
            _ => 422,
        };
        let request =
            format!("GET /s/{society}/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        world.request(path, request.into_bytes(), status, code);
    }
    let many = vec!["member/x"; 2_000].join(",");
    let request = format!(
        "GET /s/{society}/api/v1/proof?keys={many} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    );
    world.request("too many claims", request.into_bytes(), 422, "proof.too_much");
    for path in [
        "/assets/../../signer.key",
        "/assets/..%2f..%2fsigner.key",
        "/assets/%2fetc%2fpasswd",
        "/assets/none.js",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        // What is no single name is no asset's address at all, and answered with a page.
        let code = if path.matches('/').count() == 2 { "http.not_found" } else { "" };
        world.request(path, request.into_bytes(), 404, code);
    }
    let other = format!("/s/{}/api/v1/operations", SocietyId(Hash::of(b"none")));
    world.request(
        "another society's address",
        post(&other, "application/json", b"{}"),
        404,
        "http.not_found",
    );
    previews(&mut world, &preview);
    // What the HTTP library refuses before any address is looked at is said in words all the same.
    let long = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(1_000_000));
    world.request("a huge header", long.into_bytes(), 431, "http.malformed");
    let many = "X: y\r\n".repeat(500);
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n");
    world.request("many headers", many.into_bytes(), 431, "http.malformed");
    let path = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(100_000));
    world.request("a huge address", path.into_bytes(), 431, "http.malformed");
    world.request(
        "no HTTP",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_vec(),
        400,
        "http.malformed",
    );
    let both = format!(
        "POST {operations} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
    );
    world.request("two lengths", both.into_bytes(), 400, "http.malformed");
    let met = world.check();
    assert!(met.len() >= 6, "{met:?}");
    world.still_serves();
}

/// Previews run the rules on what nobody signed, so its form counts as much.
fn previews(world: &mut World, preview: &str) {
    let author = world.founder.person;
    let wish = |action: &str| format!("{{\"action\":{action},\"author\":\"{author}\"}}");
    let propose = |procedure: &str| {
        let hash = Hash::of(b"none");
        wish(&format!(
            "{{\"name\":\"governance.propose\",\"with\":{{\"actions\":[],\"procedure\":\"{procedure}\",\"text\":\"{hash}\"}}}}"
        ))
    };
    for (name, body, code) in [
        ("a preview of nothing", String::new(), "encoding.syntax"),
        ("a preview with a space", format!(" {}", propose("amendment")), "encoding.syntax"),
        ("a preview with a tab", propose("\\t"), "encoding.text"),
        (
            "a preview that is deep",
            wish(&format!("{}{}", "[".repeat(100), "]".repeat(100))),
            "encoding.too_deep",
        ),
        (
            "a preview of a steal",
            wish("{\"name\":\"treasury.steal\",\"with\":{}}"),
            "encoding.unknown_name",
        ),
        (
            "a preview of an absurd number",
            wish("{\"name\":\"governance.withdraw\",\"with\":{\"proposal\":18446744073709551615}}"),
            "encoding.number",
        ),
        ("a preview under no procedure", propose("none"), "governance.no_procedure"),
        ("a preview of no action", propose("amendment"), "governance.action_count"),
    ] {
        world.request(name, post(preview, "application/json", body.as_bytes()), 422, code);
    }
}
