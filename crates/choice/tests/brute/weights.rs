//! Weights, delegation, houses, lots and power, person by person.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Zero;
use polity_choice::exact::{Ratio, Share, ratio};
use polity_choice::lots::{self, Category, Lottery, Pool, Quota};
use polity_choice::power::{concentration, power};
use polity_choice::single::YesNo;
use polity_choice::weight::{Delegation, Delegations, House, Mixed, mixed, resolve};
use proptest::prelude::*;

use crate::common::subsets;

/// Least and most of each feature of each kind.
type Quotas = [[(usize, usize); 2]; 2];

/// A pool of people with two features of two kinds, and quotas on them.
fn pools() -> impl Strategy<Value = (Pool, Vec<[usize; 2]>, Quotas)> {
    let quota = (0..3usize, 0..3usize).prop_map(|(least, more)| (least, least + more));
    let quotas = prop::array::uniform2(prop::array::uniform2(quota));
    (quotas, prop::collection::vec(prop::array::uniform2(0..2usize), 1..7)).prop_map(
        |(quotas, people)| {
            let category = |(number, quotas): (usize, &[(usize, usize); 2])| Category {
                name: format!("k{number}"),
                quotas: quotas
                    .iter()
                    .enumerate()
                    .map(|(at, &(least, most))| Quota { feature: format!("f{at}"), least, most })
                    .collect(),
            };
            let mut pool = Pool::new(quotas.iter().enumerate().map(category).collect()).unwrap();
            for person in &people {
                let features = person.map(|at| format!("f{at}"));
                pool.add(&[&features[0], &features[1]]).unwrap();
            }
            (pool, people, quotas)
        },
    )
}

fn admits(panel: &[usize], people: &[[usize; 2]], quotas: &Quotas) -> bool {
    (0..2).all(|kind| {
        (0..2).all(|feature| {
            let drawn = panel.iter().filter(|&&one| people[one][kind] == feature).count();
            let (least, most) = quotas[kind][feature];
            (least..=most).contains(&drawn)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Everybody is followed by themselves, by topic and time, until a ballot, an end or a circle.
    #[test]
    fn delegations_are_followed(
        stated in prop::collection::vec((0..6usize, 0..6usize, prop::option::of(0..2usize), prop::option::of(0..20u64)), 0..14),
        voted in prop::collection::btree_set(0..6usize, 0..5), weights in prop::collection::vec(0..9u64, 6), topic in 0..3usize, now in 0..20u64,
    ) {
        let topics = ["money", "parks", "other"];
        let mut delegations = Delegations::new(6).unwrap();
        let mut known: BTreeMap<(usize, Option<usize>), (usize, Option<u64>)> = BTreeMap::new();
        for (from, to, about, ends) in stated.into_iter().filter(|one| one.0 != one.1) {
            let about_text = about.map(|at| topics[at].to_owned());
            delegations.set(Delegation { from, to, topic: about_text, expires_at: ends }).unwrap();
            let _ = known.insert((from, about), (to, ends));
        }
        let next = |one: usize| {
            let holds = |about: Option<usize>| known.get(&(one, about)).filter(|(_, ends)| ends.is_none_or(|ends| now < ends)).map(|(to, _)| *to);
            holds(Some(topic)).or_else(|| holds(None))
        };
        let end = |person: usize| -> (Option<usize>, bool) {
            let (mut at, mut seen) = (person, vec![]);
            loop {
                if voted.contains(&at) {
                    return (Some(at), false);
                }
                if seen.contains(&at) {
                    return (None, at == person);
                }
                seen.push(at);
                match next(at) {
                    Some(to) => at = to,
                    None => return (None, false),
                }
            }
        };
        let result = resolve(&delegations, &weights, &voted, topics[topic], now).unwrap();
        let mut held: BTreeMap<usize, u64> = voted.iter().map(|&voter| (voter, 0)).collect();
        let mut circling: BTreeSet<usize> = BTreeSet::new();
        for (person, &weight) in weights.iter().enumerate() {
            let (voter, circles) = end(person);
            prop_assert_eq!(result.stands_for[person], voter);
            match voter {
                Some(voter) => *held.get_mut(&voter).unwrap() += weight,
                None if circles => { circling.insert(person); }
                None => {}
            }
        }
        prop_assert_eq!(result.circles.iter().flatten().copied().collect::<BTreeSet<_>>(), circling);
        prop_assert_eq!(result.lost, weights.iter().sum::<u64>() - held.values().sum::<u64>());
        prop_assert_eq!(result.weights, held);
    }

    #[test]
    fn houses_split_their_shares(
        counts in prop::collection::vec((1..5u64, 0..6u64, 0..6u64, 0..3u64, 0..6u64, prop::option::of(0..4u64), any::<bool>()), 1..4),
        threshold in 0..5u64, inclusive: bool, redistributes: bool,
    ) {
        let whole: u64 = counts.iter().map(|one| one.0).sum();
        let share = |part, whole| Share::new(part, whole).unwrap();
        let houses: Vec<House> = counts.iter().enumerate().map(|(number, &(part, yes, no, abstain, silent, quorum, is_needed))| House {
            name: format!("h{number}"), share: share(part, whole), is_needed,
            ballots: YesNo { yes, no, abstain, eligible: yes + no + abstain + silent },
            quorum: quorum.map(|part| share(part, 3 + part)),
        }).collect();
        let result = mixed(&houses, Mixed { threshold: share(threshold.min(4), 4), inclusive, redistributes }).unwrap();
        let (mut sum, mut counting, mut agreed) = (Ratio::zero(), Ratio::zero(), true);
        for &(part, yes, no, abstain, silent, quorum, is_needed) in &counts {
            let (cast, eligible) = (yes + no + abstain, yes + no + abstain + silent);
            let counts = yes + no > 0 && quorum.is_none_or(|part| cast * (3 + part) >= part * eligible);
            if counts {
                sum += ratio(part, whole) * ratio(yes, yes + no);
                counting += ratio(part, whole);
            }
            agreed &= !is_needed || counts && yes > no;
        }
        if redistributes && !counting.is_zero() {
            sum /= counting;
        }
        let needed = ratio(threshold.min(4), 4);
        let passes = (sum > needed || inclusive && sum == needed) && agreed && !sum.is_zero();
        prop_assert_eq!(result.passed, passes);
        prop_assert_eq!(result.yes.0, sum);
    }

    #[test]
    fn concentration_by_definition(weights in prop::collection::vec(0..20u64, 1..7), share in 1..100u64) {
        let (ours, sum) = (concentration(&weights), weights.iter().sum::<u64>());
        if sum == 0 {
            return Ok(());
        }
        let size = weights.len();
        let squares = weights.iter().fold(Ratio::zero(), |all, &one| all + ratio(one * one, sum * sum));
        prop_assert_eq!(ours.herfindahl.0, squares);
        // Gini: the mean difference of all pairs over twice the mean.
        let differences: u64 = weights.iter().flat_map(|one| weights.iter().map(move |other| one.abs_diff(*other))).sum();
        prop_assert_eq!(ours.gini.0, ratio(differences, 2 * size as u64 * sum));
        let fewest = (1..=size).find(|&members| subsets(size, members).iter().any(|set| 2 * set.iter().map(|&one| weights[one]).sum::<u64>() > sum));
        prop_assert_eq!(ours.majority_holders, fewest.unwrap() as u64);
        prop_assert_eq!(ours.largest.0, ratio(*weights.iter().max().unwrap(), sum));
        // Banzhaf: each one's part of all decisive places.
        let quota = (sum * share / 100 + 1).min(sum);
        let swings: Vec<u64> = (0..size).map(|one| (0..=size).flat_map(|members| subsets(size, members)).filter(|set| {
            let held: u64 = set.iter().map(|&other| weights[other]).sum();
            set.contains(&one) && held >= quota && held - weights[one] < quota
        }).count() as u64).collect();
        let all: u64 = swings.iter().sum();
        let result = power(&weights, quota).unwrap();
        for (one, &swings) in swings.iter().enumerate() {
            prop_assert_eq!(&result.banzhaf[one].0, &ratio(swings, all));
        }
    }

    /// A panel is drawn where one exists, and meets the quotas; where none exists it is refused.
    #[test]
    fn stratified_panels((pool, people, quotas) in pools(), seats in 1..5usize, seed: [u8; 32]) {
        let possible: Vec<Vec<usize>> = subsets(people.len(), seats).into_iter().filter(|panel| admits(panel, &people, &quotas)).collect();
        match lots::stratified(&pool, seats, seed, 2_000) {
            Ok(draw) => {
                let mut panel = draw.panel.clone();
                panel.sort_unstable();
                prop_assert!(possible.contains(&panel), "{:?} of {:?}", panel, possible);
            }
            Err(refusal) => {
                prop_assert!(possible.is_empty(), "{}: {:?}", refusal, possible);
                prop_assert_eq!(refusal.code(), "choice.infeasible_quotas");
            }
        }
    }

    /// A lottery holds if and only if each of its panels meets the quotas; chances are those of drawing a
    /// panel and then people alike; what is drawn is one of the panels.
    #[test]
    fn lotteries((pool, people, quotas) in pools(), seats in 1..4usize, take in prop::collection::vec((prop::collection::vec(0..3usize, 4), 1..5u64), 1..4), seed: [u8; 32]) {
        let groups = pool.groups();
        // Half of the lotteries are made of panels that exist, the others of whatever numbers came.
        let possible: Vec<Vec<usize>> = subsets(people.len(), seats).into_iter().filter(|panel| admits(panel, &people, &quotas)).collect();
        let list: Vec<Vec<usize>> = take.iter().map(|(members, part)| match possible.get(members[0] * 3 + members[1]) {
            Some(panel) if seed[0] < 128 || *part > 1 => {
                groups.iter().map(|group| panel.iter().filter(|one| group.contains(one)).count()).collect()
            }
            _ => (0..groups.len()).map(|at| members[at]).collect(),
        }).collect();
        let parts: Vec<u64> = take.iter().map(|one| one.1).collect();
        let panel = |members: &Vec<usize>| -> Option<Vec<usize>> {
            members.iter().zip(&groups).map(|(&many, group)| group.get(..many)).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
        };
        let holds = list.iter().all(|members| panel(members).is_some_and(|panel| panel.len() == seats && admits(&panel, &people, &quotas)));
        let lottery = Lottery { compositions: list.clone(), parts: parts.clone() };
        let outcome = lots::verify(&lottery, &pool, seats, None);
        prop_assert_eq!(outcome.is_ok(), holds);
        let Ok(chances) = outcome else { return Ok(()) };
        let total: u64 = parts.iter().sum();
        for (person, chance) in chances.iter().enumerate() {
            let at = groups.iter().position(|group| group.contains(&person)).unwrap();
            let size = groups[at].len() as u64;
            let wanted = list.iter().zip(&parts).fold(Ratio::zero(), |sum, (members, part)| sum + ratio(part * members[at] as u64, total * size));
            prop_assert_eq!(&chance.0, &wanted);
        }
        let sum = chances.iter().fold(Ratio::zero(), |sum, one| sum + &one.0);
        prop_assert_eq!(sum, ratio(seats as u64, 1));
        let lowest = chances.iter().min().unwrap().0.clone();
        prop_assert!(lots::verify(&lottery, &pool, seats, Some(&lowest)).is_ok());
        prop_assert!(lots::verify(&lottery, &pool, seats, Some(&(lowest + ratio(1, 1_000)))).is_err());
        let drawn = lots::draw_panel(&lottery, &pool, seed).unwrap();
        prop_assert!(admits(&drawn.panel, &people, &quotas));
        for (group, many) in groups.iter().zip(&list[drawn.composition]) {
            prop_assert_eq!(drawn.panel.iter().filter(|one| group.contains(one)).count(), *many);
        }
    }
}
