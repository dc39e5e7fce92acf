//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{PersonId, Seconds, Timestamp};

use super::event::{PlacesEvent, Why};
use super::query;
use super::rules::{Admitted, Change, NewVouch};
use super::state::{CLOSED, FIGURES, GONE, PLACE, RESIDENCE, ROLLS};
use super::types::{
    Attested, CLAIM_LAPSES, Closed, Confirmed, Figures, Item, Living, Place, Residence,
    SPELLS_KEPT, Spell,
};
use crate::Event;
use crate::charter_text::Residency;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::gone;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{governance, membership};

/// By whose authority enough vouches confirm.
const VOUCHED: &str = "rule vouched";

/// Proposals read at once.
const PROPOSALS_PAGE: usize = 16;

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    let events = match admitted.0 {
        Change::Arrive { id, person, place } => vec![arrive(id, person, &place, context, state)],
        Change::Attest { attested, id, land, place } => {
            vec![attest(by, attested, id, land, *place, state)]
        }
        Change::Close { id, place } => vec![close(by, id, *place, context, state)],
        Change::Confirm { living, person, place, residency } => {
            confirm(by, (person, *living), *place, &residency, context, state)
        }
        Change::Depart { id, person } => return depart((person, id), by, Why::Departed, state),
        Change::EndResidence { id, person } => return depart((person, id), by, Why::Ended, state),
        Change::Open { id, place } => vec![open(by, id, *place, state)],
        Change::Renew { living, person, residency } => {
            vec![renew(person, *living, residency.as_ref(), context, state)]
        }
        Change::Vouch(vouch) => self::vouch(*vouch, context, state),
    };
    into_events(events)
}

fn into_events(events: Vec<PlacesEvent>) -> Vec<Event> {
    events.into_iter().map(Event::from).collect()
}

fn open(by: String, id: String, place: Place, state: &mut Overlay<'_>) -> PlacesEvent {
    change_figures(state, |figures| {
        figures.opened = place.number;
        figures.places = figures.places.saturating_add(1);
        let at = figures.open.partition_point(|other| *other < id);
        figures.open.insert(at, id.clone());
        figures.land = figures.land.saturating_add(shown(&place));
    });
    PLACE.put(state, &id, &place);
    let Place { attested, country, kind, land, name, number, .. } = place;
    let evidence = attested.map(|attested| attested.evidence);
    PlacesEvent::Opened { by, country, evidence, kind, land, number, place: id, title: name }
}

fn attest(
    by: String,
    attested: Option<Attested>,
    id: String,
    land: u64,
    mut place: Place,
    state: &mut Overlay<'_>,
) -> PlacesEvent {
    let before = shown(&place);
    place.attested = attested;
    place.land = land;
    change_figures(state, |figures| {
        figures.land = figures.land.saturating_sub(before).saturating_add(shown(&place));
    });
    PLACE.put(state, &id, &place);
    let evidence = place.attested.map(|attested| attested.evidence);
    PlacesEvent::Attested { by, evidence, land, place: id }
}

/// Closes a place. Who lived there does so no longer from this moment on; their records are not touched, so
/// that it costs the same however many they are (PLA-3).
fn close(
    by: String,
    id: String,
    place: Place,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> PlacesEvent {
    change_figures(state, |figures| {
        figures.places = figures.places.saturating_sub(1);
        figures.open.retain(|other| *other != id);
        figures.land = figures.land.saturating_sub(shown(&place));
    });
    let residents = place.residents.count;
    let moment = next_moment(state);
    change_residents(state, |count| count.saturating_sub(residents));
    PLACE.remove(state, &id);
    let number = place.number;
    CLOSED.put(state, &number, &Closed { closed: context.now, id: id.clone(), moment, place });
    PlacesEvent::Closed { by, place: id, residents }
}

/// Returns the land of a place for the figures: nothing, unless something shows it.
fn shown(place: &Place) -> u64 {
    if place.attested.is_some() { place.land } else { 0 }
}

fn change_figures(state: &mut Overlay<'_>, change: impl FnOnce(&mut Figures)) {
    let mut figures = query::figures(state);
    change(&mut figures);
    FIGURES.put(state, &figures);
}

fn change_residents(state: &mut Overlay<'_>, change: impl FnOnce(u64) -> u64) {
    let mut rolls = query::rolls(state);
    rolls.residents = change(rolls.residents);
    ROLLS.put(state, &rolls);
}

/// Counts one moment, and returns it.
fn next_moment(state: &mut Overlay<'_>) -> u64 {
    let mut rolls = query::rolls(state);
    rolls.moment = rolls.moment.saturating_add(1);
    ROLLS.put(state, &rolls);
    rolls.moment
}

fn arrive(
    id: String,
    person: PersonId,
    place: &Place,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> PlacesEvent {
    let mut residence = RESIDENCE.get(state, &person).unwrap_or_default();
    put_closed_away(&mut residence, state);
    residence.earlier = pruned(residence.earlier, state);
    let until = context.running.after(CLAIM_LAPSES);
    residence.now = Some(Living {
        arrived: context.now,
        confirmed: None,
        counts: None,
        ends: Some(agenda::put(state, until, Item::Ends { person })),
        number: place.number,
        place: id.clone(),
        vouches: Vec::new(),
        waits: None,
    });
    RESIDENCE.put(state, &person, &residence);
    PlacesEvent::Arrived { person, place: id, until }
}

/// Puts away what is left of a residence at a place that was closed.
fn put_closed_away(residence: &mut Residence, state: &mut Overlay<'_>) {
    if let Some(before) = residence.now.take() {
        let ended = CLOSED.get(state, &before.number).map_or(0, |closed| closed.moment);
        put_away(&before, ended, &mut residence.earlier, state);
    }
}

/// Strikes what a residence has on the agenda, and keeps in which time its vote counted.
fn put_away(living: &Living, ended: u64, earlier: &mut Vec<Spell>, state: &mut Overlay<'_>) {
    for place in living.ends.into_iter().chain(living.waits) {
        agenda::strike(state, place);
    }
    let spell = query::lasting(living).map(|spell| Spell { ended, ..spell });
    earlier.extend(spell.filter(|spell| spell.begun < spell.ended));
}

fn vouch(vouch: NewVouch, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<PlacesEvent> {
    let NewVouch { confirms, mut living, person, place, residency, voucher } = vouch;
    let id = living.place.clone();
    let vouched = PlacesEvent::Vouched { person, place: id.clone(), resident: voucher };
    if confirms {
        let confirmed =
            confirm(VOUCHED.into(), (person, living), place, &residency, context, state);
        return [vec![vouched], confirmed].concat();
    }
    // Vouches of who lives there no longer make room (PLA-5).
    let is_voter = |voucher: &PersonId| query::is_voter(state, &id, *voucher);
    living.vouches.retain(is_voter);
    living.vouches.push(voucher);
    put_living(person, living, state);
    vec![vouched]
}

fn confirm(
    by: String,
    (person, mut living): (PersonId, Living),
    mut place: Place,
    residency: &Residency,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<PlacesEvent> {
    let id = living.place.clone();
    let ends = living.ends.take();
    if let Some(lapse) = ends {
        agenda::strike(state, lapse);
    }
    living.vouches = Vec::new();
    living.confirmed = Some(Confirmed { by: by.clone(), since: context.now });
    let until = residency.renewal.map(|renewal| context.running.after(renewal));
    living.ends = until.map(|until| agenda::put(state, until, Item::Ends { person }));
    let counts = context.running.after(residency.probation);
    let waits = residency.probation > Seconds::ZERO;
    living.waits = waits.then(|| agenda::put(state, counts, Item::WaitOver { person }));
    place.residents.add(&person);
    PLACE.put(state, &id, &place);
    change_residents(state, |count| count.saturating_add(1));
    put_living(person, living, state);
    let confirmed = PlacesEvent::Confirmed { by, counts, person, place: id, until };
    std::iter::once(confirmed).chain(recounted(person, state)).collect()
}

fn renew(
    person: PersonId,
    mut living: Living,
    residency: Option<&Residency>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> PlacesEvent {
    if let Some(ends) = living.ends.take() {
        agenda::strike(state, ends);
    }
    let renewal = residency.and_then(|residency| residency.renewal);
    let until: Option<Timestamp> = renewal.map(|renewal| context.running.after(renewal));
    living.ends = until.map(|until| agenda::put(state, until, Item::Ends { person }));
    let place = living.place.clone();
    put_living(person, living, state);
    PlacesEvent::Renewed { person, place, until }
}

fn put_living(person: PersonId, living: Living, state: &mut Overlay<'_>) {
    let residence = RESIDENCE.get(state, &person).unwrap_or_default();
    RESIDENCE.put(state, &person, &Residence { now: Some(living), ..residence });
}

/// Ends that somebody lives at a place, or says so.
fn depart(
    (person, id): (PersonId, String),
    by: String,
    why: Why,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some((living, mut place)) = query::living(state, person) else { return Vec::new() };
    // Who is sent away has not left: what others do takes nobody a vote that they have (GOV-7).
    let has_left = why != Why::Ended;
    // What whoever leaves the society cast is taken off by their leaving already.
    let moves = has_left && why != Why::Left;
    let unvoted = if moves { governance::moved(person, &id, state) } else { Vec::new() };
    let mut residence = RESIDENCE.get(state, &person).unwrap_or_default();
    residence.now = None;
    let ended = living.counts.map_or(0, |_| next_moment(state));
    put_away(&living, ended, &mut residence.earlier, state);
    if has_left {
        go(&mut residence, Some(&id), state);
    }
    residence.earlier = pruned(residence.earlier, state);
    put_residence(person, &residence, state);
    if living.confirmed.is_some() {
        place.residents.remove(&person);
        change_residents(state, |count| count.saturating_sub(1));
    }
    if living.counts.is_some() {
        place.voters.remove(&person);
    }
    PLACE.put(state, &id, &place);
    let departed = PlacesEvent::Departed { by, person, place: id, why };
    unvoted.into_iter().chain([departed.into()]).collect()
}

fn put_residence(person: PersonId, residence: &Residence, state: &mut Overlay<'_>) {
    if residence.earlier.is_empty() && residence.now.is_none() {
        RESIDENCE.remove(state, &person);
    } else {
        RESIDENCE.put(state, &person, residence);
    }
}

/// Notes that somebody left who was on the roll of a place, or of any (GOV-62).
fn go(residence: &mut Residence, id: Option<&str>, state: &mut Overlay<'_>) {
    let is_noted = governance::query::is_anything_open(state);
    let is_left = |spell: &&mut Spell| !spell.has_left && id.is_none_or(|id| spell.place == id);
    for spell in residence.earlier.iter_mut().filter(is_left) {
        spell.has_left = true;
        if is_noted {
            gone::note(&GONE, &spell.place, (spell.begun, spell.ended), state);
        }
    }
}

/// Ends that somebody lives at a place whose membership ends.
pub fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let departed = query::living(state, person)
        .map(|(living, _)| depart((person, living.place), person.to_string(), Why::Left, state));
    // Whoever was sent away, or whose place was closed, leaves that place now, too.
    if let Some(mut residence) = RESIDENCE.get(state, &person) {
        put_closed_away(&mut residence, state);
        go(&mut residence, None, state);
        put_residence(person, &residence, state);
    }
    departed.unwrap_or_default()
}

/// Lets the vote of a resident count, or rest, as their membership and their time there have it now
/// (PLA-6). To be called whenever one of them changes.
pub fn recount(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    into_events(recounted(person, state).into_iter().collect())
}

fn recounted(person: PersonId, state: &mut Overlay<'_>) -> Option<PlacesEvent> {
    let (mut living, mut place) = query::living(state, person)?;
    let is_settled = living.confirmed.is_some() && living.waits.is_none();
    let is_voter = is_settled && membership::query::is_full_member(state, person);
    if is_voter == living.counts.is_some() {
        return None;
    }
    let id = living.place.clone();
    let mut residence = RESIDENCE.get(state, &person).unwrap_or_default();
    let moment = next_moment(state);
    if is_voter {
        place.voters.add(&person);
        living.counts = Some(moment);
    } else {
        place.voters.remove(&person);
        let spell = query::lasting(&living).map(|spell| Spell { ended: moment, ..spell });
        residence.earlier.extend(spell);
        residence.earlier = pruned(residence.earlier, state);
        living.counts = None;
    }
    residence.now = Some(living);
    RESIDENCE.put(state, &person, &residence);
    PLACE.put(state, &id, &place);
    Some(if is_voter {
        PlacesEvent::Counted { person, place: id }
    } else {
        PlacesEvent::Rested { person, place: id }
    })
}

/// Returns spells without those that no open vote needs, now and then.
fn pruned(mut spells: Vec<Spell>, state: &dyn StateView) -> Vec<Spell> {
    if spells.len() > SPELLS_KEPT && spells.len().is_power_of_two() {
        let moments = frozen_moments(state);
        spells.retain(|spell| moments.iter().any(|moment| spell.spans(*moment)));
    }
    spells
}

/// Returns the moments at which the residents of open votes were fixed.
fn frozen_moments(state: &dyn StateView) -> Vec<u64> {
    let mut moments = Vec::new();
    let mut after = None;
    loop {
        let page = governance::query::proposals(state, after, PROPOSALS_PAGE);
        after = page.last().map(|(number, _)| *number);
        if after.is_none() {
            return moments;
        }
        let frozen = page.iter().filter_map(|(_, proposal)| proposal.electorate.as_ref());
        moments.extend(frozen.filter_map(|frozen| frozen.residents));
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: &Item, _context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let (Item::Ends { person } | Item::WaitOver { person }) = *item;
    let Some((mut living, _)) = query::living(state, person) else { return Due::default() };
    let events = match item {
        Item::Ends { .. } => {
            living.ends = None;
            let id = living.place.clone();
            put_living(person, living, state);
            depart((person, id), person.to_string(), Why::Lapsed, state)
        }
        Item::WaitOver { .. } => {
            living.waits = None;
            put_living(person, living, state);
            recount(person, state)
        }
    };
    Due { events, enactment: None }
}
