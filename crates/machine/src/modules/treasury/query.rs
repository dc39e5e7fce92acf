//! What pages, the command line and neighbouring modules may read of treasury.

use polity_types::{Amount, AssetId, PersonId, Timestamp};

use super::state::{ASSET, ATTESTED, BALANCE, COMMON_SUM, FUND, OUTSIDE, YEAR};
use super::types::{AccountId, Asset, Attested, Outside, Sum, Year};
use super::{demurrage, years};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::membership;

/// Returns what all funds of the society hold together of an asset. Unit: minor units. One read.
#[must_use]
pub fn common(state: &dyn StateView, asset: &AssetId) -> Amount {
    COMMON_SUM.get(state, asset).unwrap_or_default()
}

/// Returns what an account holds of an asset. Unit: minor units.
#[must_use]
pub fn balance(state: &dyn StateView, account: &AccountId, asset: &AssetId) -> Amount {
    BALANCE.get(state, &(account.clone(), asset.clone())).unwrap_or_default()
}

/// Returns what an account holds at the running time `running`, less what it lost by lying still
/// (TRE-11). Unit: minor units.
#[must_use]
pub fn holding(
    state: &dyn StateView,
    running: Timestamp,
    account: &AccountId,
    asset: &AssetId,
) -> Amount {
    match ASSET.get(state, asset) {
        Some(record) => holding_of(&record, state, running, account, asset),
        None => balance(state, account, asset),
    }
}

fn holding_of(
    record: &Asset,
    state: &dyn StateView,
    running: Timestamp,
    account: &AccountId,
    asset: &AssetId,
) -> Amount {
    let held = balance(state, account, asset);
    let losses = demurrage::losses(record, state, running, account, asset, held);
    losses.into_iter().fold(held, |left, (lost, _)| left.minus(lost).unwrap_or(left))
}

/// Returns what can go out of an account now: what it holds, of mutual credit as much more as the
/// charter lets a member go below nothing, and of an opening to the outside whatever amounts hold.
/// `record`: that of the asset. Unit: minor units.
#[must_use]
pub(super) fn available_of(
    record: &Asset,
    state: &dyn StateView,
    context: &Context<'_>,
    account: &AccountId,
    asset: &AssetId,
) -> Amount {
    let held = holding_of(record, state, context.running, account, asset);
    let below = match account {
        AccountId::Issue(_) | AccountId::External(_) => Amount::MAX,
        AccountId::Person(person) => credit_limit(state, context, *person, asset),
        AccountId::Escrow(_) | AccountId::Fund(_) => Amount::ZERO,
    };
    held.plus(below).unwrap_or(Amount::MAX).max(Amount::ZERO)
}

/// Returns how far below nothing a person may go in an asset: members alone, in mutual credit, as far
/// as the charter in force says (TRE-12). Unit: minor units.
#[must_use]
pub fn credit_limit(
    state: &dyn StateView,
    context: &Context<'_>,
    person: PersonId,
    asset: &AssetId,
) -> Amount {
    let limit = context.charter.asset(asset).and_then(|asset| asset.credit_limit);
    let limit = limit.filter(|_| membership::query::is_member(state, person));
    limit.unwrap_or(Amount::ZERO)
}

/// Returns what was last said to be at a place outside.
#[must_use]
pub fn attested(state: &dyn StateView, account: &AccountId, asset: &AssetId) -> Option<Attested> {
    ATTESTED.get(state, &(account.clone(), asset.clone()))
}

/// Returns what came and went in the fiscal year in which an account of the society last moved.
#[must_use]
pub fn year(state: &dyn StateView, account: &AccountId, asset: &AssetId) -> Option<Year> {
    YEAR.get(state, &(account.clone(), asset.clone()))
}

/// Most assets of which the years of one account are read at once. Unit: assets.
const YEARS_MAX: usize = 1_000;

/// Returns what came and went in an account of the society, by asset.
#[must_use]
pub fn years(state: &dyn StateView, account: &AccountId) -> Vec<(AssetId, Year)> {
    let page = YEAR.scan(state, &format!("{account}/"), None, YEARS_MAX);
    let code = |key: &str| key.rsplit('/').next()?.to_ascii_uppercase().parse().ok();
    page.into_iter().filter_map(|(key, year)| Some((code(&key)?, year))).collect()
}

/// Returns when the fiscal year that holds `now` began.
#[must_use]
pub fn year_began(context: &Context<'_>) -> Timestamp {
    years::began(context.now, context.charter.books.fiscal_year)
}

/// Returns whether an account can be moved into: a fund or a place outside is there once it was opened, any
/// other always.
#[must_use]
pub fn is_there(state: &dyn StateView, account: &AccountId) -> bool {
    match account {
        AccountId::Fund(_) => FUND.get(state, account).is_some(),
        AccountId::External(_) => OUTSIDE.get(state, account).is_some(),
        _ => true,
    }
}

/// Returns what is known of a place outside.
#[must_use]
pub fn outside(state: &dyn StateView, account: &AccountId) -> Option<Outside> {
    OUTSIDE.get(state, account)
}

/// Returns up to `limit` places outside.
#[must_use]
pub fn outsides(state: &dyn StateView, limit: usize) -> Vec<(AccountId, Outside)> {
    let page = OUTSIDE.scan(state, "", None, limit);
    let named =
        |(key, outside): (String, Outside)| Some((key.rsplit('/').next()?.parse().ok()?, outside));
    page.into_iter().filter_map(named).collect()
}

/// Returns an asset.
#[must_use]
pub fn asset(state: &dyn StateView, asset: &AssetId) -> Option<Asset> {
    ASSET.get(state, asset)
}

/// Returns an amount as people read it.
#[must_use]
pub fn sum(state: &dyn StateView, amount: Amount, asset: &AssetId) -> Sum {
    let decimals = self::asset(state, asset).map_or(0, |known| known.decimals);
    Sum { amount, asset: asset.clone(), decimals }
}

/// Returns up to `limit` assets with their codes.
#[must_use]
pub fn assets(state: &dyn StateView, limit: usize) -> Vec<(AssetId, Asset)> {
    let code = |key: &str| key.rsplit('/').next()?.to_ascii_uppercase().parse().ok();
    let page = ASSET.scan(state, "", None, limit);
    page.into_iter().filter_map(|(key, asset)| Some((code(&key)?, asset))).collect()
}

/// Returns up to `limit` open funds.
#[must_use]
pub fn funds(state: &dyn StateView, limit: usize) -> Vec<AccountId> {
    funds_after(state, None, limit)
}

/// Returns up to `limit` open funds, those that follow a fund if one is named.
#[must_use]
pub fn funds_after(
    state: &dyn StateView,
    after: Option<&AccountId>,
    limit: usize,
) -> Vec<AccountId> {
    let after = after.map(|fund| FUND.key(fund));
    let page = FUND.scan(state, "", after.as_deref(), limit);
    page.iter().filter_map(|(key, _)| key.rsplit('/').next()?.parse().ok()).collect()
}

/// Returns whether an account holds anything of any asset, or owes it.
#[must_use]
pub fn holds(state: &dyn StateView, account: &AccountId) -> bool {
    !BALANCE.scan(state, &format!("{account}/"), None, 1).is_empty()
}

/// Returns whether a person holds any money, or owes it.
#[must_use]
pub fn holds_money(state: &dyn StateView, person: PersonId) -> bool {
    holds(state, &AccountId::Person(person))
}

/// Returns the state key of a balance, for proofs.
#[must_use]
pub fn balance_key(account: &AccountId, asset: &AssetId) -> String {
    BALANCE.key(&(account.clone(), asset.clone()))
}

/// Returns the state key of an asset, for proofs.
#[must_use]
pub fn asset_key(asset: &AssetId) -> String {
    ASSET.key(asset)
}
