//! The tables, and whether a file has them.
//!
//! Amounts are text in minor units, because they may be larger than SQLite's integers. Times are Unix
//! seconds; `valued` is the day that a place outside has for a movement between it and a fund, where that says one; those named `due`, `opens` or `closes` are in running time, as the log tells them.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use polity_types::SocietyId;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use crate::error::ViewsError;

/// Changes with the tables: files of another version are made anew.
const VERSION: i64 = 22;

pub(crate) const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE batches (
    height INTEGER PRIMARY KEY, time INTEGER NOT NULL, first INTEGER NOT NULL,
    operations INTEGER NOT NULL, state_root TEXT NOT NULL);
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, height INTEGER NOT NULL, time INTEGER NOT NULL,
    operation TEXT NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL);
CREATE INDEX entries_author ON entries (author, number);
CREATE TABLE people (
    person TEXT PRIMARY KEY, standing TEXT NOT NULL, card INTEGER, known INTEGER NOT NULL,
    joined INTEGER, settled INTEGER, ended INTEGER, oath TEXT, inviter TEXT, vouches INTEGER NOT NULL DEFAULT 0,
    name TEXT, found INTEGER, declined INTEGER, declined_why TEXT) WITHOUT ROWID;
CREATE INDEX people_card ON people (card) WHERE card IS NOT NULL;
CREATE INDEX people_standing ON people (standing, known, person);
CREATE TABLE proposals (
    number INTEGER PRIMARY KEY, author TEXT, procedure TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT, made INTEGER NOT NULL, stage TEXT NOT NULL, round INTEGER NOT NULL,
    until INTEGER, eligible INTEGER, yes INTEGER, no INTEGER, abstain INTEGER,
    ended INTEGER, reason TEXT, entry INTEGER);
CREATE INDEX proposals_ended ON proposals (ended, number);
CREATE TABLE proposal_actions (
    proposal INTEGER NOT NULL, place INTEGER NOT NULL, option INTEGER, action TEXT NOT NULL,
    content TEXT NOT NULL, PRIMARY KEY (proposal, place)) WITHOUT ROWID;
CREATE TABLE proposal_options (
    proposal INTEGER NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL,
    taken INTEGER, PRIMARY KEY (proposal, place)) WITHOUT ROWID;
CREATE TABLE counts (
    proposal INTEGER NOT NULL, round INTEGER NOT NULL, account TEXT NOT NULL,
    PRIMARY KEY (proposal, round)) WITHOUT ROWID;
CREATE TABLE ballots (
    proposal INTEGER NOT NULL, round INTEGER NOT NULL, voter TEXT NOT NULL, choice TEXT NOT NULL,
    time INTEGER NOT NULL, entry INTEGER, weight INTEGER NOT NULL, PRIMARY KEY (proposal, round, voter)
    ) WITHOUT ROWID;
CREATE INDEX ballots_cast ON ballots (proposal, round, time, entry, voter);
CREATE INDEX ballots_voter ON ballots (voter, time);
CREATE TABLE delegations (
    person TEXT NOT NULL, topic TEXT NOT NULL, delegate TEXT NOT NULL, time INTEGER NOT NULL,
    due INTEGER, entry INTEGER, PRIMARY KEY (person, topic)) WITHOUT ROWID;
CREATE INDEX delegations_delegate ON delegations (delegate, topic, person);
CREATE TABLE topics (topic TEXT PRIMARY KEY, opened INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE votes (
    proposal INTEGER NOT NULL, round INTEGER NOT NULL, topic TEXT NOT NULL, place INTEGER,
    opened INTEGER NOT NULL, closed INTEGER, verdict TEXT, PRIMARY KEY (proposal, round)) WITHOUT ROWID;
CREATE INDEX votes_topic ON votes (topic, place) WHERE place IS NOT NULL;
CREATE TABLE delegation_spells (
    person TEXT NOT NULL, topic TEXT NOT NULL, delegate TEXT NOT NULL, since INTEGER NOT NULL,
    after INTEGER NOT NULL, until INTEGER, ended INTEGER, why TEXT, gone INTEGER);
CREATE INDEX spells_person ON delegation_spells (person, topic);
CREATE INDEX spells_delegate ON delegation_spells (delegate, topic);
CREATE TABLE arguments (
    proposal INTEGER NOT NULL, number INTEGER NOT NULL, author TEXT NOT NULL, side TEXT NOT NULL,
    text TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (proposal, number)) WITHOUT ROWID;
CREATE TABLE terms (
    office TEXT NOT NULL, seat INTEGER NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL,
    until INTEGER NOT NULL, ended INTEGER, reason TEXT);
CREATE INDEX terms_office ON terms (office, seat, ended);
CREATE TABLE draws (number INTEGER PRIMARY KEY, numbers TEXT NOT NULL, ended INTEGER);
CREATE TABLE asked (
    draw INTEGER NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL, person TEXT,
    status TEXT NOT NULL, time INTEGER NOT NULL, answered INTEGER, PRIMARY KEY (draw, place)) WITHOUT ROWID;
CREATE TABLE acts (
    number INTEGER PRIMARY KEY, author TEXT NOT NULL, action TEXT NOT NULL, line TEXT NOT NULL,
    announced INTEGER NOT NULL, due INTEGER NOT NULL, outcome TEXT);
CREATE INDEX acts_author ON acts (author, line, announced);
CREATE TABLE objections (
    kind TEXT NOT NULL, number INTEGER NOT NULL, member TEXT NOT NULL, time INTEGER NOT NULL);
CREATE TABLE charters (
    version INTEGER PRIMARY KEY, hash TEXT NOT NULL, decided_by TEXT NOT NULL, time INTEGER NOT NULL);
CREATE TABLE sponsors (
    proposal INTEGER NOT NULL, member TEXT NOT NULL, time INTEGER NOT NULL,
    PRIMARY KEY (proposal, member)) WITHOUT ROWID;
CREATE TABLE pauses (
    pause TEXT NOT NULL, actions TEXT NOT NULL, called_by TEXT NOT NULL, text TEXT NOT NULL,
    time INTEGER NOT NULL, due INTEGER NOT NULL, ended INTEGER, ended_by TEXT);
CREATE INDEX pauses_pause ON pauses (pause, ended);
CREATE TABLE stages (stage TEXT NOT NULL, time INTEGER NOT NULL);
CREATE TABLE assets (
    code TEXT PRIMARY KEY, decimals INTEGER NOT NULL, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attestations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, asset TEXT NOT NULL,
    time INTEGER NOT NULL, by TEXT NOT NULL, expected TEXT NOT NULL, held TEXT NOT NULL,
    proof TEXT NOT NULL);
CREATE TABLE years (
    account TEXT NOT NULL, asset TEXT NOT NULL, began INTEGER NOT NULL, opening TEXT NOT NULL,
    came TEXT NOT NULL, went TEXT NOT NULL, closing TEXT NOT NULL,
    PRIMARY KEY (account, asset, began)) WITHOUT ROWID;
CREATE TABLE balances (
    account TEXT NOT NULL, asset TEXT NOT NULL, amount TEXT NOT NULL,
    PRIMARY KEY (account, asset)) WITHOUT ROWID;
CREATE TABLE days (
    asset TEXT NOT NULL, day INTEGER NOT NULL, held TEXT NOT NULL, PRIMARY KEY (asset, day)) WITHOUT ROWID;
CREATE TABLE flows (
    asset TEXT NOT NULL, month TEXT NOT NULL, category TEXT NOT NULL, came TEXT NOT NULL, went TEXT NOT NULL,
    PRIMARY KEY (asset, month, category)) WITHOUT ROWID;
CREATE TABLE voices (
    topic TEXT NOT NULL, delegate TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (topic, delegate)
    ) WITHOUT ROWID;
CREATE INDEX voices_count ON voices (count);
CREATE INDEX voices_delegate ON voices (delegate);
CREATE TABLE postings (
    number INTEGER PRIMARY KEY AUTOINCREMENT, height INTEGER NOT NULL, time INTEGER NOT NULL,
    asset TEXT NOT NULL, credit TEXT NOT NULL, debit TEXT NOT NULL, amount TEXT NOT NULL, memo TEXT,
    category TEXT, credit_after TEXT NOT NULL, debit_after TEXT NOT NULL, entry INTEGER, decision INTEGER, act INTEGER,
    valued INTEGER NOT NULL);
CREATE INDEX postings_height ON postings (height);
CREATE INDEX postings_credit_valued ON postings (credit, asset, valued) WHERE valued <> time;
CREATE INDEX postings_debit_valued ON postings (debit, asset, valued) WHERE valued <> time;
CREATE INDEX postings_credit ON postings (credit, number);
CREATE INDEX postings_debit ON postings (debit, number);
CREATE TABLE imported_terms (
    file TEXT NOT NULL, source_row INTEGER NOT NULL, placeholder INTEGER NOT NULL,
    members TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (file, source_row)
    ) WITHOUT ROWID;
CREATE TABLE imported_postings (
    file TEXT NOT NULL, source_row INTEGER NOT NULL, place INTEGER NOT NULL, time INTEGER NOT NULL,
    category TEXT NOT NULL, asset TEXT NOT NULL, credit TEXT NOT NULL, debit TEXT NOT NULL,
    amount TEXT NOT NULL, PRIMARY KEY (file, source_row, place)) WITHOUT ROWID;
CREATE TABLE imported_questions (
    file TEXT NOT NULL, choice INTEGER NOT NULL, title TEXT NOT NULL, time INTEGER NOT NULL,
    score TEXT NOT NULL, PRIMARY KEY (file, choice)) WITHOUT ROWID;
CREATE TABLE placeholders (
    placeholder INTEGER PRIMARY KEY, claimed_by TEXT NOT NULL);
CREATE TABLE signals (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, question TEXT NOT NULL, asker TEXT NOT NULL,
    asked INTEGER NOT NULL, scale TEXT NOT NULL, closed INTEGER, counts TEXT, eligible INTEGER,
    withdrawn INTEGER);
CREATE TABLE signal_days (
    signal INTEGER NOT NULL, day INTEGER NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (signal, day)
    ) WITHOUT ROWID;
CREATE TABLE streams (
    number INTEGER PRIMARY KEY, starter TEXT NOT NULL, payee TEXT NOT NULL, fund TEXT NOT NULL,
    asset TEXT NOT NULL, amount TEXT NOT NULL, every INTEGER NOT NULL, times INTEGER NOT NULL,
    at_once INTEGER NOT NULL, category TEXT, ended INTEGER, why TEXT, never INTEGER, unpaid TEXT,
    after INTEGER);
CREATE INDEX streams_ended ON streams (ended, number) WHERE ended IS NOT NULL;
CREATE INDEX streams_after ON streams (after, number) WHERE ended IS NOT NULL;
CREATE TABLE places (
    number INTEGER PRIMARY KEY, place TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, country TEXT,
    land INTEGER NOT NULL, evidence TEXT, attested INTEGER, attested_by TEXT, opened INTEGER NOT NULL,
    closed INTEGER, residents INTEGER NOT NULL DEFAULT 0);
CREATE INDEX places_open ON places (place) WHERE closed IS NULL;
CREATE TABLE residents (
    person TEXT PRIMARY KEY, place TEXT NOT NULL, arrived INTEGER NOT NULL, confirmed INTEGER, by TEXT,
    votes INTEGER, vouches INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX residents_place ON residents (place, (confirmed IS NOT NULL), person);
CREATE VIRTUAL TABLE search USING fts5(
    title, body, kind UNINDEXED, place UNINDEXED, tokenize = 'unicode61 remove_diacritics 2');
";

/// Where the tables are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a file, kept over restarts.
    File(PathBuf),
    /// In memory, because there is no room on the disk: a name within this process.
    Memory(String),
}

/// Opens the file to write to it; one that does not open, of another version or of another society is made
/// anew. Whether all of it [`is_whole`] takes longer to say. Where no file can be made, the tables are in memory until the next start.
pub(crate) fn open(path: &Path, society: SocietyId) -> Result<(Connection, Place), ViewsError> {
    match open_file(path, society) {
        Ok(connection) => Ok((connection, Place::File(path.to_owned()))),
        Err(error) => {
            tracing::warn!(%error, "the views are kept in memory until the next start");
            let name = format!("file:{}?mode=memory&cache=shared", path.display());
            let connection = Connection::open_with_flags(&name, shared_flags())?;
            fill(&connection, society)?;
            Ok((connection, Place::Memory(name)))
        }
    }
}

fn open_file(path: &Path, society: SocietyId) -> Result<Connection, ViewsError> {
    if let Ok(connection) = try_open(path)
        && is_ours(&connection, society).unwrap_or(false)
    {
        return Ok(connection);
    }
    remove(path)?;
    let connection = try_open(path)?;
    fill(&connection, society)?;
    Ok(connection)
}

/// Makes the tables.
fn fill(connection: &Connection, society: SocietyId) -> Result<(), rusqlite::Error> {
    connection.execute_batch(TABLES)?;
    let mut write = connection.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)")?;
    write.execute(params!["version", VERSION.to_string()])?;
    write.execute(params!["society", society.to_string()])?;
    Ok(())
}

/// Opens the tables to read from them.
pub(crate) fn open_to_read(place: &Place) -> Result<Connection, ViewsError> {
    let connection = match place {
        Place::File(path) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(path, flags)?
        }
        Place::Memory(name) => {
            let connection = Connection::open_with_flags(name, shared_flags())?;
            // Otherwise a reader and the writer would refuse each other.
            connection.pragma_update(None, "read_uncommitted", true)?;
            connection
        }
    };
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn shared_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Removes the file with what SQLite keeps beside it.
pub(crate) fn remove(path: &Path) -> Result<(), ViewsError> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match fs::remove_file(name) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(ViewsError::Remove(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns the height of the last batch in the file.
pub(crate) fn height(connection: &Connection) -> Result<Option<u64>, rusqlite::Error> {
    connection.query_row("SELECT max(height) FROM batches", [], |row| row.get(0))
}

fn try_open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // After a power cut the last batches may be missing, and are made again.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn is_ours(connection: &Connection, society: SocietyId) -> Result<bool, rusqlite::Error> {
    let value = |name: &str| -> Result<Option<String>, rusqlite::Error> {
        let read = "SELECT value FROM meta WHERE name = ?1";
        connection.query_row(read, [name], |row| row.get(0)).optional()
    };
    let is_version = value("version")? == Some(VERSION.to_string());
    Ok(is_version && value("society")? == Some(society.to_string()))
}

/// Goes over the whole file, and returns whether it is sound. Cost: seconds where there are many people.
pub(crate) fn is_whole(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(said == "ok")
}
