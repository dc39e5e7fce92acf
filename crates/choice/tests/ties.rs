//! Ties that decide are told by every method, in data and in words: where none is told, no other rule
//! for ties leads to another result.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests count small numbers and fail by panicking"
)]

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
    fn place(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(u64::try_from(bound).unwrap())).unwrap()
    }
}

const SIZE: usize = 4;

fn names() -> Vec<String> {
    (0..SIZE).map(|number| format!("c{number}")).collect()
}

/// A few ballots of a kind, so that ties are common.
fn profile(kind: Kind, mix: &mut Mix) -> Option<Profile> {
    let lines = 1 + mix.below(6);
    Some(match kind {
        Kind::Ranked => {
            let mut ballots = Ranked::new(names()).unwrap();
            let mut order: Vec<usize> = (0..SIZE).collect();
            for _ in 0..lines {
                for place in 0..SIZE {
                    let other = place + mix.place(SIZE - place);
                    order.swap(place, other);
                }
                let kept = 1 + mix.place(SIZE);
                ballots.add(1 + mix.below(2), &order[..kept]).unwrap();
            }
            Profile::ranked(ballots)
        }
        Kind::Approvals => {
            let mut ballots = Approvals::new(names()).unwrap();
            for _ in 0..lines {
                let set: Vec<usize> = (0..SIZE).filter(|_| mix.below(2) == 0).collect();
                ballots.add(1, &set).unwrap();
            }
            Profile::Approvals(ballots, None)
        }
        Kind::Scores => {
            let mut ballots = Scores::new(names(), 0, 3).unwrap();
            for _ in 0..lines {
                let marks: Vec<(usize, i64)> =
                    (0..SIZE).map(|one| (one, i64::try_from(mix.below(4)).unwrap())).collect();
                ballots.add(1, &marks).unwrap();
            }
            Profile::Scores(ballots)
        }
        Kind::Budget => {
            let project = |number: usize, cost| Project {
                id: format!("p{number}"),
                name: String::new(),
                cost,
            };
            let projects = (0..SIZE).map(|number| project(number, 10 * mix.below(5))).collect();
            let mut budget = Budget::new(60, projects).unwrap();
            for _ in 0..lines {
                let marks: Vec<(usize, u64)> =
                    (0..SIZE).filter(|_| mix.below(2) == 0).map(|one| (one, 1)).collect();
                budget.add(1, &marks).unwrap();
            }
            let (meta, selected) = (BTreeMap::new(), Vec::new());
            Profile::Budget(Box::new(PabulibFile { budget, meta, places: 0, selected }))
        }
        _ => return None,
    })
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
        let options: &[&[(&str, &str)]] = match method.name {
            "budget-greedy" => &[&[], &[("skip", "no")], &[("order", "cardinality")]],
            "budget-shares" => &[&[("completion", "greedy")], &[("completion", "add1")]],
            "equal-shares" => &[&[], &[("completion", "approval")]],
            "ranked-pairs" => &[&[], &[("strength", "margins")]],
            "quadratic" => &[&[("credits", "100")]],
            _ => &[&[]],
        };
        for round in 0..100 {
            let Some(profile) = profile(method.ballots, &mut mix) else { break };
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
