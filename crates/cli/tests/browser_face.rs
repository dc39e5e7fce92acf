//! A real browser looks at every page of the demonstration, in both languages and both themes, on a phone and
//! on a desk, and acts as its people. With `POLITY_PICTURES` it takes a picture of each page.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skips"
)]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/demonstration.rs"]
mod demonstration;

use std::panic::{AssertUnwindSafe, catch_unwind};

use browser::{Browser, SCRIPT_BYTES_MAX};
use demonstration::{Demo, demo};
use serde_json::json;

impl Demo {
    /// Every page, with a name for its picture.
    fn pages(&self, browser: &mut Browser) -> Vec<(String, String)> {
        browser.go(&self.url("decisions"));
        let list = "[...document.querySelectorAll('main th a[href*=\"/decisions/\"]')]\
                    .map((a) => [a.href.split('/').at(-1), a.textContent.split('. ')[1]])";
        let decisions: Vec<(String, String)> = serde_json::from_value(browser.eval(list)).unwrap();
        let wanted = [
            ("decision-yes-no", "Rent the second room"),
            ("decision-ranking", "Where the next summer"),
            ("decision-approval", "What we read this winter"),
            ("decision-pot", "The winter pot"),
            ("decision-pot-closed", "The summer pot"),
            ("decision-repeats", "Somebody who keeps the rooms"),
            ("decision-credits", "What the association works on next"),
            ("decision-consent", "Lentils"),
            ("decision-election", "Election"),
            ("decision-grace", "A second-hand oven"),
            ("decision-draft", "Three members vouch"),
            ("decision-amendment", "Payments by treasurers"),
        ];
        let mut pages: Vec<(String, String)> = wanted
            .iter()
            .map(|(name, title)| {
                let found = decisions.iter().find(|(_, one)| one.starts_with(title));
                let (number, _) = found.unwrap_or_else(|| panic!("{title}: {decisions:?}"));
                ((*name).to_owned(), format!("decisions/{number}"))
            })
            .collect();
        browser.go(&self.url("people"));
        let person = browser.eval("document.querySelector('main th a').pathname.split('/').at(-1)");
        let person = person.as_str().unwrap();
        pages.push(("person".into(), format!("people/{person}")));
        pages.push(("share".into(), format!("people/{person}/leave")));
        pages.push(("delegates".into(), format!("people/{person}/delegates")));
        for plain in [
            "",
            "people",
            "decisions",
            "acts",
            "campaigns",
            "offices",
            "panels",
            "treasury",
            "spending",
            "dues",
            "charter",
            "charter/rules",
            "stages",
            "census",
            "log",
            "log/40",
            "check",
            "search?q=books",
            "me",
            "keys",
            "passport",
            "demo",
            "mail",
            "breaches",
            "forks",
            "places",
            "places/lisbon",
            "signals",
            "signals/2",
            "spending/1",
            "spending/3",
            "spending/4",
            "invoices/1",
            "breaches/1",
            "forks/1",
            "nowhere",
            "treasury/statement?account=fund-common&asset=EUR",
        ] {
            let name = plain.split('?').next().unwrap().replace('/', "-");
            let name = if name.is_empty() { "home".to_owned() } else { name };
            pages.push((name, plain.to_owned()));
        }
        let (_, open) = pages[0].clone();
        pages.push(("paper".into(), format!("{open}/paper")));
        pages
    }

    /// Reads on in a language.
    fn speak(&self, browser: &mut Browser, code: &str) {
        browser.go(&format!("http://{}/language/{code}?to=/s/{}/", self.address, self.society));
        assert_eq!(browser.eval("document.documentElement.lang"), code);
    }
}

/// Has every page fit, in a language, a scheme and on a screen.
fn look(code: &str, scheme: &str, width: u64) {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: every page, {code}, {scheme}, {width}: no Chromium");
        return;
    };
    let demo = demo();
    let pages = demo.pages(&mut browser);
    demo.speak(&mut browser, code);
    browser.screen(width);
    browser.scheme(scheme);
    let mut unfit = Vec::new();
    for (name, page) in &pages {
        browser.go(&demo.url(page));
        let shown = browser.eval("[document.documentElement.lang, document.documentElement.dir]");
        let direction = if code == "fa" { "rtl" } else { "ltr" };
        assert_eq!(shown, json!([code, direction]), "{page}");
        let called = format!("{name} in {code}, {scheme}, {width}");
        let english = if code == "fa" { browser.eval(browser::LATIN) } else { json!([]) };
        if english != json!([]) {
            unfit.push(format!("{called}: {english}"));
        }
        // All that is found is told, not just the first.
        let looked = catch_unwind(AssertUnwindSafe(|| {
            if width == 640 { browser.is_within(&called) } else { browser.fits_as(&called) }
        }));
        if looked.is_err() {
            unfit.push(called.clone());
        }
        let sound = catch_unwind(AssertUnwindSafe(|| browser.is_sound(&called)));
        if sound.is_err() {
            unfit.push(format!("{called}: unsound"));
        }
        browser.picture(&format!("{name}-{code}-{scheme}-{width}"));
    }
    assert!(unfit.is_empty(), "{unfit:?}");
    assert!(browser.complaints_but_missing().is_empty(), "{:?}", browser.complaints_but_missing());
}

#[test]
fn every_page_fits_a_phone_by_day() {
    look("en", "light", 390);
}

#[test]
fn every_page_fits_a_desk_by_night() {
    look("en", "dark", 1_280);
}

#[test]
fn every_page_fits_the_narrowest_phone_from_right_to_left_by_night() {
    look("fa", "dark", 320);
}

#[test]
fn every_page_fits_a_desk_from_right_to_left_by_day() {
    look("fa", "light", 1_280);
}

/// Whoever holds a key sees more of a page, and that more comes with the rest of it, in either language.
#[test]
fn nothing_moves_and_nothing_is_heavy_for_whoever_holds_a_key() {
    let Some(mut browser) = Browser::start() else {
        println!(
            "skipped: nothing_moves_and_nothing_is_heavy_for_whoever_holds_a_key: no Chromium"
        );
        return;
    };
    let demo = demo();
    let mut pages = demo.pages(&mut browser);
    browser.go(&demo.url("demo"));
    browser.press("[data-role=member]");
    browser.until("location.pathname.endsWith('/')");
    browser.go(&demo.url("me"));
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let own = browser.text("#person");
    for (name, page) in [("own-page", "people/"), ("own-dues", "dues/")] {
        pages.push((name.into(), format!("{page}{own}")));
    }
    pages.push(("own-share".into(), format!("people/{own}/leave")));
    let mut unfit = Vec::new();
    for (code, width) in [("en", 390), ("fa", 1_280)] {
        demo.speak(&mut browser, code);
        browser.screen(width);
        for (name, page) in &pages {
            browser.go(&demo.url(page));
            let called = format!("{name} as a member, {code}, {width}");
            if catch_unwind(AssertUnwindSafe(|| browser.is_sound(&called))).is_err() {
                unfit.push(called);
            }
        }
    }
    assert!(unfit.is_empty(), "{unfit:?}");
}

/// Who would leave sees on a phone first what they take along, then what ends by it beside the button, and the rest after it.
#[test]
fn what_one_takes_along_is_seen_before_all_else() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: what_one_takes_along_is_seen_before_all_else: no Chromium");
        return;
    };
    let demo = demo();
    browser.go(&demo.url("demo"));
    browser.press("[data-role=treasurer]");
    browser.until("location.pathname.endsWith('/')");
    browser.go(&demo.url("me"));
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let own = browser.text("#person");
    for (code, scheme) in [("en", "light"), ("en", "dark"), ("fa", "dark")] {
        demo.speak(&mut browser, code);
        browser.scheme(scheme);
        browser.screen(390);
        browser.go(&demo.url(&format!("people/{own}/leave")));
        browser.until("document.getElementById('leave-with').checkVisibility()");
        let called = format!("leave-{code}-{scheme}");
        browser.fits_as(&called);
        browser.picture(&called);
        let tops = "['sum', 'lost', 'leave-with', 'share', 'rules', 'against'].map((id) => \
                    Math.round(document.getElementById(id)?.getBoundingClientRect().top ?? -1))";
        let tops: Vec<i64> = serde_json::from_value(browser.eval(tops)).unwrap();
        assert!(tops[0] > 0 && tops.is_sorted(), "{called}: {tops:?}");
        assert!(tops[2] < 844, "{called}: the button is on the first screen: {tops:?}");
    }
}

/// A desk of 1280 pixels at 200 % is as wide as 640.
#[test]
fn every_page_reads_at_twice_its_size() {
    look("en", "light", 640);
}

/// Shows a passport as a member, and prints it: who it is, to whom, the codes, and what to do with them.
fn prints_a_passport(browser: &mut Browser, demo: &Demo) {
    browser.screen(1_280);
    browser.go(&demo.url("demo"));
    browser.press("[data-role=member]");
    browser.until("location.pathname.endsWith('/')");
    for (code, words) in [("fa", "ده دقیقه"), ("en", "scans the codes one after the other")]
    {
        demo.speak(browser, code);
        browser.go(&demo.url("passport"));
        browser.fill("#asker", "The door of the Copper Mill");
        browser.press("#ask button");
        browser.until("document.getElementById('asked-nonce').textContent.length > 10");
        let nonce = browser.text("#asked-nonce");
        browser.fill("#nonce", &nonce);
        browser.fill("#audience", "The door of the Copper Mill");
        browser.press("#show button");
        browser.until("document.querySelectorAll('#codes svg').length > 0");
        browser.until("document.getElementById('shown').checkVisibility()");
        browser.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
        let text = browser.text("main");
        let asked = browser.eval("document.getElementById('ask').checkVisibility()");
        browser.call("Emulation.setEmulatedMedia", &json!({"media": ""}));
        for wanted in ["Copper Mill", "person1", &demo.society, words] {
            assert!(text.contains(wanted), "{code}: {wanted}: {text}");
        }
        assert_eq!(asked, false, "{code}: what is not shown is not printed");
        // Whoever asked scans the sheet, and it holds.
        let drawn = browser.eval("document.querySelectorAll('#codes svg').length");
        let drawn = usize::try_from(drawn.as_u64().unwrap()).unwrap();
        let mut codes = browser.printed_codes(drawn);
        codes.retain(|code| code.starts_with("polity-passport:"));
        assert!(codes.len() > 1 && codes.len() == drawn, "{code}: {drawn} drawn, read: {codes:?}");
        let codes: Vec<String> = codes.into_iter().collect();
        browser.fill("#given", &codes.join("\n"));
        browser.press("#check button");
        let holds = if code == "fa" { "✓ درست است" } else { "✓ It holds" };
        browser.until("document.getElementById('verdict').textContent.length > 0");
        let verdict = browser.text("#verdict");
        assert!(verdict.contains(holds), "{code}: {verdict}");
        let sheets = browser.print(&format!("passport-shown-{code}"));
        assert!((1..=3).contains(&sheets), "{code}: {sheets} sheets");
    }
}

/// On paper: what one does not press, and what moves, is not there; what is printed lies within the sheet.
#[test]
fn charter_ballot_result_and_passport_are_fit_to_print() {
    let Some(mut browser) = Browser::start() else {
        println!("skipped: charter_ballot_result_and_passport_are_fit_to_print: no Chromium");
        return;
    };
    let demo = demo();
    let pages = demo.pages(&mut browser);
    let page = |wanted: &str| {
        let (_, page) = pages.iter().find(|(name, _)| name == wanted).unwrap();
        page.clone()
    };
    for (name, path, most) in [
        ("charter", page("charter"), 40),
        ("decision", page("decision-election"), 12),
        ("result", format!("{}/paper", page("decision-election")), 4),
        ("ballot", format!("{}/paper", page("decision-ranking")), 2),
        ("treasury", page("treasury"), 30),
        ("passport", page("passport"), 2),
    ] {
        browser.go(&demo.url(&path));
        let sheets = browser.print(name);
        assert!((1..=most).contains(&sheets), "{name}: {sheets} sheets");
    }
    prints_a_passport(&mut browser, demo);
}

#[test]
fn one_looks_as_each_of_the_people_and_a_key_of_ones_own_stays() {
    let Some(mut browser) = Browser::start() else {
        println!(
            "skipped: one_looks_as_each_of_the_people_and_a_key_of_ones_own_stays: no Chromium"
        );
        return;
    };
    let demo = demo();
    // Who holds no key sees what ends next for everybody.
    browser.go(&demo.url(""));
    assert_eq!(browser.eval("document.getElementById('yours').checkVisibility()"), false);
    assert_eq!(browser.eval("document.querySelector('#open + ul .when') !== null"), true);
    // Keys are given to whoever asks this machine by its own name.
    for (role, standing) in [
        ("treasurer", "full member"),
        ("newcomer", "admitted"),
        ("applicant", "applicant"),
        ("panelist", "full member"),
        ("founder", "full member"),
        ("member", "full member"),
    ] {
        browser.go(&demo.url("demo"));
        browser.press(&format!("[data-role={role}]"));
        browser.until("location.pathname.endsWith('/')");
        browser.go(&demo.url("me"));
        browser.until("document.getElementById('standing').innerText.length > 3");
        let shown = browser.text("#standing");
        assert!(shown.contains(standing), "{role}: {shown}");
    }
    answers_the_lot(&mut browser, demo);
    browser.go(&demo.url("demo"));
    browser.press("[data-role=member]");
    browser.until("location.pathname.endsWith('/')");
    // What needs the member is the first thing on the first page, by deadline, in either language.
    for (code, words) in [("fa", "رأی به تصمیم"), ("en", "Vote on decision")] {
        demo.speak(&mut browser, code);
        browser.go(&demo.url(""));
        browser.until("document.getElementById('yours').checkVisibility()");
        let needed = browser.text("#needed");
        assert!(needed.contains(words), "{code}: {needed}");
        let times = "[...document.querySelectorAll('#needed time')].map((time) => time.dateTime)";
        let times: Vec<String> = serde_json::from_value(browser.eval(times)).unwrap();
        assert!(!times.is_empty() && times.is_sorted(), "{code}: {times:?}");
        let first = "document.querySelector('main section').id";
        assert_eq!(browser.eval(first), "yours");
        browser.scripts_within(SCRIPT_BYTES_MAX);
        for width in [390, 1_280] {
            browser.screen(width);
            browser.fits_as(&format!("home as a member, {code}, {width}"));
            browser.picture(&format!("home-member-{code}-{width}"));
        }
    }
    // The member votes, by the keyboard alone.
    browser.go(&demo.url("decisions"));
    let open = browser.eval(
        "[...document.querySelectorAll('main th a')].find((a) => a.innerText.includes('Rent the second')).href",
    );
    browser.go(open.as_str().unwrap());
    browser.until("document.getElementById('ballot').checkVisibility()");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    let mut steps = 0;
    while browser.eval("document.activeElement?.value ?? ''") != "yes" {
        browser.key("Tab");
        steps += 1;
        assert!(steps < 80, "the ballot is reached by the keyboard");
        let outline = browser.eval(
            "(() => { const at = document.activeElement; return at === document.body || \
             getComputedStyle(at).outlineStyle !== 'none'; })()",
        );
        assert_eq!(outline, true, "one sees where one is");
    }
    browser.key("Enter");
    browser.until("document.querySelector('dialog[open]')");
    assert!(browser.text("dialog").contains("Cast a ballot"));
    let mut steps = 0;
    while browser.eval("document.activeElement?.innerText ?? ''") != "Sign" {
        browser.key("Tab");
        steps += 1;
        assert!(steps < 20, "the signature is reached by the keyboard");
    }
    browser.key("Enter");
    browser.said("entry");
    ranks_in_persian(&mut browser, demo);
    // Somebody's own key is not taken.
    browser.go(&demo.url("demo"));
    browser.press("[data-role=visitor]");
    browser.until("location.pathname.endsWith('/')");
    browser.go(&demo.url("me"));
    browser.press("#no-paper");
    browser.fill("#without-words", "I can lose this for good");
    browser.press("#make-browser");
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    let own = browser.text("#person");
    browser.go(&demo.url("demo"));
    browser.press("[data-role=founder]");
    browser.until(
        "document.getElementById('trouble').innerText.includes('not one of the demonstration')",
    );
    browser.go(&demo.url("me"));
    browser.until("document.getElementById('person').innerText.startsWith('person1')");
    assert_eq!(browser.text("#person"), own);
    browser.is_quiet(&demo.address);
}

/// A ranked ballot is what takes most scripts to write and to sign, and the other language takes more.
fn ranks_in_persian(browser: &mut Browser, demo: &Demo) {
    browser.go(&demo.url("decisions"));
    let ranking = "[...document.querySelectorAll('main th a')].find((a) => a.innerText.includes('Where the next summer')).href";
    let ranking = browser.eval(ranking);
    demo.speak(browser, "fa");
    browser.go(ranking.as_str().unwrap());
    browser.until("document.getElementById('ballot').checkVisibility()");
    browser.press("#unranked button");
    browser.press("#ballot button[value=cast]");
    browser.until("document.querySelector('dialog[open]')");
    browser.press("dialog .actions button:not(.quiet)");
    browser.until("!document.querySelector('dialog')");
    browser.until("document.querySelector('#said a[href*=\"/log/\"]')");
    browser.scripts_within(SCRIPT_BYTES_MAX);
    demo.speak(browser, "en");
}

/// On whom the lot fell answers on the page of panels, which offers that to nobody else.
fn answers_the_lot(browser: &mut Browser, demo: &Demo) {
    let offered = "[...document.querySelectorAll('.actions [data-act*=\"panels.\"][data-for^=person1]')]\
                   .filter((one) => one.checkVisibility()).length";
    // In this order: whoever is drawn for a seat that is declined may be anybody.
    for (role, is_asked) in [("member", false), ("panelist", true)] {
        browser.go(&demo.url("demo"));
        browser.press(&format!("[data-role={role}]"));
        browser.until("location.pathname.endsWith('/')");
        browser.go(&demo.url("panels"));
        browser.until("document.body.dataset.revealed");
        let count = browser.eval(offered).as_u64().unwrap();
        assert_eq!(count > 0, is_asked, "{role}");
        if is_asked {
            browser.picture("panels-panelist");
            let decline = "[data-act*=\"panels.decline\"]:not([hidden])";
            browser.press(decline);
            browser.until("document.querySelector('dialog[open]')");
            assert!(browser.text("dialog").contains("Decline or give up your seat of draw"));
            browser.press("dialog .actions button:not(.quiet)");
            browser.until("document.getElementById('said').innerText.includes('entry')");
        }
    }
}
