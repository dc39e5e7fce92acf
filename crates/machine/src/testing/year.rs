//! A year of a union of three hundred: money at a bank, hours that members owe each other, dues, budgets, bills that
//! several sign, a wage, what is paid back, a breach of the commandment, and a third of the members who leave. Whoever carries the machine can have it happen;
//! what every balance should be is reckoned beside it, from what was done alone.

mod bank;

use polity_types::{Amount, AssetId, Base64, Hash, PersonId, Seconds, Timestamp};
use serde::Serialize;

pub use self::bank::BankLine;
use super::Actor;
use crate::Action;
use crate::frame::state::StateView;
use crate::modules::breach::{self, Accused, BreachAction, Evidence, Standing};
use crate::modules::charter;
use crate::modules::dues::DuesAction;
use crate::modules::exit::ExitAction;
use crate::modules::governance::{self, Ballot, Choice, GovernanceAction};
use crate::modules::identity::IdentityAction;
use crate::modules::membership::MembershipAction;
use crate::modules::offices::OfficesAction;
use crate::modules::panels::{self, PanelsAction};
use crate::modules::spending::{self, Line, Pace, SpendingAction, Unspent};
use crate::modules::treasury::{self, AccountId, TreasuryAction};

/// The charter of the union.
pub const CHARTER: &str = include_str!("year.md");
/// How many belong to it, the founder among them. Unit: persons.
pub const PEOPLE: usize = 300;
/// How many leave after the breach. Unit: persons.
pub const LEAVERS: usize = 100;
/// Ballots that carry a decision. Unit: ballots.
const BALLOTS: usize = 20;
/// What members give each quarter. Unit: cents.
const DUES: u64 = 3_000;
/// What each member brings for the year. Unit: cents.
const BROUGHT: u64 = 20_000;
/// Who does what, by the order in which they came.
const ORGANIZERS: [usize; 3] = [1, 2, 3];
const TELLER: usize = 5;
const KEEPERS: [usize; 3] = [6, 7, 8];
const FRIEND: usize = 9;
const NEXT_ORGANIZERS: [usize; 3] = [11, 12, 13];
const WORKER: usize = 20;
const LET_OFF: usize = 21;
const DEBTOR: usize = 22;
const GIVER: usize = 30;
const BUYER: usize = 40;
const EMPLOYEE: usize = 50;
const CLAIMANT: usize = 60;
/// Who transfers two quarters' dues beside those they pay, by mistake, and gets them back.
const MISTAKEN: usize = 31;
/// Who moves away, and gets the last quarter's dues back before they leave.
const MOVED: usize = 155;
/// The first of those who leave; the others follow in the order in which they came.
const FIRST_LEAVER: usize = 150;

/// Whoever carries the machine while the year happens.
pub trait World {
    /// Why something could not be done.
    type Failure: std::fmt::Debug;

    /// Has somebody do something, now.
    ///
    /// # Errors
    /// The refusal, or what stands in the way.
    fn act(&mut self, actor: &Actor, action: Action) -> Result<(), Self::Failure>;

    /// Returns the code of a refusal.
    fn code(failure: &Self::Failure) -> String;

    /// Has several people do something, one after the other, where it may be in one batch.
    ///
    /// # Errors
    /// The first refusal, or what stands in the way.
    fn act_all(&mut self, acts: Vec<(Actor, Action)>) -> Result<(), Self::Failure> {
        acts.into_iter().try_for_each(|(actor, action)| self.act(&actor, action))
    }

    /// Looks at the state.
    fn look<T>(&self, look: impl FnOnce(&dyn StateView) -> T) -> T;

    /// Returns the time of day.
    fn now(&self) -> Timestamp;

    /// Stores a public text.
    ///
    /// # Errors
    /// What stands in the way.
    fn put(&mut self, text: &str) -> Result<Hash, Self::Failure>;

    /// Lets time pass as it does for a machine that never stops.
    ///
    /// # Errors
    /// What stands in the way.
    fn wait(&mut self, length: Seconds) -> Result<(), Self::Failure>;
}

/// What came into the common fund, or went out of it, and for what. Amounts are cents, reckoned from
/// what was done, not read from the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    /// What lies at the bank.
    pub bank: i128,
    /// What the bank took for itself.
    pub bank_fees: i128,
    /// What was paid for bills that two signed.
    pub bills: i128,
    /// What all had put in on the morning of the breach.
    pub contributions: i128,
    /// What members paid as dues.
    pub dues: i128,
    /// What was given beside the dues.
    pub gifts: i128,
    /// How many left.
    pub leavers: usize,
    /// What was paid back to who had paid too much, or moved away.
    pub refunds: i128,
    /// What those who left were paid.
    pub shares: i128,
    /// What the organizers let a friend take.
    pub taken: i128,
    /// What the fund held on the morning of the breach.
    pub value_before: i128,
    /// What was paid as wages.
    pub wages: i128,
    /// What each member should hold of their own, in the order in which they came.
    #[serde(skip)]
    pub own: Vec<i128>,
    /// How many hours others owe each member, in the same order; negative: how many they owe.
    #[serde(skip)]
    pub hours: Vec<i128>,
}

impl Reckoned {
    /// Returns what the common fund should hold.
    #[must_use]
    pub fn left(&self) -> i128 {
        let came = self.dues.saturating_add(self.gifts);
        let went = [self.refunds, self.bills, self.bank_fees, self.wages, self.taken, self.shares];
        came.saturating_sub(went.iter().fold(0, |sum, part| sum.saturating_add(*part)))
    }

    /// Says where every cent of the common fund came from and went.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, i128)> {
        vec![
            ("dues of the members", self.dues),
            ("gifts", self.gifts),
            ("paid back", self.refunds.saturating_neg()),
            ("bills, approved by one and signed by two", self.bills.saturating_neg()),
            ("what the bank took for itself", self.bank_fees.saturating_neg()),
            ("a wage, month after month", self.wages.saturating_neg()),
            ("what the organizers let a friend take", self.taken.saturating_neg()),
            ("shares of those who left", self.shares.saturating_neg()),
            ("what is left", self.left()),
        ]
    }
}

/// The year, while it happens.
pub struct Year<W: World> {
    /// What the bank says that came and went, as it writes it.
    pub bank: Vec<BankLine>,
    /// Everybody, in the order in which they came; the founder is the first.
    pub people: Vec<Actor>,
    /// Who holds the office of organizer.
    organizers: [usize; 3],
    /// What should be where.
    pub reckoned: Reckoned,
    /// Where it happens.
    pub world: W,
}

fn eur() -> AssetId {
    "EUR".parse().expect("EUR is an asset code")
}

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

fn cents(amount: u64) -> Amount {
    Amount::from(amount)
}

impl<W: World> Year<W> {
    /// Has the whole year happen in a society that was just founded under [`CHARTER`] by `founder`.
    ///
    /// # Errors
    /// What was refused and should not have been.
    pub fn live(world: W, founder: Actor) -> Result<Self, W::Failure> {
        let mut year = Self {
            bank: Vec::new(),
            people: vec![founder],
            organizers: ORGANIZERS,
            reckoned: Reckoned::default(),
            world,
        };
        year.begin()?;
        for quarter in 1..=3 {
            // Of the third quarter some days are gone already.
            year.days(if quarter == 3 { 90 - bank::WRITTEN_AFTER } else { 90 })?;
            year.dues()?;
            year.bills(quarter)?;
            match quarter {
                1 => year.gift_and_wage()?,
                2 => year.pays_twice()?,
                _ => year.moves_away()?,
            }
            year.looks_at_bank(quarter)?;
            if quarter == 2 {
                year.books_fee()?;
            }
        }
        year.days(5)?;
        year.breach()?;
        year.leave()?;
        year.recall()?;
        year.days(59)?;
        year.dues()?;
        year.days(5)?;
        year.count_wages();
        year.looks_at_bank(4)?;
        Ok(year)
    }

    fn who(&self, number: usize) -> Actor {
        self.people.get(number).cloned().unwrap_or_else(|| Actor::named("nobody"))
    }

    fn act(&mut self, number: usize, action: impl Into<Action>) -> Result<(), W::Failure> {
        let actor = self.who(number);
        self.world.act(&actor, action.into())
    }

    fn days(&mut self, days: u32) -> Result<(), W::Failure> {
        self.world.wait(Seconds::days(days))
    }

    /// Changes what a member should hold.
    fn owns(&mut self, number: usize, change: i128) {
        if let Some(own) = self.reckoned.own.get_mut(number) {
            *own = own.saturating_add(change);
        }
    }

    /// Has enough members carry what was proposed last.
    fn carry(&mut self) -> Result<(), W::Failure> {
        self.world.wait(Seconds(1))?;
        let proposal = self.world.look(|state| governance::query::counts(state).made);
        for voter in 100..100 + BALLOTS {
            let ballot = Ballot::Open { choice: Choice::Yes };
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
            self.act(voter, cast)?;
        }
        self.days(1)
    }

    fn decide(&mut self, why: &str, action: impl Into<Action>) -> Result<(), W::Failure> {
        let text = self.world.put(why)?;
        let (actions, contest) = (vec![action.into()], None);
        let procedure = "ordinary".to_owned();
        self.act(
            100,
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text },
        )?;
        self.carry()
    }

    fn elect(&mut self, office: &str, seats: &[usize]) -> Result<(), W::Failure> {
        for candidate in seats {
            self.act(*candidate, OfficesAction::Stand { office: office.into() })?;
        }
        self.act(100, OfficesAction::CallElection { office: office.into() })?;
        self.carry()
    }

    /// Three hundred join, elect, and bring money.
    fn begin(&mut self) -> Result<(), W::Failure> {
        let charter = self.world.look(|state| charter::query::current(state).hash);
        let mut joining: Vec<(Actor, Action)> = Vec::new();
        for number in 1..PEOPLE {
            let actor = Actor::named(&format!("lamp {number}"));
            let register = IdentityAction::Register { inception: actor.inception.clone() };
            self.people.push(actor.clone());
            let apply = MembershipAction::Apply { invitation: None, letter: None };
            joining.push((actor.clone(), register.into()));
            joining.push((actor.clone(), apply.into()));
            joining.push((actor, MembershipAction::Swear { charter }.into()));
        }
        self.world.act_all(joining)?;
        (self.reckoned.own, self.reckoned.hours) = (vec![0; PEOPLE], vec![0; PEOPLE]);
        self.elect("organizer", &ORGANIZERS)?;
        self.elect("teller", &[TELLER])?;
        self.elect("keeper", &KEEPERS)?;
        let gate = TreasuryAction::OpenAccount { account: fund("gate") };
        self.decide("A fund for what members bring, until it is written up to them.", gate)?;
        self.bring_money()?;
        self.count_hours()?;
        let budget = SpendingAction::SetBudget {
            asset: eur(),
            category: "expense:hall".parse().ok(),
            fund: fund("common"),
            limit: Some(cents(90_000)),
            per: Seconds::days(90),
            unspent: Unspent::Lapse,
        };
        self.decide("At most 900 EUR for the hall in a quarter.", budget)?;
        let waive = DuesAction::Waive { member: self.who(LET_OFF).person, periods: 4 };
        self.decide("A year without dues, for who fell ill.", waive)
    }

    /// Dues are due: most pay, one works instead, one was let off, one stays behind.
    fn dues(&mut self) -> Result<(), W::Failure> {
        let mut paying: Vec<(Actor, Action)> = Vec::new();
        for number in 0..PEOPLE {
            let person = self.who(number).person;
            let is_member = self
                .world
                .look(|state| crate::modules::membership::query::is_member(state, person));
            if !is_member || [LET_OFF, DEBTOR].contains(&number) {
                continue;
            }
            if number == WORKER {
                let work = DuesAction::ConfirmWork { member: person, work: Seconds::hours(4) };
                self.act(self.organizers[0], work)?;
                continue;
            }
            let dues = DuesAction::Pay { amount: cents(DUES), asset: eur(), of: None };
            paying.push((self.who(number), dues.into()));
            self.owns(number, i128::from(DUES).saturating_neg());
            self.reckoned.dues = self.reckoned.dues.saturating_add(DUES.into());
        }
        self.world.act_all(paying)
    }

    /// Asks for a bill to be paid, and returns its number.
    fn ask(&mut self, who: usize, category: &str, amount: u64) -> Result<u64, W::Failure> {
        let to = AccountId::Person(self.who(who).person);
        self.ask_for(who, to, category, amount)
    }

    /// Asks for a payment to an account, and returns its number.
    fn ask_for(
        &mut self,
        who: usize,
        to: AccountId,
        category: &str,
        amount: u64,
    ) -> Result<u64, W::Failure> {
        let receipt = self.world.put(&format!("A receipt over {amount} cents, {category}."))?;
        let ask = SpendingAction::Request {
            asset: eur(),
            category: category.parse().ok(),
            fund: fund("common"),
            lines: vec![Line { amount: cents(amount), to }],
            receipts: vec![receipt],
            text: None,
        };
        self.act(who, ask)?;
        Ok(self.world.look(|state| spending::query::counts(state).requests))
    }

    /// One organizer approves a bill, the two others sign it.
    fn pay(&mut self, request: u64, amount: u64) -> Result<(), W::Failure> {
        let [approver, signer, other] = self.organizers;
        let approve = SpendingAction::Approve { amount: cents(amount), asset: eur(), request };
        self.act(approver, approve)?;
        self.act(signer, SpendingAction::Sign { request })?;
        self.act(other, SpendingAction::Sign { request })
    }

    /// The members put others in the place of the organizers.
    fn recall(&mut self) -> Result<(), W::Failure> {
        for organizer in ORGANIZERS {
            let (holder, office) = (self.who(organizer).person, "organizer".to_owned());
            let recall = OfficesAction::Recall { holder, office };
            self.decide("Nobody spends in the dark for us.", recall)?;
        }
        self.organizers = NEXT_ORGANIZERS;
        self.elect("organizer", &NEXT_ORGANIZERS)
    }

    /// The bills of a quarter: hall and leaflets are paid; a second hall is beyond the budget, and refused.
    fn bills(&mut self, quarter: u32) -> Result<(), W::Failure> {
        for (category, amount) in [("expense:hall", 80_000_u64), ("expense:leaflets", 15_500)] {
            let request = self.ask(BUYER, category, amount)?;
            self.pay(request, amount)?;
            self.reckoned.bills = self.reckoned.bills.saturating_add(amount.into());
            self.owns(BUYER, amount.into());
        }
        let request = self.ask(BUYER, "expense:hall", 30_000)?;
        let approve = SpendingAction::Approve { amount: cents(30_000), asset: eur(), request };
        self.refused(self.organizers[0], approve, "spending.over_budget");
        let text = self.world.put(&format!("The hall is paid for in quarter {quarter}."))?;
        self.act(self.organizers[2], SpendingAction::Reject { request, text })
    }

    /// Has somebody do what must be refused.
    fn refused(&mut self, number: usize, action: impl Into<Action>, code: &str) {
        let outcome = self.act(number, action);
        let actual = outcome.as_ref().err().map(W::code);
        assert_eq!(actual.as_deref(), Some(code), "{outcome:?}");
    }

    /// Somebody gives; the members decide on a wage.
    fn gift_and_wage(&mut self) -> Result<(), W::Failure> {
        let give = DuesAction::Donate {
            amount: cents(5_000),
            asset: eur(),
            is_named: true,
            text: None,
            to: fund("common"),
        };
        self.act(GIVER, give)?;
        self.owns(GIVER, -5_000);
        self.reckoned.gifts = 5_000;
        let wage = SpendingAction::StartStream {
            amount: cents(160_000),
            asset: eur(),
            category: "expense:wages".parse().ok(),
            each: cents(20_000),
            every: Seconds::days(30),
            fund: fund("common"),
            memo: None,
            pace: Pace::AtOnce,
            times: 8,
            to: AccountId::Person(self.who(EMPLOYEE).person),
        };
        self.decide("Somebody answers the phone, 200 EUR a month.", wage)
    }

    fn held(&self, account: &AccountId) -> i128 {
        self.held_of(account, &eur())
    }

    fn held_of(&self, account: &AccountId, asset: &AssetId) -> i128 {
        self.world.look(|state| treasury::query::balance(state, account, asset).minor_units())
    }

    /// Counts the wages that fell due: all eight, or as many as there was time for.
    fn count_wages(&mut self) {
        let (employee, paid) = (self.who(EMPLOYEE).person, self.reckoned.own.get(EMPLOYEE));
        let before = paid.copied().unwrap_or_default();
        let wages = self.held(&AccountId::Person(employee)).saturating_sub(before);
        assert_eq!(wages.checked_rem(20_000), Some(0), "wages are paid in whole months");
        self.reckoned.wages = self.reckoned.wages.saturating_add(wages);
        self.owns(EMPLOYEE, wages);
    }

    /// The organizers pay a friend for nothing; a member says so; nine are drawn, and agree.
    fn breach(&mut self) -> Result<(), W::Failure> {
        self.count_wages();
        self.reckoned.value_before = self.reckoned.left();
        let put_in = self.reckoned.dues.saturating_add(self.reckoned.gifts);
        self.reckoned.contributions = put_in.saturating_sub(self.reckoned.refunds);
        let since = self.world.now();
        let request = self.ask(FRIEND, "expense:advice", 290_000)?;
        self.pay(request, 290_000)?;
        self.reckoned.taken = 290_000;
        self.owns(FRIEND, 290_000);
        let text = self.world.put("The organizers paid a friend for advice that nobody gave.\n")?;
        let statement = self.world.put("Statement of the common fund, two lines of it.\n")?;
        let raise = BreachAction::Raise {
            accused: Accused::Office("organizer".into()),
            acts: Vec::new(),
            deposit: None,
            evidence: vec![Evidence { hash: statement, url: None }],
            since,
            text,
        };
        self.act(CLAIMANT, raise)?;
        let claim = self.world.look(breach::query::count);
        self.draw(claim)?;
        for juror in self.seated(claim).into_iter().take(5) {
            self.act(juror, BreachAction::Rule { claim, upholds: true })?;
        }
        let standing = self.world.look(|state| breach::query::claim(state, claim));
        assert_eq!(standing.map(|claim| claim.standing), Some(Standing::Upheld));
        let request = self.ask(FRIEND, "expense:advice", 100)?;
        let approve = SpendingAction::Approve { amount: cents(100), asset: eur(), request };
        self.refused(ORGANIZERS[0], approve, "charter.frozen");
        Ok(())
    }

    fn number_of(&self, person: PersonId) -> usize {
        self.people.iter().position(|actor| actor.person == person).unwrap_or(usize::MAX)
    }

    /// The keepers commit to secrets and reveal them; who is drawn takes the seat.
    fn draw(&mut self, claim: u64) -> Result<(), W::Failure> {
        let known = self.world.look(|state| breach::query::claim(state, claim));
        let sitting = known.map_or(0, |claim| claim.sitting);
        let secret = |keeper: usize| Base64(Hash::of(&keeper.to_le_bytes()).0.to_vec());
        for keeper in KEEPERS {
            let person = self.who(keeper).person;
            let hash = panels::commitment_of(&person, &secret(keeper), sitting, 1);
            self.act(keeper, PanelsAction::Commit { hash, sitting })?;
        }
        for keeper in KEEPERS {
            self.act(keeper, PanelsAction::Reveal { secret: secret(keeper), sitting })?;
        }
        self.world.wait(Seconds(10))?;
        let offers = self.world.look(|state| panels::query::offers(state, sitting));
        for person in offers.into_iter().filter_map(|(_, offer)| offer.person) {
            let number = self.number_of(person);
            self.act(number, PanelsAction::Accept { sitting })?;
        }
        Ok(())
    }

    fn seated(&self, claim: u64) -> Vec<usize> {
        let seated = self.world.look(|state| {
            let known = breach::query::claim(state, claim);
            known.map_or_else(Vec::new, |claim| breach::query::seated(state, &claim))
        });
        seated.into_iter().map(|person| self.number_of(person)).collect()
    }

    /// A third leaves within the window: nine of ten at the value before the breach, the others at the
    /// present one.
    fn leave(&mut self) -> Result<(), W::Failure> {
        let claim = self.world.look(breach::query::count);
        // What the pool and the whole are, and were on that morning.
        let mut contributions = self.reckoned.contributions;
        let (value, whole) = (self.reckoned.value_before, contributions);
        for number in FIRST_LEAVER..FIRST_LEAVER.saturating_add(LEAVERS) {
            if number % 10 == 0 {
                self.days(2)?;
                self.count_wages();
            }
            let breach = (number % 10 != 3).then_some(claim);
            // Who got a quarter back has put in two.
            let quarters = if number == MOVED { 2 } else { 3 };
            let own = i128::from(DUES).saturating_mul(quarters);
            let pool = self.reckoned.left();
            let now = part(pool, own, contributions);
            let before = part(value, own, whole);
            let share = if breach.is_some() { now.max(before).min(pool) } else { now }.min(own);
            contributions = contributions.saturating_sub(own);
            self.act(
                number,
                ExitAction::Leave {
                    against: Vec::new(),
                    assets: None,
                    breaches: breach.into_iter().collect(),
                    least: Vec::new(),
                },
            )?;
            self.owns(number, share);
            self.reckoned.shares = self.reckoned.shares.saturating_add(share);
            self.reckoned.leavers = self.reckoned.leavers.saturating_add(1);
            if breach.is_none() {
                self.takes_out(number)?;
            }
        }
        Ok(())
    }

    /// Says what differs between what was reckoned and what the machine holds; nothing: every balance is
    /// explained.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut compare = |what: String, reckoned: i128, held: i128| {
            if reckoned != held {
                wrong.push(format!("{what}: reckoned {reckoned}, held {held}"));
            }
        };
        compare("common".into(), self.reckoned.left(), self.held(&fund("common")));
        compare("gate".into(), 0, self.held(&fund("gate")));
        compare("bank".into(), self.reckoned.bank.saturating_neg(), self.held(&bank::place()));
        for (number, hours) in self.reckoned.hours.iter().enumerate() {
            let person = AccountId::Person(self.who(number).person);
            compare(format!("hours of {number}"), *hours, self.held_of(&person, &bank::hour()));
        }
        for (number, own) in self.reckoned.own.iter().enumerate() {
            let person = AccountId::Person(self.who(number).person);
            compare(format!("member {number}"), *own, self.held(&person));
        }
        wrong
    }
}

/// Returns `whole * part / all`, rounded down.
fn part(whole: i128, part: i128, all: i128) -> i128 {
    whole.saturating_mul(part).checked_div(all).unwrap_or_default()
}
