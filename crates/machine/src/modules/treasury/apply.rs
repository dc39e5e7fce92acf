//! Writes what was admitted, and does what falls due. Cannot refuse.

use super::rules::Admitted;
use super::types::Item;
use crate::Event;
use crate::frame::context::Context;
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

/// Opens the society's first accounts.
pub fn genesis(_context: &Context<'_>, _state: &mut Overlay<'_>) -> Vec<Event> {
    Vec::new()
}
