//! Dues: what members give, by the tiers of the charter; donations.
//!
//! Dues fall due member by member, from the agenda. Whoever does not pay is reminded, then loses the
//! vote, then the powers of a member, as the charter says, never a right; all of it comes back with the
//! payment. Rules are numbered in `spec/dues.md`; every error names its rule. Elsewhere: the tiers
//! (`charter_text::money`), accounts (`treasury`), who votes (`membership`).

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod sponsoring;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::DuesAction;
pub use apply::{amended, joined, left};
pub use error::DuesError;
pub use event::{DuesEvent, Ended};
pub use types::{
    Account, Ask, ENROLLED_AT_ONCE, Item, Level, OPEN_MAX, Owed, SPONSORED_MAX, Sponsor, WAIVED_MAX,
};

use polity_types::{Amount, AssetId, Scope};

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Dues;

impl Module for Dues {
    type Action = DuesAction;
    type Event = DuesEvent;
    type Admitted = rules::Admitted;
    type Error = DuesError;
    type Item = Item;

    const NAME: &'static str = "dues";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::right("dues.ask_waiver"),
            Scope::Spend,
            "ask that dues be waived",
        ),
        ActionSpec::new(ActionName::right("dues.choose"), Scope::Spend, "choose how one gives"),
        ActionSpec::new(
            ActionName::power("dues.confirm_work").keeping_money(),
            Scope::Vote,
            "confirm work in the place of dues",
        ),
        ActionSpec::new(ActionName::open("dues.donate"), Scope::Spend, "give to a fund"),
        ActionSpec::new(
            ActionName::open("dues.end_sponsorship"),
            Scope::Spend,
            "end a sponsorship of dues",
        ),
        ActionSpec::new(
            ActionName::open("dues.pay"),
            Scope::Spend,
            "pay dues, one's own or another's",
        ),
        ActionSpec::new(
            ActionName::open("dues.sponsor"),
            Scope::Spend,
            "pay a member's dues from now on",
        ),
        ActionSpec::new(ActionName::power("dues.waive").keeping_money(), Scope::Vote, "waive dues"),
    ];

    fn spec(action: &DuesAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn value(action: &DuesAction) -> Option<(AssetId, Amount)> {
        match action {
            DuesAction::Donate { amount, asset, .. } | DuesAction::Pay { amount, asset, .. } => {
                Some((asset.clone(), *amount))
            }
            _ => None,
        }
    }

    fn foresee(action: &DuesAction, context: &Context<'_>) -> Result<(), DuesError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &DuesAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, DuesError> {
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
