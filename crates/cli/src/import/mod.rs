//! Files of a community's past, read into rows: what cannot be taken is told with its row.
//!
//! Nothing here signs or sends. Names become salted commitments; the names stay with the importer.

pub(crate) mod ballots;
pub(crate) mod beancount;
pub(crate) mod ledger;
pub(crate) mod membership;
pub(crate) mod names;
pub(crate) mod text;

use serde::Serialize;

/// A row that could not be taken. Rows count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    pub(crate) row: u64,
    pub(crate) reason: String,
}

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Parsed<T> {
    pub(crate) faults: Vec<Fault>,
    pub(crate) rows: Vec<T>,
}

impl<T> Parsed<T> {
    /// Sorts what was read into rows and faults.
    pub(crate) fn of(read: impl Iterator<Item = (u64, Result<T, String>)>) -> Self {
        let mut parsed = Self { faults: Vec::new(), rows: Vec::new() };
        for (row, outcome) in read {
            match outcome {
                Ok(taken) => parsed.rows.push(taken),
                Err(reason) => parsed.faults.push(Fault { row, reason }),
            }
        }
        parsed
    }
}
