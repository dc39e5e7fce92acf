//! The addresses: one SQLite file in the society's folder, readable by the operator alone, made when the
//! first person asks for letters. What is deleted is overwritten.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use polity_types::{PersonId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::day_of;
use crate::words::Tongue;

/// The file's name in the society's folder.
const FILE: &str = "mail.sqlite";
/// How long an address may wait to be confirmed. Unit: seconds. Source: MAI-3.
const LAPSE: u64 = 2 * super::DAY;
/// Letters to confirm an address that one person may have sent on a day. Source: MAI-2.
pub(crate) const ASKS_MAX: u64 = 3;
/// Times that a letter is tried on a day. Source: MAI-7.
const TRIES_MAX: u64 = 5;
/// Seconds until the second try; twice as long with each further one. Source: MAI-7.
const PAUSE: u64 = 300;
/// Days in a row on which an address may refuse letters before it is deleted. Source: MAI-7.
const REFUSED_MAX: u64 = 3;

const SCHEMA: &str = "
    PRAGMA secure_delete = ON;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS subscriber (
        person TEXT PRIMARY KEY,
        address TEXT NOT NULL,
        language TEXT NOT NULL,
        asked INTEGER NOT NULL,
        requested INTEGER NOT NULL,
        confirm TEXT UNIQUE,
        stop TEXT NOT NULL UNIQUE,
        day INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        later INTEGER NOT NULL DEFAULT 0,
        refused INTEGER NOT NULL DEFAULT 0,
        said BLOB NOT NULL DEFAULT x''
    ) STRICT;
    CREATE TABLE IF NOT EXISTS asked (
        person TEXT PRIMARY KEY, day INTEGER NOT NULL, count INTEGER NOT NULL
    ) STRICT;";

/// The addresses of one society.
pub(crate) struct Book {
    file: PathBuf,
    open: Mutex<Option<Connection>>,
}

/// Why the file cannot be read or written. Has no address in it.
#[derive(Debug)]
pub(crate) struct BookError(String);

impl std::fmt::Display for BookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FILE}: {}", self.0)
    }
}

impl From<rusqlite::Error> for BookError {
    fn from(error: rusqlite::Error) -> Self {
        // Some of its words repeat values.
        Self(error.sqlite_error().map_or_else(|| "unreadable".into(), ToString::to_string))
    }
}

impl From<std::io::Error> for BookError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// What is kept about whoever asked.
#[derive(Clone, Debug)]
pub(crate) struct Subscriber {
    pub(crate) address: String,
    /// What confirms the address; none once it is confirmed.
    pub(crate) confirm: Option<String>,
    pub(crate) language: String,
    pub(crate) person: PersonId,
    /// What the last letter said, hashed.
    pub(crate) said: Vec<u8>,
    /// What ends the letters without a key.
    pub(crate) stop: String,
}

impl Subscriber {
    /// Returns the language of their letters.
    pub(crate) fn tongue(&self) -> Tongue {
        Tongue::of(&self.language).unwrap_or_default()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let person: String = row.get(3)?;
        let bad = || rusqlite::Error::InvalidQuery;
        Ok(Self {
            address: row.get(0)?,
            confirm: row.get(1)?,
            language: row.get(2)?,
            person: person.parse().map_err(|_| bad())?,
            said: row.get(4)?,
            stop: row.get(5)?,
        })
    }
}

const COLUMNS: &str = "address, confirm, language, person, said, stop";

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    /// It is written down.
    Yes,
    /// An equal or later request was there before.
    Older,
    /// There were too many on this day.
    TooMany,
}

/// What came of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// The server has it, or may have it: it is not sent again.
    Through,
    /// The server said: not now.
    Later,
    /// The server said: never.
    Refused,
}

impl Book {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join(FILE), open: Mutex::new(None) }
    }

    /// Says whether anybody ever asked here.
    pub(crate) fn is_there(&self) -> bool {
        self.file.exists()
    }

    fn with<T>(
        &self,
        does: impl FnOnce(&mut Connection) -> Result<T, BookError>,
    ) -> Result<T, BookError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            drop(OpenOptions::new().create(true).append(true).mode(0o600).open(&self.file)?);
            let connection = Connection::open(&self.file)?;
            connection.execute_batch(SCHEMA)?;
            *open = Some(connection);
        }
        let connection = open.as_mut().ok_or_else(|| BookError("not open".into()))?;
        does(connection)
    }

    /// Writes down that a person wants letters, unless that is older than what is there. `tokens`: what
    /// confirms the address, and what ends the letters.
    pub(crate) fn ask(
        &self,
        (person, address, tongue): (PersonId, &str, Tongue),
        requested: Timestamp,
        now: Timestamp,
        (confirm, stop): (&str, &str),
    ) -> Result<Noted, BookError> {
        let (person, today) = (person.to_string(), day_of(now));
        self.with(|connection| {
            let transaction = connection.transaction()?;
            let find = "SELECT requested FROM subscriber WHERE person = ?1";
            let last: Option<u64> =
                transaction.query_row(find, [&person], |row| row.get(0)).optional()?;
            if last.is_some_and(|last| requested.0 <= last) {
                return Ok(Noted::Older);
            }
            let find = "SELECT count FROM asked WHERE person = ?1 AND day = ?2";
            let count: Option<u64> =
                transaction.query_row(find, params![person, today], |row| row.get(0)).optional()?;
            let count = count.unwrap_or_default();
            if count >= ASKS_MAX {
                return Ok(Noted::TooMany);
            }
            let note = "INSERT OR REPLACE INTO asked (person, day, count) VALUES (?1, ?2, ?3)";
            let _ = transaction.execute(note, params![person, today, count.saturating_add(1)])?;
            let note = "INSERT OR REPLACE INTO subscriber \
                        (person, address, language, asked, requested, confirm, stop) \
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let with = params![person, address, tongue.code(), now.0, requested.0, confirm, stop];
            let _ = transaction.execute(note, with)?;
            transaction.commit()?;
            Ok(Noted::Yes)
        })
    }

    /// Returns what is kept about a person.
    pub(crate) fn of(&self, person: PersonId) -> Result<Option<Subscriber>, BookError> {
        self.one("person", &person.to_string())
    }

    /// Returns whom a token confirms.
    pub(crate) fn to_confirm(&self, token: &str) -> Result<Option<Subscriber>, BookError> {
        self.one("confirm", token)
    }

    /// Returns whose letters a token ends.
    pub(crate) fn to_stop(&self, token: &str) -> Result<Option<Subscriber>, BookError> {
        self.one("stop", token)
    }

    fn one(&self, column: &str, value: &str) -> Result<Option<Subscriber>, BookError> {
        if !self.is_there() {
            return Ok(None);
        }
        let find = format!("SELECT {COLUMNS} FROM subscriber WHERE {column} = ?1");
        self.with(|connection| {
            Ok(connection.query_row(&find, [value], Subscriber::read).optional()?)
        })
    }

    /// Notes that an address is its owner's. The first digest may go out at once.
    pub(crate) fn confirm(&self, token: &str) -> Result<bool, BookError> {
        self.change(
            "UPDATE subscriber SET confirm = NULL, day = 0, tries = 0, later = 0 WHERE confirm = ?1",
            params![token],
        )
    }

    /// Deletes what is kept about a person.
    pub(crate) fn remove(&self, person: PersonId) -> Result<bool, BookError> {
        self.change("DELETE FROM subscriber WHERE person = ?1", params![person.to_string()])
    }

    /// Deletes what is kept about whoever a token names.
    pub(crate) fn stop(&self, token: &str) -> Result<bool, BookError> {
        self.change("DELETE FROM subscriber WHERE stop = ?1", params![token])
    }

    /// Deletes addresses that nobody confirmed in time, and counts of other days.
    pub(crate) fn lapse(&self, now: Timestamp) -> Result<(), BookError> {
        let late = now.0.saturating_sub(LAPSE);
        let _ = self.change(
            "DELETE FROM subscriber WHERE confirm IS NOT NULL AND asked < ?1",
            params![late],
        )?;
        self.change("DELETE FROM asked WHERE day <> ?1", params![day_of(now)]).map(|_| ())
    }

    fn change(&self, words: &str, with: &[&dyn rusqlite::ToSql]) -> Result<bool, BookError> {
        if !self.is_there() {
            return Ok(false);
        }
        self.with(|connection| Ok(connection.execute(words, with)? > 0))
    }

    /// Returns up to `limit` of all who asked, after a person in the order of identifiers.
    pub(crate) fn after(
        &self,
        person: Option<PersonId>,
        limit: u32,
    ) -> Result<Vec<Subscriber>, BookError> {
        self.list("1 = 1", person, limit, [0, 0])
    }

    /// Returns up to `limit` of those whose address is to be confirmed, and who have no letter yet.
    pub(crate) fn unconfirmed(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Subscriber>, BookError> {
        let which = "confirm IS NOT NULL AND day = 0 AND later <= ?3 + ?4";
        self.list(which, None, limit, [now.0, 0])
    }

    /// Returns up to `limit` of those who had no letter on this day yet, after a person.
    pub(crate) fn waiting(
        &self,
        now: Timestamp,
        person: Option<PersonId>,
        limit: u32,
    ) -> Result<Vec<Subscriber>, BookError> {
        let which = "confirm IS NULL AND later <= ?3 AND day < ?4";
        self.list(which, person, limit, [now.0, day_of(now)])
    }

    fn list(
        &self,
        which: &str,
        person: Option<PersonId>,
        limit: u32,
        [third, fourth]: [u64; 2],
    ) -> Result<Vec<Subscriber>, BookError> {
        if !self.is_there() {
            return Ok(Vec::new());
        }
        let find = format!(
            "SELECT {COLUMNS} FROM subscriber WHERE person > ?1 AND ({which}) AND ?3 >= 0 AND ?4 >= 0 \
             ORDER BY person LIMIT ?2"
        );
        let after = person.map(|person| person.to_string()).unwrap_or_default();
        self.with(|connection| {
            let mut query = connection.prepare(&find)?;
            let rows = query.query_map(params![after, limit, third, fourth], Subscriber::read)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Takes a person's letter of this day, before it is sent: whatever happens then, and whenever this
    /// process ends, nobody has it twice.
    pub(crate) fn claim(&self, person: PersonId, now: Timestamp) -> Result<bool, BookError> {
        self.change(
            "UPDATE subscriber SET day = ?2 WHERE person = ?1 AND day < ?2",
            params![person.to_string(), day_of(now)],
        )
    }

    /// Notes what came of a person's letter. Returns whether their address was deleted for good.
    pub(crate) fn settle(
        &self,
        person: PersonId,
        said: &[u8],
        came: Came,
        now: Timestamp,
    ) -> Result<bool, BookError> {
        let person = person.to_string();
        match came {
            Came::Through => self.change(
                "UPDATE subscriber SET tries = 0, later = 0, refused = 0, said = ?2 WHERE person = ?1",
                params![person, said],
            ),
            Came::Later => self.with(|connection| {
                // The day is given back, and with it the claim, as long as there are tries left.
                let words = "UPDATE subscriber SET \
                             day = CASE WHEN tries + 1 < ?2 THEN 0 ELSE day END, \
                             later = ?3 + (?4 << tries), \
                             tries = CASE WHEN tries + 1 < ?2 THEN tries + 1 ELSE 0 END \
                             WHERE person = ?1";
                Ok(connection.execute(words, params![person, TRIES_MAX, now.0, PAUSE])? > 0)
            }),
            Came::Refused => {
                let words = "UPDATE subscriber SET refused = refused + 1 WHERE person = ?1";
                let _ = self.change(words, params![person])?;
                let gone = "DELETE FROM subscriber WHERE person = ?1 AND \
                            (refused >= ?2 OR confirm IS NOT NULL)";
                return self.change(gone, params![person, REFUSED_MAX]);
            }
        }
        .map(|_| false)
    }
}
