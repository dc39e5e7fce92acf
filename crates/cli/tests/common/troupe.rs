//! A society on a turned clock, and members of it with a browser each.
#![allow(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "shared by several tests, which fail by panicking"
)]

use polity_machine::modules::membership::MembershipAction;
use polity_types::PersonId;
use serde_json::Value;

use crate::browser::Browser;
use crate::served::Turned;

/// Most script that a page may send. Unit: bytes.
pub(crate) const SCRIPT_BYTES_MAX: u64 = 50 * 1_024;

/// A society on a turned clock, and browsers with a member each.
pub(crate) struct Troupe {
    pub(crate) browser: Browser,
    /// Pages that are not looked at now, by whose they are.
    others: Vec<(&'static str, Value)>,
    people: Vec<(&'static str, PersonId)>,
    shown: &'static str,
    pub(crate) site: String,
    pub(crate) turned: Turned,
}

impl Troupe {
    /// As [`Self::new`]; nothing where there is no Chromium, which is said of the test.
    pub(crate) fn begin(test: &str, charter: &str, names: &[&'static str]) -> Option<Self> {
        let browser = Browser::start();
        if browser.is_none() {
            println!("skipped: {test}: no Chromium");
        }
        Some(Self::new(browser?, charter, names))
    }

    /// Founds a society under a charter in which the founder admits, and has people join.
    pub(crate) fn new(browser: Browser, charter: &str, names: &[&'static str]) -> Self {
        let turned = Turned::begin_under(charter);
        let site = format!("http://{}/s/{}", turned.founder.address, turned.founder.society);
        let (others, people) = (Vec::new(), Vec::new());
        let mut troupe = Self { browser, others, people, shown: names[0], site, turned };
        for name in names {
            troupe.join(name);
        }
        troupe
    }

    /// Has somebody make a key in a browser of their own and apply.
    pub(crate) fn apply(&mut self, name: &'static str) {
        if name != self.shown {
            let before = self.browser.somebody_else();
            self.others.push((self.shown, before));
            self.shown = name;
        }
        self.browser.screen(390);
        let person = self.browser.apply(&self.site);
        self.people.push((name, person));
    }

    /// Has somebody become a member.
    fn join(&mut self, name: &'static str) {
        self.apply(name);
        let person = self.person(name);
        let (founder, now) = (&self.turned.founder, self.turned.time());
        // The page that stays open says that they are admitted, and shows the oath when it is asked to.
        self.browser.until("document.body.dataset.hears");
        founder.act(now, MembershipAction::Admit { applicant: person });
        self.hears();
        self.browser.press("#swear");
        self.sign("I have read the charter");
        self.said("You are a member");
    }

    /// Has somebody take a name, on their page.
    pub(crate) fn call(&mut self, name: &'static str, text: &str) {
        self.as_one(name, "/me");
        self.browser.fill("#name", text);
        self.browser.press("#take-name button");
        self.sign(&format!("Take the name “{text}” here"));
        self.said("That is your name here now");
    }

    pub(crate) fn person(&self, name: &str) -> PersonId {
        self.people.iter().find(|(known, _)| *known == name).unwrap().1
    }

    /// Goes on as somebody else, where they were.
    pub(crate) fn turn_to(&mut self, name: &'static str) {
        if name != self.shown {
            let place = self.others.iter().position(|(known, _)| *known == name).unwrap();
            let (_, session) = self.others.remove(place);
            let before = self.browser.be(session);
            self.others.push((self.shown, before));
            self.shown = name;
        }
    }

    /// Goes on as somebody else, on a page.
    pub(crate) fn as_one(&mut self, name: &'static str, page: &str) {
        self.turn_to(name);
        self.browser.go(&format!("{}{page}", self.site));
    }

    /// Signs what the dialog asks, which must say so.
    pub(crate) fn sign(&mut self, words: &str) {
        self.browser.sign(words);
    }

    pub(crate) fn said(&mut self, words: &str) {
        self.browser.said(words);
    }

    /// Presses a button that does an act, signs it, and waits for the receipt.
    pub(crate) fn deed(&mut self, act: &str, words: &str) {
        self.browser.press(&format!("[data-act*='{act}']:not([hidden])"));
        self.sign(words);
        self.said("It is in the log.");
    }

    /// Waits until the page says that something changed, and has it shown.
    pub(crate) fn hears(&mut self) {
        self.browser.until("document.getElementById('news').innerText.includes('changed here')");
        self.browser.press("#news button:not(.quiet)");
    }

    /// Waits until the page offers these acts and no others.
    pub(crate) fn offers(&mut self, words: &str) {
        self.browser.until("document.body.dataset.revealed");
        self.browser.until(&format!(
            "[...document.querySelectorAll('.actions [data-act]')].filter((one) => !one.hidden)\
             .map((one) => one.innerText).join() === '{words}'"
        ));
    }

    /// Opens the part of the page in which a form is.
    pub(crate) fn open(&mut self, form: &str) {
        self.browser
            .until(&format!("!document.getElementById('{form}').closest('details').hidden"));
        self.browser
            .eval(&format!("document.getElementById('{form}').closest('details').open = true"));
    }

    pub(crate) fn send(&mut self, form: &str) {
        self.browser.press(&format!("#{form} > p:last-child button"));
    }

    /// On the page of decisions an act waits that was written elsewhere: says why, and brings it.
    pub(crate) fn bring(&mut self, words: &str) {
        self.browser.until("document.querySelector('#acts li')?.checkVisibility()");
        let carried = self.browser.text("#acts");
        assert!(carried.contains(words), "{words}: {carried}");
        self.glance("carried");
        self.browser.fill("#text", "It is time");
        self.browser.press("#bring > p:last-child button");
        self.sign(words);
        self.said("Your proposal is in the log.");
    }

    /// Looks at a page on the narrowest phone.
    pub(crate) fn glance(&mut self, name: &str) {
        self.browser.screen(320);
        self.browser.is_within(name);
        self.browser.screen(390);
    }

    /// Looks at a page on every screen.
    pub(crate) fn look(&mut self, name: &str) {
        self.browser.scripts_within(SCRIPT_BYTES_MAX);
        for (screen, width) in [("desktop", 1_280), ("phone", 390)] {
            for scheme in ["dark", "light"] {
                self.browser.screen(width);
                self.browser.scheme(scheme);
                self.browser.picture(&format!("{name}-{screen}-{scheme}"));
                self.browser.is_within(name);
            }
        }
        self.browser.fits_as(name);
    }
}
