//! What happened in treasury.

use polity_types::{Amount, AssetId, Hash};
use serde::{Deserialize, Serialize};

use super::types::{AccountId, Category};

/// What happened, in the past tense, with all that a bookkeeper needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum TreasuryEvent {
    /// `account` was opened.
    #[serde(rename = "treasury.account_opened")]
    AccountOpened { account: AccountId },
    /// A place outside was opened; the record `terms` says who holds what is there.
    #[serde(rename = "treasury.outside_opened")]
    OutsideOpened { account: AccountId, terms: Hash },
    /// The society counts `asset`.
    #[serde(rename = "treasury.asset_created")]
    AssetCreated { asset: AssetId, decimals: u8 },
    /// `amount` went from the account `credit` to the account `debit`.
    #[serde(rename = "treasury.posted")]
    Posted {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        credit: AccountId,
        debit: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
    },
}
