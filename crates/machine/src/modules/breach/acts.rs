//! When the operations were that a claim may name: so that nobody has all leave at the value of a morning before the
//! breach that they speak of (BRE-16).

use polity_types::{OperationId, Timestamp};

use super::error::BreachError;
use super::state::{ACT, ACT_DAY};
use super::types::{Acted, BACK_MAX};
use crate::charter_text::{ActionClass, LimitNeed};
use crate::frame::context::Context;
use crate::frame::module::ActionSpec;
use crate::frame::state::{Overlay, StateView};

/// Seconds of a day.
const DAY: u64 = 86_400;
/// Old operations forgotten with each new one: more than come, so that none stay.
const FORGOTTEN: usize = 2;

/// Notes when an operation took effect, or was announced, by which somebody used a power that does not move what is their
/// own; what is older than a claim may go back leaves the state.
pub fn acted(spec: &ActionSpec, context: &Context<'_>, state: &mut Overlay<'_>) {
    let is_power =
        spec.action.class == ActionClass::Power && spec.action.limit != LimitNeed::Optional;
    let Some(operation) = context.operation.filter(|_| is_power) else { return };
    if context.charter.breach.is_none() {
        return;
    }
    let (today, acted) = (day_of(context.now), Acted { at: context.now, operation });
    ACT.put(state, &operation, &acted);
    ACT_DAY.put(state, &(today, operation), &acted);
    let kept = day_of(context.now.before(BACK_MAX));
    for (key, old) in ACT_DAY.scan(state, "", None, FORGOTTEN) {
        if day_of(old.at) < kept {
            state.remove(key);
            ACT.remove(state, &old.operation);
        }
    }
}

/// Decides whether a breach was no earlier than the day of the first operation that is said to be it, of those that are
/// known.
pub(super) fn check(
    acts: &[OperationId],
    since: Timestamp,
    state: &dyn StateView,
) -> Result<(), BreachError> {
    let known = acts.iter().filter_map(|operation| ACT.get(state, operation));
    let Some(first) = known.min_by_key(|acted| acted.at) else { return Ok(()) };
    if day_of(since) >= day_of(first.at) {
        return Ok(());
    }
    let Acted { at, operation } = first;
    Err(BreachError::BeforeActs { act: at, operation, since })
}

fn day_of(time: Timestamp) -> u64 {
    time.0.checked_div(DAY).unwrap_or_default()
}
