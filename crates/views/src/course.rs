//! How things went over time, kept as it happens, so that a chart costs the same after ten years as after one:
//! what all funds hold, what flowed in and out by category, and who carries how many voices.

use polity_types::{Amount, AssetId, Timestamp};
use rusqlite::params;
use serde::Serialize;

use crate::Views;
use crate::error::ViewsError;
use crate::query::one_more;

/// What all funds together held of an asset at the end of a day on which something moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayRow {
    /// Days since 1970, UTC.
    pub day: u64,
    /// Unit: minor units.
    pub held: Amount,
}

/// What came into the funds, and went out of them, in a month under a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Unit: minor units.
    pub came: Amount,
    /// Empty: none was named.
    pub category: String,
    /// Such as `2027-01`, UTC.
    pub month: String,
    /// Unit: minor units.
    pub went: Amount,
}

/// How many voices somebody carries for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoicesRow {
    /// Who let them vote. Unit: people.
    pub count: u64,
    /// Who votes for them.
    pub delegate: String,
    /// On what.
    pub topic: String,
}

/// Returns the month of a time, as flows name it.
pub(crate) fn month_of(time: u64) -> String {
    Timestamp(time).to_string().chars().take(7).collect()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap_or_default()
}

impl Views {
    /// Returns what all funds together held of an asset on the last `limit` days on which it changed, oldest
    /// first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn held_by_day(&self, asset: &AssetId, limit: usize) -> Result<Vec<DayRow>, ViewsError> {
        let sql = "SELECT day, held FROM days WHERE asset = ?1 ORDER BY day DESC LIMIT ?2";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(DayRow { day: row.get(0)?, held: amount(&row.get::<_, String>(1)?) })
        };
        let mut page = self.list(sql, params![asset.to_string(), one_more(limit)], limit, read)?;
        page.rows.reverse();
        Ok(page.rows)
    }

    /// Returns what flowed into the funds and out of them since a month, such as `2027-01`; oldest first, at
    /// most `limit` rows.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn flows(
        &self,
        asset: &AssetId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<FlowRow>, ViewsError> {
        let sql = "SELECT month, category, came, went FROM flows WHERE asset = ?1 AND month >= ?2 \
                   ORDER BY month, category LIMIT ?3";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(FlowRow {
                came: amount(&row.get::<_, String>(2)?),
                category: row.get(1)?,
                month: row.get(0)?,
                went: amount(&row.get::<_, String>(3)?),
            })
        };
        let with = params![asset.to_string(), month_of(since.0), one_more(limit)];
        Ok(self.list(sql, with, limit, read)?.rows)
    }

    /// Returns the `limit` who carry most voices, each on one topic; most first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn voices(&self, limit: usize) -> Result<Vec<VoicesRow>, ViewsError> {
        let sql = "SELECT topic, delegate, count FROM voices WHERE count > 0 \
                   ORDER BY count DESC, delegate, topic LIMIT ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(VoicesRow { count: row.get(2)?, delegate: row.get(1)?, topic: row.get(0)? })
        };
        Ok(self.list(sql, params![one_more(limit)], limit, read)?.rows)
    }
}
