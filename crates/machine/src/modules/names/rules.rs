//! `check`: whether a name may be taken or given up now. Reads only.

use polity_types::PersonId;

use super::action::NamesAction;
use super::error::NamesError;
use super::query;
use super::state::{LOOK, PERSON};
use super::text;
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    GiveUp { person: PersonId },
    Take { name: String, person: PersonId },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`NamesError`].
pub(super) fn check(
    action: &NamesAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, NamesError> {
    let by = || NamesError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    require(membership::query::is_member(state, person), NamesError::NotMember(person))?;
    let change = match action {
        NamesAction::GiveUp {} => {
            let is_named = query::called(state, person).is_some();
            require(is_named, NamesError::NoName(person))?;
            Change::GiveUp { person }
        }
        NamesAction::Take { name } => {
            check_take(name, person, context, state)?;
            Change::Take { name: name.clone(), person }
        }
    };
    Ok(Admitted(change))
}

fn check_take(
    name: &str,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), NamesError> {
    text::check(name)?;
    let charter = &context.charter;
    let offices = charter.offices.iter().flat_map(|office| [office.id.as_str(), &office.name]);
    text::check_claims(name, offices.chain([charter.society.name.as_str()]))?;
    if let Some(named) = PERSON.get(state, &person) {
        require(named.called.as_deref() != Some(name), NamesError::Same(person))?;
        let next = named.next;
        require(next <= context.running, NamesError::TooSoon { next })?;
    }
    let looks = text::looks(name);
    let others = looks.iter().filter_map(|look| LOOK.get(state, look));
    // What another has counts before what rests, whichever look comes first.
    let mut others: Vec<_> = others.filter(|look| look.person != person).collect();
    others.sort_by_key(|look| look.rests.is_some());
    match others.first() {
        None => Ok(()),
        Some(other) => Err(match other.rests {
            None => NamesError::Taken { holder: other.person },
            Some(place) => NamesError::Resting { until: place.at },
        }),
    }
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: NamesError) -> Result<(), NamesError> {
    if holds { Ok(()) } else { Err(error) }
}
