//! Writes what was admitted, and does what falls due. Cannot refuse.

use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, PersonId};
use serde::Serialize;

use super::event::ImportEvent;
use super::query::imported;
use super::rules::{Admitted, Change};
use super::state::{
    ACCOUNT, ACCOUNT_NUMBER, IMPORTED, PLACEHOLDER, QUESTION, SOURCE, VOTER, WHO, account_place,
    voter_place,
};
use super::types::{
    Answered, BallotRow, Item, Kind, Label, LedgerRow, MembershipRow, OldBalance, Placeholder,
    Question, Source, Term,
};
use crate::Event;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::Overlay;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::Ballots { file, question, rows, scores } => {
            ballots(file, question, rows, scores, state)
        }
        Change::Close { by } => {
            let closed = Some(context.now);
            IMPORTED.put(state, &super::Imported { closed, ..imported(state) });
            ImportEvent::Closed { by }
        }
        Change::Ledger { asset, balances, file, rows } => {
            ledger(asset, balances, file, rows, state)
        }
        Change::Membership { file, rows } => membership(file, rows, state),
    };
    vec![event.into()]
}

/// Does what falls due: nothing yet.
pub(super) fn due(item: Item, _context: &Context<'_>, _state: &mut Overlay<'_>) -> Due {
    match item {}
}

/// Notes that `person` came for a placeholder, if nobody did before. For `membership`, when somebody
/// joins with the importer's invitation.
pub fn claim(number: u64, person: PersonId, state: &mut Overlay<'_>) -> Option<Event> {
    let mut placeholder = PLACEHOLDER.get(state, &number)?;
    if placeholder.claimed_by.is_some() {
        return None;
    }
    placeholder.claimed_by = Some(person);
    PLACEHOLDER.put(state, &number, &placeholder);
    let before = imported(state);
    let claimed = before.claimed.saturating_add(1);
    IMPORTED.put(state, &super::Imported { claimed, ..before });
    Some(ImportEvent::Claimed { person, placeholder: number }.into())
}

/// Counts the rows of a file.
fn note<T: Serialize>(
    file: Hash,
    kind: Kind,
    rows: &[T],
    last_row: Option<u64>,
    state: &mut Overlay<'_>,
) {
    let known = SOURCE.get(state, &file);
    let fresh = Source { kind, last_row: 0, rows: Roll::default() };
    let mut source = known.unwrap_or(fresh);
    for row in rows {
        source.rows.add(row);
    }
    source.last_row = last_row.unwrap_or(source.last_row);
    SOURCE.put(state, &file, &source);
    let before = imported(state);
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    IMPORTED.put(state, &super::Imported { rows: before.rows.saturating_add(count), ..before });
}

fn membership(file: Hash, rows: Vec<MembershipRow>, state: &mut Overlay<'_>) -> ImportEvent {
    note(file, Kind::Membership, &rows, rows.last().map(|row| row.row), state);
    let placeholders = rows.iter().map(|row| term(file, row, state)).collect();
    ImportEvent::MembershipImported { file, placeholders, rows }
}

/// Adds a term to the placeholder of its person, and returns the placeholder's number.
fn term(file: Hash, row: &MembershipRow, state: &mut Overlay<'_>) -> u64 {
    let MembershipRow { from, group, person, row, until } = row;
    let known = WHO.get(state, person);
    let number = known.unwrap_or_else(|| {
        let before = imported(state);
        let placeholders = before.placeholders.saturating_add(1);
        IMPORTED.put(state, &super::Imported { placeholders, ..before });
        WHO.put(state, person, &placeholders);
        placeholders
    });
    let fresh = Placeholder { claimed_by: None, person: *person, terms: Vec::new() };
    let mut placeholder = PLACEHOLDER.get(state, &number).unwrap_or(fresh);
    let group = group.clone();
    placeholder.terms.push(Term { file, from: *from, group, row: *row, until: *until });
    PLACEHOLDER.put(state, &number, &placeholder);
    number
}

fn ledger(
    asset: AssetId,
    balances: BTreeMap<Label, Amount>,
    file: Hash,
    rows: Vec<LedgerRow>,
    state: &mut Overlay<'_>,
) -> ImportEvent {
    note(file, Kind::Ledger, &rows, rows.last().map(|row| row.row), state);
    for (account, balance) in balances {
        let number = number(&account, state);
        let known = OldBalance { account, asset: asset.clone(), held: balance };
        ACCOUNT.put(state, &(number, asset.clone()), &known);
    }
    ImportEvent::LedgerImported { asset, file, rows }
}

/// Returns the number of an old account; a new one gets the next.
fn number(account: &Label, state: &mut Overlay<'_>) -> u64 {
    let place = account_place(account);
    ACCOUNT_NUMBER.get(state, &place).unwrap_or_else(|| {
        let before = imported(state);
        let accounts = before.accounts.saturating_add(1);
        IMPORTED.put(state, &super::Imported { accounts, ..before });
        ACCOUNT_NUMBER.put(state, &place, &accounts);
        accounts
    })
}

fn ballots(
    file: Hash,
    question: Question,
    rows: Vec<BallotRow>,
    scores: Vec<Amount>,
    state: &mut Overlay<'_>,
) -> ImportEvent {
    note(file, Kind::Ballots, &rows, rows.last().map(|row| row.row), state);
    for row in &rows {
        VOTER.put(state, &voter_place(file, row.voter), &row.row);
    }
    let before = QUESTION.get(state, &file).map_or(0, |known| known.voters);
    let voters = before.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let answered = Answered { question: question.clone(), scores: scores.clone(), voters };
    QUESTION.put(state, &file, &answered);
    ImportEvent::BallotsImported { file, question, rows, scores }
}
