//! What pages ask of places: who lives there, who says so, and which were closed.

use rusqlite::params;
use serde::Serialize;

use crate::Views;
use crate::error::ViewsError;
use crate::query::{Page, number, one_more};

/// Somebody who lives at a place, or says so. Times in Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct ResidentRow {
    pub arrived: u64,
    /// By whose authority it was confirmed, in words.
    pub by: Option<String>,
    /// When it was confirmed; none: it is their word alone.
    pub confirmed: Option<u64>,
    pub person: String,
    /// Since when their vote counts there; none: it does not.
    pub votes: Option<u64>,
    /// How many residents vouched for it, while it is not confirmed; some may have gone since.
    pub vouches: u64,
}

/// A place that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct ClosedPlaceRow {
    pub closed: u64,
    pub country: Option<String>,
    pub kind: String,
    /// Unit: square metres.
    pub land: u64,
    pub number: u64,
    pub opened: u64,
    pub place: String,
    /// How many lived there at the end.
    pub residents: u64,
    pub title: String,
}

fn resident_of(row: &rusqlite::Row<'_>) -> Result<ResidentRow, rusqlite::Error> {
    Ok(ResidentRow {
        person: row.get(0)?,
        arrived: row.get(1)?,
        confirmed: row.get(2)?,
        by: row.get(3)?,
        votes: row.get(4)?,
        vouches: row.get(5)?,
    })
}

impl Views {
    /// Returns who lives at a place by confirmation, or who says so alone, in the order of their
    /// identifiers, after one.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn residents(
        &self,
        place: &str,
        is_confirmed: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ResidentRow>, ViewsError> {
        let sql = "SELECT person, arrived, confirmed, by, votes, vouches FROM residents \
                   WHERE place = ?1 AND (confirmed IS NOT NULL) = ?2 AND person > ?3 \
                   ORDER BY person LIMIT ?4";
        let values = params![place, is_confirmed, after.unwrap_or_default(), one_more(limit)];
        self.list(sql, values, limit, resident_of)
    }

    /// Returns places that were closed, the last ones first, below the number `before`.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn closed_places(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<ClosedPlaceRow>, ViewsError> {
        let sql = "SELECT number, place, title, kind, country, land, opened, closed, residents \
                   FROM places WHERE closed IS NOT NULL AND number < ?1 \
                   ORDER BY number DESC LIMIT ?2";
        let before = number(before.unwrap_or(u64::MAX));
        self.list(sql, params![before, one_more(limit)], limit, |row| {
            Ok(ClosedPlaceRow {
                number: row.get(0)?,
                place: row.get(1)?,
                title: row.get(2)?,
                kind: row.get(3)?,
                country: row.get(4)?,
                land: row.get(5)?,
                opened: row.get(6)?,
                closed: row.get(7)?,
                residents: row.get(8)?,
            })
        })
    }
}
