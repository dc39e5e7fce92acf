//! The search: proposals, arguments, the charter, people.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_views::{Found, Page as Results, SEARCH_BYTES_MAX};
use serde::Deserialize;

use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Finds on one page. Unit: finds.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "search.html")]
struct Page {
    finds: Vec<Find>,
    frame: Frame,
    is_more: bool,
    question: String,
}

struct Find {
    excerpt: String,
    kind: &'static str,
    path: String,
    title: String,
}

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    q: String,
}

fn find_of(found: Found) -> Find {
    let Found { excerpt, kind, place, title } = found;
    let (kind, path) = match kind.as_str() {
        "argument" => ("argument", format!("/decisions/{place}")),
        "charter" => ("charter", "/charter".to_owned()),
        "person" => ("person", format!("/people/{place}")),
        _ => ("proposal", format!("/decisions/{place}")),
    };
    Find { excerpt, kind, path, title }
}

fn look(societies: &Societies, society: &str, q: &str) -> Result<Results<Found>, Failure> {
    if q.len() > SEARCH_BYTES_MAX {
        return Err(Failure::TooMany("words to look for"));
    }
    find(societies, society)?.views.search(q, PAGE).map_err(Failure::internal)
}

/// `GET /s/{society}/search?q=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(question): Query<Question>,
) -> Response {
    let found = match look(&societies, &society, &question.q) {
        Ok(found) => found,
        Err(failure) => return explain(&failure),
    };
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, _| {
        page(&Page {
            finds: found.rows.into_iter().map(find_of).collect(),
            frame: Frame::of(context, "/search"),
            is_more: found.is_more,
            question: question.q,
        })
    })
}

/// `GET /s/{society}/api/v1/search?q=…`.
pub(crate) async fn json(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(question): Query<Question>,
) -> Result<Json<Results<Found>>, Failure> {
    look(&societies, &society, &question.q).map(Json)
}
