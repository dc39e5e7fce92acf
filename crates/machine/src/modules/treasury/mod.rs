//! Treasury: accounts, assets, double entry, transfers and payments.

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

pub use action::TreasuryAction;
pub use apply::genesis;
pub use error::TreasuryError;
pub use event::TreasuryEvent;
pub use types::Item;

use crate::Event;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Treasury;

impl Module for Treasury {
    type Action = TreasuryAction;
    type Event = TreasuryEvent;
    type Admitted = rules::Admitted;
    type Error = TreasuryError;
    type Item = Item;

    const NAME: &'static str = "treasury";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[];

    fn spec(action: &TreasuryAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &TreasuryAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, TreasuryError> {
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
