//! `check`: whether an act of identity may happen now. Reads only.

use polity_types::operation::VALIDITY_MAX;
use polity_types::person::SignedInception;
use polity_types::{OperationId, PersonId};

use super::action::IdentityAction;
use super::chain::{Link, adopt};
use super::error::IdentityError;
use super::state::PERSON;
use super::types::STATEMENTS_MAX;
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Adopt { links: Vec<Link>, person: PersonId },
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
        IdentityAction::Adopt { statements } => {
            let actual = statements.len();
            let is_count = (1..=STATEMENTS_MAX).contains(&actual);
            require(is_count, IdentityError::StatementCount { actual })?;
            let mut known = PERSON.get(state, &person).ok_or(IdentityError::Unknown(person))?;
            let mut links = Vec::with_capacity(actual);
            for statement in statements {
                let link = adopt(person, &known, statement, context.now, context.running)?;
                known = link.person.clone();
                links.push(link);
            }
            Ok(Admitted(Change::Adopt { links, person }))
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
