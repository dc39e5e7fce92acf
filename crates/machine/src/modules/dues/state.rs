//! The tables of dues. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::{Account, Ask, Sponsor};
use crate::frame::table::Table;

/// Where members stand with their dues.
pub(super) const ACCOUNT: Table<PersonId, Account> = Table::new("dues/account");

/// What members ask to be waived, by member.
pub(super) const ASKED: Table<PersonId, Ask> = Table::new("dues/asked");
/// Who pays a member's dues, by member.
pub(super) const SPONSOR: Table<PersonId, Sponsor> = Table::new("dues/sponsor");
/// Whose dues somebody pays, by sponsor, in the order in which it began.
pub(super) const SPONSORED: Table<PersonId, Vec<PersonId>> = Table::new("dues/sponsored");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] =
    &["dues/account", "dues/asked", "dues/sponsor", "dues/sponsored"];
