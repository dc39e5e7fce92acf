//! A fork in a real browser: announced, signed up for, left by; the new society is founded on a page of its
//! own, at another address, with the papers and the key as files; others come over to it in the same way.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use browser::Browser;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, PersonId};
use serde_json::Value;
use served::{ToFound, Turned};

const CHARTER: &str = r#"# Charter of the ford

`society.name = "Ford"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"` `fork.period = "1 hour"` `fork.least = 2`

```toml
asset = [{ id = "EUR", decimals = 2, held_by = "the bank" }]
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "places",     may = "treasury.open_outside", who = "founder" },
  { id = "receiving",  may = "treasury.receive",      who = "founder" },
]
```
"#;

/// The charter of the new society.
const CHILD: &str = r#"# Charter of the far bank

`society.name = "Far bank"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "invite"`

```toml
asset = [{ id = "EUR", decimals = 2, held_by = "the bank" }]
power = [{ id = "admitting", may = "membership.admit", who = "rule: vouched" }]
```
"#;

const CODE: &str = "abcd-efgh-jkmn";
/// Most script that a page may load. Unit: bytes, uncompressed.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

/// Somebody with a browser of their own, and their key as a file.
struct Leaver {
    browser: Browser,
    key: String,
    person: PersonId,
}

/// Puts a file where one is chosen.
fn choose_file(browser: &mut Browser, selector: &str, text: &str) {
    let text = serde_json::to_string(text).unwrap();
    browser.eval(&format!(
        "(() => {{ const chosen = new DataTransfer(); \
         chosen.items.add(new File([{text}], 'file.json', {{ type: 'application/json' }})); \
         document.querySelector('{selector}').files = chosen.files; }})()"
    ));
}

/// From now on what the page would save is kept for the test.
fn keep_files(browser: &mut Browser) {
    browser.eval(
        "(() => { const make = URL.createObjectURL.bind(URL); \
         URL.createObjectURL = (blob) => { window.kept = blob; return make(blob); }; })()",
    );
}

/// Returns what the page would have saved last.
fn kept(browser: &mut Browser) -> String {
    browser.eval("window.kept.text()").as_str().unwrap().to_owned()
}

/// Looks at a page on every screen.
fn look(browser: &mut Browser, name: &str) {
    browser.scripts_within(SCRIPT_BYTES_MAX);
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

/// Has somebody become a member, with a second key as a file.
fn join(turned: &Turned, site: &str) -> Leaver {
    let mut browser = Browser::start().unwrap();
    browser.screen(390);
    browser.go(&format!("{site}/me"));
    keep_files(&mut browser);
    browser.press("#make-browser");
    browser.until("document.getElementById('paper-file').checkVisibility()");
    let key = kept(&mut browser);
    browser.eval("document.getElementById('paper-file').addEventListener('click', (event) => event.preventDefault())");
    browser.press("#paper-file");
    browser.press("#paper-done");
    browser.until("document.getElementById('apply').checkVisibility()");
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let person: PersonId = browser.text("#person").parse().unwrap();
    browser.press("#apply button");
    browser.sign("Apply for membership");
    browser.said("You have applied");
    turned.founder.act(turned.time(), MembershipAction::Admit { applicant: person });
    browser.go(&format!("{site}/me"));
    browser.press("#swear");
    browser.sign("I have read the charter");
    browser.said("You are a member");
    Leaver { browser, key, person }
}

/// Puts 300.00 EUR into the common fund, which lie at the bank.
fn endow(turned: &Turned) {
    let bank: AccountId = "external-bank".parse().unwrap();
    let terms = turned.founder.text("An account at the bank.");
    turned.founder.act(turned.time(), TreasuryAction::OpenOutside { account: bank.clone(), terms });
    let receive = TreasuryAction::Receive {
        amount: Amount::from(30_000),
        asset: "EUR".parse().unwrap(),
        category: None,
        from: bank,
        memo: None,
        to: "fund-common".parse().unwrap(),
    };
    turned.founder.act(turned.time(), receive);
}

#[test]
fn a_fork_is_announced_left_by_founded_and_come_over_to_on_pages() {
    if Browser::start().is_none() {
        println!(
            "skipped: a_fork_is_announced_left_by_founded_and_come_over_to_on_pages: no Chromium"
        );
        return;
    }
    let turned = Turned::begin_under(CHARTER);
    let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
    let (mut ana, mut ben) = (join(&turned, &site), join(&turned, &site));
    endow(&turned);
    announce(&mut ana.browser, &site);
    sign_up(&mut ana, &mut ben, &site);
    turned.pass(2);
    let (papers, line) = papers(&mut ana, &mut ben, &site);
    let pages = ["forks", "forks/1", "campaigns", "people"].map(str::to_owned);
    Browser::start().unwrap().reads_in_persian(&site, &pages);
    let start = ToFound::begin(CODE);
    let child = found(&mut ana, &start, &papers);
    come_over(&mut ben, &child, &line);
    for one in [&mut ana.browser, &mut ben.browser] {
        let complaints = one.complaints_but_missing();
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}

/// Says why, under which charter, and where the shares go.
fn announce(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/forks"));
    browser.until("!document.getElementById('announcing').hidden");
    browser.eval("document.getElementById('announcing').open = true");
    browser.fill("#why", "We cross over\n\nThe far bank is dry.");
    browser.fill("#charter", CHILD);
    browser.fill("#pool", "external-nowhere");
    look(browser, "forks");
    // What would be refused is not asked to be signed.
    browser.press("#announce button");
    browser.until("document.getElementById('trouble').innerText.includes('fork.other_pool')");
    browser.was_refused();
    browser.fill("#pool", "external-bank");
    browser.press("#announce button");
    browser.sign("Announce a fork");
    browser.said("The fork is announced.");
}

/// Both sign up, one of them after taking it back once.
fn sign_up(ana: &mut Leaver, ben: &mut Leaver, site: &str) {
    for leaver in [&mut *ana, &mut *ben] {
        let browser = &mut leaver.browser;
        browser.go(&format!("{site}/forks/1"));
        browser.until("document.getElementById('join').checkVisibility()");
        look(browser, "fork-open");
        browser.press("#join");
        browser.sign("Sign up for fork 1");
        browser.said("You signed up.");
    }
    let browser = &mut ben.browser;
    browser.go(&format!("{site}/forks/1"));
    browser.until("document.getElementById('withdraw').checkVisibility()");
    browser.press("#withdraw");
    browser.sign("Take back");
    browser.said("Your signature is taken back.");
    browser.press("#join");
    browser.sign("Sign up for fork 1");
    browser.said("You signed up.");
}

/// Takes what one founds with, and what the other comes over with.
fn papers(ana: &mut Leaver, ben: &mut Leaver, site: &str) -> (String, String) {
    let browser = &mut ana.browser;
    browser.go(&format!("{site}/forks/1"));
    browser.until("!document.getElementById('leaving').hidden");
    assert!(browser.text("main").contains("100.00 EUR"), "{}", browser.text("main"));
    look(browser, "fork-done");
    keep_files(browser);
    browser.press("#founder-papers");
    browser.said("Your papers to found with are saved.");
    let founder = kept(browser);
    let browser = &mut ben.browser;
    browser.go(&format!("{site}/forks/1"));
    browser.until("!document.getElementById('leaving').hidden");
    let line = browser
        .eval("fetch(document.getElementById('papers-of').href).then((answer) => answer.text())");
    (founder, line.as_str().unwrap().to_owned())
}

/// Founds the new society at another address; returns where it is.
fn found(ana: &mut Leaver, start: &ToFound, papers: &str) -> String {
    let browser = &mut ana.browser;
    let address = format!("localhost:{}", start.address.port());
    browser.go(&format!("http://{address}/found#code={CODE}"));
    browser.until("!document.getElementById('founding').hidden");
    browser.eval("document.getElementById('of-fork').open = true");
    browser.screen(390);
    // Papers that are none, and papers without the key, lead nowhere.
    choose_file(browser, "#fork-papers", "{\"fork\": 1}");
    browser.press("#descend button");
    browser.until("document.getElementById('trouble').innerText.includes('no papers to found')");
    choose_file(browser, "#fork-papers", papers);
    browser.press("#descend button");
    browser.until("document.getElementById('trouble').innerText.includes('another key')");
    look(browser, "found-fork");
    choose_file(browser, "#fork-key", &ana.key);
    browser.press("#descend button");
    browser.until("document.getElementById('law').innerText.includes('far bank')");
    assert!(browser.text("#from").contains("It descends from fork 1 of society1"));
    look(browser, "found-fork-read");
    browser.press("#agree");
    browser.until("document.getElementById('sign').checkVisibility()");
    assert_eq!(browser.text("#person"), ana.person.to_string());
    browser.press("#sign");
    browser.sign("It descends from fork 1 of society1");
    browser.until("document.getElementById('identifier').innerText.startsWith('society1')");
    let society = browser.text("#identifier");
    format!("http://{address}/s/{society}")
}

/// Comes over with papers and key as files; what was pooled is theirs.
fn come_over(ben: &mut Leaver, child: &str, line: &str) {
    let browser = &mut ben.browser;
    browser.go(&format!("{child}/forks"));
    browser.until("document.getElementById('arriving').checkVisibility()");
    look(browser, "fork-child");
    choose_file(browser, "#papers", line);
    browser.press("#arrive button");
    browser.until("document.getElementById('trouble').innerText.includes('no key on this device')");
    choose_file(browser, "#arrive-key", &ben.key);
    browser.press("#arrive button");
    browser.sign("Come over");
    browser.said("You are a member.");
    let rows = browser.eval(&format!(
        "fetch('{child}/api/v1/balances').then((answer) => answer.json()).then(({{ rows }}) => rows)"
    ));
    let held = |account: &str| {
        let rows = rows.as_array().unwrap().iter();
        rows.clone().find(|row| row["account"] == account).map(|row: &Value| row["amount"].clone())
    };
    assert_eq!(held(&ben.person.to_string()), Some("10000".into()), "{rows}");
    assert!(held("escrow-fork").is_none_or(|left| left == "0"), "{rows}");
    browser.go(&format!("{child}/forks"));
    browser.until("document.querySelector('.figures')?.innerText.includes('2 of 2')");
}
