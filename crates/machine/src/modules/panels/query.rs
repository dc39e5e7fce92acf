//! What pages, the command line and neighbouring modules may read of panels.

use polity_types::{Hash, PersonId, SocietyId, Timestamp};

use super::draw::{self, Step};
pub use super::hosts::HostList;
pub use super::reveal::{Named, Reveals};
use super::state::{COUNT, EXCLUDED, LIST, OFFER, PLACE, PROPOSAL, REVEAL, SITTING, STANDING};
use super::types::{Cause, Offer, SEED_WAIT, Sitting, Source, Stage, Standing, Status, TRIES_MAX};
use crate::charter_text::{Body, PanelOf};
use crate::frame::state::StateView;
use crate::modules::membership;

/// Sittings read at once.
const SITTINGS_PAGE: usize = 64;

/// Returns people drawn together.
#[must_use]
pub fn sitting(state: &dyn StateView, number: u64) -> Option<Sitting> {
    SITTING.get(state, &number)
}

/// Returns how many sittings there were: the number of the last one.
#[must_use]
pub fn count(state: &dyn StateView) -> u64 {
    COUNT.get(state).unwrap_or_default().number
}

/// Returns up to `limit` sittings, the newest first, with numbers below `before`.
#[must_use]
pub fn sittings(state: &dyn StateView, before: u64, limit: usize) -> Vec<(u64, Sitting)> {
    let last = count(state).min(before.saturating_sub(1));
    let numbers = (1..=last).rev().take(limit);
    numbers.filter_map(|number| Some((number, sitting(state, number)?))).collect()
}

/// Returns whether a sitting is over, or never was.
#[must_use]
pub fn is_over(state: &dyn StateView, number: u64) -> bool {
    sitting(state, number).is_none_or(|sitting| sitting.stage == Stage::Ended)
}

/// Returns who was offered a seat, in the order of the draw. Reads by keys, as proofs are asked for.
#[must_use]
pub fn offers(state: &dyn StateView, number: u64) -> Vec<(u64, Offer)> {
    let open = sitting(state, number).filter(|sitting| sitting.stage == Stage::Seated);
    let orders = 0..open.map_or(0, |sitting| sitting.next);
    orders.filter_map(|order| Some((order, OFFER.get(state, &(number, order))?))).collect()
}

/// Returns the state keys of what is known of a draw and of those who were offered seats, for proofs.
#[must_use]
pub fn offer_keys(number: u64, offered: u64) -> Vec<String> {
    (0..offered).map(|order| OFFER.key(&(number, order))).collect()
}

fn last_number(key: &str) -> Option<u64> {
    key.rsplit('/').next()?.parse().ok()
}

/// Returns the offer of a person in a sitting.
#[must_use]
pub fn offer_of(state: &dyn StateView, number: u64, person: PersonId) -> Option<Offer> {
    let order = PLACE.get(state, &(person, number))?.number;
    OFFER.get(state, &(number, order))
}

/// Returns in which sittings a person was drawn, and their order there, at most `limit`.
#[must_use]
pub fn places(state: &dyn StateView, person: PersonId, limit: usize) -> Vec<(u64, u64)> {
    let page = PLACE.scan(state, &format!("{person}/"), None, limit);
    page.into_iter().filter_map(|(key, order)| Some((last_number(&key)?, order.number))).collect()
}

/// Returns whether a person was drawn for anything that is not over.
#[must_use]
pub fn was_drawn(state: &dyn StateView, person: PersonId) -> bool {
    !places(state, person, 1).is_empty()
}

/// Returns the sittings of a panel that is drawn for a term or an office.
#[must_use]
pub fn standing(state: &dyn StateView, panel: &str) -> Standing {
    STANDING.get(state, &panel.to_owned()).unwrap_or_default()
}

/// Returns the sitting of a panel that decides a proposal: its own, or the one that sits now.
#[must_use]
pub fn sitting_for(state: &dyn StateView, panel: &str, proposal: u64) -> Option<u64> {
    let own = PROPOSAL.get(state, &(proposal, panel.to_owned())).map(|own| own.number);
    own.or_else(|| standing(state, panel).now)
}

/// Returns who has a seat of a panel that decides a proposal, in the order of the draw: members who
/// stayed in the membership in which they were drawn, residents who are no members.
#[must_use]
pub fn holders(state: &dyn StateView, panel: &str, proposal: u64) -> Vec<PersonId> {
    sitting_for(state, panel, proposal).map_or_else(Vec::new, |number| holders_of(state, number))
}

/// Returns who has a seat in a sitting, in the order of the draw, as [`holders`] does.
#[must_use]
pub fn holders_of(state: &dyn StateView, number: u64) -> Vec<PersonId> {
    let Some(sitting) = sitting(state, number) else { return Vec::new() };
    let accepted =
        offers(state, number).into_iter().filter(|(_, offer)| offer.status == Status::Accepted);
    let holder = |(_, offer): (u64, Offer)| {
        let person = offer.person?;
        let holds = match sitting.candidates.of {
            PanelOf::HostResidents => !membership::query::is_member(state, person),
            PanelOf::Members | PanelOf::MembersPastProbation => {
                membership::query::is_in(state, person, offer.joined?)
            }
        };
        holds.then_some(person)
    };
    accepted.filter_map(holder).collect()
}

/// Returns the newest list of residents of a panel.
#[must_use]
pub fn list(state: &dyn StateView, panel: &str) -> Option<HostList> {
    LIST.get(state, &panel.to_owned())
}

/// Returns whether the lot has fallen for a panel that decides a proposal: whether anybody could know by now
/// who is drawn, be it written down or not.
pub fn has_fallen<'a>(
    state: &dyn StateView,
    proposal: u64,
    mut bodies: impl Iterator<Item = &'a Body>,
    now: Timestamp,
) -> bool {
    bodies.any(|body| {
        let Body::Panel(seated) = body else { return false };
        let own = PROPOSAL.get(state, &(proposal, seated.id.clone()));
        let Some((own, sitting)) = own.and_then(|own| Some((own, sitting(state, own.number)?)))
        else {
            return false;
        };
        match (&sitting.source, sitting.stage) {
            (Source::All {}, _) | (_, Stage::Ended) => false,
            (_, Stage::Drawing | Stage::Seated) => true,
            (Source::Beacon { .. }, Stage::Awaiting) => now >= sitting.frozen.after(SEED_WAIT),
            (Source::Reveal { .. }, Stage::Awaiting) => {
                reveals(state, own.number).is_some_and(|reveals| reveals.is_open)
            }
        }
    })
}

/// Returns the secrets of a draw without a beacon.
#[must_use]
pub fn reveals(state: &dyn StateView, number: u64) -> Option<Reveals> {
    REVEAL.get(state, &number)
}

/// Returns who is left out of a draw.
#[must_use]
pub fn excluded(state: &dyn StateView, number: u64) -> Vec<PersonId> {
    EXCLUDED.get(state, &number).unwrap_or_default().people
}

/// Returns the moments at which the candidates of draws were fixed that are not done.
#[must_use]
pub fn moments(state: &dyn StateView) -> Vec<u64> {
    let (mut moments, mut after) = (Vec::new(), None);
    loop {
        let page = SITTING.scan(state, "", after.as_deref(), SITTINGS_PAGE);
        let is_last = page.len() < SITTINGS_PAGE;
        after = page.last().map(|(key, _)| key.clone());
        let open = page.into_iter().filter(|(_, sitting)| sitting.stage != Stage::Ended);
        moments.extend(open.map(|(_, sitting)| sitting.candidates.moment));
        if is_last {
            return moments;
        }
    }
}

/// Returns the people whom a text of canonical JSON names, by their identifiers, wherever they stand in
/// it: the parties to what it says.
#[must_use]
pub fn named_in(value: &serde_json::Value) -> Vec<PersonId> {
    let mut people = Vec::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            serde_json::Value::String(text) => people.extend(text.parse::<PersonId>()),
            serde_json::Value::Array(items) => left.extend(items),
            serde_json::Value::Object(fields) => left.extend(fields.values()),
            _ => {}
        }
    }
    people
}

/// What drawing again comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrawn {
    /// What chance gave, if it gave anything.
    pub chance: Option<Hash>,
    /// The numbers that the draw should have.
    pub numbers: Vec<u64>,
    /// The seed that the draw should have.
    pub seed: Option<Hash>,
    /// Each number tried, in order.
    pub steps: Vec<Step>,
    /// What does not agree with the record, in sentences; empty: everything does.
    pub wrong: Vec<String>,
}

/// Repeats a draw from what the state says: the round, the signature, the seed, each number.
#[must_use]
pub fn redraw(state: &dyn StateView, number: u64, society: &SocietyId) -> Option<Redrawn> {
    let record = sitting(state, number)?;
    let mut wrong = Vec::new();
    let chance = match &record.source {
        Source::All {} => None,
        Source::Beacon { beacon, round, signature } => {
            let asked = beacon.round_at(record.frozen.after(super::SEED_WAIT));
            if asked != *round {
                wrong.push(format!("The round is {round}; by the seal's time it is {asked}."));
            }
            let signature = signature.as_ref();
            if signature.is_some_and(|known| !beacon.is_signed(*round, &known.0)) {
                wrong.push(format!("The signature is not that of round {round}."));
            }
            signature.map(|signature| Hash::of(&signature.0))
        }
        Source::Reveal { .. } => reveals(state, number).and_then(|record| record.chance()),
    };
    let seed = chance.map(|chance| draw::seed(&chance, number, &record.candidates, society));
    if record.stage != Stage::Ended && record.seed != seed {
        wrong.push("The seed is not what chance gave.".into());
    }
    let mut again = Sitting {
        cursor: 0,
        numbers: Vec::new(),
        roll: crate::frame::roll::Roll::default(),
        seed,
        tried: 0,
        ..record.clone()
    };
    let steps = draw::tried(&mut again, &excluded(state, number), TRIES_MAX, state);
    if seed.is_some() && record.stage == Stage::Seated && again.numbers != record.numbers {
        wrong.push("The numbers are not those that the seed gives.".into());
    }
    if seed.is_some() && record.stage == Stage::Seated && again.roll != record.roll {
        wrong.push("The running hash is not that of the numbers.".into());
    }
    Some(Redrawn { chance, numbers: again.numbers, seed, steps, wrong })
}

/// Says what a draw is for, within a sentence.
#[must_use]
pub fn cause_words(cause: &Cause) -> String {
    match cause {
        Cause::Claim(claim) => format!("for claim {claim} of a breach"),
        Cause::Office(office) => format!("for the office \"{office}\""),
        Cause::Proposal(proposal) => format!("for proposal {proposal}"),
        Cause::Term => "for a term".into(),
    }
}

/// Returns the state key of a sitting, for proofs.
#[must_use]
pub fn sitting_key(number: u64) -> String {
    SITTING.key(&number)
}

/// Returns the state key of how many sittings there were, for proofs.
#[must_use]
pub fn count_key() -> &'static str {
    COUNT.key()
}
