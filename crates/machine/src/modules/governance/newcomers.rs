//! The wait of a vote for those who are on probation when it is to open (GOV-60).

use polity_types::{Seconds, Timestamp};

use super::types::{Proposal, Stage};
use crate::charter_text::{Body, Electorate};
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

/// Returns the members on probation if a vote of an electorate that opened now would wait for them: members past
/// probation vote, and half or more of the members are not past it.
pub(super) fn newcomers(electorate: &Electorate, state: &dyn StateView) -> Option<Newcomers> {
    if !electorate.bodies().any(|body| *body == Body::MembersPastProbation) {
        return None;
    }
    let rolls = membership::query::rolls(state);
    let (members, full) = (rolls.members.count, rolls.full.count);
    let is_few = full.saturating_mul(2) <= members;
    is_few.then_some(Newcomers { members, on_probation: members.saturating_sub(full) })
}

/// Returns when the next vote on a proposal would open if it waited for nobody; none where none is to open.
fn opens(proposal: &Proposal) -> Option<Timestamp> {
    match proposal.stage {
        Stage::Confirming if proposal.is_sent_back => Some(proposal.since),
        Stage::Confirming => Some(proposal.since.after(proposal.terms.confirm.unwrap_or_default())),
        Stage::Discussion => Some(proposal.since.after(proposal.terms.discussion)),
        Stage::Draft | Stage::Grace | Stage::Queued | Stage::Voting => None,
    }
}

/// Returns until when a vote waits that would open now. It never waits longer than probation is, counted from when it
/// would have opened.
pub(super) fn until(
    proposal: &Proposal,
    probation: Seconds,
    running: Timestamp,
    state: &dyn StateView,
) -> Option<Timestamp> {
    let until = opens(proposal)?.after(probation);
    let is_few = || newcomers(&proposal.terms.electorate, state).is_some();
    (until > running && is_few()).then_some(until)
}

/// Returns that the next vote on a proposal waits, or will wait if probation is as long as `probation` and nothing
/// changes.
pub(super) fn wait(proposal: &Proposal, probation: Seconds, state: &dyn StateView) -> Option<Wait> {
    let opens = opens(proposal)?;
    let electorate = &proposal.terms.electorate;
    let is_asked = electorate.bodies().any(|body| *body == Body::MembersPastProbation);
    let until = proposal.place.at;
    if is_asked && until > opens {
        return Some(Wait::Begun { until });
    }
    let newcomers = newcomers(electorate, state).filter(|_| probation > Seconds::ZERO)?;
    Some(Wait::Ahead { newcomers, until: opens.after(probation) })
}
