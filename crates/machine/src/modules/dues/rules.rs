//! `check`: whether an act of dues may happen now. Reads only.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};

use super::action::DuesAction;
use super::error::DuesError;
use super::state::ACCOUNT;
use super::types::{Account, SPONSORED_MAX, Sponsor, WAIVED_MAX};
use super::{query, sponsoring};
use crate::charter_text::Give;
use crate::charter_text::NAME_CHARS_MAX;
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::treasury::{self, AccountId, Movement, Posting, TreasuryError, check_posting};
use crate::modules::{identity, membership};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    AskWaiver { member: PersonId, periods: u32 },
    Choose { account: Box<Account>, amount: Option<Amount>, member: PersonId, tier: String },
    ConfirmWork { account: Box<Account>, member: PersonId, work: Seconds },
    Donate { by: PersonId, is_named: bool, posting: Posting, text: Option<Hash> },
    EndSponsorship { member: PersonId },
    Pay { account: Box<Account>, by: PersonId, member: PersonId, posting: Posting },
    Sponsor { member: PersonId, sponsor: Sponsor },
    Waive { account: Box<Account>, member: PersonId, periods: u32 },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`DuesError`].
pub(super) fn check(
    action: &DuesAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, DuesError> {
    let change = match action {
        DuesAction::AskWaiver { periods } => {
            let member = person(context)?;
            let _ = account(member, state)?;
            let is_member = membership::query::is_member(state, member);
            require(is_member, || DuesError::NoAccount(member))?;
            require(*periods <= WAIVED_MAX, || DuesError::Periods { actual: *periods })?;
            let has_asked = query::ask(state, member).is_some();
            require(*periods > 0 || has_asked, || DuesError::NothingAsked(member))?;
            Change::AskWaiver { member, periods: *periods }
        }
        DuesAction::Choose { amount, tier } => choose(*amount, tier, context, state)?,
        DuesAction::ConfirmWork { member, work } => {
            let account = account(*member, state)?;
            require(context.person() != Some(*member), || DuesError::OwnWork)?;
            let left = account.open.iter().filter_map(|owed| owed.work);
            let left = Seconds(left.fold(0, |sum, work| sum.saturating_add(work.0)));
            let fits = *work > Seconds::ZERO && *work <= left;
            require(fits, || DuesError::MoreWork { member: *member, actual: *work, left })?;
            Change::ConfirmWork { account: Box::new(account), member: *member, work: *work }
        }
        DuesAction::Donate { amount, asset, is_named, text, to } => {
            let by = person(context)?;
            require(matches!(to, AccountId::Fund(_)), || DuesError::NotAFund(to.clone()))?;
            let movement = Movement {
                amount: *amount,
                asset: asset.clone(),
                category: "income:donations".parse().ok(),
                credit: AccountId::Person(by),
                debit: to.clone(),
                memo: *text,
            };
            let posting = check_posting(movement, context, state)?;
            Change::Donate { by, is_named: *is_named, posting, text: *text }
        }
        DuesAction::EndSponsorship { member } => {
            let by = person(context)?;
            let sponsor = query::sponsor(state, *member);
            let is_theirs = sponsor.is_some_and(|sponsor| sponsor.by == by || *member == by);
            require(is_theirs, || DuesError::NotSponsor(*member))?;
            Change::EndSponsorship { member: *member }
        }
        DuesAction::Sponsor { amount, asset, member } => {
            let sponsor = Sponsor { asset: asset.clone(), by: person(context)?, left: *amount };
            sponsorship(*member, sponsor, state)?
        }
        DuesAction::Pay { amount, asset, of } => pay(*amount, asset, *of, context, state)?,
        DuesAction::Waive { member, periods } => {
            require(context.person() != Some(*member), || DuesError::OwnDues)?;
            let account = account(*member, state)?;
            require(*periods <= WAIVED_MAX, || DuesError::Periods { actual: *periods })?;
            // None is an answer, and only to a question.
            let has_asked = query::ask(state, *member).is_some();
            require(*periods > 0 || has_asked, || DuesError::NothingAsked(*member))?;
            Change::Waive { account: Box::new(account), member: *member, periods: *periods }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether the text that an action names is stored.
///
/// # Errors
/// [`DuesError::NoText`].
pub(super) fn foresee(action: &DuesAction, context: &Context<'_>) -> Result<(), DuesError> {
    let DuesAction::Donate { text: Some(text), .. } = action else { return Ok(()) };
    require(context.records.record(text).is_some(), || DuesError::NoText)
}

fn person(context: &Context<'_>) -> Result<PersonId, DuesError> {
    let by = || DuesError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

fn account(person: PersonId, state: &dyn StateView) -> Result<Account, DuesError> {
    ACCOUNT.get(state, &person).ok_or(DuesError::NoAccount(person))
}

fn choose(
    amount: Option<Amount>,
    tier: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, DuesError> {
    let member = person(context)?;
    let dues = context.charter.dues.as_ref().ok_or(DuesError::NoDues)?;
    let account = account(member, state)?;
    let is_member = membership::query::is_member(state, member);
    require(is_member, || DuesError::NoAccount(member))?;
    let known = || {
        let ids: Vec<&str> = dues.tiers.iter().map(|tier| tier.id.as_str()).collect();
        DuesError::NoTier {
            asked: tier.chars().take(NAME_CHARS_MAX).collect(),
            known: ids.join(", "),
        }
    };
    let found = dues.tier(tier).ok_or_else(known)?;
    match (&found.give, amount) {
        (Some((give @ (Give::OfIncome { .. } | Give::Sliding { .. }), asset)), amount) => {
            let (min, max) = give.bounds();
            let fits = amount.is_some_and(|amount| (min..=max).contains(&amount));
            let sum = |amount| Box::new(treasury::query::sum(state, amount, asset));
            require(fits, || match max {
                Amount::MAX => DuesError::TooSmall(sum(min)),
                max => DuesError::Bounds { min: sum(min), max: sum(max) },
            })?;
        }
        (_, Some(_)) => return Err(DuesError::NothingToChoose),
        (_, None) => {}
    }
    Ok(Change::Choose { account: Box::new(account), amount, member, tier: tier.to_owned() })
}

fn pay(
    amount: Amount,
    asset: &AssetId,
    of: Option<PersonId>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, DuesError> {
    let by = person(context)?;
    let member = of.unwrap_or(by);
    let account = account(member, state)?;
    require(!account.open.is_empty(), || DuesError::NothingOwed(member))?;
    let owed = query::owed(&account, asset);
    let sum = |amount| Box::new(treasury::query::sum(state, amount, asset));
    require(amount <= owed, || DuesError::MoreThanOwed {
        member,
        actual: sum(amount),
        owed: sum(owed),
    })?;
    let movement = sponsoring::movement(by, amount, asset, &context.charter, state);
    let posting = check_posting(movement, context, state)?;
    Ok(Change::Pay { account: Box::new(account), by, member, posting })
}

fn sponsorship(
    member: PersonId,
    sponsor: Sponsor,
    state: &dyn StateView,
) -> Result<Change, DuesError> {
    let _ = account(member, state)?;
    let is_member = membership::query::is_member(state, member);
    require(is_member, || DuesError::NoAccount(member))?;
    require(sponsor.by != member, || DuesError::OwnSponsor)?;
    let before = query::sponsor(state, member).map(|before| before.by);
    if let Some(by) = before {
        // Whoever is not known here any more pays nothing, and is in nobody's way.
        let is_gone = !identity::query::is_known(state, by);
        require(by == sponsor.by || is_gone, || DuesError::Sponsored { by, member })?;
    }
    let others = query::sponsored(state, sponsor.by).len();
    let is_new = before != Some(sponsor.by);
    require(!is_new || others < SPONSORED_MAX, || DuesError::TooManySponsored)?;
    let is_counted = treasury::query::asset(state, &sponsor.asset).is_some();
    require(is_counted, || TreasuryError::NoAsset(sponsor.asset.clone()).into())?;
    let left = sponsor.left;
    require(left.is_positive(), || TreasuryError::NotPositive(left).into())?;
    Ok(Change::Sponsor { member, sponsor })
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: impl FnOnce() -> DuesError) -> Result<(), DuesError> {
    if holds { Ok(()) } else { Err(error()) }
}
