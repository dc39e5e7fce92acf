//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId, Hash, PersonId, canonical};

use super::event::CharterEvent;
use super::query::{self, Line};
use super::rules::{Admitted, Change};
use super::state::{
    ACT, ACT_OF, ANNOUNCED, CONSENT, CURRENT, ENTERING, OBJECTION, PENDING, RELYING, RESULT,
    VERSION,
};
use super::types::{
    Act, ActEnd, ActResult, CLEARED_PER_ITEM_MAX, Consent, Count, Current, Fraction, Item,
    Objection, Outflow, RelyingParties, RelyingParty, Version, Why,
};
use super::{approved, limits, matter, pause, stages, succession, usual};
use crate::frame::agenda;
use crate::frame::authority::{Permit, authorize};
use crate::frame::context::{Authority, Context};
use crate::frame::execute::EnactmentFailure;
use crate::frame::module::{ActionSpec, Due, Enactment, Origin};
use crate::frame::refused::Refused;
use crate::frame::roll::Roll;
use crate::frame::society::{self, Signing};
use crate::frame::state::Overlay;
use crate::modules::governance::Target;
use crate::modules::treasury::AccountId;
use crate::modules::{dues, exit, governance, membership, spending, treasury};
use crate::{Action, Event, registry};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.authority.words();
    let event = match admitted.0 {
        Change::Amend { charters, text } => {
            let (old, new) = *charters;
            let amended = amend(text, by, context, state);
            let stages = stages::recount(&old, &new, context.now, state);
            let assets = treasury::declare(&old.assets, &new.assets, context, state);
            dues::amended(&old, &new, context, state);
            let pauses = pause::end_dropped(&old, &new, context, state);
            succession::begin(&new, context, state);
            return [vec![amended.into()], stages, assets, pauses].concat();
        }
        Change::EndPause(pause) => {
            let ended = pause::end(&pause, false, context, state);
            return ended.into_iter().map(Event::from).collect();
        }
        Change::Pause { length, pause, text } => {
            pause::call((&pause, length), text, context, state)
        }
        Change::StepDown => succession::pass(Why::SteppedDown, context, state),
        Change::WithdrawAct { act, number } => {
            end(number, &act, ActEnd::Withdrawn, context, state);
            CharterEvent::ActWithdrawn { act: number }
        }
        Change::Consent { member, charter, operation } => {
            let version = query::current(state).version;
            left(member, state);
            let mut record = VERSION.get(state, &version).expect("the text in force is listed");
            record.consents.add(&member);
            VERSION.put(state, &version, &record);
            CONSENT.put(state, &member, &Consent { charter, operation, version });
            CharterEvent::Consented { charter, member, version }
        }
        Change::SetRelyingParties { relying_parties } => {
            RELYING.put(state, &RelyingParties { relying_parties: relying_parties.clone() });
            CharterEvent::RelyingPartiesSet { by, relying_parties }
        }
        Change::SetRulesVersion { version } => {
            let signing = society::signing(state);
            society::write_signing(state, &Signing { rules_version: version, ..signing });
            CharterEvent::RulesVersionSet { by, version }
        }
        Change::SetSigners { signers } => {
            let signing = society::signing(state);
            society::write_signing(state, &Signing { signers: signers.clone(), ..signing });
            CharterEvent::SignersSet { by, signers }
        }
    };
    vec![event.into()]
}

fn amend(text: Hash, by: String, context: &Context<'_>, state: &mut Overlay<'_>) -> CharterEvent {
    let version = query::current(state).version.saturating_add(1);
    CURRENT.put(state, &Current { hash: text, version });
    let record =
        Version { by: by.clone(), consents: Roll::default(), hash: text, since: context.now };
    VERSION.put(state, &version, &record);
    CharterEvent::Amended { by, charter: text, version }
}

/// Takes the consent of a member off the text to which it was: they leave, or agree to another.
pub fn left(member: PersonId, state: &mut Overlay<'_>) {
    let Some(Consent { version, .. }) = CONSENT.get(state, &member) else { return };
    CONSENT.remove(state, &member);
    if let Some(mut record) = VERSION.get(state, &version) {
        record.consents.remove(&member);
        VERSION.put(state, &version, &record);
    }
}

/// Puts the founding's charter in force.
pub fn genesis(
    charter: Hash,
    relying_parties: Vec<RelyingParty>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    CURRENT.put(state, &Current { hash: charter, version: 1 });
    let by = "founding".to_owned();
    let event = CharterEvent::Amended { by: by.clone(), charter, version: 1 };
    succession::begin(&context.charter, context, state);
    let record = Version { by, consents: Roll::default(), hash: charter, since: context.now };
    VERSION.put(state, &1, &record);
    if relying_parties.is_empty() {
        return vec![event.into()];
    }
    RELYING.put(state, &RelyingParties { relying_parties: relying_parties.clone() });
    let by = "founding".to_owned();
    vec![event.into(), CharterEvent::RelyingPartiesSet { by, relying_parties }.into()]
}

/// Announces an act that takes effect when its grace period ends (POW-5).
///
/// # Panics
/// If nobody announces it: only lines held by persons wait.
pub fn announce(
    action: &Action,
    line: &Line,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let author = context.person().expect("only what persons do is announced");
    let number = ANNOUNCED.get(state).unwrap_or_default().count.saturating_add(1);
    ANNOUNCED.put(state, &Count { count: number });
    let due = context.running.after(line.grace);
    let place = agenda::put(state, due, Item::ActDue { act: number });
    let act = Act {
        action: action.clone(),
        announced: context.running,
        author,
        challenge: line.challenge.map(Fraction::from),
        line: line.id.clone(),
        members: membership::query::rolls(state).members.count,
        objections: Roll::default(),
        place,
    };
    ACT.put(state, &number, &act);
    let target = Target::Act { number };
    exit::proposed((target, None), std::iter::once((None, action)), context, state);
    exit::decided(target, &[], context, state);
    ACT_OF.put(state, &(author, number), &Count { count: 1 });
    let pending = PENDING.get(state, &author).unwrap_or_default().count.saturating_add(1);
    PENDING.put(state, &author, &Count { count: pending });
    if let Some(value) = registry::value(action).filter(|_| line.is_limited) {
        limits::note(value, &line.id, due, Some(number), context, state);
    }
    let announced = CharterEvent::ActAnnounced {
        act: number,
        action: action.clone(),
        author,
        due,
        line: line.id.clone(),
    };
    vec![announced.into()]
}

/// Notes what an act under a line does, for what is at the vote, and the value that leaves, for the limit of the
/// line; what was noted when the act was announced is counted once.
pub fn spend(line: &Line, action: &Action, context: &Context<'_>, state: &mut Overlay<'_>) {
    let members = governance::said(context, state);
    matter::count(action, members.as_ref(), state);
    if members.is_none() {
        matter::note_gains(action, context, state);
    }
    let Some((asset, amount)) = registry::value(action) else { return };
    // What is left out of a batch does not leave, and so takes no room.
    let out = spending::query::left_out(action, context, state);
    let amount = amount.minus(out).unwrap_or_default();
    let entering = ENTERING.get(state).map(|entering| entering.count);
    let was_noted = entering.is_some_and(|act| {
        let left = |outflow| {
            let id = line.id.clone();
            line.is_limited.then_some(Outflow { act: None, amount, line: id, ..outflow })
        };
        limits::change(act, asset.clone(), context, state, left)
    });
    if line.is_limited && !was_noted {
        limits::note((asset, amount), &line.id, context.running, None, context, state);
    }
}

/// Hears that a request is paid (POW-15).
pub fn paid(
    number: u64,
    request: &spending::Request,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    approved::paid(number, request, context, state);
}

/// Hears that a request that may be approved will not be paid (POW-15).
pub fn unpaid(number: u64, state: &mut Overlay<'_>) {
    let _ = approved::ends(number, state);
}

/// Hears that somebody got what one person had repeat to them (POW-15).
pub fn got(to: &AccountId, of: (&AssetId, Amount), context: &Context<'_>, state: &mut Overlay<'_>) {
    usual::got(to, of, context, state);
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    match item {
        Item::ActDue { act } => take_effect(act, context, state),
        Item::PauseEnds { actions, pause, until } => {
            let ended = pause::ends(actions, pause, until, state);
            Due { events: ended.into_iter().map(Event::from).collect(), enactment: None }
        }
        Item::FounderSilent {} => {
            let passed = succession::look(context, state);
            Due { events: passed.into_iter().map(Event::from).collect(), enactment: None }
        }
        Item::GotGoes { after } => {
            usual::sweep(after.as_deref(), context, state);
            Due::default()
        }
        Item::ObjectionsGo { act, after } => {
            clear_objections(act, after.as_deref(), context, state);
            Due::default()
        }
    }
}

/// Lets an act take effect, unless enough members object or the law now makes it wait longer.
fn take_effect(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Some(act) = ACT.get(state, &number) else { return Due::default() };
    if query::is_challenged(state, &act) {
        return Due { events: stop(number, act, context, state), enactment: None };
    }
    let name = registry::spec(&act.action).name();
    if let Some(paused) = query::paused(state, name, context.running) {
        let author = context.acting_as(Authority::Person { person: act.author });
        return postpone(number, act, paused.until, &author, state);
    }
    ENTERING.put(state, &Count { count: number });
    let authority = Authority::Person { person: act.author };
    let author = context.acting_as(authority.clone());
    let grace = match authorize(&act.action, &author, state) {
        Ok(Permit::Power(line)) => Some(line.grace),
        Ok(Permit::Right) | Err(_) => None,
    };
    let lengthened = |grace| {
        let (objections, members) = (act.objections.count, act.members);
        let dissent = context.charter.dissent;
        dissent.map_or(grace, |dissent| dissent.lengthened(grace, objections, members))
    };
    let due = grace.map(|grace| act.announced.after(lengthened(grace)));
    if let Some(due) = due.filter(|due| *due > context.running) {
        ENTERING.remove(state);
        return postpone(number, act, due, &author, state);
    }
    let actions = vec![act.action];
    let enactment = Enactment { actions, authority, origin: Origin::Act(number) };
    Due { events: Vec::new(), enactment: Some(enactment) }
}

fn postpone(
    number: u64,
    mut act: Act,
    due: polity_types::Timestamp,
    author: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Due {
    act.place = agenda::put(state, due, Item::ActDue { act: number });
    ACT.put(state, &number, &act);
    if let Some((asset, _)) = registry::value(&act.action) {
        let later = |outflow| Some(Outflow { at: due, ..outflow });
        let _ = limits::change(number, asset, author, state, later);
    }
    let postponed = CharterEvent::ActPostponed { act: number, due };
    Due { events: vec![postponed.into()], enactment: None }
}

/// Hears what came of an act whose grace period ended.
pub fn enacted(
    number: u64,
    outcome: Result<Vec<Event>, EnactmentFailure>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    ENTERING.remove(state);
    let Some(act) = ACT.get(state, &number) else { return Vec::new() };
    match outcome {
        Ok(mut events) => {
            end(number, &act, ActEnd::Effected, context, state);
            events.push(CharterEvent::ActEffected { act: number }.into());
            events
        }
        Err(EnactmentFailure { refusal, .. }) => {
            let refused = Refused::from(&refusal);
            end(number, &act, ActEnd::Failed { refused }, context, state);
            vec![CharterEvent::ActFailed { act: number, refusal }.into()]
        }
    }
}

/// Notes the objection of a member to an act that waits, and stops it if enough object (POW-7).
///
/// # Panics
/// If there is no such act: `governance` checks the objection on the same overlay.
pub fn object(
    number: u64,
    member: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let mut act = ACT.get(state, &number).expect("check found the act");
    if act.author == member {
        end(number, &act, ActEnd::Withdrawn, context, state);
        return vec![CharterEvent::ActWithdrawn { act: number }.into()];
    }
    OBJECTION.put(state, &(number, member), &Objection { at: context.now });
    act.objections.add(&member);
    ACT.put(state, &number, &act);
    if query::is_challenged(state, &act) { stop(number, act, context, state) } else { Vec::new() }
}

/// Ends the acts of a person whose keys were in other hands (IDE-15).
pub fn end_acts_of(author: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for number in query::acts_of(state, author) {
        let Some(act) = ACT.get(state, &number) else { continue };
        end(number, &act, ActEnd::Withdrawn, context, state);
        events.push(CharterEvent::ActWithdrawn { act: number }.into());
    }
    events
}

/// Ends the acts of somebody who is stopped by a claim that was upheld, which would find the same refusal when they
/// take effect (BRE-7).
pub fn end_stopped_acts(
    author: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let by = context.acting_as(Authority::Person { person: author });
    let mut events = Vec::new();
    for number in query::acts_of(state, author) {
        let Some(act) = ACT.get(state, &number) else { continue };
        let Some(refusal) = query::stopped(&act.action, &by, state) else { continue };
        end(number, &act, ActEnd::Failed { refused: Refused::from(&refusal) }, context, state);
        events.push(CharterEvent::ActFailed { act: number, refusal }.into());
    }
    events
}

/// Stops an act; what it would have done goes to the vote where a decision of the members carries it.
fn stop(number: u64, act: Act, context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let what = (vec![act.action.clone()], None);
    let objections = act.objections.count;
    let stopped = (Target::Act { number }, objections);
    let (proposal, opened) = to_members(stopped, what, context, state);
    end(number, &act, ActEnd::Stopped { proposal }, context, state);
    let stopped = CharterEvent::ActStopped { act: number, objections, proposal };
    [vec![stopped.into()], opened].concat()
}

/// Puts what so many members stopped to the vote, by the decision of theirs that carries all of it: no office, and
/// no panel, lets it pass against them. Returns the proposal; none where no such decision carries it.
pub fn to_members(
    stopped: (Target, u64),
    (actions, text): (Vec<Action>, Option<Hash>),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (Option<u64>, Vec<Event>) {
    let specs = || actions.iter().map(registry::spec);
    let names: Vec<&str> = specs().map(ActionSpec::name).collect();
    let is_personal = specs().any(|spec| spec.action.is_personal);
    let procedure = context.charter.members_decide(&names).filter(|_| !is_personal);
    let Some(procedure) = procedure else { return (None, Vec::new()) };
    let what = (actions.clone(), text);
    let (proposal, events) = governance::open_challenged(what, stopped, procedure, context, state);
    sent_back(proposal, actions.iter(), state);
    (Some(proposal), events)
}

/// Notes that the members vote on what they stopped or decided: until then nobody else does it (POW-7, POW-8).
pub fn sent_back<'a>(
    proposal: u64,
    actions: impl Iterator<Item = &'a Action>,
    state: &mut Overlay<'_>,
) {
    for action in actions {
        matter::note(action, proposal, state);
    }
}

fn hash_of(action: &Action) -> Hash {
    Hash::of(&canonical::to_bytes(action))
}

/// Hears that the vote on what members stopped is over: from now on it may be done again, and what an act
/// would have moved is no longer counted against the limit of whoever announced it.
pub fn voted<'a>(
    proposal: u64,
    stopped: Target,
    actions: impl Iterator<Item = &'a Action>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    for action in actions {
        if !matter::clear(action, proposal, state) {
            continue;
        }
        let Target::Act { number } = stopped else { continue };
        let author = RESULT.get(state, &number).map(|act| act.author);
        if let Some((person, (asset, _))) = author.zip(registry::value(action)) {
            let author = context.acting_as(Authority::Person { person });
            let _ = limits::change(number, asset, &author, state, |_| None);
        }
    }
}

/// Removes an act and leaves its result.
fn end(number: u64, act: &Act, end: ActEnd, context: &Context<'_>, state: &mut Overlay<'_>) {
    ACT.remove(state, &number);
    exit::over(Target::Act { number }, context, state);
    ACT_OF.remove(state, &(act.author, number));
    agenda::strike(state, act.place);
    let pending = PENDING.get(state, &act.author).unwrap_or_default().count.saturating_sub(1);
    if pending == 0 {
        PENDING.remove(state, &act.author);
    } else {
        PENDING.put(state, &act.author, &Count { count: pending });
    }
    // What is put to the vote is counted until it is over.
    let is_counted = matches!(end, ActEnd::Effected | ActEnd::Stopped { proposal: Some(_) });
    if !is_counted && let Some((asset, _)) = registry::value(&act.action) {
        let author = context.acting_as(Authority::Person { person: act.author });
        let _ = limits::change(number, asset, &author, state, |_| None);
    }
    if act.objections.count > 0 {
        let _ =
            agenda::put(state, context.running, Item::ObjectionsGo { act: number, after: None });
    }
    let result = ActResult {
        action: hash_of(&act.action),
        author: act.author,
        end,
        ended: context.now,
        objections: act.objections,
    };
    RESULT.put(state, &number, &result);
}

/// Removes objections to an act that ended, a bounded number at a time.
fn clear_objections(act: u64, after: Option<&str>, context: &Context<'_>, state: &mut Overlay<'_>) {
    let page = OBJECTION.scan(state, &format!("{act:016}/"), after, CLEARED_PER_ITEM_MAX);
    let is_last = page.len() < CLEARED_PER_ITEM_MAX;
    let last = page.last().map(|(key, _)| key.clone());
    for (key, _) in page {
        state.remove(key);
    }
    if !is_last {
        let next = context.running.after(polity_types::Seconds(1));
        let _ = agenda::put(state, next, Item::ObjectionsGo { act, after: last });
    }
}
