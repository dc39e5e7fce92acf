//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::PersonId;

use super::event::BreachEvent;
use super::query;
use super::rules::{Admitted, Change};
use super::state::{BALLOT, CLAIM, CLAIMANT, COUNT, FROZEN_OFFICE, FROZEN_PERSON};
use super::types::{
    Accused, Ballot, Claim, Claimant, Frozen, Item, MEMBERS_RULE, Number, Standing,
};
use crate::Event;
use crate::charter_text::{Breach, Panel};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{exit, offices, panels, spending};

/// More than a panel has seats.
const BALLOTS_READ: usize = 1_000;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {
        Change::Lift { claim, number } => {
            thaw(&claim.accused, state);
            spending::review_streams(context, state);
            let (accused, by) = (claim.accused, context.authority.words());
            vec![BreachEvent::Lifted { accused, by, claim: number }.into()]
        }
        Change::Raise { claim, panel, rules } => raise(*claim, &panel, &rules, context, state),
        Change::Rule { claim, number, person, upholds } => {
            BALLOT.put(state, &(number, person), &Ballot { upholds });
            let ruled = BreachEvent::Ruled { by: person, claim: number, upholds };
            [vec![ruled.into()], count(number, *claim, context, state)].concat()
        }
        Change::Uphold { claim, number } => uphold(number, *claim, context, state),
    }
}

/// Returns who is left out of the panel: who claims, and who is accused.
fn parties(claim: &Claim, state: &dyn StateView) -> Vec<PersonId> {
    let accused = match &claim.accused {
        Accused::Person(person) => vec![*person],
        Accused::Office(id) => {
            let seats = offices::query::seats(state, id).into_iter();
            seats.map(|(_, seat)| seat.holder).collect()
        }
    };
    [vec![claim.by], accused].concat()
}

fn raise(
    mut claim: Claim,
    panel: &Panel,
    rules: &Breach,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let number = COUNT.get(state).unwrap_or_default().number.saturating_add(1);
    COUNT.put(state, &Number { number });
    claim.before = exit::query::before(&context.charter, claim.since, state);
    let parties = parties(&claim, state);
    let (sitting, drawn) = panels::convene_for_claim(number, panel, parties, context, state);
    claim.sitting = sitting;
    let until = context.running.after(rules.ruling);
    claim.until = Some(agenda::put(state, until, Item::RulingEnds { claim: number }));
    change_claimant(claim.by, state, |claimant| claimant.open = Some(number));
    CLAIM.put(state, &number, &claim);
    let Claim { accused, by, since, text, .. } = claim;
    let raised = BreachEvent::Raised { accused, by, claim: number, since, sitting, text, until };
    [vec![raised.into()], drawn].concat()
}

fn change_claimant(person: PersonId, state: &mut Overlay<'_>, change: impl FnOnce(&mut Claimant)) {
    let mut claimant = CLAIMANT.get(state, &person).unwrap_or_default();
    change(&mut claimant);
    if claimant == Claimant::default() {
        CLAIMANT.remove(state, &person);
    } else {
        CLAIMANT.put(state, &person, &claimant);
    }
}

/// Counts the rulings of who sits now, and ends the claim if more than half of the seats agree.
fn count(
    number: u64,
    mut claim: Claim,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    (claim.yes, claim.no) = query::counted(state, number, &claim);
    let needed = claim.needed();
    if claim.yes >= needed {
        let ended = end(number, &mut claim, context, state);
        return [uphold(number, claim, context, state), ended].concat();
    }
    if claim.no >= needed {
        return dismiss(number, claim, context, state);
    }
    CLAIM.put(state, &number, &claim);
    Vec::new()
}

/// Ends the panel's part in a claim.
fn end(
    number: u64,
    claim: &mut Claim,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let ballots = BALLOT.scan(state, &format!("{number:016}/"), None, BALLOTS_READ);
    for (key, _) in ballots {
        state.remove(key);
    }
    if let Some(place) = claim.until.take() {
        agenda::strike(state, place);
    }
    change_claimant(claim.by, state, |claimant| claimant.open = None);
    panels::over_sitting(claim.sitting, context, state)
}

/// The claim holds: who is accused spends no more, and the window to leave opens (BRE-4).
fn uphold(
    number: u64,
    mut claim: Claim,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    if let Some(place) = claim.until.take() {
        agenda::strike(state, place);
    }
    claim.standing = Standing::Upheld;
    let frozen = Frozen { at: context.running, claim: number };
    match &claim.accused {
        Accused::Office(id) => FROZEN_OFFICE.put(state, id, &frozen),
        Accused::Person(person) => FROZEN_PERSON.put(state, person, &frozen),
    }
    spending::review_streams(context, state);
    let before = std::mem::take(&mut claim.before);
    CLAIM.put(state, &number, &claim);
    let (by, no, yes) = (context.authority.words(), claim.no, claim.yes);
    let upheld = BreachEvent::Upheld { accused: claim.accused, by, claim: number, no, yes };
    let mut events = vec![upheld.into()];
    if let Some(rules) = context.charter.breach.as_ref() {
        let until = context.running.after(rules.window);
        events.extend(exit::open_before(number, before, claim.since, until, context, state));
    }
    events
}

/// The claim does not hold: the next one of who raised it waits (BRE-5).
fn dismiss(
    number: u64,
    mut claim: Claim,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let ended = end(number, &mut claim, context, state);
    if let Some(rules) = context.charter.breach.as_ref() {
        let rests_until = Some(context.running.after(rules.again_after));
        change_claimant(claim.by, state, |claimant| claimant.rests_until = rests_until);
    }
    claim.standing = Standing::Dismissed;
    claim.before = Vec::new();
    CLAIM.put(state, &number, &claim);
    let dismissed = BreachEvent::Dismissed { claim: number, no: claim.no, yes: claim.yes };
    [vec![dismissed.into()], ended].concat()
}

fn thaw(accused: &Accused, state: &mut Overlay<'_>) {
    match accused {
        Accused::Office(id) => FROZEN_OFFICE.remove(state, id),
        Accused::Person(person) => FROZEN_PERSON.remove(state, person),
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let events = match item {
        Item::MembersTimeEnds { claim: number } => {
            if let Some(mut claim) = CLAIM.get(state, &number) {
                claim.before = Vec::new();
                claim.until = None;
                CLAIM.put(state, &number, &claim);
            }
            Vec::new()
        }
        Item::RulingEnds { claim } => ruling_ends(claim, context, state),
    };
    Due { events, enactment: None }
}

/// Ends the panel's time: without a verdict the members may rule (BRE-6).
fn ruling_ends(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let claim = CLAIM.get(state, &number).filter(|claim| claim.standing == Standing::Open);
    let Some(mut claim) = claim else { return Vec::new() };
    // Who ruled and gave the seat up since counts no more.
    (claim.yes, claim.no) = query::counted(state, number, &claim);
    let ended = end(number, &mut claim, context, state);
    claim.standing = Standing::NoVerdict;
    let until = context.running.after(MEMBERS_RULE);
    claim.until = Some(agenda::put(state, until, Item::MembersTimeEnds { claim: number }));
    CLAIM.put(state, &number, &claim);
    let Claim { no, seats, yes, .. } = claim;
    [vec![BreachEvent::NoVerdict { claim: number, no, seats, yes }.into()], ended].concat()
}
