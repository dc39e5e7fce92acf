//! The pages: each a typed struct, a template and a handler. They read without JavaScript.

pub(crate) mod act;
pub(crate) mod acts;
pub(crate) mod address;
pub(crate) mod assets;
mod basket;
pub(crate) mod breaches;
pub(crate) mod bring;
pub(crate) mod campaigns;
pub(crate) mod census;
pub(crate) mod charter;
pub(crate) mod check;
pub(crate) mod choices;
mod count;
mod course;
pub(crate) mod decision;
pub(crate) mod decisions;
pub(crate) mod deed;
pub(crate) mod delegates;
pub(crate) mod demo;
mod document;
pub(crate) mod dues;
mod effect;
mod election;
pub(crate) mod ended;
pub(crate) mod entry;
pub(crate) mod exit;
pub(crate) mod forks;
pub(crate) mod found;
pub(crate) mod here;
pub(crate) mod home;
pub(crate) mod keys;
pub(crate) mod load;
pub(crate) mod log;
pub(crate) mod look;
pub(crate) mod machine;
pub(crate) mod mail;
pub(crate) mod me;
pub(crate) mod measure;
pub(crate) mod needs;
pub(crate) mod offices;
mod options;
pub(crate) mod panels;
pub(crate) mod part;
pub(crate) mod passport;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod places;
pub(crate) mod related;
pub(crate) mod search;
pub(crate) mod signals;
pub(crate) mod societies;
pub(crate) mod spending;
pub(crate) mod stages;
pub(crate) mod statement;
pub(crate) mod telling;
pub(crate) mod treasury;
mod versions;
pub(crate) mod who;

use std::fmt;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use polity_machine::charter_text::actions;
use polity_machine::charter_text::look::Look;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::society::signing;
use polity_machine::frame::state::StateView;
use polity_machine::modules::{charter as charter_module, treasury as treasury_module};
use polity_machine::registry;
use polity_ordering::Running;
use polity_types::Timestamp;
use polity_views::EntryRow;

use crate::answer::{Failure, page};
use crate::reader::Reader;
use crate::societies::{Served, Societies};
use crate::words::{Tongue, filters, moment, say, t, term};
use telling::Teller;
pub(crate) use who::{link_to, link_to_text};

/// What every page of a society has around it.
pub(crate) struct Frame {
    /// The page's own address, to come back to.
    pub(crate) address: String,
    pub(crate) base: String,
    /// Batches that lists and search do not show yet.
    pub(crate) behind: u64,
    /// As whom a demonstration is looked at, if it is one.
    pub(crate) demo: Option<String>,
    pub(crate) here: &'static str,
    /// Whether the reader's browser keeps a key, as it said on the page before.
    pub(crate) is_held: bool,
    /// Its colour and its emblem.
    pub(crate) look: Look,
    pub(crate) name: String,
    /// What is paused: until when, and in words.
    pub(crate) pauses: Vec<(Moment, String)>,
    /// The address of the site, without a slash at the end.
    pub(crate) site: String,
    pub(crate) society: String,
    /// The language that is read.
    pub(crate) tongue: Tongue,
    /// How the society counts, for what is said before one signs: decimals by asset, and the assets of tiers of dues.
    pub(crate) units: String,
}

/// Most assets of which a page says how they are counted. Unit: assets.
const COUNTED: usize = 40;

/// Returns how the society counts, as the scripts read it: `EUR=2 HOUR=2 #by-income=EUR @=3600`.
fn units(context: &Context<'_>, state: &dyn StateView) -> String {
    let assets = treasury_module::query::assets(state, COUNTED).into_iter();
    let assets = assets.map(|(code, asset)| format!("{code}={}", asset.decimals));
    let tiers = context.charter.dues.iter().flat_map(|dues| &dues.tiers);
    let tiers = tiers.filter_map(|tier| {
        let (_, asset) = tier.give.as_ref()?;
        Some(format!("#{}={asset}", tier.id))
    });
    // By how much the time of day is ahead of running time.
    let ahead = Clock::read(state).wall(Timestamp(0)).0;
    let ahead = (ahead > 0).then(|| format!("@={ahead}"));
    assets.chain(tiers).chain(ahead).collect::<Vec<_>>().join(" ")
}

/// A link of the navigation.
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) path: &'static str,
}

impl Frame {
    pub(crate) fn of(context: &Context<'_>, state: &dyn StateView, here: &'static str) -> Self {
        let society = context.society.to_string();
        let name = context.charter.society.name.clone();
        let clock = Clock::read(state);
        let paused = charter_module::query::all_paused(state, context.running);
        let pauses = paused.into_iter().map(|(action, paused)| {
            let reason = deed::read(&paused.text, context).unwrap_or_default();
            let reason: String =
                reason.lines().next().unwrap_or_default().chars().take(120).collect();
            let by = who::authority(state, &paused.by);
            let deed = actions::words(&action).map_or_else(|| action.clone(), actions::briefly);
            let words = say("frame-paused", &[("deed", &deed), ("by", &by), ("reason", &reason)]);
            (Moment(clock.wall(paused.until)), words)
        });
        let pauses = pauses.collect();
        let reader = Reader::now();
        let shown = reader.demonstration.filter(|shown| shown.society == context.society);
        let demo = shown.map(|_| demo::words_of(reader.role.as_deref().unwrap_or("visitor")).0);
        let (address, is_held, tongue) = (reader.address, reader.is_held, reader.tongue);
        let site = reader.site;
        let base = format!("/s/{society}");
        let look = context.charter.society.look;
        let units = units(context, state);
        Self {
            address,
            base,
            behind: 0,
            demo,
            here,
            is_held,
            look,
            name,
            pauses,
            site,
            society,
            tongue,
            units,
        }
    }

    /// Leaves out where the reader is: an address that nobody else may see is not repeated on the page.
    pub(crate) fn unaddressed(self) -> Self {
        Self { address: String::new(), ..self }
    }

    /// Returns the page's whole address, for what is printed; that of the society where the page's own is not repeated.
    pub(crate) fn whole_address(&self) -> String {
        let page = if self.address.is_empty() { &self.base } else { &self.address };
        format!("{}{page}", self.site)
    }

    /// Notes how far the lists on the page are behind the log.
    pub(crate) fn following(mut self, served: &Served) -> Self {
        let position = served.running.ledger().store().position();
        let newest = position.map_or(0, |position| position.height.0.saturating_add(1));
        let seen = served.views.stands().map_or(0, |height| height.saturating_add(1));
        self.behind = newest.saturating_sub(seen);
        self
    }

    /// Returns the navigation.
    #[expect(clippy::unused_self, reason = "templates call it on the frame")]
    pub(crate) fn links(&self) -> impl Iterator<Item = Link> {
        const LINKS: [(&str, &str); 9] = [
            ("link-home", "/"),
            ("link-people", "/people"),
            ("link-decisions", "/decisions"),
            ("link-offices", "/offices"),
            ("link-treasury", "/treasury"),
            ("link-charter", "/charter"),
            ("link-census", "/census"),
            ("link-log", "/log"),
            ("link-check", "/check"),
        ];
        LINKS.into_iter().map(|(key, path)| Link { name: t(key), path })
    }

    /// Returns the emblem, as markup.
    pub(crate) fn emblem(&self) -> String {
        look::emblem(self.look.emblem)
    }

    /// Returns the address of the icon.
    pub(crate) fn icon(&self) -> String {
        look::icon_of(self.look)
    }

    /// Returns what stands beside the navigation: to search, and one's own page.
    #[expect(clippy::unused_self, reason = "templates call it on the frame")]
    pub(crate) fn tools(&self) -> impl Iterator<Item = Link> {
        const TOOLS: [(&str, &str); 2] = [("link-search", "/search"), ("link-me", "/me")];
        TOOLS.into_iter().map(|(key, path)| Link { name: t(key), path })
    }

    /// Returns each language, with the address at which the reader changes to it.
    pub(crate) fn tongues(&self) -> Vec<(Tongue, String, bool)> {
        let here: String = self.address.bytes().map(in_query).collect();
        let link = |one: Tongue| format!("/language/{}?to={here}", one.code());
        Tongue::ALL.map(|one| (one, link(one), one == self.tongue)).into()
    }
}

/// Returns a byte as the value of a query holds it (RFC 3986 §2.1).
fn in_query(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// An operation, as lists of what was done tell it.
pub(crate) struct Done {
    /// Who did it, as markup.
    pub(crate) by: String,
    pub(crate) index: u64,
    pub(crate) time: Moment,
    /// What was done, and to what, as markup.
    pub(crate) what: String,
}

impl Done {
    /// Tells an operation. `entry`: what the log has of it, if it was read.
    pub(crate) fn of(row: &EntryRow, entry: Option<&[u8]>, teller: &Teller<'_>) -> Self {
        let told = entry.and_then(telling::action_of).map(|action| teller.brief(&action));
        let spec =
            || registry::spec_named(&row.action).map_or("something older", |spec| spec.words);
        Self {
            by: link_to_text(teller.base, teller.state, &row.author),
            index: row.number,
            time: Moment(Timestamp(row.time)),
            what: told.unwrap_or_else(|| deed::capital(&escaped(&term(spec())))),
        }
    }

    /// Tells the operations of a list.
    pub(crate) fn all(rows: &[EntryRow], running: &Running, teller: &Teller<'_>) -> Vec<Self> {
        let log = running.ledger().log();
        let one = |row: &EntryRow| Self::of(row, log.entry(row.number).ok().as_deref(), teller);
        rows.iter().map(one).collect()
    }
}

/// A time as pages write it, to the minute, in UTC; written as markup.
#[derive(Clone, Copy)]
pub(crate) struct Moment(pub(crate) Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let minute = moment(self.0);
        write!(f, "<time datetime=\"{text}\">{minute}</time>")
    }
}

/// How long it is until a time, in words, with the time itself behind it; written as markup.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    now: Timestamp,
    until: Timestamp,
}

impl Left {
    pub(crate) fn new(until: Timestamp, now: Timestamp) -> Self {
        Self { now, until }
    }

    /// Returns the seconds that are left.
    fn seconds(self) -> u64 {
        self.until.since(self.now).map_or(0, |left| left.0)
    }

    /// Whether it is less than a day.
    pub(crate) fn is_soon(&self) -> bool {
        self.seconds() < 86_400
    }
}

impl Left {
    /// Returns it in words.
    pub(crate) fn words(self) -> String {
        let seconds = self.seconds();
        let (key, count) = match seconds {
            0..60 => ("left-minute", 1),
            60..5_400 => ("left-minutes", seconds / 60),
            5_400..172_800 => ("left-hours", seconds.div_ceil(3_600)),
            _ => ("left-days", seconds / 86_400),
        };
        say(key, &[("count", &count.to_string())])
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, text) = (self.words(), self.until.to_string());
        let minute: String = text.replace('T', " ").chars().take(16).collect();
        write!(f, "<time class=\"left\" datetime=\"{text}\" title=\"{minute} UTC\">{words}</time>")
    }
}

/// Returns a text as it stands in markup, within an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            other => markup.push(other),
        }
    }
    markup
}

/// Shows `look` the society as it is now.
pub(crate) fn reading<T>(
    running: &Running,
    look: impl FnOnce(&Context<'_>, &dyn StateView) -> T,
) -> T {
    running.context(Authority::Rule { rule: "reading".into() }, look)
}

/// Says how strong a proof of this society is, and whom one must trust.
pub(crate) fn strength(state: &dyn StateView) -> String {
    match signing(state).signers.len() {
        1 => t("frame-one-signer"),
        count => say("frame-signers", &[("count", &count.to_string())]),
    }
}

#[derive(askama::Template)]
#[template(path = "lost.html")]
struct Lost {
    message: String,
    next_step: String,
}

#[derive(askama::Template)]
#[template(path = "missing.html")]
struct Missing {
    frame: Frame,
    message: String,
    next_step: String,
}

/// The page of whoever is lost, or JSON within the interface.
pub(crate) async fn lost(State(societies): State<Arc<Societies>>, uri: Uri) -> Response {
    let failure = Failure::NotFound("page");
    if uri.path().contains("/api/") {
        return failure.into_response();
    }
    if let Some(there) = short_for(&societies, uri.path()) {
        return Redirect::to(&there).into_response();
    }
    let named = uri.path().strip_prefix("/s/").and_then(|path| path.split('/').next());
    match named.and_then(|name| societies.named(name)) {
        Some(served) => explain_in(&served, &failure),
        None => explain(&failure),
    }
}

/// Pages that are found without the society's name before them, where one society alone is served.
const SHORT: [&str; 21] = [
    "acts",
    "breaches",
    "campaigns",
    "census",
    "charter",
    "check",
    "decisions",
    "dues",
    "invoices",
    "keys",
    "log",
    "machine",
    "me",
    "offices",
    "panels",
    "people",
    "places",
    "search",
    "spending",
    "stages",
    "treasury",
];

/// Returns where a page is whose address leaves the society out, if only one can be meant.
fn short_for(societies: &Societies, path: &str) -> Option<String> {
    let first = path.trim_start_matches('/').split('/').next()?;
    let mut all = societies.all();
    let only = all.next().filter(|_| all.next().is_none())?;
    SHORT.contains(&first).then(|| format!("/s/{}{path}", only.running.id()))
}

/// Says why there is no page, and where to go.
pub(crate) fn explain(failure: &Failure) -> Response {
    let (status, words) = failure.words();
    let lost = Lost { message: words.message, next_step: words.next_step };
    with_status(page(&lost), status)
}

/// Says within a society's own pages why there is no such page, and where to go.
pub(crate) fn explain_in(served: &Served, failure: &Failure) -> Response {
    let (status, words) = failure.words();
    let frame = reading(&served.running, |context, state| Frame::of(context, state, ""));
    let missing = Missing { frame, message: words.message, next_step: words.next_step };
    with_status(page(&missing), status)
}

fn with_status(mut response: Response, status: StatusCode) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

#[cfg(test)]
mod tests {
    use askama::Template as _;

    use super::*;

    #[test]
    fn a_page_says_when_its_lists_lag_behind_the_log() {
        let said = |behind| {
            let (base, name, society) = ("/s/x".into(), "A society".into(), "x".into());
            let pauses = Vec::new();
            let (address, tongue) = (String::new(), Tongue::English);
            let frame = Frame {
                address,
                base,
                behind,
                demo: None,
                here: "/",
                is_held: false,
                look: Look::default(),
                name,
                pauses,
                site: String::new(),
                society,
                tongue,
                units: String::new(),
            };
            let words = Missing { frame, message: "Lost".into(), next_step: "Wait.".into() };
            words.render().unwrap().contains("still catching up")
        };
        assert!(said(3) && !said(0));
    }
}
