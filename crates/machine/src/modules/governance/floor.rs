//! How many must say yes to what members stopped: neither silence carries it nor a handful, whichever decision of the
//! members it is (POW-7, POW-8).

use serde::{Deserialize, Serialize};

use super::electorate::{self, BodyVotes};
use super::state::{BODIES, PROPOSAL, TALLY};
use super::types::{Frozen, Proposal, Stage, Terms};
use super::vote::Tally;
use super::{leavers, query};
use crate::charter_text::{Body, Charter, Electorate, Method};
use crate::frame::context::{Authority, Context};
use crate::frame::state::StateView;

impl Terms {
    /// Returns the terms by which members vote on what so many of them object to; where no quorum is known for a vote
    /// by yes or no, the fewer vote, the more of them must say yes. Who objects again lowers nothing.
    pub(super) fn of_stopped(self, objected: u64) -> Self {
        let is_silent = matches!(self.method, Method::Conviction | Method::LazyConsensus);
        let is_other = self.method.has_options() || is_silent;
        let adaptive = self.adaptive || (is_other && self.quorum.is_none());
        Self { adaptive, objected: self.objected.max(objected), ..self }
    }

    /// Returns how many of `eligible` members must say yes at least: as many as objected, and no more than carry
    /// anything.
    #[must_use]
    pub fn yes_least(&self, eligible: u64) -> u64 {
        let most = eligible.checked_div(2).unwrap_or_default().saturating_add(1);
        self.objected.min(most)
    }

    /// Returns whether a vote asks people to say yes: not one that chooses among options, takes silence for consent or
    /// counts conviction.
    pub(super) fn asks_for_yes(&self, round: u64) -> bool {
        let method = self.asks(round);
        !method.has_options() && !matches!(method, Method::Conviction | Method::LazyConsensus)
    }
}

/// Returns how many objections count for how many must say yes in the vote to which they send what the members decided: of
/// those who could vote on it first, all; and if these are fewer than could have sent it there alone, those of others until
/// they are as many. So whoever is let in to object makes it no harder to carry than the charter's own share of the voters
/// could, and what only those stop who have no vote neither silence carries nor a handful. Where no vote bound anybody, all
/// have one now, and all count.
pub(super) fn objected(
    (number, proposal): (u64, &Proposal),
    charter: &Charter,
    state: &dyn StateView,
) -> u64 {
    let objections = proposal.objections.count;
    let Some(first) = leavers::bound(state, number, proposal) else { return objections };
    let electorate = &proposal.terms.electorate;
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
    let (whole, bodies) = leavers::without(state, electorate, (first, bodies));
    let enough = query::challenge(proposal, charter, members(electorate, &whole, &bodies));
    proposal.objected.max(objections.min(enough.unwrap_or_default()))
}

/// Returns how many members an electorate has; of several bodies of members, the largest.
fn members(electorate: &Electorate, whole: &Frozen, bodies: &[BodyVotes]) -> u64 {
    let of_members = electorate.bodies().zip(bodies).filter(|(body, _)| body.is_of_members());
    of_members.map(|(_, votes)| votes.roll.count).max().unwrap_or(whole.roll.count)
}

/// Returns how many members must say yes in the vote on what was stopped: of those who can in it, or could if it opened now.
fn yes_least(number: u64, proposal: &Proposal, state: &dyn StateView) -> u64 {
    let is_open = proposal.stage == Stage::Voting;
    let standing = if is_open { leavers::standing(state, number, proposal) } else { None };
    let (whole, bodies) = standing.unwrap_or_else(|| electorate::of_vote(state, number, proposal));
    proposal.terms.yes_least(members(&proposal.terms.electorate, &whole, &bodies))
}

/// How many members said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The decision; none that is only tried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proposal: Option<u64>,
    yes: u64,
}

impl Said {
    /// Returns by what is known which of two carries more: as many yes as it takes are the same number for both.
    #[must_use]
    pub fn strength(&self) -> (bool, u64) {
        (self.proposal.is_none(), self.yes)
    }

    /// Returns whether they may do what the members vote on: it is that vote, or as many said yes as it takes there, of
    /// those who vote there. A few who were most of the members once are not most of those who are.
    #[must_use]
    pub fn carries(&self, at_vote: u64, state: &dyn StateView) -> bool {
        if self.proposal.is_none_or(|own| own == at_vote) {
            return true;
        }
        let open = query::proposal(state, at_vote);
        open.is_none_or(|open| self.yes >= yes_least(at_vote, &open, state))
    }
}

/// Returns how many members said yes in a vote, and of how many; of several bodies of members, where most did.
fn yes_of(terms: &Terms, eligible: u64, tally: &Tally, bodies: &[BodyVotes]) -> (u64, u64) {
    let of_members = terms.electorate.bodies().zip(bodies).filter(|(body, _)| body.is_of_members());
    let several = of_members.map(|(_, votes)| (votes.yes, votes.roll.count)).max();
    let is_one = terms.electorate.one().is_some_and(Body::is_of_members);
    let one = is_one.then_some((tally.yes, eligible));
    several.or(one).unwrap_or((0, eligible))
}

/// Returns whether as many said yes as must: always, but where members stopped it.
pub(super) fn is_reached(
    terms: &Terms,
    round: u64,
    (eligible, tally): (u64, &Tally),
    bodies: &[BodyVotes],
) -> bool {
    if terms.objected == 0 || !terms.asks_for_yes(round) {
        return true;
    }
    let (yes, eligible) = yes_of(terms, eligible, tally, bodies);
    yes >= terms.yes_least(eligible)
}

/// Returns what the members said, if it is they who act now: by a decision that they lead, and in which they were asked
/// to say yes. Of one that is only tried out, that they are asked.
#[must_use]
pub fn said(context: &Context<'_>, state: &dyn StateView) -> Option<Said> {
    let Authority::Decision { procedure, proposal: number } = &context.authority else {
        return None;
    };
    let Some(proposal) = PROPOSAL.get(state, number) else {
        let terms = Terms::from(context.charter.decision(procedure)?);
        let is_theirs = terms.electorate.is_led_by_members() && terms.asks_for_yes(1);
        return is_theirs.then_some(Said { proposal: None, yes: 0 });
    };
    let terms = &proposal.terms;
    if !terms.electorate.is_led_by_members() || !terms.asks_for_yes(proposal.round) {
        return None;
    }
    let tally = TALLY.get(state, number).unwrap_or_default();
    let bodies = BODIES.get(state, number).unwrap_or_default().bodies;
    let (yes, _) = yes_of(terms, 0, &tally, &bodies);
    Some(Said { proposal: Some(*number), yes })
}
