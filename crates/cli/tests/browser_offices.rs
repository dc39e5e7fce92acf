//! Offices in a real browser: members stand, open the election and vote; who is elected acts by the office,
//! is proposed to be recalled, and gives it up. A panel is drawn.

#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;
#[path = "common/troupe.rs"]
mod troupe;

use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::treasury::TreasuryAction;
use troupe::{SCRIPT_BYTES_MAX, Troupe};

const CHARTER: &str = r#"# Charter of the ferry

`society.name = "Ferry"` `society.kind = "hub"` `society.currency = "OAR"`

> `society.commandment = "Nobody is left on the bank."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[decision]]
id         = "choosing"
electorate = "members"
method     = "plurality"
quorum     = "10%"
discussion = "none"
voting     = "1 day"
grace      = "1 day"

[[decision]]
id         = "ordinary"
electorate = "members"
method     = "yes-no"
quorum     = "10%"
threshold  = "more than half"
discussion = "none"
voting     = "1 day"
grace      = "1 day"

[[office]]
id       = "treasurer"
name     = "Treasurer"
seats    = 1
term     = "1 year"
filled   = "decision: choosing"
recalled = "decision: ordinary"

[[panel]]
id     = "crew"
name   = "The crew"
seats  = 9
of     = "members"
drawn  = "for a term"
term   = "100 days"
accept = "2 days"

[chance]
beacon = "drand quicknet"

[[asset]]
id       = "EUR"
decimals = 2
held_by  = "the bank at the landing"
```

```toml
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "proposing",  may = "governance.propose",    who = "member" },
  { id = "paying",     may = "treasury.pay",          who = "office: treasurer", up_to = "200 EUR per 30 days" },
  { id = "booking",    may = "treasury.receive",      who = "office: treasurer" },
  { id = "saying",     may = "treasury.attest",       who = "office: treasurer" },
  { id = "places",     may = "treasury.open_outside", who = "founder" },
  { id = "funds",      may = "treasury.open_account", who = "office: treasurer" },
  { id = "budgets",    may = "spending.set_budget",   who = "office: treasurer" },
  { id = "signers",    may = "spending.set_signers",  who = "office: treasurer" },
  { id = "batches",    may = "spending.pay_batch",    who = "office: treasurer", up_to = "200 EUR per 30 days" },
  { id = "wages",      may = "spending.start_stream", who = "office: treasurer", up_to = "200 EUR per 30 days" },
]
```
"#;

/// Founds the society, with two members who have a browser each; nothing where there is no Chromium.
fn ferry(test: &str) -> Option<Troupe> {
    let mut ferry = Troupe::begin(test, CHARTER, &["ana", "ben"])?;
    ferry.call("ana", "Ana Ruiz");
    Some(ferry)
}

#[test]
fn members_stand_and_elect_and_have_a_panel_drawn() {
    let Some(mut ferry) = ferry("members_stand_and_elect_and_have_a_panel_drawn") else { return };
    election(&mut ferry);
    panel(&mut ferry);
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

#[test]
fn a_treasurer_acts_within_what_the_charter_lets() {
    let Some(mut ferry) = ferry("a_treasurer_acts_within_what_the_charter_lets") else { return };
    seated(&mut ferry);
    treasurer(&mut ferry);
    steward(&mut ferry);
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

#[test]
fn members_recall_and_open_pages_learn_of_what_others_do() {
    let test = "members_recall_and_open_pages_learn_of_what_others_do";
    let Some(mut ferry) = ferry(test) else { return };
    seated(&mut ferry);
    recall(&mut ferry);
    live(&mut ferry);
    let address = ferry.turned.founder.address.to_string();
    ferry.browser.is_quiet(&address);
}

/// Ana alone stands, and is elected.
fn seated(ferry: &mut Troupe) {
    ferry.as_one("ana", "/offices");
    ferry.deed("offices.stand", "Stand for the office treasurer.");
    let call = OfficesAction::CallElection { office: "treasurer".into() };
    ferry.turned.founder.act(ferry.turned.time(), call);
    ferry.turned.pass(1);
    ferry.as_one("ana", "/decisions/1");
    ferry.browser.press("#ballot input[value='0']");
    ferry.browser.press("#ballot button[value=cast]");
    ferry.sign("Cast a ballot on proposal 1");
    ferry.said("Your ballot is cast.");
    ferry.turned.pass(50);
}

/// Two stand, one no longer; who is left is elected.
fn election(ferry: &mut Troupe) {
    ferry.as_one("ben", "/offices");
    ferry.offers("Stand for it");
    ferry.deed("offices.stand", "Stand for the office treasurer.");
    ferry.as_one("ana", "/offices");
    ferry.offers("Stand for it,Open the election");
    ferry.look("offices");
    ferry.deed("offices.stand", "Stand for the office treasurer.");
    ferry.as_one("ben", "/offices");
    ferry.offers("Stand no longer,Open the election");
    ferry.deed("offices.stand_down", "Stand no longer for the office treasurer.");
    // By the keyboard alone.
    ferry.as_one("ben", "/offices");
    ferry.offers("Stand for it,Open the election");
    ferry.browser.eval("document.querySelector('[data-act*=call_election]').focus()");
    ferry.browser.key("Enter");
    ferry.sign("Call the election for the office treasurer.");
    ferry.said("It is in the log.");
    // The vote opens with the next batch.
    ferry.turned.pass(1);
    ferry.as_one("ben", "/offices");
    ferry.offers("Stand for it");
    ferry.browser.press("main a[href$='/decisions/1']");
    ferry.browser.until("document.getElementById('ballot')?.checkVisibility()");
    let page = ferry.browser.text("main");
    let ben = ferry.person("ben").to_string();
    for words in ["Ana Ruiz", "None of these", &format!("Brought by\nMember 3 {}", &ben[..16])] {
        assert!(page.contains(words), "{words}: {page}");
    }
    ferry.look("election");
    ferry.browser.press("#ballot input[value='0']");
    ferry.browser.press("#ballot button[value=cast]");
    ferry.sign("Cast a ballot on proposal 1");
    ferry.said("Your ballot is cast.");
    ferry.turned.pass(50);
    ferry.as_one("ana", "/offices");
    ferry.offers("Stand for it,Give the office up");
    assert!(ferry.browser.text("main table").contains("Ana Ruiz"));
    ferry.as_one("ana", "/decisions");
    let decided = ferry.browser.text("main");
    assert!(decided.contains("1 ballot; taken: Ana Ruiz"), "{decided}");
    ferry.as_one("ana", "/decisions/1");
    let page = ferry.browser.text("main");
    assert!(page.contains("Elected: Ana Ruiz.") && !page.contains("Member 2"), "{page}");
}

/// Whoever holds the office books what came in, says what lies outside, and pays; others are shown none of it.
fn treasurer(ferry: &mut Troupe) {
    ferry.as_one("ben", "/treasury");
    ferry.browser.until("document.body.dataset.revealed");
    let offered = "[...document.querySelectorAll('main details[data-may]')].filter((one) => one.checkVisibility())\
                   .map((one) => one.dataset.may).join()";
    assert_eq!(ferry.browser.eval(offered), "");
    let (now, founder) = (ferry.turned.time(), &ferry.turned.founder);
    let account = "external-bank".parse().unwrap();
    let terms = founder.text("Ana and Ben sign together, at the landing.");
    founder.act(now, TreasuryAction::OpenOutside { account, terms });
    ferry.as_one("ana", "/treasury");
    ferry.browser.until("document.body.dataset.revealed");
    assert_eq!(
        ferry.browser.eval(offered),
        "treasury.pay,treasury.receive,treasury.attest,treasury.open_account"
    );

    ferry.open("booking");
    // The keypads of many countries have a comma and no point.
    ferry.browser.fill("#booking [name=amount]", "300,00");
    ferry.browser.fill("#booking [name=category]", "income:fares");
    ferry.browser.fill("#booking [name=text]", "Fares of June");
    ferry.look("booking");
    ferry.send("booking");
    ferry.sign("Book 300.00 EUR that came in at external-bank into fund-common.");
    ferry.said("It is in the log.");

    ferry.as_one("ana", "/treasury");
    ferry.open("paying");
    let ben = ferry.person("ben").to_string();
    ferry.browser.fill("#paying [name=to]", &ben);
    ferry.browser.fill("#paying [name=text]", "Oars");
    // More than the charter lets is refused before the signature, and what is written stays.
    ferry.browser.fill("#paying [name=amount]", "250");
    ferry.send("paying");
    ferry
        .browser
        .until("document.getElementById('trouble').innerText.includes('charter.over_limit')");
    ferry.browser.was_refused();
    assert_eq!(ferry.browser.eval("document.querySelector('#paying [name=text]').value"), "Oars");
    ferry.browser.fill("#paying [name=amount]", "120,50");
    ferry.send("paying");
    ferry.sign(&format!("Pay 120.50 EUR from fund-common to {ben}."));
    ferry.said("It is in the log.");

    ferry.as_one("ana", "/treasury");
    ferry.open("attesting");
    ferry.browser.fill("#attesting [name=amount]", "179.50");
    ferry
        .browser
        .fill("#attesting [name=text]", "Ask the bank: the statement of June hangs in the hut.");
    ferry.look("attesting");
    ferry.send("attesting");
    ferry.sign("Say that external-bank holds 179.50 EUR for the society");
    ferry.said("It is in the log.");
    ferry.as_one("ana", "/treasury");
    let page = ferry.browser.text("main");
    for words in [
        "179.50 EUR, on 20",
        "the books held 300.00 EUR then: -120.50 EUR off",
        "Fares of June",
        "Oars",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    ferry.open("attesting");
    ferry.browser.fill("#attesting [name=amount]", "300");
    ferry.browser.fill("#attesting [name=text]", "Counted again.");
    ferry.send("attesting");
    ferry.sign("Say that external-bank holds 300.00 EUR for the society");
    ferry.said("It is in the log.");
    // What pages show can be pasted; what could be a thousand or a little more than one is neither.
    ferry.open("booking");
    ferry.browser.fill("#booking [name=amount]", "1,240");
    ferry.send("booking");
    ferry.browser.until("document.getElementById('trouble').innerText.includes('page.amount')");
    ferry.browser.fill("#booking [name=amount]", "1\u{202f}240.00");
    ferry.send("booking");
    ferry.sign("Book 1\u{202f}240.00 EUR that came in at external-bank");
    ferry.said("It is in the log.");
    // Movements since then are no money that is missing.
    ferry.as_one("ana", "/treasury");
    let page = ferry.browser.text("main");
    let words = "the books held the same then; 1\u{202f}240.00 EUR moved since.";
    assert!(page.contains(words), "{words}: {page}");
}

/// A form, what is written into its fields, and what is signed.
type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// The rarer acts: another fund, a budget, several payments, a wage, who signs.
fn steward(ferry: &mut Troupe) {
    ferry.as_one("ana", "/treasury");
    ferry.open("opening");
    ferry.browser.fill("#opening [name=name]", "boats");
    ferry.send("opening");
    ferry.sign("Open the fund fund-boats.");
    ferry.said("It is in the log.");
    let ben = ferry.person("ben").to_string();
    // A name will do, and may have spaces in it.
    let lines = "fund-boats 2.00\nAna Ruiz 1.50";
    let wage = format!("Have fund-common pay {ben} 5.00 EUR every 7 days, 2 times");
    let forms: [Form<'_>; 4] = [
        (
            "budgeting",
            &[("limit", "100"), ("category", "expense:oars")],
            "Let fund-common pay at most 100.00 EUR for expense:oars in every 30 days",
        ),
        (
            "batching",
            &[("lines", lines)],
            "Make 2 payments from fund-common, 3.50 EUR together, all or none.",
        ),
        ("streaming", &[("to", &ben), ("amount", "5"), ("days", "7"), ("times", "2")], &wage),
        (
            "signers",
            &[("needed", "1"), ("office", "treasurer")],
            "Have 1 of those who hold the office treasurer sign each payment of fund-common.",
        ),
    ];
    for (form, fields, words) in forms {
        ferry.as_one("ana", "/spending");
        ferry.open(form);
        ferry.browser.fill(&format!("#{form} [name=from]"), "fund-common");
        for (name, value) in fields {
            ferry.browser.fill(&format!("#{form} [name={name}]"), value);
        }
        if form == "streaming" {
            ferry.look("streaming");
        }
        ferry.send(form);
        ferry.sign(words);
        ferry.said("It is in the log.");
    }
    ferry.as_one("ben", "/spending");
    let page = ferry.browser.text("main");
    for words in ["100.00 EUR in each 30 days", "5.00 EUR"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// Whoever holds the office is proposed to be recalled, and gives it up before.
fn recall(ferry: &mut Troupe) {
    ferry.as_one("ben", "/offices");
    ferry.offers("Stand for it");
    ferry.browser.press("main table a[href*='#recall=']");
    ferry.browser.until("document.querySelector('#acts [name=holder]')");
    assert!(ferry.browser.text("#acts select").contains("Ana Ruiz — Treasurer"));
    ferry.browser.fill("#text", "The books lie open in the rain");
    ferry.look("recall");
    ferry.browser.press("#bring > p:last-child button");
    let ana = ferry.person("ana").to_string();
    ferry.sign(&format!("Recall Ana Ruiz ({ana}) from the office treasurer."));
    ferry.said("Your proposal is in the log.");
    ferry.as_one("ana", "/offices");
    ferry.deed("offices.resign", "Give up the office treasurer.");
    ferry.as_one("ana", "/offices");
    ferry.offers("Stand for it");
}

/// What somebody else does, open pages learn of: nothing moves until it is asked for, and what is written stays.
fn live(ferry: &mut Troupe) {
    ferry.turned.pass(1);
    ferry.as_one("ben", "/");
    ferry.browser.until("document.documentElement.dataset.answered && document.body.dataset.hears");
    ferry.as_one("ana", "/decisions/2");
    ferry.browser.until("document.getElementById('ballot').checkVisibility()");
    ferry.browser.until("document.body.dataset.hears");
    ferry.browser.eval("document.getElementById('arguing').open = true");
    ferry.browser.fill("#argument", "The books were dry again by noon");
    ferry.browser.eval(
        "(() => { window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) \
         window.moved += one.value; }).observe({ type: 'layout-shift' }); })()",
    );
    let stands = ferry.browser.text("#how");

    // Ben votes on another page, in another browser.
    ferry.turn_to("ben");
    ferry.browser.go(&format!("{}/decisions/2", ferry.site));
    ferry.browser.press("#ballot button[value=no]");
    ferry.sign("Cast a ballot on proposal 2: no.");
    ferry.said("Your ballot is cast.");

    ferry.turn_to("ana");
    ferry.browser.until("document.getElementById('news').innerText.includes('changed here')");
    assert_eq!(ferry.browser.text("#how"), stands, "nothing moves under the reader's finger");
    assert_eq!(ferry.browser.eval("window.moved"), 0);
    assert_eq!(
        ferry.browser.eval("document.getElementById('news').getAttribute('role')"),
        "status"
    );
    ferry.look("news");
    // By the keyboard: what is shown anew has the focus then, and what was written is there.
    ferry.browser.eval("document.querySelector('#news button').focus()");
    ferry.browser.key("Enter");
    ferry.browser.until("document.getElementById('news').innerText.includes('how it stands now')");
    assert_eq!(ferry.browser.eval("document.activeElement.id"), "verdict");
    let page = ferry.browser.text("main");
    assert!(page.contains("Enough have voted") && ferry.browser.text("#how") != stands, "{page}");
    let draft = ferry.browser.eval("document.getElementById('argument').value");
    assert_eq!(draft, "The books were dry again by noon");
    ferry.browser.until("document.getElementById('news').innerText === ''");

    // What needs one, on the first page: it goes when the vote is over.
    ferry.as_one("ana", "/");
    ferry
        .browser
        .until("document.body.dataset.hears && document.getElementById('needed').innerText");
    assert!(ferry.browser.text("#needed").contains("decision 2"));
    let held = ferry.browser.eval(
        "performance.getEntriesByType('resource').filter(({ name }) => \
        name.endsWith('.js')).reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)",
    );
    assert!(held.as_u64().unwrap() <= SCRIPT_BYTES_MAX, "{held}");
    ferry.turned.pass(30);
    ferry.browser.until("document.getElementById('news').innerText.includes('changed here')");
    ferry.browser.press("#news button:not(.quiet)");
    ferry.browser.until("!document.getElementById('needed').innerText.includes('decision 2')");
}

/// Any of them has the panel drawn, once; the beacon draws it.
fn panel(ferry: &mut Troupe) {
    ferry.as_one("ana", "/panels");
    ferry.offers("Have it drawn");
    ferry.deed("panels.call_draw", "Have the panel crew drawn by lot.");
    ferry.as_one("ana", "/panels");
    ferry.offers("");
    assert!(ferry.browser.text("main").contains("waiting for chance"));
    ferry.look("panels");
}
