//! Whether an act may be done at all: does the key speak for the author, does a line of the charter
//! give the power. Then the module decides whether it may be done now.

use polity_types::{PersonId, Refusal};

use super::context::{Authority, Context};
use super::state::StateView;
use crate::charter_text::explain::power_words;
use crate::charter_text::{ActionClass, Charter};
use crate::modules::{charter, governance, identity, membership};
use crate::{Action, registry};

/// Under what an act is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    /// A right, or open to anyone.
    Right,
    /// A line of the charter.
    Power(charter::query::Line),
}

impl Permit {
    /// Returns the line in a sentence; none where no line is needed. `charter`: the one in force.
    #[must_use]
    pub fn rule(&self, charter: &Charter) -> Option<String> {
        let Self::Power(line) = self else { return None };
        charter.power(&line.id).map(|power| power_words(charter, power))
    }

    /// Says under what an act is done, to follow "under": a right, or the line with its name, its place in the
    /// text and its sentence. `charter`: the one in force.
    #[must_use]
    pub fn words(&self, charter: &Charter) -> String {
        let Self::Power(line) = self else { return "a right, or open to anyone".to_owned() };
        let at = charter.power(&line.id).map_or(0, |power| power.at.line);
        let rule = self.rule(charter).unwrap_or_default();
        format!("the line \"{}\" of the charter (line {at} of its text): {rule}", line.id)
    }
}

/// Decides whether the authority of the context may do `action`, whatever its module says.
///
/// # Errors
/// Why the key does not speak for the author, or that no line of the charter gives the power.
pub fn authorize(
    action: &Action,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Permit, Refusal> {
    let spec = registry::spec(action);
    if let Authority::Person { person } = context.authority {
        identity::query::speaks(person, spec, action, context, state)?;
    }
    match spec.action.class {
        ActionClass::Open | ActionClass::Right => Ok(Permit::Right),
        ActionClass::Power => {
            let line = charter::query::permit(spec, registry::value(action), context, state)?;
            // What only a person can do is never put to the vote.
            if !spec.action.is_personal {
                let members = governance::said(context, state);
                charter::query::check_at_vote(action, members.as_ref(), state)?;
            }
            Ok(Permit::Power(line))
        }
    }
}

/// Returns the state keys that deciding on nearly any act of a person reads, so that whoever carries
/// the machine may read them ahead. What it leaves out costs time, nothing else.
#[must_use]
pub fn reads_of(person: PersonId) -> [String; 3] {
    let [known, recovery] = identity::query::person_keys(person);
    [known, recovery, membership::query::member_key(person)]
}
