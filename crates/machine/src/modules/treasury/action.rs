//! What can be asked of treasury.

use polity_types::{Amount, AssetId, Hash};
use serde::{Deserialize, Serialize};

use super::types::AccountId;

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum TreasuryAction {
    /// Makes the society count an asset.
    #[serde(rename = "treasury.create_asset")]
    CreateAsset { asset: AssetId, decimals: u8 },
    /// Issues `amount` of the society's own credit to an account.
    #[serde(rename = "treasury.issue")]
    Issue { amount: Amount, asset: AssetId, to: AccountId },
    /// Opens a fund.
    #[serde(rename = "treasury.open_account")]
    OpenAccount { account: AccountId },
    /// Pays from a fund of the society. `memo` is the hash of a text.
    #[serde(rename = "treasury.pay")]
    Pay {
        amount: Amount,
        asset: AssetId,
        from: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
    /// Moves the own money of a signer who is not a member.
    #[serde(rename = "treasury.take_out")]
    TakeOut {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
    /// Transfers the signer's own money.
    #[serde(rename = "treasury.transfer")]
    Transfer {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
}

impl TreasuryAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::CreateAsset { .. } => 0,
            Self::Issue { .. } => 1,
            Self::OpenAccount { .. } => 2,
            Self::Pay { .. } => 3,
            Self::TakeOut { .. } => 4,
            Self::Transfer { .. } => 5,
        }
    }
}
