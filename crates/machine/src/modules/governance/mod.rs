//! Governance: proposals, arguments, ballots, and decisions that take effect by themselves.
//!
//! A proposal is a list of actions under a decision procedure of the charter. It is discussed, voted
//! on by an electorate frozen when voting opens, waits out its grace period, and then takes effect by
//! itself or says why not. Rules are numbered in `spec/governance.md`; every error names its rule.
//! Elsewhere: who may do what, and acts of single persons that wait (`charter`).

mod action;
mod alternatives;
mod apply;
mod asked;
mod ballots;
mod choice_text;
mod close;
mod conviction;
mod count;
mod delegation;
mod deposit;
mod drafts;
mod electorate;
mod error;
mod event;
mod floor;
mod leavers;
mod newcomers;
mod piles;
mod purse;
pub mod query;
mod rules;
mod season;
mod state;
mod sweep;
mod turnout;
mod types;
mod vote;

#[cfg(test)]
pub(in crate::modules) mod tests;

pub use action::GovernanceAction;
pub use alternatives::{ALTERNATIVE_BYTES_MAX, ALTERNATIVES_MAX, Alternative, AlternativeTerms};
pub use apply::{left, moved, object_to, open_challenged, open_election, rested};
pub use choice_text::NotAChoice;
pub use close::{enacted, end_stopped};
pub use conviction::Strength;
pub use count::{Account, AccountTable};
pub use delegation::{DELEGATION_MAX, DELEGATIONS_MAX, DelegationEnd};
pub use deposit::{DepositTerms, PutDown};
pub use drafts::{DRAFT_MAX, SPONSORED_MAX};
pub use electorate::{BodyVotes, ByBody, Weighed, by_body, of_house, verdict, weigh};
pub use error::GovernanceError;
pub use event::GovernanceEvent;
pub use floor::{Said, said};
pub use newcomers::{Newcomers, Wait};
pub use purse::{BOUND_MAX, Balance};
pub use season::{SeasonSpan, SeasonTerms};
pub use turnout::{Turnout, Vote};
pub use types::{
    ACTIONS_BYTES_MAX, ACTIONS_MAX, ARGUMENTS_MAX, ARGUMENTS_PER_PERSON_MAX, Brought, Content,
    Counts, Frozen, Item, OPEN_MAX, OPEN_PER_PERSON_MAX, Outcome, Proposal, ProposalResult, Side,
    Stage, Target, Terms,
};
pub use vote::{
    Ballot, Cast, Choice, Contest, ContestBudget, ContestOption, Pile, Spent, Sum, TakenBack,
    Tally, Verdict,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// A proposal with which its author puts money down.
static PROPOSE_PAYING: ActionSpec = ActionSpec::new(
    ActionName::power("governance.propose").personal(),
    Scope::Spend,
    "put a proposal to the vote, and money down for it",
);

/// The module.
pub struct Governance;

impl Module for Governance {
    type Action = GovernanceAction;
    type Event = GovernanceEvent;
    type Admitted = rules::Admitted;
    type Error = GovernanceError;
    type Item = Item;

    const NAME: &'static str = "governance";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::power("governance.argue").personal(),
            Scope::Speak,
            "argue about a proposal",
        ),
        ActionSpec::new(
            ActionName::right("governance.cast_ballot"),
            Scope::Vote,
            "cast or change a ballot",
        ),
        ActionSpec::new(
            ActionName::right("governance.delegate"),
            Scope::Vote,
            "name who votes in one's place on a topic",
        ),
        ActionSpec::first(
            ActionName::right("governance.object"),
            Scope::Vote,
            "object to what has not taken effect yet",
        ),
        ActionSpec::new(
            ActionName::power("governance.offer").personal(),
            Scope::Speak,
            "bring another version of a proposal that is discussed",
        ),
        ActionSpec::new(
            ActionName::power("governance.propose").personal(),
            Scope::Speak,
            "put a proposal to the vote",
        ),
        ActionSpec::new(
            ActionName::right("governance.sponsor"),
            Scope::Speak,
            "support a draft, so that it is discussed",
        ),
        ActionSpec::new(
            ActionName::right("governance.undelegate"),
            Scope::Vote,
            "end a delegation on a topic",
        ),
        ActionSpec::new(
            ActionName::right("governance.withdraw"),
            Scope::Speak,
            "withdraw one's own proposal, or other version of one, before voting",
        ),
    ];

    fn spec(action: &GovernanceAction) -> &'static ActionSpec {
        // Who puts money down moves it, so the key must be one that may.
        if matches!(action, GovernanceAction::Propose { deposit: Some(_), .. }) {
            return &PROPOSE_PAYING;
        }
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &GovernanceAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, GovernanceError> {
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
