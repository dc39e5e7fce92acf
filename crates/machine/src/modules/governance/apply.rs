//! Writes what was admitted, and does what falls due. Cannot refuse.

use super::rules::Admitted;
use super::types::Item;
use crate::Event;
use crate::frame::context::Context;
use crate::frame::execute::EnactmentFailure;
use crate::frame::module::Due;
use crate::frame::state::Overlay;

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

/// Hears what came of a decision whose grace period ended.
pub fn enacted(
    _number: u64,
    outcome: Result<Vec<Event>, EnactmentFailure>,
    _context: &Context<'_>,
    _state: &mut Overlay<'_>,
) -> Vec<Event> {
    outcome.unwrap_or_default()
}
