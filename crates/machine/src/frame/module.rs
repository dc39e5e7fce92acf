//! The shape that every module has.

use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::{Authority, Context};
use super::state::{Overlay, StateView};
use crate::charter_text::ActionName;
use crate::{Action, Event};

/// What the frame must know about an action before its module is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionSpec {
    /// Name, for whom it is, and whether it takes a limit.
    pub action: ActionName,
    /// What the signing key must speak for.
    pub scope: Scope,
    /// Whether deciding on it costs as much as on hundreds of others, so that a batch holds few (ORD-11).
    pub is_costly: bool,
    /// Whether it runs before what falls due: what lets people go or object (ORD-3).
    pub is_first: bool,
    /// What it does, as the end of "may …": "admit an applicant".
    pub words: &'static str,
}

impl ActionSpec {
    /// Returns the spec of an action that runs after what falls due.
    #[must_use]
    pub const fn new(action: ActionName, scope: Scope, words: &'static str) -> Self {
        Self { action, scope, is_costly: false, is_first: false, words }
    }

    /// Returns the spec of a right that runs before what falls due.
    #[must_use]
    pub const fn first(action: ActionName, scope: Scope, words: &'static str) -> Self {
        Self { action, scope, is_costly: false, is_first: true, words }
    }

    /// Returns the spec of an action that is costly to decide on.
    #[must_use]
    pub const fn costly(self) -> Self {
        Self { is_costly: true, ..self }
    }

    /// Returns the name, `module.verb`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.action.name
    }
}

/// Returns the spec at a place of a module's list.
///
/// # Panics
/// If a module numbers its actions past its list; a test asks for the spec of every action.
#[must_use]
pub fn spec_at(specs: &'static [ActionSpec], place: usize) -> &'static ActionSpec {
    specs.get(place).expect("every action has its place among the module's specs")
}

/// Actions that the machine runs because something fell due, all or none.
#[derive(Debug)]
pub struct Enactment {
    /// What to do, in order.
    pub actions: Vec<Action>,
    /// By whose authority.
    pub authority: Authority,
    /// Who hears of the outcome.
    pub origin: Origin,
}

/// What an enactment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A proposal that passed, by its number (`governance`).
    Proposal(u64),
    /// An act whose grace period ended, by its number (`charter`).
    Act(u64),
}

/// What came of an item of the agenda.
#[derive(Debug, Default)]
pub struct Due {
    /// What happened.
    pub events: Vec<Event>,
    /// What is to be done now.
    pub enactment: Option<Enactment>,
}

/// A domain module: its tables, its actions, what they do.
pub trait Module {
    /// What can be asked. Serializes as `{"name": …, "with": …}`.
    type Action: Serialize + DeserializeOwned;
    /// What happened.
    type Event: Serialize + DeserializeOwned;
    /// An action that was checked. Only [`Module::check`] makes one.
    type Admitted;
    /// Why not.
    type Error: Explain;
    /// What it puts on the agenda.
    type Item: Serialize + DeserializeOwned;

    /// Name: first part of actions, events, error codes and state keys.
    const NAME: &'static str;
    /// Prefixes of its tables, `module/noun`. Nobody else writes under them.
    const TABLES: &'static [&'static str];
    /// Its actions.
    const ACTIONS: &'static [ActionSpec];

    /// Returns the spec of an action.
    fn spec(action: &Self::Action) -> &'static ActionSpec;

    /// Returns what value leaves by the action, and of which asset, for the limits of powers.
    fn value(_action: &Self::Action) -> Option<(AssetId, Amount)> {
        None
    }

    /// Decides, when an action is asked, announced or proposed, whether what it rests on outside of the
    /// state is there: records that it names, and what the program knows. What is put up for later is
    /// then decided by the state alone, on every machine and in every replay.
    ///
    /// # Errors
    /// What is missing.
    fn foresee(_action: &Self::Action, _context: &Context<'_>) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Decides whether the act may happen now. Reads only, so pages use it to preview.
    ///
    /// # Errors
    /// The first rule broken, in the order of the module's error.
    fn check(
        action: &Self::Action,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<Self::Admitted, Self::Error>;

    /// Writes an admitted action and returns what happened. Cannot refuse.
    fn apply(
        admitted: Self::Admitted,
        context: &Context<'_>,
        state: &mut Overlay<'_>,
    ) -> Vec<Event>;

    /// Does what falls due. Cannot refuse: what no longer applies does nothing.
    fn due(item: Self::Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due;
}
