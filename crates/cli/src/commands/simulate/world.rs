//! The society of a simulation: the machine in memory, its clock, and who acts in it.

use std::sync::Arc;

use polity_machine::charter_text::document::Application as Applying;
use polity_machine::charter_text::{BallotForm, Charter, POINTS, Who};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::state::{Overlay, StateView};
use polity_machine::modules::charter::query::{self as charter, Line};
use polity_machine::modules::dues::{DuesAction, WAIVED_MAX};
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{
    Ballot, Choice, Contest, GovernanceAction, Outcome, ProposalResult, Stage, Target,
};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::membership::query as membership;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, Society, key_of, public};
use polity_machine::{Action, Event, registry};
use polity_types::{Amount, AssetId, Refusal, Seconds};

use super::people::Agent;
use super::questions::receive;
use super::random::Random;
use super::work;

/// Steps in which a proposal is over, or given up: more stages than one can have.
const STEPS_MAX: usize = 64;

/// The society of a simulation.
pub(super) struct World {
    pub(super) agents: Vec<Agent>,
    /// How many of the agents came: the first so many.
    pub(super) joined: usize,
    pub(super) random: Random,
    pub(super) society: Society,
    texts: u64,
}

impl World {
    /// Founds the society under a charter that was checked.
    pub(super) fn found(text: &str, agents: Vec<Agent>, random: Random) -> Self {
        let society = Society::under(text);
        let mut world = Self { agents, joined: 1, random, society, texts: 0 };
        world.settle_dues(0);
        world
    }

    /// Counts the dues of somebody who came as settled from now on: what is measured is who decides, and
    /// not who forgets to pay. Who gives work in their place has them open as they fall due.
    fn settle_dues(&mut self, agent: usize) {
        work::settle(self);
        let charter = self.charter();
        let member = self.agents.get(agent).map(|agent| agent.actor.person);
        let Some(member) = member.filter(|_| !work::is_worker(&charter, agent)) else { return };
        self.bring_about(agent, &DuesAction::Waive { member, periods: WAIVED_MAX }.into());
    }

    /// Gives a fund that has signers something to guard, by no power of the charter.
    pub(super) fn give(
        &mut self,
        fund: &AccountId,
        amount: Amount,
        asset: &AssetId,
        is_claim: bool,
    ) {
        let (asset, to) = (asset.clone(), fund.clone());
        let give = if is_claim {
            receive(amount, &asset, &to)
        } else {
            TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
        };
        let open = TreasuryAction::OpenAccount { account: fund.clone() };
        for action in [open.into(), give] {
            self.bring_about(0, &action);
        }
    }

    /// Has something be as it is, as if a rule of the machine had done it.
    pub(super) fn bring_about(&mut self, agent: usize, action: &Action) {
        let done = self.look(agent, |context, state| {
            let context = &context.acting_as(Authority::Rule { rule: "simulation".to_owned() });
            let admitted = registry::check(action, context, state).ok()?;
            let mut overlay = Overlay::new(state);
            let _ = registry::apply(admitted, context, &mut overlay);
            Some(overlay.into_delta())
        });
        if let Some(delta) = done.flatten() {
            self.society.state.commit(delta);
        }
    }

    /// Returns the same world, to try something in it.
    pub(super) fn fork(&self) -> Self {
        let Society { founder, founding, id, memory, nonce, records, state, time, .. } =
            &self.society;
        let society = Society {
            founder: founder.clone(),
            founding: founding.clone(),
            genesis: Vec::new(),
            id: *id,
            memory: memory.clone(),
            nonce: *nonce,
            records: records.clone(),
            state: state.clone(),
            time: *time,
        };
        let (agents, random) = (self.agents.clone(), self.random.clone());
        Self { agents, joined: self.joined, random, society, texts: self.texts }
    }

    pub(super) fn state(&self) -> &dyn StateView {
        &self.society.state
    }

    /// Returns the charter in force, at the stage reached.
    pub(super) fn charter(&mut self) -> Arc<Charter> {
        let Society { memory, records, state, .. } = &mut self.society;
        memory.charter(state, records)
    }

    /// Looks at the society as a person who is about to act.
    pub(super) fn look<T>(
        &mut self,
        agent: usize,
        look: impl FnOnce(&Context<'_>, &dyn StateView) -> T,
    ) -> Option<T> {
        let person = self.agents.get(agent)?.actor.person;
        let charter = self.charter();
        let Society { id, records, state, time, .. } = &self.society;
        let clock = Clock::read(state);
        let context = Context {
            assertion: None,
            authority: Authority::Person { person },
            charter,
            height: clock.height.next(),
            key: None,
            now: *time,
            operation: None,
            records,
            running: time.before(clock.leaps),
            society: *id,
            under: None,
        };
        Some(look(&context, state))
    }

    /// Returns the line under which somebody may do an action that moves so much.
    pub(super) fn permit(
        &mut self,
        agent: usize,
        action: &str,
        value: Option<(AssetId, Amount)>,
    ) -> Option<Line> {
        let spec = registry::spec_named(action)?;
        self.look(agent, |context, state| charter::permit(spec, value, context, state).ok())?
    }

    /// Has somebody do something in a batch of its own.
    pub(super) fn act(
        &mut self,
        agent: usize,
        action: impl Into<Action>,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(actor) = self.agents.get(agent).map(|agent| agent.actor.clone()) else {
            return Ok(Vec::new());
        };
        self.society.act(&actor, action)
    }

    /// Has many do something in one batch; what the rules refuse is left out.
    pub(super) fn crowd(&mut self, acts: Vec<(usize, Action)>) {
        let mut operations = Vec::with_capacity(acts.len());
        for (agent, action) in acts {
            if let Some(actor) = self.agents.get(agent).map(|agent| agent.actor.clone()) {
                operations.push(self.society.signed(&actor, action));
            }
        }
        let _ = self.society.batch(operations);
    }

    /// Makes a text public and returns its hash.
    pub(super) fn text(&mut self, text: &str) -> polity_types::Hash {
        self.texts = self.texts.saturating_add(1);
        self.society.records.insert(format!("{text}, text {}\n", self.texts).into_bytes())
    }

    /// Brings a proposal and returns its number.
    pub(super) fn propose(
        &mut self,
        agent: usize,
        procedure: &str,
        actions: Vec<Action>,
        contest: Option<Contest>,
    ) -> Result<u64, Refusal> {
        let text = self.text("A proposal of the simulation");
        let procedure = procedure.to_owned();
        self.act(
            agent,
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text },
        )?;
        let number = governance::counts(self.state()).made;
        self.support(number);
        Ok(number)
    }

    /// Lets members support a draft, one after the other, until it is discussed.
    fn support(&mut self, proposal: u64) {
        for agent in 0..self.agents.len() {
            let open = governance::proposal(self.state(), proposal);
            if open.is_none_or(|open| open.stage != Stage::Draft) {
                return;
            }
            let _ = self.act(agent, GovernanceAction::Sponsor { alternative: None, proposal });
        }
    }

    /// Casts the ballots of a vote in one batch.
    pub(super) fn vote(&mut self, proposal: u64, round: u64, ballots: Vec<(usize, Choice)>) {
        let form =
            governance::terms_of(self.state(), proposal).map(|terms| terms.asks(round).form());
        let cast = |(agent, choice): (usize, Choice)| {
            let choice = form.map_or(choice.clone(), |form| said_as(form, choice));
            let ballot = Ballot::Open { choice };
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round };
            (agent, Action::from(cast))
        };
        self.crowd(ballots.into_iter().map(cast).collect());
    }

    /// Leads a proposal to its end: at every vote each who came says what `say` says, of the agent and
    /// of whether options are chosen. Returns how it ended.
    pub(super) fn lead(
        &mut self,
        number: u64,
        say: &dyn Fn(usize, bool) -> Option<Choice>,
    ) -> Option<ProposalResult> {
        self.lead_against(number, 0, say, &[])
    }

    /// The same after so many votes; once it passed, these object to it in its grace period, together (POW-8).
    pub(super) fn lead_against(
        &mut self,
        number: u64,
        mut voted: u64,
        say: &dyn Fn(usize, bool) -> Option<Choice>,
        objectors: &[usize],
    ) -> Option<ProposalResult> {
        let mut has_objected = objectors.is_empty();
        for _ in 0..STEPS_MAX {
            if let Some(result) = governance::result(self.state(), number) {
                return Some(result);
            }
            let proposal = governance::proposal(self.state(), number)?;
            if proposal.stage == Stage::Grace && !has_objected {
                has_objected = true;
                let object = GovernanceAction::Object { target: Target::Proposal { number } };
                let object = |agent: &usize| (*agent, Action::from(object.clone()));
                self.crowd(objectors.iter().map(object).collect());
                continue;
            }
            if proposal.stage == Stage::Voting && voted < proposal.round {
                voted = proposal.round;
                let has_options = proposal.terms.asks(voted).has_options();
                let ballots =
                    (0..self.joined).filter_map(|agent| Some((agent, say(agent, has_options)?)));
                let ballots = ballots.collect();
                self.vote(number, voted, ballots);
            }
            // What gathers conviction passes when it has enough, and not when its time is over.
            let due = governance::strength(self.state(), number).and_then(|strength| strength.due);
            let at = due.map_or(proposal.place.at, |due| due.min(proposal.place.at));
            let ends = Clock::read(&self.society.state).wall(at);
            let left = ends.since(self.society.time).unwrap_or_default();
            let _ = self.society.wait(left.max(Seconds(1)));
        }
        None
    }

    /// Returns the decision procedure by which the members may do an action.
    pub(super) fn procedure_for(&mut self, action: &str) -> Option<String> {
        let charter = self.charter();
        charter.lines_for(action).find_map(|power| match &power.who {
            Who::Decision(id) => Some(id.clone()),
            _ => None,
        })
    }

    /// Has the founder do something alone if the charter lets them, or the members decide it as one, and
    /// waits until it is done.
    pub(super) fn carry_out(&mut self, action: &Action) -> Result<(), String> {
        let spec = registry::spec(action);
        if let Some(line) = self.permit(0, spec.name(), registry::value(action)) {
            let done = self.act(0, action.clone()).map(|_| ()).map_err(|refusal| refusal.message);
            if line.waits() {
                let _ = self.society.wait(line.grace);
            }
            return done;
        }
        let Some(procedure) = self.procedure_for(spec.name()) else {
            return Err(format!("No line of the charter lets anybody {}.", spec.words));
        };
        let yes = |_: usize, _: bool| Some(Choice::Yes);
        let number = self.propose(0, &procedure, vec![action.clone()], None);
        let number = number.map_err(|refusal| refusal.message)?;
        match self.lead(number, &yes).map(|result| result.outcome) {
            Some(Outcome::Done) => Ok(()),
            Some(Outcome::Failed { refused, .. }) => {
                Err(format!("The decision passed, and was refused: {}.", refused.code))
            }
            _ => Err(format!("The decision \"{procedure}\" did not pass.")),
        }
    }

    /// Lets the next agent join as the charter says: vouched for, admitted by one person, or by a
    /// decision.
    pub(super) fn join(&mut self, next: usize) -> Result<(), String> {
        let Some(actor) = self.agents.get(next).map(|agent| agent.actor.clone()) else {
            return Ok(());
        };
        let known = self.act(next, IdentityAction::Register { inception: actor.inception.clone() });
        known
            .map(|_| ())
            .or_else(|refusal| {
                (refusal.code == "identity.already_known").then_some(()).ok_or(refusal)
            })
            .map_err(|refusal| refusal.message)?;
        let charter = self.charter();
        let invitation = match charter.admission.application {
            Applying::Open => None,
            Applying::Invite => Some(self.invite(&actor)?),
        };
        let apply = MembershipAction::Apply { invitation, letter: None };
        self.act(next, apply).map_err(|refusal| refusal.message)?;
        let admitted = self.admit(&actor, &charter);
        let sworn = admitted.and_then(|()| {
            let swear = MembershipAction::Swear { charter: charter::current(self.state()).hash };
            self.act(next, swear).map(|_| ()).map_err(|refusal| refusal.message)
        });
        if sworn.is_err() {
            let _ = self.act(next, MembershipAction::Withdraw {});
        }
        self.settle_dues(next);
        sworn
    }

    /// Has somebody apply who is no member: invited, where the charter asks for it.
    pub(super) fn applies(&mut self, name: &str) -> Option<Actor> {
        let somebody = Actor::named(name);
        let inception = somebody.inception.clone();
        self.society.act(&somebody, IdentityAction::Register { inception }).ok()?;
        let invitation = match self.charter().admission.application {
            Applying::Open => None,
            Applying::Invite => Some(self.invite(&somebody).ok()?),
        };
        self.society.act(&somebody, MembershipAction::Apply { invitation, letter: None }).ok()?;
        Some(somebody)
    }

    /// Has a member who may invite the next one.
    pub(super) fn invite(
        &mut self,
        actor: &Actor,
    ) -> Result<polity_machine::modules::membership::InvitationProof, String> {
        let may = |world: &mut Self, agent: &usize| {
            world.permit(*agent, "membership.invite", None).is_some()
        };
        let inviter = (0..self.joined).rev().find(|agent| may(self, agent));
        let inviter = inviter.ok_or("Nobody may invite.")?;
        let name = format!("to {}", actor.person);
        let (_, proof) = self.society.invitation(&name, &actor.person);
        let key = public(&key_of(&format!("invitation {name}")));
        let until = Clock::read(&self.society.state).running();
        let until = until.max(self.society.time).after(Seconds::days(1));
        let invite = MembershipAction::Invite { key, placeholder: None, until };
        self.act(inviter, invite).map_err(|refusal| refusal.message)?;
        Ok(proof)
    }

    fn admit(&mut self, actor: &Actor, charter: &Charter) -> Result<(), String> {
        let applicant = actor.person;
        let by_rule =
            charter.lines_for("membership.admit").any(|power| matches!(power.who, Who::Rule(_)));
        let admit = Action::from(MembershipAction::Admit { applicant });
        if !by_rule {
            return self.carry_out(&admit);
        }
        let needed = usize::try_from(charter.admission.vouches).unwrap_or(usize::MAX);
        let first = self.random.place(self.joined);
        let mut vouchers = Vec::new();
        for place in 0..self.joined {
            let agent = first.saturating_add(place).checked_rem(self.joined).unwrap_or_default();
            if vouchers.len() < needed && self.permit(agent, "membership.vouch", None).is_some() {
                vouchers.push(agent);
            }
        }
        if vouchers.len() < needed {
            let is_held = self.permit(0, "membership.admit", None).is_some();
            if is_held || self.procedure_for("membership.admit").is_some() {
                return self.carry_out(&admit);
            }
            let found = vouchers.len();
            return Err(format!("{needed} members must vouch for a newcomer, and {found} may."));
        }
        for voucher in vouchers {
            let vouched = self.act(voucher, MembershipAction::Vouch { applicant });
            vouched.map_err(|refusal| refusal.message)?;
        }
        Ok(())
    }

    /// Returns how many members there are.
    pub(super) fn members(&self) -> u64 {
        membership::rolls(self.state()).members.count
    }
}
/// Points that one agent puts on a request, so that there are some for others.
const SUPPORT: u64 = POINTS / 10;

/// Says yes or no as a ballot of a form does that counts votes or points: with one vote, or some points.
fn said_as(form: BallotForm, choice: Choice) -> Choice {
    match (form, choice) {
        (BallotForm::Votes { .. }, Choice::Yes) => Choice::Votes(1),
        (BallotForm::Votes { .. }, Choice::No) => Choice::Votes(-1),
        (BallotForm::Points, Choice::Yes) => Choice::Points(SUPPORT),
        (BallotForm::Points, Choice::No) => Choice::Abstain,
        (_, choice) => choice,
    }
}
