//! One person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::modules::membership;
use polity_types::PersonId;

use super::people::words;
use super::{Done, Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Operations listed as what somebody did lately.
const RECENT: usize = 50;

#[derive(askama::Template)]
#[template(path = "person.html")]
struct Page {
    frame: Frame,
    id: String,
    key: String,
    number: u64,
    oath: String,
    oath_short: String,
    done: Vec<Done>,
    since: String,
    standing: &'static str,
}

/// `GET /s/{society}/people/{person}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let Ok(person) = person.parse::<PersonId>() else {
        return explain(&Failure::NotFound("person"));
    };
    let done = match served.views.entries(Some(&person.to_string()), None, RECENT) {
        Ok(done) => done,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let Some(member) = membership::query::member(state, person) else {
            return explain(&Failure::NotFound("member"));
        };
        let oath = member.oath.to_string();
        page(&Page {
            done: done.rows.iter().map(Done::of).collect(),
            frame: Frame::of(context, "/people"),
            id: person.to_string(),
            key: membership::query::member_key(person),
            number: member.number,
            oath_short: oath.chars().take(16).collect(),
            oath,
            since: member.since_time.to_string(),
            standing: words(member.standing),
        })
    })
}
