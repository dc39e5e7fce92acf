//! Offices: who holds them, until when, who stands, and how one does.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::{Who, explain};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices::query;

use super::address::Address;
use super::{Frame, Moment, explain as explained, link_to, reading};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "offices.html")]
struct Page {
    at: String,
    frame: Frame,
    offices: Vec<Row>,
}

struct Row {
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
    /// The rule, in the charter's plain words.
    rule: String,
}

struct Holder {
    since: Moment,
    until: Moment,
    /// Who, as markup.
    who: String,
}

/// `GET /s/{society}/offices`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explained(&failure),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/offices").following(&served);
        let at = address.arguments(&societies, context.society);
        let rules = explain(&context.charter);
        let rule = |office: &Office| {
            let key = format!("office.{}", office.id);
            let mut all = rules.iter().flat_map(|section| &section.statements);
            all.find(|rule| rule.rule == key).map(|rule| rule.text.clone()).unwrap_or_default()
        };
        let offices = context.charter.offices.iter();
        let offices =
            offices.map(|office| row(office, rule(office), &frame.base, context, state)).collect();
        page(&Page { at, frame, offices })
    })
}

fn row(
    office: &Office,
    rule: String,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Row {
    let clock = Clock::read(state);
    let seats = query::seats(state, &office.id);
    let taken = u64::try_from(seats.len()).unwrap_or(u64::MAX);
    let holder = |(_, seat): (u64, polity_machine::modules::offices::Seat)| Holder {
        since: Moment(clock.wall(seat.since)),
        until: Moment(clock.wall(seat.until)),
        who: link_to(base, state, seat.holder),
    };
    let is_its = |who: &Who| matches!(who, Who::Office(id) if *id == office.id);
    let powers = context.charter.powers.iter().filter(|power| is_its(&power.who));
    let words = powers.filter_map(|power| polity_machine::registry::spec_named(power.may));
    let candidates = query::candidates(state, &office.id).into_iter();
    Row {
        candidates: candidates.map(|(person, _)| link_to(base, state, person)).collect(),
        election: query::election(state, &office.id).map(|election| election.proposal),
        free: u64::from(office.seats).saturating_sub(taken),
        holders: seats.into_iter().map(holder).collect(),
        id: office.id.clone(),
        is_drawn: office.drawn_by.is_some(),
        may: words.map(|spec| spec.words.to_owned()).collect(),
        name: office.name.clone(),
        rule,
    }
}
