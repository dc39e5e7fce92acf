//! The search: proposals, arguments, the charter, people.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::charter_text::{Charter, explain as explain_charter};
use polity_views::{Found, Page as Results, SEARCH_BYTES_MAX};
use serde::Deserialize;

use super::here::Here;
use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::{Served, Societies};
use crate::words::filters;

/// Finds on one page. Unit: finds.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "search.html")]
struct Page {
    count: String,
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
        "version" => ("version of a proposal", format!("/decisions/{place}")),
        "person" => ("person", format!("/people/{place}")),
        "place" => ("place", format!("/places/{place}")),
        "signal" => ("standing question", format!("/signals/{place}")),
        _ => ("proposal", format!("/decisions/{place}")),
    };
    let title = plain(&title);
    Find { excerpt: plain(&excerpt), kind, path, title }
}

/// Returns a passage without the signs of Markdown and of settings, which say nothing here.
fn plain(text: &str) -> String {
    let kept = text.replace(['`', '*', '#', '[', ']', '>', '|'], " ");
    kept.split_whitespace().filter(|word| *word != "toml").collect::<Vec<_>>().join(" ")
}

/// Finds the rules of the charter whose plain words hold all words of a question.
fn rules_with(question: &str, charter: &Charter) -> Vec<Find> {
    let question = question.to_lowercase();
    let words: Vec<&str> = question.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let sections = explain_charter(charter).into_iter();
    let said = sections
        .flat_map(|part| part.statements.into_iter().map(move |statement| (part.title, statement)));
    let holds = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    said.filter(|(_, statement)| holds(&statement.text))
        .map(|(title, statement)| Find {
            excerpt: statement.text,
            kind: "rule in plain words",
            path: format!("/charter#rule-{}", statement.rule),
            title: title.to_owned(),
        })
        .take(PAGE)
        .collect()
}

fn look(served: &Served, q: &str) -> Result<Results<Found>, Failure> {
    if q.len() > SEARCH_BYTES_MAX {
        return Err(Failure::TooMany("words to look for"));
    }
    served.views.search(q, PAGE).map_err(Failure::internal)
}

/// `GET /s/{society}/search?q=…`.
pub(crate) async fn show(Here { served, .. }: Here, Query(question): Query<Question>) -> Response {
    let found = match look(&served, &question.q) {
        Ok(found) => found,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        let mut finds = rules_with(&question.q, &context.charter);
        finds.extend(found.rows.into_iter().map(find_of));
        page(&Page {
            count: match (finds.len(), found.is_more) {
                (1, false) => "1 place holds".to_owned(),
                (count, false) => format!("{count} places hold"),
                (count, true) => format!("More than {count} places hold"),
            },
            finds,
            frame: Frame::of(context, state, "/search").following(&served),
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
    look(&*find(&societies, &society)?, &question.q).map(Json)
}
