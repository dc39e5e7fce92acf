//! The tables of fork. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::{Arrived, Descent, Fork, Forks, Joined, Left, Rest};
use crate::frame::table::{Single, Table};

/// Who came over from the fork from which this society descends, by their place in its list.
pub(super) const ARRIVED: Table<u64, Arrived> = Table::new("fork/arrived");
/// How many forks there were, and which of them are not over.
pub(super) const COUNT: Single<Forks> = Single::new("fork/count");
/// From where this society descends.
pub(super) const DESCENT: Single<Descent> = Single::new("fork/descent");
/// Forks, by number.
pub(super) const FORK: Table<u64, Fork> = Table::new("fork/fork");
/// Who signed up.
pub(super) const JOINED: Table<(u64, PersonId), Joined> = Table::new("fork/joined");
/// Who left by a fork, in the order in which they did, from 0.
pub(super) const LEFT: Table<(u64, u64), Left> = Table::new("fork/left");

/// Whose fork was given up and who announces no other for a while.
pub(super) const REST: Table<PersonId, Rest> = Table::new("fork/rest");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "fork/arrived",
    "fork/count",
    "fork/descent",
    "fork/fork",
    "fork/joined",
    "fork/left",
    "fork/rest",
];
