//! A budget that is shared out on the pages, in a real browser: a member brings projects with what each costs,
//! voters fill a basket by touch and by keyboard, and the page of the result says where the money goes and why.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;
#[path = "common/troupe.rs"]
mod troupe;

use browser::Browser;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::Amount;
use troupe::Troupe as Yard;

const CHARTER: &str = r#"# Charter of the yard

`society.name = "Yard"` `society.kind = "hub"` `society.currency = "NUT"`

> `society.commandment = "Leave the yard greener."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "letting-in", may = "membership.admit",   who = "founder" },
  { id = "issuing",    may = "treasury.issue",     who = "founder", up_to = "100000 NUT per 30 days" },
  { id = "proposing",  may = "governance.propose", who = "member" },
  { id = "sharing",    may = "treasury.pay",       who = "decision: pot", up_to = "5000 NUT per 30 days" },
  { id = "opening",    may = "treasury.open_account", who = "decision: plain" },
]

[[decision]]
id = "plain"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "pot"
electorate = "members"
method = "budget-shares"
quorum = "10%"
discussion = "none"
voting = "1 day"
grace = "1 day"
```
"#;

/// Title, cost, and who is paid.
const PROJECTS: [(&str, &str, &str); 3] =
    [("An oven", "600", "ben"), ("Lamps", "300.00", "cleo"), ("A sign", "900", "ana")];

#[test]
fn a_budget_is_brought_shared_out_and_explained() {
    let Some(browser) = Browser::start() else {
        println!("skipped: a_budget_is_brought_shared_out_and_explained: no Chromium");
        return;
    };
    let mut yard = Yard::new(browser, CHARTER, &["ana", "ben", "cleo"]);
    let (amount, asset) = (Amount::from(200_000_u64), "NUT".parse().unwrap());
    let to: AccountId = "fund-common".parse().unwrap();
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    yard.turned.founder.act(yard.turned.time(), issue);
    bring(&mut yard);
    // Voting opens with the next batch.
    yard.turned.pass(1);
    by_touch(&mut yard, "ana");
    by_touch(&mut yard, "ben");
    by_keyboard(&mut yard);
    yard.turned.pass(25);
    yard.as_one("ana", "/decisions/1");
    explained(&mut yard);
    // What was taken is paid once it takes effect, and the explanation stays.
    yard.turned.pass(25);
    yard.as_one("ana", "/decisions/1");
    yard.browser.until("document.getElementById('verdict').innerText.includes('took effect')");
    explained(&mut yard);
    let address = yard.turned.founder.address.to_string();
    yard.browser.is_quiet(&address);
    let mut persian = Browser::start().unwrap();
    persian.reads_in_persian(&yard.site, &["decisions/1".into(), "decisions".into()]);
}

/// What the page says that is chosen, or brought, against what there is. Spaces within an amount are plain here.
fn sum(yard: &mut Yard, place: &str) -> String {
    yard.browser.text(place).replace('\u{202f}', " ")
}

fn bring(yard: &mut Yard) {
    yard.as_one("ana", "/decisions");
    yard.browser.until("!document.getElementById('bringing').hidden");
    yard.browser.eval("document.getElementById('bringing').open = true");
    yard.browser.fill("#text", "The spring pot\nWhat the yard needs most.");
    assert_eq!(yard.browser.eval("document.getElementById('sharing').hidden"), true);
    yard.browser.fill("#procedure", "pot");
    yard.browser.until("document.querySelectorAll('#projects li').length === 2");
    assert_eq!(yard.browser.eval("document.getElementById('acting').hidden"), true);
    yard.browser.until("document.getElementById('pot-held').innerText.includes('000.00 NUT now')");
    yard.browser.fill("#pot-amount", "1700");
    // Two there are at least; a third that was added can go again.
    assert_eq!(yard.browser.eval("document.querySelector('#projects button').disabled"), true);
    yard.browser.press("#add-project");
    yard.browser.press("#projects li:nth-child(3) button");
    yard.browser.until("document.querySelectorAll('#projects li').length === 2");
    yard.browser.press("#add-project");
    for (place, (title, cost, payee)) in PROJECTS.iter().enumerate() {
        let item = format!("#projects li:nth-child({})", place + 1);
        yard.browser.fill(&format!("{item} [name=project]"), title);
        yard.browser.fill(&format!("{item} [name=cost]"), cost);
        let payee = yard.person(payee).to_string();
        yard.browser.fill(&format!("{item} [name=payee]"), &payee);
    }
    let together = "3 projects: 1 800.00 NUT together, of 1 700.00 NUT to share out.";
    assert_eq!(sum(yard, "#pot-sum"), together);
    yard.browser.fill("#pot-amount", "1800");
    assert!(sum(yard, "#pot-sum").ends_with("There is enough for all of them."));
    yard.browser.fill("#pot-amount", "1700");
    yard.glance("bringing a budget");
    yard.look("bringing-budget");
    yard.browser.press("#bring > p:last-of-type button");
    yard.browser.until("document.querySelector('dialog[open]')");
    let asked = yard.browser.text("dialog").replace('\u{202f}', " ");
    for words in [
        "As many of 3 options are taken as there is money for.",
        "Option 1, \"An oven\".",
        "600.00 NUT",
        "There is 1 700.00 NUT to give.",
        "3. A sign",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    yard.sign("decided by the rule \"pot\"");
    yard.said("Your proposal is in the log.");
}

/// Takes the oven and the lamps; the sign, on top, is more than there is, and is put back.
fn by_touch(yard: &mut Yard, name: &'static str) {
    yard.as_one(name, "/decisions/1");
    yard.browser.until("document.getElementById('ballot').checkVisibility()");
    assert!(yard.browser.text("main").contains("All 3 of them cost"));
    assert_eq!(sum(yard, "#left"), "Nothing is chosen yet, of 1 700.00 NUT.");
    yard.browser.press("input[name=option][value='0']");
    yard.browser.press("input[name=option][value='1']");
    let fits = "Chosen: 2 projects for 900.00 NUT of 1 700.00 NUT. 800.00 NUT would be left.";
    assert_eq!(sum(yard, "#left"), fits);
    assert_eq!(yard.browser.eval("document.getElementById('spent').value"), 529);
    yard.browser.press("input[name=option][value='2']");
    assert!(
        sum(yard, "#left")
            .ends_with("100.00 NUT more than there is: the count decides which are paid for.")
    );
    assert_eq!(yard.browser.eval("document.getElementById('spent').className"), "over");
    yard.glance("a basket that is too full");
    yard.browser.press("input[name=option][value='2']");
    assert_eq!(sum(yard, "#left"), fits);
    if name == "ben" {
        yard.look("basket");
    }
    if name == "ana" {
        by_a_bad_line(yard);
    } else {
        yard.browser.press("#ballot button[value=cast]");
        yard.sign("approve option 1, option 2");
        yard.said("Receipt: entry");
    }
    // One's own basket stands there again, with its sum.
    yard.as_one(name, "/decisions/1");
    yard.browser.until("document.getElementById('mine').checkVisibility()");
    assert_eq!(sum(yard, "#left"), fits);
}

/// Casts a ballot whose answer is lost on its way: to try again finds it taken, and says so.
fn by_a_bad_line(yard: &mut Yard) {
    yard.browser.eval(
        "(() => { const real = fetch; globalThis.fetch = async (...asked) => { \
         const answer = await real(...asked); \
         if (!String(asked[0]).includes('/operations')) return answer; \
         globalThis.fetch = real; throw new TypeError('lost'); }; })()",
    );
    let sign = "dialog .actions button:not(.quiet)";
    yard.browser.press("#ballot button[value=cast]");
    yard.browser.until("document.querySelector('dialog[open]')");
    yard.browser.press(sign);
    let again = format!("document.querySelector('{sign}').innerText === 'Try again'");
    yard.browser.until(&again);
    yard.browser.press(sign);
    yard.browser.until("!document.querySelector('dialog')");
    yard.said("Your ballot is cast.");
    yard.browser.was_refused_late();
}

/// Takes the lamps and the sign without touching anything.
fn by_keyboard(yard: &mut Yard) {
    yard.as_one("cleo", "/decisions/1");
    yard.browser.until("document.getElementById('ballot').checkVisibility()");
    yard.browser.eval("document.querySelector('input[name=option]').focus()");
    for key in ["Tab", " ", "Tab", " "] {
        yard.browser.key(key);
    }
    let both = "Chosen: 2 projects for 1 200.00 NUT of 1 700.00 NUT. 500.00 NUT would be left.";
    assert_eq!(sum(yard, "#left"), both);
    yard.browser.key("Tab");
    assert_eq!(yard.browser.eval("document.activeElement.value"), "cast");
    yard.browser.key("Enter");
    yard.sign("approve option 2, option 3");
    yard.said("Receipt: entry");
}

/// The lamps are paid by three, the oven by two; for the sign too little is left.
fn explained(yard: &mut Yard) {
    let rows = yard.browser.eval(
        "[...document.querySelectorAll('#counted ul.tally')][0].innerText.replaceAll('\\u202f', ' ')",
    );
    let rows = rows.as_str().unwrap();
    let places: Vec<_> = PROJECTS.iter().map(|(title, ..)| rows.find(title).unwrap()).collect();
    assert!(places[1] < places[0] && places[0] < places[2], "{rows}");
    assert_eq!(rows.matches("paid for").count(), 2, "{rows}");
    for words in [
        "3 chose it, and each gave about 100.00 NUT",
        "With it, 300.00 NUT are spent.",
        "2 chose it, and each gave about 300.00 NUT",
        "With it, 900.00 NUT are spent.",
        "1 chose it. It costs more than the 800.00 NUT that were left in the end.",
    ] {
        assert!(rows.contains(words), "{words}: {rows}");
    }
    yard.glance("a budget that is counted");
    yard.look("budget-counted");
}
