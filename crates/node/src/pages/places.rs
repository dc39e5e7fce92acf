//! Places: where the society is at home, how much land it has there and what shows it, and who lives there.

use axum::extract::{Path, Query};
use axum::response::Response;
use polity_machine::charter_text::explain as explain_charter;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::places::{LAND_MAX, Place, PlaceKind, query};
use polity_types::Timestamp;
use polity_views::ResidentRow;
use serde::Deserialize;
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, explain, explain_in, link_to_text, reading, who};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t};

/// People, or places that were closed, on one page.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "places.html")]
struct ListPage {
    at: String,
    closed: Vec<Ended>,
    frame: Frame,
    kinds: Vec<(&'static str, String)>,
    land: u64,
    land_max: u64,
    next: Option<u64>,
    open: Vec<Shown>,
    places: u64,
    residents: u64,
    /// How one comes to live at a place, in the charter's plain words; empty: nobody does.
    rule: String,
}

#[derive(askama::Template)]
#[template(path = "place.html")]
struct OnePage {
    at: String,
    /// Those who say that they live there, and are not confirmed.
    claims: Vec<Resident>,
    close: Act,
    frame: Frame,
    is_more_claims: bool,
    key: String,
    land_max: u64,
    next: Option<String>,
    one: Shown,
    residents: Vec<Resident>,
    rule: String,
}

/// A place that is open.
struct Shown {
    country: String,
    id: String,
    kind: String,
    land: u64,
    name: String,
    opened: Moment,
    residents: u64,
    attested: Option<Attested>,
    voters: u64,
}

/// What shows the land of a place.
struct Attested {
    at: Moment,
    by: String,
    evidence: String,
}

/// A place that was closed.
struct Ended {
    closed: Moment,
    kind: String,
    name: String,
    residents: u64,
}

/// Somebody who lives at a place, or says so.
struct Resident {
    acts: Vec<Act>,
    since: Moment,
    /// Whether, or since when, their vote counts; while it is not confirmed, how many vouch.
    votes: String,
    /// To vouch for them, as it is signed.
    vouch: String,
    /// Who, as markup.
    who: String,
}

/// Where a list begins.
#[derive(Deserialize)]
pub(crate) struct From {
    after: Option<String>,
    before: Option<u64>,
}

/// Says what a place is.
fn kind_words(kind: PlaceKind) -> String {
    t(match kind {
        PlaceKind::House => "places-kind-house",
        PlaceKind::Hub => "places-kind-hub",
        PlaceKind::Land => "places-kind-land",
        PlaceKind::Town => "places-kind-town",
        PlaceKind::Vessel => "places-kind-vessel",
        PlaceKind::Village => "places-kind-village",
    })
}

fn shown(id: String, place: Place, state: &dyn StateView) -> Shown {
    let attested = place.attested.map(|attested| Attested {
        at: Moment(attested.at),
        by: who::authority(state, &attested.by),
        evidence: attested.evidence.to_string(),
    });
    Shown {
        country: place.country.unwrap_or_default(),
        id,
        kind: kind_words(place.kind),
        land: place.land,
        name: place.name,
        opened: Moment(place.opened),
        residents: place.residents.count,
        attested,
        voters: place.voters.count,
    }
}

/// Returns how one comes to live at a place, in the charter's plain words.
fn rule_of(context: &Context<'_>) -> String {
    let rules = explain_charter(&context.charter);
    let mut all = rules.into_iter().flat_map(|section| section.statements);
    all.find(|rule| rule.rule == "residence").map(|rule| rule.text).unwrap_or_default()
}

/// `GET /s/{society}/places`.
pub(crate) async fn list(
    Here { served, societies }: Here,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let over = match served.views.closed_places(from.before, PAGE) {
        Ok(over) => over,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let next = over.rows.last().map(|row| row.number).filter(|_| over.is_more);
    reading(&served.running, |context, state| {
        let closed = over.rows.into_iter().map(|row| Ended {
            closed: Moment(Timestamp(row.closed)),
            kind: row.kind.parse().map_or_else(|_| String::new(), kind_words),
            name: row.title,
            residents: row.residents,
        });
        let open = query::places(state).into_iter();
        let totals = query::figures(state);
        page(&ListPage {
            at: address.arguments(&societies, context.society),
            closed: closed.collect(),
            frame: Frame::of(context, state, "/people").following(&served),
            kinds: PlaceKind::ALL.map(|kind| (kind.as_str(), kind_words(kind))).into(),
            land: totals.land,
            land_max: LAND_MAX,
            next,
            open: open.map(|(id, place)| shown(id, place, state)).collect(),
            places: totals.places,
            residents: query::rolls(state).residents,
            rule: rule_of(context),
        })
    })
}

/// `GET /s/{society}/places/{place}`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, id)): Path<(String, String)>,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let lists = served
        .views
        .residents(&id, true, from.after.as_deref(), PAGE)
        .and_then(|residents| Ok((residents, served.views.residents(&id, false, None, PAGE)?)));
    let (residents, claims) = match lists {
        Ok(lists) => lists,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let next = residents.rows.last().map(|row| row.person.clone());
    let next = next.filter(|_| residents.is_more);
    let found = reading(&served.running, |context, state| {
        let place = query::place(state, &id)?;
        let frame = Frame::of(context, state, "/people").following(&served);
        let resident = |row: ResidentRow| resident_of(&id, row, &frame.base, state);
        let residents = residents.rows.into_iter().map(resident).collect();
        let is_more_claims = claims.is_more;
        let claims = claims.rows.into_iter().map(resident).collect();
        let close = Act::new("places.close", json!({ "place": id }), t("places-close"));
        Some(page(&OnePage {
            at: address.arguments(&societies, context.society),
            claims,
            close: close.who_may("places.close"),
            is_more_claims,
            key: query::place_key(&id),
            land_max: LAND_MAX,
            next,
            one: shown(id.clone(), place, state),
            residents,
            rule: rule_of(context),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("place")))
}

fn resident_of(id: &str, row: ResidentRow, base: &str, state: &dyn StateView) -> Resident {
    let of = json!({ "person": row.person, "place": id });
    let mut acts = Vec::new();
    if row.confirmed.is_none() {
        let confirm = Act::new("places.confirm", of.clone(), t("places-confirm"));
        acts.push(confirm.who_may("places.confirm"));
    }
    let end = Act::new("places.end_residence", of.clone(), t("places-strike-off"));
    acts.push(end.who_may("places.end_residence"));
    let votes = match (row.confirmed, row.votes) {
        (None, _) => say("places-vouched", &[("count", &row.vouches.to_string())]),
        (Some(_), None) => t("places-votes-not"),
        (Some(_), Some(_)) => t("places-votes"),
    };
    Resident {
        acts,
        since: Moment(Timestamp(row.confirmed.unwrap_or(row.arrived))),
        votes,
        vouch: json!({ "name": "places.vouch", "with": of }).to_string(),
        who: link_to_text(base, state, &row.person),
    }
}
