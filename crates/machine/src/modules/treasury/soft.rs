//! Soft limits: what people are told before they go further below nothing than the charter wishes (TRE-17). Nothing
//! is refused by them.

use polity_types::{Amount, AssetId};

use super::event::TreasuryEvent;
use super::query::balance;
use super::types::AccountId;
use crate::Event;
use crate::charter_text::Charter;
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// What an account would hold, and from where on the charter warns. Unit of amounts: minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Of what.
    pub asset: AssetId,
    /// What the account holds, or would: below nothing.
    pub held: Amount,
    /// How far below nothing it may go.
    pub limit: Amount,
    /// From how far below nothing on one is warned.
    pub warn: Amount,
}

/// Returns the warning that goes with what an account holds of an asset, if there is one.
#[must_use]
pub fn warning(
    charter: &Charter,
    account: &AccountId,
    asset: &AssetId,
    held: Amount,
) -> Option<Warning> {
    let law = charter.asset(asset)?;
    let (limit, warn) = (law.credit_limit?, law.credit_warn?);
    let is_past = matches!(account, AccountId::Person(_)) && held < warn.negated();
    is_past.then(|| Warning { asset: asset.clone(), held, limit, warn })
}

/// Returns the warnings to whoever would do an act of which these events come: of each asset of which their
/// account would hold less than now, and less than the charter wishes.
#[must_use]
pub fn warnings(events: &[Event], context: &Context<'_>, state: &dyn StateView) -> Vec<Warning> {
    let Some(person) = context.person() else { return Vec::new() };
    let own = AccountId::Person(person);
    let mut found = Vec::new();
    for law in context.charter.assets.iter().filter(|law| law.credit_warn.is_some()) {
        let change = events.iter().fold(Amount::ZERO, |sum, event| match event {
            Event::Treasury(TreasuryEvent::Posted { amount, asset, credit, debit, .. })
                if *asset == law.id =>
            {
                let got = if *debit == own { *amount } else { Amount::ZERO };
                let gave = if *credit == own { *amount } else { Amount::ZERO };
                sum.plus(got).and_then(|sum| sum.minus(gave)).unwrap_or(sum)
            }
            _ => sum,
        });
        let held = balance(state, &own, &law.id).plus(change).unwrap_or_default();
        if change.is_negative() {
            found.extend(warning(&context.charter, &own, &law.id, held));
        }
    }
    found
}
