//! Places: where a society is at home, how much land it has there and what proves it, and who lives there.
//!
//! Rules are numbered in `spec/places.md`; every error names its rule. Elsewhere: what the residents of a
//! place decide (`governance`), which stage comes of land (`charter`). Rooms, stays and doors are not here.

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

pub use action::PlacesAction;
pub use apply::{left, recount};
pub use error::PlacesError;
pub use event::{PlacesEvent, Why};
pub use types::{
    Attested, CLAIM_LAPSES, Closed, Confirmed, Figures, Item, LAND_MAX, Living, PLACES_MAX, Place,
    PlaceKind, Residence, Rolls, Spell,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Places;

impl Module for Places {
    type Action = PlacesAction;
    type Event = PlacesEvent;
    type Admitted = rules::Admitted;
    type Error = PlacesError;
    type Item = Item;

    const NAME: &'static str = "places";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::right("places.arrive"),
            Scope::Vote,
            "say that one lives at a place",
        ),
        ActionSpec::new(
            ActionName::power("places.attest"),
            Scope::Vote,
            "say what land a place has, and what shows it",
        ),
        ActionSpec::new(ActionName::power("places.close"), Scope::Vote, "close a place"),
        ActionSpec::new(
            ActionName::power("places.confirm"),
            Scope::Vote,
            "confirm that somebody lives at a place",
        ),
        ActionSpec::first(
            ActionName::right("places.depart"),
            Scope::Vote,
            "live at a place no longer",
        ),
        ActionSpec::new(
            ActionName::power("places.end_residence"),
            Scope::Vote,
            "end that somebody counts as living at a place",
        ),
        ActionSpec::new(ActionName::power("places.open"), Scope::Vote, "open a place"),
        ActionSpec::first(
            ActionName::right("places.renew"),
            Scope::Vote,
            "say again that one lives at a place",
        ),
        ActionSpec::new(
            ActionName::right("places.vouch"),
            Scope::Vote,
            "vouch that somebody lives where one lives",
        ),
    ];

    fn spec(action: &PlacesAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn foresee(action: &PlacesAction, context: &Context<'_>) -> Result<(), PlacesError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &PlacesAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, PlacesError> {
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
        apply::due(&item, context, state)
    }
}
