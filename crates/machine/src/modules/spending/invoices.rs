//! Invoices, payment links and bills that several share (SPE-12 to SPE-14). Every share is paid once.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, PersonId, Seconds};

use super::action::SpendingAction;
use super::error::SpendingError;
use super::event::SpendingEvent;
use super::rules::{Change, person, require};
use super::state::{INVOICE, OPEN, change_counts, change_open};
use super::types::{
    INVOICE_MAX, INVOICES_OPEN_MAX, Invoice, Item, PARTS_MAX, Parts, SHARES_MAX, Share,
};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::identity;
use crate::modules::treasury::{self, AccountId, Movement, Posting, check_posting, post};

/// An invoice that is about to be made.
pub(super) type Draft = Invoice;

pub(super) fn check_new(
    action: &SpendingAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let SpendingAction::Invoice { amount, asset, category, remainder, shares, text, to, until } =
        action
    else {
        return Err(SpendingError::NoInvoice(0));
    };
    let by = person(context)?;
    let is_payee = *to == AccountId::Person(by) || matches!(to, AccountId::Fund(_));
    require(is_payee, || SpendingError::OtherPayee(to.clone()))?;
    let asked = until.since(context.running).unwrap_or_default();
    let fits = (Seconds(1)..=INVOICE_MAX).contains(&asked);
    require(fits, || SpendingError::InvoiceLength { asked })?;
    let actual = OPEN.get(state, &by).unwrap_or_default().invoices;
    require(actual < INVOICES_OPEN_MAX, || SpendingError::TooManyInvoices { actual })?;
    let own = (*to == AccountId::Person(by)).then_some(by);
    let shares = split(*amount, shares, *remainder, own, state)?;
    treasury::check_account(to, asset, state)?;
    require(amount.is_positive(), || treasury::TreasuryError::NotPositive(*amount).into())?;
    Ok(Change::Invoice(Box::new(Invoice {
        asset: asset.clone(),
        by,
        category: category.clone(),
        is_closed: false,
        lapse: None,
        shares,
        text: *text,
        time: context.now,
        to: to.clone(),
        until: *until,
    })))
}

/// Splits an amount by parts, each share rounded down; who is named as `remainder`, or else the first,
/// bears what that leaves. The share of `own`, who gets the money, is settled at once.
fn split(
    amount: Amount,
    parts: &[Parts],
    remainder: Option<PersonId>,
    own: Option<PersonId>,
    state: &dyn StateView,
) -> Result<Vec<Share>, SpendingError> {
    let Some(first) = parts.first() else {
        require(remainder.is_none(), || {
            remainder.map_or(SpendingError::Shares, SpendingError::Remainder)
        })?;
        return Ok(vec![Share { amount, paid_by: None, payer: None }]);
    };
    let people: BTreeSet<PersonId> = parts.iter().map(|part| part.payer).collect();
    let is_known = |part: &Parts| identity::query::is_known(state, part.payer);
    let fits = parts.len() <= SHARES_MAX
        && people.len() == parts.len()
        && parts.iter().all(|part| (1..=PARTS_MAX).contains(&part.parts) && is_known(part));
    require(fits, || SpendingError::Shares)?;
    let bears = remainder.unwrap_or(first.payer);
    require(people.contains(&bears), || SpendingError::Remainder(bears))?;
    let all: i128 = parts.iter().map(|part| i128::from(part.parts)).sum();
    // At most 10^30 times 10^6: far within 128 bits.
    let of = |part: &Parts| {
        let product = amount.minor_units().saturating_mul(i128::from(part.parts));
        product.checked_div(all).unwrap_or(0)
    };
    let given: i128 = parts.iter().map(of).sum();
    let rest = amount.minor_units().saturating_sub(given);
    let share = |part: &Parts| {
        let extra = if part.payer == bears { rest } else { 0 };
        let amount = Amount::new(of(part).saturating_add(extra)).unwrap_or_default();
        let paid_by = own.filter(|own| *own == part.payer);
        Share { amount, paid_by, payer: Some(part.payer) }
    };
    let shares: Vec<Share> = parts.iter().map(share).collect();
    let is_open = shares.iter().any(|share| share.paid_by.is_none());
    let is_asked = is_open && shares.iter().all(|share| share.amount.is_positive());
    require(is_asked, || SpendingError::Shares)?;
    Ok(shares)
}

pub(super) fn check_pay(
    number: u64,
    (amount, asset): (Amount, &AssetId),
    of: Option<PersonId>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let payer = person(context)?;
    let invoice = INVOICE.get(state, &number).ok_or(SpendingError::NoInvoice(number))?;
    let is_open = !invoice.is_closed && context.running < invoice.until;
    require(is_open, || SpendingError::InvoiceClosed(number))?;
    let person = of.unwrap_or(payer);
    let is_asked = |share: &Share| {
        let is_of = share.payer.is_none_or(|asked| asked == person);
        is_of && share.paid_by.is_none()
    };
    let place = invoice.shares.iter().position(is_asked);
    let share = place.ok_or(SpendingError::NoShare { number, person })?;
    let wanted = invoice.shares.get(share).map(|share| share.amount).unwrap_or_default();
    let sum = |amount, asset| Box::new(treasury::query::sum(state, amount, asset));
    require(wanted == amount && invoice.asset == *asset, || SpendingError::OtherShare {
        number,
        actual: sum(amount, asset),
        wanted: sum(wanted, &invoice.asset),
    })?;
    let movement = Movement {
        amount,
        asset: asset.clone(),
        category: invoice.category.clone(),
        credit: AccountId::Person(payer),
        debit: invoice.to.clone(),
        memo: invoice.text,
    };
    let posting = check_posting(movement, context, state)?;
    Ok(Change::PayInvoice { invoice: Box::new(invoice), number, payer, posting, share })
}

pub(super) fn check_close(
    number: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let by = person(context)?;
    let invoice = INVOICE.get(state, &number).ok_or(SpendingError::NoInvoice(number))?;
    require(invoice.by == by, || SpendingError::OthersInvoice(number))?;
    require(!invoice.is_closed, || SpendingError::InvoiceClosed(number))?;
    Ok(Change::CloseInvoice { invoice: Box::new(invoice), number })
}

/// Makes an invoice.
pub(super) fn make(mut invoice: Draft, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut number = 0;
    change_counts(state, |counts| {
        counts.invoices = counts.invoices.saturating_add(1);
        number = counts.invoices;
    });
    change_open(state, invoice.by, |open| open.invoices = open.invoices.saturating_add(1));
    let item = Item::InvoiceLapses { invoice: number };
    invoice.lapse = Some(agenda::put(state, invoice.until, item));
    INVOICE.put(state, &number, &invoice);
    let Invoice { asset, by, shares, text, to, until, .. } = invoice;
    vec![SpendingEvent::Invoiced { asset, by, invoice: number, shares, text, to, until }.into()]
}

/// Pays a share of an invoice. With the last one it closes.
pub(super) fn pay(
    number: u64,
    mut invoice: Invoice,
    (payer, place): (PersonId, usize),
    posting: Posting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let (amount, asset) = (posting.movement().amount, invoice.asset.clone());
    let share = invoice.shares.get_mut(place).expect("check found the share");
    share.paid_by = Some(payer);
    let of = share.payer.filter(|of| *of != payer);
    let paid = SpendingEvent::InvoicePaid { amount, asset, by: payer, invoice: number, of };
    let mut events = vec![paid.into()];
    events.extend(post(posting, context, state));
    if invoice.shares.iter().all(|share| share.paid_by.is_some()) {
        events.extend(close(number, invoice, state));
    } else {
        INVOICE.put(state, &number, &invoice);
    }
    events
}

/// Closes an invoice, if it is open.
pub(super) fn close(number: u64, mut invoice: Invoice, state: &mut Overlay<'_>) -> Vec<Event> {
    if invoice.is_closed {
        return Vec::new();
    }
    if let Some(place) = invoice.lapse.take() {
        agenda::strike(state, place);
    }
    invoice.is_closed = true;
    INVOICE.put(state, &number, &invoice);
    change_open(state, invoice.by, |open| open.invoices = open.invoices.saturating_sub(1));
    let unpaid = invoice.shares.iter().filter(|share| share.paid_by.is_none());
    let open =
        unpaid.fold(Amount::ZERO, |sum, share| sum.plus(share.amount).unwrap_or(Amount::MAX));
    vec![SpendingEvent::InvoiceClosed { asset: invoice.asset, invoice: number, open }.into()]
}
