//! Who may vote, as it is frozen when a vote opens, and what several bodies decide together (GOV-30 to
//! GOV-33).
//!
//! Members and residents are frozen by the moment of their rolls; whoever sits in an office or on a panel is written
//! down, since seats are few.

use std::collections::BTreeSet;

use polity_choice::exact::{Exact, Ratio, ratio};
use polity_types::PersonId;
use serde::{Deserialize, Serialize};

use super::state::{BODIES, ELECTOR};
use super::types::{Frozen, Proposal, Stage, Terms};
use super::vote::{Choice, Tally, Verdict};
use super::{floor, leavers};
use crate::charter_text::{At, Body, Electorate, House, Method, Part, Share};
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{dues, membership, offices, panels, places};

/// In which bodies with seats somebody sits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Elector {
    /// Their places in the electorate, from 0.
    pub(super) bodies: Vec<u64>,
}

/// How a body of several voted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyVotes {
    /// Votes that abstain.
    pub abstain: u64,
    /// How many were taken off the roll of a later vote since they left.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left: u64,
    /// Votes against.
    pub no: u64,
    /// How many cast a ballot.
    pub people: u64,
    /// How many were eligible, empty seats among them, and the running hash of who.
    pub roll: Roll,
    /// Votes for.
    pub yes: u64,
}

/// How the bodies of an electorate voted, where there are several, in the order of the charter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bodies {
    pub(super) bodies: Vec<BodyVotes>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl BodyVotes {
    /// Returns how many votes were cast.
    #[must_use]
    pub fn votes(&self) -> u64 {
        self.yes.saturating_add(self.no).saturating_add(self.abstain)
    }

    /// Adds votes of a choice, or takes some away.
    fn change(&mut self, choice: &Choice, by: impl FnOnce(u64) -> u64) {
        let count = match choice {
            Choice::Yes => &mut self.yes,
            Choice::No | Choice::Object(_) => &mut self.no,
            _ => &mut self.abstain,
        };
        *count = by(*count);
    }
}

/// Returns who sits in a body that has seats, in the order of the seats. The seat of one whose vote rests is
/// as an empty one (DUE-7).
fn sitting(state: &dyn StateView, number: u64, body: &Body) -> Vec<PersonId> {
    let mut people = match body {
        Body::Members | Body::MembersPastProbation | Body::Residents(_) => Vec::new(),
        Body::Panel(panel) => panels::query::holders(state, &panel.id, number),
        Body::Office(office) => {
            let seat = |number| offices::query::seat(state, &office.id, number);
            (0..office.seats).filter_map(seat).map(|seat| seat.holder).collect()
        }
    };
    people.retain(|person| !dues::query::is_vote_resting(state, *person));
    people
}

/// Returns how many are eligible in a body, empty seats among them, and the running hash of who.
fn roll(state: &dyn StateView, number: u64, body: &Body) -> Roll {
    let rolls = membership::query::rolls(state);
    match body {
        Body::Members => rolls.members,
        Body::MembersPastProbation => rolls.full,
        Body::Residents(At { place }) => places::query::voters(state, place),
        Body::Office(_) | Body::Panel(_) => {
            let mut roll = Roll::default();
            for person in sitting(state, number, body) {
                roll.add(&person);
            }
            roll.count = body.seats().unwrap_or(0);
            roll
        }
    }
}

/// Returns how many people could vote now, empty seats left out; who sits in several bodies counts in each.
pub(super) fn present(state: &dyn StateView, electorate: &Electorate) -> u64 {
    let of = |body: &Body| match body.seats() {
        Some(_) => u64::try_from(sitting(state, 0, body).len()).unwrap_or(u64::MAX),
        None => roll(state, 0, body).count,
    };
    electorate.bodies().map(of).fold(0, u64::saturating_add)
}

/// Returns the rolls of all bodies together: of one, its own.
fn whole(rolls: &[Roll]) -> Roll {
    if let [one] = rolls {
        return *one;
    }
    let mut whole = Roll::default();
    for roll in rolls {
        whole.add(roll);
    }
    whole.count = rolls.iter().fold(0, |sum, roll| sum.saturating_add(roll.count));
    whole
}

/// Returns whether at most one person can vote: who has all that can be weighed decides for nobody else (GOV-62). `counts`:
/// of each body how many, of which those with seats are looked up instead; `is_in`: whether somebody is one of those who are
/// counted. Members past probation are members, and nobody lives at two places; whether the only resident is the only one
/// past probation, where nobody has a seat, is not known without a look at every member, and taken to be so.
pub(super) fn is_alone(
    state: &dyn StateView,
    (number, electorate): (u64, &Electorate),
    counts: &[u64],
    is_in: impl Fn(&Body, PersonId) -> bool,
) -> bool {
    let counted = electorate.bodies().zip(counts).filter(|(body, _)| body.seats().is_none());
    let (bodies, counts): (Vec<&Body>, Vec<u64>) = counted.filter(|(_, count)| **count > 0).unzip();
    let places = bodies.iter().filter(|body| matches!(body, Body::Residents(_))).count();
    let seated: BTreeSet<PersonId> =
        electorate.bodies().flat_map(|body| sitting(state, number, body)).collect();
    let is_one = |person: &PersonId| bodies.iter().all(|body| is_in(body, *person));
    let is_one_each = counts.iter().all(|count| *count == 1) && places <= 1;
    is_one_each && seated.len() <= 1 && seated.iter().all(is_one)
}

/// Returns the electorate as it is now.
pub(super) fn now(
    state: &dyn StateView,
    number: u64,
    electorate: &Electorate,
) -> (Frozen, Vec<BodyVotes>) {
    let rolls: Vec<Roll> = electorate.bodies().map(|body| roll(state, number, body)).collect();
    let moment = membership::query::rolls(state).moment;
    let lives = electorate.bodies().any(|body| matches!(body, Body::Residents(_)));
    let residents = lives.then(|| places::query::rolls(state).moment);
    let counts: Vec<u64> = rolls.iter().map(|roll| roll.count).collect();
    let is_member = |body: &Body, person| is_in(state, body, None, person);
    let is_alone = is_alone(state, (number, electorate), &counts, is_member);
    let roll = whole(&rolls);
    let frozen = Frozen { is_alone, moment, residents, roll, ..Frozen::default() };
    let votes = |roll: &Roll| BodyVotes { roll: *roll, ..BodyVotes::default() };
    let is_one = electorate.one().is_some();
    (frozen, if is_one { Vec::new() } else { rolls.iter().map(votes).collect() })
}

/// Returns the electorate of a vote on a proposal: as it is now, or, in a later vote, as it was in the first one without
/// who left since (GOV-62); but whoever has a seat now.
pub(super) fn of_vote(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
) -> (Frozen, Vec<BodyVotes>) {
    let electorate = &proposal.terms.electorate;
    let (frozen, mut bodies) = now(state, number, electorate);
    let Some(first) = leavers::bound(state, number, proposal) else { return (frozen, bodies) };
    let then = BODIES.get(state, &number).unwrap_or_default().bodies;
    for ((body, votes), then) in electorate.bodies().zip(&mut bodies).zip(&then) {
        if body.seats().is_none() {
            (votes.left, votes.roll) = (then.left, then.roll);
        }
    }
    let rolls: Vec<Roll> = bodies.iter().map(|votes| votes.roll).collect();
    let is_seated = electorate.one().is_some_and(|body| body.seats().is_some());
    let one = if is_seated { frozen.roll } else { first.roll };
    let roll = if rolls.is_empty() { one } else { whole(&rolls) };
    let later = Frozen { is_later: true, roll, season: None, ..first };
    leavers::without(state, electorate, (later, bodies))
}

/// Freezes the electorate of a vote that opens (GOV-30). Costs a few records for each seat.
pub(super) fn freeze(number: u64, proposal: &Proposal, state: &mut Overlay<'_>) -> Frozen {
    let (round, electorate) = (proposal.round, &proposal.terms.electorate);
    let (frozen, bodies) = of_vote(state, number, proposal);
    if !bodies.is_empty() {
        BODIES.put(state, &number, &Bodies { bodies });
    }
    for (place, body) in (0_u64..).zip(electorate.bodies()) {
        for person in sitting(state, number, body) {
            let key = (number, round, person);
            let mut elector = ELECTOR.get(state, &key).unwrap_or_default();
            elector.bodies.push(place);
            ELECTOR.put(state, &key, &elector);
        }
    }
    frozen
}

/// Returns the electorate by which a vote is that is open: support for a request is that of who is a member now (GOV-24).
pub(super) fn fixed(proposal: &Proposal) -> Option<Frozen> {
    let is_fixed = proposal.stage != Stage::Voting
        || proposal.terms.asks(proposal.round) != Method::Conviction;
    proposal.electorate.filter(|_| is_fixed)
}

/// Returns in which bodies a person is, by their places in the electorate: as they were frozen, or, before the vote opens,
/// as they are; before a later one a seat has whoever has it now (GOV-30). Of a later vote, with who left since: who votes in
/// it [`leavers::bodies_of`] says.
pub(super) fn bodies_of(
    state: &dyn StateView,
    (number, proposal): (u64, &Proposal),
    frozen: Option<Frozen>,
    person: PersonId,
) -> Vec<usize> {
    let seated = ELECTOR.get(state, &(number, proposal.round, person)).unwrap_or_default().bodies;
    let is_open = frozen.is_some() && proposal.stage == Stage::Voting;
    let sits = |place: usize, body: &Body| {
        if is_open {
            u64::try_from(place).is_ok_and(|place| seated.contains(&place))
        } else {
            sitting(state, number, body).contains(&person)
        }
    };
    let is_its = |(place, body): &(usize, &Body)| match body.seats() {
        Some(_) => sits(*place, body),
        None => is_in(state, body, frozen.as_ref(), person),
    };
    let bodies = proposal.terms.electorate.bodies().enumerate();
    bodies.filter(is_its).map(|(place, _)| place).collect()
}

/// Returns whether somebody is in a body without seats, as it was frozen, or else as it is.
pub(super) fn is_in(
    state: &dyn StateView,
    body: &Body,
    frozen: Option<&Frozen>,
    person: PersonId,
) -> bool {
    let moment =
        frozen.map_or_else(|| membership::query::rolls(state).moment, |frozen| frozen.moment);
    match body {
        Body::Members => membership::query::was_member(state, person, moment),
        Body::MembersPastProbation => membership::query::was_full_member(state, person, moment),
        Body::Residents(At { place }) => match frozen {
            Some(Frozen { residents, .. }) => residents
                .is_some_and(|moment| places::query::was_voter(state, place, person, moment)),
            None => places::query::is_voter(state, place, person),
        },
        Body::Office(_) | Body::Panel(_) => false,
    }
}

/// Moves the votes of the bodies of a voter. Whoever was elected or drawn has one vote there; what is
/// delegated counts among members (GOV-32).
pub(super) fn count(
    (number, terms): (u64, &Terms),
    places: &[usize],
    (before, (after, now)): (Option<(Choice, u64)>, (Choice, u64)),
    state: &mut Overlay<'_>,
) {
    let Some(mut all) = BODIES.get(state, &number) else { return };
    let of_members: Vec<bool> = terms.electorate.bodies().map(Body::is_of_members).collect();
    for place in places {
        let Some(body) = all.bodies.get_mut(*place) else { continue };
        let weighs = |weight: u64| if of_members.get(*place) == Some(&true) { weight } else { 1 };
        if let Some((choice, weight)) = &before {
            body.change(choice, |count| count.saturating_sub(weighs(*weight)));
        } else {
            body.people = body.people.saturating_add(1);
        }
        body.change(&after, |count| count.saturating_add(weighs(now)));
    }
    BODIES.put(state, &number, &all);
}

/// Takes one delegated vote away from a ballot, in the bodies of members that its voter is in.
pub(super) fn take_back(
    (number, proposal): (u64, &Proposal),
    delegate: PersonId,
    choice: &Choice,
    state: &mut Overlay<'_>,
) {
    let Some(mut all) = BODIES.get(state, &number) else { return };
    let places = bodies_of(state, (number, proposal), fixed(proposal), delegate);
    let of_members: Vec<bool> =
        proposal.terms.electorate.bodies().map(Body::is_of_members).collect();
    for place in places.into_iter().filter(|place| of_members.get(*place) == Some(&true)) {
        if let Some(body) = all.bodies.get_mut(place) {
            body.change(choice, |count| count.saturating_sub(1));
        }
    }
    BODIES.put(state, &number, &all);
}

/// Takes a ballot out of bodies that its voter left.
pub(super) fn take_out(
    number: u64,
    terms: &Terms,
    places: &[usize],
    (choice, weight): (&Choice, u64),
    state: &mut Overlay<'_>,
) {
    let Some(mut all) = BODIES.get(state, &number) else { return };
    for (place, body) in terms.electorate.bodies().enumerate() {
        let weight = if body.is_of_members() { weight } else { 1 };
        if let Some(votes) = all.bodies.get_mut(place).filter(|_| places.contains(&place)) {
            votes.change(choice, |count| count.saturating_sub(weight));
            votes.people = votes.people.saturating_sub(1);
        }
    }
    BODIES.put(state, &number, &all);
}

/// What a mix weighs, in parts of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// What no weighs.
    pub no: Exact,
    /// What those who took part weigh.
    pub turnout: Exact,
    /// What yes weighs.
    pub yes: Exact,
}

impl std::fmt::Display for Weighed {
    #[expect(clippy::arithmetic_side_effects, reason = "rationals of any size do not overflow")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = |part: &Exact| Exact(&part.0 * ratio(100, 1)).decimal(2);
        let (yes, no, turnout) = (percent(&self.yes), percent(&self.no), percent(&self.turnout));
        write!(f, "Yes weighs {yes}% of the whole, no {no}%; who took part weighs {turnout}%.")
    }
}

/// Weighs the votes of a mix (GOV-31). Exact.
///
/// Members who say yes or no divide the share of their body; of a body with seats, each seat has its
/// part, whether it is taken or not.
#[must_use]
#[expect(clippy::arithmetic_side_effects, reason = "rationals of any size do not overflow")]
pub fn weigh(parts: &[Part], bodies: &[BodyVotes]) -> Weighed {
    let zero = || ratio(0, 1);
    let (mut yes, mut no, mut turnout) = (zero(), zero(), zero());
    for (part, votes) in parts.iter().zip(bodies) {
        let eligible = votes.roll.count;
        let decided = votes.yes.saturating_add(votes.no);
        let whole = if part.body.is_of_members() { decided } else { eligible };
        let of = |count: u64, of: u64| if of == 0 { zero() } else { ratio(count, of) };
        let share = exact(part.share);
        yes += of(votes.yes, whole) * &share;
        no += of(votes.no, whole) * &share;
        turnout += of(votes.votes().min(eligible), eligible) * &share;
    }
    Weighed { no: Exact(no), turnout: Exact(turnout), yes: Exact(yes) }
}

fn exact(share: Share) -> Ratio {
    ratio(share.numerator().into(), share.denominator().into())
}

/// Returns what the votes of a house decide.
#[must_use]
pub fn of_house(house: &House, votes: &BodyVotes) -> Verdict {
    let eligible = votes.roll.count;
    if eligible == 0 || votes.votes() < house.quorum.smallest_of(eligible) {
        return Verdict::NoQuorum;
    }
    let cast = votes.yes.saturating_add(votes.no);
    let agrees = house.threshold.is_reached_by(votes.yes, cast);
    if agrees { Verdict::Passed } else { Verdict::Rejected }
}

/// Returns what the votes decide: by the tally where one body votes, by the bodies where several do.
#[must_use]
#[expect(clippy::arithmetic_side_effects, reason = "rationals of any size do not overflow")]
pub fn verdict(
    terms: &Terms,
    round: u64,
    eligible: u64,
    tally: &Tally,
    bodies: &[BodyVotes],
) -> Verdict {
    let verdict = match &terms.electorate {
        Electorate::One { .. } => tally.verdict(terms, round, eligible),
        Electorate::Houses { houses } => {
            let each = houses.iter().zip(bodies).map(|(house, votes)| of_house(house, votes));
            let worst = |a: Verdict, b: Verdict| match (a, b) {
                (Verdict::NoQuorum, _) | (_, Verdict::NoQuorum) => Verdict::NoQuorum,
                (Verdict::Rejected, _) | (_, Verdict::Rejected) => Verdict::Rejected,
                (Verdict::Passed, Verdict::Passed) => Verdict::Passed,
            };
            each.reduce(worst).unwrap_or(Verdict::NoQuorum)
        }
        Electorate::Mix { parts } => {
            let Weighed { no, turnout, yes } = weigh(parts, bodies);
            let share = |part: crate::modules::charter::Fraction| {
                ratio(part.numerator.into(), part.denominator.into())
            };
            let quorum = terms.quorum.map_or_else(|| ratio(0, 1), share);
            if turnout.0 < quorum || turnout.0 == ratio(0, 1) {
                return Verdict::NoQuorum;
            }
            let needed = share(terms.threshold) * (&yes.0 + &no.0);
            let is_enough = yes.0 > needed || (!terms.is_strict && yes.0 == needed);
            let passes = yes.0 > ratio(0, 1) && is_enough;
            if passes { Verdict::Passed } else { Verdict::Rejected }
        }
    };
    let is_reached = floor::is_reached(terms, round, (eligible, tally), bodies);
    if verdict == Verdict::Passed && !is_reached { Verdict::Rejected } else { verdict }
}

/// How a body of several stands, for pages: who, voted, needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByBody {
    /// Votes that abstain.
    pub abstain: u64,
    /// Who, as the charter's text writes it: `office: treasurer`.
    pub body: String,
    /// How many are eligible, empty seats among them.
    pub eligible: u64,
    /// Votes against.
    pub no: u64,
    /// How many votes make its quorum, where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u64>,
    /// Its part of the whole, where votes are weighed: `20%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// What its votes decide, where it must agree by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// How many cast a ballot.
    pub voted: u64,
    /// Votes for.
    pub yes: u64,
    /// How many yes decide, if no more yes and no are cast, where it must agree by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yes_needed: Option<u64>,
}

impl ByBody {
    fn of(body: &Body, votes: &BodyVotes) -> Self {
        Self {
            abstain: votes.abstain,
            body: body.text(),
            eligible: votes.roll.count,
            no: votes.no,
            quorum: None,
            share: None,
            verdict: None,
            voted: votes.people,
            yes: votes.yes,
            yes_needed: None,
        }
    }

    fn of_house(house: &House, votes: &BodyVotes) -> Self {
        let cast = votes.yes.saturating_add(votes.no);
        Self {
            quorum: Some(house.quorum.smallest_of(votes.roll.count)),
            verdict: Some(of_house(house, votes)),
            yes_needed: Some(house.threshold.smallest_of(cast)),
            ..Self::of(&house.body, votes)
        }
    }

    fn of_part(part: &Part, votes: &BodyVotes) -> Self {
        Self { share: Some(part.share.to_string()), ..Self::of(&part.body, votes) }
    }
}

/// Returns how each body stands; nothing where there is only one.
#[must_use]
pub fn by_body(electorate: &Electorate, bodies: &[BodyVotes]) -> Vec<ByBody> {
    match electorate {
        Electorate::Houses { houses } => {
            houses.iter().zip(bodies).map(|(house, votes)| ByBody::of_house(house, votes)).collect()
        }
        Electorate::Mix { parts } => {
            parts.iter().zip(bodies).map(|(part, votes)| ByBody::of_part(part, votes)).collect()
        }
        Electorate::One { .. } => Vec::new(),
    }
}
