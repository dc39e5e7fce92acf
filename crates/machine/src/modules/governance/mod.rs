//! Governance: proposals, arguments, ballots, and decisions that take effect by themselves.

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

pub use action::GovernanceAction;
pub use apply::enacted;
pub use error::GovernanceError;
pub use event::GovernanceEvent;
pub use types::Item;

use crate::Event;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Governance;

impl Module for Governance {
    type Action = GovernanceAction;
    type Event = GovernanceEvent;
    type Admitted = rules::Admitted;
    type Error = GovernanceError;
    type Item = Item;

    const NAME: &'static str = "governance";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[];

    fn spec(action: &GovernanceAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &GovernanceAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, GovernanceError> {
        rules::check(action, context, state)
    }

    fn apply(
        admitted: rules::Admitted,
        context: &Context<'_>,
        state: &mut Overlay<'_>,
    ) -> Vec<Event> {
        apply::apply(admitted, context, state)
    }

    fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
        apply::due(item, context, state)
    }
}
