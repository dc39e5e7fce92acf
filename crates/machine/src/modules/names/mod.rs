//! Names: what members are called in this society, chosen by themselves.
//!
//! A member takes a name, changes it, or gives it up. No two names of a society can be taken for one
//! another, and one that was given up rests before somebody else may have it, so that nobody steps into
//! another's shoes. Rules are numbered in `spec/names.md`; every error names its rule. Elsewhere: keys and
//! identifiers, which no name replaces (`identity`), and the number on a member's card (`membership`).

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod text;
mod types;

#[cfg(test)]
mod tests;

pub use action::NamesAction;
pub use apply::left;
pub use error::NamesError;
pub use event::NamesEvent;
pub use text::UNICODE_VERSION;
pub use types::{
    CHANGED_EVERY, Item, Look, MARKS_MAX, NAME_CHARS_MAX, NAME_CHARS_MIN, Named, RESTS_FOR,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Names;

impl Module for Names {
    type Action = NamesAction;
    type Event = NamesEvent;
    type Admitted = rules::Admitted;
    type Error = NamesError;
    type Item = Item;

    const NAME: &'static str = "names";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(ActionName::right("names.give_up"), Scope::Keys, "give up one's name"),
        ActionSpec::new(ActionName::right("names.take"), Scope::Keys, "take a name"),
    ];

    fn spec(action: &NamesAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &NamesAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, NamesError> {
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
