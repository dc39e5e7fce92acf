//! What members and holders of offices do in a browser, on a phone: let somebody vote for them and vote all the
//! same, object to an announced act, agree to a new charter, pay as a treasurer; and how somebody becomes a member.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/demonstration.rs"]
mod demonstration;

use browser::Browser;
use demonstration::{Demo, demo};

/// Script that a page may send at most. Unit: bytes.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

/// Looks on as somebody of the demonstration.
fn look_as(browser: &mut Browser, demo: &Demo, role: &str) {
    browser.go(&demo.url("demo"));
    browser.press(&format!("[data-role={role}]"));
    browser.until("location.pathname.endsWith('/')");
}

/// As [`agree`], on a page that sends no more script than it may.
fn sign(browser: &mut Browser, words: &str) -> String {
    let said = agree(browser, words);
    browser.scripts_within(SCRIPT_BYTES_MAX);
    said
}

/// Signs what a dialog shows, which has these words; returns what the page says then.
fn agree(browser: &mut Browser, words: &str) -> String {
    browser.until("document.querySelector('dialog[open]')");
    let asked = browser.text("dialog");
    assert!(asked.contains(words), "{words:?} in {asked}");
    browser.press("dialog button:not([type])");
    browser.until("!document.querySelector('dialog') && document.getElementById('said').innerText.includes('Receipt')");
    browser.text("#said")
}

/// Returns the path of somebody's page, as the list of people has it.
fn page_of(browser: &mut Browser, demo: &Demo, name: &str) -> String {
    browser.go(&demo.url("people"));
    let link = format!(
        "[...document.querySelectorAll('main th a')].find((a) => a.innerText.trim() === {name:?}).pathname.split('/').at(-1)"
    );
    format!("people/{}", browser.eval(&link).as_str().unwrap())
}

#[test]
fn a_member_delegates_overrides_and_takes_it_back() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_member_delegates_overrides_and_takes_it_back: no Chromium");
        return;
    };
    let demo = demo();
    browser.screen(390);
    // Whoever holds no key is offered nothing.
    let yuki = page_of(&mut browser, demo, "Yuki");
    browser.go(&demo.url(&yuki));
    assert_eq!(browser.eval("document.getElementById('delegate').checkVisibility()"), false);
    look_as(&mut browser, demo, "panelist");
    browser.go(&demo.url("me"));
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let own = browser.text("#person");
    browser.go(&demo.url(&yuki));
    browser.press("#delegating button");
    let _said = sign(&mut browser, "vote for you on \"everyday\"");
    // What one gives again takes the place of what was given.
    browser.go(&demo.url(&yuki));
    browser.fill("[name=days]", "30");
    browser.press("#delegating button");
    let _said = sign(&mut browser, "It takes the place of your delegation");
    // One votes oneself all the same.
    browser.go(&demo.url("decisions"));
    let open = browser.eval(
        "[...document.querySelectorAll('main th a')].find((a) => a.innerText.includes('Rent the second')).href",
    );
    browser.go(open.as_str().unwrap());
    browser.press("#ballot [value=no]");
    let _said = sign(&mut browser, "Cast a ballot");
    browser.go(&demo.url(&format!("people/{own}/delegates")));
    assert!(browser.text("main").contains("Yuki"));
    browser.fits_as("delegates of one's own, en, light, 390");
    browser.press("[data-act*=undelegate]");
    let _said = sign(&mut browser, "Let nobody vote for you");
    browser.go(&demo.url(&format!("people/{own}/delegates")));
    assert!(!browser.text("main ul").contains("Yuki"));
    browser.is_quiet(&demo.address);
}

#[test]
fn a_treasurer_pays_and_a_member_objects_in_time() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_treasurer_pays_and_a_member_objects_in_time: no Chromium");
        return;
    };
    let demo = demo();
    browser.screen(390);
    look_as(&mut browser, demo, "member");
    browser.go(&demo.url("treasury"));
    browser.until("document.body.dataset.revealed");
    assert_eq!(browser.eval("document.getElementById('paying').checkVisibility()"), false);
    look_as(&mut browser, demo, "treasurer");
    browser.go(&demo.url("treasury"));
    browser.until("document.body.dataset.revealed");
    browser.eval(
        "document.querySelectorAll('main > details[data-may]').forEach((one) => (one.open = true))",
    );
    browser.fits_as("the treasury of a treasurer, en, light, 390");
    // People are named as they are called; who is not here is not paid.
    browser.fill("#paying [name=amount]", "12.50");
    browser.fill("#paying [name=to]", "Nobody Of That Name");
    browser.press("#paying button");
    browser.until("document.getElementById('trouble').innerText.includes('Nobody here is called')");
    browser.fill("#paying [name=to]", "yuki");
    browser.fill("#paying [name=text]", "Plates for the table");
    browser.press("#paying button");
    let _said = sign(&mut browser, "Plates for the table");
    browser.fill("#booking [name=amount]", "5");
    browser.fill("#booking [name=category]", "income:donations");
    browser.press("#booking button");
    let _said = sign(&mut browser, "Book 5.00 EUR");
    look_as(&mut browser, demo, "member");
    // What was announced stands on the first page, and leads to where one objects.
    browser.until("document.getElementById('announced')");
    browser.press("main a[href*='/acts#act-']");
    browser.until("location.pathname.endsWith('/acts')");
    let plates = "[...document.querySelectorAll('main section')].find((one) => one.innerText.includes('Plates for the table'))";
    browser.until(plates);
    browser.until("document.body.dataset.revealed");
    let withdraw = format!("{plates}.querySelector('[data-act*=withdraw_act]').checkVisibility()");
    assert_eq!(browser.eval(&withdraw), false, "only who announced it withdraws it");
    browser.fits_as("announced acts, en, light, 390");
    browser.eval(&format!("{plates}.querySelector('[data-act*=object]').click()"));
    let _said = sign(&mut browser, "Object to act");
    browser.go(&demo.url("acts"));
    assert!(browser.eval(&format!("{plates}.innerText")).as_str().unwrap().contains("1 of "));
    look_as(&mut browser, demo, "treasurer");
    browser.go(&demo.url("acts"));
    browser.until("document.body.dataset.revealed");
    browser.eval(&format!("{plates}.querySelector('[data-act*=withdraw_act]').click()"));
    let _said = sign(&mut browser, "Withdraw your announced act");
    browser.go(&demo.url("acts"));
    assert_eq!(browser.eval(&format!("Boolean({plates})")), false);
    browser.is_quiet(&demo.address);
}

#[test]
fn a_member_agrees_to_the_charter_that_was_amended() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_member_agrees_to_the_charter_that_was_amended: no Chromium");
        return;
    };
    let demo = demo();
    browser.screen(390);
    look_as(&mut browser, demo, "member");
    // The charter was amended since the member swore: what needs them leads to where they agree.
    browser.go(&demo.url(""));
    browser.until("document.getElementById('yours').checkVisibility()");
    browser.press("#needed a[href$='/charter']");
    browser.press("#agree-now");
    let _said = sign(&mut browser, "Agree to the charter");
    browser.go(&demo.url("charter"));
    browser.until("document.readyState === 'complete'");
    assert_eq!(browser.eval("document.getElementById('agree').checkVisibility()"), false);
    browser.go(&demo.url(""));
    browser.until("document.getElementById('yours').checkVisibility()");
    assert_eq!(
        browser.eval("document.querySelector('#needed a[href$=\"/charter\"]')"),
        serde_json::Value::Null
    );
    browser.is_quiet(&demo.address);
}

#[test]
fn a_passkey_joins_the_demonstration_at_the_port_that_was_free() {
    let Some(mut browser) = Browser::start() else {
        println!(
            "skipped: a_passkey_joins_the_demonstration_at_the_port_that_was_free: no Chromium"
        );
        return;
    };
    let demo = demo();
    browser.authenticator();
    browser.screen(390);
    browser.go(&demo.url("me"));
    browser.until("document.getElementById('make-passkey').checkVisibility()");
    browser.eval("document.getElementById('no-paper').click()");
    browser.fill("#without-words", "I can lose this for good");
    browser.press("#make-passkey");
    browser.until("document.getElementById('apply').checkVisibility()");
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let person = browser.text("#person");
    browser.press("#apply button");
    agree(&mut browser, "Apply for membership");
    // Two members, each with a browser of their own, open the door.
    let newcomer = browser.somebody_else();
    for role in ["member", "panelist"] {
        look_as(&mut browser, demo, role);
        browser.go(&demo.url(&format!("people/{person}")));
        browser.press("[data-act*='membership.vouch']");
        agree(&mut browser, "Vouch for");
    }
    let _ = browser.be(newcomer);
    browser.go(&demo.url("me"));
    browser.press("#swear");
    let said = agree(&mut browser, "I have read the charter");
    assert!(said.contains("You are a member"), "{said}");
    browser.is_quiet(&demo.address);
}
