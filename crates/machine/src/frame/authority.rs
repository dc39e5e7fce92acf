//! Whether an act may be done at all: does the key speak for the author, does a line of the charter
//! give the power. Then the module decides whether it may be done now.

use polity_types::{PersonId, Refusal};

use super::context::{Authority, Context};
use super::state::StateView;
use crate::charter_text::ActionClass;
use crate::modules::{charter, identity, membership};
use crate::{Action, registry};

/// Under what an act is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    /// A right, or open to anyone.
    Right,
    /// A line of the charter.
    Power(charter::query::Line),
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
            charter::query::permit(spec, registry::value(action), context, state).map(Permit::Power)
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
