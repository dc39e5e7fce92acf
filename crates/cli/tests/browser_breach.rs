//! A breach in a real browser: raised by one member, taken up and ruled on by another, who was drawn; what
//! follows is seen and used: the one accused pays nothing, and who leaves is paid the value before.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/court.rs"]
mod court;
#[path = "common/served.rs"]
mod served;

use browser::Browser;
use court::eur;
use polity_machine::modules::breach::Accused;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::PersonId;
use served::Turned;

const LINES: &str = r#"
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "places",     may = "treasury.open_outside", who = "founder" },
  { id = "receiving",  may = "treasury.receive",      who = "founder" },
  { id = "paying",     may = "treasury.pay",          who = "founder", up_to = "1000 EUR per 30 days" },
]

[exit]
share       = "equal"
paid_within = "1 day"
"#;

fn charter() -> String {
    court::charter("Scale", LINES, 2)
}

/// Most script that a page may load. Unit: bytes, uncompressed.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

/// Looks at a page on every screen.
fn look(browser: &mut Browser, name: &str) {
    // A claim that is over has nothing to do on its page, and no script.
    if browser.eval("document.querySelector('script[type=module]') !== null") == true {
        browser.scripts_within(SCRIPT_BYTES_MAX);
    }
    for (screen, width) in [("desktop", 1_280), ("phone", 390)] {
        for scheme in ["dark", "light"] {
            browser.screen(width);
            browser.scheme(scheme);
            browser.picture(&format!("{name}-{screen}-{scheme}"));
            browser.is_within(name);
        }
    }
    browser.fits_as(name);
}

fn pay(amount: u64, to: PersonId) -> TreasuryAction {
    eur(amount, "fund-common", AccountId::Person(to))
}

/// The founder and a friend keep the lots; there are 300.00 EUR at the bank.
fn prepare(turned: &Turned) {
    turned.founder.befriend("friend", turned.time());
    court::open(turned);
    let common = AccountId::Fund("common".into());
    turned.founder.act(turned.time(), eur(30_000, "external-bank", common));
    // What comes on the day of the breach is not of the value before it.
    turned.pass(24);
}

#[test]
fn a_breach_is_raised_ruled_on_and_left_after_on_pages() {
    if Browser::start().is_none() {
        println!("skipped: a_breach_is_raised_ruled_on_and_left_after_on_pages: no Chromium");
        return;
    }
    let turned = Turned::begin_under(&charter());
    let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
    let another = || {
        let mut browser = Browser::start().unwrap();
        browser.screen(390);
        let person = browser.join(&site, |person| turned.admit(person));
        (browser, person)
    };
    let ((mut ana, ana_is), (mut ben, ben_is)) = (another(), another());
    prepare(&turned);
    let founder = Actor::named("founder");
    turned.founder.act(turned.time(), pay(15_000, founder.person));
    raise(&mut ana, &site, founder.person, &turned);
    court::draw(&turned, 1, &["friend"]);
    rule(&mut ben, &site);
    court::uphold(&turned, 1, "friend");
    // Whoever is accused spends no more of what is common.
    let refused = turned.founder.refused(turned.time(), pay(100, founder.person));
    assert_eq!(refused, "charter.frozen");
    asks(&mut ben, &site, ben_is);
    leave(&mut ana, &site, ana_is, founder.person);
    is_paid_no_less(&mut ben, &site, ben_is);
    for browser in [&mut ana, &mut ben] {
        let complaints = browser.complaints_but_missing();
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}

/// BRE-13: where a claim needs members who support it, one does so with the button of its page, once; then the panel is
/// drawn.
#[test]
fn a_claim_is_supported_with_a_button() {
    if Browser::start().is_none() {
        println!("skipped: a_claim_is_supported_with_a_button: no Chromium");
        return;
    }
    let charter = charter().replace("again_after = ", "sponsors    = 1\nagain_after = ");
    let turned = Turned::begin_under(&charter);
    let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
    let mut ana = Browser::start().unwrap();
    ana.screen(390);
    ana.join(&site, |person| turned.admit(person));
    prepare(&turned);
    let accused = Accused::Person(Actor::named("friend").person);
    court::raise(&turned, "founder", accused, "Half of the fund is gone");
    let standing = |browser: &mut Browser| {
        browser.eval(&format!(
            "fetch('{site}/api/v1/breaches/1').then((answer) => answer.text())\
             .then((text) => /\"standing\":\"([a-z_]+)\"/.exec(text)[1])"
        ))
    };
    assert_eq!(standing(&mut ana), "waiting");
    ana.go(&format!("{site}/breaches/1"));
    ana.until("document.querySelector('.actions [data-act]').checkVisibility()");
    look(&mut ana, "breach-support");
    assert_eq!(ana.text(".actions [data-act]"), "Support this claim");
    ana.press(".actions [data-act]");
    ana.sign("Support claim 1");
    ana.until("document.getElementById('said').innerText !== ''");
    assert_eq!(standing(&mut ana), "open");
    ana.go(&format!("{site}/breaches/1"));
    let told = ana.text("main");
    assert!(
        told.contains("The panel rules until") && !told.contains("Support this claim"),
        "{told}"
    );
    let complaints = ana.complaints_but_missing();
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// Says who broke the commandment, when, and what shows it.
fn raise(browser: &mut Browser, site: &str, accused: PersonId, turned: &Turned) {
    browser.go(&format!("{site}/breaches"));
    browser.until("!document.getElementById('raising').hidden");
    browser.eval("document.getElementById('raising').open = true");
    browser.fill("#text", "Half of the fund is gone\n\nNobody weighed it.");
    browser.eval("document.getElementById('accused').value = ''");
    browser.fill("#member", &accused.to_string());
    let today = turned.time().to_string();
    browser.fill("#since", today.split('T').next().unwrap());
    browser.fill("#evidence", "The statement: 150.00 EUR to one person.");
    look(browser, "breach-raise");
    browser.press("#raise button");
    browser.sign("Claim that");
    browser.said("The claim is raised.");
}

/// Takes the seat, and says that the claim holds.
fn rule(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/me"));
    browser.until(
        "[...document.querySelectorAll('button')].some((one) => one.innerText === 'Take the seat')",
    );
    look(browser, "breach-drawn");
    browser.eval(
        "[...document.querySelectorAll('button')].find((one) => one.innerText === 'Take the seat').click()",
    );
    browser.sign("Take the seat");
    browser.said("You have the seat.");
    browser.go(&format!("{site}/breaches/1"));
    browser.until("document.getElementById('rule').checkVisibility()");
    look(browser, "breach-rule");
    browser.press("#uphold");
    browser.sign("claim 1");
    browser.said("Your ruling stands.");
}

/// Sees what follows, and leaves at the value before.
fn leave(browser: &mut Browser, site: &str, person: PersonId, accused: PersonId) {
    browser.go(&format!("{site}/breaches/1"));
    let told = browser.text("main");
    assert!(told.contains("spends none of the common money"), "{told}");
    look(browser, "breach-upheld");
    let pages = ["breaches", "breaches/1", "panels", "offices"].map(str::to_owned);
    let more = [format!("people/{person}/leave"), format!("people/{accused}")];
    Browser::start().unwrap().reads_in_persian(site, &[&pages[..], &more].concat());
    // Whoever was accused is offered the present value alone.
    browser.go(&format!("{site}/people/{accused}/leave"));
    let told = browser.text("main");
    assert!(told.contains("37.50 EUR") && !told.contains("breach=1"), "{told}");
    assert_eq!(browser.eval("document.querySelectorAll('[href=\"?breach=1\"]').length"), 0);
    browser.go(&format!("{site}/people/{person}/leave"));
    browser.until("document.querySelector('[href=\"?breach=1\"]')");
    browser.eval("document.querySelector('[href=\"?breach=1\"]').click()");
    browser.until("document.querySelector('main').innerText.includes('75.00 EUR')");
    browser.until("document.getElementById('leave-with')?.checkVisibility()");
    look(browser, "breach-leave");
    browser.press("#leave-with");
    browser.sign("breach");
    browser.said("You have left, with your share.");
    assert_eq!(
        held(browser, site, person),
        "7500",
        "75.00 of what were 300.00, not of the 150.00 that are left"
    );
}

/// Returns what a person holds. Unit: minor units.
fn held(browser: &mut Browser, site: &str, person: PersonId) -> serde_json::Value {
    browser.eval(&format!(
        "fetch('{site}/api/v1/balances').then((answer) => answer.json())\
         .then(({{ rows }}) => rows.find(({{ account }}) => account === '{person}')?.amount ?? '0')"
    ))
}

/// Is asked whether to leave with a quarter of what is left, and does not answer yet.
fn asks(browser: &mut Browser, site: &str, person: PersonId) {
    browser.go(&format!("{site}/people/{person}/leave"));
    assert!(browser.text("main").contains("37.50 EUR"), "a quarter of 150.00");
    browser.press("#leave-with");
    browser.until("document.querySelector('dialog[open]')");
    let asked = browser.text("dialog");
    assert!(asked.contains("for at least 35.62 EUR, or not at all"), "{asked}");
}

/// EXI-20: meanwhile somebody took 75.00. What is signed is refused, and the claim is there: with a look at what is left,
/// it is taken.
fn is_paid_no_less(browser: &mut Browser, site: &str, person: PersonId) {
    browser.press("dialog .actions button:not(.quiet)");
    browser.until("document.querySelector('dialog').innerText.includes('exit.less')");
    let told = browser.text("dialog");
    assert!(told.contains("25.00 EUR would be paid now; at least 35.62 EUR"), "{told}");
    browser.was_refused_late();
    assert_eq!(held(browser, site, person), "0");
    browser.go(&format!("{site}/people/{person}/leave"));
    assert!(browser.text("main").contains("25.00 EUR"), "a third of 75.00");
    browser.press("#leave-with");
    browser.sign("for at least 23.75 EUR");
    browser.said("You have left, with your share.");
    assert_eq!(held(browser, site, person), "2500");
}
