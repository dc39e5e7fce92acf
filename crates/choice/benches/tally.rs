//! How long counts take: a million ballots by the common methods, Meek and equal shares on files that
//! other programs count too (paths in `POLITY_BENCH_BLT`, `POLITY_BENCH_SOI`, `POLITY_BENCH_PB`), panels
//! from 2,000 people.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "benchmarks make their own input"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};
use polity_choice::ChoiceError;
use polity_choice::ballots::{Approvals, Ranked};
use polity_choice::budget::{Increase, Satisfaction, SharesRule, equal_shares};
use polity_choice::committee::{self, Completion, Thiele, Wanted, phragmen};
use polity_choice::format::{read_blt, read_pabulib, read_preflib};
use polity_choice::lots::{Category, Pool, Quota, SeedStream, stratified};
use polity_choice::power::power;
use polity_choice::quadratic::{QuadraticBallots, quadratic_voting};
use polity_choice::ranked::{IrvRule, Pairwise, Strength, Unranked, instant_runoff, schulze};
use polity_choice::single::{Answer, Majority, RunningMarks, RunningScores, YesNo, majority};
use polity_choice::stv::{
    EqualSplit, Fixed9, Keep, MeekRule, StvOptions, meek, meek_with, scottish, warren,
};
use polity_choice::ties::TieBreak;
use polity_choice::weight::{Delegation, Delegations, resolve};
use rustix::time::{ClockId, clock_gettime};

const MILLION: u64 = 1_000_000;

/// The time that this thread was on a core, so that what else the machine does counts for nothing.
struct OwnTime;

static WALL: WallTime = WallTime;

/// How long this thread was on a core so far.
fn own_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

fn since(begin: Duration) -> Duration {
    own_time().saturating_sub(begin)
}

impl Measurement for OwnTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        own_time()
    }
    fn end(&self, begin: Duration) -> Duration {
        since(begin)
    }
    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, time: &Duration) -> f64 {
        WALL.to_f64(time)
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WALL.formatter()
    }
}

/// A cheap generator for inputs; nothing is decided with it.
struct Mix(u64);

impl Mix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(bound).unwrap()).unwrap()
    }
}

fn names(size: usize) -> Vec<String> {
    (0..size).map(|number| format!("Candidate {number}")).collect()
}

fn ranked(ballots: u64) -> Ranked {
    let mut mix = Mix(7);
    let mut profile = Ranked::new(names(10)).unwrap();
    let mut order: Vec<usize> = (0..10).collect();
    for _ in 0..ballots {
        for place in 0..10 {
            let other = place + mix.below(10 - place);
            order.swap(place, other);
        }
        profile.add(1, &order).unwrap();
    }
    profile
}

fn millions(c: &mut Criterion<OwnTime>) {
    let mut group = c.benchmark_group("million");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    group.bench_function("yes_no", |b| {
        b.iter(|| {
            let mut ballots = YesNo { eligible: MILLION, ..YesNo::default() };
            for voter in 0..MILLION {
                let answer = if black_box(voter) % 3 == 0 { Answer::No } else { Answer::Yes };
                ballots.change(1, None, Some(answer)).unwrap();
            }
            majority(ballots, Majority::default()).unwrap()
        });
    });
    let profile = ranked(MILLION);
    let ties = TieBreak::Listed;
    group.bench_function("irv_10", |b| {
        b.iter(|| instant_runoff(&profile, IrvRule::default(), &ties).unwrap());
    });
    group.bench_function("schulze_10", |b| {
        b.iter(|| {
            let pairs = Pairwise::of(&profile, Unranked::Last).unwrap();
            schulze(profile.names(), &pairs, Strength::WinningVotes, 1, &ties).unwrap()
        });
    });
    let seats = StvOptions::seats(4);
    group.bench_function("stv_scottish_10", |b| b.iter(|| scottish(&profile, &seats).unwrap()));
    group.bench_function("stv_meek_10", |b| b.iter(|| meek(&profile, &seats).unwrap()));
    group.bench_function("quadratic_10", |b| {
        b.iter(|| {
            let mut ballots = QuadraticBallots::new(names(10), 100).unwrap();
            for voter in 0..MILLION {
                let one = usize::try_from(black_box(voter) % 9).unwrap();
                ballots.add(1, &[(one, 6), (one + 1, -5), ((one + 2) % 10, 3)]).unwrap();
            }
            quadratic_voting(&ballots, 1, &ties).unwrap()
        });
    });
    group.finish();
}

/// One changed ballot among a million, and the result after it.
fn changes(c: &mut Criterion<OwnTime>) {
    let (ties, all) = (TieBreak::Listed, ranked(MILLION));
    let (old, new): (Vec<usize>, Vec<usize>) = ((0..10).collect(), (0..10).rev().collect());
    let marks = |places: &[usize]| -> Vec<(usize, i64)> {
        places.iter().zip(0..5).map(|(&one, score)| (one, score)).collect()
    };
    let (old_marks, new_marks) = (marks(&old), marks(&new));
    let mut group = c.benchmark_group("change");
    let (few, others) = (vec![0, 1, 2, 3], vec![9, 8, 7, 6]);
    let mut approvals = RunningMarks::new(names(10)).unwrap();
    approvals.change(MILLION, None, Some(&few)).unwrap();
    let _ = group.bench_function("approvals_10", |b| {
        b.iter(|| {
            approvals.change(1, Some(&few), Some(&others)).unwrap();
            approvals.change(1, Some(&others), Some(&few)).unwrap();
            approvals.result(1, &ties).unwrap()
        });
    });
    let mut scores = RunningScores::new(names(10), 0, 5).unwrap();
    scores.change(MILLION, None, Some(&old_marks)).unwrap();
    let _ = group.bench_function("scores_10", |b| {
        b.iter(|| {
            scores.change(1, Some(&old_marks), Some(&new_marks)).unwrap();
            scores.change(1, Some(&new_marks), Some(&old_marks)).unwrap();
            scores.score(1, &ties).unwrap()
        });
    });
    let mut credits = QuadraticBallots::new(names(10), 100).unwrap();
    let _ = credits.add(MILLION, &old_marks).unwrap();
    let _ = group.bench_function("quadratic_10", |b| {
        b.iter(|| {
            let _ = credits.replace(1, &old_marks, &new_marks).unwrap();
            let _ = credits.replace(1, &new_marks, &old_marks).unwrap();
            quadratic_voting(&credits, 1, &ties).unwrap()
        });
    });
    let mut pairs = Pairwise::of(&all, Unranked::Last).unwrap();
    let one = all.ballots().next().unwrap();
    let _ = group.bench_function("schulze_10", |b| {
        b.iter(|| {
            pairs.remove(one);
            pairs.add(one);
            schulze(all.names(), &pairs, Strength::WinningVotes, 1, &ties).unwrap()
        });
    });
    group.finish();
}

/// Power of weights, and a million people of whom a tenth votes and the others delegate.
fn weights(c: &mut Criterion<OwnTime>) {
    let mut group = c.benchmark_group("weights");
    let _ = group.sample_size(10);
    for (voters, most) in [(27, 30_000), (100, 1_000), (500, 25)] {
        let mut mix = Mix(11);
        let weights: Vec<u64> =
            (0..voters).map(|_| 1 + u64::try_from(mix.below(most)).unwrap()).collect();
        let quota = weights.iter().sum::<u64>() / 2 + 1;
        let _ = group.bench_function(format!("power_{voters}_up_to_{most}"), |b| {
            b.iter(|| power(&weights, quota).unwrap());
        });
    }
    let people = usize::try_from(MILLION).unwrap();
    let (mut delegations, mut mix) = (Delegations::new(people).unwrap(), Mix(13));
    for from in people / 10..people {
        // To anybody before, so that chains are long and none is a circle.
        let (to, topic, expires_at) = (mix.below(from), None, None);
        delegations.set(Delegation { from, to, topic, expires_at }).unwrap();
    }
    let (each, voted) = (vec![1; people], (0..people / 10).collect());
    let _ = group.bench_function("delegation_million", |b| {
        b.iter(|| resolve(&delegations, &each, &voted, "", 0).unwrap());
    });
    group.finish();
}

fn files(c: &mut Criterion) {
    if let Ok(path) = std::env::var("POLITY_BENCH_BLT") {
        let contest = read_blt("bench.blt", &std::fs::read_to_string(path).unwrap()).unwrap();
        let fixed = Fixed9::new(contest.ballots.total()).unwrap();
        let options = contest.options();
        for (name, split) in [("parts", EqualSplit::Parts), ("average", EqualSplit::Average)] {
            let rule = MeekRule {
                keep: Keep::SharesDown,
                split,
                omega_places: 6,
                floors_surplus: false,
                recounts_end: true,
            };
            let mut group = c.benchmark_group("file");
            let _ = group.sample_size(10).bench_function(format!("meek_{name}"), |b| {
                b.iter(|| meek_with(&contest.ballots, &options, rule, &fixed, "").unwrap());
            });
            group.finish();
        }
    }
    if let Ok(path) = std::env::var("POLITY_BENCH_SOI") {
        let text = std::fs::read_to_string(path).unwrap();
        let file = read_preflib("bench.soi", &text).unwrap();
        let mut group = c.benchmark_group("file");
        let _ = group.bench_function("schulze", |b| {
            b.iter(|| {
                let pairs = Pairwise::of(&file.ballots, Unranked::Last).unwrap();
                let names = file.ballots.names();
                schulze(names, &pairs, Strength::WinningVotes, 1, &TieBreak::Listed).unwrap()
            });
        });
        group.finish();
    }
    if let Some(paths) = std::env::var_os("POLITY_BENCH_PB") {
        for path in std::env::split_paths(&paths) {
            budgets(c, &path);
            if path.to_string_lossy().contains("Rembertow") {
                committees(c, &path);
            }
        }
    }
}

/// Counts that `benches/beside.py` times too.
fn budgets(c: &mut Criterion, path: &std::path::Path) {
    let file = read_pabulib("bench.pb", &std::fs::read_to_string(path).unwrap()).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy();
    let mut group = c.benchmark_group(format!("equal_shares/{name}"));
    let _ = group.sample_size(20);
    for (name, increase) in
        [("plain", Increase::None), ("add1", Increase::Add(10u64.pow(file.places)))]
    {
        let rule =
            SharesRule { satisfaction: Satisfaction::Cost, increase, completes_greedily: false };
        let _ = group.bench_function(name, |b| {
            b.iter(|| equal_shares(&file.budget, rule, &TieBreak::Listed).unwrap());
        });
    }
    group.finish();
}

/// Committees of ten from the ballots of a budget.
fn committees(c: &mut Criterion, path: &std::path::Path) {
    let file = read_pabulib("bench.pb", &std::fs::read_to_string(path).unwrap()).unwrap();
    let mut ballots = Approvals::new(file.budget.names()).unwrap();
    for (weight, marks) in file.budget.ballots() {
        let approved: Vec<usize> = marks.iter().map(|&(one, _)| one).collect();
        ballots.add(weight, &approved).unwrap();
    }
    let mut group = c.benchmark_group("committee");
    let _ = group.sample_size(20);
    let one = &Wanted::One;
    let _ = group.bench_function("phragmen", |b| b.iter(|| phragmen(&ballots, 10, one).unwrap()));
    let _ = group.bench_function("shares", |b| {
        b.iter(|| committee::equal_shares(&ballots, 10, Completion::Phragmen, one).unwrap());
    });
    let _ = group.bench_function("seq_pav", |b| {
        b.iter(|| committee::sequential(Thiele::Proportional, &ballots, 10, one).unwrap());
    });
    group.finish();
}

/// What a society of a million can bring at most: nearly all ballots different, on 24 options. Each is
/// counted once.
fn societies(_: &mut Criterion) {
    if std::env::var_os("POLITY_SLOW").is_none() {
        return;
    }
    let mut mix = Mix(11);
    let mut orders = Ranked::new(names(24)).unwrap();
    let mut sets = Approvals::new(names(24)).unwrap();
    let mut order: Vec<usize> = (0..24).collect();
    for _ in 0..MILLION {
        for place in 0..24 {
            let other = place + mix.below(24 - place);
            order.swap(place, other);
        }
        orders.add(1, &order).unwrap();
        sets.add(1, order.get(..12).unwrap()).unwrap();
    }
    let said = |name: &str, begin: Duration, outcome: Result<usize, ChoiceError>| {
        eprintln!("society/{name}: {:?}, {outcome:?}", since(begin));
    };
    let (seats, one) = (StvOptions::seats(12), &Wanted::One);
    let begin = own_time();
    said("stv_scottish", begin, scottish(&orders, &seats).map(|one| one.winners.len()));
    let begin = own_time();
    said("stv_meek", begin, meek(&orders, &seats).map(|one| one.winners.len()));
    let begin = own_time();
    said("stv_warren", begin, warren(&orders, &seats).map(|one| one.winners.len()));
    let begin = own_time();
    said("phragmen", begin, phragmen(&sets, 12, one).map(|one| one.committees.len()));
    let begin = own_time();
    let shares = committee::equal_shares(&sets, 12, Completion::Phragmen, one);
    said("equal_shares", begin, shares.map(|one| one.committees.len()));
    for (name, rule) in [("seq_pav", Thiele::Proportional), ("seq_cc", Thiele::Coverage)] {
        let begin = own_time();
        let elected = committee::sequential(rule, &sets, 12, one);
        said(name, begin, elected.map(|one| one.committees.len()));
    }
    let begin = own_time();
    let elected = committee::reverse_sequential(Thiele::Proportional, &sets, 12, one);
    said("rev_seq_pav", begin, elected.map(|one| one.committees.len()));
}

/// People with random features; a panel needs about the same number of each feature.
fn pool(sizes: &[usize], people: usize, seats: usize, room: (usize, usize)) -> Pool {
    let quota = |number: usize, size: usize| Quota {
        feature: format!("f{number}"),
        least: (seats / size).saturating_sub(room.0),
        most: seats / size + room.1,
    };
    let category = |(at, &size): (usize, &usize)| Category {
        name: format!("category {at}"),
        quotas: (0..size).map(|number| quota(number, size)).collect(),
    };
    let mut pool = Pool::new(sizes.iter().enumerate().map(category).collect()).unwrap();
    let mut mix = Mix(3);
    for _ in 0..people {
        let person: Vec<String> = sizes
            .iter()
            .map(|&size| format!("f{}", mix.below(size).min(mix.below(size) + 1)))
            .collect();
        let person: Vec<&str> = person.iter().map(String::as_str).collect();
        pool.add(&person).unwrap();
    }
    pool
}

fn panels(c: &mut Criterion<OwnTime>) {
    let four = pool(&[2, 4, 5, 8], 2_000, 200, (4, 6));
    let mut seed = SeedStream::new([1; 32]);
    c.bench_function("panel/stratified_200_of_2000", |b| {
        b.iter(|| {
            let byte = u8::try_from(seed.below(256)).unwrap();
            stratified(&four, 200, [byte; 32], 1_000).unwrap()
        });
    });
    #[cfg(feature = "fair-selection")]
    fair_panels(&four);
}

/// Times of fair selection, once each. With `POLITY_SLOW` also of 1,508 groups, for minutes.
#[cfg(feature = "fair-selection")]
fn fair_panels(four: &Pool) {
    use polity_choice::lots::fair::{Goal, fair_selection_within};
    let run = |name: &str, pool: &Pool, seats: usize, goal: Goal| {
        let begin = own_time();
        match fair_selection_within(pool, seats, goal, [5; 32], u64::MAX) {
            Ok(fair) => eprintln!(
                "{name}, {goal:?}, {seats} of {} in {} groups: {:?}, lowest {}, bound {}, \
                 distance {:?}, {} compositions",
                pool.people(),
                pool.groups().len(),
                since(begin),
                fair.lowest,
                fair.bound,
                fair.distance,
                fair.lottery.parts.len()
            ),
            Err(refusal) => eprintln!("{name}, {goal:?}: {refusal}"),
        }
    };
    // The large example of Flanigan and others: 1 conservative woman, 999 liberal, 1,000 conservative men.
    let quota = |feature: &str| Quota { feature: feature.into(), least: 99, most: 200 };
    let category = |name: &str, features: [&str; 2]| Category {
        name: name.into(),
        quotas: features.map(quota).into(),
    };
    let categories =
        vec![category("gender", ["f", "m"]), category("leaning", ["liberal", "conservative"])];
    let mut large = Pool::new(categories).unwrap();
    for (times, person) in
        [(1, ["f", "conservative"]), (999, ["f", "liberal"]), (1_000, ["m", "conservative"])]
    {
        for _ in 0..times {
            large.add(&person).unwrap();
        }
    }
    run("example_large_200", &large, 200, Goal::Leximin);
    run("four categories", four, 200, Goal::Maximin);
    run("four categories", four, 200, Goal::Leximin);
    let narrow = pool(&[2, 4, 5, 8], 2_000, 200, (0, 0));
    run("the same with exact quotas", &narrow, 200, Goal::Leximin);
    let more = pool(&[2, 4, 5, 8, 2], 2_000, 200, (4, 6));
    run("one category more", &more, 200, Goal::Leximin);
    let five = pool(&[2, 3, 4, 5, 6], 500, 40, (1, 1));
    run("five categories", &five, 40, Goal::Leximin);
    let seven = pool(&[2, 3, 4, 5, 6, 4, 4], 150, 22, (0, 1));
    run("seven categories", &seven, 22, Goal::Leximin);
    if std::env::var_os("POLITY_SLOW").is_some() {
        let six = pool(&[2, 4, 5, 8, 3, 6], 2_000, 200, (4, 6));
        run("six categories", &six, 200, Goal::Leximin);
    }
}

criterion_group! {
    name = own;
    config = Criterion::default().with_measurement(OwnTime);
    targets = millions, changes, weights, panels
}
criterion_group!(beside, files, societies);
criterion_main!(own, beside);
