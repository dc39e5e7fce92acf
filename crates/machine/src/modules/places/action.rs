//! What can be asked of places.

use polity_types::{Hash, PersonId};
use serde::{Deserialize, Serialize};

use super::types::PlaceKind;

/// What a signed operation may ask. In the order of the names. `place`: id. `land`: square metres.
/// `evidence`: SHA-256 of a record that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum PlacesAction {
    /// Says that the signer lives at a place.
    #[serde(rename = "places.arrive")]
    Arrive { place: String },
    /// Says what land a place has, and what shows it; without `evidence`, that nothing does.
    #[serde(rename = "places.attest")]
    Attest {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Hash>,
        land: u64,
        place: String,
    },
    /// Closes a place; nobody lives there from then on.
    #[serde(rename = "places.close")]
    Close { place: String },
    /// Confirms that somebody lives at a place, who says so.
    #[serde(rename = "places.confirm")]
    Confirm { person: PersonId, place: String },
    /// Ends that the signer lives at a place, or says so.
    #[serde(rename = "places.depart")]
    Depart { place: String },
    /// Ends that somebody counts as living at a place, or says so.
    #[serde(rename = "places.end_residence")]
    EndResidence { person: PersonId, place: String },
    /// Opens a place.
    #[serde(rename = "places.open")]
    Open {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Hash>,
        kind: PlaceKind,
        land: u64,
        place: String,
        title: String,
    },
    /// Says that the signer still lives at a place.
    #[serde(rename = "places.renew")]
    Renew { place: String },
    /// Vouches, as a resident whose vote counts, that somebody lives at the same place, who says so.
    #[serde(rename = "places.vouch")]
    Vouch { person: PersonId, place: String },
}

impl PlacesAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Arrive { .. } => 0,
            Self::Attest { .. } => 1,
            Self::Close { .. } => 2,
            Self::Confirm { .. } => 3,
            Self::Depart { .. } => 4,
            Self::EndResidence { .. } => 5,
            Self::Open { .. } => 6,
            Self::Renew { .. } => 7,
            Self::Vouch { .. } => 8,
        }
    }
}
