//! The news of a society as an Atom feed (RFC 4287): what was put to decision, how it ended, new
//! versions of the charter, stages, terms of offices, and payments that repeat and ended before their time.

use std::sync::Arc;

use askama::Template as _;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use polity_machine::frame::society::founded;
use polity_types::Timestamp;
use polity_views::NewsRow;

use super::printable;
use crate::answer::Failure;
use crate::api::find;
use crate::pages::address::Address;
use crate::pages::ended::why_ended;
use crate::pages::{decisions, reading};
use crate::societies::Societies;
use crate::words::say;

/// Entries of the feed.
const SHOWN: usize = 50;
const TYPE: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");

#[derive(askama::Template)]
#[template(path = "news.xml")]
struct Feed {
    /// The society's address.
    base: String,
    entries: Vec<Entry>,
    name: String,
    premise: String,
    society: String,
    updated: Timestamp,
}

/// Something that happened, in the reader's language.
pub(crate) struct Entry {
    /// Names the entry for ever, with the society.
    id: String,
    /// The page, within the society.
    pub(crate) page: String,
    pub(crate) time: Timestamp,
    pub(crate) title: String,
}

impl From<NewsRow> for Entry {
    fn from(row: NewsRow) -> Self {
        let NewsRow { kind, number, reason, stage, time, title } = row;
        let title = printable(&title);
        let titled = |key| say(key, &[("title", title.as_str())]);
        let number_of = number.to_string();
        let (page, title) = match kind.as_str() {
            "opened" => (format!("decisions/{number}"), titled("news-opened")),
            "ended" => {
                let how = printable(&decisions::outcome_words(&stage, reason.as_deref()));
                let words = say("news-ended", &[("title", title.as_str()), ("how", how.as_str())]);
                (format!("decisions/{number}"), words)
            }
            "charter" => ("charter".into(), say("news-charter", &[("number", number_of.as_str())])),
            "stage" => ("stages".into(), titled("news-stage")),
            "stream" => {
                let why = why_ended(reason.as_deref().unwrap_or_default());
                let given = [("number", number_of.as_str()), ("why", why.as_str())];
                ("spending#ended".into(), say("news-stream", &given))
            }
            _ => ("offices".into(), titled("news-office")),
        };
        Self { id: format!("{kind}:{number}"), page, time: Timestamp(time), title }
    }
}

/// `GET /s/{society}/news.atom`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    address: Address,
) -> Response {
    match feed(&societies, &society, &address) {
        Ok(xml) => ([(header::CONTENT_TYPE, TYPE)], xml).into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn feed(societies: &Societies, society: &str, address: &Address) -> Result<String, Failure> {
    let served = find(societies, society)?;
    let news = served.views.news(SHOWN).map_err(Failure::internal)?;
    let feed = reading(&served.running, |context, state| Feed {
        base: format!("{}/s/{}", address.url(), context.society),
        name: printable(&context.charter.society.name),
        premise: printable(&context.charter.society.commandment),
        society: context.society.to_string(),
        updated: news.first().map_or_else(|| founded(state).time, |row| Timestamp(row.time)),
        entries: news.into_iter().map(Entry::from).collect(),
    });
    feed.render().map_err(Failure::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_news_says_what_happened_and_where() {
        let say = |kind: &str, stage: &str, title: &str| {
            let row = NewsRow {
                kind: kind.into(),
                number: 7,
                reason: None,
                stage: stage.into(),
                time: 1,
                title: title.into(),
            };
            let entry = Entry::from(row);
            format!("{} {} {}", entry.id, entry.page, entry.title)
        };
        assert_eq!(say("opened", "", "A\u{7} roof"), "opened:7 decisions/7 To be decided: A roof");
        assert_eq!(say("ended", "done", "A roof"), "ended:7 decisions/7 A roof: it took effect");
        assert_eq!(say("charter", "", ""), "charter:7 charter Version 7 of the charter holds");
        assert_eq!(say("stage", "", "union"), "stage:7 stages The society reached the stage union");
        let ended = "stream:7 spending#ended Payment 7, which repeats, ended before its time: ";
        assert!(say("stream", "", "").starts_with(ended), "{}", say("stream", "", ""));
        assert_eq!(say("office", "", "chair"), "office:7 offices A term of the office chair began");
    }
}
