//! Membership: who belongs to the society, and how people come and go.
//!
//! A person applies, members vouch, the charter's rule or holder of the power admits, the person
//! swears the oath over the charter's text, and after a probation is a full member. A member may
//! leave at any moment. Rules are numbered in `spec/membership.md`; every error names its rule.
//! Elsewhere: keys (`identity`), who may admit (`charter`), ballots (`governance`).

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

pub use action::MembershipAction;
pub use apply::{arrive, depart, genesis, rest, resume};
pub use error::MembershipError;
pub use event::MembershipEvent;
pub use types::{
    APPLICATION_DAYS, Application, INVITATION_MAX, INVITATIONS_OPEN_MAX, Invitation,
    InvitationProof, Item, Member, SPELLS_KEPT, Spell, Standing, VOUCHES_MAX,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Membership;

impl Module for Membership {
    type Action = MembershipAction;
    type Event = MembershipEvent;
    type Admitted = rules::Admitted;
    type Error = MembershipError;
    type Item = Item;

    const NAME: &'static str = "membership";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(ActionName::power("membership.admit"), Scope::Vote, "admit an applicant"),
        ActionSpec::new(ActionName::open("membership.apply"), Scope::Keys, "apply for membership"),
        ActionSpec::new(
            ActionName::power("membership.decline"),
            Scope::Vote,
            "decline an application",
        ),
        ActionSpec::new(
            ActionName::power("membership.invite").personal(),
            Scope::Vote,
            "invite people",
        ),
        ActionSpec::first(ActionName::right("membership.leave"), Scope::Keys, "leave the society"),
        ActionSpec::new(
            ActionName::right("membership.swear"),
            Scope::Keys,
            "swear the oath over the charter",
        ),
        ActionSpec::new(
            ActionName::power("membership.vouch").personal(),
            Scope::Vote,
            "vouch for an applicant",
        ),
        ActionSpec::first(
            ActionName::right("membership.withdraw"),
            Scope::Keys,
            "withdraw one's own application",
        ),
    ];

    fn spec(action: &MembershipAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &MembershipAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, MembershipError> {
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
