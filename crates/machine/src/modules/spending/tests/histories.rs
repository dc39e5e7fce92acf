//! Long random histories of all that spending knows: budgets hold, escrow empties exactly, nothing is
//! paid twice, and an auditor who hears the events alone comes to the same balances.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::Seconds;
use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};

use super::super::SpendingAction as S;
use super::super::{Line, Pace, Parts, SpendingEvent, Unspent, query};
use super::{Scene, account, amount, approve, asset, category};
use crate::modules::treasury::{self, AccountId};
use crate::testing::{Actor, Auditor};
use crate::{Action, Event};

/// One step: what, by whom, about which number, how much.
type Step = (u8, usize, u64, i128);

fn any_step() -> impl Strategy<Value = Step> {
    let amount = prop_oneof![
        12 => 1_i128..9_000,
        1 => Just(0_i128),
        1 => Just(-3_i128),
        1 => Just(10_i128.pow(30)),
    ];
    (0..16_u8, 0..4_usize, 1..12_u64, amount)
}

/// Turns a step into an act, or lets time pass.
fn action(step: Step, scene: &Scene, people: &[Actor]) -> Option<Action> {
    let (kind, who, number, sum) = step;
    let state = &scene.society.state;
    let to = AccountId::Person(people[(who + 1) % people.len()].person);
    let fund = account("fund-common");
    let under = category(["expense:food", "expense:travel", "income"][who % 3]);
    let some = amount(sum);
    let next = query::counts(state);
    let now = crate::frame::clock::Clock::read(state).running();
    let request = number.min(next.requests.max(1));
    let total = query::request(state, request).map_or(0, |request| request.total.minor_units());
    let invoice = query::invoice(state, number.min(next.invoices.max(1)));
    let action = match kind {
        0 | 1 => {
            let second = Line { amount: amount(1), to: fund.clone() };
            let lines = vec![Line { amount: some, to }];
            let lines = if who == 0 { [lines, vec![second]].concat() } else { lines };
            let fund = if who == 0 { account("fund-other") } else { fund };
            S::Request {
                asset: asset(),
                category: under,
                fund,
                lines,
                receipts: vec![],
                text: None,
            }
        }
        2..=4 => approve(request, total),
        5 | 6 => S::Pay { request },
        7 => S::Withdraw { request },
        8 => {
            let lines = vec![Line { amount: some, to: to.clone() }];
            S::PayBatch { amount: some, asset: asset(), category: under, fund, lines, memo: None }
        }
        9 => {
            let times = u32::try_from(number).unwrap();
            let whole = sum.saturating_mul(i128::from(times)).min(10_i128.pow(30));
            let pace = if who % 2 == 0 { Pace::Accrues } else { Pace::AtOnce };
            S::StartStream {
                amount: amount(whole),
                asset: asset(),
                category: under,
                each: some,
                every: Seconds::days(7),
                fund,
                memo: None,
                pace,
                times,
                to,
            }
        }
        10 => S::Claim { stream: number.min(next.streams.max(1)) },
        11 => S::StopStream { stream: number.min(next.streams.max(1)) },
        12 => {
            let unspent = if who % 2 == 0 { Unspent::Lapse } else { Unspent::Carry };
            let limit = (sum >= 0).then_some(some);
            let per = Seconds::days(u32::try_from(number).unwrap());
            S::SetBudget { asset: asset(), category: under, fund, limit, per, unspent }
        }
        13 => {
            let parts = |actor: &Actor| Parts {
                parts: u32::try_from(number).unwrap(),
                payer: actor.person,
            };
            let shares = people.iter().take(who).map(parts).collect();
            let to = AccountId::Person(people[who].person);
            let until = now.after(Seconds::days(5));
            S::Invoice {
                amount: some,
                asset: asset(),
                category: None,
                remainder: None,
                shares,
                text: None,
                to,
                until,
            }
        }
        14 => {
            let open = invoice.and_then(|invoice| {
                invoice.shares.iter().find(|share| share.paid_by.is_none()).cloned()
            })?;
            S::PayInvoice {
                amount: open.amount,
                asset: asset(),
                invoice: number.min(next.invoices.max(1)),
                of: open.payer,
            }
        }
        _ => return None,
    };
    Some(action.into())
}

/// Returns who is paid by a stream, if it runs.
fn claimant(scene: &Scene, number: u64, people: &[Actor]) -> usize {
    let state = &scene.society.state;
    let stream = query::stream(state, number.min(query::counts(state).streams.max(1)));
    let payee = stream.map(|stream| stream.to);
    let is_payee = |actor: &Actor| payee == Some(AccountId::Person(actor.person));
    people.iter().position(is_payee).unwrap_or(0)
}

/// What was paid of each request, share and period.
#[derive(Default)]
struct Paid {
    requests: BTreeMap<u64, u32>,
    shares: BTreeMap<(u64, String), u32>,
}

impl Paid {
    fn hear(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Spending(SpendingEvent::Paid { request, .. }) => {
                    *self.requests.entry(*request).or_default() += 1;
                }
                Event::Spending(SpendingEvent::InvoicePaid { invoice, by, of, .. }) => {
                    let payer = of.unwrap_or(*by).to_string();
                    *self.shares.entry((*invoice, payer)).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    fn check(&self) {
        assert!(self.requests.values().all(|times| *times == 1), "{:?}", self.requests);
        assert!(self.shares.values().all(|times| *times == 1), "{:?}", self.shares);
    }
}

/// No budget is overspent, and what is owed is what the escrows hold.
fn check_standing(scene: &Scene) {
    use crate::frame::state::StateView as _;
    let state = &scene.society.state;
    let now = crate::frame::clock::Clock::read(state).running();
    for (fund, of, _, budget) in query::budgets(state, now, 100) {
        let room = budget.limit.minor_units() + budget.carried.minor_units();
        let is_within = budget.spent.minor_units() <= room.max(0);
        // Whoever lowers a limit below what was spent leaves no room; nothing is taken back.
        assert!(is_within || budget.room().minor_units() == 0, "{fund} {of:?} {budget:?}");
    }
    let balances = state.scan("treasury/balance/escrow-", None, usize::MAX);
    let escrowed: i128 = balances
        .iter()
        .map(|(_, record)| {
            serde_json::from_slice::<String>(record).unwrap().parse::<i128>().unwrap()
        })
        .sum();
    assert_eq!(scene.owed(), escrowed);
}

/// SPE-1, SPE-3, SPE-6, SPE-14 over any history; the same ones in every run, so that what must have happened in
/// them does.
fn nothing_is_paid_twice_and_escrow_empties() {
    let config = ProptestConfig { cases: 40, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&prop::collection::vec(any_step(), 0..160), |steps| {
        let mut scene = Scene::new();
        let mut auditor = Auditor::default();
        let founder = scene.founder.clone();
        let people = [founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone()];
        // What the scene did before the auditor came.
        auditor.hear(scene.heard.iter());
        let open = treasury::TreasuryAction::OpenAccount { account: account("fund-other") };
        let opened = scene.society.act(&founder, open).unwrap();
        auditor.hear(&opened);
        let mut paid = Paid::default();
        for step in steps {
            let events = match action(step, &scene, &people) {
                Some(action) => {
                    // What only the founder may is asked by the founder, mostly.
                    let actor = if step.0 == 10 {
                        people[claimant(&scene, step.2, &people)].clone()
                    } else if step.1 == 3 || matches!(step.0, 0 | 1 | 7 | 10 | 13 | 14) {
                        people[step.1].clone()
                    } else {
                        founder.clone()
                    };
                    let outcome = scene.society.act(&actor, action);
                    if outcome.is_ok() {
                        ADMITTED[usize::from(step.0)].fetch_add(1, Ordering::Relaxed);
                    }
                    outcome.unwrap_or_default()
                }
                None => scene.society.wait(Seconds::days(u32::try_from(step.2).unwrap())),
            };
            auditor.hear(&events);
            paid.hear(&events);
            check_standing(&scene);
        }
        auditor.audit(&scene.society.state);
        // In the end everything lapses or is paid, and nothing stays in escrow.
        for _ in 0..4 {
            auditor.hear(&scene.society.wait(Seconds::days(100)));
        }
        for (number, _) in query::streams(&scene.society.state, None, 100) {
            auditor.hear(&scene.society.act(&founder, S::StopStream { stream: number }).unwrap());
        }
        check_standing(&scene);
        prop_assert_eq!(scene.owed(), 0);
        prop_assert!(query::waiting(&scene.society.state, None, 10).is_empty());
        auditor.audit(&scene.society.state);
        paid.check();
        Ok(())
    });
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
}

/// Steps that the rules admitted, by kind, over all histories.
static ADMITTED: [AtomicUsize; 16] = [const { AtomicUsize::new(0) }; 16];

#[test]
fn spe_1_spe_14_money_that_waits_is_paid_once_or_goes_back_over_any_history() {
    nothing_is_paid_twice_and_escrow_empties();
    // A history of refusals would prove nothing.
    let admitted: Vec<usize> = ADMITTED.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    assert!(admitted.iter().take(15).all(|count| *count >= 5), "{admitted:?}");
}
