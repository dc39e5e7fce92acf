//! Who belongs.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::charter_text::document::Application;
use polity_machine::modules::membership::{self, Standing};
use polity_types::Timestamp;
use polity_views::PersonRow;
use serde::Deserialize;

use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// People on one page. Unit: people.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "people.html")]
struct Page {
    applicants: Vec<Row>,
    count: u64,
    frame: Frame,
    joining: String,
    next: Option<u64>,
    people: Vec<Row>,
}

struct Row {
    id: String,
    number: u64,
    short: String,
    since: String,
    standing: String,
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

fn row(person: PersonRow) -> Row {
    let vouches = match person.vouches {
        1 => "1 vouch".to_owned(),
        count => format!("{count} vouches"),
    };
    let standing = match person.standing.as_str() {
        "admitted" => "admitted; has not sworn yet".to_owned(),
        "applicant" => format!("waits for admission, {vouches}"),
        "ended" => words(Standing::Ended).to_owned(),
        "full" => words(Standing::Full).to_owned(),
        "probation" => words(Standing::Probation).to_owned(),
        other => other.to_owned(),
    };
    Row {
        number: person.card.unwrap_or_default(),
        short: person.person.chars().take(16).collect(),
        since: Timestamp(person.joined.unwrap_or(person.known)).to_string(),
        id: person.person,
        standing,
    }
}

/// `GET /s/{society}/people`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(from): Query<From>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
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
        let admission = &context.charter.admission;
        let who = match admission.application {
            Application::Open => "Anyone may apply.",
            Application::Invite => "One applies with an invitation of a member.",
        };
        page(&Page {
            applicants: waiting.into_iter().map(row).collect(),
            count: membership::query::rolls(state).members.count,
            frame: Frame::of(context, "/people"),
            joining: format!("{who} {} members vouch for an applicant.", admission.vouches),
            next: last.filter(|_| found.is_more),
            people: found.rows.into_iter().map(row).collect(),
        })
    })
}
