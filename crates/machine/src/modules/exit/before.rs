//! What the pools held on a day that is past, and the value that those who leave after a breach are
//! paid (EXI-15 to EXI-17).
//!
//! When a day's first change of a pool, or of what all have a claim by, comes, what was there before
//! is written down under the day. So the value on the morning of a past day is one read.

use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::ExitEvent;
use super::exact::{less, plus};
use super::query::{self, granted};
use super::state::{ASKED, BEFORE, CONTRIBUTED, DAY_CONTRIBUTED, DAY_EQUAL, DAY_FUND, totals};
use super::types::{Item, PutIn};
use crate::Event;
use crate::charter_text::Charter;
use crate::charter_text::document::ExitShare;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::frame::table::{KeyPart, Table};
use crate::modules::treasury::{self, AccountId};

/// Days for which it is remembered: longer than a breach may lie back (BRE-1). Unit: days.
pub(super) const DAYS_KEPT: u64 = 100;
/// Seconds of a day.
const DAY: u64 = 86_400;

/// Claims and windows that are read to know for which days they ask. Unit: claims.
const ASKED_READ: usize = 64;

/// The key of what all memberships count.
pub(super) const ALL: &str = "all";

/// For which day a claim of a breach asks that is not over, or whose window is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// In days since 1970 (UTC).
    day: u64,
}

/// By what a share is counted, where it has a value before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// What each put in.
    Contributions,
    /// Memberships.
    Memberships,
}

impl Counted {
    /// Returns by what a rule counts; nothing where shares that are held count, or nothing is shared.
    pub(super) fn of(share: ExitShare) -> Option<Self> {
        match share {
            ExitShare::ByContributions => Some(Self::Contributions),
            ExitShare::Equal => Some(Self::Memberships),
            ExitShare::ByShares | ExitShare::None => None,
        }
    }
}

/// What a pool was worth on the morning of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforeRow {
    /// Of which asset.
    pub asset: AssetId,
    /// By what the claims were counted of which it speaks: under another rule they are other units.
    pub by: Counted,
    /// In which fund.
    pub fund: AccountId,
    /// How much of the whole was not given up at that value yet.
    pub left: Amount,
    /// What all had a claim by.
    pub total: Amount,
    /// What the fund held. Unit: minor units.
    pub value: Amount,
}

/// The values at which those leave who leave after a breach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// Who was accused of the breach: they do not leave at these values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accused: Vec<PersonId>,
    /// Pool by pool, as the charter opened them when the claim was raised.
    pub rows: Vec<BeforeRow>,
    /// The morning of the day of the breach, in time of day.
    pub since: Timestamp,
    /// Until when they hold, in running time.
    pub until: Timestamp,
}

impl Before {
    /// Returns the day of the breach, in days since 1970.
    pub(super) fn day(&self) -> u64 {
        day_of(self.since)
    }
}

/// Notes that a claim of a breach may ask what was there on the morning of a day (EXI-17), until it is over.
pub fn asks(breach: u64, since: Timestamp, state: &mut Overlay<'_>) {
    ASKED.put(state, &breach, &Asked { day: day_of(since) });
}

/// Notes that it asks no more.
pub fn asks_no_more(breach: u64, state: &mut Overlay<'_>) {
    ASKED.remove(state, &breach);
}

/// Returns the first day for which a claim or a window asks that is not over; where there are many, the first of all.
fn first_asked(state: &dyn StateView) -> u64 {
    let asked = ASKED.scan(state, "", None, ASKED_READ);
    if asked.len() == ASKED_READ {
        return 0;
    }
    asked.iter().map(|(_, asked)| asked.day).min().unwrap_or(u64::MAX)
}

/// Returns whether it is written down what was there on this day and what came on it: the charter may hear a claim on it,
/// or one that was heard asks still. To change the charter while a window is open changes nothing of what is known in it.
fn is_noted(context: &Context<'_>, state: &dyn StateView) -> bool {
    let is_heard = granted(&context.charter).is_some() && context.charter.breach.is_some();
    is_heard || !ASKED.scan(state, "", None, 1).is_empty()
}

/// Notes what somebody put in on this day, and forgets the days for which nobody asks any more: a new claim goes back
/// less far than they are kept in any case.
pub(super) fn put_in(
    late: &mut Vec<PutIn>,
    amount: Amount,
    context: &Context<'_>,
    state: &dyn StateView,
) {
    let today = day_of(context.now);
    let is_kept = |put_in: &PutIn| put_in.day.saturating_add(DAYS_KEPT) >= today;
    if !late.iter().all(is_kept) {
        let first = first_asked(state);
        late.retain(|put_in| is_kept(put_in) || put_in.day >= first);
    }
    if !is_noted(context, state) {
        return;
    }
    match late.last_mut().filter(|last| last.day == today) {
        Some(last) => last.amount = plus(last.amount, amount),
        None => late.push(PutIn { amount, day: today }),
    }
}

/// Takes what was given back off what was put in, the last first.
pub(super) fn give_back(late: &mut Vec<PutIn>, amount: Amount) {
    let mut left = amount;
    while let Some(last) = late.last_mut() {
        if left < last.amount {
            last.amount = less(last.amount, left);
            return;
        }
        left = less(left, last.amount);
        let _ = late.pop();
    }
}

fn day_of(time: Timestamp) -> u64 {
    time.0.checked_div(DAY).unwrap_or_default()
}

fn prefix(key: &impl KeyPart) -> String {
    let mut text = String::new();
    key.write_to(&mut text);
    text.push('/');
    text
}

/// Writes down what was there before the first change of a day; what is older than anybody asks for
/// leaves the state, two days at a time.
fn note<K: KeyPart + Clone>(
    table: &Table<(K, u64), Amount>,
    key: &K,
    before: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let today = (key.clone(), day_of(context.now));
    if table.has(state, &today) || !is_noted(context, state) {
        return;
    }
    table.put(state, &today, &before);
    let oldest = table.scan(state, &prefix(key), None, 2);
    for (known, _) in oldest {
        let day: u64 = known.rsplit('/').next().and_then(|day| day.parse().ok()).unwrap_or(today.1);
        if day.saturating_add(DAYS_KEPT) < today.1 {
            state.remove(known);
        }
    }
}

/// Notes what a fund held before a change.
pub fn moved(
    fund: &AccountId,
    asset: &AssetId,
    before: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    note(&DAY_FUND, &(fund.clone(), asset.clone()), before, context, state);
}

/// Notes what all put in of an asset before a change.
pub(super) fn contributed_before(
    asset: &AssetId,
    before: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    note(&DAY_CONTRIBUTED, asset, before, context, state);
}

/// Notes what all memberships counted before a change.
pub(super) fn equal_before(before: Amount, context: &Context<'_>, state: &mut Overlay<'_>) {
    note(&DAY_EQUAL, &ALL, before, context, state);
}

/// Returns what was there on the morning of a day: what the first change on it or after it found.
fn at<K: KeyPart + Clone>(
    table: &Table<(K, u64), Amount>,
    key: &K,
    day: u64,
    now: Amount,
    state: &dyn StateView,
) -> Amount {
    let eve = table.key(&(key.clone(), day.saturating_sub(1)));
    let found = table.scan(state, &prefix(key), Some(&eve), 1).pop();
    found.map_or(now, |(_, amount)| amount)
}

/// Returns what the pools that the charter opens were worth on the morning of the day of `since`, as
/// far back as it is remembered. Where shares that are held count, nothing: they are worth what they
/// are.
///
/// Cost: a few records for each fund and asset that the charter opens.
#[must_use]
pub fn before(charter: &Charter, since: Timestamp, state: &dyn StateView) -> Vec<BeforeRow> {
    let Some(exit) = granted(charter) else { return Vec::new() };
    let Some(by) = Counted::of(exit.share) else { return Vec::new() };
    let day = day_of(since);
    let mut rows = Vec::new();
    for asset in &exit.assets {
        let total = total_at(by, asset, day, state);
        for fund in exit.funds.iter().cloned().map(AccountId::Fund) {
            let now = treasury::query::balance(state, &fund, asset);
            let value = at(&DAY_FUND, &(fund.clone(), asset.clone()), day, now, state);
            rows.push(BeforeRow { asset: asset.clone(), by, fund, left: total, total, value });
        }
    }
    rows
}

fn total_at(by: Counted, asset: &AssetId, day: u64, state: &dyn StateView) -> Amount {
    match by {
        Counted::Contributions => {
            let now = CONTRIBUTED.get(state, asset).unwrap_or_default();
            at(&DAY_CONTRIBUTED, asset, day, now, state)
        }
        Counted::Memberships => at(&DAY_EQUAL, &ALL, day, totals(state).equal, state),
    }
}

/// Lets those who leave do so at the values before a breach, until `until` in running time; not those who
/// were accused of it.
pub fn open_before(
    breach: u64,
    rows: Vec<BeforeRow>,
    accused: Vec<PersonId>,
    (since, until): (Timestamp, Timestamp),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    if rows.is_empty() || granted(&context.charter).is_none() {
        asks_no_more(breach, state);
        return Vec::new();
    }
    let since = Timestamp(day_of(since).saturating_mul(DAY));
    BEFORE.put(state, &breach, &Before { accused, rows: rows.clone(), since, until });
    let _ = agenda::put(state, until, Item::WindowCloses { breach });
    vec![ExitEvent::WindowOpened { breach, rows, since, until }.into()]
}

/// Ends the time in which those who leave do so at the values before a breach.
pub(super) fn close(breach: u64, state: &mut Overlay<'_>) -> Option<ExitEvent> {
    asks_no_more(breach, state);
    query::before_breach(state, breach)?;
    BEFORE.remove(state, &breach);
    Some(ExitEvent::WindowClosed { breach })
}

/// Takes the claims given up out of the whole, so that all who leave at the values together take no more
/// than there was, in any order.
pub(super) fn spend(
    breach: u64,
    burned: &[(AccountId, AssetId, Amount)],
    charter: &Charter,
    state: &mut Overlay<'_>,
) {
    let Some(mut before) = BEFORE.get(state, &breach) else { return };
    let by = granted(charter).and_then(|exit| Counted::of(exit.share));
    for (fund, asset, burns) in burned {
        let is_its =
            |row: &&mut BeforeRow| row.fund == *fund && row.asset == *asset && Some(row.by) == by;
        let row = before.rows.iter_mut().find(is_its);
        if let Some(row) = row {
            row.left = less(row.left, *burns);
        }
    }
    BEFORE.put(state, &breach, &before);
}
