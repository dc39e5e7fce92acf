//! What pages, the command line and neighbouring modules may read of governance.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};

use super::conviction::Strength;
pub use super::delegation::Delegation;
use super::electorate::{self, BodyVotes};
use super::error::GovernanceError;
use super::newcomers::{Newcomers, Wait};
use super::purse::Balance;
use super::season::{SeasonSpan, SeasonTerms};
use super::state::{
    ARGUMENTS, BACKER, BALLOT, CONTENT, COUNTS, OBJECTION, OPEN, PROPOSAL, RESULT, SPONSOR, TALLY,
    TURNOUT,
};
use super::turnout::Turnout;
use super::types::{Content, Counts, Proposal, ProposalResult, Stage, Target, Terms};
use super::vote::{Cast, ContestOption, Tally, Verdict};
use super::{
    alternatives, conviction, count, delegation, leavers, newcomers, piles, purse, season,
};
use crate::charter_text::{Charter, Electorate, Method, Power, Who};
use crate::frame::clock::Clock;
use crate::frame::roll::Roll;
use crate::frame::state::StateView;
use crate::modules::{charter, membership};

/// Returns a proposal that is not over.
#[must_use]
pub fn proposal(state: &dyn StateView, number: u64) -> Option<Proposal> {
    PROPOSAL.get(state, &number)
}

/// Returns what a proposal that is not over would do.
#[must_use]
pub fn content(state: &dyn StateView, number: u64) -> Option<Content> {
    CONTENT.get(state, &number)
}

/// Returns what an option takes of the money that a contest has to give. Unit: minor units.
#[must_use]
pub fn cost(option: &ContestOption, asset: &AssetId) -> Amount {
    count::cost(option, asset)
}

/// Returns the terms under which a proposal that is not over is decided.
#[must_use]
pub fn terms_of(state: &dyn StateView, number: u64) -> Option<Terms> {
    proposal(state, number).map(|proposal| proposal.terms)
}

/// Returns up to `limit` proposals that are not over, after the one with the number `after`.
#[must_use]
pub fn proposals(state: &dyn StateView, after: Option<u64>, limit: usize) -> Vec<(u64, Proposal)> {
    let after = after.map(|number| PROPOSAL.key(&number));
    numbered(PROPOSAL.scan(state, "", after.as_deref(), limit))
}

/// Returns the other versions of a proposal that is not over, in the order in which they came, with
/// their numbers; at most [`super::ALTERNATIVES_MAX`].
#[must_use]
pub fn alternatives(state: &dyn StateView, number: u64) -> Vec<(u64, super::Alternative)> {
    super::alternatives::all(state, number)
}

/// Returns the numbers of the other versions of a proposal that a person brought or supports.
#[must_use]
pub fn backs(state: &dyn StateView, number: u64, person: PersonId) -> Vec<u64> {
    let all = super::alternatives::all(state, number).into_iter();
    let is_backed =
        |place: u64, author| author == person || BACKER.has(state, &(number, place, person));
    all.filter(|(place, one)| is_backed(*place, one.author)).map(|(place, _)| place).collect()
}

/// Returns whether a member supports a draft, or supported it when it was one.
#[must_use]
pub fn has_sponsored(state: &dyn StateView, number: u64, person: PersonId) -> bool {
    SPONSOR.has(state, &(number, person))
}

/// Returns what stays of a proposal that is over.
#[must_use]
pub fn result(state: &dyn StateView, number: u64) -> Option<ProposalResult> {
    RESULT.get(state, &number)
}

/// Returns up to `limit` results, after the one with the number `after`.
#[must_use]
pub fn results(
    state: &dyn StateView,
    after: Option<u64>,
    limit: usize,
) -> Vec<(u64, ProposalResult)> {
    let after = after.map(|number| RESULT.key(&number));
    numbered(RESULT.scan(state, "", after.as_deref(), limit))
}

fn numbered<T>(page: Vec<(String, T)>) -> Vec<(u64, T)> {
    let number = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    page.into_iter().filter_map(|(key, record)| Some((number(&key)?, record))).collect()
}

/// Returns how many proposals there were, and are open.
#[must_use]
pub fn counts(state: &dyn StateView) -> Counts {
    COUNTS.get(state).unwrap_or_default()
}

/// Returns whether it matters for a vote that may come who leaves now, of members or of a place (GOV-62): nothing has an
/// electorate that has no place among what is open.
#[must_use]
pub fn is_anything_open(state: &dyn StateView) -> bool {
    counts(state).open > 0
}

/// Returns how many proposals a person has open.
#[must_use]
pub fn open_of(state: &dyn StateView, person: PersonId) -> u64 {
    let open = OPEN.get(state, &person).unwrap_or_default().proposals.len();
    u64::try_from(open).unwrap_or(u64::MAX)
}

/// Returns the tally of the vote that is open, or was last.
#[must_use]
pub fn tally(state: &dyn StateView, number: u64) -> Option<Tally> {
    TALLY.get(state, &number)
}

/// Returns the arguments on an open proposal: count and running hash.
#[must_use]
pub fn arguments(state: &dyn StateView, number: u64) -> Roll {
    ARGUMENTS.get(state, &number).unwrap_or_default()
}

/// Returns the ballot of a voter in the vote that is open.
#[must_use]
pub fn ballot(state: &dyn StateView, number: u64, voter: PersonId) -> Option<Cast> {
    let proposal = proposal(state, number)?;
    BALLOT.get(state, &(number, proposal.round, voter))
}

/// Returns who votes for a person by the procedure `topic`, from the next vote on.
#[must_use]
pub fn delegation(state: &dyn StateView, person: PersonId, topic: &str) -> Option<Delegation> {
    delegation::delegation(state, person, topic)
}

/// Returns what a person delegates, by topic, at most [`super::DELEGATIONS_MAX`].
#[must_use]
pub fn delegations(state: &dyn StateView, person: PersonId) -> Vec<(String, Delegation)> {
    delegation::delegations(state, person)
}

/// Returns for how many others a person votes by the procedure `topic`, from the next vote on.
#[must_use]
pub fn carried(state: &dyn StateView, topic: &str, delegate: PersonId) -> u64 {
    delegation::carried(state, topic, delegate)
}

/// Returns who votes for a person in an open vote unless they do themselves.
#[must_use]
pub fn delegate_in(state: &dyn StateView, number: u64, person: PersonId) -> Option<PersonId> {
    delegation::delegate_in(state, &proposal(state, number)?, person)
}

/// Returns for how many votes a ballot of an eligible person is counted in an open vote.
#[must_use]
pub fn weight_in(state: &dyn StateView, number: u64, person: PersonId) -> u64 {
    let Some(proposal) = proposal(state, number) else { return 0 };
    let bodies = leavers::bodies_of(state, number, &proposal, person);
    delegation::weight_in(state, number, &proposal, &bodies, person)
}

/// Returns until when a vote waits for a person, in time of day: one that is open, in which they may vote and
/// neither they nor who votes for them has; nobody votes for a seat but who has it. Support for a request is
/// nobody's duty, and waits for nobody.
#[must_use]
pub fn waits_for(state: &dyn StateView, number: u64, person: PersonId) -> Option<Timestamp> {
    let proposal = proposal(state, number).filter(|open| open.stage == Stage::Voting)?;
    let has_voted = |voter| BALLOT.has(state, &(number, proposal.round, voter));
    let bodies = leavers::bodies_of(state, number, &proposal, person);
    let mut all = proposal.terms.electorate.bodies().enumerate();
    let has_seat = all.any(|(place, body)| bodies.contains(&place) && !body.is_of_members());
    let delegate = || delegation::delegate_in(state, &proposal, person).filter(|_| !has_seat);
    let is_due = proposal.terms.asks(proposal.round) != Method::Conviction
        && !bodies.is_empty()
        && !has_voted(person)
        && !delegate().is_some_and(has_voted);
    is_due.then(|| Clock::read(state).wall(proposal.place.at))
}

/// Returns whether a member objected to a proposal that waits.
#[must_use]
pub fn has_objected(state: &dyn StateView, number: u64, member: PersonId) -> bool {
    OBJECTION.has(state, &(number, member))
}

/// Returns whether a member objected to what waits.
///
/// # Errors
/// That the person is no member, or that nothing waits there.
pub fn objects_to(
    state: &dyn StateView,
    target: Target,
    member: PersonId,
) -> Result<bool, GovernanceError> {
    match super::rules::check_object(target, member, state) {
        Ok(_) => Ok(false),
        Err(GovernanceError::AlreadyObjected(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Returns whether a person brought what waits, or cast a ballot for it in the vote that decided. What members
/// stopped and then carried was brought by whoever announced it, or brought it to whom it was stopped.
#[must_use]
pub fn supports(state: &dyn StateView, target: Target, person: PersonId) -> bool {
    match target {
        Target::Act { number } => {
            charter::query::act(state, number).is_some_and(|act| act.author == person)
        }
        Target::Proposal { number } => {
            let Some(proposal) = proposal(state, number) else { return false };
            proposal.author == Some(person)
                || stopped_author(state, &proposal) == Some(person)
                || alternatives::brought_what_was_taken(state, number, &proposal, person)
                || is_carried_by(state, number, &proposal, person)
        }
    }
}

/// Returns who announced or brought what members stopped, where a proposal decides on it.
fn stopped_author(state: &dyn StateView, proposal: &Proposal) -> Option<PersonId> {
    match proposal.challenged? {
        Target::Act { number } => charter::query::act_result(state, number).map(|act| act.author),
        Target::Proposal { number } => result(state, number)?.author,
    }
}

/// Returns whether a person's ballot, in the vote that decided, was for what is done.
fn is_carried_by(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> bool {
    let Some(cast) = BALLOT.get(state, &(number, proposal.round, person)) else { return false };
    let choice = cast.ballot.choice();
    if !choice.is_of_options() {
        return choice.is_for();
    }
    let content = CONTENT.get(state, &number).unwrap_or_default();
    choice.is_for_taken(&proposal.chosen, &content.idle(), proposal.options)
}

/// Returns whether a person may vote, or could if voting opened now.
#[must_use]
pub fn is_eligible(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> bool {
    !leavers::bodies_of(state, number, proposal, person).is_empty()
}

/// Returns in which bodies a person votes, or would if voting opened now, by their places in the electorate, from 0: in a
/// later vote in none that they left since the first (GOV-62).
#[must_use]
pub fn bodies_of(
    state: &dyn StateView,
    number: u64,
    proposal: &Proposal,
    person: PersonId,
) -> Vec<usize> {
    leavers::bodies_of(state, number, proposal, person)
}

/// Returns how many would be eligible if a vote of an electorate opened now, empty seats among them.
#[must_use]
pub fn eligible_now(state: &dyn StateView, electorate: &Electorate) -> u64 {
    electorate::now(state, 0, electorate).0.roll.count
}

/// Returns how many people could vote if a vote of an electorate opened now, empty seats left out.
#[must_use]
pub fn present_now(state: &dyn StateView, electorate: &Electorate) -> u64 {
    electorate::present(state, electorate)
}

/// Returns the members on probation, if a vote of an electorate that opened now would wait for them (GOV-60).
#[must_use]
pub fn newcomers(state: &dyn StateView, electorate: &Electorate) -> Option<Newcomers> {
    newcomers::newcomers(electorate, state)
}

/// Returns that the next vote on a proposal waits for those who are on probation, or will wait if nothing changes
/// (GOV-60). `probation`: that of the charter in force.
#[must_use]
pub fn wait(proposal: (u64, &Proposal), probation: Seconds, state: &dyn StateView) -> Option<Wait> {
    newcomers::wait(proposal, probation, state)
}

/// Returns the lines of the charter under which a proposal does what it does.
fn lines<'a>(proposal: &'a Proposal, charter: &'a Charter) -> impl Iterator<Item = &'a Power> {
    let is_its =
        |power: &&Power| matches!(&power.who, Who::Decision(id) if *id == proposal.procedure);
    proposal.powers.iter().flat_map(move |name| charter.lines_for(name).filter(is_its))
}

/// Returns the time between result and effect: that of the procedure as it was or is now, or of a
/// line, whichever is longest (GOV-9), longer the more members object (EXI-14).
#[must_use]
pub fn grace(proposal: &Proposal, charter: &Charter) -> Seconds {
    let now = charter.decision(&proposal.procedure).map_or(Seconds::ZERO, |now| now.grace);
    let least = proposal.terms.grace.max(now);
    let grace = lines(proposal, charter).map(|power| power.grace).fold(least, Seconds::max);
    let (objections, members) = (proposal.objections.count, proposal.members.unwrap_or(0));
    charter.dissent.map_or(grace, |dissent| dissent.lengthened(grace, objections, members))
}

/// Returns when all that a proposal does is possible, as far as emergency pauses go (POW-12).
pub(super) fn paused_until(
    proposal: &Proposal,
    running: Timestamp,
    state: &dyn StateView,
) -> Timestamp {
    let paused =
        proposal.powers.iter().filter_map(|name| charter::query::paused(state, name, running));
    paused.map(|paused| paused.until).fold(running, Timestamp::max)
}

/// Returns how many of so many people the smallest share is whose objections send a proposal to another vote; `None`:
/// none do.
pub(super) fn challenge(proposal: &Proposal, charter: &Charter, of: u64) -> Option<u64> {
    let shares = lines(proposal, charter).filter_map(|power| power.challenge);
    shares.map(|share| share.smallest_of(of)).min()
}

/// Returns how many objections send a proposal in its grace period to another vote, of the members
/// there are now or were when it began, whichever are fewer; `None`: none do.
#[must_use]
pub fn objections_needed(
    state: &dyn StateView,
    proposal: &Proposal,
    charter: &Charter,
) -> Option<u64> {
    let now = membership::query::rolls(state).members.count;
    let members = proposal.members.map_or(now, |then| then.min(now));
    challenge(proposal, charter, members).filter(|_| !proposal.is_sent_back)
}

/// Returns whether enough members object to a proposal that waits (POW-8).
#[must_use]
pub(super) fn is_challenged(state: &dyn StateView, proposal: &Proposal, charter: &Charter) -> bool {
    let count = proposal.objections.count;
    objections_needed(state, proposal, charter).is_some_and(|needed| count >= needed)
}

/// Returns what a person has left of the credits of a season in which a vote opened, or else of the one
/// that is now, by the terms of a procedure.
#[must_use]
pub fn credits(
    state: &dyn StateView,
    terms: SeasonTerms,
    season: Option<u64>,
    person: PersonId,
) -> Balance {
    let now = || season::span(state, terms, Clock::read(state).running()).number;
    purse::credits(state, (season.unwrap_or_else(now), terms), person)
}

/// Returns the season that is now, as the charter has it.
#[must_use]
pub fn season(state: &dyn StateView, charter: &Charter) -> Option<(SeasonSpan, SeasonTerms)> {
    let terms = SeasonTerms::from(charter.season?);
    Some((season::span(state, terms, Clock::read(state).running()), terms))
}

/// Returns what a person has left of their points of support.
#[must_use]
pub fn points(state: &dyn StateView, person: PersonId) -> Balance {
    purse::points(state, person)
}

/// Returns where a request stands that gathers conviction.
#[must_use]
pub fn strength(state: &dyn StateView, number: u64) -> Option<Strength> {
    let running = Clock::read(state).running();
    conviction::strength(number, &proposal(state, number)?, running, state)
}

/// Where a proposal stands, for its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How each body voted so far, in the order of the charter, where there are several.
    pub bodies: Vec<BodyVotes>,
    /// How many are eligible, or would be if voting opened now.
    pub eligible: u64,
    /// When the stage ends, in time of day, as far as is known now.
    pub ends: Timestamp,
    /// Whether pages and lists leave the totals off: until the close, where the charter asks so. A
    /// courtesy: anyone who reads the log can count.
    pub is_hidden: bool,
    /// How many ballots make the quorum.
    pub quorum: u64,
    /// How far it has come.
    pub stage: Stage,
    /// The ballots so far.
    pub tally: Tally,
    /// What the ballots so far would decide.
    pub verdict: Verdict,
    /// How many yes decide, if no more yes and no are cast than now.
    pub yes_needed: u64,
}

/// Returns where a proposal stands.
#[must_use]
pub fn standing(state: &dyn StateView, number: u64) -> Option<Standing> {
    let proposal = proposal(state, number)?;
    let terms = &proposal.terms;
    let (frozen, bodies) = leavers::standing(state, number, &proposal)
        .unwrap_or_else(|| electorate::now(state, number, &terms.electorate));
    let eligible = frozen.roll.count;
    let tally = tally(state, number).unwrap_or_default();
    let verdict = match strength(state, number) {
        Some(strength) if strength.needed.is_some_and(|needed| strength.value >= needed) => {
            Verdict::Passed
        }
        Some(_) => Verdict::Rejected,
        None => electorate::verdict(terms, proposal.round, eligible, &tally, &bodies),
    };
    let (yes, no) = tally.sides(terms.asks(proposal.round));
    Some(Standing {
        bodies,
        eligible,
        ends: Clock::read(state).wall(proposal.place.at),
        is_hidden: terms.totals_after && proposal.stage == Stage::Voting,
        quorum: terms.quorum_of(eligible),
        stage: proposal.stage,
        tally,
        verdict,
        yes_needed: terms.yes_deciding(yes.saturating_add(no), tally.votes(), eligible),
    })
}

/// Returns the options that would be taken if the vote on a proposal ended now, in the order in which they would be;
/// none where no vote on options is open, where its totals are left off until it ends, and where so many ballots
/// differ that only the close counts them.
///
/// Cost: that of the method, in a thousand different ballots at most.
#[must_use]
pub fn chosen_so_far(state: &dyn StateView, number: u64) -> Option<Vec<u64>> {
    let proposal = proposal(state, number)?;
    let is_open = proposal.stage == Stage::Voting && !proposal.terms.totals_after;
    let is_of_options = proposal.terms.asks(proposal.round).has_options();
    let counted = (is_open && is_of_options).then(|| piles::count_some(number, &proposal, state));
    counted?.map(|counted| counted.chosen)
}

/// Returns the turnout of the last votes in which members decided as such.
#[must_use]
pub fn turnout(state: &dyn StateView) -> Turnout {
    TURNOUT.get(state).unwrap_or_default()
}

/// Returns the state key of a proposal that is not over, for proofs.
#[must_use]
pub fn proposal_key(number: u64) -> String {
    PROPOSAL.key(&number)
}

/// Returns the state key of what a proposal that is not over would do, for proofs.
#[must_use]
pub fn content_key(number: u64) -> String {
    CONTENT.key(&number)
}

/// Returns the state key of the result of a proposal, for proofs.
#[must_use]
pub fn result_key(number: u64) -> String {
    RESULT.key(&number)
}

/// Returns the state key of the running tally, for proofs.
#[must_use]
pub fn tally_key(number: u64) -> String {
    TALLY.key(&number)
}

/// Returns the state key of the counts, for proofs.
#[must_use]
pub fn counts_key() -> &'static str {
    COUNTS.key()
}

/// Returns the hash that a result holds of a list of actions.
#[must_use]
pub fn actions_hash(actions: &[crate::Action]) -> Hash {
    Hash::of(&polity_types::canonical::to_bytes(actions))
}

/// Returns whether somebody is a party to a proposal: brought it, or is named in what it would do.
#[must_use]
pub fn is_party(state: &dyn StateView, number: u64, person: PersonId) -> bool {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let acts = serde_json::to_value(content).unwrap_or_default();
    PROPOSAL.get(state, &number).is_some_and(|open| open.author == Some(person))
        || crate::modules::panels::query::named_in(&acts).contains(&person)
}
