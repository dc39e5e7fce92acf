//! What happened in spending. What moved stands beside it, as postings of treasury.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Line, Pace, Share, SignersOf, StreamEnd, Unspent, is_nothing};
use crate::modules::treasury::{AccountId, Category};

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum SpendingEvent {
    /// A request was approved; its money is set aside.
    #[serde(rename = "spending.approved")]
    Approved { amount: Amount, asset: AssetId, by: String, request: u64 },
    /// Several payments were made from a fund; `left_out`: what its payees took as a share instead.
    #[serde(rename = "spending.batch_paid")]
    BatchPaid {
        amount: Amount,
        asset: AssetId,
        by: String,
        fund: AccountId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<Line>,
        lines: Vec<Line>,
    },
    /// A budget was set; without `limit`, ended.
    #[serde(rename = "spending.budget_set")]
    BudgetSet {
        asset: AssetId,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        fund: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Amount>,
        per: Seconds,
        unspent: Unspent,
    },
    /// A payee took what had accrued.
    #[serde(rename = "spending.claimed")]
    Claimed { amount: Amount, asset: AssetId, stream: u64, to: AccountId },
    /// An invoice takes no more payments; `open` is what nobody paid.
    #[serde(rename = "spending.invoice_closed")]
    InvoiceClosed { asset: AssetId, invoice: u64, open: Amount },
    /// A share of an invoice was paid.
    #[serde(rename = "spending.invoice_paid")]
    InvoicePaid {
        amount: Amount,
        asset: AssetId,
        by: PersonId,
        invoice: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<PersonId>,
    },
    /// `by` asked others to pay.
    #[serde(rename = "spending.invoiced")]
    Invoiced {
        asset: AssetId,
        by: PersonId,
        invoice: u64,
        shares: Vec<Share>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
        to: AccountId,
        until: Timestamp,
    },
    /// A request lapsed; what was set aside for it is back in the fund.
    #[serde(rename = "spending.lapsed")]
    Lapsed { request: u64 },
    /// A request was paid.
    #[serde(rename = "spending.paid")]
    Paid { amount: Amount, asset: AssetId, by: String, request: u64 },
    /// A request was refused, or its approval taken back.
    #[serde(rename = "spending.rejected")]
    Rejected { by: String, request: u64, text: Hash },
    /// What was set aside for a request is back in its fund, since whoever approved it is stopped by a claim: it is open
    /// again.
    #[serde(rename = "spending.reopened")]
    Reopened { claim: u64, request: u64 },
    /// `by` asked for payments from a fund.
    #[serde(rename = "spending.requested")]
    Requested {
        amount: Amount,
        asset: AssetId,
        by: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        fund: AccountId,
        lines: Vec<Line>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        receipts: Vec<Hash>,
        request: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// A signer signed; `count` signatures count, `needed` are needed.
    #[serde(rename = "spending.signed")]
    Signed { by: PersonId, count: u32, needed: u32, request: u64 },
    /// It was set who signs the payments of a fund.
    #[serde(rename = "spending.signers_set")]
    SignersSet { by: String, fund: AccountId, needed: u32, of: SignersOf },
    /// A stream stands still, because whoever started it was stopped by a claim; `back`: what of its period was not
    /// earned, and is in the fund again.
    #[serde(rename = "spending.stream_halted")]
    StreamHalted {
        #[serde(default, skip_serializing_if = "is_nothing")]
        back: Amount,
        claim: u64,
        stream: u64,
    },
    /// A period of a stream began; `left` have not.
    #[serde(rename = "spending.stream_period")]
    StreamPeriod { amount: Amount, asset: AssetId, left: u32, stream: u64 },
    /// A stream that stood still goes on; `again`: what was set aside for the rest of its period.
    #[serde(rename = "spending.stream_resumed")]
    StreamResumed {
        #[serde(default, skip_serializing_if = "is_nothing")]
        again: Amount,
        stream: u64,
    },
    /// A stream began.
    #[serde(rename = "spending.stream_started")]
    StreamStarted {
        asset: AssetId,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        each: Amount,
        every: Seconds,
        fund: AccountId,
        pace: Pace,
        stream: u64,
        times: u32,
        to: AccountId,
    },
    /// A stream ended, with so many periods that never began.
    #[serde(rename = "spending.stream_stopped")]
    StreamStopped { left: u32, reason: StreamEnd, stream: u64 },
    /// Who made a request took it back.
    #[serde(rename = "spending.withdrawn")]
    Withdrawn { request: u64 },
}
