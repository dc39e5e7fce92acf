//! Places, in a terminal and in a browser: opened, arrived at, confirmed, gone from.

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;

use browser::Browser;
use polity_machine::modules::places::{PlaceKind, PlacesAction};
use serde_json::json;
use served::Turned;

/// Most script that a page may send. Unit: bytes.
const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

const CHARTER: &str = r#"# Charter of the houses

`society.name = "Houses"` `society.kind = "hub"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[residence]
places    = ["house"]
probation = "none"
renewal   = "30 days"

[[decision]]
id         = "household"
electorate = "residents of house"
method     = "yes-no"
quorum     = "half"
threshold  = "more than half"
discussion = "none"
voting     = "1 day"
grace      = "none"
```

```toml
power = [
  { id = "admitting",  may = "membership.admit",      who = "founder" },
  { id = "proposing",  may = "governance.propose",    who = "member" },
  { id = "opening",    may = "places.open",           who = "founder" },
  { id = "measuring",  may = "places.attest",         who = "founder" },
  { id = "confirming", may = "places.confirm",        who = "founder" },
  { id = "closing",    may = "places.close",          who = "founder", grace = "7 days" },
  { id = "household",  may = "treasury.open_account", who = "decision: household" },
]
```
"#;

#[test]
fn a_terminal_opens_arrives_confirms_and_departs() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("charter.md"), CHARTER).unwrap();
    std::fs::write(place.path().join("lease.txt"), "The lease, without the names.").unwrap();
    let run = |arguments: &[&str]| common::polity(place.path(), arguments);
    let act =
        |arguments: &[&str]| run(&[arguments, &["--data", "s", "--key", "me", "--yes"]].concat());
    run(&["key", "new", "me"]).unwrap();
    run(&["found", "charter.md", "--data", "s", "--key", "me", "--yes"]).unwrap();
    let list = || run(&["place", "list", "--data", "s"]).unwrap();
    assert_eq!(list(), json!([]));
    let shown = ["--kind", "house", "--land", "240", "--country", "PT", "--evidence", "lease.txt"];
    act(&[&["place", "open", "house", "The house"][..], &shown].concat()).unwrap();
    let one = &list()[0];
    assert_eq!(
        (&one["id"], &one["land"], &one["country"]),
        (&json!("house"), &json!(240), &json!("PT"))
    );
    assert!(one["attested"]["evidence"].is_string());
    let wrong = act(&["place", "open", "b", "B", "--kind", "castle", "--land", "1"]).unwrap_err();
    assert!(wrong.contains("house, hub, land, town, vessel or village"), "{wrong}");
    act(&["place", "arrive", "house"]).unwrap();
    let show = || run(&["place", "show", "house", "--of", "me", "--data", "s"]).unwrap();
    assert!(show()["resident"]["confirmed"].is_null());
    let again = act(&["place", "arrive", "house"]).unwrap_err();
    assert!(again.contains("places.lives_elsewhere"), "{again}");
    let me = show()["resident"]["person"].as_str().unwrap().to_owned();
    act(&["place", "confirm", "house", &me]).unwrap();
    assert_eq!(show()["voters"]["count"], json!(1));
    assert!(show()["resident"]["until"].is_number() || show()["resident"]["until"].is_string());
    act(&["place", "renew", "house"]).unwrap();
    act(&["place", "attest", "house", "--land", "250"]).unwrap();
    assert!(list()[0]["attested"].is_null());
    act(&["place", "depart", "house"]).unwrap();
    assert!(show()["resident"].is_null());
    assert_eq!(show()["residents"]["count"], json!(0));
    let gone = run(&["place", "show", "farm", "--data", "s"]).unwrap_err();
    assert!(gone.contains("There is no place"), "{gone}");
}

#[test]
fn a_browser_arrives_is_confirmed_and_goes() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: a_browser_arrives_is_confirmed_and_goes: no Chromium");
        return;
    };
    let turned = Turned::begin_under(CHARTER);
    let founder = &turned.founder;
    let site = format!("http://{}/s/{}", founder.address, founder.society);
    let open = PlacesAction::Open {
        country: None,
        evidence: None,
        kind: PlaceKind::House,
        land: 240,
        place: "house".into(),
        title: "The house".into(),
    };
    founder.act(turned.time(), open);
    browser.screen(390);
    let member = browser.join(&site, |person| turned.admit(person));

    // They say so, and it says what that means.
    browser.go(&format!("{site}/places/house"));
    browser.until("document.querySelector('[data-own=\"places.arrive\"]').checkVisibility()");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    browser.press("[data-own='places.arrive']");
    browser
        .sign("Say that you live at the place \"house\". That stands in the public log for ever");
    browser.until("document.querySelector('[data-own=\"places.depart\"]').checkVisibility()");
    browser.until("!document.querySelector('[data-own=\"places.renew\"]').checkVisibility()");

    // Confirmed, they say it again, and go.
    founder.act(turned.time(), PlacesAction::Confirm { person: member, place: "house".into() });
    browser.go(&format!("{site}/places/house"));
    browser.until("document.querySelector('[data-own=\"places.renew\"]').checkVisibility()");
    assert!(browser.text("main").contains("votes here"), "{}", browser.text("main"));
    for (width, scheme) in [(390, "light"), (390, "dark"), (1_280, "light"), (1_280, "dark")] {
        browser.screen(width);
        browser.scheme(scheme);
        for page in ["places", "places/house"] {
            browser.go(&format!("{site}/{page}"));
            browser.picture(&format!("{}-{width}-{scheme}", page.replace('/', "-")));
            browser.fits();
        }
    }
    browser.until("document.querySelector('[data-own=\"places.renew\"]').checkVisibility()");
    browser.press("[data-own='places.renew']");
    browser.sign("Say again that you live at the place \"house\".");
    browser.until("document.getElementById('said').innerText.includes('It is in the log')");
    browser.press("[data-own='places.depart']");
    browser.sign("Live at the place \"house\" no longer, from now on.");
    browser.until("document.querySelector('[data-own=\"places.arrive\"]').checkVisibility()");
    browser.is_quiet(&founder.address.to_string());
}
