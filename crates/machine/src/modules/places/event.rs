//! What happened to places and to who lives there.

use polity_types::{Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::PlaceKind;

/// Why somebody lives at a place no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They went.
    Departed,
    /// Whoever has the power ended it.
    Ended,
    /// It was not confirmed, or not renewed.
    Lapsed,
    /// Their membership ended.
    Left,
}

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are running
/// time. `land`: square metres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum PlacesEvent {
    /// `person` says that they live at a place; their word lapses after `until`.
    #[serde(rename = "places.arrived")]
    Arrived { person: PersonId, place: String, until: Timestamp },
    /// `by` said what land a place has, and what shows it.
    #[serde(rename = "places.attested")]
    Attested {
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Hash>,
        land: u64,
        place: String,
    },
    /// A place was closed, at which so many `residents` were confirmed.
    #[serde(rename = "places.closed")]
    Closed { by: String, place: String, residents: u64 },
    /// It was confirmed that `person` lives at a place: until `until`, unless they say so again; their vote
    /// counts from `counts` on.
    #[serde(rename = "places.confirmed")]
    Confirmed {
        by: String,
        counts: Timestamp,
        person: PersonId,
        place: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// From now on the vote of `person` counts as that of a resident.
    #[serde(rename = "places.counted")]
    Counted { person: PersonId, place: String },
    /// `person` lives at a place no longer, or says so no longer.
    #[serde(rename = "places.departed")]
    Departed { by: String, person: PersonId, place: String, why: Why },
    /// A place was opened.
    #[serde(rename = "places.opened")]
    Opened {
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Hash>,
        kind: PlaceKind,
        land: u64,
        number: u64,
        place: String,
        title: String,
    },
    /// `person` said again that they live at a place, until `until`.
    #[serde(rename = "places.renewed")]
    Renewed {
        person: PersonId,
        place: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// The vote of `person` as a resident rests, since they are no member past probation.
    #[serde(rename = "places.rested")]
    Rested { person: PersonId, place: String },
    /// `resident` vouches that `person` lives where they live.
    #[serde(rename = "places.vouched")]
    Vouched { person: PersonId, place: String, resident: PersonId },
}
