//! Who follows `docs/money.md` command by command comes to its end, under the charter that it shows.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/guide.rs"]
mod guide;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/money.md");
const CHARTER: &str = include_str!("../../../docs/money-charter.md");

/// Says to each command what the page leaves out: where the society is, and that it may sign.
const PROGRAM: &str = r#"#!/bin/sh
case "$1 $2" in
    "key "*) exec "$POLITY" "$@" ;;
    "found "*) exec "$POLITY" "$@" -y ;;
    "needs "* | *" show" | *" assets" | *" requests" | *" streams" | *" invoices" | *" statement" | *" export")
        exec "$POLITY" "$@" --data orchard ;;
esac
exec "$POLITY" "$@" --data orchard -y
"#;

/// What one has at hand who follows.
fn folder() -> tempfile::TempDir {
    // A month has some hundred batches, each synced: in memory where there is such a folder.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("money-charter.md", CHARTER);
    file("terms.md", "The bank at the corner, account 12; two of us can look.\n");
    file("statement.md", "230.01\n");
    file("why.md", "Seeds.\n");
    file("because.md", "We have some.\n");
    file("receipt.pdf", "A receipt.\n");
    let today = common::now().to_string();
    let today = today.split('T').next().unwrap();
    let lines = format!("{today},250.00,a1,from the fair\n2026-01-31,40.00,a2,Cleo\n");
    file("bank.csv", &format!("date,amount,reference,description\n{lines}"));
    folder
}

fn programs(folder: &Path) -> PathBuf {
    let programs = folder.join("programs");
    std::fs::create_dir(&programs).unwrap();
    std::fs::write(programs.join("polity"), PROGRAM).unwrap();
    let may_run = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(programs.join("polity"), may_run).unwrap();
    programs
}

#[test]
fn every_command_about_money_runs_in_the_order_of_the_page() {
    let folder = folder();
    let (folder, programs) = (folder.path(), programs(folder.path()));
    let polity = ("POLITY", env!("CARGO_BIN_EXE_polity"));
    let run = |commands: &str, with: &[(&str, &str)]| {
        guide::run(commands, folder, &programs, &[&[polity], with].concat())
    };
    let blocks = guide::blocks(PAGE, "sh");
    let is_later = |block: &&str| block.starts_with("polity dues show $ANA");
    let later = blocks.iter().position(is_later).expect("the dues fall due somewhere");
    let told = run(&blocks[..later].concat(), &[]);
    let society = told.lines().find_map(|line| line.parse().ok()).unwrap();
    // A month goes by.
    common::run_on_busily(&folder.join("orchard"), society, 31 * 24);
    let person = |name: &str| {
        let shown = run(&format!("polity key show {name}"), &[]);
        shown.split_whitespace().find(|word| word.starts_with("person1")).unwrap().to_owned()
    };
    let (mira, ana, ben) = (person("mira"), person("ana"), person("ben"));
    let who = [("MIRA", &*mira), ("ANA", &*ana), ("BEN", &*ben), ("POLITY_KEY", "mira")];
    let told = run(&blocks[later..].concat(), &who);
    assert!(told.contains("line 2: Entry "), "what is missing is booked from the file: {told}");
    // The fund had too little for a second wage: whoever looks is told, and how it goes on.
    for list in ["polity spend streams", "polity needs $ANA", "polity needs $MIRA"] {
        let shown = run(list, &who);
        assert!(shown.contains("the fund held too little for another period"), "{list}: {shown}");
        assert!(shown.contains("13\u{202f}200.00 EUR"), "{list}: {shown}");
    }
    let shown = run("polity spend streams", &who);
    let again = "1200.00 EUR --times 11 --every \"30 days\" --category expense:wages";
    assert!(shown.contains(again), "{shown}");
    // What came and went is what the page says: 250 and 2,000 and 40 came in, 20 were given, 26 dues, 0.25 fees; 19.99 the
    // bank, 12.50 seeds, 60 and twice 300 the house, 100 the batch, 1,200 the first wage.
    // Whoever asks, or sends a bill, reads its number.
    let asked = run("polity spend request --line $BEN=1.00 --asset EUR --key ben 2>&1", &who);
    assert!(asked.contains("It is request 4. "), "{asked}");
    let billed = run("polity spend invoice 1.00 EUR --key ben 2>&1", &who);
    assert!(billed.contains("It is invoice 3: polity spend pay-invoice 3"), "{billed}");
    let shown = run("polity treasury statement fund-common EUR", &who);
    assert!(shown.contains("343.76  closing"), "{shown}");
    assert!(shown.contains("income:fees: 0.25 in"), "{shown}");
}

/// What the page shows of a charter stands in the charter that its commands run under.
#[test]
fn what_is_shown_of_a_charter_is_in_the_charter() {
    let shown = guide::blocks(PAGE, "toml");
    assert!(shown.len() >= 3);
    for block in shown {
        assert!(CHARTER.contains(block.trim_end()), "docs/money-charter.md has not:\n{block}");
    }
}
