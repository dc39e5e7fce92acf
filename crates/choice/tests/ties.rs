//! Ties that decide are told by every method, in data and in words: where none is told, no other rule
//! for ties leads to another result.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers and fail by panicking"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::budget::{Budget, Project};
use polity_choice::format::PabulibFile;
use polity_choice::tally::{Kind, METHODS, Options, Profile, TallyResult, run};
use serde_json::Value;

/// A cheap generator for inputs; nothing is decided with it.
struct Mix(u64);

impl Mix {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

const SIZE: usize = 4;

/// A few voters, so that ties are common: a weight, and a number from 0 to 4 for each candidate.
type Voters = Vec<(u64, [u64; SIZE])>;

fn voters(mix: &mut Mix) -> (Voters, [u64; SIZE]) {
    let voters = (0..=mix.below(6)).map(|_| {
        let weight = 1 + mix.below(2);
        (weight, std::array::from_fn(|_| mix.below(5)))
    });
    let voters = voters.collect();
    (voters, std::array::from_fn(|_| 10 * mix.below(5)))
}

/// What the voters say on a kind of ballots, with the candidates in the order of `turn`.
fn profile(
    kind: Kind,
    (voters, costs): &(Voters, [u64; SIZE]),
    turn: [usize; SIZE],
) -> Option<Profile> {
    let names = || turn.iter().map(|one| format!("c{one}")).collect();
    let given = |numbers: &[u64; SIZE]| turn.map(|one| numbers[one]);
    let places = |numbers: [u64; SIZE], least: u64| -> Vec<usize> {
        (0..SIZE).filter(|&place| numbers[place] >= least).collect()
    };
    Some(match kind {
        Kind::Ranked => {
            let mut ballots = Ranked::new(names()).unwrap();
            for (weight, numbers) in voters {
                let numbers = given(numbers);
                // Equal numbers are strict in the order of their names; 0 is not ranked.
                let mut order = places(numbers, 1);
                order.sort_by_key(|&place| (Reverse(numbers[place]), turn[place]));
                ballots.add(*weight, &order).unwrap();
            }
            Profile::ranked(ballots)
        }
        Kind::Approvals => {
            let mut ballots = Approvals::new(names()).unwrap();
            for (weight, numbers) in voters {
                ballots.add(*weight, &places(given(numbers), 3)).unwrap();
            }
            Profile::Approvals(ballots, None)
        }
        Kind::Scores => {
            let mut ballots = Scores::new(names(), 0, 4).unwrap();
            for (weight, numbers) in voters {
                let score = |number: u64| i64::try_from(number).unwrap();
                let marks: Vec<(usize, i64)> =
                    given(numbers).into_iter().map(score).enumerate().collect();
                ballots.add(*weight, &marks).unwrap();
            }
            Profile::Scores(ballots)
        }
        Kind::Budget => {
            let project = |one: usize| Project {
                id: format!("c{one}"),
                name: String::new(),
                cost: costs[one],
            };
            let mut budget = Budget::new(60, turn.map(project).to_vec()).unwrap();
            for (weight, numbers) in voters {
                let marks: Vec<(usize, u64)> =
                    places(given(numbers), 2).into_iter().map(|place| (place, 1)).collect();
                budget.add(*weight, &marks).unwrap();
            }
            let (meta, selected) = (BTreeMap::new(), Vec::new());
            Profile::Budget(Box::new(PabulibFile { budget, meta, places: 0, selected }))
        }
        _ => return None,
    })
}

/// The candidates as they are.
const LISTED: [usize; SIZE] = [0, 1, 2, 3];

/// Options under which a method is run in turn.
fn options(method: &str) -> &'static [&'static [(&'static str, &'static str)]] {
    match method {
        "budget-greedy" => &[&[], &[("skip", "no")], &[("order", "cardinality")]],
        "budget-shares" => &[&[("completion", "greedy")], &[("completion", "add1")]],
        "equal-shares" => &[&[], &[("completion", "approval")]],
        "ranked-pairs" => &[&[], &[("strength", "margins")]],
        "quadratic" => &[&[("credits", "100")]],
        "stv-wig" => &[&[], &[("elects", "one")]],
        _ => &[&[]],
    }
}

/// How many ties a result tells as data.
fn told(result: &TallyResult) -> usize {
    let ties = result.data["ties"].as_array().map_or(0, Vec::len);
    ties + usize::from(!matches!(result.data.get("also_best"), None | Some(Value::Null)))
}

fn elected(result: &TallyResult) -> BTreeSet<&String> {
    result.winners.iter().collect()
}

#[test]
fn where_no_tie_is_told_no_rule_for_ties_decides() {
    let mut mix = Mix(88_172_645_463_325_252);
    let (mut decided, mut silent): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) =
        (BTreeMap::new(), BTreeMap::new());
    for method in METHODS.iter().filter(|method| method.has_ties) {
        let options = options(method.name);
        for round in 0..100 {
            let case = voters(&mut mix);
            let Some(profile) = profile(method.ballots, &case, LISTED) else { break };
            let mut stated = options[round % options.len()].to_vec();
            let seats = (1 + round % 3).to_string();
            if method.has_seats {
                stated.push(("seats", &seats));
            }
            let by = |ties: &str| {
                let all = stated.iter().copied().chain([("ties", ties)]);
                run(method.name, &profile, &Options::new(all)).unwrap()
            };
            let listed = by("listed");
            let is_told = told(&listed) > 0;
            let sentences = listed.explanation.sentences.join(" ").to_lowercase();
            assert_eq!(is_told, sentences.contains("tie"), "{}: {sentences}", method.name);
            *if is_told { &mut decided } else { &mut silent }.entry(method.name).or_default() += 1;
            for seed in 0..6u8 {
                let drawn = by(&format!("{seed:02x}").repeat(32));
                assert!(
                    is_told || elected(&listed) == elected(&drawn),
                    "{} {stated:?}: {:?} and {:?}, no tie told: {}",
                    method.name,
                    listed.winners,
                    drawn.winners,
                    listed.data
                );
            }
        }
    }
    println!("told: {decided:?}\nnone: {silent:?}");
    for method in METHODS.iter().filter(|method| method.has_ties && method.name != "delegation") {
        assert!(decided.get(method.name).is_some_and(|&times| times > 0), "{}", method.name);
        assert!(silent.get(method.name).is_some_and(|&times| times > 0), "{}", method.name);
    }
}

/// Anonymity and neutrality of every method that elects: voters in another order, and candidates listed in
/// another order, change nothing, since a lot depends on the seed and on names alone. The default option of
/// Debian's rule is the last of the list, and yes and no have places of their own.
#[test]
fn the_order_of_voters_and_of_candidates_decides_nothing() {
    let mut mix = Mix(3_141_592_653_589_793);
    let turns = [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]];
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for method in METHODS.iter().filter(|one| !["debian", "majority"].contains(&one.name)) {
        let options = options(method.name);
        for round in 0..60 {
            let case = voters(&mut mix);
            let Some(before) = profile(method.ballots, &case, LISTED) else { break };
            let turned = (case.0.iter().rev().copied().collect(), case.1);
            let after = profile(method.ballots, &turned, turns[round % 3]).unwrap();
            let (seats, seed) = ((1 + round % 3).to_string(), format!("{round:02x}").repeat(32));
            let mut stated = options[round % options.len()].to_vec();
            if method.has_seats {
                stated.push(("seats", &seats));
            }
            if method.has_ties {
                stated.push(("ties", &seed));
            }
            let stated = Options::new(stated);
            let before = run(method.name, &before, &stated).unwrap();
            let after = run(method.name, &after, &stated).unwrap();
            assert_eq!(elected(&before), elected(&after), "{} {stated:?} {case:?}", method.name);
            *compared.entry(method.name).or_default() += 1;
        }
    }
    assert!(compared.len() > 30 && compared.values().all(|&times| times == 60), "{compared:?}");
}

/// A circle of three equal victories: whoever wins owes it to the rule, which is said.
#[test]
fn a_perfect_circle_is_a_tie_by_ranked_pairs_and_kemeny() {
    let mut ballots = Ranked::new(vec!["Ana".into(), "Ben".into(), "Cem".into()]).unwrap();
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
        ballots.add(1, &order).unwrap();
    }
    let profile = Profile::ranked(ballots);
    let pairs = run("ranked-pairs", &profile, &Options::default()).unwrap();
    assert_eq!(pairs.winners, ["Ana"]);
    assert_eq!(pairs.data["ties"][0]["tied"], serde_json::json!([0, 1, 2]));
    assert_eq!(pairs.data["ties"][0]["taken"], serde_json::json!([0]));
    let told =
        "A tie for a circle of equal victories between Ana, Ben and Cem: the stated rule took Ana.";
    assert!(pairs.explanation.sentences.contains(&told.to_owned()), "{:?}", pairs.explanation);
    let kemeny = run("kemeny", &profile, &Options::default()).unwrap();
    assert_eq!(kemeny.data["ties"][0]["tied"], serde_json::json!([0, 1, 2]));
}

/// Equal projects of which the money pays for one.
#[test]
fn greedy_budgets_tell_which_of_equals_the_money_went_to() {
    let project = |id: &str, cost| Project { id: id.into(), name: String::new(), cost };
    let costs = vec![project("a", 60), project("b", 60), project("c", 30), project("d", 900)];
    let mut budget = Budget::new(100, costs).unwrap();
    budget.add(1, &[(0, 1), (1, 1), (2, 1), (3, 1)]).unwrap();
    let (meta, selected) = (BTreeMap::new(), Vec::new());
    let file = PabulibFile { budget, meta, places: 0, selected };
    let profile = Profile::Budget(Box::new(file));
    let result = run("budget-greedy", &profile, &Options::default()).unwrap();
    assert_eq!(result.winners, ["a", "c"]);
    // What costs more than there is could not have been funded in any order.
    let told = "A tie for the money that is left between a, b and c: the stated rule took a and c.";
    assert!(result.explanation.sentences.contains(&told.to_owned()), "{:?}", result.explanation);
}
