//! Open pages hear what happens, in a real browser: they say so and wait, and what is not to be shown now is not
//! said again; whoever loses the line comes back with a growing pause.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use browser::Browser;
use polity_machine::modules::signals::SignalsAction;
use polity_machine::modules::treasury::TreasuryAction;
use served::Turned;

const CHARTER: &str = r#"# Charter of the lighthouse

`society.name = "Light"` `society.kind = "hub"` `society.currency = "OIL"`

> `society.commandment = "Nobody is left in the dark."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "counting", may = "treasury.create_asset", who = "founder" },
  { id = "asking",   may = "signals.ask",           who = "founder" },
]

[[signal]]
id         = "mood"
electorate = "members"
scale      = "1 to 5"
lasts      = "30 days"
```
"#;

/// Stands in for what a page listens with and waits by: `sources` are the lines it opened, `waits` how long it
/// waits, and `go()` ends the wait.
const FAKES: &str = "
  window.sources = []; window.waits = [];
  window.EventSource = class {
    constructor() { this.on = {}; window.sources.push(this); }
    addEventListener(kind, work) { this.on[kind] = work; }
    close() { this.closed = true; }
  };
  const real = window.setTimeout;
  window.setTimeout = (work, time, ...rest) => {
    if (time < 500) return real(work, time, ...rest);
    window.waits.push(time); window.go = work; return 0;
  };
";

const NEWS: &str = "document.getElementById('news').innerText";

fn count(turned: &Turned, code: &str) {
    let create = TreasuryAction::CreateAsset { asset: code.parse().unwrap(), decimals: 0 };
    turned.founder.act(turned.time(), create);
}

#[test]
fn what_is_not_to_be_shown_now_is_not_said_again() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: what_is_not_to_be_shown_now_is_not_said_again: no Chromium");
        return;
    };
    let turned = Turned::begin_under(CHARTER);
    let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
    // Pages of which each listens.
    for page in ["signals", "dues", "forks", "campaigns", "acts", "machine"] {
        browser.go(&format!("{site}/{page}"));
        browser.until("document.body.dataset.hears");
    }
    browser.go(&format!("{site}/treasury"));
    browser.until("document.body.dataset.hears");
    count(&turned, "WICK");
    browser.until(&format!("{NEWS}.includes('changed here')"));
    assert!(!browser.text("main").contains("WICK"), "nothing moves by itself");
    browser.press("#news button.quiet");
    browser.until(&format!("{NEWS} === ''"));
    assert!(!browser.text("main").contains("WICK"), "not now");
    // What the page knows of is no news; what comes after it is.
    browser.eval("window.dispatchEvent(new Event('pagehide'))");
    browser.eval("delete document.body.dataset.hears");
    browser.eval("window.dispatchEvent(new Event('pageshow'))");
    browser.until("document.body.dataset.hears");
    count(&turned, "LENS");
    browser.until(&format!("{NEWS}.includes('changed here')"));
    browser.press("#news button:not(.quiet)");
    browser.until("document.querySelector('main')?.innerText.includes('LENS')");
    assert!(browser.text("main").contains("WICK"));

    browser.go(&format!("{site}/signals"));
    browser.until("document.body.dataset.hears");
    // What is none of the page's business is not said.
    count(&turned, "MIRROR");
    let (kind, question) = ("mood".into(), "How bright is it?".into());
    turned.founder.act(turned.time(), SignalsAction::Ask { kind, question });
    browser.until(&format!("{NEWS}.includes('changed here')"));
    browser.press("#news button:not(.quiet)");
    browser.until("document.querySelector('main')?.innerText.includes('How bright')");
    browser.is_quiet(&turned.founder.address.to_string());
}

#[test]
fn whoever_loses_the_line_comes_back_with_a_growing_pause() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: whoever_loses_the_line_comes_back_with_a_growing_pause: no Chromium");
        return;
    };
    let turned = Turned::begin_under(CHARTER);
    let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
    let fakes = serde_json::json!({ "source": FAKES });
    browser.call("Page.addScriptToEvaluateOnNewDocument", &fakes);
    browser.go(&format!("{site}/treasury"));
    browser.until("window.sources.length === 1");
    // Each time it waits twice as long, give or take a half, five minutes at most.
    let mut pause = 2_000;
    for lost in 1..12 {
        browser.eval("window.sources.at(-1).on.error()");
        assert_eq!(browser.eval("window.sources.at(-1).closed"), true, "no line is left open");
        let waits = browser.eval("window.waits.length");
        assert_eq!(waits, lost, "one wait each time");
        let wait = browser.eval("window.waits.at(-1)").as_f64().unwrap();
        let (least, most) = (f64::from(pause) * 0.5, f64::from(pause) * 1.5);
        assert!((least..=most).contains(&wait), "{lost}: {wait} of {pause}");
        assert_eq!(browser.eval("window.sources.length"), lost, "not before its time");
        browser.eval("window.go()");
        assert_eq!(browser.eval("window.sources.length"), lost + 1);
        pause = 300_000.min(pause * 2);
    }
    assert_eq!(pause, 300_000);
    // Once it hears again, it begins anew, and looks what it missed.
    browser.eval("window.sources.at(-1).on.open()");
    browser.eval("window.sources.at(-1).on.error()");
    let wait = browser.eval("window.waits.at(-1)").as_f64().unwrap();
    assert!((1_000.0..=3_000.0).contains(&wait), "{wait}");
    // A page that is not looked at listens to nothing.
    browser.eval("window.go()");
    browser.eval("window.dispatchEvent(new Event('pagehide'))");
    assert_eq!(browser.eval("window.sources.at(-1).closed"), true);
    browser.is_quiet(&turned.founder.address.to_string());
}
