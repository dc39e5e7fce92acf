//! A society with money of every kind, and people who try whatever a history says.

mod court;
mod law;
mod outside;
mod parting;

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use polity_machine::Action;
use polity_machine::frame::agenda;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::dues::{self, DuesAction};
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::{self, IdentityAction};
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::offices::{self, OfficesAction};
use polity_machine::modules::spending::{
    self, Line, Pace, Parts, SignersOf, SpendingAction, Unspent,
};
use polity_machine::modules::treasury::{AccountId, Category, TreasuryAction};
use polity_machine::testing::{Actor, Society};
use polity_types::{Amount, AssetId, Base64, Hash, OperationId, Seconds};
use sha2_09::{Digest as _, Sha256};

use super::books::{Asked, Books, Sharing};
use super::charter::Law;

pub(crate) const PEOPLE: usize = 12;
/// How many are there at the beginning.
const FIRST: usize = 9;
/// The secret of the tests' beacon.
const SECRET: u64 = 20_261_121;

/// What somebody tries, and what it is about: numbers that are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) kind: &'static str,
    pub(crate) who: u8,
    pub(crate) what: u8,
    pub(crate) more: u16,
}

pub(crate) struct World {
    pub(crate) books: Books,
    people: Vec<Actor>,
    /// The code of what was refused last.
    refused: String,
    pub(crate) society: Society,
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

/// Returns what part of a share an act asks for, and of which assets.
fn asked(action: &Action) -> Option<Asked> {
    let (assets, part) = match action {
        Action::Exit(ExitAction::Take { assets, part, .. }) => (assets, *part),
        Action::Exit(ExitAction::Leave { assets, .. }) => (assets, 1_000_000),
        _ => return None,
    };
    let codes = |assets: &Vec<AssetId>| assets.iter().map(ToString::to_string).collect();
    Some(Asked { assets: assets.as_ref().map(codes), part })
}

/// Returns whether an act moves money of the society.
fn spends(action: &Action) -> bool {
    matches!(
        action,
        Action::Treasury(TreasuryAction::Pay { .. })
            | Action::Spending(
                SpendingAction::Approve { .. }
                    | SpendingAction::Pay { .. }
                    | SpendingAction::PayBatch { .. }
                    | SpendingAction::Sign { .. }
                    | SpendingAction::StartStream { .. }
            )
    )
}

/// Returns the category of a payment: every third pays back what somebody had put in.
fn back(step: &Step) -> Option<Category> {
    step.more.is_multiple_of(3).then(|| "refund:dues".parse().unwrap())
}

fn asset(code: &str) -> AssetId {
    code.parse().unwrap()
}

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

fn amount(minor_units: u64) -> Amount {
    Amount::from(minor_units)
}

impl World {
    pub(crate) fn new(sharing: Sharing) -> Self {
        let law = Law::first(sharing);
        let society = Society::under(&law.charter(&beacon_key()));
        let names = (1..PEOPLE).map(|number| Actor::named(&format!("person {number}")));
        let people = std::iter::once(society.founder.clone()).chain(names).collect();
        let mut world = Self { books: Books::new(law), people, refused: String::new(), society };
        let genesis = world.society.genesis.clone();
        world.look_at_clock();
        world.books.hear(&genesis);
        for who in 1..FIRST {
            world.joins(who);
        }
        for name in ["house", "chest"] {
            assert!(world.act(0, TreasuryAction::OpenAccount { account: fund(name) }));
        }
        for code in ["EUR", "LEAF"] {
            world.issue(code, 400_000, fund("common"));
            world.issue(code, 60_000, fund("chest"));
            for who in 0..PEOPLE {
                world.issue(code, 3_000, world.own(who));
            }
        }
        for who in 0..FIRST {
            world.issue("SHR", 500 * (u64::try_from(who).unwrap() + 1), world.own(who));
        }
        world.places();
        world.wait(Seconds::days(1));
        for who in [1, 2] {
            assert!(world.act(who, OfficesAction::Stand { office: "treasurer".into() }));
            world.elect("treasurer");
        }
        // One of the treasurers holds two offices.
        for who in [1, 3] {
            assert!(world.act(who, OfficesAction::Stand { office: "warden".into() }));
            world.elect("warden");
        }
        world.hands_out();
        world
    }

    fn own(&self, who: usize) -> AccountId {
        AccountId::Person(self.people[who].person)
    }

    /// Has somebody do something in a batch of its own, and the auditor hear of it.
    pub(crate) fn act(&mut self, who: usize, action: impl Into<Action>) -> bool {
        let actor = self.people[who].clone();
        let action = action.into();
        let person = actor.person.to_string();
        let (was_stopped, spends) = (self.books.stopped.count(&person), spends(&action));
        // Rights come before what falls due; whichever was first, the books hear all of it.
        let is_first = polity_machine::registry::spec(&action).is_first;
        self.books.asked = asked(&action);
        let signed = self.society.signed(&actor, action);
        let executed = self.society.batch(vec![signed]);
        self.look_at_clock();
        let mut done = false;
        let own: Vec<polity_machine::Event> = executed
            .outcomes
            .into_iter()
            .filter_map(|outcome| match outcome {
                polity_machine::frame::batch::Outcome::Admitted { events } => {
                    done = true;
                    Some(events)
                }
                polity_machine::frame::batch::Outcome::Refused(refusal) => {
                    self.refused = refusal.code;
                    None
                }
            })
            .flatten()
            .collect();
        let both = if is_first { [own, executed.due] } else { [executed.due, own] };
        for events in both {
            self.books.hear(&events);
        }
        self.books.asked = None;
        // Stopped before the batch and after it: what falls due in it may lift a freeze, or bring one.
        let is_stopped = was_stopped.min(self.books.stopped.count(&person));
        if is_stopped > 0 && spends {
            assert!(!done, "{person} is stopped by {is_stopped} claims, and spent");
            self.books.note("a stopped person tried in vain");
        }
        if is_stopped > 1 {
            self.books.note("stopped by two claims");
        }
        self.books.audit(&self.society.state);
        done
    }

    /// Lets time pass, from one thing that falls due to the next: the auditor knows when it happened.
    pub(crate) fn wait(&mut self, length: Seconds) {
        let end = self.society.time.after(length);
        while self.society.time < end {
            let clock = Clock::read(&self.society.state);
            let next = agenda::next_due(&self.society.state).map(|running| clock.wall(running));
            let next = next.map_or(end, |due| due.clamp(self.society.time.after(Seconds(1)), end));
            let length = next.since(self.society.time).unwrap_or_default();
            let events = self.society.wait(length);
            self.look_at_clock();
            self.books.hear(&events);
        }
        self.books.audit(&self.society.state);
    }

    /// Has the auditor see what time it is.
    fn look_at_clock(&mut self) {
        let running = Clock::read(&self.society.state).running();
        self.books.claims.now = (running.0, self.society.time.0);
    }

    fn issue(&mut self, code: &str, units: u64, to: AccountId) {
        let (amount, asset) = (amount(units), asset(code));
        let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
        let _ = self.act(0, issue);
    }

    fn is_member(&self, who: usize) -> bool {
        membership::query::is_member(&self.society.state, self.people[who].person)
    }

    /// Returns somebody who is a member, beginning with whom a number names.
    fn member(&self, who: u8) -> usize {
        let from = usize::from(who);
        (from..from + PEOPLE).map(|who| who % PEOPLE).find(|who| self.is_member(*who)).unwrap_or(0)
    }

    fn treasurer(&self, which: u8) -> Option<usize> {
        self.holder("treasurer", which)
    }

    /// Returns a holder of an office.
    fn holder(&self, office: &str, which: u8) -> Option<usize> {
        let seats = offices::query::seats(&self.society.state, office);
        let place = usize::from(which).checked_rem(seats.len())?;
        let holder = seats[place].1.holder;
        self.people.iter().position(|one| one.person == holder)
    }

    fn joins(&mut self, who: usize) {
        let actor = self.people[who].clone();
        if identity::query::person(&self.society.state, actor.person).is_none() {
            let _ = self.act(who, IdentityAction::Register { inception: actor.inception });
        }
        let _ = self.act(who, MembershipAction::Apply { invitation: None, letter: None });
        let charter = polity_machine::modules::charter::query::current(&self.society.state).hash;
        let _ = self.act(who, MembershipAction::Swear { charter });
    }

    /// Has everybody elect whoever stands.
    fn elect(&mut self, office: &str) {
        let call = OfficesAction::CallElection { office: office.into() };
        if self.act(self.member(0), call) {
            self.carry();
            // Who was elected is seated when the grace is over.
            self.wait(Seconds::days(1));
        }
    }

    fn propose(&mut self, by: usize, procedure: &str, action: impl Into<Action>) -> bool {
        let text = self.society.records.insert(b"Because.".to_vec());
        let (actions, procedure) = (vec![action.into()], procedure.into());
        let (contest, deposit) = (None, None);
        self.act(by, GovernanceAction::Propose { actions, contest, deposit, procedure, text })
    }

    /// Has everybody say yes to what was proposed last, and the vote close.
    fn carry(&mut self) {
        self.wait(Seconds(1));
        let proposal = governance::query::counts(&self.society.state).made;
        for who in 0..PEOPLE {
            let ballot = Ballot::Open { choice: Choice::Yes };
            let replaces: Option<OperationId> = None;
            let _ = self
                .act(who, GovernanceAction::CastBallot { ballot, proposal, replaces, round: 1 });
        }
        self.wait(Seconds::hours(13));
    }

    fn pay(&self, code: &str, units: u64, from: &str, to: usize) -> TreasuryAction {
        let (amount, asset, from, to) = (amount(units), asset(code), fund(from), self.own(to));
        TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }
    }

    fn pays_back(&self, units: u64, to: usize, step: &Step) -> TreasuryAction {
        let mut pay = self.pay("EUR", units, "common", to);
        if let TreasuryAction::Pay { category, .. } = &mut pay {
            *category = back(step);
        }
        pay
    }

    /// Returns what repeats: mostly out of the common fund to somebody; now and then it fills a fund, or comes out of one
    /// that may be filled.
    fn stream(&self, units: u64, step: &Step) -> SpendingAction {
        let times = u32::from(step.more % 4) + 1;
        let other = if step.who.is_multiple_of(2) { "house" } else { "chest" };
        let own = self.own(usize::from(step.what) % PEOPLE);
        let (from, to) = match step.who % 6 {
            0 | 1 => ("common", fund(other)),
            2 | 3 => (other, own),
            _ => ("common", own),
        };
        SpendingAction::StartStream {
            amount: amount(units * u64::from(times)),
            asset: asset("EUR"),
            category: back(step),
            each: amount(units),
            every: Seconds::days(2 + u32::from(step.what % 4)),
            fund: fund(from),
            memo: None,
            pace: if step.what.is_multiple_of(3) { Pace::AtOnce } else { Pace::Accrues },
            times,
            to,
        }
    }

    /// Returns a number of something that there is, mostly one of the last.
    fn one_of(count: u64, step: &Step) -> u64 {
        let back = u64::from(step.what % 6);
        count.saturating_sub(back).max(1)
    }

    pub(crate) fn take(&mut self, step: &Step) {
        let (who, other) = (self.member(step.who), usize::from(step.what) % PEOPLE);
        let units = u64::from(step.more) % 2_000 + 1;
        match step.kind {
            "come or go" => {
                // The founder stays, who issues.
                let who = usize::from(step.who) % (PEOPLE - 1) + 1;
                if self.is_member(who) {
                    let _ = self.act(who, MembershipAction::Leave {});
                } else {
                    self.joins(who);
                }
            }
            "transfer" => self.transfer(who, other, units, step),
            "pay" => self.pays(who, other, units, step),
            "pay many" => self.pays_many(who, units, step),
            "request" | "approve" | "sign" | "pay out" | "reject" | "withdraw" => {
                self.requests(who, units, step);
            }
            "signers" => {
                let mut people = vec![self.people[who].person, self.people[other].person];
                people.sort_unstable();
                people.dedup();
                let needed = u32::from(step.more % 3).min(u32::try_from(people.len()).unwrap());
                let of = SignersOf::People(people);
                let _ =
                    self.act(0, SpendingAction::SetSigners { fund: fund("common"), needed, of });
            }
            "budget" => {
                let limit = (!step.more.is_multiple_of(2)).then(|| amount(units * 9));
                let unspent =
                    if step.what.is_multiple_of(2) { Unspent::Carry } else { Unspent::Lapse };
                let (asset, fund, per) = (asset("EUR"), fund("common"), Seconds::days(3));
                let category = None;
                let _ = self.act(
                    0,
                    SpendingAction::SetBudget { asset, category, fund, limit, per, unspent },
                );
            }
            "stream" => {
                // A warden starts one as a member.
                let office = if step.more % 3 == 1 { "warden" } else { "treasurer" };
                let by = self.holder(office, step.who).unwrap_or(who);
                let _ = self.act(by, self.stream(units, step));
            }
            "end stream" => {
                let stream =
                    Self::one_of(spending::query::counts(&self.society.state).streams, step);
                let _ = self.act(0, SpendingAction::StopStream { stream });
            }
            "take pay" => {
                for (stream, record) in spending::query::streams(&self.society.state, None, 50) {
                    let payee = (0..PEOPLE).find(|who| record.to == self.own(*who)).unwrap_or(0);
                    if self.act(payee, SpendingAction::Claim { stream }) {
                        let again = self.act(payee, SpendingAction::Claim { stream });
                        assert!(!again, "what accrued was taken twice");
                    }
                }
            }
            "council" => {
                let by = self.treasurer(step.who).unwrap_or(who);
                let action: Action = if step.what.is_multiple_of(2) {
                    self.pay("EUR", units, "common", other).into()
                } else {
                    self.stream(units, step).into()
                };
                if self.propose(by, "council", action) {
                    self.carry();
                }
            }
            "decide" => self.decides(who, other, units, step),
            "invoice" | "bill" => self.bills(who, units, step),
            "dues" | "sponsor" | "choose" | "waive" | "donate" => self.dues(who, units, step),
            "leave" | "leave before" | "leave against" | "part" | "part before" => {
                self.leaves(usize::from(step.who) % (PEOPLE - 1) + 1, step);
            }
            "accuse" | "support" | "rule" | "lift" => self.court(who, step),
            "fork" | "walk" => self.forks(who, step),
            "stand" => {
                let office = if step.more % 3 == 1 { "warden" } else { "treasurer" };
                let _ = self.act(who, OfficesAction::Stand { office: office.into() });
                self.elect(office);
            }
            "gift" if step.what.is_multiple_of(5) => self.issue("SHR", units, self.own(other)),
            "gift" => self.issue("EUR", units * 20, fund("common")),
            "wait" => self.wait(Seconds(u64::from(step.more) * 17)),
            "receive" | "send out" | "attest" | "open or close" => {
                self.outside(who, units, step);
            }
            "amend" => self.amends(who, step),
            "stand still" => {
                // A machine that stood still: the time that it missed is made up for by nobody.
                self.society.time = self.society.time.after(Seconds::hours(u32::from(step.what)));
                let due = self.society.batch(Vec::new()).due;
                self.look_at_clock();
                self.books.hear(&due);
                self.books.audit(&self.society.state);
            }
            other => unreachable!("{other}"),
        }
    }

    /// Has members decide on a payment, or on what repeats.
    fn decides(&mut self, who: usize, other: usize, units: u64, step: &Step) {
        let action: Action = if step.what.is_multiple_of(3) {
            self.stream(units, step).into()
        } else {
            self.pays_back(units * 9, other, step).into()
        };
        if self.propose(who, "ordinary", action) {
            self.carry();
        }
    }

    fn pays(&mut self, who: usize, other: usize, units: u64, step: &Step) {
        let office = if step.more % 4 == 1 { "warden" } else { "treasurer" };
        let by = self.holder(office, step.who).unwrap_or(who);
        let code = ["LEAF", "EUR", "USD", "EUR"][usize::from(step.what) % 4];
        let from = ["house", "common", "chest", "common"][usize::from(step.more) % 4];
        let mut pay = self.pay(code, units, from, other);
        if let TreasuryAction::Pay { category, .. } = &mut pay {
            *category = back(step);
        }
        let _ = self.act(by, pay);
    }

    fn transfer(&mut self, who: usize, other: usize, units: u64, step: &Step) {
        let code = ["EUR", "EUR", "HOUR", "LEAF", "SHR", "USD"][usize::from(step.more) % 6];
        let to = match step.what % 5 {
            0 => fund("common"),
            1 => fund(if step.more.is_multiple_of(2) { "house" } else { "chest" }),
            _ => self.own(other),
        };
        let (amount, asset) = (amount(units % 700 + 1), asset(code));
        let moves = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
        if !self.act(who, moves) {
            // Who is no member moves what is theirs.
            let out = TreasuryAction::TakeOut {
                amount,
                asset: polity_types::AssetId::clone(&self::asset(code)),
                category: None,
                memo: None,
                to: self.own(other),
            };
            let _ = self.act(usize::from(step.who) % PEOPLE, out);
        }
    }

    fn pays_many(&mut self, who: usize, units: u64, step: &Step) {
        let by = self.treasurer(step.who).unwrap_or(who);
        let to: Vec<usize> = [0, 1, 2].map(|more| (usize::from(step.what) + more) % PEOPLE).into();
        let lines = to.iter().map(|to| Line { amount: amount(units), to: self.own(*to) }).collect();
        let batch = SpendingAction::PayBatch {
            amount: amount(units * 3),
            asset: asset("EUR"),
            category: back(step),
            fund: fund("common"),
            lines,
            memo: None,
        };
        let _ = self.act(by, batch);
    }

    fn requests(&mut self, who: usize, units: u64, step: &Step) {
        let request = Self::one_of(spending::query::counts(&self.society.state).requests, step);
        let record = spending::query::request(&self.society.state, request);
        let text = self.society.records.insert(b"No.".to_vec());
        let action = match step.kind {
            "request" => SpendingAction::Request {
                asset: asset("EUR"),
                category: back(step),
                fund: fund(if step.what.is_multiple_of(4) { "chest" } else { "common" }),
                lines: vec![Line {
                    amount: amount(units),
                    to: self.own(usize::from(step.what) % PEOPLE),
                }],
                receipts: Vec::new(),
                text: None,
            },
            "approve" => {
                let Some(record) = record else { return };
                SpendingAction::Approve { amount: record.total, asset: record.asset, request }
            }
            "sign" => {
                for who in 0..PEOPLE {
                    let _ = self.act(who, SpendingAction::Sign { request });
                }
                return;
            }
            "pay out" => SpendingAction::Pay { request },
            "reject" => SpendingAction::Reject { request, text },
            _ => SpendingAction::Withdraw { request },
        };
        let is_done = self.act(who, action.clone());
        // What was done once is not done twice.
        if is_done && matches!(action, SpendingAction::Pay { .. } | SpendingAction::Withdraw { .. })
        {
            assert!(!self.act(who, action), "it was done twice");
        }
    }

    fn bills(&mut self, who: usize, units: u64, step: &Step) {
        if step.kind == "invoice" {
            let mut payers: Vec<usize> =
                (0..3).map(|more| (usize::from(step.what) + more) % PEOPLE).collect();
            payers.truncate(usize::from(step.more % 4));
            let parts = |place: usize, who: &usize| Parts {
                parts: u32::try_from(place).unwrap() * 2 + 1,
                payer: self.people[*who].person,
            };
            let shares = payers.iter().enumerate().map(|(place, who)| parts(place, who)).collect();
            let now = Clock::read(&self.society.state).running();
            let invoice = SpendingAction::Invoice {
                amount: amount(units + 9),
                asset: asset("EUR"),
                category: None,
                remainder: None,
                shares,
                text: None,
                to: if step.what.is_multiple_of(3) { fund("house") } else { self.own(who) },
                until: now.after(Seconds::days(5)),
            };
            let _ = self.act(who, invoice);
            return;
        }
        let number = Self::one_of(spending::query::counts(&self.society.state).invoices, step);
        let Some(invoice) = spending::query::invoice(&self.society.state, number) else { return };
        for share in invoice.shares {
            let (of, amount) = (share.payer, share.amount);
            let bill =
                SpendingAction::PayInvoice { amount, asset: asset("EUR"), invoice: number, of };
            if self.act(who, bill.clone()) {
                assert!(!self.act(who, bill), "a share was paid twice");
            }
        }
    }

    fn dues(&mut self, who: usize, units: u64, step: &Step) {
        let other = self.people[usize::from(step.what) % PEOPLE].person;
        let action = match step.kind {
            "dues" => {
                let person = self.people[who].person;
                let account = dues::query::account(&self.society.state, person).unwrap_or_default();
                let owed = dues::query::owed(&account, &asset("EUR"));
                let owed = if step.more.is_multiple_of(3) { amount(units % 300 + 1) } else { owed };
                DuesAction::Pay { amount: owed, asset: asset("EUR"), of: None }
            }
            "sponsor" => {
                DuesAction::Sponsor { amount: amount(units), asset: asset("EUR"), member: other }
            }
            "choose" => {
                DuesAction::Choose { amount: Some(amount(units % 6_000)), tier: "by-income".into() }
            }
            "waive" => {
                let waive = DuesAction::Waive { member: other, periods: u32::from(step.more % 3) };
                let _ = self.act(0, waive);
                return;
            }
            _ => {
                let (amount, asset) = (amount(units % 90 + 1), asset("EUR"));
                DuesAction::Donate { amount, asset, is_named: true, text: None, to: fund("house") }
            }
        };
        let _ = self.act(who, action);
    }

    /// Gives everything the time to end, and holds that nothing lies anywhere.
    pub(crate) fn end(&mut self) {
        for number in 1..=spending::query::counts(&self.society.state).streams {
            let halted = spending::query::stream(&self.society.state, number);
            if halted.is_some_and(|stream| stream.halted.is_some()) {
                let stopped = self.act(0, SpendingAction::StopStream { stream: number });
                // Who does not pay their dues stops nothing (DUE-8).
                let rests = dues::query::is_resting(&self.society.state, self.people[0].person);
                let may = self.is_member(0) && !rests;
                assert!(stopped || !may, "it stands still: {}", self.refused);
            }
        }
        self.wait(Seconds::days(200));
        self.books.check_over();
    }
}
