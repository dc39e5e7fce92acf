//! The search: proposals, arguments, the charter, people.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::charter_text::{Charter, explain as explain_charter};
use polity_views::{Found, Page as Results, SEARCH_BYTES_MAX};
use serde::Deserialize;

use super::here::Here;
use super::{Frame, escaped, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::{Served, Societies};
use crate::words::{filters, say, term};

/// Finds on one page. Unit: finds.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "search.html")]
struct Page {
    /// How many passages hold the words.
    found: String,
    finds: Vec<Find>,
    frame: Frame,
    is_more: bool,
    question: String,
}

struct Find {
    /// As markup, with what was looked for marked.
    excerpt: String,
    kind: &'static str,
    path: String,
    /// As markup.
    title: String,
}

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    q: String,
}

fn find_of(found: Found, words: &[String]) -> Find {
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
    let mark =
        |text: &str| marked(&plain(text), |word| words.iter().any(|one| word.starts_with(one)));
    Find { excerpt: mark(&excerpt), kind, path, title: mark(&title) }
}

/// Returns a passage without the signs of Markdown and of settings, which say nothing here.
fn plain(text: &str) -> String {
    let kept = text.replace(['`', '*', '#', '[', ']', '>', '|'], " ");
    kept.split_whitespace().filter(|word| *word != "toml").collect::<Vec<_>>().join(" ")
}

/// Returns the words of a question, as they are compared.
fn words_in(question: &str) -> Vec<String> {
    let words = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Writes a text as markup, and marks the words in it that are what was looked for.
fn marked(text: &str, is_found: impl Fn(&str) -> bool) -> String {
    let mut markup = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        let rest = part.strip_prefix(word).unwrap_or_default();
        if !word.is_empty() && is_found(&word.to_lowercase()) {
            markup.push_str("<mark>");
            markup.push_str(&escaped(word));
            markup.push_str("</mark>");
        } else {
            markup.push_str(&escaped(word));
        }
        markup.push_str(&escaped(rest));
    }
    markup
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
            excerpt: marked(&term(&statement.text), |word| {
                words.iter().any(|one| word.contains(one))
            }),
            kind: "rule in plain words",
            path: format!("/charter/rules#rule-{}", statement.rule),
            title: escaped(&term(title)),
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
        let words = words_in(&question.q);
        finds.extend(found.rows.into_iter().map(|found| find_of(found, &words)));
        page(&Page {
            found: {
                let key = if found.is_more { "search-found-more" } else { "search-found" };
                say(key, &[("count", &finds.len().to_string())])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_marked_and_stays_text() {
        let words = words_in("BOOK <b>");
        assert_eq!(words, ["book", "b"]);
        let mark = |text: &str| marked(text, |word| words.iter().any(|one| word.starts_with(one)));
        assert_eq!(
            mark("A bookshelf, <i>no</i> ebook."),
            "A <mark>bookshelf</mark>, &lt;i&gt;no&lt;/i&gt; ebook."
        );
        assert_eq!(marked("کتاب‌ها", |word| word == "کتاب"), "<mark>کتاب</mark>\u{200c}ها");
        assert_eq!(mark(""), "");
    }
}
