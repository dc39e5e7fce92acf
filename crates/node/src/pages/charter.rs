//! The charter: the text, what it says rule by rule, what one promises, and the texts before it.

use axum::Extension;
use axum::extract::Query;
use axum::response::Response;
use polity_machine::charter_text::{Section, explain as rules};
use polity_machine::modules::charter;
use serde::Deserialize;

use super::deed::Changes;
use super::here::Here;
use super::{Frame, Moment, document, explain, part, reading, who};
use crate::answer::{Failure, page};
use crate::gate::Payer;
use crate::words::filters;

/// What comparing two texts costs beside the page. Unit: tokens.
const COMPARING: u64 = 16;
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

/// Since which version one asks what changed.
#[derive(Deserialize)]
pub(crate) struct Asked {
    since: Option<u64>,
}

#[derive(askama::Template)]
#[template(path = "charter.html")]
struct Page {
    /// What changed since a version that was asked for.
    changes: Option<(u64, Changes)>,
    frame: Frame,
    hash: String,
    /// Parts of the text: the line on which each begins, and its title.
    parts: Vec<(usize, String)>,
    text: String,
    version: u64,
    versions: Vec<Version>,
}

/// What the charter says, rule by rule, on a page of its own: the text is long, and says the same where each stands.
#[derive(askama::Template)]
#[template(path = "charter_rules.html")]
struct Rules {
    frame: Frame,
    hash: String,
    sections: Vec<Section>,
    version: u64,
    words: &'static [(&'static str, &'static str)],
}

/// `GET /s/{society}/charter/rules`.
pub(crate) async fn rule_by_rule(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        page(&Rules {
            frame: Frame::of(context, state, "/charter"),
            hash: current.hash.to_string(),
            sections: rules(&context.charter),
            version: current.version,
            words: WORDS,
        })
    })
}

struct Version {
    by: String,
    hash: String,
    number: u64,
    since: Moment,
}

/// `GET /s/{society}/charter?since=…`.
pub(crate) async fn show(
    Here { served, .. }: Here,
    Query(Asked { since }): Query<Asked>,
    Extension(payer): Extension<Payer>,
) -> Response {
    if let Err(failure) = payer.charge_read(if since.is_some() { COMPARING } else { 0 }) {
        return explain(&failure);
    }
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        let Some(text) = context.records.record(&current.hash) else {
            return explain(&Failure::NotFound("charter"));
        };
        let text = String::from_utf8_lossy(&text);
        let sections = rules(&context.charter);
        let document::Document { html, parts } = document::set(&text, &sections);
        let texts = part::texts(state, VERSIONS);
        let older = since.and_then(|since| texts.iter().find(|(number, _)| *number == since));
        let older = older.filter(|(_, text)| text.hash != current.hash);
        let changes = older.and_then(|(since, text)| {
            Some((*since, Changes::of(&text.hash, &current.hash, context)?))
        });
        page(&Page {
            changes,
            frame: Frame::of(context, state, "/charter"),
            hash: current.hash.to_string(),
            parts,
            text: html,
            version: current.version,
            versions: texts
                .into_iter()
                .map(|(number, text)| Version {
                    by: who::authority(state, &text.by),
                    hash: text.hash.to_string(),
                    number,
                    since: Moment(text.since),
                })
                .collect(),
        })
    })
}
