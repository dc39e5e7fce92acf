//! Breaches of the commandment: claims, who rules on them and how, and what follows.

use axum::extract::Path;
use axum::response::Response;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::breach::{Accused, Claim, Standing, query};
use polity_machine::modules::exit;

use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, deed, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::api::breaches;
use crate::words::{filters, say, t};

/// Claims on the page.
const LISTED: usize = 100;

#[derive(askama::Template)]
#[template(path = "breaches.html")]
struct List {
    at: String,
    /// What may be put down with a claim: in words, in minor units, and its asset.
    asked: Option<(String, String, String)>,
    claims: Vec<Row>,
    frame: Frame,
    /// Offices that can be accused: id and name.
    offices: Vec<(String, String)>,
    /// What the charter says, in words; empty: nothing.
    rules: Vec<String>,
    /// How many members must support a claim with which nothing is put down.
    sponsors: u32,
}

struct Row {
    accused: Against,
    number: u64,
    since: Moment,
    standing: &'static str,
    title: String,
}

#[derive(askama::Template)]
#[template(path = "breach.html")]
struct Page {
    accused: Against,
    acts: Vec<String>,
    at: String,
    /// Who raised it, as markup.
    by: String,
    /// What was put down with it, and is held.
    deposit: String,
    evidence: Vec<Piece>,
    frame: Frame,
    is_frozen: bool,
    is_open: bool,
    /// Whether members may support it.
    is_waiting: bool,
    key: String,
    needed: u64,
    /// How many dismiss it, where that is another number for its being asked again.
    needed_to_dismiss: Option<u64>,
    no: u64,
    number: u64,
    panel: Vec<Seat>,
    /// What the members can do now, by a decision.
    rulings: Vec<Act>,
    seats: u64,
    since: Moment,
    sitting: u64,
    /// Who supports it, as markup.
    sponsors: Vec<String>,
    sponsors_needed: u64,
    standing: &'static str,
    /// The act by which one supports it.
    support: Act,
    /// What is claimed.
    text: String,
    title: String,
    until: Option<Moment>,
    window: Option<Moment>,
    yes: u64,
}

struct Piece {
    hash: String,
    /// Where it is published, or the record of this society.
    link: String,
    words: String,
}

struct Seat {
    ruling: &'static str,
    /// As markup.
    who: String,
}

/// Who is accused.
enum Against {
    /// An office, by its name.
    Office(String),
    /// A person, as markup.
    Person(String),
}

fn accused(accused: &Accused, base: &str, context: &Context<'_>, state: &dyn StateView) -> Against {
    match accused {
        Accused::Person(person) => Against::Person(link_to(base, state, *person)),
        Accused::Office(id) => {
            let office = context.charter.office(id);
            Against::Office(office.map_or_else(|| id.clone(), |office| office.name.clone()))
        }
    }
}

/// Returns the first line of what is claimed.
fn title_of(text: &str, number: u64) -> String {
    let line = text.lines().map(|line| line.trim_start_matches('#').trim());
    let mut lines = line.filter(|line| !line.is_empty());
    let first = lines.next().map(|line| line.chars().take(120).collect());
    first.unwrap_or_else(|| say("breach-claim", &[("number", &number.to_string())]))
}

/// Returns the act by which a member supports a claim, which its parties cannot.
fn support(number: u64, claim: &Claim) -> Act {
    let accused = match claim.accused {
        Accused::Person(person) => Some(person),
        Accused::Office(_) => None,
    };
    let parties = claim.sponsors.iter().copied().chain([claim.by]).chain(accused);
    Act::new("breach.sponsor", json!({ "claim": number }), t("breach-support-it")).not_for(parties)
}

/// Returns what the members can do about a claim, by a decision.
fn rulings(number: u64, claim: &Claim, state: &dyn StateView) -> Vec<Act> {
    let act = |name: &'static str, words| {
        Act::new(name, json!({ "claim": number }), t(words)).who_may(name)
    };
    let is_frozen = query::frozen_by(state, &claim.accused).is_some_and(|by| by.claim == number);
    let uphold =
        (claim.standing == Standing::NoVerdict).then(|| act("breach.uphold", "breach-uphold"));
    let lift = is_frozen.then(|| act("breach.lift", "breach-lift"));
    uphold.into_iter().chain(lift).collect()
}

fn text_of(claim: &Claim, context: &Context<'_>) -> String {
    deed::read(&claim.text, context).unwrap_or_default()
}

/// `GET /s/{society}/breaches`.
pub(crate) async fn list(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/breaches").following(&served);
        let at = address.arguments(&societies, context.society);
        let row = |(number, claim): (u64, Claim)| Row {
            accused: accused(&claim.accused, &frame.base, context, state),
            number,
            since: Moment(claim.since),
            standing: claim.standing.word(),
            title: title_of(&text_of(&claim, context), number),
        };
        let claims = query::claims(state, u64::MAX, LISTED).into_iter().map(row).collect();
        let office = |office: &polity_machine::charter_text::document::Office| {
            (office.id.clone(), office.name.clone())
        };
        let offices = context.charter.offices.iter().map(office).collect();
        let said = rules(&context.charter).into_iter().flat_map(|section| section.statements);
        let rules = said.filter(|said| said.rule.starts_with("breach.")).map(|said| said.text);
        let law = context.charter.breach.as_ref();
        let deposit = law.and_then(|law| law.deposit.as_ref());
        let asked = deposit.map(|of| {
            let words = deed::money(of.amount, &of.asset, state);
            (words, of.amount.to_string(), of.asset.to_string())
        });
        let sponsors = law.map_or(0, |law| law.sponsors);
        page(&List { at, asked, claims, rules: rules.collect(), offices, sponsors, frame })
    })
}

/// `GET /s/{society}/breaches/{number}`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    reading(&served.running, |context, state| {
        let found =
            number.parse().ok().and_then(|number| Some((number, query::claim(state, number)?)));
        let Some((number, claim)) = found else {
            return explain_in(&served, &Failure::NotFound("claim"));
        };
        let frame = Frame::of(context, state, "/breaches").following(&served);
        let clock = Clock::read(state);
        let seat = |seat: breaches::Seat| {
            let (person, upholds) = seat.told();
            let ruling = match upholds {
                Some(true) => "upholds it",
                Some(false) => "does not uphold it",
                None => "did not rule yet",
            };
            Seat { ruling, who: link_to(&frame.base, state, person) }
        };
        let piece = |piece: &polity_machine::modules::breach::Evidence| {
            let hash = piece.hash.to_string();
            let record = format!("{}/api/v1/records/{hash}", frame.base);
            let words = if piece.url.is_some() { "published elsewhere" } else { "public record" };
            let link = piece.url.clone().unwrap_or(record);
            Piece { hash, link, words: words.to_owned() }
        };
        let text = text_of(&claim, context);
        let frozen = query::frozen_by(state, &claim.accused);
        let window = exit::query::before_breach(state, number);
        let window = window.map(|window| Moment(clock.wall(window.until)));
        page(&Page {
            accused: accused(&claim.accused, &frame.base, context, state),
            acts: claim.acts.iter().map(ToString::to_string).collect(),
            at: address.arguments(&societies, context.society),
            by: link_to(&frame.base, state, claim.by),
            deposit: claim
                .deposit
                .as_ref()
                .map(|of| deed::money(of.amount, &of.asset, state))
                .unwrap_or_default(),
            evidence: claim.evidence.iter().map(piece).collect(),
            is_frozen: frozen.is_some_and(|frozen| frozen.claim == number),
            is_open: claim.standing == Standing::Open,
            is_waiting: claim.standing == Standing::Waiting,
            key: query::claim_key(number),
            needed: claim.needed(),
            needed_to_dismiss: claim.again.then(|| claim.needed_to_dismiss()),
            no: claim.no,
            number,
            rulings: rulings(number, &claim, state),
            panel: breaches::seats(number, &claim, state).into_iter().map(seat).collect(),
            seats: claim.seats,
            since: Moment(claim.since),
            sitting: claim.sitting,
            sponsors: claim
                .sponsors
                .iter()
                .map(|person| link_to(&frame.base, state, *person))
                .collect(),
            sponsors_needed: claim.sponsors_needed,
            support: support(number, &claim),
            standing: claim.standing.word(),
            title: title_of(&text, number),
            until: claim.until.map(|place| Moment(clock.wall(place.at))),
            window,
            yes: claim.yes,
            text,
            frame,
        })
    })
}
