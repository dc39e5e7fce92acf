//! The seasons: what people propose and how they vote, what the hostile block bids for, and what the
//! founder tries alone.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Action;
use polity_machine::charter_text::{BallotForm, Procedure, Who};
use polity_machine::modules::charter::query as charter;
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{
    Choice, GovernanceAction, Outcome, ProposalResult, Stage, Target, Verdict,
};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::query::{balance, funds};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, AssetId, Refusal, Seconds, Timestamp};

use super::delegates::Delegates;
use super::holders::Uses;
use super::people::{BID, Camp, Lean};
use super::questions::{amendment, is_claim, outside, parts, prefer, receive};
use super::report::{Losses, Overreach, SeasonReport, Times};
use super::terms::Offices;
use super::work::Work;
use super::world::World;

/// Length of a season.
pub(super) const SEASON: Seconds = Seconds::days(90);
/// Questions that members bring in a season under each procedure.
const QUESTIONS: u64 = 6;
/// How often the founder tries something alone in a season.
const ATTEMPTS: u64 = 3;
/// Steps after the last season in which what is open is over, or left open.
const STEPS_AFTER: u64 = 800;
/// Funds among which the common one is looked for.
const FUNDS_READ: usize = 100;
/// What the common fund is given to spend. Unit: minor units.
pub(super) const FUNDING: u64 = 100_000_000;

/// A question that is open.
pub(super) struct Open {
    pub(super) is_bid: bool,
    pub(super) lean: Lean,
    pub(super) number: u64,
    pub(super) proposed: Timestamp,
    pub(super) season: usize,
    /// Yes and no of the minority and of the majority in the last vote.
    pub(super) sides: [(u64, u64); 2],
    /// The camps of those who stand, in an election.
    pub(super) slate: Vec<Camp>,
    pub(super) voted: u64,
}

/// The seasons as they pass.
pub(super) struct Seasons {
    /// Who votes for whom.
    pub(super) delegates: Delegates,
    asset: Option<AssetId>,
    fund: AccountId,
    losses: [Losses; 2],
    /// Why the common fund is not as it should be.
    pub(super) notes: Vec<String>,
    objected: BTreeSet<Aim>,
    /// When each office was filled, and for how long.
    pub(super) offices: Offices,
    pub(super) open: Vec<Open>,
    overreach: Overreach,
    /// Acts of the founder that wait, and what they would pay.
    pending: Vec<(u64, &'static str, Amount)>,
    pub(super) passed: Vec<SeasonReport>,
    step: Seconds,
    times: Vec<u64>,
    /// What holders of offices do alone.
    uses: Uses,
    /// What is given in the place of dues.
    work: Work,
}

/// What the seasons came to.
pub(super) struct Finished {
    pub(super) losses: [Losses; 2],
    pub(super) overreach: Overreach,
    pub(super) seasons: Vec<SeasonReport>,
    pub(super) times: Times,
    pub(super) uses: Uses,
    pub(super) work: Option<Work>,
}

/// What was objected to, in an order.
type Aim = (bool, u64);

impl Seasons {
    /// Opens a common fund and gives it money, as far as the charter lets anybody.
    pub(super) fn prepare(world: &mut World) -> Self {
        let charter = world.charter();
        let asset = charter.society.currency.clone();
        let asset = asset.or_else(|| charter.assets.first().map(|asset| asset.id.clone()));
        let fund = AccountId::Fund("common".into());
        let mut notes = Vec::new();
        if !funds(world.state(), FUNDS_READ).contains(&fund) {
            let open = TreasuryAction::OpenAccount { account: fund.clone() };
            notes.extend(world.carry_out(&open.into()).err());
        }
        let is_claim = |asset: &AssetId| is_claim(&charter, asset);
        if let Some(asset) = asset.as_ref().filter(|asset| is_claim(asset)) {
            let from = outside();
            let terms = world.text("Whoever holds what is simulated");
            let open = TreasuryAction::OpenOutside { account: from.clone(), terms };
            notes.extend(world.carry_out(&open.into()).err());
            let receive = receive(Amount::from(FUNDING), asset, &fund);
            notes.extend(world.carry_out(&receive).err());
        } else if let Some(asset) = &asset {
            let most = charter.lines_for("treasury.issue").filter_map(|power| {
                let limit = power.up_to.as_ref().filter(|limit| limit.asset == *asset)?;
                matches!(power.who, Who::Founder | Who::Member | Who::Anyone)
                    .then_some(limit.amount)
            });
            let amount = most.min().unwrap_or(Amount::from(FUNDING));
            let issue = TreasuryAction::Issue {
                amount,
                asset: asset.clone(),
                category: None,
                memo: None,
                to: fund.clone(),
            };
            notes.extend(world.carry_out(&issue.into()).err());
        }
        if let Some(asset) = &asset {
            for signed in &charter.funds {
                world.give(&signed.account(), Amount::from(FUNDING), asset, is_claim(asset));
            }
        }
        let shortest = charter.decisions.iter().map(|procedure| procedure.voting.0 / 2).min();
        let step = Seconds(shortest.unwrap_or(86_400).clamp(60, 86_400));
        Self {
            overreach: Overreach { asset: asset.clone(), ..Overreach::default() },
            asset,
            delegates: Delegates::default(),
            fund,
            losses: [Losses::of("minority"), Losses::of("majority")],
            notes,
            objected: BTreeSet::new(),
            offices: Offices::default(),
            open: Vec::new(),
            pending: Vec::new(),
            passed: Vec::new(),
            step,
            times: Vec::new(),
            uses: Uses::default(),
            work: Work::default(),
        }
    }

    /// Holds the first elections in a copy of a society, before anything else is brought, and returns it as it stands then.
    pub(super) fn elected(world: &World) -> World {
        let mut world = world.fork();
        let mut seasons = Self::prepare(&mut world);
        seasons.elect(&mut world, 0);
        for _ in 0..STEPS_AFTER {
            if seasons.open.is_empty() {
                break;
            }
            seasons.step(&mut world);
        }
        world
    }

    /// Lets one season pass, in which so many in a hundred leave.
    pub(super) fn pass(&mut self, world: &mut World, leaving: u64) {
        let season = self.passed.len();
        self.passed.push(SeasonReport::default());
        let steps = SEASON.0.checked_div(self.step.0).unwrap_or_default().max(1);
        let charter = world.charter();
        let procedures: Vec<Procedure> = charter.decisions.clone();
        let mut due: BTreeMap<u64, Vec<(String, bool)>> = BTreeMap::new();
        for procedure in &procedures {
            for _ in 0..QUESTIONS {
                let at = world.random.below(steps);
                due.entry(at).or_default().push((procedure.id.clone(), false));
            }
            let at = world.random.below(steps);
            due.entry(at).or_default().push((procedure.id.clone(), true));
        }
        self.offices.begin();
        self.elect(world, season);
        let mut goes: Vec<u64> =
            (0..leavers(world, leaving)).map(|_| world.random.below(steps)).collect();
        goes.sort_unstable();
        let every = steps.checked_div(ATTEMPTS).unwrap_or_default().max(1);
        for step in 0..steps {
            for (procedure, is_bid) in due.remove(&step).unwrap_or_default() {
                self.bring(world, &procedure, is_bid, season);
            }
            if step.checked_rem(every) == Some(every / 2) {
                self.overreach(world, step);
            }
            if step == steps / 2 {
                self.use_offices(world);
            }
            let now = goes.iter().take_while(|at| **at == step).count();
            for _ in goes.drain(..now) {
                self.go(world, season);
            }
            self.step(world);
            self.offices.note(world);
            self.elect(world, season);
        }
        let stage = stage_name(world);
        let members = world.members();
        if let Some(report) = self.passed.last_mut() {
            report.members = members;
            report.stage = stage;
        }
    }

    /// Lets time pass until what is open is over, and returns what came of all.
    pub(super) fn finish(mut self, world: &mut World) -> Finished {
        let work = std::mem::take(&mut self.work).told(world);
        for _ in 0..STEPS_AFTER {
            if self.open.is_empty() && self.pending.is_empty() && self.uses.is_over() {
                break;
            }
            self.step(world);
        }
        self.overreach.open = u64::try_from(self.pending.len()).unwrap_or(u64::MAX);
        Finished {
            losses: self.losses,
            overreach: self.overreach,
            seasons: self.passed,
            times: Times::of(self.times),
            uses: self.uses,
            work,
        }
    }

    /// Has whoever holds an office use its powers.
    fn use_offices(&mut self, world: &mut World) {
        self.uses.use_all(world, &self.fund, self.asset.as_ref());
    }

    /// Has somebody leave, but not the founder.
    fn go(&mut self, world: &mut World, season: usize) {
        let others = world.joined.saturating_sub(1).max(1);
        let drawn = world.random.place(others);
        // Whoever is drawn, or the next who is still there.
        let mut turns = (0..others).map(|turn| drawn.saturating_add(turn));
        let drawn = turns.find_map(|turn| {
            let agent = turn.checked_rem(others)?.saturating_add(1);
            world.agents.get(agent).is_some_and(|agent| !agent.has_left).then_some(agent)
        });
        let Some(drawn) = drawn else { return };
        if world.act(drawn, MembershipAction::Leave {}).is_err() {
            return;
        }
        if let Some(agent) = world.agents.get_mut(drawn) {
            agent.has_left = true;
        }
        if let Some(report) = self.passed.get_mut(season) {
            report.left = report.left.saturating_add(1);
        }
    }

    /// Votes, objects, lets a step of time pass, and looks what is over.
    fn step(&mut self, world: &mut World) {
        self.vote(world);
        self.object(world);
        self.uses.watch(world);
        self.work.confirm(world);
        let _ = world.society.wait(self.step);
        self.look(world);
    }

    /// Has somebody bring a question, or the hostile block a bid.
    fn bring(&mut self, world: &mut World, procedure: &str, is_bid: bool, season: usize) {
        let charter = world.charter();
        let Some(terms) = charter.decision(procedure).cloned() else { return };
        let lean = if is_bid { BID } else { Lean::draw(&mut world.random) };
        let blocks = |world: &World, agent: usize| {
            world.agents.get(agent).is_some_and(|agent| agent.camp == Camp::Hostile)
        };
        let mut author = None;
        for _ in 0..world.joined.saturating_mul(4) {
            let agent = world.random.place(world.joined);
            if (!is_bid || blocks(world, agent))
                && world.permit(agent, "governance.propose", None).is_some()
            {
                author = Some(agent);
                break;
            }
        }
        let Some(report) = self.passed.get_mut(season) else { return };
        let Some(author) = author else {
            report.nobody_proposes = report.nobody_proposes.saturating_add(1);
            return;
        };
        let parts =
            parts(world, &charter, &terms, is_bid, author, (&self.fund, self.asset.as_ref()));
        let Some((actions, contest)) = parts else {
            report.nothing_to_decide = report.nothing_to_decide.saturating_add(1);
            return;
        };
        let proposed = world.society.time;
        match world.propose(author, procedure, actions, contest) {
            Ok(number) => {
                report.brought = report.brought.saturating_add(1);
                report.bids = report.bids.saturating_add(u64::from(is_bid));
                self.open.push(Open {
                    is_bid,
                    lean,
                    number,
                    proposed,
                    season,
                    sides: Default::default(),
                    slate: Vec::new(),
                    voted: 0,
                });
            }
            Err(_) => report.refused = report.refused.saturating_add(1),
        }
    }

    /// Has everybody vote, once in each vote, as they lean and as often as they do.
    fn vote(&mut self, world: &mut World) {
        for open in &mut self.open {
            let Some(proposal) = governance::proposal(world.state(), open.number) else { continue };
            if proposal.stage != Stage::Voting || open.voted >= proposal.round {
                continue;
            }
            open.voted = proposal.round;
            let topic = Some(proposal.procedure.as_str()).filter(|_| proposal.round == 1);
            let method = proposal.terms.asks(open.voted);
            let options = proposal.options;
            let reason = world.text("An objection");
            let mut ballots = Vec::new();
            for agent in 0..world.joined {
                let Some((camp, turnout)) =
                    world.agents.get(agent).map(|agent| (agent.camp, agent.turnout))
                else {
                    continue;
                };
                let is_block = open.is_bid && camp == Camp::Hostile;
                if world.agents.get(agent).is_some_and(|agent| agent.has_left) {
                    continue;
                }
                if topic.is_some_and(|topic| self.delegates.leaves_it(agent, topic, world)) {
                    continue;
                }
                if !is_block && !world.random.chance(turnout) {
                    continue;
                }
                let is_for = world.random.chance(open.lean.of(camp));
                let choice = if method.has_options() {
                    let own = open.slate.iter().position(|standing| *standing == camp);
                    let own = own.and_then(|place| u64::try_from(place).ok());
                    let first = match own {
                        Some(own) => own,
                        None if is_block => 0,
                        None => world.random.below(options),
                    };
                    let first = if open.is_bid && !is_block { first.max(1) } else { first };
                    prefer(method, first, options)
                } else {
                    match (method.form(), is_for) {
                        (BallotForm::Consent, false) => {
                            // Who is against stands aside, mostly.
                            if world.random.chance(4) {
                                Choice::Object(reason)
                            } else {
                                Choice::Abstain
                            }
                        }
                        (_, true) => Choice::Yes,
                        (_, false) => Choice::No,
                    }
                };
                ballots.push((agent, choice));
            }
            open.sides = [Camp::Minority, Camp::Majority].map(|camp| sides(&ballots, camp, world));
            if let Some(topic) = topic {
                self.delegates.count(topic, &ballots);
            }
            world.vote(open.number, open.voted, ballots);
        }
    }

    /// Has the watchful object to what waits: acts of the founder, and bids.
    fn object(&mut self, world: &mut World) {
        let acts = self.pending.iter().map(|(act, ..)| (true, *act));
        let bids = self.open.iter().filter(|open| open.is_bid);
        let bids = bids.map(|open| (false, open.number));
        let targets: Vec<Aim> = acts.chain(bids).collect();
        for (is_act, number) in targets {
            let is_waiting = is_act
                || governance::proposal(world.state(), number).is_some_and(|proposal| {
                    proposal.stage == Stage::Grace && !proposal.is_sent_back
                });
            if !is_waiting || !self.objected.insert((is_act, number)) {
                continue;
            }
            let target = if is_act { Target::Act { number } } else { Target::Proposal { number } };
            let objects = |(agent, one): (usize, &super::people::Agent)| {
                let object = GovernanceAction::Object { target };
                (one.is_watchful && !one.has_left).then(|| (agent, Action::from(object)))
            };
            let joined = world.joined;
            let acts = world.agents.iter().take(joined).enumerate().filter_map(objects).collect();
            world.crowd(acts);
        }
    }

    /// Notes what is over.
    fn look(&mut self, world: &World) {
        let mut open = std::mem::take(&mut self.open);
        open.retain(|open| match governance::result(world.state(), open.number) {
            Some(result) => {
                self.over(open, &result);
                false
            }
            None => true,
        });
        self.open = open;
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain(|(act, name, amount)| match charter::act_result(world.state(), *act) {
            Some(result) => {
                self.overreach.ended(name, &result.end, *amount);
                false
            }
            None => true,
        });
        self.pending = pending;
    }

    fn over(&mut self, open: &Open, result: &ProposalResult) {
        let Some(report) = self.passed.get_mut(open.season) else { return };
        let one = |count: &mut u64| *count = count.saturating_add(1);
        match &result.outcome {
            Outcome::Done => {
                one(&mut report.done);
                if open.is_bid {
                    one(&mut report.bids_won);
                }
            }
            Outcome::Failed { .. } => one(&mut report.failed),
            Outcome::Rejected { verdict: Verdict::NoQuorum } => one(&mut report.no_quorum),
            Outcome::Rejected { .. } => one(&mut report.rejected),
            Outcome::Lapsed | Outcome::Withdrawn => {}
        }
        let has_passed = match &result.outcome {
            Outcome::Done | Outcome::Failed { .. } => Some(true),
            Outcome::Rejected { verdict: Verdict::NoQuorum }
            | Outcome::Lapsed
            | Outcome::Withdrawn => None,
            Outcome::Rejected { .. } => Some(false),
        };
        let Some(has_passed) = has_passed else { return };
        for (losses, side) in self.losses.iter_mut().zip(open.sides) {
            losses.note(side, has_passed);
        }
        if let Some(took) = result.closed.since(open.proposed) {
            self.times.push(took.0);
        }
    }

    /// Has the founder pay to the limit and beyond, decline a critic, and change the charter alone.
    fn overreach(&mut self, world: &mut World, step: u64) {
        if let Some(asset) = self.asset.clone() {
            let most = self.most(world, &asset);
            let to = AccountId::Person(world.society.founder.person);
            for amount in [most, Amount::from(1_u64)] {
                let (asset, from, to) = (asset.clone(), self.fund.clone(), to.clone());
                let pay =
                    TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to };
                self.attempt(world, "treasury.pay", pay.into(), amount);
            }
        }
        let critic = Actor::named(&format!("critic {step} of season {}", self.passed.len()));
        let inception = critic.inception.clone();
        let _ = world.society.act(&critic, IdentityAction::Register { inception });
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        let has_applied = world.society.act(&critic, apply).is_ok();
        if has_applied || world.permit(0, "membership.decline", None).is_none() {
            let decline = MembershipAction::Decline { applicant: critic.person, text: None };
            self.attempt(world, "membership.decline", decline.into(), Amount::ZERO);
        }
        let _ = world.society.act(&critic, MembershipAction::Withdraw {});
        if let Some(amend) = amendment(world) {
            self.attempt(world, "charter.amend", amend, Amount::ZERO);
        }
    }

    /// Returns the most that the founder could try to pay at once: a limit, as far as the fund has it.
    fn most(&self, world: &mut World, asset: &AssetId) -> Amount {
        let charter = world.charter();
        let is_persons = |who: &Who| {
            !matches!(who, Who::Decision(_) | Who::NoOne | Who::Office(_) | Who::Rule(_))
        };
        let lines = charter.lines_for("treasury.pay").filter(|power| is_persons(&power.who));
        let limits = lines.filter_map(|power| power.up_to.as_ref());
        let limits = limits.filter(|limit| limit.asset == *asset).map(|limit| limit.amount);
        let held = balance(world.state(), &self.fund, asset);
        limits.max().unwrap_or(Amount::from(1_u64)).min(held.max(Amount::from(1_u64)))
    }

    fn attempt(&mut self, world: &mut World, name: &'static str, action: Action, amount: Amount) {
        let before = charter::acts_of(world.state(), world.society.founder.person);
        if let Err(Refusal { code, .. }) = world.act(0, action) {
            self.overreach.refused(name, &code);
            return;
        }
        let after = charter::acts_of(world.state(), world.society.founder.person);
        match after.into_iter().find(|act| !before.contains(act)) {
            Some(act) => {
                self.overreach.announced(name);
                self.pending.push((act, name, amount));
            }
            None => self.overreach.done(name, amount),
        }
    }
}

/// Returns how many leave in a season: so many in a hundred of the members.
fn leavers(world: &World, percent: u64) -> u64 {
    world.members().saturating_mul(percent).saturating_add(50) / 100
}

/// Returns how many of a camp say yes, and no.
fn sides(ballots: &[(usize, Choice)], camp: Camp, world: &World) -> (u64, u64) {
    let is_of = |agent: usize| world.agents.get(agent).is_some_and(|agent| agent.camp == camp);
    let count = |is_it: fn(&Choice) -> bool| {
        let said = ballots.iter().filter(|(agent, choice)| is_of(*agent) && is_it(choice));
        u64::try_from(said.count()).unwrap_or(u64::MAX)
    };
    let no = |choice: &Choice| matches!(choice, Choice::No | Choice::Object(_));
    (count(|choice| *choice == Choice::Yes), count(no))
}

/// Returns the name of the stage that the society is at.
pub(super) fn stage_name(world: &mut World) -> Option<String> {
    let charter = world.charter();
    let place = charter::stage(&charter, world.state());
    charter.stages.get(place).map(|stage| stage.name.clone())
}
