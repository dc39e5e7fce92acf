//! What a society says of itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use polity_machine::frame::context::Authority;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::standing::{Standing, standing};
use polity_machine::modules::{membership, places};
use polity_ordering::Running;
use polity_types::{Hash, SocietyId, Timestamp};
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::pages::stages::written;
use crate::societies::Societies;

#[derive(Serialize)]
pub(crate) struct Summary {
    charter: Hash,
    figures: Figures,
    id: SocietyId,
    name: String,
    running: Timestamp,
}

/// What the census counts; of places, where the society ever opened one.
#[derive(Serialize)]
struct Figures {
    full: u64,
    /// Land of the places that are open, of those for which something was shown. Unit: square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    land: Option<u64>,
    members: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<u64>,
    /// Where the proof of them is.
    proof: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    residents: Option<u64>,
}

impl Figures {
    fn of(society: SocietyId, state: &dyn StateView) -> Self {
        let rolls = membership::query::rolls(state);
        let totals = places::query::figures(state);
        let mut keys = vec![membership::query::rolls_key()];
        let has_places = totals.opened > 0;
        if has_places {
            keys.extend([places::query::figures_key(), places::query::rolls_key()]);
        }
        Self {
            full: rolls.full.count,
            land: has_places.then_some(totals.land),
            members: rolls.members.count,
            places: has_places.then_some(totals.places),
            proof: format!("/s/{society}/api/v1/proof?keys={}", keys.join(",")),
            residents: has_places.then(|| places::query::rolls(state).residents),
        }
    }
}

impl Summary {
    pub(crate) fn of(running: &Running) -> Self {
        let rule = Authority::Rule { rule: "reading".into() };
        running.context(rule, |context, state| Self {
            charter: context.charter.hash,
            figures: Figures::of(context.society, state),
            id: context.society,
            name: context.charter.society.name.clone(),
            running: context.running,
        })
    }
}

/// `GET /api/v1/societies`.
pub(crate) async fn list(State(societies): State<Arc<Societies>>) -> Json<Vec<Summary>> {
    Json(societies.all().map(|served| Summary::of(&served.running)).collect())
}

/// `GET /s/{society}/api/v1/society`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Summary>, Failure> {
    Ok(Json(Summary::of(&find(&societies, &society)?.running)))
}

/// `GET /s/{society}/api/v1/stages`.
pub(crate) async fn stages(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Standing>, Failure> {
    let served = find(&societies, &society)?;
    let standing = reading(&served.running, |context, state| {
        let written = written(context, state)?;
        Some(standing(&written, context.now, state))
    });
    standing.map(Json).ok_or(Failure::NotFound("charter"))
}
