//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Hash, PersonId, Timestamp, canonical};

use super::count::Counted;
use super::delegation::DelegationEnd;
use super::deposit::PutDown;
use super::event::GovernanceEvent;
use super::rules::{Admitted, Change};
use super::state::{
    ARGUER_PREFIX, ARGUMENTS, BALLOT_PREFIX, BODIES, CONTENT, COUNTS, ELECTOR_PREFIX, OBJECTION,
    OBJECTION_PREFIX, OWN_PREFIX, PILE_PREFIX, PROPOSAL, RESULT, TALLY,
};
use super::types::{
    Content, Count, Frozen, Item, Outcome, Proposal, ProposalResult, Stage, Target, Terms,
};
use super::vote::{Contest, Tally, Verdict};
use super::{
    alternatives, ballots, conviction, delegation, deposit, drafts, electorate, piles, query,
    season, sweep, turnout,
};
use crate::charter_text::{Body, Method, Procedure};
use crate::frame::agenda;
use crate::frame::context::{Authority, Context};
use crate::frame::execute::EnactmentFailure;
use crate::frame::module::{Due, Enactment, Origin};
use crate::frame::refused::Refused;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::{Movement, Posting, post};
use crate::modules::{charter, exit, membership, panels};
use crate::{Action, Event};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match admitted.0 {
        Change::Argue { author, proposal, side, text } => {
            vec![ballots::argue(author, proposal, side, text, state).into()]
        }
        Change::CastBallot { before, bodies, cast, delegate, number, paid, round, voter } => {
            ballots::count_in_bodies(number, &bodies, before.as_ref(), &cast, state);
            let vote = (number, round);
            let paid = (delegate, paid);
            vec![ballots::cast_ballot(before, cast, paid, vote, voter, context, state).into()]
        }
        Change::Delegate(new) => vec![delegation::give(new, state).into()],
        Change::Back { alternative, member, vote } => {
            vec![alternatives::back(vote, *alternative, member, state).into()]
        }
        Change::Offer { number, offered } => {
            vec![alternatives::offer(number, *offered, state).into()]
        }
        Change::ObjectToAct { member, number } => object_to_act(member, number, context, state),
        Change::ObjectToProposal { member, number, proposal } => {
            object(member, number, *proposal, context, state)
        }
        Change::Propose { actions, author, contest, deposit, procedure, terms, text } => {
            let text = Some(text);
            let source = Source { author: Some(author), challenged: None, deposit, text };
            open((actions, contest), procedure, *terms, source, context, state).1
        }
        Change::Sponsor { member, number, proposal } => {
            drafts::sponsor(number, *proposal, member, context, state)
        }
        Change::Undelegate { person, topic } => {
            let ended = delegation::end(person, &topic, DelegationEnd::Withdrawn, state);
            ended.into_iter().map(Event::from).collect()
        }
        Change::WithdrawVersion { alternative, vote } => {
            vec![alternatives::withdraw(vote, *alternative, state).into()]
        }
        Change::Withdraw { number, proposal } => {
            agenda::strike(state, proposal.place);
            let back = end(number, &proposal, Outcome::Withdrawn, context, state);
            let withdrawn = GovernanceEvent::Withdrawn { proposal: number };
            [vec![withdrawn.into()], back, panels::over(number, context, state)].concat()
        }
    }
}

fn object_to_act(
    member: PersonId,
    number: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let target = Target::Act { number };
    let before = charter::query::act(state, number).map_or(0, |act| act.objections.count);
    let objections = before.saturating_add(1);
    let objected = GovernanceEvent::Objected { member, objections, target };
    [vec![objected.into()], charter::object(number, member, context, state)].concat()
}

/// Notes the objection of a member who leaves against what waits. Nothing happens if there is nothing
/// to object to.
pub fn object_to(
    target: Target,
    member: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match target {
        Target::Act { number } => object_to_act(member, number, context, state),
        Target::Proposal { number } => PROPOSAL
            .get(state, &number)
            .map(|proposal| object(member, number, proposal, context, state))
            .unwrap_or_default(),
    }
}

/// Opens the election of an office, which nobody's choice of words or of options can bend.
pub fn open_election(
    what: (Vec<Action>, Option<Contest>),
    procedure: &Procedure,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    let source = Source { author: None, challenged: None, deposit: None, text: None };
    open(what, procedure.id.clone(), procedure.into(), source, context, state)
}

/// Where a proposal comes from.
struct Source {
    author: Option<PersonId>,
    challenged: Option<u64>,
    deposit: Option<Posting>,
    text: Option<Hash>,
}

/// Opens a proposal to do what a challenged act would have done, and returns its number.
pub fn open_challenged(
    action: Action,
    act: u64,
    procedure: &Procedure,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    let source = Source { author: None, challenged: Some(act), deposit: None, text: None };
    // Where the procedure chooses among options, or counts conviction, the act is put to yes or no all the same.
    let terms = Terms::from(procedure);
    let is_chosen = terms.method.has_options() || terms.method == Method::Conviction;
    let method = if is_chosen { Method::YesNo } else { terms.method };
    let (what, terms) = ((vec![action], None), Terms { method, ..terms });
    open(what, procedure.id.clone(), terms, source, context, state)
}

fn open(
    (actions, contest): (Vec<Action>, Option<Contest>),
    procedure: String,
    terms: Terms,
    source: Source,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    let mut counts = COUNTS.get(state).unwrap_or_default();
    counts.made = counts.made.saturating_add(1);
    COUNTS.put(state, &counts);
    let number = counts.made;
    let Source { author, challenged, deposit, text } = source;
    if let Some(author) = author {
        deposit::note(author, number, &procedure, context, state);
    }
    let put_down = deposit.as_ref().map(|deposit| {
        let Movement { amount, asset, .. } = deposit.movement();
        PutDown { amount: *amount, asset: asset.clone() }
    });
    let held = deposit.map(|deposit| post(deposit, context, state)).unwrap_or_default();
    let opens = context.running.after(terms.discussion);
    let content = Content { actions, contest };
    let mut proposal = Proposal {
        account: None,
        alternatives: 0,
        author,
        challenged,
        chosen: Vec::new(),
        electorate: None,
        is_deposited: put_down.is_some(),
        is_sent_back: false,
        members: None,
        objections: Roll::default(),
        options: content.options(),
        place: drafts::nowhere(opens),
        powers: content.powers(&[]),
        procedure: procedure.clone(),
        proposed: context.now,
        round: 1,
        since: context.running,
        sponsors: Roll::default(),
        stage: drafts::first_stage(author, terms.sponsors, state),
        terms,
        text,
    };
    let begun = drafts::begin(number, &mut proposal, context, state);
    PROPOSAL.put(state, &number, &proposal);
    CONTENT.put(state, &number, &content);
    exit::proposed(Target::Proposal { number }, content.by_option(), state);
    let rule = context.charter.decision(&procedure).and_then(|rule| rule.conviction.as_ref());
    if let Some(rule) = rule.filter(|_| proposal.terms.method == Method::Conviction) {
        conviction::open(number, &content.actions, rule, context.running, state);
    }
    let drawn = convene(number, &proposal, context, state);
    let Content { actions, contest } = content;
    let proposed = GovernanceEvent::Proposed {
        actions,
        author,
        challenged,
        contest,
        deposit: put_down,
        opens,
        procedure,
        proposal: number,
        text,
    };
    let proposed = std::iter::once(Event::from(proposed)).chain(held);
    (number, proposed.chain(begun).chain(drawn).collect())
}

/// Has the panels drawn that decide a proposal, once it is discussed, without its author and whom its
/// acts name.
pub(super) fn convene(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let electorate = &proposal.terms.electorate;
    let has_panels = electorate.bodies().any(|body| matches!(body, Body::Panel(_)));
    if !has_panels || proposal.stage != Stage::Discussion {
        return Vec::new();
    }
    let acts = serde_json::to_value(CONTENT.get(state, &number)).unwrap_or_default();
    let named = panels::query::named_in(&acts);
    panels::convene(number, electorate, (proposal.author, &named), context, state)
}

/// Notes an objection to a proposal that passed; enough of them send it to a second vote (POW-8).
fn object(
    member: PersonId,
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    OBJECTION.put(state, &(number, member), &Count { count: 1 });
    proposal.objections.add(&member);
    let objections = proposal.objections.count;
    let target = Target::Proposal { number };
    let mut events = vec![GovernanceEvent::Objected { member, objections, target }.into()];
    if query::is_challenged(state, &proposal, &context.charter) {
        agenda::strike(state, proposal.place);
        send_back(number, &mut proposal, state);
        events.push(open_voting(number, proposal, context, state));
    } else {
        PROPOSAL.put(state, &number, &proposal);
    }
    events
}

/// Has a proposal voted on again, because enough members object; once.
fn send_back(number: u64, proposal: &mut Proposal, state: &mut Overlay<'_>) {
    exit::reopened(Target::Proposal { number }, state);
    proposal.is_sent_back = true;
    proposal.round = proposal.round.saturating_add(1);
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let number = match item {
        Item::DelegationClears { person, topic } => {
            delegation::clear_given(person, topic, state);
            return Due::default();
        }
        Item::DelegationLapses { person, topic } => {
            let ended = delegation::end(person, &topic, DelegationEnd::Lapsed, state);
            return Due { events: ended.into_iter().map(Event::from).collect(), enactment: None };
        }
        Item::LoadClears { person, topic } => {
            delegation::clear_load(person, topic, state);
            return Due::default();
        }
        Item::RecordsGo {} => {
            sweep::some(context, state);
            return Due::default();
        }
        Item::PlaceFree {} => {
            return Due { events: drafts::place_free(context, state), enactment: None };
        }
        Item::SeasonEnds { season } => {
            season::end(season, context, state);
            return Due::default();
        }
        Item::BroughtClears { person, procedure } => {
            deposit::clear(person, procedure, context, state);
            return Due::default();
        }
        Item::ConvictionDue { proposal } => return convinced(proposal, context, state),
        Item::DraftLapses { proposal }
        | Item::GraceEnds { proposal }
        | Item::VotingEnds { proposal }
        | Item::VotingOpens { proposal } => proposal,
    };
    let Some(proposal) = PROPOSAL.get(state, &number) else { return Due::default() };
    match proposal.stage {
        Stage::Confirming => {
            let next = Proposal { round: proposal.round.saturating_add(1), ..proposal };
            Due { events: vec![open_voting(number, next, context, state)], enactment: None }
        }
        Stage::Discussion => {
            let mut proposal = proposal;
            let joined = alternatives::join(number, &mut proposal, state);
            let joined = joined.into_iter().map(Event::from);
            let opened = open_voting(number, proposal, context, state);
            Due { events: joined.chain([opened]).collect(), enactment: None }
        }
        Stage::Draft => {
            let back = end(number, &proposal, Outcome::Lapsed, context, state);
            let lapsed = GovernanceEvent::Lapsed { proposal: number };
            Due { events: [vec![lapsed.into()], back].concat(), enactment: None }
        }
        Stage::Grace => take_effect(number, proposal, context, state),
        Stage::Queued => Due::default(),
        Stage::Voting => close(number, proposal, context, state),
    }
}

/// Ends the vote on a request that has enough conviction (GOV-25).
fn convinced(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Some(proposal) = PROPOSAL.get(state, &number) else { return Due::default() };
    let is_open = proposal.stage == Stage::Voting;
    if !is_open || !conviction::is_reached(number, &proposal, context.running, state) {
        return Due::default();
    }
    agenda::strike(state, proposal.place);
    close(number, proposal, context, state)
}

/// Ends what somebody who leaves delegated or supported. What was delegated to them counts no more by
/// itself.
pub fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let undelegated = delegation::end_all(person, DelegationEnd::Left, state);
    [undelegated, conviction::left(person, state)].concat()
}

/// Ends what somebody whose vote rests delegated, and what they support where only members past probation
/// do: nobody else carries what they cannot cast.
pub fn rested(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let undelegated = delegation::end_all(person, DelegationEnd::Rested, state);
    [undelegated, conviction::rested(person, state)].concat()
}

/// Freezes the electorate and opens a vote (GOV-7).
fn open_voting(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Event {
    let closes = context.running.after(proposal.terms.voting);
    let (round, electorate) = (proposal.round, &proposal.terms.electorate);
    let mut frozen = electorate::freeze(number, round, electorate, state);
    if proposal.terms.counts_delegations() {
        frozen.delegations = Some(delegation::open_vote(&proposal.procedure, closes, state));
    }
    if proposal.terms.asks(proposal.round).is_paid() {
        frozen.season = proposal.terms.season.map(|terms| season::open_vote(terms, context, state));
    }
    proposal.electorate = Some(frozen);
    move_to(
        Stage::Voting,
        closes,
        Item::VotingEnds { proposal: number },
        &mut proposal,
        context,
        state,
    );
    TALLY.put(state, &number, &Tally::default());
    PROPOSAL.put(state, &number, &proposal);
    let (delegations, eligible, round) = (frozen.delegations, frozen.roll.count, proposal.round);
    GovernanceEvent::VotingOpened { closes, delegations, eligible, proposal: number, round }.into()
}

fn move_to(
    stage: Stage,
    at: polity_types::Timestamp,
    item: Item,
    proposal: &mut Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    proposal.place = agenda::put(state, at, item);
    proposal.since = context.running;
    proposal.stage = stage;
}

/// Ends a vote. Reads the tally, and where options are chosen these and the piles, never the ballots
/// (GOV-9).
fn close(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Due {
    let Frozen { delegations, roll, .. } = proposal.electorate.unwrap_or_default();
    if let Some(vote) = delegations {
        delegation::close_vote(&proposal.procedure, vote, state);
    }
    let tally = TALLY.get(state, &number).unwrap_or_default();
    let (round, eligible) = (proposal.round, roll.count);
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
    let mut verdict = electorate::verdict(&proposal.terms, round, eligible, &tally, &bodies);
    if proposal.terms.asks(round) == Method::Conviction {
        let is_reached = conviction::is_reached(number, &proposal, context.running, state);
        verdict = if is_reached { Verdict::Passed } else { Verdict::Rejected };
        conviction::close(number, state);
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
    let own = delegations.map_or(0, |_| tally.roll.count);
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
    if stage == Stage::Grace {
        exit::decided(Target::Proposal { number }, &proposal.chosen, state);
    }
    move_to(stage, until, item, &mut proposal, context, state);
    PROPOSAL.put(state, &number, &proposal);
    (Some(until), None, Vec::new())
}

/// Lets a proposal take effect, unless its objections suffice by now, or the lines of its actions
/// make it wait longer than when it passed.
fn take_effect(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Due {
    if query::is_challenged(state, &proposal, &context.charter) {
        send_back(number, &mut proposal, state);
        let opened = open_voting(number, proposal, context, state);
        return Due { events: vec![opened], enactment: None };
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
fn end(
    number: u64,
    proposal: &Proposal,
    outcome: Outcome,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    PROPOSAL.remove(state, &number);
    CONTENT.remove(state, &number);
    conviction::close(number, state);
    if let Some(act) = proposal.challenged {
        charter::voted(act, context, state);
    }
    drafts::leave(number, proposal, context, state);
    exit::over(Target::Proposal { number }, state);
    let tally = TALLY.get(state, &number).unwrap_or_default();
    let settled = deposit::settle(number, proposal, &outcome, &tally, context, state);
    let arguments = ARGUMENTS.get(state, &number).unwrap_or_default();
    let bodies = BODIES.get(state, &number).unwrap_or_default().bodies;
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
