//! A treasurer books a bank's file: what waits for its grace or for the members is known again, two who book the same
//! file at once book it once, where only members may a proposal is brought, and one refused line stops no other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/well.rs"]
mod well;

use std::path::Path;
use std::process::{Command, Stdio};

use crate::well::{World, counts};

const BY_FOUNDER: &str = r#"
[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"
"#;

const WITH_GRACE: &str = r#"
[[power]]
id    = "income"
may   = "treasury.receive"
who   = "founder"
grace = "1 day"
"#;

const BY_MEMBERS: &str = r#"
[[power]]
id  = "proposing"
may = "governance.propose"
who = "member"

[[decision]]
id         = "books"
electorate = "members"
method     = "lazy-consensus"
discussion = "none"
voting     = "4 hours"
grace      = "1 hour"

[[decision]]
id         = "vote"
electorate = "members"
method     = "yes-no"
quorum     = "10%"
threshold  = "more than half"
discussion = "1 day"
voting     = "4 days"
grace      = "1 day"

[[power]]
id  = "corrections"
may = "treasury.receive"
who = "decision: vote"

[[power]]
id  = "money-received"
may = "treasury.receive"
who = "decision: books"

[[power]]
id    = "fees"
may   = "treasury.pay"
who   = "decision: books"
up_to = "50 USD per 30 days"
"#;

const FEES: &str = r#"
[[power]]
id    = "fees"
may   = "treasury.pay"
who   = "founder"
up_to = "50 USD per 30 days"
"#;

/// Books what a file tells.
fn book(world: &World, file: &str) -> Vec<String> {
    let (is_done, told, said) = world.matched(file, &["--book"]);
    assert!(is_done, "{said}");
    told.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_line_whose_act_waits_for_its_grace_is_booked_once() {
    let world = World::new(WITH_GRACE);
    let _ = world
        .file("bank.csv", "date,amount\n2026-11-20,500.00\n2026-11-20,7.00\n2026-11-20,7.00\n");
    let told = book(&world, "bank.csv");
    assert_eq!(told.len(), 3);
    for (place, told) in told.iter().enumerate() {
        let waits = format!("line {0}: act {0} is announced and waits", place.saturating_add(1));
        assert!(told.starts_with(&waits) && told.contains("Entry"), "{told}");
    }
    for _ in 0..2 {
        assert_eq!(book(&world, "bank.csv"), Vec::<String>::new());
    }
    let acts = world.read(&["act", "list"]);
    assert_eq!(acts.as_array().unwrap().len(), 3, "{acts}");
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [3, 3, 0, 0], "{report}");
    assert_eq!(report["matched"][0]["waits"], "act");
    // What waits and is not in the file is in no books yet.
    let _ = world.file("part.csv", "date,amount\n2026-11-20,500.00\n");
    let (_, report, _) = world.matched("part.csv", &[]);
    assert_eq!(counts(&report), [1, 1, 0, 0], "{report}");
    let waits: Vec<_> = report["waits_there"].as_array().unwrap().iter().collect();
    assert_eq!(waits.len(), 2, "{report}");
    assert_eq!((&waits[0]["waits"], &waits[0]["number"]), (&"act".into(), &2.into()), "{report}");
    let (part, society) = (world.path("part.csv"), world.path("society"));
    let of = ["--account", "external-bank", "--asset", "USD", "--data", &society];
    let shown = world.ask(&[&["treasury", "match", &part, "--key", "founder"][..], &of].concat());
    let shown = String::from_utf8(shown.stdout).unwrap();
    let first =
        "0 are in the books and not in the file; 2 wait to be booked and are not in the file.";
    assert!(shown.contains(first), "{shown}");
    assert!(shown.contains("\nwaits, and not there: act 2: ") && shown.contains("7.00"), "{shown}");
    assert!(!shown.contains("movement"), "{shown}");
    assert_eq!(world.held(), "0");
    // An act that is taken back leaves its line to be booked again, under the same number.
    world.sign(&["act", "take-back", "3"]);
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [2, 2, 1, 0], "{report}");
    let command = report["to_book"][0].as_str().unwrap();
    assert!(
        command.ends_with("\"At the place outside on 2026-11-20, number 2 of its sum.\""),
        "{command}"
    );
    assert_eq!(book(&world, "bank.csv").len(), 1);
    world.run_on(26);
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [3, 0, 0, 0], "{report}");
    assert_eq!(world.held(), "51400");
    let _ = world.file("next.csv", "date,amount\n2026-11-20,1.00\n");
    assert!(book(&world, "next.csv")[0].starts_with("line 1: act 5 is announced"));
    assert_eq!(book(&world, "bank.csv"), Vec::<String>::new());
}

#[test]
fn where_only_members_may_book_a_proposal_is_brought() {
    let world = World::new(BY_MEMBERS);
    let income: Vec<String> = (1..=19).map(|sum| format!("2026-11-20,{sum}.00\n")).collect();
    let income = income.concat();
    let _ = world.file("bank.csv", &format!("date,amount\n2026-11-20,-3.00\n{income}"));
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [0, 0, 20, 0]);
    assert!(report.get("to_book").is_none(), "no command that would be refused: {report}");
    assert_eq!(report["to_decide"].as_array().unwrap().len(), 20);
    let (is_done, told, said) = world.matched("bank.csv", &["--book"]);
    assert!(is_done && told[0].as_str().unwrap().contains("proposal 1"), "{told} {said}");
    assert!(told[1].as_str().unwrap().contains("4 more lines are left"), "{told}");
    let object = "When its vote is open, silence is consent, and one objection stops it; to object: \
                  polity ballot cast 1 object --reason FILE";
    assert!(said.contains(object), "{said}");
    let (_, report, said) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [16, 16, 4, 0], "{said}");
    assert_eq!(report["matched"][0]["waits"], "proposal");
    assert!(book(&world, "bank.csv")[0].contains("proposal 2"));
    assert_eq!(book(&world, "bank.csv"), Vec::<String>::new());
    let proposals = world.read(&["proposal", "list"]);
    let by: Vec<&str> = proposals
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["procedure"].as_str().unwrap())
        .collect();
    assert_eq!(by, ["books", "books"], "by the quickest");
    let first = world.read(&["proposal", "show", "1"]);
    assert!(first["whole"].as_str().unwrap().contains("2026-11-20: 15.00 USD"), "{first}");
    world.run_on(7);
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [20, 0, 0, 0], "{report}");
    assert_eq!(world.held(), "18700", "1 to 19, less the fee of 3");
    // One may say by which decision.
    let _ = world.file("next.csv", "date,amount\n2026-11-21,5.00\n");
    let (is_done, told, said) = world.matched("next.csv", &["--book", "--by", "vote"]);
    assert!(is_done && told[0].as_str().unwrap().contains("proposal 3"), "{said}");
    assert_eq!(world.read(&["proposal", "list"])[0]["procedure"], "vote");
}

#[test]
fn a_line_that_is_refused_stops_none() {
    let world = World::new(&[BY_FOUNDER, FEES].concat());
    // A fee before the income from which it is paid, one that is over the limit, and income after them.
    let table =
        "date,amount\n2026-11-20,-19.99\n2026-11-20,-60.00\n2026-11-20,100.00\n2026-11-21,5.00\n";
    let _ = world.file("bank.csv", table);
    let (is_done, told, said) = world.matched("bank.csv", &["--book"]);
    assert!(!is_done && said.contains("charter.over_limit"), "{said}");
    assert_eq!(told.as_array().unwrap().len(), 4, "{told}");
    assert!(told[3].as_str().unwrap().starts_with("line 2: not booked: "), "{told}");
    assert!(told[0].as_str().unwrap().starts_with("line 3: Entry "), "it is in the books: {told}");
    assert_eq!(world.held(), "8501");
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(counts(&report), [3, 0, 1, 0], "{report}");
}

#[test]
fn what_a_file_tells_twice_is_told_and_left_to_whoever_books() {
    let world = World::new(BY_FOUNDER);
    let movement = |id: &str, amount: &str, name: &str| {
        format!(
            "<STMTTRN>\n<DTPOSTED>20261120\n<TRNAMT>{amount}\n<FITID>{id}\n<NAME>{name}\n</STMTTRN>\n"
        )
    };
    let moved = [movement("a", "30.00", "Ana"), movement("a", "30.00", "Ben")].concat();
    let file = |moved: &str| format!("OFXHEADER:100\n\n<OFX>\n{moved}</OFX>\n");
    let _ = world.file("bank.ofx", &file(&moved));
    let (_, report, _) = world.matched("bank.ofx", &[]);
    assert_eq!(counts(&report), [0, 0, 1, 0], "{report}");
    assert_eq!(report["told_twice"][0]["text"], "Ben a (as line 1)");
    assert_eq!(book(&world, "bank.ofx").len(), 1);
    assert_eq!(book(&world, "bank.ofx").len(), 0);
    assert_eq!(world.held(), "3000");
    let (is_done, _, said) = world.matched("bank.ofx", &["--book", "--told-twice"]);
    assert!(is_done, "{said}");
    assert_eq!(world.held(), "6000");
    let (_, report, _) = world.matched("bank.ofx", &[]);
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report}");
    // A bank that gives all of them one identifier gives none.
    let zeros =
        [movement("0", "8.00", "Ana"), movement("0", "8.00", "Ben"), movement("0", "9.00", "Ben")];
    let _ = world.file("zeros.ofx", &file(&zeros.concat()));
    assert_eq!(book(&world, "zeros.ofx").len(), 3);
    assert_eq!(world.held(), "8500");
}

/// Runs a command where it can ask; while it asks, a second one is run; then says yes.
const ASKED: &str = r#"
import os, pty, subprocess, sys
cut = sys.argv.index("--then")
first, second = sys.argv[1:cut], sys.argv[cut + 1:]
child, hand = pty.fork()
if child == 0:
    os.execv(first[0], first)
said = b""
while b"Type yes" not in said:
    said += os.read(hand, 65536)
subprocess.run(second, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.write(hand, b"yes\n")
try:
    while True:
        more = os.read(hand, 65536)
        if not more:
            break
        said += more
except OSError:
    pass
os.waitpid(child, 0)
sys.stdout.write(said.decode())
"#;

#[test]
fn what_somebody_else_books_while_one_is_asked_is_not_booked_again() {
    let has = Command::new("python3").args(["-c", "import pty"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("skipped: what somebody else books meanwhile: no Python");
        return;
    }
    let world = World::new(BY_FOUNDER);
    let bank = world.file("bank.csv", "date,amount\n2026-11-20,78.00\n");
    let society = world.path("society");
    let server = common::Server::start(Path::new(&society));
    let url = format!("http://{}", server.address);
    let program = env!("CARGO_BIN_EXE_polity");
    let act = [
        program,
        "treasury",
        "match",
        &bank,
        "--account",
        "external-bank",
        "--asset",
        "USD",
        "--book",
        "--url",
        &url,
        "--key",
        "founder",
    ];
    let mut asked = world.command("python3");
    asked.args(["-c", ASKED]).args(act).arg("--then").args(act).arg("-y").stdin(Stdio::null());
    let output = asked.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("it was booked meanwhile, by somebody else or"), "{said}");
    let shown = world.done(&["treasury", "statement", "fund-common", "USD", "--url", &url]);
    assert_eq!(shown["closing"], "7800");
}
