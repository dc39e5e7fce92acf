//! What pages, the command line and neighbouring modules may read of dues.

use polity_types::{Amount, AssetId, PersonId};

use super::state::ACCOUNT;
use super::types::{Account, Level, Owed};
use crate::frame::state::StateView;

/// Returns where a person stands with their dues.
#[must_use]
pub fn account(state: &dyn StateView, person: PersonId) -> Option<Account> {
    ACCOUNT.get(state, &person)
}

/// Returns what an account owes of an asset. Unit: minor units.
#[must_use]
pub fn owed(account: &Account, asset: &AssetId) -> Amount {
    let of_asset = |owed: &&Owed| owed.asset.as_ref() == Some(asset);
    let open = account.open.iter().filter(of_asset);
    open.fold(Amount::ZERO, |sum, owed| sum.plus(owed.amount).unwrap_or(Amount::MAX))
}

/// Returns whether a person's vote rests because of their dues.
#[must_use]
pub fn is_vote_resting(state: &dyn StateView, person: PersonId) -> bool {
    account(state, person).is_some_and(|account| account.level >= Level::VoteRests)
}

/// Returns whether a person's powers rest because of their dues. Rights never do.
#[must_use]
pub fn is_resting(state: &dyn StateView, person: PersonId) -> bool {
    account(state, person).is_some_and(|account| account.level >= Level::MembershipRests)
}

/// Returns for how many periods a person paid, in money or in work.
#[must_use]
pub fn periods_paid(state: &dyn StateView, person: PersonId) -> u64 {
    account(state, person).map_or(0, |account| account.paid)
}

/// Returns the state key of an account, for proofs.
#[must_use]
pub fn account_key(person: PersonId) -> String {
    ACCOUNT.key(&person)
}
