//! Work is bounded: what would take too long or too much memory is refused, and what is withdrawn is
//! not elected.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "tests count small numbers and fail by panicking"
)]

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::committee::{Wanted, monroe};
use polity_choice::exact::ratio;
use polity_choice::limits;
use polity_choice::lots::{Category, Pool, Quota, stratified};
use polity_choice::power::power;
use polity_choice::stv::{Fixed, GregoryRule, MeekRule, Rational, StvOptions, gregory, meek_exact};
use polity_choice::tally::{Options, Profile, read_profile, run};
use polity_choice::ties::TieBreak;

/// Many different approval ballots over `candidates`.
fn approvals(ballots: u64, candidates: usize) -> Approvals {
    let names = (0..candidates).map(|number| format!("c{number}")).collect();
    let mut approvals = Approvals::new(names).unwrap();
    let mut seed = 88_172_645_463_325_252_u64;
    for _ in 0..ballots {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let marks: Vec<usize> =
            (0..candidates).filter(|candidate| seed >> (candidate % 64) & 1 == 1).collect();
        approvals.add(1, &marks).unwrap();
    }
    approvals
}

#[test]
fn monroe_takes_little_memory_however_many_ballots_differ() {
    let wanted = Wanted::OneBy(TieBreak::Listed);
    let committee = monroe(&approvals(4_000, 9), 4, &wanted).unwrap();
    assert_eq!(committee.committees.first().map(Vec::len), Some(4));
    let refused = monroe(&approvals(10, 40), 21, &wanted).expect_err("more seats than sets allow");
    assert_eq!(refused.code(), "choice.too_large");
}

#[test]
fn an_exact_search_is_bounded_by_its_work() {
    let options = Options::new([("seats", "15")]);
    let lines: Vec<String> = approvals(4_000, 60)
        .ballots()
        .map(|ballot| {
            let names: Vec<String> =
                ballot.approved.iter().map(|candidate| format!("\"c{candidate}\"")).collect();
            format!("{{\"approve\":[{}]}}", names.join(","))
        })
        .collect();
    let names: Vec<String> = (0..60).map(|number| format!("\"c{number}\"")).collect();
    let text =
        format!("{{\"candidates\":[{}],\"ballots\":[{}]}}", names.join(","), lines.join(","));
    let profile = read_profile("many.json", &text).unwrap();
    let refused = run("monroe", &profile, &options).expect_err("too much work");
    assert_eq!(refused.code(), "choice.too_large");
}

/// A budget of 10 million, ten voters for `a`, and project `b` with its own voters.
fn millions(cost_of_b: u64, voters_of_b: &[&str]) -> Profile {
    let mut votes: Vec<String> = (1..=10).map(|voter| format!("{voter};a\n")).collect();
    votes.extend(voters_of_b.iter().map(|voter| format!("{voter};b\n")));
    let text = format!(
        "META\nkey;value\nbudget;10000000\nnum_projects;2\nnum_votes;{}\nvote_type;approval\n\
         rule;equalshares\nPROJECTS\nproject_id;cost\na;4000000\nb;{cost_of_b}\nVOTES\n\
         voter_id;vote\n{}",
        votes.len(),
        votes.concat()
    );
    read_profile("millions.pb", &text).unwrap()
}

#[test]
fn equal_shares_raises_the_parts_so_often_and_no_more() {
    // What nobody supports can never be bought: raising parts for it would never end.
    let options = Options::new([("completion", "add1")]);
    let unsupported = run("budget-shares", &millions(50_000, &[]), &options).unwrap();
    assert_eq!(unsupported.winners, ["a"]);
    // One voter alone would need four million raises.
    let alone = millions(5_000_000, &["Zoe"]);
    let refused = run("budget-shares", &alone, &options).expect_err("millions of raises");
    assert_eq!(refused.code(), "choice.too_large");
    assert!(refused.to_string().contains("1000000"), "{refused}");
    let plain = run("budget-shares", &alone, &Options::default()).unwrap();
    assert_eq!(plain.winners, ["a"]);
}

#[test]
fn who_withdrew_is_not_elected() {
    let text = "3 1\n-2\n3 2 1 0\n2 1 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"Chair\"\n";
    let profile = read_profile("chair.blt", text).unwrap();
    for method in ["irv", "plurality", "two-round", "schulze", "borda", "kemeny", "debian"] {
        let refused = run(method, &profile, &Options::default()).expect_err(method);
        assert_eq!(refused.code(), "choice.withdrawn", "{method}");
    }
    let elected = run("stv-scottish", &profile, &Options::default()).unwrap();
    assert_eq!(elected.winners, ["Ana"]);
}

/// Refused as too large, with what was given and what is allowed.
fn too_large(method: &str, profile: &Profile, options: &[(&str, &str)]) -> String {
    let options = Options::new(options.iter().copied());
    let refused = run(method, profile, &options).map(|_| ()).expect_err(method);
    assert!(
        ["choice.too_large", "choice.too_many"].contains(&refused.code()),
        "{method}: {refused}"
    );
    refused.to_string()
}

fn names(size: usize) -> Vec<String> {
    (0..size).map(|number| format!("c{number}")).collect()
}

/// A cheap generator for inputs; nothing is decided with it.
fn mix(seed: &mut u64, bound: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed % u64::try_from(bound).unwrap()).unwrap()
}

/// Ballots that rank everybody, `first` of them equal at the top.
fn orders(ballots: usize, candidates: usize, first: usize) -> Profile {
    let mut profile = Ranked::new(names(candidates)).unwrap();
    let mut order: Vec<usize> = (0..candidates).collect();
    let mut seed = 7;
    for _ in 0..ballots {
        for place in 0..candidates {
            let other = place + mix(&mut seed, candidates - place);
            order.swap(place, other);
        }
        let (top, rest) = order.split_at(first);
        let ranks = [top].into_iter().filter(|top| !top.is_empty()).chain(rest.chunks(1));
        profile.add_ranks(1, ranks).unwrap();
    }
    Profile::ranked(profile)
}

/// As large a committee as a machine offers, from as many different ballots as there may be members.
#[test]
fn committees_by_loads_and_prices_come_from_many_different_ballots() {
    let profile = Profile::Approvals(approvals(20_000, 24), None);
    for method in ["phragmen", "equal-shares", "seq-pav", "seq-cc", "rev-seq-pav"] {
        let options = Options::new([("seats", "12")]);
        assert_eq!(run(method, &profile, &options).unwrap().winners.len(), 12, "{method}");
    }
}

#[test]
fn committees_whose_exact_numbers_outgrow_all_sense_are_refused() {
    // Every member has supporters of an odd weight of its own, so that no denominator cancels out.
    let mut ballots = Approvals::new(names(400)).unwrap();
    for one in 0..400usize {
        let weight = 4_000_000_000_000_007 + 2 * u64::try_from(one).unwrap();
        let marks: Vec<usize> =
            (0..40).map(|step| (one * (step + 1) + step * step) % 400).collect();
        ballots.add(weight, &marks).unwrap();
    }
    let profile = Profile::Approvals(ballots, None);
    for method in ["phragmen", "equal-shares"] {
        let said = too_large(method, &profile, &[("seats", "390")]);
        assert!(said.contains("bits of an exact number") && said.contains("16384"), "{said}");
    }
}

#[test]
fn all_tied_committees_are_searched_so_far_and_no_further() {
    let profile = Profile::Approvals(approvals(150_000, 60), None);
    for method in ["phragmen", "equal-shares"] {
        let said = too_large(method, &profile, &[("seats", "30"), ("tied", "all")]);
        assert!(said.contains("steps of work") && said.contains("4000000000"), "{said}");
    }
}

#[test]
fn keep_factors_with_hundreds_of_equal_ranks_are_refused() {
    let profile = orders(900, 900, 800);
    for method in ["stv-meek", "stv-warren"] {
        let said = too_large(method, &profile, &[("seats", "300")]);
        assert!(said.contains("4000000000"), "{said}");
    }
    // Some dozens are counted.
    let options = Options::new([("seats", "4")]);
    let counted = run("stv-meek", &orders(40, 30, 20), &options).unwrap();
    assert_eq!(counted.winners.len(), 4);
}

#[test]
fn pairs_of_a_thousand_candidates_are_counted() {
    let profile = orders(3, limits::CANDIDATES_PAIRWISE_MAX, 0);
    for method in ["schulze", "ranked-pairs", "copeland", "minimax", "smith", "schwartz"] {
        assert!(
            !run(method, &profile, &Options::default()).unwrap().winners.is_empty(),
            "{method}"
        );
    }
    let said = too_large("schulze", &orders(1, 1_001, 0), &[]);
    assert_eq!(said, "Candidates compared in pairs: 1001 given, at most 1000 allowed.");
    let said = too_large("kemeny", &orders(1, 19, 0), &[]);
    assert_eq!(said, "Kemeny–Young is exact up to 18 candidates, 19 were given.");
}

#[test]
fn rounds_are_kept_for_so_many_candidates() {
    let profile = orders(1, limits::CANDIDATES_ROUNDS_MAX + 1, 0);
    for method in ["irv", "stv-scottish", "stv-wig", "stv-meek", "stv-warren"] {
        let said = too_large(method, &profile, &[]);
        assert_eq!(said, "Candidates in a count by rounds: 1001 given, at most 1000 allowed.");
    }
}

#[test]
fn a_runoff_among_thousands_of_equals_is_refused() {
    let mut ballots = Scores::new(names(10_000), 0, 5).unwrap();
    for _ in 0..100 {
        ballots.add(1, &[]).unwrap();
    }
    let said = too_large("star", &Profile::Scores(ballots), &[]);
    assert!(said.contains("needs more than 4000000000 steps of work"), "{said}");
}

#[test]
fn medians_of_trillions_of_grades_are_compared_at_once() {
    let mut ballots = Scores::new(names(2), 0, 2).unwrap();
    let many = 1u64 << 60;
    ballots.add(many, &[(0, 0), (1, 0)]).unwrap();
    ballots.add(many - 1, &[(0, 1), (1, 1)]).unwrap();
    ballots.add(1, &[(0, 1), (1, 2)]).unwrap();
    let judged = run("majority-judgment", &Profile::Scores(ballots), &Options::default()).unwrap();
    assert_eq!(judged.winners, ["c1"]);
}

#[test]
fn searches_among_thousands_of_candidates_need_no_deep_stack() {
    let mut ballots = Approvals::new(names(9_000)).unwrap();
    ballots.add(1, &(0..9_000).collect::<Vec<_>>()).unwrap();
    let profile = Profile::Approvals(ballots, None);
    let all = too_large("av", &profile, &[("seats", "8000"), ("tied", "all")]);
    assert!(all.contains("tied committees"), "{all}");
    let _ = too_large("cc", &profile, &[("seats", "8000"), ("tied", "all")]);
}

#[test]
fn exact_values_that_are_passed_on_again_and_again_are_refused() {
    // Every surplus has a denominator of its own, so that values have more digits with every election.
    let Profile::Ranked { ballots, .. } = orders(700, 60, 0) else { panic!("they are ranked") };
    let rational = Rational { shown_places: None, keep_places: None };
    let rule = GregoryRule::REFERENCE;
    let count = |seats, work_max| {
        let options = StvOptions { work_max, ..StvOptions::seats(seats) };
        gregory(&ballots, &options, rule, &rational, "exact")
    };
    let refused = count(30, 10_000_000).expect_err("values of hundreds of digits");
    assert_eq!(refused.code(), "choice.too_large");
    let said = "Passing on exact values needs more than 10000000 steps of work here.";
    assert_eq!(refused.to_string(), said);
    // A few are counted, and in decimals all of them.
    assert_eq!(count(6, limits::WORK_MAX).unwrap().winners.len(), 6);
    let fixed = Fixed::new(4, ballots.total()).unwrap();
    let options = StvOptions { work_max: 10_000_000, ..StvOptions::seats(30) };
    assert_eq!(gregory(&ballots, &options, rule, &fixed, "decimals").unwrap().winners.len(), 30);
}

#[test]
fn exact_keep_factors_are_refused_when_their_products_grow() {
    let Profile::Ranked { ballots, .. } = orders(700, 60, 0) else { panic!("they are ranked") };
    let rule = MeekRule::default();
    let count =
        |work_max| meek_exact(&ballots, &StvOptions { work_max, ..StvOptions::seats(30) }, rule);
    let refused = count(10_000_000).expect_err("products of dozens of factors");
    assert_eq!(refused.code(), "choice.too_large");
    assert!(
        refused.to_string().starts_with("Counting by keep factors needs more than 10000000 steps")
    );
}

#[test]
fn draws_begin_so_often_and_no_more() {
    let quotas = |least| vec![Quota { feature: "a".into(), least, most: 2 }];
    let mut pool = Pool::new(vec![Category { name: "one".into(), quotas: quotas(1) }]).unwrap();
    (0..3).for_each(|_| pool.add(&["a"]).unwrap());
    let refused = stratified(&pool, 2, [0; 32], 1_000_001).expect_err("too many attempts");
    assert_eq!(refused.to_string(), "Attempts: 1000001 given, at most 1000000 allowed.");
    assert_eq!(stratified(&pool, 2, [0; 32], limits::ATTEMPTS_MAX).unwrap().panel.len(), 2);
}

/// A pool of people who are all different, with quotas of three features each.
#[cfg(feature = "fair-selection")]
fn different(people: usize, categories: usize, most: usize) -> Pool {
    let category = |number: usize| Category {
        name: format!("k{number}"),
        quotas: (0..3).map(|one| Quota { feature: format!("f{one}"), least: 0, most }).collect(),
    };
    let mut pool = Pool::new((0..categories).map(category).collect()).unwrap();
    for person in 0..people {
        let digits =
            (0..categories).map(|place| person / 3usize.pow(u32::try_from(place).unwrap()) % 3);
        let features: Vec<String> = digits.map(|digit| format!("f{digit}")).collect();
        pool.add(&features.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    }
    pool
}

#[cfg(feature = "fair-selection")]
#[test]
fn fair_selection_is_refused_before_it_takes_minutes() {
    use polity_choice::lots::fair::{Goal, fair_selection, fair_selection_within};
    let begin = std::time::Instant::now();
    let refused = fair_selection(&different(1_500, 7, 100), 90, Goal::Leximin, [0; 32]);
    let refused = refused.expect_err("1,500 who are all different");
    assert_eq!(refused.code(), "choice.too_large");
    assert_eq!(
        refused.to_string(),
        "Fair selection needs more than 6000000000 steps of work here."
    );
    let refused = fair_selection(&different(2_100, 7, 100), 90, Goal::Leximin, [0; 32]);
    let said = "Fair selection is exact up to 2000 groups of people with the same features, 2100 were given.";
    assert_eq!(refused.expect_err("2,100 who are all different").to_string(), said);
    assert!(begin.elapsed().as_secs() < 5, "what is hopeless is not begun");
    // What turns out to be too much on the way is refused on the way.
    let pool = different(27, 3, 4);
    for goal in [Goal::Leximin, Goal::Maximin, Goal::Nash] {
        let refused = fair_selection_within(&pool, 9, goal, [0; 32], 100_000);
        assert_eq!(refused.expect_err("little work").code(), "choice.too_large");
        let _ = fair_selection(&pool, 9, goal, [0; 32]).unwrap();
    }
}

#[test]
fn power_of_many_voters_with_many_weights_is_refused_at_once() {
    let begin = std::time::Instant::now();
    let different = |voters: u64| (1..=voters).collect::<Vec<u64>>();
    for (weights, said) in [
        (
            different(500),
            "Power is exact up to 25000000 voters times the weight that decides, 31375125 were given.",
        ),
        (different(300), "Power needs more than 8000000000 steps of work here."),
        (vec![1; 501], "Power is exact up to 500 voters, 501 were given."),
        (vec![600_000; 2], "Power is exact up to 1000000 units of weight, 1200000 were given."),
    ] {
        let quota = weights.iter().sum::<u64>() / 2 + 1;
        let refused = power(&weights, quota).expect_err(said);
        assert_eq!((refused.code(), refused.to_string().as_str()), ("choice.too_large", said));
    }
    assert!(begin.elapsed().as_secs() < 5, "nothing is counted first");
    let refused = power(&[0, 0], 1).expect_err("nobody has any weight");
    assert_eq!(refused.to_string(), "Weight of all voters: 0 given, at least 1 needed.");
    // Of two kinds of voters hundreds are counted: each has the same power as all of its kind.
    let weights: Vec<u64> = (0..400).map(|voter| 1 + voter % 2).collect();
    let counted = power(&weights, 301).unwrap();
    let all = counted.shapley_shubik.iter().fold(ratio(0, 1), |sum, one| sum + &one.0);
    assert_eq!(all, ratio(1, 1));
    assert_eq!(counted.banzhaf[0], counted.banzhaf[398]);
    assert!(counted.banzhaf[1].0 > counted.banzhaf[0].0);
}
