//! Plain CSV and JSON. A CSV whose header holds `rank1, rank2, …` has ranked ballots, one name (or
//! several, joined by `=`) in a cell; any other header names the candidates, with a score in each cell.
//! A column `weight` may come first.

use std::fmt::Write as _;

use serde::Deserialize;

use super::Source;
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::limits::SCORE_MAX;

/// Ballots of any kind from a plain file.
#[derive(Clone, Debug)]
pub enum Plain {
    /// Ranked ballots.
    Ranked(Ranked),
    /// Approval ballots.
    Approvals(Approvals),
    /// Score ballots.
    Scores(Scores),
}

/// Splits a CSV text into rows with their line numbers; quotes as in RFC 4180.
///
/// # Errors
/// [`ChoiceError::Malformed`] for a quote that is not closed.
pub fn parse_csv(file: &str, text: &str) -> Result<Vec<(u64, Vec<String>)>, ChoiceError> {
    let source = Source::new(file, text)?;
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begin, mut quoted) = (1u64, 1u64, false);
    let mut characters = source.text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' => {
                line += 1;
                if quoted {
                    cell.push(c);
                    continue;
                }
                row.push(std::mem::take(&mut cell));
                rows.push((begin, std::mem::take(&mut row)));
                begin = line;
            }
            '\r' if !quoted => {}
            _ => cell.push(c),
        }
    }
    if quoted {
        return Err(source.refuse(begin, "A quote is not closed."));
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((begin, row));
    }
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// Reads a plain CSV.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_csv(file: &str, text: &str) -> Result<Plain, ChoiceError> {
    let source = Source::new(file, text)?;
    let rows = parse_csv(file, text)?;
    let Some(((head_line, head), rows)) = rows.split_first() else {
        return Err(source.refuse(0, "The file is empty."));
    };
    let mut columns: Vec<String> = head.iter().map(|cell| cell.trim().to_owned()).collect();
    let has_weight = columns.first().is_some_and(|name| name.eq_ignore_ascii_case("weight"));
    if has_weight {
        columns.remove(0);
    }
    let cells_of = |line: u64, row: &[String]| -> Result<(u64, Vec<String>), ChoiceError> {
        let mut cells: Vec<String> = row.iter().map(|cell| cell.trim().to_owned()).collect();
        let weight =
            if has_weight { source.number(line, &cells.remove(0), "The weight")? } else { 1 };
        if cells.len() > columns.len() {
            return Err(
                source.refuse(line, format!("{} cells, {} columns.", cells.len(), columns.len()))
            );
        }
        Ok((weight, cells))
    };
    let is_ranked = columns
        .iter()
        .enumerate()
        .all(|(at, name)| name.to_ascii_lowercase().replace(' ', "") == format!("rank{}", at + 1));
    if is_ranked && !columns.is_empty() {
        let mut names: Vec<String> = Vec::new();
        let mut lines = Vec::new();
        for (line, row) in rows {
            let (weight, cells) = cells_of(*line, row)?;
            let mut ranks = Vec::new();
            for cell in cells.iter().filter(|cell| !cell.is_empty()) {
                let mut rank = Vec::new();
                for name in cell.split('=').map(str::trim) {
                    let known = names.iter().position(|known| known == name);
                    rank.push(known.unwrap_or(names.len()));
                    if known.is_none() {
                        source.candidates(*line, names.len() + 1)?;
                        names.push(name.to_owned());
                    }
                }
                ranks.push(rank);
            }
            lines.push((*line, weight, ranks));
        }
        // Candidates in the order of their names: whoever stood first on a ballot gains nothing.
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|&left, &right| names[left].cmp(&names[right]));
        let mut number = vec![0; names.len()];
        for (place, &one) in order.iter().enumerate() {
            number[one] = place;
        }
        let sorted = order.iter().map(|&one| names[one].clone()).collect();
        let mut ballots = source.at(*head_line, Ranked::new(sorted))?;
        for (line, weight, mut ranks) in lines {
            ranks.iter_mut().flatten().for_each(|one| *one = number[*one]);
            source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
        }
        return Ok(Plain::Ranked(ballots));
    }
    source.candidates(*head_line, columns.len())?;
    let (mut lines, mut low, mut high) = (Vec::new(), 0i64, 1i64);
    for (line, row) in rows {
        let (weight, cells) = cells_of(*line, row)?;
        let mut scores = Vec::new();
        for (candidate, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let score = cell.parse::<i64>().ok().filter(|score| score.abs() <= SCORE_MAX);
            let score =
                score.ok_or_else(|| source.refuse(*line, format!("\"{cell}\" is no score.")))?;
            (low, high) = (low.min(score), high.max(score));
            scores.push((candidate, score));
        }
        lines.push((*line, weight, scores));
    }
    let mut ballots = source.at(*head_line, Scores::new(columns.clone(), low, high))?;
    for (line, weight, scores) in lines {
        source.at(line, ballots.add(weight, &scores))?;
    }
    Ok(Plain::Scores(ballots))
}

/// Writes score ballots as plain CSV.
#[must_use]
pub fn write_csv(ballots: &Scores) -> String {
    let quote = |name: &String| {
        if name.contains([',', '"', '\n']) {
            format!("\"{}\"", name.replace('"', "\"\""))
        } else {
            name.clone()
        }
    };
    let names: Vec<String> = ballots.names().iter().map(quote).collect();
    let mut text = format!("weight,{}\n", names.join(","));
    for ballot in ballots.ballots() {
        let mut cells = vec![String::new(); ballots.candidates()];
        for &(candidate, score) in ballot.scores {
            cells[candidate] = score.to_string();
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{},{}", ballot.weight, cells.join(","));
    }
    text
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFile {
    candidates: Vec<String>,
    ballots: Vec<JsonBallot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonBallot {
    #[serde(default = "one")]
    weight: u64,
    ranks: Option<Vec<Vec<String>>>,
    approve: Option<Vec<String>>,
    scores: Option<std::collections::BTreeMap<String, i64>>,
}

const fn one() -> u64 {
    1
}

/// Reads plain JSON: `{"candidates": […], "ballots": [{"weight": 1, "ranks": [["a"], ["b", "c"]]}]}`,
/// with `"approve": ["a"]` or `"scores": {"a": 3}` in place of `ranks`, the same in all ballots.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_json(file: &str, text: &str) -> Result<Plain, ChoiceError> {
    let source = Source::new(file, text)?;
    let parsed: JsonFile = serde_json::from_str(source.text).map_err(|error| {
        source.refuse(u64::try_from(error.line()).unwrap_or(0), error.to_string())
    })?;
    source.candidates(0, parsed.candidates.len())?;
    let numbers: std::collections::BTreeMap<&str, usize> =
        parsed.candidates.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let number = |name: &String| {
        let known = numbers.get(name.as_str()).copied();
        known.ok_or_else(|| source.refuse(0, format!("\"{name}\" is no candidate.")))
    };
    let names = parsed.candidates.clone();
    let mut ranked = source.at(0, Ranked::new(names.clone()))?;
    let mut approvals = source.at(0, Approvals::new(names.clone()))?;
    let all = || parsed.ballots.iter().filter_map(|ballot| ballot.scores.as_ref()).flatten();
    let low = all().map(|(_, &score)| score).min().unwrap_or(0).min(0);
    let high = all().map(|(_, &score)| score).max().unwrap_or(1).max(1);
    let mut scores = source.at(0, Scores::new(names, low, high))?;
    for ballot in &parsed.ballots {
        match (&ballot.ranks, &ballot.approve, &ballot.scores) {
            (Some(ranks), None, None) => {
                let ranks: Vec<Vec<usize>> = ranks
                    .iter()
                    .map(|rank| rank.iter().map(number).collect::<Result<_, _>>())
                    .collect::<Result<_, _>>()?;
                source.at(0, ranked.add_ranks(ballot.weight, ranks.iter().map(Vec::as_slice)))?;
            }
            (None, Some(approved), None) => {
                let approved: Vec<usize> = approved.iter().map(number).collect::<Result<_, _>>()?;
                source.at(0, approvals.add(ballot.weight, &approved))?;
            }
            (None, None, Some(given)) => {
                let given: Vec<(usize, i64)> = given
                    .iter()
                    .map(|(name, &score)| number(name).map(|at| (at, score)))
                    .collect::<Result<_, _>>()?;
                source.at(0, scores.add(ballot.weight, &given))?;
            }
            _ => {
                let reason = "A ballot has one of ranks, approve and scores.";
                return Err(source.refuse(0, reason));
            }
        }
    }
    match (ranked.lines() > 0, approvals.lines() > 0, scores.lines() > 0) {
        (false, true, false) => Ok(Plain::Approvals(approvals)),
        (false, false, true) => Ok(Plain::Scores(scores)),
        (_, false, false) => Ok(Plain::Ranked(ranked)),
        _ => Err(source.refuse(0, "Ballots of different kinds do not mix.")),
    }
}
