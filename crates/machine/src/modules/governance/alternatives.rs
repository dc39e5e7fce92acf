//! Other versions of a proposal, brought by others while it is discussed, and joined with it into one contest
//! when voting opens (GOV-56 to GOV-58).

use std::cmp::Reverse;

use polity_types::{Hash, PersonId, canonical};
use serde::{Deserialize, Serialize};

use super::error::GovernanceError;
use super::event::GovernanceEvent;
use super::rules::{self, require};
use super::state::{ALTERNATIVE, ALTERNATIVE_PREFIX, BACKER, BACKER_PREFIX, CONTENT, PROPOSAL};
use super::types::{ACTIONS_MAX, Content, Count, Proposal, Stage, Target};
use super::vote::{Contest, ContestOption};
use super::{count, sweep};
use crate::Action;
use crate::charter_text::{Elects, Method};
use crate::frame::context::Context;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{exit, membership};

/// Most alternatives to one proposal. Unit: alternatives. Source: GOV-56.
pub const ALTERNATIVES_MAX: u64 = 64;
/// Most bytes that the actions of one alternative take in canonical form. Source: GOV-56.
pub const ALTERNATIVE_BYTES_MAX: usize = 4 * 1_024;
/// What the proposal is called among its alternatives.
const AS_PROPOSED: &str = "As proposed";

/// How versions of a proposal are chosen among, as its procedure had it when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternativeTerms {
    /// By which method.
    pub method: Method,
    /// How many other members must support an alternative. Unit: members.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sponsors: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

/// Another version of a proposal that is discussed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// What is done if it is chosen, in order.
    pub actions: Vec<Action>,
    /// Who brought it.
    pub author: PersonId,
    /// Whether who brought it withdrew it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_withdrawn: bool,
    /// The members who support it.
    pub sponsors: Roll,
    /// Hash of its text, a public record.
    pub text: Hash,
    /// What it is called.
    pub title: String,
}

/// Returns the alternatives to a proposal that is discussed and that stand, in the order in which they came.
pub(super) fn all(state: &dyn StateView, proposal: u64) -> Vec<(u64, Alternative)> {
    let mut brought = brought(state, proposal);
    brought.retain(|(_, one)| !one.is_withdrawn);
    brought
}

/// Returns the alternatives that were brought to a proposal, those withdrawn among them.
fn brought(state: &dyn StateView, proposal: u64) -> Vec<(u64, Alternative)> {
    // By their keys, one by one, since whoever checks proofs has no list to scan.
    let count = PROPOSAL.get(state, &proposal).map_or(0, |open| open.alternatives);
    let one = |place: u64| Some((place, ALTERNATIVE.get(state, &(proposal, place))?));
    (1..=count.min(ALTERNATIVES_MAX)).filter_map(one).collect()
}

/// Decides whether a person may bring another version of a proposal (GOV-56).
pub(super) fn check_offer(
    number: u64,
    offered: Alternative,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(Alternative, Proposal), GovernanceError> {
    let proposal = discussed(number, context, state)?;
    let by = || GovernanceError::NoAlternatives(proposal.procedure.clone());
    let terms = proposal.terms.alternatives.ok_or_else(by)?;
    let Alternative { actions, author, text, title, .. } = &offered;
    let least = usize::from(!proposal.terms.method.has_options());
    let actual = actions.len();
    require((least..=ACTIONS_MAX).contains(&actual), GovernanceError::ActionCount { actual })?;
    let actual = canonical::to_bytes(actions).len();
    require(actual <= ALTERNATIVE_BYTES_MAX, GovernanceError::AlternativeBytes { actual })?;
    rules::check_carried_all(actions.iter(), &proposal.procedure, context, state)?;
    rules::check_amend_last(actions)?;
    require(context.records.record(text).is_some(), GovernanceError::NoText(*text))?;
    let mut others = brought(state, number);
    let is_first = others.iter().all(|(_, other)| other.author != *author);
    require(is_first, GovernanceError::AlreadyOffered(*author))?;
    others.retain(|(_, other)| !other.is_withdrawn);
    let actual = proposal.alternatives;
    require(actual < ALTERNATIVES_MAX, GovernanceError::AlternativesFull { actual })?;
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let options = content.contest.iter().flat_map(|contest| &contest.options);
    let mut titles = options.clone().map(|option| option.title.as_str());
    let is_taken = titles.any(|known| known == title)
        || others.iter().any(|(_, other)| other.title == *title)
        || title == AS_PROPOSED;
    require(rules::is_title(title) && !is_taken, GovernanceError::AlternativeTitle)?;
    let mut known = options.map(|option| &option.actions);
    let is_same = content.contest.is_none() && content.actions == *actions
        || known.any(|known| known == actions)
        || others.iter().any(|(_, other)| other.actions == *actions);
    require(!is_same, GovernanceError::SameAlternative)?;
    if terms.method.elects() == Elects::Budget {
        let added = option_of(&offered);
        rules::check_budget(&with(&content, vec![added], terms.method), terms.method)?;
    }
    Ok((offered, proposal))
}

/// Decides whether a member may support another version of a proposal (GOV-57).
pub(super) fn check_back(
    (number, place): (u64, u64),
    member: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Alternative, GovernanceError> {
    discussed(number, context, state)?;
    let alternative = standing(number, place, state)?;
    let is_full = membership::query::is_full_member(state, member);
    require(is_full, GovernanceError::NotFullMember(member))?;
    require(alternative.author != member, GovernanceError::OwnProposal(member))?;
    let is_new = !BACKER.has(state, &(number, place, member));
    require(is_new, GovernanceError::AlreadySponsors(member))?;
    Ok(alternative)
}

/// Decides whether a person may withdraw another version of a proposal (GOV-59).
pub(super) fn check_withdraw(
    (number, place): (u64, u64),
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Alternative, GovernanceError> {
    discussed(number, context, state)?;
    let alternative = standing(number, place, state)?;
    let others = GovernanceError::NotItsAuthor { alternative: place, proposal: number };
    require(alternative.author == person, others)?;
    Ok(alternative)
}

/// Returns a proposal that is still discussed. The agenda may be behind: the end of the discussion is
/// the end.
fn discussed(
    number: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Proposal, GovernanceError> {
    let proposal = rules::open(number, state)?;
    rules::require_stage(number, &proposal, &[Stage::Discussion])?;
    let over = GovernanceError::OtherStage { proposal: number, stage: "past its discussion" };
    require(context.running < proposal.place.at, over)?;
    Ok(proposal)
}

/// Returns another version that stands.
fn standing(
    number: u64,
    place: u64,
    state: &dyn StateView,
) -> Result<Alternative, GovernanceError> {
    let none = GovernanceError::NoAlternative { alternative: place, proposal: number };
    let found = ALTERNATIVE.get(state, &(number, place));
    found.filter(|alternative| !alternative.is_withdrawn).ok_or(none)
}

/// Withdraws another version: its place stays taken, so that nobody uses the places up.
pub(super) fn withdraw(
    (number, place): (u64, u64),
    alternative: Alternative,
    state: &mut Overlay<'_>,
) -> GovernanceEvent {
    let withdrawn = Alternative { is_withdrawn: true, ..alternative };
    ALTERNATIVE.put(state, &(number, place), &withdrawn);
    GovernanceEvent::VersionWithdrawn { alternative: place, proposal: number }
}

/// Writes another version of a proposal.
pub(super) fn offer(
    number: u64,
    (offered, mut proposal): (Alternative, Proposal),
    state: &mut Overlay<'_>,
) -> GovernanceEvent {
    let place = proposal.alternatives.saturating_add(1);
    proposal.alternatives = place;
    PROPOSAL.put(state, &number, &proposal);
    ALTERNATIVE.put(state, &(number, place), &offered);
    let Alternative { actions, author, text, title, .. } = offered;
    GovernanceEvent::Offered { actions, alternative: place, author, proposal: number, text, title }
}

/// Notes that a member supports another version of a proposal.
pub(super) fn back(
    (number, place): (u64, u64),
    mut alternative: Alternative,
    member: PersonId,
    state: &mut Overlay<'_>,
) -> GovernanceEvent {
    BACKER.put(state, &(number, place, member), &Count { count: 1 });
    alternative.sponsors.add(&member);
    ALTERNATIVE.put(state, &(number, place), &alternative);
    let sponsors = alternative.sponsors.count;
    GovernanceEvent::Backed { alternative: place, member, proposal: number, sponsors }
}

fn option_of(alternative: &Alternative) -> ContestOption {
    ContestOption { actions: alternative.actions.clone(), title: alternative.title.clone() }
}

/// Returns a proposal's options and more of them, as one contest.
fn with(content: &Content, added: Vec<ContestOption>, method: Method) -> Contest {
    let mut contest = content.contest.clone().unwrap_or_else(|| {
        let option =
            ContestOption { actions: content.actions.clone(), title: AS_PROPOSED.to_owned() };
        Contest { budget: None, choose: 1, options: vec![option] }
    });
    let room = method.options_max().saturating_sub(contest.options.len());
    contest.options.extend(added.into_iter().take(room));
    contest
}

/// Joins a proposal that voting opens on with the other versions that enough members support: those with
/// most support first, and of equal ones the earlier, as many as the method takes (GOV-58).
pub(super) fn join(
    number: u64,
    proposal: &mut Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<GovernanceEvent> {
    let terms = proposal.terms.alternatives.filter(|_| proposal.alternatives > 0)?;
    let mut offered = all(state, number);
    offered.retain(|(_, one)| one.sponsors.count >= terms.sponsors);
    offered.sort_by_key(|(place, one)| (Reverse(one.sponsors.count), *place));
    let content = CONTENT.get(state, &number)?;
    let added: Vec<ContestOption> = offered.iter().map(|(_, one)| option_of(one)).collect();
    let mut contest = with(&content, added, terms.method);
    // Each fitted when it came; together with better supported ones, one may ask for too much.
    let least = content.contest.as_ref().map_or(1, |contest| contest.options.len());
    while contest.options.len() > least && count::is_too_costly(&contest) {
        contest.options.pop();
    }
    if contest.options.len() <= least {
        return None;
    }
    if !proposal.terms.method.has_options() {
        proposal.terms.first = Some(terms.method);
    }
    let joined = Content { actions: Vec::new(), contest: Some(contest.clone()) };
    proposal.options = joined.options();
    proposal.powers = joined.powers(&[]);
    exit::proposed((Target::Proposal { number }, None), joined.by_option(), context, state);
    CONTENT.put(state, &number, &joined);
    Some(GovernanceEvent::Joined { contest, proposal: number })
}

/// Returns whether a person brought another version of a proposal that was taken. A version is known by what it does
/// and is called.
pub(super) fn brought_what_was_taken(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> bool {
    if proposal.alternatives == 0 || proposal.chosen.is_empty() {
        return false;
    }
    let contest = CONTENT.get(state, &number).and_then(|content| content.contest);
    let options = contest.map(|contest| contest.options).unwrap_or_default();
    let is_taken = |option: &ContestOption| {
        let place = options.iter().position(|other| other == option);
        place
            .and_then(|place| u64::try_from(place).ok())
            .is_some_and(|place| proposal.chosen.contains(&place))
    };
    let own = all(state, number).into_iter().filter(|(_, one)| one.author == person);
    own.map(|(_, one)| option_of(&one)).any(|option| is_taken(&option))
}

/// Has what is left of the other versions of a proposal that is over removed.
pub(super) fn remove(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    for prefix in [ALTERNATIVE_PREFIX, BACKER_PREFIX] {
        sweep::later(format!("{prefix}/{number:016}/"), proposal.alternatives, context, state);
    }
}
