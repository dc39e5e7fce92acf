//! `check`: whether an act of treasury may happen now. Reads only.

use super::action::TreasuryAction;
use super::error::TreasuryError;
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
/// The first rule broken, in the order of [`TreasuryError`].
pub(super) fn check(
    action: &TreasuryAction,
    _context: &Context<'_>,
    _state: &dyn StateView,
) -> Result<Admitted, TreasuryError> {
    match *action {}
}
