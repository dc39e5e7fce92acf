//! Writes what was admitted, and does what falls due. Cannot refuse.

use std::collections::BTreeSet;

use polity_types::{PersonId, Timestamp};

use super::deposit;
use super::event::BreachEvent;
use super::query;
use super::rules::{Admitted, Change};
use super::state::{
    BALLOT, CLAIM, CLAIMANT, COUNT, FROZEN_HOLDER, FROZEN_OFFICE, FROZEN_PERSON, HEARD,
};
use super::types::{
    Accused, Ballot, Claim, Claimant, Frozen, Heard, Item, MEMBERS_RULE, Number, SUPPORT_MAX,
    Standing,
};
use crate::Event;
use crate::charter_text::{Body, Breach, Panel, Procedure};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::spending::{Doer, Looking};
use crate::modules::treasury::{Posting, post};
use crate::modules::{charter, exit, governance, membership, offices, panels, spending};

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
            thaw(&claim, number, state);
            spending::review_streams(context, state);
            let (accused, by) = (claim.accused, context.authority.words());
            vec![BreachEvent::Lifted { accused, by, claim: number }.into()]
        }
        Change::Raise { claim, panel, posting, rules } => {
            raise(*claim, posting, &panel, &rules, context, state)
        }
        Change::Rule { claim, number, person, upholds } => {
            BALLOT.put(state, &(number, person), &Ballot { upholds });
            let ruled = BreachEvent::Ruled { by: person, claim: number, upholds };
            [vec![ruled.into()], count(number, *claim, context, state)].concat()
        }
        Change::Sponsor { claim, number, panel, person, rules } => {
            sponsor(number, *claim, person, &panel, &rules, context, state)
        }
        Change::Uphold { claim, number } => uphold(number, *claim, context, state),
    }
}

/// Returns who is accused: a person, or whoever holds an office.
fn people(accused: &Accused, state: &dyn StateView) -> Vec<PersonId> {
    match accused {
        Accused::Person(person) => vec![*person],
        Accused::Office(id) => {
            let seats = offices::query::seats(state, id).into_iter();
            seats.map(|(_, seat)| seat.holder).collect()
        }
    }
}

fn raise(
    mut claim: Claim,
    posting: Option<Posting>,
    panel: &Panel,
    rules: &Breach,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let number = COUNT.get(state).unwrap_or_default().number.saturating_add(1);
    COUNT.put(state, &Number { number });
    claim.before = exit::query::before(&context.charter, claim.since, state);
    exit::asks(number, claim.since, state);
    claim.accused_people = people(&claim.accused, state);
    let put_down = posting.map(|posting| post(posting, context, state)).unwrap_or_default();
    change_claimant(claim.by, state, |claimant| {
        claimant.open = Some(number);
        deposit::note(claimant, rules, context.running);
    });
    let (sitting, until, drawn) = if claim.standing == Standing::Waiting {
        let until = context.running.after(SUPPORT_MAX);
        claim.until = Some(agenda::put(state, until, Item::SupportEnds { claim: number }));
        (None, until, Vec::new())
    } else {
        let (until, drawn) = draw(number, &mut claim, panel, rules, context, state);
        (Some(claim.sitting), until, drawn)
    };
    CLAIM.put(state, &number, &claim);
    let Claim { accused, by, since, text, .. } = claim;
    let raised = BreachEvent::Raised { accused, by, claim: number, since, sitting, text, until };
    [vec![raised.into()], put_down, drawn].concat()
}

/// Begins the draw of the panel for a claim, and returns until when it rules.
fn draw(
    number: u64,
    claim: &mut Claim,
    panel: &Panel,
    rules: &Breach,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (Timestamp, Vec<Event>) {
    claim.seats = panel.seats.into();
    claim.standing = Standing::Open;
    claim.again = query::was_asked(state, number, claim);
    HEARD.put(state, &(claim.accused.place(), number), &Heard { since: claim.since });
    // Neither who claims, who supports it, nor who is accused or was when it was raised, is drawn.
    let accused = [claim.accused_people.clone(), people(&claim.accused, state)].concat();
    let parties = [vec![claim.by], claim.sponsors.clone(), accused].concat();
    let (sitting, drawn) = panels::convene_for_claim(number, panel, parties, context, state);
    claim.sitting = sitting;
    let until = context.running.after(rules.ruling);
    claim.until = Some(agenda::put(state, until, Item::RulingEnds { claim: number }));
    (until, drawn)
}

/// Notes that somebody supports a claim; with the last one that it needs, a panel is drawn.
fn sponsor(
    number: u64,
    mut claim: Claim,
    person: PersonId,
    panel: &Panel,
    rules: &Breach,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    // Who left, or whose probation began anew, supports it no more.
    claim.sponsors.retain(|sponsor| membership::query::is_full_member(state, *sponsor));
    claim.sponsors.push(person);
    let count = u64::try_from(claim.sponsors.len()).unwrap_or(u64::MAX);
    let needed = claim.sponsors_needed;
    let sponsored = BreachEvent::Sponsored { by: person, claim: number, count, needed };
    let mut events = vec![sponsored.into()];
    if count >= needed {
        if let Some(place) = claim.until.take() {
            agenda::strike(state, place);
        }
        let (until, drawn) = draw(number, &mut claim, panel, rules, context, state);
        let sitting = claim.sitting;
        events.push(BreachEvent::Opened { claim: number, sitting, until }.into());
        events.extend(drawn);
    }
    CLAIM.put(state, &number, &claim);
    events
}

/// Ends the time to support a claim.
fn support_ends(number: u64, state: &mut Overlay<'_>) -> Vec<Event> {
    let claim = CLAIM.get(state, &number).filter(|claim| claim.standing == Standing::Waiting);
    let Some(mut claim) = claim else { return Vec::new() };
    change_claimant(claim.by, state, |claimant| claimant.open = None);
    claim.standing = Standing::Lapsed;
    claim.before = Vec::new();
    exit::asks_no_more(number, state);
    claim.until = None;
    CLAIM.put(state, &number, &claim);
    vec![BreachEvent::Lapsed { claim: number }.into()]
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
    if claim.yes >= claim.needed() {
        let ended = end(number, &mut claim, false, context, state);
        return [uphold(number, claim, context, state), ended].concat();
    }
    if claim.no >= claim.needed_to_dismiss() {
        return dismiss(number, claim, context, state);
    }
    CLAIM.put(state, &number, &claim);
    Vec::new()
}

/// Ends the panel's part in a claim; what was put down is then settled.
fn end(
    number: u64,
    claim: &mut Claim,
    is_kept: bool,
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
    if !is_kept {
        // Nobody was told no.
        HEARD.remove(state, &(claim.accused.place(), number));
    }
    let settled = deposit::settle(number, claim, is_kept, context, state);
    [settled, panels::over_sitting(claim.sitting, context, state)].concat()
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
    let own = u64::try_from(claim.accused_people.len()).unwrap_or(u64::MAX);
    match &claim.accused {
        Accused::Office(id) => {
            // Who is stopped by an earlier claim against it is from now on by this one.
            let earlier = FROZEN_OFFICE.get(state, id).and_then(|was| CLAIM.get(state, &was.claim));
            for person in earlier.into_iter().flat_map(|claim| claim.accused_people) {
                if !claim.accused_people.contains(&person) {
                    claim.accused_people.push(person);
                }
            }
            FROZEN_OFFICE.put(state, id, &frozen);
            for person in &claim.accused_people {
                let mut held = FROZEN_HOLDER.get(state, person).unwrap_or_default();
                let _ = held.offices.insert(id.clone(), frozen);
                FROZEN_HOLDER.put(state, person, &held);
            }
        }
        Accused::Person(person) => FROZEN_PERSON.put(state, person, &frozen),
    }
    CLAIM.put(state, &number, &claim);
    let (by, no, yes) = (context.authority.words(), claim.no, claim.yes);
    let accused: BTreeSet<PersonId> =
        self::people(&claim.accused, state).into_iter().chain(claim.accused_people).collect();
    let upheld = BreachEvent::Upheld { accused: claim.accused, by, claim: number, no, yes };
    let mut events = vec![upheld.into()];
    // What they announced and decided is refused now: until then it would be kept apart from those who leave.
    for person in accused {
        events.extend(charter::end_stopped_acts(person, context, state));
    }
    events.extend(end_decided(number, own, 0, context, state));
    events
}

/// Refuses what the accused decided and waits; when all of it was looked at, what they let be spent goes back.
fn end_decided(
    number: u64,
    own: u64,
    after: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let (mut events, rest) = governance::end_stopped(after, context, state);
    if let Some(after) = rest {
        let _ =
            agenda::put(state, context.running, Item::EndsDecided { after, claim: number, own });
    } else {
        events.extend(take_back(number, own, &Looking::default(), context, state));
    }
    events
}

/// Has go back what the accused let be spent and nobody was paid; when all of it was looked at, the window opens: nobody
/// leaves at the value before while a part of it is still set aside.
fn take_back(
    number: u64,
    own: u64,
    from: &Looking,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some(mut claim) = CLAIM.get(state, &number) else { return Vec::new() };
    let (mut events, rest) = spending::take_back(&doers(&claim, context), from, context, state);
    if let Some(from) = rest {
        let _ = agenda::put(state, context.running, Item::TakesBack { claim: number, from, own });
        return events;
    }
    let before = std::mem::take(&mut claim.before);
    CLAIM.put(state, &number, &claim);
    let Some(rules) = context.charter.breach.as_ref() else {
        exit::asks_no_more(number, state);
        return events;
    };
    let (since, until) = (claim.since, context.running.after(rules.window));
    let mut people = claim.accused_people;
    people.truncate(usize::try_from(own).unwrap_or(usize::MAX));
    events.extend(exit::open_before(number, before, people, (since, until), context, state));
    events
}

/// Returns by whom what a claim stops can have been let happen: who is accused, whoever acted in the office that is, and
/// the decisions that it has a part in.
fn doers(claim: &Claim, context: &Context<'_>) -> Vec<Doer> {
    let people = claim.accused_people.iter().copied().map(Doer::Person);
    let Accused::Office(id) = &claim.accused else { return people.collect() };
    let is_of = |one: &&Procedure| {
        let mut bodies = one.electorate.bodies();
        bodies.any(|body| matches!(body, Body::Office(office) if office.id == *id))
    };
    let decisions = context.charter.decisions.iter().filter(is_of);
    let decisions = decisions.map(|one| Doer::Decision(one.id.clone()));
    people.chain([Doer::Office(id.clone())]).chain(decisions).collect()
}

/// The claim does not hold: the next one of who raised it waits (BRE-5).
fn dismiss(
    number: u64,
    mut claim: Claim,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let ended = end(number, &mut claim, true, context, state);
    if let Some(rules) = context.charter.breach.as_ref() {
        let rests_until = Some(context.running.after(rules.again_after));
        change_claimant(claim.by, state, |claimant| claimant.rests_until = rests_until);
    }
    claim.standing = Standing::Dismissed;
    claim.before = Vec::new();
    exit::asks_no_more(number, state);
    CLAIM.put(state, &number, &claim);
    let dismissed = BreachEvent::Dismissed { claim: number, no: claim.no, yes: claim.yes };
    [vec![dismissed.into()], ended].concat()
}

/// Ends the freeze that a claim brought; whatever else stops the same people goes on.
fn thaw(claim: &Claim, number: u64, state: &mut Overlay<'_>) {
    match &claim.accused {
        Accused::Office(id) => {
            FROZEN_OFFICE.remove(state, id);
            for person in &claim.accused_people {
                let mut held = FROZEN_HOLDER.get(state, person).unwrap_or_default();
                held.offices.retain(|_, frozen| frozen.claim != number);
                if held.offices.is_empty() {
                    FROZEN_HOLDER.remove(state, person);
                } else {
                    FROZEN_HOLDER.put(state, person, &held);
                }
            }
        }
        Accused::Person(person) => FROZEN_PERSON.remove(state, person),
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let events = match item {
        Item::MembersTimeEnds { claim: number } => {
            if let Some(mut claim) = CLAIM.get(state, &number) {
                exit::asks_no_more(number, state);
                claim.before = Vec::new();
                claim.until = None;
                CLAIM.put(state, &number, &claim);
            }
            Vec::new()
        }
        Item::RulingEnds { claim } => ruling_ends(claim, context, state),
        Item::SupportEnds { claim } => support_ends(claim, state),
        Item::EndsDecided { after, claim, own } => end_decided(claim, own, after, context, state),
        Item::TakesBack { claim, from, own } => take_back(claim, own, &from, context, state),
    };
    Due { events, enactment: None }
}

/// Ends the panel's time: without a verdict the members may rule (BRE-6).
fn ruling_ends(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let claim = CLAIM.get(state, &number).filter(|claim| claim.standing == Standing::Open);
    let Some(mut claim) = claim else { return Vec::new() };
    // Who ruled and gave the seat up since counts no more.
    (claim.yes, claim.no) = query::counted(state, number, &claim);
    let ended = end(number, &mut claim, false, context, state);
    claim.standing = Standing::NoVerdict;
    let until = context.running.after(MEMBERS_RULE);
    claim.until = Some(agenda::put(state, until, Item::MembersTimeEnds { claim: number }));
    CLAIM.put(state, &number, &claim);
    let Claim { no, seats, yes, .. } = claim;
    [vec![BreachEvent::NoVerdict { claim: number, no, seats, yes }.into()], ended].concat()
}
