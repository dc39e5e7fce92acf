//! `check`: whether an act of governance may happen now. Reads only.

use std::collections::BTreeSet;

use polity_types::{Amount, Hash, OperationId, PersonId, Timestamp, canonical};

use super::action::GovernanceAction;
use super::alternatives::Alternative;
use super::delegation::{DELEGATION_MAX, DELEGATIONS_MAX, Delegate, NewDelegation};
use super::deposit::PutDown;
use super::drafts::SPONSORED_MAX;
use super::error::GovernanceError;
use super::purse::{self, Paid};
use super::state::{ARGUER, ARGUMENTS, BALLOT, OBJECTION, PROPOSAL, SPONSOR, SPONSORED, WAITS};
use super::types::{
    ACTIONS_BYTES_MAX, ACTIONS_MAX, ARGUMENTS_MAX, ARGUMENTS_OF_OTHERS_MAX,
    ARGUMENTS_PER_PERSON_MAX, COSTS_MAX, OPEN_PER_PERSON_MAX, Proposal, Side, Stage, Target, Terms,
};
use super::vote::{Ballot, Cast, Choice, Contest};
use super::{alternatives, asked, conviction, count, delegation, deposit, drafts, leavers, query};
use crate::charter_text::scan::is_forbidden;
use crate::charter_text::{
    ActionClass, BallotForm, Charter, Elects, Method, NAME_CHARS_MAX, Procedure, Who,
};
use crate::frame::context::Context;
use crate::frame::roll::Roll;
use crate::frame::state::StateView;
use crate::modules::charter::CharterAction;
use crate::modules::offices::OfficesAction;
use crate::modules::treasury::Posting;
use crate::modules::{charter, membership, panels, spending};
use crate::{Action, registry};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Argue {
        author: PersonId,
        proposal: u64,
        side: Side,
        text: Hash,
    },
    CastBallot {
        before: Option<Cast>,
        /// In which bodies the voter is, by their places in the electorate.
        bodies: Vec<usize>,
        cast: Cast,
        /// Who would have voted for the voter, if this is the voter's first ballot.
        delegate: Option<PersonId>,
        number: u64,
        /// What the ballot binds, where it binds anything.
        paid: Option<Paid>,
        round: u64,
        voter: PersonId,
    },
    Back {
        alternative: Box<Alternative>,
        member: PersonId,
        /// The proposal and the number of the alternative.
        vote: (u64, u64),
    },
    Delegate(NewDelegation),
    Offer {
        number: u64,
        offered: Box<(Alternative, Proposal)>,
    },
    ObjectToAct {
        member: PersonId,
        number: u64,
    },
    ObjectToProposal {
        member: PersonId,
        number: u64,
        proposal: Box<Proposal>,
    },
    Propose {
        actions: Vec<Action>,
        author: PersonId,
        contest: Option<Contest>,
        /// What the author puts down.
        deposit: Option<Posting>,
        procedure: String,
        terms: Box<Terms>,
        text: Hash,
    },
    Sponsor {
        member: PersonId,
        number: u64,
        proposal: Box<Proposal>,
    },
    Undelegate {
        person: PersonId,
        topic: String,
    },
    Withdraw {
        number: u64,
        proposal: Box<Proposal>,
    },
    WithdrawVersion {
        alternative: Box<Alternative>,
        /// The proposal and the number of the alternative.
        vote: (u64, u64),
    },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`GovernanceError`].
pub(super) fn check(
    action: &GovernanceAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, GovernanceError> {
    let by = || GovernanceError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        GovernanceAction::Argue { proposal, side, text } => {
            check_argue(*proposal, person, state)?;
            Change::Argue { author: person, proposal: *proposal, side: *side, text: *text }
        }
        GovernanceAction::CastBallot { ballot, proposal, replaces, round } => {
            let vote = (*proposal, *round);
            check_ballot(ballot, vote, *replaces, person, context, state)?
        }
        GovernanceAction::Delegate { delegate, replaces, topic, until } => {
            check_delegate((*delegate, topic), *replaces, *until, person, context, state)?
        }
        GovernanceAction::Object { target } => check_object(*target, person, state)?,
        GovernanceAction::Propose { actions, contest, deposit, procedure, text } => {
            let what = (actions.as_slice(), contest.as_ref(), deposit.as_ref());
            check_propose(what, procedure, *text, person, context, state)?
        }
        GovernanceAction::Offer { actions, proposal, text, title } => {
            let (actions, title) = (actions.clone(), title.clone());
            let sponsors = Roll::default();
            let (author, is_withdrawn, text) = (person, false, *text);
            let offered = Alternative { actions, author, is_withdrawn, sponsors, text, title };
            let offered = alternatives::check_offer(*proposal, offered, context, state)?;
            Change::Offer { number: *proposal, offered: Box::new(offered) }
        }
        GovernanceAction::Sponsor { alternative: Some(place), proposal } => {
            let vote = (*proposal, *place);
            let alternative = Box::new(alternatives::check_back(vote, person, context, state)?);
            Change::Back { alternative, member: person, vote }
        }
        GovernanceAction::Sponsor { alternative: None, proposal } => {
            check_sponsor(*proposal, person, context, state)?
        }
        GovernanceAction::Undelegate { topic } => {
            // Looked for in what there is: any text may be asked, not any is part of a key.
            let all = delegation::delegations(state, person);
            let is_there = all.iter().any(|(known, _)| known == topic);
            let asked = topic.chars().take(NAME_CHARS_MAX).collect();
            require(is_there, GovernanceError::NoDelegation { person, topic: asked })?;
            Change::Undelegate { person, topic: topic.clone() }
        }
        GovernanceAction::Withdraw { alternative: Some(place), proposal } => {
            let vote = (*proposal, *place);
            let alternative = alternatives::check_withdraw(vote, person, context, state)?;
            Change::WithdrawVersion { alternative: Box::new(alternative), vote }
        }
        GovernanceAction::Withdraw { alternative: None, proposal: number } => {
            let proposal = open(*number, state)?;
            let is_author = proposal.author == Some(person);
            require(is_author, GovernanceError::NotAuthor(*number))?;
            let stages = [Stage::Draft, Stage::Queued, Stage::Discussion];
            require_stage(*number, &proposal, &stages)?;
            // Who would not have those on whom the lot fell does not have others drawn.
            let bodies = proposal.terms.electorate.bodies();
            let is_drawn = panels::query::has_fallen(state, *number, bodies, context.now);
            let stage = "decided on by people on whom the lot has fallen";
            require(!is_drawn, GovernanceError::OtherStage { proposal: *number, stage })?;
            Change::Withdraw { number: *number, proposal: Box::new(proposal) }
        }
    };
    Ok(Admitted(change))
}

fn check_propose(
    (actions, contest, given): (&[Action], Option<&Contest>, Option<&PutDown>),
    procedure: &str,
    text: Hash,
    author: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, GovernanceError> {
    let rule = procedure_named(procedure, &context.charter)?;
    let mut terms = Terms::from(rule);
    check_shape(actions, contest, procedure, terms.method)?;
    let all = contest.iter().flat_map(|contest| &contest.options).flat_map(|one| &one.actions);
    check_carried_all(actions.iter().chain(all), procedure, context, state)?;
    let lists = contest.iter().flat_map(|contest| &contest.options).map(|one| &one.actions[..]);
    for list in std::iter::once(actions).chain(lists) {
        check_amend_last(list)?;
    }
    check_request(actions, rule, state)?;
    require(context.records.record(&text).is_some(), GovernanceError::NoText(text))?;
    let options = contest.iter().flat_map(|contest| &contest.options);
    let own = actions.to_vec();
    let lists: Vec<&Vec<Action>> =
        std::iter::once(&own).chain(options.map(|option| &option.actions)).collect();
    asked::check(&lists, &terms.electorate, context, state)?;
    let actual = query::open_of(state, author);
    require(actual < OPEN_PER_PERSON_MAX, GovernanceError::TooManyOpen { actual })?;
    deposit::check_measure(author, rule, context.running, state)?;
    let deposit = deposit::check(given, rule, author, context, state)?;
    if deposit.is_some() {
        // Money stands for members who support it.
        terms.sponsors = 0;
    }
    let waits = drafts::first_stage(Some(author), terms.sponsors, state) != Stage::Discussion;
    require(!waits || !WAITS.has(state, &author), GovernanceError::OneWaits(author))?;
    let (actions, contest) = (actions.to_vec(), contest.cloned());
    let (procedure, terms) = (procedure.to_owned(), Box::new(terms));
    Ok(Change::Propose { actions, author, contest, deposit, procedure, terms, text })
}

/// Decides whether a member may support a draft (GOV-50). It is a right of every member past probation.
fn check_sponsor(
    number: u64,
    member: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, GovernanceError> {
    let proposal = open(number, state)?;
    require_stage(number, &proposal, &[Stage::Draft])?;
    let is_full = membership::query::is_full_member(state, member);
    require(is_full, GovernanceError::NotFullMember(member))?;
    let is_own = proposal.author == Some(member);
    require(!is_own, GovernanceError::OwnProposal(member))?;
    let is_new = !SPONSOR.has(state, &(number, member));
    require(is_new, GovernanceError::AlreadySponsors(member))?;
    let actual = SPONSORED.get(state, &member).unwrap_or_default().count;
    require(actual < SPONSORED_MAX, GovernanceError::TooManySponsored { actual })?;
    asked::check_draft(number, &proposal, context, state)?;
    Ok(Change::Sponsor { member, number, proposal: Box::new(proposal) })
}

fn procedure_named<'a>(
    asked: &str,
    charter: &'a Charter,
) -> Result<&'a Procedure, GovernanceError> {
    charter.decision(asked).ok_or_else(|| GovernanceError::NoProcedure {
        asked: asked.chars().take(NAME_CHARS_MAX).collect(),
        known: listed(charter.decisions.iter().map(|known| known.id.as_str())),
    })
}

/// Decides whether a request by conviction pays from its fund alone, and could pass (GOV-23).
fn check_request(
    actions: &[Action],
    rule: &Procedure,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    let Some(terms) = &rule.conviction else { return Ok(()) };
    let (asset, fund) = (terms.asset.clone(), terms.fund.clone());
    let procedure = rule.id.clone();
    let asked = conviction::asked(actions, terms);
    let asked = asked.ok_or(GovernanceError::RequestActions { asset, fund, procedure })?;
    let (is_within, holds) = conviction::is_within(asked, terms, state);
    let (fund, most) = (terms.fund.clone(), terms.most);
    require(is_within, GovernanceError::RequestTooLarge { asked, fund, holds, most })
}

/// Decides whether a change of the charter comes last of what is done together (GOV-3).
pub(super) fn check_amend_last(actions: &[Action]) -> Result<(), GovernanceError> {
    let is_amend = |action: &Action| matches!(action, Action::Charter(CharterAction::Amend { .. }));
    let count = actions.len();
    let place = actions.iter().position(is_amend).map(|at| at.saturating_add(1));
    let early = place.filter(|place| *place < count);
    early.map_or(Ok(()), |index| Err(GovernanceError::AmendNotLast { index, count }))
}

/// Decides whether a proposal has the actions or the options that its method needs (GOV-2, GOV-11).
fn check_shape(
    actions: &[Action],
    contest: Option<&Contest>,
    procedure: &str,
    method: Method,
) -> Result<(), GovernanceError> {
    let (has_options, actual) = (method.has_options(), actions.len());
    let is_fitting = contest.is_some() == has_options && (!has_options || actual == 0);
    let unfit = || GovernanceError::Contest {
        has_options,
        method: method.name(),
        procedure: procedure.to_owned(),
    };
    is_fitting.then_some(()).ok_or_else(unfit)?;
    let least = usize::from(contest.is_none());
    require((least..=ACTIONS_MAX).contains(&actual), GovernanceError::ActionCount { actual })?;
    let bytes = |options: &Contest| canonical::to_bytes(options).len();
    let actual = contest.map_or_else(|| canonical::to_bytes(actions).len(), bytes);
    require(actual <= ACTIONS_BYTES_MAX, GovernanceError::ActionBytes { actual })?;
    contest.map_or(Ok(()), |contest| check_contest(contest, method))
}

/// Decides whether a method can choose from a contest (GOV-11, GOV-12).
fn check_contest(contest: &Contest, method: Method) -> Result<(), GovernanceError> {
    let (options, name) = (contest.options.len(), method.name());
    let max = method.options_max();
    let wrong_count = GovernanceError::OptionCount { actual: options, max, method: name };
    require((2..=max).contains(&options), wrong_count)?;
    let mut titles = BTreeSet::new();
    for (index, option) in contest.options.iter().enumerate() {
        let title = option.title.as_str();
        require(is_title(title) && titles.insert(title), GovernanceError::OptionTitle(index))?;
        let actual = option.actions.len();
        require(actual <= ACTIONS_MAX, GovernanceError::ActionCount { actual })?;
    }
    let several = u64::try_from(options).unwrap_or(u64::MAX).saturating_sub(1);
    let most = if method.elects() == Elects::Several { several } else { 1 };
    let allowed = if most == 1 { "1".to_owned() } else { format!("1 to {most}") };
    let actual = contest.choose;
    let wrong = GovernanceError::Choose { actual, allowed, method: name, options };
    require((1..=most).contains(&actual), wrong)?;
    let default = contest.options.last().map_or(0, |option| option.actions.len());
    let is_fine = method != Method::Debian || default == 0;
    require(is_fine, GovernanceError::DefaultOption(name, default))?;
    check_budget(contest, method)
}

/// Returns whether a text can be the title of an option (GOV-11).
pub(super) fn is_title(title: &str) -> bool {
    let is_visible = title.trim() == title && !title.chars().any(is_forbidden);
    (1..=NAME_CHARS_MAX).contains(&title.chars().count()) && is_visible
}

/// Decides whether a contest has money to give where its method gives some (GOV-12).
pub(super) fn check_budget(contest: &Contest, method: Method) -> Result<(), GovernanceError> {
    let is_needed = method.elects() == Elects::Budget;
    let has_one = contest.budget.as_ref().is_some_and(|budget| budget.amount.is_positive());
    let is_fine = has_one == is_needed && contest.budget.is_some() == is_needed;
    require(is_fine, GovernanceError::Budget { is_needed })?;
    let Some(budget) = &contest.budget else { return Ok(()) };
    let mut sum = budget.amount;
    for (index, option) in contest.options.iter().enumerate() {
        let actual = count::cost(option, &budget.asset);
        sum = sum.plus(actual).unwrap_or(Amount::MAX);
        let is_fine = actual.is_positive() && sum.minor_units() < COSTS_MAX;
        require(is_fine, GovernanceError::OptionCost { actual, index })?;
    }
    Ok(())
}

/// Decides whether the charter names the procedure for each of some actions, and what they rest on is
/// there (GOV-3).
pub(super) fn check_carried_all<'a>(
    actions: impl Iterator<Item = &'a Action>,
    procedure: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    // As people count, from 1: as everything that is tried out is told.
    for (index, action) in (1_usize..).zip(actions) {
        check_carried(index, action, procedure, &context.charter)?;
        // What it would pay is kept apart from those who leave: so it must be known (EXI-8).
        spending::query::check_named(action, state)
            .map_err(|refusal| GovernanceError::Unforeseen { index, refusal })?;
        registry::foresee(action, context)
            .map_err(|refusal| GovernanceError::Unforeseen { index, refusal })?;
    }
    Ok(())
}

/// Decides whether the charter names the procedure for an action (GOV-3).
fn check_carried(
    index: usize,
    action: &Action,
    procedure: &str,
    charter: &Charter,
) -> Result<(), GovernanceError> {
    let spec = registry::spec(action);
    let action_name = spec.name();
    // Only an election seats: whoever proposes would else choose who is on the ballot.
    let is_seat = matches!(action, Action::Offices(OfficesAction::Seat { .. }));
    let is_decided = spec.action.class == ActionClass::Power
        && !is_seat
        && !spec.action.is_personal
        && !matches!(action, Action::Governance(_));
    require(is_decided, GovernanceError::NotDecided { index, action: action_name })?;
    let is_its = |who: &Who| matches!(who, Who::Decision(id) if id == procedure);
    let is_carried = charter.lines_for(action_name).any(|power| is_its(&power.who));
    let may: Vec<String> =
        charter.lines_for(action_name).map(|power| charter::query::words(&power.who)).collect();
    require(
        is_carried,
        GovernanceError::NotCarried {
            index,
            action: action_name,
            procedure: procedure.to_owned(),
            may: listed(may.iter().map(String::as_str)),
        },
    )
}

fn check_argue(
    number: u64,
    author: PersonId,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    let proposal = open(number, state)?;
    let stages = [Stage::Draft, Stage::Queued, Stage::Discussion, Stage::Voting, Stage::Confirming];
    require_stage(number, &proposal, &stages)?;
    let actual = ARGUER.get(state, &(number, author)).unwrap_or_default().count;
    require(actual < ARGUMENTS_PER_PERSON_MAX, GovernanceError::TooManyArguments { actual })?;
    let all = ARGUMENTS.get(state, &number).unwrap_or_default().count;
    let is_member = membership::query::is_member(state, author);
    let max = if is_member { ARGUMENTS_MAX } else { ARGUMENTS_OF_OTHERS_MAX };
    require(all < max, GovernanceError::ArgumentsFull { max })
}

fn check_ballot(
    ballot: &Ballot,
    (number, round): (u64, u64),
    replaces: Option<OperationId>,
    voter: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, GovernanceError> {
    let proposal = open(number, state)?;
    if proposal.stage == Stage::Grace {
        let stage = proposal.stage.word();
        return Err(GovernanceError::VoteIsOver { proposal: number, stage });
    }
    require_stage(number, &proposal, &[Stage::Voting])?;
    // The agenda may be behind: the end of voting is the end.
    let is_over = context.running >= proposal.place.at;
    let over = GovernanceError::OtherStage { proposal: number, stage: "past the end of its vote" };
    require(!is_over, over)?;
    let actual = proposal.round;
    require(round == actual, GovernanceError::OtherRound { given: round, actual })?;
    let bodies = leavers::bodies_of(state, number, &proposal, voter);
    if bodies.is_empty() {
        return Err(leavers::refused(state, number, &proposal, voter));
    }
    let asked = (number, proposal.terms.asks(proposal.round));
    ballot.choice().check(asked, proposal.options)?;
    if let Choice::Object(reason) = ballot.choice() {
        require(context.records.record(reason).is_some(), GovernanceError::NoText(*reason))?;
    }
    let before = BALLOT.get(state, &(number, proposal.round, voter));
    let actual = before.as_ref().map(|cast| cast.operation);
    require(replaces == actual, GovernanceError::Replaces { given: replaces, actual })?;
    // A preview has no operation, and what it would write is dropped.
    let operation = context.operation.unwrap_or(OperationId(Hash::default()));
    let weight = before.as_ref().map_or_else(
        || delegation::weight_in(state, number, &proposal, &bodies, voter),
        |before| before.weight,
    );
    // Who has a ballot took their vote back with the first one.
    let is_first = before.is_none();
    let delegate = is_first.then(|| delegation::delegate_in(state, &proposal, voter)).flatten();
    let cast = Cast { ballot: ballot.clone(), operation, weight };
    let paid = purse::pay(ballot.choice(), (number, &proposal), voter, state)?;
    let round = proposal.round;
    Ok(Change::CastBallot { before, bodies, cast, delegate, number, paid, round, voter })
}

/// Decides whether a member may name who votes for them (GOV-16, GOV-19). No condition on the
/// member's standing but that of full membership may be added here: it is a right.
fn check_delegate(
    (delegate, topic): (PersonId, &str),
    replaces: Option<OperationId>,
    until: Option<Timestamp>,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, GovernanceError> {
    let procedure = procedure_named(topic, &context.charter)?;
    let most = procedure.delegation.ok_or(GovernanceError::NotDelegable(topic.to_owned()))?;
    let is_full = membership::query::is_full_member(state, person);
    require(is_full, GovernanceError::NotFullMember(person))?;
    require(delegate != person, GovernanceError::OwnDelegate(person))?;
    let since = membership::query::full_since(state, delegate);
    let since = since.ok_or(GovernanceError::NotFullMember(delegate))?;
    if let Some(until) = until {
        let (now, last) = (context.running, context.running.after(DELEGATION_MAX));
        let wrong = GovernanceError::DelegationUntil { last, now, until };
        require(now < until && until <= last, wrong)?;
    }
    let before = delegation::delegation(state, person, topic);
    let actual = before.map(|before| before.operation);
    let stale = GovernanceError::DelegationReplaces { given: replaces, actual };
    require(replaces == actual, stale)?;
    let actual = delegation::topics_of(state, person);
    let has_room = before.is_some() || actual < DELEGATIONS_MAX;
    require(has_room, GovernanceError::TooManyDelegations { actual })?;
    let is_same = before.is_some_and(|before| before.delegate == delegate && !before.is_void);
    let actual = delegation::carried(state, topic, delegate);
    let max = most.largest_of(membership::query::rolls(state).full.count);
    let full = GovernanceError::DelegateFull { actual, delegate, max, topic: topic.to_owned() };
    require(is_same || actual < max, full)?;
    // A preview has no operation, and what it would write is dropped.
    let operation = context.operation.unwrap_or(OperationId(Hash::default()));
    let (delegate, topic) =
        (Delegate { is_left: false, person: delegate, since }, topic.to_owned());
    Ok(Change::Delegate(NewDelegation { delegate, operation, person, topic, until }))
}

/// Decides whether a member may object. No condition on the member's standing may ever be added
/// here: POW-7 is a right.
pub(super) fn check_object(
    target: Target,
    member: PersonId,
    state: &dyn StateView,
) -> Result<Change, GovernanceError> {
    let is_member = membership::query::is_member(state, member);
    require(is_member, GovernanceError::NotMember(member))?;
    match target {
        Target::Act { number } => {
            let is_there = charter::query::act(state, number).is_some();
            require(is_there, GovernanceError::NoAct(number))?;
            let is_new = !charter::query::has_objected(state, number, member);
            require(is_new, GovernanceError::AlreadyObjected(member))?;
            Ok(Change::ObjectToAct { member, number })
        }
        Target::Proposal { number } => {
            let proposal = open(number, state)?;
            let is_by_ballot = proposal.terms.asks(proposal.round).form() == BallotForm::Consent;
            // While a vote on what passed by silence waits, its method is still that of the first.
            if is_by_ballot && !matches!(proposal.stage, Stage::Confirming | Stage::Grace) {
                let stage = proposal.stage.word();
                return Err(GovernanceError::ObjectsByBallot { proposal: number, stage });
            }
            require_stage(number, &proposal, &[Stage::Grace])?;
            let is_new = !OBJECTION.has(state, &(number, member));
            require(is_new, GovernanceError::AlreadyObjected(member))?;
            Ok(Change::ObjectToProposal { member, number, proposal: Box::new(proposal) })
        }
    }
}

pub(super) fn open(number: u64, state: &dyn StateView) -> Result<Proposal, GovernanceError> {
    PROPOSAL.get(state, &number).ok_or(GovernanceError::NoProposal(number))
}

pub(super) fn require_stage(
    number: u64,
    proposal: &Proposal,
    stages: &[Stage],
) -> Result<(), GovernanceError> {
    let stage = proposal.stage.word();
    let is_there = stages.contains(&proposal.stage);
    require(is_there, GovernanceError::OtherStage { proposal: number, stage })
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}

/// Returns `error` unless `holds`.
pub(super) fn require(holds: bool, error: GovernanceError) -> Result<(), GovernanceError> {
    if holds { Ok(()) } else { Err(error) }
}
