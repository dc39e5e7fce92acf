//! What is new in a society: decisions that opened and ended, versions of the charter, stages, terms
//! of offices, payments that repeat and ended before their time.

use rusqlite::params;
use serde::Serialize;

use crate::Views;
use crate::error::ViewsError;
use crate::query::one_more;

/// Something that happened and concerns everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewsRow {
    /// `opened` or `ended` (a decision), `charter`, `stage`, `office`, or `stream`.
    pub kind: String,
    /// The decision, the payment, the charter's version, or the place in the list of stages or terms.
    pub number: u64,
    /// Why, where a decision could not take effect or a payment ended.
    pub reason: Option<String>,
    /// How a decision stands.
    pub stage: String,
    /// Unix seconds.
    pub time: u64,
    /// The decision's title, the stage, or the office.
    pub title: String,
}

/// Each part by its own index, newest first, so that the cost does not grow with the society's age.
const NEWS: &str = "
SELECT kind, number, title, stage, reason, time FROM (
    SELECT * FROM (SELECT 'opened' AS kind, number, title, stage, reason, made AS time
        FROM proposals ORDER BY number DESC LIMIT ?1)
    UNION ALL SELECT * FROM (SELECT 'ended', number, title, stage, reason, ended
        FROM proposals WHERE ended IS NOT NULL ORDER BY ended DESC LIMIT ?1)
    UNION ALL SELECT * FROM (SELECT 'charter', version, '', '', NULL, time
        FROM charters ORDER BY version DESC LIMIT ?1)
    UNION ALL SELECT * FROM (SELECT 'stage', rowid, stage, '', NULL, time
        FROM stages ORDER BY rowid DESC LIMIT ?1)
    UNION ALL SELECT * FROM (SELECT 'office', rowid, office, '', NULL, since
        FROM terms ORDER BY rowid DESC LIMIT ?1)
    UNION ALL SELECT * FROM (SELECT 'stream', number, '', '', why, ended
        FROM streams WHERE ended IS NOT NULL ORDER BY ended DESC, number DESC LIMIT ?1))
ORDER BY time DESC, kind, number DESC LIMIT ?1";

impl Views {
    /// Returns the newest `limit` news, newest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn news(&self, limit: usize) -> Result<Vec<NewsRow>, ViewsError> {
        let page = self.list(NEWS, params![one_more(limit)], limit, |row| {
            Ok(NewsRow {
                kind: row.get(0)?,
                number: row.get(1)?,
                title: row.get(2)?,
                stage: row.get(3)?,
                reason: row.get(4)?,
                time: row.get(5)?,
            })
        })?;
        Ok(page.rows)
    }
}
