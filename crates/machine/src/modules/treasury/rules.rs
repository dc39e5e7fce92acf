//! `check`: whether an act of treasury may happen now. Reads only.

use polity_types::{AssetId, Hash, PersonId};

use super::action::TreasuryAction;
use super::error::TreasuryError;
use super::posting::{Movement, Posting, check_posting, require};
use super::state::{ASSET, FUND, OUTSIDE};
use super::types::{AccountId, DECIMALS_MAX};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    CreateAsset { asset: AssetId, decimals: u8 },
    OpenFund { account: AccountId },
    OpenOutside { account: AccountId, terms: Hash },
    Post(Posting),
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`TreasuryError`].
pub(super) fn check(
    action: &TreasuryAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, TreasuryError> {
    let change = match action {
        TreasuryAction::CreateAsset { asset, decimals } => {
            require(!ASSET.has(state, asset), || TreasuryError::AssetExists(asset.clone()))?;
            let actual = *decimals;
            require(actual <= DECIMALS_MAX, || TreasuryError::Decimals { actual })?;
            Change::CreateAsset { asset: asset.clone(), decimals: actual }
        }
        TreasuryAction::OpenAccount { account } => {
            let is_fund = matches!(account, AccountId::Fund(_));
            require(is_fund, || TreasuryError::NotAFund(account.clone()))?;
            require(!FUND.has(state, account), || TreasuryError::FundExists(account.clone()))?;
            Change::OpenFund { account: account.clone() }
        }
        TreasuryAction::OpenOutside { account, terms } => {
            let is_outside = matches!(account, AccountId::External(_));
            require(is_outside, || TreasuryError::NotOutside(account.clone()))?;
            let is_open = OUTSIDE.has(state, account);
            require(!is_open, || TreasuryError::OutsideExists(account.clone()))?;
            Change::OpenOutside { account: account.clone(), terms: *terms }
        }
        action => Change::Post(check_posting(movement(action, context, state)?, context, state)?),
    };
    Ok(Admitted(change))
}

/// Returns what an action moves, if it may move that by its nature. Whether it is there is for
/// [`check_posting`].
fn movement(
    action: &TreasuryAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Movement, TreasuryError> {
    let (credit, parts) = match action {
        TreasuryAction::Issue { amount, asset, category, memo, to } => {
            (AccountId::Issue(asset.clone()), (amount, asset, category, memo, to))
        }
        TreasuryAction::Pay { amount, asset, category, from, memo, to } => {
            let is_fund = matches!(from, AccountId::Fund(_));
            require(is_fund, || TreasuryError::NotAFund(from.clone()))?;
            (from.clone(), (amount, asset, category, memo, to))
        }
        TreasuryAction::Receive { amount, asset, category, from, memo, to } => {
            let is_outside = matches!(from, AccountId::External(_));
            require(is_outside, || TreasuryError::NotOutside(from.clone()))?;
            let is_fund = matches!(to, AccountId::Fund(_));
            require(is_fund, || TreasuryError::NotAFund(to.clone()))?;
            (from.clone(), (amount, asset, category, memo, to))
        }
        TreasuryAction::TakeOut { amount, asset, category, memo, to } => {
            let person = person(context)?;
            let is_member = membership::query::is_member(state, person);
            require(!is_member, || TreasuryError::StillMember)?;
            (AccountId::Person(person), (amount, asset, category, memo, to))
        }
        TreasuryAction::Transfer { amount, asset, category, memo, to } => {
            (AccountId::Person(person(context)?), (amount, asset, category, memo, to))
        }
        TreasuryAction::CreateAsset { .. }
        | TreasuryAction::OpenAccount { .. }
        | TreasuryAction::OpenOutside { .. } => return Err(TreasuryError::MovesNothing),
    };
    let (amount, asset, category, memo, debit) = parts;
    let is_payable = !matches!(debit, AccountId::Issue(_) | AccountId::Escrow(_));
    require(is_payable, || TreasuryError::NotPayable(debit.clone()))?;
    let (amount, asset, category) = (*amount, asset.clone(), category.clone());
    Ok(Movement { amount, asset, category, credit, debit: debit.clone(), memo: *memo })
}

fn person(context: &Context<'_>) -> Result<PersonId, TreasuryError> {
    let by = || TreasuryError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

/// Decides whether the records that an action names are here.
///
/// # Errors
/// [`TreasuryError::NoTerms`].
pub(super) fn foresee(action: &TreasuryAction, context: &Context<'_>) -> Result<(), TreasuryError> {
    let TreasuryAction::OpenOutside { terms, .. } = action else { return Ok(()) };
    require(context.records.record(terms).is_some(), || TreasuryError::NoTerms(*terms))
}
