//! Limits of powers: how much value leaves in any window, over all lines of one holder (POW-3, POW-4).

use polity_types::{Amount, AssetId, Seconds, Timestamp};

use super::error::CharterError;
use super::state::{ENTERING, OUTFLOW, holder};
use super::types::{OUTFLOWS_KEPT, OUTFLOWS_MAX, Outflow, Outflows};
use crate::charter_text::{Charter, LimitNeed, Power};
use crate::frame::context::{Authority, Context};
use crate::frame::module::ActionSpec;
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::{self, Sum};

/// Decides whether `value` may leave by an action under a line that gives it, now or when the line's grace
/// ends.
///
/// Cost: quadratic in the outflows remembered, of which there are at most [`OUTFLOWS_MAX`], for each
/// line under which they left.
///
/// # Errors
/// That the asset is not the line's, that the limit would be exceeded, or that no more outflows are
/// remembered.
pub(super) fn check(
    power: &Power,
    spec: &ActionSpec,
    value: Option<&(AssetId, Amount)>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), CharterError> {
    let Some((asset, amount)) = value else { return Ok(()) };
    let Some(limit) = &power.up_to else { return check_unlimited(power, spec, context) };
    if limit.asset != *asset {
        return Err(CharterError::OtherAsset {
            line: power.id.clone(),
            asset: asset.clone(),
            allowed: limit.asset.clone(),
        });
    }
    let all = read(asset, context, state);
    let entering = ENTERING.get(state).map(|entering| entering.count);
    let is_entering = |outflow: &&Outflow| entering.is_some() && outflow.act == entering;
    let own = all.outflows.iter().find(is_entering);
    // Only what a person announces waits here; a decision's grace is over when it takes effect.
    let is_announced = entering.is_none() && context.person().is_some();
    let waits = if is_announced { power.grace } else { Seconds::ZERO };
    let at = own.map_or_else(|| context.running.after(waits), |own| own.at);
    let others: Vec<Outflow> =
        all.outflows.iter().filter(|outflow| !is_entering(outflow)).cloned().collect();
    if others.len() >= OUTFLOWS_MAX {
        return Err(CharterError::TooManyOutflows { asset: asset.clone() });
    }
    // The line's own limit, and those of the lines under which the rest left: theirs hold for all
    // that leaves in the same time.
    let used = lines_used(&others, &context.charter);
    let used = used.into_iter().filter(|other| other.id != power.id).map(|other| (other, true));
    for (line, is_other) in [(power, false)].into_iter().chain(used) {
        let Some(limit) = line.up_to.as_ref().filter(|limit| limit.asset == *asset) else {
            continue;
        };
        let of = is_other.then_some(line.id.as_str());
        let Some(taken) = peak(&others, at, limit.per, of) else { continue };
        if taken.plus(*amount).is_none_or(|sum| sum > limit.amount) {
            let decimals = treasury::query::asset(state, asset).map_or(0, |known| known.decimals);
            let sum = |amount| Box::new(Sum { amount, asset: asset.clone(), decimals });
            return Err(CharterError::OverLimit {
                line: line.id.clone(),
                asked: sum(*amount),
                taken: sum(taken),
                allowed: sum(limit.amount),
                per: limit.per,
            });
        }
    }
    Ok(())
}

/// Decides whether a line without a limit lets value leave: not the society's to a person. No charter
/// that is read says so (CHA-27); here it holds whatever a text says.
fn check_unlimited(
    power: &Power,
    spec: &ActionSpec,
    context: &Context<'_>,
) -> Result<(), CharterError> {
    let is_spending = spec.action.limit == LimitNeed::Required;
    if is_spending && !matches!(context.authority, Authority::Decision { .. }) {
        return Err(CharterError::NoLimit { line: power.id.clone() });
    }
    Ok(())
}

/// Joins the outflows of a day under one line, once no limit in force looks at them any more: at the
/// latest instant of the day, so that for a longer limit that comes they count for longer, never for
/// less.
fn join(outflows: &mut Vec<Outflow>, charter: &Charter, running: Timestamp) {
    let longest = windows(charter).fold(Seconds::ZERO, Seconds::max);
    let day = |outflow: &Outflow| outflow.at.0.div_euclid(Seconds::days(1).0);
    let mut joined: Vec<Outflow> = Vec::with_capacity(outflows.len());
    for outflow in outflows.drain(..) {
        let is_old = outflow.act.is_none() && outflow.at.after(longest) <= running;
        let same = joined.iter_mut().rev().take_while(|other| day(other) == day(&outflow));
        let mut same = same.filter(|other| other.act.is_none() && other.line == outflow.line);
        match same.next().filter(|_| is_old) {
            Some(other) => {
                other.amount = other.amount.plus(outflow.amount).unwrap_or(Amount::MAX);
                other.at = outflow.at;
            }
            None => joined.push(outflow),
        }
    }
    joined.sort_by_key(|outflow| outflow.at);
    *outflows = joined;
}

/// Returns the lines of the charter under which value left, each once.
fn lines_used<'a>(outflows: &[Outflow], charter: &'a Charter) -> Vec<&'a Power> {
    let is_used = |power: &&Power| outflows.iter().any(|outflow| outflow.line == power.id);
    charter.powers.iter().filter(|power| power.up_to.is_some()).filter(is_used).collect()
}

/// Notes that value leaves at `at`: for an announced act, or at once.
pub(super) fn note(
    (asset, amount): (AssetId, Amount),
    line: &str,
    at: Timestamp,
    act: Option<u64>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let mut all = read(&asset, context, state);
    join(&mut all.outflows, &context.charter, context.running);
    let place = all.outflows.partition_point(|outflow| outflow.at <= at);
    all.outflows.insert(place, Outflow { act, amount, at, line: line.to_owned() });
    OUTFLOW.put(state, &(holder(&context.authority), asset), &all);
}

/// Changes the outflow of an act, or removes it if `change` says so, and returns whether there was
/// one.
pub(super) fn change(
    act: u64,
    asset: AssetId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
    change: impl FnOnce(Outflow) -> Option<Outflow>,
) -> bool {
    let mut all = read(&asset, context, state);
    let place = all.outflows.iter().position(|outflow| outflow.act == Some(act));
    let Some(place) = place else { return false };
    let changed = change(all.outflows.remove(place));
    if let Some(outflow) = changed {
        let place = all.outflows.partition_point(|other| other.at <= outflow.at);
        all.outflows.insert(place, outflow);
    }
    let key = (holder(&context.authority), asset);
    if all.outflows.is_empty() {
        OUTFLOW.remove(state, &key);
    } else {
        OUTFLOW.put(state, &key, &all);
    }
    true
}

/// Returns the outflows of the authority of the context that are still remembered.
pub(super) fn read(asset: &AssetId, context: &Context<'_>, state: &dyn StateView) -> Outflows {
    let key = (holder(&context.authority), asset.clone());
    let mut all = OUTFLOW.get(state, &key).unwrap_or_default();
    let kept = kept(&context.charter);
    all.outflows
        .retain(|outflow| outflow.act.is_some() || outflow.at.after(kept) > context.running);
    all
}

/// Returns the largest sum of `outflows`, which are in the order of time, in any window of the
/// length `per` that holds the instant `at` and, if `line` names one, an outflow of that line; `None`
/// if there is no such window. Two outflows are in one window if less than `per` lies between them.
pub(super) fn peak(
    outflows: &[Outflow],
    at: Timestamp,
    per: Seconds,
    line: Option<&str>,
) -> Option<Amount> {
    // A window that holds the most begins with an outflow, or with the instant.
    let begins = outflows.iter().map(|outflow| outflow.at).chain([at]);
    let holds_at = |begin: &Timestamp| *begin <= at && at < begin.after(per);
    let inside = |begin: Timestamp| {
        let first = outflows.partition_point(|outflow| outflow.at < begin);
        let end = outflows.partition_point(|outflow| outflow.at < begin.after(per));
        outflows.get(first..end).unwrap_or_default()
    };
    let is_of = |window: &&[Outflow]| {
        line.is_none_or(|line| window.iter().any(|outflow| outflow.line == line))
    };
    let sum = |window: &[Outflow]| {
        window
            .iter()
            .fold(Amount::ZERO, |sum, outflow| sum.plus(outflow.amount).unwrap_or(Amount::MAX))
    };
    begins.filter(holds_at).map(inside).filter(is_of).map(sum).max()
}

/// Returns the most that could leave under a line before `length` is over, in as many acts as it
/// takes, as early as each may be. `None`: the line has no limit.
pub(super) fn most_within(
    power: &Power,
    length: Seconds,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Amount> {
    let limit = power.up_to.as_ref()?;
    let mut all = read(&limit.asset, context, state).outflows;
    let waits = context.person().map_or(Seconds::ZERO, |_| power.grace);
    let (mut at, end) = (context.running.after(waits), context.running.after(length));
    let mut sum = Amount::ZERO;
    while at < end && all.len() < OUTFLOWS_MAX {
        let free = free_at(at, power, &all, &context.charter).filter(|free| free.is_positive());
        if let Some(amount) = free {
            sum = sum.plus(amount)?;
            let place = all.partition_point(|outflow| outflow.at <= at);
            all.insert(place, Outflow { act: None, amount, at, line: power.id.clone() });
        }
        // Something is free again when an outflow leaves a window.
        let leaves = all.iter().flat_map(|outflow| {
            windows(&context.charter).map(|per| outflow.at.after(per)).filter(|end| *end > at)
        });
        let Some(next) = leaves.min() else { break };
        at = next;
    }
    Some(sum)
}

/// Returns the most that one more act under a line could move at an instant.
fn free_at(
    at: Timestamp,
    power: &Power,
    outflows: &[Outflow],
    charter: &Charter,
) -> Option<Amount> {
    let asset = &power.up_to.as_ref()?.asset;
    let used = lines_used(outflows, charter).into_iter().filter(|other| other.id != power.id);
    let lines = [(power, None)].into_iter().chain(used.map(|line| (line, Some(line.id.as_str()))));
    let free = lines.filter_map(|(line, of)| {
        let limit = line.up_to.as_ref().filter(|limit| limit.asset == *asset)?;
        let taken = peak(outflows, at, limit.per, of)?;
        limit.amount.minus(taken)
    });
    free.min()
}

/// Returns for how long outflows are remembered: as long as the longest window of the charter.
fn kept(charter: &Charter) -> Seconds {
    windows(charter).fold(OUTFLOWS_KEPT, Seconds::max)
}

/// Returns the lengths of the windows in force.
fn windows(charter: &Charter) -> impl Iterator<Item = Seconds> {
    charter.powers.iter().filter_map(|power| power.up_to.as_ref()).map(|limit| limit.per)
}
