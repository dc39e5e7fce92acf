//! What a person would take along: a dry run of leaving with a share.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::exit::WHOLE;
use polity_machine::modules::exit::query::{Ask, Offer, preview};
use polity_machine::modules::governance::Target;
use polity_machine::modules::{exit, membership};
use polity_types::{AssetId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Longest list of targets or assets that is read. Unit: bytes.
const LIST_BYTES_MAX: usize = 2_048;

/// What is asked beyond the person.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What waits and the person opposes: `proposal-12,act-3`.
    #[serde(default)]
    against: String,
    /// Of which assets: `EUR,USD`; otherwise all.
    #[serde(default)]
    assets: String,
    /// The claims of breaches that were upheld, before which the person leaves: `1,2`.
    #[serde(default)]
    breach: String,
    /// Millionths of the share; otherwise all of it.
    part: Option<u64>,
}

impl Wanted {
    /// Returns the millionths of the share that are asked for.
    pub(crate) fn part(&self) -> u64 {
        self.part.unwrap_or(WHOLE)
    }

    fn words(text: &str) -> impl Iterator<Item = &str> {
        let text = text.get(..LIST_BYTES_MAX).unwrap_or(text);
        text.split(',').map(str::trim).filter(|word| !word.is_empty())
    }

    /// Returns what the person opposes.
    pub(crate) fn against(&self) -> Option<Vec<Target>> {
        Self::words(&self.against).map(target).collect()
    }

    /// Returns the breaches before which they leave.
    pub(crate) fn breaches(&self) -> Option<Vec<u64>> {
        Self::words(&self.breach).map(|number| number.parse().ok()).collect()
    }

    /// Returns the assets that are asked for; none: all.
    pub(crate) fn assets(&self) -> Option<Vec<AssetId>> {
        Self::words(&self.assets).map(|code| code.parse().ok()).collect()
    }
}

/// Reads `proposal-12` or `act-3`.
pub(crate) fn target(text: &str) -> Option<Target> {
    let (kind, number) = text.split_once('-')?;
    let number = number.parse().ok()?;
    match kind {
        "act" => Some(Target::Act { number }),
        "proposal" => Some(Target::Proposal { number }),
        _ => None,
    }
}

/// What a person would take along.
#[derive(Serialize)]
pub(crate) struct Share {
    /// Until when the claim is kept of somebody who left, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<Timestamp>,
    #[serde(flatten)]
    offer: Offer,
}

/// `GET /s/{society}/api/v1/people/{person}/share`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Share>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let against = wanted.against().ok_or(Failure::NotFound("decision or act"))?;
    let assets = wanted.assets().ok_or(Failure::NotFound("asset"))?;
    let breaches = wanted.breaches().ok_or(Failure::NotFound("breach"))?;
    let part = wanted.part();
    let assets = (!assets.is_empty()).then_some(assets);
    reading(&served.running, |context, state| {
        let ask =
            Ask { against: &against, assets: assets.as_deref(), breaches: &breaches, part, person };
        // Who asks for all of it while they belong would leave with it.
        let is_whole = part == WHOLE && membership::query::is_member(state, person);
        let kept_until = exit::query::claim(state, person).and_then(|claim| claim.lapse);
        let kept_until = kept_until.map(|place| Clock::read(state).wall(place.at));
        preview(&ask, is_whole, (&context.charter, context.running), state)
            .map(|offer| Json(Share { kept_until, offer }))
            .map_err(|error| Failure::refused(&error))
    })
}
