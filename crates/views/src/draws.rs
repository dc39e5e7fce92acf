//! What the log told of draws by lot: the state keeps how one was drawn, and forgets who was asked when it is over.

use polity_machine::frame::roll::Roll;
use polity_machine::modules::panels::{Sitting, Status};
use polity_types::{PersonId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::error::ViewsError;
use crate::follow::Views;
use crate::query::number;

/// Somebody who was asked to take a seat, in the order in which they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct AskedRow {
    /// When they answered, in time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// Number of their card, or of the place on the list of outsiders.
    pub number: u64,
    /// Who; absent for a place on the list that nobody claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub status: Status,
    /// When they were asked, in time of day.
    pub time: Timestamp,
}

impl AskedRow {
    /// Says what became of them, once the draw is over.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.status {
            Status::Offered => "had not answered when it was over",
            status => status.word(),
        }
    }
}

/// What the log told of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRow {
    /// Who was asked.
    pub asked: Vec<AskedRow>,
    /// When it was over, in time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// The numbers that were drawn, in that order.
    pub numbers: Vec<u64>,
}

impl DrawRow {
    /// Returns whether these are the numbers that were drawn by a record of the state, and those who were asked the
    /// first of them: what they answered, the record does not say.
    #[must_use]
    pub fn is_of(&self, sitting: &Sitting) -> bool {
        // It was over before all were drawn.
        if self.numbers.is_empty() {
            return self.asked.is_empty() && sitting.next == 0;
        }
        let mut roll = Roll::default();
        self.numbers.iter().for_each(|number| roll.add(number));
        let next = usize::try_from(sitting.next).ok();
        let asked = self.asked.iter().map(|asked| asked.number);
        let first = next.and_then(|next| self.numbers.get(..next));
        roll == sitting.roll && first.is_some_and(|first| asked.eq(first.iter().copied()))
    }
}

fn read<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, rusqlite::Error> {
    let text: String = row.get(column)?;
    let parsed = parse(&text);
    parsed.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, text, Type::Text))
}

fn status(text: &str) -> Option<Status> {
    Some(match text {
        "accepted" => Status::Accepted,
        "declined" => Status::Declined,
        "lapsed" => Status::Lapsed,
        "left" => Status::Left,
        "offered" => Status::Offered,
        _ => return None,
    })
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let numbers = inner.split(',').filter(|number| !number.is_empty());
    numbers.map(|number| number.parse().ok()).collect()
}

fn asked(row: &Row<'_>) -> Result<AskedRow, rusqlite::Error> {
    let (answered, person): (Option<u64>, Option<String>) = (row.get(3)?, row.get(1)?);
    let person = person.is_some().then(|| read(row, 1, |text| text.parse().ok())).transpose()?;
    Ok(AskedRow {
        answered: answered.map(Timestamp),
        number: row.get(0)?,
        person,
        status: read(row, 2, status)?,
        time: Timestamp(row.get(4)?),
    })
}

impl Views {
    /// Returns what the log told of a draw.
    ///
    /// # Errors
    /// [`ViewsError`] when the tables cannot be read.
    pub fn draw(&self, draw: u64) -> Result<Option<DrawRow>, ViewsError> {
        let sql = "SELECT numbers, ended FROM draws WHERE number = ?1";
        let of = params![number(draw)];
        let found = self.list(sql, of, 1, |row| {
            let ended: Option<u64> = row.get(1)?;
            Ok(DrawRow {
                asked: Vec::new(),
                ended: ended.map(Timestamp),
                numbers: read(row, 0, numbers)?,
            })
        });
        let Some(row) = found?.rows.pop() else { return Ok(None) };
        let sql = "SELECT number, person, status, answered, time FROM asked WHERE draw = ?1 ORDER BY place";
        let asked = self.list(sql, params![number(draw)], usize::MAX, asked)?.rows;
        Ok(Some(DrawRow { asked, ..row }))
    }
}
