//! Who left since the first vote on a proposal: in later ones they have no vote, and it is as if they had never been on the
//! roll (GOV-62). The roll itself stays as it was frozen; how many of it left the rolls of members and of places tell, so
//! that neither opening nor closing a vote looks at anybody.

use polity_types::PersonId;
use serde::{Deserialize, Serialize};

use super::electorate::{self, BodyVotes};
use super::error::GovernanceError;
use super::event::GovernanceEvent;
use super::state::{BALLOT, BODIES, LATER, PROPOSAL, TALLY};
use super::types::{Frozen, Proposal, Stage};
use super::vote::{Cast, CastBy, TakenBack};
use super::{ballots, delegation, piles};
use crate::Event;
use crate::charter_text::{At, Body, Electorate};
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{membership, places};

/// The later votes that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Later {
    /// The proposal and which vote it is, in the order in which they opened.
    votes: Vec<(u64, u64)>,
}

/// Returns the electorate that later votes on a proposal are by: of the first vote on it. None before it; nor where one
/// person alone could vote in it, or one at most is left of those who could or have a seat: they decide for nobody else.
pub(super) fn bound(state: &dyn StateView, number: u64, proposal: &Proposal) -> Option<Frozen> {
    let first = proposal.electorate.filter(|first| !first.is_alone)?;
    let by = &proposal.terms.electorate;
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
    let (frozen, votes) = without(state, by, (first, bodies));
    let several: Vec<u64> = votes.iter().map(|votes| votes.roll.count).collect();
    let counts = if several.is_empty() { vec![frozen.roll.count] } else { several };
    let is_left = |body: &Body, person| {
        electorate::is_in(state, body, Some(&first), person)
            && has_stayed(state, body, &first, person)
    };
    let is_alone = electorate::is_alone(state, (number, by), &counts, is_left);
    (!is_alone).then_some(first)
}

/// Returns how many left of those who were in a body; a seat has whoever has it as the vote opens.
fn left_of(state: &dyn StateView, body: &Body, frozen: &Frozen) -> u64 {
    match body {
        Body::Members => membership::query::left_since(state, frozen.moment),
        Body::MembersPastProbation => membership::query::full_left_since(state, frozen.moment),
        Body::Residents(At { place }) => {
            frozen.residents.map_or(0, |moment| places::query::left_since(state, place, moment))
        }
        Body::Office(_) | Body::Panel(_) => 0,
    }
}

/// Returns the electorate of a later vote without all who left by now.
pub(super) fn without(
    state: &dyn StateView,
    electorate: &Electorate,
    (mut frozen, mut bodies): (Frozen, Vec<BodyVotes>),
) -> (Frozen, Vec<BodyVotes>) {
    let take_off = |roll: &mut Roll, before: &mut u64, now: u64| {
        roll.count = roll.count.saturating_add(*before).saturating_sub(now);
        *before = now;
    };
    let mut all = 0_u64;
    for (place, body) in electorate.bodies().enumerate() {
        let left = left_of(state, body, &frozen);
        all = all.saturating_add(left);
        if let Some(votes) = bodies.get_mut(place) {
            take_off(&mut votes.roll, &mut votes.left, left);
        }
    }
    take_off(&mut frozen.roll, &mut frozen.left, all);
    (frozen, bodies)
}

/// Returns the electorate of the vote on a proposal that is open or was last; of a later one that is open, without all who
/// left by now.
pub(super) fn standing(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
) -> Option<(Frozen, Vec<BodyVotes>)> {
    let frozen = proposal.electorate?;
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
    let is_moving = frozen.is_later && proposal.stage == Stage::Voting;
    let electorate = &proposal.terms.electorate;
    Some(if is_moving { without(state, electorate, (frozen, bodies)) } else { (frozen, bodies) })
}

/// Returns in which bodies a person has a vote, or would have one if the next vote opened now, by their places in the
/// electorate.
pub(super) fn bodies_of(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> Vec<usize> {
    let is_open = proposal.stage == Stage::Voting;
    let frozen = if is_open { electorate::fixed(proposal) } else { bound(state, number, proposal) };
    let mut bodies = electorate::bodies_of(state, (number, proposal), frozen, person);
    if let Some(frozen) = frozen.filter(|frozen| frozen.is_later || !is_open) {
        let all: Vec<&Body> = proposal.terms.electorate.bodies().collect();
        let stays = |body: &&Body| has_stayed(state, body, &frozen, person);
        bodies.retain(|place| all.get(*place).is_some_and(stays));
    }
    bodies
}

/// Returns whether somebody who was in a body is there still, or was sent away by others.
fn has_stayed(state: &dyn StateView, body: &Body, frozen: &Frozen, person: PersonId) -> bool {
    match body {
        Body::Members | Body::MembersPastProbation => {
            membership::query::has_stayed(state, person, frozen.moment)
        }
        Body::Residents(At { place }) => frozen
            .residents
            .is_some_and(|moment| places::query::has_stayed(state, place, person, moment)),
        Body::Office(_) | Body::Panel(_) => true,
    }
}

/// Returns why a person has no vote in the one that is open.
pub(super) fn refused(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> GovernanceError {
    let frozen = electorate::fixed(proposal);
    let was = electorate::bodies_of(state, (number, proposal), frozen, person);
    let eligible = standing(state, number, proposal).map_or(0, |(frozen, _)| frozen.roll.count);
    if was.is_empty() {
        GovernanceError::NotEligible { person, eligible }
    } else {
        GovernanceError::LeftSince { person, eligible, round: proposal.round }
    }
}

/// Notes that a later vote opens.
pub(super) fn open(number: u64, round: u64, state: &mut Overlay<'_>) {
    let mut later = LATER.get(state).unwrap_or_default();
    later.votes.push((number, round));
    LATER.put(state, &later);
}

/// Notes that the vote on a proposal is over.
pub(super) fn close(number: u64, state: &mut Overlay<'_>) {
    let Some(mut later) = LATER.get(state) else { return };
    later.votes.retain(|(open, _)| *open != number);
    if later.votes.is_empty() {
        LATER.remove(state);
    } else {
        LATER.put(state, &later);
    }
}

/// Takes the vote of somebody who is about to leave out of each later vote that is open: their ballot, with what was
/// delegated to them, or what their delegate's counts for them. Costs a record for each such vote, and more for those in
/// which they voted.
pub(super) fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let has_given = delegation::has_given(state, person);
    let mut events = Vec::new();
    for vote in LATER.get(state).unwrap_or_default().votes {
        let cast = BALLOT.get(state, &(vote.0, vote.1, person));
        if cast.is_none() && !has_given {
            continue;
        }
        let Some(proposal) = PROPOSAL.get(state, &vote.0) else { continue };
        let places = divided(state, (vote.0, &proposal), person, |body| body.seats().is_none());
        let delegate = places.0.iter().any(|place| is_of_members(&proposal, *place));
        let delegate =
            delegate.then(|| delegation::delegate_in(state, &proposal, person)).flatten();
        events.extend(match (cast, delegate) {
            (Some(cast), delegate) => {
                if let Some(delegate) = delegate {
                    delegation::give_back(vote, delegate, state);
                }
                take_ballot((vote, &proposal), person, cast, &places, state)
            }
            (None, Some(delegate)) => {
                ballots::lighten(vote, delegate, state).map(|taken| gone(vote, Some(taken), person))
            }
            (None, None) => None,
        });
    }
    events
}

/// Takes the ballots of somebody who is about to leave a place out of the later votes of its residents that are open.
pub(super) fn moved(person: PersonId, from: &str, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for vote in LATER.get(state).unwrap_or_default().votes {
        let Some(cast) = BALLOT.get(state, &(vote.0, vote.1, person)) else { continue };
        let Some(proposal) = PROPOSAL.get(state, &vote.0) else { continue };
        let is_left = |body: &Body| matches!(body, Body::Residents(At { place }) if place == from);
        let places = divided(state, (vote.0, &proposal), person, is_left);
        events.extend(take_ballot((vote, &proposal), person, cast, &places, state));
    }
    events
}

fn gone((proposal, round): (u64, u64), taken_back: Option<TakenBack>, voter: PersonId) -> Event {
    GovernanceEvent::BallotLeft { proposal, round, taken_back, voter }.into()
}

fn is_of_members(proposal: &Proposal, place: usize) -> bool {
    proposal.terms.electorate.bodies().nth(place).is_some_and(Body::is_of_members)
}

/// Returns the bodies in which somebody votes who leaves some: those, and the others.
fn divided(
    state: &dyn StateView,
    (number, proposal): (u64, &Proposal),
    person: PersonId,
    is_left: impl Fn(&Body) -> bool,
) -> (Vec<usize>, Vec<usize>) {
    let bodies: Vec<&Body> = proposal.terms.electorate.bodies().collect();
    let places = bodies_of(state, number, proposal, person).into_iter();
    places.partition(|place| bodies.get(*place).is_some_and(|body| is_left(body)))
}

/// Takes a ballot out of the bodies that its voter leaves. Where it is in no other, it is gone; where these are seats, it
/// counts for its voter alone. Returns what is to be told of that.
fn take_ballot(
    ((number, round), proposal): ((u64, u64), &Proposal),
    person: PersonId,
    mut cast: Cast,
    (left, rest): &(Vec<usize>, Vec<usize>),
    state: &mut Overlay<'_>,
) -> Option<Event> {
    let choice = cast.ballot.choice().clone();
    electorate::take_out(number, &proposal.terms, left, (&choice, cast.weight), state);
    let stays = if rest.iter().any(|place| is_of_members(proposal, *place)) {
        cast.weight
    } else {
        u64::from(!rest.is_empty())
    };
    let less = cast.weight.saturating_sub(stays);
    if left.is_empty() {
        return None;
    }
    let counts_on = TakenBack { delegate: person, weight: Some(stays) };
    if less == 0 {
        return Some(gone((number, round), Some(counts_on), person));
    }
    let mut tally = TALLY.get(state, &number).unwrap_or_default();
    tally.take(&choice, less);
    piles::change(&choice, (number, round), |ballots| ballots.saturating_sub(less), state);
    let key = (number, round, person);
    let taken_back = if stays == 0 {
        let weight = cast.weight;
        tally.roll.remove(&CastBy { ballot: &cast.ballot, person: &person, weight });
        BALLOT.remove(state, &key);
        None
    } else {
        cast.weight = stays;
        tally.roll.change(&CastBy { ballot: &cast.ballot, person: &person, weight: stays });
        BALLOT.put(state, &key, &cast);
        Some(counts_on)
    };
    TALLY.put(state, &number, &tally);
    Some(gone((number, round), taken_back, person))
}
