//! Delegations: who votes for whom, by topic (GOV-16 to GOV-19).
//!
//! What counts in a vote is what held when it opened. The votes on a topic are numbered as they open,
//! and a delegation keeps after how many of them it began; so between two openings there is nothing to
//! tell apart, and of the past only what open votes need is kept. How many delegated to a person is a
//! count with the same kind of past, so that a ballot reads a few records however many they are.

use polity_types::{OperationId, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::GovernanceEvent;
use super::piles;
use super::state::{BALLOT, GIVEN, GIVER, LOAD, OWN, TOPIC};
use super::types::{Count, Item, Proposal};
use super::vote::{CastBy, TakenBack, Tally};
use crate::Event;
use crate::frame::agenda::{self, Place};
use crate::frame::clock::Clock;
use crate::frame::state::{Overlay, StateView};
use crate::modules::membership;

/// Most topics that one person delegates. Unit: topics. Source: GOV-16.
pub const DELEGATIONS_MAX: u64 = 32;
/// Longest time for which one delegates, if one names an end. Source: GOV-16.
pub const DELEGATION_MAX: Seconds = Seconds(10 * 365 * 86_400);

/// How long after what is delegated was looked through it is again, while a proposal waits for its next vote or its effect.
const CLEARED_AGAIN: Seconds = Seconds::days(1);

/// Topics read at once.
const TOPICS_PER_PAGE: usize = 64;

/// Why a delegation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationEnd {
    /// Its time was over.
    Lapsed,
    /// Who gave it left.
    Left,
    /// The vote of who gave it rests.
    Rested,
    /// Who gave it took it back.
    Withdrawn,
}

/// To whom somebody delegates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delegate {
    /// Whether who named them left since.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) is_left: bool,
    /// Who.
    pub(super) person: PersonId,
    /// Moment at which the membership began in which the delegate was named (MEM-7): it does not
    /// outlast that.
    pub(super) since: u64,
}

/// How many delegate to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried {
    /// How many.
    pub(super) count: u64,
    /// How many of these left since: in later votes they count no more (GOV-62).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) left: u64,
    /// Moment at which the delegate's membership began.
    pub(super) since: u64,
}

/// What held for votes with a number above `after` and up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span<T> {
    after: u64,
    until: u64,
    what: T,
}

/// What holds for votes that open from now on, and what held for those that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct History<T> {
    /// How many votes had opened when it began.
    after: u64,
    /// What open votes still need.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<Span<T>>,
    /// Whether the removal of what they need no longer is on the agenda.
    #[serde(default, skip_serializing_if = "is_false")]
    is_clearing: bool,
    /// What holds.
    now: T,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl<T: Copy + Default + PartialEq> History<T> {
    /// Returns what held when a vote opened.
    fn at(&self, vote: u64) -> T {
        if vote > self.after {
            return self.now;
        }
        let span = self.earlier.iter().find(|span| span.after < vote && vote <= span.until);
        span.map_or_else(T::default, |span| span.what)
    }

    /// Sets what holds from the next vote on.
    fn set(&mut self, now: T, topic: &Topic) {
        if topic.opened > self.after {
            self.earlier.push(Span { after: self.after, until: topic.opened, what: self.now });
            self.after = topic.opened;
        }
        self.now = now;
        self.clear(topic);
    }

    /// Changes what held for votes with a number above `after` and up to `until`.
    fn change(&mut self, (after, until): (u64, u64), change: impl Fn(&mut T)) {
        let spans = std::mem::take(&mut self.earlier).into_iter();
        let changed = |span: Span<T>| {
            let (from, to) = (span.after.max(after), span.until.min(until));
            if from >= to {
                return vec![span];
            }
            let mut what = span.what;
            change(&mut what);
            let (before, rest) = (Span { until: from, ..span }, Span { after: to, ..span });
            vec![before, Span { after: from, until: to, what }, rest]
        };
        self.earlier = spans.flat_map(changed).filter(|span| span.after < span.until).collect();
    }

    /// Drops what no open vote needs.
    fn clear(&mut self, topic: &Topic) {
        let is_needed = |span: &Span<T>| {
            let is_in = |vote: &Open| span.after < vote.number && vote.number <= span.until;
            span.what != T::default() && topic.open.iter().any(is_in)
        };
        self.earlier.retain(is_needed);
    }

    /// Puts the next removal on the agenda, once no vote that is open now is open any more. What is
    /// put down for the instant at which a vote ends comes after that end.
    fn clear_later(&mut self, topic: &Topic, item: impl FnOnce() -> Item, state: &mut Overlay<'_>) {
        let last = topic.open.iter().map(|vote| vote.closes).max();
        if let Some(last) = last.filter(|_| !self.earlier.is_empty() && !self.is_clearing) {
            // A vote that is over is needed until its proposal is, for one that may follow it.
            let running = Clock::read(state).running();
            let at = if last > running { last } else { running.after(CLEARED_AGAIN) };
            let _ = agenda::put(state, at, item());
            self.is_clearing = true;
        }
    }

    /// Returns whether the record says nothing.
    fn is_empty(&self) -> bool {
        self.now == T::default() && self.earlier.is_empty() && !self.is_clearing
    }
}

/// The delegation of a person on a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// To whom.
    history: History<Option<Delegate>>,
    /// Where its end stands on the agenda, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lapse: Option<Place>,
    /// The operation that gave it, while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<OperationId>,
}

/// What a delegate carries on a topic.
pub(super) type Load = History<Carried>;

/// A vote that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    closes: Timestamp,
    number: u64,
}

/// The votes on a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    /// Those that are open, in the order of their numbers.
    open: Vec<Open>,
    /// How many ever opened.
    opened: u64,
}

/// A delegation that was checked.
#[derive(Debug)]
pub(super) struct NewDelegation {
    pub(super) delegate: Delegate,
    pub(super) operation: OperationId,
    pub(super) person: PersonId,
    pub(super) topic: String,
    pub(super) until: Option<Timestamp>,
}

/// A delegation as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Who votes.
    pub delegate: PersonId,
    /// Whether the delegate left since, so that it counts no more.
    pub is_void: bool,
    /// The operation that gave it; a change names it.
    pub operation: OperationId,
    /// When it ends, in running time, if it does by itself.
    pub until: Option<Timestamp>,
}

/// Returns the delegation of a person on a topic.
pub(super) fn delegation(
    state: &dyn StateView,
    person: PersonId,
    topic: &str,
) -> Option<Delegation> {
    as_it_is(state, &GIVEN.get(state, &(person, topic.to_owned()))?)
}

/// Returns all delegations of a person, by topic.
pub(super) fn delegations(state: &dyn StateView, person: PersonId) -> Vec<(String, Delegation)> {
    let all = all_given(state, person).into_iter();
    all.filter_map(|(topic, given)| Some((topic, as_it_is(state, &given)?))).collect()
}

fn as_it_is(state: &dyn StateView, given: &Given) -> Option<Delegation> {
    let (delegate, operation) = (given.history.now?, given.operation?);
    let is_void = membership::query::full_since(state, delegate.person) != Some(delegate.since);
    let until = given.lapse.map(|place| place.at);
    Some(Delegation { delegate: delegate.person, is_void, operation, until })
}

fn all_given(state: &dyn StateView, person: PersonId) -> Vec<(String, Given)> {
    let (prefix, mut all) = (format!("{person}/"), Vec::new());
    let mut after: Option<String> = None;
    loop {
        let page = GIVEN.scan(state, &prefix, after.as_deref(), TOPICS_PER_PAGE);
        after = page.last().map(|(key, _)| key.clone());
        let is_last = page.len() < TOPICS_PER_PAGE;
        let topic = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
        all.extend(page.into_iter().map(|(key, given)| (topic(&key), given)));
        if is_last {
            return all;
        }
    }
}

/// Returns how many delegate to a person on a topic, as it counts for the next vote.
pub(super) fn carried(state: &dyn StateView, topic: &str, delegate: PersonId) -> u64 {
    let since = membership::query::full_since(state, delegate);
    let carried = LOAD.get(state, &(topic.to_owned(), delegate)).unwrap_or_default().now;
    if since == Some(carried.since) { carried.count } else { 0 }
}

/// Returns how many topics a person delegates.
pub(super) fn topics_of(state: &dyn StateView, person: PersonId) -> u64 {
    GIVER.get(state, &person).unwrap_or_default().count
}

/// Returns who votes for a person in an open vote unless they do, as it was when it opened.
pub(super) fn delegate_in(
    state: &dyn StateView,
    proposal: &Proposal,
    person: PersonId,
) -> Option<PersonId> {
    let frozen = proposal.electorate?;
    let given = GIVEN.get(state, &(person, proposal.procedure.clone()))?;
    let delegate = given.history.at(frozen.delegations?)?;
    let since = membership::query::full_since_at(state, delegate.person, frozen.moment);
    let has_stayed = || membership::query::has_stayed(state, delegate.person, frozen.moment);
    let is_there = !frozen.is_later || (!delegate.is_left && has_stayed());
    (since == Some(delegate.since) && is_there).then_some(delegate.person)
}

/// Returns for how many votes a ballot of a person is counted in an open vote: their own, and those
/// of who delegated to them and did not vote, if they vote among members (GOV-32). `bodies`: where they
/// vote.
pub(super) fn weight_in(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    bodies: &[usize],
    person: PersonId,
) -> u64 {
    let all = proposal.terms.electorate.bodies().enumerate();
    let mut own = all.filter(|(place, _)| bodies.contains(place));
    if !own.any(|(_, body)| body.is_of_members()) {
        return 1;
    }
    let carried = || {
        let frozen = proposal.electorate?;
        let vote = frozen.delegations?;
        let carried = LOAD.get(state, &(proposal.procedure.clone(), person))?.at(vote);
        let since = membership::query::full_since_at(state, person, frozen.moment);
        let left = if frozen.is_later { carried.left } else { 0 };
        (since == Some(carried.since)).then_some(carried.count.saturating_sub(left))
    };
    let own = OWN.get(state, &(number, proposal.round, person)).unwrap_or_default().count;
    carried().unwrap_or(0).saturating_sub(own).saturating_add(1)
}

/// Notes that a vote opens, and returns its number among those on the topic.
pub(super) fn open_vote(topic: &str, closes: Timestamp, state: &mut Overlay<'_>) -> u64 {
    let key = topic.to_owned();
    let mut votes = TOPIC.get(state, &key).unwrap_or_default();
    votes.opened = votes.opened.saturating_add(1);
    let number = votes.opened;
    votes.open.push(Open { closes, number });
    TOPIC.put(state, &key, &votes);
    number
}

/// Notes that a vote is over.
pub(super) fn close_vote(topic: &str, number: u64, state: &mut Overlay<'_>) {
    let key = topic.to_owned();
    let mut votes = TOPIC.get(state, &key).unwrap_or_default();
    votes.open.retain(|vote| vote.number != number);
    TOPIC.put(state, &key, &votes);
}

/// Writes a delegation, in place of the one before.
pub(super) fn give(new: NewDelegation, state: &mut Overlay<'_>) -> GovernanceEvent {
    let NewDelegation { delegate, operation, person, topic, until } = new;
    let key = (person, topic);
    let mut given = GIVEN.get(state, &key).unwrap_or_default();
    let before = given.history.now;
    drop_lapse(&mut given, state);
    match before {
        Some(before) => change_load(&key.1, before, |count| count.saturating_sub(1), state),
        None => change_topics(person, |count| count.saturating_add(1), state),
    }
    let item = |(person, topic): (PersonId, String)| Item::DelegationLapses { person, topic };
    given.lapse = until.map(|until| agenda::put(state, until, item(key.clone())));
    given.operation = Some(operation);
    write_given(&key, given, Some(delegate), state);
    change_load(&key.1, delegate, |count| count.saturating_add(1), state);
    let (delegate, topic) = (delegate.person, key.1);
    GovernanceEvent::Delegated { delegate, person, topic, until }
}

/// Ends a delegation, if there is one.
pub(super) fn end(
    person: PersonId,
    topic: &str,
    why: DelegationEnd,
    state: &mut Overlay<'_>,
) -> Option<GovernanceEvent> {
    let key = (person, topic.to_owned());
    let mut given = GIVEN.get(state, &key)?;
    let delegate = given.history.now?;
    drop_lapse(&mut given, state);
    given.operation = None;
    write_given(&key, given, None, state);
    change_load(topic, delegate, |count| count.saturating_sub(1), state);
    change_topics(person, |count| count.saturating_sub(1), state);
    let (delegate, topic) = (delegate.person, key.1);
    Some(GovernanceEvent::DelegationEnded { delegate, person, topic, why })
}

/// Ends all that somebody delegated: they leave, or their vote rests. What was delegated to them counts no
/// more by itself.
pub(super) fn end_all(person: PersonId, why: DelegationEnd, state: &mut Overlay<'_>) -> Vec<Event> {
    let topics = all_given(state, person).into_iter().map(|(topic, _)| topic);
    let mut ended = Vec::new();
    for topic in topics {
        ended.extend(end(person, &topic, why, state));
        if why == DelegationEnd::Left {
            leave(person, topic, state);
        }
    }
    ended.into_iter().map(Event::from).collect()
}

/// Notes of each whom somebody named who left, for the votes for which it held, that in later ones it counts no more
/// (GOV-62). Votes that are open and not later ones keep what they have (GOV-19).
fn leave(person: PersonId, topic: String, state: &mut Overlay<'_>) {
    let key = (person, topic);
    let Some(mut given) = GIVEN.get(state, &key) else { return };
    for span in given.history.earlier.clone() {
        let Some(delegate) = span.what.filter(|delegate| !delegate.is_left) else { continue };
        let load = (key.1.clone(), delegate.person);
        let Some(mut carried) = LOAD.get(state, &load) else { continue };
        carried.change((span.after, span.until), |carried| {
            if carried.since == delegate.since {
                carried.left = carried.left.saturating_add(1);
            }
        });
        LOAD.put(state, &load, &carried);
    }
    let is_left = |delegate: &mut Option<Delegate>| {
        *delegate = delegate.map(|delegate| Delegate { is_left: true, ..delegate });
    };
    given.history.change((0, u64::MAX), is_left);
    put_given(&key, &given, state);
}

/// Returns whether a vote that is open may know somebody whom a person named.
pub(super) fn has_given(state: &dyn StateView, person: PersonId) -> bool {
    !GIVEN.scan(state, &format!("{person}/"), None, 1).is_empty()
}

fn drop_lapse(given: &mut Given, state: &mut Overlay<'_>) {
    if let Some(place) = given.lapse.take() {
        agenda::strike(state, place);
    }
}

fn write_given(
    key: &(PersonId, String),
    mut given: Given,
    now: Option<Delegate>,
    state: &mut Overlay<'_>,
) {
    let votes = TOPIC.get(state, &key.1).unwrap_or_default();
    given.history.set(now, &votes);
    let clears = || Item::DelegationClears { person: key.0, topic: key.1.clone() };
    given.history.clear_later(&votes, clears, state);
    put_given(key, &given, state);
}

fn put_given(key: &(PersonId, String), given: &Given, state: &mut Overlay<'_>) {
    if given.history.is_empty() {
        GIVEN.remove(state, key);
    } else {
        GIVEN.put(state, key, given);
    }
}

/// Changes how many delegate to a person. What was counted in an earlier membership of theirs is
/// void, and so is one that ends of it.
fn change_load(
    topic: &str,
    delegate: Delegate,
    change: impl FnOnce(u64) -> u64,
    state: &mut Overlay<'_>,
) {
    let key = (topic.to_owned(), delegate.person);
    let mut load = LOAD.get(state, &key).unwrap_or_default();
    let before = if load.now.since == delegate.since { load.now.count } else { 0 };
    if load.now.since > delegate.since {
        return;
    }
    let count = change(before);
    let now = if count == 0 {
        Carried::default()
    } else {
        Carried { count, left: 0, since: delegate.since }
    };
    let votes = TOPIC.get(state, &key.0).unwrap_or_default();
    load.set(now, &votes);
    let clears = || Item::LoadClears { person: delegate.person, topic: topic.to_owned() };
    load.clear_later(&votes, clears, state);
    put_load(&key, &load, state);
}

fn put_load(key: &(String, PersonId), load: &Load, state: &mut Overlay<'_>) {
    if load.is_empty() {
        LOAD.remove(state, key);
    } else {
        LOAD.put(state, key, load);
    }
}

fn change_topics(person: PersonId, change: impl FnOnce(u64) -> u64, state: &mut Overlay<'_>) {
    let count = change(topics_of(state, person));
    if count == 0 {
        GIVER.remove(state, &person);
    } else {
        GIVER.put(state, &person, &Count { count });
    }
}

/// Drops what no open vote needs of the past of a delegation.
pub(super) fn clear_given(person: PersonId, topic: String, state: &mut Overlay<'_>) {
    let key = (person, topic);
    let Some(mut given) = GIVEN.get(state, &key) else { return };
    let votes = TOPIC.get(state, &key.1).unwrap_or_default();
    given.history.is_clearing = false;
    given.history.clear(&votes);
    let clears = || Item::DelegationClears { person, topic: key.1.clone() };
    given.history.clear_later(&votes, clears, state);
    put_given(&key, &given, state);
}

/// The same of what a delegate carried.
pub(super) fn clear_load(person: PersonId, topic: String, state: &mut Overlay<'_>) {
    let key = (topic, person);
    let Some(mut load) = LOAD.get(state, &key) else { return };
    let votes = TOPIC.get(state, &key.0).unwrap_or_default();
    load.is_clearing = false;
    load.clear(&votes);
    let clears = || Item::LoadClears { person, topic: key.0.clone() };
    load.clear_later(&votes, clears, state);
    put_load(&key, &load, state);
}

/// Takes one vote back from a delegate, because who gave it votes themselves (GOV-18).
pub(super) fn take_back(
    (proposal, round): (u64, u64),
    delegate: PersonId,
    tally: &mut Tally,
    state: &mut Overlay<'_>,
) -> TakenBack {
    let key = (proposal, round, delegate);
    let own = OWN.get(state, &key).unwrap_or_default().count.saturating_add(1);
    OWN.put(state, &key, &Count { count: own });
    let lighter = lighten((proposal, round), delegate, tally, state);
    lighter.unwrap_or(TakenBack { delegate, weight: None })
}

/// Undoes that one who delegated to somebody voted themselves: they left, and count for neither.
pub(super) fn give_back(
    (proposal, round): (u64, u64),
    delegate: PersonId,
    state: &mut Overlay<'_>,
) {
    let key = (proposal, round, delegate);
    let count = OWN.get(state, &key).unwrap_or_default().count.saturating_sub(1);
    if count == 0 {
        OWN.remove(state, &key);
    } else {
        OWN.put(state, &key, &Count { count });
    }
}

/// Takes one vote off the ballot of a delegate, if there is one.
pub(super) fn lighten(
    (proposal, round): (u64, u64),
    delegate: PersonId,
    tally: &mut Tally,
    state: &mut Overlay<'_>,
) -> Option<TakenBack> {
    let key = (proposal, round, delegate);
    let mut cast = BALLOT.get(state, &key)?;
    cast.weight = cast.weight.saturating_sub(1);
    tally.take(cast.ballot.choice(), 1);
    let less = |ballots: u64| ballots.saturating_sub(1);
    piles::change(cast.ballot.choice(), (proposal, round), less, state);
    tally.roll.change(&CastBy { ballot: &cast.ballot, person: &delegate, weight: cast.weight });
    BALLOT.put(state, &key, &cast);
    Some(TakenBack { delegate, weight: Some(cast.weight) })
}
