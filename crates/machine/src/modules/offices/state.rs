//! The tables of offices. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::{Candidate, Count, Election, Filled, Held, Seat};
use crate::frame::table::{Single, Table};

/// Seats that are taken, by office and number.
pub(super) const SEAT: Table<(String, u64), Seat> = Table::new("offices/seat");
/// Where each holder sits, by office.
pub(super) const HELD: Table<(String, PersonId), Held> = Table::new("offices/held");
/// Who stands for which office.
pub(super) const CANDIDATE: Table<(String, PersonId), Candidate> = Table::new("offices/candidate");
/// How many stand for each office.
pub(super) const STANDING: Table<String, Count> = Table::new("offices/standing");
/// How many ever stood.
pub(super) const STOOD: Single<Count> = Single::new("offices/stood");
/// The election of each office that is on, or was last.
pub(super) const ELECTION: Table<String, Election> = Table::new("offices/election");
/// The offices that were ever filled.
pub(super) const FILLED: Single<Filled> = Single::new("offices/filled");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "offices/candidate",
    "offices/election",
    "offices/filled",
    "offices/held",
    "offices/seat",
    "offices/standing",
    "offices/stood",
];
