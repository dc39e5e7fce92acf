//! What pages, the command line and neighbouring modules may read of import.

use polity_types::{Amount, AssetId, Hash, Timestamp};

use super::state::{ACCOUNT, IMPORTED, PLACEHOLDER, QUESTION, SOURCE};
use super::types::{Answered, Imported, Label, Placeholder, Source};
use crate::frame::state::StateView;

/// Returns how much was imported.
#[must_use]
pub fn imported(state: &dyn StateView) -> Imported {
    IMPORTED.get(state).unwrap_or_default()
}

/// Returns a placeholder.
#[must_use]
pub fn placeholder(state: &dyn StateView, number: u64) -> Option<Placeholder> {
    PLACEHOLDER.get(state, &number)
}

/// Returns how many placeholders have a term in `group` at a time: from its beginning until before
/// its end. Reads all of them.
#[must_use]
pub fn members_at(state: &dyn StateView, group: &Label, at: Timestamp) -> u64 {
    let holds = |placeholder: &Placeholder| {
        placeholder.terms.iter().any(|term| {
            term.group == *group && term.from <= at && term.until.is_none_or(|until| at < until)
        })
    };
    let numbers = 1..=imported(state).placeholders;
    let found = numbers.filter_map(|number| placeholder(state, number)).filter(holds);
    u64::try_from(found.count()).unwrap_or(u64::MAX)
}

/// Returns what an old account holds. Unit: minor units.
#[must_use]
pub fn balance(state: &dyn StateView, account: &Label, asset: &AssetId) -> Amount {
    ACCOUNT.get(state, &(account.clone(), asset.clone())).unwrap_or_default()
}

/// Returns up to `limit` old accounts: whole state keys, and what they hold.
#[must_use]
pub fn balances(state: &dyn StateView, limit: usize) -> Vec<(String, Amount)> {
    ACCOUNT.scan(state, "", None, limit)
}

/// Returns what was imported from a file.
#[must_use]
pub fn source(state: &dyn StateView, file: Hash) -> Option<Source> {
    SOURCE.get(state, &file)
}

/// Returns the question of a file, with what its ballots say.
#[must_use]
pub fn question(state: &dyn StateView, file: Hash) -> Option<Answered> {
    QUESTION.get(state, &file)
}

/// Returns up to `limit` questions: whole state keys, and what the ballots say.
#[must_use]
pub fn questions(state: &dyn StateView, limit: usize) -> Vec<(String, Answered)> {
    QUESTION.scan(state, "", None, limit)
}

/// Returns the state key of the figures, for proofs.
#[must_use]
pub fn imported_key() -> &'static str {
    IMPORTED.key()
}
