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
const OPEN_DAYS: u32 = 20;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A person who is away joins; a member leaves without a share.
    ComeOrGo,
    Contribute(u64),
    /// Is issued shares.
    Grow(u64),
    /// Hands shares on to another, or to the fund.
    Hand(u64, usize),
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
        4 => amount.clone().prop_map(Step::Grow),
        4 => (amount.clone(), 0..=NAMES.len()).prop_map(|(amount, to)| Step::Hand(amount, to)),
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

    fn vested(&self, of: &(BigInt, BigInt), vesting: i64, today: i64) -> BigInt {
        let age = self.left.unwrap_or(today) - self.joined;
        let grown = if age >= vesting { of.0.clone() } else { &of.0 * age / vesting };
        (grown - &of.1).max(0.into())
    }
}

/// By what a share is counted, and in how many days a claim grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Contributions(i64),
    Memberships(i64),
    Shares,
}

impl Rule {
    fn vesting(self) -> i64 {
        match self {
            Self::Contributions(days) | Self::Memberships(days) => days,
            Self::Shares => 0,
        }
    }
}

/// The model: everybody, and what is in the fund.
struct Model {
    fund: BigInt,
    people: BTreeMap<usize, Known>,
    rule: Rule,
    /// What each has of the asset that counts as shares.
    shares: BTreeMap<usize, BigInt>,
    today: i64,
}

impl Model {
    /// The founder is there from the beginning, and neither pays nor goes.
    fn new(rule: Rule) -> Self {
        let founder =
            Known { is_counted: true, equal: (1_000_000.into(), 0.into()), ..Known::default() };
        let people = [(usize::MAX, founder)].into();
        Self { fund: 0.into(), people, rule, shares: BTreeMap::new(), today: 0 }
    }

    /// Returns what somebody has a claim by that is left, and what of it has vested.
    fn basis(&self, who: usize) -> (BigInt, BigInt) {
        let known = self.people.get(&who).filter(|known| known.is_counted);
        let of = match (self.rule, known) {
            (Rule::Shares, _) => {
                let held = self.shares.get(&who).cloned().unwrap_or_default();
                return (held.clone(), held);
            }
            (Rule::Contributions(_), Some(known)) => &known.put_in,
            (Rule::Memberships(_), Some(known)) => &known.equal,
            (_, None) => return Default::default(),
        };
        let vested = known.map(|known| known.vested(of, self.rule.vesting(), self.today));
        (Known::left_of(of), vested.unwrap_or_default())
    }

    /// Returns what all have a claim by.
    fn total(&self) -> BigInt {
        let all: std::collections::BTreeSet<_> =
            self.people.keys().chain(self.shares.keys()).collect();
        all.into_iter().map(|who| self.basis(*who).0).sum()
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
        let (total, (_, vested)) = (self.total(), self.basis(who));
        let burned: BigInt = vested * part / 1_000_000;
        let mut pays: BigInt =
            if total > BigInt::ZERO { &self.fund * &burned / &total } else { 0.into() };
        if matches!(self.rule, Rule::Contributions(_)) {
            pays = pays.min(burned.clone());
        }
        // Who leaves and is paid nothing gives nothing up.
        if is_whole && pays == BigInt::ZERO {
            return pays;
        }
        if self.rule == Rule::Shares {
            *self.shares.entry(who).or_default() -= &burned;
        }
        let (fund, today, vesting) = (self.fund.clone(), self.today, self.rule.vesting());
        if let Some(known) = self.people.get_mut(&who).filter(|known| known.is_counted) {
            let as_it_was = known.clone();
            for place in [&mut known.equal, &mut known.put_in] {
                place.1 += if is_whole {
                    Known::left_of(place)
                } else {
                    as_it_was.vested(place, vesting, today) * part / 1_000_000
                };
            }
        }
        self.fund = fund - &pays;
        pays
    }
}

/// Both sides of a comparison of what a claim of one is worth: fund and whole.
fn worth(model: &Model) -> (BigInt, BigInt) {
    (model.fund.clone(), model.total())
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
    fn new(rule: Rule) -> Self {
        let words = match rule {
            Rule::Contributions(0) => "by contributions\"".into(),
            Rule::Contributions(days) => format!("by contributions\"\nvesting = \"{days} days\""),
            Rule::Memberships(0) => "equal\"".into(),
            Rule::Memberships(days) => format!("equal\"\nvesting = \"{days} days\""),
            Rule::Shares => "by shares\"\nshares = \"SHR\"".into(),
        };
        let exit = format!("share = \"{words}\nopen_for = \"{OPEN_DAYS} days\"");
        // The largest amounts there are fit the founder's limit.
        let charter =
            with_exit(&exit).replace("asset = [", "asset = [{ id = \"EUR\", decimals = 12 }, ");
        let mut door = Door::in_words(&charter, &[]);
        door.people = NAMES.iter().map(|name| door.society.known(name)).collect();
        Self { auditor: Auditor::default(), door, model: Model::new(rule) }
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

    fn issue(&mut self, amount: u64, asset: AssetId, to: AccountId) -> bool {
        let amount = Amount::from(amount);
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
                if self.issue(amount, eur(), common()) {
                    self.model.fund += amount;
                }
            }
            Step::Grow(amount) => {
                let own = AccountId::Person(self.door.people[who].person);
                if self.issue(amount, "SHR".parse().unwrap(), own) {
                    *self.model.shares.entry(who).or_default() += amount;
                }
            }
            Step::Hand(amount, to) => self.hands_on(who, amount, to),
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

    /// Hands shares on: to another person, or to the fund, where they are nobody's claim.
    fn hands_on(&mut self, who: usize, amount: u64, to: usize) {
        let person = self.door.people.get(to).map(|other| other.person);
        let account = person.map_or_else(common, AccountId::Person);
        let actor = self.door.people[who].clone();
        let (category, memo, asset) = (None, None, "SHR".parse().unwrap());
        let amount = Amount::from(amount);
        let out = TreasuryAction::TakeOut { amount, asset, category, memo, to: account };
        if self.act(&actor, out) {
            let amount = big(amount.minor_units());
            *self.model.shares.entry(who).or_default() -= &amount;
            if person.is_some() {
                *self.model.shares.entry(to).or_default() += amount;
            }
        }
    }

    fn contributes(&mut self, who: usize, amount: u64) {
        let actor = self.door.people[who].clone();
        if !self.issue(amount, eur(), AccountId::Person(actor.person)) {
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
        let is_counted = self.model.people.get(&who).is_some_and(|known| known.is_counted);
        assert!(is_counted || self.model.rule == Rule::Shares);
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

    /// Even if everybody takes what they can, what is there is enough: what is paid and what stays is what was there.
    fn ends(&mut self) {
        self.auditor.audit(&self.door.society.state);
        let owned = |door: &Door| (0..NAMES.len()).map(|who| door.owns(who)).sum::<i128>();
        let before = (self.door.held(&common(), "EUR"), owned(&self.door));
        for who in 0..NAMES.len() {
            let _ = self.parts(who, &[1_000_000]);
        }
        let stays = self.door.held(&common(), "EUR");
        assert!(stays >= 0);
        assert_eq!(before.0 - stays, owned(&self.door) - before.1);
        self.auditor.audit(&self.door.society.state);
    }

    /// Has somebody take parts of their share one after the other, the last for good; returns what they got.
    fn parts(&mut self, who: usize, parts: &[u64]) -> i128 {
        let held = self.door.owns(who);
        let actor = self.door.people[who].clone();
        for (place, part) in parts.iter().enumerate() {
            let is_last = place + 1 == parts.len();
            let all = if is_last && self.is_member(who) { leave() } else { take(*part) };
            let _ = self.act(&actor, all);
        }
        self.door.owns(who) - held
    }
}

fn any_rule() -> impl Strategy<Value = Rule> {
    use Rule::{Contributions, Memberships, Shares};
    let all =
        [Contributions(0), Contributions(40), Memberships(0), Memberships(40), Shares, Shares];
    prop::sample::select(all.to_vec())
}

fn lived(rule: Rule, steps: &[(usize, Step)]) -> History {
    let mut history = History::new(rule);
    for (who, step) in steps {
        history.step(*who, *step);
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    fn shares_are_fair(rule in any_rule(), steps in prop::collection::vec(any_step(), 0..60)) {
        let mut history = lived(rule, &steps);
        history.ends();
        let _ = HISTORIES[place(rule)].fetch_add(1, Ordering::Relaxed);
    }

}

/// Everybody comes, puts something in and has shares; then whatever happens.
fn begun(steps: Vec<(usize, Step)>) -> Vec<(usize, Step)> {
    let comes =
        |who| [Step::ComeOrGo, Step::Contribute(700), Step::Grow(90)].map(|step| (who, step));
    let all = (0..NAMES.len()).flat_map(comes);
    let more = [(0, Step::Gift(5_000)), (0, Step::Wait(10))];
    all.chain(more).chain(steps).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The same life, and then: at once; in parts; without a share and the share afterwards; and back, to leave
    /// again. Nobody gets more than at once.
    fn no_trick_gives_more(
        rule in any_rule(),
        steps in prop::collection::vec(any_step(), 0..16).prop_map(begun),
        who in 0..NAMES.len(),
        parts in prop::collection::vec(1_u64..=1_000_000, 1..6),
    ) {
        let at_once = lived(rule, &steps).parts(who, &[1_000_000]);
        let parts = [parts, vec![1_000_000]].concat();
        prop_assert!(lived(rule, &steps).parts(who, &parts) <= at_once);
        let mut again = lived(rule, &steps);
        let has_claim = again.model.people.get(&who).is_some_and(|known| known.is_counted);
        let first = again.parts(who, &[1_000_000]);
        // Whoever comes for the first time, or after their claim lapsed, brings one.
        if has_claim || rule == Rule::Shares {
            again.comes_or_goes(who);
            prop_assert_eq!(first + again.parts(who, &[1_000_000]), at_once);
        }
        let mut later = lived(rule, &steps);
        if later.is_member(who) {
            later.comes_or_goes(who);
        }
        prop_assert_eq!(later.parts(who, &[1_000_000]), at_once);
        // Who goes after another has as much, but for what the division left over: nothing was given up unpaid.
        if rule.vesting() == 0 {
            let mut second = lived(rule, &steps);
            let _ = second.parts((who + 1) % NAMES.len(), &[1_000_000]);
            prop_assert!((at_once..=at_once + 1).contains(&second.parts(who, &[1_000_000])));
        }
        if at_once > 1 {
            let _ = TRICKS[place(rule)].fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn place(rule: Rule) -> usize {
    match rule {
        Rule::Contributions(_) => 0,
        Rule::Memberships(_) => 1,
        Rule::Shares => 2,
    }
}

/// Steps that the rules admitted, and shares of more than nothing, over all histories.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);
static TAKEN: AtomicUsize = AtomicUsize::new(0);
/// Histories by rule, and those in which there was something to gain.
static HISTORIES: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];
static TRICKS: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

/// EXI-3, EXI-4, EXI-5, EXI-6, EXI-7, EXI-10, EXI-11, EXI-12.
#[test]
fn exi_7_no_history_gives_anybody_more_than_the_fair_share() {
    shares_are_fair();
    no_trick_gives_more();
    // A history of refusals would prove nothing.
    assert!(ADMITTED.load(Ordering::Relaxed) > 500, "{ADMITTED:?}");
    assert!(TAKEN.load(Ordering::Relaxed) > 20, "{TAKEN:?}");
    for rule in HISTORIES.iter().chain(&TRICKS) {
        assert!(rule.load(Ordering::Relaxed) > 0, "{HISTORIES:?} {TRICKS:?}");
    }
}
