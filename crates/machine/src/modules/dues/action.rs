//! What can be asked of dues.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};
use serde::{Deserialize, Serialize};

use crate::modules::treasury::AccountId;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum DuesAction {
    /// Asks that the signer's dues of so many periods be waived; none takes the question back.
    #[serde(rename = "dues.ask_waiver")]
    AskWaiver { periods: u32 },
    /// Chooses the signer's tier from the next dues on, and what they give each time, where it lets them:
    /// only the amount is ever told, never what it was worked out from.
    #[serde(rename = "dues.choose")]
    Choose {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Amount>,
        tier: String,
    },
    /// Confirms that a member did so much work in the place of dues.
    #[serde(rename = "dues.confirm_work")]
    ConfirmWork { member: PersonId, work: Seconds },
    /// Gives to a fund. `is_named`: whether lists may name the giver.
    #[serde(rename = "dues.donate")]
    Donate {
        amount: Amount,
        asset: AssetId,
        is_named: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
        to: AccountId,
    },
    /// Ends that the signer pays a member's dues, or that somebody pays the signer's.
    #[serde(rename = "dues.end_sponsorship")]
    EndSponsorship { member: PersonId },
    /// Pays dues that are open, the oldest first: the signer's, or those of the member named.
    #[serde(rename = "dues.pay")]
    Pay {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<PersonId>,
    },
    /// Pays a member's dues from now on, each time when they fall due, from the signer's own money, until
    /// it is ended or `amount` was paid.
    #[serde(rename = "dues.sponsor")]
    Sponsor { amount: Amount, asset: AssetId, member: PersonId },
    /// Waives the dues of so many periods: open ones, then ones to come. None: says no to whoever asked.
    #[serde(rename = "dues.waive")]
    Waive { member: PersonId, periods: u32 },
}

impl DuesAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::AskWaiver { .. } => 0,
            Self::Choose { .. } => 1,
            Self::ConfirmWork { .. } => 2,
            Self::Donate { .. } => 3,
            Self::EndSponsorship { .. } => 4,
            Self::Pay { .. } => 5,
            Self::Sponsor { .. } => 6,
            Self::Waive { .. } => 7,
        }
    }
}
