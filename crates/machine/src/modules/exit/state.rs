//! The tables of exit. Only this module writes them; neighbours read through `query`.

use polity_types::{Amount, AssetId, PersonId};

use super::types::{Claim, Contribution, Pending, Totals};
use crate::frame::state::StateView;
use crate::frame::table::{Single, Table};
use crate::modules::treasury::AccountId;

/// Claims, by person.
pub(super) const CLAIM: Table<PersonId, Claim> = Table::new("exit/claim");
/// What all put into the funds that are open, of each asset, as far as it counts.
pub(super) const CONTRIBUTED: Table<AssetId, Amount> = Table::new("exit/contributed");
/// What each person put into them.
pub(super) const CONTRIBUTION: Table<(PersonId, AssetId), Contribution> =
    Table::new("exit/contribution");
/// What is decided to be paid and not paid yet, by fund and asset.
pub(super) const DECIDED: Table<(AccountId, AssetId), Amount> = Table::new("exit/decided");
/// The payments of each decision and act that waits.
pub(super) const PENDING: Table<(&'static str, u64), Pending> = Table::new("exit/pending");
/// What each person took, over all times of membership.
pub(super) const TAKEN: Table<(PersonId, AssetId), Amount> = Table::new("exit/taken");
/// What all have a claim by.
pub(super) const TOTALS: Single<Totals> = Single::new("exit/totals");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "exit/claim",
    "exit/contributed",
    "exit/contribution",
    "exit/decided",
    "exit/pending",
    "exit/taken",
    "exit/totals",
];

/// Returns what all have a claim by.
pub(super) fn totals(state: &dyn StateView) -> Totals {
    TOTALS.get(state).unwrap_or_default()
}
