//! What pages, the command line and neighbouring modules may read of treasury.

use polity_types::{Amount, AssetId, PersonId};

use super::state::{ASSET, BALANCE, FUND};
use super::types::{AccountId, Asset};
use crate::frame::state::StateView;

/// Returns what an account holds of an asset. Unit: minor units.
#[must_use]
pub fn balance(state: &dyn StateView, account: &AccountId, asset: &AssetId) -> Amount {
    BALANCE.get(state, &(account.clone(), asset.clone())).unwrap_or_default()
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
