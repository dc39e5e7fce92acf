//! What neighbouring modules have panels do: begin the draws of a proposal or a claim, end them, and
//! take out who left.

use polity_types::PersonId;

use super::apply::{begin, candidates, end, give_up, is_candidate};
use super::query;
use super::state::{OFFER, PROPOSAL, SITTING};
use super::types::{Cause, Number, Stage, Status};
use crate::Event;
use crate::charter_text::{Body, Drawn, Electorate, Panel};
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};

/// Most panels of one proposal, and more.
const PANELS_READ: usize = 64;
/// Most people whom naming leaves out, however few could be drawn. Unit: persons. Source: PAN-2.
const NAMED_MAX: u64 = 2;
/// Of how many who could be drawn naming leaves out one. Source: PAN-2.
const NAMED_PART: u64 = 10;
/// Draws of one person that are read at once.
const PLACES_READ: usize = 256;

/// Begins the draws of the panels that decide a proposal; the parties are left out: its author, and who is named
/// in what it would do, unless so many are that naming them would choose who decides.
pub fn convene(
    proposal: u64,
    electorate: &Electorate,
    (author, named): (Option<PersonId>, &[PersonId]),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let mut events = Vec::new();
    for body in electorate.bodies() {
        let Body::Panel(seated) = body else { continue };
        let panel = context.charter.panel(&seated.id);
        let Some(panel) = panel.filter(|panel| panel.drawn == Drawn::ForEachProposal) else {
            continue;
        };
        let cause = Cause::Proposal(proposal);
        let parties = author.into_iter().chain(parties(panel, named, state)).collect();
        let (number, began) = begin(cause, panel, seated.seats, parties, context, state);
        PROPOSAL.put(state, &(proposal, panel.id.clone()), &Number { number });
        events.extend(began);
    }
    events
}

/// Returns who of those named could be drawn, if they are few: at most [`NAMED_MAX`], or a part of all who could.
fn parties(panel: &Panel, named: &[PersonId], state: &dyn StateView) -> Vec<PersonId> {
    let mut named: Vec<PersonId> =
        named.iter().filter(|person| is_candidate(panel, **person, state)).copied().collect();
    named.sort_unstable();
    named.dedup();
    let all = candidates(panel, state).roll.count;
    let most = all.checked_div(NAMED_PART).unwrap_or_default().max(NAMED_MAX);
    if u64::try_from(named.len()).is_ok_and(|count| count <= most) { named } else { Vec::new() }
}

/// Begins the draw of the panel that rules on a claim; the parties are left out. Returns the number of
/// the sitting.
pub fn convene_for_claim(
    claim: u64,
    panel: &Panel,
    parties: Vec<PersonId>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    begin(Cause::Claim(claim), panel, panel.seats.into(), parties, context, state)
}

/// Ends a sitting, if it is not over.
pub fn over_sitting(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let sitting = SITTING.get(state, &number).filter(|known| known.stage != Stage::Ended);
    sitting.map_or_else(Vec::new, |sitting| end(number, sitting, context, state))
}

/// Ends the sittings of a proposal that is over.
pub fn over(proposal: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    let prefix = format!("{proposal:016}/");
    for (key, Number { number }) in PROPOSAL.scan(state, &prefix, None, PANELS_READ) {
        state.remove(key);
        events.extend(over_sitting(number, context, state));
    }
    events
}

/// Takes a person who left out of every panel.
pub fn left(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for (number, order) in query::places(state, person, PLACES_READ) {
        let Some(sitting) = SITTING.get(state, &number) else { continue };
        let Some(offer) = OFFER.get(state, &(number, order)) else { continue };
        if matches!(offer.status, Status::Accepted | Status::Offered) {
            events.extend(give_up(number, sitting, (order, offer), person, context, state));
        }
    }
    events
}
