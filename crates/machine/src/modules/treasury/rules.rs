//! `check`: whether an act of treasury may happen now. Reads only.

use polity_types::{Amount, AssetId, Hash, PersonId};

use super::action::TreasuryAction;
use super::error::TreasuryError;
use super::posting::{Movement, Posting, check_posting, require};
use super::query;
use super::state::{ASSET, FUND, OUTSIDE};
use super::types::{AccountId, AssetKind, COMMON, DECIMALS_MAX};
use crate::charter_text::document;
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::membership;
use crate::modules::spending::gate;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Attest {
        account: AccountId,
        asset: AssetId,
        held: Amount,
        proof: Hash,
    },
    CloseAccount {
        account: AccountId,
    },
    CreateAsset {
        asset: AssetId,
        decimals: u8,
    },
    OpenFund {
        account: AccountId,
    },
    OpenOutside {
        account: AccountId,
        terms: Hash,
    },
    /// Posts, and charges the budgets of the fund.
    Pay(gate::Passed, Posting),
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
        TreasuryAction::Attest { account, asset, held, proof } => {
            require(OUTSIDE.has(state, account), || TreasuryError::NoOutside(account.clone()))?;
            let known = ASSET.get(state, asset);
            let known = known.ok_or_else(|| TreasuryError::NoAsset(asset.clone()))?;
            let is_claim = known.kind == AssetKind::Claim;
            require(is_claim, || TreasuryError::NotHeldOutside(asset.clone()))?;
            require(!held.is_negative(), || TreasuryError::NotPositive(*held))?;
            let (account, asset) = (account.clone(), asset.clone());
            Change::Attest { account, asset, held: *held, proof: *proof }
        }
        TreasuryAction::CloseAccount { account } => {
            check_closable(account, context, state)?;
            Change::CloseAccount { account: account.clone() }
        }
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
        TreasuryAction::Pay { .. } => {
            let payment = movement(action, context, state)?;
            let Movement { amount, asset, category, credit: fund, .. } = payment.clone();
            let payout = gate::Payout { amount, asset, category, fund };
            let passed = gate::check(payout, context, state);
            let passed = passed.map_err(|error| TreasuryError::OfFund(Box::new(error)))?;
            Change::Pay(passed, check_posting(payment, context, state)?)
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
        TreasuryAction::Attest { .. }
        | TreasuryAction::CloseAccount { .. }
        | TreasuryAction::CreateAsset { .. }
        | TreasuryAction::OpenAccount { .. }
        | TreasuryAction::OpenOutside { .. } => return Err(TreasuryError::MovesNothing),
    };
    let (amount, asset, category, memo, debit) = parts;
    let is_payable = !matches!(debit, AccountId::Issue(_) | AccountId::Escrow(_));
    require(is_payable, || TreasuryError::NotPayable(debit.clone()))?;
    let (amount, asset, category) = (*amount, asset.clone(), category.clone());
    Ok(Movement { amount, asset, category, credit, debit: debit.clone(), memo: *memo })
}

/// Checks that an account of the society can be closed: it is open, holds nothing, and nothing names
/// it (TRE-14).
fn check_closable(
    account: &AccountId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), TreasuryError> {
    match account {
        AccountId::Fund(name) => {
            require(FUND.has(state, account), || TreasuryError::NoFund(account.clone()))?;
            let gets = |asset: &document::Asset| {
                asset.demurrage.as_ref().is_some_and(|demurrage| demurrage.to == *name)
            };
            let is_named = name == COMMON || context.charter.assets.iter().any(gets);
            require(!is_named, || TreasuryError::Needed(account.clone()))?;
        }
        AccountId::External(_) => {
            require(OUTSIDE.has(state, account), || TreasuryError::NoOutside(account.clone()))?;
        }
        AccountId::Escrow(_) | AccountId::Issue(_) | AccountId::Person(_) => {
            return Err(TreasuryError::NotAFund(account.clone()));
        }
    }
    require(!query::holds(state, account), || TreasuryError::NotEmpty(account.clone()))
}

fn person(context: &Context<'_>) -> Result<PersonId, TreasuryError> {
    let by = || TreasuryError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

/// Decides whether the records that an action names are here, and whether a payment can be made at all by what it is: what
/// cannot would be decided on in vain, and kept apart from those who leave until it fails (EXI-8).
///
/// # Errors
/// [`TreasuryError::NoTerms`], or what is wrong with the payment whatever there is.
pub(super) fn foresee(action: &TreasuryAction, context: &Context<'_>) -> Result<(), TreasuryError> {
    if let TreasuryAction::Pay { from, to, .. } = action {
        require(matches!(from, AccountId::Fund(_)), || TreasuryError::NotAFund(from.clone()))?;
        let is_payable = !matches!(to, AccountId::Issue(_) | AccountId::Escrow(_));
        require(is_payable, || TreasuryError::NotPayable(to.clone()))?;
        return require(from != to, || TreasuryError::SameAccount(to.clone()));
    }
    let (TreasuryAction::OpenOutside { terms: record, .. }
    | TreasuryAction::Attest { proof: record, .. }) = action
    else {
        return Ok(());
    };
    require(context.records.record(record).is_some(), || TreasuryError::NoTerms(*record))
}
