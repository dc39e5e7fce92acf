//! Who could take what: the smallest block that has its way in each procedure, and the turnout below
//! which nothing is decided; found on the machine, and reckoned from quorum and threshold.

use polity_machine::charter_text::{
    Body, Charter, Electorate, Elects, Method, Procedure, Who, explain::holder_name,
};
use polity_machine::modules::charter::query as charter_query;
use polity_machine::modules::governance::{Choice, Outcome, Terms};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::membership::query as membership;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::places::query as places;
use polity_machine::modules::treasury::AccountId;
use polity_machine::testing::Actor;

use super::questions::{parts, prefer};
use super::report::{Block, Capture, Needs, Quorum};
use super::season::Seasons;
use super::world::World;

/// What everybody else does while a block votes for what serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    /// All vote against it.
    AllVote,
    /// Who votes in a usual vote, votes against it.
    AsUsual,
    /// Nobody else votes.
    NoneVotes,
}

/// A procedure under which a block tries.
struct Trial<'a> {
    charter: &'a Charter,
    eligible: Vec<usize>,
    procedure: &'a Procedure,
    /// Who votes in a usual vote, by place among the eligible.
    votes: Vec<bool>,
    world: &'a World,
}

/// Returns for every power that a line gives who can take it, and for every procedure with a quorum when
/// it dies. `tick` is called once for every procedure.
pub(super) fn measure(world: &mut World, tick: &dyn Fn()) -> (Vec<Capture>, Vec<Quorum>) {
    let charter = world.charter();
    let (mut blocks, mut quorums) = (Vec::new(), Vec::new());
    for procedure in &charter.decisions {
        let trial = Trial::new(world, &charter, procedure);
        blocks.push((procedure.id.clone(), trial.needs()));
        quorums.extend(trial.quorum());
        tick();
    }
    let vouched = vouched(world, &charter);
    let capture = |power: &polity_machine::charter_text::Power| {
        let (block, needs) = match &power.who {
            Who::Decision(id) => {
                let found = blocks.iter().find(|(known, _)| known == id);
                (Block::Decision, found.and_then(|(_, needs)| needs.clone()))
            }
            Who::Rule(_) => (Block::Rule, vouched.clone()),
            Who::Office(_) => (Block::Office, None),
            _ => (Block::Person, None),
        };
        Capture {
            action: power.may,
            block,
            by: holder_name(&charter, &power.who),
            challenge: power.challenge.map(|share| share.to_string()),
            needs,
            power: power.id.clone(),
        }
    };
    let held = charter.powers.iter().filter(|power| power.who != Who::NoOne);
    (held.map(capture).collect(), quorums)
}

/// Returns the procedures by which the founder has their way on the first day, when nobody else is there: `world` as it
/// was founded.
pub(super) fn alone(world: &World) -> Vec<String> {
    let mut world = world.fork();
    let _ = Seasons::prepare(&mut world);
    let charter = world.charter();
    let has_its_way = |procedure: &&Procedure| {
        let trial = Trial::new(&world, &charter, procedure);
        trial.count() == 1 && trial.has_its_way(1, Others::NoneVotes) == Some(true)
    };
    charter.decisions.iter().filter(has_its_way).map(|procedure| procedure.id.clone()).collect()
}

impl<'a> Trial<'a> {
    fn new(world: &'a World, charter: &'a Charter, procedure: &'a Procedure) -> Self {
        let electorate = Terms::from(procedure).electorate;
        let is_in = |body: &Body, person| match body {
            Body::Members => membership::is_member(world.state(), person),
            Body::MembersPastProbation => membership::is_full_member(world.state(), person),
            Body::Office(office) => offices::holds(world.state(), &office.id, person),
            Body::Panel(_) => false,
            Body::Residents(at) => places::is_voter(world.state(), &at.place, person),
        };
        let is_eligible = |agent: &usize| {
            world.agents.get(*agent).is_some_and(|agent| {
                electorate.bodies().any(|body| is_in(body, agent.actor.person))
            })
        };
        let eligible: Vec<usize> = (0..world.joined).filter(is_eligible).collect();
        let mut random = world.random.clone();
        let turnout = |agent: &usize| world.agents.get(*agent).map_or(0, |agent| agent.turnout);
        let votes = eligible.iter().map(|agent| random.chance(turnout(agent))).collect();
        Self { charter, eligible, procedure, votes, world }
    }

    fn count(&self) -> u64 {
        u64::try_from(self.eligible.len()).unwrap_or(u64::MAX)
    }

    /// Returns the smallest blocks that have their way; none if nothing can be tried, or nobody could vote: the
    /// population opens no places, and lives at none.
    fn needs(&self) -> Option<Vec<Needs>> {
        self.eligible.first()?;
        let each = [
            (Others::AllVote, "all others vote against it"),
            (Others::AsUsual, "as many others vote against it as vote at all"),
            (Others::NoneVotes, "nobody else votes"),
        ];
        let found = each.map(|(others, when)| {
            let found =
                smallest(self.count(), |block| self.has_its_way(block, others) == Some(true));
            let unreckoned = self.unreckoned();
            let reckoned = if unreckoned.is_some() { None } else { self.reckoned(others) };
            Needs { eligible: self.count(), found, reckoned, unreckoned, when }
        });
        // The whole electorate must at least be able to try.
        self.has_its_way(self.count(), Others::NoneVotes)?;
        Some(found.to_vec())
    }

    /// Says why quorum and threshold are not reckoned with heads: several bodies decide.
    fn unreckoned(&self) -> Option<&'static str> {
        match self.procedure.electorate {
            Electorate::Houses { .. } => Some("each house has a quorum and a count of its own"),
            Electorate::Mix { .. } => Some("votes weigh by the share of their body"),
            Electorate::One { .. } => None,
        }
    }

    /// Returns how many a quorum is taken of: those who may vote, or all seats, empty ones too.
    fn whole(&self) -> u64 {
        let seats = self.procedure.electorate.one().and_then(Body::seats);
        seats.unwrap_or_else(|| self.count())
    }

    /// Reckons the same from quorum and threshold; none for methods without either.
    fn reckoned(&self, others: Others) -> Option<u64> {
        let terms = Terms::from(self.procedure);
        let against = |block: u64| {
            let rest = usize::try_from(block).unwrap_or(usize::MAX);
            let voting = self.votes.iter().skip(rest).filter(|votes| match others {
                Others::AllVote => true,
                Others::AsUsual => **votes,
                Others::NoneVotes => false,
            });
            u64::try_from(voting.count()).unwrap_or(u64::MAX)
        };
        let passes = |block: u64| {
            let no = against(block);
            let cast = block.saturating_add(no);
            let has_quorum = cast >= terms.quorum_of(self.whole());
            match terms.method {
                // More yes than no, by as much more as fewer take part: at a quarter of them, by more than twice.
                Method::YesNo if self.procedure.is_adaptive => {
                    let square = |count: u64| u128::from(count).saturating_mul(count.into());
                    square(block).saturating_mul(cast.into())
                        > square(no).saturating_mul(self.whole().into())
                }
                Method::YesNo => has_quorum && block >= terms.yes_needed(cast),
                Method::Consent => has_quorum && no == 0,
                Method::LazyConsensus => no == 0,
                _ => false,
            }
        };
        (!terms.method.has_options()).then(|| smallest(self.count(), passes))?
    }

    /// Tries on the machine whether the first so many of the eligible have their way. None: the procedure
    /// holds nothing that can be tried.
    fn has_its_way(&self, block: u64, others: Others) -> Option<bool> {
        let mut world = self.world.fork();
        let number = self.bring(&mut world)?;
        let reason = world.text("An objection");
        let block = usize::try_from(block).unwrap_or(usize::MAX);
        let method = self.procedure.method;
        let say = |agent: usize, has_options: bool| {
            let place = self.eligible.iter().position(|eligible| *eligible == agent)?;
            let is_block = place < block;
            let votes = match others {
                Others::AllVote => true,
                Others::AsUsual => self.votes.get(place).copied().unwrap_or_default(),
                Others::NoneVotes => false,
            };
            let is_consent = matches!(method, Method::Consent | Method::LazyConsensus);
            match (is_block, has_options) {
                (true, true) => Some(prefer(method, 0, 3)),
                (true, false) => Some(Choice::Yes),
                (false, _) if !votes => None,
                (false, true) => Some(prefer(method, 1, 3)),
                (false, false) if is_consent => Some(Choice::Object(reason)),
                (false, false) => Some(Choice::No),
            }
        };
        let result = world.lead(number, &say)?;
        let is_theirs = !method.has_options() || result.chosen == ["Option 1"];
        Some(is_theirs && matches!(result.outcome, Outcome::Done | Outcome::Failed { .. }))
    }

    /// Brings the proposal of a block that wants something for itself.
    fn bring(&self, world: &mut World) -> Option<u64> {
        let asset = self.charter.society.currency.clone();
        let asset = asset.or_else(|| self.charter.assets.first().map(|asset| asset.id.clone()));
        let fund = AccountId::Fund("common".into());
        let author = (0..world.joined)
            .rev()
            .find(|agent| world.permit(*agent, "governance.propose", None).is_some())?;
        let money = (&fund, asset.as_ref());
        let is_bid = self.procedure.method.elects() != Elects::Budget;
        let (actions, contest) = parts(world, self.charter, self.procedure, is_bid, author, money)?;
        world.propose(author, &self.procedure.id, actions, contest).ok()
    }

    /// Returns how many must vote for a quorum, as found by letting ever more vote.
    fn quorum(&self) -> Option<Quorum> {
        self.procedure.quorum?;
        self.eligible.first()?;
        self.has_its_way(self.count(), Others::NoneVotes)?;
        let found = smallest(self.count(), |block| {
            self.has_its_way(block, Others::NoneVotes) == Some(true)
        });
        let eligible = self.count();
        let usual = self.votes.iter().filter(|votes| **votes).count();
        Some(Quorum {
            eligible,
            found,
            procedure: self.procedure.id.clone(),
            reckoned: match self.unreckoned() {
                Some(_) => None,
                None => Some(Terms::from(self.procedure).quorum_of(self.whole()).max(1)),
            },
            unreckoned: self.unreckoned(),
            usual: u64::try_from(usual).unwrap_or(u64::MAX),
        })
    }
}

/// Returns the smallest count up to `most` that is enough, if more is never worse.
fn smallest(most: u64, is_enough: impl Fn(u64) -> bool) -> Option<u64> {
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

/// Tries how many members who vouch let in whom they want.
fn vouched(world: &mut World, charter: &Charter) -> Option<Vec<Needs>> {
    let mut fork = world.fork();
    let friend = Actor::named("a friend of the block");
    let inception = friend.inception.clone();
    fork.society.act(&friend, IdentityAction::Register { inception }).ok()?;
    fork.agents.push(super::people::Agent {
        is_delegating: false,
        actor: friend.clone(),
        camp: super::people::Camp::Hostile,
        has_left: false,
        is_watchful: false,
        turnout: 100,
    });
    let invitation = match charter.admission.application {
        polity_machine::charter_text::document::Application::Open => None,
        polity_machine::charter_text::document::Application::Invite => {
            Some(fork.invite(&friend).ok()?)
        }
    };
    fork.society.act(&friend, MembershipAction::Apply { invitation, letter: None }).ok()?;
    let applicant = friend.person;
    let (mut used, mut agents) = (0_u64, 0..fork.joined);
    let found = loop {
        let swear = MembershipAction::Swear { charter: charter_query::current(fork.state()).hash };
        if fork.society.act(&friend, swear).is_ok() {
            break Some(used);
        }
        let vouch = MembershipAction::Vouch { applicant };
        match agents.next() {
            Some(agent) => used = used.saturating_add(u64::from(fork.act(agent, vouch).is_ok())),
            None => break None,
        }
    };
    let reckoned = Some(u64::from(charter.admission.vouches));
    let when = "they vouch for whom they want";
    Some(vec![Needs { eligible: world.members(), found, reckoned, unreckoned: None, when }])
}
