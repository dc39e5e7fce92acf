//! `.abc.yaml`: approval profiles with the rules to compute and their results, as the library
//! `abcvoting` writes them. Only the part of YAML that these files use is read.

use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::Approvals;

/// An approval profile and what was computed for it.
#[derive(Clone, Debug)]
pub struct AbcFile {
    /// The ballots; candidates are named by their numbers, from 0.
    pub ballots: Approvals,
    /// Size of the committee, if stated.
    pub seats: Option<usize>,
    /// Rules to compute, with results where they are given.
    pub results: Vec<AbcResult>,
}

/// A rule in an `.abc.yaml` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbcResult {
    /// Name of the rule.
    pub rule: String,
    /// Whether one committee is wanted; all tied ones otherwise.
    pub is_resolute: bool,
    /// The committees, if given.
    pub committees: Option<Vec<Vec<usize>>>,
}

/// What stands at the top of a file.
const TOP_KEYS: [&str; 7] = [
    "profile",
    "num_cand",
    "num_voters",
    "voter_weights",
    "committeesize",
    "compute",
    "description",
];
/// What stands in each rule to compute.
const ITEM_KEYS: [&str; 6] =
    ["rule_id", "result", "resolute", "algorithm", "completion", "max_num_of_committees"];

/// Reads an `.abc.yaml` file. Weights with decimals are counted in their smallest unit.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_abc_yaml(file: &str, text: &str) -> Result<AbcFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let entries = entries(source)?;
    let top = |key: &str| entries.iter().find(|entry| entry.item.is_none() && entry.key == key);
    let (tops, items) = (&TOP_KEYS[..], &ITEM_KEYS[..]);
    let mut stated = std::collections::BTreeSet::new();
    for entry in &entries {
        let known = if entry.item.is_none() { tops } else { items };
        if !known.contains(&entry.key.as_str()) {
            let reason = format!("There is no key {}; known: {}.", entry.key, known.join(", "));
            return Err(source.refuse(entry.line, reason));
        }
        if !stated.insert((entry.item, entry.key.as_str())) {
            return Err(source.refuse(entry.line, format!("{} stands twice.", entry.key)));
        }
    }
    let profile = top("profile").ok_or_else(|| source.refuse_end("There is no profile."))?;
    let sets = lists(source, profile.line, &profile.value)?;
    let candidates = match top("num_cand") {
        Some(entry) => source.index(entry.line, &entry.value, "num_cand")?,
        None => sets.iter().flatten().max().map_or(0, |most| most.saturating_add(1)),
    };
    source.candidates(profile.line, candidates)?;
    if let Some(entry) = top("num_voters") {
        let voters = source.index(entry.line, &entry.value, "num_voters")?;
        if voters != sets.len() {
            let reason = format!("{voters} voters declared, {} in the profile.", sets.len());
            return Err(source.refuse(entry.line, reason));
        }
    }
    let weights = match top("voter_weights") {
        Some(entry) => weights(source, entry, sets.len())?,
        None => vec![1; sets.len()],
    };
    let names = (0..candidates).map(|number| number.to_string()).collect();
    let mut ballots = source.at(profile.line, Approvals::new(names))?;
    for (set, weight) in sets.iter().zip(weights) {
        source.at(profile.line, ballots.add(weight, set))?;
    }
    let seats = match top("committeesize") {
        Some(entry) => Some(source.index(entry.line, &entry.value, "committeesize")?),
        None => None,
    };
    let mut results: Vec<AbcResult> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.item.is_some()) {
        let item = entry.item.unwrap_or(0);
        if results.len() <= item {
            results.resize(
                item.saturating_add(1),
                AbcResult { is_resolute: true, ..AbcResult::default() },
            );
        }
        let result = &mut results[item];
        match entry.key.as_str() {
            "rule_id" => result.rule.clone_from(&entry.value),
            "resolute" => result.is_resolute = entry.value.eq_ignore_ascii_case("true"),
            "result" if !entry.value.is_empty() && entry.value != "null" => {
                result.committees = Some(lists(source, entry.line, &entry.value)?);
            }
            _ => {}
        }
    }
    Ok(AbcFile { ballots, seats, results })
}

/// A key with its value, at the top or in the n-th item of the list under `compute`.
struct Entry {
    line: u64,
    item: Option<usize>,
    key: String,
    value: String,
}

fn entries(source: Source<'_>) -> Result<Vec<Entry>, ChoiceError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut items = 0usize;
    for (line, text) in source.lines() {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed == "---" {
            continue;
        }
        let is_top = !text.starts_with([' ', '-']);
        let begins = trimmed.strip_prefix("- ");
        let body = begins.unwrap_or(trimmed);
        let pair = body.split_once(':').filter(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_')
        });
        // A list that runs over several lines goes on until its brackets close.
        let is_open = entries.last().is_some_and(|entry| depth(&entry.value) > 0);
        match pair {
            Some((key, value)) if !is_open => {
                if begins.is_some() {
                    items = items.saturating_add(1);
                }
                let item = if is_top { None } else { items.checked_sub(1) };
                let value = value.trim().to_owned();
                entries.push(Entry { line, item, key: key.to_owned(), value });
            }
            _ => match entries.last_mut() {
                Some(entry) => {
                    entry.value.push(' ');
                    entry.value.push_str(trimmed);
                }
                None => return Err(source.refuse(line, "The file must begin with a key.")),
            },
        }
    }
    Ok(entries)
}

fn depth(text: &str) -> i64 {
    text.chars().fold(0, |depth, c| match c {
        '[' | '{' => depth + 1,
        ']' | '}' => depth - 1,
        _ => depth,
    })
}

/// Reads `[[0, 2], [1]]`, with braces in place of inner brackets too.
fn lists(source: Source<'_>, line: u64, text: &str) -> Result<Vec<Vec<usize>>, ChoiceError> {
    let refuse = |reason: &str| source.refuse(line, reason);
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let inner = inner.ok_or_else(|| refuse("A list of lists must stand in brackets."))?;
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<String> = None;
    for c in inner.chars() {
        match (c, &mut open) {
            ('[' | '{', None) => open = Some(String::new()),
            (']' | '}', Some(body)) => {
                let words = body.split(',').map(str::trim).filter(|word| !word.is_empty());
                let list: Result<Vec<usize>, _> =
                    words.map(|word| source.index(line, word, "A candidate")).collect();
                lists.push(list?);
                open = None;
            }
            (c, Some(body)) if c != '[' && c != '{' => body.push(c),
            (',' | ' ', None) => {}
            _ => return Err(refuse("The lists are not nested two deep.")),
        }
    }
    if open.is_some() {
        return Err(refuse("A list is not closed."));
    }
    Ok(lists)
}

/// Reads decimal weights and scales them to whole numbers.
fn weights(source: Source<'_>, entry: &Entry, voters: usize) -> Result<Vec<u64>, ChoiceError> {
    let inner = entry.value.trim_start_matches('[').trim_end_matches(']');
    let words: Vec<&str> = inner.split(',').map(str::trim).collect();
    let places =
        words.iter().filter_map(|word| word.split_once('.')).map(|(_, tail)| tail.len()).max();
    let places = places.unwrap_or(0);
    if places > 6 {
        return Err(source.refuse(entry.line, "A weight has more than 6 decimals."));
    }
    let scale = |word: &&str| {
        let (head, tail) = word.split_once('.').unwrap_or((word, ""));
        source.number(entry.line, &format!("{head}{tail:0<places$}"), "A weight")
    };
    // A list shorter than the profile leaves weight 1 to the rest.
    let one = 10u64.pow(u32::try_from(places).unwrap_or(0));
    let mut weights: Vec<u64> = words.iter().map(scale).collect::<Result<_, _>>()?;
    if weights.len() > voters {
        return Err(source.refuse(entry.line, "There are more weights than voters."));
    }
    weights.resize(voters, one);
    Ok(weights)
}

/// Writes an `.abc.yaml` file.
#[must_use]
pub fn write_abc_yaml(file: &AbcFile) -> String {
    let list = |list: &[usize]| {
        let words: Vec<String> = list.iter().map(ToString::to_string).collect();
        format!("[{}]", words.join(", "))
    };
    let sets: Vec<String> = file.ballots.ballots().map(|ballot| list(ballot.approved)).collect();
    let weights: Vec<String> =
        file.ballots.ballots().map(|ballot| ballot.weight.to_string()).collect();
    let mut text = format!("profile: [{}]\n", sets.join(", "));
    // Writing to a string cannot fail.
    if file.ballots.ballots().any(|ballot| ballot.weight != 1) {
        let _ = writeln!(text, "voter_weights: [{}]", weights.join(", "));
    }
    let _ = writeln!(text, "num_cand: {}", file.ballots.candidates());
    if let Some(seats) = file.seats {
        let _ = writeln!(text, "committeesize: {seats}");
    }
    if !file.results.is_empty() {
        text.push_str("compute:\n");
    }
    for result in &file.results {
        let _ = writeln!(text, "- rule_id: {}", result.rule);
        if let Some(committees) = &result.committees {
            let committees: Vec<String> = committees.iter().map(|one| list(one)).collect();
            let _ = writeln!(text, "  result: [{}]", committees.join(", "));
        }
        let _ = writeln!(text, "  resolute: {}", result.is_resolute);
    }
    text
}
