//! The stages: where the society stands, what comes next, and what changes then.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::outlook::{self, StagePlace};
use polity_machine::frame::society::founded;
use polity_machine::modules::{charter, membership};

use super::course::{Carries, Hands, carried, hands, hands_chart, most_voices};
use super::{Frame, Moment, deed, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "stages.html")]
struct Page {
    /// Who carries most voices besides their own.
    carried: Vec<Carries>,
    frame: Frame,
    /// What is in the founder's hands, stage by stage, drawn.
    founder: String,
    hands: Vec<Hands>,
    members: u64,
    /// The stage that the society is at; empty where the charter has none.
    name: String,
    since: Moment,
    stages: Vec<Step>,
}

/// A stage.
struct Step {
    changes: Vec<String>,
    has_come: bool,
    id: String,
    is_here: bool,
    name: String,
    when: String,
}

impl From<StagePlace> for Step {
    fn from(stage: StagePlace) -> Self {
        let when = stage.when();
        let StagePlace { has_come, is_here, outlook, .. } = stage;
        let changes = outlook.changes.iter().map(|words| deed::capital(words)).collect();
        Self { changes, has_come, id: outlook.id, is_here, name: outlook.name, when }
    }
}

/// `GET /s/{society}/stages`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let voices = match most_voices(&served.views) {
        Ok(voices) => voices,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        // The context's charter is as the stages left it; what they changed is told from the text.
        let current = charter::query::current(state);
        let text = context.records.record(&current.hash);
        let Some(Ok(written)) = text.as_ref().map(|text| charter::query::parse(text)) else {
            return explain(&Failure::NotFound("charter"));
        };
        let members = membership::query::rolls(state).members.count;
        let reached = charter::query::stage(&written, state);
        let since = charter::query::stage_reached(state)
            .map_or_else(|| founded(state).time, |reached| reached.since);
        let stages = outlook::path(&written, reached, members, context.now);
        let hands = hands(&text.unwrap_or_default(), reached, context, state);
        let frame = Frame::of(context, state, "/stages");
        page(&Page {
            carried: carried(&voices, &frame.base, state),
            founder: hands_chart(&hands),
            frame,
            hands,
            members,
            name: written.stages.get(reached).map_or_else(String::new, |here| here.name.clone()),
            since: Moment(since),
            stages: stages.into_iter().map(Step::from).collect(),
        })
    })
}
