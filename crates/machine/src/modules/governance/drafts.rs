//! What waits before it is discussed: for members who support it, or for a place (GOV-50, GOV-51).

use polity_types::{PersonId, Seconds, Timestamp};

use super::apply::convene;
use super::asked;
use super::event::GovernanceEvent;
use super::state::{COUNTS, OPEN, PROPOSAL, QUEUE, SPONSOR, SPONSOR_PREFIX, SPONSORED, WAITS};
use super::types::{Count, Item, OPEN_MAX, Proposal, Stage};
use crate::Event;
use crate::frame::agenda::{self, Place};
use crate::frame::context::Context;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::frame::table::Table;

/// Time in which a draft finds enough members who support it. Source: GOV-50.
pub const DRAFT_MAX: Seconds = Seconds::days(30);
/// Most proposals not over yet that one member supports. Unit: proposals. Source: GOV-50.
pub const SPONSORED_MAX: u64 = 3;
/// As many as a charter can ask for. Unit: members. Source: CHA-45.
const SPONSORS_READ: usize = 50;

/// Where a new proposal begins.
pub(super) fn first_stage(author: Option<PersonId>, sponsors: u64, state: &dyn StateView) -> Stage {
    // What opens by itself waits for nobody.
    if author.is_none() {
        return Stage::Discussion;
    }
    if sponsors > 0 {
        return Stage::Draft;
    }
    if is_full(state) { Stage::Queued } else { Stage::Discussion }
}

/// Returns whether whoever comes now waits for a place: behind others who do.
pub(super) fn is_full(state: &dyn StateView) -> bool {
    let counts = COUNTS.get(state).unwrap_or_default();
    counts.open >= OPEN_MAX || counts.queued > 0
}

/// Puts down what comes next of a proposal that was just made, and says so.
pub(super) fn begin(
    number: u64,
    proposal: &mut Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Event> {
    match proposal.stage {
        Stage::Draft => {
            let lapses = context.running.after(DRAFT_MAX);
            proposal.place = agenda::put(state, lapses, Item::DraftLapses { proposal: number });
            wait(proposal, state);
            let needed = proposal.terms.sponsors;
            Some(GovernanceEvent::Drafted { lapses, needed, proposal: number }.into())
        }
        Stage::Queued => Some(queue(number, proposal, context, state)),
        _ => {
            let _ = enter(number, proposal, context, state);
            None
        }
    }
}

/// Returns the place of no item on the agenda: its number is the largest there is.
pub(super) fn nowhere(at: Timestamp) -> Place {
    Place { at, number: (1 << 53) - 1 }
}

fn wait(proposal: &Proposal, state: &mut Overlay<'_>) {
    if let Some(author) = proposal.author {
        WAITS.put(state, &author, &Count { count: 1 });
    }
}

fn queue(
    number: u64,
    proposal: &mut Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Event {
    let mut counts = COUNTS.get(state).unwrap_or_default();
    counts.queued = counts.queued.saturating_add(1);
    COUNTS.put(state, &counts);
    QUEUE.put(state, &number, &Count { count: 1 });
    proposal.stage = Stage::Queued;
    proposal.since = context.running;
    // Nothing falls due while it waits for a place.
    proposal.place = nowhere(context.running);
    wait(proposal, state);
    GovernanceEvent::Queued { proposal: number }.into()
}

/// Begins the discussion of a proposal; returns when voting opens.
fn enter(
    number: u64,
    proposal: &mut Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Timestamp {
    let mut counts = COUNTS.get(state).unwrap_or_default();
    counts.open = counts.open.saturating_add(1);
    COUNTS.put(state, &counts);
    if let Some(author) = proposal.author.filter(|_| proposal.stage != Stage::Discussion) {
        WAITS.remove(state, &author);
    }
    let opens = context.running.after(proposal.terms.discussion);
    proposal.place = agenda::put(state, opens, Item::VotingOpens { proposal: number });
    proposal.since = context.running;
    proposal.stage = Stage::Discussion;
    opens
}

/// Notes that a member supports a draft; with the last one that it needs, it is discussed or waits for
/// a place.
pub(super) fn sponsor(
    number: u64,
    mut proposal: Proposal,
    member: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    SPONSOR.put(state, &(number, member), &Count { count: 1 });
    let own = SPONSORED.get(state, &member).unwrap_or_default().count.saturating_add(1);
    SPONSORED.put(state, &member, &Count { count: own });
    proposal.sponsors.add(&member);
    let sponsors = proposal.sponsors.count;
    let mut events = vec![GovernanceEvent::Sponsored { member, proposal: number, sponsors }.into()];
    if sponsors >= proposal.terms.sponsors {
        agenda::strike(state, proposal.place);
        events.push(if is_full(state) {
            queue(number, &mut proposal, context, state)
        } else {
            let opens = enter(number, &mut proposal, context, state);
            GovernanceEvent::Discussed { opens, proposal: number }.into()
        });
        asked::note(number, &proposal, context, state);
    }
    PROPOSAL.put(state, &number, &proposal);
    events.extend(convene(number, &proposal, context, state));
    events
}

/// Gives back what a proposal that is over held: its place, or its wait for one, and the support of
/// its sponsors.
pub(super) fn leave(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let mut counts = COUNTS.get(state).unwrap_or_default();
    let is_waiting = matches!(proposal.stage, Stage::Draft | Stage::Queued);
    match proposal.stage {
        Stage::Draft => {}
        Stage::Queued => {
            QUEUE.remove(state, &number);
            counts.queued = counts.queued.saturating_sub(1);
        }
        _ => counts.open = counts.open.saturating_sub(1),
    }
    COUNTS.put(state, &counts);
    if let Some(author) = proposal.author {
        if is_waiting {
            WAITS.remove(state, &author);
        }
        let mut open = OPEN.get(state, &author).unwrap_or_default();
        open.proposals.retain(|own| *own != number);
        if open.proposals.is_empty() {
            OPEN.remove(state, &author);
        } else {
            OPEN.put(state, &author, &open);
        }
    }
    let first = format!("{SPONSOR_PREFIX}/{number:016}/");
    let sponsors = if proposal.sponsors == Roll::default() {
        Vec::new()
    } else {
        state.scan(&first, None, SPONSORS_READ)
    };
    for (key, _) in sponsors {
        if let Some(member) = key.rsplit('/').next().and_then(|part| part.parse().ok()) {
            count_down(&SPONSORED, member, state);
        }
        state.remove(key);
    }
    if counts.queued > 0 && !is_waiting {
        let _ = agenda::put(state, context.running, Item::PlaceFree {});
    }
}

fn count_down(table: &Table<PersonId, Count>, person: PersonId, state: &mut Overlay<'_>) {
    let count = table.get(state, &person).unwrap_or_default().count.saturating_sub(1);
    if count == 0 {
        table.remove(state, &person);
    } else {
        table.put(state, &person, &Count { count });
    }
}

/// Lets the proposal that waits longest have a place that is free.
pub(super) fn place_free(context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let counts = COUNTS.get(state).unwrap_or_default();
    if counts.open >= OPEN_MAX || counts.queued == 0 {
        return Vec::new();
    }
    let page = QUEUE.scan(state, "", None, 1);
    let number = page.first().and_then(|(key, _)| key.rsplit('/').next()?.parse::<u64>().ok());
    let Some((number, mut proposal)) =
        number.and_then(|number| Some((number, PROPOSAL.get(state, &number)?)))
    else {
        return Vec::new();
    };
    QUEUE.remove(state, &number);
    let queued = counts.queued.saturating_sub(1);
    COUNTS.put(state, &super::Counts { queued, ..counts });
    let opens = enter(number, &mut proposal, context, state);
    PROPOSAL.put(state, &number, &proposal);
    let discussed = GovernanceEvent::Discussed { opens, proposal: number };
    [vec![discussed.into()], convene(number, &proposal, context, state)].concat()
}
