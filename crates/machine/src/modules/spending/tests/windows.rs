//! Limits hold in every window, whichever action pays: random histories of payments, requests, batches and
//! payments that repeat, heard by an auditor who knows the events and the days alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::{PersonId, Seconds};
use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};

use super::super::SpendingAction as S;
use super::super::{Line, Pace, SpendingEvent as E, Unspent, query};
use super::{CHARTER, Scene, account, amount, approve, asset, category};
use crate::modules::treasury::{AccountId, TreasuryAction, TreasuryEvent};
use crate::testing::Actor;
use crate::{Action, Event};

/// What members may pay alone in any ten days. Unit: minor units.
const ALONE: i128 = 2_000;
const LINES: &str = r#"
```toml
power = [
  { id = "alone-1", may = "treasury.pay",          who = "member", up_to = "20 BOX per 10 days" },
  { id = "alone-2", may = "spending.approve",      who = "member", up_to = "20 BOX per 10 days" },
  { id = "alone-3", may = "spending.pay_batch",    who = "member", up_to = "20 BOX per 10 days" },
  { id = "alone-4", may = "spending.start_stream", who = "member", up_to = "20 BOX per 10 days" },
]
```
"#;
const CATEGORIES: [Option<&str>; 4] =
    [None, Some("expense"), Some("expense:food"), Some("expense:food:bread")];

/// A budget as the auditor keeps it, without looking at the state.
struct Window {
    /// The first period whose rest was not lost.
    kept_from: u64,
    /// The most that was allowed in each period. Unit: minor units.
    limits: BTreeMap<u64, i128>,
    now: i128,
    /// Charges that were not taken back, by period.
    outs: BTreeMap<u64, i128>,
    per: u64,
    since: u64,
    unspent: Unspent,
}

impl Window {
    fn period(&self, day: u64) -> u64 {
        (day - self.since) / self.per
    }

    /// Goes on to a day: what is allowed stays allowed.
    fn turn(&mut self, day: u64) {
        let last = self.period(day);
        let first = self.limits.keys().next_back().map_or(0, |period| period + 1);
        for period in first..=last {
            let _ = self.limits.insert(period, self.now);
            if self.unspent == Unspent::Lapse {
                self.kept_from = period;
            }
        }
    }

    fn check(&self) {
        let outs: i128 = self.outs.range(self.kept_from..).map(|(_, sum)| sum).sum();
        let limits: i128 = self.limits.range(self.kept_from..).map(|(_, limit)| limit).sum();
        assert!(outs <= limits, "{:?} {:?} from {}", self.outs, self.limits, self.kept_from);
    }
}

/// Who hears the events, and knows what was asked by whom on which day.
#[derive(Default)]
struct Hearer {
    /// What each person paid alone, by day.
    alone: BTreeMap<PersonId, Vec<(u64, i128)>>,
    budgets: BTreeMap<String, Window>,
    day: u64,
    /// Category of every request and stream.
    requests: BTreeMap<u64, (String, i128, Option<u64>)>,
    streams: BTreeMap<u64, (String, u64)>,
}

impl Hearer {
    /// Charges an amount to the budgets that hold a category.
    fn charge(&mut self, under: &str, amount: i128, day: u64) {
        let now = self.day;
        for (of, window) in &mut self.budgets {
            let is_part = of.is_empty() || under == of || under.starts_with(&format!("{of}:"));
            if is_part && day >= window.since {
                window.turn(now);
                *window.outs.entry(window.period(day)).or_default() += amount;
                if amount > 0 {
                    window.check();
                }
            }
        }
    }

    fn hear(&mut self, action: Option<&Action>, events: &[Event]) {
        let under = action.and_then(category_of).unwrap_or_default();
        if let Some(Action::Treasury(TreasuryAction::Pay { amount, .. })) = action {
            self.charge(&under, amount.minor_units(), self.day);
        }
        for event in events {
            if let Event::Treasury(TreasuryEvent::Posted { amount, credit, .. }) = event {
                let of = credit.to_string();
                let stream =
                    of.strip_prefix("escrow-stream-").map(|number| number.parse().unwrap());
                // What an escrow gives back to the fund is no charge any more.
                let back = |event: &Event| {
                    let TreasuryEvent::Posted { debit, .. } = (match event {
                        Event::Treasury(event) => event,
                        _ => return false,
                    }) else {
                        return false;
                    };
                    matches!(debit, AccountId::Fund(_))
                };
                if let Some((under, day)) =
                    stream.and_then(|of: u64| self.streams.get(&of)).cloned()
                    && back(event)
                {
                    self.charge(&under, -amount.minor_units(), day);
                }
            }
            let Event::Spending(event) = event else { continue };
            match event {
                E::Requested { request, amount, .. } => {
                    let kept = (under.clone(), amount.minor_units(), None);
                    let _ = self.requests.insert(*request, kept);
                }
                E::Approved { request, amount, .. } => {
                    let day = self.day;
                    let kept = self.requests.get_mut(request).unwrap();
                    kept.2 = Some(day);
                    let under = kept.0.clone();
                    self.charge(&under, amount.minor_units(), day);
                }
                E::Withdrawn { request } | E::Rejected { request, .. } | E::Lapsed { request } => {
                    let kept = self.requests.get(request).cloned().unwrap();
                    if let (under, amount, Some(day)) = kept {
                        self.charge(&under, -amount, day);
                    }
                }
                E::BatchPaid { amount, .. } => {
                    self.charge(&under, amount.minor_units(), self.day);
                }
                E::StreamStarted { stream, .. } => {
                    let _ = self.streams.insert(*stream, (under.clone(), self.day));
                }
                E::StreamPeriod { stream, amount, .. } => {
                    let kept = self.streams.get_mut(stream).unwrap();
                    kept.1 = self.day;
                    let under = kept.0.clone();
                    self.charge(&under, amount.minor_units(), self.day);
                }
                E::BudgetSet { category, limit, per, unspent, .. } => {
                    let of = category.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.set(
                        of,
                        limit.map(polity_types::Amount::minor_units),
                        per.0 / 86_400,
                        *unspent,
                    );
                }
                _ => {}
            }
        }
    }

    fn set(&mut self, of: String, limit: Option<i128>, per: u64, unspent: Unspent) {
        let Some(limit) = limit else {
            let _ = self.budgets.remove(&of);
            return;
        };
        let day = self.day;
        let new = Window {
            kept_from: 0,
            limits: BTreeMap::from([(0, limit)]),
            now: limit,
            outs: BTreeMap::new(),
            per,
            since: day,
            unspent,
        };
        match self.budgets.get_mut(&of) {
            Some(window) if window.per == per => {
                window.turn(day);
                let most = window.limits.entry((day - window.since) / per).or_default();
                // What was paid before a limit was lowered stays paid.
                *most = (*most).max(limit);
                (window.now, window.unspent) = (limit, unspent);
            }
            _ => {
                let _ = self.budgets.insert(of, new);
            }
        }
    }

    /// Notes what a person did alone, and checks every ten days.
    fn note(&mut self, person: PersonId, amount: i128) {
        let day = self.day;
        let acts = self.alone.entry(person).or_default();
        acts.push((day, amount));
        let in_ten_days = |(then, _): &&(u64, i128)| day - then < 10;
        let sum: i128 = acts.iter().filter(in_ten_days).map(|(_, amount)| amount).sum();
        assert!(sum <= ALONE, "{acts:?}");
    }
}

fn category_of(action: &Action) -> Option<String> {
    let category = match action {
        Action::Treasury(TreasuryAction::Pay { category, .. })
        | Action::Spending(
            S::Request { category, .. }
            | S::PayBatch { category, .. }
            | S::StartStream { category, .. },
        ) => category.as_ref(),
        _ => None,
    };
    category.map(ToString::to_string)
}

/// One step: what, by whom, about which number, how much.
type Step = (u8, usize, u64, i128);

fn any_step() -> impl Strategy<Value = Step> {
    let amount = prop_oneof![10 => 1_i128..1_500, 2 => 1_500_i128..6_000, 1 => Just(0_i128)];
    (0..14_u8, 0..4_usize, 1..10_u64, amount)
}

fn action((kind, who, number, sum): Step, scene: &Scene, people: &[Actor]) -> Option<Action> {
    let state = &scene.society.state;
    let to = AccountId::Person(people[(who + 1) % people.len()].person);
    let fund = account("fund-common");
    let under = CATEGORIES[usize::try_from(number).unwrap() % 4].and_then(category);
    let counts = query::counts(state);
    let request = (counts.requests + 1).saturating_sub(number).max(1);
    let some = amount(sum);
    Some(match kind {
        0..=2 => {
            let (asset, from) = (asset(), fund);
            TreasuryAction::Pay { amount: some, asset, category: under, from, memo: None, to }
                .into()
        }
        3 | 4 => {
            let lines = vec![Line { amount: some, to }];
            let (receipts, text) = (vec![], None);
            S::Request { asset: asset(), category: under, fund, lines, receipts, text }.into()
        }
        5 | 6 => {
            let total = query::request(state, request).map_or(0, |one| one.total.minor_units());
            approve(request, total).into()
        }
        7 => S::Withdraw { request }.into(),
        8 => {
            let lines = vec![Line { amount: some, to }];
            S::PayBatch { amount: some, asset: asset(), category: under, fund, lines, memo: None }
                .into()
        }
        9 => {
            let pace = if who % 2 == 0 { Pace::Accrues } else { Pace::AtOnce };
            let times = u32::try_from(number).unwrap();
            S::StartStream {
                amount: amount(sum * i128::from(times)),
                asset: asset(),
                category: under,
                each: some,
                every: Seconds::days(3),
                fund,
                memo: None,
                pace,
                times,
                to,
            }
            .into()
        }
        10 => S::StopStream { stream: (counts.streams + 1).saturating_sub(number).max(1) }.into(),
        11 => {
            let unspent = if who % 2 == 0 { Unspent::Lapse } else { Unspent::Carry };
            let limit = (sum > 0).then(|| amount(sum * 2));
            let per = Seconds::days([4, 4, 9][who % 3]);
            S::SetBudget { asset: asset(), category: under, fund, limit, per, unspent }.into()
        }
        _ => return None,
    })
}

/// The same histories in every run, so that what must have happened in them does.
fn limits_hold() {
    let config = ProptestConfig { cases: 60, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&prop::collection::vec(any_step(), 0..140), |steps| {
        let mut scene = Scene::under(&format!("{CHARTER}{LINES}"));
        let founder = scene.founder.clone();
        let people = [founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone()];
        let mut hearer = Hearer::default();
        for step in steps {
            let Some(action) = action(step, &scene, &people) else {
                for _ in 0..step.2 {
                    hearer.day += 1;
                    let due = scene.wait(1);
                    hearer.hear(None, &due);
                }
                continue;
            };
            let by_rule = matches!(step.0, 10 | 11);
            let actor = if by_rule { &founder } else { &people[step.1] };
            match scene.society.act(actor, action.clone()) {
                Ok(events) => {
                    ADMITTED[usize::from(step.0)].fetch_add(1, Ordering::Relaxed);
                    hearer.hear(Some(&action), &events);
                    let value = crate::registry::value(&action).filter(|_| step.1 != 0 && !by_rule);
                    if let Some((_, amount)) = value {
                        hearer.note(actor.person, amount.minor_units());
                    }
                }
                Err(refusal) => {
                    let place = match refusal.code.as_str() {
                        "spending.over_budget" if step.0 <= 2 => 12,
                        "charter.over_limit" => 13,
                        _ => continue,
                    };
                    ADMITTED[place].fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failed| panic!("{failed}"));
}

/// Steps that the rules admitted, by kind, and the refusals for want of room, over all histories.
static ADMITTED: [AtomicUsize; 14] = [const { AtomicUsize::new(0) }; 14];

#[test]
fn spe_3_no_limit_is_exceeded_in_any_window_whichever_action_pays() {
    limits_hold();
    let admitted: Vec<usize> = ADMITTED.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    assert!(admitted.iter().all(|count| *count >= 20), "{admitted:?}");
}
