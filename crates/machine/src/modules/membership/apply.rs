//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Hash, PersonId, PublicKey, Seconds};

use super::event::MembershipEvent;
use super::query;
use super::rules::{Admitted, Change};
use super::state::{
    APPLICATION, FULL, GONE, INVITATION, MEMBER, MEMBERS, NUMBER, Numbered, change_open,
    change_rolls, count_resting, invitation_place, rolls,
};
use super::types::{
    APPLICATION_DAYS, Application, Invitation, Item, Member, SPELLS_KEPT, Spell, Standing,
};
use crate::Event;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::gone;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{
    charter, dues, exit, fork, governance, identity, import, names, offices, panels, places,
    signals,
};

/// By whose authority enough vouches admit.
const VOUCHED: &str = "rule vouched";

/// Proposals read at once.
const PROPOSALS_PAGE: usize = 16;

/// Makes the founder the first member, without probation.
pub fn genesis(founder: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let charter = context.charter.hash;
    let joined = join(founder, charter, None, Seconds::ZERO, context, state);
    into_events(joined)
}

/// Makes somebody a member past probation who comes over from the fork from which the society descends:
/// their founding chose them.
pub fn arrive(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let applied = APPLICATION.has(state, &person).then(|| close_application(person, state));
    let invited = applied.and_then(|application| application.placeholder);
    let claimed = invited.and_then(|number| import::claim(number, person, state));
    let placeholder = invited.filter(|_| claimed.is_some());
    let charter = context.charter.hash;
    let joined = join(person, charter, placeholder, Seconds::ZERO, context, state);
    into_events(joined).into_iter().chain(claimed).collect()
}

/// Writes an admitted action and returns what happened.
///
/// # Panics
/// If it was checked against another state: a bug in the machine, which runs both steps on one
/// overlay. Halting beats forking.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    let mut claimed = None;
    let events = match admitted.0 {
        Change::Admit { applicant } => vec![admit(applicant, by, state)],
        Change::Apply { admits, applicant, invitation, letter } => {
            let applied = receive(applicant, invitation, letter, context, state);
            let admitted = admits.then(|| admit(applicant, VOUCHED.into(), state));
            [Some(applied), admitted].into_iter().flatten().collect()
        }
        Change::Decline { applicant, text } => {
            end_application(applicant, context, state);
            vec![MembershipEvent::Declined { applicant, by, text }]
        }
        Change::Invite { inviter, key, placeholder, until } => {
            let place = invitation_place(&key);
            let lapse = agenda::put(state, until, Item::InvitationLapses { key });
            INVITATION.put(state, &place, &Invitation { inviter, lapse, placeholder, until });
            change_open(state, &inviter, |open| {
                open.invitations = open.invitations.saturating_add(1);
            });
            vec![MembershipEvent::Invited { inviter, key, placeholder, until }]
        }
        Change::Join { admits, charter, person } => {
            let admitted = admits.then(|| admit(person, VOUCHED.into(), state));
            let application = close_application(person, state);
            let probation = context.charter.admission.probation;
            // Whoever else came for it meanwhile keeps it (MEM-9).
            claimed =
                application.placeholder.and_then(|number| import::claim(number, person, state));
            let placeholder = application.placeholder.filter(|_| claimed.is_some());
            let joined = join(person, charter, placeholder, probation, context, state);
            admitted.into_iter().chain(joined).collect()
        }
        Change::Leave { person } => return depart(person, context, state),
        Change::Vouch { applicant, voucher, admits } => {
            let mut events = vec![vouch(applicant, voucher, state)];
            if admits {
                events.push(admit(applicant, VOUCHED.into(), state));
            }
            events
        }
        Change::Withdraw { applicant } => {
            end_application(applicant, context, state);
            vec![MembershipEvent::Withdrawn { applicant }]
        }
    };
    into_events(events).into_iter().chain(claimed).collect()
}

/// Ends a membership, and with it all that rests on it.
///
/// # Panics
/// If the person is no member: whoever calls has checked on the same overlay.
pub fn depart(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let undelegated = governance::left(person, state);
    charter::left(person, state);
    let passed = charter::gone(person, context, state);
    let vacated = offices::left(person, context, state);
    let vacated = [vacated, panels::left(person, context, state)].concat();
    exit::left(person, context, state);
    let unsponsored = dues::left(person, state);
    let unsigned = fork::left(person, state);
    let moved = places::left(person, state);
    let left = vec![leave(person, context, state).into()];
    let unnamed = names::left(person, context, state);
    let reconsidered = signals::reconsider(person, state);
    [undelegated, moved, left, unnamed, reconsidered, vacated, passed, unsponsored, unsigned]
        .concat()
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let event = match item {
        Item::ApplicationLapses { applicant } => APPLICATION.has(state, &applicant).then(|| {
            end_application(applicant, context, state);
            MembershipEvent::Lapsed { applicant }
        }),
        Item::InvitationLapses { key } => {
            close_invitation(&key, state);
            None
        }
        Item::ProbationEnds { person } => {
            let settled = into_events(end_probation(person, state).into_iter().collect());
            let events = [settled, places::recount(person, state)].concat();
            return Due { events, enactment: None };
        }
    };
    Due { events: into_events(event.into_iter().collect()), enactment: None }
}

fn into_events(events: Vec<MembershipEvent>) -> Vec<Event> {
    events.into_iter().map(Event::from).collect()
}

fn admit(applicant: PersonId, by: String, state: &mut Overlay<'_>) -> MembershipEvent {
    let mut application = APPLICATION.get(state, &applicant).expect("check found the application");
    application.admitted_by = Some(by.clone());
    APPLICATION.put(state, &applicant, &application);
    MembershipEvent::Admitted { applicant, by }
}

fn receive(
    applicant: PersonId,
    invitation: Option<(PublicKey, Invitation)>,
    letter: Option<Hash>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> MembershipEvent {
    let lapses_at = context.running.after(Seconds::days(APPLICATION_DAYS));
    let lapse = agenda::put(state, lapses_at, Item::ApplicationLapses { applicant });
    let (inviter, placeholder) = match &invitation {
        Some((key, invitation)) => {
            close_invitation(key, state);
            (Some(invitation.inviter), invitation.placeholder)
        }
        None => (None, None),
    };
    let application = Application {
        admitted_by: None,
        applied_at: context.now,
        inviter,
        lapse,
        letter,
        placeholder,
        vouches: Vec::new(),
    };
    APPLICATION.put(state, &applicant, &application);
    MembershipEvent::Applied { applicant, inviter, letter, placeholder }
}

fn vouch(applicant: PersonId, voucher: PersonId, state: &mut Overlay<'_>) -> MembershipEvent {
    let mut application = APPLICATION.get(state, &applicant).expect("check found the application");
    // Vouches of who left make room (MEM-5).
    let vouches = std::mem::take(&mut application.vouches);
    let (members, gone): (Vec<_>, Vec<_>) =
        vouches.into_iter().partition(|voucher| query::is_member(state, *voucher));
    application.vouches = members;
    for voucher in gone {
        change_open(state, &voucher, |open| open.vouches = open.vouches.saturating_sub(1));
    }
    let place = application.vouches.partition_point(|other| *other < voucher);
    application.vouches.insert(place, voucher);
    APPLICATION.put(state, &applicant, &application);
    change_open(state, &voucher, |open| open.vouches = open.vouches.saturating_add(1));
    MembershipEvent::Vouched { applicant, voucher }
}

fn join(
    person: PersonId,
    charter: Hash,
    placeholder: Option<u64>,
    probation: Seconds,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<MembershipEvent> {
    let before = MEMBER.get(state, &person);
    let earlier = before.as_ref().map(|member| earlier(member, state)).unwrap_or_default();
    let number =
        before.map_or_else(|| rolls(state).number.saturating_add(1), |member| member.number);
    let since = change_rolls(state, |rolls| {
        rolls.members.add(&person);
        rolls.number = rolls.number.max(number);
    });
    let ends_at = context.running.after(probation);
    let place = (probation > Seconds::ZERO)
        .then(|| agenda::put(state, ends_at, Item::ProbationEnds { person }));
    let member = Member {
        earlier,
        ended: None,
        ended_time: None,
        full: None,
        number,
        oath: charter,
        probation: place,
        since,
        since_time: context.now,
        standing: Standing::Probation,
    };
    MEMBER.put(state, &person, &member);
    exit::joined(person, context, state);
    NUMBER.put(state, &number, &Numbered { person });
    dues::joined(person, context, state);
    let mut events = vec![MembershipEvent::Joined { charter, number, person, placeholder }];
    if probation == Seconds::ZERO {
        events.extend(end_probation(person, state));
    }
    events
}

/// Returns the spells of someone who comes back. An open vote was frozen at a moment of one spell at
/// most, so no more are needed than votes are open; they are looked through when there are many.
fn earlier(member: &Member, state: &dyn StateView) -> Vec<Spell> {
    let mut spells = member.earlier.clone();
    let last = member.ended;
    spells.extend(last.map(|ended| Spell { begun: member.since, ended, full: member.full }));
    pruned(spells, state)
}

/// Returns spells without those that no open vote needs, now and then.
fn pruned(mut spells: Vec<Spell>, state: &dyn StateView) -> Vec<Spell> {
    if spells.len() > SPELLS_KEPT && spells.len().is_power_of_two() {
        let moments = frozen_moments(state);
        spells.retain(|spell| moments.iter().any(|moment| spell.spans(*moment)));
    }
    spells
}

/// Returns the moments at which the electorates of open votes, and the candidates of draws, were fixed.
fn frozen_moments(state: &dyn StateView) -> Vec<u64> {
    let mut moments = panels::query::moments(state);
    let mut after = None;
    loop {
        let page = governance::query::proposals(state, after, PROPOSALS_PAGE);
        after = page.last().map(|(number, _)| *number);
        if after.is_none() {
            return moments;
        }
        let frozen = page.iter().filter_map(|(_, proposal)| proposal.electorate.as_ref());
        moments.extend(frozen.map(|frozen| frozen.moment));
    }
}

fn settle(person: PersonId, state: &mut Overlay<'_>) -> Option<MembershipEvent> {
    let mut member = MEMBER.get(state, &person)?;
    if member.standing != Standing::Probation {
        return None;
    }
    member.full = Some(change_rolls(state, |rolls| rolls.full.add(&person)));
    member.probation = None;
    member.standing = Standing::Full;
    MEMBER.put(state, &person, &member);
    Some(MembershipEvent::Settled { person })
}

/// Ends the probation of a member: they are past it, unless their vote rests because of their dues.
fn end_probation(person: PersonId, state: &mut Overlay<'_>) -> Option<MembershipEvent> {
    if !dues::query::is_vote_resting(state, person) {
        return settle(person, state);
    }
    let mut member = MEMBER.get(state, &person)?;
    count_resting(state, |resting| resting.saturating_add(1));
    member.probation = None;
    MEMBER.put(state, &person, &member);
    None
}

/// Lets the vote of a member past probation rest: they are again where a member on probation is. What
/// they were before stays known, for the votes that are open (MEM-7).
pub fn rest(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(mut member) = MEMBER.get(state, &person) else { return Vec::new() };
    if member.standing != Standing::Full {
        return Vec::new();
    }
    let moment = change_rolls(state, |rolls| rolls.full.remove(&person));
    count_resting(state, |resting| resting.saturating_add(1));
    let mut spells = member.earlier.clone();
    spells.push(Spell { begun: member.since, ended: moment, full: member.full });
    member.earlier = pruned(spells, state);
    member.full = None;
    member.standing = Standing::Probation;
    MEMBER.put(state, &person, &member);
    let rested = MembershipEvent::Rested { person }.into();
    let unvoted = governance::rested(person, state);
    let unhoused = places::recount(person, state);
    [vec![rested], unvoted, unhoused, signals::reconsider(person, state)].concat()
}

/// Ends the rest of a member's vote, if their probation is over.
pub fn resume(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    if !MEMBER.get(state, &person).is_some_and(|member| member.is_resting()) {
        return Vec::new();
    }
    count_resting(state, |resting| resting.saturating_sub(1));
    let settled = into_events(settle(person, state).into_iter().collect());
    [settled, places::recount(person, state)].concat()
}

fn leave(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> MembershipEvent {
    let mut member = MEMBER.get(state, &person).expect("check found the member");
    let was_full = member.standing == Standing::Full;
    if member.is_resting() {
        count_resting(state, |resting| resting.saturating_sub(1));
    }
    member.ended = Some(change_rolls(state, |rolls| {
        rolls.members.remove(&person);
        if was_full {
            rolls.full.remove(&person);
        }
    }));
    member.ended_time = Some(context.now);
    leave_rolls(&member, state);
    if let Some(place) = member.probation.take() {
        agenda::strike(state, place);
    }
    member.standing = Standing::Ended;
    MEMBER.put(state, &person, &member);
    MembershipEvent::Left { person }
}

/// Notes that somebody left who was on both rolls in this membership of theirs (GOV-62).
fn leave_rolls(member: &Member, state: &mut Overlay<'_>) {
    let Some(ended) = member.ended.filter(|_| governance::query::is_anything_open(state)) else {
        return;
    };
    gone::note(&GONE, MEMBERS, (member.since, ended), state);
    // Of the time past probation, what lay between two rests.
    let rested = member.earlier.iter().filter(|spell| spell.begun == member.since);
    let times = rested.map(|spell| (spell.full, spell.ended)).chain([(member.full, ended)]);
    for (full, ended) in times {
        if let Some(full) = full {
            gone::note(&GONE, FULL, (full, ended), state);
        }
    }
}

/// Removes an application by which nobody joined: who has nothing else here is a stranger again.
fn end_application(applicant: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    close_application(applicant, state);
    identity::watch(applicant, context, state);
}

/// Removes an application and frees the vouches that it held.
fn close_application(applicant: PersonId, state: &mut Overlay<'_>) -> Application {
    let application = APPLICATION.get(state, &applicant).expect("check found the application");
    APPLICATION.remove(state, &applicant);
    agenda::strike(state, application.lapse);
    for voucher in &application.vouches {
        change_open(state, voucher, |open| open.vouches = open.vouches.saturating_sub(1));
    }
    application
}

/// Removes an invitation, if it is still there.
fn close_invitation(key: &PublicKey, state: &mut Overlay<'_>) {
    let place = invitation_place(key);
    if let Some(invitation) = INVITATION.get(state, &place) {
        INVITATION.remove(state, &place);
        agenda::strike(state, invitation.lapse);
        let inviter = invitation.inviter;
        change_open(state, &inviter, |open| open.invitations = open.invitations.saturating_sub(1));
    }
}
