//! Panels: quotas of real and example pools; with the feature `fair-selection` the lowest chance that
//! other programs found.

use polity_choice::format::parse_csv;
use polity_choice::lots::{Category, Pool, Quota, stratified};

use crate::data;

/// Reads a pool: rows of `categories` hold category, feature, least, most.
fn pool(categories: &str, people: &str) -> Pool {
    let rows = parse_csv("categories", categories).unwrap();
    let mut list: Vec<Category> = Vec::new();
    for (_, row) in &rows[1..] {
        let number = |at: usize| row[at].trim().parse().unwrap();
        let quota = Quota { feature: row[1].clone(), least: number(2), most: number(3) };
        match list.iter_mut().find(|category| category.name == row[0]) {
            Some(category) => category.quotas.push(quota),
            None => list.push(Category { name: row[0].clone(), quotas: vec![quota] }),
        }
    }
    let names: Vec<String> = list.iter().map(|category| category.name.clone()).collect();
    let mut pool = Pool::new(list).unwrap();
    let rows = parse_csv("people", people).unwrap();
    let columns: Vec<usize> = names
        .iter()
        .map(|name| rows[0].1.iter().position(|column| column == name).unwrap())
        .collect();
    for (_, row) in &rows[1..] {
        let features: Vec<&str> = columns.iter().map(|&column| row[column].as_str()).collect();
        pool.add(&features).unwrap();
    }
    pool
}

fn pools() -> Vec<(&'static str, Pool, usize, String)> {
    let Some(folder) = data::folder("sortition") else { return Vec::new() };
    let example = folder.join("leximin-nature2021/data/example_small_20");
    let fixture = folder.join("sortition-algorithms/tests/fixtures");
    let read = |path: std::path::PathBuf| data::read(&path);
    vec![
        (
            "example_small_20",
            pool(&read(example.join("categories.csv")), &read(example.join("respondents.csv"))),
            20,
            read(folder.join("expected_example_small_20.json")),
        ),
        (
            "sf_fixture_22",
            pool(&read(fixture.join("features.csv")), &read(fixture.join("candidates.csv"))),
            22,
            read(folder.join("expected_sf_fixture_22.json")),
        ),
    ]
}

#[test]
fn stratified_panels_meet_their_quotas() {
    for (name, pool, seats, _) in pools() {
        for number in 0..20 {
            let draw = stratified(&pool, seats, [number; 32], 1_000).unwrap();
            assert!(pool.admits(&draw.panel, seats), "{name}");
            let again = stratified(&pool, seats, [number; 32], 1_000).unwrap();
            assert_eq!(draw, again, "{name}: the same seed draws the same panel");
        }
        println!("{name}: 20 stratified panels of {seats} from {}", pool.people());
    }
}

#[cfg(feature = "fair-selection")]
#[test]
fn lowest_chances_agree() {
    use polity_choice::lots::fair::{Goal, fair_selection};
    for (name, pool, seats, expected) in pools() {
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let stated = expected["maximin"]["min_probability"].as_f64().unwrap();
        for goal in [Goal::Maximin, Goal::Leximin, Goal::Nash] {
            let begin = std::time::Instant::now();
            let fair = fair_selection(&pool, seats, goal, [7; 32]).unwrap();
            println!(
                "{name} {goal:?}: lowest {:.9}, bound {:.9}, published {stated:.9}, {} compositions, {:?}",
                fair.lowest,
                fair.bound,
                fair.lottery.parts.len(),
                begin.elapsed()
            );
            if goal != Goal::Nash {
                assert!((fair.lowest - stated).abs() < 1e-6, "{name} {goal:?}: {}", fair.lowest);
            }
            assert!(fair.lowest <= fair.bound + 1e-6);
            assert_eq!(fair.distance.is_some(), goal == Goal::Leximin);
            assert!(fair.distance.is_none_or(|distance| distance < 1e-7), "{name}: {fair:?}");
        }
    }
}

/// The large example published with LEXIMIN, stated in words there: 1 conservative and 999 liberal
/// women, 1,000 conservative men, a panel of 200 with at least 99 of each. All can have a tenth.
#[cfg(feature = "fair-selection")]
#[test]
fn the_large_example_is_fair() {
    use polity_choice::lots::fair::{Goal, fair_selection};
    let mut people = String::from("gender,leaning\n");
    for (times, person) in
        [(1, "female,conservative\n"), (999, "female,liberal\n"), (1_000, "male,conservative\n")]
    {
        people.push_str(&person.repeat(times));
    }
    let categories = "category,feature,min,max\ngender,female,99,200\ngender,male,99,200\n\
                      leaning,liberal,99,200\nleaning,conservative,99,200\n";
    let fair = fair_selection(&pool(categories, &people), 200, Goal::Leximin, [7; 32]).unwrap();
    println!("example_large_200: lowest {:.9}, published 0.1", fair.lowest);
    assert!((fair.lowest - 0.1).abs() < 1e-8 && fair.unreachable.is_empty());
}
