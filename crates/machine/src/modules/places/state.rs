//! The tables of places. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::{Closed, Figures, Place, Residence, Rolls};
use crate::frame::gone::Gone;
use crate::frame::table::{Single, Table};

/// Places that were closed, by number.
pub(super) const CLOSED: Table<u64, Closed> = Table::new("places/closed");
/// The figures of all places that are open.
pub(super) const FIGURES: Single<Figures> = Single::new("places/figures");
/// How many of those whose votes counted at a place left it, by its id, in moments of [`Rolls`].
pub(super) const GONE: Gone = Table::new("places/gone");
/// Places that are open, by id.
pub(super) const PLACE: Table<String, Place> = Table::new("places/place");
/// Where each person lives, and lived.
pub(super) const RESIDENCE: Table<PersonId, Residence> = Table::new("places/residence");
/// The rolls of all places together.
pub(super) const ROLLS: Single<Rolls> = Single::new("places/rolls");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "places/closed",
    "places/figures",
    "places/gone",
    "places/place",
    "places/residence",
    "places/rolls",
];
