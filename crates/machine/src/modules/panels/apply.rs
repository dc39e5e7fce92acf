//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Base64, Hash, PersonId};

use super::draw;
use super::event::PanelsEvent;
use super::query;
use super::reveal::{Named, REVEALERS_MIN, Reveals};
use super::rules::{Admitted, Change, Draw};
use super::state::{COUNT, EXCLUDED, LIST, OFFER, PLACE, REVEAL, SITTING, STANDING};
use super::types::{
    Candidates, Cause, EXCLUDED_MAX, Excluded, Item, Number, Offer, REVEALERS_MAX, Rules,
    SEED_WAIT, Sitting, Source, Stage, Status, TRIES_PER_STEP,
};
use crate::Event;
use crate::charter_text::document::Office;
use crate::charter_text::{Chance, Panel, PanelOf};
use crate::frame::agenda::{self, Place};
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{identity, membership, offices};

/// More than one draw can offer seats to.
const OFFERS_READ: usize = 1_000;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {
        Change::Accept { offer, office, order, person, sitting } => {
            accept((order, offer), office.as_ref(), person, sitting, context, state)
        }
        Change::CallDraw { cause, instead_of, panel, seats } => {
            let forsaken = instead_of.and_then(|old| Some((old, SITTING.get(state, &old)?)));
            let failed = forsaken.map(|(old, sitting)| fail(old, sitting, context, state));
            let (number, events) = begin(cause, &panel, seats, Vec::new(), context, state);
            let mut standing = STANDING.get(state, &panel.id).unwrap_or_default();
            // Where nothing was left to chance, it sits already.
            if standing.now != Some(number) && !query::is_over(state, number) {
                standing.next = Some(number);
                STANDING.put(state, &panel.id, &standing);
            }
            failed.into_iter().flatten().chain(events).collect()
        }
        Change::Claim { mut offer, order, person, sitting } => {
            strike(&mut offer, state);
            offer.person = Some(person);
            offer.status = Status::Accepted;
            OFFER.put(state, &(sitting.number, order), &offer);
            PLACE.put(state, &(person, sitting.number), &Number { number: order });
            let claimed =
                PanelsEvent::Claimed { number: offer.number, person, sitting: sitting.number };
            vec![claimed.into()]
        }
        Change::Commit { hash, person, sitting } => commit(hash, person, &sitting, context, state),
        Change::Decline { offer, order, person, sitting } => {
            let Draw { number, record } = sitting;
            give_up(number, *record, (order, offer), person, context, state)
        }
        Change::PublishList { list, panel } => {
            LIST.put(state, &panel, &list);
            let (count, root) = (list.count, list.root);
            vec![PanelsEvent::ListPublished { count, panel, root }.into()]
        }
        Change::Reveal { person, secret, sitting } => {
            reveal(person, secret, sitting, context, state)
        }
        Change::SubmitBeacon { signature, sitting: Draw { number, mut record } } => {
            let chance = Hash::of(&signature.0);
            if let Source::Beacon { signature: known, .. } = &mut record.source {
                *known = Some(signature);
            }
            seeded(number, *record, &chance, context, state)
        }
    }
}

/// Fixes the candidates of a draw and how chance will come (PAN-2, PAN-3).
pub(super) fn begin(
    cause: Cause,
    panel: &Panel,
    seats: u64,
    parties: Vec<PersonId>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    let number = COUNT.get(state).unwrap_or_default().number.saturating_add(1);
    COUNT.put(state, &Number { number });
    let excluded = excluded(panel, parties, context, state);
    let mut candidates = candidates(panel, state);
    candidates.excluded = u64::try_from(excluded.people.len()).unwrap_or(u64::MAX);
    let wanted = seats.saturating_add(panel.substitutes.into());
    let target = wanted.min(candidates.roll.count.saturating_sub(candidates.excluded));
    let term = (cause == Cause::Term).then_some(panel.term);
    let are_all = panel.of == PanelOf::HostResidents && candidates.roll.count <= seats;
    let source =
        if are_all || target == 0 { Source::All {} } else { source(number, context, state) };
    if !excluded.people.is_empty() {
        EXCLUDED.put(state, &number, &excluded);
    }
    let sitting = Sitting {
        candidates,
        cause: cause.clone(),
        cursor: 0,
        frozen: context.now,
        next: 0,
        numbers: Vec::new(),
        open: 0,
        panel: panel.id.clone(),
        roll: Roll::default(),
        rules: Rules { accept: panel.accept, seats, target, term },
        seed: None,
        source: source.clone(),
        stage: Stage::Awaiting,
        tried: 0,
        until: None,
    };
    let began = PanelsEvent::DrawBegan {
        candidates,
        cause,
        panel: panel.id.clone(),
        sitting: number,
        source,
    };
    let mut events = vec![began.into()];
    if are_all || target == 0 {
        let mut sitting = sitting;
        sitting.numbers = if are_all { (1..=target).collect() } else { Vec::new() };
        for number in &sitting.numbers {
            sitting.roll.add(number);
        }
        events.extend(drawn(number, sitting, context, state));
    } else {
        SITTING.put(state, &number, &sitting);
    }
    (number, events)
}

/// Returns among whom a panel would be drawn now.
pub(super) fn candidates(panel: &Panel, state: &dyn StateView) -> Candidates {
    let rolls = membership::query::rolls(state);
    let list = LIST.get(state, &panel.id).filter(|_| panel.of == PanelOf::HostResidents);
    let (numbers, roll) = match (panel.of, list) {
        (PanelOf::Members, _) => (rolls.number, rolls.members),
        (PanelOf::MembersPastProbation, _) => (rolls.number, rolls.full),
        (PanelOf::HostResidents, Some(list)) => {
            (list.count, Roll { count: list.count, hash: list.root })
        }
        (PanelOf::HostResidents, None) => (0, Roll::default()),
    };
    let list = list.map(|list| list.root);
    Candidates { excluded: 0, list, moment: rolls.moment, numbers, of: panel.of, roll }
}

/// Returns who is left out: the parties, and holders of offices where the charter says so, as far as
/// they could be drawn.
fn excluded(
    panel: &Panel,
    parties: Vec<PersonId>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Excluded {
    let mut people = parties;
    for office in context.charter.offices.iter().filter(|_| panel.is_without_holders) {
        let seats = offices::query::seats(state, &office.id).into_iter();
        people.extend(seats.map(|(_, seat)| seat.holder));
    }
    people.retain(|person| is_candidate(panel, *person, state));
    people.sort_unstable();
    people.dedup();
    people.truncate(EXCLUDED_MAX);
    Excluded { people }
}

/// Returns whether somebody could be drawn now.
pub(super) fn is_candidate(panel: &Panel, person: PersonId, state: &dyn StateView) -> bool {
    match panel.of {
        PanelOf::HostResidents => false,
        PanelOf::Members => membership::query::is_member(state, person),
        PanelOf::MembersPastProbation => membership::query::is_full_member(state, person),
    }
}

/// Returns how chance will come, and asks those whose secrets give it.
fn source(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Source {
    match &context.charter.chance {
        Some(Chance::Reveal { office, .. }) => {
            let seats = offices::query::seats(state, office).into_iter();
            let mut people: Vec<PersonId> = seats.map(|(_, seat)| seat.holder).collect();
            people.sort_unstable();
            people.truncate(REVEALERS_MAX);
            ask(number, people, context, state);
            Source::Reveal { attempt: 1 }
        }
        Some(Chance::Beacon(beacon)) => {
            let round = beacon.round_at(context.now.after(SEED_WAIT));
            Source::Beacon { beacon: beacon.clone(), round, signature: None }
        }
        // A charter with panels says where chance comes from (CHA-54).
        None => Source::All {},
    }
}

/// Asks people to commit to secrets.
fn ask(number: u64, people: Vec<PersonId>, context: &Context<'_>, state: &mut Overlay<'_>) {
    let at = context.running.after(times(context).0);
    let place = agenda::put(state, at, Item::RevealEnds { sitting: number });
    let named = |person| Named { commitment: None, person, secret: None };
    let named = people.into_iter().map(named).collect();
    REVEAL.put(state, &number, &Reveals { is_open: false, named, place });
}

/// Returns the times to commit and to reveal; a charter that has none any more gives a day.
fn times(context: &Context<'_>) -> (polity_types::Seconds, polity_types::Seconds) {
    match &context.charter.chance {
        Some(Chance::Reveal { commit, reveal, .. }) => (*commit, *reveal),
        _ => (polity_types::Seconds::days(1), polity_types::Seconds::days(1)),
    }
}

fn commit(
    hash: Hash,
    person: PersonId,
    sitting: &Draw,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let number = sitting.number;
    let mut record = REVEAL.get(state, &number).expect("check found the record");
    if let Some(named) = record.of_mut(person) {
        named.commitment = Some(hash);
    }
    let is_complete = record.named.iter().all(|named| named.commitment.is_some());
    if is_complete && record.named.len() >= REVEALERS_MIN {
        open_reveal(number, &mut record, context, state);
    }
    REVEAL.put(state, &number, &record);
    vec![PanelsEvent::Committed { person, sitting: number }.into()]
}

/// Lets those who committed reveal.
fn open_reveal(number: u64, record: &mut Reveals, context: &Context<'_>, state: &mut Overlay<'_>) {
    agenda::strike(state, record.place);
    let at = context.running.after(times(context).1);
    record.place = agenda::put(state, at, Item::RevealEnds { sitting: number });
    record.is_open = true;
    record.named.retain(|named| named.commitment.is_some());
}

fn reveal(
    person: PersonId,
    secret: Base64,
    sitting: Draw,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Draw { number, record: sitting } = sitting;
    let mut record = REVEAL.get(state, &number).expect("check found the record");
    if let Some(named) = record.of_mut(person) {
        named.secret = Some(secret);
    }
    REVEAL.put(state, &number, &record);
    let mut events = vec![PanelsEvent::Revealed { person, sitting: number }.into()];
    if let Some(chance) = record.chance() {
        agenda::strike(state, record.place);
        events.extend(seeded(number, *sitting, &chance, context, state));
    }
    events
}

/// Ends the time to commit or to reveal: who withholds is left out of the next try (PAN-5).
fn reveal_ends(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut sitting) = awaiting(number, state) else { return Vec::new() };
    let Some(mut record) = REVEAL.get(state, &number) else { return Vec::new() };
    if !record.is_open {
        let committed = record.named.iter().filter(|named| named.commitment.is_some()).count();
        if committed < REVEALERS_MIN {
            return fail(number, sitting, context, state);
        }
        open_reveal(number, &mut record, context, state);
        REVEAL.put(state, &number, &record);
        return Vec::new();
    }
    let (told, kept): (Vec<&Named>, Vec<&Named>) =
        record.named.iter().partition(|named| named.secret.is_some());
    let people: Vec<PersonId> = kept.iter().map(|named| named.person).collect();
    let told: Vec<PersonId> = told.iter().map(|named| named.person).collect();
    let Source::Reveal { attempt } = &mut sitting.source else { return Vec::new() };
    *attempt = attempt.saturating_add(1);
    let withheld = PanelsEvent::Withheld { attempt: *attempt, people, sitting: number };
    let mut events = vec![withheld.into()];
    if told.len() < REVEALERS_MIN {
        events.extend(fail(number, sitting, context, state));
    } else {
        SITTING.put(state, &number, &sitting);
        ask(number, told, context, state);
    }
    events
}

fn awaiting(number: u64, state: &dyn StateView) -> Option<Sitting> {
    SITTING.get(state, &number).filter(|sitting| sitting.stage == Stage::Awaiting)
}

/// Ends a draw for which there is no chance: nobody is drawn, and it can be called again.
fn fail(
    number: u64,
    sitting: Sitting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let failed = PanelsEvent::Failed { sitting: number };
    [vec![failed.into()], end(number, sitting, context, state)].concat()
}

/// Takes what chance gave, and begins to draw.
fn seeded(
    number: u64,
    mut sitting: Sitting,
    chance: &Hash,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let seed = draw::seed(chance, number, &sitting.candidates, &context.society);
    sitting.seed = Some(seed);
    sitting.stage = Stage::Drawing;
    let seeded = PanelsEvent::Seeded { seed, sitting: number };
    [vec![seeded.into()], draw_some(number, sitting, context, state)].concat()
}

/// Draws some numbers, and comes again for the rest: so many in one step, however many members there
/// are (PAN-4).
fn draw_some(
    number: u64,
    mut sitting: Sitting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let excluded = EXCLUDED.get(state, &number).unwrap_or_default().people;
    let _ = draw::tried(&mut sitting, &excluded, TRIES_PER_STEP, state);
    if draw::is_done(&sitting) {
        return drawn(number, sitting, context, state);
    }
    SITTING.put(state, &number, &sitting);
    let at = context.running.after(polity_types::Seconds(1));
    let _ = agenda::put(state, at, Item::DrawContinues { sitting: number });
    Vec::new()
}

/// Offers the seats to who was drawn; a panel for a term sits when there is none before it.
fn drawn(
    number: u64,
    mut sitting: Sitting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    sitting.stage = Stage::Seated;
    let event = PanelsEvent::Drawn { numbers: sitting.numbers.clone(), sitting: number };
    let mut events = vec![event.into()];
    events.extend(fill(number, &mut sitting, context, state));
    SITTING.put(state, &number, &sitting);
    if sitting.cause == Cause::Term {
        let mut standing = STANDING.get(state, &sitting.panel).unwrap_or_default();
        let before = standing.now.and_then(|now| Some((now, SITTING.get(state, &now)?)));
        match before {
            // Nobody is on it: the new one need not wait.
            Some((old, empty)) if empty.open == 0 => {
                events.extend(end(old, empty, context, state));
                standing.now = None;
            }
            Some(_) => {
                standing.next = Some(number);
                STANDING.put(state, &sitting.panel, &standing);
            }
            None => {}
        }
        if standing.now.is_none() {
            take_over(number, sitting, context, state);
        }
    } else if let Cause::Office(_) = sitting.cause {
        events.extend(end_if_answered(number, context, state));
    }
    events
}

/// Has a sitting begin its term.
fn take_over(number: u64, mut sitting: Sitting, context: &Context<'_>, state: &mut Overlay<'_>) {
    let panel = sitting.panel.clone();
    let mut standing = STANDING.get(state, &panel).unwrap_or_default();
    standing.now = Some(number);
    standing.next = standing.next.filter(|next| *next != number);
    STANDING.put(state, &panel, &standing);
    let at = context.running.after(sitting.rules.term.unwrap_or_default());
    sitting.until = Some(agenda::put(state, at, Item::TermEnds { sitting: number }));
    SITTING.put(state, &number, &sitting);
}

/// Offers free seats to those who were drawn and not asked yet, in the order of the draw (PAN-6).
fn fill(
    number: u64,
    sitting: &mut Sitting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let mut events = Vec::new();
    while sitting.open < sitting.rules.seats {
        let order = sitting.next;
        let drawn = usize::try_from(order).ok().and_then(|order| sitting.numbers.get(order));
        let Some(drawn) = drawn.copied() else { break };
        sitting.next = sitting.next.saturating_add(1);
        let moment = sitting.candidates.moment;
        let person = match sitting.candidates.of {
            PanelOf::HostResidents => None,
            PanelOf::Members | PanelOf::MembersPastProbation => {
                membership::query::by_number(state, drawn)
            }
        };
        let joined = person.and_then(|person| membership::query::since_at(state, person, moment));
        let is_gone = person
            .is_some_and(|person| !membership::query::is_in(state, person, joined.unwrap_or(0)));
        if is_gone {
            let offer = Offer { joined, lapse: None, number: drawn, person, status: Status::Left };
            OFFER.put(state, &(number, order), &offer);
            continue;
        }
        let until = context.running.after(sitting.rules.accept);
        let lapse = agenda::put(state, until, Item::OfferLapses { order, sitting: number });
        let status = Status::Offered;
        let offer = Offer { joined, lapse: Some(lapse), number: drawn, person, status };
        OFFER.put(state, &(number, order), &offer);
        if let Some(person) = person {
            PLACE.put(state, &(person, number), &Number { number: order });
        }
        sitting.open = sitting.open.saturating_add(1);
        events.push(PanelsEvent::Offered { number: drawn, person, sitting: number, until }.into());
    }
    events
}

fn strike(offer: &mut Offer, state: &mut Overlay<'_>) {
    if let Some(place) = offer.lapse.take() {
        agenda::strike(state, place);
    }
}

fn accept(
    (order, mut offer): (u64, Offer),
    office: Option<&Office>,
    person: PersonId,
    sitting: Draw,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    strike(&mut offer, state);
    offer.status = Status::Accepted;
    OFFER.put(state, &(sitting.number, order), &offer);
    let accepted = PanelsEvent::Accepted { person, sitting: sitting.number };
    let mut events = vec![accepted.into()];
    if let Some(office) = office {
        let joined = offer.joined.unwrap_or_default();
        events.extend(offices::seat_drawn((person, joined), office, context, state));
        events.extend(end_if_answered(sitting.number, context, state));
    }
    events
}

/// Gives a seat up, or declines it; the next in the order of the draw is asked.
pub(super) fn give_up(
    number: u64,
    mut sitting: Sitting,
    (order, mut offer): (u64, Offer),
    person: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    strike(&mut offer, state);
    let is_taken = offer.status == Status::Accepted;
    offer.status = if is_taken { Status::Left } else { Status::Declined };
    OFFER.put(state, &(number, order), &offer);
    let declined = PanelsEvent::Declined { person, sitting: number };
    sitting.open = sitting.open.saturating_sub(1);
    let mut events = vec![declined.into()];
    events.extend(fill(number, &mut sitting, context, state));
    SITTING.put(state, &number, &sitting);
    if let Cause::Office(_) = sitting.cause {
        events.extend(end_if_answered(number, context, state));
    }
    events
}

/// Ends the draw for an office when nobody is asked any more: whoever took a seat holds the office.
fn end_if_answered(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(sitting) = SITTING.get(state, &number) else { return Vec::new() };
    let offers = query::offers(state, number);
    let is_waiting = offers.iter().any(|(_, offer)| offer.status == Status::Offered);
    if is_waiting { Vec::new() } else { end(number, sitting, context, state) }
}

/// Ends a sitting: what hangs on it leaves the state, its record says how it was drawn.
pub(super) fn end(
    number: u64,
    mut sitting: Sitting,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    for (key, mut offer) in OFFER.scan(state, &format!("{number:016}/"), None, OFFERS_READ) {
        strike(&mut offer, state);
        state.remove(key);
        if let Some(person) = offer.person {
            PLACE.remove(state, &(person, number));
            identity::watch(person, context, state);
        }
    }
    for place in [sitting.until.take(), REVEAL.get(state, &number).map(|record| record.place)] {
        let _ = place.map(|place: Place| agenda::strike(state, place));
    }
    EXCLUDED.remove(state, &number);
    REVEAL.remove(state, &number);
    sitting.stage = Stage::Ended;
    sitting.numbers = Vec::new();
    SITTING.put(state, &number, &sitting);
    if let Some(mut standing) = STANDING.get(state, &sitting.panel) {
        standing.now = standing.now.filter(|now| *now != number);
        standing.next = standing.next.filter(|next| *next != number);
        STANDING.put(state, &sitting.panel, &standing);
    }
    vec![PanelsEvent::Ended { sitting: number }.into()]
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let events = match item {
        Item::DrawContinues { sitting: number } => {
            let sitting = SITTING.get(state, &number);
            match sitting.filter(|sitting| sitting.stage == Stage::Drawing) {
                Some(sitting) => draw_some(number, sitting, context, state),
                None => Vec::new(),
            }
        }
        Item::OfferLapses { order, sitting } => lapse(sitting, order, context, state),
        Item::RevealEnds { sitting } => reveal_ends(sitting, context, state),
        Item::TermEnds { sitting } => term_ends(sitting, context, state),
    };
    Due { events, enactment: None }
}

fn lapse(number: u64, order: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut sitting) = SITTING.get(state, &number) else { return Vec::new() };
    let Some(mut offer) = OFFER.get(state, &(number, order)) else { return Vec::new() };
    offer.lapse = None;
    offer.status = Status::Lapsed;
    OFFER.put(state, &(number, order), &offer);
    let lapsed =
        PanelsEvent::Lapsed { number: offer.number, person: offer.person, sitting: number };
    sitting.open = sitting.open.saturating_sub(1);
    let mut events = vec![lapsed.into()];
    events.extend(fill(number, &mut sitting, context, state));
    SITTING.put(state, &number, &sitting);
    if let Cause::Office(_) = sitting.cause {
        events.extend(end_if_answered(number, context, state));
    }
    events
}

fn term_ends(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut sitting) = SITTING.get(state, &number) else { return Vec::new() };
    sitting.until = None;
    let next = STANDING.get(state, &sitting.panel).and_then(|standing| standing.next);
    let events = end(number, sitting, context, state);
    let next = next.and_then(|next| Some((next, SITTING.get(state, &next)?)));
    if let Some((next, sitting)) = next.filter(|(_, next)| next.stage == Stage::Seated) {
        take_over(next, sitting, context, state);
    }
    events
}
