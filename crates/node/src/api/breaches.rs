//! Claims that the commandment was broken, and how those drawn for them rule.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::breach::{Ballot, Claim, query};
use polity_machine::modules::names;
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most claims that one answer lists. Unit: claims.
const LISTED_MAX: usize = 100;

/// A claim, and its number.
#[derive(Serialize)]
pub(crate) struct Numbered {
    #[serde(flatten)]
    claim: Claim,
    number: u64,
}

/// A seat of the panel of a claim that is open.
#[derive(Serialize)]
pub(crate) struct Seat {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    person: PersonId,
    /// Absent: they did not rule yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    upholds: Option<bool>,
}

/// A claim, and who rules on it.
#[derive(Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    claim: Numbered,
    /// How many seats decide.
    needed: u64,
    panel: Vec<Seat>,
    /// Until when the panel rules, or, after it, the members; in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules_until: Option<Timestamp>,
    /// Until when one leaves at the value before, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    window_until: Option<Timestamp>,
}

/// Returns who sits on the panel of a claim, and what they ruled.
pub(crate) fn seats(number: u64, claim: &Claim, state: &dyn StateView) -> Vec<Seat> {
    let seat = |person: PersonId| {
        let ballot = query::ballot(state, number, person);
        let name = names::query::called(state, person);
        Seat { name, person, upholds: ballot.map(|Ballot { upholds }| upholds) }
    };
    query::seated(state, claim).into_iter().map(seat).collect()
}

impl Seat {
    /// Returns who has the seat, and what they ruled.
    pub(crate) fn told(&self) -> (PersonId, Option<bool>) {
        (self.person, self.upholds)
    }
}

/// `GET /s/{society}/api/v1/breaches`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Vec<Numbered>>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, |_, state| {
        let claims = query::claims(state, u64::MAX, LISTED_MAX).into_iter();
        claims.map(|(number, claim)| Numbered { claim, number }).collect()
    })))
}

/// `GET /s/{society}/api/v1/breaches/{number}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let number: u64 = number.parse().map_err(|_| Failure::NotFound("claim"))?;
    let whole = reading(&served.running, |_, state| {
        let claim = query::claim(state, number)?;
        let clock = Clock::read(state);
        let window = polity_machine::modules::exit::query::before_breach(state, number);
        Some(Whole {
            needed: claim.needed(),
            panel: seats(number, &claim, state),
            rules_until: claim.until.map(|place| clock.wall(place.at)),
            window_until: window.map(|window| clock.wall(window.until)),
            claim: Numbered { claim, number },
        })
    });
    whole.map(Json).ok_or(Failure::NotFound("claim"))
}
