//! One decision: what it does, who decides, how it stands.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::diff::{RuleChange, diff};
use polity_machine::frame::context::Context;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance;
use polity_machine::{Action, registry};
use polity_types::{Hash, Timestamp};
use polity_views::ArgumentRow;

use super::decisions::{ended, title, verdict_words};
use super::{Frame, explain, reading, when};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Arguments on the page.
const ARGUMENTS: usize = 200;

#[derive(askama::Template)]
#[template(path = "decision.html")]
struct Page {
    acts: Vec<Act>,
    arguments: Vec<Argument>,
    frame: Frame,
    key: String,
    number: u64,
    rows: Vec<(&'static str, String)>,
    text: String,
    title: String,
    verdict: String,
}

struct Argument {
    by: String,
    side: &'static str,
    text: String,
    time: String,
}

impl Argument {
    fn of(row: ArgumentRow) -> Self {
        let side = match row.side.as_str() {
            "against" => "Against",
            "for" => "For",
            _ => "A remark",
        };
        let by = row.author.chars().take(16).collect();
        Self { by, side, text: row.text, time: when(Timestamp(row.time)) }
    }
}

struct Act {
    changes: Vec<String>,
    fields: String,
    words: &'static str,
}

impl Act {
    fn of(action: &Action, context: &Context<'_>) -> Self {
        let value = serde_json::to_value(action).unwrap_or_default();
        let with = value.get("with").cloned().unwrap_or_default();
        let fields = serde_json::to_string_pretty(&with).unwrap_or_default();
        Self { changes: changes(action, context), fields, words: registry::spec(action).words }
    }
}

/// Returns what a change of the charter changes, in the rules' own words.
fn changes(action: &Action, context: &Context<'_>) -> Vec<String> {
    let Action::Charter(CharterAction::Amend { text }) = action else { return Vec::new() };
    let read = |hash: &Hash| {
        let text = context.records.record(hash)?;
        String::from_utf8(text.to_vec()).ok()
    };
    let (Some(old), Some(new)) = (read(&context.charter.hash), read(text)) else {
        return Vec::new();
    };
    let Ok(diff) = diff(&old, &new, &registry::action_names()) else { return Vec::new() };
    let words = |change: RuleChange| match (change.before, change.after) {
        (Some(before), Some(after)) => format!("{after} Until now: {before}"),
        (None, Some(after)) => format!("New: {after}"),
        (Some(before), None) => format!("No longer: {before}"),
        (None, None) => change.rule,
    };
    diff.rules.into_iter().map(words).collect()
}

/// `GET /s/{society}/decisions/{number}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let Ok(number) = number.parse::<u64>() else {
        return explain(&Failure::NotFound("decision"));
    };
    let argued = match served.views.arguments(number, ARGUMENTS) {
        Ok(argued) => argued,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let arguments: Vec<Argument> = argued.rows.into_iter().map(Argument::of).collect();
    reading(&served.running, |context, state| {
        let read = |hash: Option<Hash>| {
            let text = hash.and_then(|hash| context.records.record(&hash));
            text.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
        };
        let frame = Frame::of(context, "/decisions");
        if let Some(result) = governance::query::result(state, number) {
            let text = read(result.text);
            let eligible = result.electorate.map_or(0, |frozen| frozen.roll.count);
            let rows = vec![
                ("Decided by", result.procedure.clone()),
                ("Eligible", eligible.to_string()),
                ("Voted", result.tally.roll.count.to_string()),
                ("Yes", result.tally.yes.to_string()),
                ("No", result.tally.no.to_string()),
                ("Abstained", result.tally.abstain.to_string()),
                ("Over since", when(result.closed)),
            ];
            let title = title(&text, number);
            let (key, verdict) = (governance::query::result_key(number), ended(&result.outcome));
            return page(&Page {
                acts: Vec::new(),
                arguments,
                frame,
                key,
                number,
                rows,
                text,
                title,
                verdict,
            });
        }
        let open = governance::query::proposal(state, number);
        let standing = governance::query::standing(state, number);
        let (Some(proposal), Some(standing)) = (open, standing) else {
            return explain(&Failure::NotFound("decision"));
        };
        let text = read(proposal.text);
        let rows = vec![
            ("Decided by", proposal.procedure.clone()),
            ("Stage", standing.stage.word().to_owned()),
            ("Until", when(standing.ends)),
            ("Eligible", standing.eligible.to_string()),
            ("Voted", standing.tally.roll.count.to_string()),
            ("Needed for the quorum", standing.quorum.to_string()),
            ("Yes", standing.tally.yes.to_string()),
            ("No", standing.tally.no.to_string()),
            ("Abstained", standing.tally.abstain.to_string()),
            ("Yes needed of the yes and no so far", standing.yes_needed.to_string()),
        ];
        let verdict = format!("if it closed now: {}", verdict_words(standing.verdict));
        page(&Page {
            acts: proposal.actions.iter().map(|action| Act::of(action, context)).collect(),
            arguments,
            frame,
            key: governance::query::proposal_key(number),
            number,
            rows,
            title: title(&text, number),
            text,
            verdict,
        })
    })
}
