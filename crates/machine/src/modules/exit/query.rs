//! What pages, the command line and neighbouring modules may read of exit.

use polity_types::{Amount, AssetId, PersonId, Timestamp};

use super::before::Before;
pub use super::before::before;
use super::error::ExitError;
use super::exact::{grown, less, share};
pub use super::offer::{Ask, Offer, Row, offer, preview};
use super::state::{
    BEFORE, CLAIM, CONTRIBUTED, CONTRIBUTION, DECIDED, ENDS, PENDING, TAKEN, TOTALS,
    totals as read_totals,
};
use super::types::{
    BREACHES_MAX, Claim, Contribution, Holding, Payment, Totals, WHOLE, target_key,
};
use crate::charter_text::Charter;
use crate::charter_text::document::{Exit, ExitShare};
use crate::frame::state::StateView;
use crate::modules::governance::Target;
use crate::modules::treasury::AccountId;
use crate::modules::{membership, spending, treasury};

/// Returns whether an account and an asset are a pool, of which those who leave take a share.
#[must_use]
pub fn is_pool(charter: &Charter, account: &AccountId, asset: &AssetId) -> bool {
    let AccountId::Fund(name) = account else { return false };
    granted(charter).is_some_and(|exit| exit.funds.contains(name) && exit.assets.contains(asset))
}

/// Returns what the charter grants those who leave, if it grants anything.
#[must_use]
pub fn granted(charter: &Charter) -> Option<&Exit> {
    charter.exit.as_ref().filter(|exit| exit.share != ExitShare::None)
}

pub(super) fn check_assets<'a>(
    named: impl Iterator<Item = &'a AssetId> + Clone,
    exit: &Exit,
) -> Result<(), ExitError> {
    for (place, asset) in named.clone().enumerate() {
        if !exit.assets.contains(asset) {
            return Err(ExitError::NotOpen(asset.clone()));
        }
        if named.clone().take(place).any(|other| other == asset) {
            return Err(ExitError::AssetTwice(asset.clone()));
        }
    }
    Ok(())
}

/// Returns the shares that are given up for a part of what they are worth, where shares count.
pub(super) fn shares_given_up(
    person: PersonId,
    part: u64,
    (charter, running): (&Charter, Timestamp),
    state: &dyn StateView,
) -> Option<(Amount, AssetId)> {
    let exit = granted(charter).filter(|exit| exit.share == ExitShare::ByShares)?;
    let shares = exit.shares.clone()?;
    let held = treasury::query::holding(state, running, &AccountId::Person(person), &shares);
    let burned = share(held, Amount::from(part), Amount::from(WHOLE));
    burned.is_positive().then_some((burned, shares))
}

/// Returns the shares in circulation: issued, and not held by a fund that the charter opens.
pub(super) fn circulating(exit: &Exit, shares: &AssetId, state: &dyn StateView) -> Amount {
    let issue = AccountId::Issue(shares.clone());
    let issued = treasury::query::balance(state, &issue, shares).negated();
    let own = exit.funds.iter().cloned().map(AccountId::Fund);
    own.fold(issued, |left, fund| less(left, treasury::query::balance(state, &fund, shares)))
}

/// Returns what of a holding has vested and was not given up yet.
pub(super) fn vested(
    holding: Holding,
    claim: Option<&Claim>,
    exit: &Exit,
    running: Timestamp,
) -> Amount {
    let Some(claim) = claim else { return Amount::ZERO };
    let until = claim.until.unwrap_or(running);
    let age = until.since(claim.since).unwrap_or_default();
    // What a later text makes longer stays as short as it was for who had joined.
    let length = claim.vesting.min(exit.vesting);
    less(grown(holding.granted, age.0, length.0), holding.burned)
}

/// Returns the payments of a decision or an act, each with what makes it.
pub(super) fn of_target(
    target: Target,
    state: &dyn StateView,
) -> impl Iterator<Item = (Target, Payment)> {
    let pending = PENDING.get(state, &target_key(target)).unwrap_or_default();
    pending.payments.into_iter().map(move |payment| (target, payment))
}

/// Returns whether who takes so much of their claim takes all that they put in, and with it what others decided to pay
/// back to them: where that is what counts.
pub(super) fn is_all(exit: &Exit, part: u64) -> bool {
    exit.share == ExitShare::ByContributions && part == WHOLE
}

/// Returns whether who takes so much against a payment gives up what it pays them (EXI-9): with the whole, and not what is noted
/// as coming back to them of what they put in (EXI-4), since that counts no more in their claim.
pub(super) fn is_given_up(
    exit: &Exit,
    (person, part): (PersonId, u64),
    (target, payment): (Target, &Payment),
    state: &dyn StateView,
) -> bool {
    let whom = (payment.source(target), person);
    let is_noted = exit.share == ExitShare::ByContributions
        && payment.refunds(person).is_positive()
        && super::contributions::is_noted(whom, &payment.asset, state);
    part == WHOLE && payment.pays(person).is_positive() && !is_noted
}

/// Returns whether somebody asked themself for what would pay them back.
pub(super) fn is_asked_by(source: super::Source, person: PersonId, state: &dyn StateView) -> bool {
    let super::Source::Request(number) = source else { return false };
    spending::query::request(state, number).is_some_and(|request| request.by == person)
}

/// Returns a claim that counts: of a member, or of someone who left less than the charter's time ago.
#[must_use]
pub fn counted(state: &dyn StateView, person: PersonId) -> Option<Claim> {
    CLAIM.get(state, &person).filter(Claim::is_counted)
}

/// Returns the claim of a person, whether it counts or not.
#[must_use]
pub fn claim(state: &dyn StateView, person: PersonId) -> Option<Claim> {
    CLAIM.get(state, &person)
}

/// Returns what a person put in of an asset, as far as it counts now.
#[must_use]
pub fn contribution(state: &dyn StateView, person: PersonId, asset: &AssetId) -> Holding {
    let Some(claim) = CLAIM.get(state, &person) else { return Holding::default() };
    put_in(state, person, asset, claim.spell).holding
}

/// Returns what a person put in of an asset, as it counts in a time of membership.
pub(super) fn put_in(
    state: &dyn StateView,
    person: PersonId,
    asset: &AssetId,
    spell: u64,
) -> Contribution {
    let known = CONTRIBUTION.get(state, &(person, asset.clone()));
    known.unwrap_or_default().in_spell(spell)
}

/// Returns what a person took of an asset, over all times of membership.
#[must_use]
pub fn taken(state: &dyn StateView, person: PersonId, asset: &AssetId) -> Amount {
    TAKEN.get(state, &(person, asset.clone())).unwrap_or_default()
}

/// Returns what of a fund is decided to be paid and not paid yet.
#[must_use]
pub fn decided(state: &dyn StateView, fund: &AccountId, asset: &AssetId) -> Amount {
    DECIDED.get(state, &(fund.clone(), asset.clone())).unwrap_or_default()
}

/// Returns the payments of a decision or an act that waits.
#[must_use]
pub fn payments(state: &dyn StateView, target: Target) -> Vec<Payment> {
    PENDING.get(state, &target_key(target)).unwrap_or_default().payments
}

/// Returns up to which number the streams end that pay a person an asset out of a fund, since they took the whole of their
/// share of it (EXI-18): those begin no period any more.
#[must_use]
pub fn ends_streams(
    state: &dyn StateView,
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
) -> u64 {
    ENDS.get(state, &(person, fund.clone(), asset.clone())).unwrap_or_default().streams
}

/// Returns how often a person took the whole of their share of a fund while anything repeated to them.
#[must_use]
pub fn shares_taken(
    state: &dyn StateView,
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
) -> u64 {
    ENDS.get(state, &(person, fund.clone(), asset.clone())).unwrap_or_default().times
}

/// Returns what all have a claim by.
#[must_use]
pub fn totals(state: &dyn StateView) -> Totals {
    read_totals(state)
}

/// Returns what all put in of an asset, as far as it counts.
#[must_use]
pub fn contributed(state: &dyn StateView, asset: &AssetId) -> Amount {
    CONTRIBUTED.get(state, asset).unwrap_or_default()
}

/// Returns the values before a breach at which those leave who leave now.
#[must_use]
pub fn before_breach(state: &dyn StateView, breach: u64) -> Option<Before> {
    BEFORE.get(state, &breach)
}

/// Returns whether a person leaves at the values before a breach: they were a member before that morning, and are
/// not accused of it (EXI-16).
#[must_use]
pub fn is_paid_before(state: &dyn StateView, before: &Before, person: PersonId) -> bool {
    let since = membership::query::member(state, person).map(|member| member.since_time);
    since.is_some_and(|since| since < before.since) && !before.accused.contains(&person)
}

/// Returns up to `limit` breaches before which those leave who leave now, with their values.
#[must_use]
pub fn windows(state: &dyn StateView, limit: usize) -> Vec<(u64, Before)> {
    let page = BEFORE.scan(state, "", None, limit);
    let number = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    page.into_iter().filter_map(|(key, before)| Some((number(&key)?, before))).collect()
}

/// Returns the breaches before which a person may leave now.
#[must_use]
pub fn windows_of(state: &dyn StateView, person: PersonId, running: Timestamp) -> Vec<u64> {
    let open = windows(state, BREACHES_MAX)
        .into_iter()
        .filter(|(_, before)| running < before.until && is_paid_before(state, before, person));
    open.map(|(number, _)| number).collect()
}

/// Returns the state key of the values before a breach, for proofs.
#[must_use]
pub fn before_key(breach: u64) -> String {
    BEFORE.key(&breach)
}

/// Returns the state key of a person's claim, for proofs.
#[must_use]
pub fn claim_key(person: PersonId) -> String {
    CLAIM.key(&person)
}

/// Returns the state key of the totals, for proofs.
#[must_use]
pub fn totals_key() -> &'static str {
    TOTALS.key()
}
