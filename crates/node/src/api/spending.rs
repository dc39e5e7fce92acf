//! What is asked for, invoiced and owed. Amounts are in minor units, times in time of day.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::dues::{self, Level};
use polity_machine::modules::names;
use polity_machine::modules::spending::{
    self, Invoice, Line, Pace, Request, Share, Standing, Stream, query,
};
use polity_machine::modules::treasury::{AccountId, Category};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use polity_views::{ENDED_FOR, EndedRow, Page};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::pages::reading;
use crate::societies::Societies;

/// Rows in one answer. Unit: records.
const PAGE: usize = 100;
/// Budgets and streams in one answer. Unit: records of each.
const PLANS_MAX: usize = 500;

/// Where a list begins: before this number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Before {
    before: Option<u64>,
}

/// A request to be paid.
#[derive(Serialize)]
pub(crate) struct Asked {
    amount: Amount,
    asset: AssetId,
    by: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    fund: AccountId,
    lines: Vec<Line>,
    /// Signatures that its payment needs; absent: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<u32>,
    number: u64,
    /// Hashes.
    receipts: Vec<Hash>,
    /// Who signed.
    signatures: Vec<PersonId>,
    standing: Standing,
    /// The claim of a breach that stops whoever approved it: its payment waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Hash>,
    time: Timestamp,
}

fn request_told(
    (number, request): (u64, Request),
    context: &Context<'_>,
    state: &dyn StateView,
) -> Asked {
    let signers = query::signers(state, &context.charter, &request.fund);
    let stopped_by = query::stopped(state, &context.charter, &request);
    Asked {
        amount: request.total,
        asset: request.asset,
        by: request.by,
        category: request.category,
        decided_by: request.decided_by,
        fund: request.fund,
        lines: request.lines,
        needed: signers.map(|signers| signers.needed),
        number,
        receipts: request.receipts,
        signatures: request.signatures,
        standing: request.standing,
        stopped_by,
        text: request.text,
        time: request.time,
    }
}

/// `GET /s/{society}/api/v1/requests?before=…`, newest first.
pub(crate) async fn requests(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Before>,
) -> Result<Json<Page<Asked>>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, |context, state| {
        let made = query::counts(state).requests;
        let before = asked.before.unwrap_or(u64::MAX).min(made.saturating_add(1));
        let found = query::requests_before(state, before, PAGE);
        let told = |found| request_told(found, context, state);
        paged(before, found.into_iter().map(told).collect())
    })))
}

/// Returns a page of what is numbered from 1 on.
fn paged<T>(before: u64, rows: Vec<T>) -> Page<T> {
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Page { is_more: before.saturating_sub(count) > 1, rows }
}

/// `GET /s/{society}/api/v1/requests/{number}`.
pub(crate) async fn request(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, u64)>,
) -> Result<Json<Asked>, Failure> {
    let served = find(&societies, &society)?;
    let found = reading(&served.running, |context, state| {
        let request = query::request(state, number)?;
        Some(request_told((number, request), context, state))
    });
    found.map(Json).ok_or(Failure::NotFound("request"))
}

/// An invoice, a payment link or a shared bill.
#[derive(Serialize)]
pub(crate) struct Invoiced {
    asset: AssetId,
    by: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    is_open: bool,
    number: u64,
    shares: Vec<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Hash>,
    time: Timestamp,
    to: AccountId,
    until: Timestamp,
}

fn invoice_told(
    (number, invoice): (u64, Invoice),
    context: &Context<'_>,
    state: &dyn StateView,
) -> Invoiced {
    Invoiced {
        asset: invoice.asset,
        by: invoice.by,
        category: invoice.category,
        is_open: !invoice.is_closed && context.running < invoice.until,
        number,
        shares: invoice.shares,
        text: invoice.text,
        time: invoice.time,
        to: invoice.to,
        until: Clock::read(state).wall(invoice.until),
    }
}

/// `GET /s/{society}/api/v1/invoices?before=…`, newest first.
pub(crate) async fn invoices(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Before>,
) -> Result<Json<Page<Invoiced>>, Failure> {
    let served = find(&societies, &society)?;
    Ok(Json(reading(&served.running, |context, state| {
        let made = query::counts(state).invoices;
        let before = asked.before.unwrap_or(u64::MAX).min(made.saturating_add(1));
        let found = query::invoices_before(state, before, PAGE);
        let told = |found| invoice_told(found, context, state);
        paged(before, found.into_iter().map(told).collect())
    })))
}

/// `GET /s/{society}/api/v1/invoices/{number}`.
pub(crate) async fn invoice(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, u64)>,
) -> Result<Json<Invoiced>, Failure> {
    let served = find(&societies, &society)?;
    let found = reading(&served.running, |context, state| {
        let invoice = query::invoice(state, number)?;
        Some(invoice_told((number, invoice), context, state))
    });
    found.map(Json).ok_or(Failure::NotFound("invoice"))
}

/// A budget, in its present period.
#[derive(Serialize)]
pub(crate) struct Budgeted {
    asset: AssetId,
    /// What earlier periods left over.
    carried: Amount,
    /// Absent: all that the fund pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    fund: String,
    /// What may still be paid.
    left: Amount,
    limit: Amount,
    per: Seconds,
    spent: Amount,
    unspent: spending::Unspent,
    /// When the next period begins.
    until: Timestamp,
}

/// A payment that repeats.
#[derive(Serialize)]
pub(crate) struct Repeating {
    /// What the payee has earned of the present period and not taken.
    accrued: Amount,
    /// Each time.
    amount: Amount,
    asset: AssetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    every: Seconds,
    fund: AccountId,
    /// Periods that have not begun.
    left: u32,
    /// When the present period is over; absent: it stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Timestamp>,
    number: u64,
    pace: Pace,
    /// The claim of a breach that stops whoever started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<u64>,
    to: AccountId,
}

/// What funds may pay, and what they pay again and again.
#[derive(Serialize)]
pub(crate) struct Plans {
    budgets: Vec<Budgeted>,
    /// What repeated and ended before its time of late, the newest first.
    ended: Vec<EndedRow>,
    streams: Vec<Repeating>,
}

/// `GET /s/{society}/api/v1/budgets`.
pub(crate) async fn budgets(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Result<Json<Plans>, Failure> {
    let served = find(&societies, &society)?;
    let now = reading(&served.running, |context, _| context.now);
    let since = now.0.saturating_sub(ENDED_FOR);
    let ended = served.views.ended_streams(since, PLANS_MAX).map_err(Failure::internal)?;
    Ok(Json(reading(&served.running, |context, state| {
        let (running, clock) = (context.running, Clock::read(state));
        let budgets = query::budgets(state, running, PLANS_MAX).into_iter();
        let budget = |(fund, category, asset, budget): (_, _, String, spending::Budget)| {
            Some(Budgeted {
                asset: asset.parse().ok()?,
                carried: budget.carried,
                category,
                fund,
                left: budget.room(),
                limit: budget.limit,
                per: budget.per,
                spent: budget.spent,
                unspent: budget.unspent,
                until: clock.wall(budget.from.after(budget.per)),
            })
        };
        let stream = |(number, stream): (u64, Stream)| Repeating {
            accrued: query::accrued(&stream, running),
            amount: stream.amount,
            asset: stream.asset,
            category: stream.category,
            every: stream.every,
            fund: stream.fund,
            left: stream.left,
            next: stream.halted.is_none().then(|| clock.wall(stream.next.at)),
            number,
            pace: stream.pace,
            stopped_by: stream.halted.map(|halted| halted.claim),
            to: stream.to,
        };
        let streams = query::streams(state, None, PLANS_MAX).into_iter().map(stream);
        Plans { budgets: budgets.filter_map(budget).collect(), ended, streams: streams.collect() }
    })))
}

/// Where a person stands with their dues.
#[derive(Serialize)]
pub(crate) struct Dues {
    /// Of how many periods they ask a waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u32>,
    /// What they give each time, where their tier lets them choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Amount>,
    /// Periods to come that are settled already.
    free: u32,
    level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// When the next dues fall due.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Timestamp>,
    /// The oldest first.
    open: Vec<Owed>,
    paid: u64,
    person: PersonId,
    /// Who pays them each time when they fall due.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<dues::Sponsor>,
    /// Whose dues they pay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sponsored: Vec<PersonId>,
    /// Absent: the charter's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<String>,
}

/// What is owed for one period.
#[derive(Serialize)]
struct Owed {
    amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<AssetId>,
    period: u64,
    since: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Seconds>,
}

/// `GET /s/{society}/api/v1/people/{person}/dues`.
pub(crate) async fn dues(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
) -> Result<Json<Dues>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let found = reading(&served.running, |_, state| {
        let (account, clock) = (dues::query::account(state, person)?, Clock::read(state));
        let owed = |owed: dues::Owed| Owed {
            amount: owed.amount,
            asset: owed.asset,
            period: owed.period,
            since: clock.wall(owed.since),
            work: owed.work,
        };
        Some(Dues {
            asked: dues::query::ask(state, person).map(|ask| ask.periods),
            chosen: account.chosen,
            free: account.free,
            level: account.level,
            next: account.next.map(|place| clock.wall(place.at)),
            open: account.open.into_iter().map(owed).collect(),
            paid: account.paid,
            name: names::query::called(state, person),
            person,
            sponsor: dues::query::sponsor(state, person),
            sponsored: dues::query::sponsored(state, person),
            tier: account.tier,
        })
    });
    found.map(Json).ok_or(Failure::NotFound("account of dues"))
}
