//! Two breaches side by side, from the command line and on the page: what one's share is before each of them, and before
//! both.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "common/court.rs"]
mod court;
#[path = "common/served.rs"]
mod served;

use std::process::Command;

use court::eur;
use polity_machine::modules::breach::Accused;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use serde_json::Value;
use served::Turned;

const LINES: &str = r#"
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "funds",      may = "treasury.open_account", who = "founder" },
  { id = "places",     may = "treasury.open_outside", who = "founder" },
  { id = "receiving",  may = "treasury.receive",      who = "office: keeper" },
  { id = "paying",     may = "treasury.pay",          who = "office: keeper", up_to = "1000 EUR per 30 days" },
]

[exit]
share       = "equal"
funds       = ["common", "house"]
paid_within = "1 day"
"#;

/// Runs the program against a served society and returns its JSON.
fn polity(turned: &Turned, arguments: &[&str]) -> Value {
    let url = format!("http://{}", turned.founder.address);
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    command.env_remove("POLITY_URL").env_remove("POLITY_KEY");
    let output = command.arg("--json").args(arguments).args(["--url", &url]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is paid of each fund.
fn paid(turned: &Turned, person: &str, breaches: &[u64]) -> Vec<(String, String)> {
    let named: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    let named = named.iter().flat_map(|number| ["--before-breach", number]);
    let shown =
        polity(turned, &[&["exit", "show", person][..], &named.collect::<Vec<_>>()].concat());
    let rows = shown["rows"].as_array().unwrap_or_else(|| panic!("{shown}")).iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| (text(&row["fund"]), text(&row["pays"]))).collect()
}

/// Founder and friend keep the lots; ana, ben and carl belong too.
fn begin(lines: &str) -> Turned {
    let turned = Turned::begin_under(&court::charter("Two Scales", lines, 3));
    let (founder, now) = (&turned.founder, turned.time());
    for name in ["friend", "ana", "ben", "carl"] {
        founder.befriend(name, now);
    }
    let house = AccountId::Fund("house".into());
    founder.act(now, TreasuryAction::OpenAccount { account: house });
    court::open(&turned);
    turned
}

/// Somebody claims that somebody broke the commandment today; the three others are drawn, and two of them agree.
fn upheld(turned: &Turned, claim: u64, by: &str, accused: &str, jury: [&str; 3]) {
    let accused = Accused::Person(Actor::named(accused).person);
    court::raise(turned, by, accused, &format!("What claim {claim} says."));
    court::draw(turned, claim, &jury);
    for juror in &jury[..2] {
        court::uphold(turned, claim, juror);
    }
}

/// EXI-16: who may leave before two breaches names both, and is paid, of each fund, what it was worth before the one
/// that took from it.
#[test]
fn exi_16_a_share_before_two_breaches_is_shown_fund_by_fund() {
    let turned = begin(LINES);
    let (common, house) = (AccountId::Fund("common".into()), AccountId::Fund("house".into()));
    let own = |name: &str| AccountId::Person(Actor::named(name).person);
    let founder = &turned.founder;
    founder.act(turned.time(), eur(30_000, "external-bank", common));
    founder.act(turned.time(), eur(10_000, "external-bank", house.clone()));
    turned.pass(48);
    founder.act(turned.time(), eur(15_000, "fund-common", own("founder")));
    upheld(&turned, 1, "ana", "founder", ["friend", "ben", "carl"]);
    let friend = Actor::named("friend");
    founder.have(&friend, turned.time(), eur(10_000, "external-bank", house));
    turned.pass(48);
    founder.have(&friend, turned.time(), eur(15_000, "fund-house", own("friend")));
    upheld(&turned, 2, "ben", "friend", ["founder", "ana", "carl"]);

    let ana = Actor::named("ana").person.to_string();
    let rows = |common: &str, house: &str| {
        [("fund-common", common), ("fund-house", house)]
            .map(|(fund, pays)| (fund.to_owned(), pays.to_owned()))
    };
    assert_eq!(paid(&turned, &ana, &[]), rows("3000", "1000"));
    assert_eq!(paid(&turned, &ana, &[1]), rows("6000", "2000"));
    assert_eq!(paid(&turned, &ana, &[2]), rows("3000", "4000"));
    assert_eq!(paid(&turned, &ana, &[1, 2]), rows("6000", "4000"));
    // The page offers each by itself, and all of them.
    let path = format!(
        "GET /s/{}/people/{ana}/leave HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        founder.society
    );
    let page = founder.ask(path.as_bytes()).body;
    for offered in ["?breach=1\"", "?breach=2\"", "before all of them"] {
        assert!(page.contains(offered), "{offered}: {page}");
    }
    is_told(&turned);
}

/// Whoever may leave before a breach is told so until when, and nobody else; so is who asks for the claim, or the calendar.
fn is_told(turned: &Turned) {
    let windows = |name: &str| {
        let person = Actor::named(name).person.to_string();
        let needs = polity(turned, &["needs", &person]);
        let needs = needs.as_array().unwrap().iter().filter(|need| need["kind"] == "window");
        needs.cloned().collect::<Vec<Value>>()
    };
    let told = windows("ana");
    let [first, second] = told.as_slice() else { panic!("{told:?}") };
    let leads = |need: &Value| {
        let page = need["page"].as_str().unwrap().split('/').next_back().map(str::to_owned);
        (page.unwrap(), need["command"].clone())
    };
    let command = "polity leave --with-share --before-breach 1 --before-breach 2 --preview";
    for need in [first, second] {
        assert_eq!(leads(need), ("leave?breach=1,2".to_owned(), command.into()), "{need}");
        assert!(need["words"].as_str().unwrap().contains("100.00 EUR for you now"), "{need}");
    }
    assert!(first["ends"].as_u64() < second["ends"].as_u64(), "{told:?}");
    // Whoever is accused leaves at the value now of what they took themselves.
    let of_friend = windows("friend");
    assert_eq!(of_friend.len(), 1, "{of_friend:?}");
    assert_eq!(leads(&of_friend[0]).0, "leave?breach=1");

    let claim = polity(turned, &["breach", "show", "1"]);
    assert_eq!((&claim["is_frozen"], &claim["window_until"]), (&true.into(), &first["ends"]));
    let url = format!("http://{}", turned.founder.address);
    let shown = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["breach", "show", "1", "--url", &url])
        .output()
        .unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    for said in ["spends nothing", "polity leave --with-share --before-breach 1 --preview"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let path = format!(
        "GET /s/{}/deadlines.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        turned.founder.society
    );
    let calendar = turned.founder.ask(path.as_bytes()).body;
    for number in [1, 2] {
        let said = format!("Last time to leave at the value before the breach of claim {number}");
        assert!(calendar.replace("\r\n ", "").contains(&said), "{said}: {calendar}");
    }
}

/// By contributions a share is read by its keys alone too, so that a served society proves it.
#[test]
fn a_share_by_contributions_is_shown_of_a_served_society() {
    let turned =
        begin(&LINES.replace("share       = \"equal\"", "share       = \"by contributions\""));
    let ana = Actor::named("ana").person.to_string();
    let all = paid(&turned, &ana, &[]);
    assert_eq!(all.len(), 2, "{all:?}");
}
