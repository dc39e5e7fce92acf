//! Tideman's collection: rankings of many methods as Condorcet PHP computed them, with unranked
//! candidates last (implicit) or silent (explicit).

use std::collections::BTreeMap;

use polity_choice::format::read_condorcet;
use polity_choice::ranked::{
    EqualDefeats, Opposition, Pairwise, Strength, Unranked, borda, condorcet_winner, copeland,
    kemeny, minimax, ranked_pairs, schulze,
};
use polity_choice::ties::TieBreak;

use crate::data;

/// Reads `A > B = C` into tiers of numbers.
fn tiers(text: &str, names: &[String]) -> Vec<Vec<usize>> {
    let number = |name: &str| names.iter().position(|known| known == name.trim()).unwrap();
    text.split(" > ")
        .map(|tier| {
            let mut tier: Vec<usize> = tier.split(" = ").map(number).collect();
            tier.sort_unstable();
            tier
        })
        .collect()
}

#[test]
fn rankings_agree() {
    let Some(folder) = data::folder("elections/tideman") else { return };
    let mut counts: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for path in data::files(&folder, ".cvotes") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = read_condorcet(&file, &data::read(&path)).unwrap();
        let expected = data::json(&path.with_extension("expected.json"));
        for (mode, unranked) in [("implicit", Unranked::Last), ("explicit", Unranked::Silent)] {
            let Some(expected) = expected.get(mode) else { continue };
            let names = read.ballots.names();
            let pairs = Pairwise::of(&read.ballots, unranked).unwrap();
            let ties = TieBreak::Listed;
            let by = |strength| schulze(names, &pairs, strength, 1, &ties).unwrap().ordered.order;
            let worst = |by| minimax(names, &pairs, by, 1, &ties).unwrap().ordered.order;
            let locked = |by| {
                let equal = EqualDefeats::Together;
                ranked_pairs(names, &pairs, by, equal, 1, &ties).unwrap().ordered.order
            };
            let mut ours = vec![
                ("Schulze Winning", by(Strength::WinningVotes)),
                ("Schulze Margin", by(Strength::Margins)),
                ("Minimax Winning", worst(Opposition::WinningVotes)),
                ("Minimax Margin", worst(Opposition::Margins)),
                ("Minimax Opposition", worst(Opposition::Pairwise)),
                ("Copeland", copeland(names, &pairs, 1, &ties).unwrap().ordered.order),
                ("BordaCount", borda(&read.ballots, unranked, 1, &ties).unwrap().ordered.order),
                ("Ranked Pairs Winning", locked(Strength::WinningVotes)),
                ("Ranked Pairs Margin", locked(Strength::Margins)),
            ];
            let pairs_of = |one, other| pairs.prefer(one, other);
            if let Ok(result) = kemeny(names, &pairs, 1, &ties) {
                // Where several orders are best, Condorcet PHP takes the first it meets: it must be one of
                // the best.
                let stated = expected["Kemeny–Young"]["Ranking"].as_str();
                if let Some(stated) = stated.filter(|_| result.is_tied) {
                    let order: Vec<usize> = tiers(stated, names).into_iter().flatten().collect();
                    let pairs = order.iter().enumerate().flat_map(|(place, &one)| {
                        order[place + 1..].iter().map(move |&other| (one, other))
                    });
                    let agreed = pairs.map(|(one, other)| u128::from(pairs_of(one, other))).sum();
                    let entry = counts.entry(format!("Kemeny–Young, several best ({mode})"));
                    let entry = entry.or_default();
                    entry.0 += 1;
                    if result.score != agreed {
                        entry.1.push(format!("{file}: {agreed} of {}", result.score));
                    }
                } else {
                    ours.push(("Kemeny–Young", result.ordered.order));
                }
            }
            if let Some(winner) = condorcet_winner(&pairs) {
                ours.push(("Condorcet Winner", vec![vec![winner]]));
            }
            for (method, order) in ours {
                let stated = match method {
                    "Condorcet Winner" => expected["Condorcet"]["Condorcet Winner"].as_str(),
                    method => expected[method]["Ranking"].as_str(),
                };
                let Some(stated) = stated else { continue };
                let entry = counts.entry(format!("{method} ({mode})")).or_default();
                entry.0 += 1;
                let stated = tiers(stated, names);
                if stated != order {
                    entry.1.push(format!("{file}: {order:?}\n   expected {stated:?}"));
                }
            }
            // The matrix itself.
            if let Some(matrix) = expected.get("Pairwise") {
                let entry = counts.entry(format!("Pairwise ({mode})")).or_default();
                entry.0 += 1;
                let cell = |one: &String, other: &String| matrix[one]["win"][other].as_u64();
                let same = names.iter().enumerate().all(|(i, one)| {
                    names
                        .iter()
                        .enumerate()
                        .filter(|&(j, _)| i != j)
                        .all(|(j, other)| cell(one, other) == Some(pairs.prefer(i, j)))
                });
                if !same {
                    entry.1.push(format!("{file}: matrix differs"));
                }
            }
        }
    }
    for (method, (cases, wrong)) in &counts {
        println!("{method}: {} of {cases}", cases - wrong.len());
        for one in wrong.iter().take(3) {
            println!("  {one}");
        }
    }
    let all: Vec<String> = counts.values().flat_map(|(_, wrong)| wrong.clone()).collect();
    data::conclude("tideman", counts.values().map(|(cases, _)| cases).sum(), &all);
}
