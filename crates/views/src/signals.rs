//! What pages ask of standing questions: those that are over, and how totals went.

use rusqlite::params;
use serde::Serialize;

use crate::Views;
use crate::error::ViewsError;
use crate::query::{Page, number, one_more};

/// Most days that are told of one question: as many as it stays open. Unit: days. Source: CHA-75.
pub(crate) const DAYS_MAX: usize = 5 * 366;

/// A question that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct SignalRow {
    pub asked: u64,
    pub asker: String,
    /// When its time was over, in Unix seconds; none if it was withdrawn.
    pub closed: Option<u64>,
    /// How many had each stance, from the lowest of the scale; none if it was withdrawn.
    pub counts: Vec<u64>,
    pub eligible: Option<u64>,
    pub kind: String,
    pub number: u64,
    pub question: String,
    pub scale: String,
    pub withdrawn: Option<u64>,
}

/// The total at the end of a day, or now; days on which nothing changed are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalDay {
    /// How many had each stance, from the lowest of the scale.
    pub counts: Vec<u64>,
    /// When the day began, in Unix seconds.
    pub day: u64,
}

const COLUMNS: &str =
    "number, kind, question, asker, asked, scale, closed, counts, eligible, withdrawn";

/// Reads counts as [`project`](crate::project) writes them.
fn read_counts(text: &str) -> Vec<u64> {
    let inner = text.trim_matches(['[', ']']);
    inner.split(',').filter_map(|count| count.parse().ok()).collect()
}

fn row_of(row: &rusqlite::Row<'_>) -> Result<SignalRow, rusqlite::Error> {
    let counts: Option<String> = row.get(7)?;
    Ok(SignalRow {
        number: row.get(0)?,
        kind: row.get(1)?,
        question: row.get(2)?,
        asker: row.get(3)?,
        asked: row.get(4)?,
        scale: row.get(5)?,
        closed: row.get(6)?,
        counts: counts.map(|text| read_counts(&text)).unwrap_or_default(),
        eligible: row.get(8)?,
        withdrawn: row.get(9)?,
    })
}

impl Views {
    /// Returns questions whose time is over, those with the highest numbers first, below `before`.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn closed_signals(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<SignalRow>, ViewsError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM signals WHERE closed IS NOT NULL AND number < ?1 \
             ORDER BY number DESC LIMIT ?2"
        );
        let before = number(before.unwrap_or(u64::MAX));
        self.list(&sql, params![before, one_more(limit)], limit, row_of)
    }

    /// Returns a question, as far as it is over.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn signal(&self, signal: u64) -> Result<Option<SignalRow>, ViewsError> {
        let sql = format!("SELECT {COLUMNS} FROM signals WHERE number = ?1");
        let page = self.list(&sql, params![number(signal)], 1, row_of)?;
        Ok(page.rows.into_iter().next())
    }

    /// Returns how the total of a question went, the first day first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn signal_days(&self, signal: u64) -> Result<Vec<SignalDay>, ViewsError> {
        let sql = "SELECT day, counts FROM signal_days WHERE signal = ?1 ORDER BY day LIMIT ?2";
        let page =
            self.list(sql, params![number(signal), one_more(DAYS_MAX)], DAYS_MAX, |row| {
                let counts: String = row.get(1)?;
                Ok(SignalDay { counts: read_counts(&counts), day: row.get(0)? })
            })?;
        Ok(page.rows)
    }
}
