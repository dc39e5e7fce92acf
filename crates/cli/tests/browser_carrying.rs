//! What carries a society, in a real browser on a phone: the round of a beacon by which lots are drawn, an
//! operation that is taken back before it takes effect, who signs the log, and where passkeys work.

#[path = "common/beacon.rs"]
mod beacon;
#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;
#[path = "common/troupe.rs"]
mod troupe;

use beacon::{beacon_key, signature};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use serde_json::json;
use troupe::Troupe;

const CHARTER: &str = r#"# Charter of the ferry

`society.name = "Ferry"` `society.kind = "hub"` `society.currency = "HOUR"`

> `society.commandment = "Whoever comes to the bank is carried over."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "letting-in", may = "membership.admit",            who = "founder" },
  { id = "proposing",  may = "governance.propose",          who = "member" },
  { id = "addresses",  may = "charter.set_relying_parties", who = "decision: ordinary" },
  { id = "signers",    may = "charter.set_signers",         who = "decision: ordinary" },
  { id = "amending",   may = "charter.amend",               who = "decision: ordinary" },
]

[chance]
beacon     = "drand"
public_key = "BEACON"
genesis    = 1700000000
period     = "3 seconds"

[[panel]]
id     = "rowers"
name   = "The rowers"
seats  = 1
of     = "members"
drawn  = "for a term"
term   = "100 days"
accept = "2 days"

[[decision]]
id         = "ordinary"
electorate = "members"
method     = "yes-no"
quorum     = "5%"
threshold  = "more than half"
discussion = "none"
voting     = "3 hours"
grace      = "1 day"
```
"#;

/// Founds the society, with one member who has a browser; nothing where there is no Chromium.
fn ferry(test: &str) -> Option<Troupe> {
    Troupe::begin(test, &CHARTER.replace("BEACON", &beacon_key()), &["ana"])
}

#[test]
fn a_member_brings_the_round_of_the_beacon_and_a_seat_is_drawn() {
    let Some(mut ferry) = ferry("a_member_brings_the_round_of_the_beacon_and_a_seat_is_drawn")
    else {
        return;
    };
    ferry.as_one("ana", "/panels");
    ferry.deed("panels.call_draw", "Have the panel rowers drawn by lot.");
    ferry.turned.pass(1);
    ferry.as_one("ana", "/panels");
    let open = "document.querySelector('form.bringing').closest('details').open = true";
    ferry.browser.until("!document.querySelector('form.bringing').closest('details').hidden");
    ferry.browser.eval(open);
    let round = ferry.browser.eval("document.querySelector('form.bringing [name=round]').value");
    let round: u64 = round.as_str().unwrap().parse().unwrap();
    let field = "form.bringing [name=signature]";
    // What is no signature is not sent; what is that of another round is refused.
    ferry.browser.fill(field, "no hex");
    ferry.browser.press("form.bringing button");
    ferry.browser.until("document.getElementById('trouble').innerText.includes('is not hex')");
    ferry.browser.fill(field, &signature(round.wrapping_add(1)));
    ferry.look("beacon");
    ferry.browser.press("form.bringing button");
    let refused =
        "document.getElementById('trouble').innerText.includes('panels.beacon_signature')";
    ferry.browser.until(refused);
    ferry.browser.was_refused();
    ferry.browser.fill(field, &signature(round).to_uppercase());
    ferry.browser.press("form.bringing button");
    ferry.sign(&format!("Bring round {round} of the beacon"));
    ferry.said("It is in the log.");
    ferry.turned.pass(1);
    ferry.as_one("ana", "/panels");
    let page = ferry.browser.text("main");
    assert!(page.contains("Seed") && page.contains(&format!("round {round}")), "{page}");
    assert_eq!(ferry.browser.eval("document.querySelector('form.bringing')"), json!(null));
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

#[test]
fn an_operation_that_was_signed_and_not_sent_is_taken_back() {
    let Some(mut ferry) = ferry("an_operation_that_was_signed_and_not_sent_is_taken_back") else {
        return;
    };
    // The network breaks just as it is sent; the signed text is what somebody else may still send.
    ferry.as_one("ana", "/panels");
    let broken = "(() => { const real = window.fetch; window.fetch = (url, options) => { \
                  if (options?.method !== 'POST' || !String(url).includes('/operations')) return real(url, options); \
                  window.signed = new TextDecoder().decode(options.body); \
                  return Promise.reject(new TypeError('broken')); }; })()";
    ferry.browser.press("[data-act*='panels.call_draw']:not([hidden])");
    ferry.browser.until("document.querySelector('dialog[open]')");
    ferry.browser.eval(broken);
    ferry.browser.press("dialog .actions button:not(.quiet)");
    ferry.browser.until("window.signed");
    let signed = ferry.browser.eval("window.signed");
    let signed = signed.as_str().unwrap().to_owned();

    ferry.as_one("ana", "/keys");
    ferry.browser.until("document.getElementById('void').checkVisibility()");
    ferry.browser.fill("#voided", "op2 no operation");
    ferry.browser.press("#void button");
    ferry
        .browser
        .until("document.getElementById('trouble').innerText.includes('This is no operation')");
    ferry.browser.fill("#voided", &signed);
    ferry.look("void");
    ferry.browser.press("#void button");
    ferry.sign("never take");
    ferry.said("It never takes effect, if it did not yet.");
    let late = ferry
        .turned
        .founder
        .ask(&common::submission(ferry.turned.founder.society, signed.as_bytes()));
    assert_eq!(late.code(), "operation.voided", "{}", late.body);
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

#[test]
fn members_decide_where_passkeys_work_and_who_signs() {
    let Some(mut ferry) = ferry("members_decide_where_passkeys_work_and_who_signs") else { return };
    ferry.as_one("ana", "/machine");
    let page = ferry.browser.text("main");
    assert!(page.contains("1 of 1") || page.contains("ed25519:"), "{page}");
    ferry.open("addressing");
    assert!(ferry.browser.text("#addressing").contains("takes a decision"));
    ferry.browser.fill("#addressing textarea", "ferry.example");
    ferry.send("addressing");
    ferry.browser.until("document.getElementById('trouble').innerText.includes('names no page')");
    ferry.look("machine");
    let lines =
        "localhost http://localhost\nferry.example https://www.ferry.example https://ferry.example";
    ferry.browser.fill("#addressing textarea", lines);
    ferry.send("addressing");
    ferry.bring("ferry.example: https://ferry.example, https://www.ferry.example");
    passes(&mut ferry, 1);
    ferry.as_one("ana", "/machine");
    let page = ferry.browser.text("main");
    assert!(
        page.contains("ferry.example: https://ferry.example https://www.ferry.example"),
        "{page}"
    );
    assert!(page.contains("localhost: http://localhost"), "{page}");

    // A key that no program holds would end the log: it is brought, said in words, and left there.
    let other = format!("ed25519:{}", "A".repeat(43));
    let key = ferry.browser.eval("document.querySelector('#signing textarea').value.trim()");
    ferry.open("signing");
    ferry.browser.fill("#signing textarea", &format!("{}\n{other}\n", key.as_str().unwrap()));
    ferry.send("signing");
    ferry.browser.until("document.querySelector('#acts li')?.checkVisibility()");
    let words = ferry.browser.text("#acts");
    assert!(words.contains(key.as_str().unwrap()) && words.contains(&other), "{words}");
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

#[test]
fn what_an_address_brings_into_a_proposal_is_read_and_compared_here() {
    let test = "what_an_address_brings_into_a_proposal_is_read_and_compared_here";
    let Some(mut ferry) = ferry(test) else { return };
    let charter = CHARTER.replace("BEACON", &beacon_key());
    let replaces = ferry.turned.founder.text(&charter);
    let other = charter.replace("voting     = \"3 hours\"", "voting     = \"5 hours\"");
    let text = ferry.turned.founder.text(&other);
    let acts = json!([{ "name": "charter.amend", "with": { "replaces": replaces, "text": text } }]);
    let acts = ferry.browser.eval(&format!("encodeURIComponent({:?})", acts.to_string()));
    ferry.as_one("ana", &format!("/decisions#acts={}", acts.as_str().unwrap()));
    ferry.browser.until("document.querySelector('#acts blockquote')?.checkVisibility()");
    let told = ferry.browser.text("#acts blockquote");
    assert!(told.contains("The new charter:") && told.contains("5 hours"), "{told}");
    // Sentences that come along are nobody's.
    let lie = json!({ "actions": [], "texts": ["No rule changes."] });
    let lie = ferry.browser.eval(&format!("encodeURIComponent({:?})", lie.to_string()));
    ferry.as_one("ana", "/panels");
    ferry.as_one("ana", &format!("/decisions#acts={}", lie.as_str().unwrap()));
    ferry.browser.until("document.body.dataset.revealed || document.getElementById('bringing')");
    assert!(!ferry.browser.text("main").contains("No rule changes."));
}

/// Has the founder vote for a proposal, and waits until it has taken effect.
fn passes(ferry: &mut Troupe, proposal: u64) {
    ferry.turned.pass(1);
    let ballot = Ballot::Open { choice: Choice::Yes };
    let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
    ferry.turned.founder.act(ferry.turned.time(), cast);
    ferry.turned.pass(30);
}
