//! The tables of exit. Only this module writes them; neighbours read through `query`.

use polity_types::{Amount, AssetId, PersonId};

use super::before::{Asked, Before};
use super::types::{Approving, Claim, Comings, Contribution, Ended, Pending, Totals};
use crate::frame::state::StateView;
use crate::frame::sum::Sum;
use crate::frame::table::{Single, Table};
use crate::modules::treasury::AccountId;

/// Decisions and acts that wait and approve a request.
pub(super) const APPROVING: Table<u64, Approving> = Table::new("exit/approving");
/// For which days claims of a breach ask that are not over.
pub(super) const ASKED: Table<u64, Asked> = Table::new("exit/asked");
/// What is decided or announced and waits for its effect, by whom each fund would pay.
pub(super) const AWAITED: Table<(PersonId, AccountId, AssetId), Sum> = Table::new("exit/awaited");
/// The same of all funds.
pub(super) const AWAITED_ALL: Table<(PersonId, AssetId), Sum> = Table::new("exit/awaited-all");
/// The values before breaches, by the claim that was upheld.
pub(super) const BEFORE: Table<u64, Before> = Table::new("exit/before");
/// Claims, by person.
pub(super) const CLAIM: Table<PersonId, Claim> = Table::new("exit/claim");
/// What is to come back to whom, by what will pay it: as far as it counted when that was decided or set aside.
pub(super) const COMING: Table<(PersonId, AssetId), Comings> = Table::new("exit/coming");
/// What all put into the funds that are open, of each asset, as far as it counts.
pub(super) const CONTRIBUTED: Table<AssetId, Amount> = Table::new("exit/contributed");
/// What each person put into them.
pub(super) const CONTRIBUTION: Table<(PersonId, AssetId), Contribution> =
    Table::new("exit/contribution");
/// What all had put in of an asset before a day's first change.
pub(super) const DAY_CONTRIBUTED: Table<(AssetId, u64), Amount> =
    Table::new("exit/day-contributed");
/// What all memberships counted before a day's first change.
pub(super) const DAY_EQUAL: Table<(&str, u64), Amount> = Table::new("exit/day-equal");
/// What a fund held before a day's first change.
pub(super) const DAY_FUND: Table<((AccountId, AssetId), u64), Amount> = Table::new("exit/day-fund");
/// What is decided to be paid and not paid yet, by fund and asset.
pub(super) const DECIDED: Table<(AccountId, AssetId), Amount> = Table::new("exit/decided");
/// Up to which number streams to a person end, by the fund and the asset of which they took the whole of their share.
pub(super) const ENDS: Table<(PersonId, AccountId, AssetId), Ended> = Table::new("exit/ends");
/// The payments of each decision and act that waits.
pub(super) const PENDING: Table<(&'static str, u64), Pending> = Table::new("exit/pending");
/// What each person took, over all times of membership.
pub(super) const TAKEN: Table<(PersonId, AssetId), Amount> = Table::new("exit/taken");
/// What all have a claim by.
pub(super) const TOTALS: Single<Totals> = Single::new("exit/totals");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "exit/approving",
    "exit/asked",
    "exit/awaited",
    "exit/awaited-all",
    "exit/before",
    "exit/claim",
    "exit/coming",
    "exit/contributed",
    "exit/contribution",
    "exit/day-contributed",
    "exit/day-equal",
    "exit/day-fund",
    "exit/decided",
    "exit/ends",
    "exit/pending",
    "exit/taken",
    "exit/totals",
];

/// Returns what all have a claim by.
pub(super) fn totals(state: &dyn StateView) -> Totals {
    TOTALS.get(state).unwrap_or_default()
}
