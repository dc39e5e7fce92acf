//! What happened in treasury.

use polity_types::{Amount, AssetId, Hash};
use serde::{Deserialize, Serialize};

use super::types::{AccountId, AssetKind, Category, Decay, Year};

/// What happened, in the past tense, with all that a bookkeeper needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum TreasuryEvent {
    /// `account` was opened.
    #[serde(rename = "treasury.account_opened")]
    AccountOpened { account: AccountId },
    /// `account`, which held nothing, was closed.
    #[serde(rename = "treasury.account_closed")]
    AccountClosed { account: AccountId },
    /// What is at a place outside, as `by` says; by the books it should be `expected`.
    #[serde(rename = "treasury.attested")]
    Attested {
        account: AccountId,
        asset: AssetId,
        by: String,
        expected: Amount,
        held: Amount,
        proof: Hash,
    },
    /// A rule of demurrage begins.
    #[serde(rename = "treasury.demurrage_set")]
    DemurrageSet { asset: AssetId, rule: Decay },
    /// A place outside was opened; the record `terms` says who holds what is there.
    #[serde(rename = "treasury.outside_opened")]
    OutsideOpened { account: AccountId, terms: Hash },
    /// The society counts `asset`.
    #[serde(rename = "treasury.asset_created")]
    AssetCreated { asset: AssetId, decimals: u8, kind: AssetKind },
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
    /// A fiscal year of an account ended: what came and went in it, and what it left.
    #[serde(rename = "treasury.year_closed")]
    YearClosed { account: AccountId, asset: AssetId, closing: Amount, year: Year },
}
