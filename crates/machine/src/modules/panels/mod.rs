//! Panels: people drawn by lot, for a term, for one proposal, or to fill an office.
//!
//! Who can be drawn is fixed first; then chance decides, from a public beacon or from secrets that
//! named people reveal; then who is drawn accepts or somebody else steps in. What nobody takes stays
//! empty. Rules are numbered in `spec/panels.md`; every error names its rule. Elsewhere: the votes of
//! panels (`governance`), what an office may do (`charter`).

mod action;
mod apply;
mod convene;
mod draw;
mod error;
mod event;
pub mod hosts;
pub mod query;
mod reveal;
mod rules;
mod state;
mod types;

#[cfg(test)]
pub(crate) mod tests;

pub use action::PanelsAction;
pub use convene::{convene, convene_for_claim, left, over, over_sitting};
pub use draw::{Fate, Step};
pub use error::PanelsError;
pub use event::PanelsEvent;
pub use hosts::{ClaimProof, HostList};
pub use reveal::{Named, commitment as commitment_of};
pub use types::{
    AHEAD, Candidates, Cause, EXCLUDED_MAX, Item, Offer, REVEALERS_MAX, Rules, SEED_WAIT, Sitting,
    Source, Stage, Standing, Status, TRIES_MAX, TRIES_PER_STEP,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Panels;

impl Module for Panels {
    type Action = PanelsAction;
    type Event = PanelsEvent;
    type Admitted = rules::Admitted;
    type Error = PanelsError;
    type Item = Item;

    const NAME: &'static str = "panels";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::right("panels.accept"),
            Scope::Vote,
            "take a seat for which one was drawn",
        ),
        ActionSpec::new(ActionName::right("panels.call_draw"), Scope::Speak, "have a panel drawn"),
        ActionSpec::new(
            ActionName::open("panels.claim"),
            Scope::Vote,
            "take a seat for outsiders, residents of the host or others, with a code",
        ),
        ActionSpec::new(
            ActionName::right("panels.commit"),
            Scope::Vote,
            "commit to a secret for a draw",
        ),
        ActionSpec::first(
            ActionName::right("panels.decline"),
            Scope::Vote,
            "decline or give up a seat for which one was drawn",
        ),
        ActionSpec::new(
            ActionName::power("panels.publish_list"),
            Scope::Vote,
            "publish the list of outsiders among whom a panel is drawn",
        ),
        ActionSpec::new(
            ActionName::right("panels.reveal"),
            Scope::Vote,
            "reveal a secret for a draw",
        ),
        ActionSpec::new(
            ActionName::open("panels.submit_beacon"),
            Scope::Speak,
            "bring the round of the beacon by which a panel is drawn",
        )
        .costly(),
    ];

    fn spec(action: &PanelsAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &PanelsAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, PanelsError> {
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
