//! What the events tell, and what must hold of it. It never looks into the state.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::charter_text::{
    ActionClass, Body, Electorate, Power, Procedure, Share, Threshold, Who,
};
use polity_machine::modules::charter::CharterEvent;
use polity_machine::modules::governance::{
    Ballot, BodyVotes, Choice, GovernanceEvent, Tally, Target, Verdict,
};
use polity_machine::modules::membership::MembershipEvent;
use polity_machine::modules::offices::OfficesEvent;
use polity_machine::modules::panels::{Cause, PanelsEvent};
use polity_machine::modules::spending::SpendingAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::registry::spec;
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Hash, PersonId, Timestamp};

use super::law::{Law, needed};

/// By whose power something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Decision(String),
    Person(PersonId),
}

/// An act that waits.
pub(crate) struct Act {
    pub(crate) action: Action,
    pub(crate) author: PersonId,
    announced: Timestamp,
    challenge: Option<Share>,
    /// When it takes effect, as was last said.
    due: Timestamp,
    members: usize,
    pub(crate) objectors: BTreeSet<PersonId>,
}

/// A proposal that is not over.
pub(crate) struct Proposal {
    /// What is done if it passes: of a contest, what the options do that were taken.
    chosen: Vec<Action>,
    pub(crate) is_in_grace: bool,
    is_sent_back: bool,
    members: usize,
    pub(crate) objectors: BTreeSet<PersonId>,
    options: Vec<Vec<Action>>,
    procedure: Procedure,
    until: Timestamp,
}

/// A vote that is open.
pub(crate) struct Vote {
    ballots: BTreeMap<PersonId, Choice>,
    /// Who votes for whom, as it stood at the opening.
    delegated: BTreeMap<PersonId, PersonId>,
    /// Who is in each body, in the order of the charter; seats that nobody has are counted.
    bodies: Vec<(BTreeSet<PersonId>, u64)>,
    pub(crate) round: u64,
}

/// People drawn for a panel.
struct Sitting {
    is_drawn: bool,
    panel: String,
    people: BTreeSet<PersonId>,
}

struct Outflow {
    amount: Amount,
    asset: AssetId,
    at: Timestamp,
    holder: String,
}

/// What a reader of the log knows.
pub(crate) struct Told {
    pub(crate) acts: BTreeMap<u64, Act>,
    delegated: BTreeMap<(PersonId, String), PersonId>,
    /// What was done how often, by name; and marks of what a history must come by to prove anything.
    pub(crate) done: BTreeMap<String, usize>,
    founder: PersonId,
    pub(crate) full: BTreeSet<PersonId>,
    pub(crate) law: Law,
    pub(crate) members: BTreeSet<PersonId>,
    /// A text that was just put in force: law from the end of the decision on.
    next: Option<Hash>,
    pub(crate) offices: BTreeMap<String, BTreeMap<u64, PersonId>>,
    outflows: Vec<Outflow>,
    pub(crate) proposals: BTreeMap<u64, Proposal>,
    sittings: BTreeMap<u64, Sitting>,
    texts: BTreeMap<Hash, String>,
    pub(crate) votes: BTreeMap<u64, Vote>,
}

impl Told {
    pub(crate) fn new(text: &str, founder: PersonId, texts: BTreeMap<Hash, String>) -> Self {
        Self {
            acts: BTreeMap::new(),
            delegated: BTreeMap::new(),
            done: BTreeMap::new(),
            founder,
            full: BTreeSet::new(),
            law: Law::new(text),
            members: BTreeSet::new(),
            next: None,
            offices: BTreeMap::new(),
            outflows: Vec::new(),
            proposals: BTreeMap::new(),
            sittings: BTreeMap::new(),
            texts,
            votes: BTreeMap::new(),
        }
    }

    pub(crate) fn note(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    /// Returns whether somebody holds what a line gives.
    pub(crate) fn holds(&self, who: &Who, by: &By) -> bool {
        match (by, who) {
            (By::Decision(id), Who::Decision(line)) => id == line,
            (By::Decision(_), _)
            | (By::Person(_), Who::Decision(_) | Who::Rule(_) | Who::NoOne) => false,
            (By::Person(_), Who::Anyone) => true,
            (By::Person(person), Who::Member) => self.members.contains(person),
            (By::Person(person), Who::MemberPastProbation) => self.full.contains(person),
            (By::Person(person), Who::Founder | Who::Importer) => {
                *person == self.founder && self.members.contains(person)
            }
            (By::Person(person), Who::Office(id)) => {
                self.offices.get(id).is_some_and(|seats| seats.values().any(|one| one == person))
            }
        }
    }

    /// Returns the lines under which an action may be done.
    pub(crate) fn lines_of(&self, action: &Action, by: &By) -> Vec<Power> {
        let lines = self.law.lines(spec(action).name());
        lines.into_iter().filter(|line| self.holds(&line.who, by)).collect()
    }

    /// Hears that an action is done: there must be a power for it, not paused, and room in its limit.
    pub(crate) fn executed(&mut self, by: &By, action: &Action, at: Timestamp, running: Timestamp) {
        let spec = spec(action);
        self.note(spec.name());
        if spec.action.class != ActionClass::Power {
            return;
        }
        let lines = self.lines_of(action, by);
        assert!(!lines.is_empty(), "{} was done by {by:?} without a power", spec.name());
        let paused = self.law.paused.get(spec.name());
        assert!(paused.is_none_or(|until| *until <= running), "{} is paused", spec.name());
        let Some((asset, amount)) = value(action) else { return };
        let holder = format!("{by:?}");
        let room = |line: &&Power| match &line.up_to {
            None => matches!(by, By::Decision(_)) || spec.action.limit != NEEDED,
            Some(limit) => {
                let is_in = |flow: &&Outflow| {
                    flow.holder == holder
                        && flow.asset == asset
                        && at.0.abs_diff(flow.at.0) < limit.per.0
                };
                let others = self.outflows.iter().filter(is_in);
                let sum = others.fold(amount, |sum, flow| sum.plus(flow.amount).unwrap());
                limit.asset == asset && sum <= limit.amount
            }
        };
        let line = lines.iter().find(room);
        let line = line.unwrap_or_else(|| panic!("{by:?} goes beyond every limit: {action:?}"));
        if line.up_to.is_some() {
            self.outflows.push(Outflow { amount, asset, at, holder });
        }
    }

    /// Hears events in their order. `running` is the time of their batch.
    pub(crate) fn hear(&mut self, events: &[Event], running: Timestamp) {
        for event in events {
            match event {
                Event::Charter(event) => self.hear_charter(event, running),
                Event::Governance(event) => self.hear_governance(event, running),
                Event::Membership(event) => self.hear_membership(event),
                Event::Offices(event) => self.hear_offices(event),
                Event::Panels(event) => self.hear_panels(event),
                _ => {}
            }
        }
    }

    fn hear_charter(&mut self, event: &CharterEvent, running: Timestamp) {
        match event {
            CharterEvent::ActAnnounced { act, action, author, due, line } => {
                let by = By::Person(*author);
                let lines = self.lines_of(action, &by);
                let line = lines.iter().find(|one| one.id == *line).expect("it is their line");
                assert_eq!(*due, running.after(line.grace), "it waits as long as its line says");
                assert!(line.grace.0 > 0);
                let act_heard = Act {
                    action: action.clone(),
                    announced: running,
                    author: *author,
                    challenge: line.challenge,
                    due: *due,
                    members: self.members.len(),
                    objectors: BTreeSet::new(),
                };
                self.acts.insert(*act, act_heard);
                self.note("act announced");
            }
            CharterEvent::ActEffected { act } => {
                let act = self.acts.remove(act).expect("it was announced");
                assert!(!self.is_stopped(&act), "an act took effect that was challenged");
                assert!(running >= act.due && act.due > act.announced, "it took effect early");
                self.executed(&By::Person(act.author), &act.action, act.due, running);
                self.note("act effected");
            }
            CharterEvent::ActFailed { act, .. } | CharterEvent::ActWithdrawn { act } => {
                self.acts.remove(act).expect("it was announced");
                self.note("act failed or withdrawn");
            }
            CharterEvent::ActPostponed { act, due } => {
                let act = self.acts.get_mut(act).expect("it was announced");
                assert!(*due > act.due);
                act.due = *due;
            }
            CharterEvent::ActStopped { act, objections, .. } => {
                let act = self.acts.remove(act).expect("it was announced");
                assert!(self.is_stopped(&act), "an act was stopped that too few object to");
                assert_eq!(usize::try_from(*objections), Ok(act.objectors.len()));
                self.note("act stopped");
            }
            CharterEvent::Amended { charter, .. } => self.next = Some(*charter),
            CharterEvent::Paused { actions, until, .. } => {
                for action in actions {
                    self.law.paused.insert(action.clone(), *until);
                }
                self.note("paused");
            }
            CharterEvent::PauseEnded { actions, .. } => {
                for action in actions {
                    self.law.paused.remove(action);
                }
            }
            CharterEvent::StageReached { stage } => {
                let stages = &self.law.written.stages;
                let place = stages.iter().position(|one| one.id == *stage).unwrap();
                assert!(place > self.law.reached, "a stage came twice, or went back");
                self.law.reached = place;
                self.note("stage reached");
            }
            _ => {}
        }
    }

    /// Returns whether enough of the members object, of those there are or were, whichever are fewer.
    fn is_stopped(&self, act: &Act) -> bool {
        let members = act.members.min(self.members.len());
        act.challenge.is_some_and(|share| act.objectors.len() >= needed(share, members))
    }

    fn hear_membership(&mut self, event: &MembershipEvent) {
        match event {
            MembershipEvent::Joined { person, .. } => {
                self.members.insert(*person);
            }
            MembershipEvent::Settled { person } => {
                assert!(self.members.contains(person));
                self.full.insert(*person);
            }
            MembershipEvent::Left { person } => {
                self.members.remove(person);
                self.full.remove(person);
                self.delegated.retain(|(giver, _), to| giver != person && to != person);
                for seats in self.offices.values_mut() {
                    seats.retain(|_, holder| holder != person);
                }
                for sitting in self.sittings.values_mut() {
                    sitting.people.remove(person);
                }
                self.note("left");
            }
            _ => {}
        }
    }

    fn hear_offices(&mut self, event: &OfficesEvent) {
        match event {
            OfficesEvent::Seated { holder, office, seat, .. } => {
                assert!(self.members.contains(holder));
                self.law.filled.insert(office.clone());
                self.offices.entry(office.clone()).or_default().insert(*seat, *holder);
                self.note("seated");
            }
            OfficesEvent::Recalled { holder, office, seat }
            | OfficesEvent::Resigned { holder, office, seat }
            | OfficesEvent::TermEnded { holder, office, seat } => {
                let was = self.offices.get_mut(office).and_then(|seats| seats.remove(seat));
                assert!(was.is_none_or(|was| was == *holder));
            }
            _ => {}
        }
    }

    fn hear_panels(&mut self, event: &PanelsEvent) {
        match event {
            PanelsEvent::DrawBegan { cause: Cause::Term, panel, sitting, .. } => {
                let begun =
                    Sitting { is_drawn: false, panel: panel.clone(), people: BTreeSet::new() };
                self.sittings.insert(*sitting, begun);
            }
            PanelsEvent::Drawn { sitting, .. } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.is_drawn = true;
                }
            }
            PanelsEvent::Accepted { person, sitting } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.people.insert(*person);
                }
                self.note("seat taken");
            }
            PanelsEvent::Declined { person, sitting } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.people.remove(person);
                }
            }
            PanelsEvent::Ended { sitting } | PanelsEvent::Failed { sitting } => {
                self.sittings.remove(sitting);
            }
            _ => {}
        }
    }

    fn hear_governance(&mut self, event: &GovernanceEvent, running: Timestamp) {
        match event {
            GovernanceEvent::Delegated { delegate, person, topic, .. } => {
                assert!(self.full.contains(person) || self.members.contains(person));
                self.delegated.insert((*person, topic.clone()), *delegate);
                self.note("delegated");
            }
            GovernanceEvent::DelegationEnded { person, topic, .. } => {
                self.delegated.remove(&(*person, topic.clone()));
            }
            GovernanceEvent::Proposed { actions, contest, procedure, proposal, .. } => {
                let rule = self.law.written.decision(procedure).expect("it is in the charter");
                let options = contest.iter().flat_map(|contest| &contest.options);
                let proposed = Proposal {
                    chosen: actions.clone(),
                    is_in_grace: false,
                    is_sent_back: false,
                    members: 0,
                    objectors: BTreeSet::new(),
                    options: options.map(|option| option.actions.clone()).collect(),
                    procedure: rule.clone(),
                    until: running,
                };
                self.proposals.insert(*proposal, proposed);
            }
            GovernanceEvent::VotingOpened { eligible, proposal, round, .. } => {
                self.open_vote(*proposal, *round, *eligible);
            }
            GovernanceEvent::BallotCast { ballot, proposal, voter, .. } => {
                let Ballot::Open { choice } = ballot;
                let vote = self.votes.get_mut(proposal).expect("the vote is open");
                assert!(vote.is_eligible(voter), "somebody voted who had no vote at the opening");
                let is_new = vote.ballots.insert(*voter, choice.clone()).is_none();
                let delegate = vote.delegated.get(voter);
                let is_override = delegate.is_some_and(|one| vote.ballots.contains_key(one));
                if is_new && is_override {
                    self.note("override");
                }
            }
            GovernanceEvent::VotingClosed {
                bodies,
                eligible,
                proposal,
                round,
                tally,
                until,
                verdict,
            } => {
                self.close_vote(*proposal, *eligible, tally, bodies, *verdict);
                let members = self.members.len();
                let over = self.proposals.get_mut(proposal).unwrap();
                let is_confirmed = over.procedure.confirm.is_none() || *round > 1;
                over.is_in_grace = *verdict == Verdict::Passed && is_confirmed;
                (over.members, over.until) = (members, until.unwrap_or(running));
                if *verdict != Verdict::Passed {
                    self.proposals.remove(proposal);
                }
            }
            GovernanceEvent::Counted { chosen, proposal, .. } => {
                let counted = self.proposals.get_mut(proposal).unwrap();
                let of = |place: &u64| counted.options[usize::try_from(*place).unwrap()].clone();
                counted.chosen = chosen.iter().flat_map(of).collect();
            }
            GovernanceEvent::Objected { member, objections, target } => {
                self.object(*member, *target, *objections);
            }
            GovernanceEvent::Postponed { proposal, until } => {
                self.proposals.get_mut(proposal).unwrap().until = *until;
            }
            GovernanceEvent::Enacted { proposal } => self.enact(*proposal, running),
            GovernanceEvent::Failed { proposal, .. }
            | GovernanceEvent::Lapsed { proposal }
            | GovernanceEvent::Withdrawn { proposal } => {
                self.proposals.remove(proposal).expect("it was proposed");
                self.votes.remove(proposal);
            }
            _ => {}
        }
    }

    fn object(&mut self, member: PersonId, target: Target, objections: u64) {
        let objectors = match target {
            Target::Act { number } => &mut self.acts.get_mut(&number).unwrap().objectors,
            Target::Proposal { number } => &mut self.proposals.get_mut(&number).unwrap().objectors,
        };
        assert!(objectors.insert(member), "an objection counts once");
        assert_eq!(usize::try_from(objections), Ok(objectors.len()));
        // An author who objects takes the act back, which the next event says.
        self.note("objected");
    }

    /// Opens a vote on the electorate as it stands.
    fn open_vote(&mut self, number: u64, round: u64, eligible: u64) {
        let Some(proposal) = self.proposals.get_mut(&number) else { panic!("nothing is proposed") };
        let is_again = proposal.is_in_grace;
        if is_again {
            assert!(!proposal.is_sent_back, "it is sent back once");
            proposal.is_sent_back = true;
        }
        proposal.is_in_grace = false;
        let procedure = proposal.procedure.clone();
        let body = |body: &Body| match body {
            Body::Members => with_count(self.members.clone()),
            Body::MembersPastProbation => with_count(self.full.clone()),
            Body::Office(seated) => {
                let seats = self.offices.get(&seated.id).into_iter().flat_map(BTreeMap::values);
                (seats.copied().collect(), seated.seats)
            }
            Body::Panel(seated) => {
                let mut drawn = self.sittings.values().filter(|one| one.panel == seated.id);
                let sitting = drawn.find(|sitting| sitting.is_drawn);
                (sitting.map(|one| one.people.clone()).unwrap_or_default(), seated.seats)
            }
        };
        let bodies: Vec<_> = procedure.electorate.bodies().map(body).collect();
        let all: u64 = bodies.iter().map(|(_, count)| count).sum();
        assert_eq!(all, eligible, "the electorate is the one there is at the opening");
        let of_topic = self.delegated.iter().filter(|((_, topic), _)| *topic == procedure.id);
        let delegated = if procedure.delegation.is_some() {
            of_topic.map(|((giver, _), to)| (*giver, *to)).collect()
        } else {
            BTreeMap::new()
        };
        if is_again {
            self.note("second vote");
        }
        self.votes.insert(number, Vote { ballots: BTreeMap::new(), bodies, delegated, round });
    }

    /// Counts a vote from its ballots, person by person, and holds the machine's count against it.
    fn close_vote(
        &mut self,
        number: u64,
        eligible: u64,
        tally: &Tally,
        bodies: &[BodyVotes],
        verdict: Verdict,
    ) {
        let vote = self.votes.remove(&number).expect("the vote was open");
        let procedure = self.proposals[&number].procedure.clone();
        assert_eq!(tally.roll.count, u64::try_from(vote.ballots.len()).unwrap());
        let is_choice = !self.proposals[&number].options.is_empty();
        if is_choice && vote.round == 1 {
            self.note("election closed");
            return;
        }
        let own: Vec<[u64; 3]> =
            (0..vote.bodies.len()).map(|place| vote.count(place, &procedure.electorate)).collect();
        if let [one] = own[..] {
            assert_eq!([tally.yes, tally.no, tally.abstain], one, "proposal {number}");
            assert!(one.iter().sum::<u64>() <= eligible, "more votes than people");
        } else {
            let said = bodies.iter().map(|body| [body.yes, body.no, body.abstain]);
            assert_eq!(said.collect::<Vec<_>>(), own, "proposal {number}");
        }
        let passes = match &procedure.electorate {
            Electorate::One { .. } => {
                passes(own[0], eligible, procedure.quorum, procedure.threshold.unwrap())
            }
            Electorate::Houses { houses } => {
                houses.iter().zip(&own).zip(&vote.bodies).all(|((house, own), (_, count))| {
                    *count > 0 && passes(*own, *count, Some(house.quorum), house.threshold)
                })
            }
            Electorate::Mix { .. } => mix_passes(&own, vote.bodies[1].1, &vote, &procedure),
        };
        assert_eq!(passes, verdict == Verdict::Passed, "proposal {number}: {own:?} {verdict:?}");
        self.note(if passes { "vote passed" } else { "vote failed" });
    }

    /// Hears that a decision took effect.
    fn enact(&mut self, number: u64, running: Timestamp) {
        let proposal = self.proposals.remove(&number).expect("it was proposed");
        assert!(!self.votes.contains_key(&number), "it took effect while it was voted on");
        assert!(running >= proposal.until, "it took effect before its grace was over");
        let by = By::Decision(proposal.procedure.id.clone());
        for action in &proposal.chosen {
            let lines = self.lines_of(action, &by);
            let members = proposal.members.min(self.members.len());
            let shares = lines.iter().filter_map(|line| line.challenge);
            let least = shares.map(|share| needed(share, members)).min();
            let is_challenged = least.is_some_and(|least| proposal.objectors.len() >= least);
            assert!(!is_challenged || proposal.is_sent_back, "it was challenged, and not voted on");
            self.executed(&by, action, running, running);
        }
        if let Some(hash) = self.next.take() {
            let reached = self.law.reached;
            let text = &self.texts[&hash];
            self.law = Law {
                written: super::law::read(text),
                reached,
                filled: std::mem::take(&mut self.law.filled),
                paused: std::mem::take(&mut self.law.paused),
            };
        }
        self.note("enacted");
    }
}

impl Vote {
    pub(crate) fn is_eligible(&self, person: &PersonId) -> bool {
        self.bodies.iter().any(|(people, _)| people.contains(person))
    }

    /// Counts yes, no and abstentions of a body: of members each one's own ballot, or else their
    /// delegate's; of people with seats their own alone.
    fn count(&self, place: usize, electorate: &Electorate) -> [u64; 3] {
        let body = electorate.bodies().nth(place).unwrap();
        let is_of_members = matches!(body, Body::Members | Body::MembersPastProbation);
        let mut counts = [0; 3];
        for person in &self.bodies[place].0 {
            let delegate = self.delegated.get(person).filter(|_| is_of_members);
            let choice = self.ballots.get(person).or_else(|| self.ballots.get(delegate?));
            let bucket = match choice {
                Some(Choice::Yes) => 0,
                Some(Choice::No) => 1,
                Some(_) => 2,
                None => continue,
            };
            counts[bucket] += 1;
        }
        counts
    }
}

fn with_count(people: BTreeSet<PersonId>) -> (BTreeSet<PersonId>, u64) {
    let count = u64::try_from(people.len()).unwrap();
    (people, count)
}

fn passes(
    [yes, no, abstain]: [u64; 3],
    eligible: u64,
    quorum: Option<Share>,
    threshold: Threshold,
) -> bool {
    let cast = yes + no;
    let enough = quorum.map_or(0, |quorum| {
        let (over, under) = (u64::from(quorum.denominator()), u64::from(quorum.numerator()));
        (eligible * under).div_ceil(over).max(1)
    });
    let share = threshold.share();
    let (left, right) = (yes * u64::from(share.denominator()), cast * u64::from(share.numerator()));
    let is_borne = if threshold.is_strict() { left > right } else { left >= right };
    eligible > 0 && cast + abstain >= enough && cast > 0 && is_borne
}

/// Decides a mix of 80 % members and 20 % of a panel with seats, in whole numbers.
fn mix_passes(own: &[[u64; 3]], seats: u64, vote: &Vote, procedure: &Procedure) -> bool {
    let [[yes, no, abstain], [panel_yes, panel_no, panel_abstain]] = own else {
        panic!("the mix of the histories has two bodies")
    };
    let (decided, members) = (yes + no, vote.bodies[0].1);
    let whole = decided.max(1) * seats;
    let weigh = |count: u64, panel: u64| 80 * count * seats + 20 * panel * decided.max(1);
    let (yes_weighs, no_weighs) = (weigh(*yes, *panel_yes), weigh(*no, *panel_no));
    let voted = (yes + no + abstain).min(members);
    let seated = (panel_yes + panel_no + panel_abstain).min(seats);
    let turnout = 80 * voted * seats + 20 * seated * members.max(1);
    let quorum = procedure.quorum.unwrap();
    let (over, under) = (u64::from(quorum.denominator()), u64::from(quorum.numerator()));
    let is_enough = turnout > 0 && turnout * over >= 100 * members.max(1) * seats * under;
    // More than half of what yes and no weigh.
    is_enough && whole > 0 && yes_weighs > no_weighs
}

/// What the machine's limits are for: every value that leaves the society's accounts.
const NEEDED: polity_machine::charter_text::LimitNeed =
    polity_machine::charter_text::LimitNeed::Required;

/// Returns what an action moves.
fn value(action: &Action) -> Option<(AssetId, Amount)> {
    match action {
        Action::Treasury(
            TreasuryAction::Issue { amount, asset, .. }
            | TreasuryAction::Pay { amount, asset, .. }
            | TreasuryAction::Transfer { amount, asset, .. },
        )
        | Action::Spending(
            SpendingAction::Approve { amount, asset, .. }
            | SpendingAction::PayBatch { amount, asset, .. }
            | SpendingAction::StartStream { amount, asset, .. },
        ) => Some((asset.clone(), *amount)),
        _ => None,
    }
}
