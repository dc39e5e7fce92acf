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
    let mut rows = Vec::new();
    let _ = each_row(Source::new(file, text)?, &mut |line, row| {
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((line, std::mem::take(row)));
        }
        Ok(())
    })?;
    Ok(rows)
}

/// What is done with a row: its line, and its cells.
type OnRow<'f> = &'f mut dyn FnMut(u64, &mut Vec<String>) -> Result<(), ChoiceError>;

/// What is done with a ballot: its line, its weight, and its other cells.
type OnBallot<'f> = &'f mut dyn FnMut(u64, u64, &[String]) -> Result<(), ChoiceError>;

/// Hands over one row after the other; a quoted cell makes a row even if it is empty. Returns the first line
/// below the header with nothing on it.
fn each_row(source: Source<'_>, on_row: OnRow<'_>) -> Result<Option<u64>, ChoiceError> {
    let (mut row, mut cell, mut rows, mut empty_line) = (Vec::new(), String::new(), 0u64, None);
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
            None if quoted => return Err(source.refuse(begin, "A quote is not closed.")),
            Some('\n') | None => {
                if !row.is_empty() || !cell.trim().is_empty() || had_quotes {
                    row.push(std::mem::take(&mut cell));
                    on_row(begin, &mut row)?;
                    rows += 1;
                } else if next.is_some() && rows > 0 {
                    empty_line = empty_line.or(Some(begin));
                }
                row.clear();
                cell.clear();
                had_quotes = false;
                line += 1;
                begin = line;
                if next.is_none() {
                    return Ok(empty_line);
                }
            }
            Some('\r') if !quoted => {}
            Some(c) => cell.push(c),
        }
    }
}

/// The columns of a plain CSV.
struct Head<'a> {
    source: Source<'a>,
    line: u64,
    /// Without the weight.
    columns: Vec<String>,
    has_weight: bool,
    is_ranked: bool,
}

impl<'a> Head<'a> {
    fn new(source: Source<'a>, line: u64, cells: &[String]) -> Self {
        let mut columns: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let has_weight = columns.first().is_some_and(|name| name.eq_ignore_ascii_case("weight"));
        if has_weight {
            columns.remove(0);
        }
        let is_rank = |(at, name): (usize, &String)| {
            name.to_ascii_lowercase().replace(' ', "") == format!("rank{}", at + 1)
        };
        let is_ranked = !columns.is_empty() && columns.iter().enumerate().all(is_rank);
        Self { source, line, columns, has_weight, is_ranked }
    }

    /// The weight of a ballot, and its other cells.
    fn cells<'r>(&self, line: u64, row: &'r [String]) -> Result<(u64, &'r [String]), ChoiceError> {
        let (weight, cells) = match row {
            [weight, cells @ ..] if self.has_weight => {
                (self.source.number(line, weight, "The weight")?, cells)
            }
            _ => (1, row),
        };
        if cells.len() != self.columns.len() {
            let reason = cells_and_columns(cells.len(), self.columns.len());
            return Err(self.source.refuse(line, reason));
        }
        Ok((weight, cells))
    }

    /// Hands over the weight and the cells of every ballot.
    fn each_ballot(&self, on_ballot: OnBallot<'_>) -> Result<(), ChoiceError> {
        let empty_line = each_row(self.source, &mut |line, row| {
            if line == self.line {
                return Ok(());
            }
            let (weight, cells) = self.cells(line, row)?;
            on_ballot(line, weight, cells)
        })?;
        // In a table of one column nothing on a line may be a blank ballot, or nothing at all.
        match empty_line.filter(|_| self.columns.len() == 1 && !self.has_weight) {
            None => Ok(()),
            Some(line) => {
                let reason = "An empty line: a blank ballot of one column is written \"\".";
                Err(self.source.refuse(line, reason))
            }
        }
    }

    /// The file is read twice: for names, then for ballots, so that no row is kept.
    fn ranked(&self) -> Result<Ranked, ChoiceError> {
        let mut names: Vec<String> = Vec::new();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        self.each_ballot(&mut |line, _, cells| {
            for name in cells.iter().flat_map(|cell| names_in(cell)) {
                self.source.name(line, name)?;
                if !numbers.contains_key(name) {
                    self.source.candidates(line, names.len() + 1)?;
                    let _ = numbers.insert(name.to_owned(), names.len());
                    names.push(name.to_owned());
                }
            }
            Ok(())
        })?;
        let mut ballots = self.source.at(self.line, Ranked::with_found_names(names))?;
        self.each_ballot(&mut |line, weight, cells| {
            let number = |name: &str| numbers.get(name).copied();
            let ranks: Vec<Vec<usize>> =
                cells.iter().map(|cell| names_in(cell).filter_map(number).collect()).collect();
            self.source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))
        })?;
        Ok(ballots)
    }

    /// The file is read twice: for the scale, then for ballots, so that no row is kept.
    fn scores(&self) -> Result<Scores, ChoiceError> {
        self.source.candidates(self.line, self.columns.len())?;
        for name in &self.columns {
            self.source.name(self.line, name)?;
        }
        let score = |line: u64, cell: &str| {
            let score = cell.parse::<i64>().ok().filter(|score| score.abs() <= SCORE_MAX);
            score.ok_or_else(|| self.source.refuse(line, format!("\"{cell}\" is no score.")))
        };
        let marked = |line: u64, cells: &[String]| -> Result<Vec<(usize, i64)>, ChoiceError> {
            let cells = cells.iter().map(|cell| cell.trim()).enumerate();
            let cells = cells.filter(|(_, cell)| !cell.is_empty());
            cells.map(|(one, cell)| Ok((one, score(line, cell)?))).collect()
        };
        let (mut low, mut high) = (0i64, 1i64);
        self.each_ballot(&mut |line, _, cells| {
            for (_, score) in marked(line, cells)? {
                (low, high) = (low.min(score), high.max(score));
            }
            Ok(())
        })?;
        let scores = Scores::with_found_scale(self.columns.clone(), low, high);
        let mut ballots = self.source.at(self.line, scores)?;
        self.each_ballot(&mut |line, weight, cells| {
            self.source.at(line, ballots.add(weight, &marked(line, cells)?))
        })?;
        Ok(ballots)
    }
}

/// The names in a cell of a rank; none in a blank one.
fn names_in(cell: &str) -> impl Iterator<Item = &str> {
    let cell = cell.trim();
    let names = (!cell.is_empty()).then(|| cell.split('=').map(str::trim));
    names.into_iter().flatten()
}

/// Reads a plain CSV.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_csv(file: &str, text: &str) -> Result<Plain, ChoiceError> {
    let source = Source::new(file, text)?;
    let mut head = None;
    let _ = each_row(source, &mut |line, row| {
        head.get_or_insert_with(|| Head::new(source, line, row));
        Ok(())
    })?;
    let head = head.ok_or_else(|| source.refuse_end("The file is empty."))?;
    if head.is_ranked { head.ranked().map(Plain::Ranked) } else { head.scores().map(Plain::Scores) }
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
