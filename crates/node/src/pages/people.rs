//! Who belongs.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::charter_text::document::Application;
use polity_machine::modules::membership::{self, Standing};
use polity_types::PersonId;
use serde::Deserialize;

use super::{Frame, explain, reading};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;

/// People on one page. Unit: people.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "people.html")]
struct Page {
    count: u64,
    frame: Frame,
    joining: String,
    next: Option<String>,
    people: Vec<Row>,
}

struct Row {
    id: String,
    number: u64,
    short: String,
    since: String,
    standing: &'static str,
}

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct From {
    after: Option<PersonId>,
}

/// Returns a standing in words.
pub(crate) fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Ended => "no longer a member",
        Standing::Full => "full member",
        Standing::Probation => "on probation",
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
    reading(&served.running, |context, state| {
        let found = membership::query::members(state, from.after, PAGE);
        let next = (found.len() == PAGE).then(|| found.last().map(|(id, _)| id.to_string()));
        let admission = &context.charter.admission;
        let who = match admission.application {
            Application::Open => "Anyone may apply.",
            Application::Invite => "One applies with an invitation of a member.",
        };
        let people = found.into_iter().map(|(id, member)| Row {
            id: id.to_string(),
            number: member.number,
            short: id.short(),
            since: member.since_time.to_string(),
            standing: words(member.standing),
        });
        page(&Page {
            count: membership::query::rolls(state).members.count,
            frame: Frame::of(context, "/people"),
            joining: format!("{who} {} members vouch for an applicant.", admission.vouches),
            next: next.flatten(),
            people: people.collect(),
        })
    })
}
