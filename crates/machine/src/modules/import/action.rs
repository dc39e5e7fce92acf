//! What can be asked of import.

use polity_types::{AssetId, Hash};
use serde::{Deserialize, Serialize};

use super::types::{BallotRow, LedgerRow, MembershipRow, Question};

/// What a signed operation, or a decision, may ask. `file` is the SHA-256 of the file that the rows
/// were read from. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ImportAction {
    /// Brings in ballots of a question that was decided before.
    #[serde(rename = "import.ballots")]
    Ballots { file: Hash, question: Question, rows: Vec<BallotRow> },
    /// Opens the society: nothing is imported any more.
    #[serde(rename = "import.close")]
    Close {},
    /// Brings in rows of an old ledger in one asset.
    #[serde(rename = "import.ledger")]
    Ledger { asset: AssetId, file: Hash, rows: Vec<LedgerRow> },
    /// Brings in terms of membership.
    #[serde(rename = "import.membership")]
    Membership { file: Hash, rows: Vec<MembershipRow> },
}

impl ImportAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Ballots { .. } => 0,
            Self::Close {} => 1,
            Self::Ledger { .. } => 2,
            Self::Membership { .. } => 3,
        }
    }
}
