//! Counts kept running say what a full count says, after any history of ballots that came, changed and
//! went.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests count small numbers and fail by panicking"
)]

use std::collections::BTreeMap;

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::quadratic::{QuadraticBallots, quadratic_voting};
use polity_choice::ranked::{Pairwise, Unranked};
use polity_choice::single::{
    Answer, Overvotes, RunningMarks, RunningScores, YesNo, approval, majority_judgment, plurality,
    score,
};
use polity_choice::ties::TieBreak;
use proptest::prelude::*;

const SIZE: usize = 4;
const TIES: &TieBreak = &TieBreak::Listed;

fn names() -> Vec<String> {
    (0..SIZE).map(|number| format!("c{number}")).collect()
}

/// One voter says something new, or takes back what they said: a number for each candidate, 0 says
/// nothing.
type Step = (u8, Option<[i64; SIZE]>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let says = prop::option::weighted(0.8, prop::array::uniform4(0..5i64));
    prop::collection::vec((0..6u8, says), 0..40)
}

/// Weight of a voter.
fn weight(voter: u8) -> u64 {
    u64::from(voter) % 3 + 1
}

fn set(numbers: &[i64; SIZE]) -> Vec<usize> {
    (0..SIZE).filter(|&one| numbers[one] > 2).collect()
}

fn first(numbers: &[i64; SIZE]) -> Vec<usize> {
    (0..SIZE).max_by_key(|&one| numbers[one]).into_iter().collect()
}

fn marks(numbers: &[i64; SIZE]) -> Vec<(usize, i64)> {
    numbers.iter().copied().enumerate().filter(|&(_, number)| number != 0).collect()
}

fn answer(numbers: &[i64; SIZE]) -> Answer {
    match numbers[0] {
        0 => Answer::Abstain,
        1 | 2 => Answer::No,
        _ => Answer::Yes,
    }
}

/// A ballot of one voter alone, ranked by number.
fn ranks(numbers: &[i64; SIZE]) -> Vec<Vec<usize>> {
    (1..5).rev().map(|rank| (0..SIZE).filter(|&one| numbers[one] == rank).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn running_counts_say_what_full_counts_say(steps in steps()) {
        let mut approvals = RunningMarks::new(names()).unwrap();
        let mut firsts = RunningMarks::new(names()).unwrap();
        let mut scores = RunningScores::new(names(), 0, 4).unwrap();
        let mut quadratic = QuadraticBallots::new(names(), 100).unwrap();
        let mut pairs = Pairwise::new(SIZE, Unranked::Last).unwrap();
        let mut yes_no = YesNo { eligible: 100, ..YesNo::default() };
        let mut said: BTreeMap<u8, [i64; SIZE]> = BTreeMap::new();
        for (voter, numbers) in steps {
            let (weight, old) = (weight(voter), said.get(&voter).copied());
            approvals.change(weight, old.as_ref().map(set).as_deref(), numbers.as_ref().map(set).as_deref()).unwrap();
            firsts.change(weight, old.as_ref().map(first).as_deref(), numbers.as_ref().map(first).as_deref()).unwrap();
            scores.change(weight, old.as_ref().map(marks).as_deref(), numbers.as_ref().map(marks).as_deref()).unwrap();
            yes_no.change(weight, old.as_ref().map(answer), numbers.as_ref().map(answer)).unwrap();
            if old.is_none() {
                let _ = quadratic.add(weight, &[]).unwrap();
            }
            let (before, after) = (old.unwrap_or([0; SIZE]), numbers.unwrap_or([0; SIZE]));
            let _ = quadratic.replace(weight, &marks(&before), &marks(&after)).unwrap();
            for (numbers, adds) in [(old, false), (numbers, true)] {
                let Some(numbers) = numbers else { continue };
                let mut one = Ranked::new(names()).unwrap();
                one.add_ranks(weight, ranks(&numbers).iter().map(Vec::as_slice)).unwrap();
                for ballot in one.ballots() {
                    if adds { pairs.add(ballot) } else { pairs.remove(ballot) }
                }
            }
            match numbers {
                Some(numbers) => said.insert(voter, numbers),
                None => said.remove(&voter),
            };
        }
        let mut full_sets = Approvals::new(names()).unwrap();
        let mut full_firsts = Ranked::new(names()).unwrap();
        let mut full_scores = Scores::new(names(), 0, 4).unwrap();
        let mut full_orders = Ranked::new(names()).unwrap();
        let mut full_votes = QuadraticBallots::new(names(), 100).unwrap();
        let mut full_answers = YesNo { eligible: 100, ..YesNo::default() };
        for (&voter, numbers) in &said {
            let weight = weight(voter);
            full_sets.add(weight, &set(numbers)).unwrap();
            full_firsts.add(weight, &first(numbers)).unwrap();
            full_scores.add(weight, &marks(numbers)).unwrap();
            full_orders.add_ranks(weight, ranks(numbers).iter().map(Vec::as_slice)).unwrap();
            let _ = full_votes.add(weight, &marks(numbers)).unwrap();
            full_answers.change(weight, None, Some(answer(numbers))).unwrap();
        }
        for seats in 1..SIZE {
            prop_assert_eq!(approvals.result(seats, TIES).unwrap(), approval(&full_sets, seats, TIES).unwrap());
            prop_assert_eq!(firsts.result(seats, TIES).unwrap(), plurality(&full_firsts, Overvotes::Void, seats, TIES).unwrap());
            prop_assert_eq!(scores.score(seats, TIES).unwrap(), score(&full_scores, seats, TIES).unwrap());
            prop_assert_eq!(scores.judge(seats, TIES).unwrap(), majority_judgment(&full_scores, seats, TIES).unwrap());
            let (ours, full) = (quadratic_voting(&quadratic, seats, TIES).unwrap(), quadratic_voting(&full_votes, seats, TIES).unwrap());
            prop_assert_eq!((ours.winners, ours.votes, ours.spent), (full.winners, full.votes, full.spent));
        }
        prop_assert_eq!(pairs, Pairwise::of(&full_orders, Unranked::Last).unwrap());
        prop_assert_eq!(yes_no, full_answers);
    }
}

/// What was never added cannot be taken out, and a refusal changes nothing.
#[test]
fn what_was_not_added_is_not_taken_out() {
    let mut running = RunningMarks::new(names()).unwrap();
    running.change(2, None, Some(&[0, 1])).unwrap();
    let before = running.clone();
    assert!(running.change(3, Some(&[0]), None).is_err());
    assert!(running.change(1, Some(&[2]), None).is_err());
    assert!(running.change(1, None, Some(&[SIZE])).is_err());
    assert!(running.change(u64::MAX, None, Some(&[0])).is_err());
    assert_eq!(running, before);
    let mut running = RunningScores::new(names(), 0, 4).unwrap();
    running.change(2, None, Some(&[(0, 3)])).unwrap();
    let before = running.clone();
    assert!(running.change(2, Some(&[(0, 2)]), None).is_err());
    assert!(running.change(2, None, Some(&[(0, 5)])).is_err());
    assert!(running.change(2, None, Some(&[(0, 1), (0, 2)])).is_err());
    assert_eq!(running, before);
}
