//! Removal of what is over, some records in each batch, in the order in which it was over: however many
//! votes close at once, the batch that closes them and those that follow take no longer (GOV-10).

use polity_types::Seconds;
use serde::{Deserialize, Serialize};

use super::state::{SWEEP, SWEEPS};
use super::types::Item;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::Overlay;

/// Most records removed in one batch. Unit: records. Source: GOV-10.
pub(super) const SWEPT_MAX: usize = 2_000;
/// Most removals that are ended in one batch, so that empty ones cost no more. Unit: removals.
const ENDED_MAX: usize = 200;

/// Records that are to be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sweep {
    /// The beginning of their state keys.
    prefix: String,
}

/// Which removals wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sweeps {
    /// Number of the first that waits.
    first: u64,
    /// Number of the next that will.
    next: u64,
}

/// Has `count` records removed that begin with `prefix`, after what is waiting to be.
pub(super) fn later(prefix: String, count: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    if count == 0 {
        return;
    }
    let mut sweeps = SWEEPS.get(state).unwrap_or_default();
    if sweeps.first == sweeps.next {
        let _ = agenda::put(state, context.running, Item::RecordsGo {});
    }
    SWEEP.put(state, &sweeps.next, &Sweep { prefix });
    sweeps.next = sweeps.next.saturating_add(1);
    SWEEPS.put(state, &sweeps);
}

/// Removes what a batch may, and comes again for the rest.
pub(super) fn some(context: &Context<'_>, state: &mut Overlay<'_>) {
    let mut sweeps = SWEEPS.get(state).unwrap_or_default();
    let (mut left, mut ended) = (SWEPT_MAX, 0);
    while left > 0 && ended < ENDED_MAX {
        let Some(Sweep { prefix }) = SWEEP.get(state, &sweeps.first) else { break };
        let removed = state.clear(&prefix, left);
        let is_last = removed < left;
        left = left.saturating_sub(removed);
        if is_last {
            SWEEP.remove(state, &sweeps.first);
            sweeps.first = sweeps.first.saturating_add(1);
            ended = ended.saturating_add(1_usize);
        }
    }
    SWEEPS.put(state, &sweeps);
    if sweeps.first < sweeps.next {
        let _ = agenda::put(state, context.running.after(Seconds(1)), Item::RecordsGo {});
    }
}
