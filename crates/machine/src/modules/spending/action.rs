//! What can be asked of spending.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Line, Pace, Parts, SignersOf, Unspent};
use crate::modules::treasury::{AccountId, Category};

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum SpendingAction {
    /// Approves a request over `amount`, which is then set aside for it.
    #[serde(rename = "spending.approve")]
    Approve { amount: Amount, asset: AssetId, request: u64 },
    /// Takes what has accrued to the signer in a stream.
    #[serde(rename = "spending.claim")]
    Claim { stream: u64 },
    /// Closes an invoice of the signer's: it takes no more payments.
    #[serde(rename = "spending.close_invoice")]
    CloseInvoice { invoice: u64 },
    /// Asks others to pay to the signer, or to a fund: one payer, several by parts, or, without
    /// `shares`, whoever has the link. `remainder` names the payer who bears what the parts leave.
    #[serde(rename = "spending.invoice")]
    Invoice {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remainder: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shares: Vec<Parts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
        to: AccountId,
        until: Timestamp,
    },
    /// Pays out an approved request.
    #[serde(rename = "spending.pay")]
    Pay { request: u64 },
    /// Makes several payments from a fund, all or none. `amount` is their sum.
    #[serde(rename = "spending.pay_batch")]
    PayBatch {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        fund: AccountId,
        lines: Vec<Line>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
    },
    /// Pays an invoice from the signer's own money: their share, or that of the person named.
    #[serde(rename = "spending.pay_invoice")]
    PayInvoice {
        amount: Amount,
        asset: AssetId,
        invoice: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<PersonId>,
    },
    /// Refuses a request, for the reason in the text, or takes back an approval.
    #[serde(rename = "spending.reject")]
    Reject { request: u64, text: Hash },
    /// Asks to be paid, or to have others paid, from a fund.
    #[serde(rename = "spending.request")]
    Request {
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        fund: AccountId,
        lines: Vec<Line>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        receipts: Vec<Hash>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// Sets how much a fund may pay in each period; for a category, or for all. A `limit` of 0 lets
    /// nothing be paid; without `limit` there is no budget any more.
    #[serde(rename = "spending.set_budget")]
    SetBudget {
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        fund: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Amount>,
        per: Seconds,
        unspent: Unspent,
    },
    /// Sets how many of whom sign the payments of a fund; `needed` of nothing ends it.
    #[serde(rename = "spending.set_signers")]
    SetSigners { fund: AccountId, needed: u32, of: SignersOf },
    /// Signs the payment of an approved request. With enough signatures it is paid.
    #[serde(rename = "spending.sign")]
    Sign { request: u64 },
    /// Has a fund pay `each` in every period, `times` times. `amount` is the whole: both multiplied.
    #[serde(rename = "spending.start_stream")]
    StartStream {
        amount: Amount,
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        each: Amount,
        every: Seconds,
        fund: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Hash>,
        pace: Pace,
        times: u32,
        to: AccountId,
    },
    /// Ends a stream: what accrued is paid, the rest goes back to the fund.
    #[serde(rename = "spending.stop_stream")]
    StopStream { stream: u64 },
    /// Takes back the signer's own request.
    #[serde(rename = "spending.withdraw")]
    Withdraw { request: u64 },
}

impl SpendingAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Approve { .. } => 0,
            Self::Claim { .. } => 1,
            Self::CloseInvoice { .. } => 2,
            Self::Invoice { .. } => 3,
            Self::Pay { .. } => 4,
            Self::PayBatch { .. } => 5,
            Self::PayInvoice { .. } => 6,
            Self::Reject { .. } => 7,
            Self::Request { .. } => 8,
            Self::SetBudget { .. } => 9,
            Self::SetSigners { .. } => 10,
            Self::Sign { .. } => 11,
            Self::StartStream { .. } => 12,
            Self::StopStream { .. } => 13,
            Self::Withdraw { .. } => 14,
        }
    }
}
