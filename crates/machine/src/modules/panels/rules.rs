//! `check`: whether an act on a panel may happen now. Reads only.

use polity_types::{Base64, Hash, PersonId, Timestamp};

use super::action::PanelsAction;
use super::error::PanelsError;
use super::hosts::{ClaimProof, HostList, LIST_MAX};
use super::reveal::commitment;
use super::state::{LIST, OFFER, PLACE, REVEAL, SITTING, STANDING};
use super::types::{AHEAD, Cause, Offer, ROUND_WAIT, SECRET_BYTES, Sitting, Source, Stage, Status};
use crate::charter_text::document::Office;
use crate::charter_text::{Drawn, NAME_CHARS_MAX, Panel, PanelOf};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::{governance, membership, offices};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Accept {
        offer: Offer,
        office: Option<Office>,
        order: u64,
        person: PersonId,
        sitting: Draw,
    },
    /// `instead_of`: a draw whose round nobody brought, which ends.
    CallDraw {
        cause: Cause,
        instead_of: Option<u64>,
        panel: Panel,
        seats: u64,
    },
    Claim {
        offer: Offer,
        order: u64,
        person: PersonId,
        sitting: Draw,
    },
    Commit {
        hash: Hash,
        person: PersonId,
        sitting: Draw,
    },
    Decline {
        offer: Offer,
        order: u64,
        person: PersonId,
        sitting: Draw,
    },
    PublishList {
        list: HostList,
        panel: String,
    },
    Reveal {
        person: PersonId,
        secret: Base64,
        sitting: Draw,
    },
    SubmitBeacon {
        signature: Base64,
        sitting: Draw,
    },
}

/// A draw and its number.
#[derive(Debug)]
pub(super) struct Draw {
    pub(super) number: u64,
    pub(super) record: Box<Sitting>,
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`PanelsError`].
pub(super) fn check(
    action: &PanelsAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, PanelsError> {
    if let PanelsAction::PublishList { count, panel, root } = action {
        let panel = named(panel, context)?;
        let is_of_hosts = panel.of == PanelOf::HostResidents;
        require(is_of_hosts, PanelsError::NotOfHosts(panel.id.clone()))?;
        require((1..=LIST_MAX).contains(count), PanelsError::ListLength { actual: *count })?;
        let list = HostList { count: *count, root: *root };
        return Ok(Admitted(Change::PublishList { list, panel: panel.id.clone() }));
    }
    let by = || PanelsError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        PanelsAction::Accept { sitting } => {
            let sitting = open(*sitting, &[Stage::Seated], state)?;
            let (order, offer) = offered(&sitting, person, context, state)?;
            let office = check_office(&sitting, person, context, state)?;
            Change::Accept { offer, office, order, person, sitting }
        }
        PanelsAction::CallDraw { panel } => {
            let panel = named(panel, context)?;
            check_call(panel, person, context, state)?
        }
        PanelsAction::Claim { proof, sitting } => {
            let sitting = open(*sitting, &[Stage::Seated], state)?;
            check_claim(proof, sitting, person, context, state)?
        }
        PanelsAction::Commit { hash, sitting } => {
            let sitting = open(*sitting, &[Stage::Awaiting], state)?;
            check_secrets(&sitting, false, person, context, state)?;
            Change::Commit { hash: *hash, person, sitting }
        }
        PanelsAction::Decline { sitting } => {
            let sitting = open(*sitting, &[Stage::Seated], state)?;
            let (order, offer) = drawn(&sitting, person, state)?;
            Change::Decline { offer, order, person, sitting }
        }
        PanelsAction::PublishList { .. } => return Err(by()),
        PanelsAction::Reveal { secret, sitting } => {
            let sitting = open(*sitting, &[Stage::Awaiting], state)?;
            let committed = check_secrets(&sitting, true, person, context, state)?;
            let actual = secret.0.len();
            require(actual == SECRET_BYTES, PanelsError::SecretLength { actual })?;
            let Source::Reveal { attempt } = sitting.record.source else {
                return Err(PanelsError::NoSecrets(sitting.number));
            };
            let is_its = commitment(&person, secret, sitting.number, attempt) == committed;
            require(is_its, PanelsError::OtherSecret { person })?;
            Change::Reveal { person, secret: secret.clone(), sitting }
        }
        PanelsAction::SubmitBeacon { round, signature, sitting } => {
            let sitting = open(*sitting, &[Stage::Awaiting], state)?;
            check_beacon(&sitting, *round, signature)?;
            Change::SubmitBeacon { signature: signature.clone(), sitting }
        }
    };
    Ok(Admitted(change))
}

fn named<'a>(asked: &str, context: &'a Context<'_>) -> Result<&'a Panel, PanelsError> {
    let ids: Vec<&str> = context.charter.panels.iter().map(|panel| panel.id.as_str()).collect();
    context.charter.panel(asked).ok_or_else(|| PanelsError::NoPanel {
        asked: asked.chars().take(NAME_CHARS_MAX).collect(),
        known: if ids.is_empty() { "none".into() } else { ids.join(", ") },
    })
}

fn open(number: u64, stages: &[Stage], state: &dyn StateView) -> Result<Draw, PanelsError> {
    let sitting = SITTING.get(state, &number).filter(|sitting| sitting.stage != Stage::Ended);
    let sitting = sitting.ok_or(PanelsError::NoSitting(number))?;
    let stage = sitting.stage.word();
    let is_there = stages.contains(&sitting.stage);
    require(is_there, PanelsError::OtherStage { sitting: number, stage })?;
    Ok(Draw { number, record: Box::new(sitting) })
}

/// Decides whether a panel can be drawn now (PAN-2).
fn check_call(
    panel: &Panel,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, PanelsError> {
    let is_full = membership::query::is_full_member(state, person);
    require(is_full, PanelsError::NotFullMember(person))?;
    let id = || panel.id.clone();
    let is_called = !matches!(panel.drawn, Drawn::ForClaim | Drawn::ForEachProposal);
    require(is_called, PanelsError::DrawnByItself(id()))?;
    let standing = STANDING.get(state, &panel.id).unwrap_or_default();
    let instead_of = standing.next;
    if let Some(sitting) = instead_of.filter(|next| !is_forsaken(*next, context, state)) {
        return Err(PanelsError::DrawOn { panel: id(), sitting });
    }
    if panel.of == PanelOf::HostResidents {
        require(LIST.has(state, &panel.id), PanelsError::NoList(id()))?;
    }
    let offices = &context.charter.offices;
    let office = offices.iter().find(|office| office.drawn_by.as_deref() == Some(&panel.id));
    if let Some(office) = office.filter(|_| panel.drawn == Drawn::ForOffice) {
        let running = context.running;
        let free = offices::query::open_seats(state, office, running).len();
        require(free > 0, PanelsError::NoSeat(office.id.clone()))?;
        let seats = u64::try_from(free).unwrap_or(u64::MAX).min(panel.seats.into());
        let cause = Cause::Office(office.id.clone());
        return Ok(Change::CallDraw { cause, instead_of, panel: panel.clone(), seats });
    }
    if let Some(until) = sits_until(standing.now, state) {
        let from = until.before(AHEAD);
        require(context.running >= from, PanelsError::Sits { panel: id(), from, until })?;
    }
    let seats = panel.seats.into();
    Ok(Change::CallDraw { cause: Cause::Term, instead_of, panel: panel.clone(), seats })
}

/// Returns whether nobody brought the round of a draw for so long that there may be none: the beacon is no more,
/// or the charter named a wrong one.
fn is_forsaken(number: u64, context: &Context<'_>, state: &dyn StateView) -> bool {
    SITTING.get(state, &number).is_some_and(|sitting| {
        let waits = sitting.stage == Stage::Awaiting;
        let is_by_beacon = matches!(sitting.source, Source::Beacon { .. });
        waits && is_by_beacon && context.now >= sitting.frozen.after(ROUND_WAIT)
    })
}

fn sits_until(now: Option<u64>, state: &dyn StateView) -> Option<Timestamp> {
    SITTING.get(state, &now?)?.until.map(|place| place.at)
}

/// Decides whether a signature is that of the draw's round (PAN-3).
fn check_beacon(sitting: &Draw, given: u64, signature: &Base64) -> Result<(), PanelsError> {
    let sitting_number = sitting.number;
    let no = |why| PanelsError::NoBeacon { sitting: sitting_number, why };
    let (beacon, actual) = match &sitting.record.source {
        Source::All {} => return Err(no("nothing is left to chance")),
        Source::Reveal { .. } => return Err(no("named people reveal secrets")),
        Source::Beacon { beacon, round, .. } => (beacon, *round),
    };
    let other = PanelsError::OtherRound { sitting: sitting_number, given, actual };
    require(given == actual, other)?;
    let is_signed = beacon.is_signed(actual, &signature.0);
    require(is_signed, PanelsError::BeaconSignature { round: actual })
}

/// Decides whether somebody may commit now, or reveal; returns what they committed to.
fn check_secrets(
    sitting: &Draw,
    reveals: bool,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Hash, PanelsError> {
    let number = sitting.number;
    let record = REVEAL.get(state, &number).filter(|record| record.is_open == reveals);
    let record = record.ok_or(PanelsError::NoSecrets(number))?;
    let named = record.of(person);
    let named = named.ok_or(PanelsError::NotNamed { person, sitting: number })?;
    let is_new = if reveals { named.secret.is_none() } else { named.commitment.is_none() };
    require(is_new, PanelsError::Already { person })?;
    let until = record.place.at;
    require(context.running < until, PanelsError::TooLate { until })?;
    let committed = named.commitment.unwrap_or_default();
    let has_committed = !reveals || named.commitment.is_some();
    require(has_committed, PanelsError::NotNamed { person, sitting: number })?;
    Ok(committed)
}

/// Returns the offer of somebody who was drawn and has not said no.
fn drawn(
    sitting: &Draw,
    person: PersonId,
    state: &dyn StateView,
) -> Result<(u64, Offer), PanelsError> {
    let not = PanelsError::NotDrawn { person, sitting: sitting.number };
    let order = PLACE.get(state, &(person, sitting.number)).ok_or(not.clone())?.number;
    let offer = OFFER.get(state, &(sitting.number, order)).ok_or(not.clone())?;
    let is_in = matches!(offer.status, Status::Accepted | Status::Offered);
    require(is_in, not)?;
    Ok((order, offer))
}

/// Returns the offer of somebody who is asked (PAN-6).
fn offered(
    sitting: &Draw,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(u64, Offer), PanelsError> {
    let not = || PanelsError::NotOffered { person, sitting: sitting.number };
    let (order, offer) = drawn(sitting, person, state).map_err(|_| not())?;
    require(offer.status == Status::Offered, not())?;
    check_time(&offer, context)?;
    Ok((order, offer))
}

/// The agenda may be behind: the end of the time is the end.
fn check_time(offer: &Offer, context: &Context<'_>) -> Result<(), PanelsError> {
    let until = offer.lapse.map_or(context.running, |place| place.at);
    require(context.running < until, PanelsError::TooLate { until })
}

/// Decides whether the office still has a seat for whoever was drawn for it (PAN-7).
fn check_office(
    sitting: &Draw,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Option<Office>, PanelsError> {
    let Cause::Office(id) = &sitting.record.cause else { return Ok(None) };
    let office = context.charter.office(id).ok_or_else(|| PanelsError::NoSeat(id.clone()))?;
    let has_seat = offices::query::seat_for(state, office, person, context.running).is_some();
    require(has_seat, PanelsError::NoSeat(id.clone()))?;
    Ok(Some(office.clone()))
}

/// Decides whether a code opens a seat (PAN-8).
fn check_claim(
    proof: &ClaimProof,
    sitting: Draw,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, PanelsError> {
    let candidates = &sitting.record.candidates;
    let list = candidates.list.map(|root| HostList { count: candidates.numbers, root });
    let list = list.ok_or_else(|| PanelsError::NotOfHosts(sitting.record.panel.clone()))?;
    let is_member = membership::query::is_member(state, person);
    require(!is_member, PanelsError::IsMember(person))?;
    let number = proof.number;
    require(proof.is_on(&list), PanelsError::NotOnList { number })?;
    let message = ClaimProof::signed_bytes(&person, sitting.number, &context.society);
    let verdict = proof.signature.verify(&proof.key, &message);
    verdict.map_err(|_| PanelsError::ClaimSignature)?;
    let not = || PanelsError::PlaceNotOffered { number, sitting: sitting.number };
    let order = sitting.record.numbers.iter().position(|drawn| *drawn == number);
    let order = order.and_then(|order| u64::try_from(order).ok()).ok_or_else(not)?;
    let offer = OFFER.get(state, &(sitting.number, order)).ok_or_else(not)?;
    require(offer.status == Status::Offered, not())?;
    check_time(&offer, context)?;
    let has_seat = PLACE.has(state, &(person, sitting.number));
    require(!has_seat, PanelsError::HasSeat { person, sitting: sitting.number })?;
    let is_party = match sitting.record.cause {
        Cause::Proposal(proposal) => governance::query::is_party(state, proposal, person),
        _ => false,
    };
    require(!is_party, PanelsError::IsParty { person, sitting: sitting.number })?;
    Ok(Change::Claim { offer, order, person, sitting })
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: PanelsError) -> Result<(), PanelsError> {
    if holds { Ok(()) } else { Err(error) }
}
