//! The tables of identity. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::Person;
use crate::frame::table::Table;

/// Persons.
pub(super) const PERSON: Table<PersonId, Person> = Table::new("identity/person");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &["identity/person"];
