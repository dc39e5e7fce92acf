//! What somebody let be spent who is stopped for a breach since then: what nobody was paid of it goes back to its fund
//! (BRE-11, BRE-12), so that those who leave at the value before the breach find it there.

use std::collections::BTreeSet;

use polity_types::PersonId;
use serde::{Deserialize, Serialize};

use super::state::{APPROVED_BY, REQUEST, Waiting};
use super::types::Request;
use super::{apply, halted, query};
use crate::Event;
use crate::frame::context::{Authority, Context};
use crate::frame::state::{Overlay, StateView};
use crate::modules::breach::Spender;

/// Streams and requests looked at in one step. Unit: streams and requests.
const LOOKED_AT: usize = 50;

/// By whom something was approved, as it is found again.
#[derive(Clone, Debug)]
pub(in crate::modules) enum Doer {
    /// By a decision of the charter.
    Decision(String),
    /// By whoever acted in an office.
    Office(String),
    /// By a person, in an office or in none.
    Person(PersonId),
}

impl Doer {
    fn place(&self) -> String {
        match self {
            Self::Decision(id) => format!("decision-{id}"),
            Self::Office(id) => format!("office-{id}"),
            Self::Person(person) => person.to_string(),
        }
    }

    fn of(spender: &Spender) -> Vec<Self> {
        let office = spender.office.iter().cloned().map(Self::Office);
        let by = match &spender.by {
            Authority::Decision { procedure, .. } => Some(Self::Decision(procedure.clone())),
            Authority::Person { person } => Some(Self::Person(*person)),
            Authority::Rule { .. } => None,
        };
        office.chain(by).collect()
    }
}

/// How far it was looked: what repeats first, then what was approved, by whom it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looking {
    after: u64,
    place: String,
}

fn keys(number: u64, request: &Request) -> Vec<(String, u64)> {
    let doers = request.spender.as_ref().map(Doer::of).unwrap_or_default();
    doers.iter().map(|doer| (doer.place(), number)).collect()
}

/// Notes who approved a request.
pub(super) fn note(number: u64, request: &Request, state: &mut Overlay<'_>) {
    for key in keys(number, request) {
        APPROVED_BY.put(state, &key, &Waiting {});
    }
}

/// Notes that it is approved no more.
pub(super) fn forget(number: u64, request: &Request, state: &mut Overlay<'_>) {
    for key in keys(number, request) {
        APPROVED_BY.remove(state, &key);
    }
}

/// Has stand still what repeats, and opens again what was approved, by whoever of these is stopped. So much in one step:
/// returns what happened, and where the next step goes on.
pub(in crate::modules) fn take_back(
    by: &[Doer],
    from: &Looking,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (Vec<Event>, Option<Looking>) {
    // What repeats has no place of its own: all of it is looked at, as when a freeze is lifted.
    let places: BTreeSet<String> =
        by.iter().map(Doer::place).chain([String::new()]).filter(|at| *at >= from.place).collect();
    let (mut events, mut room) = (Vec::new(), LOOKED_AT);
    for place in places {
        let after = Some(from.after).filter(|_| place == from.place).unwrap_or_default();
        let page = page(&place, after, room, state);
        for number in &page {
            events.extend(look_at(&place, *number, context, state));
        }
        match page.last() {
            Some(after) if page.len() == room => {
                return (events, Some(Looking { after: *after, place }));
            }
            _ => room = room.saturating_sub(page.len()),
        }
    }
    (events, None)
}

fn page(place: &str, after: u64, limit: usize, state: &dyn StateView) -> Vec<u64> {
    if place.is_empty() {
        let page = query::streams(state, Some(after), limit).into_iter();
        return page.map(|(number, _)| number).collect();
    }
    let after = APPROVED_BY.key(&(place.to_owned(), after));
    let page = APPROVED_BY.scan(state, &format!("{place}/"), Some(&after), limit);
    page.iter().filter_map(|(key, _)| query::number_of(key)).collect()
}

fn look_at(place: &str, number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    if place.is_empty() {
        return halted::look_at(number, context, state);
    }
    let stopped = REQUEST
        .get(state, &number)
        .and_then(|request| Some((query::stopped(state, &context.charter, &request)?, request)));
    let Some((claim, request)) = stopped else { return Vec::new() };
    apply::reopen(number, claim, request, context, state).unwrap_or_default()
}
