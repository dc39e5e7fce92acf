//! Records and limits of places.

use polity_types::{Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda;
use crate::frame::roll::Roll;

/// Most places that are open at once. Unit: places. Source: PLA-1.
pub const PLACES_MAX: u64 = 256;
/// Most land of a place: a million square kilometres. Unit: square metres. Source: PLA-1.
pub const LAND_MAX: u64 = 1_000_000_000_000;
/// How long somebody's word that they live at a place waits to be confirmed. Source: PLA-4.
pub const CLAIM_LAPSES: Seconds = Seconds::days(30);
/// From how many earlier spells on they are looked through for those that open votes need. Unit: spells.
pub(super) const SPELLS_KEPT: usize = 8;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum PlaceKind {
    House,
    Hub,
    Land,
    Town,
    Vessel,
    Village,
}

impl PlaceKind {
    /// All kinds, in the order of their names.
    pub const ALL: [Self; 6] =
        [Self::House, Self::Hub, Self::Land, Self::Town, Self::Vessel, Self::Village];

    /// Returns the name, as the interface and the command line take it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Hub => "hub",
            Self::Land => "land",
            Self::Town => "town",
            Self::Vessel => "vessel",
            Self::Village => "village",
        }
    }
}

/// That a text is no kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A kind of place is house, hub, land, town, vessel or village.")]
pub struct NotAKind;

impl std::str::FromStr for PlaceKind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NotAKind)
    }
}

/// What somebody showed for the land of a place, and when they last looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// When, in time of day.
    pub at: Timestamp,
    /// By whose authority, in words.
    pub by: String,
    /// SHA-256 of the deed, the lease or what else shows it.
    pub evidence: Hash,
}

/// A place that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What shows its land; absent: nothing, and its land counts nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attested>,
    /// Country, as two letters of ISO 3166; absent: in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What it is.
    pub kind: PlaceKind,
    /// Its land or floor. Unit: square metres.
    pub land: u64,
    /// What people call it.
    pub name: String,
    /// The how many-th it was to be opened, from 1: who lives at one does not live at a later one of the
    /// same id.
    pub number: u64,
    /// When it was opened, in time of day.
    pub opened: Timestamp,
    /// Whose residence is confirmed.
    pub residents: Roll,
    /// Those of them whose votes count.
    pub voters: Roll,
}

/// What stays of a place that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When, in time of day.
    pub closed: Timestamp,
    /// Its id.
    pub id: String,
    /// The moment from which on nobody lives there.
    pub moment: u64,
    /// What it was at the end.
    pub place: Place,
}

/// The figures of all places that are open, for the stages of the charter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Land of those for which something was shown. Unit: square metres.
    pub land: u64,
    /// The ids of those that are open, ascending.
    pub open: Vec<String>,
    /// How many were ever opened: the number of the last one.
    pub opened: u64,
    /// How many are open.
    pub places: u64,
}

/// The rolls of all places together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rolls {
    /// How many changes of whose votes count there were: electorates are frozen by it.
    pub moment: u64,
    /// Confirmed residents of all places that are open. Unit: persons.
    pub residents: u64,
}

/// That a residence was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// By whose authority, in words.
    pub by: String,
    /// Since when, in time of day.
    pub since: Timestamp,
}

/// Where somebody lives, or says that they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Living {
    /// When they said so first, in time of day.
    pub arrived: Timestamp,
    /// That it was confirmed; absent: it is their word alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
    /// The moment from which on their vote counts; absent: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<u64>,
    /// Where its end stands on the agenda, unless it is renewed or confirmed; absent: it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<agenda::Place>,
    /// Number of the place.
    pub number: u64,
    /// Id of the place.
    pub place: String,
    /// Residents who vouch for it, while it is not confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouches: Vec<PersonId>,
    /// Where the end of the time stands on the agenda in which their vote does not count yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<agenda::Place>,
}

/// A time in which somebody's vote as a resident counted. Moments of [`Rolls`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spell {
    /// The first moment of it.
    pub begun: u64,
    /// The first moment after it.
    pub ended: u64,
    /// Whether they left, the place or the society, by their own word, and not only somebody else's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub has_left: bool,
    /// Number of the place.
    pub number: u64,
    /// Id of the place.
    pub place: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

impl Spell {
    /// Returns whether it holds at a moment.
    #[must_use]
    pub fn spans(&self, moment: u64) -> bool {
        (self.begun..self.ended).contains(&moment)
    }
}

/// Where somebody lives, and what open votes need of where they lived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Residence {
    /// Times in which their vote counted and does no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Spell>,
    /// Where they live now; absent: nowhere that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Living>,
}

/// What places put on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "whose residence")]
pub enum Item {
    /// A residence was not renewed, or the word of somebody was not confirmed.
    #[serde(rename = "places.ends")]
    Ends { person: PersonId },
    /// The time is over in which the vote of a resident did not count.
    #[serde(rename = "places.wait_over")]
    WaitOver { person: PersonId },
}
