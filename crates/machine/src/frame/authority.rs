//! Whether an act may be done at all: does the key speak for the author, does a line of the charter
//! give the power. Then the module decides whether it may be done now.

use polity_types::Refusal;

use super::context::{Authority, Context};
use super::state::StateView;
use crate::charter_text::ActionClass;
use crate::modules::{charter, identity};
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
