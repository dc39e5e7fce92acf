//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, PersonId, Seconds, Timestamp};

use super::event::{DuesEvent, Ended};
use super::rules::{Admitted, Change};
use super::sponsoring;
use super::state::{ACCOUNT, ASKED};
use super::types::{Account, Ask, ENROLLED_AT_ONCE, Item, Level, OPEN_MAX, Owed};
use crate::Event;
use crate::charter_text::{Charter, Dues, Give, Tier};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::membership;
use crate::modules::treasury::post;

/// Gives whoever joined an account, where the charter asks for dues. What they owed from before, they
/// still owe.
pub fn joined(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    let Some(dues) = &context.charter.dues else { return };
    enroll(person, dues, context, state);
}

/// Strikes off what would fall due for whoever left. What they owed, they owe if they come back.
pub fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    ASKED.remove(state, &person);
    let ended = sponsoring::end(person, Ended::Left, state);
    let Some(mut account) = ACCOUNT.get(state, &person) else { return ended };
    for place in [account.next.take(), account.step.take()].into_iter().flatten() {
        agenda::strike(state, place);
    }
    if account.open.is_empty() {
        ACCOUNT.remove(state, &person);
    } else {
        ACCOUNT.put(state, &person, &account);
    }
    ended
}

/// Goes through all members, slice by slice, if a new charter asks for dues and the one before did not, or draws
/// other consequences from open ones.
pub fn amended(old: &Charter, new: &Charter, context: &Context<'_>, state: &mut Overlay<'_>) {
    if old.dues.is_none() != new.dues.is_none() || steps(old) != steps(new) {
        let _ = agenda::put(state, context.running, Item::Enroll { after: None });
    }
}

/// Writes an admitted action and returns what happened.
///
/// # Panics
/// If it was checked against another state: a bug in the machine. Halting beats forking.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    match admitted.0 {
        Change::AskWaiver { member, periods } => {
            if periods == 0 {
                ASKED.remove(state, &member);
            } else {
                ASKED.put(state, &member, &Ask { periods, since: context.running });
            }
            vec![DuesEvent::WaiverAsked { by, member, periods }.into()]
        }
        Change::Choose { mut account, amount, member, tier } => {
            account.chosen = amount;
            account.tier = Some(tier.clone());
            ACCOUNT.put(state, &member, &account);
            vec![DuesEvent::Chosen { amount, member, tier }.into()]
        }
        Change::ConfirmWork { mut account, member, work } => {
            let mut left = work;
            for owed in &mut account.open {
                let Some(of) = owed.work else { continue };
                let taken = of.min(left);
                left = Seconds(left.0.saturating_sub(taken.0));
                owed.work = Some(Seconds(of.0.saturating_sub(taken.0)));
            }
            let worked = DuesEvent::Worked { by, member, work };
            [vec![worked.into()], settle(member, *account, true, context, state)].concat()
        }
        Change::Donate { by, is_named, posting, text } => {
            let moved = posting.movement();
            let (amount, asset, to) = (moved.amount, moved.asset.clone(), moved.debit.clone());
            let donated = DuesEvent::Donated { amount, asset, by, is_named, text, to };
            [vec![donated.into()], post(posting, context, state)].concat()
        }
        Change::EndSponsorship { member } => sponsoring::end(member, Ended::Asked, state),
        Change::Pay { mut account, by, member, posting } => {
            let (amount, asset) = (posting.movement().amount, posting.movement().asset.clone());
            account.take(amount, &asset);
            let paid = DuesEvent::Paid { amount, asset, by, member };
            let posted = post(posting, context, state);
            let settled = settle(member, *account, true, context, state);
            [vec![paid.into()], posted, settled].concat()
        }
        Change::Sponsor { member, sponsor } => sponsoring::begin(member, sponsor, state),
        Change::Waive { mut account, member, periods } => {
            ASKED.remove(state, &member);
            if periods == 0 {
                return vec![DuesEvent::WaiverAsked { by, member, periods }.into()];
            }
            let waived = usize::try_from(periods).unwrap_or(usize::MAX).min(account.open.len());
            for owed in account.open.iter_mut().take(waived) {
                owed.asset = None;
                owed.amount = Amount::ZERO;
                owed.work = Some(Seconds::ZERO);
            }
            let open = u32::try_from(waived).unwrap_or(u32::MAX);
            let coming = periods.saturating_sub(open);
            account.free = account.free.saturating_add(coming);
            let waived = DuesEvent::Waived { by, coming, member, open };
            [vec![waived.into()], settle(member, *account, false, context, state)].concat()
        }
    }
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let events = match item {
        Item::Enroll { after } => enroll_slice(after, context, state),
        Item::FallDue { person } => fall_due(person, context, state),
        Item::Follow { person } => match ACCOUNT.get(state, &person) {
            Some(mut account) => {
                account.step = None;
                follow(person, account, context, state)
            }
            None => Vec::new(),
        },
    };
    Due { events, enactment: None }
}

fn enroll(person: PersonId, dues: &Dues, context: &Context<'_>, state: &mut Overlay<'_>) {
    let mut account = ACCOUNT.get(state, &person).unwrap_or_default();
    if account.next.is_some() {
        return;
    }
    let at = context.running.after(dues.every);
    account.next = Some(agenda::put(state, at, Item::FallDue { person }));
    if !account.open.is_empty() && account.step.is_none() {
        // Whoever comes back is where they were.
        account.step = Some(agenda::put(state, context.running, Item::Follow { person }));
    }
    ACCOUNT.put(state, &person, &account);
}

/// Enrolls some members and draws what follows for them from what is open, and the rest when the agenda comes to
/// it again.
fn enroll_slice(
    after: Option<PersonId>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let page = membership::query::members(state, after, ENROLLED_AT_ONCE);
    let mut events = Vec::new();
    for (person, _) in &page {
        if !membership::query::is_member(state, *person) {
            continue;
        }
        if let Some(dues) = &context.charter.dues {
            enroll(*person, dues, context, state);
        }
        if let Some(account) = ACCOUNT.get(state, person).filter(|known| !known.open.is_empty()) {
            events.extend(follow(*person, account, context, state));
        }
    }
    if let Some((last, _)) = page.last() {
        let _ = agenda::put(state, context.running, Item::Enroll { after: Some(*last) });
    }
    events
}

/// Has a member's dues fall due, under the charter now in force.
fn fall_due(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut account) = ACCOUNT.get(state, &person) else { return Vec::new() };
    let Some(place) = account.next.take() else { return Vec::new() };
    let Some(dues) = &context.charter.dues else {
        ACCOUNT.put(state, &person, &account);
        return Vec::new();
    };
    let next = place.at.after(dues.every);
    account.next = Some(agenda::put(state, next, Item::FallDue { person }));
    account.periods = account.periods.saturating_add(1);
    let mut events: Vec<Event> = Vec::new();
    if account.free > 0 {
        account.free = account.free.saturating_sub(1);
        events.push(DuesEvent::Settled { member: person, period: account.periods }.into());
    } else if account.open.len() < OPEN_MAX
        && let Some(owed) = owed(&account, dues, place.at)
    {
        let Owed { amount, asset, period, work, .. } = owed.clone();
        events.push(DuesEvent::FellDue { amount, asset, member: person, period, work }.into());
        account.open.push(owed.clone());
        let paid = sponsoring::pay(person, &mut account, &owed, context, state);
        if !paid.is_empty() {
            events.extend(paid);
            events.extend(settle(person, account, true, context, state));
            return events;
        }
    }
    events.extend(follow(person, account, context, state));
    events
}

/// Returns what a member owes for a period; nothing where nothing is asked.
fn owed(account: &Account, dues: &Dues, since: Timestamp) -> Option<Owed> {
    let chosen = account.tier.as_deref().and_then(|tier| dues.tier(tier));
    let tier: &Tier = chosen.or(dues.tiers.first())?;
    let period = account.periods;
    let (amount, asset) = match &tier.give {
        Some((Give::Flat(amount), asset)) => (*amount, Some(asset.clone())),
        Some((give, asset)) => {
            let (min, max) = give.bounds();
            // What was chosen under an older charter is kept within the bounds of this one.
            (account.chosen.unwrap_or(min).clamp(min, max), Some(asset.clone()))
        }
        None => (Amount::ZERO, None),
    };
    let is_asked = amount.is_positive() || asset.is_none();
    is_asked.then_some(Owed { amount, asset, period, since, work: tier.work })
}

/// Removes what is settled, and says so; then has the rest followed up.
fn settle(
    member: PersonId,
    mut account: Account,
    is_paid: bool,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let is_settled = |owed: &Owed| {
        owed.work == Some(Seconds::ZERO) || (owed.asset.is_some() && owed.amount == Amount::ZERO)
    };
    let (settled, open) = account.open.into_iter().partition::<Vec<Owed>, _>(is_settled);
    account.open = open;
    if is_paid {
        let count = u64::try_from(settled.len()).unwrap_or(u64::MAX);
        account.paid = account.paid.saturating_add(count);
    }
    let said = settled.iter().map(|owed| DuesEvent::Settled { member, period: owed.period }.into());
    let said: Vec<Event> = said.collect();
    [said, follow(member, account, context, state)].concat()
}

/// Draws what follows from what is open, under the charter now in force, and puts down when more does.
fn follow(
    person: PersonId,
    mut account: Account,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    if let Some(place) = account.step.take() {
        agenda::strike(state, place);
    }
    let steps = steps(&context.charter);
    let oldest = account.open.first().map(|owed| owed.since);
    let reached = |since: Timestamp| {
        let is_due = |(length, _): &&(Seconds, Level)| since.after(*length) <= context.running;
        steps.iter().rev().find(is_due).map_or(Level::Good, |(_, level)| *level)
    };
    let level = oldest.map_or(Level::Good, reached);
    if let Some(since) = oldest {
        let next = steps.iter().map(|(length, _)| since.after(*length));
        let next = next.filter(|at| *at > context.running).min();
        account.step = next.map(|at| agenda::put(state, at, Item::Follow { person }));
    }
    let before = account.level;
    account.level = level;
    let is_gone = account.next.is_none()
        && account.open.is_empty()
        && !membership::query::is_member(state, person);
    if is_gone {
        // Who left and has paid is owed nothing and owes nothing.
        ACCOUNT.remove(state, &person);
    } else {
        ACCOUNT.put(state, &person, &account);
    }
    if before == level {
        return Vec::new();
    }
    let mut events = vec![DuesEvent::Followed { level, member: person }.into()];
    if before < Level::VoteRests && level >= Level::VoteRests {
        events.extend(membership::rest(person, state));
    } else if before >= Level::VoteRests && level < Level::VoteRests {
        events.extend(membership::resume(person, state));
    }
    events
}

/// Returns what follows, and how long after dues fell due, in order.
fn steps(charter: &Charter) -> Vec<(Seconds, Level)> {
    let Some(dues) = &charter.dues else { return Vec::new() };
    let steps = [
        (dues.reminder, Level::Reminded),
        (dues.vote_rests, Level::VoteRests),
        (dues.membership_rests, Level::MembershipRests),
    ];
    steps.into_iter().filter_map(|(length, level)| Some((length?, level))).collect()
}
