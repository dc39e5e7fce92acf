//! What waits for whoever holds an office: its load. Every figure is a list of numbers or of people that anybody
//! finds in the state.

use std::collections::BTreeSet;

use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::{Body, Who};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices::Seat;
use polity_machine::modules::spending::{SignersOf, Standing};
use polity_machine::modules::{charter, dues, governance, membership, offices, spending};
use polity_ordering::Running;
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use super::reading;
use crate::answer::Failure;
use crate::societies::Served;
use crate::words::say;

/// Open proposals and requests that wait and are looked at, of each, oldest first.
const LOOKED_AT: usize = 200;
/// How far back announcements are counted. Unit: seconds.
const ANNOUNCED_FOR: u64 = 30 * 86_400;

/// An office, who holds it, and what waits for them now.
#[derive(Serialize)]
pub struct OfficeLoad {
    /// Applicants whom any holder may admit or decline.
    pub applications: Vec<PersonId>,
    /// Seats that nobody has.
    pub free: u64,
    /// Who has a seat, in the order of the seats.
    pub holders: Vec<HolderLoad>,
    /// The office's id in the charter.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Requests to be paid that any holder may approve or refuse, by their numbers.
    pub requests: Vec<u64>,
    /// Members who ask that dues be waived, which any holder may do.
    pub waivers: Vec<PersonId>,
}

/// Who has a seat, and what waits for them alone.
#[derive(Serialize)]
pub struct HolderLoad {
    /// Acts that they announced under a line of the office and that wait for their effect, by their numbers.
    pub acts: Vec<u64>,
    /// How many acts they announced under a line of the office in the last 30 days, as the log tells; absent
    /// where nobody keeps what is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announced: Option<u64>,
    /// Who.
    pub person: PersonId,
    /// The number of the seat, from 0.
    pub seat: u64,
    /// Approved requests that ask for their signature, by their numbers.
    pub signatures: Vec<u64>,
    /// Since when, in time of day.
    pub since: Timestamp,
    /// Until when, in time of day.
    pub until: Timestamp,
    /// Open votes in which they decide by the office and have not voted, by the numbers of the proposals.
    pub votes: Vec<u64>,
}

/// Returns the offices of a society that runs here, and what waits for their holders.
#[must_use]
pub fn offices_of(running: &Running) -> Vec<OfficeLoad> {
    reading(running, of)
}

/// Returns the offices of the charter in force, and what waits for their holders.
pub(crate) fn of(context: &Context<'_>, state: &dyn StateView) -> Vec<OfficeLoad> {
    context.charter.offices.iter().map(|office| load(office, context, state)).collect()
}

/// Adds how many acts were announced of late, as the log tells.
pub(crate) fn with_announced(
    mut all: Vec<OfficeLoad>,
    served: &Served,
) -> Result<Vec<OfficeLoad>, Failure> {
    let lines = reading(&served.running, |context, state| {
        let since = Clock::read(state).time.0.saturating_sub(ANNOUNCED_FOR);
        let of = |load: &OfficeLoad| lines_of(&load.id, context);
        (since, all.iter().map(of).collect::<Vec<BTreeSet<String>>>())
    });
    let (since, lines) = lines;
    for (load, lines) in all.iter_mut().zip(&lines) {
        for holder in &mut load.holders {
            let mut announced = 0_u64;
            for line in lines {
                let counted = served.views.announced(&holder.person.to_string(), line, since);
                announced = announced.saturating_add(counted.map_err(Failure::internal)?);
            }
            holder.announced = Some(announced);
        }
    }
    Ok(all)
}

/// Returns the lines that an office holds.
fn lines_of(office: &str, context: &Context<'_>) -> BTreeSet<String> {
    let is_its = |who: &Who| matches!(who, Who::Office(id) if id == office);
    let lines = context.charter.powers.iter().filter(|power| is_its(&power.who));
    lines.map(|power| power.id.clone()).collect()
}

fn load(office: &Office, context: &Context<'_>, state: &dyn StateView) -> OfficeLoad {
    let lines = lines_of(&office.id, context);
    let may = |actions: &[&str]| {
        let is_its =
            |action: &&str| context.charter.lines_for(action).any(|line| lines.contains(&line.id));
        actions.iter().any(is_its)
    };
    let requests = spending::query::waiting(state, None, LOOKED_AT);
    let to_decide = requests.iter().filter(|(_, request)| request.standing == Standing::Open);
    let to_decide = to_decide.filter(|_| may(&["spending.approve", "spending.reject"]));
    let applications = membership::query::applications(state, LOOKED_AT).into_iter();
    let applications = applications
        .filter(|(_, application)| application.admitted_by.is_none())
        .filter(|_| may(&["membership.admit", "membership.decline"]));
    let asks = dues::query::asks(state, LOOKED_AT).into_iter().filter(|_| may(&["dues.waive"]));
    let seats = offices::query::seats(state, &office.id);
    let taken = u64::try_from(seats.len()).unwrap_or(u64::MAX);
    let votes = votes(office, state);
    let numbers: Vec<u64> = requests.iter().map(|(number, _)| *number).collect();
    let signed = numbers.into_iter().filter(|number| is_signed_by(*number, office, context, state));
    let signed: Vec<u64> = signed.collect();
    let holder = |(number, seat): (u64, Seat)| {
        let person = seat.holder;
        let is_due =
            |number: &&u64| governance::query::waits_for(state, **number, person).is_some();
        let is_asked = |number: &&u64| {
            spending::query::to_sign(state, &context.charter, **number, person).is_some()
        };
        let is_of_office = |number: &u64| {
            charter::query::act(state, *number).is_some_and(|act| lines.contains(&act.line))
        };
        let acts = charter::query::acts_of(state, person).into_iter();
        let clock = Clock::read(state);
        HolderLoad {
            acts: acts.filter(is_of_office).collect(),
            announced: None,
            person,
            seat: number,
            signatures: signed.iter().filter(is_asked).copied().collect(),
            since: clock.wall(seat.since),
            until: clock.wall(seat.until),
            votes: votes.iter().filter(is_due).copied().collect(),
        }
    };
    OfficeLoad {
        applications: applications.map(|(person, _)| person).collect(),
        free: u64::from(office.seats).saturating_sub(taken),
        holders: seats.into_iter().map(holder).collect(),
        id: office.id.clone(),
        name: office.name.clone(),
        requests: to_decide.map(|(number, _)| *number).collect(),
        waivers: asks.map(|(person, _)| person).collect(),
    }
}

/// Returns the open votes in which an office decides, alone or with others.
fn votes(office: &Office, state: &dyn StateView) -> Vec<u64> {
    let is_body = |body: &Body| matches!(body, Body::Office(seated) if seated.id == office.id);
    let open = governance::query::proposals(state, None, LOOKED_AT).into_iter();
    let is_its = |(_, proposal): &(u64, governance::Proposal)| {
        proposal.terms.electorate.bodies().any(is_body)
    };
    open.filter(is_its).map(|(number, _)| number).collect()
}

/// Returns whether the payment of a request is signed by holders of an office.
fn is_signed_by(
    number: u64,
    office: &Office,
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let request = spending::query::request(state, number);
    let signers =
        request.and_then(|one| spending::query::signers(state, &context.charter, &one.fund));
    matches!(signers.map(|signers| signers.of), Some(SignersOf::Office(id)) if id == office.id)
}

impl OfficeLoad {
    /// Says what waits for any of the holders, in the reader's language; nothing where nothing does.
    pub(crate) fn words(&self) -> Option<String> {
        let parts = [
            ("offices-load-requests", self.requests.len()),
            ("offices-load-applications", self.applications.len()),
            ("offices-load-waivers", self.waivers.len()),
        ];
        listed(&parts)
    }
}

impl HolderLoad {
    /// Says what waits for a holder alone, in the reader's language; nothing where nothing does.
    pub(crate) fn words(&self) -> Option<String> {
        let parts = [
            ("offices-load-votes", self.votes.len()),
            ("offices-load-signatures", self.signatures.len()),
            ("offices-load-acts", self.acts.len()),
        ];
        listed(&parts)
    }
}

fn listed(parts: &[(&'static str, usize)]) -> Option<String> {
    let some = parts.iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> =
        some.map(|(key, count)| say(key, &[("count", &count.to_string())])).collect();
    (!said.is_empty()).then(|| said.join(", "))
}
