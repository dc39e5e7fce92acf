//! Plain JSON, which holds all that any of the other formats of ballots holds: names, seats, who withdrew,
//! how ties are broken, a scale, and ballots that rank, approve or score.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::document::{Ballots, Document};
use super::{Lines, Source};
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::ranked::Unranked;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFile<'a> {
    #[serde(default)]
    title: String,
    candidates: Vec<String>,
    seats: Option<usize>,
    #[serde(default)]
    withdrawn: Vec<String>,
    tie_order: Option<Vec<String>>,
    unranked: Option<String>,
    scale: Option<(i64, i64)>,
    #[serde(borrow)]
    ballots: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonBallot {
    #[serde(default = "one")]
    weight: u64,
    ranks: Option<Vec<Vec<String>>>,
    approve: Option<Vec<String>>,
    scores: Option<Given>,
}

/// Scores by name as they stand there: a name that stands twice is seen.
struct Given(Vec<(String, i64)>);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, i64)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of scores")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut scores = Vec::new();
                while let Some(score) = map.next_entry()? {
                    scores.push(score);
                }
                Ok(scores)
            }
        }
        deserializer.deserialize_map(Collect).map(Given)
    }
}

const fn one() -> u64 {
    1
}

/// Reads an object with names: a list in its order would be taken as well.
fn object<'a, T: Deserialize<'a>>(
    source: Source<'a>,
    line: u64,
    text: &'a str,
) -> Result<T, ChoiceError> {
    if text.trim_start().starts_with('{') {
        return source.json(text);
    }
    Err(source.refuse(line, "An object with names, in braces, is needed here."))
}

/// Reads plain JSON: `{"candidates": […], "ballots": [{"weight": 1, "ranks": [["a"], ["b", "c"]]}]}`,
/// with `"approve": ["a"]` or `"scores": {"a": 3}` in place of `ranks`, the same in all ballots. Beside
/// them may stand `title`, `seats`, `withdrawn` (names), `tie_order` (names, the first of the tied is
/// taken), `unranked` (`last` or `silent`) and `scale` (lowest and highest score).
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_json(file: &str, text: &str) -> Result<Document, ChoiceError> {
    let source = Source::new(file, text)?;
    let parsed: JsonFile<'_> = object(source, 1, source.text)?;
    // Where the candidates stand, as far as can be told: before the ballots.
    let head = 1;
    source.candidates(head, parsed.candidates.len())?;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, name) in parsed.candidates.iter().enumerate() {
        source.name(head, name)?;
        if numbers.insert(name, number).is_some() {
            return Err(source.refuse(head, format!("\"{name}\" is named twice.")));
        }
    }
    let number = |line: u64, name: &String| {
        let known = numbers.get(name.as_str()).copied();
        known.ok_or_else(|| source.refuse(line, format!("\"{name}\" is no candidate.")))
    };
    let (mut lines, mut read) = (Lines::of(source), Vec::with_capacity(parsed.ballots.len()));
    for ballot in &parsed.ballots {
        let line = lines.line(ballot.get());
        read.push((line, object::<JsonBallot>(source, line, ballot.get())?));
    }
    let all =
        || read.iter().filter_map(|(_, ballot)| ballot.scores.as_ref()).flat_map(|given| &given.0);
    let (low, high) = parsed.scale.unwrap_or_else(|| {
        let low = all().map(|&(_, score)| score).min().unwrap_or(0).min(0);
        (low, all().map(|&(_, score)| score).max().unwrap_or(1).max(1))
    });
    let names = parsed.candidates.clone();
    let mut ranked = source.at(head, Ranked::new(names.clone()))?;
    let mut approvals = source.at(head, Approvals::new(names.clone()))?;
    let scores = match parsed.scale {
        Some((low, high)) => Scores::new(names, low, high),
        None => Scores::with_found_scale(names, low, high),
    };
    let mut scores = source.at(head, scores)?;
    for (line, ballot) in &read {
        let line = *line;
        match (&ballot.ranks, &ballot.approve, &ballot.scores) {
            (Some(ranks), None, None) => {
                let ranks: Vec<Vec<usize>> = ranks
                    .iter()
                    .map(|rank| rank.iter().map(|name| number(line, name)).collect())
                    .collect::<Result<_, _>>()?;
                let added = ranked.add_ranks(ballot.weight, ranks.iter().map(Vec::as_slice));
                source.at(line, added)?;
            }
            (None, Some(approved), None) => {
                let approved: Vec<usize> =
                    approved.iter().map(|name| number(line, name)).collect::<Result<_, _>>()?;
                source.at(line, approvals.add(ballot.weight, &approved))?;
            }
            (None, None, Some(Given(given))) => {
                let given: Vec<(usize, i64)> = given
                    .iter()
                    .map(|&(ref name, score)| number(line, name).map(|at| (at, score)))
                    .collect::<Result<_, _>>()?;
                source.at(line, scores.add(ballot.weight, &given))?;
            }
            _ => {
                let reason = "A ballot has one of ranks, approve and scores.";
                return Err(source.refuse(line, reason));
            }
        }
        let kinds = [ranked.lines(), approvals.lines(), scores.lines()];
        if kinds.iter().filter(|&&lines| lines > 0).count() > 1 {
            return Err(source.refuse(line, "Ballots of different kinds do not mix."));
        }
    }
    let ballots = if approvals.lines() > 0 {
        Ballots::Approvals(approvals)
    } else if scores.lines() > 0 || parsed.scale.is_some() {
        Ballots::Scores(scores)
    } else {
        Ballots::Ranked(ranked)
    };
    let list = |names: &[String]| -> Result<Vec<usize>, ChoiceError> {
        names.iter().map(|name| number(head, name)).collect()
    };
    let mut document = Document::new(ballots);
    document.title = parsed.title;
    document.seats = parsed.seats;
    document.withdrawn = list(&parsed.withdrawn)?;
    document.withdrawn.sort_unstable();
    document.withdrawn.dedup();
    document.tie_order = parsed.tie_order.as_deref().map(list).transpose()?;
    document.unranked = match parsed.unranked.as_deref() {
        None | Some("last") => Unranked::Last,
        Some("silent") => Unranked::Silent,
        Some(other) => {
            let reason = format!("unranked is last or silent, not \"{other}\".");
            return Err(source.refuse(head, reason));
        }
    };
    Ok(document)
}

/// Writes plain JSON, a ballot on each line; `None` for a budget, which it does not hold.
#[must_use]
pub fn write_json(document: &Document) -> Option<String> {
    let names = document.ballots.names()?;
    let name = |one: usize| Value::from(names[one].as_str());
    let list = |list: &[usize]| list.iter().map(|&one| name(one)).collect::<Value>();
    let mut text = String::from("{\n");
    // Writing to a string cannot fail.
    if !document.title.is_empty() {
        let _ = writeln!(text, "\"title\": {},", Value::from(document.title.as_str()));
    }
    let all: Vec<usize> = (0..names.len()).collect();
    let _ = writeln!(text, "\"candidates\": {},", list(&all));
    if let Some(seats) = document.seats {
        let _ = writeln!(text, "\"seats\": {seats},");
    }
    if !document.withdrawn.is_empty() {
        let _ = writeln!(text, "\"withdrawn\": {},", list(&document.withdrawn));
    }
    if let Some(order) = &document.tie_order {
        let _ = writeln!(text, "\"tie_order\": {},", list(order));
    }
    if document.unranked == Unranked::Silent {
        text.push_str("\"unranked\": \"silent\",\n");
    }
    let mut lines = Vec::new();
    match &document.ballots {
        Ballots::Ranked(ballots) => {
            for ballot in ballots.ballots() {
                let rank = |rank: &[crate::ballots::Mark]| {
                    list(&rank.iter().map(|mark| mark.candidate()).collect::<Vec<_>>())
                };
                let ranks = ballot.ranks().map(rank).collect::<Value>();
                lines.push((ballot.weight, "ranks", ranks));
            }
        }
        Ballots::Approvals(ballots) => {
            for ballot in ballots.ballots() {
                lines.push((ballot.weight, "approve", list(ballot.approved)));
            }
        }
        Ballots::Scores(ballots) | Ballots::Graded(_, ballots) => {
            let (low, high) = ballots.scale();
            // A scale that was only found on the ballots is left to be found again.
            if !ballots.has_found_scale() {
                let _ = writeln!(text, "\"scale\": [{low}, {high}],");
            }
            for ballot in ballots.ballots() {
                let scores = ballot.scores.iter().map(|&(one, score)| (names[one].clone(), score));
                lines.push((ballot.weight, "scores", scores.collect::<Value>()));
            }
        }
        Ballots::Budget(_) => return None,
    }
    text.push_str("\"ballots\": [\n");
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(weight, key, value)| format!("{{\"weight\": {weight}, \"{key}\": {value}}}"))
        .collect();
    text.push_str(&lines.join(",\n"));
    text.push_str("\n]}\n");
    Some(text)
}
