//! Charter, from outside: acts that wait, amendment and consent, limits, stages.

mod ahead;
mod alone;
mod attacks;
mod growth;
mod limits;
mod locks;
mod pauses;
mod script;
mod succession;

use crate::testing::Society;

/// Puts another text in the place of the one in force.
pub(super) fn amend(society: &Society, text: polity_types::Hash) -> super::CharterAction {
    let replaces = super::query::current(&society.state).hash;
    super::CharterAction::Amend { replaces, text }
}
