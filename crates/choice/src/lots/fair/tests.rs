//! LEXIMIN by division beside LEXIMIN by generation, on small pools whose quotas few panels meet, and
//! the parts of the division by what must hold of their results.

use super::super::stratified::{Category, Quota};
use super::nearest::Nearest;
use super::*;
use crate::limits::Work;
use crate::lots::SeedStream;

/// A pool of people with random features, and quotas about a random panel.
fn pool(stream: &mut SeedStream, people: usize, seats: usize) -> Pool {
    let sizes: Vec<usize> = (0..2 + stream.place(3)).map(|_| 2 + stream.place(2)).collect();
    let people: Vec<Vec<usize>> =
        (0..people).map(|_| sizes.iter().map(|&size| stream.place(size)).collect()).collect();
    let mut categories = Vec::new();
    for (at, &size) in sizes.iter().enumerate() {
        let mut quotas = Vec::new();
        for feature in 0..size {
            let there = people[..seats].iter().filter(|person| person[at] == feature).count();
            let (least, most) = (there - stream.place(2).min(there), there + stream.place(2));
            quotas.push(Quota { feature: format!("f{feature}"), least, most });
        }
        categories.push(Category { name: format!("category {at}"), quotas });
    }
    let mut pool = Pool::new(categories).expect("quotas are ranges");
    for person in &people {
        let names: Vec<String> = person.iter().map(|feature| format!("f{feature}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        pool.add(&names).expect("the features exist");
    }
    pool
}

#[test]
fn division_agrees_with_generation() {
    let mut stream = SeedStream::new([4; 32]);
    let (mut divided_panels, mut whole_panels, mut unreachable) = (0, 0, 0);
    for number in 0..300 {
        let (people, seats) = (6 + stream.place(9), 2 + stream.place(4));
        let pool = pool(&mut stream, people, seats);
        let groups = Groups::new(&pool, seats);
        let mut work = Work::new("A test");
        let mut search =
            Search::new(&pool, &groups, Vec::new(), [1; 32], &mut work).expect("there is a panel");
        let expected = search.leximin().expect("the solver solves").settled;
        let expected = expected.expect("every chance is settled");
        let chances =
            relaxed::chances(&groups, &mut Work::new("A test")).expect("the solver solves");
        let chances = chances.expect("there is a panel");
        let found = divided::panels(&groups, &chances, &mut Work::new("A test"))
            .expect("the solver solves");
        if found.expect("there is a panel").distance < SLACK {
            divided_panels += 1;
            for (chance, expected) in chances.iter().zip(&expected) {
                assert!((chance - expected).abs() < 1e-5, "{number}: {chances:?} {expected:?}");
            }
        } else {
            whole_panels += 1;
        }
        let fair = fair_selection(&pool, seats, Goal::Leximin, [1; 32]).expect("there is a panel");
        assert!(fair.distance.expect("LEXIMIN has one") < 1e-5, "{number}: {:?}", fair.distance);
        assert!(fair.lowest <= fair.bound + SLACK, "{number}: {} {}", fair.lowest, fair.bound);
        for (group, people) in pool.groups().into_iter().enumerate() {
            let chance: f64 = fair.chances[people[0]].decimal(9).parse().expect("it is a number");
            assert!((chance - expected[group]).abs() < 1e-5, "{number}: {chance} {expected:?}");
            assert_eq!(fair.unreachable.contains(&people[0]), chance == 0.0, "{number}");
        }
        unreachable += usize::from(!fair.unreachable.is_empty());
    }
    let seen = [divided_panels, whole_panels, unreachable];
    assert!(seen.iter().all(|&cases| cases >= 10), "too few of one kind: {seen:?}");
}

#[test]
fn roundings_are_panels_next_to_the_divided_one() {
    let mut stream = SeedStream::new([5; 32]);
    let (mut rounded, mut better) = (0, 0);
    for number in 0..40 {
        let pool = pool(&mut stream, 60 + number, 20);
        let groups = Groups::new(&pool, 20);
        let chances =
            relaxed::chances(&groups, &mut Work::new("A test")).expect("the solver solves");
        let sizes = groups.sizes.iter().map(|&size| size as f64);
        let aim: Vec<f64> =
            sizes.zip(chances.expect("a panel exists")).map(|(a, b)| a * b).collect();
        for _ in 0..20 {
            let wants: Vec<f64> = aim.iter().map(|_| stream.place(2_001) as f64 - 1e3).collect();
            let Some(panel) = rounding::round(&groups, &aim, &wants) else { continue };
            rounded += 1;
            let worth_of_aim: f64 = aim.iter().zip(&wants).map(|(aim, want)| aim * want).sum();
            better += usize::from(pricing::worth(&panel, &wants) > worth_of_aim);
            assert!(groups.admit(&panel));
            for (&members, aim) in panel.iter().zip(&aim) {
                assert!((members as f64 - aim).abs() < 1.0 + 1e-6, "{members} for {aim}");
            }
        }
    }
    assert!(
        rounded > 700 && better > 700,
        "of 800 {rounded} were rounded, {better} to better panels"
    );
}

/// The nearest point is the one to which no point of the hull is at an acute angle.
#[test]
fn nearest_points_have_no_nearer_ones() {
    let mut stream = SeedStream::new([6; 32]);
    let mut inside = 0;
    for _ in 0..200 {
        let size = 2 + stream.place(5);
        let mut random = || {
            let one = |_| stream.place(2_001) as f64 / 1e3 - 0.9;
            (0..size).map(one).collect::<Vec<f64>>()
        };
        let points: Vec<Vec<f64>> = (0..12).map(|_| random()).collect();
        let mut kept = vec![0];
        let mut nearest = Nearest::new(points[0].clone());
        for _ in 0..200 {
            let here = nearest.nearest();
            let angle = |point: &[f64]| here.iter().zip(point).map(|(a, b)| a * b).sum::<f64>();
            let first = (0..12).min_by(|&a, &b| angle(&points[a]).total_cmp(&angle(&points[b])));
            let first = first.expect("there are points");
            if angle(&points[first]) > angle(&here) - 1e-12 {
                break;
            }
            let Some(lost) = nearest.add(points[first].clone()) else { break };
            kept.push(first);
            let mut numbers = 0..;
            kept.retain(|_| numbers.next().is_none_or(|number| !lost.contains(&number)));
        }
        let here = nearest.nearest();
        let square: f64 = here.iter().map(|value| value * value).sum();
        inside += usize::from(square < 1e-12);
        for point in &points {
            let product: f64 = here.iter().zip(point).map(|(a, b)| a * b).sum();
            assert!(product > square - 1e-9, "{product} {square}");
        }
        let weights = nearest.weights();
        assert_eq!(weights.len(), kept.len());
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (at, value) in here.iter().enumerate() {
            let sum: f64 = kept.iter().zip(weights).map(|(&one, by)| points[one][at] * by).sum();
            assert!((sum - value).abs() < 1e-9, "weights name other points");
        }
    }
    assert!((20..180).contains(&inside), "{inside} of 200 hulls hold the origin");
}
