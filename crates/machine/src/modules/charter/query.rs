//! What pages, the command line, the frame and neighbouring modules may read of charter.

use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Refusal, Seconds};

use super::error::CharterError;
use super::state::CURRENT;
use super::types::Current;
use crate::charter_text::{Charter, Diagnostic, Power, Who};
use crate::frame::context::{Authority, Context};
use crate::frame::module::ActionSpec;
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::membership;
use crate::registry;

/// A line of the charter under which an act is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line's id.
    pub id: String,
    /// Time between the act and its effect.
    pub grace: Seconds,
}

impl Line {
    /// Returns whether the act is announced first, and takes effect later.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.grace > Seconds::ZERO
    }
}

/// Reads the text of a charter under the actions of this machine.
///
/// # Errors
/// All its faults, with their place.
pub fn parse(text: &[u8]) -> Result<Charter, Vec<Diagnostic>> {
    // Bytes that are no text count as a character that does not show.
    let text = std::str::from_utf8(text).unwrap_or("\0");
    Charter::parse(text, &registry::action_names())
}

/// Returns the text in force.
///
/// # Panics
/// If the state is not of a founded society, which no caller can reach: states begin at genesis.
#[must_use]
pub fn current(state: &dyn StateView) -> Current {
    CURRENT.get(state).expect("every state begins at genesis, which writes the charter")
}

/// Finds the line of the charter under which the authority of the context may do an action.
///
/// # Errors
/// That no line gives the power, or why the lines that do are not enough.
pub fn permit(
    spec: &ActionSpec,
    _value: Option<(AssetId, Amount)>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Line, Refusal> {
    let mut lines = context.charter.powers.iter().filter(|power| power.may == spec.name());
    let line = lines.find(|power| holds(&power.who, context, state));
    let line = line.map(|Power { id, grace, .. }| Line { id: id.clone(), grace: *grace });
    let by = || CharterError::NoPower { by: context.authority.words(), action: spec.name() };
    line.ok_or_else(|| by().refusal())
}

/// Returns whether the authority of the context is `who`.
fn holds(who: &Who, context: &Context<'_>, state: &dyn StateView) -> bool {
    match (&context.authority, who) {
        (Authority::Person { .. }, Who::Anyone) => true,
        (Authority::Person { person }, Who::Member) => membership::query::is_member(state, *person),
        (Authority::Person { person }, Who::MemberPastProbation) => {
            membership::query::is_full_member(state, *person)
        }
        (Authority::Person { person }, Who::Founder) => society::founded(state).founder == *person,
        (Authority::Decision { procedure, .. }, Who::Decision(id)) => procedure == id,
        (Authority::Rule { rule }, Who::Rule(id)) => rule == id,
        _ => false,
    }
}
