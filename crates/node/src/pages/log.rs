//! The log, newest entries first: what people did, or every entry with its seals.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::Response;
use polity_machine::modules::charter;
use polity_machine::registry;
use polity_types::{LogEntry, PersonId, Timestamp};
use polity_views::{EntryRow, Page as Rows};
use serde::Deserialize;
use serde_json::Value;

use super::here::Here;
use super::telling::{self, Teller};
use super::{
    Done, Frame, Moment, deed, ended, escaped, explain, explain_in, link_to_text, reading,
};
use crate::answer::{Failure, page};
use crate::societies::Served;
use crate::words::{filters, t, term};

/// Entries on one page. Unit: entries.
const PAGE: u64 = 50;
/// As many rows of a list.
const ROWS: usize = 50;

#[derive(askama::Template)]
#[template(path = "log.html")]
struct Page {
    /// Of whom alone, as markup; empty: of all.
    by: String,
    entries: Vec<Row>,
    frame: Frame,
    is_old: bool,
    /// Whether seals are listed.
    is_whole: bool,
    older: Option<u64>,
    /// What the links to other pages of the list carry along.
    same: String,
    size: u64,
}

/// An entry in a line.
pub(crate) struct Row {
    /// Who, as markup.
    pub(crate) by: String,
    pub(crate) index: u64,
    /// Whether it is an entry of its own, and not what followed from those before by rule.
    pub(crate) is_entry: bool,
    pub(crate) time: Option<Moment>,
    /// What was done, and to what, as markup.
    pub(crate) what: String,
}

/// Where the list begins, and what is in it.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
    by: Option<String>,
    #[serde(default)]
    seals: bool,
}

impl Row {
    /// Tells an entry in a line.
    pub(crate) fn of(index: u64, entry: &[u8], teller: &Teller<'_>) -> Self {
        let Teller { base, state, .. } = *teller;
        let row = |what: String, by: String, time| Self { by, index, is_entry: true, time, what };
        match LogEntry::from_bytes(entry) {
            Ok(LogEntry::Founding(founding)) => {
                let founder = founding.founding.founder.inception.person().to_string();
                let time = Moment(founding.founding.time);
                row(term("The founding"), link_to_text(base, state, &founder), Some(time))
            }
            Ok(LogEntry::Seal(seal)) => {
                let operations = match seal.count {
                    1 => "1 operation".to_owned(),
                    count => format!("{count} operations"),
                };
                let what = format!("Seal of batch {}: {operations}", seal.height);
                row(escaped(&term(&what)), term("the signers"), Some(Moment(seal.time)))
            }
            Ok(LogEntry::Operation(raw)) => {
                let envelope: Value = serde_json::from_str(raw.get()).unwrap_or_default();
                let text = |pointer| envelope.pointer(pointer).and_then(Value::as_str);
                let name = text("/operation/action/name").unwrap_or_default();
                let words =
                    || registry::spec_named(name).map_or("something older", |spec| spec.words);
                let told = telling::action_of(entry).map(|action| teller.brief(&action));
                let what = told.unwrap_or_else(|| deed::capital(&escaped(&term(words()))));
                let author = text("/operation/author").unwrap_or_default();
                row(what, link_to_text(base, state, author), None)
            }
            Err(_) => row(term("Unreadable"), String::new(), None),
        }
    }
}

/// `GET /s/{society}/log`.
pub(crate) async fn show(Here { served, .. }: Here, Query(from): Query<From>) -> Response {
    let by = match from.by.as_deref().map(str::parse::<PersonId>).transpose() {
        Ok(by) => by.map(|person| person.to_string()),
        Err(_) => return explain_in(&served, &Failure::NotFound("person")),
    };
    let listed = match served.views.entries(by.as_deref(), from.before, ROWS) {
        Ok(listed) => listed,
        Err(error) => return explain(&Failure::internal(error)),
    };
    if from.seals && by.is_none() {
        whole(&served, &from, &listed)
    } else {
        deeds(&served, &from, by, &listed)
    }
}

/// Lists what people did.
fn deeds(served: &Served, from: &From, by: Option<String>, listed: &Rows<EntryRow>) -> Response {
    let older = listed.rows.last().map(|row| row.number).filter(|_| listed.is_more);
    // What ended by itself nobody did: it stands among all that was done, after the entry it followed.
    let ended = match by {
        None => served.views.ended_streams_between((older.unwrap_or(0), from.before), ROWS),
        Some(_) => Ok(Vec::new()),
    };
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/log").following(served);
        let teller = Teller { base: &frame.base, context, state };
        let done = Done::all(&listed.rows, &served.running, &teller).into_iter();
        let entries = done.map(|Done { by, index, time, what }| Row {
            by,
            index,
            is_entry: true,
            time: Some(time),
            what,
        });
        let ended = ended.iter().map(|row| Row {
            by: t("log-by-itself"),
            index: row.after,
            is_entry: false,
            time: Some(Moment(Timestamp(row.ended))),
            what: ended::words(row, &frame.base, state),
        });
        let mut entries: Vec<Row> = ended.chain(entries).collect();
        entries.sort_by_key(|row| Reverse(row.index));
        if older.is_none() && by.is_none() {
            let founded = charter::query::version(state, 1).map(|first| Moment(first.since));
            let founder = polity_machine::frame::society::founded(state).founder;
            entries.push(Row {
                by: super::link_to(&frame.base, state, founder),
                index: 0,
                is_entry: true,
                time: founded,
                what: term("The founding"),
            });
        }
        page(&Page {
            by: by.as_ref().map_or_else(String::new, |by| link_to_text(&frame.base, state, by)),
            entries,
            frame,
            is_old: from.before.is_some(),
            is_whole: false,
            older,
            same: by.map_or_else(String::new, |by| format!("&by={by}")),
            size: served.running.ledger().log().size(),
        })
    })
}

/// Lists every entry, seals with the others.
fn whole(served: &Served, from: &From, listed: &Rows<EntryRow>) -> Response {
    let log = served.running.ledger().log();
    let size = log.size();
    let end = from.before.unwrap_or(size).min(size);
    let start = end.saturating_sub(PAGE);
    let entries = match log.read_entries(start..end) {
        Ok(entries) => entries,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let times: BTreeMap<u64, u64> = listed.rows.iter().map(|row| (row.number, row.time)).collect();
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/log").following(served);
        let teller = Teller { base: &frame.base, context, state };
        let row = |(entry, index): (&Vec<u8>, u64)| {
            let row = Row::of(index, entry, &teller);
            let known = times.get(&index).map(|time| Moment(Timestamp(*time)));
            Row { time: row.time.or(known), ..row }
        };
        let mut rows: Vec<Row> = entries.iter().zip(start..).map(row).collect();
        rows.reverse();
        page(&Page {
            by: String::new(),
            entries: rows,
            frame,
            is_old: end < size,
            is_whole: true,
            older: (start > 0).then_some(start),
            same: "&seals=true".into(),
            size,
        })
    })
}
