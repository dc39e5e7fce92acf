//! Postings: the one place that decides whether an amount may go from one account to another, and
//! the one place that writes balances (TRE-3). Neighbouring modules move money through here:
//! [`check_posting`] in their `check`, [`post`] in their `apply`.

use polity_types::{Amount, AssetId, Hash};

use super::error::TreasuryError;
use super::event::TreasuryEvent;
use super::query::{available, balance};
use super::state::{ASSET, BALANCE, FUND, OUTSIDE};
use super::types::{AccountId, Category};
use crate::Event;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::identity;

/// An amount of an asset that is to go from the account `credit` to the account `debit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
    /// For what, for the books.
    pub category: Option<Category>,
    /// The account that gives.
    pub credit: AccountId,
    /// The account that gets.
    pub debit: AccountId,
    /// Hash of a text that says for what.
    pub memo: Option<Hash>,
}

/// A movement that was checked. Only [`check_posting`] and [`check_postings`] make one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Posting(Movement);

impl Posting {
    /// Returns what was checked.
    #[must_use]
    pub fn movement(&self) -> &Movement {
        &self.0
    }
}

/// Checks that an amount may go from one account to another: the asset is counted, the accounts are
/// open, the amount is there. By whom it may be asked is for the caller to decide.
///
/// # Errors
/// The first rule broken, in the order of [`TreasuryError`].
pub fn check_posting(
    movement: Movement,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Posting, TreasuryError> {
    let Movement { amount, asset, credit, debit, .. } = &movement;
    let known = ASSET.get(state, asset).ok_or_else(|| TreasuryError::NoAsset(asset.clone()))?;
    check_open(credit, asset, state)?;
    check_open(debit, asset, state)?;
    require(amount.is_positive(), || TreasuryError::NotPositive(*amount))?;
    require(credit != debit, || TreasuryError::SameAccount(debit.clone()))?;
    if matches!(credit, AccountId::Issue(_)) {
        known.issued.plus(*amount).ok_or(TreasuryError::TooMuch)?;
    }
    let actual = available(state, context, credit, asset);
    require(actual >= *amount, || {
        let (account, asset) = (credit.clone(), asset.clone());
        if credit.is_source() {
            TreasuryError::TooMuch
        } else {
            TreasuryError::TooLittle { account, actual, asset, wanted: *amount }
        }
    })?;
    let after = balance(state, debit, asset).plus(*amount).ok_or(TreasuryError::TooMuch)?;
    require(!debit.is_source() || !after.is_positive(), || TreasuryError::NotThere {
        account: debit.clone(),
        actual: balance(state, debit, asset).negated(),
        asset: asset.clone(),
        wanted: *amount,
    })?;
    Ok(Posting(movement))
}

/// Checks postings that are made one after the other: each as the ones before leave the accounts.
///
/// # Errors
/// The first rule broken by the first movement that breaks one.
pub fn check_postings(
    movements: Vec<Movement>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Vec<Posting>, TreasuryError> {
    let mut trial = Overlay::new(state);
    let mut postings = Vec::with_capacity(movements.len());
    for movement in movements {
        let posting = check_posting(movement, context, &trial)?;
        let _ = post(posting.clone(), context, &mut trial);
        postings.push(posting);
    }
    Ok(postings)
}

/// Moves an amount, and says so. The one place that writes balances, so that for each asset debits
/// equal credits (TRE-3).
///
/// # Panics
/// If it was checked against another state: a bug in the machine. Halting beats forking.
pub fn post(posting: Posting, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Movement { amount, asset, category, credit, debit, memo } = posting.0;
    let after_credit = balance(state, &credit, &asset).minus(amount);
    write(&credit, &asset, after_credit.expect("check found room"), state);
    let emptied = match &credit {
        AccountId::Person(person) if after_credit == Some(Amount::ZERO) => Some(*person),
        _ => None,
    };
    let after_debit = balance(state, &debit, &asset).plus(amount);
    write(&debit, &asset, after_debit.expect("check found room"), state);
    let mut record = ASSET.get(state, &asset).expect("check found the asset");
    if matches!(credit, AccountId::Issue(_)) {
        record.issued = record.issued.plus(amount).expect("check found room");
    }
    let event =
        TreasuryEvent::Posted { amount, asset: asset.clone(), category, credit, debit, memo };
    record.postings.add(&event);
    ASSET.put(state, &asset, &record);
    if let Some(person) = emptied {
        identity::watch(person, context, state);
    }
    vec![event.into()]
}

fn write(account: &AccountId, asset: &AssetId, amount: Amount, state: &mut Overlay<'_>) {
    let key = (account.clone(), asset.clone());
    if amount == Amount::ZERO {
        BALANCE.remove(state, &key);
    } else {
        BALANCE.put(state, &key, &amount);
    }
}

/// Checks that an account is one that may hold the asset. An escrow needs no opening: it is there
/// while something is in it.
fn check_open(
    account: &AccountId,
    asset: &AssetId,
    state: &dyn StateView,
) -> Result<(), TreasuryError> {
    match account {
        AccountId::Escrow(_) => Ok(()),
        AccountId::External(_) => {
            require(OUTSIDE.has(state, account), || TreasuryError::NoOutside(account.clone()))
        }
        AccountId::Fund(_) => {
            require(FUND.has(state, account), || TreasuryError::NoFund(account.clone()))
        }
        AccountId::Issue(of) => require(of == asset, || TreasuryError::NotPayable(account.clone())),
        AccountId::Person(person) => {
            require(identity::query::person(state, *person).is_some(), || {
                TreasuryError::UnknownPerson(*person)
            })
        }
    }
}

/// Returns the error unless `holds`.
pub(super) fn require(
    holds: bool,
    error: impl FnOnce() -> TreasuryError,
) -> Result<(), TreasuryError> {
    if holds { Ok(()) } else { Err(error()) }
}
