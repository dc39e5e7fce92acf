//! What can be asked of governance.

use polity_types::{Hash, OperationId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::deposit::PutDown;
use super::types::{Side, Target};
use super::vote::{Ballot, Contest};
use crate::Action;

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum GovernanceAction {
    /// Brings an argument, whose text has the hash `text`.
    #[serde(rename = "governance.argue")]
    Argue { proposal: u64, side: Side, text: Hash },
    /// Casts or changes the signer's ballot in a vote: the first one, or that of the `round` named.
    /// `replaces` names the ballot before, if there is one.
    #[serde(rename = "governance.cast_ballot")]
    CastBallot {
        ballot: Ballot,
        proposal: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
        #[serde(default = "first", skip_serializing_if = "is_first")]
        round: u64,
    },
    /// Names who votes for the signer by the procedure `topic`, until `until` (running time) if it is
    /// there. `replaces` names the operation of the delegation before, if there is one.
    #[serde(rename = "governance.delegate")]
    Delegate {
        delegate: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
        topic: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Objects to what has not taken effect yet.
    #[serde(rename = "governance.object")]
    Object { target: Target },
    /// Brings another version of a proposal that is discussed; `text`, a public record, says what for.
    #[serde(rename = "governance.offer")]
    Offer { actions: Vec<Action>, proposal: u64, text: Hash, title: String },
    /// Proposes to do `actions`, decided by a procedure of the charter; `text`, a public record,
    /// says what for. Where the procedure chooses among options, `contest` holds them, and `actions`
    /// is empty. Where the procedure asks for money to be put down, `deposit` is what it asks for.
    #[serde(rename = "governance.propose")]
    Propose {
        actions: Vec<Action>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contest: Option<Contest>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deposit: Option<PutDown>,
        procedure: String,
        text: Hash,
    },
    /// Supports a draft, so that it is discussed, or the `alternative` named to a proposal that is.
    #[serde(rename = "governance.sponsor")]
    Sponsor {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alternative: Option<u64>,
        proposal: u64,
    },
    /// Ends the signer's delegation on a topic.
    #[serde(rename = "governance.undelegate")]
    Undelegate { topic: String },
    /// Withdraws a proposal of the signer's before voting opens, or the `alternative` named that the signer
    /// brought to one.
    #[serde(rename = "governance.withdraw")]
    Withdraw {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alternative: Option<u64>,
        proposal: u64,
    },
}

fn first() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_first(round: &u64) -> bool {
    *round == 1
}

impl GovernanceAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Argue { .. } => 0,
            Self::CastBallot { .. } => 1,
            Self::Delegate { .. } => 2,
            Self::Object { .. } => 3,
            Self::Offer { .. } => 4,
            Self::Propose { .. } => 5,
            Self::Sponsor { .. } => 6,
            Self::Undelegate { .. } => 7,
            Self::Withdraw { .. } => 8,
        }
    }
}
