//! What happened in import.

use polity_types::{Amount, AssetId, Hash, PersonId};
use serde::{Deserialize, Serialize};

use super::types::{BallotRow, LedgerRow, MembershipRow, Question};

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ImportEvent {
    /// Ballots were imported; `scores` is the weight of each choice from then on.
    #[serde(rename = "import.ballots_imported")]
    BallotsImported { file: Hash, question: Question, rows: Vec<BallotRow>, scores: Vec<Amount> },
    /// `person` came for the placeholder.
    #[serde(rename = "import.claimed")]
    Claimed { person: PersonId, placeholder: u64 },
    /// The society opened: nothing is imported any more.
    #[serde(rename = "import.closed")]
    Closed { by: String },
    /// Rows of an old ledger were imported.
    #[serde(rename = "import.ledger_imported")]
    LedgerImported { asset: AssetId, file: Hash, rows: Vec<LedgerRow> },
    /// Terms of membership were imported; `placeholders` is whose each row is.
    #[serde(rename = "import.membership_imported")]
    MembershipImported { file: Hash, placeholders: Vec<u64>, rows: Vec<MembershipRow> },
}
