//! One person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::modules::membership;
use polity_types::PersonId;

use super::people::words;
use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

#[derive(askama::Template)]
#[template(path = "person.html")]
struct Page {
    frame: Frame,
    id: String,
    key: String,
    number: u64,
    oath: String,
    oath_short: String,
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
    reading(&served.running, |context, state| {
        let Some(member) = membership::query::member(state, person) else {
            return explain(&Failure::NotFound("member"));
        };
        let oath = member.oath.to_string();
        page(&Page {
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
