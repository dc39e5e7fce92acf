//! Keys in a real browser: a wallet joins, votes by a key of the session, shows a passport; a lost key
//! comes back through guardians, against an objection.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use std::process::Command;

use browser::Browser;
use common::{Server, now};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::names::NamesAction;
use polity_machine::testing::Actor;
use polity_types::signature::{personal_message_hash, wallet_address};
use polity_types::{Hash, PersonId};
use secp256k1::ecdsa::RecoverableSignature;
use secp256k1::{Message, PublicKey, SecretKey};
use serde_json::{Value, json};
use served::{Founder, Turned, found};

/// Has the page offer files without anybody choosing where to put them, and keeps the last.
fn keep_files(browser: &mut Browser) {
    browser.eval(
        "(() => { const make = URL.createObjectURL; URL.createObjectURL = (blob) => \
         (globalThis.saved = blob, make.call(URL, blob)); \
         document.addEventListener('click', (event) => \
         event.target.closest?.('a[download]') && event.preventDefault()); })()",
    );
}

/// Puts a text into a field for files.
fn give_file(browser: &mut Browser, selector: &str, text: &str) {
    let text = Value::from(text);
    browser.eval(&format!(
        "(() => {{ const box = new DataTransfer(); box.items.add(new File([{text}], 'given.json')); \
         const field = document.querySelector({selector:?}); field.files = box.files; \
         field.dispatchEvent(new Event('change')); }})()"
    ));
}

/// A wallet beside the browser, with a real key.
struct Wallet {
    secret: SecretKey,
    signed: u32,
}

impl Wallet {
    fn of(browser: &mut Browser) -> Self {
        let source = "window.asked = []; window.ethereum = { request: (call) => \
                      new Promise((yes, no) => window.asked.push({ ...call, no, yes })) };";
        browser.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": source }));
        Self { secret: SecretKey::from_secret_bytes([9; 32]).unwrap(), signed: 0 }
    }

    fn address(&self) -> String {
        let point = PublicKey::from_secret_key(&self.secret).serialize_uncompressed();
        format!("0x{}", hex(&wallet_address(&point)))
    }

    /// Answers what the page asked next.
    fn answer(&mut self, browser: &mut Browser) {
        browser.until("window.asked.length > 0");
        let asked = browser.eval("(({ method, params }) => ({ method, params }))(window.asked[0])");
        let answer = match asked["method"].as_str().unwrap() {
            "eth_requestAccounts" => json!([self.address()]),
            "personal_sign" => {
                assert_eq!(asked["params"][1], self.address());
                self.signed += 1;
                json!(self.sign(asked["params"][0].as_str().unwrap()))
            }
            other => panic!("no wallet does {other}"),
        };
        browser.eval(&format!("window.asked.shift().yes({answer})"));
    }

    fn sign(&self, message: &str) -> String {
        let digits = message.strip_prefix("0x").unwrap().as_bytes().chunks(2);
        let byte =
            |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        let message: Vec<u8> = digits.map(byte).collect();
        let digest = Message::from_digest(personal_message_hash(&message));
        let signed = RecoverableSignature::sign_ecdsa_recoverable(digest, &self.secret);
        let (id, bytes) = signed.serialize_compact();
        format!("0x{}{:02x}", hex(&bytes), id.to_u8() + 27)
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// PER-12 is tested here as people use it.
#[test]
fn a_wallet_joins_votes_by_a_key_of_the_session_and_shows_a_passport() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_wallet_joins_votes_by_a_key_of_the_session: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), now());
    let server = Server::start(folder.path());
    let founder = Founder::of(server.address, society);
    let address = server.address.to_string();
    let site = format!("http://{address}/s/{society}");
    let mut wallet = Wallet::of(&mut browser);
    browser.screen(390);

    // The wallet signs the inception, the operations that join, and the oath.
    browser.go(&format!("{site}/me"));
    browser.eval("document.getElementById('no-paper').click()");
    browser.fill("#without-words", "I can lose this for good");
    browser.press("#make-wallet");
    wallet.answer(&mut browser);
    wallet.answer(&mut browser);
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    assert!(browser.text("#me").contains("a wallet"));
    browser.press("#apply button");
    wallet.answer(&mut browser);
    browser.until("document.querySelector('dialog[open]')");
    browser.press("dialog .actions button:not(.quiet)");
    wallet.answer(&mut browser);
    wallet.answer(&mut browser);
    browser.until("document.getElementById('said').innerText.includes('You have applied')");
    let member: PersonId = browser.text("#person").parse().unwrap();
    founder.act(now(), MembershipAction::Admit { applicant: member });
    browser.go(&format!("{site}/me"));
    browser.press("#swear");
    wallet.answer(&mut browser);
    browser.until("document.querySelector('dialog[open]')");
    browser.press("dialog .actions button:not(.quiet)");
    wallet.answer(&mut browser);
    browser.until("document.getElementById('said').innerText.includes('You are a member')");
    assert_eq!(wallet.signed, 4);

    // One signature makes a key that votes without the wallet being asked.
    browser.go(&format!("{site}/keys"));
    browser.until("document.getElementById('session').checkVisibility()");
    browser.fits();
    browser.scripts_within(50 * 1_024);
    // Refused once, it is not kept: what it signs would be refused for a week.
    browser.press("#session");
    browser.until("window.asked.length > 0");
    browser.eval("window.asked.shift().no({ code: 4001 })");
    browser.until("document.getElementById('trouble').innerText !== ''");
    browser.go(&format!("{site}/keys"));
    browser.until("document.querySelectorAll('#keys li').length === 1");
    assert_eq!(browser.text("#session-now"), "");
    browser.press("#session");
    wallet.answer(&mut browser);
    wallet.answer(&mut browser);
    browser.sign("which may: show your passport, propose and argue, cast ballots, until");
    browser.until("document.getElementById('session-now').innerText.includes('without asking')");
    browser.picture("keys-session-phone");
    browser.fits();
    // A title that is one long word makes no page wider.
    founder.propose(now(), "amendment", &"https://books.example/".repeat(9), &[]);
    let by = format!("/people/{}", Actor::named("founder").person);
    let pages =
        ["", "/me", "/decisions", "/decisions/1", "/decisions/1/paper", &by, "/log", "/log/5"];
    for page in pages.into_iter().chain(["/campaigns", "/acts", "/search?q=books"]) {
        browser.go(&format!("{site}{page}"));
        browser.is_within(page);
    }
    for page in ["/decisions", "/decisions/1/paper"] {
        browser.go(&format!("{site}{page}"));
        browser.print("long-title");
    }
    browser.screen(390);
    browser.go(&format!("{site}/decisions/1"));
    browser.press("#ballot button[value=yes]");
    browser.sign("proposal 1: yes.");
    browser.until("document.getElementById('said').innerText.includes('Receipt: entry')");
    assert_eq!((wallet.signed, browser.eval("window.asked.length")), (5, json!(0)));
    // What changes keys asks the wallet, as spending does.
    browser.go(&format!("{site}/keys"));
    browser.press("#keys li:first-child button");
    browser.until("window.asked.length === 1");

    passport(&mut browser, &site, &society.to_string());
    browser.is_quiet(&address);
    an_older_tab_takes_no_other_key_away(&mut browser, &site);
}

/// Another tab forgets the key, and begins with another person's, which nothing brings back if it is written over.
fn an_older_tab_takes_no_other_key_away(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/keys"));
    browser.until("document.getElementById('session').checkVisibility()");
    browser.eval(
        "(async () => { const ring = await import('/assets/keyring.js'); const held = await ring.heldKey(); \
         await ring.dropKey(held); await ring.holdKey({ ...held, person: 'person1other', sessions: {} }); })()",
    );
    for button in ["#session", "#file"] {
        browser.press(button);
        browser.until("document.getElementById('trouble').innerText.includes('Another tab')");
    }
    let kept = "import('/assets/keyring.js').then((ring) => ring.heldKey())\
                .then(({ person, sessions }) => [person, sessions])";
    assert_eq!(browser.eval(kept), json!(["person1other", {}]));
}

/// Shows a passport to who asks in another browser, where it is checked, and in a terminal.
fn passport(browser: &mut Browser, site: &str, society: &str) {
    let mut door = Browser::start().unwrap();
    door.screen(390);
    door.go(&format!("{site}/passport"));
    door.fill("#asker", "The door of the reading room");
    door.press("#ask button");
    door.until("document.querySelector('#asked-code svg')");
    let link = door.code("#asked-code");
    assert!(link.starts_with(&format!("{site}/passport#ask=")), "{link}");
    let nonce = door.text("#asked-nonce");
    door.picture("passport-ask-phone");
    door.fits();

    browser.go(&link);
    keep_files(browser);
    browser.press("#show button");
    browser.until("document.querySelector('#codes svg') && document.getElementById('shown').checkVisibility()");
    browser.until("document.querySelectorAll('#codes svg').length === document.querySelectorAll('#codes figure').length");
    let words = browser.text("#shown-words");
    assert!(words.contains("is a member on probation, number 2"), "{words}");
    browser.picture("passport-shown-phone");
    browser.fits();
    browser.scripts_within(50 * 1_024);
    let count = browser.eval("document.querySelectorAll('#codes figure').length").as_u64().unwrap();
    let parts: Vec<String> = (1..=count)
        .rev()
        .map(|at| browser.code(&format!("#codes figure:nth-child({at})")))
        .collect();
    let file = browser.eval("saved.text()");
    let file = file.as_str().unwrap();

    // The codes in any order, without a network.
    door.call(
        "Network.emulateNetworkConditions",
        &json!({
            "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0,
        }),
    );
    door.fill("#given", &parts.join("\n"));
    door.press("#check button");
    door.until("document.getElementById('verdict').innerText.includes('It holds.')");
    let told = door.text("#verdict");
    assert!(
        told.contains("Member 2 is a member on probation") && told.contains("person1"),
        "{told}"
    );
    door.picture("passport-verdict-phone");
    door.fits();
    door.fill("#given", &file.replace("The door", "Any door"));
    door.press("#check button");
    door.until("document.getElementById('verdict').innerText.includes('passport.other_audience')");
    door.fill("#given", &file.replace("\"standing\":\"probation\"", "\"standing\":\"full\""));
    door.press("#check button");
    door.until("document.getElementById('verdict').innerText.includes('does not hold')");
    door.press("#ask button");
    door.until(&format!("document.getElementById('asked-nonce').innerText !== '{nonce}'"));
    door.fill("#given", file);
    door.press("#check button");
    door.until("document.getElementById('verdict').innerText.includes('passport.other_nonce')");

    // The same in a terminal.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passport.json");
    std::fs::write(&path, file).unwrap();
    let verify = |audience: &str, nonce: &str, society: &str| {
        let asked = ["--audience", audience, "--nonce", nonce, "--society", society];
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(["passport", "verify"]).arg(&path).args(asked).output().unwrap()
    };
    let held = verify("The door of the reading room", &nonce, society);
    let told = String::from_utf8_lossy(&held.stdout).into_owned();
    assert!(
        held.status.success() && told.contains("Holds. Member 2 is a member on probation"),
        "{held:?}"
    );
    let other = Hash::of(b"another");
    let other = polity_types::SocietyId(other).to_string();
    for (audience, given, named, code) in [
        ("Another door", nonce.as_str(), society, "passport.other_audience"),
        ("The door of the reading room", "AAAAAAAAAAAAAAAA", society, "passport.other_nonce"),
        ("The door of the reading room", nonce.as_str(), other.as_str(), "passport.proof"),
    ] {
        let refused = verify(audience, given, named);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(code), "{code}: {said}");
    }
}

#[test]
fn a_lost_key_comes_back_through_guardians_against_an_objection() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_lost_key_comes_back_through_guardians: no Chromium");
        return;
    };
    let turned = Turned::begin();
    let founder = &turned.founder;
    let address = format!("localhost:{}", founder.address.port());
    let site = format!("http://{address}/s/{}", founder.society);
    founder.befriend("friend", turned.time());
    let friend = Actor::named("friend");
    let name = "The Baker of Ghent".to_owned();
    founder.have(&friend, turned.time(), NamesAction::Take { name });
    browser.screen(390);
    let member = browser.join(&site, |person| turned.admit(person));

    // Two guardians: a friend at a terminal, and somebody who has these pages.
    let mut guardian = Browser::start().unwrap();
    guardian.screen(390);
    let ward = guardian.join(&site, |person| turned.admit(person));
    browser.go(&format!("{site}/keys"));
    browser.until("document.querySelector('#keys li')");
    keep_files(&mut browser);
    browser.picture("keys-phone");
    browser.fits();
    is_given_another(&mut browser, &ward);
    browser.go(&format!("{site}/keys"));
    browser.until("document.querySelector('#keys li')");
    keep_files(&mut browser);
    browser.fill("#persons", &format!("the baker of ghent\n{ward}\n"));
    browser.press("#guardians button");
    browser.until("document.querySelector('dialog[open]')");
    // What is signed hides who they are: it is said beside it, by name and by identifier.
    let asked = browser.text("dialog");
    for words in [format!("The Baker of Ghent ({})", friend.person), ward.to_string()] {
        assert!(asked.contains(&words), "{words}: {asked}");
    }
    browser.sign("2 guardians can give new keys after 7 days, 2 once an old key objects.");
    browser.until("document.getElementById('paper-file').checkVisibility()");
    let card = browser.eval("saved.text()");
    browser.press("#paper-file");
    browser.press("#paper-done");
    browser.until("document.getElementById('guarded').innerText.includes('You have guardians')");

    // A device with nothing on it asks the guardians.
    let mut device = Browser::start().unwrap();
    device.screen(390);
    device.go(&format!("{site}/keys"));
    device.until("document.getElementById('recover').checkVisibility()");
    device.picture("keys-lost-phone");
    device.fits();
    give_file(&mut device, "#card", card.as_str().unwrap());
    device.press("#recover button");
    device.sign("for new keys, in the place of all that they have.");
    device.until("document.getElementById('told').innerText.length === 64");
    let statement = device.text("#told");
    device.picture("keys-recovering-phone");
    device.fits();
    let hash: Hash = statement.parse().unwrap();
    // From the first request on, whose keys they are is told of it first of all.
    browser.go(&site);
    needed_first(&mut browser, "Somebody asks your guardians");
    browser.go(&format!("{site}/keys"));
    browser.until("document.getElementById('asked-for').innerText.includes('0 of 2 guardians')");
    browser.fits();
    let approve =
        IdentityAction::ApproveRecovery { person: member, replaces: None, statement: hash };
    founder.have(&friend, turned.time(), approve);
    guardian.go(&format!("{site}/keys"));
    guardian.fill("#ward", &member.to_string());
    guardian.fill("#statement", &statement);
    // A script that does not come is a bad line: what is written stays, and pressing again is enough.
    guardian.call("Network.setBlockedURLs", &json!({"urls": ["*whom.js*"]}));
    guardian.press("#approve button");
    guardian.until("document.getElementById('trouble').innerText.includes('does not answer')");
    guardian.call("Network.setBlockedURLs", &json!({"urls": []}));
    guardian.press("#approve button");
    guardian.sign(&format!("Agree, as a guardian of {member}, to the new keys"));
    guardian.until("document.getElementById('said').innerText.includes('You agreed')");

    // The old device still speaks, and objects: the time doubles.
    for page in ["", "/me"] {
        browser.go(&format!("{site}{page}"));
        needed_first(&mut browser, "Object now");
    }
    browser.go(&format!("{site}/keys"));
    browser.until("document.getElementById('object').checkVisibility()");
    browser.picture("keys-alarm-phone");
    browser.fits();
    browser.press("#object");
    browser.sign("Object to the recovery of your keys");
    browser.until("document.getElementById('guarded').innerText.includes('disputed')");
    turned.pass(8 * 24);
    device.go(&format!("{site}/keys"));
    device.until("document.getElementById('progress').innerText.includes('objected')");
    assert!(device.text("#progress").starts_with("2 of 2 guardians agree."));
    turned.pass(7 * 24);

    // Both guardians stood by it: the new device is the person now, and the old one is not.
    device.go(&format!("{site}/keys"));
    device.until("document.querySelectorAll('#keys li').length === 1");
    device.go(&format!("{site}/me"));
    device.until("document.getElementById('standing').innerText.includes('member')");
    assert_eq!(device.text("#person"), member.to_string());
    browser.go(&format!("{site}/me"));
    browser
        .until("document.getElementById('trouble').innerText.includes('no longer speaks for you')");
    second_device(&mut device, &site);
    an_older_tab_writes_over_nobody(&mut guardian, &site);
    device.is_quiet(&address);
}

/// Waits until this is the first thing of all that wait for somebody.
fn needed_first(browser: &mut Browser, words: &str) {
    browser.until(&format!(
        "document.querySelector('#needed li:first-child')?.innerText.includes('{words}')"
    ));
}

/// A server that gives somebody else for the name of a guardian is caught before anything is asked for.
fn is_given_another(browser: &mut Browser, ward: &PersonId) {
    browser.eval(&format!(
        "(() => {{ const real = fetch; globalThis.fetch = (url, ...rest) => String(url).includes('called=') \
         ? Promise.resolve(Response.json([{{ name: 'The Baker of Ghent', person: '{ward}' }}])) : real(url, ...rest); }})()"
    ));
    browser.fill("#persons", "The Baker of Ghent");
    browser.press("#guardians button");
    browser.until("document.getElementById('trouble').innerText.includes('page.other_person')");
    assert!(browser.eval("document.querySelector('dialog')").is_null());
}

/// One browser, two tabs: in one of them somebody takes their key out and another begins. The tab that is older writes
/// nothing over the new key, which has no copy, and takes it out no more than it uses it.
fn an_older_tab_writes_over_nobody(browser: &mut Browser, site: &str) {
    browser.go(&format!("{site}/keys"));
    browser.until("document.querySelector('#keys li')");
    let older = browser.be(Value::Null);
    browser.open();
    browser.screen(390);
    browser.go(&format!("{site}/me"));
    browser.until("document.getElementById('standing').innerText !== ''");
    browser.eval("document.getElementById('forget').closest('details').open = true");
    browser.eval("document.getElementById('forget-sure').click()");
    browser.press("#forget");
    browser.said("This browser holds no key any more");
    let new = browser.apply(site);
    browser.be(older);
    for button in ["#file", "#device"] {
        browser.press(button);
        browser.until("document.getElementById('trouble').innerText.includes('sdk.other_key')");
    }
    let kept = browser.eval(
        "(async () => { const { name } = performance.getEntriesByType('resource').find(({ name }) => name.includes('keyring')); \
         const { dropKey, heldKey, noteKey } = await import(name); const old = { ...(await heldKey()), person: 'another' }; \
         const codes = await Promise.all([noteKey(old, { backup: 'file' }), dropKey(old)].map((write) => \
         write.then(() => 'written', ({ code }) => code))); return [...codes, (await heldKey()).person]; })()",
    );
    assert_eq!(kept, json!(["sdk.other_key", "sdk.other_key", new.to_string()]));
}

/// Carries a key to one more device by the code that a phone would scan.
fn second_device(device: &mut Browser, site: &str) {
    device.go(&format!("{site}/keys"));
    device.press("#device");
    device.sign("One more key: ed25519:");
    device.until("document.querySelector('#carried-code svg')");
    let link = device.code("#carried-code");
    device.picture("keys-device-phone");
    device.fits();
    let person = device.eval("new Promise((done) => { const open = indexedDB.open('polity'); open.onsuccess = () => {                               const get = open.result.transaction('keys').objectStore('keys').get('me');                               get.onsuccess = () => done(get.result.person); }; })");
    // Where there is a key already, that of the link is not taken, and the page says so.
    device.go(&format!("{site}/me"));
    device.go(&link);
    device.until("document.getElementById('trouble').innerText.includes('keeps a key already')");
    let mut other = Browser::start().unwrap();
    other.go(&link);
    // Anybody may have sent it: nobody becomes somebody by opening it.
    other.until("document.getElementById('brought-yes').checkVisibility()");
    assert!(other.text("#brought-person").contains(person.as_str().unwrap()));
    other.screen(390);
    other.picture("keys-brought-phone");
    other.fits();
    other.press("#brought-no");
    other.until("document.getElementById('recover').checkVisibility()");
    assert_eq!(other.eval("location.hash"), "");
    other.go(&format!("{site}/me"));
    other.go(&link);
    other.press("#brought-yes");
    other
        .until("document.getElementById('said').innerText.includes('This device acts as you now')");
    assert_eq!(other.eval("location.hash"), "");
    other.until("document.querySelectorAll('#keys li').length === 2");
}
