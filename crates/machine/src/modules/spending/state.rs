//! The tables of spending. Only this module writes them; neighbours read through `query`.

use polity_types::{Amount, AssetId, PersonId};
use serde::{Deserialize, Serialize};

use super::types::{Budget, Counts, Invoice, Open, Request, Signers, Stream};
use crate::frame::state::{Overlay, StateView};
use crate::frame::sum::{self, Sum};
use crate::frame::table::{Single, Table};
use crate::modules::treasury::AccountId;

/// Requests that are approved and not paid, by who approved them, in which office, by which decision: see
/// [`Doer`](super::undone::Doer).
pub(super) const APPROVED_BY: Table<(String, u64), Waiting> = Table::new("spending/approved-by");
/// Budgets, by fund, category (`_` for all) and asset.
pub(super) const BUDGET: Table<(AccountId, String, AssetId), Budget> =
    Table::new("spending/budget");
/// How much there is of everything.
pub(super) const COUNTS: Single<Counts> = Single::new("spending/counts");
/// Invoices, by number.
pub(super) const INVOICE: Table<u64, Invoice> = Table::new("spending/invoice");
/// What people have open; who has nothing has no record.
pub(super) const OPEN: Table<PersonId, Open> = Table::new("spending/open");
/// What is set aside for payments and not paid, by the fund that it came out of and the asset.
pub(super) const OWED: Table<(AccountId, AssetId), Amount> = Table::new("spending/owed");
/// What repeats to people: what of the periods that have not begun each fund would pay them.
pub(super) const REPEATS: Table<(PersonId, AccountId, AssetId), Sum> =
    Table::new("spending/repeats");
/// Out of which funds an asset repeats to people, at most [`FROM_MAX`] of each; read by key, so that shares are proven.
pub(super) const REPEATS_FROM: Table<(PersonId, AssetId), From> =
    Table::new("spending/repeats-from");
/// The same of all funds.
pub(super) const REPEATS_ALL: Table<(PersonId, AssetId), Sum> = Table::new("spending/repeats-all");
/// Requests, by number.
pub(super) const REQUEST: Table<u64, Request> = Table::new("spending/request");
/// What of the periods that have not begun one fund would pay another.
pub(super) const FEEDS: Table<(AccountId, AccountId, AssetId), Sum> = Table::new("spending/feeds");
/// What one fund would pay all others.
pub(super) const FEEDS_ALL: Table<(AccountId, AssetId), Sum> = Table::new("spending/feeds-all");
/// Who signs the payments of funds, where a decision set it.
pub(super) const SIGNERS: Table<AccountId, Signers> = Table::new("spending/signers");
/// Streams that run, by number.
pub(super) const STREAM: Table<u64, Stream> = Table::new("spending/stream");
/// Requests that wait, by number.
pub(super) const WAITING: Table<u64, Waiting> = Table::new("spending/waiting");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "spending/approved-by",
    "spending/budget",
    "spending/counts",
    "spending/feeds",
    "spending/feeds-all",
    "spending/invoice",
    "spending/open",
    "spending/owed",
    "spending/repeats",
    "spending/repeats-all",
    "spending/repeats-from",
    "spending/request",
    "spending/signers",
    "spending/stream",
    "spending/waiting",
];

/// Most funds out of which one asset is known to repeat to one person. Unit: funds. Source: EXI-19.
pub(super) const FROM_MAX: usize = 64;

/// Funds out of which an asset repeats to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct From {
    /// In the order in which it began.
    pub(super) funds: Vec<AccountId>,
}

/// Marks a request that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Waiting {}

/// Returns the counts.
pub(super) fn counts(state: &dyn StateView) -> Counts {
    COUNTS.get(state).unwrap_or_default()
}

/// Changes the counts.
pub(super) fn change_counts(state: &mut Overlay<'_>, change: impl FnOnce(&mut Counts)) {
    let mut counts = counts(state);
    change(&mut counts);
    COUNTS.put(state, &counts);
}

/// Changes what is kept of what a stream has not begun yet: to whom it repeats, or which fund it fills.
pub(super) fn change_repeating(
    stream: &Stream,
    state: &mut Overlay<'_>,
    change: impl Fn(Sum) -> Sum,
) {
    let (fund, asset) = (stream.fund.clone(), stream.asset.clone());
    match &stream.to {
        AccountId::Person(person) => {
            sum::change(&REPEATS_ALL, &(*person, asset.clone()), state, &change);
            let key = (*person, fund.clone(), asset.clone());
            sum::change(&REPEATS, &key, state, &change);
            note_from(*person, &fund, &asset, state);
        }
        AccountId::Fund(_) => {
            sum::change(&FEEDS_ALL, &(fund.clone(), asset.clone()), state, &change);
            sum::change(&FEEDS, &(fund, stream.to.clone(), asset), state, &change);
        }
        AccountId::Escrow(_) | AccountId::External(_) | AccountId::Issue(_) => {}
    }
}

/// Counts nothing any more of what has not begun to repeat to a person out of a fund: it ends (EXI-18).
pub(in crate::modules) fn repeats_no_more(
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
    state: &mut Overlay<'_>,
) {
    let key = (person, fund.clone(), asset.clone());
    let of_fund = REPEATS.get(state, &key).unwrap_or_default();
    sum::change(&REPEATS, &key, state, |_| Sum::default());
    sum::change(&REPEATS_ALL, &(person, asset.clone()), state, |all| all.without(of_fund));
    note_from(person, fund, asset, state);
}

/// Notes whether an asset repeats to a person out of a fund, as it is kept by now.
fn note_from(person: PersonId, fund: &AccountId, asset: &AssetId, state: &mut Overlay<'_>) {
    let repeats = REPEATS.has(state, &(person, fund.clone(), asset.clone()));
    let key = (person, asset.clone());
    let mut from = REPEATS_FROM.get(state, &key).unwrap_or_default();
    let is_noted = from.funds.contains(fund);
    if repeats == is_noted || repeats && from.funds.len() >= FROM_MAX {
        return;
    }
    if repeats {
        from.funds.push(fund.clone());
    } else {
        from.funds.retain(|other| other != fund);
    }
    if from.funds.is_empty() {
        REPEATS_FROM.remove(state, &key);
    } else {
        REPEATS_FROM.put(state, &key, &from);
    }
}

/// Changes what a person has open.
pub(super) fn change_open(
    state: &mut Overlay<'_>,
    person: PersonId,
    change: impl FnOnce(&mut Open),
) {
    let mut open = OPEN.get(state, &person).unwrap_or_default();
    change(&mut open);
    if open == Open::default() {
        OPEN.remove(state, &person);
    } else {
        OPEN.put(state, &person, &open);
    }
}
