//! Committees: every set of members, every way that ties could go, and what groups of voters are due.

use std::collections::BTreeSet;

use num_traits::Zero;
use polity_choice::ChoiceError;
use polity_choice::ballots::Approvals;
use polity_choice::committee::{self, Committees, Completion, Thiele, Wanted};
use polity_choice::exact::{Ratio, ratio};
use proptest::prelude::*;

use crate::common::{approvals, sets, subsets};

type Sets = Vec<Vec<usize>>;
type Gain = fn(u64) -> Ratio;
type Rule = fn(&Approvals, usize, &Wanted) -> Result<Committees, ChoiceError>;

/// A set of committees, each sorted.
fn all(result: Committees) -> BTreeSet<Vec<usize>> {
    result.committees.into_iter().collect()
}

fn held(set: &[usize], members: &[usize]) -> usize {
    set.iter().filter(|one| members.contains(one)).count()
}

/// What a committee scores where the n-th member that a ballot approves adds `gain(n)`.
fn thiele_score(sets: &Sets, members: &[usize], gain: Gain) -> Ratio {
    let ballot = |set: &Vec<usize>| {
        (1..=held(set, members) as u64).map(gain).fold(Ratio::zero(), |sum, one| sum + one)
    };
    sets.iter().map(ballot).fold(Ratio::zero(), |sum, one| sum + one)
}

/// All committees with the highest score.
fn highest(size: usize, seats: usize, score: impl Fn(&[usize]) -> Ratio) -> BTreeSet<Vec<usize>> {
    let every = subsets(size, seats);
    let best = every.iter().map(|one| score(one)).max().unwrap();
    every.into_iter().filter(|one| score(one) == best).collect()
}

/// Adds the best, or takes out the least missed, one after the other, in every way that ties could go.
fn step_by_step(
    size: usize,
    seats: usize,
    removes: bool,
    score: impl Fn(&[usize]) -> Ratio,
) -> BTreeSet<Vec<usize>> {
    let begin: Vec<usize> = if removes { (0..size).collect() } else { Vec::new() };
    let mut states = BTreeSet::from([begin]);
    for _ in 0..if removes { size - seats } else { seats } {
        let mut next = BTreeSet::new();
        for members in states {
            let open = (0..size).filter(|one| members.contains(one) == removes);
            let changed = |one: usize| -> Vec<usize> {
                let mut changed: Vec<usize> =
                    members.iter().copied().filter(|&other| other != one).collect();
                if !removes {
                    changed.push(one);
                    changed.sort_unstable();
                }
                changed
            };
            let options: Vec<Vec<usize>> = open.map(changed).collect();
            let best = options.iter().map(|one| score(one)).max().unwrap();
            next.extend(options.into_iter().filter(|one| score(one) == best));
        }
        states = next;
    }
    states
}

/// Phragmén, voter by voter: whoever's supporters would then bear the lowest equal load comes next.
fn loads(sets: &Sets, size: usize, seats: usize) -> BTreeSet<Vec<usize>> {
    let mut states = BTreeSet::from([(Vec::<usize>::new(), vec![Ratio::zero(); sets.len()])]);
    for _ in 0..seats {
        let mut next = BTreeSet::new();
        for (members, loads) in states {
            let supporters = |one: usize| {
                (0..sets.len()).filter(move |&voter| sets[voter].contains(&one)).collect::<Vec<_>>()
            };
            let load = |one: usize| -> Option<Ratio> {
                let who = supporters(one);
                let borne = who.iter().fold(ratio(1, 1), |sum, &voter| sum + &loads[voter]);
                (!who.is_empty()).then(|| borne / ratio(who.len() as u64, 1))
            };
            let open: Vec<usize> = (0..size).filter(|one| !members.contains(one)).collect();
            let lowest = open.iter().filter_map(|&one| load(one)).min();
            for &one in open.iter().filter(|&&one| load(one) == lowest) {
                let (mut members, mut loads) = (members.clone(), loads.clone());
                members.push(one);
                members.sort_unstable();
                if let Some(lowest) = &lowest {
                    for voter in supporters(one) {
                        loads[voter] = lowest.clone();
                    }
                }
                next.insert((members, loads));
            }
        }
        states = next;
    }
    states.into_iter().map(|(members, _)| members).collect()
}

/// The most that one of these must pay so that together they pay 1, none more than they have.
fn price(money: &[Ratio]) -> Option<Ratio> {
    let sum = money.iter().fold(Ratio::zero(), |sum, one| sum + one);
    if sum < ratio(1, 1) {
        return None;
    }
    // Whoever has less than the price gives all; the others give the price. Try every number of such.
    let mut sorted = money.to_vec();
    sorted.sort();
    (0..sorted.len()).find_map(|poor| {
        let given = sorted[..poor].iter().fold(Ratio::zero(), |sum, one| sum + one);
        let price = (ratio(1, 1) - given) / ratio((sorted.len() - poor) as u64, 1);
        (price <= sorted[poor]).then_some(price)
    })
}

/// Equal shares without completion.
fn shares(sets: &Sets, size: usize, seats: usize) -> BTreeSet<Vec<usize>> {
    let share = ratio(seats as u64, sets.len() as u64);
    let mut states = BTreeSet::from([(Vec::<usize>::new(), vec![share; sets.len()])]);
    let mut ends = BTreeSet::new();
    while let Some((members, money)) = states.pop_first() {
        let price_of = |one: usize| {
            let who = (0..sets.len()).filter(|&voter| sets[voter].contains(&one));
            price(&who.map(|voter| money[voter].clone()).collect::<Vec<_>>())
        };
        let open: Vec<usize> = (0..size).filter(|one| !members.contains(one)).collect();
        let Some(lowest) = open.iter().filter_map(|&one| price_of(one)).min() else {
            ends.insert(members);
            continue;
        };
        for &one in open.iter().filter(|&&one| price_of(one).as_ref() == Some(&lowest)) {
            let (mut members, mut money) = (members.clone(), money.clone());
            members.push(one);
            members.sort_unstable();
            for voter in (0..sets.len()).filter(|&voter| sets[voter].contains(&one)) {
                let paid = lowest.clone().min(money[voter].clone());
                money[voter] -= paid;
            }
            states.insert((members, money));
        }
    }
    ends
}

/// Groups of voters that are large enough for so many seats and agree on as many candidates: the sets of
/// voters, and the seats.
fn cohesive(sets: &Sets, seats: usize) -> Vec<(Vec<usize>, usize)> {
    let mut groups = Vec::new();
    for bits in 1..1usize << sets.len() {
        let group: Vec<usize> = (0..sets.len()).filter(|voter| bits >> voter & 1 == 1).collect();
        let common =
            (0..8usize).filter(|one| group.iter().all(|&voter| sets[voter].contains(one))).count();
        let due = (group.len() * seats / sets.len()).min(common);
        if due > 0 {
            groups.push((group, due));
        }
    }
    groups
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn committees_by_score(sets in sets(5, 8), seats in 1..5usize) {
        let ballots = approvals(5, &sets);
        let wanted = &Wanted::All;
        let each = |members: &[usize], value: &dyn Fn(&Vec<usize>) -> Ratio| {
            members.iter().fold(Ratio::zero(), |sum, one| {
                sets.iter().filter(|set| set.contains(one)).fold(sum, |sum, set| sum + value(set))
            })
        };
        let ours = committee::approval_committee(&ballots, seats, wanted).unwrap();
        prop_assert_eq!(all(ours), highest(5, seats, |members| each(members, &|_| ratio(1, 1))));
        let ours = committee::satisfaction_approval(&ballots, seats, wanted).unwrap();
        prop_assert_eq!(all(ours), highest(5, seats, |members| each(members, &|set| ratio(1, set.len() as u64))));
        let gains: [(Thiele, Gain); 4] = [
            (Thiele::Proportional, |nth| ratio(1, nth)),
            (Thiele::Coverage, |nth| ratio(u64::from(nth == 1), 1)),
            (Thiele::SainteLague, |nth| ratio(1, 2 * nth - 1)),
            (Thiele::Geometric, |nth| ratio(1, 1 << nth)),
        ];
        for (rule, gain) in gains {
            let score = |members: &[usize]| thiele_score(&sets, members, gain);
            let ours = committee::thiele(rule, &ballots, seats, wanted).unwrap();
            prop_assert_eq!(all(ours), highest(5, seats, score), "{}", rule.name());
            for removes in [false, true] {
                let ours = if removes { committee::reverse_sequential } else { committee::sequential };
                let ours = ours(rule, &ballots, seats, wanted).unwrap();
                prop_assert_eq!(all(ours), step_by_step(5, seats, removes, score), "{} {}", rule.name(), removes);
            }
        }
    }

    #[test]
    fn committees_by_load_and_money(sets in sets(5, 8), seats in 1..5usize) {
        let ballots = approvals(5, &sets);
        let ours = committee::phragmen(&ballots, seats, &Wanted::All).unwrap();
        prop_assert_eq!(all(ours), loads(&sets, 5, seats));
        let ours = committee::equal_shares(&ballots, seats, Completion::None, &Wanted::All).unwrap();
        let bought = shares(&sets, 5, seats);
        prop_assert_eq!(all(ours), bought.clone());
        // Completed, a committee holds what was bought, and is one of all that ties leave open.
        for completion in [Completion::Phragmen, Completion::Approval] {
            let every = all(committee::equal_shares(&ballots, seats, completion, &Wanted::All).unwrap());
            for members in &every {
                prop_assert_eq!(members.len(), seats);
                prop_assert!(bought.iter().any(|begin| begin.iter().all(|one| members.contains(one))));
            }
            let one = committee::equal_shares(&ballots, seats, completion, &Wanted::One).unwrap();
            prop_assert!(every.contains(&one.committees[0]));
        }
    }

    /// One committee is one of all the tied, by every rule; a tie is told where there are several, and by
    /// the rules that compare whole committees only there.
    #[test]
    fn one_of_all(sets in sets(5, 8), seats in 1..5usize) {
        let ballots = approvals(5, &sets);
        let whole: [Rule; 6] = [
            committee::approval_committee, committee::satisfaction_approval, committee::monroe,
            committee::proportional_approval, committee::chamberlin_courant,
            |ballots, seats, wanted| committee::thiele(Thiele::SainteLague, ballots, seats, wanted),
        ];
        let by_steps: [Rule; 7] = [
            committee::phragmen,
            |ballots, seats, wanted| committee::sequential(Thiele::Proportional, ballots, seats, wanted),
            |ballots, seats, wanted| committee::sequential(Thiele::Coverage, ballots, seats, wanted),
            |ballots, seats, wanted| committee::reverse_sequential(Thiele::Proportional, ballots, seats, wanted),
            |ballots, seats, wanted| committee::equal_shares(ballots, seats, Completion::Phragmen, wanted),
            |ballots, seats, wanted| committee::equal_shares(ballots, seats, Completion::Approval, wanted),
            |ballots, seats, wanted| committee::equal_shares(ballots, seats, Completion::None, wanted),
        ];
        for (place, rule) in whole.iter().chain(&by_steps).enumerate() {
            let one = rule(&ballots, seats, &Wanted::One).unwrap();
            prop_assert_eq!(one.committees.len(), 1);
            let every = all(rule(&ballots, seats, &Wanted::All).unwrap());
            prop_assert!(every.contains(&one.committees[0]), "{}", one.rule);
            let is_told = one.also_best.is_some() || !one.ties.is_empty();
            prop_assert!(is_told || every.len() == 1, "{}: a tie is hidden, {every:?}", one.rule);
            prop_assert!(every.len() > 1 || !is_told || place >= whole.len(), "{}: no tie", one.rule);
            if let Some(other) = &one.also_best {
                prop_assert!(every.contains(other) && *other != one.committees[0], "{}", one.rule);
            }
            prop_assert!(one.ties.iter().all(|tie| tie.taken.len() < tie.tied.len()), "{}", one.rule);
        }
    }

    /// Extended justified representation (PAV, equal shares): in a group that is due l seats somebody
    /// approves l members. Proportional (Phragmén too): together they approve l. Justified (sequential
    /// PAV up to five seats, Chamberlin–Courant too): somebody approves one. Every group is looked at, and
    /// every committee that ties leave open.
    #[test]
    fn groups_have_what_they_are_due(sets in sets(6, 8), seats in 1..6usize) {
        let ballots = approvals(6, &sets);
        let wanted = &Wanted::All;
        let extended = [
            committee::proportional_approval(&ballots, seats, wanted).unwrap(),
            committee::equal_shares(&ballots, seats, Completion::Phragmen, wanted).unwrap(),
            committee::equal_shares(&ballots, seats, Completion::Approval, wanted).unwrap(),
            committee::equal_shares(&ballots, seats, Completion::None, wanted).unwrap(),
        ];
        let proportional = [committee::phragmen(&ballots, seats, wanted).unwrap()];
        let justified = [
            committee::sequential(Thiele::Proportional, &ballots, seats, wanted).unwrap(),
            committee::chamberlin_courant(&ballots, seats, wanted).unwrap(),
        ];
        for (group, due) in cohesive(&sets, seats) {
            let union: BTreeSet<usize> = group.iter().flat_map(|&voter| sets[voter].clone()).collect();
            let union: Vec<usize> = union.into_iter().collect();
            let most = |members: &[usize]| group.iter().map(|&voter| held(&sets[voter], members)).max().unwrap();
            for result in &extended {
                for members in &result.committees {
                    prop_assert!(most(members) >= due, "{}: {members:?}, {group:?} is due {due}", result.rule);
                }
            }
            for result in extended.iter().chain(&proportional) {
                for members in &result.committees {
                    prop_assert!(held(&union, members) >= due, "{}: {members:?}, {group:?} is due {due}", result.rule);
                }
            }
            for result in extended.iter().chain(&proportional).chain(&justified) {
                for members in &result.committees {
                    prop_assert!(most(members) >= 1, "{}: {members:?}, {group:?} is due {due}", result.rule);
                }
            }
        }
    }

    /// Renaming candidates and shuffling voters renames the committees and nothing else; one more approval
    /// of a member does not cost it its seat, where that is promised.
    #[test]
    fn names_say_nothing_and_approvals_do_no_harm(
        sets in sets(5, 7), turn in Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle(), seats in 1..5usize, voter in 0..7usize,
    ) {
        let turned: Sets = sets.iter().rev().map(|set| set.iter().map(|&one| turn[one]).collect()).collect();
        let (before, after) = (approvals(5, &sets), approvals(5, &turned));
        let results = |ballots: &Approvals| -> Vec<Committees> {
            let wanted = &Wanted::All;
            vec![
                committee::approval_committee(ballots, seats, wanted).unwrap(),
                committee::proportional_approval(ballots, seats, wanted).unwrap(),
                committee::chamberlin_courant(ballots, seats, wanted).unwrap(),
                committee::thiele(Thiele::SainteLague, ballots, seats, wanted).unwrap(),
                committee::satisfaction_approval(ballots, seats, wanted).unwrap(),
                committee::sequential(Thiele::Proportional, ballots, seats, wanted).unwrap(),
                committee::reverse_sequential(Thiele::Proportional, ballots, seats, wanted).unwrap(),
                committee::phragmen(ballots, seats, wanted).unwrap(),
                committee::monroe(ballots, seats, wanted).unwrap(),
                committee::equal_shares(ballots, seats, Completion::Phragmen, wanted).unwrap(),
            ]
        };
        let first = results(&before);
        for (left, right) in first.iter().zip(results(&after)) {
            let renamed: BTreeSet<Vec<usize>> = left.committees.iter().map(|members| {
                let mut members: Vec<usize> = members.iter().map(|&one| turn[one]).collect();
                members.sort_unstable();
                members
            }).collect();
            let rule = right.rule.clone();
            prop_assert_eq!(all(right), renamed, "{}", rule);
        }
        let voter = voter % sets.len();
        for one in (0..5).filter(|one| !sets[voter].contains(one)) {
            let mut more = sets.clone();
            more[voter].push(one);
            let again = results(&approvals(5, &more));
            // The exact Thiele rules and approval: any committee without it scores what it scored.
            for (left, right) in first.iter().zip(&again).take(4) {
                let was_in = left.committees.iter().any(|members| members.contains(&one));
                let is_in = right.committees.iter().any(|members| members.contains(&one));
                prop_assert!(!was_in || is_in, "{}: {one}", left.rule);
            }
        }
    }
}
