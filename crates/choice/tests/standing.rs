//! Decisions that stand open, houses, and majorities at their boundaries.

use polity_choice::exact::Share;
use polity_choice::single::{Abstentions, Base, Majority, Quorum, YesNo, majority};
use polity_choice::standing::{
    Consent, Conviction, ConvictionRule, FundRule, LazyConsensus, LazyResult, Stance, VoteBudget,
    consent, lazy_consensus,
};
use polity_choice::weight::{House, Mixed, mixed};

#[test]
fn conviction_halves_and_does_not_depend_on_who_looks() {
    let rule = ConvictionRule::new(10).unwrap();
    let most = rule.most(1_000).unwrap();
    let mut conviction = Conviction::default();
    conviction.set(0, 1_000, rule).unwrap();
    // Half of the most after one half-life, three quarters after two, to the unit below.
    assert!((most / 2).abs_diff(conviction.at(10, rule)) <= 2);
    assert!((most * 3 / 4).abs_diff(conviction.at(20, rule)) <= 2);
    let reached = conviction.reaches(most / 2 - 2, rule).unwrap();
    assert!(conviction.at(reached, rule) >= most / 2 - 2);
    assert!(conviction.at(reached - 1, rule) < most / 2 - 2);
    assert_eq!(conviction.reaches(most * 2, rule), None);
    let before = conviction.at(20, rule);
    conviction.set(20, 0, rule).unwrap();
    assert!((before / 2).abs_diff(conviction.at(30, rule)) <= 2);
    assert!(conviction.set(19, 1, rule).is_err(), "time does not go back");
    assert!(ConvictionRule::new(0).is_err());
}

#[test]
fn a_vote_budget_shows_its_price_and_frees_what_is_taken_back() {
    let mut budget = VoteBudget::new(100);
    let spend = budget.set(1, 6).unwrap();
    assert_eq!((spend.cost, spend.left, spend.next_vote), (36, 64, 13));
    assert_eq!(budget.set(2, -8).unwrap().left, 0);
    assert!(budget.set(3, 1).is_err());
    assert_eq!(budget.price(1, 7).unwrap_err().code(), "choice.too_many");
    assert_eq!(budget.set(2, 0).unwrap().left, 64);
    assert_eq!(budget.votes(2), 0);
}

#[test]
fn silence_passes_and_objections_stop_until_the_last_second() {
    let rule = LazyConsensus { announced_at: 100, period: 50, stopped_by: 2 };
    assert_eq!(lazy_consensus(rule, &[(1, 120)], 149).unwrap(), LazyResult::Open(150));
    assert_eq!(lazy_consensus(rule, &[(1, 120)], 150).unwrap(), LazyResult::Passed);
    assert_eq!(lazy_consensus(rule, &[(1, 120), (1, 149)], 149).unwrap(), LazyResult::Stopped(2));
    assert_eq!(lazy_consensus(rule, &[(1, 120), (1, 150)], 150).unwrap(), LazyResult::Passed);
    assert_eq!(lazy_consensus(rule, &[(1, 100)], 150).unwrap(), LazyResult::Passed);
    let refused = lazy_consensus(rule, &[(1, 120), (1, 99)], 150).unwrap_err();
    let said = "Ballot 2: an objection at 99, before the announcement at 100.";
    assert_eq!((refused.code(), refused.to_string().as_str()), ("choice.bad_ballot", said));
}

#[test]
fn a_reasoned_block_stops_consent() {
    let rule = Consent { stopped_by: 1, answered: Share::HALF, aside: Share::new(1, 3).unwrap() };
    let yes = || vec![Stance::Consent, Stance::Reserve("cost".into())];
    assert!(consent(rule, 4, &yes()).unwrap().passed);
    assert!(!consent(rule, 5, &yes()).unwrap().passed, "fewer than half answered");
    let blocked = [yes(), vec![Stance::Block("unsafe".into())]].concat();
    assert!(!consent(rule, 4, &blocked).unwrap().passed);
    let silent = [yes(), vec![Stance::Block(" ".into())]].concat();
    assert_eq!(consent(rule, 4, &silent).unwrap_err().code(), "choice.bad_ballot");
    let aside = [yes(), vec![Stance::Aside, Stance::Aside]].concat();
    assert!(!consent(rule, 4, &aside).unwrap().passed, "too many stand aside");
}

#[test]
fn a_panel_holds_its_share_whatever_its_size() {
    let house = |name: &str, percent, yes, no| House {
        name: name.into(),
        share: Share::new(percent, 100).unwrap(),
        ballots: YesNo { yes, no, abstain: 0, eligible: 1_000 },
        quorum: None,
        is_needed: false,
    };
    let rule = Mixed { threshold: Share::HALF, inclusive: false, redistributes: false };
    // 45 % of 80 % and all of 20 % are 56 %.
    let houses = [house("members", 80, 450, 550), house("residents", 20, 10, 0)];
    let result = mixed(&houses, rule).unwrap();
    assert!(result.passed);
    assert_eq!(result.yes.to_string(), "14/25");
    let silent = [house("members", 80, 600, 400), house("residents", 20, 0, 0)];
    assert!(!mixed(&silent, rule).unwrap().passed, "48 % of the whole");
    assert!(mixed(&silent, Mixed { redistributes: true, ..rule }).unwrap().passed);
    assert!(mixed(&houses[..1], rule).is_err(), "shares must sum to 1");
}

#[test]
fn majorities_at_their_boundary() {
    let two_thirds = Share::new(2, 3).unwrap();
    let ballots = |yes, no, abstain| YesNo { yes, no, abstain, eligible: 100 };
    let passes = |ballots, rule| majority(ballots, rule).unwrap().passed;
    let simple = Majority::default();
    assert!(passes(ballots(1, 0, 0), simple));
    assert!(!passes(ballots(5, 5, 0), simple), "a tie is no majority");
    assert!(!passes(ballots(0, 0, 9), Majority { inclusive: true, ..simple }), "nobody said yes");
    let exactly = Majority { threshold: two_thirds, ..simple };
    assert!(!passes(ballots(20, 10, 0), exactly));
    assert!(passes(ballots(20, 10, 0), Majority { inclusive: true, ..exactly }));
    assert!(!passes(ballots(20, 10, 1), Majority { inclusive: true, base: Base::Cast, ..exactly }));
    let quorum = |abstentions| Majority {
        quorum: Some(Quorum::TurnoutOfEligible(Share::new(1, 4).unwrap(), abstentions)),
        ..simple
    };
    assert!(passes(ballots(13, 7, 5), quorum(Abstentions::Counted)));
    assert!(!passes(ballots(13, 7, 5), quorum(Abstentions::NotCounted)));
    assert!(majority(ballots(90, 11, 0), simple).is_err(), "more than are eligible");
}

#[test]
fn a_request_takes_more_the_more_of_the_fund_it_asks_for() {
    let share = |numerator, denominator| Share::new(numerator, denominator).unwrap();
    let rule = FundRule::new(share(5, 100), share(1, 5)).unwrap();
    // Of 1,000: nothing takes 5 %; half of what may be asked four times as much; 150 sixteen times.
    assert_eq!(rule.needed(0, 1_000, 10_000), Some(500));
    assert_eq!(rule.needed(100, 1_000, 10_000), Some(2_000));
    assert_eq!(rule.needed(150, 1_000, 10_000), Some(8_000));
    assert_eq!(rule.needed(1, 1_000, 10_000), Some(506), "500 * (200/199)^2 = 505.04, rounded up");
    assert_eq!(rule.needed(200, 1_000, 10_000), None);
    assert_eq!(rule.needed(0, 0, 10_000), None, "an empty fund gives nothing");
    assert_eq!(rule.needed(1, u128::MAX, u128::MAX / 2), Some(u128::MAX / 40 + 1));
    assert_eq!(FundRule::new(share(0, 1), share(1, 5)).unwrap_err().code(), "choice.bad_option");
}

#[test]
fn a_conviction_that_was_noted_goes_on_as_if_it_had_not_been() {
    let rule = ConvictionRule::new(3).unwrap();
    let mut kept = Conviction::default();
    for (step, support) in [(0, 10), (4, 25), (9, 3), (30, 0)] {
        kept.set(step, support, rule).unwrap();
        let noted = Conviction::noted(kept.kept(), kept.support(), kept.since(), rule).unwrap();
        assert_eq!(noted, kept);
        assert_eq!(noted.at(step + 7, rule), kept.at(step + 7, rule));
    }
    assert!(Conviction::noted(u128::MAX, 1, 0, rule).is_err());
    assert!(Conviction::noted(0, u64::MAX, 0, rule).is_err());
}

/// Nobody can wear away what others support, by rows that change nothing or by going to and fro.
#[test]
fn conviction_is_not_worn_away_by_changes() {
    let rule = ConvictionRule::new(1_000).unwrap();
    let mut alone = Conviction::default();
    alone.set(0, 1, rule).unwrap();
    let (mut same, mut restless) = (alone, alone);
    for step in 1..=2_000 {
        same.set(step, 1, rule).unwrap();
        restless.set(step, 2, rule).unwrap();
        restless.set(step, 1, rule).unwrap();
    }
    assert_eq!(alone.at(2_001, rule), 1_082);
    assert_eq!(same, alone, "the same support again is no change");
    assert!(restless.at(2_001, rule).abs_diff(1_082) <= 1, "{}", restless.at(2_001, rule));
    // The most that fits.
    let rule = ConvictionRule::new(1_000_000).unwrap();
    let mut most = Conviction::default();
    most.set(0, 1 << 40, rule).unwrap();
    most.set(200_000_000, 0, rule).unwrap();
    assert!(most.value().abs_diff(rule.most(1 << 40).unwrap()) <= 1);
    assert_eq!(Conviction::noted(most.kept(), 0, 200_000_000, rule).unwrap(), most);
}
