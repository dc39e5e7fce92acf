//! Plain CSV. One whose header holds `rank1, rank2, …` has ranked ballots, one name (or
//! several, joined by `=`) in a cell; any other header names the candidates, with a score in each cell.
//! A column `weight` may come first. Every row has a cell for every column. Candidates stand in the order of the
//! header, or in the order in which they are first named; a row without marks is a blank ballot.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Source, cells_and_columns};
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

/// Splits a CSV text into rows with their line numbers, without those whose cells are all blank; quotes as
/// in RFC 4180.
///
/// # Errors
/// [`ChoiceError::Malformed`] for a quote that is not closed.
pub fn parse_csv(file: &str, text: &str) -> Result<Vec<(u64, Vec<String>)>, ChoiceError> {
    let mut rows = all_rows(Source::new(file, text)?)?.rows;
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// All rows of a CSV, with their line numbers.
#[derive(Default)]
struct Rows {
    /// Rows with their lines; a quoted cell makes a row even if it is empty.
    rows: Vec<(u64, Vec<String>)>,
    /// The first line below the header with nothing on it.
    empty_line: Option<u64>,
}

fn all_rows(source: Source<'_>) -> Result<Rows, ChoiceError> {
    let (mut all, mut row, mut cell) = (Rows::default(), Vec::new(), String::new());
    let (mut line, mut begin, mut quoted, mut had_quotes) = (1u64, 1u64, false, false);
    let mut characters = source.text.chars().peekable();
    loop {
        let next = characters.next();
        match next {
            Some('"') if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            Some('"') if quoted || cell.is_empty() => (quoted, had_quotes) = (!quoted, true),
            Some(',') if !quoted => row.push(std::mem::take(&mut cell)),
            Some('\n') if quoted => {
                line += 1;
                cell.push('\n');
            }
            Some('\n') | None => {
                if row.is_empty() && cell.trim().is_empty() && !had_quotes {
                    let is_line = next.is_some() && !all.rows.is_empty();
                    all.empty_line = all.empty_line.or(is_line.then_some(begin));
                    cell.clear();
                } else {
                    row.push(std::mem::take(&mut cell));
                    all.rows.push((begin, std::mem::take(&mut row)));
                }
                had_quotes = false;
                line += 1;
                if next.is_none() {
                    break;
                }
                begin = line;
            }
            Some('\r') if !quoted => {}
            Some(c) => cell.push(c),
        }
    }
    if quoted {
        return Err(source.refuse(begin, "A quote is not closed."));
    }
    Ok(all)
}

/// Reads a plain CSV.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_csv(file: &str, text: &str) -> Result<Plain, ChoiceError> {
    let source = Source::new(file, text)?;
    let Rows { rows, empty_line } = all_rows(source)?;
    let Some(((head_line, head), rows)) = rows.split_first() else {
        return Err(source.refuse_end("The file is empty."));
    };
    let mut columns: Vec<String> = head.iter().map(|cell| cell.trim().to_owned()).collect();
    let has_weight = columns.first().is_some_and(|name| name.eq_ignore_ascii_case("weight"));
    if has_weight {
        columns.remove(0);
    }
    // In a table of one column nothing on a line may be a blank ballot, or nothing at all.
    if let Some(line) = empty_line.filter(|_| head.len() == 1) {
        let reason = "An empty line: a blank ballot of one column is written \"\".";
        return Err(source.refuse(line, reason));
    }
    let cells_of = |line: u64, row: &[String]| -> Result<(u64, Vec<String>), ChoiceError> {
        let mut cells: Vec<String> = row.iter().map(|cell| cell.trim().to_owned()).collect();
        let weight =
            if has_weight { source.number(line, &cells.remove(0), "The weight")? } else { 1 };
        if cells.len() != columns.len() {
            return Err(source.refuse(line, cells_and_columns(cells.len(), columns.len())));
        }
        Ok((weight, cells))
    };
    let is_ranked = columns
        .iter()
        .enumerate()
        .all(|(at, name)| name.to_ascii_lowercase().replace(' ', "") == format!("rank{}", at + 1));
    if is_ranked && !columns.is_empty() {
        let mut names: Vec<String> = Vec::new();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut lines = Vec::new();
        for (line, row) in rows {
            let (weight, cells) = cells_of(*line, row)?;
            let mut ranks = Vec::new();
            for cell in cells.iter().filter(|cell| !cell.is_empty()) {
                let mut rank = Vec::new();
                for name in cell.split('=').map(str::trim) {
                    source.name(*line, name)?;
                    let known = numbers.get(name).copied();
                    rank.push(known.unwrap_or(names.len()));
                    if known.is_none() {
                        source.candidates(*line, names.len() + 1)?;
                        numbers.insert(name.to_owned(), names.len());
                        names.push(name.to_owned());
                    }
                }
                ranks.push(rank);
            }
            lines.push((*line, weight, ranks));
        }
        let mut ballots = source.at(*head_line, Ranked::with_found_names(names))?;
        for (line, weight, ranks) in lines {
            source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
        }
        return Ok(Plain::Ranked(ballots));
    }
    source.candidates(*head_line, columns.len())?;
    for name in &columns {
        source.name(*head_line, name)?;
    }
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
    let mut ballots =
        source.at(*head_line, Scores::with_found_scale(columns.clone(), low, high))?;
    for (line, weight, scores) in lines {
        source.at(line, ballots.add(weight, &scores))?;
    }
    Ok(Plain::Scores(ballots))
}

/// Writes ballots as plain CSV: scores (approvals as 1) under the names of the candidates, ranks in
/// columns of their own. Whoever no ballot ranks is named in a line of weight 0.
#[must_use]
pub fn write_csv(ballots: &Plain) -> String {
    match ballots {
        Plain::Ranked(ballots) => write_ranks(ballots),
        Plain::Approvals(ballots) => {
            let sets = ballots.ballots();
            let sets = sets.map(|one| (one.weight, one.approved.iter().map(|&one| (one, 1))));
            write_marks(ballots.names(), sets)
        }
        Plain::Scores(ballots) => {
            let lines = ballots.ballots();
            let lines = lines.map(|one| (one.weight, one.scores.iter().copied()));
            write_marks(ballots.names(), lines)
        }
    }
}

fn write_marks<M: Iterator<Item = (usize, i64)>>(
    names: &[String],
    lines: impl Iterator<Item = (u64, M)>,
) -> String {
    let header: Vec<String> = names.iter().map(|name| quote(name)).collect();
    let mut text = format!("weight,{}\n", header.join(","));
    for (weight, marks) in lines {
        let mut cells = vec![String::new(); names.len()];
        for (candidate, score) in marks {
            cells[candidate] = score.to_string();
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{weight},{}", cells.join(","));
    }
    text
}

fn write_ranks(ballots: &Ranked) -> String {
    let names = ballots.names();
    let mut is_ranked = vec![false; names.len()];
    let mut lines = Vec::new();
    for ballot in ballots.ballots() {
        let mut cells = Vec::new();
        for rank in ballot.ranks() {
            let equal: Vec<&str> =
                rank.iter().map(|mark| names[mark.candidate()].as_str()).collect();
            for mark in rank {
                is_ranked[mark.candidate()] = true;
            }
            cells.push(quote(&equal.join("=")));
        }
        lines.push((ballot.weight, cells));
    }
    let never = is_ranked.iter().zip(names).filter(|(is_ranked, _)| !**is_ranked);
    let never: Vec<String> = never.map(|(_, name)| quote(name)).collect();
    if !never.is_empty() {
        lines.push((0, never));
    }
    let width = lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(1);
    let header: Vec<String> = (1..=width).map(|rank| format!("rank{rank}")).collect();
    let mut text = format!("weight,{}\n", header.join(","));
    for (weight, mut cells) in lines {
        cells.resize(width, String::new());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{weight},{}", cells.join(","));
    }
    text
}

/// Quotes a cell where that is needed.
pub(super) fn quote(cell: &str) -> String {
    let needs_quotes = cell.contains([',', '"', '\n', '\r']);
    if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
