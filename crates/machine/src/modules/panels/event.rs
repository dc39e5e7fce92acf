//! What happened on panels.

use polity_types::{Hash, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Candidates, Cause, Source};

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum PanelsEvent {
    /// `person` took the seat.
    #[serde(rename = "panels.accepted")]
    Accepted { person: PersonId, sitting: u64 },
    /// `person` took the seat of the resident with the number `number`.
    #[serde(rename = "panels.claimed")]
    Claimed { number: u64, person: PersonId, sitting: u64 },
    /// `person` committed to a secret.
    #[serde(rename = "panels.committed")]
    Committed { person: PersonId, sitting: u64 },
    /// `person` declined the seat, or gave it up.
    #[serde(rename = "panels.declined")]
    Declined { person: PersonId, sitting: u64 },
    /// The candidates are fixed; chance is awaited.
    #[serde(rename = "panels.draw_began")]
    DrawBegan { candidates: Candidates, cause: Cause, panel: String, sitting: u64, source: Source },
    /// These were drawn, in this order; the first are offered the seats.
    #[serde(rename = "panels.drawn")]
    Drawn { numbers: Vec<u64>, sitting: u64 },
    /// The sitting is over.
    #[serde(rename = "panels.ended")]
    Ended { sitting: u64 },
    /// Too few committed to secrets, or revealed them: nobody is drawn.
    #[serde(rename = "panels.failed")]
    Failed { sitting: u64 },
    /// Whoever has the number did not answer in time.
    #[serde(rename = "panels.lapsed")]
    Lapsed {
        number: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        sitting: u64,
    },
    /// A list of outsiders was published.
    #[serde(rename = "panels.list_published")]
    ListPublished { count: u64, panel: String, root: Hash },
    /// Whoever has the number is offered a seat until `until`.
    #[serde(rename = "panels.offered")]
    Offered {
        number: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        sitting: u64,
        until: Timestamp,
    },
    /// `person` revealed their secret.
    #[serde(rename = "panels.revealed")]
    Revealed { person: PersonId, sitting: u64 },
    /// Chance has spoken: numbers are drawn from `seed`.
    #[serde(rename = "panels.seeded")]
    Seeded { seed: Hash, sitting: u64 },
    /// These committed to secrets and did not reveal them; it is tried again without them.
    #[serde(rename = "panels.withheld")]
    Withheld { attempt: u64, people: Vec<PersonId>, sitting: u64 },
}
