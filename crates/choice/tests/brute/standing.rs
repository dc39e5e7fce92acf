//! Decisions that stand open, step by step.

use std::collections::BTreeMap;

use polity_choice::exact::Share;
use polity_choice::standing::{
    Consent, Conviction, ConvictionRule, LazyConsensus, LazyResult, Stance, VoteBudget, consent,
    lazy_consensus,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Every single step: conviction fades by the factor that halves it in a half-life, and support adds.
    #[test]
    fn conviction_step_by_step(
        changes in prop::collection::vec((0..30u64, 0..100_000u64), 1..6), half_life in 1..40u32, wait in 0..80u64, share in 1..120u128,
    ) {
        let rule = ConvictionRule::new(half_life).unwrap();
        let factor = 0.5f64.powf(1.0 / f64::from(half_life));
        let mut conviction = Conviction::default();
        let (mut step, mut value, mut support) = (0u64, 0.0f64, 0u64);
        let walk = |steps: u64, value: f64, support: u64| (0..steps).fold(value, |value, _| value * factor + support as f64);
        for (later, new) in changes {
            value = walk(later, value, support);
            step += later;
            conviction.set(step, new, rule).unwrap();
            support = new;
        }
        let begin = step;
        value = walk(wait, value, support);
        let ours = conviction.at(step + wait, rule) as f64;
        // However many changes: only what is told is rounded down.
        prop_assert!((ours - value).abs() <= 1.0 + value * 1e-9, "{} and {}", ours, value);
        // The step at which a number is reached is the first.
        let needed = rule.most(support).unwrap() * share / 100;
        match conviction.reaches(needed, rule) {
            Some(at) => {
                prop_assert!(conviction.at(at, rule) >= needed);
                prop_assert!(at == begin || conviction.at(at - 1, rule) < needed);
            }
            None => prop_assert!((0..2_000).all(|later| conviction.at(begin + later, rule) < needed)),
        }
    }

    #[test]
    fn budgets_of_votes(changes in prop::collection::vec((0..4u64, -12..13i64), 0..20), credits in 0..200u64) {
        let mut budget = VoteBudget::new(credits);
        let mut held: BTreeMap<u64, i64> = BTreeMap::new();
        for (question, votes) in changes {
            let mut then = held.clone();
            let _ = then.insert(question, votes);
            let cost = |held: &BTreeMap<u64, i64>| held.values().map(|votes| votes.unsigned_abs().pow(2)).sum::<u64>();
            let outcome = budget.set(question, votes);
            prop_assert_eq!(outcome.is_ok(), cost(&then) <= credits);
            if let Ok(spend) = outcome {
                prop_assert_eq!(spend.change, i128::from(cost(&then)) - i128::from(cost(&held)));
                prop_assert_eq!(spend.cost, votes.unsigned_abs().pow(2));
                held = then;
            }
            prop_assert_eq!(budget.left(), credits - cost(&held));
            prop_assert!(held.iter().all(|(&question, &votes)| budget.votes(question) == votes));
        }
    }

    #[test]
    fn silence_and_objection(
        objections in prop::collection::vec((0..4u64, 0..60u64), 0..6), announced_at in 0..20u64, period in 0..30u64,
        stopped_by in 0..6u64, now in 0..70u64,
    ) {
        let rule = LazyConsensus { announced_at, period, stopped_by };
        let end = announced_at + period;
        let weight: u64 = objections.iter().filter(|(_, at)| *at < end && *at <= now).map(|(weight, _)| weight).sum();
        let wanted = if weight >= stopped_by.max(1) { LazyResult::Stopped(weight) }
            else if now < end { LazyResult::Open(end) } else { LazyResult::Passed };
        // What is objected to before it is announced is a mistake of somebody.
        let is_early = objections.iter().any(|(_, at)| *at < announced_at);
        prop_assert_eq!(lazy_consensus(rule, &objections, now).ok(), (!is_early).then_some(wanted));
    }

    #[test]
    fn consent_is_counted(
        stances in prop::collection::vec(0..4usize, 0..8), silent in 0..5u64, stopped_by in 0..3u64, answered in 0..5u64, aside in 0..5u64,
    ) {
        let said: Vec<Stance> = stances.iter().map(|&one| match one {
            0 => Stance::Consent,
            1 => Stance::Reserve("r".into()),
            2 => Stance::Aside,
            _ => Stance::Block("b".into()),
        }).collect();
        let of = |kinds: &[usize]| stances.iter().filter(|one| kinds.contains(one)).count() as u64;
        let share = |part: u64| Share::new(part, 4).unwrap();
        let rule = Consent { stopped_by, answered: share(answered.min(4)), aside: share(aside.min(4)) };
        let all = stances.len() as u64;
        let result = consent(rule, all + silent, &said).unwrap();
        let wanted = of(&[3]) < stopped_by.max(1) && 4 * all >= answered.min(4) * (all + silent)
            && 4 * of(&[2]) <= aside.min(4) * all && of(&[0, 1]) > 0;
        prop_assert_eq!(result.passed, wanted);
        prop_assert_eq!((result.consenting, result.aside, result.silent), (of(&[0, 1]), of(&[2]), silent));
    }
}
