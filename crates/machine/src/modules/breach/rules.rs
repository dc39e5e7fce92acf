//! `check`: whether an act of breach may happen now. Reads only.

use std::collections::BTreeSet;

use polity_types::{Hash, PersonId, Timestamp};

use super::action::BreachAction;
use super::acts;
use super::deposit;
use super::error::BreachError;
use super::query;
use super::state::{BALLOT, CLAIM, CLAIMANT};
use super::types::{
    ACTS_MAX, Accused, BACK_MAX, Claim, EVIDENCE_MAX, Evidence, Standing, URL_CHARS_MAX,
};
use crate::charter_text::{Breach, Panel};
use crate::frame::context::{Authority, Context};
use crate::frame::state::StateView;
use crate::modules::membership;
use crate::modules::treasury::Posting;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Lift {
        claim: Claim,
        number: u64,
    },
    /// A claim whose number, panel and values before are not filled in yet.
    Raise {
        claim: Box<Claim>,
        panel: Panel,
        posting: Option<Posting>,
        rules: Breach,
    },
    Rule {
        claim: Box<Claim>,
        number: u64,
        person: PersonId,
        upholds: bool,
    },
    Sponsor {
        claim: Box<Claim>,
        number: u64,
        panel: Panel,
        person: PersonId,
        rules: Breach,
    },
    Uphold {
        claim: Box<Claim>,
        number: u64,
    },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`BreachError`].
pub(super) fn check(
    action: &BreachAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, BreachError> {
    let change = match action {
        BreachAction::Lift { claim: number } => {
            check_members(context)?;
            let claim = known(*number, state)?;
            let is_frozen = query::frozen_by(state, &claim.accused)
                .is_some_and(|frozen| frozen.claim == *number);
            require(is_frozen, BreachError::NotFrozen(*number))?;
            Change::Lift { claim, number: *number }
        }
        BreachAction::Raise { .. } => check_claim(action, context, state)?,
        BreachAction::Rule { claim: number, upholds } => {
            let person = person(context)?;
            let claim = standing(*number, Standing::Open, state)?;
            let seats = query::seated(state, &claim);
            let is_on = seats.contains(&person);
            require(is_on, BreachError::NotOnPanel { claim: *number, person })?;
            let is_new = !BALLOT.has(state, &(*number, person));
            require(is_new, BreachError::HasRuled { claim: *number, person })?;
            check_time(&claim, context)?;
            Change::Rule { claim: Box::new(claim), number: *number, person, upholds: *upholds }
        }
        BreachAction::Sponsor { claim } => check_sponsor(*claim, context, state)?,
        BreachAction::Uphold { claim: number } => {
            check_members(context)?;
            let claim = standing(*number, Standing::NoVerdict, state)?;
            check_time(&claim, context)?;
            Change::Uphold { claim: Box::new(claim), number: *number }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether the texts that a claim names are stored.
///
/// # Errors
/// [`BreachError::NoText`].
pub(super) fn foresee(action: &BreachAction, context: &Context<'_>) -> Result<(), BreachError> {
    let BreachAction::Raise { evidence, text, .. } = action else { return Ok(()) };
    let here = evidence.iter().filter(|piece| piece.url.is_none()).map(|piece| piece.hash);
    let missing = here.chain([*text]).find(|hash: &Hash| context.records.record(hash).is_none());
    missing.map_or(Ok(()), |hash| Err(BreachError::NoText(hash)))
}

fn person(context: &Context<'_>) -> Result<PersonId, BreachError> {
    let by = || BreachError::NotAPerson { by: context.authority.words() };
    context.person().ok_or_else(by)
}

/// Decides that the members act, whatever line a charter gives to whom.
fn check_members(context: &Context<'_>) -> Result<(), BreachError> {
    let is_decision = matches!(context.authority, Authority::Decision { .. });
    require(is_decision, BreachError::NotTheMembers { by: context.authority.words() })
}

fn known(number: u64, state: &dyn StateView) -> Result<Claim, BreachError> {
    CLAIM.get(state, &number).ok_or(BreachError::NoClaim(number))
}

fn standing(number: u64, asked: Standing, state: &dyn StateView) -> Result<Claim, BreachError> {
    let claim = known(number, state)?;
    let actual = claim.standing.word();
    require(claim.standing == asked, BreachError::OtherStanding { claim: number, actual })?;
    Ok(claim)
}

/// The agenda may be behind: the end of the time is the end.
fn check_time(claim: &Claim, context: &Context<'_>) -> Result<(), BreachError> {
    let until = claim.until.map_or(context.running, |place| place.at);
    require(context.running < until, BreachError::TooLate { until })
}

/// Decides whether a claim may be raised (BRE-1, BRE-5).
fn check_claim(
    action: &BreachAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, BreachError> {
    let BreachAction::Raise { accused, acts, deposit, evidence, since, text } = action else {
        return Err(BreachError::NotInCharter);
    };
    let by = person(context)?;
    let (rules, panel) = law(context)?;
    let is_full = membership::query::is_full_member(state, by);
    require(is_full, BreachError::NotFullMember(by))?;
    check_rest(by, rules, context, state)?;
    let (now, since) = (context.now, *since);
    check_accused(accused, by, since, context, state)?;
    let is_past = since <= now && now <= since.after(BACK_MAX);
    require(is_past, BreachError::Since { now, since })?;
    check_evidence(evidence)?;
    let is_once = acts.iter().collect::<BTreeSet<_>>().len() == acts.len();
    let actual = acts.len();
    require(is_once && actual <= ACTS_MAX, BreachError::Acts { actual })?;
    acts::check(acts, since, state)?;
    let (stake, posting) = deposit::check(deposit.as_ref(), rules, by, context, state)?.unzip();
    let is_alone = rules.sponsors == 0 || stake.is_some();
    let claim = Claim {
        accused: accused.clone(),
        accused_people: Vec::new(),
        again: false,
        acts: acts.clone(),
        before: Vec::new(),
        by,
        deposit: stake,
        evidence: evidence.clone(),
        no: 0,
        seats: panel.seats.into(),
        since,
        sitting: 0,
        sponsors: Vec::new(),
        sponsors_needed: if is_alone { 0 } else { rules.sponsors.into() },
        standing: if is_alone { Standing::Open } else { Standing::Waiting },
        text: *text,
        time: now,
        until: None,
        yes: 0,
    };
    let (claim, panel, rules) = (Box::new(claim), panel.clone(), rules.clone());
    Ok(Change::Raise { claim, panel, posting, rules })
}

/// Returns what the charter says of breaches, and the panel that rules.
fn law<'c>(context: &'c Context<'_>) -> Result<(&'c Breach, &'c Panel), BreachError> {
    let rules = context.charter.breach.as_ref().ok_or(BreachError::NotInCharter)?;
    let panel = context.charter.panel(&rules.panel).ok_or(BreachError::NotInCharter)?;
    Ok((rules, panel))
}

/// Decides whether a claim may be supported (BRE-13).
fn check_sponsor(
    number: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, BreachError> {
    let person = person(context)?;
    let (rules, panel) = law(context)?;
    let is_full = membership::query::is_full_member(state, person);
    require(is_full, BreachError::NotFullMember(person))?;
    let claim = standing(number, Standing::Waiting, state)?;
    check_time(&claim, context)?;
    let is_party = claim.by == person || claim.accused == Accused::Person(person);
    require(!is_party, BreachError::Party { claim: number, person })?;
    let is_new = !claim.sponsors.contains(&person);
    require(is_new, BreachError::AlreadySponsors { claim: number, person })?;
    let (claim, panel, rules) = (Box::new(claim), panel.clone(), rules.clone());
    Ok(Change::Sponsor { claim, number, panel, person, rules })
}

fn check_rest(
    person: PersonId,
    rules: &Breach,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), BreachError> {
    let claimant = CLAIMANT.get(state, &person).unwrap_or_default();
    if let Some(claim) = claimant.open {
        return Err(BreachError::ClaimOpen { claim, person });
    }
    let now = context.running;
    let from: Timestamp = claimant.rests_until.unwrap_or(now);
    require(now >= from, BreachError::Rests { from, now, person })?;
    deposit::check_measure(&claimant, rules, now)
}

fn check_accused(
    accused: &Accused,
    by: PersonId,
    since: Timestamp,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), BreachError> {
    let is_known = match accused {
        Accused::Office(id) => context.charter.office(id).is_some(),
        // To take it and leave before anybody claims is no way out.
        Accused::Person(person) => membership::query::was_member_since(state, *person, since),
    };
    let words = || accused.words().chars().take(100).collect();
    require(is_known, BreachError::NobodyAccused(words()))?;
    require(*accused != Accused::Person(by), BreachError::Oneself)
}

fn check_evidence(evidence: &[Evidence]) -> Result<(), BreachError> {
    let actual = evidence.len();
    let hashes: BTreeSet<&Hash> = evidence.iter().map(|piece| &piece.hash).collect();
    let fits = (1..=EVIDENCE_MAX).contains(&actual) && hashes.len() == actual;
    require(fits, BreachError::Evidence { actual })?;
    let is_address = |url: &String| {
        let rest = url.strip_prefix("https://").unwrap_or_default();
        let is_plain = rest.bytes().all(|c| c.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&c));
        !rest.is_empty() && is_plain && url.len() <= URL_CHARS_MAX
    };
    let odd = evidence.iter().position(|piece| !piece.url.as_ref().is_none_or(is_address));
    odd.map_or(Ok(()), |index| Err(BreachError::Address { index }))
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: BreachError) -> Result<(), BreachError> {
    if holds { Ok(()) } else { Err(error) }
}
