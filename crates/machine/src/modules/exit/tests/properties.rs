//! Random histories of people who join, pay, take parts, leave and come back, held step by step against
//! a model that counts in numbers without a limit and looks at everybody each time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;
use crate::modules::identity::IdentityAction;
use crate::testing::Auditor;

/// People who come and go. The founder stays.
const NAMES: [&str; 5] = ["ana", "ben", "cleo", "dora", "eve"];
const VESTING_DAYS: i64 = 40;
const OPEN_DAYS: u32 = 20;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A person who is away joins; a member leaves without a share.
    ComeOrGo,
    Contribute(u64),
    /// From outside, for nobody's claim.
    Gift(u64),
    Leave,
    /// The society pays a person.
    Pay(u64),
    Refund(u64),
    Take(u64),
    Wait(u32),
}

fn any_step() -> impl Strategy<Value = (usize, Step)> {
    let amount = prop_oneof![
        6 => 1_u64..1_000,
        2 => Just(1_u64),
        1 => Just(u64::MAX / 4),
        1 => 1_u64..u64::MAX / 4,
    ];
    let part = prop_oneof![4 => 1_u64..=1_000_000, 1 => Just(1_u64), 2 => Just(1_000_000_u64)];
    let step = prop_oneof![
        5 => Just(Step::ComeOrGo),
        6 => amount.clone().prop_map(Step::Contribute),
        3 => amount.clone().prop_map(Step::Gift),
        3 => Just(Step::Leave),
        3 => amount.clone().prop_map(Step::Pay),
        2 => amount.prop_map(Step::Refund),
        5 => part.prop_map(Step::Take),
        5 => (0_u32..30).prop_map(Step::Wait),
    ];
    (0..NAMES.len(), step)
}

/// What the model knows of a person.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Granted and given up in this time of membership: parts of a membership, and contributions.
    equal: (BigInt, BigInt),
    put_in: (BigInt, BigInt),
    /// Day of joining, day of leaving; days are counted from the beginning.
    joined: i64,
    left: Option<i64>,
    is_counted: bool,
}

impl Known {
    fn left_of(of: &(BigInt, BigInt)) -> BigInt {
        &of.0 - &of.1
    }

    fn vested(&self, of: &(BigInt, BigInt), today: i64) -> BigInt {
        let age = (self.left.unwrap_or(today) - self.joined).min(VESTING_DAYS);
        (&of.0 * age / VESTING_DAYS - &of.1).max(0.into())
    }
}

/// The model: everybody, and what is in the fund.
struct Model {
    by_contributions: bool,
    fund: BigInt,
    people: BTreeMap<usize, Known>,
    today: i64,
}

impl Model {
    /// The founder is there from the beginning, and neither pays nor goes.
    fn new(by_contributions: bool) -> Self {
        let founder =
            Known { is_counted: true, equal: (1_000_000.into(), 0.into()), ..Known::default() };
        let people = [(usize::MAX, founder)].into();
        Self { by_contributions, fund: 0.into(), people, today: 0 }
    }

    fn basis<'a>(&self, known: &'a Known) -> &'a (BigInt, BigInt) {
        if self.by_contributions { &known.put_in } else { &known.equal }
    }

    /// Ends the claims whose time is over.
    fn lapse(&mut self) {
        let today = self.today;
        for known in self.people.values_mut() {
            if known.left.is_some_and(|left| today - left >= i64::from(OPEN_DAYS)) {
                known.is_counted = false;
                known.put_in = Default::default();
            }
        }
    }

    fn joins(&mut self, who: usize) {
        let new = Known { equal: (1_000_000.into(), 0.into()), ..Known::default() };
        let before = self.people.remove(&who).unwrap_or(new);
        let over = |of: &(BigInt, BigInt)| (Known::left_of(of), 0.into());
        let known = Known {
            equal: over(&before.equal),
            put_in: over(&before.put_in),
            joined: self.today,
            left: None,
            is_counted: true,
        };
        self.people.insert(who, known);
    }

    /// Returns the share of a part of what has vested, exactly and rounded down once, and gives up what
    /// it is for.
    fn takes(&mut self, who: usize, part: u64, is_whole: bool) -> BigInt {
        let counted = self.people.values().filter(|known| known.is_counted);
        let total: BigInt = counted.map(|known| Known::left_of(self.basis(known))).sum();
        let known = &self.people[&who];
        let burned = self.basis(known).clone();
        let burned: BigInt = known.vested(&burned, self.today) * part / 1_000_000;
        let mut pays: BigInt =
            if total > BigInt::ZERO { &self.fund * &burned / &total } else { 0.into() };
        if self.by_contributions {
            pays = pays.min(burned.clone());
        }
        let (fund, today) = (self.fund.clone(), self.today);
        let known = self.people.get_mut(&who).unwrap();
        for of in [0, 1] {
            let holding = if of == 0 { known.equal.clone() } else { known.put_in.clone() };
            let gives_up = if is_whole {
                Known::left_of(&holding)
            } else {
                known.vested(&holding, today) * part / 1_000_000
            };
            let place = if of == 0 { &mut known.equal } else { &mut known.put_in };
            place.1 += gives_up;
        }
        self.fund = fund - &pays;
        pays
    }
}

/// Both sides of a comparison of what a claim of one is worth: fund and whole.
fn worth(model: &Model) -> (BigInt, BigInt) {
    let counted = model.people.values().filter(|known| known.is_counted);
    let total: BigInt = counted.map(|known| Known::left_of(model.basis(known))).sum();
    (model.fund.clone(), total)
}

fn big(amount: i128) -> BigInt {
    amount.into()
}

/// A history: the society, an auditor of its events, and the model.
struct History {
    auditor: Auditor,
    door: Door,
    model: Model,
}

impl History {
    fn new(rule: &str, by_contributions: bool) -> Self {
        let exit = format!(
            "share = \"{rule}\"\nvesting = \"{VESTING_DAYS} days\"\nopen_for = \"{OPEN_DAYS} days\""
        );
        // The largest amounts there are fit the founder's limit.
        let charter =
            with_exit(&exit).replace("asset = [", "asset = [{ id = \"EUR\", decimals = 12 }, ");
        let mut door = Door::in_words(&charter, &[]);
        door.people = NAMES.iter().map(|name| door.society.known(name)).collect();
        Self { auditor: Auditor::default(), door, model: Model::new(by_contributions) }
    }

    /// Has somebody act, and returns whether it was admitted.
    fn act(&mut self, actor: &Actor, action: impl Into<crate::Action>) -> bool {
        let Ok(events) = self.door.society.act(actor, action) else { return false };
        self.auditor.hear(&events);
        let _ = ADMITTED.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn is_member(&self, who: usize) -> bool {
        let person = self.door.people[who].person;
        crate::modules::membership::query::is_member(&self.door.society.state, person)
    }

    fn known(&mut self, who: usize) -> &mut Known {
        self.model.people.get_mut(&who).unwrap()
    }

    fn issue(&mut self, amount: u64, to: AccountId) -> bool {
        let (amount, asset) = (Amount::from(amount), eur());
        let founder = self.door.founder();
        self.act(&founder, TreasuryAction::Issue { amount, asset, category: None, memo: None, to })
    }

    /// Has the society pay a person.
    fn pay(&mut self, who: usize, amount: u64, category: Option<&str>) -> bool {
        let to = AccountId::Person(self.door.people[who].person);
        let category = category.map(|category| category.parse().unwrap());
        let (amount, asset, from) = (Amount::from(amount), eur(), common());
        let founder = self.door.founder();
        self.act(&founder, TreasuryAction::Pay { amount, asset, category, from, memo: None, to })
    }

    fn step(&mut self, who: usize, step: Step) {
        match step {
            Step::ComeOrGo => self.comes_or_goes(who),
            Step::Contribute(amount) => self.contributes(who, amount),
            Step::Gift(amount) => {
                if self.issue(amount, common()) {
                    self.model.fund += amount;
                }
            }
            Step::Pay(amount) => {
                if self.pay(who, amount, None) {
                    self.model.fund -= amount;
                }
            }
            Step::Refund(amount) => {
                if self.pay(who, amount, Some("refund:dues")) {
                    self.model.fund -= amount;
                    // Who left and may still take their share is not paid twice.
                    if self.model.people.get(&who).is_some_and(|known| known.is_counted) {
                        let put_in = &mut self.known(who).put_in;
                        put_in.0 -= big(amount.into()).min(Known::left_of(put_in));
                    }
                }
            }
            Step::Leave => self.takes(who, leave(), 1_000_000, true),
            Step::Take(part) => self.takes(who, take(part), part, false),
            Step::Wait(days) => {
                let events = self.door.society.wait(Seconds::days(days));
                self.auditor.hear(&events);
                self.model.today += i64::from(days);
            }
        }
        self.model.lapse();
        assert_eq!(big(self.door.held(&common(), "EUR")), self.model.fund);
    }

    fn comes_or_goes(&mut self, who: usize) {
        let actor = self.door.people[who].clone();
        if self.is_member(who) {
            assert!(self.act(&actor, M::Leave {}));
            self.known(who).left = Some(self.model.today);
            return;
        }
        // Who has nothing here is a stranger again after a while.
        let _ = self.act(&actor, IdentityAction::Register { inception: actor.inception.clone() });
        assert!(self.act(&actor, M::Apply { invitation: None, letter: None }));
        let charter = crate::modules::charter::query::current(&self.door.society.state).hash;
        assert!(self.act(&actor, M::Swear { charter }));
        self.model.joins(who);
    }

    fn contributes(&mut self, who: usize, amount: u64) {
        let actor = self.door.people[who].clone();
        if !self.issue(amount, AccountId::Person(actor.person)) {
            return;
        }
        let (category, memo, asset, to) = (None, None, eur(), common());
        let minor = Amount::from(amount);
        let is_member = self.is_member(who);
        let gives = if is_member {
            TreasuryAction::Transfer { amount: minor, asset, category, memo, to }
        } else {
            TreasuryAction::TakeOut { amount: minor, asset, category, memo, to }
        };
        assert!(self.act(&actor, gives));
        self.model.fund += amount;
        if is_member {
            self.known(who).put_in.0 += amount;
        }
    }

    fn takes(&mut self, who: usize, action: ExitAction, part: u64, is_whole: bool) {
        let (before, held) = (worth(&self.model), self.door.owns(who));
        let actor = self.door.people[who].clone();
        let is_member = self.is_member(who);
        if !self.act(&actor, action) {
            // Refused: no member who leaves, no claim, or nothing to take.
            assert!(!is_whole || !is_member);
            return;
        }
        assert!(self.known(who).is_counted);
        let fair = self.model.takes(who, part, is_whole);
        assert_eq!(big(self.door.owns(who) - held), fair);
        if is_whole {
            self.known(who).left = Some(self.model.today);
        }
        // Nobody who stays is worse off: what a claim of one is worth does not fall.
        let after = worth(&self.model);
        assert!(&after.0 * &before.1 >= &before.0 * &after.1, "{before:?} {after:?}");
        let _ = TAKEN.fetch_add(usize::from(fair > big(0)), Ordering::Relaxed);
    }

    /// Even if everybody takes what they can, what is there is enough.
    fn ends(&mut self) {
        self.auditor.audit(&self.door.society.state);
        for who in 0..NAMES.len() {
            let actor = self.door.people[who].clone();
            let all = if self.is_member(who) { leave() } else { take(1_000_000) };
            let _ = self.act(&actor, all);
        }
        assert!(self.door.held(&common(), "EUR") >= 0);
        self.auditor.audit(&self.door.society.state);
    }
}

fn history(rule: &str, by_contributions: bool, steps: Vec<(usize, Step)>) {
    let mut history = History::new(rule, by_contributions);
    for (who, step) in steps {
        history.step(who, step);
    }
    history.ends();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    fn equal_shares_are_fair(steps in prop::collection::vec(any_step(), 0..60)) {
        history("equal", false, steps);
    }

    fn contributions_are_fair(steps in prop::collection::vec(any_step(), 0..60)) {
        history("by contributions", true, steps);
    }
}

/// Steps that the rules admitted, and shares of more than nothing, over all histories.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// EXI-3, EXI-4, EXI-6, EXI-7, EXI-10, EXI-11, EXI-12.
#[test]
fn exi_7_no_history_gives_anybody_more_than_the_fair_share() {
    equal_shares_are_fair();
    contributions_are_fair();
    // A history of refusals would prove nothing.
    assert!(ADMITTED.load(Ordering::Relaxed) > 500, "{ADMITTED:?}");
    assert!(TAKEN.load(Ordering::Relaxed) > 20, "{TAKEN:?}");
}
