//! Panels: who was drawn by lot, by what chance, and how one takes part.

use axum::response::Response;
use polity_machine::charter_text::{Drawn, explain};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices;
use polity_machine::modules::panels::{Named, Offer, Sitting, Source, Stage, Status, query};
use polity_types::PersonId;
use polity_views::{AskedRow, DrawRow, ViewsError};
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, link_to, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, t, term};

/// Draws on the page.
const DRAWS: usize = 50;
/// Draws that are over and of which the page says who was asked; of those before, a command does.
const TOLD: usize = 5;

#[derive(askama::Template)]
#[template(path = "panels.html")]
struct Page {
    at: String,
    /// Where chance comes from, in the charter's plain words.
    chance: String,
    draws: Vec<Draw>,
    frame: Frame,
    panels: Vec<Panel>,
}

struct Panel {
    /// The act that has it drawn, if it can be drawn now.
    acts: Option<Act>,
    id: String,
    name: String,
    /// Whether somebody calls its draw.
    is_called: bool,
    /// Whether codes open its seats.
    is_of_hosts: bool,
    /// How many residents are on its list.
    listed: Option<u64>,
    /// The rule, in the charter's plain words.
    rule: String,
}

struct Draw {
    /// What those who were drawn answer.
    acts: Vec<Act>,
    asked: Vec<Asked>,
    /// For what, in words.
    cause: String,
    /// Where its chance comes from, in words, as markup.
    chance: String,
    key: String,
    /// The round of the beacon that is awaited.
    round: Option<u64>,
    number: u64,
    numbers: String,
    panel: String,
    /// Whether seats for outsiders wait for whoever has their code.
    is_claimed: bool,
    is_over: bool,
    /// The secrets that draw, while they are awaited.
    secrets: Option<Secrets>,
    seed: String,
    stage: &'static str,
    /// Among whom.
    whom: String,
}

/// Secrets by which a draw is drawn.
struct Secrets {
    attempt: u64,
    /// Whether they are revealed now; before, they are committed to.
    is_open: bool,
    /// Who is asked, as markup, and whether they did their part of now.
    named: Vec<(String, bool)>,
    /// Identifiers of those who still have a part to do now.
    todo: String,
    /// Identifiers of those who did it, and may have a secret to keep.
    done: String,
    until: Moment,
}

impl Secrets {
    fn of(number: u64, sitting: &Sitting, base: &str, state: &dyn StateView) -> Option<Self> {
        let Source::Reveal { attempt } = sitting.source else { return None };
        let reveals = query::reveals(state, number).filter(|_| sitting.stage == Stage::Awaiting)?;
        let has_done = |one: &Named| {
            if reveals.is_open { one.secret.is_some() } else { one.commitment.is_some() }
        };
        // Who did not commit reveals nothing.
        let can_do = |one: &&Named| !reveals.is_open || one.commitment.is_some();
        let ids = |is: bool| {
            let those = reveals.named.iter().filter(can_do).filter(|one| has_done(one) == is);
            those.map(|one| one.person.to_string()).collect::<Vec<_>>().join(" ")
        };
        let named = reveals.named.iter();
        Some(Self {
            attempt,
            done: ids(true),
            is_open: reveals.is_open,
            named: named.map(|one| (link_to(base, state, one.person), has_done(one))).collect(),
            todo: ids(false),
            until: Moment(Clock::read(state).wall(reveals.place.at)),
        })
    }
}

struct Asked {
    number: u64,
    status: &'static str,
    until: Option<Moment>,
    /// Who, as markup.
    who: String,
}

/// `GET /s/{society}/panels`.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/panels").following(&served);
        let at = address.arguments(&societies, context.society);
        let rules = explain(&context.charter);
        let rule = |key: &str| {
            let mut all = rules.iter().flat_map(|section| &section.statements);
            all.find(|rule| rule.rule == key).map(|rule| rule.text.clone()).unwrap_or_default()
        };
        let panel = |panel: &polity_machine::charter_text::Panel| Panel {
            acts: call_of(panel, context, state),
            id: panel.id.clone(),
            is_called: !matches!(panel.drawn, Drawn::ForClaim | Drawn::ForEachProposal),
            is_of_hosts: panel.of == polity_machine::charter_text::PanelOf::HostResidents,
            listed: query::list(state, &panel.id).map(|list| list.count),
            name: panel.name.clone(),
            rule: rule(&format!("panel.{}", panel.id)),
        };
        let panels = context.charter.panels.iter().map(panel).collect();
        let draws = query::sittings(state, u64::MAX, DRAWS).into_iter();
        // Of what is over, the log tells who was asked.
        let mut over = 0_usize;
        let mut told = |number: u64, known: &Sitting| {
            over = over.saturating_add(usize::from(known.stage == Stage::Ended));
            let is_told = known.stage == Stage::Ended && over <= TOLD;
            is_told.then(|| served.views.draw(number)).transpose().map(Option::flatten)
        };
        let draws = draws.map(|(number, known)| {
            let told = told(number, &known)?;
            Ok(draw(number, &known, told, &frame.base, context, state))
        });
        let draws: Vec<Draw> = match draws.collect::<Result<_, ViewsError>>() {
            Ok(draws) => draws,
            Err(error) => return super::explain(&Failure::internal(error)),
        };
        page(&Page { at, chance: rule("chance.beacon"), draws, frame, panels })
    })
}

/// Returns the act that has a panel drawn, if it can be drawn now.
pub(crate) fn call_of(
    panel: &polity_machine::charter_text::Panel,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Act> {
    let is_called = !matches!(panel.drawn, Drawn::ForClaim | Drawn::ForEachProposal);
    let is_on = query::standing(state, &panel.id).next.is_some();
    let mut offices = context.charter.offices.iter();
    let office = offices.find(|office| office.drawn_by.as_deref() == Some(&panel.id));
    let has_seat = office.filter(|_| panel.drawn == Drawn::ForOffice).is_none_or(|office| {
        !offices::query::open_seats(state, office, context.running).is_empty()
    });
    let call =
        || Act::new("panels.call_draw", json!({ "panel": panel.id }), t("panels-have-it-drawn"));
    (is_called && !is_on && has_seat).then(|| call().for_full())
}

/// Returns what those who were drawn can answer.
fn answers(number: u64, sitting: &Sitting, offers: &[(u64, Offer)]) -> Vec<Act> {
    let with = |status: Status| {
        let of = offers.iter().filter(move |(_, offer)| offer.status == status);
        of.filter_map(|(_, offer)| offer.person).collect::<Vec<_>>()
    };
    if sitting.stage != Stage::Seated {
        return Vec::new();
    }
    let of = || json!({ "sitting": number });
    let acts = [
        (Status::Offered, "panels.accept", "panels-take-the-seat"),
        (Status::Offered, "panels.decline", "panels-decline"),
        (Status::Accepted, "panels.decline", "panels-give-it-up"),
    ];
    let act = |(status, name, words): (Status, &str, &str)| {
        let people = with(status);
        let act = || Act::new(name, of(), t(words)).only_for_all(people.iter().copied());
        (!people.is_empty()).then(act)
    };
    acts.into_iter().filter_map(act).collect()
}

/// Returns whether a place that was drawn waits for whoever it is.
fn offers_wait(number: u64, state: &dyn StateView) -> bool {
    let offers = query::offers(state, number);
    offers.iter().any(|(_, offer)| offer.person.is_none() && offer.status == Status::Offered)
}

/// Tells a draw. `told`: what the log told of it, if it is over.
fn draw(
    number: u64,
    sitting: &Sitting,
    told: Option<DrawRow>,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Draw {
    let clock = Clock::read(state);
    let person = |person: Option<PersonId>| {
        person.map_or_else(|| term("nobody yet"), |who| link_to(base, state, who))
    };
    let asked = |(_, offer): (u64, Offer)| Asked {
        number: offer.number,
        status: offer.status.word(),
        until: offer.lapse.map(|place| Moment(clock.wall(place.at))),
        who: person(offer.person),
    };
    let answered = |row: AskedRow| Asked {
        number: row.number,
        status: row.word(),
        until: None,
        who: person(row.person),
    };
    let (chance, round) = match &sitting.source {
        Source::All {} => ("nothing is left to chance: all are asked".to_owned(), None),
        Source::Beacon { beacon, round, signature } => {
            let (time, is_known) = (Moment(beacon.time_of(*round)), signature.is_some());
            let known = if is_known { "which was brought" } else { "which nobody brought yet" };
            let awaited = (!is_known && sitting.stage == Stage::Awaiting).then_some(*round);
            (format!("round {round} of the beacon, of {time}, {known}"), awaited)
        }
        Source::Reveal { attempt } => {
            (format!("secrets that are revealed, attempt {attempt}"), None)
        }
    };
    let candidates = &sitting.candidates;
    let is_claimed =
        candidates.list.is_some() && sitting.stage == Stage::Seated && offers_wait(number, state);
    let name = context.charter.panel(&sitting.panel);
    let offers = query::offers(state, number);
    let acts = answers(number, sitting, &offers);
    let (asked, numbers) = match told {
        Some(DrawRow { asked, numbers, .. }) => {
            (asked.into_iter().map(answered).collect(), numbers)
        }
        None => (offers.into_iter().map(asked).collect(), sitting.numbers.clone()),
    };
    Draw {
        acts,
        asked,
        cause: query::cause_words(&sitting.cause),
        chance: term(&chance),
        is_claimed,
        is_over: sitting.stage == Stage::Ended,
        secrets: Secrets::of(number, sitting, base, state),
        key: query::sitting_key(number),
        number,
        numbers: numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
        panel: name.map_or_else(|| sitting.panel.clone(), |panel| panel.name.clone()),
        round,
        seed: sitting.seed.map(|seed| seed.to_string()).unwrap_or_default(),
        stage: sitting.stage.word(),
        whom: format!("{}, of whom {} left out", candidates.roll.count, candidates.excluded),
    }
}
