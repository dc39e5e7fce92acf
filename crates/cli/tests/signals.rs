//! Standing questions, in a terminal and in a browser: asked, answered, changed, taken back.

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use browser::Browser;
use polity_machine::modules::signals::{SignalsAction, Stance};
use serde_json::json;
use served::Turned;

/// Most script that a page may send. Unit: bytes.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

const CHARTER: &str = r#"# Charter of the mood

`society.name = "Mood"` `society.kind = "hub"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[signal]]
id         = "mood"
electorate = "members"
scale      = "1 to 3"
lasts      = "30 days"

[[power]]
id  = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id  = "asking"
may = "signals.ask"
who = "member"
```
"#;

#[test]
fn a_terminal_asks_answers_and_takes_back() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("charter.md"), CHARTER).unwrap();
    let run = |arguments: &[&str]| common::polity(place.path(), arguments);
    let act =
        |arguments: &[&str]| run(&[arguments, &["--data", "s", "--key", "me", "--yes"]].concat());
    run(&["key", "new", "me"]).unwrap();
    run(&["found", "charter.md", "--data", "s", "--key", "me", "--yes"]).unwrap();
    let list = || run(&["signal", "list", "--data", "s"]).unwrap();
    assert_eq!(list(), json!([]));
    act(&["signal", "ask", "mood", "How are we?"]).unwrap();
    act(&["signal", "stand", "1", "3"]).unwrap();
    let listed = list();
    assert_eq!((&listed[0]["counts"], &listed[0]["is_open"]), (&json!([0, 0, 1]), &json!(true)));
    // A change names what it replaces by itself.
    act(&["signal", "stand", "1", "1"]).unwrap();
    let show = run(&["signal", "show", "1", "--of", "me", "--data", "s"]).unwrap();
    assert_eq!((&show["stance"]["points"], &show["counts"]), (&json!(1), &json!([1, 0, 0])));
    let off = act(&["signal", "stand", "1", "approve"]).unwrap_err();
    assert!(off.contains("signals.off_scale") && off.contains("1 to 3"), "{off}");
    let wrong = act(&["signal", "stand", "1", "perhaps"]).unwrap_err();
    assert!(wrong.contains("approve, disapprove or a number"), "{wrong}");
    act(&["signal", "take-back", "1"]).unwrap();
    assert_eq!(list()[0]["counts"], json!([0, 0, 0]));
    let none = act(&["signal", "take-back", "1"]).unwrap_err();
    assert!(none.contains("signals.no_stance"), "{none}");
    act(&["signal", "withdraw", "1"]).unwrap();
    assert_eq!(list(), json!([]));
    let gone = run(&["signal", "show", "1", "--data", "s"]).unwrap_err();
    assert!(gone.contains("There is no standing question 1."), "{gone}");
}

#[test]
fn a_browser_takes_a_stance_by_touch_and_by_keyboard() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_browser_takes_a_stance_by_touch_and_by_keyboard: no Chromium");
        return;
    };
    let turned = Turned::begin();
    let founder = &turned.founder;
    let site = format!("http://{}/s/{}", founder.address, founder.society);
    founder.befriend("friend", turned.time());
    founder.befriend("another friend", turned.time());
    browser.screen(390);
    browser.join(&site, |person| turned.admit(person));

    // One asks, by the form.
    browser.go(&format!("{site}/signals"));
    browser.until("document.getElementById('ask').checkVisibility()");
    browser.fill("#question", "How is the kitchen?");
    browser.press("#ask button");
    browser.sign("Ask the standing question \"How is the kitchen?\", of the kind \"mood\".");
    browser.until("document.getElementById('said').innerText.includes('Your question is open')");

    // By touch, and then by keyboard.
    browser.go(&format!("{site}/signals/1"));
    browser.until("document.querySelector('form.stance').checkVisibility()");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.press("form.stance button[value='5']");
    browser.sign("Give 5 points on the standing question 1.");
    let mine = |value: &str| {
        format!(
            "document.querySelector(\"form.stance [aria-pressed='true']\")?.value === '{value}'"
        )
    };
    browser.until(&mine("5"));
    turned.pass(30);
    browser.go(&format!("{site}/signals/1"));
    browser.until(&mine("5"));
    browser.eval("document.querySelector(\"form.stance button[value='2']\").focus()");
    browser.key("Enter");
    browser.sign("Give 2 points on");
    browser.until(&mine("2"));
    turned.pass(25);
    founder.act(
        turned.time(),
        SignalsAction::Stand { replaces: None, signal: 1, stance: Some(Stance::Points(4)) },
    );
    founder.act(
        turned.time(),
        SignalsAction::Ask { kind: "course".into(), question: "Are longer evenings right?".into() },
    );
    let stand = SignalsAction::Stand { replaces: None, signal: 2, stance: Some(Stance::Approve) };
    founder.act(turned.time(), stand);
    for (name, width) in [("phone", 390), ("desktop", 1_280)] {
        for scheme in ["light", "dark"] {
            browser.screen(width);
            browser.scheme(scheme);
            for page in ["signals", "signals/1"] {
                browser.go(&format!("{site}/{page}"));
                browser.until("document.querySelector('form.stance').checkVisibility()");
                browser.picture(&format!("{}-{name}-{scheme}", page.replace('/', "-")));
                browser.fits();
            }
        }
    }
    assert!(browser.text("main").contains("3.0 of 5 points on average, of 2 with a stance"));
    browser.press("form.stance button.back");
    browser.sign("Take back your stance on the standing question 1.");
    browser.until("!document.querySelector(\"form.stance [aria-pressed='true']\")");
    browser.is_quiet(&founder.address.to_string());
}
