//! Random ballots in every format, and what a format cannot hold.

use std::collections::BTreeMap;

use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::budget::{Budget, Project};
use polity_choice::format::{
    Ballots, Document, PabulibFile, read_abc_yaml, read_document, write_document,
};
use polity_choice::ranked::Unranked;
use proptest::prelude::*;

use crate::common::{RANKED, said, settles, there_and_back};

fn names(size: usize, odd: &str) -> Vec<String> {
    (0..size).map(|number| format!("{odd}{number}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn orders_read_back(
        lines in prop::collection::vec((1..4u64, Just(vec![0usize, 1, 2, 3]).prop_shuffle(), 0..5usize, prop::collection::vec(any::<bool>(), 3)), 0..8),
        odd in "[A-Za-z \"#,;=>*^'é/:{}_-]{0,3}",
        seats in prop::option::of(1..4usize),
        withdrawn in prop::collection::btree_set(0..4usize, 0..2),
        has_ties: bool, silent: bool,
    ) {
        let mut ballots = Ranked::new(names(4, &odd)).unwrap();
        for (weight, order, keep, joined) in &lines {
            let mut ranks: Vec<Vec<usize>> = Vec::new();
            for (place, &one) in order[..*keep.min(&4)].iter().enumerate() {
                if place > 0 && joined[place - 1] && has_ties {
                    ranks.last_mut().unwrap().push(one);
                } else {
                    ranks.push(vec![one]);
                }
            }
            ballots.add_ranks(*weight, ranks.iter().map(Vec::as_slice)).unwrap();
        }
        let document = Document {
            title: format!("A {odd} title"), seats, withdrawn: withdrawn.into_iter().collect(),
            tie_order: has_ties.then(|| vec![2, 0, 3, 1]),
            unranked: if silent { Unranked::Silent } else { Unranked::Last },
            ..Document::new(Ballots::Ranked(ballots))
        };
        let is_plain = odd.chars().all(|c| c.is_ascii_alphabetic());
        for file in RANKED {
            settles(file, &document);
            let outcome = there_and_back(file, &document);
            if let Err(refusal) = outcome {
                prop_assert_eq!(refusal.code(), "choice.cannot_hold", "{}", file);
                // Names of letters are held by all; orders with ties or gaps not by all, and a sheet
                // that names nobody needs a ballot.
                let holds_all = ["a.blt", "a.toi", "a.cvotes", "a.json"].contains(file)
                    || *file == "a.csv" || !lines.is_empty() && *file == "a_tally.txt";
                prop_assert!(!(is_plain && holds_all), "{}: {}", file, refusal);
            }
        }
        // JSON holds every name and everything else.
        if let Ok(written) = write_document("a.json", &document) {
            prop_assert!(written.left_out.is_empty(), "{:?}", written.left_out);
        }
        prop_assert!(there_and_back("a.json", &document).is_ok());
        prop_assert!(there_and_back("a.pb", &document).is_err());
        prop_assert!(there_and_back("a.abc.yaml", &document).is_err());
    }

    #[test]
    fn sets_and_scores_read_back(
        lines in prop::collection::vec((1..4u64, prop::collection::btree_map(0..4usize, -3..9i64, 0..5)), 1..8),
        odd in "[A-Za-z\"#,;=é]{0,3}",
        seats in prop::option::of(1..4usize),
    ) {
        let mut sets = Approvals::new(names(4, &odd)).unwrap();
        let mut scores = Scores::new(names(4, &odd), -3, 9).unwrap();
        let mut grades = Scores::new(names(4, &odd), 0, 2).unwrap();
        for (weight, marks) in &lines {
            let set: Vec<usize> = marks.keys().copied().collect();
            sets.add(*weight, &set).unwrap();
            let marks: Vec<(usize, i64)> = marks.iter().map(|(&one, &score)| (one, score)).collect();
            scores.add(*weight, &marks).unwrap();
            let marks: Vec<(usize, i64)> = marks.iter().map(|&(one, score)| (one, score.rem_euclid(3))).collect();
            grades.add(*weight, &marks).unwrap();
        }
        let sets = Document { seats, ..Document::new(Ballots::Approvals(sets)) };
        for file in ["a.abc.yaml", "a.json", "a.csv"] {
            settles(file, &sets);
            there_and_back(file, &sets).unwrap();
        }
        // Categories say of everybody where they stand; sets become two of them.
        let as_categories = write_document("a.cat", &sets).unwrap();
        let back = read_document("a.cat", &as_categories.text, None).unwrap();
        let again = write_document("a.abc.yaml", &back).unwrap();
        let first = write_document("a.abc.yaml", &Document { seats: None, ..sets }).unwrap();
        prop_assert_eq!(merged(&again.text), merged(&first.text));
        let scores = Document::new(Ballots::Scores(scores));
        for file in ["a.json", "a.csv"] {
            there_and_back(file, &scores).unwrap();
        }
        prop_assert!(there_and_back("a.blt", &scores).is_err());
        let categories = ["Best", "Fair", "Poor"].map(str::to_owned).to_vec();
        let graded = Document::new(Ballots::Graded(categories, grades));
        for file in ["a.cat", "a.json", "a.csv", "a.toi"] {
            there_and_back(file, &graded).unwrap();
        }
    }

    #[test]
    fn budgets_read_back(
        costs in prop::collection::vec(1..9_999u64, 1..5),
        lines in prop::collection::vec((1..3u64, prop::collection::btree_map(0..4usize, 1..7u64, 0..5)), 0..8),
        places in 0..3u32, kind in 0..5usize, odd in "[a-z;\" é]{0,3}",
        limit in 0..8usize, least in 0..9u64,
    ) {
        let project = |(number, &cost): (usize, &u64)| Project {
            id: format!("p{number}"), name: format!("n{odd}{number}"), cost,
        };
        let mut budget = Budget::new(12_345, costs.iter().enumerate().map(project).collect()).unwrap();
        for (weight, marks) in &lines {
            let marks: Vec<(usize, u64)> = marks.iter().filter(|(one, _)| **one < costs.len()).map(|(&one, &points)| (one, points)).collect();
            budget.add(*weight, &marks).unwrap();
        }
        let kind = ["approval", "ordinal", "cumulative", "scoring", "choose-1"][kind];
        // Limits that ballots may break: what is written keeps none that it breaks.
        let limits = ["min_length", "max_length", "min_sum_cost", "max_sum_cost", "min_points", "max_points", "max_sum_points", "default_score"];
        let meta = BTreeMap::from([
            ("vote_type".to_owned(), kind.to_owned()), ("unit".into(), "Town".into()),
            (limits[limit].to_owned(), least.to_string()),
        ]);
        let file = PabulibFile { meta, budget, places, selected: vec![0] };
        let document = Document::new(Ballots::Budget(Box::new(file)));
        match there_and_back("a.pb", &document) {
            Ok(()) => {}
            Err(refusal) => prop_assert!(odd.contains(['"', ';']), "{}", refusal),
        }
        prop_assert!(there_and_back("a.json", &document).is_err());
    }
}

/// Sets of an `.abc.yaml` text, with weights, as a multiset.
fn merged(text: &str) -> BTreeMap<String, u64> {
    let read = read_abc_yaml("a.abc.yaml", text).unwrap();
    said(&Ballots::Approvals(read.ballots), true).ballots
}

#[test]
fn what_a_format_cannot_hold_is_refused_with_the_reason() {
    let mut ballots = Ranked::new(vec!["Ana".into(), "Ben".into(), "Cem".into()]).unwrap();
    ballots.add_ranks(1, [&[0, 1][..], &[2]]).unwrap();
    let tied = Document::new(Ballots::Ranked(ballots.clone()));
    let says = |file: &str, document: &Document, reason: &str| {
        let said = write_document(file, document).unwrap_err().to_string();
        assert!(said.starts_with(file) && said.contains(reason), "{said}");
    };
    says("a.soi", &tied, "two candidates are ranked equal");
    says("a.soc", &tied, "two candidates are ranked equal");
    says("a.cvr.csv", &tied, "overvote");
    says("a.abc.yaml", &tied, "sets of candidates");
    says("a.cat", &tied, "categories");
    says("a.pb", &tied, "budgets");
    says("a.docx", &tied, "The ending must be");
    let mut short = Ranked::new(vec!["Ana".into(), "Ben".into()]).unwrap();
    short.add(1, &[0]).unwrap();
    says("a.toc", &Document::new(Ballots::Ranked(short.clone())), "leaves somebody unranked");
    short.add(2_000_000, &[1, 0]).unwrap();
    let many = Document::new(Ballots::Ranked(short));
    says("a.cvr.csv", &many, "2000001 ballots");
    says("a_tally.txt", &many, "2000001 ballots");
    let mut odd = Ranked::new(vec!["Ana > Ben".into(), "Cem".into()]).unwrap();
    odd.add(1, &[0]).unwrap();
    says("a.cvotes", &Document::new(Ballots::Ranked(odd)), "misread");
    let mut odd = Ranked::new(vec!["Ana=Ben".into(), "Cem".into()]).unwrap();
    odd.add(1, &[0]).unwrap();
    says("a.csv", &Document::new(Ballots::Ranked(odd)), "read as something else");
    let full = Document {
        title: "T".into(),
        seats: Some(2),
        withdrawn: vec![1],
        tie_order: Some(vec![2, 0, 1]),
        unranked: Unranked::Silent,
        ..Document::new(Ballots::Ranked(ballots))
    };
    let left = |file: &str| write_document(file, &full).unwrap().left_out.join(", ");
    assert_eq!(left("a.json"), "");
    assert_eq!(left("a.blt"), "that unranked candidates say nothing");
    let of_toi = "the number of seats, who withdrew, the order of ties, that unranked candidates say nothing";
    assert_eq!(left("a.toi"), of_toi);
    assert_eq!(left("a.cvotes"), "the title, who withdrew, the order of ties");
}
