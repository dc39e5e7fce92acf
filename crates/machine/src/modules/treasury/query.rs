//! What pages, the command line and neighbouring modules may read of treasury.

use polity_types::{Amount, AssetId, PersonId};

use super::state::{ASSET, BALANCE, FUND, OUTSIDE};
use super::types::{AccountId, Asset, Outside};
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// Returns what an account holds of an asset. Unit: minor units.
#[must_use]
pub fn balance(state: &dyn StateView, account: &AccountId, asset: &AssetId) -> Amount {
    BALANCE.get(state, &(account.clone(), asset.clone())).unwrap_or_default()
}

/// Returns what can go out of an account now: what it holds, and for an opening to the outside
/// whatever amounts hold. Unit: minor units.
#[must_use]
pub fn available(
    state: &dyn StateView,
    _context: &Context<'_>,
    account: &AccountId,
    asset: &AssetId,
) -> Amount {
    let held = balance(state, account, asset);
    if account.is_source() { held.plus(Amount::MAX).unwrap_or(Amount::MAX) } else { held }
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
    let page = FUND.scan(state, "", None, limit);
    page.iter().filter_map(|(key, _)| key.rsplit('/').next()?.parse().ok()).collect()
}

/// Returns whether a person holds any money.
#[must_use]
pub fn holds_money(state: &dyn StateView, person: PersonId) -> bool {
    !BALANCE.scan(state, &format!("{person}/"), None, 1).is_empty()
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
