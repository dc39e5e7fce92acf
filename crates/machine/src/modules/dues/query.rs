//! What pages, the command line and neighbouring modules may read of dues.

use polity_types::{Amount, AssetId, PersonId};

use super::state::{ACCOUNT, ASKED, SPONSOR, SPONSORED};
use super::types::{Account, Ask, Level, Owed, Sponsor};
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
    ACCOUNT.read(state, &person).is_some_and(|account| account.level >= Level::VoteRests)
}

/// Returns whether a person's powers rest because of their dues. Rights never do.
#[must_use]
pub fn is_resting(state: &dyn StateView, person: PersonId) -> bool {
    ACCOUNT.read(state, &person).is_some_and(|account| account.level >= Level::MembershipRests)
}

/// Returns for how many periods a person paid, in money or in work.
#[must_use]
pub fn periods_paid(state: &dyn StateView, person: PersonId) -> u64 {
    account(state, person).map_or(0, |account| account.paid)
}

/// Returns what a member asks to be waived.
#[must_use]
pub fn ask(state: &dyn StateView, member: PersonId) -> Option<Ask> {
    ASKED.get(state, &member)
}

/// Returns who asks for a waiver, in the order of their identifiers, at most `limit`.
#[must_use]
pub fn asks(state: &dyn StateView, limit: usize) -> Vec<(PersonId, Ask)> {
    let found = ASKED.scan(state, "", None, limit).into_iter();
    found.filter_map(|(key, ask)| Some((person_at(&key)?, ask))).collect()
}

/// Returns who pays a member's dues.
#[must_use]
pub fn sponsor(state: &dyn StateView, member: PersonId) -> Option<Sponsor> {
    SPONSOR.get(state, &member)
}

/// Returns whose dues a person pays.
#[must_use]
pub fn sponsored(state: &dyn StateView, by: PersonId) -> Vec<PersonId> {
    SPONSORED.get(state, &by).unwrap_or_default()
}

/// Returns the person at the end of a state key.
fn person_at(key: &str) -> Option<PersonId> {
    key.rsplit('/').next()?.parse().ok()
}

/// Returns the state keys of what concerns a person's dues.
#[must_use]
pub fn keys_of(person: PersonId) -> [String; 4] {
    [ACCOUNT.key(&person), ASKED.key(&person), SPONSOR.key(&person), SPONSORED.key(&person)]
}

/// Returns the state key of an account, for proofs.
#[must_use]
pub fn account_key(person: PersonId) -> String {
    ACCOUNT.key(&person)
}
