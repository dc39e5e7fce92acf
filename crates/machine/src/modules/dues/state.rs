//! The tables of dues. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::Account;
use crate::frame::table::Table;

/// Where members stand with their dues.
pub(super) const ACCOUNT: Table<PersonId, Account> = Table::new("dues/account");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &["dues/account"];
