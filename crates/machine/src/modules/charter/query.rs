//! What pages, the command line, the frame and neighbouring modules may read of charter.

use std::collections::BTreeMap;

use bytes::Bytes;
use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Hash, PersonId, Refusal, Seconds, Timestamp};

use super::error::CharterError;
use super::state::{
    ACT, ACT_OF, ANNOUNCED, CONSENT, CURRENT, ENTERING, FOUNDER, OBJECTION, OUTFLOW, PENDING,
    RELYING, RESULT, STAGE, SUCCEEDED, VERSION, holder,
};
use super::types::{
    ACTS_PENDING_MAX, Act, ActResult, Consent, Current, Outflow, Paused, Reached, RelyingParty,
    Succeeded, Version,
};
use super::{limits, matter, pause, rules, stages, succession};
use crate::charter_text::document::Pause;
use crate::charter_text::{Charter, Diagnostic, Power, Share, Who};
use crate::frame::context::{Authority, Context};
use crate::frame::module::ActionSpec;
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::{breach, dues, governance, membership, offices};
use crate::{Action, registry};

/// A line of the charter under which an act is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line's id.
    pub id: String,
    /// Share of the members whose objection stops the act.
    pub challenge: Option<Share>,
    /// Time between the act and its effect.
    pub grace: Seconds,
    /// Whether the line limits the value that leaves under it.
    pub is_limited: bool,
    /// Who holds it.
    pub who: Who,
}

impl Line {
    /// Returns whether the act is announced first, and takes effect later.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.grace > Seconds::ZERO
    }
}

/// Checks a list of addresses at which passkeys are to work (CHA-37).
///
/// # Errors
/// The first that does not fit, as a refusal.
pub fn check_relying_parties(parties: &[RelyingParty]) -> Result<(), Refusal> {
    rules::check_relying_parties(parties).map_err(|error| error.refusal())
}

/// Reads the text of a charter under the actions of this machine.
///
/// # Errors
/// All its faults, with their place.
pub fn parse(text: &[u8]) -> Result<Charter, Vec<Diagnostic>> {
    // Bytes that are no text count as a character that does not show.
    let text = std::str::from_utf8(text).unwrap_or("\0");
    Charter::parse(text, &registry::action_names())
}

/// Returns the place of the stage that the society has reached among those of its charter.
#[must_use]
pub fn stage(charter: &Charter, state: &dyn StateView) -> usize {
    stages::reached(charter, state)
}

/// Returns the charter with its lines as the stages reached leave them.
#[must_use]
pub fn in_force(charter: Charter, state: &dyn StateView) -> Charter {
    let reached = stages::reached(&charter, state);
    at_stage(charter, reached, state)
}

/// The records on which the law in force rests: the charter's, its stage's, and which offices were
/// ever filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Vec<Option<Bytes>>);

/// The state keys of these records.
pub const PLACE_KEYS: &[&str] =
    &[CURRENT.key(), STAGE.key(), SUCCEEDED.key(), offices::query::FILLED_KEY];

/// Returns them as they stand, to be compared and nothing else.
#[must_use]
pub fn place(state: &dyn StateView) -> Place {
    Place(PLACE_KEYS.iter().map(|key| state.get(key)).collect())
}

/// Returns the text in force.
///
/// # Panics
/// If the state is not of a founded society, which no caller can reach: states begin at genesis.
#[must_use]
pub fn current(state: &dyn StateView) -> Current {
    CURRENT.get(state).expect("every state begins at genesis, which writes the charter")
}

/// Finds the line of the charter under which the authority of the context may do an action: of
/// those that fit, the one with the least grace whose limit allows it (POW-1 to POW-6).
///
/// # Errors
/// That no line gives the power, why the first line that does is not enough, or that too many acts
/// wait.
pub fn permit(
    spec: &ActionSpec,
    value: Option<(AssetId, Amount)>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Line, Refusal> {
    find(spec, value.as_ref(), context, state).map_err(|error| error.refusal())
}

fn find(
    spec: &ActionSpec,
    value: Option<&(AssetId, Amount)>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Line, CharterError> {
    let fits = |power: &&Power| holds(&power.who, context, state);
    let mut lines: Vec<&Power> = context.charter.lines_for(spec.name()).filter(fits).collect();
    lines.sort_by_key(|power| power.grace);
    let stopped = paused(state, spec.name(), context.running).filter(|_| !lines.is_empty());
    if let Some(Paused { by, pause, until, .. }) = stopped {
        let (action, now) = (spec.name(), context.running);
        return Err(CharterError::Paused { action, by, now, pause, until });
    }
    let mut refused = None;
    for power in lines {
        if let Some(claim) = frozen(spec, power, context, state) {
            let (action, by) = (spec.name(), context.authority.words());
            refused = Some(CharterError::Frozen { action, by, claim });
            continue;
        }
        match limits::check(power, spec, value, context, state) {
            Ok(()) => {
                check_pending(power, context, state)?;
                return Ok(line_of(power));
            }
            // What a line for this asset says tells more than that another is for another.
            Err(error) => {
                let is_other =
                    |error: &CharterError| matches!(error, CharterError::OtherAsset { .. });
                let said = refused.take().filter(|said| !is_other(said) || is_other(&error));
                refused = said.or(Some(error));
            }
        }
    }
    Err(refused.unwrap_or_else(|| no_power(spec.name(), context, state)))
}

/// Returns that no line gives the power to do an action: or none does for as long as dues are open (DUE-8).
fn no_power(action: &'static str, context: &Context<'_>, state: &dyn StateView) -> CharterError {
    let by = context.authority.words();
    let mut lines = context.charter.lines_for(action);
    let person = context.person().filter(|_| lines.any(|line| is_held(&line.who, context, state)));
    let account = person.and_then(|person| dues::query::account(state, person));
    match account {
        Some(account) => CharterError::Rests { action, by, count: account.open.len() },
        None => CharterError::NoPower { by, action, may: holders(action, &context.charter) },
    }
}

fn line_of(power: &Power) -> Line {
    Line {
        id: power.id.clone(),
        challenge: power.challenge,
        grace: power.grace,
        is_limited: power.up_to.is_some(),
        who: power.who.clone(),
    }
}

/// Returns why the authority of the context can do an action no more, whatever else comes: by every line that gives
/// the power they are stopped by a claim that was upheld, or none does any more (BRE-7, BRE-10).
#[must_use]
pub fn stopped(action: &Action, context: &Context<'_>, state: &dyn StateView) -> Option<Refusal> {
    let spec = registry::spec(action);
    if !spec.action.keeps_money {
        return None;
    }
    let mut stopped = None;
    for power in context.charter.lines_for(spec.name()) {
        if holds(&power.who, context, state) {
            let claim = frozen(spec, power, context, state)?;
            stopped = Some(claim);
        }
    }
    let action = spec.name();
    let error = if let Some(claim) = stopped {
        CharterError::Frozen { action, by: context.authority.words(), claim }
    } else {
        // What a decision may no more was in order when it was taken; it is looked at when it takes effect.
        let _ = context.person()?;
        no_power(action, context, state)
    };
    Some(error.refusal())
}

/// Returns the claim by which nothing is spent under a line: by who broke the commandment, or by a decision
/// of theirs (BRE-7).
fn frozen(
    spec: &ActionSpec,
    power: &Power,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<u64> {
    match &context.authority {
        _ if !spec.action.keeps_money => None,
        Authority::Decision { procedure, .. } => {
            breach::query::frozen_decision(state, &context.charter, procedure)
        }
        Authority::Person { person } => breach::query::frozen_under(state, &power.who, *person),
        Authority::Rule { .. } => None,
    }
}

/// Returns which announced act takes effect right now, if one does.
#[must_use]
pub fn entering(state: &dyn StateView) -> Option<u64> {
    ENTERING.get(state).map(|entering| entering.count)
}

/// Refuses one more act that waits, if its author has too many (POW-6).
fn check_pending(
    power: &Power,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), CharterError> {
    let Some(author) = context.person().filter(|_| power.grace > Seconds::ZERO) else {
        return Ok(());
    };
    let actual = pending(state, author);
    let is_new = ENTERING.get(state).is_none();
    if is_new && actual >= ACTS_PENDING_MAX {
        return Err(CharterError::TooManyActs { actual });
    }
    Ok(())
}

/// Returns who may do an action, in words.
fn holders(action: &str, charter: &Charter) -> String {
    let words: Vec<String> = charter.lines_for(action).map(|power| words(&power.who)).collect();
    if words.is_empty() { "no one".into() } else { words.join(", ") }
}

/// Returns who holds a power, as the charter writes it.
#[must_use]
pub fn words(who: &Who) -> String {
    match who {
        Who::Anyone => "anyone".into(),
        Who::Member => "member".into(),
        Who::MemberPastProbation => "member past probation".into(),
        Who::Founder => "founder".into(),
        Who::Importer => "importer".into(),
        Who::Office(id) => format!("office: {id}"),
        Who::Decision(id) => format!("decision: {id}"),
        Who::Rule(id) => format!("rule: {id}"),
        Who::NoOne => "no one".into(),
    }
}

/// Returns whether the authority of the context is `who`.
fn holds(who: &Who, context: &Context<'_>, state: &dyn StateView) -> bool {
    // Whose membership rests keeps every right, and what anyone may (DUE-8).
    let rests = context.person().is_some_and(|person| dues::query::is_resting(state, person));
    (*who == Who::Anyone || !rests) && is_held(who, context, state)
}

/// Returns whether the authority of the context is `who`, whatever they owe.
fn is_held(who: &Who, context: &Context<'_>, state: &dyn StateView) -> bool {
    match (&context.authority, who) {
        (Authority::Person { .. }, Who::Anyone) => true,
        (Authority::Person { person }, Who::Member) => membership::query::is_member(state, *person),
        (Authority::Person { person }, Who::MemberPastProbation) => {
            membership::query::is_full_member(state, *person)
        }
        // Who left, stepped down or fell silent holds nothing any more, whatever they founded.
        (Authority::Person { person }, Who::Founder | Who::Importer) => {
            society::founded(state).founder == *person
                && membership::query::is_member(state, *person)
                && succeeded(state).is_none()
        }
        (Authority::Person { person }, Who::Office(id)) => {
            offices::query::holds(state, id, *person)
        }
        (Authority::Decision { procedure, .. }, Who::Decision(id)) => procedure == id,
        (Authority::Rule { rule }, Who::Rule(id)) => rule == id,
        _ => false,
    }
}

/// Returns a text that is or was in force, by version.
#[must_use]
pub fn version(state: &dyn StateView, version: u64) -> Option<Version> {
    VERSION.get(state, &version)
}

/// Returns what a member last agreed to after joining; the oath is in the member's record.
#[must_use]
pub fn consent(state: &dyn StateView, member: PersonId) -> Option<Consent> {
    CONSENT.get(state, &member)
}

/// Returns whether a member's oath and consent are to older texts than the one in force.
#[must_use]
pub fn needs_consent(state: &dyn StateView, person: PersonId) -> bool {
    let in_force = current(state).hash;
    let Some(member) = membership::query::member(state, person) else { return false };
    let is_agreed = consent(state, person).is_some_and(|consent| consent.charter == in_force);
    member.oath != in_force && !is_agreed
}

/// Returns an act that waits.
#[must_use]
pub fn act(state: &dyn StateView, number: u64) -> Option<Act> {
    ACT.get(state, &number)
}

/// Returns up to `limit` acts that wait, after the one with the number `after`.
#[must_use]
pub fn acts(state: &dyn StateView, after: Option<u64>, limit: usize) -> Vec<(u64, Act)> {
    let after = after.map(|number| ACT.key(&number));
    let page = ACT.scan(state, "", after.as_deref(), limit);
    let number = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    page.into_iter().filter_map(|(key, act)| Some((number(&key)?, act))).collect()
}

/// Returns what stays of an act that ended.
#[must_use]
pub fn act_result(state: &dyn StateView, number: u64) -> Option<ActResult> {
    RESULT.get(state, &number)
}

/// Decides whether an act may be done or announced, as far as it is not put to the vote because members
/// stopped it, in whatever words (POW-7, POW-8, POW-15). `members`: what they said, if it is they who act.
///
/// # Errors
/// That it is.
pub fn check_at_vote(
    action: &Action,
    members: Option<&governance::Said>,
    state: &dyn StateView,
) -> Result<(), Refusal> {
    matter::check(action, members, state).map_err(|error| error.refusal())
}

/// Returns what a list of acts does and to whom, by hashes, without what is said about it (POW-15), and how much
/// of which asset somebody gets by each thing in all.
#[must_use]
pub fn matters(
    actions: &[Action],
    state: &dyn StateView,
) -> BTreeMap<Hash, Option<(AssetId, Amount)>> {
    matter::of_all(actions, state)
}

/// Returns how many acts of a person wait.
#[must_use]
pub fn pending(state: &dyn StateView, person: PersonId) -> u64 {
    PENDING.get(state, &person).unwrap_or_default().count
}

/// Returns whether a member objected to an act that waits.
#[must_use]
pub fn has_objected(state: &dyn StateView, act: u64, member: PersonId) -> bool {
    OBJECTION.has(state, &(act, member))
}

/// Returns how many objections stop an act, of the members there are now or were when it was
/// announced, whichever are fewer: nobody outnumbers an objection by admitting people. `None`: none
/// stop it.
#[must_use]
pub fn objections_needed(state: &dyn StateView, act: &Act) -> Option<u64> {
    let members = membership::query::rolls(state).members.count.min(act.members);
    act.challenge.map(|share| share.smallest_of(members))
}

/// Returns the acts of a person that wait, of which there are at most [`ACTS_PENDING_MAX`].
#[must_use]
pub fn acts_of(state: &dyn StateView, author: PersonId) -> Vec<u64> {
    let most = usize::try_from(ACTS_PENDING_MAX).unwrap_or(usize::MAX);
    let page = ACT_OF.scan(state, &format!("{author}/"), None, most);
    let number = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    page.iter().filter_map(|(key, _)| number(key)).collect()
}

/// Returns whether enough members object to an act to stop it (POW-7).
#[must_use]
pub(super) fn is_challenged(state: &dyn StateView, act: &Act) -> bool {
    objections_needed(state, act).is_some_and(|needed| act.objections.count >= needed)
}

/// Returns what left, or is announced to leave, under lines with a limit.
#[must_use]
pub fn outflows(state: &dyn StateView, authority: &Authority, asset: &AssetId) -> Vec<Outflow> {
    OUTFLOW.get(state, &(holder(authority), asset.clone())).unwrap_or_default().outflows
}

/// Returns how many acts were ever announced: the number of the last one.
#[must_use]
pub fn announced(state: &dyn StateView) -> u64 {
    ANNOUNCED.get(state).unwrap_or_default().count
}

/// Returns the state key of how many acts were announced, for proofs.
#[must_use]
pub fn announced_key() -> &'static str {
    ANNOUNCED.key()
}

/// Returns the state keys under which an act stands, waiting or over, for proofs.
#[must_use]
pub fn act_keys(number: u64) -> [String; 2] {
    [ACT.key(&number), RESULT.key(&number)]
}

/// Returns the state key that says whether an action is paused, for proofs.
#[must_use]
pub fn paused_key(action: &str) -> String {
    pause::state_key(action)
}

/// Returns whether somebody who holds a pause may not call it at an instant of running time, since it is on, or was
/// not long ago (POW-11). `by`: their identifier.
#[must_use]
pub fn pause_rests(pause: &Pause, by: &str, state: &dyn StateView, running: Timestamp) -> bool {
    pause::rests(pause, by, state, running)
}

/// Returns the addresses at which passkeys work.
#[must_use]
pub fn relying_parties(state: &dyn StateView) -> Vec<RelyingParty> {
    RELYING.get(state).unwrap_or_default().relying_parties
}

/// Returns the state key of the text in force, for proofs.
#[must_use]
pub fn current_key() -> &'static str {
    CURRENT.key()
}

/// Returns the state key of an act that waits, for proofs.
#[must_use]
pub fn act_key(number: u64) -> String {
    ACT.key(&number)
}

/// Returns the emergency pause that stops an action at an instant of running time.
#[must_use]
pub fn paused(state: &dyn StateView, action: &str, running: Timestamp) -> Option<Paused> {
    pause::paused(state, action, running)
}

/// Returns the actions that are paused at an instant of running time, in the order of their names.
#[must_use]
pub fn all_paused(state: &dyn StateView, running: Timestamp) -> Vec<(String, Paused)> {
    pause::all(state, running)
}

/// Returns the stage that the society has reached and since when, in time of day; none before the
/// first that comes after the founding.
#[must_use]
pub fn stage_reached(state: &dyn StateView) -> Option<Reached> {
    STAGE.get(state)
}

/// Returns the charter with its lines as the stage at a place leaves them, to look ahead: with the
/// offices that were filled.
#[must_use]
pub fn at_stage(charter: Charter, place: usize, state: &dyn StateView) -> Charter {
    succession::in_force(stages::in_force(charter, place, state), state)
}

/// Returns that the founder is gone, and why; none as long as not.
#[must_use]
pub fn succeeded(state: &dyn StateView) -> Option<Succeeded> {
    SUCCEEDED.get(state)
}

/// Returns from when on the founder's silence is counted, in running time and in time of day; none where
/// no charter asked.
#[must_use]
pub fn founder_heard(state: &dyn StateView) -> Option<(Timestamp, Timestamp)> {
    FOUNDER.get(state).map(|heard| (heard.at, heard.time))
}

/// Returns the state keys that say what comes of the founder's powers, for proofs.
#[must_use]
pub fn founder_keys() -> [&'static str; 2] {
    [FOUNDER.key(), SUCCEEDED.key()]
}

/// Returns whether the authority of the context holds what a line says now, limits aside.
#[must_use]
pub fn is_holder(who: &Who, context: &Context<'_>, state: &dyn StateView) -> bool {
    holds(who, context, state)
}

/// Returns the most that the authority of the context could move under a line before `length` is
/// over, given what it moved. `None`: the line has no limit.
#[must_use]
pub fn most_within(
    power: &Power,
    length: Seconds,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Amount> {
    limits::most_within(power, length, context, state)
}
