//! The tables of treasury. Only this module writes them; neighbours read through `query`.

use polity_types::{Amount, AssetId};

use super::types::{AccountId, Asset, Fund, Outside};
use crate::frame::table::Table;

/// Assets.
pub(super) const ASSET: Table<AssetId, Asset> = Table::new("treasury/asset");
/// What each account holds, by account and asset; an empty account has no record.
pub(super) const BALANCE: Table<(AccountId, AssetId), Amount> = Table::new("treasury/balance");
/// Open funds.
pub(super) const FUND: Table<AccountId, Fund> = Table::new("treasury/fund");

/// Places outside where assets are held.
pub(super) const OUTSIDE: Table<AccountId, Outside> = Table::new("treasury/outside");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] =
    &["treasury/asset", "treasury/balance", "treasury/fund", "treasury/outside"];
