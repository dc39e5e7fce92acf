//! Spending: budgets, requests with receipts, signers, streams, batches, invoices and shared bills.
//!
//! Somebody asks to be paid; whoever the charter lets approves, and the money is set aside; it is paid
//! once, when enough signed. Rules are numbered in `spec/spending.md`; every error names its rule.
//! Elsewhere: accounts and postings (`treasury`), who may and how much (`charter`), what members owe
//! (`dues`).

mod action;
mod apply;
mod budgets;
mod error;
mod event;
pub mod gate;
mod halted;
mod invoices;
pub mod query;
mod released;
mod rules;
mod state;
mod streams;
mod types;
mod undone;

#[cfg(test)]
mod tests;

pub use action::SpendingAction;
pub use error::{OverBudget, SpendingError};
pub use event::SpendingEvent;
pub use types::{
    APPROVED_DAYS, Budget, Counts, Halted, INVOICE_MAX, INVOICES_OPEN_MAX, Invoice, Item,
    LINES_MAX, Line, PARTS_MAX, PERIOD_MAX, PERIOD_MIN, Pace, Parts, RECEIPTS_MAX, REQUEST_DAYS,
    REQUESTS_OPEN_MAX, Request, SHARES_MAX, SIGNATURES_MAX, SIGNERS_MAX, STREAMS_MAX, Share,
    Signers, SignersOf, Standing, Stream, StreamEnd, TIMES_MAX, Unspent,
};

use polity_types::{Amount, AssetId, PersonId, Scope};

use self::budgets::Spend;
pub(super) use self::halted::review as review_streams;
use self::query::escrow_of_request;
pub(super) use self::released::{give_up, let_go, set_aside};
pub(super) use self::state::repeats_no_more;
use self::state::{OWED, change_open};
pub(super) use self::undone::{Doer, Looking, take_back};
use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::{AccountId, Movement, Posting, home_of, post};
use crate::modules::{exit, identity};

/// The module.
pub struct Spending;

impl Module for Spending {
    type Action = SpendingAction;
    type Event = SpendingEvent;
    type Admitted = rules::Admitted;
    type Error = SpendingError;
    type Item = Item;

    const NAME: &'static str = "spending";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::spending("spending.approve"),
            Scope::Spend,
            "approve requests to be paid",
        ),
        ActionSpec::new(
            ActionName::right("spending.claim"),
            Scope::Spend,
            "take what has accrued to oneself",
        ),
        ActionSpec::new(
            ActionName::right("spending.close_invoice"),
            Scope::Spend,
            "close one's own invoice",
        ),
        ActionSpec::new(
            ActionName::power("spending.invoice").personal(),
            Scope::Spend,
            "ask others to pay",
        ),
        ActionSpec::new(
            ActionName::power("spending.pay").keeping_money(),
            Scope::Spend,
            "pay out approved requests",
        ),
        ActionSpec::new(
            ActionName::spending("spending.pay_batch"),
            Scope::Spend,
            "make several payments at once",
        ),
        ActionSpec::new(
            ActionName::moving("spending.pay_invoice").personal(),
            Scope::Spend,
            "pay an invoice from one's own money",
        ),
        ActionSpec::new(
            ActionName::power("spending.reject"),
            Scope::Spend,
            "refuse requests to be paid",
        ),
        ActionSpec::new(
            ActionName::power("spending.request").personal(),
            Scope::Spend,
            "ask to be paid from a fund",
        ),
        ActionSpec::new(
            ActionName::power("spending.set_budget").keeping_money(),
            Scope::Spend,
            "set the budgets of funds",
        ),
        ActionSpec::new(
            ActionName::power("spending.set_signers").keeping_money(),
            Scope::Spend,
            "set who signs the payments of a fund",
        ),
        ActionSpec::new(
            ActionName::right("spending.sign"),
            Scope::Spend,
            "sign a payment as a signer of its fund",
        ),
        ActionSpec::new(
            ActionName::spending("spending.start_stream"),
            Scope::Spend,
            "have a fund pay again and again",
        ),
        ActionSpec::new(
            ActionName::power("spending.stop_stream"),
            Scope::Spend,
            "end a payment that repeats",
        ),
        ActionSpec::new(
            ActionName::right("spending.withdraw"),
            Scope::Spend,
            "take back one's own request",
        ),
    ];

    fn spec(action: &SpendingAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn value(action: &SpendingAction) -> Option<(AssetId, Amount)> {
        match action {
            SpendingAction::Approve { amount, asset, .. }
            | SpendingAction::PayBatch { amount, asset, .. }
            | SpendingAction::PayInvoice { amount, asset, .. }
            | SpendingAction::StartStream { amount, asset, .. } => Some((asset.clone(), *amount)),
            _ => None,
        }
    }

    fn foresee(action: &SpendingAction, context: &Context<'_>) -> Result<(), SpendingError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &SpendingAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, SpendingError> {
        rules::check(action, context, state)
    }

    fn apply(
        admitted: rules::Admitted,
        context: &Context<'_>,
        state: &mut Overlay<'_>,
    ) -> Vec<Event> {
        apply::apply(admitted, context, state)
    }

    fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
        apply::due(item, context, state)
    }
}

/// Returns how far a request has come, to be read after "is".
#[must_use]
pub fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Approved => "approved",
        Standing::Lapsed => "lapsed",
        Standing::Open => "open",
        Standing::Paid => "paid",
        Standing::Rejected => "rejected",
        Standing::Withdrawn => "withdrawn",
    }
}

/// Returns what a request asks, for its budgets.
fn spend_of(request: &Request) -> Spend<'_> {
    let Request { asset, category, fund, total, .. } = request;
    Spend { amount: *total, asset, category: category.as_ref(), fund }
}

/// Returns the movement by which what was set aside for a request goes back to its fund.
fn movement_back(number: u64, request: &Request, state: &dyn StateView) -> Movement {
    Movement {
        amount: request.total,
        asset: request.asset.clone(),
        category: request.category.clone(),
        credit: escrow_of_request(number),
        debit: home_of(&request.fund, state),
        memo: None,
    }
}

/// Counts an amount as set aside out of a fund.
fn add_owed(fund: &AccountId, asset: &AssetId, amount: Amount, state: &mut Overlay<'_>) {
    let owed = query::owed(state, fund, asset).plus(amount).unwrap_or(Amount::MAX);
    OWED.put(state, &(fund.clone(), asset.clone()), &owed);
}

/// Counts an amount as set aside no more.
fn settle_owed(fund: &AccountId, asset: &AssetId, amount: Amount, state: &mut Overlay<'_>) {
    let left = query::owed(state, fund, asset).minus(amount).filter(|left| left.is_positive());
    let key = (fund.clone(), asset.clone());
    match left {
        Some(left) => OWED.put(state, &key, &left),
        None => OWED.remove(state, &key),
    }
}

/// Pays out of what `source` set aside from a fund. A refund counts among contributions no more, though it comes
/// out of escrow (EXI-4).
fn pay_set_aside(
    posting: Posting,
    source: exit::Source,
    fund: &AccountId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Movement { amount, asset, category, debit, .. } = posting.movement().clone();
    let events = post(posting, context, state);
    if let AccountId::Person(person) = debit
        && category.is_some_and(|category| category.is_refund())
    {
        exit::refunded(person, fund, &asset, amount, context, state);
        exit::paid_back((source, person), fund, &asset, amount, context, state);
    }
    events
}

/// Notes that a person waits for a payment, so that they are not forgotten.
fn await_payment(state: &mut Overlay<'_>, person: PersonId) {
    change_open(state, person, |open| open.payments = open.payments.saturating_add(1));
}

/// Notes that a person waits for a payment no more.
fn awaited_no_more(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    change_open(state, person, |open| open.payments = open.payments.saturating_sub(1));
    identity::watch(person, context, state);
}
