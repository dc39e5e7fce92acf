//! Fork: a part of the members leaves together, with what is theirs, to found a society of their own.
//!
//! Somebody announces it; members sign up; when the time is over, all who signed up leave with their
//! share, as each could have by themselves. The record of the fork and the list of who left are proven
//! to anyone. A society that is founded from it names that proof in its founding; those on the list come
//! over by showing their line of it. Rules are numbered in `spec/fork.md`; every
//! error names its rule. Elsewhere: what a share is (`exit`).

mod action;
mod apply;
mod descent;
mod error;
mod event;
mod list;
pub mod query;
mod rules;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::ForkAction;
pub use apply::left;
pub use descent::{BadDescent, genesis};
pub use error::ForkError;
pub use event::ForkEvent;
pub use list::{List, path_of};
pub use types::{
    Arrived, Carried, Descent, FORKS_OPEN_MAX, Fork as ForkRecord, History, Item, LEAVE_PER_STEP,
    Left, Standing, Sum,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Fork;

impl Module for Fork {
    type Action = ForkAction;
    type Event = ForkEvent;
    type Admitted = rules::Admitted;
    type Error = ForkError;
    type Item = Item;

    const NAME: &'static str = "fork";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(ActionName::right("fork.announce"), Scope::Keys, "announce a fork"),
        ActionSpec::new(
            ActionName::right("fork.arrive"),
            Scope::Keys,
            "come over from the fork from which a society descends",
        ),
        ActionSpec::first(ActionName::right("fork.join"), Scope::Keys, "sign up for a fork"),
        ActionSpec::first(
            ActionName::right("fork.withdraw"),
            Scope::Keys,
            "take back one's signature for a fork",
        ),
    ];

    fn spec(action: &ForkAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn foresee(action: &ForkAction, context: &Context<'_>) -> Result<(), ForkError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &ForkAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, ForkError> {
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
