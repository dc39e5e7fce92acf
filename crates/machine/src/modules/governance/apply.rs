//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Hash, PersonId, Timestamp};

use super::delegation::DelegationEnd;
use super::deposit::PutDown;
use super::event::GovernanceEvent;
use super::rules::{Admitted, Change};
use super::state::{CONTENT, COUNTS, OBJECTION, PROPOSAL, TALLY};
use super::types::{Brought, Content, Count, Item, Outcome, Proposal, Stage, Target, Terms};
use super::vote::{Contest, Tally};
use super::{
    alternatives, asked, ballots, close, conviction, delegation, deposit, drafts, electorate,
    leavers, newcomers, query, season, sweep,
};
use crate::charter_text::{Body, Method, Procedure};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
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
            let back = close::end(number, &proposal, Outcome::Withdrawn, context, state);
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
    challenged: Option<Target>,
    deposit: Option<Posting>,
    text: Option<Hash>,
}

/// Opens a proposal to do what members stopped, and returns its number.
pub fn open_challenged(
    (actions, text): (Vec<Action>, Option<Hash>),
    (challenged, objected): (Target, u64),
    procedure: &Procedure,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> (u64, Vec<Event>) {
    let source = Source { author: None, challenged: Some(challenged), deposit: None, text };
    // Where the procedure chooses among options, counts conviction, or takes silence for consent, the act is put to
    // yes or no all the same.
    let terms = Terms::from(procedure).of_stopped(objected);
    let method = if terms.asks_for_yes(1) { terms.method } else { Method::YesNo };
    let (what, terms) = ((actions, None), Terms { method, ..terms });
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
        brought: Brought {
            at: context.running,
            members: membership::query::rolls(state).members.count,
        },
        chosen: Vec::new(),
        electorate: None,
        is_deposited: put_down.is_some(),
        is_sent_back: false,
        members: None,
        objected: 0,
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
    asked::note(number, &proposal, context, state);
    let which = (Target::Proposal { number }, challenged);
    exit::proposed(which, content.by_option(), context, state);
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
    // Who is let in to object sends it back, and makes it little harder to carry (`floor::objected`).
    let is_open_to_all = leavers::bound(state, number, &proposal).is_none();
    if is_open_to_all || !leavers::bodies_of(state, number, &proposal, member).is_empty() {
        proposal.objected = proposal.objected.saturating_add(1);
    }
    let objections = proposal.objections.count;
    let target = Target::Proposal { number };
    let mut events = vec![GovernanceEvent::Objected { member, objections, target }.into()];
    if query::is_challenged(state, &proposal, &context.charter) {
        agenda::strike(state, proposal.place);
        events.extend(close::vote_again(number, proposal, context, state));
    } else {
        PROPOSAL.put(state, &number, &proposal);
    }
    events
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
        Item::AskedClears { question } => {
            asked::clear(question, context, state);
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
    if let Some(until) = waits_for_voters((number, &proposal), context, state) {
        return wait(number, proposal, until, state);
    }
    match proposal.stage {
        Stage::Confirming => {
            let next = Proposal { round: proposal.round.saturating_add(1), ..proposal };
            Due { events: vec![open_voting(number, next, context, state)], enactment: None }
        }
        Stage::Discussion => {
            let mut proposal = proposal;
            let joined = alternatives::join(number, &mut proposal, context, state);
            let joined = joined.into_iter().map(Event::from);
            let opened = open_voting(number, proposal, context, state);
            Due { events: joined.chain([opened]).collect(), enactment: None }
        }
        Stage::Draft => {
            let back = close::end(number, &proposal, Outcome::Lapsed, context, state);
            let lapsed = GovernanceEvent::Lapsed { proposal: number };
            Due { events: [vec![lapsed.into()], back].concat(), enactment: None }
        }
        Stage::Grace => close::take_effect(number, proposal, context, state),
        Stage::Queued => Due::default(),
        Stage::Voting => close::close(number, proposal, context, state),
    }
}

/// Returns until when a vote waits that would open now (GOV-60).
pub(super) fn waits_for_voters(
    proposal: (u64, &Proposal),
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Timestamp> {
    newcomers::until(proposal, context.charter.admission.probation, context.running, state)
}

/// Has a vote open later.
pub(super) fn wait(
    number: u64,
    mut proposal: Proposal,
    until: Timestamp,
    state: &mut Overlay<'_>,
) -> Due {
    proposal.place = agenda::put(state, until, Item::VotingOpens { proposal: number });
    PROPOSAL.put(state, &number, &proposal);
    let postponed = GovernanceEvent::Postponed { proposal: number, until };
    Due { events: vec![postponed.into()], enactment: None }
}

/// Ends the vote on a request that has enough conviction (GOV-25).
fn convinced(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let Some(proposal) = PROPOSAL.get(state, &number) else { return Due::default() };
    let is_open = proposal.stage == Stage::Voting;
    if !is_open || !conviction::is_reached(number, &proposal, context.running, state) {
        return Due::default();
    }
    agenda::strike(state, proposal.place);
    close::close(number, proposal, context, state)
}

/// Ends what somebody who leaves delegated or supported. What was delegated to them counts no more by
/// itself.
pub fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let unvoted = leavers::left(person, state);
    let undelegated = delegation::end_all(person, DelegationEnd::Left, state);
    [unvoted, undelegated, conviction::left(person, state)].concat()
}

/// Ends what somebody who leaves a place by their own word has to say in later votes of its residents. To be called
/// before they have left.
pub fn moved(person: PersonId, place: &str, state: &mut Overlay<'_>) -> Vec<Event> {
    leavers::moved(person, place, state)
}

/// Ends what somebody whose vote rests delegated, and what they support where only members past probation
/// do: nobody else carries what they cannot cast.
pub fn rested(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let undelegated = delegation::end_all(person, DelegationEnd::Rested, state);
    [undelegated, conviction::rested(person, state)].concat()
}

/// Freezes the electorate and opens a vote (GOV-7).
pub(super) fn open_voting(
    number: u64,
    mut proposal: Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Event {
    let closes = context.running.after(proposal.terms.voting);
    let mut frozen = electorate::freeze(number, &proposal, state);
    if proposal.terms.counts_delegations() {
        // In a later vote that is delegated which was in the first: nobody who came since adds theirs to another's.
        let open = || delegation::open_vote(&proposal.procedure, closes, state);
        frozen.delegations = Some(frozen.delegations.unwrap_or_else(open));
    }
    let before = proposal.electorate.and_then(|before| before.delegations);
    if let Some(before) = before.filter(|before| frozen.delegations != Some(*before)) {
        delegation::close_vote(&proposal.procedure, before, state);
    }
    if frozen.is_later {
        leavers::open(number, proposal.round, state);
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

pub(super) fn move_to(
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
