//! Exit: to leave with one's share, and what leads to it.
//!
//! A charter may open funds and assets to those who leave. What one has a claim by is counted as it
//! comes (memberships, contributions, shares), so that whoever leaves takes a part of a whole that is
//! known: no member is ever looked at but the one who leaves. Rules are numbered in `spec/exit.md`.
//! Elsewhere: leaving without a share (`membership`), balances (`treasury`), objections and ballots
//! (`governance`), acts that wait (`charter`).

mod action;
mod apply;
mod before;
mod contributions;
mod detour;
mod error;
mod event;
mod exact;
mod kept;
mod offer;
mod pools;
pub mod query;
mod rules;
mod state;
mod types;
mod unpaid;
mod waiting;

#[cfg(test)]
mod tests;

pub use action::{ExitAction, Least};
pub use apply::{joined, leave_with_share, left};
pub use before::{Before, BeforeRow, Counted, asks, asks_no_more, moved, open_before};
pub use contributions::{
    came_back, coming_back, contributed, gone, is_refunded_enough, is_taken_instead, paid_back,
    refunded,
};
pub use detour::Ends;
pub use error::ExitError;
pub use event::{ExitEvent, Paid};
pub use types::{
    AGAINST_MAX, BREACHES_MAX, Claim, Contribution, GivenUp, Holding, Item, KEPT_MAX, KEPT_MIN,
    POOLS_MAX, Payment, Pending, PutIn, REFUNDS_MAX, Refund, Source, Totals, WHOLE,
};
pub use unpaid::{LEAST_PERCENT, Unpaid, unpaid};
pub use waiting::{
    GivesUp, approved, decided, entering, has_given_up, is_beyond, open_again, over, proposed,
    reopened, request_over,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Exit;

impl Module for Exit {
    type Action = ExitAction;
    type Event = ExitEvent;
    type Admitted = rules::Admitted;
    type Error = ExitError;
    type Item = Item;

    const NAME: &'static str = "exit";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::first(
            ActionName::right("exit.leave"),
            Scope::Keys,
            "leave the society with one's share",
        ),
        ActionSpec::first(
            ActionName::right("exit.take"),
            Scope::Keys,
            "take a part of one's share",
        ),
    ];

    fn spec(action: &ExitAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &ExitAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, ExitError> {
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
