//! Offices: seats that members are elected to for a term, hold a power by, and are recalled from.
//!
//! The charter names the offices, their seats and terms, and the decisions that fill and recall
//! (CHA-29). Who wants one stands for it; an election has all who stand as its options. Rules are
//! numbered in `spec/offices.md`; every error names its rule. Elsewhere: what a holder may do
//! (`charter`), the vote (`governance`).

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::OfficesAction;
pub use apply::{left, seat_drawn};
pub use error::OfficesError;
pub use event::OfficesEvent;
pub use types::{AHEAD, Candidate, Election, Item, STANDING_MAX, Seat, ahead};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Offices;

impl Module for Offices {
    type Action = OfficesAction;
    type Event = OfficesEvent;
    type Admitted = rules::Admitted;
    type Error = OfficesError;
    type Item = Item;

    const NAME: &'static str = "offices";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::right("offices.call_election"),
            Scope::Speak,
            "call the election for an office",
        ),
        ActionSpec::new(ActionName::power("offices.recall"), Scope::Vote, "recall from an office"),
        ActionSpec::first(ActionName::right("offices.resign"), Scope::Vote, "give up an office"),
        ActionSpec::new(
            ActionName::power("offices.seat"),
            Scope::Vote,
            "seat in an office whoever is elected",
        ),
        ActionSpec::new(ActionName::right("offices.stand"), Scope::Speak, "stand for an office"),
        ActionSpec::new(
            ActionName::right("offices.stand_down"),
            Scope::Speak,
            "stand no longer for an office",
        ),
    ];

    fn spec(action: &OfficesAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &OfficesAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, OfficesError> {
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
