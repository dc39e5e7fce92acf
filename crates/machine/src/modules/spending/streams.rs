//! Streams: payments that repeat, by themselves (SPE-9 to SPE-11), and stand still while whoever started
//! them is stopped (BRE-11). What accrues is set aside when its period begins, so nobody works for money
//! that is not there.

use polity_types::{Amount, PersonId, Seconds, Timestamp};

use super::action::SpendingAction;
use super::budgets::{self, Spend};
use super::error::SpendingError;
use super::event::SpendingEvent;
use super::gate::check_unsigned;
use super::halted::{give_back, halt, is_shared, resume};
use super::query::escrow_of_stream;
use super::rules::{Change, person, require};
use super::state::{STREAM, change_counts, change_repeating, counts};
use super::types::{Item, PERIOD_MAX, PERIOD_MIN, Pace, STREAMS_MAX, Stream, StreamEnd, TIMES_MAX};
use crate::Event;
use crate::frame::agenda::{self, Place};
use crate::frame::context::{Authority, Context};
use crate::frame::state::{Overlay, StateView};
use crate::modules::breach::{self, Spender};
use crate::modules::treasury::{
    self, AccountId, Category, Movement, Posting, check_posting, check_posting_by, post,
};
use crate::modules::{charter, exit};

/// A stream that is about to begin.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) stream: Stream,
    pub(super) times: u32,
}

/// Returns what a stream's payee has earned of the present period and not taken. Unit: minor units,
/// rounded down; the rest comes when the period is over.
#[must_use]
pub fn accrued(stream: &Stream, running: Timestamp) -> Amount {
    if stream.pace == Pace::AtOnce {
        return Amount::ZERO;
    }
    let elapsed = elapsed(stream, running);
    let earned = part(stream.amount, elapsed, stream.every);
    earned.minus(stream.taken).filter(|left| left.is_positive()).unwrap_or_default()
}

/// Returns how much of a stream's present period is over.
pub(super) fn elapsed(stream: &Stream, running: Timestamp) -> Seconds {
    let runs = || running.since(stream.began).unwrap_or_default().min(stream.every);
    stream.halted.map_or_else(runs, |halted| halted.elapsed)
}

/// Returns until when a stream accrues as things stand: now, or the moment at which a freeze stopped
/// whoever started it.
#[must_use]
pub fn accrues_until(stream: &Stream, context: &Context<'_>, state: &dyn StateView) -> Timestamp {
    let frozen = breach::query::stopped(state, &context.charter, &stream.spender);
    frozen.map_or(context.running, |frozen| frozen.at.min(context.running))
}

/// Returns `amount * elapsed / every`, rounded down, without leaving 128 bits: an amount has at most
/// 100 of them and a length of time 29.
fn part(amount: Amount, elapsed: Seconds, every: Seconds) -> Amount {
    let (amount, every) = (amount.minor_units(), i128::from(every.0));
    let elapsed = i128::from(elapsed.0);
    let whole = amount.checked_div(every).unwrap_or(0).saturating_mul(elapsed);
    let rest = amount.checked_rem(every).unwrap_or(0).saturating_mul(elapsed);
    let rest = rest.checked_div(every).unwrap_or(0);
    Amount::new(whole.saturating_add(rest)).unwrap_or(Amount::MAX)
}

pub(super) fn check_start(
    action: &SpendingAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let SpendingAction::StartStream {
        asset,
        category,
        each,
        every,
        fund,
        memo,
        pace,
        times,
        to,
        ..
    } = action
    else {
        return Err(SpendingError::NoStream(0));
    };
    check_form(action)?;
    check_unsigned(fund, context, state)?;
    let is_room = counts(state).streams_open.count < STREAMS_MAX;
    require(is_room, || SpendingError::TooManyStreams)?;
    treasury::check_account(to, asset, state)?;
    let stream = Stream {
        amount: *each,
        asset: asset.clone(),
        began: context.running,
        category: category.clone(),
        charged: context.running,
        every: *every,
        fund: fund.clone(),
        halted: None,
        left: *times,
        memo: *memo,
        next: Place { at: context.running, number: 0 },
        pace: *pace,
        spender: Spender::of(context),
        taken: Amount::ZERO,
        to: to.clone(),
    };
    if let AccountId::Person(person) = to {
        treasury::check_given_up(*person, asset, context, state)?;
    }
    if let Some(person) = refunded(&stream) {
        treasury::check_refund((fund, None), person, asset, context, state)?;
    }
    budgets::check(spend_of(&stream), context.running, state)?;
    // The number of the stream, and with it its escrow, is known when it is applied.
    let _ = check_posting(beginning(0, &stream), context, state)?;
    Ok(Change::StartStream(Box::new(Draft { stream, times: *times })))
}

/// Checks what a stream is by itself, whatever there is when it begins.
pub(super) fn check_form(action: &SpendingAction) -> Result<(), SpendingError> {
    let SpendingAction::StartStream { amount, each, every, fund, times, to, .. } = action else {
        return Err(SpendingError::NoStream(0));
    };
    require(matches!(fund, AccountId::Fund(_)), || SpendingError::NotAFund(fund.clone()))?;
    let fits = (PERIOD_MIN..=PERIOD_MAX).contains(every);
    require(fits, || SpendingError::Period { actual: *every })?;
    require((1..=TIMES_MAX).contains(times), || SpendingError::Times { actual: *times })?;
    require(each.is_positive(), || treasury::TreasuryError::NotPositive(*each).into())?;
    let whole = each.minor_units().checked_mul(i128::from(*times)).and_then(Amount::new);
    let whole = whole.ok_or(treasury::TreasuryError::TooMuch)?;
    require(whole == *amount, || SpendingError::Sum { actual: whole, named: *amount })?;
    let is_payee = !matches!(to, AccountId::Issue(_) | AccountId::Escrow(_));
    require(is_payee, || treasury::TreasuryError::NotPayable(to.clone()).into())?;
    require(fund != to, || treasury::TreasuryError::SameAccount(to.clone()).into())
}

pub(super) fn check_claim(
    number: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SpendingError> {
    let by = person(context)?;
    let stream = STREAM.get(state, &number).ok_or(SpendingError::NoStream(number))?;
    let is_payee = stream.to == AccountId::Person(by);
    require(is_payee, || SpendingError::NotPayee { by, to: stream.to.clone() })?;
    let amount = accrued(&stream, accrues_until(&stream, context, state));
    require(amount.is_positive(), || SpendingError::NothingAccrued)?;
    let posting = check_posting(payment(number, &stream, amount), context, state)?;
    Ok(Change::Claim { number, posting, stream: Box::new(stream) })
}

/// Begins a stream.
///
/// # Panics
/// If it was checked against another state: a bug in the machine. Halting beats forking.
pub(super) fn start(draft: Draft, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Draft { mut stream, times } = draft;
    // Under which line it is done is known only now.
    stream.spender = Spender::of(context);
    let mut number = 0;
    change_counts(state, |counts| {
        counts.streams = counts.streams.saturating_add(1);
        number = counts.streams;
        counts.streams_open.add(&number);
    });
    if let AccountId::Person(person) = stream.to {
        super::await_payment(state, person);
    }
    let (by, each, to) = (context.authority.words(), stream.amount, stream.to.clone());
    let (asset, fund, pace) = (stream.asset.clone(), stream.fund.clone(), stream.pace);
    let (category, every) = (stream.category.clone(), stream.every);
    let started = SpendingEvent::StreamStarted {
        asset,
        by,
        category,
        each,
        every,
        fund,
        pace,
        stream: number,
        times,
        to,
    };
    let all = times_of(&stream, times);
    let each = stream.amount;
    change_repeating(&stream, state, |before| before.plus(each, times));
    if let Some(person) = refunded(&stream) {
        let whom = (exit::Source::Stream(number), person);
        exit::coming_back(whom, &stream.fund, &stream.asset, all, context, state);
    }
    let begun = begin(number, &mut stream, context.running, context, state);
    let begun = begun.expect("check found room in the budget and the fund");
    [vec![started.into()], begun].concat()
}

/// Returns whether the payee of a stream took the whole of their share since it began: what is left of it is not theirs
/// besides (EXI-18).
pub(super) fn is_share_taken(number: u64, stream: &Stream, state: &dyn StateView) -> bool {
    let AccountId::Person(person) = stream.to else { return false };
    exit::query::ends_streams(state, person, &stream.fund, &stream.asset) >= number
}

/// Returns how many shares of its fund the payee of a stream took.
pub(super) fn shares_taken(stream: &Stream, state: &dyn StateView) -> u64 {
    let AccountId::Person(person) = stream.to else { return 0 };
    exit::query::shares_taken(state, person, &stream.fund, &stream.asset)
}

/// Returns to whom a stream pays back what they had put in.
fn refunded(stream: &Stream) -> Option<PersonId> {
    match stream.to {
        AccountId::Person(person) => {
            stream.category.as_ref().is_some_and(Category::is_refund).then_some(person)
        }
        _ => None,
    }
}

/// Notes what the payee got, if a person began it: what the members have repeat they may go on to pay (POW-15).
fn note_paid(stream: &Stream, amount: Amount, context: &Context<'_>, state: &mut Overlay<'_>) {
    if matches!(stream.spender.by, Authority::Person { .. }) {
        charter::got(&stream.to, (&stream.asset, amount), context, state);
    }
}

/// Returns what a stream pays in so many periods.
fn times_of(stream: &Stream, times: u32) -> Amount {
    let all = stream.amount.minor_units().saturating_mul(i128::from(times));
    Amount::new(all).unwrap_or(Amount::MAX)
}

/// Pays what accrued, and counts it as taken.
pub(super) fn claim(
    number: u64,
    mut stream: Stream,
    posting: Posting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let (amount, asset) = (posting.movement().amount, stream.asset.clone());
    stream.taken = stream.taken.plus(amount).unwrap_or(Amount::MAX);
    STREAM.put(state, &number, &stream);
    super::settle_owed(&stream.fund, &asset, amount, state);
    note_paid(&stream, amount, context, state);
    let claimed = SpendingEvent::Claimed { amount, asset, stream: number, to: stream.to };
    let source = exit::Source::Stream(number);
    let paid = super::pay_set_aside(posting, source, &stream.fund, context, state);
    [vec![claimed.into()], paid].concat()
}

/// Ends a stream before its time: what accrued goes to the payee, the rest back to the fund.
pub(super) fn stop(
    number: u64,
    stream: Stream,
    until: Timestamp,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    agenda::strike(state, stream.next);
    let earned = accrued(&stream, until);
    let paid = pay_out(number, &stream, earned, context, state).unwrap_or_default();
    [paid, end(number, &stream, StreamEnd::Stopped, context, state)].concat()
}

/// Ends a refund that repeats, whose payee takes a share instead: what is set aside of it goes back to the fund.
pub(super) fn give_up(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(stream) = STREAM.get(state, &number) else { return Vec::new() };
    agenda::strike(state, stream.next);
    end(number, &stream, StreamEnd::ShareTaken, context, state)
}

/// Does what the end of a period asks for: pays what is left of it, and begins the next.
pub(super) fn turn(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut stream) = STREAM.get(state, &number) else { return Vec::new() };
    // It is being stopped, and is not looked at yet.
    if let Some(frozen) = breach::query::stopped(state, &context.charter, &stream.spender) {
        let is_new = stream.halted.is_none();
        return if is_new { halt(number, stream, frozen, context, state) } else { Vec::new() };
    }
    // It was to go on while new streams were paused.
    if let Some(halted) = stream.halted {
        return resume(number, stream, halted, context, state);
    }
    if let Some(paused) = charter::query::paused(state, "spending.start_stream", context.running) {
        // What is due waits: nothing new is set aside while new streams are paused.
        stream.next = agenda::put(state, paused.until, Item::StreamTurns { stream: number });
        STREAM.put(state, &number, &stream);
        return Vec::new();
    }
    let left = stream.amount.minus(stream.taken).unwrap_or_default();
    let left = if stream.pace == Pace::Accrues { left } else { Amount::ZERO };
    let Some(paid) = pay_out(number, &stream, left, context, state) else {
        return end(number, &stream, StreamEnd::PayeeGone, context, state);
    };
    stream.taken = stream.amount;
    let at = stream.next.at;
    if stream.left == 0 {
        return [paid, end(number, &stream, StreamEnd::Done, context, state)].concat();
    }
    if is_share_taken(number, &stream, state) {
        return [paid, end(number, &stream, StreamEnd::ShareTaken, context, state)].concat();
    }
    match begin(number, &mut stream, at, context, state) {
        Ok(begun) => [paid, begun].concat(),
        Err(reason) => [paid, end(number, &stream, reason, context, state)].concat(),
    }
}

pub(super) fn why_not(error: treasury::TreasuryError) -> StreamEnd {
    match error {
        treasury::TreasuryError::TooLittle { .. } => StreamEnd::FundEmpty,
        _ => StreamEnd::PayeeGone,
    }
}

/// Begins a period at `at`: charges the budget, and sets the money aside or pays it.
fn begin(
    number: u64,
    stream: &mut Stream,
    at: Timestamp,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Result<Vec<Event>, StreamEnd> {
    let (asset, amount) = (stream.asset.clone(), stream.amount);
    budgets::check(spend_of(stream), context.running, state).map_err(|_| StreamEnd::Budget)?;
    let source = Some(exit::Source::Stream(number));
    let posting = check_posting_by(source, beginning(number, stream), context, state);
    let posting = posting.map_err(why_not)?;
    budgets::charge(spend_of(stream), context.running, state);
    if stream.pace == Pace::Accrues {
        super::add_owed(&stream.fund, &asset, amount, state);
    }
    stream.began = at;
    stream.charged = context.running;
    stream.left = stream.left.saturating_sub(1);
    change_repeating(stream, state, |before| before.minus(amount, 1));
    stream.taken = if stream.pace == Pace::Accrues { Amount::ZERO } else { amount };
    stream.next = agenda::put(state, at.after(stream.every), Item::StreamTurns { stream: number });
    STREAM.put(state, &number, stream);
    let left = stream.left;
    let began = SpendingEvent::StreamPeriod { amount, asset, left, stream: number };
    let posted = post(posting, context, state);
    if stream.pace == Pace::AtOnce {
        note_paid(stream, amount, context, state);
    }
    if let Some(person) = refunded(stream).filter(|_| stream.pace == Pace::AtOnce) {
        let whom = (exit::Source::Stream(number), person);
        exit::paid_back(whom, &stream.fund, &stream.asset, amount, context, state);
    }
    Ok([vec![began.into()], posted].concat())
}

/// Pays an amount of what is set aside to the payee; `None`: they can be paid no more.
pub(super) fn pay_out(
    number: u64,
    stream: &Stream,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Vec<Event>> {
    if !amount.is_positive() {
        return Some(Vec::new());
    }
    let posting = check_posting(payment(number, stream, amount), context, state).ok()?;
    super::settle_owed(&stream.fund, &stream.asset, amount, state);
    note_paid(stream, amount, context, state);
    let source = exit::Source::Stream(number);
    Some(super::pay_set_aside(posting, source, &stream.fund, context, state))
}

/// Ends a stream: what is still set aside goes back to the fund, and to the budget.
pub(super) fn end(
    number: u64,
    stream: &Stream,
    reason: StreamEnd,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let escrow = escrow_of_stream(number);
    let rest = treasury::query::balance(state, &escrow, &stream.asset);
    let mut events = Vec::new();
    let (source, refunded) = (exit::Source::Stream(number), refunded(stream));
    let never = times_of(stream, stream.left);
    // What ends because its payee took their share is counted no more since then.
    if !is_share_taken(number, stream, state) {
        change_repeating(stream, state, |before| before.minus(stream.amount, stream.left));
    }
    if let Some(halted) = stream.halted.filter(|halted| !is_shared(halted, stream, state)) {
        change_repeating(stream, state, |before| before.minus(halted.back, 1));
    }
    if let Some(person) = refunded {
        let (whom, rest) = ((source, person), never);
        let _ = exit::came_back(whom, &stream.asset, rest, context, state);
    }
    if rest.is_positive() {
        let Some(posted) = give_back(number, stream, rest, context, state) else {
            // The fund is as full as an account can be. It stays set aside until there is room.
            let item = Item::StreamTurns { stream: number };
            let next = agenda::put(state, context.running.after(stream.every), item);
            STREAM.put(
                state,
                &number,
                &Stream { halted: None, left: 0, next, taken: stream.amount, ..stream.clone() },
            );
            return events;
        };
        events.extend(posted);
        if let Some(person) = refunded {
            let _ = exit::came_back((source, person), &stream.asset, rest, context, state);
        }
    }
    if let Some(person) = refunded {
        exit::gone((source, person), &stream.asset, context, state);
    }
    STREAM.remove(state, &number);
    change_counts(state, |counts| counts.streams_open.remove(&number));
    if let AccountId::Person(person) = stream.to {
        super::awaited_no_more(person, context, state);
    }
    let left = stream.left;
    events.push(SpendingEvent::StreamStopped { left, reason, stream: number }.into());
    events
}

pub(super) fn spend_of(stream: &Stream) -> Spend<'_> {
    let Stream { amount, asset, category, fund, .. } = stream;
    Spend { amount: *amount, asset, category: category.as_ref(), fund }
}

/// Returns the movement with which a period begins: what accrues is set aside, under its category, so that
/// the fund's books say for what it left (SPE-1).
pub(super) fn beginning(number: u64, stream: &Stream) -> Movement {
    let debit = match stream.pace {
        Pace::Accrues => escrow_of_stream(number),
        Pace::AtOnce => stream.to.clone(),
    };
    let category = stream.category.clone();
    let (amount, asset, credit) = (stream.amount, stream.asset.clone(), stream.fund.clone());
    Movement { amount, asset, category, credit, debit, memo: stream.memo }
}

/// Returns the movement by which a stream pays out of what is set aside.
pub(super) fn payment(number: u64, stream: &Stream, amount: Amount) -> Movement {
    Movement {
        amount,
        asset: stream.asset.clone(),
        category: stream.category.clone(),
        credit: escrow_of_stream(number),
        debit: stream.to.clone(),
        memo: stream.memo,
    }
}
