//! What the events tell, and what must hold of it. It never looks into the state.

mod acts;
mod court;
mod homes;
mod money;
mod people;
mod recount;
mod season;
mod standing;
mod votes;

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::charter_text::{ActionClass, LimitNeed, Power, Procedure, Share, Who};
use polity_machine::modules::governance::{Choice, Target};
use polity_machine::modules::spending::SpendingAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::registry::spec;
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};

use self::court::Court;
use self::homes::Homes;
use self::money::Books;
use self::season::Seasons;
use self::standing::Standing;
use super::law::Law;

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
    author: Option<PersonId>,
    /// What is done if it passes: of a contest, what the options do that were taken.
    chosen: Vec<Action>,
    /// How many options are taken.
    choose: usize,
    /// Who could vote in the last vote and has not left since: in later ones the same can.
    first: Option<First>,
    pub(crate) is_in_grace: bool,
    is_sent_back: bool,
    members: usize,
    /// How many stopped what it would do: as many must say yes.
    objected: u64,
    pub(crate) objectors: BTreeSet<PersonId>,
    pub(crate) options: Vec<Vec<Action>>,
    pub(crate) procedure: Procedure,
    until: Timestamp,
}

/// Who could vote in the first vote on a proposal, and for whom.
struct First {
    bodies: Vec<(BTreeSet<PersonId>, u64)>,
    delegated: BTreeMap<PersonId, PersonId>,
    /// Whether one person alone could.
    is_alone: bool,
}

/// Returns whether all bodies together are one person at most.
fn is_alone<'a>(bodies: impl IntoIterator<Item = &'a (BTreeSet<PersonId>, u64)>) -> bool {
    let people = bodies.into_iter().flat_map(|(people, _)| people);
    people.collect::<BTreeSet<_>>().len() <= 1
}

impl First {
    /// Returns whether later votes are by the same: several could vote, and several are left of them and of those who
    /// have a seat now.
    fn binds(&self, procedure: &Procedure, now: &[(BTreeSet<PersonId>, u64)]) -> bool {
        let bodies = procedure.electorate.bodies().zip(&self.bodies).zip(now);
        let left =
            bodies.map(|((body, then), now)| if body.seats().is_some() { now } else { then });
        !self.is_alone && !is_alone(left)
    }
}

impl Proposal {
    /// Returns how many of those who object could vote on it, or have a seat now, and of how many; none where one alone
    /// could.
    fn objected_by_voters(&self, now: &[(BTreeSet<PersonId>, u64)]) -> Option<(usize, usize)> {
        let first = self.first.as_ref().filter(|first| first.binds(&self.procedure, now))?;
        let electorate = &self.procedure.electorate;
        let could = |who: &&PersonId| {
            let mut bodies = electorate.bodies().zip(first.bodies.iter().zip(now));
            bodies.any(|(body, ((then, _), (now, _)))| {
                let people = if body.seats().is_some() { now } else { then };
                people.contains(who)
            })
        };
        let bodies = self.procedure.electorate.bodies().zip(&first.bodies);
        let of_members = bodies.filter(|(body, _)| body.is_of_members());
        let most = of_members.map(|(_, (people, _))| people.len()).max();
        Some((self.objectors.iter().filter(could).count(), most.unwrap_or_default()))
    }
}

/// A vote that is open.
pub(crate) struct Vote {
    ballots: BTreeMap<PersonId, Choice>,
    /// Who votes for whom, as it stood at the opening.
    delegated: BTreeMap<PersonId, PersonId>,
    /// Who is in each body, in the order of the charter; seats that nobody has are counted.
    bodies: Vec<(BTreeSet<PersonId>, u64)>,
    closes: Timestamp,
    /// Whether it comes after another that binds: who leaves takes their vote along.
    is_later: bool,
    pub(crate) round: u64,
    /// The season to which it belongs, where it costs credits.
    season: Option<u64>,
}

/// People drawn for a panel.
pub(crate) struct Sitting {
    is_drawn: bool,
    pub(crate) panel: String,
    pub(crate) people: BTreeSet<PersonId>,
}

/// A seat of an office that is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(crate) holder: PersonId,
    since: Timestamp,
}

/// When an action may be paused again, and by whom before that.
pub(crate) struct Rest {
    again: Timestamp,
    /// Who called the last pause.
    by: String,
    /// Who called them, one after the other.
    callers: BTreeSet<String>,
    /// Who called it and ended it early.
    ended_by: BTreeSet<String>,
    /// What was left over of it.
    left: Option<Seconds>,
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
    /// What members stopped, by the number of the proposal that puts it to their vote.
    at_vote: Vec<(u64, Action)>,
    books: Books,
    /// When each proposal was brought by somebody, and by which procedure.
    brought: Vec<(PersonId, String, Timestamp)>,
    /// How the last vote on a proposal ended, where people say yes or no: whether it passed, and the count.
    closed: BTreeMap<u64, (bool, [u64; 3])>,
    pub(crate) court: Court,
    /// How many members said yes in the last vote on a proposal, where they were asked to.
    said: BTreeMap<u64, u64>,
    delegated: BTreeMap<(PersonId, String), PersonId>,
    /// What was done how often, by name; and marks of what a history must come by to prove anything.
    pub(crate) done: BTreeMap<String, usize>,
    founded: Timestamp,
    founder: PersonId,
    /// When the founder last signed something that was admitted, or was there first.
    heard_founder: Timestamp,
    pub(crate) full: BTreeSet<PersonId>,
    /// Places, and who lives there.
    homes: Homes,
    pub(crate) law: Law,
    pub(crate) members: BTreeSet<PersonId>,
    /// A text that was just put in force: law from the end of the decision on.
    next: Option<Hash>,
    pub(crate) offices: BTreeMap<String, BTreeMap<u64, Seat>>,
    outflows: Vec<Outflow>,
    /// When each action may be paused again.
    paused_again: BTreeMap<String, Rest>,
    pub(crate) proposals: BTreeMap<u64, Proposal>,
    seasons: Seasons,
    pub(crate) sittings: BTreeMap<u64, Sitting>,
    standing: Standing,
    /// The proposal that puts to the vote what members stopped last, and how many objected.
    stopped: Option<(u64, u64)>,
    texts: BTreeMap<Hash, String>,
    /// What enough members object to, and must be stopped at once.
    unanswered: Vec<Target>,
    pub(crate) votes: BTreeMap<u64, Vote>,
}

impl Told {
    pub(crate) fn new(
        text: &str,
        (founder, founded): (PersonId, Timestamp),
        texts: BTreeMap<Hash, String>,
    ) -> Self {
        Self {
            acts: BTreeMap::new(),
            at_vote: Vec::new(),
            books: Books::default(),
            brought: Vec::new(),
            closed: BTreeMap::new(),
            court: Court::default(),
            said: BTreeMap::new(),
            delegated: BTreeMap::new(),
            done: BTreeMap::new(),
            founded,
            founder,
            heard_founder: founded,
            full: BTreeSet::new(),
            homes: Homes::default(),
            law: Law::new(text),
            members: BTreeSet::new(),
            next: None,
            offices: BTreeMap::new(),
            outflows: Vec::new(),
            paused_again: BTreeMap::new(),
            proposals: BTreeMap::new(),
            seasons: Seasons::default(),
            sittings: BTreeMap::new(),
            standing: Standing::default(),
            stopped: None,
            texts,
            unanswered: Vec::new(),
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
                self.seats(id).any(|seat| seat.holder == *person)
            }
        }
    }

    /// Returns the seats of an office that are taken.
    pub(crate) fn seats(&self, office: &str) -> impl Iterator<Item = &Seat> {
        self.offices.get(office).into_iter().flat_map(BTreeMap::values)
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
        let is_at_vote = self.votes_on(action).next().is_some();
        let is_decided = matches!(by, By::Decision(_));
        assert!(!is_at_vote || is_decided, "{by:?} did what members stopped, before their vote");
        let paused = self.law.paused.get(spec.name());
        assert!(paused.is_none_or(|until| *until <= running), "{} is paused", spec.name());
        let lines = self.not_frozen(lines, action, by);
        assert!(!lines.is_empty(), "{} was done by {by:?}, who is frozen", spec.name());
        let Some((asset, amount)) = value(action) else { return };
        let holder = format!("{by:?}");
        let room = |line: &&Power| match &line.up_to {
            None => matches!(by, By::Decision(_)) || spec.action.limit != LimitNeed::Required,
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

    /// Returns the votes that are not over on something that members stopped: of each how many must say yes, who vote in it
    /// or would if it opened now.
    pub(super) fn votes_on(&self, action: &Action) -> impl Iterator<Item = u64> {
        let of_it = self.at_vote.iter().filter(move |(_, stopped)| stopped == action);
        let open = of_it.filter_map(|(number, _)| Some((number, self.proposals.get(number)?)));
        open.map(|(number, open)| {
            let now = self.bodies_now(&open.procedure);
            let first = open.first.as_ref().filter(|first| first.binds(&open.procedure, &now));
            let later = first.map_or(&now, |first| &first.bodies);
            let bodies = self.votes.get(number).map_or(later, |vote| &vote.bodies);
            let all = open.procedure.electorate.bodies().zip(bodies);
            let of_members = all.filter(|(body, _)| body.is_of_members());
            let most = of_members.map(|(_, (_, count))| *count).max().expect("members lead it");
            open.objected.min(most / 2 + 1)
        })
    }

    /// Hears events in their order. `running` is the time of their batch.
    pub(crate) fn hear(&mut self, events: &[Event], running: Timestamp) {
        for event in events {
            match event {
                Event::Charter(event) => self.hear_charter(event, running),
                Event::Governance(event) => self.hear_governance(event, running),
                Event::Membership(event) => self.hear_membership(event, running),
                Event::Offices(event) => self.hear_offices(event, running),
                Event::Panels(event) => self.hear_panels(event),
                Event::Places(event) => self.hear_places(event, running),
                Event::Breach(event) => self.hear_breach(event, running),
                Event::Spending(event) => self.hear_spending(event, running),
                Event::Treasury(event) => self.hear_treasury(event),
                _ => {}
            }
        }
    }
}

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
