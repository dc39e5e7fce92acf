//! What comes to whoever takes a share by a detour: out of an open fund into one that is not, and from there to them
//! (EXI-19).

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, PersonId};

use super::query::{Ask, is_instead, of_target};
use super::state::{AWAITED, AWAITED_ALL};
use super::types::Payment;
use crate::charter_text::document::Exit;
use crate::frame::state::{Overlay, StateView};
use crate::frame::sum::{self, Sum};
use crate::modules::governance::Target;
use crate::modules::spending;
use crate::modules::treasury::AccountId;

/// What comes to whoever asks for a share of an asset by a detour, as far as it was not kept apart of a fund yet.
pub(super) struct Detour<'a> {
    asset: &'a AssetId,
    ask: &'a Ask<'a>,
    comes: Sum,
    exit: &'a Exit,
    /// The funds that are open.
    open: Vec<AccountId>,
}

impl<'a> Detour<'a> {
    /// Reads what is to come to the person out of funds that are not open.
    ///
    /// Cost: two reads where nothing is; otherwise two more for each fund that is open.
    pub(super) fn of(
        exit: &'a Exit,
        ask: &'a Ask<'a>,
        asset: &'a AssetId,
        state: &dyn StateView,
    ) -> Self {
        let open: Vec<AccountId> = exit.funds.iter().cloned().map(AccountId::Fund).collect();
        let comes = comes(ask.person, &open, asset, state);
        Self { asset, ask, comes, exit, open }
    }

    /// Returns what of the next fund is kept apart, of which so much would be shared: what it is still to give to funds that
    /// are not open, at most what is to come to the person. By which of those funds it goes is not asked, so that it may go
    /// through several. What the fund does not hold is left to the others: its payments may never be made.
    ///
    /// Cost: nothing where nothing comes to the person; otherwise a read, and if the fund fills others, one for each that
    /// is open.
    pub(super) fn apart(
        &mut self,
        fund: &AccountId,
        pool: Amount,
        state: &dyn StateView,
    ) -> Amount {
        if self.comes.is_nothing() {
            return Amount::ZERO;
        }
        let gives = gives(self.exit, self.ask, (fund, &self.open), self.asset, state);
        let apart = gives.min(self.comes).amount().min(pool);
        self.comes = self.comes.minus(apart, 1);
        apart
    }
}

/// Returns what is to come to a person out of funds that are not open: what repeats and has not begun, and what is decided
/// or announced and waits for its effect.
fn comes(person: PersonId, open: &[AccountId], asset: &AssetId, state: &dyn StateView) -> Sum {
    let repeats = spending::query::repeats_elsewhere(state, person, open, asset);
    let all = AWAITED_ALL.get(state, &(person, asset.clone())).unwrap_or_default();
    if all.is_nothing() {
        return repeats;
    }
    let of = |fund: &AccountId| AWAITED.get(state, &(person, fund.clone(), asset.clone()));
    let awaited = open.iter().fold(all, |left, fund| left.without(of(fund).unwrap_or_default()));
    repeats.and(awaited)
}

/// Returns what a fund that is open is still to give to funds that are not: by what repeats, and by what the person leaves
/// against; what waits otherwise is kept apart from everybody (EXI-8).
fn gives(
    exit: &Exit,
    ask: &Ask<'_>,
    (fund, open): (&AccountId, &[AccountId]),
    asset: &AssetId,
    state: &dyn StateView,
) -> Sum {
    let repeats = spending::query::feeds_elsewhere(state, fund, open, asset);
    let opposed = ask.against.iter().filter(|target| !is_let_go(exit, ask, **target, state));
    let payments = opposed.flat_map(|target| of_target(*target, state));
    let its = payments.filter(|(_, payment)| payment.fund == *fund && payment.asset == *asset);
    its.fold(repeats, |sum, (_, payment)| {
        let fills = payment.fills.iter().filter(|line| !open.contains(&line.to));
        let fills = fills.fold(Sum::default(), |sum, line| sum.plus(line.amount, 1));
        // Never more than is kept apart of it from the others.
        sum.and(fills.min(Sum::default().plus(payment.amount, 1)))
    })
}

/// Returns whether a decision or an act never takes effect once the person takes instead what it would pay back to them.
fn is_let_go(exit: &Exit, ask: &Ask<'_>, target: Target, state: &dyn StateView) -> bool {
    let mut payments = of_target(target, state);
    payments.any(|(_, one)| !one.is_batch && is_instead(exit, ask, (target, &one), state))
}

/// Counts what a payment that is kept apart will pay people.
pub(super) fn awaited(payment: &Payment, state: &mut Overlay<'_>) {
    change(payment, state, Sum::plus);
}

/// Counts it no more.
pub(super) fn awaited_no_more(payment: &Payment, state: &mut Overlay<'_>) {
    change(payment, state, Sum::minus);
}

fn change(payment: &Payment, state: &mut Overlay<'_>, change: fn(Sum, Amount, u32) -> Sum) {
    let people: BTreeSet<PersonId> = payment.payees.iter().map(|payee| payee.person).collect();
    for person in people {
        let (amount, asset) = (payment.pays(person), payment.asset.clone());
        let of = |before| change(before, amount, 1);
        sum::change(&AWAITED_ALL, &(person, asset.clone()), state, of);
        sum::change(&AWAITED, &(person, payment.fund.clone(), asset), state, of);
    }
}
