//! A trial: who may vote under a procedure, what everybody else does while a block votes for what serves it, and the
//! smallest block that has its way then, found on the machine and reckoned.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use polity_machine::charter_text::{Body, Charter, Method, Procedure, Threshold};
use polity_machine::modules::governance::Terms;
use polity_machine::modules::membership::query as membership;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::panels::query as panels;
use polity_machine::modules::places::query as places;

use super::powers::Needs;
use super::world::World;

/// What everybody else does while a block votes for what serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    /// All vote against it.
    AllVote,
    /// Who votes in a usual vote, votes against it.
    AsUsual,
    /// Nobody else votes.
    NoneVotes,
}

impl Others {
    const EACH: [Self; 3] = [Self::AllVote, Self::AsUsual, Self::NoneVotes];

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::AllVote => "all others vote against it",
            Self::AsUsual => "the others who usually vote are against it",
            Self::NoneVotes => "nobody else votes",
        }
    }
}

/// Who may vote under a procedure.
pub(super) struct Voters<'a> {
    pub(super) charter: &'a Charter,
    /// The block is the first so many of them.
    pub(super) eligible: Vec<usize>,
    /// Their places, by agent.
    places: BTreeMap<usize, usize>,
    pub(super) procedure: &'a Procedure,
    /// Who votes in a usual vote, by place among the eligible.
    pub(super) votes: Vec<bool>,
    pub(super) world: &'a World,
}

/// Something in which a block can have its way.
pub(super) trait Attempt {
    /// Says whether the first so many of the eligible have their way on the machine.
    ///
    /// # Errors
    /// Why it cannot be tried.
    fn succeeds(&self, block: u64, others: Others) -> Result<bool, String>;

    /// Returns how many it takes by the charter; none where there is no such figure, or no block is enough.
    fn reckoned(&self, others: Others) -> Option<u64>;

    /// Says why it was not reckoned, where it could not be.
    fn unreckoned(&self, others: Others) -> Option<String>;

    /// Says what the block would have, where that is not plain from the power.
    fn what(&self, _: Others) -> Option<String> {
        None
    }
}

impl<'a> Voters<'a> {
    pub(super) fn new(world: &'a World, charter: &'a Charter, procedure: &'a Procedure) -> Self {
        let bodies: Vec<&Body> = procedure.electorate.bodies().collect();
        let seats_of =
            |agent: &usize| bodies.iter().filter(|body| is_in(body, *agent, world)).count();
        let mut eligible: Vec<(usize, usize)> = (0..world.joined)
            .map(|agent| (seats_of(&agent), agent))
            .filter(|(seats, _)| *seats > 0)
            .collect();
        eligible.sort_by_key(|(seats, agent)| (Reverse(*seats), *agent));
        let mut random = world.random.clone();
        let turnout = |agent: usize| world.agents.get(agent).map_or(0, |agent| agent.turnout);
        let voting = |(seats, agent): (usize, usize)| (seats, agent, random.chance(turnout(agent)));
        let mut eligible: Vec<(usize, usize, bool)> = eligible.into_iter().map(voting).collect();
        // The smallest block is of those who count in most bodies, and who would else vote against it.
        eligible.sort_by_key(|(seats, agent, votes)| (Reverse(*seats), !*votes, *agent));
        let votes = eligible.iter().map(|(_, _, votes)| *votes).collect();
        let eligible: Vec<usize> = eligible.into_iter().map(|(_, agent, _)| agent).collect();
        let places = eligible.iter().enumerate().map(|(place, agent)| (*agent, place)).collect();
        Self { charter, eligible, places, procedure, votes, world }
    }

    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.eligible.len()).unwrap_or(u64::MAX)
    }

    /// Returns how many vote in a usual vote.
    pub(super) fn usual(&self) -> u64 {
        u64::try_from(self.votes.iter().filter(|votes| **votes).count()).unwrap_or(u64::MAX)
    }

    /// Returns the place of an agent among the eligible.
    pub(super) fn place(&self, agent: usize) -> Option<usize> {
        self.places.get(&agent).copied()
    }

    /// Returns whether an agent who votes is of the block.
    pub(super) fn is_of_block(&self, agent: usize, block: u64, others: Others) -> Option<bool> {
        let place = self.place(agent)?;
        let is_block = place < usize::try_from(block).unwrap_or(usize::MAX);
        (is_block || self.votes_against(place, others)).then_some(is_block)
    }

    fn votes_against(&self, place: usize, others: Others) -> bool {
        match others {
            Others::AllVote => true,
            Others::AsUsual => self.votes.get(place).copied().unwrap_or_default(),
            Others::NoneVotes => false,
        }
    }

    /// Returns how many others vote against a block.
    pub(super) fn against(&self, block: u64, others: Others) -> u64 {
        let block = usize::try_from(block).unwrap_or(usize::MAX);
        let rest = block..self.eligible.len();
        let voting = rest.filter(|place| self.votes_against(*place, others)).count();
        u64::try_from(voting).unwrap_or(u64::MAX)
    }

    /// Returns the others who vote against a block.
    pub(super) fn opponents(&self, block: u64, others: Others) -> Vec<usize> {
        let is_other = |agent: &usize| self.is_of_block(*agent, block, others) == Some(false);
        self.eligible.iter().copied().filter(is_other).collect()
    }

    /// Returns how many a quorum is taken of: those who may vote, or all seats, empty ones too.
    pub(super) fn whole(&self) -> u64 {
        let seats = self.procedure.electorate.one().and_then(Body::seats);
        seats.unwrap_or_else(|| self.count())
    }

    /// Says why nobody may vote, or why nothing can pass: a body is empty here.
    pub(super) fn empty_body(&self) -> Option<String> {
        let has_nobody =
            |body: &&Body| !(0..self.world.joined).any(|agent| is_in(body, agent, self.world));
        let body = self.procedure.electorate.bodies().find(has_nobody)?;
        Some(match body {
            Body::Panel(_) => {
                format!("nobody is drawn for it here of the {}", body.words(self.charter))
            }
            Body::Residents(at) => format!("the votes of nobody count at the place {:?}", at.place),
            _ => format!("there are no {}", body.words(self.charter)),
        })
    }

    /// Tries something with blocks of every size.
    ///
    /// # Errors
    /// Why it cannot be tried: not even all of them together could.
    pub(super) fn needs(&self, attempt: &dyn Attempt) -> Result<Vec<Needs>, String> {
        let _ = attempt.succeeds(self.count(), Others::NoneVotes)?;
        let needs = |others: Others| {
            let is_enough = |block| attempt.succeeds(block, others) == Ok(true);
            let unreckoned = attempt.unreckoned(others);
            let reckoned = if unreckoned.is_none() { attempt.reckoned(others) } else { None };
            Needs {
                eligible: self.count(),
                found: smallest_near(self.count(), reckoned, is_enough),
                reckoned,
                unreckoned,
                what: attempt.what(others),
                when: others.words(),
            }
        };
        Ok(Others::EACH.map(needs).to_vec())
    }
}

/// Returns whether an agent is in a body.
fn is_in(body: &Body, agent: usize, world: &World) -> bool {
    let Some(agent) = world.agents.get(agent) else { return false };
    let (person, state) = (agent.actor.person, world.state());
    match body {
        Body::Members => membership::is_member(state, person),
        Body::MembersPastProbation => membership::is_full_member(state, person),
        Body::Office(office) => offices::holds(state, &office.id, person),
        // That of a term: those that are drawn for one proposal sit when it is brought.
        Body::Panel(panel) => panels::holders(state, &panel.id, 0).contains(&person),
        Body::Residents(at) => places::is_voter(state, &at.place, person),
    }
}

/// Returns whether so many for it and so many against it carry it by yes and no, or by consent, of so many in the whole.
pub(super) fn passes(procedure: &Procedure, whole: u64, (yes, no): (u64, u64)) -> bool {
    let terms = Terms::from(procedure);
    let cast = yes.saturating_add(no);
    let has_quorum = cast >= terms.quorum_of(whole);
    match terms.method {
        // More yes than no, by as much more as fewer take part: at a quarter of them, by more than twice.
        Method::YesNo if procedure.is_adaptive => {
            let square = |count: u64| u128::from(count).saturating_mul(count.into());
            square(yes).saturating_mul(cast.into()) > square(no).saturating_mul(whole.into())
        }
        // Everybody gives one vote where votes cost credits; `carries_paid` says it of more.
        Method::YesNo | Method::SeasonLinear | Method::SeasonQuadratic => {
            has_quorum && yes > 0 && yes >= terms.yes_needed(cast)
        }
        Method::Consent => has_quorum && no == 0,
        Method::LazyConsensus => no == 0,
        _ => false,
    }
}

/// Returns whether members carry by yes and no what passed by conviction, and so many objected to (POW-8): without a quorum of its own the fewer vote the more it takes; and as many say yes as sent it back, or more
/// than half of all.
pub(super) fn carries_again(
    procedure: &Procedure,
    (whole, sent_back): (u64, u64),
    (yes, no): (u64, u64),
) -> bool {
    let cast = yes.saturating_add(no);
    let threshold = procedure.threshold.unwrap_or(Threshold::MORE_THAN_HALF);
    let square = |count: u64| u128::from(count).saturating_mul(count.into());
    let has_turnout = match procedure.quorum {
        Some(quorum) if !procedure.is_adaptive => cast >= quorum.smallest_of(whole),
        _ => square(yes).saturating_mul(cast.into()) > square(no).saturating_mul(whole.into()),
    };
    has_turnout && yes >= threshold.smallest_of(cast) && is_as_many(yes, (whole, sent_back))
}

/// Returns whether as many say yes as sent it back, or more than half of all.
pub(super) fn is_as_many(yes: u64, (whole, sent_back): (u64, u64)) -> bool {
    yes > 0 && (yes >= sent_back || yes.saturating_mul(2) > whole)
}

/// Returns the same as [`smallest`], sooner where it is what was expected.
fn smallest_near(most: u64, expected: Option<u64>, is_enough: impl Fn(u64) -> bool) -> Option<u64> {
    let is_it = |count: &u64| {
        let fewer = count.saturating_sub(1);
        is_enough(*count) && (fewer == 0 || !is_enough(fewer))
    };
    expected.filter(is_it).or_else(|| smallest(most, is_enough))
}

/// Returns the smallest count up to `most` that is enough, if more is never worse.
pub(super) fn smallest(most: u64, is_enough: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (1, most);
    if most == 0 || !is_enough(most) {
        return None;
    }
    while low < high {
        let middle = low.saturating_add(high) / 2;
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Some(low)
}
