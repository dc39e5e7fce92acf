//! Random histories of people who pay in, spend, accuse, leave at the value before a breach or at the
//! present one, in parts or at once, and come back: nobody gets more than the fair share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;
use crate::modules::exit::{self, ExitAction};
use crate::modules::membership::{self, MembershipAction};

/// Seconds of a day.
const DAY: u64 = 86_400;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The treasurer is accused of today, and a panel agrees.
    Accuse,
    /// Somebody who is away joins; a member leaves without a share.
    ComeOrGo,
    Contribute(u64),
    Gift(u64),
    /// Leaves with the share; at the value before the last breach, if so said.
    Leave(bool),
    Spend(u64),
    /// Takes a part; at the value before the last breach, if so said.
    Take(u64, bool),
    Wait(u32),
}

fn any_step() -> impl Strategy<Value = (usize, Step)> {
    let amount = prop_oneof![4 => 1_u64..10_000, 1 => Just(1_u64)];
    let part = prop_oneof![2 => 1_u64..=1_000_000, 1 => Just(1_000_000_u64)];
    let step = prop_oneof![
        2 => Just(Step::Accuse),
        3 => Just(Step::ComeOrGo),
        5 => amount.clone().prop_map(Step::Contribute),
        2 => amount.clone().prop_map(Step::Gift),
        5 => any::<bool>().prop_map(Step::Leave),
        4 => amount.prop_map(Step::Spend),
        4 => (part, any::<bool>()).prop_map(|(part, is_before)| Step::Take(part, is_before)),
        5 => (0_u32..9).prop_map(Step::Wait),
    ];
    // The first four stay, so that there is somebody to be drawn.
    (8_usize..12, step)
}

/// What was there on the mornings that are past, as the test saw it: by day, the fund, what all
/// memberships counted, and what all had put in.
type Mornings = BTreeMap<u64, (i128, i128, i128)>;

struct History {
    by_contributions: bool,
    court: Court,
    /// Of each breach, what was paid at the value before it.
    paid: BTreeMap<u64, i128>,
    mornings: Mornings,
}

static ADMITTED: AtomicUsize = AtomicUsize::new(0);
static BEFORE: AtomicUsize = AtomicUsize::new(0);

impl History {
    fn new(by_contributions: bool) -> Self {
        let exit = if by_contributions { "share = \"by contributions\"" } else { EQUAL };
        let court = Court::under(exit, 12);
        let paid = BTreeMap::new();
        Self { by_contributions, court, paid, mornings: Mornings::new() }
    }

    /// Notes what is there, unless the day has begun already.
    fn morning(&mut self) {
        let state = &self.court.society.state;
        let seen = (
            self.court.held(&common()),
            exit::query::totals(state).equal.minor_units(),
            exit::query::contributed(state, &eur()).minor_units(),
        );
        let _ = self.mornings.entry(self.court.society.time.0 / DAY).or_insert(seen);
    }

    fn act(&mut self, member: usize, action: impl Into<crate::Action>) -> bool {
        let actor = self.court.all[member].clone();
        let done = self.court.society.act(&actor, action).is_ok();
        let _ = ADMITTED.fetch_add(usize::from(done), Ordering::Relaxed);
        done
    }

    fn is_member(&self, member: usize) -> bool {
        membership::query::is_member(&self.court.society.state, self.court.person(member))
    }

    fn step(&mut self, who: usize, step: Step) {
        self.morning();
        match step {
            Step::Accuse => self.accuses(),
            Step::ComeOrGo if self.is_member(who) => {
                assert!(self.act(who, MembershipAction::Leave {}));
            }
            Step::ComeOrGo => self.joins(who),
            Step::Contribute(amount) => {
                let own = AccountId::Person(self.court.person(who));
                self.court.endow(amount, own);
                let (amount, asset, to) = (Amount::from(amount), eur(), common());
                let give =
                    TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
                let _ = self.act(who, give);
            }
            Step::Gift(amount) => self.court.endow(amount, common()),
            Step::Leave(is_before) => self.takes(who, None, is_before),
            Step::Spend(amount) => {
                let _ = self.court.pays(1, amount);
            }
            Step::Take(part, is_before) => self.takes(who, Some(part), is_before),
            Step::Wait(days) => {
                for _ in 0..days {
                    self.court.days(1);
                    self.morning();
                }
            }
        }
    }

    fn accuses(&mut self) {
        let claim = self.court.claim(treasurer(), self.court.society.time);
        if !self.act(3, claim) {
            return;
        }
        let number = self.court.draw(3);
        self.morning();
        self.court.decide_claim(number, true);
        if let Some(frozen) = query::frozen_by(&self.court.society.state, &treasurer()) {
            // So that the treasurer goes on spending.
            self.court.decide(BreachAction::Lift { claim: frozen.claim });
        }
        self.morning();
    }

    fn joins(&mut self, who: usize) {
        let actor = self.court.all[who].clone();
        let inception = actor.inception.clone();
        let register = crate::modules::identity::IdentityAction::Register { inception };
        let _ = self.act(who, register);
        assert!(self.act(who, MembershipAction::Apply { invitation: None, letter: None }));
        assert!(self.act(0, MembershipAction::Admit { applicant: actor.person }));
        let charter = crate::modules::charter::query::current(&self.court.society.state).hash;
        assert!(self.act(who, MembershipAction::Swear { charter }));
    }

    /// Returns what a claim is, of what whole: in parts of memberships, or in contributions.
    fn basis(&self, who: usize) -> (i128, i128) {
        let (state, person) = (&self.court.society.state, self.court.person(who));
        if self.by_contributions {
            let own = exit::query::contribution(state, person, &eur()).left();
            (own.minor_units(), exit::query::contributed(state, &eur()).minor_units())
        } else {
            let own = exit::query::counted(state, person).map(|claim| claim.equal.left());
            let all = exit::query::totals(state).equal;
            (own.unwrap_or_default().minor_units(), all.minor_units())
        }
    }

    fn takes(&mut self, who: usize, part: Option<u64>, is_before: bool) {
        let last = query::count(&self.court.society.state);
        let breach = (is_before && last > 0).then_some(last);
        let (own, whole) = self.basis(who);
        let (pool, account) =
            (self.court.held(&common()), AccountId::Person(self.court.person(who)));
        let held = self.court.held(&account);
        let (against, assets) = (Vec::new(), None);
        let action = match part {
            None => ExitAction::Leave {
                against,
                assets,
                breaches: breach.into_iter().collect(),
                least: Vec::new(),
            },
            Some(part) => ExitAction::Take {
                against,
                assets,
                breaches: breach.into_iter().collect(),
                least: Vec::new(),
                part,
            },
        };
        let window =
            breach.and_then(|claim| exit::query::before_breach(&self.court.society.state, claim));
        if !self.act(who, action) {
            return;
        }
        let paid = self.court.held(&account) - held;
        let burned = own * i128::from(part.unwrap_or(1_000_000)) / 1_000_000;
        let now = fair(pool, burned, whole);
        let before = window.map_or(0.into(), |window| {
            let (fund, equal, put_in) = self.mornings[&(window.since.0 / DAY)];
            fair(fund, burned, if self.by_contributions { put_in } else { equal })
        });
        let most = now.clone().max(before);
        assert!(BigInt::from(paid) <= most, "{paid} of {most}");
        assert!(!self.by_contributions || paid <= burned, "more than was put in");
        assert!(paid <= pool, "more than there is");
        // Whoever leaves gets the fair share at the present value at least.
        let least =
            if self.by_contributions { now.clone().min(burned.into()) } else { now.clone() };
        assert!(BigInt::from(paid) >= least, "{paid} of {least}");
        if let Some(claim) = breach {
            let sum = self.paid.entry(claim).or_default();
            // What is more than the present value is paid out of the value before; of what was put in since then,
            // the present value is not.
            if BigInt::from(paid) > now {
                let late = if self.by_contributions { now } else { 0.into() };
                *sum += paid - i128::try_from(late).unwrap();
            }
            let since = exit::query::before_breach(&self.court.society.state, claim).unwrap().since;
            assert!(*sum <= self.mornings[&(since.0 / DAY)].0, "more than there was");
            let _ = BEFORE.fetch_add(usize::from(paid > 0), Ordering::Relaxed);
        }
    }
}

/// Returns `whole * part / all`, rounded down.
fn fair(whole: i128, part: i128, all: i128) -> BigInt {
    if all == 0 { 0.into() } else { BigInt::from(whole) * part / all }
}

fn history(by_contributions: bool, steps: Vec<(usize, Step)>) {
    let mut history = History::new(by_contributions);
    for (who, step) in steps {
        history.step(who, step);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    fn equal_shares_after_breaches(steps in prop::collection::vec(any_step(), 10..50)) {
        history(false, steps);
    }

    fn contributions_after_breaches(steps in prop::collection::vec(any_step(), 10..50)) {
        history(true, steps);
    }
}

/// EXI-15, EXI-16, EXI-17, over histories in which something happens.
#[test]
fn exi_17_no_history_pays_more_than_the_value_before() {
    equal_shares_after_breaches();
    contributions_after_breaches();
    assert!(ADMITTED.load(Ordering::Relaxed) > 100, "{ADMITTED:?}");
    assert!(BEFORE.load(Ordering::Relaxed) > 0, "{BEFORE:?}");
}
