//! The tables of breach. Only this module writes them; neighbours read through `query`.

use polity_types::{OperationId, PersonId};

use super::types::{Acted, Ballot, Claim, Claimant, Frozen, Heard, Held, Number};
use crate::frame::table::{Single, Table};

/// When operations were that a claim may name.
pub(super) const ACT: Table<OperationId, Acted> = Table::new("breach/act");
/// The same, by the day in days since 1970 (UTC).
pub(super) const ACT_DAY: Table<(u64, OperationId), Acted> = Table::new("breach/act-day");
/// What each seat of a panel ruled, by claim.
pub(super) const BALLOT: Table<(u64, PersonId), Ballot> = Table::new("breach/ballot");
/// Claims, by number.
pub(super) const CLAIM: Table<u64, Claim> = Table::new("breach/claim");
/// What is known of claimants.
pub(super) const CLAIMANT: Table<PersonId, Claimant> = Table::new("breach/claimant");
/// How many claims there were.
pub(super) const COUNT: Single<Number> = Single::new("breach/count");
/// Offices whose holders spend no more.
pub(super) const FROZEN_OFFICE: Table<String, Frozen> = Table::new("breach/frozen-office");
/// Who held an office that is accused, when it was, office by office: they spend no more anywhere else either.
pub(super) const FROZEN_HOLDER: Table<PersonId, Held> = Table::new("breach/frozen-holder");
/// People who spend no more.
pub(super) const FROZEN_PERSON: Table<PersonId, Frozen> = Table::new("breach/frozen-person");

/// Claims that panels dismissed or rule on still, by whom they accuse.
pub(super) const HEARD: Table<(String, u64), Heard> = Table::new("breach/heard");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "breach/act",
    "breach/act-day",
    "breach/ballot",
    "breach/claim",
    "breach/claimant",
    "breach/count",
    "breach/frozen-holder",
    "breach/frozen-office",
    "breach/frozen-person",
    "breach/heard",
];
