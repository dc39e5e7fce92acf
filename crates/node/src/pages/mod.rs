//! The pages: each a typed struct, a template and a handler. They read without JavaScript.

pub(crate) mod assets;
pub(crate) mod census;
pub(crate) mod charter;
pub(crate) mod check;
pub(crate) mod decision;
pub(crate) mod decisions;
pub(crate) mod entry;
pub(crate) mod home;
pub(crate) mod log;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod search;
pub(crate) mod societies;
pub(crate) mod treasury;

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::society::signing;
use polity_machine::frame::state::StateView;
use polity_machine::registry;
use polity_ordering::Running;
use polity_types::Timestamp;
use polity_views::EntryRow;

use crate::answer::{Failure, page};

/// What every page of a society has around it.
pub(crate) struct Frame {
    pub(crate) base: String,
    pub(crate) here: &'static str,
    pub(crate) name: String,
    pub(crate) society: String,
}

/// A link of the navigation.
pub(crate) struct Link {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
}

impl Frame {
    pub(crate) fn of(context: &Context<'_>, here: &'static str) -> Self {
        let society = context.society.to_string();
        let name = context.charter.society.name.clone();
        Self { base: format!("/s/{society}"), here, name, society }
    }

    #[expect(clippy::unused_self, reason = "templates call it on the frame")]
    pub(crate) fn links(&self) -> [Link; 9] {
        [
            Link { name: "Home", path: "/" },
            Link { name: "People", path: "/people" },
            Link { name: "Decisions", path: "/decisions" },
            Link { name: "Treasury", path: "/treasury" },
            Link { name: "Charter", path: "/charter" },
            Link { name: "Census", path: "/census" },
            Link { name: "Log", path: "/log" },
            Link { name: "Check", path: "/check" },
            Link { name: "Search", path: "/search" },
        ]
    }
}

/// An operation, as lists of what was done tell it.
pub(crate) struct Done {
    pub(crate) by: String,
    pub(crate) index: u64,
    pub(crate) time: String,
    pub(crate) what: &'static str,
}

impl Done {
    pub(crate) fn of(row: &EntryRow) -> Self {
        Self {
            by: row.author.chars().take(16).collect(),
            index: row.number,
            time: Timestamp(row.time).to_string(),
            what: registry::spec_named(&row.action).map_or("something older", |spec| spec.words),
        }
    }
}

/// Returns a time as people read it, in UTC.
pub(crate) fn when(time: Timestamp) -> String {
    time.to_string().replace('T', " ").trim_end_matches('Z').to_owned()
}

/// Shows `look` the society as it is now.
pub(crate) fn reading<T>(
    running: &Running,
    look: impl FnOnce(&Context<'_>, &dyn StateView) -> T,
) -> T {
    running.context(Authority::Rule { rule: "reading".into() }, look)
}

/// Says how strong a proof of this society is, and whom one must trust.
pub(crate) fn strength(state: &dyn StateView) -> String {
    match signing(state).signers.len() {
        1 => "This society has one signer, who could show two histories to two people; \
              comparing checkpoints with others exposes that."
            .into(),
        count => format!("{count} signers; more than two thirds sign every checkpoint."),
    }
}

#[derive(askama::Template)]
#[template(path = "lost.html")]
struct Lost {
    message: String,
    next_step: String,
}

/// The page of whoever is lost, or JSON within the interface.
pub(crate) async fn lost(uri: Uri) -> Response {
    let failure = Failure::NotFound("page");
    if uri.path().contains("/api/") { failure.into_response() } else { explain(&failure) }
}

/// Says why there is no page, and where to go.
pub(crate) fn explain(failure: &Failure) -> Response {
    let (status, words) = failure.words();
    let mut response = page(&Lost { message: words.message, next_step: words.next_step });
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}
