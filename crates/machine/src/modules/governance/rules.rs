//! `check`: whether an act of governance may happen now. Reads only.

use super::action::GovernanceAction;
use super::error::GovernanceError;
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`GovernanceError`].
pub(super) fn check(
    action: &GovernanceAction,
    _context: &Context<'_>,
    _state: &dyn StateView,
) -> Result<Admitted, GovernanceError> {
    match *action {}
}
