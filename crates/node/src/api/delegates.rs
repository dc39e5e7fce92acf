//! What delegates did with the votes that somebody gave them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance;
use polity_types::{OperationId, PersonId, Timestamp};
use polity_views::{DelegatedRow, Page, UsedRow};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::{Served, Societies};

/// Votes in one answer. Unit: votes.
const PAGE: usize = 100;

/// Where the list of votes begins.
#[derive(Deserialize)]
pub(crate) struct From {
    pub(crate) before: Option<u64>,
}

/// A delegation as it is now.
#[derive(Serialize)]
pub(crate) struct Given {
    pub(crate) delegate: PersonId,
    /// Whether the delegate left since, so that nobody votes.
    pub(crate) is_void: bool,
    /// By which operation; the next one names it.
    pub(crate) operation: OperationId,
    pub(crate) topic: String,
    /// When it ends by itself, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
}

/// What somebody delegates, and what became of each vote that was delegated when it opened.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) given: Vec<Given>,
    /// How the votes were used, by topic.
    pub(crate) used: Vec<UsedRow>,
    /// The newest proposals first.
    pub(crate) votes: Page<DelegatedRow>,
}

/// Makes the report on a person's delegates.
pub(crate) fn report(
    served: &Served,
    person: PersonId,
    before: Option<u64>,
) -> Result<Report, Failure> {
    let id = person.to_string();
    let mut votes = served.views.delegated_by(&id, before, PAGE).map_err(Failure::internal)?;
    let used = served.views.used_of(&id).map_err(Failure::internal)?;
    let given = reading(&served.running, |_, state| {
        for row in &mut votes.rows {
            if is_hidden(row, state) {
                row.delegates_choice = row.delegates_choice.take().map(|_| "voted".to_owned());
                row.own_choice = row.own_choice.take().map(|_| "voted".to_owned());
                row.voices = None;
            }
        }
        let given = governance::query::delegations(state, person).into_iter();
        given
            .map(|(topic, given)| Given {
                delegate: given.delegate,
                is_void: given.is_void,
                operation: given.operation,
                topic,
                until: given.until.map(|until| Clock::read(state).wall(until)),
            })
            .collect()
    });
    Ok(Report { given, used, votes })
}

/// Returns whether pages leave out how people vote until the vote is over (GOV-53).
fn is_hidden(row: &DelegatedRow, state: &dyn StateView) -> bool {
    let open = row.closed.is_none();
    open && governance::query::standing(state, row.proposal).is_some_and(|open| open.is_hidden)
}

/// `GET /s/{society}/api/v1/people/{person}/delegates?before=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Result<Json<Report>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    report(&served, person, from.before).map(Json)
}
