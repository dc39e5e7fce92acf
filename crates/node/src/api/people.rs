//! What one person is here, and their part in a decision: for whoever acts with that person's key.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_machine::charter_text::{ActionClass, Method, Who};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::{self, RelyingParty};
use polity_machine::modules::governance::{self, Balance, Ballot, Proposal, Stage};
use polity_machine::modules::{identity, membership, names, panels};
use polity_machine::registry;
use polity_types::person::KeyGrant;
use polity_types::{Hash, OperationId, PersonId, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;
use crate::words;

/// What is asked beyond the person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    decision: Option<u64>,
    /// Powers, separated by commas, of which is said why the person does not have them alone.
    why: Option<String>,
}

/// What a person is here.
#[derive(Serialize)]
pub(crate) struct Standing {
    /// Hash of the charter that they agreed to last, by their oath or since.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed: Option<Hash>,
    /// What a decision of the members can do, by the charter.
    carried: Vec<&'static str>,
    /// Hash of the charter in force.
    charter: Hash,
    /// By which operation they last agreed to a charter; the next one names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<OperationId>,
    /// Their part in the decision that was asked for, if it is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Part>,
    /// The seats for which they were drawn by lot.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drawn: Vec<Drawn>,
    /// The keys that speak for them; empty: they are not known here.
    keys: Vec<KeyGrant>,
    /// What the charter lets them do alone now, as far as it does not depend on what it is done to.
    may: Vec<&'static str>,
    /// What they are called, if they took a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// From when they may take another name, in time of day; absent: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    name_next: Option<Timestamp>,
    /// The time of day, as the next batch would have it.
    now: Timestamp,
    /// Whether they are asked to agree to the charter in force.
    needs_consent: bool,
    /// The number on the card of who is, or was, a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    person: PersonId,
    /// Why the person does not have the powers that were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
    /// Where passkeys work.
    relying_parties: Vec<RelyingParty>,
    /// Running time, in which invitations end.
    running: Timestamp,
    /// `admitted`, `applicant`, `ended`, `full`, `known`, `probation` or `unknown`.
    #[serde(rename = "standing")]
    word: &'static str,
    /// How many members vouch for the applicant.
    vouches: usize,
    vouches_needed: u32,
}

/// A power that a person does not have alone.
#[derive(Serialize)]
struct Refused {
    action: &'static str,
    /// What it would do, in words.
    does: String,
    message: String,
    next_step: String,
}

/// Most powers of which is said why a person does not have them.
const WHY_MAX: usize = 40;

/// A seat for which a person was drawn by lot.
#[derive(Serialize)]
struct Drawn {
    /// For what, in English.
    cause: String,
    /// The same, in the reader's language.
    cause_words: String,
    panel: String,
    sitting: u64,
    /// `accepted` or `offered`.
    status: panels::Status,
    /// Until when they answer, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// Most draws of one person that are looked at.
const DRAWN_MAX: usize = 100;

impl Drawn {
    fn all(person: PersonId, state: &dyn StateView) -> Vec<Self> {
        let places = panels::query::places(state, person, DRAWN_MAX).into_iter();
        places.filter_map(|(sitting, _)| Self::of(sitting, person, state)).collect()
    }

    fn of(sitting: u64, person: PersonId, state: &dyn StateView) -> Option<Self> {
        let offer = panels::query::offer_of(state, sitting, person)?;
        let is_open = matches!(offer.status, panels::Status::Accepted | panels::Status::Offered);
        let known = panels::query::sitting(state, sitting).filter(|_| is_open)?;
        let cause = panels::query::cause_words(&known.cause);
        Some(Self {
            cause_words: words::term(&cause),
            cause,
            panel: known.panel,
            sitting,
            status: offer.status,
            until: offer.lapse.map(|place| Clock::read(state).wall(place.at)),
        })
    }
}

/// The part of a person in a decision that is not over.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, not a state")]
struct Part {
    /// What they may still spend in the vote that is open, where ballots cost credits or give points.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Budget>,
    /// The ballot in the vote that is open, and the operation that cast it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ballot: Option<Ballot>,
    /// The other versions of it that they support, or brought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    backs: Vec<u64>,
    has_objected: bool,
    /// Whether they support it, where members must.
    has_sponsored: bool,
    is_author: bool,
    is_eligible: bool,
    /// The other version of it that they brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    offered: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<OperationId>,
    round: u64,
    stage: Stage,
}

/// What a person has to spend on votes.
#[derive(Serialize)]
struct Budget {
    /// What their ballot in this vote holds.
    bound: u64,
    /// What everybody has: credits in the season, or points.
    has: u64,
    /// What they have bound nowhere.
    left: u64,
    /// The season, unless points are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    season: Option<u64>,
}

impl Budget {
    fn of(
        proposal: &Proposal,
        ballot: Option<&Ballot>,
        person: PersonId,
        state: &dyn StateView,
    ) -> Option<Self> {
        let method = proposal.terms.asks(proposal.round);
        let size = ballot.map_or(0, |ballot| ballot.choice().size());
        if method == Method::Conviction {
            let Balance { has, left } = governance::query::points(state, person);
            return Some(Self { bound: size, has, left, season: None });
        }
        let (terms, season) = (proposal.terms.season?, proposal.electorate?.season?);
        let Balance { has, left } = governance::query::credits(state, terms, Some(season), person);
        Some(Self { bound: method.price(size), has, left, season: Some(season) })
    }
}

impl Part {
    fn of(number: u64, person: PersonId, state: &dyn StateView) -> Option<Self> {
        let proposal = governance::query::proposal(state, number)?;
        let cast = governance::query::ballot(state, number, person);
        let mut versions = governance::query::alternatives(state, number).into_iter();
        let (ballot, operation) = cast.map(|cast| (cast.ballot, cast.operation)).unzip();
        Some(Self {
            budget: Budget::of(&proposal, ballot.as_ref(), person, state),
            backs: governance::query::backs(state, number, person),
            ballot,
            has_objected: governance::query::has_objected(state, number, person),
            has_sponsored: governance::query::has_sponsored(state, number, person),
            is_author: proposal.author == Some(person),
            is_eligible: governance::query::is_eligible(state, number, &proposal, person),
            offered: versions.find(|(_, one)| one.author == person).map(|(place, _)| place),
            operation,
            round: proposal.round,
            stage: proposal.stage,
        })
    }
}

/// Returns what a person is here, in a word.
fn standing(person: PersonId, state: &dyn StateView) -> &'static str {
    if let Some(application) = membership::query::application(state, person) {
        return if application.admitted_by.is_some() { "admitted" } else { "applicant" };
    }
    match membership::query::member(state, person).map(|member| member.standing) {
        Some(membership::Standing::Ended) => "ended",
        Some(membership::Standing::Full) => "full",
        Some(membership::Standing::Probation) => "probation",
        None if identity::query::person(state, person).is_some() => "known",
        None => "unknown",
    }
}

/// Returns the powers that the person of the context has alone.
fn powers(context: &Context<'_>, state: &dyn StateView) -> Vec<&'static str> {
    let names = registry::action_names().into_iter();
    let powers = names.filter(|action| action.class == ActionClass::Power);
    let may = |name: &&str| {
        let held = |spec| charter::query::permit(spec, None, context, state).is_ok();
        registry::spec_named(name).is_some_and(held)
    };
    powers.map(|action| action.name).filter(may).collect()
}

/// Returns the powers that a decision of the members has.
fn carried(context: &Context<'_>) -> Vec<&'static str> {
    let is_carried = |name: &&str| {
        let mut lines = context.charter.lines_for(name);
        lines.any(|line| matches!(line.who, Who::Decision(_)))
    };
    let powers = registry::action_names().into_iter();
    powers.map(|action| action.name).filter(is_carried).collect()
}

/// Returns why the person of the context does not have some powers, of those that are named and not theirs.
fn refused(asked: &str, context: &Context<'_>, state: &dyn StateView) -> Vec<Refused> {
    let specs = asked.split(',').take(WHY_MAX).filter_map(registry::spec_named);
    let refused = specs.filter(|spec| spec.action.class == ActionClass::Power).filter_map(|spec| {
        let refusal = charter::query::permit(spec, None, context, state).err()?;
        let Refusal { message, next_step, .. } = words::refused(refusal);
        Some(Refused { action: spec.name(), does: words::term(spec.words), message, next_step })
    });
    refused.collect()
}

/// `GET /s/{society}/api/v1/people/{person}`. Of who is not known it says so, and what would count.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Standing>, Failure> {
    let served = find(&societies, &society)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound("person"))?;
    let authority = Authority::Person { person };
    Ok(Json(served.running.context(authority, |context, state| {
        let application = membership::query::application(state, person);
        let named = names::query::named(state, person);
        let next = named.as_ref().map(|named| named.next);
        let next = next.filter(|next| *next > context.running);
        let oath = membership::query::member(state, person).map(|member| member.oath);
        let since = charter::query::consent(state, person).map(|consent| consent.charter);
        Standing {
            agreed: since.or(oath),
            carried: carried(context),
            charter: context.charter.hash,
            consent: charter::query::consent(state, person).map(|consent| consent.operation),
            drawn: Drawn::all(person, state),
            decision: wanted.decision.and_then(|number| Part::of(number, person, state)),
            keys: identity::query::person(state, person).map_or_else(Vec::new, |known| known.keys),
            may: powers(context, state),
            name: named.and_then(|named| named.called),
            name_next: next.map(|next| Clock::read(state).wall(next)),
            needs_consent: membership::query::is_member(state, person)
                && charter::query::needs_consent(state, person),
            now: context.now,
            number: membership::query::member(state, person).map(|member| member.number),
            person,
            refused: refused(wanted.why.as_deref().unwrap_or_default(), context, state),
            relying_parties: charter::query::relying_parties(state),
            running: context.running,
            word: standing(person, state),
            vouches: application.map_or(0, |open| membership::query::vouches(state, &open)),
            vouches_needed: context.charter.admission.vouches,
        }
    })))
}
