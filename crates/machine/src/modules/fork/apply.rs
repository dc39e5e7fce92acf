//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId, PersonId, Seconds};

use super::event::ForkEvent;
use super::query;
use super::rules::{Admitted, Arrival, Change};
use super::state::{ARRIVED, COUNT, DESCENT, FORK, JOINED, LEFT, REST};
use super::types::{
    Arrived, Carried, Fork, Item, Joined, LEAVE_PER_STEP, Left, Rest, Standing, Sum,
};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::{Authority, Context};
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::treasury::{self, AccountId, Movement};
use crate::modules::{exit, membership};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::Announce(mut fork) => {
            let mut forks = COUNT.get(state).unwrap_or_default();
            let number = forks.number.saturating_add(1);
            forks.number = number;
            forks.open.push(number);
            COUNT.put(state, &forks);
            REST.remove(state, &fork.by);
            let length = context.charter.fork.as_ref().map_or(Seconds::ZERO, |fork| fork.period);
            let until = context.running.after(length);
            fork.until = Some(agenda::put(state, until, Item::Ends { fork: number }));
            FORK.put(state, &number, &fork);
            let Fork { by, pool, proposed, text, .. } = *fork;
            ForkEvent::Announced { by, fork: number, pool, proposed, text, until }
        }
        Change::Arrive(arrival) => return arrive(arrival, context, state),
        Change::Join { mut fork, number, person, pooled, since } => {
            fork.joined = fork.joined.saturating_add(1);
            FORK.put(state, &number, &fork);
            JOINED.put(state, &(number, person), &Joined { pooled, since, time: context.now });
            ForkEvent::Joined { fork: number, person, pooled }
        }
        Change::Withdraw { mut fork, number, person } => {
            fork.joined = fork.joined.saturating_sub(1);
            FORK.put(state, &number, &fork);
            JOINED.remove(state, &(number, person));
            ForkEvent::Withdrawn { fork: number, person }
        }
    };
    vec![event.into()]
}

/// Has somebody of the list come over: a member past probation, with what is theirs (FOR-8).
pub(super) fn arrive(
    arrival: Arrival,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Arrival { is_new, opened, person, place, postings } = arrival;
    ARRIVED.put(state, &place, &Arrived { person });
    if let Some(mut descent) = DESCENT.get(state) {
        descent.arrived = descent.arrived.saturating_add(1);
        DESCENT.put(state, &descent);
    }
    let mut events = if is_new { membership::arrive(person, context, state) } else { Vec::new() };
    for posting in postings {
        events.extend(treasury::post(posting, context, state));
    }
    events.push(ForkEvent::Arrived { opened, person, place }.into());
    events
}

/// Takes a member who leaves by themselves off the list of the fork for which they signed up (FOR-3).
pub fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(number) = query::joined_by(state, person) else { return Vec::new() };
    let open = FORK.get(state, &number).filter(|fork| fork.standing == Standing::Open);
    let Some(mut fork) = open else { return Vec::new() };
    fork.joined = fork.joined.saturating_sub(1);
    FORK.put(state, &number, &fork);
    JOINED.remove(state, &(number, person));
    vec![ForkEvent::Withdrawn { fork: number, person }.into()]
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Item::Ends { fork: number } = item;
    let Some(mut fork) = FORK.get(state, &number) else { return Due::default() };
    let mut events = Vec::new();
    if fork.standing == Standing::Open {
        let least = context.charter.fork.as_ref().map_or(1, |fork| u64::from(fork.least));
        fork.standing = if fork.joined >= least { Standing::Leaving } else { Standing::TooFew };
        if fork.standing == Standing::TooFew {
            // Whose fork few wanted makes room for those of others first.
            let period = context.charter.fork.as_ref().map_or(Seconds::ZERO, |fork| fork.period);
            REST.put(state, &fork.by, &Rest { until: context.running.after(period) });
            events.push(ForkEvent::GivenUp { count: fork.joined, fork: number, least }.into());
        }
    }
    events.extend(step(number, fork, context, state));
    Due { events, enactment: None }
}

/// Takes some of those who signed up off the list, and lets them leave unless too few did; comes again
/// for the rest.
fn step(number: u64, mut fork: Fork, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let page = JOINED.scan(state, &format!("{number:016}/"), None, LEAVE_PER_STEP);
    let is_last = page.len() < LEAVE_PER_STEP;
    let mut events = Vec::new();
    for (key, joined) in page {
        state.remove(key.clone());
        let person = key.rsplit('/').next().and_then(|text| text.parse::<PersonId>().ok());
        let Some(person) = person.filter(|_| fork.standing == Standing::Leaving) else { continue };
        // Who left meanwhile has left, and who came back did not sign up.
        if membership::query::is_in(state, person, joined.since) {
            events.extend(leave(number, &mut fork, (person, joined.pooled), context, state));
        }
    }
    if is_last {
        fork.until = None;
        let mut forks = COUNT.get(state).unwrap_or_default();
        forks.open.retain(|open| *open != number);
        COUNT.put(state, &forks);
        if fork.standing == Standing::Leaving {
            fork.standing = Standing::Done;
            let (count, paid, pooled) = (fork.left.count, fork.paid.clone(), fork.pooled.clone());
            events.push(ForkEvent::Done { count, fork: number, paid, pooled }.into());
        }
    } else {
        let next = context.running.after(Seconds(1));
        fork.until = Some(agenda::put(state, next, Item::Ends { fork: number }));
    }
    FORK.put(state, &number, &fork);
    events
}

/// Has somebody leave with their share, as if they had signed that themselves; who has none leaves
/// without.
fn leave(
    number: u64,
    fork: &mut Fork,
    (person, is_pooled): (PersonId, bool),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let own = context.acting_as(Authority::Person { person });
    let (paid, mut events) = exit::leave_with_share(person, &own, state)
        .unwrap_or_else(|| (Vec::new(), membership::depart(person, &own, state)));
    let mut sums: Vec<Sum> = Vec::new();
    for part in paid {
        add(&mut sums, &part.asset, part.amount);
    }
    for Sum { amount, asset } in &sums {
        add(&mut fork.paid, asset, *amount);
    }
    let pooled = if is_pooled { pool(fork, person, &sums, &own, state) } else { Vec::new() };
    let pooled = pooled.into_iter().map(|(sum, posted)| {
        events.extend(posted);
        sum
    });
    let left = Left { paid: sums.clone(), person, pooled: pooled.collect() };
    LEFT.put(state, &(number, fork.left.count), &left);
    fork.left.add(&left);
    events.push(ForkEvent::Left { fork: number, paid: sums, person, pooled: left.pooled }.into());
    events
}

/// Pays a share on to the fork's pool. What cannot be there stays with the person.
fn pool(
    fork: &mut Fork,
    person: PersonId,
    sums: &[Sum],
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<(Sum, Vec<Event>)> {
    let Some(to) = fork.pool.clone() else { return Vec::new() };
    let mut pooled = Vec::new();
    for Sum { amount, asset } in sums {
        let (amount, asset) = (*amount, asset.clone());
        let is_there = to == AccountId::Person(person);
        let movement = Movement {
            amount,
            asset: asset.clone(),
            category: "exit:pooled".parse().ok(),
            credit: AccountId::Person(person),
            debit: to.clone(),
            memo: Some(fork.text),
        };
        let posting = treasury::check_posting(movement, context, state);
        let posted = match posting {
            Ok(posting) => treasury::post(posting, context, state),
            Err(_) if is_there => Vec::new(),
            Err(_) => continue,
        };
        carry(&mut fork.pooled, &asset, amount, state);
        pooled.push((Sum { amount, asset }, posted));
    }
    pooled
}

fn carry(sums: &mut Vec<Carried>, asset: &AssetId, amount: Amount, state: &Overlay<'_>) {
    if let Some(sum) = sums.iter_mut().find(|sum| sum.asset == *asset) {
        sum.amount = sum.amount.plus(amount).unwrap_or(Amount::MAX);
        return;
    }
    let decimals = treasury::query::asset(state, asset).map_or(0, |asset| asset.decimals);
    let place = sums.partition_point(|sum| sum.asset < *asset);
    sums.insert(place, Carried { amount, asset: asset.clone(), decimals });
}

fn add(sums: &mut Vec<Sum>, asset: &AssetId, amount: Amount) {
    if let Some(sum) = sums.iter_mut().find(|sum| sum.asset == *asset) {
        sum.amount = sum.amount.plus(amount).unwrap_or(Amount::MAX);
        return;
    }
    let place = sums.partition_point(|sum| sum.asset < *asset);
    sums.insert(place, Sum { amount, asset: asset.clone() });
}
