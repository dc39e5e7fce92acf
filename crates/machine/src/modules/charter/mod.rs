//! Charter: the text in force, who may do what under it, and acts that wait out their grace period.

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

pub use action::CharterAction;
pub use apply::{announce, enacted, genesis, spend};
pub use error::CharterError;
pub use event::CharterEvent;
pub use types::Item;

use crate::Event;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Charter;

impl Module for Charter {
    type Action = CharterAction;
    type Event = CharterEvent;
    type Admitted = rules::Admitted;
    type Error = CharterError;
    type Item = Item;

    const NAME: &'static str = "charter";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[];

    fn spec(action: &CharterAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &CharterAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, CharterError> {
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
