//! Delegation over long random histories: at every step each tally equals a count from the events
//! alone, person by person, of who voted themselves and for whom a delegate did.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{PersonId, Seconds};
use proptest::prelude::*;

use super::super::state::{BALLOT, PILE};
use super::super::vote::{Choice, Contest, ContestOption};
use super::super::{Ballot, GovernanceAction, GovernanceEvent, Stage, query};
use super::applicant;
use super::delegation::charter;
use crate::Event;
use crate::frame::batch::Outcome;
use crate::frame::clock::Clock;
use crate::frame::state::Overlay;
use crate::modules::membership::{self, MembershipAction, MembershipEvent};
use crate::testing::{Actor, Society};

/// A procedure among options, which the charter of the others has none of.
const CONTEST: &str = r#"
```toml
[[decision]]
id = "contest"
electorate = "members past probation"
method = "approval"
delegation = "yes"
quorum = "10%"
discussion = "1 day"
voting = "3 days"
grace = "none"

[[power]]
id = "declining-by-contest"
may = "membership.decline"
who = "decision: contest"
```
"#;

const TOPICS: [&str; 3] = ["ordinary", "swift", "contest"];
const PEOPLE: usize = 8;

#[derive(Clone, Debug)]
enum Step {
    Cast {
        choice: usize,
        proposal: usize,
    },
    Delegate {
        delegate: usize,
        hours: Option<u32>,
        topic: usize,
    },
    Leave,
    Propose {
        topic: usize,
    },
    /// The vote rests because of dues, or goes on.
    Rest,
    Return,
    Undelegate {
        topic: usize,
    },
    Wait {
        hours: u32,
    },
}

fn any_step() -> impl Strategy<Value = (Step, usize)> {
    let delegate = (0..PEOPLE, prop::option::weighted(0.3, 1_u32..90), 0..TOPICS.len());
    let step = prop_oneof![
        30 => (0..4_usize, 0..8_usize)
            .prop_map(|(choice, proposal)| Step::Cast { choice, proposal }),
        20 => delegate.prop_map(|(delegate, hours, topic)| Step::Delegate { delegate, hours, topic }),
        4 => Just(Step::Leave),
        8 => (0..TOPICS.len()).prop_map(|topic| Step::Propose { topic }),
        6 => Just(Step::Rest),
        12 => Just(Step::Return),
        4 => (0..TOPICS.len()).prop_map(|topic| Step::Undelegate { topic }),
        10 => (1_u32..30).prop_map(|hours| Step::Wait { hours }),
    ];
    (step, 0..PEOPLE)
}

/// A vote as the events tell it.
struct Vote {
    ballots: BTreeMap<PersonId, Choice>,
    /// Who votes for whom, at the opening.
    delegated: BTreeMap<PersonId, PersonId>,
    eligible: BTreeSet<PersonId>,
}

/// What the events tell; it never looks into the state.
#[derive(Default)]
struct Told {
    delegated: BTreeMap<(PersonId, String), PersonId>,
    full: BTreeSet<PersonId>,
    members: BTreeSet<PersonId>,
    /// How often somebody's own ballot took a vote back from one of a delegate.
    overridden: usize,
    /// How often a vote began to rest.
    rested: usize,
    topics: BTreeMap<u64, String>,
    votes: BTreeMap<u64, Vote>,
}

impl Told {
    fn hear(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Governance(event) => self.hear_governance(event),
                Event::Membership(MembershipEvent::Joined { person, .. }) => {
                    self.members.insert(*person);
                }
                Event::Membership(MembershipEvent::Settled { person }) => {
                    self.full.insert(*person);
                }
                Event::Membership(MembershipEvent::Rested { person }) => {
                    self.full.remove(person);
                    self.rested += 1;
                }
                Event::Membership(MembershipEvent::Left { person }) => {
                    self.members.remove(person);
                    self.full.remove(person);
                    let is_kept = |giver: &PersonId, delegate: &PersonId| {
                        giver != person && delegate != person
                    };
                    self.delegated.retain(|(giver, _), delegate| is_kept(giver, delegate));
                }
                _ => {}
            }
        }
    }

    fn hear_governance(&mut self, event: &GovernanceEvent) {
        match event {
            GovernanceEvent::Delegated { delegate, person, topic, .. } => {
                self.delegated.insert((*person, topic.clone()), *delegate);
            }
            GovernanceEvent::DelegationEnded { person, topic, .. } => {
                self.delegated.remove(&(*person, topic.clone()));
            }
            GovernanceEvent::Proposed { procedure, proposal, .. } => {
                self.topics.insert(*proposal, procedure.clone());
            }
            GovernanceEvent::VotingOpened { proposal, .. } => {
                let topic = &self.topics[proposal];
                let of_topic = self.delegated.iter().filter(|((_, on), _)| on == topic);
                // Whose vote rests carries none either.
                let carried = of_topic.filter(|(_, to)| self.full.contains(to));
                let delegated = carried.map(|((giver, _), to)| (*giver, *to)).collect();
                let is_wide = topic == "swift";
                let eligible = if is_wide { self.members.clone() } else { self.full.clone() };
                let vote = Vote { ballots: BTreeMap::new(), delegated, eligible };
                self.votes.insert(*proposal, vote);
            }
            GovernanceEvent::BallotCast { ballot, proposal, voter, .. } => {
                let Ballot::Open { choice } = ballot;
                let vote = self.votes.get_mut(proposal).unwrap();
                assert!(vote.eligible.contains(voter));
                let is_first = vote.ballots.insert(*voter, choice.clone()).is_none();
                let delegate = vote.delegated.get(voter);
                self.overridden += usize::from(
                    is_first && delegate.is_some_and(|who| vote.ballots.contains_key(who)),
                );
            }
            GovernanceEvent::VotingClosed { proposal, .. } => drop(self.votes.remove(proposal)),
            _ => {}
        }
    }
}

impl Vote {
    /// Counts person by person: own ballot, else that of the delegate, else nothing.
    fn count(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for person in &self.eligible {
            let delegate = || self.ballots.get(self.delegated.get(person)?);
            if let Some(choice) = self.ballots.get(person).or_else(delegate) {
                *counts.entry(serde_json::to_string(choice).unwrap()).or_default() += 1;
            }
        }
        counts
    }

    fn weight(&self, voter: PersonId) -> u64 {
        let is_carried = |(giver, to): &(&PersonId, &PersonId)| {
            **to == voter && self.eligible.contains(giver) && !self.ballots.contains_key(giver)
        };
        1 + u64::try_from(self.delegated.iter().filter(is_carried).count()).unwrap()
    }
}

/// Compares every vote that is open with the count from the events.
fn compare(told: &Told, society: &Society) -> Result<(), TestCaseError> {
    for (number, vote) in &told.votes {
        let counts = vote.count();
        let tally = query::tally(&society.state, *number).unwrap();
        let of = |choice: &str| counts.get(&format!("{choice:?}")).copied().unwrap_or(0);
        let named = [of("yes"), of("no"), of("abstain")];
        prop_assert_eq!([tally.yes, tally.no, tally.abstain], named);
        let cast: u64 = counts.values().sum();
        prop_assert_eq!(tally.votes(), cast);
        prop_assert!(cast <= u64::try_from(vote.eligible.len()).unwrap());
        prop_assert_eq!(tally.roll.count, u64::try_from(vote.ballots.len()).unwrap());
        let mut weights = 0;
        for voter in &vote.eligible {
            let weight = vote.weight(*voter);
            prop_assert_eq!(query::weight_in(&society.state, *number, *voter), weight);
            if let Some(cast) = BALLOT.get(&society.state, &(*number, 1, *voter)) {
                prop_assert_eq!(cast.weight, weight);
                weights += weight;
            }
        }
        prop_assert_eq!(weights, cast);
        let prefix = format!("{number:016}/");
        let mut piled = 0;
        for (_, pile) in PILE.scan(&society.state, &prefix, None, 100) {
            let choice = serde_json::to_string(&pile.choice).unwrap();
            prop_assert_eq!(Some(&pile.ballots), counts.get(&choice), "{}", choice);
            piled += pile.ballots;
        }
        prop_assert_eq!(piled, tally.options);
    }
    Ok(())
}

/// A society of eight members of whom one is on probation, and an applicant to decide on.
fn begin() -> (Society, Vec<Actor>, Told) {
    let mut text = charter("delegation = \"yes\"\ndelegation_max = \"50%\"");
    text.push_str(CONTEST);
    // So short that who leaves comes back to votes in which they once were named.
    let long = "admission.probation = \"30 days\"";
    assert!(text.contains(long));
    text = text.replace(long, "admission.probation = \"1 day\"");
    let mut society = Society::under(&text);
    let mut told = Told::default();
    told.hear(&society.genesis.clone());
    let mut people = vec![society.founder.clone()];
    for place in 1..PEOPLE {
        let actor = applicant(&mut society, &format!("member {place}"));
        join(&mut society, &actor, &mut told);
        people.push(actor);
        if place + 2 == PEOPLE {
            told.hear(&society.wait(Seconds::days(30)));
        }
    }
    applicant(&mut society, "fay");
    (society, people, told)
}

fn join(society: &mut Society, actor: &Actor, told: &mut Told) {
    let founder = society.founder.clone();
    let admit = MembershipAction::Admit { applicant: actor.person };
    let charter = crate::modules::charter::query::current(&society.state).hash;
    if let Ok(events) = society.act(&founder, admit) {
        told.hear(&events);
        told.hear(&society.act(actor, MembershipAction::Swear { charter }).unwrap());
    }
}

fn propose(society: &mut Society, topic: &str) -> GovernanceAction {
    let fay = Actor::named("fay");
    let decline = || vec![MembershipAction::Decline { applicant: fay.person, text: None }.into()];
    if topic != "contest" {
        let account =
            format!("fund-number-{}", query::counts(&society.state).made).parse().unwrap();
        let open = crate::modules::treasury::TreasuryAction::OpenAccount { account };
        let actions = if topic == "swift" { vec![open.into()] } else { decline() };
        return super::propose(society, topic, actions);
    }
    let option = |title: &str, actions| ContestOption { actions, title: title.into() };
    let options =
        vec![option("Now", decline()), option("Later", Vec::new()), option("No", Vec::new())];
    let contest = Some(Contest { budget: None, choose: 1, options });
    match super::propose(society, topic, Vec::new()) {
        GovernanceAction::Propose { actions, procedure, text, .. } => {
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text }
        }
        other => other,
    }
}

fn choice(topic: &str, which: usize) -> Choice {
    let options = [Choice::Approve(vec![0]), Choice::Approve(vec![0, 2]), Choice::Approve(vec![1])];
    let words = [Choice::Yes, Choice::No, Choice::Abstain];
    let of = if topic == "contest" { options } else { words };
    of.get(which).cloned().unwrap_or(Choice::Abstain)
}

/// Does a step, and returns whether it was admitted.
fn take(
    step: &Step,
    who: &Actor,
    people: &[Actor],
    society: &mut Society,
    told: &mut Told,
) -> bool {
    let action = match step {
        Step::Cast { choice: which, proposal } => {
            let open: Vec<u64> = told.votes.keys().copied().collect();
            let Some(number) = open.get(proposal % open.len().max(1)) else { return false };
            let choice = choice(&told.topics[number], *which);
            let before = query::ballot(&society.state, *number, who.person);
            let replaces = before.map(|cast| cast.operation);
            let ballot = Ballot::Open { choice };
            GovernanceAction::CastBallot { ballot, proposal: *number, replaces, round: 1 }.into()
        }
        Step::Delegate { delegate, hours, topic } => {
            let topic = TOPICS[*topic].to_owned();
            let before = query::delegation(&society.state, who.person, &topic);
            let running = Clock::read(&society.state).running();
            GovernanceAction::Delegate {
                delegate: people[*delegate].person,
                replaces: before.map(|before| before.operation),
                topic,
                until: hours.map(|hours| running.after(Seconds::hours(hours))),
            }
            .into()
        }
        Step::Leave => MembershipAction::Leave {}.into(),
        Step::Propose { topic } => propose(society, TOPICS[*topic]).into(),
        Step::Rest => {
            let mut overlay = Overlay::new(&society.state);
            let rested = membership::rest(who.person, &mut overlay);
            let resumed = rested.is_empty().then(|| membership::resume(who.person, &mut overlay));
            let events: Vec<Event> =
                rested.into_iter().chain(resumed.unwrap_or_default()).collect();
            let delta = overlay.into_delta();
            society.state.commit(delta);
            told.hear(&events);
            return !events.is_empty();
        }
        Step::Return => MembershipAction::Apply { invitation: None, letter: None }.into(),
        Step::Undelegate { topic } => {
            GovernanceAction::Undelegate { topic: TOPICS[*topic].to_owned() }.into()
        }
        Step::Wait { hours } => {
            told.hear(&society.wait(Seconds::hours(*hours)));
            return true;
        }
    };
    let action: crate::Action = action;
    let operation = society.signed(who, action);
    let mut executed = society.batch(vec![operation]);
    let events = match executed.outcomes.pop().unwrap() {
        Outcome::Admitted { events } => Some(events),
        Outcome::Refused(_) => None,
    };
    let is_done = events.is_some();
    let (due, events) = (executed.due, events.unwrap_or_default());
    // Who leaves does so before anything falls due.
    let in_order = if matches!(step, Step::Leave) { [events, due] } else { [due, events] };
    for events in &in_order {
        told.hear(events);
    }
    if is_done && matches!(step, Step::Return) {
        join(society, who, told);
    }
    is_done
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// GOV-17, GOV-18, GOV-19: over any history of delegating, changing, taking back, lapsing, leaving,
    /// coming back and voting, in several votes at once, each tally equals a count from the events
    /// alone; no vote is counted twice.
    #[test]
    fn gov_17_gov_18_the_tally_equals_a_count_from_the_events(
        steps in prop::collection::vec(any_step(), 150..250),
    ) {
        let (mut society, people, mut told) = begin();
        let (mut casts, mut delegations) = (0, 0);
        for (step, who) in &steps {
            let is_done = take(step, &people[*who], &people, &mut society, &mut told);
            casts += usize::from(is_done && matches!(step, Step::Cast { .. }));
            delegations += usize::from(is_done && matches!(step, Step::Delegate { .. }));
            compare(&told, &society)?;
        }
        // A history of refusals proves nothing: another one is taken, and too many are a failure.
        prop_assume!(delegations > 0 && (casts > 0 || told.topics.is_empty()));
        // When all is over, nothing of the past is kept.
        society.wait(Seconds::days(60));
        let records = crate::frame::state::StateView::scan(&society.state, "governance/", None, 5_000);
        for (key, record) in &records {
            let is_settled = !["own", "ballot", "pile"]
                .iter()
                .any(|table| key.starts_with(&format!("governance/{table}/")));
            let record = String::from_utf8_lossy(record);
            prop_assert!(is_settled && !record.contains("earlier"), "{} {}", key, record);
        }
    }
}

/// The histories do meet what they are about: some delegate's ballot loses weight to its giver.
#[test]
fn gov_18_histories_take_votes_back() {
    let (mut society, people, mut told) = begin();
    for giver in &people[1..4] {
        let step = Step::Delegate { delegate: 0, hours: None, topic: 0 };
        assert!(take(&step, giver, &people, &mut society, &mut told));
    }
    assert!(take(&Step::Propose { topic: 0 }, &people[1], &people, &mut society, &mut told));
    assert!(take(&Step::Wait { hours: 24 }, &people[1], &people, &mut society, &mut told));
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Voting);
    let yes = Step::Cast { choice: 0, proposal: 0 };
    assert!(take(&yes, &people[0], &people, &mut society, &mut told));
    let ballots = query::tally(&society.state, 1).unwrap();
    assert_eq!((ballots.yes, ballots.roll.count), (4, 1));
    for voter in &people[1..3] {
        let voter_step = Step::Cast { choice: 1, proposal: 0 };
        assert!(take(&voter_step, voter, &people, &mut society, &mut told));
    }
    assert_eq!((told.votes[&1].weight(people[0].person), told.overridden), (2, 2));
    let tally = query::tally(&society.state, 1).unwrap();
    assert_eq!((tally.yes, tally.no), (2, 2));
}
