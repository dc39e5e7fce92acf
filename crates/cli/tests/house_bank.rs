//! A house of the ready-made charters whose euros lie at a bank, by commands alone: the place is opened by the silence that
//! its charter names, the bank's file is booked, somebody gives their part from their own account and leaves with a share,
//! and what the books expect at the bank is what the bank has.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "common/well.rs"]
mod well;

use polity_types::Timestamp;
use polity_views::bank::day_text;
use serde_json::{Value, json};

use crate::well::{World, counts};

const HUB: &str = include_str!("../../../charters/hub.md");

/// Brings acts to the vote by silence and lets it pass: two days, and one more.
fn by_silence(world: &World, acts: &Value) {
    let acts = world.file("acts.json", &acts.to_string());
    let text = world.file("text.md", "# As the statement says\n");
    let new = ["proposal", "new", "--actions", &acts, "--procedure", "books", "--text", &text];
    world.sign(&new);
    world.run_on(73);
}

/// Holds the bank's file beside the books.
fn matched(world: &World, more: &[&str]) -> (Value, String) {
    let (file, society) = (world.path("bank.csv"), world.path("society"));
    let of = ["--json", "treasury", "match", &file, "--account", "external-bank", "--asset", "EUR"];
    let by = ["--data", &society, "--key", "founder", "-y"];
    let output = world.ask(&[&of[..], &by, more].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    (serde_json::from_slice(&output.stdout).unwrap(), said)
}

/// Returns what an account holds in cents, as its statement says.
fn held(world: &World, account: &str) -> i64 {
    let statement = world.read(&["treasury", "statement", account, "EUR"]);
    statement["closing"].as_str().unwrap().parse().unwrap()
}

/// What is said of a command that is refused.
fn refused(world: &World, arguments: &[&str]) -> String {
    let society = world.path("society");
    let by = ["--data", &society, "--key", "founder", "-y"];
    let output = world.ask(&[arguments, &by].concat());
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The hash of a charter.
fn hash(world: &World, file: &str) -> String {
    world.done(&["charter", "check", file])["hash"].as_str().unwrap().to_owned()
}

/// The money of a state, counted as the society's own: what came in at the bank was issued.
const BY_MISTAKE: &str = r#"[[asset]]
id       = "USD"
decimals = 2

[[decision]]
id         = "vote"
electorate = "members"
method     = "yes-no"
quorum     = "10%"
threshold  = "more than half"
discussion = "none"
voting     = "1 hour"
grace      = "1 day"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: vote"

[[power]]
id  = "changing-the-text"
may = "charter.amend"
who = "decision: vote"
"#;

/// Who may do what, beside it.
const HANDS: &str = r#"```

```toml
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "proposing",  may = "governance.propose",    who = "member" },
  { id = "own-money",  may = "treasury.transfer",     who = "member" },
  { id = "funds",      may = "treasury.open_account", who = "founder" },
  { id = "closing",    may = "treasury.close_account", who = "founder" },
  { id = "issuing",    may = "treasury.issue", who = "founder", up_to = "500 USD per 30 days" },
]
"#;

/// What is added to a charter that counts what lies at a bank as its own credit.
const A_CLAIM: &str = r#"
```toml
[[asset]]
id       = "USDB"
decimals = 2
name     = "US dollar at the bank"
held_by  = "the bank"

[[power]]
id  = "outside"
may = "treasury.open_outside"
who = "founder"

[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"
```
"#;

/// CHA-46, TRE-10: what was declared as own credit stays that; a claim under another code is added beside it, what is at the
/// bank is booked into it, each gets as much of it as they hold of the old, and the old lies in a fund of its own.
#[test]
fn own_credit_by_mistake_is_followed_by_a_claim() {
    let world = World::bare(&[BY_MISTAKE, HANDS].concat());
    let ana = world.befriend("ana");
    world.sign(&["treasury", "issue", "fund-common", "80.00", "USD"]);
    world.sign(&["treasury", "issue", &ana, "20.00", "USD"]);
    let old = std::fs::read_to_string(world.path("charter.md")).unwrap();
    let decide = |acts: &Value, text: &str| {
        let acts = world.file("acts.json", &acts.to_string());
        let new = ["proposal", "new", "--actions", &acts, "--procedure", "vote", "--text", text];
        world.sign(&new);
        let newest = world.read(&["proposal", "list"])[0]["number"].to_string();
        world.sign(&["ballot", "cast", &newest, "yes"]);
        world.run_on(27);
    };
    let amend = |text: &str| {
        let (was, new) = (world.path("charter.md"), world.file("new.md", text));
        let with = json!({"replaces": hash(&world, &was), "text": hash(&world, &new)});
        decide(&json!([{"name": "charter.amend", "with": with}]), &new);
    };
    // The same code is never a claim.
    let place = old.find("[[decision]]").unwrap();
    let (head, rest) = old.split_at(place);
    amend(&format!("{head}held_by = \"the bank\"\n\n{rest}"));
    let assets = world.read(&["treasury", "assets"]).to_string();
    assert!(!assets.contains("a claim on what is held"), "{assets}");

    amend(&format!("{old}{A_CLAIM}"));
    let assets = world.read(&["treasury", "assets"]).to_string();
    assert!(assets.contains("a claim on what is held"), "{assets}");
    let terms = world.file("terms.md", "The bank holds it for us; two of us can look.\n");
    world.sign(&["treasury", "open-outside", "external-bank", &terms]);
    world.sign(&["treasury", "receive", "external-bank", "fund-common", "100.00", "USDB"]);
    world.sign(&["treasury", "open", "fund-old"]);
    let pay = |amount: &str, asset: &str, to: &str| {
        json!({"name": "treasury.pay",
               "with": {"amount": amount, "asset": asset, "from": "fund-common", "to": to}})
    };
    let text = world.file("text.md", "# Into the claim\n");
    decide(&json!([pay("8000", "USD", "fund-old"), pay("2000", "USDB", &ana)]), &text);
    world.sign_as("ana", &["treasury", "transfer", "fund-old", "20.00", "USD"]);
    let of = |account: &str, asset: &str| {
        let statement = world.read(&["treasury", "statement", account, asset]);
        statement["closing"].as_str().unwrap().parse::<i64>().unwrap()
    };
    assert_eq!((of("fund-common", "USDB"), of(&ana, "USDB")), (8_000, 2_000));
    assert_eq!(of("external-bank", "USDB"), -10_000);
    assert_eq!((of("fund-old", "USD"), of("fund-common", "USD"), of(&ana, "USD")), (10_000, 0, 0));
    // What is at the bank can now leave by it, and the old cannot.
    world.sign_as("ana", &["treasury", "transfer", "external-bank", "20.00", "USDB"]);
    assert_eq!(of("external-bank", "USDB"), -8_000);
    let said =
        refused(&world, &["treasury", "receive", "external-bank", "fund-old", "1.00", "USD"]);
    assert!(said.contains("treasury.not_held_outside"), "{said}");
}

#[test]
fn what_the_books_expect_is_what_the_bank_has() {
    let world = World::under(HUB);
    let ana = world.befriend("ana");
    let assets = world.read(&["treasury", "assets"]).to_string();
    assert!(assets.contains("the account of the house at the bank"), "{assets}");

    // Nobody opens the place alone; whoever tries has made the terms public, and is told their hash.
    let terms = world.file("terms.md", "At the Savings Bank; Mira and Ana can use it.\n");
    let said = refused(&world, &["treasury", "open-outside", "external-bank", &terms]);
    assert!(said.contains("charter.no_power") && said.contains("decision: books"), "{said}");
    let hash = said.lines().find_map(|line| line.trim().strip_prefix("terms: ")).unwrap();
    by_silence(
        &world,
        &json!([{"name": "treasury.open_outside", "with": {"account": "external-bank", "terms": hash}}]),
    );

    // What came in is decided by silence; what went out is the founder's, within her limit, and waits two days.
    let came = "date,amount\n2026-11-20,500.00\n2026-11-20,40.00\n";
    let _ = world.file("bank.csv", came);
    let (told, _) = matched(&world, &["--book", "--by", "books"]);
    assert!(told.to_string().contains("proposal 2"), "{told}");
    world.run_on(73);
    assert_eq!(held(&world, "external-bank"), -54_000);
    let file = format!("{came}2026-11-21,-30.00\n");
    let _ = world.file("bank.csv", &file);
    let (told, _) = matched(&world, &["--book"]);
    assert!(told[0].as_str().unwrap().contains("is announced and waits"), "{told}");
    world.run_on(49);
    assert_eq!((held(&world, "external-bank"), held(&world, "fund-common")), (-51_000, 51_000));
    assert_eq!(counts(&matched(&world, &[]).0), [3, 0, 0, 0]);

    // What Ana paid in for herself is put on her account, she gives it, and leaves with a share of it.
    let batch = json!({
        "amount": "4000", "asset": "EUR", "fund": "fund-common",
        "lines": [{"amount": "4000", "to": ana}],
    });
    by_silence(&world, &json!([{"name": "spending.pay_batch", "with": batch}]));
    assert_eq!(held(&world, &ana), 4_000);
    world.sign_as("ana", &["dues", "donate", "fund-common", "40.00", "EUR"]);
    world.sign_as("ana", &["leave", "--with-share"]);
    let share = held(&world, &ana);
    assert!(share > 0 && share < 4_000, "{share}");

    // She sends it to the place of the bank, and whoever holds the account pays it out.
    let euros = format!("{}.{:02}", share / 100, share % 100);
    world.sign_as("ana", &["treasury", "take-out", "external-bank", &euros, "EUR"]);
    let statement = world.read(&["treasury", "statement", "external-bank", "EUR"]);
    let last = statement["lines"].as_array().unwrap().last().unwrap().clone();
    let day = day_text(Timestamp(last["time"].as_u64().unwrap()));
    let _ = world.file("bank.csv", &format!("{file}{day},-{euros}\n"));
    let (report, _) = matched(&world, &[]);
    assert_eq!(counts(&report), [4, 0, 0, 0], "{report}");
    let bank = 51_000 - share;
    assert_eq!((held(&world, "external-bank"), held(&world, "fund-common")), (-bank, bank));
    assert_eq!(held(&world, &ana), 0);
}
