//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId, Hash};

use super::query::Line;
use super::rules::Admitted;
use super::state::CURRENT;
use super::types::{Current, Item};
use crate::frame::context::Context;
use crate::frame::execute::EnactmentFailure;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::{Action, Event};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    _context: &Context<'_>,
    _state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {}
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, _context: &Context<'_>, _state: &mut Overlay<'_>) -> Due {
    match item {}
}

/// Puts the founding's charter in force.
pub fn genesis(charter: Hash, _context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    CURRENT.put(state, &Current { hash: charter, version: 1 });
    Vec::new()
}

/// Announces an act that takes effect when its grace period ends.
pub fn announce(
    _action: &Action,
    _line: &Line,
    _context: &Context<'_>,
    _state: &mut Overlay<'_>,
) -> Vec<Event> {
    Vec::new()
}

/// Notes the value that leaves under a line, for its limit.
pub fn spend(
    _line: &Line,
    _value: Option<(AssetId, Amount)>,
    _context: &Context<'_>,
    _state: &mut Overlay<'_>,
) {
}

/// Hears what came of an act whose grace period ended.
pub fn enacted(
    _number: u64,
    outcome: Result<Vec<Event>, EnactmentFailure>,
    _context: &Context<'_>,
    _state: &mut Overlay<'_>,
) -> Vec<Event> {
    outcome.unwrap_or_default()
}
