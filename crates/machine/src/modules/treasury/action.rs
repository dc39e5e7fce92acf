//! What can be asked of treasury.

use polity_types::{Amount, AssetId, Hash};
use serde::{Deserialize, Serialize};

use super::types::{AccountId, Category};

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum TreasuryAction {
    /// Says what is at a place outside. `proof` is the hash of a public record: how that can be
    /// checked.
    #[serde(rename = "treasury.attest")]
    Attest { account: AccountId, asset: AssetId, held: Amount, proof: Hash },
    /// Closes a fund or a place outside that holds nothing.
    #[serde(rename = "treasury.close_account")]
    CloseAccount { account: AccountId },
    /// Makes the society count an asset.
    #[serde(rename = "treasury.create_asset")]
    CreateAsset { asset: AssetId, decimals: u8 },
    /// Issues `amount` of the society's own credit to an account.
    #[serde(rename = "treasury.issue")]
    Issue {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
    /// Opens a fund.
    #[serde(rename = "treasury.open_account")]
    OpenAccount { account: AccountId },
    /// Opens a place outside where assets are held. `terms` is the hash of a public record: who holds
    /// them, where, and how that can be checked.
    #[serde(rename = "treasury.open_outside")]
    OpenOutside { account: AccountId, terms: Hash },
    /// Pays from a fund of the society. `memo` is the hash of a text.
    #[serde(rename = "treasury.pay")]
    Pay {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        from: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
    /// Books what came in outside: the place `from` holds more for the society.
    #[serde(rename = "treasury.receive")]
    Receive {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
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
        category: Option<Category>,
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
        category: Option<Category>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        to: AccountId,
    },
}

impl TreasuryAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Attest { .. } => 0,
            Self::CloseAccount { .. } => 1,
            Self::CreateAsset { .. } => 2,
            Self::Issue { .. } => 3,
            Self::OpenAccount { .. } => 4,
            Self::OpenOutside { .. } => 5,
            Self::Pay { .. } => 6,
            Self::Receive { .. } => 7,
            Self::TakeOut { .. } => 8,
            Self::Transfer { .. } => 9,
        }
    }
}
