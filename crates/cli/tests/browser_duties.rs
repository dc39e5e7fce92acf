//! The rarer acts of those who hold an office, in a real browser on a phone: pausing, declining, drawing by lot,
//! counting money; and what nobody does alone, which goes from its page into a proposal.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/court.rs"]
mod court;
#[path = "common/served.rs"]
mod served;
#[path = "common/troupe.rs"]
mod troupe;

use court::KEEPERS;
use polity_machine::modules::breach::Accused;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::PanelsAction;
use serde_json::Value;
use troupe::Troupe;

/// All but who the keepers are, and how they are found.
const CHARTER: &str = r#"# Charter of the salt pans

`society.name = "Salt"` `society.kind = "hub"` `society.currency = "HOUR"`

> `society.commandment = "What is weighed is weighed in the open."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"`

```toml
asset = [{ id = "HOUR", decimals = 2 }, { id = "EUR", decimals = 2, held_by = "the bank" }]
power = [
  { id = "letting-in", may = "membership.admit",       who = "founder" },
  { id = "declining",  may = "membership.decline",     who = "office: keeper" },
  { id = "proposing",  may = "governance.propose",     who = "member" },
  { id = "listing",    may = "panels.publish_list",    who = "office: keeper" },
  { id = "issuing",    may = "treasury.issue",         who = "office: keeper", up_to = "100 HOUR per 30 days" },
  { id = "paying",     may = "treasury.pay",           who = "office: keeper", up_to = "100 EUR per 30 days" },
  { id = "places",     may = "treasury.open_outside",  who = "office: keeper" },
  { id = "saying",     may = "treasury.attest",        who = "office: keeper" },
  { id = "closing",    may = "treasury.close_account", who = "office: keeper" },
  { id = "counting",   may = "treasury.create_asset",  who = "office: keeper" },
  { id = "funds",      may = "treasury.open_account",  who = "decision: ordinary" },
]

[[pause]]
id          = "flood"
who         = "office: keeper"
actions     = ["treasury.pay"]
at_most     = "3 days"
again_after = "30 days"
renewed     = "decision: ordinary"

[chance]
beacon    = "none"
revealers = "office: keeper"
commit    = "1 day"
reveal    = "1 day"

[breach]
window      = "10 days"
panel       = "two"
ruling      = "2 hours"
again_after = "10 days"
members     = "decision: ordinary"

[[panel]]
id     = "two"
name   = "The two"
seats  = 2
of     = "members past probation"
drawn  = "for each claim"
accept = "1 hour"

[[panel]]
id     = "rakers"
name   = "The rakers"
seats  = 1
of     = "members"
drawn  = "for a term"
term   = "100 days"
accept = "2 days"

[[panel]]
id     = "guests"
name   = "The guests"
seats  = 3
of     = "outsiders"
called = "those who bought salt here"
drawn  = "for a term"
term   = "100 days"
accept = "5 days"
"#;

/// Founds the society, with two keepers who have a browser each; nothing where there is no Chromium.
fn keepers(test: &str) -> Option<Troupe> {
    let mut pans = Troupe::begin(test, &format!("{CHARTER}{KEEPERS}```\n"), &["ana", "ben"])?;
    elect(&mut pans);
    Some(pans)
}

#[test]
fn keepers_count_money_and_bring_to_the_vote_what_is_not_theirs() {
    let test = "keepers_count_money_and_bring_to_the_vote_what_is_not_theirs";
    let Some(mut pans) = keepers(test) else { return };
    money(&mut pans);
    let address = pans.turned.founder.address.to_string();
    pans.browser.is_quiet(&address);
}

#[test]
fn keepers_pause_decline_and_are_held_to_a_claim() {
    let Some(mut pans) = keepers("keepers_pause_decline_and_are_held_to_a_claim") else { return };
    pause(&mut pans);
    decline(&mut pans);
    breach(&mut pans);
    let address = pans.turned.founder.address.to_string();
    pans.browser.is_quiet(&address);
}

#[test]
fn keepers_draw_lots_by_their_secrets_and_for_guests() {
    let Some(mut pans) = keepers("keepers_draw_lots_by_their_secrets_and_for_guests") else {
        return;
    };
    pans.apply("cleo");
    draw(&mut pans);
    guests(&mut pans);
    let address = pans.turned.founder.address.to_string();
    pans.browser.is_quiet(&address);
}

/// Has the founder vote for a proposal, and waits until it has taken effect.
fn passes(pans: &mut Troupe, proposal: u64) {
    pans.turned.pass(1);
    let ballot = Ballot::Open { choice: Choice::Yes };
    let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
    pans.turned.founder.act(pans.turned.time(), cast);
    pans.turned.pass(4);
}

/// Both stand for the office, and are elected.
fn elect(pans: &mut Troupe) {
    for name in ["ana", "ben"] {
        pans.as_one(name, "/offices");
        pans.deed("offices.stand", "Stand for the office keeper.");
    }
    let call = OfficesAction::CallElection { office: "keeper".into() };
    pans.turned.founder.act(pans.turned.time(), call);
    passes(pans, 1);
}

/// A form, what is written into its fields, and what is signed.
type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// Issues, opens a place outside, says what is there, closes one, counts another asset. To open a fund takes a
/// decision: what is written goes into a proposal.
fn money(pans: &mut Troupe) {
    pans.call("ben", "Ben Ali");
    let place = [("name", "bank"), ("text", "An account at the bank; ask for a statement.")];
    let other = [("name", "old"), ("text", "A tin.")];
    let held = [("asset", "EUR"), ("amount", "3.00"), ("text", "The statement of June")];
    let forms: [Form<'_>; 6] = [
        ("issuing", &[("to", "Ben Ali"), ("amount", "5.00"), ("asset", "HOUR")], "HOUR"),
        ("placing", &place, "external-bank"),
        ("placing", &other, "external-old"),
        ("attesting", &held, "external-bank"),
        ("closing", &[("account", "external-old")], "external-old"),
        ("counting", &[("code", "SALT"), ("decimals", "0")], "SALT"),
    ];
    for (form, fields, words) in forms {
        pans.as_one("ana", "/treasury");
        pans.open(form);
        for (name, value) in fields {
            pans.browser.fill(&format!("#{form} [name={name}]"), value);
        }
        pans.send(form);
        pans.sign(words);
        pans.said("It is in the log.");
    }
    pans.as_one("ana", "/treasury");
    pans.browser.until("document.body.dataset.revealed");
    let page = pans.browser.text("main");
    assert!(page.contains("SALT") && page.contains("The statement") || page.contains("3.00 EUR"));
    // What is not theirs is said to be so, with who may.
    pans.browser.eval("document.querySelector('[data-why]').open = true");
    pans.browser.until("document.querySelector('[data-why] li')");
    let why = pans.browser.text("[data-why]");
    assert!(why.contains("open an account of the society") && why.contains("ordinary"), "{why}");
    pans.open("opening");
    assert!(pans.browser.text("#opening").contains("takes a decision"));
    pans.browser.fill("#opening [name=name]", "pans");
    pans.look("carried-form");
    pans.send("opening");
    pans.bring("Open the fund fund-pans.");
    passes(pans, 2);
    pans.as_one("ana", "/treasury");
    assert!(pans.browser.text("main").contains("pans"));
}

/// A pause is called, seen by everybody, refused a second time, and ended.
fn pause(pans: &mut Troupe) {
    pans.as_one("ana", "/acts");
    pans.browser.eval("document.querySelector('form.pausing').closest('details').open = true");
    pans.browser.fill("form.pausing textarea", "The bank was robbed");
    pans.browser.press("form.pausing button");
    pans.sign("Call the emergency pause \"flood\"");
    pans.said("It is in the log.");
    pans.as_one("ben", "/acts");
    let page = pans.browser.text("main");
    for words in ["Paused until", "The bank was robbed", "pay from the society"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    pans.look("paused");
    // Nobody pauses the same again by themselves: the form is not there for them any more.
    pans.browser.until("document.body.dataset.revealed");
    let own = "(() => { const form = document.querySelector('form.pausing')?.closest('details'); \
               return Boolean(form) && !form.hidden && !form.dataset.carried; })()";
    assert_eq!(pans.browser.eval(own), false);
    // Who called it ends it, and nobody else alone. By the keyboard.
    assert_eq!(pans.browser.eval("document.querySelector('[data-act*=end_pause]').hidden"), true);
    pans.as_one("ana", "/acts");
    pans.browser.until("!document.querySelector('[data-act*=end_pause]').hidden");
    pans.browser.eval("document.querySelector('[data-act*=end_pause]').focus()");
    pans.browser.key("Enter");
    pans.sign("End the emergency pause \"flood\"");
    pans.said("It is in the log.");
    pans.as_one("ben", "/acts");
    assert!(!pans.browser.text("main").contains("Paused until"));
}

/// Somebody who applied is told no, and why.
fn decline(pans: &mut Troupe) {
    pans.apply("cleo");
    let cleo = pans.person("cleo");
    let page = format!("/people/{cleo}");
    pans.as_one("ana", &page);
    pans.open("declining");
    pans.browser.fill("#declining textarea", "We are full until spring");
    pans.glance("decline");
    pans.send("declining");
    pans.sign("Decline the application of");
    pans.said("It is in the log.");
    pans.as_one("cleo", &page);
    let told = pans.browser.text("main");
    assert!(told.contains("was declined") && told.contains("full until spring"), "{told}");
}

/// Both keepers commit to secrets, which their browsers keep, and reveal them; the draw is made.
fn draw(pans: &mut Troupe) {
    let call = PanelsAction::CallDraw { panel: "rakers".into() };
    pans.turned.founder.act(pans.turned.time(), call);
    for name in ["ana", "ben"] {
        pans.as_one(name, "/panels");
        pans.browser.press("button.commit");
        pans.sign("Commit to a secret by which draw 1 is drawn.");
        pans.said("You have committed.");
        pans.browser.until("document.querySelector('.kept a[download]')?.checkVisibility()");
    }
    pans.glance("committed");
    // The other's browser has no secret of this one, and says so; the file that was saved has it.
    pans.as_one("ana", "/panels");
    let kept = "Object.entries(localStorage).find(([key]) => key.startsWith('polity-secret/'))";
    let secret = pans.browser.eval(&format!("{kept}[1]"));
    pans.browser.eval(&format!("localStorage.removeItem({kept}[0])"));
    pans.as_one("ana", "/panels");
    pans.browser.press("[data-secrets] form button");
    pans.browser.until("document.getElementById('trouble').innerText.includes('does not have')");
    give(pans, "[data-secrets] [type=file]", &serde_json::json!({ "secret": secret }).to_string());
    pans.browser.press("[data-secrets] form button");
    pans.sign("Reveal your secret by which draw 1 is drawn.");
    pans.said("It is in the log.");
    pans.as_one("ben", "/panels");
    pans.browser.press("[data-secrets] form button");
    pans.sign("Reveal your secret");
    pans.said("It is in the log.");
    assert_eq!(pans.browser.eval(kept), Value::Null, "a secret that is out is not kept");
    pans.turned.pass(1);
    pans.as_one("ben", "/panels");
    assert!(pans.browser.text("main").contains("Seed"), "{}", pans.browser.text("main"));
}

/// Gives a file field a text.
fn give(pans: &mut Troupe, field: &str, text: &str) {
    let (field, text) = (Value::from(field), Value::from(text));
    pans.browser.eval(&format!(
        "(() => {{ const files = new DataTransfer(); files.items.add(new File([{text}], 'file.json')); \
         document.querySelector({field}).files = files.files; }})()"
    ));
}

/// Codes and a list are made and published; a stranger takes a seat with a code.
fn guests(pans: &mut Troupe) {
    pans.as_one("ana", "/panels");
    let form = "form.publishing";
    pans.browser.until(&format!("!document.querySelector('{form}').closest('details').hidden"));
    pans.browser.eval(&format!("document.querySelector('{form}').closest('details').open = true"));
    pans.browser.fill(&format!("{form} [name=count]"), "3");
    pans.browser.eval(
        "(() => { window.saved = []; const make = URL.createObjectURL; \
         URL.createObjectURL = (blob) => { window.saved.push(blob); return make.call(URL, blob); }; })()",
    );
    pans.browser.press(&format!("{form} .make"));
    pans.browser.until("window.saved.length === 2");
    let codes = pans.browser.eval("window.saved[0].text()");
    let list = pans.browser.eval("window.saved[1].text()");
    pans.browser.press(&format!("{form} > p:last-child button"));
    pans.sign("Publish a list of 3 people for the panel guests.");
    pans.said("It is in the log.");
    pans.as_one("ben", "/panels");
    pans.browser.press("[data-act*='guests']:not([hidden])");
    pans.sign("Have the panel guests drawn by lot.");
    pans.said("It is in the log.");

    pans.as_one("cleo", "/panels");
    let code = codes.as_str().unwrap().lines().nth(1).unwrap().to_owned();
    let form = "form.claiming";
    pans.browser.until(&format!("!document.querySelector('{form}').closest('details').hidden"));
    pans.browser.eval(&format!("document.querySelector('{form}').closest('details').open = true"));
    give(pans, &format!("{form} [name=list]"), list.as_str().unwrap());
    pans.browser.fill(&format!("{form} [name=code]"), "2-AAAAAAAAAAAAAAAAAAAAAA");
    pans.browser.press(&format!("{form} button"));
    let refused = "document.getElementById('trouble').innerText.includes('panels.not_on_list')";
    pans.browser.until(refused);
    pans.browser.was_refused();
    pans.browser.fill(&format!("{form} [name=code]"), &code);
    pans.look("claim");
    pans.browser.press(&format!("{form} button"));
    pans.sign("with a code.");
    pans.said("It is in the log.");
}

/// A claim on which the panel did not rule is upheld by the members, who then let the accused spend again.
fn breach(pans: &mut Troupe) {
    court::raise(&pans.turned, "founder", Accused::Office("keeper".into()), "The scale was off.");
    pans.turned.pass(4);
    for (act, label, words, proposal) in [
        ("breach.uphold", "Propose: Uphold the claim", "Uphold claim 1", 2),
        ("breach.lift", "Propose: Let them spend again", "Let whom claim 1", 3),
    ] {
        pans.as_one("ana", "/breaches/1");
        pans.offers(label);
        if proposal == 2 {
            pans.glance("breach-members");
        }
        pans.browser.press(&format!("[data-act*='{act}']"));
        pans.bring(words);
        passes(pans, proposal);
    }
    pans.as_one("ana", "/breaches/1");
    assert!(!pans.browser.text("main").contains("spends none"));
}
