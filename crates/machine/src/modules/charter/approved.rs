//! Requests that were approved and are not paid yet: by whom, and for which votes on what members stopped they count as
//! what others than the members give (POW-15).

use std::collections::BTreeSet;

use super::matter::{count_each, of as matters, votes};
use super::state::{APPROVED, AT_VOTE};
use super::types::{Approved, AtVote};
use super::usual::got;
use crate::Action;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance::Said;
use crate::modules::spending::{self, SpendingAction};

/// Returns who approved the request that an act approves again or pays, if anybody did.
pub(super) fn of(action: &Action, state: &dyn StateView) -> Option<Approved> {
    let Action::Spending(SpendingAction::Pay { request } | SpendingAction::Approve { request, .. }) =
        action
    else {
        return None;
    };
    APPROVED.get(state, request)
}

/// Notes that a request is approved: by the members, with what they said, so that it is known of every vote that comes
/// whether as many said yes as it takes there. For each vote of which that is not so it counts from now on; once, however
/// often it is approved.
pub(super) fn approve(action: &Action, members: Option<&Said>, state: &mut Overlay<'_>) {
    let Action::Spending(SpendingAction::Approve { request: number, .. }) = action else { return };
    let before = APPROVED.get(state, number);
    let said_before = before.as_ref().and_then(|approved| approved.said);
    // What more of them said holds, whoever approves it once more.
    let said = said_before.into_iter().chain(members.copied()).max_by_key(Said::strength);
    if before.is_some() && said == said_before {
        return;
    }
    let _ = ends(*number, state);
    let mut counted = BTreeSet::new();
    for matter in matters(action, state) {
        let Some(gain) = &matter.gain else { continue };
        for at_vote in votes(&matter.hash, [said.as_ref(), None], state) {
            let approved = at_vote.approved.unwrap_or_default().plus(gain.amount);
            counted.insert(at_vote.proposal);
            AT_VOTE.put(state, &(matter.hash, at_vote.proposal), &AtVote { approved, ..at_vote });
        }
    }
    APPROVED.put(state, number, &Approved { said, votes: counted.into_iter().collect() });
}

/// Notes that what was approved is paid, or will not be: it counts no more as approved. Returns who approved it.
pub(super) fn ends(number: u64, state: &mut Overlay<'_>) -> Option<Approved> {
    let ended = APPROVED.get(state, &number)?;
    APPROVED.remove(state, &number);
    let pay = SpendingAction::Pay { request: number }.into();
    for matter in matters(&pay, state) {
        let Some(gain) = &matter.gain else { continue };
        for vote in &ended.votes {
            let Some(at_vote) = AT_VOTE.get(state, &(matter.hash, *vote)) else { continue };
            let approved = at_vote.approved.and_then(|all| all.minus(gain.amount));
            let approved = approved.filter(|left| left.is_positive());
            AT_VOTE.put(state, &(matter.hash, *vote), &AtVote { approved, ..at_vote });
        }
    }
    Some(ended)
}

/// Notes that what was approved is paid: it counts now for each vote for which the members did not say yes often enough,
/// and, where others approved it, as what somebody gets anyway.
pub(super) fn paid(
    number: u64,
    request: &spending::Request,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let said = ends(number, state).and_then(|approved| approved.said);
    if said.is_none() {
        for line in &request.lines {
            got(&line.to, (&request.asset, line.amount), context, state);
        }
    }
    count_each(&SpendingAction::Pay { request: number }.into(), said.as_ref(), state);
}
