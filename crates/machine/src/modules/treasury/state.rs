//! The tables of treasury. Only this module writes them; neighbours read through `query`.

use polity_types::{Amount, AssetId};

use super::types::{AccountId, Asset, Attested, Fund, Outside, Year};
use crate::frame::table::Table;

/// Up to when demurrage was taken from an account, in running time.
pub(super) const AGED: Table<(AccountId, AssetId), u64> = Table::new("treasury/aged");
/// Assets.
pub(super) const ASSET: Table<AssetId, Asset> = Table::new("treasury/asset");
/// What was last said to be at a place outside.
pub(super) const ATTESTED: Table<(AccountId, AssetId), Attested> = Table::new("treasury/attested");
/// What each account holds, by account and asset; an empty account has no record.
pub(super) const BALANCE: Table<(AccountId, AssetId), Amount> = Table::new("treasury/balance");
/// What all funds hold together, by asset: a figure for the stages of the charter (POW-13).
pub(super) const COMMON_SUM: Table<AssetId, Amount> = Table::new("treasury/common");
/// Open funds.
pub(super) const FUND: Table<AccountId, Fund> = Table::new("treasury/fund");

/// Places outside where assets are held.
pub(super) const OUTSIDE: Table<AccountId, Outside> = Table::new("treasury/outside");

/// What came and went in the fiscal year in which an account of the society last moved.
pub(super) const YEAR: Table<(AccountId, AssetId), Year> = Table::new("treasury/year");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "treasury/aged",
    "treasury/asset",
    "treasury/attested",
    "treasury/balance",
    "treasury/common",
    "treasury/fund",
    "treasury/outside",
    "treasury/year",
];
