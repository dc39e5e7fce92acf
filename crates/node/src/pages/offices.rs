//! Offices: who holds them, until when, who stands, and how one does.

use axum::response::Response;
use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::{Who, explain};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices::{Candidate, STANDING_MAX, Seat, query};
use polity_types::PersonId;
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::load::{self, HolderLoad, OfficeLoad};
use super::{Frame, Moment, explain as explained, link_to, panels, reading};
use crate::answer::page;
use crate::words::{filters, t};

#[derive(askama::Template)]
#[template(path = "offices.html")]
struct Page {
    at: String,
    frame: Frame,
    offices: Vec<Row>,
}

struct Row {
    /// What somebody may do about it now.
    acts: Vec<Act>,
    /// Who stands, as markup.
    candidates: Vec<String>,
    /// The proposal of the election that is on.
    election: Option<u64>,
    free: u64,
    holders: Vec<Holder>,
    id: String,
    /// Whether it is filled by lot.
    is_drawn: bool,
    may: Vec<String>,
    name: String,
    /// The procedure that recalls.
    recalled_by: String,
    /// The rule, in the charter's plain words.
    rule: String,
    /// What waits for any of the holders; none where nothing does.
    waits: Option<String>,
}

struct Holder {
    /// How many acts they announced of late under lines of the office.
    announced: u64,
    id: String,
    since: Moment,
    until: Moment,
    /// What waits for them alone; none where nothing does.
    waits: Option<String>,
    /// Who, as markup.
    who: String,
}

/// `GET /s/{society}/offices`.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    let loads = load::with_announced(reading(&served.running, load::of), &served);
    let loads = match loads {
        Ok(loads) => loads,
        Err(failure) => return explained(&failure),
    };
    reading(&served.running, |context, state| {
        let load = |office: &Office| loads.iter().find(|load| load.id == office.id);
        let frame = Frame::of(context, state, "/offices").following(&served);
        let at = address.arguments(&societies, context.society);
        let rules = explain(&context.charter);
        let rule = |office: &Office| {
            let key = format!("office.{}", office.id);
            let mut all = rules.iter().flat_map(|section| &section.statements);
            all.find(|rule| rule.rule == key).map(|rule| rule.text.clone()).unwrap_or_default()
        };
        let offices = context.charter.offices.iter();
        let row = |office| row(office, (rule(office), load(office)), &frame.base, context, state);
        let offices = offices.map(row).collect();
        page(&Page { at, frame, offices })
    })
}

fn row(
    office: &Office,
    (rule, load): (String, Option<&OfficeLoad>),
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Row {
    let clock = Clock::read(state);
    let seats = query::seats(state, &office.id);
    let taken = u64::try_from(seats.len()).unwrap_or(u64::MAX);
    let candidates = query::candidates(state, &office.id);
    let acts = acts(office, &seats, &candidates, context, state);
    let holder = |(number, seat): (u64, Seat)| {
        let own = load.and_then(|load| load.holders.iter().find(|own| own.seat == number));
        Holder {
            announced: own.and_then(|own| own.announced).unwrap_or_default(),
            id: seat.holder.to_string(),
            since: Moment(clock.wall(seat.since)),
            until: Moment(clock.wall(seat.until)),
            waits: own.and_then(HolderLoad::words),
            who: link_to(base, state, seat.holder),
        }
    };
    let is_its = |who: &Who| matches!(who, Who::Office(id) if *id == office.id);
    let powers = context.charter.powers.iter().filter(|power| is_its(&power.who));
    let words = powers.filter_map(|power| polity_machine::registry::spec_named(power.may));
    Row {
        acts,
        candidates: candidates.iter().map(|(person, _)| link_to(base, state, *person)).collect(),
        election: query::election(state, &office.id).map(|election| election.proposal),
        free: u64::from(office.seats).saturating_sub(taken),
        holders: seats.into_iter().map(holder).collect(),
        id: office.id.clone(),
        is_drawn: office.drawn_by.is_some(),
        may: words.map(|spec| spec.words.to_owned()).collect(),
        name: office.name.clone(),
        recalled_by: office.recalled_by.clone(),
        rule,
        waits: load.and_then(OfficeLoad::words),
    }
}

/// Returns what can be done about an office now, and by whom; whether somebody may, the machine says.
fn acts(
    office: &Office,
    seats: &[(u64, Seat)],
    candidates: &[(PersonId, Candidate)],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Act> {
    let of = |name, words: &str| Act::new(name, json!({ "office": office.id }), t(words));
    let mut acts = Vec::new();
    if let Some(panel) = office.drawn_by.as_deref().and_then(|id| context.charter.panel(id)) {
        acts.extend(panels::call_of(panel, context, state));
    } else {
        let standing = candidates.iter().map(|(person, _)| *person);
        if u64::try_from(candidates.len()).unwrap_or(u64::MAX) < STANDING_MAX {
            let stand = of("offices.stand", "offices-stand").for_full();
            acts.push(stand.not_for(standing.clone()));
        }
        let open = query::open_seats(state, office, context.running);
        let is_on = query::election(state, &office.id).is_some();
        if !candidates.is_empty() {
            let down = of("offices.stand_down", "offices-stand-no-longer");
            acts.push(down.only_for_all(standing));
            if !is_on && !open.is_empty() {
                acts.push(of("offices.call_election", "offices-open-the-election").for_full());
            }
        }
    }
    if !seats.is_empty() {
        let resign = of("offices.resign", "offices-give-it-up");
        acts.push(resign.only_for_all(seats.iter().map(|(_, seat)| seat.holder)));
    }
    acts
}
