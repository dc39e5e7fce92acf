//! A text that somebody would put in the place of the charter: what it would change.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use polity_machine::charter_text::Diagnostic;
use polity_machine::charter_text::diff::diff;
use polity_machine::frame::state::Records as _;
use polity_machine::modules::charter;
use polity_machine::registry;
use polity_types::{Hash, Refusal};
use serde::Serialize;

use super::find;
use crate::answer::Failure;
use crate::pages::deed::{change_in_words, changed_lines};
use crate::societies::Societies;
use crate::words::{reason_words, term};

/// What lies between the charter in force and another text.
#[derive(Serialize)]
pub(crate) struct Compared {
    /// The charter in force.
    charter: Hash,
    /// What is wrong with the new text; empty: it could come into force.
    faults: Vec<Fault>,
    /// Lines that fall away (`-`) and come (`+`).
    lines: Vec<Line>,
    /// Why it can never come into force, if it breaks a lock; then what it changes, rule by rule.
    rules: Vec<String>,
}

/// Something that the new text must not say.
#[derive(Serialize)]
pub(crate) struct Fault {
    code: &'static str,
    column: u32,
    line: u32,
    message: String,
    next_step: String,
    rule: &'static str,
}

impl From<Diagnostic> for Fault {
    fn from(fault: Diagnostic) -> Self {
        Self {
            code: fault.code,
            column: fault.column,
            line: fault.line,
            message: reason_words(&fault.message),
            next_step: reason_words(&fault.hint),
            rule: fault.rule,
        }
    }
}

#[derive(Serialize)]
struct Line {
    sign: char,
    text: String,
}

/// `POST /s/{society}/api/v1/charter/compare`: the body is the new text. Nothing is stored.
pub(crate) async fn compare(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    body: Bytes,
) -> Result<Json<Compared>, Failure> {
    let served = find(&societies, &society)?;
    let new = std::str::from_utf8(&body).map_err(|_| not_a_text())?;
    let faults = charter::query::parse(new.as_bytes()).err().unwrap_or_default();
    let current = charter::query::current(&served.running.state()).hash;
    let old = served.running.records().record(&current).ok_or(Failure::NotFound("charter"))?;
    let old = String::from_utf8_lossy(&old);
    let mut compared = Compared {
        charter: current,
        faults: faults.into_iter().map(Fault::from).collect(),
        lines: Vec::new(),
        rules: Vec::new(),
    };
    if compared.faults.is_empty()
        && let Ok(diff) = diff(&old, new, &registry::action_names())
    {
        let lines = changed_lines(diff.lines);
        compared.lines = lines.map(|(sign, text)| Line { sign, text }).collect();
        let rules = diff.rules.into_iter().map(change_in_words);
        compared.rules = diff.breaks.into_iter().chain(rules).map(|rule| term(&rule)).collect();
    }
    Ok(Json(compared))
}

fn not_a_text() -> Failure {
    Failure::from(Refusal {
        code: "encoding.text".into(),
        message: "The body is not UTF-8.".into(),
        next_step: "Send the text of the charter as it is.".into(),
        rule: "ENC-5".into(),
    })
}
