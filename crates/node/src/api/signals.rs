//! Standing questions: which are open, how many have each stance, and how that went from day to day.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::charter_text::Scale;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::signals::{Signal, SignalResult, Stance, query};
use polity_types::{OperationId, PersonId, Timestamp};
use polity_views::SignalDay;
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Most questions that are over in one answer. Unit: questions.
const CLOSED_MAX: usize = 100;

/// For whom, and from where on.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: Option<u64>,
    #[serde(default)]
    person: Option<String>,
}

/// A kind of questions.
#[derive(Serialize)]
pub(crate) struct Kind {
    electorate: String,
    id: String,
    /// How long a question stays open, in seconds.
    lasts: u64,
    open_max: u32,
    scale: Scale,
}

/// What a person may do on a question, and did.
#[derive(Serialize)]
pub(crate) struct Mine {
    is_asker: bool,
    is_eligible: bool,
    /// By which operation they last took a stance or took one back; the next one names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<OperationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<Stance>,
}

/// A question, open or over.
#[derive(Serialize)]
pub(crate) struct Told {
    asked: Timestamp,
    asker: PersonId,
    /// When its time is over, or was, in time of day.
    closes: Timestamp,
    /// How many have each stance, from the lowest of the scale.
    counts: Vec<u64>,
    electorate: String,
    /// How many could take one.
    eligible: u64,
    is_open: bool,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Mine>,
    number: u64,
    question: String,
    scale: Scale,
}

/// The questions.
#[derive(Serialize)]
pub(crate) struct Signals {
    /// Numbers of those that are over, the last ones first; the answer about each tells the rest.
    closed: Vec<u64>,
    is_more: bool,
    kinds: Vec<Kind>,
    open: Vec<Told>,
}

/// A question, with how its total went.
#[derive(Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    told: Told,
    /// The total at the end of each day on which it changed.
    days: Vec<SignalDay>,
}

fn open_question(
    number: u64,
    signal: &Signal,
    person: Option<PersonId>,
    state: &dyn StateView,
) -> Told {
    let mine = person.map(|person| {
        let standing = query::standing(state, number, person);
        Mine {
            is_asker: signal.asker == person,
            is_eligible: query::is_eligible(state, signal, person),
            operation: standing.map(|standing| standing.operation),
            stance: standing.and_then(|standing| standing.stance),
        }
    });
    Told {
        asked: signal.opened,
        asker: signal.asker,
        closes: Clock::read(state).wall(signal.closes.at),
        counts: signal.counts.clone(),
        electorate: signal.electorate.text(),
        eligible: query::eligible(state, signal),
        is_open: true,
        kind: signal.kind.clone(),
        mine,
        number,
        question: signal.question.clone(),
        scale: signal.scale,
    }
}

fn closed_question(number: u64, result: SignalResult) -> Told {
    Told {
        asked: result.opened,
        asker: result.asker,
        closes: result.closed,
        counts: result.counts,
        electorate: result.electorate.text(),
        eligible: result.eligible,
        is_open: false,
        kind: result.kind,
        mine: None,
        number,
        question: result.question,
        scale: result.scale,
    }
}

fn person_of(asked: &Asked) -> Result<Option<PersonId>, Failure> {
    let parsed = asked.person.as_ref().map(|person| person.parse());
    parsed.transpose().map_err(|_| Failure::NotFound("person"))
}

fn kinds(context: &Context<'_>) -> Vec<Kind> {
    let kind = |kind: &polity_machine::charter_text::SignalKind| Kind {
        electorate: kind.electorate.text(),
        id: kind.id.clone(),
        lasts: kind.lasts.0,
        open_max: kind.open_max,
        scale: kind.scale,
    };
    context.charter.signals.iter().map(kind).collect()
}

/// `GET /s/{society}/api/v1/signals?person=…&before=…`.
pub(crate) async fn list(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Signals>, Failure> {
    let served = find(&societies, &society)?;
    let person = person_of(&asked)?;
    let closed = served.views.closed_signals(asked.before, CLOSED_MAX);
    let closed = closed.map_err(Failure::internal)?;
    Ok(Json(reading(&served.running, |context, state| {
        let open = query::signals(state).into_iter();
        Signals {
            closed: closed.rows.iter().map(|row| row.number).collect(),
            is_more: closed.is_more,
            kinds: kinds(context),
            open: open
                .map(|(number, signal)| open_question(number, &signal, person, state))
                .collect(),
        }
    })))
}

/// `GET /s/{society}/api/v1/signals/{number}?person=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Whole>, Failure> {
    let served = find(&societies, &society)?;
    let number: u64 = number.parse().map_err(|_| Failure::NotFound("question"))?;
    let person = person_of(&asked)?;
    let question = reading(&served.running, |_, state| {
        let open = query::signal(state, number);
        let open = open.map(|signal| open_question(number, &signal, person, state));
        open.or_else(|| Some(closed_question(number, query::result(state, number)?)))
    });
    let question = question.ok_or(Failure::NotFound("question"))?;
    let days = served.views.signal_days(number).map_err(Failure::internal)?;
    Ok(Json(Whole { days, told: question }))
}
