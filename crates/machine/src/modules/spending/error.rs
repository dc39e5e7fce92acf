//! Why not: the rules of spending and the next step.

use polity_types::refusal::Explain;
use polity_types::{Amount, Hash, PersonId, Seconds, Timestamp};

use super::types::{
    INVOICE_MAX, INVOICES_OPEN_MAX, LINES_MAX, PARTS_MAX, PERIOD_MAX, PERIOD_MIN, RECEIPTS_MAX,
    REQUESTS_OPEN_MAX, SHARES_MAX, SIGNERS_MAX, STREAMS_MAX, TIMES_MAX,
};
use crate::modules::treasury::{AccountId, Sum, TreasuryError};

/// A budget that leaves no room.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The budget of {fund} for {of} has {room} left until {until}; {asked} are asked for.")]
pub struct OverBudget {
    /// What was asked for.
    pub asked: Sum,
    /// The fund.
    pub fund: AccountId,
    /// The category, in words.
    pub of: String,
    /// What the budget has left.
    pub room: Sum,
    /// When its next period begins, in running time.
    pub until: Timestamp,
}

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum SpendingError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("There is no request {0}.")]
    NoRequest(u64),
    #[error("There is no stream {0} that runs.")]
    NoStream(u64),
    #[error("There is no invoice {0}.")]
    NoInvoice(u64),
    #[error("The text {0} is not stored here.")]
    NoText(Hash),
    #[error("Request {number} is {actual}.")]
    Decided { number: u64, actual: &'static str },
    #[error("Request {0} is not approved.")]
    NotApproved(u64),
    #[error(
        "Request {number} was approved by somebody whose spending is stopped by claim {claim}: its payment \
         waits."
    )]
    ApprovalFrozen { claim: u64, number: u64 },
    #[error("{0} is not a fund.")]
    NotAFund(AccountId),
    #[error("{by} made request {number}, or is paid by it, and does not approve it.")]
    OwnRequest { by: PersonId, number: u64 },
    #[error("Request {number} was made by somebody else.")]
    OthersRequest { number: u64 },
    #[error("Request {number} is over {wanted}; {actual} were named.")]
    OtherAmount { number: u64, actual: Box<Sum>, wanted: Box<Sum> },
    #[error("1 to {LINES_MAX} payments go together, each to another account; there are {actual}.")]
    Lines { actual: usize },
    #[error("The payments are {actual} together; {named} were named.")]
    Sum { actual: Amount, named: Amount },
    #[error("A request has at most {RECEIPTS_MAX} receipts, each once; there are {actual}.")]
    Receipts { actual: usize },
    #[error("{actual} of {REQUESTS_OPEN_MAX} requests wait.")]
    TooManyRequests { actual: u64 },
    #[error("A period lasts from {PERIOD_MIN} to {PERIOD_MAX}; {actual} are asked for.")]
    Period { actual: Seconds },
    #[error("A budget is not less than nothing; {0} was asked for.")]
    Limit(Amount),
    #[error("{fund} has no such budget.")]
    NoBudget { fund: AccountId },
    #[error("{0}")]
    OverBudget(Box<OverBudget>),
    #[error("The charter says who signs for {0}.")]
    SignersOfCharter(AccountId),
    #[error(
        "Of 1 to {SIGNERS_MAX} signers, each named once in order, 1 to all are needed; {needed} of \
         {actual} are asked for."
    )]
    Signers { actual: usize, needed: u32 },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("There is no office {0:?} in the charter with as many seats.")]
    NoOffice(String),
    #[error("Nobody signs for {0}.")]
    NoSigners(AccountId),
    #[error("{person} does not sign for {fund}.")]
    NotSigner { person: PersonId, fund: AccountId },
    #[error("{0} has signed already.")]
    AlreadySigned(PersonId),
    #[error("{fund} pays what {needed} signed; {actual} signatures count.")]
    Unsigned { actual: u32, fund: AccountId, needed: u32 },
    #[error("{0} pays only requests that its signers sign, and what a decision pays.")]
    SignersNeeded(AccountId),
    #[error("A stream has 1 to {TIMES_MAX} periods; {actual} are asked for.")]
    Times { actual: u32 },
    #[error("{STREAMS_MAX} streams run, which is all that can.")]
    TooManyStreams,
    #[error("The stream pays {to}; {by} takes nothing of it.")]
    NotPayee { by: PersonId, to: AccountId },
    #[error("Nothing has accrued yet that was not taken.")]
    NothingAccrued,
    #[error("An invoice asks to pay its maker or a fund, not {0}.")]
    OtherPayee(AccountId),
    #[error("An invoice is open for 1 second to {INVOICE_MAX}; this one asks for {asked}.")]
    InvoiceLength { asked: Seconds },
    #[error("{actual} of {INVOICES_OPEN_MAX} invoices are open.")]
    TooManyInvoices { actual: u64 },
    #[error(
        "A bill has at most {SHARES_MAX} shares, of different people who are known here, of 1 to \
         {PARTS_MAX} parts, each of which comes to something."
    )]
    Shares,
    #[error("{0} is not among those who share the bill.")]
    Remainder(PersonId),
    #[error("Invoice {0} takes no more payments.")]
    InvoiceClosed(u64),
    #[error("Invoice {number} asks {person} for nothing that is open.")]
    NoShare { number: u64, person: PersonId },
    #[error("Invoice {number} asks for {wanted}; {actual} were named.")]
    OtherShare { number: u64, actual: Box<Sum>, wanted: Box<Sum> },
    #[error("Invoice {0} was made by somebody else.")]
    OthersInvoice(u64),
    #[error("{0}")]
    Money(#[from] TreasuryError),
}

impl Explain for SpendingError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "spending.not_a_person",
            Self::NoRequest(_) => "spending.no_request",
            Self::NoStream(_) => "spending.no_stream",
            Self::NoInvoice(_) => "spending.no_invoice",
            Self::NoText(_) => "spending.no_text",
            Self::Decided { .. } => "spending.decided",
            Self::NotApproved(_) => "spending.not_approved",
            Self::ApprovalFrozen { .. } => "spending.approval_frozen",
            Self::NotAFund(_) => "spending.not_a_fund",
            Self::OwnRequest { .. } => "spending.own_request",
            Self::OthersRequest { .. } => "spending.others_request",
            Self::OtherAmount { .. } => "spending.other_amount",
            Self::Lines { .. } => "spending.lines",
            Self::Sum { .. } => "spending.sum",
            Self::Receipts { .. } => "spending.receipts",
            Self::TooManyRequests { .. } => "spending.too_many_requests",
            Self::Period { .. } => "spending.period",
            Self::Limit(_) => "spending.limit",
            Self::NoBudget { .. } => "spending.no_budget",
            Self::OverBudget(_) => "spending.over_budget",
            Self::SignersOfCharter(_) => "spending.signers_of_charter",
            Self::Signers { .. } => "spending.signers",
            Self::NotMember(_) => "spending.not_member",
            Self::NoOffice(_) => "spending.no_office",
            Self::NoSigners(_) => "spending.no_signers",
            Self::NotSigner { .. } => "spending.not_signer",
            Self::AlreadySigned(_) => "spending.already_signed",
            Self::Unsigned { .. } => "spending.unsigned",
            Self::SignersNeeded(_) => "spending.signers_needed",
            Self::Times { .. } => "spending.times",
            Self::TooManyStreams => "spending.too_many_streams",
            Self::NotPayee { .. } => "spending.not_payee",
            Self::NothingAccrued => "spending.nothing_accrued",
            Self::OtherPayee(_) => "spending.other_payee",
            Self::InvoiceLength { .. } => "spending.invoice_length",
            Self::TooManyInvoices { .. } => "spending.too_many_invoices",
            Self::Shares => "spending.shares",
            Self::Remainder(_) => "spending.remainder",
            Self::InvoiceClosed(_) => "spending.invoice_closed",
            Self::NoShare { .. } => "spending.no_share",
            Self::OtherShare { .. } => "spending.other_share",
            Self::OthersInvoice(_) => "spending.others_invoice",
            Self::Money(error) => error.code(),
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Period { .. } | Self::Limit(_) | Self::NoBudget { .. } => "SPE-2",
            Self::OverBudget(_) => "SPE-3",
            Self::NotAPerson { .. }
            | Self::NoText(_)
            | Self::Lines { .. }
            | Self::Receipts { .. }
            | Self::NotAFund(_)
            | Self::TooManyRequests { .. } => "SPE-4",
            Self::NoRequest(_)
            | Self::Decided { .. }
            | Self::OwnRequest { .. }
            | Self::OtherAmount { .. } => "SPE-5",
            Self::NotApproved(_) | Self::OthersRequest { .. } => "SPE-6",
            Self::SignersOfCharter(_)
            | Self::Signers { .. }
            | Self::NotMember(_)
            | Self::NoOffice(_)
            | Self::NoSigners(_)
            | Self::NotSigner { .. }
            | Self::AlreadySigned(_)
            | Self::Unsigned { .. }
            | Self::SignersNeeded(_) => "SPE-7",
            Self::Sum { .. } => "SPE-8",
            Self::ApprovalFrozen { .. } => "BRE-12",
            Self::NoStream(_) | Self::Times { .. } | Self::TooManyStreams => "SPE-9",
            Self::NotPayee { .. } | Self::NothingAccrued => "SPE-10",
            Self::NoInvoice(_)
            | Self::OtherPayee(_)
            | Self::InvoiceLength { .. }
            | Self::TooManyInvoices { .. }
            | Self::OthersInvoice(_) => "SPE-12",
            Self::Shares | Self::Remainder(_) => "SPE-13",
            Self::InvoiceClosed(_) | Self::NoShare { .. } | Self::OtherShare { .. } => "SPE-14",
            Self::Money(error) => error.rule(),
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Have a person ask, under their own key.",
            Self::NoRequest(_) | Self::NoStream(_) | Self::NoInvoice(_) => {
                "Choose one that the spending page lists."
            }
            Self::NoText(_) => "Store the text first, then name its hash.",
            Self::Decided { .. } => "Make another request if money is still needed.",
            Self::NotApproved(_) => "Have it approved first, by whoever the charter lets.",
            Self::ApprovalFrozen { .. } => {
                "Wait a moment: it goes back to its fund. Then somebody else who may approve requests approves it."
            }
            Self::NotAFund(_) => "Choose a fund that the treasury page lists.",
            Self::OwnRequest { .. } => "Ask another who may, or bring it as a proposal.",
            Self::OthersRequest { .. } | Self::OthersInvoice(_) => {
                "Ask whoever made it to take it back."
            }
            Self::OtherAmount { .. } | Self::OtherShare { .. } => {
                "Load the page again and name the amount that it shows."
            }
            Self::Lines { .. } => "Split it, or join payments to the same account.",
            Self::Sum { .. } => "Name the sum of the payments.",
            Self::Receipts { .. } => "Put the receipts into one file.",
            Self::TooManyRequests { .. } | Self::TooManyInvoices { .. } => {
                "Wait until one is over, or take one back."
            }
            Self::Period { .. } | Self::InvoiceLength { .. } => "Choose another length.",
            Self::Limit(_) => "Choose another amount.",
            Self::OverBudget(_) => {
                "Ask for less, wait for the next period, or have the budget raised."
            }
            Self::SignersOfCharter(_) => "Change the charter instead.",
            Self::Signers { .. } => "Name fewer, and ask for no more than there are.",
            Self::NotMember(_) => "Name members only.",
            Self::NoOffice(_) => "Name an office of the charter, and at most its seats.",
            Self::NoSigners(_) => "Nothing to sign; it can be paid.",
            Self::NotSigner { .. } => "Ask one of the signers, whom the spending page lists.",
            Self::NoBudget { .. } | Self::AlreadySigned(_) => "Nothing to do.",
            Self::Unsigned { .. } => "Ask the other signers to sign.",
            Self::SignersNeeded(_) => "Make a request, have it approved, and have it signed.",
            Self::Times { .. } => "Choose another number of periods.",
            Self::TooManyStreams => "Wait until one has ended.",
            Self::NotPayee { .. } => "Only who is paid takes it.",
            Self::NothingAccrued => "Wait; it is paid by itself when the period is over.",
            Self::OtherPayee(_) => "Name yourself or a fund.",
            Self::Shares | Self::Remainder(_) => "Name other shares.",
            Self::InvoiceClosed(_) => "Ask for another invoice if something is still to be paid.",
            Self::NoShare { .. } => "Nothing to pay.",
            Self::Money(error) => return error.next_step(),
        }
        .into()
    }
}
