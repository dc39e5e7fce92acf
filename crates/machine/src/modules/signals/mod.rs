//! Signals: questions that stay open, on which each member of an electorate has one stance that they may
//! change and take back. They decide nothing; the total is kept as stances come and go.
//!
//! Rules are numbered in `spec/signals.md`; every error names its rule. Elsewhere: what members decide
//! (`governance`).

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

pub use action::SignalsAction;
pub use apply::reconsider;
pub use error::SignalsError;
pub use event::SignalsEvent;
pub use types::{
    CLEARED_PER_STEP, Counts, Item, NotAStance, OPEN_MAX, OPEN_PER_PERSON_MAX, QUESTION_CHARS_MAX,
    Signal, SignalResult, Stance, Standing, Stood,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Signals;

impl Module for Signals {
    type Action = SignalsAction;
    type Event = SignalsEvent;
    type Admitted = rules::Admitted;
    type Error = SignalsError;
    type Item = Item;

    const NAME: &'static str = "signals";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::power("signals.ask").personal(),
            Scope::Speak,
            "ask a standing question",
        ),
        ActionSpec::new(
            ActionName::right("signals.stand"),
            Scope::Vote,
            "take a stance on a standing question, change it or take it back",
        ),
        ActionSpec::new(
            ActionName::right("signals.withdraw"),
            Scope::Speak,
            "withdraw one's own standing question before others take a stance",
        ),
    ];

    fn spec(action: &SignalsAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &SignalsAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, SignalsError> {
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
