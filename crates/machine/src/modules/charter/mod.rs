//! Charter: the text in force, who may do what under it, and acts that wait out their grace period.
//!
//! Every power needs a line of the charter; a line may limit the value that leaves and give a grace
//! period in which members object. Rules are numbered in `spec/power.md` and, for amendment and
//! consent, in `spec/charter.md`; every error names its rule. Elsewhere: the text itself
//! (`charter_text`), proposals and the action that objects (`governance`).

mod action;
mod apply;
mod approved;
mod error;
mod event;
mod limits;
mod matter;
mod pause;
pub mod query;
mod rules;
mod stages;
pub mod standing;
mod state;
mod strength;
mod succession;
mod types;
mod usual;

#[cfg(test)]
mod tests;

pub use action::CharterAction;
pub use apply::{
    announce, enacted, end_acts_of, end_stopped_acts, genesis, got, left, object, paid, sent_back,
    spend, to_members, unpaid, voted,
};
pub use error::CharterError;
pub use event::CharterEvent;
pub use stages::advance;
pub use succession::{gone, heard};
pub use types::{
    ACTS_PENDING_MAX, Act, ActEnd, ActResult, Consent, Current, Fraction, Item, OUTFLOWS_KEPT,
    OUTFLOWS_MAX, Outflow, Paused, RELYING_PARTIES_MAX, Reached, RelyingParty, Succeeded, Version,
    Why,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
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
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(ActionName::power("charter.amend"), Scope::Vote, "change the charter"),
        ActionSpec::new(
            ActionName::right("charter.consent"),
            Scope::Keys,
            "agree to the charter in force",
        ),
        ActionSpec::new(
            ActionName::power("charter.end_pause"),
            Scope::Vote,
            "end an emergency pause before its time",
        ),
        ActionSpec::new(
            ActionName::power("charter.pause"),
            Scope::Vote,
            "pause powers in an emergency, for a time",
        ),
        ActionSpec::new(
            ActionName::power("charter.set_relying_parties"),
            Scope::Vote,
            "set the addresses at which passkeys work",
        ),
        ActionSpec::new(
            ActionName::power("charter.set_rules_version"),
            Scope::Vote,
            "move to newer rules of the machine",
        ),
        ActionSpec::new(
            ActionName::power("charter.set_signers"),
            Scope::Vote,
            "set who signs the society's log",
        ),
        ActionSpec::first(
            ActionName::right("charter.step_down"),
            Scope::Keys,
            "give up what the founder alone may do, for good",
        ),
        ActionSpec::first(
            ActionName::right("charter.withdraw_act"),
            Scope::Vote,
            "take back what one announced",
        ),
    ];

    fn spec(action: &CharterAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn foresee(action: &CharterAction, context: &Context<'_>) -> Result<(), CharterError> {
        rules::foresee(action, context)
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
