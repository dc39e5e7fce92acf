//! Streams that stand still, since whoever started them is stopped (BRE-11): what was earned is paid, the rest of the period
//! goes back to the fund, and is set aside anew when they go on.

use polity_types::Amount;

use super::budgets::{self, Spend};
use super::event::SpendingEvent;
use super::query::escrow_of_stream;
use super::state::{STREAM, change_repeating, counts};
use super::streams::{
    accrued, beginning, elapsed, end, pay_out, payment, shares_taken, spend_of, why_not,
};
use super::types::{Halted, Item, Stream, StreamEnd};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::breach::{self, Frozen};
use crate::modules::treasury::{self, Movement, check_posting, check_posting_by, post};
use crate::modules::{charter, exit};

/// Streams looked at in one step of the agenda. Unit: streams.
const REVIEWED: usize = 50;

/// Has every stream looked at, because somebody is stopped, or goes on.
pub(in crate::modules) fn review(context: &Context<'_>, state: &mut Overlay<'_>) {
    if counts(state).streams_open.count > 0 {
        let _ = agenda::put(state, context.running, Item::ReviewStreams { after: 0 });
    }
}

/// Looks at the streams after one: stops those whose starter is stopped, and lets the others go on.
pub(super) fn review_after(
    after: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let page = super::query::streams(state, Some(after), REVIEWED);
    let last = page.last().map(|(number, _)| *number).filter(|_| page.len() == REVIEWED);
    let mut events = Vec::new();
    for (number, _) in page {
        events.extend(look_at(number, context, state));
    }
    if let Some(after) = last {
        let _ = agenda::put(state, context.running, Item::ReviewStreams { after });
    }
    events
}

/// Stops a stream whose starter is stopped, and lets another go on.
pub(super) fn look_at(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(stream) = STREAM.get(state, &number) else { return Vec::new() };
    let frozen = breach::query::stopped(state, &context.charter, &stream.spender);
    match (frozen, stream.halted) {
        (Some(frozen), None) => halt(number, stream, frozen, context, state),
        (None, Some(halted)) => resume(number, stream, halted, context, state),
        (Some(_), Some(_)) | (None, None) => Vec::new(),
    }
}

/// Has a stream stand still: what accrued until the freeze is paid, nothing accrues during it, and the rest of the period
/// goes back to the fund.
pub(super) fn halt(
    number: u64,
    mut stream: Stream,
    frozen: Frozen,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    agenda::strike(state, stream.next);
    let earned = accrued(&stream, frozen.at);
    let paid = pay_out(number, &stream, earned, context, state);
    if paid.is_some() {
        stream.taken = stream.taken.plus(earned).unwrap_or(Amount::MAX);
    }
    // What they earned and cannot be paid stays set aside for them.
    let unpaid = if paid.is_some() { Amount::ZERO } else { earned };
    let rest = treasury::query::balance(state, &escrow_of_stream(number), &stream.asset);
    let rest = rest.minus(unpaid).filter(|rest| rest.is_positive()).unwrap_or_default();
    let (back, gone) = give_back(number, &stream, rest, context, state)
        .map_or((Amount::ZERO, Vec::new()), |events| (rest, events));
    // What has not begun counts on as repeating, and so does what went back: it comes as soon as the freeze is lifted
    // (EXI-18, EXI-19). It had begun, so it is theirs though they took their share before.
    change_repeating(&stream, state, |before| before.plus(back, 1));
    let (claim, shares) = (frozen.claim, shares_taken(&stream, state));
    stream.halted = Some(Halted { back, claim, elapsed: elapsed(&stream, frozen.at), shares });
    STREAM.put(state, &number, &stream);
    let halted = SpendingEvent::StreamHalted { back, claim, stream: number };
    [paid.unwrap_or_default(), vec![halted.into()], gone].concat()
}

/// Posts an amount of what is set aside for a period back to the fund; it is room again in the budgets. `None`: the fund
/// has no room for it.
pub(super) fn give_back(
    number: u64,
    stream: &Stream,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Vec<Event>> {
    if !amount.is_positive() {
        return Some(Vec::new());
    }
    let debit = treasury::home_of(&stream.fund, state);
    let back = Movement { debit, memo: None, ..payment(number, stream, amount) };
    let posting = check_posting(back, context, state).ok()?;
    super::settle_owed(&stream.fund, &stream.asset, amount, state);
    let spend = Spend { amount, ..spend_of(stream) };
    budgets::release(spend, stream.charged, context.running, state);
    Some(post(posting, context, state))
}

/// Lets a stream go on where it stood still; the rest of its period is set aside anew.
pub(super) fn resume(
    number: u64,
    mut stream: Stream,
    halted: Halted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    agenda::strike(state, stream.next);
    let again = halted.back;
    let mut set_aside = Vec::new();
    if again.is_positive() {
        if let Some(paused) =
            charter::query::paused(state, "spending.start_stream", context.running)
        {
            stream.next = agenda::put(state, paused.until, Item::StreamTurns { stream: number });
            STREAM.put(state, &number, &stream);
            return Vec::new();
        }
        match set_aside_again(number, &mut stream, &halted, context, state) {
            Ok(posted) => set_aside = posted,
            Err(reason) => return end(number, &stream, reason, context, state),
        }
    }
    stream.halted = None;
    stream.began = context.running.before(halted.elapsed);
    let ends = stream.began.after(stream.every);
    stream.next = agenda::put(state, ends, Item::StreamTurns { stream: number });
    STREAM.put(state, &number, &stream);
    let resumed = SpendingEvent::StreamResumed { again, stream: number };
    [vec![resumed.into()], set_aside].concat()
}

/// Returns whether what went back was shared with its payee since: they took the whole of their share while it stood still.
pub(super) fn is_shared(halted: &Halted, stream: &Stream, state: &dyn StateView) -> bool {
    shares_taken(stream, state) != halted.shares
}

/// Sets aside anew what of a period went back while the stream stood still: as when a period begins.
fn set_aside_again(
    number: u64,
    stream: &mut Stream,
    halted: &Halted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Result<Vec<Event>, StreamEnd> {
    if is_shared(halted, stream, state) {
        return Err(StreamEnd::ShareTaken);
    }
    let amount = halted.back;
    let spend = || Spend { amount, ..spend_of(stream) };
    budgets::check(spend(), context.running, state).map_err(|_| StreamEnd::Budget)?;
    let movement = Movement { amount, ..beginning(number, stream) };
    let source = Some(exit::Source::Stream(number));
    let posting = check_posting_by(source, movement, context, state).map_err(why_not)?;
    budgets::charge(spend(), context.running, state);
    super::add_owed(&stream.fund, &stream.asset, amount, state);
    change_repeating(stream, state, |before| before.minus(amount, 1));
    stream.charged = context.running;
    Ok(post(posting, context, state))
}
