//! Two who book the same file in the same instant: both looked, and saw nothing. One key books it once; of two people the
//! second is told, with the command that takes it back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "common/well.rs"]
mod well;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use serde_json::Value;

use crate::well::{World, counts};

const BY_MEMBERS: &str = r#"
[[power]]
id  = "accounts"
may = "treasury.open_account"
who = "founder"

[[power]]
id  = "income"
may = "treasury.receive"
who = "member"

[[power]]
id    = "paying"
may   = "treasury.pay"
who   = "member"
up_to = "1000 USD per 30 days"
"#;

const BY_TREASURER: &str = r#"
[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"

[[power]]
id    = "paying"
may   = "treasury.pay"
who   = "founder"
up_to = "1000 USD per 30 days"

[[power]]
id  = "own-money"
may = "treasury.transfer"
who = "member"
"#;

const WITH_GRACE: &str = r#"
[[power]]
id    = "income"
may   = "treasury.receive"
who   = "member"
grace = "1 day"
"#;

/// Stands before a server, and holds back the first operations until there are so many.
fn gate(server: SocketAddr, operations: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (come, all) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(operations)));
    let pass_on = |mut from: TcpStream, mut to: TcpStream, before: &dyn Fn(&[u8])| {
        let mut part = vec![0; 65_536];
        while let Ok(count @ 1..) = from.read(&mut part) {
            before(&part[..count]);
            if to.write_all(&part[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Write);
    };
    drop(std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(server).unwrap());
            let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
            drop(std::thread::spawn(move || pass_on(back.0, back.1, &|_| {})));
            let (come, all) = (Arc::clone(&come), Arc::clone(&all));
            let hold = move |part: &[u8]| {
                let head = String::from_utf8_lossy(part);
                let head = head.lines().next().unwrap_or_default();
                let is_held = head.starts_with("POST ") && head.contains("/operations");
                if is_held && come.fetch_add(1, Ordering::Relaxed) < operations {
                    let _ = all.wait();
                }
            };
            drop(std::thread::spawn(move || pass_on(client, server, &hold)));
        }
    }));
    address
}

/// A society that is served, and a gate before it at which two processes meet.
struct Served {
    server: common::Server,
    url: String,
    world: World,
}

impl Served {
    fn new(world: World) -> Self {
        let server = common::Server::start(Path::new(&world.path("society")));
        let url = format!("http://{}", gate(server.address, 2));
        Self { server, url, world }
    }

    fn book(&self, key: &str, fund: &str) -> Child {
        let bank = self.world.path("bank.csv");
        let mut command = self.world.command(env!("CARGO_BIN_EXE_polity"));
        command.args(["--json", "treasury", "match", &bank, "--account", "external-bank"]);
        command.args(["--asset", "USD", "--category-in", "income:dues", "--book", "-y"]);
        command.args(["--fund", fund]);
        command.args(["--url", &self.url, "--key", key]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Has two process book the same file in the same instant; returns what each says.
    fn both(&self, keys: [&str; 2]) -> [Vec<String>; 2] {
        self.both_into(keys.map(|key| (key, "fund-common")))
    }

    /// As [`Self::both`], each into a fund of their own.
    fn both_into(&self, who: [(&str, &str); 2]) -> [Vec<String>; 2] {
        who.map(|(key, fund)| self.book(key, fund)).map(|child| {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
            serde_json::from_slice(&output.stdout).unwrap()
        })
    }

    fn read(&self, arguments: &[&str]) -> Value {
        let url = format!("http://{}", self.server.address);
        self.world.done(&[arguments, &["--url", &url]].concat())
    }

    fn report(&self) -> Value {
        let bank = self.world.path("bank.csv");
        let of = ["--account", "external-bank", "--asset", "USD"];
        self.read(&[&["treasury", "match", &bank], &of[..]].concat())
    }

    fn held(&self) -> Value {
        self.read(&["treasury", "statement", "fund-common", "USD"])["closing"].clone()
    }

    /// Runs a command as it was printed.
    fn run(&self, key: &str, command: &str) {
        let (command, said) = command.split_once(" --memo ").unwrap_or((command, ""));
        let mut words: Vec<&str> = command.split(' ').skip(1).collect();
        if !said.is_empty() {
            words.extend(["--memo", said.trim_matches('"')]);
        }
        let _ = self.read(&[&words[..], &["--key", key, "-y"]].concat());
    }
}

/// Returns the commands by which somebody is told to take something back.
fn told_back(told: &[String]) -> Vec<String> {
    let twice = told.iter().filter(|line| line.starts_with("booked twice: "));
    twice.map(|line| line.lines().nth(1).unwrap().trim().to_owned()).collect()
}

#[test]
fn one_key_in_two_windows_books_a_line_once() {
    let world = World::new(BY_MEMBERS);
    let _ = world.file("bank.csv", "date,amount\n2026-11-20,78.00\n2026-11-20,5.00\n");
    let served = Served::new(world);
    let said = served.both(["founder", "founder"]).concat();
    let elsewhere = said.iter().filter(|line| line.contains("it was booked meanwhile"));
    assert!(elsewhere.count() >= 1, "{said:?}");
    assert!(told_back(&said).is_empty(), "{said:?}");
    assert_eq!(served.held(), "8300");
    assert_eq!(counts(&served.report()), [2, 0, 0, 0]);
}

#[test]
fn what_two_people_book_in_one_instant_is_told_and_taken_back() {
    let world = World::new(BY_MEMBERS);
    let _ = world.befriend("ana");
    let _ = world.file("bank.csv", "date,amount\n2026-11-20,78.00\n");
    let served = Served::new(world);
    let said = served.both(["founder", "ana"]).concat();
    assert_eq!(served.held(), "15600", "the log knows nothing of a bank's lines");
    // Whoever was second is told for sure; the first may have looked before.
    let commands = told_back(&said);
    assert!(!commands.is_empty(), "{said:?}");
    let report = served.report();
    assert_eq!(counts(&report), [1, 0, 0, 0], "{report}");
    let twice = report["booked_twice"].as_array().unwrap();
    assert_eq!(twice.len(), 1, "{report}");
    assert_eq!(twice[0]["amount"], "78.00");
    let command = twice[0]["take_back"].as_str().unwrap();
    assert!(commands.iter().all(|told| told == command), "{said:?} {report}");
    served.run("founder", command);
    assert_eq!(served.held(), "7800");
    let report = served.report();
    assert_eq!((counts(&report), report.get("booked_twice")), ([1, 0, 0, 0], None), "{report}");
    // In the sums by category it came once.
    let statement = served.read(&["treasury", "statement", "fund-common", "USD"]);
    assert_eq!(statement["categories"].as_array().unwrap().len(), 1, "{statement}");
    // If both take it back, the line is missing, and is booked anew.
    served.run("ana", command);
    assert_eq!(counts(&served.report()), [0, 0, 1, 0]);
    let booked = served.book("ana", "fund-common").wait_with_output().unwrap();
    assert!(booked.status.success(), "{booked:?}");
    assert_eq!((served.held(), counts(&served.report())), ("7800".into(), [1, 0, 0, 0]));
}

/// What a member moves of their own to the bank undoes no booking and claims no line, whatever its text says: only who may
/// book does.
#[test]
fn a_members_own_words_undo_no_booking() {
    let world = World::new(BY_TREASURER);
    let _ = world.befriend("ana");
    let person = world.person("ana");
    let bank = world.file("bank.csv", "date,amount\n2026-11-20,250.00\n2026-11-20,250.00\n");
    let of = ["treasury", "match", &bank, "--account", "external-bank", "--asset", "USD"];
    world.sign(&[&of[..], &["--book"]].concat());
    assert_eq!(world.held(), "50000");
    world.sign(&["treasury", "pay", "fund-common", &person, "500.00", "USD"]);
    let said =
        ["Takes back what was booked twice of 2026-11-20.", "At the place outside on 2026-11-20."];
    for said in said {
        let of = ["treasury", "transfer", "external-bank", "250.00", "USD", "--memo", said];
        world.sign_as("ana", &of);
    }
    let report = world.read(&of);
    assert_eq!(counts(&report), [2, 0, 0, 2], "{report}");
    assert!(report.get("to_book").is_none(), "{report}");
    // A line on which the bank paid something else is claimed by neither.
    let bank = world.file("next.csv", "date,amount\n2026-11-20,-250.00\n");
    let of = ["treasury", "match", &bank, "--account", "external-bank", "--asset", "USD"];
    let report = world.read(&[&of[..], &["--within", "0"]].concat());
    let is_sure =
        report["matched"].as_array().unwrap().iter().any(|pair| pair["by_reference"] == true);
    assert!(!is_sure, "{report}");
}

/// What is taken back goes out of the fund into which it was booked, whichever one looks with.
#[test]
fn what_was_booked_twice_is_taken_back_from_where_it_went() {
    let world = World::new(BY_MEMBERS);
    world.sign(&["treasury", "open", "fund-roof"]);
    let _ = world.befriend("ana");
    let _ = world.file("bank.csv", "date,amount\n2026-11-20,78.00\n");
    let served = Served::new(world);
    let _ = served.both_into([("founder", "fund-common"), ("ana", "fund-roof")]);
    let held = |fund: &str| served.read(&["treasury", "statement", fund, "USD"])["closing"].clone();
    assert_eq!((held("fund-common"), held("fund-roof")), ("7800".into(), "7800".into()));
    let second = served.read(&["treasury", "postings", "--account", "external-bank"])[0].clone();
    let fund = second["debit"].as_str().unwrap();
    let of = ["--account", "external-bank", "--asset", "USD", "--fund", "fund-elsewhere"];
    let bank = served.world.path("bank.csv");
    let seen = [&["treasury", "match", &bank], &of[..]].concat();
    let command = served.read(&seen)["booked_twice"][0]["take_back"].as_str().unwrap().to_owned();
    assert!(command.starts_with(&format!("polity treasury pay {fund} external-bank 78.00 USD")));
    served.run("ana", &command);
    assert_eq!(held(fund), "0");
    assert_eq!(counts(&served.report()), [1, 0, 0, 0]);
}

#[test]
fn what_two_people_announce_in_one_instant_is_told_and_taken_back() {
    let world = World::new(WITH_GRACE);
    let _ = world.befriend("ana");
    let _ = world.file("bank.csv", "date,amount\n2026-11-20,78.00\n");
    let served = Served::new(world);
    let said = served.both(["founder", "ana"]).concat();
    assert_eq!(told_back(&said).first().map(String::as_str), Some("polity act take-back 2"));
    let report = served.report();
    assert_eq!(counts(&report), [1, 1, 0, 0], "{report}");
    let acts = served.read(&["act", "list"]);
    let second = acts.as_array().unwrap().iter().find(|act| act["number"] == 2).unwrap();
    let is_ana = second["author"] == served.world.person("ana").as_str();
    served.run(if is_ana { "ana" } else { "founder" }, "polity act take-back 2");
    let report = served.report();
    assert_eq!((counts(&report), report.get("booked_twice")), ([1, 1, 0, 0], None), "{report}");
}
