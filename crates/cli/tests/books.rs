//! Books that a bookkeeper takes: money comes in at a bank, is paid out under categories, the statement
//! adds up, Beancount and an OFX parser accept the exports, and a bank's own statement is held beside.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod common;
#[path = "common/well.rs"]
mod well;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::well::World;

/// What the founder does for the society.
const POWERS: &str = r#"
[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"

[[power]]
id  = "attesting"
may = "treasury.attest"
who = "founder"

[[power]]
id  = "accounts"
may = "treasury.open_account"
who = "founder"

[[power]]
id  = "closing"
may = "treasury.close_account"
who = "founder"

[[power]]
id    = "paying"
may   = "treasury.pay"
who   = "founder"
up_to = "100000 USD per 30 days"

[[power]]
id  = "own-money"
may = "treasury.transfer"
who = "member"
"#;

/// Runs a Python program over a file where its library is installed; `POLITY_PYTHON` names another
/// Python than `python3`.
fn python(test: &str, library: &str, program: &str, file: &str) -> Option<String> {
    let python = std::env::var("POLITY_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", &format!("import {library}")]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("skipped: {test}: no Python library {library}");
        return None;
    }
    let output = Command::new(&python).args(["-c", program]).arg(file).output().unwrap();
    let (out, errors) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{errors}");
    Some(out)
}

const BEAN_CHECK: &str = r#"
import sys
from beancount import loader
from beancount.core import realization
entries, errors, options = loader.load_file(sys.argv[1])
for error in errors:
    print(error)
if errors:
    sys.exit(1)
root = realization.realize(entries)
accounts = ["Assets:Outside:External-bank", "Equity:Funds:Fund-common", "Equity:Funds:Fund-roof"]
accounts += ["Expenses:Fees", "Expenses:Travel", "Income:Donations", "Income:Dues"]
for account in accounts:
    print(account, realization.get(root, account).balance.to_string(parens=False))
"#;

/// That Beancount finds nothing wrong.
const BEAN_SOUND: &str = r"
import sys
from beancount import loader
entries, errors, options = loader.load_file(sys.argv[1])
for error in errors:
    print(error)
sys.exit(1 if errors else 0)
";

const OFX: &str = r#"
import sys
from ofxtools.Parser import OFXTree
tree = OFXTree()
with open(sys.argv[1], "rb") as source:
    tree.parse(source)
statement = tree.convert().statements[0]
print(statement.curdef, statement.account.acctid, statement.ledgerbal.balamt)
print(sum(one.trnamt for one in statement.transactions), len(statement.transactions))
"#;

/// Returns what each account of a Beancount file comes to, in cents, and holds that each movement sums to nothing and
/// that every account was opened.
fn sums(ledger: &str) -> BTreeMap<String, i64> {
    let opened: BTreeSet<&str> =
        ledger.lines().filter_map(|line| line.split_once(" open ")).map(|(_, name)| name).collect();
    let mut sums = BTreeMap::new();
    for movement in ledger.split("\n\n").filter(|part| part.contains(" * ")) {
        let legs = movement.lines().filter(|line| line.starts_with("  ") && !line.contains(": "));
        let mut sum = 0;
        for leg in legs {
            let mut words = leg.split_whitespace();
            let (account, units) = (words.next().unwrap(), words.next().unwrap());
            let cents: i64 = units.replace('.', "").parse().unwrap();
            assert!(opened.contains(account), "{account}: {ledger}");
            *sums.entry(account.to_owned()).or_default() += cents;
            sum += cents;
        }
        assert_eq!(sum, 0, "{movement}");
    }
    sums
}

/// What a treasurer says a sum was for, as no file of the books likes it.
const SAID: &str = "=1+1, from \"the fair\" \\ über\u{202e}\u{1b}[2J\nand more";

/// TRE-8, TRE-9, TRE-13, TRE-15, from the command line.
#[test]
fn a_bookkeeper_takes_the_statement_and_the_exports() {
    let world = World::new(POWERS);
    let (terms, founder) = (world.path("terms.md"), world.person("founder"));
    world.sign(&["treasury", "open", "fund-roof"]);
    let receive = |amount: &str, category: &str, memo: &str| {
        world.sign(&[
            "treasury",
            "receive",
            "external-bank",
            "fund-common",
            amount,
            "USD",
            "--category",
            category,
            "--memo",
            memo,
        ]);
    };
    receive("1000.00", "income:donations", SAID);
    receive("250.50", "income:dues", "March");
    let pay = |to: &str, amount: &str, category: &str| {
        let from = "fund-common";
        world.sign(&["treasury", "pay", from, to, amount, "USD", "--category", category]);
    };
    pay("fund-roof", "600.00", "transfer:budget");
    pay("external-bank", "19.99", "expense:fees");
    pay(&founder, "30.01", "expense:travel");
    // What is paid back is so much less income.
    pay(&founder, "10.00", "refund:dues");
    world.sign(&[
        "treasury",
        "transfer",
        "fund-common",
        "10.00",
        "USD",
        "--category",
        "income:fair",
    ]);
    world.sign(&["treasury", "transfer", "external-bank", "30.01", "USD"]);
    world.sign(&["treasury", "attest", "external-bank", "1200.50", "USD", &terms]);

    let statement = world.read(&["treasury", "statement", "fund-common", "USD"]);
    let figures = ["opening", "came", "went", "closing"].map(|name| statement[name].clone());
    assert_eq!(figures, ["0", "126050", "66000", "60050"]);
    let categories: Vec<&str> = statement["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sum| sum["category"].as_str().unwrap())
        .collect();
    let all = [
        "expense:fees",
        "expense:travel",
        "income:donations",
        "income:dues",
        "income:fair",
        "refund:dues",
        "transfer:budget",
    ];
    assert_eq!(categories, all);
    let none =
        world.read(&["treasury", "statement", "fund-common", "USD", "--until", "2020-01-01"]);
    assert_eq!((&none["closing"], none["lines"].as_array().unwrap().len()), (&"0".into(), 0));

    let export = |format: &str, name: &str, more: &[&str]| {
        let path = world.path(name);
        let arguments = ["treasury", "export", "--format", format, "--out", &path];
        let _ = world.read(&[&arguments[..], more].concat());
        std::fs::read_to_string(&path).unwrap()
    };
    let table = export("csv", "books.csv", &[]);
    assert_eq!(table.lines().count(), 9, "{table}");
    assert!(table.contains(",external-bank,fund-common,1000.00,USD,income:donations,"), "{table}");
    let ledger = export("beancount", "books.beancount", &[]);
    assert!(ledger.contains("category: \"income:dues\""), "{ledger}");
    the_words_are_told(&world, &table, &ledger);
    // An income statement comes out: what came in for what, and went out for what, and what is left of it is what the
    // funds hold.
    let sums = sums(&ledger);
    let of = |account: &str| sums.get(account).copied().unwrap_or_default();
    assert_eq!([of("Income:Donations"), of("Income:Dues")], [-100_000, -24_050]);
    assert_eq!([of("Expenses:Fees"), of("Expenses:Travel")], [1_999, 3_001]);
    assert_eq!(of("Income:Fair"), -1_000);
    let result = -100_000 - 24_050 - 1_000 + 1_999 + 3_001;
    assert_eq!(of("Equity:Result"), -result);
    assert_eq!(of("Equity:Funds:Fund-common") + of("Equity:Funds:Fund-roof"), result);
    let file = world.path("books.beancount");
    if let Some(told) = python("bean-check", "beancount", BEAN_CHECK, &file) {
        let wanted = "Assets:Outside:External-bank 1200.50 USD\n\
                      Equity:Funds:Fund-common -600.50 USD\nEquity:Funds:Fund-roof -600.00 USD\n\
                      Expenses:Fees 19.99 USD\nExpenses:Travel 30.01 USD\n\
                      Income:Donations -1000.00 USD\nIncome:Dues -240.50 USD\n";
        assert_eq!(told, wanted);
    }
    let bank = ["--account", "external-bank", "--asset", "USD"];
    let _ = export("ofx", "bank.ofx", &bank);
    let file = world.path("bank.ofx");
    if let Some(told) = python("ofx", "ofxtools", OFX, &file) {
        assert_eq!(told, "USD external-bank 1200.50\n1200.50 4\n");
    }
    fits_what_we_wrote(&world);
}

/// What a sum was for is told in public words, in a terminal, to programs, in a table and in a ledger: one line of it, which
/// moves no terminal, is no formula and ends no field; no longer than it is among the public records.
fn the_words_are_told(world: &World, table: &str, ledger: &str) {
    let told = "=1+1, from \"the fair\" \\ über [2J";
    let words_of = |statement: &Value| statement["lines"][0]["words"].clone();
    let shown = ["treasury", "statement", "fund-common", "USD"];
    assert_eq!(words_of(&world.read(&shown)), told);
    let society = world.path("society");
    let printed = world.ask(&[&shown[..], &["--data", &society]].concat());
    let printed = String::from_utf8(printed.stdout).unwrap();
    let line = printed.lines().find(|line| line.contains("income:donations")).unwrap();
    assert!(line.ends_with(&format!(")  {told}")), "{line}");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let place = rows.headers().unwrap().iter().position(|head| head == "words").unwrap();
    let all: Vec<String> = rows.records().map(|row| row.unwrap()[place].to_owned()).collect();
    assert_eq!(all[..2], [format!("'{told}"), "March".to_owned()]);
    assert!(all[2..].iter().all(String::is_empty), "{all:?}");
    let quoted = told.replace('\\', "\\\\").replace('"', "\\\"");
    assert!(ledger.contains(&format!("\n  words: \"{quoted}\"\n")), "{ledger}");
    // The same of one that is served, and without a text that is gone.
    let memo = world.read(&shown)["lines"][0]["memo"].as_str().unwrap().to_owned();
    let record = Path::new(&society).join("records").join(&memo[..2]).join(&memo);
    let text = std::fs::read(&record).unwrap();
    for is_there in [true, false] {
        if !is_there {
            std::fs::remove_file(&record).unwrap();
        }
        let server = common::Server::start(Path::new(&society));
        let url = format!("http://{}", server.address);
        let statement = world.done(&[&shown[..], &["--url", &url]].concat());
        let export = ["treasury", "export", "--format", "csv", "--url", &url];
        let exported = String::from_utf8(world.ask(&export).stdout).unwrap();
        assert_eq!(words_of(&statement).is_string(), is_there, "{statement}");
        assert_eq!(exported.trim_end() == table.trim_end(), is_there, "{exported}");
        assert_eq!(exported.contains("the fair"), is_there, "{exported}");
    }
    std::fs::write(&record, text).unwrap();
}

/// What we wrote ourselves fits line by line; a bank's own table shows what is missing where.
fn fits_what_we_wrote(world: &World) {
    let bank = ["--account", "external-bank", "--asset", "USD"];
    let matched = |file: &str| world.read(&[&["treasury", "match", file], &bank[..]].concat());
    let own = matched(&world.path("bank.ofx"));
    assert_eq!(own["matched"].as_array().unwrap().len(), 4);
    let today = world.read(&["treasury", "statement", "external-bank", "USD"])["lines"][0]["time"]
        .as_u64()
        .unwrap();
    let today = polity_types::Timestamp(today).to_string();
    let today = today.split('T').next().unwrap();
    let table = format!("Date,Amount,Description\n{today},1000.00,fair\n{today},-20.00,fees\n");
    let theirs = matched(&world.file("theirs.csv", &table));
    assert_eq!(theirs["matched"].as_array().unwrap().len(), 1);
    assert_eq!(theirs["missing_here"][0]["amount"], "-20.00");
    assert_eq!(theirs["missing_there"].as_array().unwrap().len(), 3);
}

/// What is at the bank and not in the books is shown as commands, and booked when it is asked for: once, however often
/// the same file is read, and without a word of what the bank wrote.
#[test]
fn what_is_missing_in_the_books_is_booked_from_the_banks_file() {
    let world = World::new(POWERS);
    // So that a line of days ago is of a day on which the society was there.
    world.run_on(8 * 24);
    world.sign(&["treasury", "receive", "external-bank", "fund-common", "250.00", "USD"]);
    let today = world.read(&["treasury", "statement", "external-bank", "USD"])["lines"][0]["time"]
        .as_u64()
        .unwrap();
    let day = |back: u64| {
        let time = polity_types::Timestamp(today.saturating_sub(back.saturating_mul(86_400)));
        time.to_string().split('T').next().unwrap().to_owned()
    };
    let (now, then) = (day(0), day(7));
    // Two of the same sum on one day, and one long ago.
    let table = format!(
        "Date,Amount,Description\n{now},250.00,dues\n{then},40.00,Ana Smith IBAN 12\n\
         {now},7.00,Ben\n{now},7.00,Ben\n{now},-19.99,account fee\n"
    );
    let bank = world.file("bank.csv", &table);
    let ask = ["treasury", "match", &bank, "--account", "external-bank", "--asset", "USD"];
    let ask =
        [&ask[..], &["--category-in", "income:dues", "--category-out", "expense:fees"]].concat();
    let shown = world.read(&ask);
    let commands: Vec<&str> =
        shown["to_book"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let wanted = format!(
        "polity treasury receive external-bank fund-common 40.00 USD --category income:dues --memo \
         \"At the place outside on {then}.\""
    );
    assert_eq!((commands.len(), commands[0]), (4, wanted.as_str()));
    assert!(commands[3].starts_with("polity treasury pay fund-common external-bank 19.99 USD"));
    assert_eq!(world.read(&ask)["missing_here"].as_array().unwrap().len(), 4, "nothing was signed");
    world.sign(&[&ask[..], &["--book"]].concat());
    let again = world.read(&ask);
    assert_eq!(again["matched"].as_array().unwrap().len(), 5, "{again}");
    assert_eq!(again["missing_here"].as_array().unwrap().len(), 0, "{again}");
    assert!(again.get("to_book").is_none());
    // Days that end before the day of booking do not hide that it was booked.
    let days = ["--book", "--from", &then, "--until", &then];
    for more in [&["--book"][..], &days] {
        world.sign(&[&ask[..], more].concat());
    }
    let shown = world.read(&[&ask[..], &["--from", &then, "--until", &then]].concat());
    assert_eq!(shown["matched"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["missing_there"].as_array().unwrap().len(), 0, "{shown}");
    let statement = world.read(&["treasury", "statement", "fund-common", "USD"]);
    assert_eq!(statement["closing"], "28401", "250 + 40 + 7 + 7 - 19.99, each once");
    let categories = statement["categories"].as_array().unwrap();
    let sums: Vec<(&str, &str, &str)> = categories
        .iter()
        .map(|sum| ["category", "came", "went"].map(|name| sum[name].as_str().unwrap()))
        .map(|[category, came, went]| (category, came, went))
        .collect();
    let wanted = [("", "25000", "0"), ("expense:fees", "0", "1999"), ("income:dues", "5400", "0")];
    assert_eq!(sums, wanted);
    counts_on_the_banks_day(&world, &then, &now);
    // Nothing that the bank wrote is in what is public.
    let society = world.path("society");
    let files = common_files(Path::new(&society));
    assert!(!files.is_empty());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"Ana Smith"), "{}", file.display());
    }
}

/// What was booked from a line counts on that line's day: in statements, tables and files, each of which adds up, and says
/// what the books held then.
fn counts_on_the_banks_day(world: &World, then: &str, now: &str) {
    let of = |from: &str, until: &str| {
        let account = ["treasury", "statement", "fund-common", "USD"];
        world.read(&[&account[..], &["--from", from, "--until", until]].concat())
    };
    let figures = |told: &serde_json::Value| {
        ["opening", "came", "went", "closing", "booked"]
            .map(|name| told[name].as_str().unwrap_or("-").to_owned())
    };
    let old = of(then, then);
    assert_eq!(figures(&old), ["0", "4000", "0", "4000", "0"]);
    let line = &old["lines"][0];
    let booked = line["time"].as_u64().unwrap() - line["on"].as_u64().unwrap();
    assert!((7 * 86_400..9 * 86_400).contains(&booked), "{line}");
    let new = of(now, now);
    assert_eq!(figures(&new), ["4000", "26400", "1999", "28401", "-"]);
    assert!(new["lines"].as_array().unwrap().iter().all(|line| line["on"].is_null()), "{new}");
    let told = world.ask(&[
        "treasury",
        "statement",
        "fund-common",
        "USD",
        "--until",
        then,
        "--data",
        &world.path("society"),
    ]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.contains(&format!("{then}  external-bank")) && told.contains(", booked "),
        "{told}"
    );
    assert!(told.contains("0.00  in the books at that time"), "{told}");
    let export = |format: &str, days: &[&str]| {
        let path = world.path("days");
        let arguments = ["treasury", "export", "--format", format, "--out", &path];
        let more: &[&str] = match format {
            "ofx" => &["--account", "external-bank", "--asset", "USD"],
            _ => &[],
        };
        let _ = world.read(&[&arguments[..], more, days].concat());
        std::fs::read_to_string(&path).unwrap()
    };
    let (of_then, of_now) = (["--from", then, "--until", then], ["--from", now, "--until", now]);
    let table = export("csv", &of_then);
    assert_eq!(table.lines().count(), 2, "{table}");
    let line = format!(",{then},At the place outside on {then}.");
    assert!(table.lines().nth(1).unwrap().ends_with(&line), "{table}");
    let ofx = export("ofx", &of_then);
    let compact = then.replace('-', "");
    assert!(ofx.contains(&format!("<DTPOSTED>{compact}000000</DTPOSTED>\n<DTUSER>")), "{ofx}");
    assert!(ofx.contains("<BALAMT>40.00<"), "{ofx}");
    let host = export("host", &of_then);
    assert!(host.contains(&format!("external-bank,outside,USD,movement,{then},")), "{host}");
    assert!(host.contains(&format!("fund-common,fund,USD,closing,{then},,,40.00")), "{host}");
    let ledger = export("beancount", &of_then);
    let movement = format!("\n{then} * \"income:dues\"\n");
    assert!(ledger.contains(&movement) && ledger.contains("  booked: "), "{ledger}");
    // Each period holds in itself, and what was there before comes out of the one before it.
    for days in [&[][..], &of_then, &of_now] {
        let ledger = export("beancount", days);
        let sums = sums(&ledger);
        let held: Vec<(&str, i64)> = ledger
            .lines()
            .filter_map(|line| line.split_once(" balance "))
            .map(|(_, said)| {
                let mut words = said.split_whitespace();
                let (account, units) = (words.next().unwrap(), words.next().unwrap());
                (account, units.replace('.', "").parse().unwrap())
            })
            .collect();
        assert_eq!(held.len(), 2, "{ledger}");
        for (account, cents) in held {
            assert_eq!(sums.get(account), Some(&cents), "{account}: {ledger}");
        }
        let file = world.path("days");
        let _ = python("bean-check", "beancount", BEAN_SOUND, &file);
    }
}

/// A name that was mistyped is no account that holds nothing, for whoever reads, exports or books.
#[test]
fn a_mistyped_account_is_told() {
    let world = World::new(POWERS);
    let (bank, data) =
        (world.file("bank.csv", "date,amount\n2026-01-31,5.00\n"), world.path("society"));
    let of = ["--account", "external-nope", "--asset", "USD"];
    for asked in [
        ["treasury", "statement", "external-nope", "USD"].to_vec(),
        [&["treasury", "export", "--format", "ofx"], &of[..]].concat(),
        [&["treasury", "match", &bank], &of[..]].concat(),
    ] {
        let output = world.ask(&[&asked[..], &["--data", &data]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains("external-nope is not open"), "{said}");
    }
    assert_eq!(world.read(&["treasury", "statement", "fund-common", "USD"])["closing"], "0");
}

/// Returns all files in a folder.
fn common_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of =
        |path: std::path::PathBuf| if path.is_dir() { common_files(&path) } else { vec![path] };
    entries.flat_map(of).collect()
}

/// opencollective/opencollective#2808: whoever holds the money for a community, or for many, wants to take all of it
/// along: one file over all funds and places outside, which adds up by itself.
#[test]
fn opencollective_2808_one_file_over_all_funds_for_a_host() {
    let world = World::new(POWERS);
    let terms = world.file("terms.md", "The host holds it for us.\n");
    world.sign(&["treasury", "open", "fund-roof"]);
    world.sign(&["treasury", "open-outside", "external-host", &terms]);
    let into = ["treasury", "receive", "external-host", "fund-common", "1000.00", "USD"];
    world.sign(&[&into[..], &["--category", "income:grants", "--memo", "from the city"]].concat());
    world.sign(&["treasury", "pay", "fund-common", "fund-roof", "600.00", "USD"]);
    let fee = ["treasury", "pay", "fund-roof", "external-host", "50.00", "USD"];
    world.sign(&[&fee[..], &["--category", "expense:host-fee"]].concat());
    let file = world.path("host.csv");
    let export = ["treasury", "export", "--format", "host", "--out", &file];
    let _ = world.read(&export);
    let mut reader = csv::Reader::from_path(&file).unwrap();
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let at = |row: &Vec<String>, name: &str| {
        row[heads.iter().position(|head| head == name).unwrap()].clone()
    };
    let of = |account: &str, kind: &str| {
        let is_it = |row: &&Vec<String>| at(row, "account") == account && at(row, "row") == kind;
        rows.iter().filter(is_it).map(|row| at(row, "balance")).collect::<Vec<_>>()
    };
    // Each account begins, moves and ends; money outside is what the society has.
    assert_eq!(of("fund-common", "opening"), ["0.00"]);
    assert_eq!(of("fund-common", "closing"), ["400.00"]);
    assert_eq!(of("fund-roof", "closing"), ["550.00"]);
    assert_eq!(of("external-host", "closing"), ["950.00"]);
    assert_eq!(of("external-host", "movement"), ["1000.00", "950.00"]);
    // What funds hold is what is outside: the file adds up without anything else.
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let funds: i64 = rows
        .iter()
        .filter(|row| at(row, "kind") == "fund" && at(row, "row") == "closing")
        .map(|row| cents(&at(row, "balance")))
        .sum();
    assert_eq!(funds, cents("950.00"));
    let fee = rows.iter().find(|row| at(row, "category") == "expense:host-fee").unwrap();
    let told = ["amount", "with", "with_kind"].map(|name| at(fee, name));
    assert_eq!(
        told,
        ["50.00", "fund-roof", "fund"]
            .map(str::to_owned)
            .map(|text| { if text == "50.00" { "-50.00".to_owned() } else { text } })
    );
    assert!(at(fee, "reference").starts_with("entry "), "{fee:?}");
    let grant = rows.iter().find(|row| at(row, "category") == "income:grants").unwrap();
    assert_eq!((at(grant, "words"), at(fee, "words")), ("from the city".into(), String::new()));
    // Of a past in which nothing was there, the same accounts, with nothing.
    let _ = world.read(&[&export[..4], &["--until", "2020-01-01", "--out", &file]].concat());
    let past = std::fs::read_to_string(&file).unwrap();
    assert!(past.contains("fund-common,fund,USD,closing,2020-01-01,,,0.00,"), "{past}");
}
