//! The tables of names. Only this module writes them; neighbours read through `query`.

use polity_types::{Hash, PersonId};

use super::types::{Look, Named};
use crate::frame::table::Table;

/// Whose each look is, by its hash.
pub(super) const LOOK: Table<Hash, Look> = Table::new("names/look");
/// What each person is called.
pub(super) const PERSON: Table<PersonId, Named> = Table::new("names/person");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &["names/look", "names/person"];
