//! `check`: whether an act of fork may happen now. Reads only.

use polity_types::PersonId;

use super::action::ForkAction;
use super::error::ForkError;
use super::query;
use super::state::{DESCENT, FORK};
use super::types::{Descent, Fork, Standing};
use crate::frame::context::Context;
use crate::frame::roll::Roll;
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Announce(Box<Fork>),
    Descend(Descent),
    Join { fork: Box<Fork>, number: u64, person: PersonId, since: u64 },
    Withdraw { fork: Box<Fork>, number: u64, person: PersonId },
}

/// Decides whether the authority of the context may do `action` now. What lets people go asks nobody.
///
/// # Errors
/// The first rule broken, in the order of [`ForkError`].
pub(super) fn check(
    action: &ForkAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, ForkError> {
    let by = || ForkError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        ForkAction::Announce { text } => {
            let is_said = context.charter.fork.is_some();
            require(is_said, ForkError::NotInCharter)?;
            let is_full = membership::query::is_full_member(state, person);
            require(is_full, ForkError::NotFullMember(person))?;
            if let Some(other) = query::running(state) {
                return Err(ForkError::OtherFork(other));
            }
            Change::Announce(Box::new(Fork {
                by: person,
                charter: context.charter.hash,
                joined: 0,
                left: Roll::default(),
                paid: Vec::new(),
                standing: Standing::Open,
                text: *text,
                until: None,
            }))
        }
        ForkAction::Descend { fork, parent, proof } => {
            let is_founder = society::founded(state).founder == person;
            require(is_founder, ForkError::NotFounder(person))?;
            if let Some(known) = DESCENT.get(state) {
                return Err(ForkError::HasDescent(known.fork));
            }
            Change::Descend(Descent { fork: *fork, parent: *parent, proof: *proof })
        }
        ForkAction::Join { fork: number } => {
            let member = membership::query::member(state, person)
                .filter(|_| membership::query::is_member(state, person));
            let since = member.ok_or(ForkError::NotMember(person))?.since;
            let fork = open(*number, context, state)?;
            let is_new = !query::has_joined(state, *number, person);
            require(is_new, ForkError::HasJoined { fork: *number, person })?;
            Change::Join { fork: Box::new(fork), number: *number, person, since }
        }
        ForkAction::Withdraw { fork: number } => {
            let fork = open(*number, context, state)?;
            let has_joined = query::has_joined(state, *number, person);
            require(has_joined, ForkError::HasNotJoined { fork: *number, person })?;
            Change::Withdraw { fork: Box::new(fork), number: *number, person }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether the texts that an action names are stored.
///
/// # Errors
/// [`ForkError::NoText`].
pub(super) fn foresee(action: &ForkAction, context: &Context<'_>) -> Result<(), ForkError> {
    let (ForkAction::Announce { text } | ForkAction::Descend { proof: text, .. }) = action else {
        return Ok(());
    };
    require(context.records.record(text).is_some(), ForkError::NoText(*text))
}

/// The agenda may be behind: the end of the time is the end.
fn open(number: u64, context: &Context<'_>, state: &dyn StateView) -> Result<Fork, ForkError> {
    let fork = FORK.get(state, &number).filter(|fork| fork.standing == Standing::Open);
    let is_in_time = |fork: &Fork| fork.until.is_some_and(|place| context.running < place.at);
    fork.filter(is_in_time).ok_or(ForkError::NotOpen(number))
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: ForkError) -> Result<(), ForkError> {
    if holds { Ok(()) } else { Err(error) }
}
