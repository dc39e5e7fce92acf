//! What pages, the command line and neighbouring modules may read of import.

use polity_types::{Amount, AssetId, Hash, Timestamp};

use super::state::{
    ACCOUNT, ACCOUNT_NUMBER, IMPORTED, PLACEHOLDER, QUESTION, SOURCE, account_place,
};
use super::types::{Answered, IMPORT_MAX, Imported, Label, OldBalance, Placeholder, Source};
use crate::frame::society::founded;
use crate::frame::state::StateView;

/// Returns how much was imported.
#[must_use]
pub fn imported(state: &dyn StateView) -> Imported {
    IMPORTED.get(state).unwrap_or_default()
}

/// Returns when the society opened, at the running time `running`: somebody closed the imports, or
/// their time is over (IMP-1).
#[must_use]
pub fn closed(state: &dyn StateView, running: Timestamp) -> Option<Timestamp> {
    let ends = founded(state).time.after(IMPORT_MAX);
    imported(state).closed.or_else(|| (running >= ends).then_some(ends))
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
    let number = ACCOUNT_NUMBER.get(state, &account_place(account));
    let known = number.and_then(|number| ACCOUNT.get(state, &(number, asset.clone())));
    known.map(|known| known.held).unwrap_or_default()
}

/// Returns up to `limit` old accounts and what they hold, in the order in which they were first named.
#[must_use]
pub fn balances(state: &dyn StateView, limit: usize) -> Vec<OldBalance> {
    ACCOUNT.scan(state, "", None, limit).into_iter().map(|(_, known)| known).collect()
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
