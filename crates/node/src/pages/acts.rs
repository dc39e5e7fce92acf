//! Acts that were announced and have not taken effect: whose, by which line, until when one can object.

use axum::response::Response;
use polity_machine::charter_text::{Statement, explain as rules};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::{self, Act as Announced};
use polity_types::Timestamp;
use serde_json::json;

use super::act::Act;
use super::deed::Deed;
use super::here::Here;
use super::{Frame, Left, Moment, link_to, reading};
use crate::answer::page;
use crate::words::{filters, say, t};

/// Acts on the page, oldest first.
const PAGE: usize = 200;

#[derive(askama::Template)]
#[template(path = "acts.html")]
struct Page {
    acts: Vec<Row>,
    frame: Frame,
}

/// An act that waits.
pub(crate) struct Row {
    /// To object, and for whoever announced it, to withdraw it.
    acts: [Act; 2],
    announced: Moment,
    /// Who announced it, as markup.
    by: String,
    deed: Deed,
    pub(crate) ends: Timestamp,
    /// By which line of the charter, in its plain words.
    line: String,
    pub(crate) left: Left,
    pub(crate) number: u64,
    /// How many object, and how many of them stop it, in words.
    pub(crate) objections: String,
    until: Moment,
}

impl Row {
    fn of(
        number: u64,
        act: &Announced,
        law: &[Statement],
        (base, context): (&str, &Context<'_>),
        state: &dyn StateView,
    ) -> Self {
        let ends = Clock::read(state).wall(act.place.at);
        let target = json!({ "target": { "kind": "act", "number": number } });
        let withdraw = json!({ "act": number });
        let rule = format!("power.{}", act.line);
        let line = law.iter().find(|said| said.rule == rule).map(|said| said.text.clone());
        Self {
            acts: [
                Act::new("governance.object", target, t("keys-object")),
                Act::new("charter.withdraw_act", withdraw, t("acts-withdraw"))
                    .only_for(act.author.to_string()),
            ],
            announced: Moment(Clock::read(state).wall(act.announced)),
            by: link_to(base, state, act.author),
            deed: Deed::of(&act.action, None, base, context, state),
            ends,
            left: Left::new(ends, context.now),
            line: line.unwrap_or_default(),
            number,
            objections: objections(act, state),
            until: Moment(ends),
        }
    }

    /// Returns what it does, as markup.
    pub(crate) fn words(&self) -> &str {
        &self.deed.words
    }
}

fn objections(act: &Announced, state: &dyn StateView) -> String {
    let count = act.objections.count.to_string();
    match charter::query::objections_needed(state, act) {
        Some(needed) => {
            say("acts-objections-of", &[("count", &count), ("needed", &needed.to_string())])
        }
        None => say("acts-objections", &[("count", &count)]),
    }
}

/// Returns up to `limit` acts that wait, the one that takes effect first before the others.
pub(crate) fn waiting(
    limit: usize,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Row> {
    let acts = charter::query::acts(state, None, PAGE);
    if acts.is_empty() {
        return Vec::new();
    }
    let law: Vec<Statement> =
        rules(&context.charter).into_iter().flat_map(|section| section.statements).collect();
    let row =
        |(number, act): &(u64, Announced)| Row::of(*number, act, &law, (base, context), state);
    let mut rows: Vec<Row> = acts.iter().map(row).collect();
    rows.sort_by_key(|row| (row.ends, row.number));
    rows.truncate(limit);
    rows
}

/// `GET /s/{society}/acts`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(&served);
        page(&Page { acts: waiting(PAGE, &frame.base, context, state), frame })
    })
}
