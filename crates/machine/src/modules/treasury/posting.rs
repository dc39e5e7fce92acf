//! Postings: the one place that decides whether an amount may go from one account to another, and
//! the one place that writes balances (TRE-3). Neighbouring modules move money through here:
//! [`check_posting`] in their `check`, [`post`] in their `apply`.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};

use super::error::TreasuryError;
use super::event::TreasuryEvent;
use super::query::{available_of, balance, common};
use super::state::{ASSET, BALANCE, COMMON_SUM, FUND, OUTSIDE};
use super::types::{AccountId, Asset, AssetKind, COMMON, Category, Period, Sum};
use super::{demurrage, years};
use crate::Event;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{exit, identity};

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
    check_posting_by(None, movement, context, state)
}

/// Checks the same of what pays by something that is known since it was decided or began.
///
/// # Errors
/// The first rule broken, in the order of [`TreasuryError`].
pub fn check_posting_by(
    source: Option<exit::Source>,
    movement: Movement,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Posting, TreasuryError> {
    let Movement { amount, asset, category, credit, debit, .. } = &movement;
    let known = ASSET.read(state, asset).ok_or_else(|| TreasuryError::NoAsset(asset.clone()))?;
    let sum = |amount| Box::new(Sum { amount, asset: asset.clone(), decimals: known.decimals });
    for account in [credit, debit] {
        check_kind(account, asset, known.kind)?;
        check_open(account, state)?;
    }
    require(amount.is_positive(), || TreasuryError::NotPositive(*amount))?;
    require(credit != debit, || TreasuryError::SameAccount(debit.clone()))?;
    if matches!(credit, AccountId::Issue(_)) {
        known.issued.plus(*amount).ok_or(TreasuryError::TooMuch)?;
        check_period(*amount, asset, &known, context)?;
    }
    if let (AccountId::Fund(_), AccountId::Person(person)) = (credit, debit) {
        check_given_up(*person, asset, context, state)?;
    }
    if let AccountId::Person(person) = debit
        && category.as_ref().is_some_and(Category::is_refund)
    {
        // What a decision or an act pays by itself was known since it was decided.
        let own = exit::entering(context, state).map(exit::Source::Target);
        let source = source.or(own).filter(|_| matches!(credit, AccountId::Fund(_)));
        check_refund((credit, source), *person, asset, context, state)?;
    }
    let actual = available_of(&known, state, context, credit, asset);
    require(actual >= *amount, || {
        if credit.is_source() {
            TreasuryError::TooMuch
        } else {
            let (account, wanted) = (credit.clone(), sum(*amount));
            TreasuryError::TooLittle { account, actual: sum(actual), wanted }
        }
    })?;
    let after = balance(state, debit, asset).plus(*amount).ok_or(TreasuryError::TooMuch)?;
    require(!debit.is_source() || !after.is_positive(), || TreasuryError::NotThere {
        account: debit.clone(),
        actual: sum(balance(state, debit, asset).negated()),
        wanted: sum(*amount),
    })?;
    if matches!(debit, AccountId::Fund(_)) && !matches!(credit, AccountId::Fund(_)) {
        // What all funds hold together is counted too (TRE-4).
        common(state, asset).plus(*amount).ok_or(TreasuryError::TooMuch)?;
    }
    Ok(Posting(movement))
}

/// Checks that somebody may be paid back, out of a fund or by what sets it aside: not what they took as a share instead,
/// nor more at once than is known to come (EXI-4).
///
/// # Errors
/// Which of both.
pub fn check_refund(
    (account, source): (&AccountId, Option<exit::Source>),
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), TreasuryError> {
    let is_taken = exit::is_taken_instead(account, person, asset, state);
    require(!is_taken, || TreasuryError::ShareTaken(person))?;
    let own = exit::entering(context, state).map(exit::Source::Target);
    // What lies in escrow was set aside when there was room for it, and what repeats began when there was: its next period
    // is not one more than itself.
    let has_begun = matches!(source, Some(exit::Source::Stream(_)));
    let is_new = !has_begun && (source.is_some() || matches!(account, AccountId::Fund(_)));
    let is_enough = is_new
        && (exit::is_refunded_enough((source, own), person, asset, state)
            || exit::is_beyond(person, asset, context, state));
    require(!is_enough, || TreasuryError::RefundsMax(person))
}

/// Checks that what takes effect does not pay somebody who left against it and gave up what it would pay them (EXI-9).
///
/// # Errors
/// That they did.
pub fn check_given_up(
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), TreasuryError> {
    let has_given_up = exit::has_given_up(person, asset, context, state);
    require(!has_given_up, || TreasuryError::ShareTaken(person))
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

/// Moves an amount, and says so: after what the two accounts lost by lying still, if anything.
///
/// # Panics
/// If it was checked against another state: a bug in the machine. Halting beats forking.
pub fn post(posting: Posting, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let movement = posting.0;
    // One, as a rule: room for more would be kept with it until lists and search have it.
    let mut events = Vec::with_capacity(1);
    let mut record = ASSET.get(state, &movement.asset).expect("check found the asset");
    for account in [&movement.credit, &movement.debit] {
        settle(account, &movement, &mut record, context, state, &mut events);
    }
    let accounts = [movement.credit.clone(), movement.debit.clone()];
    let held = shift(movement, &mut record, context, state, &mut events);
    for (account, held) in accounts.into_iter().zip(held) {
        if let AccountId::Person(person) = account
            && held == Amount::ZERO
        {
            identity::watch(person, context, state);
        }
    }
    events
}

/// Takes from an account what it lost by lying still, before `next` moves what is left (TRE-11). What the
/// fund that gets it cannot hold beside that stays where it is.
fn settle(
    account: &AccountId,
    next: &Movement,
    record: &mut Asset,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
    events: &mut Vec<Event>,
) {
    if record.decays.is_empty() {
        return;
    }
    let asset = &next.asset;
    let held = balance(state, account, asset);
    for (lost, to) in demurrage::losses(record, state, context.running, account, asset, held) {
        let is_within = matches!(account, AccountId::Fund(_));
        let fullest = if is_within { Amount::ZERO } else { common(state, asset) };
        let fullest = fullest.max(balance(state, &to, asset));
        let room = Amount::MAX.minus(fullest).and_then(|room| room.minus(next.amount));
        let amount = lost.min(room.unwrap_or_default());
        if !amount.is_positive() {
            continue;
        }
        let category = Some(Category::demurrage());
        let (asset, credit) = (asset.clone(), account.clone());
        let lost = Movement { amount, asset, category, credit, debit: to, memo: None };
        let _ = shift(lost, record, context, state, events);
    }
}

/// Writes a movement: the one place that writes balances, so that for each asset debits equal
/// credits (TRE-3). `record`: that of the asset, which it keeps up. Returns what the giving and the
/// taking account hold then.
fn shift(
    movement: Movement,
    record: &mut Asset,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
    events: &mut Vec<Event>,
) -> [Amount; 2] {
    let Movement { amount, asset, category, credit, debit, memo } = movement;
    let held = [(&credit, amount.negated()), (&debit, amount)].map(|(account, change)| {
        let before = balance(state, account, &asset);
        let after = before.plus(change).expect("check found room");
        if matches!(account, AccountId::Fund(_)) {
            exit::moved(account, &asset, before, context, state);
        }
        write(account, &asset, after, state);
        demurrage::touch(account, &asset, record, after, context.running, state);
        let closed = years::note(account, &asset, before, change, context, state);
        events.extend(closed.map(Event::from));
        after
    });
    if matches!(credit, AccountId::Issue(_)) {
        record.issued = record.issued.plus(amount).expect("check found room");
        note_period(record, amount, &asset, context);
    }
    let moved = (&credit, &debit);
    if let (AccountId::Person(person), AccountId::Fund(_)) = moved {
        exit::contributed(*person, &debit, &asset, amount, context, state);
    } else if let (AccountId::Fund(_), AccountId::Person(person)) = moved
        && category.as_ref().is_some_and(Category::is_refund)
    {
        exit::refunded(*person, &credit, &asset, amount, context, state);
    }
    let event =
        TreasuryEvent::Posted { amount, asset: asset.clone(), category, credit, debit, memo };
    record.postings.add(&event);
    ASSET.put(state, &asset, record);
    events.push(event.into());
    held
}

fn write(account: &AccountId, asset: &AssetId, amount: Amount, state: &mut Overlay<'_>) {
    let key = (account.clone(), asset.clone());
    if matches!(account, AccountId::Fund(_)) {
        // What all funds hold together moves with each of them (TRE-4).
        let before = BALANCE.get(state, &key).unwrap_or_default();
        let all = COMMON_SUM.get(state, asset).unwrap_or_default();
        let all = all.minus(before).and_then(|rest| rest.plus(amount)).unwrap_or(all);
        COMMON_SUM.put(state, asset, &all);
    }
    if amount == Amount::ZERO {
        BALANCE.remove(state, &key);
    } else {
        BALANCE.put(state, &key, &amount);
    }
}

/// Checks that the society counts an asset and that an account may hold it, for neighbouring modules
/// that note down what is to be paid later.
///
/// # Errors
/// The first rule broken, in the order of [`TreasuryError`].
pub fn check_account(
    account: &AccountId,
    asset: &AssetId,
    state: &dyn StateView,
) -> Result<(), TreasuryError> {
    let known = ASSET.get(state, asset).ok_or_else(|| TreasuryError::NoAsset(asset.clone()))?;
    check_kind(account, asset, known.kind)?;
    check_open(account, state)
}

/// Returns the account to which money of a fund goes back: the fund, or, if it was closed meanwhile,
/// the fund with which every society begins (TRE-2).
#[must_use]
pub fn home_of(fund: &AccountId, state: &dyn StateView) -> AccountId {
    if FUND.has(state, fund) { fund.clone() } else { AccountId::Fund(COMMON.into()) }
}

/// Returns what was issued in the period that `running` falls into, and since when it runs.
fn present(period: Option<Period>, per: Seconds, running: Timestamp) -> Period {
    let runs = period.filter(|period| running < period.since.after(per));
    runs.unwrap_or(Period { issued: Amount::ZERO, since: running })
}

/// Checks that no more is issued in a period than the charter lets (TRE-10).
fn check_period(
    asked: Amount,
    asset: &AssetId,
    known: &Asset,
    context: &Context<'_>,
) -> Result<(), TreasuryError> {
    let Some(most) = context.charter.asset(asset).and_then(|asset| asset.issue_max.as_ref()) else {
        return Ok(());
    };
    let issued = present(known.period, most.per, context.running).issued;
    let fits = issued.plus(asked).is_some_and(|sum| sum <= most.amount);
    require(fits, || {
        let sum = |amount| Box::new(Sum { amount, asset: asset.clone(), decimals: known.decimals });
        let (allowed, asked, issued) = (sum(most.amount), sum(asked), sum(issued));
        TreasuryError::IssueMax { allowed, asked, issued, per: most.per }
    })
}

fn note_period(record: &mut Asset, amount: Amount, asset: &AssetId, context: &Context<'_>) {
    let most = context.charter.asset(asset).and_then(|asset| asset.issue_max.as_ref());
    record.period = most.map(|most| {
        let period = present(record.period, most.per, context.running);
        Period { issued: period.issued.plus(amount).unwrap_or(Amount::MAX), ..period }
    });
}

/// Checks that an asset of a kind can be in an account: own credit comes from its issue, a claim from
/// a place outside, and mutual credit from neither (TRE-10).
fn check_kind(account: &AccountId, asset: &AssetId, kind: AssetKind) -> Result<(), TreasuryError> {
    match account {
        AccountId::Issue(of) => {
            require(of == asset, || TreasuryError::NotPayable(account.clone()))?;
            let is_issued = kind == AssetKind::Credit;
            require(is_issued, || TreasuryError::NotIssued(asset.clone()))
        }
        AccountId::External(_) => {
            let is_held_outside = kind == AssetKind::Claim;
            require(is_held_outside, || TreasuryError::NotHeldOutside(asset.clone()))
        }
        AccountId::Escrow(_) | AccountId::Fund(_) | AccountId::Person(_) => Ok(()),
    }
}

/// Checks that an account is there. An escrow needs no opening: it is there while something is in it.
fn check_open(account: &AccountId, state: &dyn StateView) -> Result<(), TreasuryError> {
    match account {
        AccountId::Escrow(_) | AccountId::Issue(_) => Ok(()),
        AccountId::External(_) => {
            require(OUTSIDE.has(state, account), || TreasuryError::NoOutside(account.clone()))
        }
        AccountId::Fund(_) => {
            require(FUND.has(state, account), || TreasuryError::NoFund(account.clone()))
        }
        AccountId::Person(person) => require(identity::query::is_known(state, *person), || {
            TreasuryError::UnknownPerson(*person)
        }),
    }
}

/// Returns the error unless `holds`.
pub(super) fn require(
    holds: bool,
    error: impl FnOnce() -> TreasuryError,
) -> Result<(), TreasuryError> {
    if holds { Ok(()) } else { Err(error()) }
}
