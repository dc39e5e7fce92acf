//! How a vote ends, and what comes of it: a second vote, a grace period, the effect, the result.

use polity_types::refusal::Explain as _;
use polity_types::{Hash, Timestamp, canonical};

use super::apply::{move_to, open_voting, wait, waits_for_voters};
use super::count::Counted;
use super::electorate::Bodies;
use super::error::GovernanceError;
use super::event::GovernanceEvent;
use super::state::{
    ARGUER_PREFIX, ARGUMENTS, BALLOT_PREFIX, BODIES, CONTENT, ELECTOR_PREFIX, OBJECTION_PREFIX,
    OWN_PREFIX, PILE_PREFIX, PROPOSAL, RESULT, TALLY,
};
use super::types::{Brought, Frozen, Item, Outcome, Proposal, ProposalResult, Stage, Target};
use super::vote::Verdict;
use super::{
    alternatives, asked, conviction, delegation, deposit, drafts, electorate, floor, leavers,
    piles, query, season, sweep, turnout,
};
use crate::charter_text::{Body, Method};
use crate::frame::agenda;
use crate::frame::context::{Authority, Context};
use crate::frame::execute::EnactmentFailure;
use crate::frame::module::{Due, Enactment, Origin};
use crate::frame::refused::Refused;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{breach, charter, exit, membership, panels};
use crate::{Action, Event};

/// Ends a vote. Reads the tally, and where options are chosen these and the piles, never the ballots
/// (GOV-9).
pub(super) fn close(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Due {
    let (frozen, bodies) = leavers::standing(state, number, &proposal).unwrap_or_default();
    let Frozen { delegations, is_alone, is_later, roll, .. } = frozen;
    if is_later {
        leavers::close(number, state);
        proposal.electorate = Some(frozen);
        if !bodies.is_empty() {
            BODIES.put(state, &number, &Bodies { bodies: bodies.clone() });
        }
    }
    // What is delegated counts in later votes, too, but for those after that of one alone.
    if let Some(vote) = delegations.filter(|_| is_alone) {
        delegation::close_vote(&proposal.procedure, vote, state);
    }
    let tally = TALLY.get(state, &number).unwrap_or_default();
    let (round, eligible) = (proposal.round, roll.count);
    let mut verdict = electorate::verdict(&proposal.terms, round, eligible, &tally, &bodies);
    if proposal.terms.asks(round) == Method::Conviction {
        let is_reached = conviction::is_reached(number, &proposal, context.running, state);
        verdict = if is_reached { Verdict::Passed } else { Verdict::Rejected };
        conviction::close(number, state);
        // Those decided who were there when there was enough, not when it was brought.
        let now = electorate::now(state, number, &proposal.terms.electorate).0;
        proposal.electorate = proposal.electorate.map(|frozen| {
            let Frozen { is_alone, moment, residents, roll, .. } = now;
            Frozen { is_alone, moment, residents, roll, ..frozen }
        });
    }
    if let Some(season) = proposal.electorate.and_then(|frozen| frozen.season) {
        let is_void = verdict == Verdict::NoQuorum;
        season::close_vote(season, (number, round), is_void, context, state);
    }
    let mut events = Vec::new();
    if verdict == Verdict::Passed && proposal.terms.asks(round).has_options() {
        let counted = piles::count_all(number, &proposal, state);
        verdict = if counted.chosen.is_empty() { Verdict::Rejected } else { verdict };
        proposal.chosen.clone_from(&counted.chosen);
        proposal.powers = CONTENT.get(state, &number).unwrap_or_default().powers(&counted.chosen);
        proposal.account = Some(Hash::of(&canonical::to_bytes(&counted.account)));
        let Counted { account, chosen } = counted;
        events.push(GovernanceEvent::Counted { account, chosen, proposal: number, round }.into());
    }
    if proposal.terms.electorate.has_members() {
        turnout::note(eligible, tally.votes(), state);
    }
    let step = format!("{number:016}/{round:016}/");
    sweep::later(format!("{PILE_PREFIX}/{step}"), tally.options, context, state);
    // Only where somebody's own ballot came in place of a delegate's is there anything.
    let own = delegations.map_or(0, |_| tally.roll.count.max(u64::from(is_later)));
    sweep::later(format!("{OWN_PREFIX}/{step}"), own, context, state);
    let seats = proposal.terms.electorate.bodies().filter_map(Body::seats);
    let seats = seats.fold(0, u64::saturating_add);
    sweep::later(format!("{ELECTOR_PREFIX}/{step}"), seats, context, state);
    let (until, enactment, back) = after_vote(number, proposal, verdict, context, state);
    let proposal = number;
    let closed =
        GovernanceEvent::VotingClosed { bodies, eligible, proposal, round, tally, until, verdict };
    events.push(closed.into());
    events.extend(back);
    if !PROPOSAL.has(state, &number) {
        events.extend(panels::over(number, context, state));
    }
    Due { events, enactment }
}

/// Leads a proposal on from the end of a vote: to its second one, its grace period, its effect or
/// its end. Returns when what comes next comes, and what comes of its end.
fn after_vote(
    number: u64,
    mut proposal: Proposal,
    verdict: Verdict,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (Option<Timestamp>, Option<Enactment>, Vec<Event>) {
    if verdict != Verdict::Passed {
        let back = end(number, &proposal, Outcome::Rejected { verdict }, context, state);
        return (None, None, back);
    }
    let confirm = proposal.terms.confirms(proposal.round);
    let (stage, item) = if confirm.is_some() {
        (Stage::Confirming, Item::VotingOpens { proposal: number })
    } else {
        (Stage::Grace, Item::GraceEnds { proposal: number })
    };
    proposal.members = Some(membership::query::rolls(state).members.count);
    let wait = confirm.unwrap_or_else(|| query::grace(&proposal, &context.charter));
    let mut until = context.running.after(wait);
    if stage == Stage::Grace {
        until = query::paused_until(&proposal, context.running, state).max(until);
    }
    if stage == Stage::Grace && until <= context.running {
        PROPOSAL.put(state, &number, &proposal);
        return (Some(until), Some(enactment(number, proposal, state)), Vec::new());
    }
    // What those decide who are stopped waits for nothing, and is kept apart from nobody.
    if stage == Stage::Grace
        && let Some(failed) = stopped(number, &proposal, context, state)
    {
        return (None, None, failed);
    }
    if stage == Stage::Grace {
        exit::decided(Target::Proposal { number }, &proposal.chosen, context, state);
    }
    move_to(stage, until, item, &mut proposal, context, state);
    PROPOSAL.put(state, &number, &proposal);
    (Some(until), None, Vec::new())
}

/// Lets a proposal take effect, unless its objections suffice by now, or the lines of its actions
/// make it wait longer than when it passed.
pub(super) fn take_effect(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Due {
    if query::is_challenged(state, &proposal, &context.charter) {
        return Due { events: vote_again(number, proposal, context, state), enactment: None };
    }
    let until = proposal.since.after(query::grace(&proposal, &context.charter));
    let until = query::paused_until(&proposal, context.running, state).max(until);
    if until > context.running {
        proposal.place = agenda::put(state, until, Item::GraceEnds { proposal: number });
        PROPOSAL.put(state, &number, &proposal);
        let postponed = GovernanceEvent::Postponed { proposal: number, until };
        return Due { events: vec![postponed.into()], enactment: None };
    }
    Due { events: Vec::new(), enactment: Some(enactment(number, proposal, state)) }
}

/// Has members decide on what passed, because enough of them object; once. What they decided themselves they
/// vote on again; what an office or a panel decided goes to a decision of theirs, as a stopped act does (POW-8).
pub(super) fn vote_again(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    if proposal.terms.electorate.is_led_by_members() {
        exit::reopened(Target::Proposal { number }, context, state);
        proposal.is_sent_back = true;
        // What an act that members stopped would do is noted since then, with what others did of it meanwhile.
        if proposal.challenged.is_none() {
            let content = CONTENT.get(state, &number).unwrap_or_default();
            charter::sent_back(number, content.acts(&proposal.chosen), state);
        }
        let objected = floor::objected((number, &proposal), &context.charter, state);
        proposal.terms = proposal.terms.of_stopped(objected);
        (proposal.since, proposal.stage) = (context.running, Stage::Confirming);
        if leavers::bound(state, number, &proposal).is_none() {
            let members = membership::query::rolls(state).members.count;
            proposal.brought = Brought { at: context.running, members };
        }
        if let Some(until) = waits_for_voters((number, &proposal), context, state) {
            return wait(number, proposal, until, state).events;
        }
        proposal.round = proposal.round.saturating_add(1);
        return vec![open_voting(number, proposal, context, state)];
    }
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let actions: Vec<Action> = content.acts(&proposal.chosen).cloned().collect();
    let what = (actions, proposal.text);
    let objections = proposal.objections.count;
    let stopped = (Target::Proposal { number }, objections);
    let (opened, events) = charter::to_members(stopped, what, context, state);
    let stopped = GovernanceError::Stopped { objections };
    let sent = |opened| GovernanceError::SentToMembers { objections, opened };
    let refusal = opened.map_or(stopped, sent).refusal();
    let outcome = Outcome::Failed { place: 0, refused: Refused::from(&refusal) };
    let back = end(number, &proposal, outcome, context, state);
    let failed = GovernanceEvent::Failed { index: 0, proposal: number, refusal };
    [vec![failed.into()], back, panels::over(number, context, state), events].concat()
}

/// Proposals that are looked at in one step when somebody is stopped. Unit: proposals.
const STOPPED_READ: usize = 50;

/// Ends the decisions in their grace period, after the one with the number `after`, of those who are stopped by a claim
/// that was upheld: they would find the same refusal when they take effect (BRE-10). So many in one step: returns what
/// happened, and the last that was looked at, if there may be more.
pub fn end_stopped(
    after: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (Vec<Event>, Option<u64>) {
    let page = query::proposals(state, Some(after), STOPPED_READ);
    let last = page.last().filter(|_| page.len() == STOPPED_READ).map(|(number, _)| *number);
    let mut events = Vec::new();
    for (number, proposal) in page.into_iter().filter(|(_, one)| one.stage == Stage::Grace) {
        if let Some(failed) = stopped(number, &proposal, context, state) {
            agenda::strike(state, proposal.place);
            events.extend(failed);
            events.extend(panels::over(number, context, state));
        }
    }
    (events, last)
}

/// Ends a decision that would spend and was taken by those who are stopped. Returns what comes of that.
fn stopped(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Vec<Event>> {
    let _ = breach::query::frozen_decision(state, &context.charter, &proposal.procedure)?;
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let authority = Authority::Decision { procedure: proposal.procedure.clone(), proposal: number };
    let by = context.acting_as(authority);
    let mut acts = content.acts(&proposal.chosen).enumerate();
    let (index, refusal) = acts
        .find_map(|(index, action)| Some((index, charter::query::stopped(action, &by, state)?)))?;
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    let outcome = Outcome::Failed { place: index, refused: Refused::from(&refusal) };
    let back = end(number, proposal, outcome, context, state);
    let failed = GovernanceEvent::Failed { index, proposal: number, refusal };
    Some([vec![failed.into()], back].concat())
}

fn enactment(number: u64, proposal: Proposal, state: &dyn StateView) -> Enactment {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let actions = content.acts(&proposal.chosen).cloned().collect();
    let authority = Authority::Decision { procedure: proposal.procedure, proposal: number };
    Enactment { actions, authority, origin: Origin::Proposal(number) }
}

/// Hears what came of a decision whose grace period ended.
pub fn enacted(
    number: u64,
    outcome: Result<Vec<Event>, EnactmentFailure>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some(proposal) = PROPOSAL.get(state, &number) else { return Vec::new() };
    match outcome {
        Ok(mut events) => {
            let back = end(number, &proposal, Outcome::Done, context, state);
            events.push(GovernanceEvent::Enacted { proposal: number }.into());
            events.extend(back);
            events.extend(panels::over(number, context, state));
            events
        }
        Err(EnactmentFailure { index, refusal }) => {
            let index = u64::try_from(index).unwrap_or(u64::MAX);
            let outcome = Outcome::Failed { place: index, refused: Refused::from(&refusal) };
            let back = end(number, &proposal, outcome, context, state);
            let failed = GovernanceEvent::Failed { index, proposal: number, refusal };
            [vec![failed.into()], back, panels::over(number, context, state)].concat()
        }
    }
}

/// Removes a proposal and leaves its result; what hangs on it leaves in steps (GOV-10). Returns what
/// becomes of the money that its author put down.
pub(super) fn end(
    number: u64,
    proposal: &Proposal,
    outcome: Outcome,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    PROPOSAL.remove(state, &number);
    CONTENT.remove(state, &number);
    leavers::close(number, state);
    conviction::close(number, state);
    if let Some(vote) = proposal.electorate.and_then(|frozen| frozen.delegations) {
        delegation::close_vote(&proposal.procedure, vote, state);
    }
    let sent_back = proposal.is_sent_back.then_some(Target::Proposal { number });
    if let Some(stopped) = proposal.challenged.or(sent_back) {
        let acts = content.by_option().map(|(_, action)| action);
        charter::voted(number, stopped, acts, context, state);
    }
    drafts::leave(number, proposal, context, state);
    exit::over(Target::Proposal { number }, context, state);
    let tally = TALLY.get(state, &number).unwrap_or_default();
    let settled = deposit::settle(number, proposal, &outcome, &tally, context, state);
    let arguments = ARGUMENTS.get(state, &number).unwrap_or_default();
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
    asked::settle(number, (proposal, &content), (&outcome, &tally, &bodies), context, state);
    TALLY.remove(state, &number);
    ARGUMENTS.remove(state, &number);
    BODIES.remove(state, &number);
    // Until now they said who carried it, and so does not leave at the value before it (EXI-9).
    let cast = u64::from(proposal.electorate.is_some());
    sweep::later(format!("{BALLOT_PREFIX}/{number:016}/"), cast, context, state);
    sweep::later(format!("{ARGUER_PREFIX}/{number:016}/"), arguments.count, context, state);
    alternatives::remove(number, proposal, context, state);
    let objections = proposal.objections.count;
    sweep::later(format!("{OBJECTION_PREFIX}/{number:016}/"), objections, context, state);
    let acts: Vec<&Action> = content.acts(&proposal.chosen).collect();
    let options = content.contest.as_ref().map_or(&[][..], |contest| &contest.options);
    let title = |chosen: &u64| {
        let option = usize::try_from(*chosen).ok().and_then(|place| options.get(place));
        option.map(|option| option.title.clone())
    };
    let result = ProposalResult {
        account: proposal.account,
        actions: Hash::of(&canonical::to_bytes(&acts)),
        arguments,
        author: proposal.author,
        by: (!bodies.is_empty()).then(|| proposal.terms.electorate.clone()),
        bodies,
        challenged: proposal.challenged,
        chosen: proposal.chosen.iter().filter_map(title).collect(),
        closed: context.now,
        electorate: proposal.electorate,
        outcome,
        procedure: proposal.procedure.clone(),
        tally,
        text: proposal.text,
    };
    RESULT.put(state, &number, &result);
    settled
}
