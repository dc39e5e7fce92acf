//! An auditor that sees events alone recomputes every balance, over random histories with every kind
//! of asset, people who leave and come back, and amounts at the edge.

use std::cell::Cell;
use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Seconds};
use proptest::prelude::*;

use super::super::TreasuryAction::{
    CloseAccount, Issue, OpenAccount, OpenOutside, Pay, Receive, TakeOut, Transfer,
};
use super::super::{AccountId, TreasuryAction, query};
use super::society;
use crate::frame::clock::Clock;
use crate::frame::state::StateView as _;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Auditor, Society};

#[derive(Clone, Debug)]
enum Step {
    Close(usize),
    Issue(usize, i128, usize),
    Leave(usize),
    Open(usize),
    Pay(usize, i128, usize, usize),
    Receive(i128, usize),
    TakeOut(usize, usize, i128, usize),
    Transfer(usize, usize, i128, usize),
    Wait(u32),
}

const CODES: [&str; 4] = ["BOX", "HOUR", "LEAF", "USD"];
const FUNDS: [&str; 3] = ["fund-common", "fund-garden", "fund-house"];
/// Places that a step can name: three people, three funds, one place outside.
const PLACES: usize = 7;

fn any_amount() -> impl Strategy<Value = i128> {
    let max = Amount::MAX.minor_units();
    prop_oneof![
        8 => 1_i128..400,
        2 => 400_i128..1_000_000,
        1 => prop::sample::select(vec![0, -1, -7, max, max - 1, -max]),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let (asset, place, fund, who) = (0..CODES.len(), 0..PLACES, 0..FUNDS.len(), 0..3_usize);
    prop_oneof![
        1 => (0..FUNDS.len()).prop_map(Step::Close),
        4 => (asset.clone(), any_amount(), place.clone()).prop_map(|(a, n, p)| Step::Issue(a, n, p)),
        1 => (1..3_usize).prop_map(Step::Leave),
        2 => fund.clone().prop_map(Step::Open),
        4 => (asset.clone(), any_amount(), fund.clone(), place.clone())
            .prop_map(|(a, n, f, p)| Step::Pay(a, n, f, p)),
        3 => (any_amount(), place.clone()).prop_map(|(n, p)| Step::Receive(n, p)),
        2 => (who.clone(), asset.clone(), any_amount(), place.clone())
            .prop_map(|(w, a, n, p)| Step::TakeOut(w, a, n, p)),
        10 => (who, asset, any_amount(), place).prop_map(|(w, a, n, p)| Step::Transfer(w, a, n, p)),
        3 => (1_u32..70).prop_map(Step::Wait),
    ]
}

/// A society with every kind of asset, a place outside, and an auditor who heard all of it.
struct Told {
    auditor: Auditor,
    people: [Actor; 3],
    society: Society,
    admitted: usize,
}

impl Told {
    fn begin() -> Self {
        let (mut society, [ana, ben]) = society();
        let mut auditor = Auditor::default();
        auditor.allow("HOUR", 500);
        auditor.hear(&society.genesis);
        let people = [society.founder.clone(), ana, ben];
        let terms = society.records.insert(b"The bank holds it.\n".to_vec());
        let mut told = Self { auditor, people, society, admitted: 0 };
        let account = "external-bank".parse().unwrap();
        told.act(0, OpenOutside { account, terms });
        told.act(0, OpenAccount { account: FUNDS[1].parse().unwrap() });
        told.admitted = 0;
        told
    }

    fn act(&mut self, who: usize, action: impl Into<crate::Action>) {
        if let Ok(events) = self.society.act(&self.people[who].clone(), action) {
            self.auditor.hear(&events);
            self.admitted += 1;
        }
    }

    fn place(&self, place: usize) -> AccountId {
        match place {
            0..3 => AccountId::Person(self.people[place].person),
            3..6 => FUNDS[place - 3].parse().unwrap(),
            _ => "external-bank".parse().unwrap(),
        }
    }

    fn step(&mut self, step: &Step) {
        let of = |code: usize| CODES[code].parse::<AssetId>().unwrap();
        let (category, memo) = (None, None);
        let (who, action): (usize, TreasuryAction) = match *step {
            Step::Close(fund) => (0, CloseAccount { account: FUNDS[fund].parse().unwrap() }),
            Step::Open(fund) => (0, OpenAccount { account: FUNDS[fund].parse().unwrap() }),
            Step::Issue(code, units, to) => {
                let (amount, asset, to) = (Amount::new(units).unwrap(), of(code), self.place(to));
                (0, Issue { amount, asset, category, memo, to })
            }
            Step::Pay(code, units, from, to) => {
                let (amount, asset, to) = (Amount::new(units).unwrap(), of(code), self.place(to));
                let from = FUNDS[from].parse().unwrap();
                (0, Pay { amount, asset, category, from, memo, to })
            }
            Step::Receive(units, to) => {
                let (amount, asset, to) = (Amount::new(units).unwrap(), of(3), self.place(to));
                let from = "external-bank".parse().unwrap();
                (0, Receive { amount, asset, category, from, memo, to })
            }
            Step::TakeOut(who, code, units, to) => {
                let (amount, asset, to) = (Amount::new(units).unwrap(), of(code), self.place(to));
                (who, TakeOut { amount, asset, category, memo, to })
            }
            Step::Transfer(who, code, units, to) => {
                let (amount, asset, to) = (Amount::new(units).unwrap(), of(code), self.place(to));
                (who, Transfer { amount, asset, category, memo, to })
            }
            Step::Leave(who) => return self.act(who, MembershipAction::Leave {}),
            Step::Wait(days) => {
                let events = self.society.wait(Seconds::days(days));
                return self.auditor.hear(&events);
            }
        };
        self.act(who, action);
    }
}

/// Money is conserved: for each asset debits equal credits, no account is beyond its limit, the events
/// say what the balances say, and what is in circulation is what was issued (TRE-3, TRE-4, TRE-12).
#[test]
fn tre_3_debits_equal_credits_over_any_history() {
    let (admitted, postings) = (Cell::new(0_usize), Cell::new(0_u64));
    let config = ProptestConfig { cases: 48, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(any_step(), 0..160))| {
        let mut told = Told::begin();
        told.step(&Step::Receive(900, 3));
        for place in 0..4 {
            told.step(&Step::Issue(0, 900, place));
            told.step(&Step::Issue(2, 900, place));
            told.step(&Step::Pay(3, 200, 0, place));
        }
        told.admitted = 0;
        for step in &steps {
            told.step(step);
        }
        told.auditor.audit(&told.society.state);
        for code in CODES {
            let asset = query::asset(&told.society.state, &code.parse().unwrap()).unwrap();
            let issue = format!("issue-{}", code.to_ascii_lowercase());
            prop_assert_eq!(asset.issued.minor_units(), -told.auditor.held(&issue, code));
        }
        let counted: u64 = CODES.iter().map(|code| {
            query::asset(&told.society.state, &code.parse().unwrap()).unwrap().postings.count
        }).sum();
        prop_assert_eq!(counted, told.auditor.postings);
        admitted.set(admitted.get() + told.admitted);
        postings.set(postings.get() + told.auditor.postings);
    });
    // A history of refusals would prove nothing.
    assert!(admitted.get() > 400 && postings.get() > 300, "{admitted:?} {postings:?}");
}

/// An account book of demurrage that takes what is lost from everybody at every boundary.
#[derive(Default)]
struct Eager {
    held: BTreeMap<AccountId, i128>,
    /// Boundaries taken so far.
    taken: u64,
}

impl Eager {
    fn advance(&mut self, boundaries: u64, garden: &AccountId) {
        while self.taken < boundaries {
            self.taken += 1;
            let mut lost = 0;
            for (account, held) in &mut self.held {
                if account != garden {
                    let loss = *held / 10;
                    *held -= loss;
                    lost += loss;
                }
            }
            *self.held.entry(garden.clone()).or_default() += lost;
        }
    }
}

/// What is taken late is, to the last unit, what would have been taken at every boundary from
/// everybody; and nothing is lost on the way (TRE-11).
#[test]
fn tre_11_late_demurrage_is_that_of_every_boundary() {
    let moved = Cell::new(0_usize);
    let step = (0_usize..3, 1_i128..5_000, 0_usize..5, 0_u32..100);
    let config = ProptestConfig { cases: 32, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(step, 1..40))| {
        let mut told = Told::begin();
        let leaf: AssetId = "LEAF".parse().unwrap();
        let garden: AccountId = FUNDS[1].parse().unwrap();
        let founded = Clock::read(&told.society.state).running();
        let mut eager = Eager::default();
        for person in 0..3 {
            let (amount, asset, to) = (Amount::from(40_000), leaf.clone(), told.place(person));
            told.act(0, Issue { amount, asset, category: None, memo: None, to });
            eager.held.insert(told.place(person), 40_000);
        }
        for (who, units, to, days) in steps {
            told.step(&Step::Wait(days));
            let running = Clock::read(&told.society.state).running();
            eager.advance((running.0 - begun(&told.society, founded.0)) / Seconds::days(30).0, &garden);
            let (from, to) = (told.place(who), told.place(to));
            for account in [&from, &to] {
                let now = query::holding(&told.society.state, running, account, &leaf);
                let wanted = eager.held.get(account).copied().unwrap_or_default();
                if *account != garden {
                    prop_assert_eq!(now.minor_units(), wanted, "{}", account);
                }
            }
            let before = told.admitted;
            let (amount, asset) = (Amount::new(units).unwrap(), leaf.clone());
            told.act(who, Transfer { amount, asset, category: None, memo: None, to: to.clone() });
            if told.admitted > before {
                *eager.held.entry(from).or_default() -= units;
                *eager.held.entry(to).or_default() += units;
                moved.set(moved.get() + 1);
            }
        }
        told.auditor.audit(&told.society.state);
        // What the garden has and is still to get is what it would have got.
        let running = Clock::read(&told.society.state).running();
        let mut garden_gets = told.auditor.held("fund-garden", "leaf");
        for (key, _) in told.society.state.scan("treasury/balance/", None, usize::MAX) {
            let Some(account) = key.strip_suffix("/leaf").and_then(|key| key.rsplit('/').next()) else {
                continue;
            };
            let account: AccountId = account.parse().unwrap();
            let raw = query::balance(&told.society.state, &account, &leaf).minor_units();
            garden_gets += raw - query::holding(&told.society.state, running, &account, &leaf).minor_units();
        }
        prop_assert_eq!(garden_gets, eager.held.get(&garden).copied().unwrap_or_default());
    });
    assert!(moved.get() > 100, "{moved:?}");
}

/// Returns when the rule of demurrage began, in running time.
fn begun(society: &Society, otherwise: u64) -> u64 {
    let asset = query::asset(&society.state, &"LEAF".parse().unwrap()).unwrap();
    asset.decays.first().map_or(otherwise, |decay| decay.from.0)
}

/// TRE-3: the largest amounts neither run over nor vanish: what does not fit is refused.
#[test]
fn tre_3_the_largest_amounts_are_kept_or_refused() {
    let charter = super::CHARTER
        .replace("issue_max = \"2000000 BOX per 30 days\"", "")
        .replace(
            "up_to = \"1000000 BOX per 30 days\"",
            "up_to = \"999999999999999999 BOX per 30 days\"",
        )
        .replace("credit_limit = \"5.00 HOUR\"", "credit_limit = \"999999999999999999.99 HOUR\"");
    let (mut society, [ana, ben]) = super::society_under(&charter);
    let mut auditor = Auditor::default();
    auditor.allow("HOUR", 99_999_999_999_999_999_999);
    let hours = |units: i128, to: &Actor| Transfer {
        amount: Amount::new(units).unwrap(),
        asset: "HOUR".parse().unwrap(),
        category: None,
        memo: None,
        to: AccountId::Person(to.person),
    };
    let largest = 99_999_999_999_999_999_999_i128;
    let script = [
        (&ana, hours(largest + 1, &ben), Some("treasury.too_little")),
        (&ana, hours(Amount::MAX.minor_units(), &ben), Some("treasury.too_little")),
        (&ana, hours(largest, &ben), None),
        (&ana, hours(1, &ben), Some("treasury.too_little")),
        (&ben, hours(2 * largest + 1, &ana), Some("treasury.too_little")),
        (&ben, hours(2 * largest, &ana), None),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action);
        auditor.hear(outcome.iter().flatten());
        assert_eq!(outcome.err().map(|refusal| refusal.code).as_deref(), refusal, "line {line}");
    }
    auditor.audit(&society.state);
    // By a decision, without a limit: an issue to the very edge, and not beyond.
    let context =
        crate::frame::context::Authority::Decision { procedure: "any".into(), proposal: 1 };
    let state = society.state.clone();
    let context = society.context(context);
    let issue = |units: Amount| super::super::Movement {
        amount: units,
        asset: "BOX".parse().unwrap(),
        category: None,
        credit: "issue-box".parse().unwrap(),
        debit: "fund-common".parse().unwrap(),
        memo: None,
    };
    let one = Amount::from(1);
    let all = super::super::check_postings(vec![issue(Amount::MAX)], &context, &state);
    assert!(all.is_ok(), "{all:?}");
    let beyond =
        super::super::check_postings(vec![issue(Amount::MAX), issue(one)], &context, &state);
    assert_eq!(beyond.unwrap_err(), super::super::TreasuryError::TooMuch);
}
