//! Writes arguments and ballots: a few records each, however many there are.

use polity_types::{Hash, PersonId};

use super::event::GovernanceEvent;
use super::purse::{self, Paid};
use super::state::{ARGUER, ARGUMENTS, BALLOT, BODIES, PROPOSAL, TALLY};
use super::types::{Count, Proposal, Side};
use super::vote::{Cast, CastBy, TakenBack};
use super::{conviction, delegation, electorate, piles};
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};

#[derive(serde::Serialize)]
struct Argument {
    author: PersonId,
    side: Side,
    text: Hash,
}

pub(super) fn argue(
    author: PersonId,
    proposal: u64,
    side: Side,
    text: Hash,
    state: &mut Overlay<'_>,
) -> GovernanceEvent {
    let own = ARGUER.get(state, &(proposal, author)).unwrap_or_default().count.saturating_add(1);
    ARGUER.put(state, &(proposal, author), &Count { count: own });
    let mut all = ARGUMENTS.get(state, &proposal).unwrap_or_default();
    all.add(&Argument { author, side, text });
    ARGUMENTS.put(state, &proposal, &all);
    GovernanceEvent::Argued { argument: all.count, author, proposal, side, text }
}

/// Writes a ballot and moves the tally with it: a few records, however many ballots and delegations
/// there are.
pub(super) fn cast_ballot(
    before: Option<Cast>,
    cast: Cast,
    (delegate, paid): (Option<PersonId>, Option<Paid>),
    (proposal, round): (u64, u64),
    voter: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> GovernanceEvent {
    let mut tally = TALLY.get(state, &proposal).unwrap_or_default();
    let (choice, weight) = (cast.ballot.choice(), cast.weight);
    let step = CastBy { ballot: &cast.ballot, person: &voter, weight };
    if let Some(before) = &before {
        let choice = before.ballot.choice();
        tally.take(choice, before.weight);
        let less = |ballots: u64| ballots.saturating_sub(before.weight);
        piles::change(choice, (proposal, round), less, state);
        tally.roll.change(&step);
    } else {
        tally.roll.add(&step);
    }
    tally.add(choice, weight);
    let more = |ballots: u64| ballots.saturating_add(weight);
    piles::change(choice, (proposal, round), more, state);
    let take_back =
        |delegate| delegation::take_back((proposal, round), delegate, &mut tally, state);
    let taken_back = delegate.map(take_back);
    if let Some(TakenBack { delegate, weight: Some(_) }) = taken_back {
        take_back_in_bodies(proposal, round, delegate, state);
    }
    TALLY.put(state, &proposal, &tally);
    BALLOT.put(state, &(proposal, round, voter), &cast);
    let spent = paid.as_ref().map(|paid| paid.spent);
    if let Some(paid) = paid {
        purse::write(voter, paid, state);
        if let Some(record) = PROPOSAL.get(state, &proposal) {
            conviction::change(proposal, &record, tally.points(), context.running, state);
        }
    }
    let replaces = before.map(|before| before.operation);
    let ballot = cast.ballot;
    GovernanceEvent::BallotCast {
        ballot,
        proposal,
        replaces,
        round,
        spent,
        taken_back,
        voter,
        weight,
    }
}

/// Counts a ballot in each body that its voter is in, where several vote.
pub(super) fn count_in_bodies(
    number: u64,
    bodies: &[usize],
    before: Option<&Cast>,
    cast: &Cast,
    state: &mut Overlay<'_>,
) {
    let Some(proposal) = several(number, state) else { return };
    let said = |cast: &Cast| (cast.ballot.choice().clone(), cast.weight);
    let ballot = (before.map(said), said(cast));
    electorate::count((number, &proposal.terms), bodies, ballot, state);
}

/// Takes a delegated vote back in the bodies of the delegate, where several vote.
fn take_back_in_bodies(number: u64, round: u64, delegate: PersonId, state: &mut Overlay<'_>) {
    let Some(proposal) = several(number, state) else { return };
    if let Some(cast) = BALLOT.get(state, &(number, round, delegate)) {
        electorate::take_back((number, &proposal), delegate, cast.ballot.choice(), state);
    }
}

/// Takes one vote off the ballot of a delegate, if there is one, since who delegated it left.
pub(super) fn lighten(
    (proposal, round): (u64, u64),
    delegate: PersonId,
    state: &mut Overlay<'_>,
) -> Option<TakenBack> {
    let mut tally = TALLY.get(state, &proposal).unwrap_or_default();
    let taken = delegation::lighten((proposal, round), delegate, &mut tally, state)?;
    take_back_in_bodies(proposal, round, delegate, state);
    TALLY.put(state, &proposal, &tally);
    Some(taken)
}

/// Returns a proposal at the vote if several bodies vote on it.
fn several(number: u64, state: &dyn StateView) -> Option<Proposal> {
    BODIES.has(state, &number).then(|| PROPOSAL.get(state, &number)).flatten()
}
