//! Contests counted again, from the ballots, by each method's own rule. Where votes are equal, any of the
//! options that could be taken may be: the lot decides between them, and nobody here knows it.

use std::collections::BTreeSet;

use polity_machine::modules::governance::Choice;

use super::Told;

/// Ballots as orders from the best on; options that are not named come last, together.
struct Orders {
    /// For each ballot, the place of each option.
    places: Vec<Vec<usize>>,
    options: usize,
}

impl Told {
    /// Holds what was taken against the ballots.
    pub(super) fn recount(&mut self, number: u64, chosen: &[u64]) {
        let proposal = &self.proposals[&number];
        let vote = &self.votes[&number];
        let (options, choose) = (proposal.options.len(), proposal.choose);
        let choices: Vec<&Choice> =
            vote.choices().into_iter().filter(|choice| choice.is_of_options()).collect();
        let chosen: Vec<usize> =
            chosen.iter().map(|option| usize::try_from(*option).unwrap()).collect();
        let told = format!("proposal {number}: {chosen:?} of {choices:?}");
        let method = proposal.procedure.method.name();
        match method {
            "plurality" => most(&points(&choices, options, first), 1, &chosen, &told),
            "av" | "approval" => {
                most(&points(&choices, options, approved), choose, &chosen, &told);
            }
            "score" => most(&points(&choices, options, scored), 1, &chosen, &told),
            "quadratic" => most(&points(&choices, options, bought), 1, &chosen, &told),
            "borda" => {
                let orders = Orders::of(&choices, options);
                most(&orders.borda(), 1, &chosen, &told);
            }
            "copeland" | "minimax" | "schulze" | "ranked-pairs" => {
                let orders = Orders::of(&choices, options);
                if let Some(winner) = orders.condorcet() {
                    assert_eq!(chosen, [winner], "{told}");
                    self.note("winner against each");
                }
                if method == "schulze" {
                    assert!(orders.schulze().contains(&chosen[0]), "{told}");
                }
            }
            "irv" => {
                let orders = Orders::of(&choices, options);
                let left = (0..options).collect();
                assert!(orders.runoff(left).contains(&chosen[0]), "{told}");
            }
            other => panic!("nobody counts {other} here"),
        }
        self.note(&format!("recounted {method}"));
    }
}

/// Adds up what each ballot gives each option.
fn points(choices: &[&Choice], options: usize, gives: fn(&Choice) -> Vec<(u64, i64)>) -> Vec<i64> {
    let mut sums = vec![0; options];
    for (option, points) in choices.iter().flat_map(|choice| gives(choice)) {
        sums[usize::try_from(option).unwrap()] += points;
    }
    sums
}

fn first(choice: &Choice) -> Vec<(u64, i64)> {
    let Choice::Rank(ranks) = choice else { panic!("{choice:?}") };
    vec![(ranks[0][0], 1)]
}

fn approved(choice: &Choice) -> Vec<(u64, i64)> {
    let Choice::Approve(approved) = choice else { panic!("{choice:?}") };
    approved.iter().map(|option| (*option, 1)).collect()
}

fn scored(choice: &Choice) -> Vec<(u64, i64)> {
    let Choice::Score(scores) = choice else { panic!("{choice:?}") };
    scores.iter().map(|(option, score)| (*option, i64::try_from(*score).unwrap())).collect()
}

fn bought(choice: &Choice) -> Vec<(u64, i64)> {
    let Choice::Spend(votes) = choice else { panic!("{choice:?}") };
    votes.clone()
}

/// Holds that nothing was left out that has more than what was taken, and that there is as much of it as
/// was to be.
fn most(sums: &[i64], choose: usize, chosen: &[usize], told: &str) {
    let taken: BTreeSet<usize> = chosen.iter().copied().collect();
    assert_eq!(taken.len(), chosen.len(), "{told}");
    assert!(taken.len() <= choose, "{told}");
    let least = chosen.iter().map(|option| sums[*option]).min();
    for (option, sum) in sums.iter().enumerate().filter(|(option, _)| !taken.contains(option)) {
        let is_better = least.is_some_and(|least| *sum > least);
        let has_place = taken.len() < choose && *sum > 0;
        assert!(!is_better && !has_place, "option {option} has {sum}: {told} {sums:?}");
    }
}

impl Orders {
    fn of(choices: &[&Choice], options: usize) -> Self {
        let place = |choice: &&Choice| {
            let Choice::Rank(ranks) = choice else { panic!("{choice:?}") };
            let of = |option: usize| {
                let is_in = |rank: &Vec<u64>| rank.contains(&u64::try_from(option).unwrap());
                ranks.iter().position(is_in).unwrap_or(options)
            };
            (0..options).map(of).collect()
        };
        Self { places: choices.iter().map(place).collect(), options }
    }

    /// Returns how many prefer `a` to `b`.
    fn prefer(&self, a: usize, b: usize) -> i64 {
        let count = self.places.iter().filter(|places| places[a] < places[b]).count();
        i64::try_from(count).unwrap()
    }

    /// Returns twice the points of each option: of each pair of options the better has two, equal ones one
    /// each.
    fn borda(&self) -> Vec<i64> {
        let pairs = |option: usize| {
            let others = (0..self.options).filter(move |other| *other != option);
            others.map(move |other| {
                let ballots = i64::try_from(self.places.len()).unwrap();
                ballots + self.prefer(option, other) - self.prefer(other, option)
            })
        };
        (0..self.options).map(|option| pairs(option).sum()).collect()
    }

    /// Returns the option that more people prefer to each other than the other way round.
    fn condorcet(&self) -> Option<usize> {
        let beats = |a: usize, b: usize| a == b || self.prefer(a, b) > self.prefer(b, a);
        (0..self.options).find(|option| (0..self.options).all(|other| beats(*option, other)))
    }

    /// Returns the options that no other beats along its strongest path.
    fn schulze(&self) -> BTreeSet<usize> {
        let all = 0..self.options;
        let win = |a, b| if self.prefer(a, b) > self.prefer(b, a) { self.prefer(a, b) } else { 0 };
        let mut paths: Vec<Vec<i64>> =
            all.clone().map(|a| all.clone().map(|b| win(a, b)).collect()).collect();
        for via in all.clone() {
            for from in all.clone() {
                for to in all.clone().filter(|to| *to != from) {
                    let by = paths[from][via].min(paths[via][to]);
                    paths[from][to] = paths[from][to].max(by);
                }
            }
        }
        let is_best = |option: &usize| all.clone().all(|b| paths[*option][b] >= paths[b][*option]);
        all.clone().filter(is_best).collect()
    }

    /// Returns the options that can be left in the end, whichever goes first of those with least.
    fn runoff(&self, left: BTreeSet<usize>) -> BTreeSet<usize> {
        let tops = |option: usize| {
            let is_top = |places: &&Vec<usize>| {
                let named = left.iter().filter(|other| places[**other] < self.options);
                named.min_by_key(|other| places[**other]) == Some(&option)
            };
            self.places.iter().filter(is_top).count()
        };
        let counts: Vec<(usize, usize)> =
            left.iter().map(|option| (tops(*option), *option)).collect();
        let active: usize = counts.iter().map(|(count, _)| count).sum();
        let leads = |(count, _): &&(usize, usize)| 2 * count > active;
        if let Some((_, winner)) = counts.iter().find(leads) {
            return BTreeSet::from([*winner]);
        }
        if left.len() == 1 {
            return left;
        }
        let least = counts.iter().map(|(count, _)| *count).min().unwrap();
        let last = counts.iter().filter(|(count, _)| *count == least);
        let without = |out: usize| left.iter().copied().filter(|one| *one != out).collect();
        last.flat_map(|(_, out)| self.runoff(without(*out))).collect()
    }
}
