//! What comes to whoever takes a share by a detour: out of an open fund into one that is not, and from there to them
//! (EXI-19).

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, PersonId};
use serde::Serialize;

use super::offer::{Ask, is_instead};
use super::query::{is_given_up, of_target};
use super::state::{AWAITED, AWAITED_ALL};
use super::types::{Payment, WHOLE};
use crate::charter_text::document::Exit;
use crate::frame::state::{Overlay, StateView};
use crate::frame::sum::{self, Sum};
use crate::modules::governance::Target;
use crate::modules::spending;
use crate::modules::treasury::AccountId;

/// What repeats to somebody out of a fund that is not open, and ends with the whole of their share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// Of which asset.
    pub asset: AssetId,
    /// Out of which fund.
    pub fund: AccountId,
    /// What the periods would pay that have not begun.
    pub repeats: Amount,
}

/// What comes to whoever asks for a share of an asset by a detour, as far as it was not kept apart of a fund yet.
pub(super) struct Detour<'a> {
    asset: &'a AssetId,
    ask: &'a Ask<'a>,
    comes: Sum,
    /// What ends with the whole share.
    pub(super) ends: Vec<Ends>,
    exit: &'a Exit,
    /// The funds that are open.
    open: Vec<AccountId>,
}

impl<'a> Detour<'a> {
    /// Reads what is to come to the person out of funds that are not open. What repeats ends for whoever takes the whole, if an
    /// open fund is still to fill any that is not; so nobody makes a share less by what they may end themselves.
    ///
    /// Cost: two reads where nothing is; otherwise a few more for each fund that is open, and for each of at most
    /// 64 that are not.
    pub(super) fn of(
        exit: &'a Exit,
        ask: &'a Ask<'a>,
        asset: &'a AssetId,
        state: &dyn StateView,
    ) -> Self {
        let open: Vec<AccountId> = exit.funds.iter().cloned().map(AccountId::Fund).collect();
        let repeats = spending::query::repeats_elsewhere(state, ask.person, &open, asset);
        let comes = repeats.and(waits((exit, ask), &open, asset, state));
        let mut detour = Self { asset, ask, comes, ends: Vec::new(), exit, open };
        if ask.part == WHOLE && !repeats.is_nothing() && detour.is_filled(state) {
            let all = spending::query::repeating(state, ask.person, asset);
            let closed = all.into_iter().filter(|(fund, _)| !detour.open.contains(fund));
            let ends = closed.map(|(fund, repeats)| Ends { asset: asset.clone(), fund, repeats });
            detour.ends = ends.collect();
            let ended =
                detour.ends.iter().fold(Sum::default(), |sum, one| sum.plus(one.repeats, 1));
            detour.comes = comes.without(ended);
        }
        detour
    }

    /// Returns whether any open fund is still to give to one that is not.
    fn is_filled(&self, state: &dyn StateView) -> bool {
        let gives = |fund| gives(self.exit, self.ask, (fund, &self.open), self.asset, state);
        self.open.iter().any(|fund| !gives(fund).is_nothing())
    }

    /// Returns what of the next fund is kept apart: what it is still to give to funds that are not open, at most what is to come to the person. By which of those funds it goes is not asked, so that it may go
    /// through several.
    ///
    /// Cost: nothing where nothing comes to the person; otherwise a read, and if the fund fills others, one for each that
    /// is open.
    pub(super) fn apart(&mut self, fund: &AccountId, state: &dyn StateView) -> Sum {
        if self.comes.is_nothing() {
            return Sum::default();
        }
        let gives = gives(self.exit, self.ask, (fund, &self.open), self.asset, state);
        let apart = gives.min(self.comes);
        self.comes = self.comes.without(apart);
        apart
    }
}

/// Returns what is decided or announced and waits, and would pay the person out of funds that are not open; not what they
/// leave against, which they give up (EXI-9).
fn waits(
    (exit, ask): (&Exit, &Ask<'_>),
    open: &[AccountId],
    asset: &AssetId,
    state: &dyn StateView,
) -> Sum {
    let person = ask.person;
    let all = AWAITED_ALL.get(state, &(person, asset.clone())).unwrap_or_default();
    if all.is_nothing() {
        return all;
    }
    let of = |fund: &AccountId| AWAITED.get(state, &(person, fund.clone(), asset.clone()));
    let closed = open.iter().fold(all, |left, fund| left.without(of(fund).unwrap_or_default()));
    let named = ask.against.iter().flat_map(|target| of_target(*target, state));
    let its = named.filter(|(_, one)| one.asset == *asset && !open.contains(&one.fund));
    let given_up = its
        .filter(|(target, one)| is_given_up(exit, (ask.person, ask.part), (*target, one), state));
    given_up.fold(closed, |left, (_, one)| left.minus(one.pays(person), 1))
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
