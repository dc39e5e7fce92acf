//! Fees: whoever does an act for which the charter has one pays it in the same step (TRE-16).

use super::error::TreasuryError;
use super::posting::{Movement, check_posting, home_of, post};
use super::types::{AccountId, Category};
use crate::charter_text::fee::Charge;
use crate::frame::context::Context;
use crate::frame::state::Overlay;
use crate::{Action, Event, registry};

/// Returns what a person pays for an act; nothing, where the society or a rule does it.
#[must_use]
pub fn charges<'c>(action: &Action, context: &'c Context<'_>) -> Vec<Charge<'c>> {
    if context.person().is_none() || context.charter.fees.is_empty() {
        return Vec::new();
    }
    context.charter.charges(registry::spec(action).name(), registry::value(action).as_ref())
}

/// Takes fees from whoever did an act, as the act left their accounts.
///
/// # Errors
/// [`TreasuryError::Fee`]; the overlay is then to be dropped.
pub(crate) fn charge(
    charges: &[Charge<'_>],
    context: &Context<'_>,
    overlay: &mut Overlay<'_>,
) -> Result<Vec<Event>, TreasuryError> {
    let mut events = Vec::new();
    let Some(person) = context.person() else { return Ok(events) };
    for Charge { amount, fee } in charges {
        let movement = Movement {
            amount: *amount,
            asset: fee.asset.clone(),
            category: Some(Category::fees()),
            credit: AccountId::Person(person),
            debit: home_of(&fee.to, overlay),
            memo: None,
        };
        let posting = check_posting(movement, context, overlay).map_err(|error| match error {
            TreasuryError::TooLittle { actual, wanted, .. } => {
                TreasuryError::Fee { actual, fee: fee.id.clone(), wanted }
            }
            other => other,
        })?;
        events.extend(post(posting, context, overlay));
    }
    Ok(events)
}
