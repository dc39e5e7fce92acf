//! Participatory budgets: greedy and equal shares as `pabutools` computed them, and the official
//! results where the city used one of these rules.

use std::collections::BTreeMap;

use polity_choice::budget::{
    GreedyRule, Increase, Order, Satisfaction, SharesRule, equal_shares, greedy,
};
use polity_choice::format::read_pabulib;
use polity_choice::ties::TieBreak;

use crate::data;

#[test]
fn budgets_agree() {
    let Some(folder) = data::folder("elections/pabulib") else { return };
    let expected = data::json(&folder.join("expected.json"));
    let mut counts: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for path in data::files(&folder, ".pb") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = read_pabulib(&file, &data::read(&path)).unwrap();
        let budget = &read.budget;
        let mut by_id: Vec<usize> = (0..budget.projects().len()).collect();
        by_id.sort_by_key(|&one| &budget.projects()[one].id);
        let ties = TieBreak::Order(by_id);
        let unit = 10u64.pow(read.places);
        let expected = &expected["results"][&file];
        let shares = |satisfaction, increase| {
            let rule = SharesRule { satisfaction, increase, completes_greedily: false };
            equal_shares(budget, rule, &ties).unwrap().funded
        };
        let per_cost = |satisfaction| {
            let rule = GreedyRule { order: Order::PerCost(satisfaction), ..GreedyRule::default() };
            greedy(budget, rule, &ties).unwrap().funded
        };
        let mut check = |key: &str, funded: Vec<usize>, stated: &serde_json::Value| {
            let Some(stated) = stated.as_array() else { return };
            let mut ids: Vec<&str> =
                funded.iter().map(|&one| budget.projects()[one].id.as_str()).collect();
            let mut stated: Vec<&str> = stated.iter().map(|id| id.as_str().unwrap()).collect();
            ids.sort_unstable();
            stated.sort_unstable();
            assert!(budget.cost_of(&funded) <= budget.limit(), "{file}: {key} overspends");
            let entry = counts.entry(key.to_owned()).or_default();
            entry.0 += 1;
            if ids != stated {
                entry.1.push(format!("{file} {key}: {ids:?} expected {stated:?}"));
            }
        };
        let stated = |key: &str| &expected[key]["selected"];
        if stated("greedy_cost").is_array() {
            check("greedy_cost", per_cost(Satisfaction::Cost), stated("greedy_cost"));
            check("greedy_card", per_cost(Satisfaction::Cardinality), stated("greedy_card"));
            check("mes_cost", shares(Satisfaction::Cost, Increase::None), stated("mes_cost"));
            check(
                "mes_card",
                shares(Satisfaction::Cardinality, Increase::None),
                stated("mes_card"),
            );
        }
        if stated("mes_cost_add1").is_array() {
            check(
                "mes_cost_add1",
                shares(Satisfaction::Cost, Increase::Add(unit)),
                stated("mes_cost_add1"),
            );
        }
        let by_votes = greedy(budget, GreedyRule::default(), &ties).unwrap().funded;
        match read.meta.get("rule").map(String::as_str) {
            Some("greedy") => check("official greedy", by_votes, &expected["official_selected"]),
            Some("equalshares/add1") => {
                let funded = shares(Satisfaction::Cost, Increase::Add(unit));
                check("official equal shares", funded, &expected["official_selected"]);
            }
            Some("greedy-no-skip") => {
                let rule = GreedyRule { skips: false, ..GreedyRule::default() };
                let funded = greedy(budget, rule, &ties).unwrap().funded;
                check("official greedy without skipping", funded, &expected["official_selected"]);
            }
            _ => {}
        }
    }
    for (rule, (cases, wrong)) in &counts {
        println!("{rule}: {} of {cases}", cases - wrong.len());
        for one in wrong.iter().take(4) {
            println!("  {}", one.chars().take(300).collect::<String>());
        }
    }
    let all: Vec<String> = counts.values().flat_map(|(_, wrong)| wrong.clone()).collect();
    data::conclude("pabulib", counts.values().map(|(cases, _)| cases).sum(), &all);
}

/// No ballot of the real files breaks a limit that its file states; were a limit one lower, some would.
#[test]
fn ballots_keep_the_limits_of_their_files() {
    let Some(folder) = data::folder("elections/pabulib") else { return };
    let (mut files, mut ballots, mut limits, mut tight) = (0, 0, 0, 0);
    for path in data::files(&folder, ".pb") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = data::read(&path);
        let read = read_pabulib(&file, &text).unwrap_or_else(|refusal| panic!("{refusal}"));
        files += 1;
        ballots += read.budget.total();
        for (key, lower) in [
            ("max_length", -1i64),
            ("max_sum_points", -1),
            ("min_length", 1),
            ("max_sum_cost", -60_000),
        ] {
            let Some(stated) = read.meta.get(key) else { continue };
            limits += 1;
            let whole: i64 = stated.split('.').next().unwrap().parse().unwrap();
            let changed =
                text.replace(&format!("{key};{stated}"), &format!("{key};{}", whole + lower));
            if let Err(refusal) = read_pabulib(&file, &changed) {
                assert!(refusal.to_string().contains(key), "{refusal}");
                tight += 1;
            }
        }
    }
    println!(
        "Pabulib: {ballots} ballots in {files} files keep {limits} limits, {tight} of them tight"
    );
    assert_eq!((files, ballots > 30_000, limits, tight), (28, true, 41, 41));
}
