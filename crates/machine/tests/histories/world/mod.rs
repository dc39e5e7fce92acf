//! A society and its people, who try whatever a history says; most of it the rules refuse.

mod ballots;
mod homes;
mod scenes;
mod steps;

use std::collections::BTreeMap;

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use polity_machine::charter_text::{ActionClass, Power};
use polity_machine::frame::batch::{Outcome, SignedOperation};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::frame::state::MemoryState;
use polity_machine::modules::charter;
use polity_machine::modules::governance::{self, Choice, GovernanceAction, Target};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::registry::spec;
use polity_machine::testing::{Actor, Society};
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Base64, Hash, PersonId, Seconds, Timestamp};
use sha2_09::{Digest as _, Sha256};

use super::charter::{TEXTS, text};
use super::law::Figures;
use super::told::{By, Told};

const PEOPLE: usize = 9;
/// How many are there at the beginning.
const FIRST: usize = 5;
/// The secret of the tests' beacon.
const SECRET: u64 = 20_261_121;

/// What somebody tries, and what it is about: numbers that are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) kind: &'static str,
    pub(crate) who: u8,
    pub(crate) what: u8,
    pub(crate) more: u8,
}

impl Step {
    /// Returns whom it names.
    fn person(&self) -> usize {
        usize::from(self.who) % PEOPLE
    }
}

/// A society, its people, and what a reader knows of it.
pub(crate) struct World {
    founded: Timestamp,
    /// Whether the founder signs nothing any more.
    is_founder_silent: bool,
    /// What was asked for in each request, in their order.
    asked: Vec<Amount>,
    /// How often the rights of all were tried.
    tried: usize,
    /// A number that the next fund is named by.
    opened: u8,
    people: Vec<Actor>,
    society: Society,
    pub(crate) told: Told,
}

fn beacon_key() -> String {
    let point = G2Affine::from(G2Projective::generator() * Scalar::from(SECRET));
    let [first, second, third] = [0, 32, 64].map(|at| {
        let part: [u8; 32] = point.to_compressed()[at..at + 32].try_into().unwrap();
        Hash(part).to_string()
    });
    format!("{first}{second}{third}")
}

/// Returns the signature of a round, as drand's scheme `bls-unchained-g1-rfc9380` makes it.
fn signature(round: u64) -> Base64 {
    let message = Sha256::digest(&round.to_be_bytes());
    let tag = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    let point: G1Projective = HashToCurve::<ExpandMsgXmd<Sha256>>::hash_to_curve(message, tag);
    Base64(G1Affine::from(point * Scalar::from(SECRET)).to_compressed().to_vec())
}

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn fund() -> AccountId {
    "fund-common".parse().unwrap()
}

fn pick<T: Clone>(of: &[T], place: u8) -> Option<T> {
    let place = usize::from(place).checked_rem(of.len())?;
    of.get(place).cloned()
}

impl World {
    /// A society of the founder with money in its fund.
    pub(crate) fn new() -> Self {
        let beacon = beacon_key();
        let founding = text(0, &beacon);
        let mut society = Society::under(&founding);
        let texts: Vec<String> = (0..TEXTS).map(|number| text(number, &beacon)).collect();
        let kept = texts.into_iter().map(|text| {
            let hash = society.records.insert(text.as_bytes().to_vec());
            (hash, text)
        });
        let kept: BTreeMap<Hash, String> = kept.collect();
        let names = (1..PEOPLE).map(|number| Actor::named(&format!("person {number}")));
        let people = std::iter::once(society.founder.clone()).chain(names).collect();
        let founded = society.time;
        let told = Told::new(&founding, (society.founder.person, founded), kept);
        let asked = Vec::new();
        let is_founder_silent = false;
        let mut world =
            Self { founded, is_founder_silent, asked, tried: 0, opened: 0, people, society, told };
        let genesis = world.society.genesis.clone();
        world.told.hear(&genesis, founded);
        for who in 1..PEOPLE {
            let inception = world.people[who].inception.clone();
            assert!(world.act(who, IdentityAction::Register { inception }));
        }
        world.wait(Seconds::days(1));
        let own = (0..PEOPLE).map(|who| issue(60, AccountId::Person(world.people[who].person)));
        let all: Vec<Action> = std::iter::once(issue(1_000, fund())).chain(own).collect();
        world.propose(0, "ordinary", all);
        world.wait(Seconds::days(1));
        world.cast(0, 1, Choice::Yes);
        world.wait(Seconds::days(4));
        assert!(world.told.proposals.is_empty());
        for who in 1..FIRST {
            world.apply(who);
        }
        world.admit(&Step { kind: "admit", who: 0, what: 0, more: 0 });
        world.wait(Seconds::days(2));
        for who in 1..3 {
            let _ = world.act(who, OfficesAction::Stand { office: "keeper".into() });
        }
        let _ = world.act(0, OfficesAction::CallElection { office: "keeper".into() });
        world.wait(Seconds::hours(2));
        for number in world.open_votes() {
            for who in 0..FIRST {
                let choice = Choice::Approve(vec![0, 1]);
                assert!(world.cast(who, number, choice));
            }
        }
        world.wait(Seconds::days(1));
        world.settle();
        world
    }

    /// Executes a batch of what one person asks, or of nothing, and has the reader hear of it.
    fn batch(&mut self, asked: Option<(usize, Action)>) -> bool {
        let before = self.told.law.reached;
        let age = self.society.time.since(self.founded).unwrap_or_default();
        let (members, (places, land)) = (self.told.members.len(), self.told.there());
        let figures = Figures { age: age.0, land, members, places };
        let due = self.told.law.stage_due(figures, self.society.time);
        let signed = asked.as_ref().map(|(who, action)| {
            let actor = self.people[*who].clone();
            self.society.signed(&actor, action.clone())
        });
        let mut executed = self.society.batch(signed.into_iter().collect());
        let running = Clock::read(&self.society.state).running();
        let is_stage = |event: &Event| {
            matches!(event, Event::Charter(charter::CharterEvent::StageReached { .. }))
        };
        let stages = executed.due.iter().take_while(|event| is_stage(event)).count();
        let rest = executed.due.split_off(stages);
        self.told.hear(&executed.due, running);
        // Stages come by themselves at once, one after the other, and none is left out.
        assert_eq!(self.told.law.reached, due, "of {figures:?}, from {before}");
        let outcome = executed.outcomes.pop();
        let is_first = asked.as_ref().is_some_and(|(_, action)| spec(action).is_first);
        if !is_first {
            self.told.hear(&rest, running);
        }
        let is_done = matches!(outcome, Some(Outcome::Admitted { .. }));
        if let (Some((who, action)), Some(outcome)) = (&asked, &outcome) {
            self.hear_outcome(*who, action, outcome, running);
        }
        if is_first {
            self.told.hear(&rest, running);
        }
        self.told.check_silence(running);
        self.told.check_answered();
        self.told.check_deposits();
        self.told.check_homes(running);
        is_done
    }

    /// Holds the machine's answer against what the reader knows of powers.
    fn hear_outcome(&mut self, who: usize, action: &Action, outcome: &Outcome, now: Timestamp) {
        let by = By::Person(self.people[who].person);
        let is_power = spec(action).action.class == ActionClass::Power;
        let lines: Vec<Power> = self.told.lines_of(action, &by);
        match outcome {
            Outcome::Admitted { events } => {
                let waits = events.iter().any(|event| {
                    let Event::Charter(event) = event else { return false };
                    matches!(event, charter::CharterEvent::ActAnnounced { .. })
                });
                if !waits {
                    self.told.executed(&by, action, now, now);
                }
                self.told.hear(events, now);
                self.told.heard(self.people[who].person, now);
            }
            Outcome::Refused(refusal) => {
                let is_without = is_power && lines.is_empty();
                let is_said = ["charter.no_power", "charter.rests"].contains(&&*refusal.code);
                let is_earlier = refusal.code.starts_with("identity.");
                assert!(is_earlier || is_said == is_without, "{action:?}: {refusal:?} {lines:?}");
            }
        }
    }

    fn act(&mut self, who: usize, action: impl Into<Action>) -> bool {
        if who == 0 && self.is_founder_silent {
            return false;
        }
        self.batch(Some((who, action.into())))
    }

    /// Lets time pass as for a machine that never stops, a batch at each thing that falls due.
    fn wait(&mut self, length: Seconds) {
        let end = self.society.time.after(length);
        while self.society.time < end {
            let left = end.since(self.society.time).unwrap_or_default();
            let step = Seconds(left.0.min(1_800));
            self.society.time = self.society.time.after(step);
            let _ = self.batch(None);
        }
    }

    fn propose(&mut self, who: usize, procedure: &str, actions: Vec<Action>) {
        let text = self.society.records.insert(b"Because.".to_vec());
        let procedure = procedure.to_owned();
        let (contest, deposit) = (None, None);
        let _ =
            self.act(who, GovernanceAction::Propose { actions, contest, deposit, procedure, text });
    }

    /// Returns somebody who is a member, if anybody is.
    fn member(&self, place: u8) -> Option<usize> {
        let is_in = |who: &usize| self.told.members.contains(&self.people[*who].person);
        pick(&(0..PEOPLE).filter(is_in).collect::<Vec<_>>(), place)
    }

    /// Returns a holder of the office, or else whoever the step names.
    fn keeper(&self, step: &Step) -> usize {
        let holders: Vec<PersonId> = self.told.seats("keeper").map(|seat| seat.holder).collect();
        let holder = pick(&holders, step.who).filter(|_| !step.more.is_multiple_of(5));
        let place = self.people.iter().position(|one| Some(one.person) == holder);
        place.unwrap_or_else(|| step.person())
    }

    /// Holds what must be true at any moment, for everybody.
    pub(crate) fn check(&mut self) {
        let stage = {
            let context = self.society.context(Authority::Rule { rule: "test".into() });
            let charter = context.charter.clone();
            charter::query::stage(&charter, &self.society.state)
        };
        assert_eq!(stage, self.told.law.reached, "the stage is the one that the events tell");
        let targets = self.targets();
        let state = self.society.state.clone();
        for who in 0..PEOPLE {
            let person = self.people[who].person;
            if self.told.members.contains(&person) {
                self.may(&state, person, MembershipAction::Leave {}.into(), "leave");
                for target in &targets {
                    let objectors = match target {
                        Target::Act { number } => &self.told.acts[number].objectors,
                        Target::Proposal { number } => &self.told.proposals[number].objectors,
                    };
                    if !objectors.contains(&person) {
                        let object = GovernanceAction::Object { target: *target };
                        self.may(&state, person, object.into(), "object");
                    }
                }
            }
        }
        self.check_places();
        self.tried += 1;
        self.live_rights(&targets);
    }

    /// Has one member after the other do on a copy of the society what the dry run says that they may: object to
    /// each thing that waits, in the very batch in which it would take effect, and leave. Whatever else is due.
    fn live_rights(&mut self, targets: &[Target]) {
        let members: Vec<usize> = (0..PEOPLE)
            .filter(|who| self.told.members.contains(&self.people[*who].person))
            .collect();
        let Some(who) = members.get(self.tried % members.len().max(1)).copied() else { return };
        let actor = self.people[who].clone();
        let saved = (
            self.society.state.clone(),
            self.society.memory.clone(),
            self.society.nonce,
            self.society.time,
        );
        let is_new = |target: &&Target| {
            let objectors = match target {
                Target::Act { number } => &self.told.acts[number].objectors,
                Target::Proposal { number } => &self.told.proposals[number].objectors,
            };
            !objectors.contains(&actor.person)
        };
        let waiting: Vec<Target> = targets.iter().filter(is_new).copied().collect();
        for target in &waiting {
            self.society.time = self.effect_of(*target).max(self.society.time);
            let action = GovernanceAction::Object { target: *target };
            let operations = vec![self.society.signed(&actor, action)];
            self.does(operations, "object in time");
            (self.society.state, self.society.memory) = (saved.0.clone(), saved.1.clone());
            self.society.time = saved.3;
        }
        let object = |target: &Target| GovernanceAction::Object { target: *target };
        let mut all: Vec<Action> = waiting.iter().map(|target| object(target).into()).collect();
        all.push(MembershipAction::Leave {}.into());
        let operations =
            all.into_iter().map(|action| self.society.signed(&actor, action)).collect();
        self.does(operations, "object to all and leave");
        let is_gone = !membership::query::is_member(&self.society.state, actor.person);
        assert!(is_gone, "a member who left is one still");
        (self.society.state, self.society.memory) = (saved.0, saved.1);
        (self.society.nonce, self.society.time) = (saved.2, saved.3);
        *self.told.done.entry("rights lived".to_owned()).or_default() += 1;
    }

    /// Returns when what waits would take effect, in time of day.
    fn effect_of(&self, target: Target) -> Timestamp {
        let state = &self.society.state;
        let at = match target {
            Target::Act { number } => charter::query::act(state, number).map(|act| act.place.at),
            Target::Proposal { number } => {
                governance::query::proposal(state, number).map(|open| open.place.at)
            }
        };
        at.map_or(self.society.time, |at| Clock::read(state).wall(at))
    }

    fn does(&mut self, operations: Vec<SignedOperation>, what: &str) {
        for outcome in self.society.batch(operations).outcomes {
            assert!(
                matches!(outcome, Outcome::Admitted { .. }),
                "a member cannot {what}: {outcome:?}"
            );
        }
    }

    /// Has the founder sign nothing for as long as it takes.
    pub(crate) fn fall_silent(&mut self) {
        self.is_founder_silent = true;
        let end = self.society.time.after(Seconds::days(32));
        while self.society.time < end {
            self.society.time = self.society.time.after(Seconds::hours(1));
            let _ = self.batch(None);
        }
        assert!(self.told.law.is_succeeded, "the founder's powers passed on");
    }

    fn may(&mut self, state: &MemoryState, person: PersonId, action: Action, what: &str) {
        let context = self.society.context(Authority::Person { person });
        let refused = preview(&action, &context, state).err();
        assert!(refused.is_none(), "a member cannot {what}: {refused:?}");
    }
}

fn issue(amount: u64, to: AccountId) -> Action {
    let amount = Amount::from(amount);
    TreasuryAction::Issue { amount, asset: asset(), category: None, memo: None, to }.into()
}
