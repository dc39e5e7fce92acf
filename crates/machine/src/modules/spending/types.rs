//! Records and limits of spending.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;
use crate::frame::roll::Roll;
use crate::modules::breach::Spender;
use crate::modules::treasury::{AccountId, Category};

/// Most payments of one request, or of one batch. Unit: payments. Source: SPE-4.
pub const LINES_MAX: usize = 50;
/// Most receipts of one request. Unit: receipts. Source: SPE-4.
pub const RECEIPTS_MAX: usize = 8;
/// Most requests of one person that wait. Unit: requests. Source: SPE-4.
pub const REQUESTS_OPEN_MAX: u64 = 50;
/// Time after which a request that nobody decided lapses. Source: SPE-4.
pub const REQUEST_DAYS: u32 = 90;
/// Time after which an approved request that nobody paid lapses. Source: SPE-6.
pub const APPROVED_DAYS: u32 = 180;
/// Most signers of a fund. Unit: persons. Source: SPE-7.
pub const SIGNERS_MAX: usize = 20;
/// Most signatures kept on a request. Unit: signatures. Source: SPE-7.
pub const SIGNATURES_MAX: usize = 40;
/// Shortest period of a budget or a stream. Source: SPE-2, SPE-9.
pub const PERIOD_MIN: Seconds = Seconds::hours(1);
/// Longest period of a budget or a stream. Source: SPE-2, SPE-9.
pub const PERIOD_MAX: Seconds = Seconds(10 * 365 * 86_400);
/// Most periods of a stream. Unit: periods. Source: SPE-9.
pub const TIMES_MAX: u32 = 1_200;
/// Most streams that run at once. Unit: streams. Source: SPE-9.
pub const STREAMS_MAX: u64 = 10_000;
/// Most shares of an invoice. Unit: shares. Source: SPE-12.
pub const SHARES_MAX: usize = 50;
/// Most parts of one share. Unit: parts. Source: SPE-13.
pub const PARTS_MAX: u32 = 1_000_000;
/// Most invoices of one person that are open. Unit: invoices. Source: SPE-12.
pub const INVOICES_OPEN_MAX: u64 = 100;
/// Longest time that an invoice stays open. Source: SPE-12.
pub const INVOICE_MAX: Seconds = Seconds(366 * 86_400);

/// What becomes of the rest of a budget when its period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unspent {
    /// It is added to the next period.
    Carry,
    /// It is gone.
    Lapse,
}

/// How much a fund may pay of an asset, for a category or for all, in each period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// What earlier periods left over. Unit: minor units.
    pub carried: Amount,
    /// When the present period began, in running time.
    pub from: Timestamp,
    /// How much each period adds. Unit: minor units.
    pub limit: Amount,
    /// Length of a period.
    pub per: Seconds,
    /// Since when what was charged is room again if it comes back: since it was set, or since the last time
    /// that a rest lapsed. In running time.
    pub since: Timestamp,
    /// What was charged in the present period. Unit: minor units.
    pub spent: Amount,
    /// What becomes of the rest.
    pub unspent: Unspent,
}

/// Who signs the payments of a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "lowercase", deny_unknown_fields)]
pub enum SignersOf {
    /// Whoever holds the office of the charter with this id.
    Office(String),
    /// These members, in the order of their identifiers.
    People(Vec<PersonId>),
}

/// How many of whom sign a payment of a fund before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signers {
    /// How many. Unit: signatures.
    pub needed: u32,
    /// Of whom.
    pub of: SignersOf,
}

/// One payment among several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// To whom.
    pub to: AccountId,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The money is set aside for it.
    Approved,
    /// Nobody decided or paid it in time.
    Lapsed,
    /// It waits for a decision.
    Open,
    /// It is paid.
    Paid,
    /// It was refused.
    Rejected,
    /// Who made it took it back.
    Withdrawn,
}

impl Standing {
    /// Returns whether nothing can happen to it any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Approved | Self::Open)
    }
}

/// A request to be paid from a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Of what.
    pub asset: AssetId,
    /// Who made it.
    pub by: PersonId,
    /// For what, for the books and the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// When it was charged to its budgets, in running time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<Timestamp>,
    /// Who decided last, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Which fund pays.
    pub fund: AccountId,
    /// Where its lapse stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<Place>,
    /// What is paid to whom.
    pub lines: Vec<Line>,
    /// Hashes of receipts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Hash>,
    /// Who signed, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<PersonId>,
    /// Who approved it, and in which office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spender: Option<Spender>,
    /// How far it has come.
    pub standing: Standing,
    /// Hash of a text that says for what, or why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
    /// When it was made, in time of day.
    pub time: Timestamp,
    /// Sum of its lines. Unit: minor units.
    pub total: Amount,
}

/// How the money of a stream moves within a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// It is set aside when the period begins and is the payee's second by second.
    Accrues,
    /// It is paid when the period begins.
    AtOnce,
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamEnd {
    /// A budget leaves no room for another period.
    Budget,
    /// All its periods were paid.
    Done,
    /// The fund holds too little for another period.
    FundEmpty,
    /// The payee can no longer be paid here.
    PayeeGone,
    /// The payee took the whole of their share of what the fund holds since it began (EXI-18).
    ShareTaken,
    /// Somebody who may ended it.
    Stopped,
}

/// That a stream stands still, because whoever started it is stopped (BRE-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halted {
    /// What of the present period went back to the fund, since it was not earned: it is set aside anew when the stream
    /// goes on. Unit: minor units.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub back: Amount,
    /// The claim that was upheld.
    pub claim: u64,
    /// How much of the present period was over. Unit: seconds.
    pub elapsed: Seconds,
    /// How many shares of its fund its payee had taken by then: what went back is theirs as long as they took no other.
    #[serde(default, skip_serializing_if = "is_none")]
    pub shares: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

pub(super) fn is_nothing(amount: &Amount) -> bool {
    *amount == Amount::ZERO
}

/// A payment that repeats: a wage, a rent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// How much in each period. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
    /// When the present period began, in running time.
    pub began: Timestamp,
    /// For what, for the books and the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// When the present period was charged to the budget, in running time: it is given back as of then, however long
    /// the stream stood still meanwhile.
    pub charged: Timestamp,
    /// Length of a period.
    pub every: Seconds,
    /// Which fund pays.
    pub fund: AccountId,
    /// Present: it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halted: Option<Halted>,
    /// Periods that have not begun.
    pub left: u32,
    /// Hash of a text that says for what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<Hash>,
    /// Where the end of the present period stands on the agenda, unless it stands still.
    pub next: Place,
    /// How the money moves within a period.
    pub pace: Pace,
    /// Who started it, and in which office.
    pub spender: Spender,
    /// What the payee took of the present period. Unit: minor units.
    pub taken: Amount,
    /// Who is paid.
    pub to: AccountId,
}

/// What one payer of an invoice pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Who paid it; absent: nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PersonId>,
    /// Who is asked; absent: whoever has the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<PersonId>,
}

/// What each payer of a shared bill is asked for, in parts of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// How many parts.
    pub parts: u32,
    /// Who is asked.
    pub payer: PersonId,
}

/// A request to be paid by others: an invoice, or a bill that several share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Of what.
    pub asset: AssetId,
    /// Who made it.
    pub by: PersonId,
    /// For what, for the books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Whether it takes no more payments: all is paid, it was closed, or its time is over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_closed: bool,
    /// Where its lapse stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<Place>,
    /// Who pays what.
    pub shares: Vec<Share>,
    /// Hash of a text: the reference, what it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
    /// When it was made, in time of day.
    pub time: Timestamp,
    /// Where the money goes.
    pub to: AccountId,
    /// First instant at which it takes no more payments, in running time.
    pub until: Timestamp,
}

/// How much there is of everything, and how it came (STA-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Invoices ever made.
    pub invoices: u64,
    /// Requests ever made.
    pub requests: u64,
    /// Requests that wait.
    pub requests_open: Roll,
    /// Streams ever started.
    pub streams: u64,
    /// Streams that run.
    pub streams_open: Roll,
}

/// What a person has open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    /// Invoices that they made and that take payments.
    pub invoices: u64,
    /// Payments of the society that they wait for.
    pub payments: u64,
    /// Requests that they made and that wait.
    pub requests: u64,
}

/// What spending puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// An invoice's time is over.
    #[serde(rename = "spending.invoice_lapses")]
    InvoiceLapses {
        /// Which.
        invoice: u64,
    },
    /// A request lapses.
    #[serde(rename = "spending.request_lapses")]
    RequestLapses {
        /// Which.
        request: u64,
    },
    /// It is looked at which streams a freeze stops, and which go on.
    #[serde(rename = "spending.review_streams")]
    ReviewStreams {
        /// After which.
        after: u64,
    },
    /// A period of a stream is over.
    #[serde(rename = "spending.stream_turns")]
    StreamTurns {
        /// Which.
        stream: u64,
    },
}
