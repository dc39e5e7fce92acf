//! The tables of signals. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::types::{Counts, Signal, SignalResult, Standing};
use crate::frame::table::{Single, Table};

/// How many questions there were, and which are open.
pub(super) const COUNTS: Single<Counts> = Single::new("signals/counts");
/// What stays of questions that are closed, by number.
pub(super) const RESULT: Table<u64, SignalResult> = Table::new("signals/result");
/// Questions that are open, by number.
pub(super) const SIGNAL: Table<u64, Signal> = Table::new("signals/signal");
/// Stances, by question and person.
pub(super) const STANCE: Table<(u64, PersonId), Standing> = Table::new("signals/stance");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] =
    &["signals/counts", "signals/result", "signals/signal", "signals/stance"];
