//! A real browser acts: it keeps a key, joins on a phone's screen, swears and votes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use std::process::Command;

use browser::Browser;
use common::{Server, now};
use polity_machine::modules::charter::{CharterAction, RelyingParty};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::membership::MembershipAction;
use polity_types::PersonId;
use serde_json::Value;
use served::{Founder, Turned, found};

/// Most script that a page may send. Unit: bytes.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

fn person(browser: &mut Browser) -> PersonId {
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    browser.text("#person").parse().unwrap()
}

/// Says that the file of the second key is saved, which nobody may before it was taken.
fn saved(browser: &mut Browser) {
    assert_eq!(browser.eval("document.getElementById('paper-done').disabled"), true);
    browser.eval(
        "document.getElementById('paper-file').addEventListener('click', (event) => \
         event.preventDefault())",
    );
    browser.press("#paper-file");
    browser.press("#paper-done");
}

/// Swears the oath, with a name for oneself beside it.
fn swears_as_mira(browser: &mut Browser) {
    browser.fill("#oath-name", "Mira  ");
    browser.press("#swear");
    browser.sign("I have read the charter");
    browser.sign("Take the name “Mira” here. It stands in the public log for ever");
    browser.until("document.getElementById('said').innerText.includes('your name here now')");
    assert_eq!(browser.text("#called"), "Mira");
    browser.picture("me-member-phone");
    browser.fits();
}

/// On "My passport", of somebody who took a name a moment ago: another one so soon is refused before
/// anything is signed, and the page says from when on; the name can be given up at any time.
fn names_change_in_their_time(browser: &mut Browser, site: &str) {
    browser.fill("#name", "Mirabel");
    browser.press("#take-name button");
    browser
        .until("document.getElementById('trouble').innerText.includes('at most once in 30 days')");
    assert!(browser.text("#name-next").starts_with("You may take another name from 20"));
    browser.press("#give-up");
    browser.sign("Give up your name here.");
    browser.until("document.getElementById('called-row').hidden");
    browser.fill("#name", "Mira");
    browser.press("#take-name button");
    browser.until("document.getElementById('trouble').innerText.includes('names.too_soon')");
    browser.was_refused();
    browser.go(&format!("{site}/people"));
    assert!(browser.text("table").contains("Member 4"), "the number is back");
}

#[test]
fn a_browser_joins_on_a_phone_votes_and_changes_its_mind() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_browser_joins_on_a_phone_votes_and_changes_its_mind: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), now());
    let server = Server::start(folder.path());
    let founder = Founder::of(server.address, society);
    let address = server.address.to_string();
    let site = format!("http://{address}/s/{society}");
    founder.befriend("friend", now());
    founder.befriend("another friend", now());
    browser.screen(390);

    // A key, and an application.
    browser.go(&format!("{site}/me"));
    browser.picture("me-none-phone");
    browser.fits();
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.eval("document.getElementById('no-paper').click()");
    browser.fill("#without-words", "I can lose this for good");
    browser.press("#make-browser");
    browser.until("document.getElementById('apply').checkVisibility()");
    let member = person(&mut browser);
    browser.press("#apply button");
    browser.until("document.querySelector('dialog[open]')");
    browser.picture("dialog-apply-phone");
    browser.fits();
    browser.sign("Apply for membership");
    browser.until("document.getElementById('said').innerText.includes('You have applied')");

    // The founder admits; the oath shows the commandment and the rules before the signature.
    founder.act(now(), MembershipAction::Admit { applicant: member });
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('swear').checkVisibility()");
    let oath = browser.text("#me");
    for words in ["No one reads alone who would rather not.", "Anyone may leave", "vouch"] {
        assert!(oath.contains(words) || oath.contains("may leave"), "{words}: {oath}");
    }
    browser.picture("me-oath-phone");
    browser.fits();
    swears_as_mira(&mut browser);

    names_change_in_their_time(&mut browser, &site);

    // Yes, and then no.
    founder.propose(now(), "amendment", "Count the books that we have.", &[]);
    browser.go(&format!("{site}/decisions/1"));
    browser.until("document.getElementById('ballot').checkVisibility()");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.fits();
    browser.picture("decision-phone");
    browser.press("#ballot button[value=yes]");
    browser.sign("Cast a ballot on proposal 1: yes.");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    browser.until("document.getElementById('mine').innerText.includes('Yes')");
    browser.picture("decision-receipt-phone");
    browser.go(&format!("{site}/decisions/1"));
    browser.until("document.getElementById('mine').innerText.includes('Yes')");
    browser.press("#ballot button[value=no]");
    browser.sign("It takes the place of your ballot op1");
    browser.until("document.getElementById('mine').innerText.includes('No')");
    let receipt = browser.eval("document.querySelector('#said a').getAttribute('href')");
    let entry = browser.eval(&format!("fetch({receipt}).then((page) => page.text())"));
    assert!(entry.as_str().unwrap().contains(&member.to_string()), "{entry}");
    browser.go(&format!("{site}/decisions/1"));
    browser.until("document.getElementById('mine').innerText.includes('No')");

    argument(&mut browser, &site);
    ballots_by_every_form(&mut browser, &founder, &site);

    // Where consent is asked, an objection has a reason.
    founder.propose(now(), "by-consent", "Shall we count the books?", &[]);
    browser.go(&format!("{site}/decisions/7"));
    browser.press("#ballot button[value=object]");
    browser.until("document.getElementById('trouble').innerText.includes('GOV-15')");
    browser.fill("#reason", "They are borrowed.");
    browser.press("#ballot button[value=object]");
    browser.until("document.querySelector('dialog[open]')");
    assert!(browser.text("dialog").contains("They are borrowed."));
    browser.sign("object, for the reason whose SHA-256 is");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    proposals(&mut browser, &site);
    payment(&mut browser, &site);

    for (name, width) in [("phone", 390), ("desktop", 1_280)] {
        for scheme in ["light", "dark"] {
            browser.screen(width);
            browser.scheme(scheme);
            browser.go(&format!("{site}/decisions/4"));
            browser.until("document.getElementById('mine').checkVisibility()");
            browser.picture(&format!("ranking-{name}-{scheme}"));
            browser.fits();
            browser.go(&format!("{site}/me"));
            browser.until("document.getElementById('leave').checkVisibility()");
            browser.picture(&format!("me-{name}-{scheme}"));
            browser.fits();
        }
    }

    invitation(&mut browser, &site);

    // Leaving, at 320 pixels.
    browser.screen(320);
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('leave').checkVisibility()");
    browser.fits();
    browser.press("#leave");
    browser.sign("Leave the society, at once.");
    browser.until("document.getElementById('said').innerText.includes('You have left')");
    browser.is_quiet(&address);
}

/// Invites somebody by a link, which another browser opens.
fn invitation(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/me"));
    browser.press("#invite");
    browser.sign("Invite whoever has the link");
    browser.until("document.getElementById('link').checkVisibility()");
    let link = browser.eval("document.getElementById('link').value");
    let mut other = Browser::start().unwrap();
    other.screen(390);
    other.go(link.as_str().unwrap());
    other.eval("document.getElementById('no-paper').click()");
    other.fill("#without-words", "I can lose this for good");
    other.press("#make-browser");
    other.press("#apply button");
    other.sign("Apply for membership, with an invitation.");
    other.until("document.getElementById('said').innerText.includes('You have applied')");
    let asked = other.eval("performance.getEntriesByType('resource').map(({ name }) => name)");
    let code = link.as_str().unwrap().rsplit('=').next().unwrap().to_owned();
    assert!(!asked.to_string().contains(&code), "no server is told the code");
}

/// Argues, and reads the argument on the page.
fn argument(browser: &mut Browser, site: &str) {
    browser.until("document.getElementById('arguing').checkVisibility()");
    browser.eval("document.getElementById('arguing').open = true");
    browser.fill("#argument", "Books are not to be counted.");
    browser.press("#argue button");
    browser.until("document.querySelector('dialog[open]')");
    assert!(browser.text("dialog").contains("Books are not to be counted."));
    browser.sign("Argue for proposal 1");
    browser.until("document.getElementById('said').innerText.includes('Your argument')");
    browser.go(&format!("{site}/decisions/1"));
    browser.until("document.body.innerText.includes('Books are not to be counted.')");
}

/// Brings a proposal that changes the charter and admits somebody, after seeing what is wrong.
fn proposals(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/decisions"));
    browser.until("!document.getElementById('bringing').hidden");
    browser.eval("document.getElementById('bringing').open = true");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.fill("#text", "Three vouches\n\nTwo are too few.");
    browser.press("[data-add='charter.amend']");
    browser.until("document.querySelector('.whole')?.value.includes('admission.vouches = 2')");
    let whole = browser.eval("document.querySelector('.whole').value");
    let whole = whole.as_str().unwrap();
    // A fault is told with its line, and nobody is asked to sign.
    browser.fill(".whole", &whole.replace("admission.vouches = 2", "admission.vouches = 999999"));
    browser.press("[data-compare]");
    browser.until("document.querySelector('.compared').innerText.includes('cannot be a charter')");
    browser.fill(".whole", &whole.replace("admission.vouches = 2", "admission.vouches = 3"));
    browser.press("[data-compare]");
    browser.until("document.querySelector('.compared ins')");
    let compared = browser.text(".compared");
    assert!(compared.contains("3 members must vouch"), "{compared}");
    assert!(compared.contains("admission.vouches = 3"), "{compared}");
    browser.fits();
    browser.picture("propose-amend-phone");
    browser.press("#bring > p:last-child button");
    browser.until("document.querySelector('dialog[open]')");
    browser.picture("dialog-propose-phone");
    browser.fits();
    let asked = browser.text("dialog");
    assert!(asked.contains("Change the charter to the text"), "{asked}");
    assert!(
        asked.contains("3 members must vouch") && asked.contains("Two are too few."),
        "{asked}"
    );
    browser.sign("to be decided by the rule \"amendment\"");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    browser.go(&format!("{site}/decisions"));
    browser.until("document.body.innerText.includes('Three vouches')");
    // Options alone, by a rule that chooses.
    browser.until("!document.getElementById('bringing').hidden");
    browser.eval("document.getElementById('bringing').open = true");
    browser.fill("#procedure", "by-irv");
    browser.until("document.getElementById('options').checkVisibility()");
    browser.fill("#text", "Which book?");
    browser.fill("#options", "Emma\nSolaris\n");
    browser.press("#bring > p:last-child button");
    browser.sign("Option 2, \"Solaris\".");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
}

/// Brings a proposal that pays and admits, after a wrong amount.
fn payment(browser: &mut Browser, site: &str) {
    let somebody = polity_machine::testing::Actor::named("somebody").person.to_string();
    browser.go(&format!("{site}/decisions"));
    browser.until("!document.getElementById('bringing').hidden");
    browser.eval("document.getElementById('bringing').open = true");
    browser.fill("#text", "Pay the cook");
    browser.press("[data-add='treasury.pay']");
    browser.fill("#acts [name=to]", &somebody);
    browser.fill("#acts [name=amount]", "12.505");
    browser.fill("#acts [name=memo]", "For the soup.");
    browser.press("#bring > p:last-child button");
    browser.until("document.getElementById('trouble').innerText.includes('at most 2 decimal')");
    browser.fill("#acts [name=amount]", "12.5");
    browser.fits();
    browser.picture("propose-pay-phone");
    browser.press("#bring > p:last-child button");
    browser.until("document.querySelector('dialog[open]')");
    let asked = browser.text("dialog");
    assert!(asked.contains("12.5 LTC, for: For the soup."), "{asked}");
    assert!(asked.contains(&somebody), "{asked}");
    browser.sign("Pay 12.50 LTC from fund-common to person1");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    browser.press("#said a[href$='/decisions']");
    browser.until("document.body.innerText.includes('Pay the cook')");
}

/// What would be refused is said with the next step before anybody signs, and nobody is asked to.
#[test]
fn a_refusal_is_said_with_its_next_step() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_refusal_is_said_with_its_next_step: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), now());
    let server = Server::start(folder.path());
    let founder = Founder::of(server.address, society);
    founder.propose(now(), "by-consent", "Shall we meet?", &[]);
    let site = format!("http://{}/s/{society}", server.address);
    browser.screen(320);
    browser.go(&format!("{site}/decisions/1"));
    browser.until("document.getElementById('who').innerText.includes('make a key or join')");
    assert_eq!(browser.eval("document.getElementById('ballot').hidden"), true);
    browser.fits();
    browser.go(&format!("{site}/me#invitation=wrong"));
    keep_what_is_saved(&mut browser);
    browser.press("#make-browser");
    browser.until("document.getElementById('paper-done').checkVisibility()");
    let file = browser.eval("saved.text()");
    saved(&mut browser);
    browser.press("#apply button");
    browser.until("document.getElementById('trouble').innerText.includes('Copy the whole code')");
    // Cancelling signs nothing.
    browser.fill("#code", "");
    browser.press("#apply button");
    browser.until("document.querySelector('dialog[open]')");
    browser.key("Escape");
    browser.until("!document.querySelector('dialog')");
    assert_eq!(browser.text("#said"), "");
    browser.press("#apply button");
    browser.sign("Apply for membership");
    browser.until("document.getElementById('said').innerText.includes('You have applied')");
    // The second key is the same person, from a terminal.
    let (key, action) = (folder.path().join("second.json"), folder.path().join("action.json"));
    std::fs::write(&key, file.as_str().unwrap()).unwrap();
    std::fs::write(&action, "{\"name\":\"membership.withdraw\",\"with\":{}}").unwrap();
    let signed = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["op", "sign", "--yes", "--url", &format!("http://{}", server.address), "--key"])
        .args([&key, &action])
        .output()
        .unwrap();
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('standing').innerText.includes('not a member')");
    // Who is no member may not argue under this charter.
    browser.go(&format!("{site}/decisions/1"));
    browser.until("!document.getElementById('arguing').hidden");
    browser.eval("document.getElementById('arguing').open = true");
    browser.fill("#argument", "May I?");
    browser.press("#argue button");
    browser.until("document.getElementById('trouble').innerText.includes('charter.no_power')");
    let trouble = browser.text("#trouble");
    assert!(trouble.lines().count() >= 3, "{trouble}");
    assert_eq!(browser.eval("document.querySelector('dialog')"), Value::Null);
    browser.picture("refusal-phone");
    browser.fits();
}

/// Casts a ballot of each form that a method takes, the ranking by keyboard alone.
fn ballots_by_every_form(browser: &mut Browser, founder: &Founder, site: &str) {
    let cities = ["Lisbon", "Tbilisi", "Accra"];
    for (place, method) in ["plurality", "approval", "irv", "score", "quadratic"].iter().enumerate()
    {
        let number = place.checked_add(2).unwrap();
        founder.propose(now(), &format!("by-{method}"), "Where do we meet?", &cities);
        browser.go(&format!("{site}/decisions/{number}"));
        browser.until("document.getElementById('ballot').checkVisibility()");
        browser.fits();
        let words = match *method {
            "plurality" => {
                browser.press("input[name=option][value='1']");
                "option 2."
            }
            "approval" => {
                browser.press("input[name=option][value='0']");
                browser.press("input[name=option][value='2']");
                "approve option 1, option 3."
            }
            "irv" => {
                // Each is ranked, then the last goes up to the top, by keyboard.
                browser.eval("document.querySelector('#unranked button').focus()");
                for _ in 0..3 {
                    browser.key("Enter");
                    browser.eval("document.querySelector('#unranked button')?.focus()");
                }
                browser.until("document.querySelectorAll('#ranked li').length === 3");
                browser.eval("document.querySelector('#ranked li:last-child button').focus()");
                browser.key("ArrowUp");
                browser.key("ArrowUp");
                "option 3, then option 1, then option 2."
            }
            "score" => {
                browser.fill("#option-1", "10");
                browser.fill("#option-2", "4");
                "option 1: 0, option 2: 10, option 3: 4."
            }
            _ => {
                for _ in 0..3 {
                    browser.press("li[data-option='0'] button:last-child");
                }
                browser.press("li[data-option='2'] button:nth-last-child(2)");
                assert!(browser.text("#left").starts_with("90 of 100"));
                assert!(browser.text("li[data-option='0']").contains("costs 7"));
                "option 1: 3 votes for, option 3: 1 vote against."
            }
        };
        browser.press("#ballot button[value=cast]");
        browser.sign(words);
        browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
        // One's own ballot stands there after the page is loaded again, ready to be changed.
        browser.go(&format!("{site}/decisions/{number}"));
        browser.until("document.getElementById('mine').checkVisibility()");
        let mine = browser.text("#mine").to_lowercase();
        assert!(mine.contains(words.trim_end_matches('.')), "{method}: {mine}");
        browser.picture(&format!("ballot-{method}-phone"));
    }
}

/// Has the test see the file that the page offers, since no page may fetch it.
fn keep_what_is_saved(browser: &mut Browser) {
    browser.eval(
        "(() => { const make = URL.createObjectURL; URL.createObjectURL = (blob) => \
         (globalThis.saved = blob, make.call(URL, blob)); })()",
    );
}

#[test]
fn a_passkey_joins_and_votes_where_the_society_lists_the_address() {
    let Some(mut browser) = Browser::start() else {
        println!(
            "skipped: a_passkey_joins_and_votes_where_the_society_lists_the_address: no Chromium"
        );
        return;
    };
    let turned = Turned::begin();
    let founder = &turned.founder;
    let address = format!("localhost:{}", founder.address.port());
    let site = format!("http://{address}/s/{}", founder.society);
    browser.authenticator();
    browser.screen(390);

    // Not before the members list the address.
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('make-browser').checkVisibility()");
    assert_eq!(browser.eval("document.getElementById('make-passkey').hidden"), true);
    let parties =
        vec![RelyingParty { id: "localhost".into(), origins: vec![format!("http://{address}")] }];
    let text = founder.text("Passkeys work at this machine.");
    let actions = vec![CharterAction::SetRelyingParties { relying_parties: parties }.into()];
    founder.propose_acts(turned.time(), actions, text);
    let yes = Ballot::Open { choice: Choice::Yes };
    let yes = GovernanceAction::CastBallot { ballot: yes, proposal: 1, replaces: None, round: 1 };
    founder.act(turned.time(), yes);
    turned.pass(50);

    browser.go(&format!("{site}/me"));
    keep_what_is_saved(&mut browser);
    browser.press("#make-passkey");
    browser.until("document.getElementById('paper-done').checkVisibility()");
    let file = browser.eval("saved.text().then(JSON.parse)");
    assert_eq!(file["inception"]["inception"]["keys"].as_array().unwrap().len(), 2, "{file}");
    saved(&mut browser);
    let member = person(&mut browser);
    browser.press("#apply button");
    browser.sign("under 2 keys");
    browser.until("document.getElementById('said').innerText.includes('You have applied')");
    founder.act(turned.time(), MembershipAction::Admit { applicant: member });
    browser.go(&format!("{site}/me"));
    browser.press("#swear");
    browser.sign("I have read the charter");
    browser.until("document.getElementById('said').innerText.includes('You are a member')");
    founder.propose(turned.time(), "amendment", "Count the books.", &[]);
    browser.go(&format!("{site}/decisions/2"));
    browser.press("#ballot button[value=yes]");
    browser.sign("proposal 2: yes.");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    let path = format!("/s/{}/api/v1/people/{member}?decision=2", founder.society);
    let told = founder
        .ask(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
    let told: Value = told.json();
    assert_eq!(told["decision"]["ballot"]["value"], "yes", "{told}");
    assert!(told["keys"].to_string().contains("passkey:"), "{told}");

    // It passes, and waits: the same passkey objects, once.
    turned.pass(25);
    browser.go(&format!("{site}/decisions/2"));
    browser.press("#object button");
    browser.sign("Object to proposal 2 before it takes effect.");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    browser.go(&format!("{site}/decisions/2"));
    browser.until("document.getElementById('said').innerText.includes('You have objected')");
    assert_eq!(browser.eval("document.getElementById('object').hidden"), true);
    browser.picture("grace-phone");

    // The browser has forgotten everything; the device still has the passkey, and that is enough.
    browser.eval("new Promise((done) => (indexedDB.deleteDatabase('polity').onsuccess = done)).then(() => 0)");
    browser.go(&format!("{site}/keys"));
    browser.fill("#again-person", &member.to_string());
    browser.press("#again button");
    browser.until("document.getElementById('said').innerText.includes('acts as you now')");
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('standing').innerText.includes('member')");
    assert_eq!(person(&mut browser), member);
    browser.is_quiet(&address);
}
