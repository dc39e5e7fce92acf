//! The steps of a history.

use std::collections::BTreeSet;

use polity_machine::Action;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{
    Contest, ContestOption, GovernanceAction, PutDown, Target,
};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{PanelsAction, Source};
use polity_machine::modules::spending::{Line, Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::modules::{charter, governance, identity, membership, panels};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};

use super::{PEOPLE, Step, World, asset, beacon_key, fund, pick, signature};
use crate::charter::{METHODS, TEXTS, text};

/// How many options a contest has.
const OPTIONS: u8 = 4;

impl World {
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
                        breaches: Vec::new(),
                        least: Vec::new(),
                    })
                };
                let was_in = self.told.members.contains(&self.people[who].person);
                let is_silent = who == 0 && self.is_founder_silent;
                let is_done = self.act(who, leave);
                assert!(is_done || !was_in || is_silent, "a member cannot leave");
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
            "contest" => self.bring_contest(step),
            "put down" => self.bring_with_deposit(step),
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
                let topic =
                    ["ordinary", "small", "mixed", "hearth"][usize::from(step.what) % 4].to_owned();
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
                for number in self.told.sittings.keys().copied().collect::<Vec<_>>() {
                    self.bring_beacon(who, number);
                }
            }
            "accept" => {
                let sittings: Vec<u64> = self.told.sittings.keys().copied().collect();
                let sitting = pick(&sittings, step.what).unwrap_or(1);
                if step.more.is_multiple_of(7) {
                    let _ = self.act(who, PanelsAction::Decline { sitting });
                } else {
                    for (sitting, who) in sittings
                        .into_iter()
                        .flat_map(|sitting| (0..PEOPLE).map(move |who| (sitting, who)))
                    {
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
            _ => self.take_of_money(step),
        }
    }

    fn take_of_money(&mut self, step: &Step) {
        let (keeper, what) = (self.keeper(step), u32::from(step.what));
        let payee = AccountId::Person(self.people[usize::from(step.more) % PEOPLE].person);
        match step.kind {
            "stream" => {
                let stream = stream(what, payee);
                let _ = self.act(keeper, stream);
            }
            "end stream" => {
                let stream = u64::from(step.what % 4) + 1;
                let _ = self.act(keeper, SpendingAction::StopStream { stream });
            }
            "take pay" => {
                for (who, stream) in (0..PEOPLE).flat_map(|who| (1..5).map(move |one| (who, one))) {
                    let _ = self.act(who, SpendingAction::Claim { stream });
                }
            }
            "ask" => {
                let amount = Amount::from(u64::from(what % 20 + 1));
                let line = Line { amount, to: payee };
                let request = SpendingAction::Request {
                    asset: asset(),
                    category: None,
                    fund: fund(),
                    lines: vec![line],
                    receipts: Vec::new(),
                    text: None,
                };
                if self.act(step.person(), request) {
                    self.asked.push(amount);
                }
            }
            "approve" => {
                for (place, amount) in self.asked.clone().into_iter().enumerate().rev().take(3) {
                    let request = u64::try_from(place + 1).unwrap();
                    let approve = SpendingAction::Approve { amount, asset: asset(), request };
                    if self.act(keeper, approve) {
                        let _ = self.act(keeper, SpendingAction::Pay { request });
                    }
                }
            }
            _ => self.take_of_court(step),
        }
    }

    fn take_of_court(&mut self, step: &Step) {
        match step.kind {
            "claim" => {
                let text = self.society.records.insert(b"It was not so.".to_vec());
                let office = Accused::Office("keeper".into());
                let person = self.people[usize::from(step.more) % PEOPLE].person;
                let is_office = step.what.is_multiple_of(2);
                let accused = if is_office { office } else { Accused::Person(person) };
                let raise = BreachAction::Raise {
                    accused,
                    acts: Vec::new(),
                    deposit: None,
                    evidence: vec![Evidence { hash: text, url: None }],
                    since: self.society.time,
                    text,
                };
                let who = self.member(step.who).unwrap_or_default();
                if self.act(who, raise) && step.more.is_multiple_of(2) {
                    self.rule_soon(step);
                }
            }
            "rule" => self.rule(step),
            "step down" => {
                if step.more.is_multiple_of(4) {
                    let _ = self.act(0, CharterAction::StepDown {});
                }
            }
            _ => self.take_of_places(step),
        }
    }

    /// Brings the claims that are open to a ruling, as people would who hurry.
    fn rule_soon(&mut self, step: &Step) {
        self.wait(Seconds::hours(1));
        for sitting in self.told.sittings.keys().copied().collect::<Vec<_>>() {
            self.bring_beacon(step.person(), sitting);
            for who in 0..PEOPLE {
                let _ = self.act(who, PanelsAction::Accept { sitting });
            }
        }
        self.rule(step);
    }

    /// Has everybody rule who sits on a claim, and one who does not try.
    fn rule(&mut self, step: &Step) {
        for (claim, sitting) in self.told.open_claims() {
            for who in 0..PEOPLE {
                let sitting = self.told.sittings.get(&sitting);
                let sits = sitting.is_some_and(|one| one.people.contains(&self.people[who].person));
                let upholds = !(usize::from(step.what) + who).is_multiple_of(3);
                let is_done = self.act(who, BreachAction::Rule { claim, upholds });
                assert!(sits || !is_done, "somebody rules who has no seat");
            }
        }
    }

    pub(super) fn apply(&mut self, who: usize) {
        let actor = self.people[who].clone();
        if identity::query::person(&self.society.state, actor.person).is_none() {
            let _ = self.act(who, IdentityAction::Register { inception: actor.inception });
        }
        let _ = self.act(who, MembershipAction::Apply { invitation: None, letter: None });
    }

    /// Has somebody admit all who applied, and those swear.
    pub(super) fn admit(&mut self, step: &Step) {
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
        let (account, code) = (account(step.more), code(step.more));
        let (procedure, act): (&str, Action) = match what % 23 {
            0 | 1 => ("ordinary", pay(what % 70 + 1, AccountId::Person(person)).into()),
            2 => ("small", pay(what % 30 + 1, AccountId::Person(person)).into()),
            3 => ("hush", pay(what % 30 + 1, AccountId::Person(person)).into()),
            4 => ("ordinary", self.pay_many(what % 50 + 1).into()),
            5 => ("mixed", TreasuryAction::OpenAccount { account }.into()),
            6 => ("houses", TreasuryAction::CreateAsset { asset: code, decimals: 0 }.into()),
            7 => ("ordinary", MembershipAction::Admit { applicant: person }.into()),
            8 => ("chambers", TreasuryAction::OpenAccount { account }.into()),
            9 | 10 => ("square", TreasuryAction::OpenAccount { account }.into()),
            11 => ("line", TreasuryAction::CreateAsset { asset: code, decimals: 0 }.into()),
            12 | 13 => ("wells", pay(what % 90 + 1, AccountId::Person(person)).into()),
            14 => ("ordinary", stream(u32::from(step.what), AccountId::Person(person)).into()),
            15 => ("ordinary", self.of_court(step)),
            16 | 17 => ("household", TreasuryAction::OpenAccount { account }.into()),
            18 => ("hamlets", TreasuryAction::OpenAccount { account }.into()),
            19 | 20 => ("hearth", TreasuryAction::OpenAccount { account }.into()),
            21 => self.of_places(step),
            _ => {
                let recall = OfficesAction::Recall { holder: person, office: "keeper".into() };
                ("ordinary", recall.into())
            }
        };
        let second = (step.more.is_multiple_of(11)).then(|| act.clone());
        self.propose(member, procedure, std::iter::once(act).chain(second).collect());
    }

    /// Returns what the members decide about claims, or about a pause.
    fn of_court(&mut self, step: &Step) -> Action {
        let frozen = pick(&self.told.court.frozen.keys().copied().collect::<Vec<_>>(), step.who);
        let open = pick(&self.told.court.unruled.keys().copied().collect::<Vec<_>>(), step.who);
        match (frozen, open) {
            (Some(claim), _) => BreachAction::Lift { claim }.into(),
            (_, Some(claim)) => BreachAction::Uphold { claim }.into(),
            _ => {
                let text = self.society.records.insert(b"Once more.".to_vec());
                CharterAction::Pause { pause: "alarm".into(), text }.into()
            }
        }
    }

    /// Has a member ask which of several funds to open, by one of the methods.
    fn bring_contest(&mut self, step: &Step) {
        let Some(member) = self.member(step.who) else { return };
        let method = METHODS[usize::from(step.what) % METHODS.len()];
        let option = |place: u8| ContestOption {
            actions: vec![
                TreasuryAction::OpenAccount { account: account(step.more.wrapping_add(place)) }
                    .into(),
            ],
            title: format!("Option {}", char::from(b'A' + place)),
        };
        let choose = if method == "av" { 2 } else { 1 };
        let contest = Contest { budget: None, choose, options: (0..OPTIONS).map(option).collect() };
        let text = self.society.records.insert(b"Which one?".to_vec());
        let procedure = format!("by-{method}");
        let (actions, contest) = (Vec::new(), Some(contest));
        let propose =
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
        let _ = self.act(member, propose);
    }

    /// Has a member bring a proposal by the procedure that asks for money, with it, or without.
    fn bring_with_deposit(&mut self, step: &Step) {
        let Some(member) = self.member(step.who) else { return };
        self.opened = step.more;
        self.put_down(member, if step.what.is_multiple_of(8) { 3 } else { 5 });
    }

    pub(super) fn put_down(&mut self, member: usize, amount: u64) {
        self.opened = self.opened.wrapping_add(1);
        let actions = vec![TreasuryAction::OpenAccount { account: account(self.opened) }.into()];
        let text = self.society.records.insert(b"I mean it.".to_vec());
        let amount = Amount::from(amount);
        let deposit = Some(PutDown { amount, asset: asset() });
        let procedure = "paid".to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit, procedure, text };
        let _ = self.act(member, propose);
    }

    pub(super) fn open_votes(&self) -> Vec<u64> {
        self.told.votes.keys().copied().collect()
    }

    /// What members may object to now: acts that wait, and decisions in their grace period.
    pub(super) fn targets(&self) -> Vec<Target> {
        let acts = self.told.acts.keys().map(|number| Target::Act { number: *number });
        let passed = self.told.proposals.iter().filter(|(_, one)| one.is_in_grace);
        let passed = passed.map(|(number, _)| Target::Proposal { number: *number });
        acts.chain(passed).collect()
    }

    fn objectors(&self, target: Target) -> Option<&BTreeSet<PersonId>> {
        match target {
            Target::Act { number } => self.told.acts.get(&number).map(|act| &act.objectors),
            Target::Proposal { number } => {
                self.told.proposals.get(&number).map(|proposal| &proposal.objectors)
            }
        }
    }

    fn object(&mut self, step: &Step, how_many: u8) {
        for more in 0..how_many {
            let Some(target) = pick(&self.targets(), step.what) else { return };
            let Some(who) = self.member(step.who.wrapping_add(more)) else { return };
            let person = self.people[who].person;
            let objectors = self.objectors(target);
            let is_first = objectors.is_some_and(|all| !all.contains(&person));
            let is_silent = who == 0 && self.is_founder_silent;
            let is_done = self.act(who, GovernanceAction::Object { target });
            assert!(is_done || !is_first || is_silent, "a member cannot object");
        }
    }

    pub(super) fn bring_beacon(&mut self, who: usize, sitting: u64) {
        let found = panels::query::sitting(&self.society.state, sitting);
        let Some(Source::Beacon { round, signature: None, .. }) = found.map(|found| found.source)
        else {
            return;
        };
        let signature = signature(round);
        let _ = self.act(who, PanelsAction::SubmitBeacon { round, signature, sitting });
    }
}

pub(super) fn pay(amount: u64, to: AccountId) -> TreasuryAction {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        from: fund(),
        memo: None,
        to,
    }
}

fn account(place: u8) -> AccountId {
    format!("fund-{}", char::from(b'a' + place % 26)).parse().unwrap()
}

fn code(place: u8) -> AssetId {
    format!("A{}", char::from(b'A' + place % 26)).parse().unwrap()
}

/// A payment that repeats: a wage that accrues, or a rent.
fn stream(what: u32, to: AccountId) -> SpendingAction {
    let (each, times) = (u64::from(what % 9 + 1), what % 4 + 2);
    SpendingAction::StartStream {
        amount: Amount::from(each * u64::from(times)),
        asset: asset(),
        category: None,
        each: Amount::from(each),
        every: Seconds::hours(7),
        fund: fund(),
        memo: None,
        pace: if what.is_multiple_of(2) { Pace::Accrues } else { Pace::AtOnce },
        times,
        to,
    }
}
