//! What neighbouring modules have panels do: begin the draws of a proposal or a claim, end them, and
//! take out who left.

use polity_types::PersonId;

use super::apply::{begin, end, give_up};
use super::query;
use super::state::{OFFER, PROPOSAL, SITTING};
use super::types::{Cause, Number, Stage, Status};
use crate::Event;
use crate::charter_text::{Body, Drawn, Electorate, Panel};
use crate::frame::context::Context;
use crate::frame::state::Overlay;

/// Most panels of one proposal, and more.
const PANELS_READ: usize = 64;
/// Draws of one person that are read at once.
const PLACES_READ: usize = 256;

/// Begins the draws of the panels that decide a proposal; the parties are left out.
pub fn convene(
    proposal: u64,
    electorate: &Electorate,
    parties: &[PersonId],
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
        let (number, began) = begin(cause, panel, seated.seats, parties.to_vec(), context, state);
        PROPOSAL.put(state, &(proposal, panel.id.clone()), &Number { number });
        events.extend(began);
    }
    events
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
