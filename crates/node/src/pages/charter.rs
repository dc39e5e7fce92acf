//! The charter: the text, what it says rule by rule, what one promises, and the texts before it.

use axum::response::Response;
use polity_machine::charter_text::{Section, explain as rules};
use polity_machine::modules::charter;

use super::here::Here;
use super::{Frame, Moment, document, explain, part, reading, who};
use crate::answer::{Failure, page};
use crate::words::filters;

/// Texts listed. Unit: versions.
const VERSIONS: usize = 100;
/// What words of the plain rules mean, in the order of the alphabet.
const WORDS: &[(&str, &str)] = &[
    ("decision", "a vote under one of the procedures named under \"How decisions are made\""),
    (
        "grace",
        "the time between a result, or an announced act, and its effect: to object or to leave",
    ),
    ("imported", "brought in from what the community did before it had this log"),
    ("passkey", "a key that a phone or a browser keeps and unlocks like the phone itself"),
    ("past probation", "a member for as long as the charter asks before one may bring proposals"),
    (
        "rules of the machine",
        "the version of the program by which every copy computes the same result",
    ),
    ("signers", "the keys that sign the log, so that nobody can rewrite it unseen"),
    ("vouch", "to say under one's own key that one knows an applicant"),
];

#[derive(askama::Template)]
#[template(path = "charter.html")]
struct Page {
    frame: Frame,
    hash: String,
    /// Parts of the text: the line on which each begins, and its title.
    parts: Vec<(usize, String)>,
    sections: Vec<Section>,
    text: String,
    version: u64,
    versions: Vec<Version>,
    words: &'static [(&'static str, &'static str)],
}

struct Version {
    by: String,
    hash: String,
    number: u64,
    since: Moment,
}

/// `GET /s/{society}/charter`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        let Some(text) = context.records.record(&current.hash) else {
            return explain(&Failure::NotFound("charter"));
        };
        let text = String::from_utf8_lossy(&text);
        let sections = rules(&context.charter);
        let document::Document { html, parts } = document::set(&text, &sections);
        page(&Page {
            frame: Frame::of(context, state, "/charter"),
            hash: current.hash.to_string(),
            parts,
            sections,
            text: html,
            version: current.version,
            versions: part::texts(state, VERSIONS)
                .into_iter()
                .map(|(number, text)| Version {
                    by: who::authority(state, &text.by),
                    hash: text.hash.to_string(),
                    number,
                    since: Moment(text.since),
                })
                .collect(),
            words: WORDS,
        })
    })
}
