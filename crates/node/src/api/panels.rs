//! Panels: which there are, who was drawn, and how that can be drawn again.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::names;
use polity_machine::modules::panels::{Sitting, Stage, Step, query};
use polity_types::{PersonId, Timestamp};
use polity_views::AskedRow;
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most draws that one answer lists. Unit: draws.
const LISTED_MAX: usize = 100;

/// A panel of the charter.
#[derive(Serialize)]
pub(crate) struct Panel {
    id: String,
    name: String,
    /// The draw that comes next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
    /// The draw that sits.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    seats: u32,
}

/// The panels, and the newest draws.
#[derive(Serialize)]
pub(crate) struct Panels {
    draws: Vec<Draw>,
    panels: Vec<Panel>,
}

/// A draw.
#[derive(Serialize)]
pub(crate) struct Draw {
    number: u64,
    #[serde(flatten)]
    sitting: Sitting,
}

/// Somebody who was drawn and asked.
#[derive(Serialize)]
pub(crate) struct Asked {
    /// When they answered, in time of day; told of draws that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<Timestamp>,
    /// Number of the card, or of the place on the list of residents.
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// `accepted`, `declined`, `lapsed`, `left` or `offered`.
    status: polity_machine::modules::panels::Status,
    /// When they were asked, in time of day; told of draws that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
    /// Until when they answer, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// A draw, who was asked, and each number that the seed gives.
#[derive(Serialize)]
pub(crate) struct Whole {
    asked: Vec<Asked>,
    #[serde(flatten)]
    draw: Draw,
    /// When it was over, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Timestamp>,
    /// Who is left out.
    excluded: Vec<PersonId>,
    /// Each number tried, in order, and what it came to.
    steps: Vec<Step>,
    /// What does not agree with the record; empty: everything does.
    wrong: Vec<String>,
}

/// Returns who was asked in a draw.
pub(crate) fn asked(state: &dyn StateView, number: u64) -> Vec<Asked> {
    let clock = Clock::read(state);
    let offers = query::offers(state, number).into_iter();
    let asked = |(_, offer): (u64, polity_machine::modules::panels::Offer)| Asked {
        answered: None,
        number: offer.number,
        name: offer.person.and_then(|person| names::query::called(state, person)),
        person: offer.person,
        status: offer.status,
        time: None,
        until: offer.lapse.map(|place| clock.wall(place.at)),
    };
    offers.map(asked).collect()
}

/// Returns who was asked in a draw that is over, as the log told it.
fn asked_then(told: Vec<AskedRow>, state: &dyn StateView) -> Vec<Asked> {
    let asked = |row: AskedRow| Asked {
        answered: row.answered,
        number: row.number,
        name: row.person.and_then(|person| names::query::called(state, person)),
        person: row.person,
        status: row.status,
        time: Some(row.time),
        until: None,
    };
    told.into_iter().map(asked).collect()
}

/// `GET /s/{society}/api/v1/panels`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Panels>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, |context, state| {
        let draws = query::sittings(state, u64::MAX, LISTED_MAX).into_iter();
        let panel = |panel: &polity_machine::charter_text::Panel| {
            let standing = query::standing(state, &panel.id);
            let (id, name, seats) = (panel.id.clone(), panel.name.clone(), panel.seats);
            Panel { id, name, next: standing.next, now: standing.now, seats }
        };
        Panels {
            draws: draws.map(|(number, sitting)| Draw { number, sitting }).collect(),
            panels: context.charter.panels.iter().map(panel).collect(),
        }
    })))
}

/// `GET /s/{society}/api/v1/panels/{number}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let number: u64 = number.parse().map_err(|_| Failure::NotFound("draw"))?;
    let told = served.views.draw(number).map_err(Failure::internal)?;
    let whole = reading(&served.running, |context, state| {
        let mut sitting = query::sitting(state, number)?;
        let again = query::redraw(state, number, &context.society)?;
        let told = told.filter(|_| sitting.stage == Stage::Ended);
        let ended = told.as_ref().and_then(|told| told.ended);
        let asked = match told {
            Some(told) => {
                sitting.numbers = told.numbers;
                asked_then(told.asked, state)
            }
            None => asked(state, number),
        };
        Some(Whole {
            asked,
            draw: Draw { number, sitting },
            ended,
            excluded: query::excluded(state, number),
            steps: again.steps,
            wrong: again.wrong,
        })
    });
    whole.map(Json).ok_or(Failure::NotFound("draw"))
}
