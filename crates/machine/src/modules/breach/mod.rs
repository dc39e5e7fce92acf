//! Breach of the commandment: a claim, the ruling of a panel drawn for it, and what follows.
//!
//! Any member may claim that an office or a person broke the one moral premise of the society. People
//! drawn by lot rule on it. If it holds, whoever is accused spends none of the common money any more,
//! and who leaves does so at the value before. Rules are numbered in `spec/breach.md`; every error
//! names its rule. Elsewhere: how the panel is drawn (`panels`), what those who leave are paid
//! (`exit`), who may spend (`charter`).

mod action;
mod acts;
mod apply;
mod deposit;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::BreachAction;
pub use acts::acted;
pub use error::BreachError;
pub use event::BreachEvent;
pub use types::{
    ACTS_MAX, Accused, BACK_MAX, Ballot, Claim, Claimant, EVIDENCE_MAX, Evidence, Frozen, Item,
    MEMBERS_RULE, SUPPORT_MAX, Spender, Stake, Standing, URL_CHARS_MAX,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// A claim with which money is put down: the key must be one that may move it.
static RAISE_PAYING: ActionSpec = ActionSpec::new(
    ActionName::right("breach.raise"),
    Scope::Spend,
    "claim that the commandment was broken, and put money down for it",
);

/// The module.
pub struct Breach;

impl Module for Breach {
    type Action = BreachAction;
    type Event = BreachEvent;
    type Admitted = rules::Admitted;
    type Error = BreachError;
    type Item = Item;

    const NAME: &'static str = "breach";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::power("breach.lift"),
            Scope::Vote,
            "let somebody spend again who was stopped for a breach",
        ),
        ActionSpec::new(
            ActionName::right("breach.raise"),
            Scope::Speak,
            "claim that the commandment was broken",
        ),
        ActionSpec::new(
            ActionName::right("breach.rule"),
            Scope::Vote,
            "rule on a claim for which one was drawn",
        ),
        ActionSpec::new(
            ActionName::right("breach.sponsor"),
            Scope::Speak,
            "support a claim that the commandment was broken",
        ),
        ActionSpec::new(
            ActionName::power("breach.uphold"),
            Scope::Vote,
            "uphold a claim on which the panel did not rule",
        ),
    ];

    fn spec(action: &BreachAction) -> &'static ActionSpec {
        if matches!(action, BreachAction::Raise { deposit: Some(_), .. }) {
            return &RAISE_PAYING;
        }
        spec_at(Self::ACTIONS, action.place())
    }

    fn foresee(action: &BreachAction, context: &Context<'_>) -> Result<(), BreachError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &BreachAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, BreachError> {
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
