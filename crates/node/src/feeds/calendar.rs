//! Deadlines of a society as a calendar (RFC 5545): when stages of decisions and terms of offices end,
//! until when one can object, to what was decided and to new keys in the place of one's own; and until when one can leave
//! at the value before a breach, or sign up for a fork.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::{charter, exit, fork, governance, identity, offices};
use polity_types::Timestamp;

use super::printable;
use crate::api::find;
use crate::pages::address::Address;
use crate::pages::telling::{self, Teller};
use crate::pages::{decisions, deed, reading, who};
use crate::societies::Societies;
use crate::words::{say, term};

/// Decisions and acts in the calendar, of each.
const SHOWN: usize = 200;
/// Longest summary of an act. Unit: characters.
const SUMMARY_MAX: usize = 300;
/// Longest line. Unit: bytes. Source: RFC 5545 3.1.
const LINE_MAX: usize = 75;
const TYPE: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");

/// Something with an end.
struct Deadline {
    at: Timestamp,
    /// Names it within the society for as long as it lasts.
    id: String,
    /// The page, within the society.
    page: String,
    summary: String,
}

/// `GET /s/{society}/deadlines.ics`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return failure.into_response(),
    };
    let text = reading(&served.running, |context, state| {
        let base = format!("{}/s/{}", address.url(), context.society);
        calendar(&deadlines(context, state), &base, context)
    });
    ([(header::CONTENT_TYPE, TYPE)], text).into_response()
}

fn deadlines(context: &Context<'_>, state: &dyn StateView) -> Vec<Deadline> {
    let clock = Clock::read(state);
    let mut all = Vec::new();
    for (number, proposal) in governance::query::proposals(state, None, SHOWN) {
        let Some(standing) = governance::query::standing(state, number) else { continue };
        let text = proposal.text.and_then(|hash| deed::read(&hash, context)).unwrap_or_default();
        let title = decisions::title_of(&text, number, &context.charter, state);
        let summary = match standing.stage {
            governance::Stage::Voting => term(&format!("Voting ends: {title}")),
            governance::Stage::Discussion => term(&format!("Voting begins: {title}")),
            governance::Stage::Draft => term(&format!("Lapses unless members support it: {title}")),
            // A place comes when one is free, on no day that is known.
            governance::Stage::Queued => continue,
            governance::Stage::Grace => term(&format!("Takes effect unless stopped: {title}")),
            governance::Stage::Confirming => term(&format!("Second vote begins: {title}")),
        };
        let id = format!("decision-{number}");
        all.push(Deadline { at: standing.ends, id, page: format!("decisions/{number}"), summary });
    }
    for (number, act) in charter::query::acts(state, None, SHOWN) {
        let words = Teller { base: "", context, state }.brief(&act.action);
        let words: String = telling::plain(&words).chars().take(SUMMARY_MAX).collect();
        all.push(Deadline {
            at: clock.wall(act.place.at),
            id: format!("act-{number}"),
            page: format!("acts#act-{number}"),
            summary: say("calendar-object", &[("words", &words)]),
        });
    }
    for office in &context.charter.offices {
        for (number, seat) in offices::query::seats(state, &office.id) {
            all.push(Deadline {
                at: clock.wall(seat.until),
                id: format!("office-{}-{number}", office.id),
                page: "offices".into(),
                summary: term(&format!("A term ends: {}", office.name)),
            });
        }
    }
    all.extend(identity::query::recoveries(state, SHOWN).into_iter().filter_map(
        |(person, recovery)| {
            // It stands under its statement, so that another attempt is another date.
            let waiting = recovery.waiting?;
            Some(Deadline {
                at: clock.wall(waiting.ends.at),
                id: format!("keys-{}", waiting.statement),
                page: format!("people/{person}#needs"),
                summary: say("calendar-keys", &[("person", &who::label(state, person))]),
            })
        },
    ));
    all.extend(partings(context, state));
    all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    all
}

/// Returns until when one can leave at the value before a breach, and until when members sign up for forks.
fn partings(context: &Context<'_>, state: &dyn StateView) -> Vec<Deadline> {
    let clock = Clock::read(state);
    let windows = exit::query::windows(state, SHOWN).into_iter();
    let windows = windows.filter(|(_, window)| context.running < window.until);
    let windows = windows.map(|(number, window)| Deadline {
        at: clock.wall(window.until),
        id: format!("window-{number}"),
        page: format!("breaches/{number}"),
        summary: say("calendar-window", &[("number", &number.to_string())]),
    });
    let forks = fork::query::running(state).into_iter().filter_map(|number| {
        let fork = fork::query::fork(state, number)
            .filter(|fork| fork.standing == fork::Standing::Open)?;
        Some(Deadline {
            at: clock.wall(fork.until?.at),
            id: format!("fork-{number}"),
            page: format!("forks/{number}"),
            summary: say("calendar-fork", &[("number", &number.to_string())]),
        })
    });
    windows.chain(forks).collect()
}

fn calendar(deadlines: &[Deadline], base: &str, context: &Context<'_>) -> String {
    let mut out = String::new();
    line("BEGIN", "VCALENDAR", &mut out);
    line("VERSION", "2.0", &mut out);
    line("PRODID", "-//Polity//Deadlines//EN", &mut out);
    line("X-WR-CALNAME", &text(&context.charter.society.name), &mut out);
    for deadline in deadlines {
        line("BEGIN", "VEVENT", &mut out);
        line("UID", &format!("{}@{}", deadline.id, context.society), &mut out);
        line("DTSTAMP", &stamp(context.now), &mut out);
        line("DTSTART", &stamp(deadline.at), &mut out);
        line("SUMMARY", &text(&deadline.summary), &mut out);
        line("URL", &format!("{base}/{}", deadline.page), &mut out);
        line("TRANSP", "TRANSPARENT", &mut out);
        line("END", "VEVENT", &mut out);
    }
    line("END", "VCALENDAR", &mut out);
    out
}

/// Returns a time as calendars write it, in UTC.
fn stamp(time: Timestamp) -> String {
    time.to_string().replace(['-', ':'], "")
}

/// Returns a text with what has a meaning in calendars escaped.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Writes a line, folded where it is too long, never within a character.
fn line(name: &str, value: &str, out: &mut String) {
    let mut room = LINE_MAX;
    let mut whole = String::new();
    let _ = write!(whole, "{name}:{value}");
    for c in whole.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE_MAX.saturating_sub(1);
        }
        out.push(c);
        room = room.saturating_sub(c.len_utf8());
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_read_back() {
        for text in ["short", &"x".repeat(400), &"ü€𝄞".repeat(60)] {
            let mut out = String::new();
            line("SUMMARY", text, &mut out);
            assert!(out.split("\r\n").all(|line| line.len() <= LINE_MAX), "{out}");
            assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
        }
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(text("a,b;c\\d\r\nEND:VCALENDAR"), "a\\,b\\;c\\\\dEND:VCALENDAR");
    }

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(stamp(Timestamp(1_800_000_000)), "20270115T080000Z");
    }
}
