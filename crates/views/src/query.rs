//! What pages ask of the views. Every list is paged, every text from outside is quoted.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::ViewsError;
use crate::follow::Views;

/// Longest question to the search. Unit: bytes.
pub const SEARCH_BYTES_MAX: usize = 200;
/// Most words of a question that count.
const WORDS_MAX: usize = 12;

/// A page of a list, and whether there is more after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// Whether there is more.
    pub is_more: bool,
    /// The rows.
    pub rows: Vec<T>,
}

/// A person, as `people` lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct PersonRow {
    pub card: Option<u64>,
    pub ended: Option<u64>,
    pub joined: Option<u64>,
    pub known: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub person: String,
    pub settled: Option<u64>,
    pub standing: String,
    pub vouches: u64,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct DecisionRow {
    pub abstain: Option<u64>,
    pub eligible: Option<u64>,
    pub ended: Option<u64>,
    pub no: Option<u64>,
    pub number: u64,
    pub procedure: String,
    pub reason: Option<String>,
    pub stage: String,
    pub title: String,
    pub yes: Option<u64>,
}

/// What an account holds of an asset. `amount` is in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct Balance {
    pub account: String,
    pub amount: String,
    pub asset: String,
    pub decimals: u8,
}

/// A posting, newest first. `amount` is in minor units. It was made by an operation of the log
/// (`entry`), or took effect by itself (`decision` or `act`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct PostingRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<u64>,
    pub amount: String,
    pub asset: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    pub credit: String,
    pub debit: String,
    pub decimals: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
    pub number: u64,
    /// The day that a place outside has for it, if that is another than the one on which it was booked: its first
    /// second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<u64>,
    pub time: u64,
}

impl PostingRow {
    /// Returns when it counts: on the day of the place outside, or else when it was booked.
    #[must_use]
    pub fn valued(&self) -> u64 {
        self.on.unwrap_or(self.time)
    }
}

/// Reads a posting from a row that begins with its columns: number, time, asset, credit, debit, amount,
/// decimals, entry, decision, act, memo, category, valued.
pub(crate) fn posting(row: &Row<'_>) -> Result<PostingRow, rusqlite::Error> {
    let (time, valued): (u64, u64) = (row.get(1)?, row.get(12)?);
    Ok(PostingRow {
        number: row.get(0)?,
        on: Some(valued).filter(|valued| *valued != time),
        time,
        asset: row.get(2)?,
        credit: row.get(3)?,
        debit: row.get(4)?,
        amount: row.get(5)?,
        decimals: row.get(6)?,
        entry: row.get(7)?,
        decision: row.get(8)?,
        act: row.get(9)?,
        memo: row.get(10)?,
        category: row.get(11)?,
    })
}

/// An operation in the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct EntryRow {
    pub action: String,
    pub author: String,
    pub number: u64,
    pub time: u64,
}

/// An argument on a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct ArgumentRow {
    pub author: String,
    pub side: String,
    pub text: String,
    pub time: u64,
}

/// Something that the search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// A passage with the words in it.
    pub excerpt: String,
    /// `proposal`, `argument`, `charter` or `person`.
    pub kind: String,
    /// The proposal's number, or the person; empty for the charter.
    pub place: String,
    /// Its first line, or its heading.
    pub title: String,
}

fn page<T>(mut rows: Vec<T>, limit: usize) -> Page<T> {
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    Page { is_more, rows }
}

/// Returns a number as SQLite holds it: one that is too large for that is beyond every row.
pub(crate) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn before(number: Option<u64>) -> i64 {
    number.map_or(i64::MAX, self::number)
}

pub(crate) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)
}

impl Views {
    /// Returns how many acts a person announced under a line of the charter at `since` or later (Unix seconds).
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn announced(&self, author: &str, line: &str, since: u64) -> Result<u64, ViewsError> {
        let sql = "SELECT COUNT(*) FROM acts WHERE author = ?1 AND line = ?2 AND announced >= ?3";
        self.read(|tables| {
            let mut read = tables.prepare_cached(sql)?;
            read.query_row(params![author, line, number(since)], |row| row.get(0))
        })
    }

    pub(crate) fn list<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        limit: usize,
        make: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Page<T>, ViewsError> {
        self.read(|tables| {
            let mut read = tables.prepare_cached(sql)?;
            let rows: Result<Vec<T>, _> = read.query_map(values, make)?.collect();
            Ok(page(rows?, limit))
        })
    }

    /// Returns members and those who were, by their cards, after the card `after`.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn people(&self, after: u64, limit: usize) -> Result<Page<PersonRow>, ViewsError> {
        let sql = "SELECT person, standing, card, known, joined, vouches, settled, ended, name \
                   FROM people WHERE card > ?1 ORDER BY card LIMIT ?2";
        self.list(sql, params![number(after), one_more(limit)], limit, person)
    }

    /// Returns those who wait for admission, or for their own oath; longest known first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn applicants(&self, limit: usize) -> Result<Page<PersonRow>, ViewsError> {
        let sql = "SELECT person, standing, card, known, joined, vouches, settled, ended, name \
                   FROM people WHERE standing IN ('applicant', 'admitted') ORDER BY known, person LIMIT ?1";
        self.list(sql, params![one_more(limit)], limit, person)
    }

    /// Returns how many people have each standing.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn standings(&self) -> Result<Vec<(String, u64)>, ViewsError> {
        let sql = "SELECT standing, count(*) FROM people GROUP BY standing ORDER BY standing";
        let page = self.list(sql, [], usize::MAX, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(page.rows)
    }

    /// Returns proposals that are not over, oldest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn open_decisions(&self, limit: usize) -> Result<Page<DecisionRow>, ViewsError> {
        let sql = "SELECT number, procedure, title, stage, eligible, yes, no, abstain, ended, \
                   reason FROM proposals WHERE ended IS NULL ORDER BY number LIMIT ?1";
        self.list(sql, params![one_more(limit)], limit, decision)
    }

    /// Returns proposals that are over, newest first, before the proposal `before`.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn ended_decisions(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<DecisionRow>, ViewsError> {
        let sql = "SELECT number, procedure, title, stage, eligible, yes, no, abstain, ended, \
                   reason FROM proposals WHERE ended IS NOT NULL AND number < ?1 \
                   ORDER BY number DESC LIMIT ?2";
        let before = self::before(before);
        self.list(sql, params![before, one_more(limit)], limit, decision)
    }

    /// Returns what every account holds, in the order of accounts, after the account and asset of a
    /// row before.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn balances(
        &self,
        (account, asset): (&str, &str),
        limit: usize,
    ) -> Result<Page<Balance>, ViewsError> {
        let sql = "SELECT account, asset, amount, decimals FROM balances \
                   JOIN assets ON code = asset WHERE (account, asset) > (?1, ?2) \
                   ORDER BY account, asset LIMIT ?3";
        self.list(sql, params![account, asset, one_more(limit)], limit, |row| {
            Ok(Balance {
                account: row.get(0)?,
                asset: row.get(1)?,
                amount: row.get(2)?,
                decimals: row.get(3)?,
            })
        })
    }

    /// Returns postings, newest first, before one of them; of one account if it is named.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn postings(
        &self,
        account: Option<&str>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<PostingRow>, ViewsError> {
        let sql = "SELECT number, time, asset, credit, debit, amount, decimals, entry, \
                   decision, act, memo, category, valued FROM postings \
                   JOIN assets ON code = asset \
                   WHERE number < ?1 AND (?2 IS NULL OR credit = ?2 OR debit = ?2) \
                   ORDER BY number DESC LIMIT ?3";
        let before = self::before(before);
        self.list(sql, params![before, account, one_more(limit)], limit, posting)
    }

    /// Returns what was done, newest first, before an entry; by one person if one is named.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn entries(
        &self,
        author: Option<&str>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<EntryRow>, ViewsError> {
        let before = self::before(before);
        let columns = "SELECT number, time, author, action FROM entries WHERE number < ?1";
        let entry = |row: &Row<'_>| {
            Ok(EntryRow {
                number: row.get(0)?,
                time: row.get(1)?,
                author: row.get(2)?,
                action: row.get(3)?,
            })
        };
        let limit_to = one_more(limit);
        if let Some(author) = author {
            let sql = format!("{columns} AND author = ?3 ORDER BY number DESC LIMIT ?2");
            self.list(&sql, params![before, limit_to, author], limit, entry)
        } else {
            let sql = format!("{columns} ORDER BY number DESC LIMIT ?2");
            self.list(&sql, params![before, limit_to], limit, entry)
        }
    }

    /// Returns the arguments on a proposal, oldest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn arguments(&self, proposal: u64, limit: usize) -> Result<Page<ArgumentRow>, ViewsError> {
        let sql = "SELECT author, side, text, time FROM arguments WHERE proposal = ?1 \
                   ORDER BY number LIMIT ?2";
        self.list(sql, params![number(proposal), one_more(limit)], limit, |row| {
            Ok(ArgumentRow {
                author: row.get(0)?,
                side: row.get(1)?,
                text: row.get(2)?,
                time: row.get(3)?,
            })
        })
    }

    /// Finds texts that hold all words of a question, or words that begin so, best first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn search(&self, question: &str, limit: usize) -> Result<Page<Found>, ViewsError> {
        let query = quoted(question);
        if query.is_empty() {
            return Ok(Page { is_more: false, rows: Vec::new() });
        }
        let sql = "SELECT kind, place, title, snippet(search, 1, '', '', ' … ', 24) FROM search \
                   WHERE search MATCH ?1 ORDER BY rank, rowid LIMIT ?2";
        self.list(sql, params![query, one_more(limit)], limit, |row| {
            Ok(Found {
                kind: row.get(0)?,
                place: row.get(1)?,
                title: row.get(2)?,
                excerpt: row.get(3)?,
            })
        })
    }

    /// Returns the names of the tables, in their order.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn tables(&self) -> Result<Vec<String>, ViewsError> {
        self.read(names)
    }

    /// Hands every row of a table to `take`, the names of the columns first, values as text.
    ///
    /// # Errors
    /// [`ViewsError`]: no such table, or what `take` says.
    pub fn each_row<E>(
        &self,
        table: &str,
        mut take: impl FnMut(Vec<String>) -> Result<(), E>,
    ) -> Result<Result<(), E>, ViewsError> {
        self.read(|tables| {
            if !names(tables)?.iter().any(|name| name == table) {
                return Err(rusqlite::Error::InvalidQuery);
            }
            let mut read = tables.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = read.column_names().map(str::to_owned).collect::<Vec<_>>();
            let count = columns.len();
            if let Err(error) = take(columns) {
                return Ok(Err(error));
            }
            let mut rows = read.query([])?;
            while let Some(row) = rows.next()? {
                let text = |at| row.get::<_, Value>(at).map(as_text);
                let values: Result<Vec<String>, _> = (0..count).map(text).collect();
                if let Err(error) = take(values?) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })
    }

    /// Returns every row of every table as text, in one order: to compare two files.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn dump(&self) -> Result<Vec<String>, ViewsError> {
        self.read(|tables| {
            let mut lines = Vec::new();
            for name in names(tables)? {
                let mut read = tables.prepare(&format!("SELECT * FROM {name}"))?;
                let columns = read.column_count();
                let line = |row: &Row<'_>| {
                    let value = |at| row.get::<_, Value>(at);
                    let values: Result<Vec<_>, _> = (0..columns).map(value).collect();
                    Ok(format!("{name} {:?}", values?))
                };
                let mut rows: Vec<String> = read.query_map([], line)?.collect::<Result<_, _>>()?;
                rows.sort();
                lines.extend(rows);
            }
            Ok(lines)
        })
    }
}

fn names(tables: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name NOT LIKE 'search_%' ORDER BY name";
    tables.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn as_text(value: Value) -> String {
    match value {
        Value::Null | Value::Blob(_) => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
    }
}

pub(crate) fn person(row: &Row<'_>) -> Result<PersonRow, rusqlite::Error> {
    Ok(PersonRow {
        person: row.get(0)?,
        standing: row.get(1)?,
        card: row.get(2)?,
        known: row.get(3)?,
        joined: row.get(4)?,
        vouches: row.get(5)?,
        settled: row.get(6)?,
        ended: row.get(7)?,
        name: row.get(8)?,
    })
}

fn decision(row: &Row<'_>) -> Result<DecisionRow, rusqlite::Error> {
    Ok(DecisionRow {
        number: row.get(0)?,
        procedure: row.get(1)?,
        title: row.get(2)?,
        stage: row.get(3)?,
        eligible: row.get(4)?,
        yes: row.get(5)?,
        no: row.get(6)?,
        abstain: row.get(7)?,
        ended: row.get(8)?,
        reason: row.get(9)?,
    })
}

/// Returns a question in the language of FTS5: each word quoted, the beginning of a word found too.
fn quoted(question: &str) -> String {
    let ends = question.char_indices().map(|(at, c)| at.saturating_add(c.len_utf8()));
    let end = ends.take_while(|end| *end <= SEARCH_BYTES_MAX).last().unwrap_or_default();
    let words = question.get(..end).unwrap_or_default().split_whitespace().take(WORDS_MAX);
    let quoted = words.filter(|word| word.chars().any(char::is_alphanumeric)).map(|word| {
        let plain: String = word.chars().filter(|c| *c != '"' && *c != '\0').collect();
        format!("\"{plain}\"*")
    });
    quoted.collect::<Vec<_>>().join(" ")
}
