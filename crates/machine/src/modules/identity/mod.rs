//! Identity: persons, their keys, and how lost keys come back.
//!
//! A person's chain of key changes belongs to the person; the society adopts extensions of the
//! chain that it knows. Rules are numbered in `spec/identity.md`. Elsewhere: formats of the chain
//! (`polity_types::person`), who is a member (`membership`).

mod action;
mod apply;
mod chain;
mod error;
mod event;
pub mod query;
mod recovery;
mod rules;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::IdentityAction;
pub use apply::{genesis, watch};
pub use error::IdentityError;
pub use event::IdentityEvent;
pub use types::{
    Candidate, Chain, FORKS_MAX, Fork, GATHERING, Item, KEYS_AT_ONCE_MAX, LINKS_MAX, Pending,
    PendingChange, Person, RETIRED_MAX, Recovery, STATEMENTS_MAX, UNAPPROVED_MAX, UNUSED_AFTER,
    Waiting,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Identity;

impl Module for Identity {
    type Action = IdentityAction;
    type Event = IdentityEvent;
    type Admitted = rules::Admitted;
    type Error = IdentityError;
    type Item = Item;

    const NAME: &'static str = "identity";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        // The statements speak for themselves, so anyone known here may carry them.
        ActionSpec::first(
            ActionName::right("identity.adopt"),
            Scope::Present,
            "bring changes of keys",
        ),
        ActionSpec::new(
            ActionName::open("identity.approve_recovery"),
            Scope::Keys,
            "agree to a recovery as a guardian",
        ),
        ActionSpec::first(
            ActionName::right("identity.object"),
            Scope::Keys,
            "object to the recovery of one's own keys",
        ),
        ActionSpec::new(
            ActionName::open("identity.recover"),
            Scope::Keys,
            "begin the recovery of lost keys",
        ),
        ActionSpec::new(
            ActionName::open("identity.register"),
            Scope::Keys,
            "make oneself known as a person",
        ),
        // What it voids may need any scope, so a lesser key would silence a greater one.
        ActionSpec::first(
            ActionName::right("identity.void"),
            Scope::Keys,
            "void an operation of one's own",
        ),
    ];

    fn spec(action: &IdentityAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &IdentityAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, IdentityError> {
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
