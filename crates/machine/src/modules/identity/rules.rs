//! `check`: whether an act of identity may happen now. Reads only.

use polity_types::operation::VALIDITY_MAX;
use polity_types::person::SignedInception;
use polity_types::{OperationId, PersonId};

use super::action::IdentityAction;
use super::error::IdentityError;
use super::state::PERSON;
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Register { inception: Box<SignedInception>, person: PersonId },
    Void { operation: OperationId, person: PersonId },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`IdentityError`].
pub(super) fn check(
    action: &IdentityAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, IdentityError> {
    let by = || IdentityError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    match action {
        IdentityAction::Register { inception } => {
            require(!PERSON.has(state, &person), IdentityError::AlreadyKnown(person))?;
            let begun = inception.verify()?;
            let other = IdentityError::OtherPerson { author: person, inception: begun };
            require(begun == person, other)?;
            let mut keys = inception.inception.keys.iter();
            if let Some(key) = context.key {
                let is_theirs = keys.any(|grant| grant.key == key);
                require(is_theirs, IdentityError::NotTheirKey { key, person })?;
            }
            let inception = Box::new(inception.clone());
            Ok(Admitted(Change::Register { inception, person }))
        }
        IdentityAction::Void { operation, until } => {
            let is_near = *until <= context.now.after(VALIDITY_MAX);
            require(is_near, IdentityError::VoidTooLong)?;
            Ok(Admitted(Change::Void { operation: *operation, person }))
        }
    }
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: IdentityError) -> Result<(), IdentityError> {
    if holds { Ok(()) } else { Err(error) }
}
