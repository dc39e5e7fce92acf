//! The wait of a vote for those who are on probation when it is to open (GOV-60).

use polity_types::{Seconds, Timestamp};

use super::leavers;
use super::types::{Proposal, Stage};
use crate::charter_text::{Body, Electorate};
use crate::frame::clock::Clock;
use crate::frame::state::StateView;
use crate::modules::membership;

/// How many members are on probation, where they are so many that a vote among the others waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newcomers {
    /// All members.
    pub members: u64,
    /// Those of them who are on probation.
    pub on_probation: u64,
}

/// Why a vote opens later than its procedure says, or will if nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// It waits, since half or more of the members were on probation when it was to open.
    Begun {
        /// Until when, in running time.
        until: Timestamp,
    },
    /// It will wait if as many are on probation when it is to open as now.
    Ahead {
        /// Who they are.
        newcomers: Newcomers,
        /// Until when, in running time.
        until: Timestamp,
    },
}

/// Returns the members on probation if the vote would wait for them on what is brought now to an electorate: members past
/// probation vote, and half or more of the members are not past it.
pub(super) fn newcomers(electorate: &Electorate, state: &dyn StateView) -> Option<Newcomers> {
    of(electorate, membership::query::rolls(state).members.count, state)
}

/// Returns those of so many members who are on probation, if they are half or more. Whose vote rests (DUE-7) is past it.
fn of(electorate: &Electorate, members: u64, state: &dyn StateView) -> Option<Newcomers> {
    if !electorate.bodies().any(|body| *body == Body::MembersPastProbation) {
        return None;
    }
    let rolls = membership::query::rolls(state);
    let past = rolls.full.count.saturating_add(rolls.resting);
    let is_few = past.saturating_mul(2) <= members;
    is_few.then_some(Newcomers { members, on_probation: members.saturating_sub(past) })
}

/// Returns the members on probation for whom a vote on a proposal waits: of those who were there when it was brought, since
/// nobody is let in to vote on it; or of all, where only one was, who decides for nobody else.
fn waited_for(proposal: &Proposal, state: &dyn StateView) -> Option<Newcomers> {
    let now = membership::query::rolls(state).members.count;
    let then = proposal.brought.members;
    let members = if then > 1 { then.min(now) } else { now };
    of(&proposal.terms.electorate, members, state)
}

/// Returns whether nobody decided on a proposal yet, or one person alone: any vote after another waits for nobody.
fn is_first((number, proposal): (u64, &Proposal), state: &dyn StateView) -> bool {
    leavers::bound(state, number, proposal).is_none()
}

/// Returns when the next vote on a proposal would open if it waited for nobody; none where none is to open.
fn opens(proposal: &Proposal) -> Option<Timestamp> {
    match proposal.stage {
        Stage::Confirming => {
            let confirm = proposal.terms.confirms(proposal.round).unwrap_or_default();
            Some(proposal.since.after(confirm))
        }
        Stage::Discussion => Some(proposal.since.after(proposal.terms.discussion)),
        Stage::Draft | Stage::Grace | Stage::Queued | Stage::Voting => None,
    }
}

/// Returns when the vote on a proposal that waits for support or for a place would open if it had them now.
fn would_open(proposal: &Proposal, state: &dyn StateView) -> Option<Timestamp> {
    let is_waiting = matches!(proposal.stage, Stage::Draft | Stage::Queued);
    is_waiting.then(|| Clock::read(state).running().after(proposal.terms.discussion))
}

/// Returns when those for whom the next vote on a proposal waits, which opens then if it waits for nobody, are past
/// probation.
fn settled(proposal: &Proposal, probation: Seconds, opens: Timestamp) -> Timestamp {
    let from = if proposal.brought.members > 1 { proposal.brought.at } else { opens };
    from.after(probation)
}

/// Returns until when a vote waits that would open now.
pub(super) fn until(
    (number, proposal): (u64, &Proposal),
    probation: Seconds,
    running: Timestamp,
    state: &dyn StateView,
) -> Option<Timestamp> {
    let until = settled(proposal, probation, opens(proposal)?);
    (until > running
        && is_first((number, proposal), state)
        && waited_for(proposal, state).is_some())
    .then_some(until)
}

/// Returns that the next vote on a proposal waits, or will wait if probation is as long as `probation` and nothing
/// changes.
pub(super) fn wait(
    (number, proposal): (u64, &Proposal),
    probation: Seconds,
    state: &dyn StateView,
) -> Option<Wait> {
    let opens = match opens(proposal) {
        // Only what waits opens later.
        Some(opens) if proposal.place.at > opens => {
            return Some(Wait::Begun { until: proposal.place.at });
        }
        Some(opens) => opens,
        None => would_open(proposal, state)?,
    };
    let until = settled(proposal, probation, opens);
    let until =
        Some(until).filter(|until| *until > opens && is_first((number, proposal), state))?;
    Some(Wait::Ahead { newcomers: waited_for(proposal, state)?, until })
}
