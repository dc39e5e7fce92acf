//! The gate through which every payment out of a fund goes, whichever action makes it: the fund's signers
//! (SPE-7) and its budgets (SPE-3). Shares of those who leave are a right and do not come here.

use polity_types::{Amount, AssetId};

use super::budgets::{self, Spend};
use super::error::SpendingError;
use super::query;
use super::rules::require;
use crate::charter_text::Method;
use crate::frame::context::{Authority, Context};
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance;
use crate::modules::treasury::{AccountId, Category};

/// What leaves a fund.
#[derive(Debug)]
pub struct Payout {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
    /// For what, for the books and the budgets.
    pub category: Option<Category>,
    /// From which fund.
    pub fund: AccountId,
}

/// A payout that the gate let through. Only [`check`] makes one; [`charge`] takes it.
#[derive(Debug)]
#[must_use]
pub struct Passed(Payout);

/// Decides whether a fund may make a payment in one step, without a request.
///
/// # Errors
/// [`SpendingError::SignersNeeded`] and [`SpendingError::OverBudget`], in this order.
pub fn check(
    payout: Payout,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Passed, SpendingError> {
    check_unsigned(&payout.fund, context, state)?;
    budgets::check(payout.spend(), context.running, state)?;
    Ok(Passed(payout))
}

/// Charges a payment to the budgets of its fund.
pub fn charge(passed: &Passed, context: &Context<'_>, state: &mut Overlay<'_>) {
    budgets::charge(passed.0.spend(), context.running, state);
}

impl Payout {
    fn spend(&self) -> Spend<'_> {
        let Self { amount, asset, category, fund } = self;
        Spend { amount: *amount, asset, category: category.as_ref(), fund }
    }
}

/// Returns whether the members say so: what an office or a panel decides is no word of theirs (CHA-52), nor is their
/// silence.
pub(super) fn is_of_members(context: &Context<'_>, state: &dyn StateView) -> bool {
    let Authority::Decision { procedure, proposal } = &context.authority else { return false };
    let now = || context.charter.decision(procedure).map(governance::Terms::from);
    let terms = governance::query::terms_of(state, *proposal).or_else(now);
    terms.is_some_and(|terms| {
        terms.electorate.is_led_by_members() && terms.method != Method::LazyConsensus
    })
}

/// Refuses whoever would pay from a fund past its signers. What the members decide needs none.
pub(super) fn check_unsigned(
    fund: &AccountId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), SpendingError> {
    let is_free =
        is_of_members(context, state) || query::signers(state, &context.charter, fund).is_none();
    require(is_free, || SpendingError::SignersNeeded(fund.clone()))
}
