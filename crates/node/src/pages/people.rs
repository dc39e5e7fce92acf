//! Who belongs, how to join, how to leave.

use axum::extract::Query;
use axum::response::Response;
use polity_machine::charter_text::document::Application;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::society::founded;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter;
use polity_machine::modules::membership::{self, Standing};
use polity_types::Timestamp;
use polity_views::PersonRow;
use serde::Deserialize;

use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, explain, link_to_text, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, say, term};

/// People on one page. Unit: people.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "people.html")]
struct Page {
    /// Who admits, in the charter's plain words.
    admitting: Vec<String>,
    applicants: Vec<Row>,
    at: String,
    charter: String,
    count: u64,
    frame: Frame,
    is_by_invitation: bool,
    /// What the charter says of leaving, beyond what holds everywhere.
    leaving: Vec<String>,
    next: Option<u64>,
    people: Vec<Row>,
    version: u64,
    vouches: u32,
}

/// A person in a list.
pub(crate) struct Row {
    full: Option<Moment>,
    is_founder: bool,
    joined: Option<Moment>,
    known: Moment,
    left: Option<Moment>,
    /// The number on the card of somebody who is called something else.
    number: Option<u64>,
    standing: String,
    /// A link to them, as markup.
    who: String,
}

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    after: u64,
}

/// Returns a standing in words.
pub(crate) fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Ended => "no longer a member",
        Standing::Full => "full member",
        Standing::Probation => "on probation",
    }
}

/// Returns the standing of a listed person in words.
pub(crate) fn standing(person: &PersonRow) -> String {
    match person.standing.as_str() {
        "admitted" => term("admitted; has not sworn yet"),
        "applicant" => say("people-waits", &[("vouches", &person.vouches.to_string())]),
        "ended" => term(words(Standing::Ended)),
        "full" => term(words(Standing::Full)),
        "known" => term("known by a key; never a member"),
        "probation" => term(words(Standing::Probation)),
        other => other.to_owned(),
    }
}

fn row(person: PersonRow, founder: &str, base: &str, state: &dyn StateView) -> Row {
    let at = |time: Option<u64>| time.map(|time| Moment(Timestamp(time)));
    Row {
        full: at(person.settled),
        is_founder: person.person == founder,
        joined: at(person.joined),
        known: Moment(Timestamp(person.known)),
        left: at(person.ended),
        number: person.card.filter(|_| person.name.is_some()),
        standing: standing(&person),
        who: link_to_text(base, state, &person.person),
    }
}

/// `GET /s/{society}/people`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let views = &served.views;
    let listed = views.people(from.after, PAGE).and_then(|found| {
        let waiting = if from.after == 0 { views.applicants(PAGE)?.rows } else { Vec::new() };
        Ok((found, waiting))
    });
    let (found, waiting) = match listed {
        Ok(listed) => listed,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let last = found.rows.last().and_then(|person| person.card);
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        let founder = founded(state).founder.to_string();
        let said: Vec<_> =
            rules(&context.charter).into_iter().flat_map(|part| part.statements).collect();
        let of = |is: &dyn Fn(&str) -> bool| -> Vec<String> {
            said.iter().filter(|said| is(&said.rule)).map(|said| said.text.clone()).collect()
        };
        let admitting: Vec<String> = context
            .charter
            .lines_for("membership.admit")
            .map(|power| format!("power.{}", power.id))
            .collect();
        let frame = Frame::of(context, state, "/people").following(&served);
        let base = frame.base.clone();
        let listed = |person| row(person, &founder, &base, state);
        page(&Page {
            admitting: of(&|rule| admitting.iter().any(|line| line == rule)),
            applicants: waiting.into_iter().map(&listed).collect(),
            at: address.arguments(&societies, context.society),
            charter: current.hash.to_string(),
            count: membership::query::rolls(state).members.count,
            frame,
            is_by_invitation: context.charter.admission.application == Application::Invite,
            leaving: of(&|rule| rule.starts_with("exit.") || rule.starts_with("breach.")),
            next: last.filter(|_| found.is_more),
            people: found.rows.into_iter().map(&listed).collect(),
            version: current.version,
            vouches: context.charter.admission.vouches,
        })
    })
}
