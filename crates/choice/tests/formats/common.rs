//! Ballots taken apart, and there and back again.

use std::collections::BTreeMap;

use polity_choice::ChoiceError;
use polity_choice::format::{Ballots, Document, read_document, write_document};

pub(crate) const RANKED: &[&str] = &[
    "a.blt",
    "a.toi",
    "a.soi",
    "a.toc",
    "a.soc",
    "a.cvotes",
    "a.csv",
    "a.cvr.csv",
    "a.json",
    "a_tally.txt",
];

/// Ballots by what they say: names in order, and lines merged, weights added.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) names: Vec<String>,
    pub(crate) ballots: BTreeMap<String, u64>,
}

/// Takes ballots apart without any help of the crate's own comparison.
pub(crate) fn said(ballots: &Ballots, by_number: bool) -> Said {
    let names: Vec<String> = match ballots {
        Ballots::Budget(file) => {
            file.budget.projects().iter().map(|one| format!("{one:?}")).collect()
        }
        other => other.names().unwrap().to_vec(),
    };
    let name = |one: usize| if by_number { one.to_string() } else { format!("{:?}", names[one]) };
    let mut lines: Vec<(u64, String)> = Vec::new();
    match ballots {
        Ballots::Ranked(orders) => {
            for ballot in orders.ballots() {
                let mut text = String::new();
                for rank in ballot.ranks() {
                    let mut equal: Vec<String> =
                        rank.iter().map(|mark| name(mark.candidate())).collect();
                    equal.sort();
                    text.push('[');
                    text.push_str(&equal.join("="));
                    text.push(']');
                }
                lines.push((ballot.weight, text));
            }
        }
        Ballots::Approvals(sets) => {
            for ballot in sets.ballots() {
                let mut set: Vec<String> = ballot.approved.iter().map(|&one| name(one)).collect();
                set.sort();
                lines.push((ballot.weight, set.join(",")));
            }
        }
        Ballots::Scores(scores) | Ballots::Graded(_, scores) => {
            for ballot in scores.ballots() {
                let mut marks: Vec<String> = ballot
                    .scores
                    .iter()
                    .map(|&(one, score)| format!("{}:{score}", name(one)))
                    .collect();
                marks.sort();
                lines.push((ballot.weight, marks.join(",")));
            }
        }
        Ballots::Budget(file) => {
            lines.push((file.budget.limit(), "limit".into()));
            for (weight, marks) in file.budget.ballots() {
                lines.push((weight, format!("{marks:?}")));
            }
        }
    }
    let mut sums = BTreeMap::new();
    for (weight, text) in lines.into_iter().filter(|(weight, _)| *weight > 0) {
        *sums.entry(text).or_insert(0) += weight;
    }
    Said { names, ballots: sums }
}

/// Writes and reads back; says how often that was refused.
pub(crate) fn there_and_back(file: &str, document: &Document) -> Result<(), ChoiceError> {
    let written = write_document(file, document)?;
    let read = read_document(file, &written.text, None).unwrap();
    let by_number = ["a.abc.yaml", "a_tally.txt"].contains(&file);
    let (before, after) = (said(&document.ballots, by_number), said(&read.ballots, by_number));
    let is_same_kind =
        std::mem::discriminant(&document.ballots) == std::mem::discriminant(&read.ballots);
    assert_eq!(
        is_same_kind,
        !written.left_out.contains(&"what kind of ballots these are"),
        "{file}"
    );
    if is_same_kind {
        assert_eq!(before.ballots, after.ballots, "{file}: {}", written.text);
    }
    if !by_number && before.names != after.names {
        let told = "the order in which candidates are listed";
        assert!(written.left_out.contains(&told), "{file}: {:?}", written.left_out);
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        assert_eq!(sorted(before.names), sorted(after.names), "{file}");
    }
    // What is not told as left out is there.
    let is_told = |what: &str| written.left_out.iter().any(|told| told.contains(what));
    assert!(document.seats.is_none() || document.seats == read.seats || is_told("seats"), "{file}");
    assert!(document.withdrawn == read.withdrawn || is_told("withdrew"), "{file}");
    assert!(
        document.tie_order.is_none() || document.tie_order == read.tie_order || is_told("ties"),
        "{file}"
    );
    let is_budget = matches!(document.ballots, Ballots::Budget(_));
    assert!(document.title == read.title || is_told("title") || is_budget, "{file}");
    assert!(document.unranked == read.unranked || is_told("unranked"), "{file}");
    Ok(())
}

/// What was written and read once does not change any more.
pub(crate) fn settles(file: &str, document: &Document) {
    let again = |text: &str| {
        let read = read_document(file, text, None).unwrap();
        write_document(file, &read).unwrap().text
    };
    if let Ok(written) = write_document(file, document) {
        let once = again(&written.text);
        assert_eq!(once, again(&once), "{file}");
    }
}
