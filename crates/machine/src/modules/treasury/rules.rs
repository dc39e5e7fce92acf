//! `check`: whether an act of treasury may happen now. Reads only.

use polity_types::{Amount, AssetId, Hash, PersonId};

use super::action::TreasuryAction;
use super::error::TreasuryError;
use super::query::balance;
use super::state::{ASSET, FUND};
use super::types::{AccountId, DECIMALS_MAX};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::{identity, membership};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    CreateAsset { asset: AssetId, decimals: u8 },
    OpenFund { account: AccountId },
    Post(Posting),
}

/// An amount that goes from one account to another.
#[derive(Debug)]
pub(super) struct Posting {
    pub(super) amount: Amount,
    pub(super) asset: AssetId,
    pub(super) credit: AccountId,
    pub(super) debit: AccountId,
    pub(super) memo: Option<Hash>,
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
        TreasuryAction::Issue { amount, asset, to } => {
            let credit = AccountId::Issue(asset.clone());
            Change::Post(posting(*amount, asset, credit, to, None, state)?)
        }
        TreasuryAction::Pay { amount, asset, from, memo, to } => {
            let is_fund = matches!(from, AccountId::Fund(_));
            require(is_fund, || TreasuryError::NotAFund(from.clone()))?;
            Change::Post(posting(*amount, asset, from.clone(), to, *memo, state)?)
        }
        TreasuryAction::TakeOut { amount, asset, memo, to } => {
            let person = person(context)?;
            let is_member = membership::query::is_member(state, person);
            require(!is_member, || TreasuryError::StillMember)?;
            let from = AccountId::Person(person);
            Change::Post(posting(*amount, asset, from, to, *memo, state)?)
        }
        TreasuryAction::Transfer { amount, asset, memo, to } => {
            let from = AccountId::Person(person(context)?);
            Change::Post(posting(*amount, asset, from, to, *memo, state)?)
        }
    };
    Ok(Admitted(change))
}

fn person(context: &Context<'_>) -> Result<PersonId, TreasuryError> {
    let by = || TreasuryError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

/// Checks that an amount may go from `credit` to `debit`.
fn posting(
    amount: Amount,
    asset: &AssetId,
    credit: AccountId,
    debit: &AccountId,
    memo: Option<Hash>,
    state: &dyn StateView,
) -> Result<Posting, TreasuryError> {
    let known = ASSET.get(state, asset).ok_or_else(|| TreasuryError::NoAsset(asset.clone()))?;
    if matches!(credit, AccountId::Fund(_)) {
        require(FUND.has(state, &credit), || TreasuryError::NoFund(credit.clone()))?;
    }
    check_payable(debit, state)?;
    require(amount.is_positive(), || TreasuryError::NotPositive(amount))?;
    require(credit != *debit, || TreasuryError::SameAccount(debit.clone()))?;
    let actual = balance(state, &credit, asset);
    if matches!(credit, AccountId::Issue(_)) {
        known.issued.plus(amount).ok_or(TreasuryError::TooMuch)?;
    } else {
        require(actual >= amount, || TreasuryError::TooLittle {
            account: credit.clone(),
            actual,
            asset: asset.clone(),
            wanted: amount,
        })?;
    }
    actual.minus(amount).ok_or(TreasuryError::TooMuch)?;
    balance(state, debit, asset).plus(amount).ok_or(TreasuryError::TooMuch)?;
    Ok(Posting { amount, asset: asset.clone(), credit, debit: debit.clone(), memo })
}

fn check_payable(account: &AccountId, state: &dyn StateView) -> Result<(), TreasuryError> {
    match account {
        AccountId::Fund(_) => {
            require(FUND.has(state, account), || TreasuryError::NoFund(account.clone()))
        }
        AccountId::Person(person) => {
            require(identity::query::person(state, *person).is_some(), || {
                TreasuryError::UnknownPerson(*person)
            })
        }
        AccountId::Issue(_) => Err(TreasuryError::NotPayable(account.clone())),
    }
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: impl FnOnce() -> TreasuryError) -> Result<(), TreasuryError> {
    if holds { Ok(()) } else { Err(error()) }
}
