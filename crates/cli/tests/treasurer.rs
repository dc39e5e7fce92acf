//! A treasurer sets up a fresh society's money by commands alone: credit by rule, credit that members give
//! each other, what lies still, several assets side by side, totals.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/well.rs"]
mod well;

use std::path::Path;

use crate::well::World;

/// Credit by rule, credit that members give each other, money at a bank, and who may what.
const MONEY: &str = r#"[[asset]]
id        = "LEAF"
decimals  = 2
issue_max = "100 LEAF per 30 days"
demurrage       = "10%"
demurrage_every = "1 day"
demurrage_to    = "garden"

[[asset]]
id           = "HOUR"
decimals     = 2
credit_limit = "5 HOUR"
credit_warn  = "3 HOUR"

[[asset]]
id       = "EUR"
decimals = 2
held_by  = "the bank at the corner"

[[power]]
id  = "letting-in"
may = "membership.admit"
who = "founder"

[[power]]
id    = "issuing"
may   = "treasury.issue"
who   = "founder"
up_to = "1000 LEAF per 30 days"

[[power]]
id  = "passing-on"
may = "treasury.transfer"
who = "member"

[[power]]
id  = "funds"
may = "treasury.open_account"
who = "founder"

[[power]]
id  = "outside"
may = "treasury.open_outside"
who = "founder"

[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"

[[power]]
id    = "paying"
may   = "treasury.pay"
who   = "founder"
up_to = "1000 EUR per 30 days"
"#;

/// Has somebody sign, and returns which rule refused it, if one did.
fn sign(world: &World, key: &str, arguments: &[&str]) -> Option<String> {
    let at = ["--data", &world.path("society"), "--key", key, "-y"];
    let output = world.ask(&[arguments, &at].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let rule = said.lines().find_map(|line| line.strip_prefix("rule: "));
    assert_eq!(output.status.success(), rule.is_none(), "{arguments:?}: {said}");
    // What is refused says what to do now.
    assert!(rule.is_none() || said.contains("hint: "), "{said}");
    rule.map(|rule| rule.split_whitespace().next().unwrap_or_default().to_owned())
}

fn held(world: &World, account: &str, asset: &str) -> String {
    let rows = world.read(&["treasury", "balances"]);
    let mut rows = rows.as_array().unwrap().iter();
    let row = rows.find(|row| row["account"] == account && row["asset"] == asset);
    row.map_or("0".into(), |row| row["amount"].as_str().unwrap().to_owned())
}

/// TRE-4, TRE-8, TRE-9, TRE-10, TRE-11, TRE-12.
#[test]
fn a_treasurer_sets_up_the_money_of_a_fresh_society() {
    let world = World::bare(MONEY);
    let (founder, ana) = (world.person("founder"), world.befriend("ana"));
    let society = world.path("society");

    let assets = world.read(&["treasury", "assets"]);
    let kinds: Vec<(&str, &str)> = assets
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["asset"].as_str().unwrap(), row["kind"].as_str().unwrap()))
        .collect();
    let wanted = [
        ("EUR", "a claim on what is held outside by the bank at the corner"),
        ("HOUR", "credit that members give each other, each down to 5.00 HOUR below nothing"),
        ("LEAF", "the society's own credit; what lies still loses 10% every 1 day"),
    ];
    assert_eq!(kinds, wanted);

    assert_eq!(sign(&world, "founder", &["treasury", "open", "fund-garden"]), None);
    // Credit by rule: no more than the charter says, and none of what is held outside.
    let issue = |to: &str, amount: &str, asset: &str| {
        sign(&world, "founder", &["treasury", "issue", to, amount, asset])
    };
    assert_eq!(issue(&ana, "60.00", "LEAF"), None);
    assert_eq!(issue("fund-common", "40.01", "LEAF").as_deref(), Some("TRE-10"));
    assert_eq!(issue("fund-common", "40.00", "LEAF"), None);
    assert!(issue("fund-common", "1.00", "EUR").is_some());

    // Credit that members give each other: down to the limit, and not a hundredth more.
    let pass_on = |amount: &str, asset: &str| {
        sign(
            &world,
            "ana",
            &["treasury", "transfer", &founder, amount, asset, "--category", "transfer:help"],
        )
    };
    // komunitin#400: before one signs, and in a dry run, one is told that it is further than the charter wishes.
    let try_out = |amount: &str, more: &[&str]| {
        let act = ["treasury", "transfer", &founder, amount, "HOUR", "--key", "ana"];
        let asked = world.ask(&[&act[..], more, &["--data", &society]].concat());
        [asked.stdout, asked.stderr]
            .map(|said| String::from_utf8_lossy(&said).into_owned())
            .concat()
    };
    let warned = "That is -3.50 HOUR: further below nothing than -3.00 HOUR";
    assert!(try_out("3.50", &["--dry-run"]).contains(warned));
    assert!(!try_out("3.00", &["--dry-run"]).contains("further below"));
    assert!(try_out("5.00", &["-y"]).contains("That is -5.00 HOUR"));
    let statement = world.ask(&["treasury", "statement", &ana, "HOUR", "--data", &society]);
    let statement = String::from_utf8_lossy(&statement.stdout).into_owned();
    assert!(statement.contains("That is -5.00 HOUR: further below nothing"), "{statement}");
    assert_eq!(pass_on("0.01", "HOUR").as_deref(), Some("TRE-4"));
    assert_eq!(
        (held(&world, &ana, "HOUR"), held(&world, &founder, "HOUR")),
        ("-500".into(), "500".into())
    );

    // The first money from outside, in a society where nobody held any.
    let terms = world.file("terms.md", "The bank at the corner, account 12; ask the treasurer.\n");
    assert_eq!(
        sign(&world, "founder", &["treasury", "open-outside", "external-bank", &terms]),
        None
    );
    let receive = ["treasury", "receive", "external-bank", "fund-common", "250.00", "EUR"];
    assert_eq!(sign(&world, "founder", &receive), None);
    let pay = ["treasury", "pay", "fund-common", "external-bank", "250.01", "EUR"];
    assert_eq!(sign(&world, "founder", &pay).as_deref(), Some("TRE-4"));

    // What lies still loses a tenth at the boundary, when it is next moved.
    common::run_on(Path::new(&society), 50);
    assert_eq!(pass_on("10.00", "LEAF"), None);
    assert_eq!(held(&world, &ana, "LEAF"), "4400", "60.00 less a tenth, less 10.00");
    assert_eq!(
        held(&world, "fund-garden", "LEAF"),
        "600",
        "what the fund lost is booked when it moves"
    );
    let moved = world.read(&["treasury", "postings", "--account", &ana]);
    let categories: Vec<&str> =
        moved.as_array().unwrap().iter().filter_map(|row| row["category"].as_str()).collect();
    assert!(categories.contains(&"transfer:demurrage"), "{moved}");

    // Totals, in words, with their asset.
    let shown = world.ask(&["treasury", "balances", "--data", &society]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("fund-common  250.00 EUR"), "{shown}");
    assert!(shown.contains("all funds together  46.00 LEAF"), "{shown}");
    let assets = world.read(&["treasury", "assets"]);
    assert_eq!((&assets[2]["issued"], &assets[0]["funds"]), (&"100.00".into(), &"250.00".into()));
}

/// Whom money is of, or for, may be said by the name of a key, as whose share is asked for; what reads as an account is one.
#[test]
fn an_account_may_be_named_by_a_key() {
    let lines = r#"
[[power]]
id  = "asking"
may = "spending.request"
who = "member"

[[power]]
id  = "billing"
may = "spending.invoice"
who = "member"
"#;
    let world = World::bare(&[MONEY, lines].concat());
    let ana = world.befriend("ana");
    let _ = world.done(&["key", "new", "fund-common"]);
    world.sign(&["treasury", "issue", "ana", "40", "LEAF"]);
    world.sign(&["treasury", "issue", "fund-common", "3", "LEAF"]);
    assert_eq!(
        (held(&world, &ana, "LEAF"), held(&world, "fund-common", "LEAF")),
        ("4000".into(), "300".into())
    );
    let statement = |of: &str| world.read(&["treasury", "statement", of, "LEAF"]);
    assert_eq!(statement("ana"), statement(&ana));
    assert_eq!(statement("ana")["closing"], "4000");
    let line = ["spend", "request", "--line", "ana=2.50", "--asset", "LEAF"];
    world.sign_as("ana", &line);
    let request = world.read(&["spend", "show", "1"]);
    assert_eq!(request["lines"][0], format!("2.50 LEAF to {ana}"));
    world.sign(&["spend", "invoice", "3", "LEAF", "ana=2", "founder", "--remainder", "ana"]);
    let invoices = world.read(&["spend", "invoices"]);
    assert!(invoices[0].to_string().contains(&ana), "{invoices}");
    for (wrong, hint) in [
        (["treasury", "statement", "nobody", "LEAF"], "no key here is called \"nobody\""),
        (["treasury", "statement", "fund-!", "LEAF"], "an account is a person, or `fund-`"),
    ] {
        let output = world.ask(&[&wrong[..], &["--data", &world.path("society")]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(hint), "{said}");
    }
}
