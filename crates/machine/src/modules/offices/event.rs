//! What happened in offices.

use polity_types::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum OfficesEvent {
    /// The election is the proposal `proposal`.
    #[serde(rename = "offices.election_called")]
    ElectionCalled { office: String, proposal: u64 },
    /// The holder was taken out of the office.
    #[serde(rename = "offices.recalled")]
    Recalled { holder: PersonId, office: String, seat: u64 },
    /// The holder gave the office up.
    #[serde(rename = "offices.resigned")]
    Resigned { holder: PersonId, office: String, seat: u64 },
    /// The holder has the seat until `until`.
    #[serde(rename = "offices.seated")]
    Seated { holder: PersonId, office: String, seat: u64, until: Timestamp },
    /// `person` stands for the office.
    #[serde(rename = "offices.stood")]
    Stood { office: String, person: PersonId },
    /// `person` stands no longer.
    #[serde(rename = "offices.stood_down")]
    StoodDown { office: String, person: PersonId },
    /// The term of the holder is over.
    #[serde(rename = "offices.term_ended")]
    TermEnded { holder: PersonId, office: String, seat: u64 },
}
