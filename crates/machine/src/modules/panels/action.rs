//! What can be asked of panels.

use polity_types::{Base64, Hash};
use serde::{Deserialize, Serialize};

use super::hosts::ClaimProof;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum PanelsAction {
    /// Takes the seat for which the signer was drawn.
    #[serde(rename = "panels.accept")]
    Accept { sitting: u64 },
    /// Has a panel drawn, for its next term or for its office.
    #[serde(rename = "panels.call_draw")]
    CallDraw { panel: String },
    /// Takes a seat for outsiders, with the code that belongs to it.
    #[serde(rename = "panels.claim")]
    Claim { proof: ClaimProof, sitting: u64 },
    /// Commits the signer to a secret: `hash` is its commitment.
    #[serde(rename = "panels.commit")]
    Commit { hash: Hash, sitting: u64 },
    /// Declines the seat, or gives it up.
    #[serde(rename = "panels.decline")]
    Decline { sitting: u64 },
    /// Publishes the list of outsiders among whom lots are drawn: how many, and the root over their commitments.
    #[serde(rename = "panels.publish_list")]
    PublishList { count: u64, panel: String, root: Hash },
    /// Reveals the secret that the signer committed to.
    #[serde(rename = "panels.reveal")]
    Reveal { secret: Base64, sitting: u64 },
    /// Brings the signature of the round of the beacon by which is drawn.
    #[serde(rename = "panels.submit_beacon")]
    SubmitBeacon { round: u64, signature: Base64, sitting: u64 },
}

impl PanelsAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Accept { .. } => 0,
            Self::CallDraw { .. } => 1,
            Self::Claim { .. } => 2,
            Self::Commit { .. } => 3,
            Self::Decline { .. } => 4,
            Self::PublishList { .. } => 5,
            Self::Reveal { .. } => 6,
            Self::SubmitBeacon { .. } => 7,
        }
    }
}
