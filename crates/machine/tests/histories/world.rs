//! A society and its people, who try whatever a history says; most of it the rules refuse.

use std::collections::BTreeMap;

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use polity_machine::charter_text::{ActionClass, Power};
use polity_machine::frame::batch::Outcome;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::frame::state::MemoryState;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction, Target};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{PanelsAction, Source};
use polity_machine::modules::spending::{Line, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::modules::{charter, governance, identity, membership, panels};
use polity_machine::registry::spec;
use polity_machine::testing::{Actor, Society};
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Base64, Hash, PersonId, Seconds, Timestamp};
use sha2_09::{Digest as _, Sha256};

use super::charter::{TEXTS, text};
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
    people: Vec<Actor>,
    society: Society,
    pub(crate) told: Told,
    /// Whether a text came into force in the last batch.
    was_amended: bool,
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
        let told = Told::new(&founding, society.founder.person, kept);
        let founded = society.time;
        let mut world = Self { founded, people, society, told, was_amended: false };
        let genesis = world.society.genesis.clone();
        world.told.hear(&genesis, founded);
        world.wait(Seconds::days(1));
        let issue = TreasuryAction::Issue {
            amount: Amount::from(1_000),
            asset: asset(),
            category: None,
            memo: None,
            to: fund(),
        };
        world.propose(0, "ordinary", vec![issue.into()]);
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
        world
    }

    /// Executes a batch of what one person asks, or of nothing, and has the reader hear of it.
    fn batch(&mut self, asked: Option<(usize, Action)>) -> bool {
        let before = self.told.law.reached;
        let age = self.society.time.since(self.founded).unwrap_or_default();
        let members = self.told.members.len();
        let due = self.told.law.stage_due(members, age.0, self.society.time);
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
        assert_eq!(self.told.law.reached, due, "of {members} members, {age}, from {before}");
        self.was_amended = false;
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
            }
            Outcome::Refused(refusal) => {
                let is_without = is_power && lines.is_empty();
                let is_said = refusal.code == "charter.no_power";
                let is_earlier = refusal.code.starts_with("identity.");
                assert!(is_earlier || is_said == is_without, "{action:?}: {refusal:?} {lines:?}");
            }
        }
    }

    fn act(&mut self, who: usize, action: impl Into<Action>) -> bool {
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
        let _ = self.act(
            who,
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text },
        );
    }

    fn cast(&mut self, who: usize, proposal: u64, choice: Choice) -> bool {
        let person = self.people[who].person;
        let round = self.told.votes.get(&proposal).map_or(1, |vote| vote.round);
        let before = governance::query::ballot(&self.society.state, proposal, person);
        let replaces = before.map(|before| before.operation);
        let ballot = Ballot::Open { choice };
        self.act(who, GovernanceAction::CastBallot { ballot, proposal, replaces, round })
    }

    /// Returns somebody who is a member, if anybody is.
    fn member(&self, place: u8) -> Option<usize> {
        let is_in = |who: &usize| self.told.members.contains(&self.people[*who].person);
        pick(&(0..PEOPLE).filter(is_in).collect::<Vec<_>>(), place)
    }

    /// Returns a holder of the office, or else whoever the step names.
    fn keeper(&self, step: &Step) -> usize {
        let holders: Vec<PersonId> =
            self.told.offices.get("keeper").into_iter().flatten().map(|(_, who)| *who).collect();
        let holder = pick(&holders, step.who).filter(|_| !step.more.is_multiple_of(5));
        let place = self.people.iter().position(|one| Some(one.person) == holder);
        place.unwrap_or_else(|| step.person())
    }

    /// Takes a step of a history.
    pub(crate) fn take(&mut self, step: &Step) {
        let who = step.person();
        match step.kind {
            "apply" => self.apply(who),
            "admit" => self.admit(step),
            "leave" => {
                let leave = if step.more.is_multiple_of(2) {
                    MembershipAction::Leave {}.into()
                } else {
                    Action::from(ExitAction::Leave {
                        against: Vec::new(),
                        assets: None,
                        breach: None,
                    })
                };
                let _ = self.act(who, leave);
            }
            "pay" => {
                let who = if step.more.is_multiple_of(3) { 0 } else { self.keeper(step) };
                let to = AccountId::Person(self.people[0].person);
                let _ = self.act(who, pay(u64::from(step.what) % 40 + 1, to));
            }
            "pay many" => {
                let batch = self.pay_many(u64::from(step.what) % 40 + 1);
                let keeper = self.keeper(step);
                let _ = self.act(keeper, batch);
            }
            "transfer" => {
                let to = AccountId::Person(self.people[usize::from(step.what) % PEOPLE].person);
                let amount = Amount::from(u64::from(step.more) % 9 + 1);
                let transfer = TreasuryAction::Transfer {
                    amount,
                    asset: asset(),
                    category: None,
                    memo: None,
                    to,
                };
                let _ = self.act(who, transfer);
            }
            "propose" => self.bring(step),
            "amend" => {
                let replaces = charter::query::current(&self.society.state).hash;
                let text = text(usize::from(step.what) % TEXTS, &beacon_key());
                let text = Hash::of(text.as_bytes());
                let amend = CharterAction::Amend { replaces, text };
                if let Some(member) = self.member(step.who) {
                    self.propose(member, "amendment", vec![amend.into()]);
                }
            }
            "rally" => self.rally(step),
            "vote" => {
                if let Some(number) = pick(&self.open_votes(), step.what) {
                    let choice = self.choice(number, step.more);
                    let _ = self.cast(who, number, choice);
                }
            }
            "object" => self.object(step, 1),
            "object all" => self.object(step, 3),
            "wait" => self.wait(Seconds::hours(u32::from(step.what) % 34 + 1)),
            "stand still" => {
                let hours = Seconds::hours(u32::from(step.what) % 30 + 2);
                self.society.time = self.society.time.after(hours);
                let _ = self.batch(None);
            }
            _ => self.take_other(step, who),
        }
    }

    fn take_other(&mut self, step: &Step, who: usize) {
        let office = || "keeper".to_owned();
        match step.kind {
            "delegate" | "undelegate" => {
                let topic = ["ordinary", "small", "mixed"][usize::from(step.what) % 3].to_owned();
                let person = self.people[who].person;
                let delegate = self.people[usize::from(step.more) % PEOPLE].person;
                let known = governance::query::delegation(&self.society.state, person, &topic);
                let replaces = known.map(|known| known.operation);
                let delegate = GovernanceAction::Delegate {
                    delegate,
                    replaces,
                    topic: topic.clone(),
                    until: None,
                };
                let undelegate = GovernanceAction::Undelegate { topic };
                let is_given = step.kind == "delegate";
                let _ = self.act(who, if is_given { delegate } else { undelegate });
            }
            "take back" => {
                let acts: Vec<u64> = self.told.acts.keys().copied().collect();
                if let Some(act) = pick(&acts, step.what) {
                    let author = self.told.acts[&act].author;
                    let place = self.people.iter().position(|one| one.person == author).unwrap();
                    let _ = self.act(place, CharterAction::WithdrawAct { act });
                }
            }
            "stand" => drop(self.act(who, OfficesAction::Stand { office: office() })),
            "elect" => drop(self.act(who, OfficesAction::CallElection { office: office() })),
            "resign" => drop(self.act(who, OfficesAction::Resign { office: office() })),
            "draw" => drop(self.act(who, PanelsAction::CallDraw { panel: "circle".into() })),
            "beacon" => {
                for number in 1..=self.sittings() {
                    self.bring_beacon(who, number);
                }
            }
            "accept" => {
                let sitting = self.sittings();
                if step.more.is_multiple_of(7) {
                    let _ = self.act(who, PanelsAction::Decline { sitting });
                } else {
                    for who in 0..PEOPLE {
                        let _ = self.act(who, PanelsAction::Accept { sitting });
                    }
                }
            }
            "pause" => {
                let text = self.society.records.insert(b"Something is wrong.".to_vec());
                let keeper = self.keeper(step);
                let _ = self.act(keeper, CharterAction::Pause { pause: "alarm".into(), text });
            }
            "go on" => {
                let keeper = self.keeper(step);
                let _ = self.act(keeper, CharterAction::EndPause { pause: "alarm".into() });
            }
            other => unreachable!("no step is called {other}"),
        }
    }

    fn apply(&mut self, who: usize) {
        let actor = self.people[who].clone();
        if identity::query::person(&self.society.state, actor.person).is_none() {
            let _ = self.act(who, IdentityAction::Register { inception: actor.inception });
        }
        let _ = self.act(who, MembershipAction::Apply { invitation: None, letter: None });
    }

    /// Has somebody admit all who applied, and those swear.
    fn admit(&mut self, step: &Step) {
        let by = if step.more.is_multiple_of(2) { 0 } else { self.keeper(step) };
        for who in 0..PEOPLE {
            let applicant = self.people[who].person;
            let application = membership::query::application(&self.society.state, applicant);
            if application.is_some() {
                let _ = self.act(by, MembershipAction::Admit { applicant });
                let charter = charter::query::current(&self.society.state).hash;
                let _ = self.act(who, MembershipAction::Swear { charter });
            }
        }
    }

    fn pay_many(&self, amount: u64) -> SpendingAction {
        let to = |who: usize| AccountId::Person(self.people[who].person);
        let one = |amount, who| Line { amount: Amount::from(amount), to: to(who) };
        SpendingAction::PayBatch {
            amount: Amount::from(amount + 1),
            asset: asset(),
            category: None,
            fund: fund(),
            lines: vec![one(amount, 1), one(1, 2)],
            memo: None,
        }
    }

    /// Has a member bring a proposal, of several acts at times, under a procedure that need not fit.
    fn bring(&mut self, step: &Step) {
        let Some(member) = self.member(step.who) else { return };
        let (what, more) = (u64::from(step.what), usize::from(step.more));
        let person = self.people[more % PEOPLE].person;
        let account = format!("fund-{}", char::from(b'a' + step.more % 26)).parse().unwrap();
        let code = format!("A{}", char::from(b'A' + step.more % 26)).parse().unwrap();
        let (procedure, act): (&str, Action) = match what % 9 {
            0 | 1 => ("ordinary", pay(what % 70 + 1, AccountId::Person(person)).into()),
            2 | 3 => ("small", pay(what % 30 + 1, AccountId::Person(person)).into()),
            4 => ("ordinary", self.pay_many(what % 50 + 1).into()),
            5 => ("mixed", TreasuryAction::OpenAccount { account }.into()),
            6 => ("houses", TreasuryAction::CreateAsset { asset: code, decimals: 0 }.into()),
            7 => ("ordinary", MembershipAction::Admit { applicant: person }.into()),
            _ => {
                let recall = OfficesAction::Recall { holder: person, office: "keeper".into() };
                ("ordinary", recall.into())
            }
        };
        let second = (step.more.is_multiple_of(11)).then(|| act.clone());
        self.propose(member, procedure, std::iter::once(act).chain(second).collect());
    }

    fn open_votes(&self) -> Vec<u64> {
        self.told.votes.keys().copied().collect()
    }

    /// Returns a ballot that the vote takes.
    fn choice(&self, number: u64, more: u8) -> Choice {
        let open = governance::query::proposal(&self.society.state, number).unwrap();
        if open.options > 0 && open.round == 1 {
            return Choice::Approve((0..open.options).filter(|one| one % 2 == 0).collect());
        }
        match more % 8 {
            0 => Choice::Abstain,
            1 | 2 => Choice::No,
            _ => Choice::Yes,
        }
    }

    /// Has about two thirds of everybody vote on all that is at the vote; most agree.
    fn rally(&mut self, step: &Step) {
        for number in self.open_votes() {
            for who in 0..PEOPLE {
                let turn = (who * 37 + usize::from(step.what)) % 6;
                if turn < 4 {
                    let more = if turn == 0 { step.more } else { 7 };
                    let choice = self.choice(number, more);
                    let may = self.told.votes[&number].is_eligible(&self.people[who].person);
                    let is_cast = self.cast(who, number, choice);
                    assert_eq!(is_cast, may, "who was there at the opening votes, nobody else");
                }
            }
        }
    }

    /// What members may object to now: acts that wait, and decisions in their grace period.
    fn targets(&self) -> Vec<Target> {
        let acts = self.told.acts.keys().map(|number| Target::Act { number: *number });
        let passed = self.told.proposals.iter().filter(|(_, one)| one.is_in_grace);
        let passed = passed.map(|(number, _)| Target::Proposal { number: *number });
        acts.chain(passed).collect()
    }

    fn object(&mut self, step: &Step, how_many: u8) {
        for more in 0..how_many {
            let Some(target) = pick(&self.targets(), step.what) else { return };
            let Some(who) = self.member(step.who.wrapping_add(more)) else { return };
            let _ = self.act(who, GovernanceAction::Object { target });
        }
    }

    fn sittings(&self) -> u64 {
        let is_there =
            |number: &u64| panels::query::sitting(&self.society.state, *number).is_some();
        (1..=20).filter(is_there).max().unwrap_or(0)
    }

    fn bring_beacon(&mut self, who: usize, sitting: u64) {
        let found = panels::query::sitting(&self.society.state, sitting);
        let Some(Source::Beacon { round, signature: None, .. }) = found.map(|found| found.source)
        else {
            return;
        };
        let signature = signature(round);
        let _ = self.act(who, PanelsAction::SubmitBeacon { round, signature, sitting });
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
    }

    fn may(&mut self, state: &MemoryState, person: PersonId, action: Action, what: &str) {
        let context = self.society.context(Authority::Person { person });
        let refused = preview(&action, &context, state).err();
        assert!(refused.is_none(), "a member cannot {what}: {refused:?}");
    }
}

fn pay(amount: u64, to: AccountId) -> TreasuryAction {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        from: fund(),
        memo: None,
        to,
    }
}
