//! First start in a real browser: a society is founded on a page, somebody joins by a link on a phone,
//! votes, and sees the result.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use browser::Browser;
use served::ToFound;

/// Most script that a page may load. Unit: bytes, uncompressed.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

#[test]
fn a_society_is_founded_on_a_page_and_decides() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_society_is_founded_on_a_page_and_decides: no Chromium");
        return;
    };
    let start = ToFound::begin("abcd-efgh-jkmn");
    let address = format!("localhost:{}", start.address.port());
    browser.authenticator();

    choose(&mut browser, &address);
    sign_founding(&mut browser);
    let society = browser.text("#identifier");
    let site = format!("http://{address}/s/{society}");
    let mut phone = invite(&mut browser, &site);
    decide(&start, &mut browser, &mut phone, &site);
    phone.is_quiet(&address);

    // Founding is over, and the page leads to the society.
    phone.go(&format!("http://{address}/found"));
    assert!(phone.eval("location.pathname").as_str().unwrap().starts_with("/s/society1"));
}

/// Comes with a wrong code and with the right one, answers, and reads what it comes to.
fn choose(browser: &mut Browser, address: &str) {
    // Whoever opens the address comes to the page; without the code they stay there.
    browser.go(&format!("http://{address}/"));
    browser.until("document.querySelector('#founding:not([hidden])')");
    browser.fits();
    browser.fill("#code", "abcd-efgh-jkmm");
    browser.press("#choose button");
    browser.press("#answers button");
    browser.until("document.getElementById('trouble').innerText.includes('found.wrong_code')");

    browser.go(&format!("http://{address}/found#code=abcd-efgh-jkmn"));
    browser.until("!document.getElementById('founding').hidden");
    assert_eq!(browser.eval("location.hash"), "", "the code is not left in the history");
    for (code, width) in [("fa", 390), ("fa", 1_280), ("en", 1_280), ("en", 390)] {
        browser.screen(width);
        browser.go(&format!("http://{address}/language/{code}?to=/found"));
        assert_eq!(browser.eval("document.documentElement.lang"), code);
        browser.is_sound(&format!("first start, {code}, {width}"));
    }
    browser.go(&format!("http://{address}/found#code=abcd-efgh-jkmn"));
    browser.until("!document.getElementById('founding').hidden");
    for (name, width) in [("phone", 390), ("desktop", 1_280)] {
        for scheme in ["light", "dark"] {
            browser.screen(width);
            browser.scheme(scheme);
            browser.picture(&format!("found-{name}-{scheme}"));
            browser.fits();
        }
    }
    browser.scheme("light");
    browser.screen(390);
    browser.press("#choose button");
    browser.until("document.querySelector('#questions label')");
    let asked = browser.eval("document.querySelectorAll('#questions label').length");
    assert!(asked.as_u64().unwrap() >= 6, "{asked}");
    browser.fill("[name='society.name']", "The \"Lamp\"");
    browser.press("#answers button");
    browser.until("document.getElementById('trouble').innerText.includes('Leave out')");
    browser.fill("[name='society.name']", "The Night Lamp");
    browser.fill("[name='society.commandment']", "Nobody is left in the dark.");
    browser.fill("[name='admission.vouches']", "1");
    browser.fill("[name='admission.probation']", "none");
    browser.press("#answers button");
    browser
        .until("document.getElementById('law').innerText.includes('Nobody is left in the dark.')");
    assert!(browser.text("#rules").contains("1 member"), "{}", browser.text("#rules"));
    browser.picture("found-read-phone");
    browser.fits();

    // A text with a fault cannot be signed; one that decides at once can.
    let text = browser.eval("document.getElementById('text').value");
    let text = text.as_str().unwrap().to_owned();
    browser.eval("document.getElementById('change').open = true");
    browser.fill("#text", &text.replace("quorum     = \"20%\"", "quorum     = \"200%\""));
    browser.press("#again");
    browser.until("document.getElementById('rules').innerText.includes('200%')");
    assert_eq!(browser.eval("document.getElementById('agree').disabled"), true);
    let swift = text
        .replace("discussion = \"14 days\"", "discussion = \"none\"")
        .replace("voting     = \"7 days\"", "voting     = \"1 day\"");
    browser.fill("#text", &swift);
    assert_eq!(browser.eval("document.getElementById('agree').disabled"), true);
    browser.press("#again");
    browser.press("#agree");
    browser.until("document.getElementById('make-passkey').checkVisibility()");
}

/// Makes a passkey and a second key, and signs the founding.
fn sign_founding(browser: &mut Browser) {
    // Nobody goes on with one key alone, unless they say so in words.
    browser.eval("document.getElementById('no-paper').click()");
    browser.press("#make-passkey");
    browser.until("document.getElementById('trouble').innerText.includes('page.no_backup')");
    browser.eval("document.getElementById('paper').click()");
    browser.picture("found-key-phone");
    browser.fits();
    browser.press("#make-passkey");
    browser.until("document.getElementById('paper-file').checkVisibility()");
    assert_eq!(browser.eval("document.getElementById('paper-done').disabled"), true);
    browser.eval("document.getElementById('paper-file').addEventListener('click', (event) => event.preventDefault())");
    browser.press("#paper-file");
    browser.press("#paper-done");
    browser.press("#sign");
    browser.until("document.querySelector('dialog[open]')");
    browser.picture("found-dialog-phone");
    browser.fits();
    browser.sign("Found a society under the charter");
    browser.until("document.getElementById('identifier').innerText.startsWith('society1')");
    browser.picture("found-done-phone");
    browser.fits();
}

/// Invites by a link, with which a phone joins.
fn invite(browser: &mut Browser, site: &str) -> Browser {
    // A link, and its QR code, for one person.
    browser.press("#invite");
    browser.until("document.querySelector('#invite:not(a)')?.checkVisibility()");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.press("#invite");
    browser.sign("Invite whoever has the link");
    browser.until("document.querySelector('#invitation-code svg')");
    browser.picture("invite-phone");
    browser.fits();
    let link = browser.eval("document.getElementById('link').value");
    let link = link.as_str().unwrap().to_owned();
    assert_eq!(browser.code("#invitation-code"), link);

    // A second browser, a phone, joins.
    let mut phone = Browser::start().unwrap();
    phone.authenticator();
    phone.screen(390);
    phone.go(&link);
    phone.eval("document.getElementById('no-paper').click()");
    phone.fill("#without-words", "I can lose this for good.");
    phone.press("#make-passkey");
    phone.press("#apply button");
    phone.sign("Apply for membership, with an invitation.");
    phone.until("document.getElementById('said').innerText.includes('You have applied')");
    let member = phone.text("#person");
    browser.go(&format!("{site}/people/{member}"));
    browser.until("document.querySelector('[data-act*=\"membership.admit\"]')?.checkVisibility()");
    browser.picture("applicant-phone");
    browser.fits();
    browser.press("[data-act*='membership.admit']");
    browser.sign(&format!("Admit {member}."));
    browser.until("document.getElementById('said').innerText.includes('It is in the log')");
    phone.go(&format!("{site}/me"));
    phone.press("#swear");
    phone.sign("I have read the charter");
    phone.until("document.getElementById('said').innerText.includes('You are a member')");
    phone
}

/// Brings a proposal, on which both vote, and reads the result on the phone.
fn decide(start: &ToFound, browser: &mut Browser, phone: &mut Browser, site: &str) {
    // The founder proposes, both vote, a day passes.
    browser.go(&format!("{site}/decisions"));
    browser.until("!document.getElementById('bringing').hidden");
    browser.eval("document.getElementById('bringing').open = true");
    browser.fill("#text", "Two must know somebody\n\nOne can be wrong.");
    browser.press("[data-add='charter.amend']");
    browser.until("document.querySelector('.whole')?.value.includes('admission.vouches = 1')");
    let whole = browser.eval("document.querySelector('.whole').value");
    let two = whole.as_str().unwrap().replace("admission.vouches = 1", "admission.vouches = 2");
    browser.fill(".whole", &two);
    browser.press("#bring > p:last-child button");
    browser.sign("Bring a proposal");
    browser.until("document.body.innerText.includes('Receipt: entry')");
    start.pass(1);
    for one in [&mut *phone, &mut *browser] {
        one.go(&format!("{site}/decisions/1"));
        one.press("#ballot button[value=yes]");
        one.sign("Cast a ballot on proposal 1: yes.");
        one.until("document.getElementById('said').innerText.includes('Receipt: entry')");
        one.scripts_within(SCRIPT_BYTES_MAX);
    }
    start.pass(26);
    phone.go(&format!("{site}/decisions/1"));
    let told = phone.text("main");
    assert!(told.contains("It passed") && told.contains("Yes\n2"), "{told}");
    phone.picture("founded-result-phone");
    phone.fits();
}

#[test]
fn the_program_prints_where_to_found_and_who_has_no_code_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (url, code) = line.trim().split_once("/found#code=").unwrap();
    let address = url.trim_start_matches("http://localhost:");
    let port: u16 = address.parse().unwrap();
    assert_eq!(code.len(), 14, "{code}");
    let ask = |code: &str| {
        let body = format!("{{\"charter\":\"# x\",\"code\":\"{code}\"}}");
        let request = common::post("/found/read", "application/json", body.as_bytes());
        common::exchange(std::net::TcpStream::connect(("127.0.0.1", port)).unwrap(), &request)
    };
    let told = ask(code);
    assert_eq!(told.status, 200, "{}", told.body);
    assert!(!told.json()["faults"].as_array().unwrap().is_empty());
    assert_eq!(ask("aaaa-bbbb-cccc").code(), "found.wrong_code");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is kept yet");
    child.kill().unwrap();
    child.wait().unwrap();
}
