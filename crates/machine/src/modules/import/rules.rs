//! `check`: whether an act of import may happen now. Reads only.

use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, Timestamp};

use super::action::ImportAction;
use super::error::ImportError;
use super::query::{balance, closed};
use super::state::{PLACEHOLDER, QUESTION, SOURCE, VOTER, WHO, voter_place};
use super::types::{
    BallotRow, CHOICES_MAX, Kind, Label, LedgerRow, MembershipRow, POSTINGS_MAX, Question,
    ROWS_MAX, TERMS_MAX,
};
use crate::frame::context::Context;
use crate::frame::society::founded;
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Ballots {
        file: Hash,
        question: Question,
        rows: Vec<BallotRow>,
        scores: Vec<Amount>,
    },
    Close {
        by: String,
    },
    Ledger {
        asset: AssetId,
        /// What each account that the rows name holds with them.
        balances: BTreeMap<Label, Amount>,
        file: Hash,
        rows: Vec<LedgerRow>,
    },
    Membership {
        file: Hash,
        rows: Vec<MembershipRow>,
    },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`ImportError`].
pub(super) fn check(
    action: &ImportAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, ImportError> {
    if let Some(at) = closed(state, context.running) {
        return Err(ImportError::Closed { at });
    }
    if let Some(person) = context.person() {
        let is_member = membership::query::is_member(state, person);
        require(is_member, || ImportError::NotMember(person))?;
    }
    let founded = founded(state).time;
    let change = match action {
        ImportAction::Close {} => Change::Close { by: context.authority.words() },
        ImportAction::Membership { file, rows } => {
            check_rows(*file, Kind::Membership, rows.iter().map(|row| row.row), state)?;
            check_terms(rows, founded, state)?;
            Change::Membership { file: *file, rows: rows.clone() }
        }
        ImportAction::Ledger { asset, file, rows } => {
            check_rows(*file, Kind::Ledger, rows.iter().map(|row| row.row), state)?;
            let balances = check_ledger(asset, rows, founded, state)?;
            Change::Ledger { asset: asset.clone(), balances, file: *file, rows: rows.clone() }
        }
        ImportAction::Ballots { file, question, rows } => {
            check_rows(*file, Kind::Ballots, rows.iter().map(|row| row.row), state)?;
            let scores = check_ballots(*file, question, rows, context, state)?;
            let (question, rows) = (question.clone(), rows.clone());
            Change::Ballots { file: *file, question, rows, scores }
        }
    };
    Ok(Admitted(change))
}

/// Checks that rows go up, after those of the same file that were imported (IMP-2).
fn check_rows(
    file: Hash,
    kind: Kind,
    rows: impl ExactSizeIterator<Item = u64>,
    state: &dyn StateView,
) -> Result<(), ImportError> {
    let actual = rows.len();
    require((1..=ROWS_MAX).contains(&actual), || ImportError::Rows { actual })?;
    let known = SOURCE.get(state, &file);
    if let Some(known) = known.as_ref().filter(|known| known.kind != kind) {
        return Err(ImportError::OtherKind { file, kind: known.kind });
    }
    let mut last = known.map_or(0, |known| known.last_row);
    for row in rows {
        require(row > last, || ImportError::Order { last, row })?;
        last = row;
    }
    Ok(())
}

/// Checks that a row tells of what was before the society (IMP-3).
fn check_past(at: Timestamp, founded: Timestamp, row: u64) -> Result<(), ImportError> {
    require(at <= founded, || ImportError::Future { at, founded, row })
}

fn check_terms(
    rows: &[MembershipRow],
    founded: Timestamp,
    state: &dyn StateView,
) -> Result<(), ImportError> {
    let mut terms: BTreeMap<Hash, usize> = BTreeMap::new();
    for MembershipRow { from, person, row, until, .. } in rows {
        let row = *row;
        check_past(*from, founded, row)?;
        require(until.is_none_or(|until| until >= *from), || ImportError::Term { row })?;
        let count = terms.entry(*person).or_insert_with(|| {
            let number = WHO.get(state, person);
            let known = number.and_then(|number| PLACEHOLDER.get(state, &number));
            known.map_or(0, |known| known.terms.len())
        });
        require(*count < TERMS_MAX, || ImportError::TooManyTerms { row })?;
        *count = count.saturating_add(1);
    }
    Ok(())
}

/// Checks the rows of a ledger, and returns what the accounts hold with them (IMP-5).
fn check_ledger(
    asset: &AssetId,
    rows: &[LedgerRow],
    founded: Timestamp,
    state: &dyn StateView,
) -> Result<BTreeMap<Label, Amount>, ImportError> {
    let mut balances: BTreeMap<Label, Amount> = BTreeMap::new();
    for LedgerRow { occurred_at, postings, row, .. } in rows {
        let (row, actual) = (*row, postings.len());
        check_past(*occurred_at, founded, row)?;
        let fits = (1..=POSTINGS_MAX).contains(&actual);
        require(fits, || ImportError::Postings { actual, row })?;
        for posting in postings {
            let amount = posting.amount;
            require(amount.is_positive(), || ImportError::NotPositive { amount, row })?;
            require(posting.credit != posting.debit, || ImportError::SameAccount { row })?;
            let too_much = ImportError::TooMuch { row };
            for (account, change) in [(&posting.credit, amount.negated()), (&posting.debit, amount)]
            {
                let held = balances.get(account).copied();
                let held = held.unwrap_or_else(|| balance(state, account, asset));
                let after = held.plus(change).ok_or_else(|| too_much.clone())?;
                balances.insert(account.clone(), after);
            }
        }
    }
    Ok(balances)
}

/// Checks ballots, and returns the scores with them (IMP-6).
fn check_ballots(
    file: Hash,
    question: &Question,
    rows: &[BallotRow],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Vec<Amount>, ImportError> {
    let first = rows.first().map_or(0, |row| row.row);
    check_past(question.occurred_at, founded(state).time, first)?;
    let actual = question.choices;
    let choices = usize::try_from(actual).ok().filter(|count| (2..=CHOICES_MAX).contains(count));
    let choices = choices.ok_or(ImportError::Choices { actual })?;
    let known = QUESTION.get(state, &file);
    let is_same = known.as_ref().is_none_or(|known| known.question == *question);
    require(is_same, || ImportError::OtherQuestion { file })?;
    let has_title = context.records.record(&question.title).is_some();
    require(has_title, || ImportError::NoTitle(question.title))?;
    let mut scores = known.map_or_else(|| vec![Amount::ZERO; choices], |known| known.scores);
    let mut voters: BTreeMap<Hash, u64> = BTreeMap::new();
    for BallotRow { choice, row, voter, weight } in rows {
        let (choice, row, amount) = (*choice, *row, *weight);
        require(amount.is_positive(), || ImportError::NotPositive { amount, row })?;
        let last = actual.saturating_sub(1);
        let score = usize::try_from(choice).ok().and_then(|place| scores.get_mut(place));
        let score = score.ok_or(ImportError::Choice { choice, last, row })?;
        *score = score.plus(amount).ok_or(ImportError::TooMuch { row })?;
        let earlier =
            voters.get(voter).copied().or_else(|| VOTER.get(state, &voter_place(file, *voter)));
        if let Some(earlier) = earlier {
            return Err(ImportError::VotedTwice { earlier, row });
        }
        voters.insert(*voter, row);
    }
    Ok(scores)
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: impl FnOnce() -> ImportError) -> Result<(), ImportError> {
    if holds { Ok(()) } else { Err(error()) }
}
