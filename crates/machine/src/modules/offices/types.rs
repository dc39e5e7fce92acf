//! Records and limits of offices.

use polity_types::{PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// How long before the end of a term the seat can be elected anew, at most. Source: OFF-4.
pub const AHEAD: Seconds = Seconds::days(30);
/// The part of a term in which its seat can be elected anew, where that is shorter: one of so many. Source: OFF-4.
const AHEAD_PART: u64 = 4;

/// Returns how long before the end of a term of this length the seat can be elected anew (OFF-4).
#[must_use]
pub fn ahead(term: Seconds) -> Seconds {
    AHEAD.min(Seconds(term.0.checked_div(AHEAD_PART).unwrap_or_default()))
}
/// Most people who stand for one office: as many options as an election has, less the one that
/// nobody is chosen. Unit: persons. Source: OFF-2.
pub const STANDING_MAX: u64 = 23;

/// Who has a seat of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Who.
    pub holder: PersonId,
    /// The moment at which their membership began: who leaves and comes back does not hold it.
    pub joined: u64,
    /// Where the end of the term stands on the agenda.
    pub place: Place,
    /// Since when, in running time.
    pub since: Timestamp,
    /// Until when, in running time.
    pub until: Timestamp,
}

/// Where a holder sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    /// Number of the seat, from 0.
    pub(super) seat: u64,
}

/// Somebody who stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The moment at which their membership began: who leaves and comes back stands no longer.
    pub joined: u64,
    /// The how many-th they were to stand, for any office.
    pub number: u64,
}

/// How many stand, or stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    /// How many.
    pub(super) count: u64,
}

/// The election that is on, or was last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Election {
    /// Its proposal.
    pub proposal: u64,
}

/// The offices that were ever filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filled {
    /// Their ids, in order.
    pub(super) offices: Vec<String>,
}

/// What offices puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// The term of a seat ends.
    #[serde(rename = "offices.term_ends")]
    TermEnds {
        /// Id of the office.
        office: String,
        /// Number of the seat.
        seat: u64,
    },
}
