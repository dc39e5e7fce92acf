//! Cast vote records as CSV, as `RCTab` reads and writes them: a row for each ballot, and a column for
//! each rank, for each candidate, or for each candidate at each rank. What to do with overvotes, skipped
//! and repeated ranks is the rule of a place, stated in a configuration beside the file.

mod config;

use std::collections::BTreeMap;
use std::fmt::Write as _;

pub use config::{RctabConfig, read_rctab_config};

use super::Source;
use super::csv::{parse_csv, quote};
use crate::ChoiceError;
use crate::ballots::Ranked;

/// The candidate as whom all undeclared write-ins count.
pub const WRITE_INS: &str = "Undeclared Write-ins";
/// Rows that are written at most: a row is one ballot, whatever its weight was.
const ROWS_MAX: u64 = 1_000_000;
/// The columns before the ranks in a file that `RCTab` writes.
const EXPORT_HEADER: &str = "Source Filepath,CVR Provider,Contest Id,RCTab CVR Id,Tabulator Id,\
                             Batch Id,Vendor Id,Precinct,Precinct Portion";

/// What the columns of a record are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CvrLayout {
    /// A column for each rank, from the first; a cell holds a name.
    #[default]
    Ranks,
    /// A column for each candidate, named in the header; a cell holds a rank.
    Candidates,
    /// A column for each candidate at each rank of a contest, named
    /// `Choice_1_1:contest:rank:…:candidate:party`; a cell holds 1 where it is marked.
    Choices {
        /// The contest that is counted; others are passed over.
        contest: String,
    },
}

/// How the columns and cells of a record are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CvrColumns {
    /// What the columns are.
    pub layout: CvrLayout,
    /// Names of the candidates, each with its aliases. If there are none, they are found in the cells and
    /// listed in the order of their names.
    pub candidates: Vec<(String, Vec<String>)>,
    /// Names that are passed over wherever they stand.
    pub excluded: Vec<String>,
    /// The column of the first rank or candidate, from 0.
    pub first_rank: usize,
    /// Rows before the first ballot that hold no ballot: headers. 0 counts as 1.
    pub header_rows: usize,
    /// Ranks that are read at most.
    pub ranks_max: Option<usize>,
    /// What a cell says where two candidates were marked.
    pub overvote_label: String,
    /// What separates the names where a cell lists all that were marked; empty if it never does.
    pub overvote_delimiter: String,
    /// What a cell says where nobody was marked; an empty cell says so too.
    pub skipped_label: String,
    /// What a cell, or a column, says for a write-in who did not declare; they are counted as one
    /// candidate, named last, that is excluded first.
    pub write_in_label: String,
    /// Whether an empty cell is such a write-in.
    pub blank_is_write_in: bool,
    /// Whether an overvote ends the ballot; otherwise the rank is passed over.
    pub overvote_exhausts: bool,
    /// Ranks in a row that can be skipped before the ballot ends; `None` is any number.
    pub skipped_max: Option<usize>,
    /// Whether naming a candidate again ends the ballot.
    pub repeat_exhausts: bool,
}

impl CvrColumns {
    /// The columns of a file that `RCTab` wrote, if its header is of that kind. Overvotes end a ballot,
    /// skipped and repeated ranks are passed over.
    #[must_use]
    pub fn of_export(text: &str) -> Option<Self> {
        let header = text.strip_prefix('\u{feff}').unwrap_or(text).lines().next()?;
        let ranks = header.strip_prefix(EXPORT_HEADER)?;
        let is_export = ranks.is_empty() || ranks.starts_with(",Rank 1");
        is_export.then(|| Self {
            first_rank: EXPORT_HEADER.split(',').count(),
            overvote_label: "overvote".into(),
            skipped_label: "undervote".into(),
            overvote_exhausts: true,
            ..Self::default()
        })
    }

    /// The same rules and candidates for this text: a file that `RCTab` wrote has its own columns.
    #[must_use]
    pub fn fitted(&self, text: &str) -> Self {
        let Some(export) = Self::of_export(text) else {
            return self.clone();
        };
        Self {
            layout: CvrLayout::Ranks,
            first_rank: export.first_rank,
            header_rows: 1,
            overvote_label: export.overvote_label,
            skipped_label: export.skipped_label,
            ..self.clone()
        }
    }
}

/// What stands at one rank of a ballot.
#[derive(Clone, Copy)]
enum Rank<'a> {
    Skipped,
    Overvote,
    WriteIn,
    /// Somebody who is passed over.
    Excluded,
    Named(&'a str),
}

/// Reads cast vote records. The undeclared write-ins, if there is a label for them, are the last
/// candidate.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_rctab_csv(file: &str, text: &str, columns: &CvrColumns) -> Result<Ranked, ChoiceError> {
    let source = Source::new(file, text)?;
    let rows = parse_csv(file, text)?;
    let (header, rows) = rows.split_at(rows.len().min(columns.header_rows.max(1)));
    let names = header.last().map_or(&[][..], |(_, cells)| cells);
    let line = header.last().map_or(0, |(line, _)| *line);
    let ranks = match &columns.layout {
        CvrLayout::Ranks => Ranks::Columns,
        CvrLayout::Candidates => Ranks::Cells(candidate_columns(source, line, names, columns)?),
        CvrLayout::Choices { contest } => {
            Ranks::Marks(choice_columns(source, line, names, contest)?)
        }
    };
    let found: Vec<(u64, Vec<Rank<'_>>)> = rows
        .iter()
        .map(|(line, row)| Ok((*line, ranks.of(source, *line, row, columns)?)))
        .collect::<Result<_, ChoiceError>>()?;
    let known = columns.candidates.clone();
    let has_list = !known.is_empty();
    let known = if known.is_empty() { found_names(&found) } else { known };
    let mut names: Vec<String> = known.iter().map(|(name, _)| name.clone()).collect();
    let write_in = names.len();
    if columns.blank_is_write_in || !columns.write_in_label.is_empty() {
        names.push(WRITE_INS.into());
    }
    source.candidates(0, names.len())?;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, (name, aliases)) in known.iter().enumerate() {
        for text in aliases.iter().chain(std::iter::once(name)) {
            let _ = numbers.insert(text.trim(), number);
        }
    }
    let new = if has_list { Ranked::new } else { Ranked::with_found_names };
    let mut ballots = source.at(0, new(names))?;
    for (line, ranks) in found {
        let order = order(source, line, &ranks, columns, &numbers, write_in)?;
        source.at(line, ballots.add(1, &order))?;
    }
    Ok(ballots)
}

fn found_names(found: &[(u64, Vec<Rank<'_>>)]) -> Vec<(String, Vec<String>)> {
    let named = found.iter().flat_map(|(_, ranks)| ranks).filter_map(|rank| match rank {
        Rank::Named(name) => Some(*name),
        _ => None,
    });
    let distinct: std::collections::BTreeSet<&str> = named.collect();
    distinct.into_iter().map(|name| (name.to_owned(), Vec::new())).collect()
}

/// Where the ranks of a ballot stand.
enum Ranks {
    /// Each in its column.
    Columns,
    /// In the cells of candidates: column and name.
    Cells(Vec<(usize, String)>),
    /// Marked in columns of candidates at ranks: column, rank from 0, and name.
    Marks(Vec<(usize, usize, String)>),
}

impl Ranks {
    fn of<'r>(
        &'r self,
        source: Source<'_>,
        line: u64,
        row: &'r [String],
        columns: &CvrColumns,
    ) -> Result<Vec<Rank<'r>>, ChoiceError> {
        let most = columns.ranks_max.unwrap_or(usize::MAX);
        let marked: Vec<(usize, &str)> = match self {
            Self::Columns => {
                let cells = row.get(columns.first_rank..).unwrap_or(&[]);
                return Ok(cells.iter().take(most).map(|cell| named(cell, columns)).collect());
            }
            Self::Cells(candidates) => {
                let mut marked = Vec::new();
                for (at, name) in candidates {
                    let cell = row.get(*at).map_or("", |cell| cell.trim());
                    if !cell.is_empty() {
                        let rank = source.index(line, cell, &format!("The rank of {name}"))?;
                        let below = rank.checked_sub(1);
                        let zero = || source.refuse(line, format!("{name} has the rank 0."));
                        marked.push((below.ok_or_else(zero)?, name.as_str()));
                    }
                }
                marked
            }
            Self::Marks(choices) => {
                let mut marked = Vec::new();
                for (at, rank, name) in choices {
                    match row.get(*at).map_or("", |cell| cell.trim()) {
                        "1" => marked.push((*rank, name.as_str())),
                        "0" | "" => {}
                        other => {
                            let reason = format!("A mark is 0 or 1, not \"{other}\".");
                            return Err(source.refuse(line, reason));
                        }
                    }
                }
                marked
            }
        };
        let last =
            marked.iter().map(|&(rank, _)| rank).max().map_or(0, |last| last.saturating_add(1));
        // Nobody ranks below as many candidates as a count can have.
        source.candidates(line, last.max(1))?;
        let mut ranks = vec![Rank::Skipped; last];
        for (rank, name) in marked {
            let is_free = matches!(ranks[rank], Rank::Skipped);
            ranks[rank] = if is_free { named(name, columns) } else { Rank::Overvote };
        }
        ranks.truncate(most);
        Ok(ranks)
    }
}

/// What a cell that names somebody says.
fn named<'r>(cell: &'r str, columns: &CvrColumns) -> Rank<'r> {
    let cell = cell.trim();
    let is = |label: &str| !label.is_empty() && cell == label;
    let delimiter = columns.overvote_delimiter.as_str();
    if cell.is_empty() && columns.blank_is_write_in || is(&columns.write_in_label) {
        Rank::WriteIn
    } else if cell.is_empty() || is(&columns.skipped_label) {
        Rank::Skipped
    } else if is(&columns.overvote_label) || !delimiter.is_empty() && cell.contains(delimiter) {
        Rank::Overvote
    } else if columns.excluded.iter().any(|name| name == cell) {
        Rank::Excluded
    } else {
        Rank::Named(cell)
    }
}

fn order(
    source: Source<'_>,
    line: u64,
    ranks: &[Rank<'_>],
    columns: &CvrColumns,
    numbers: &BTreeMap<&str, usize>,
    write_in: usize,
) -> Result<Vec<usize>, ChoiceError> {
    let (mut order, mut skipped) = (Vec::new(), 0usize);
    for rank in ranks {
        let one = match rank {
            Rank::Skipped => {
                skipped += 1;
                continue;
            }
            _ if columns.skipped_max.is_some_and(|most| skipped > most) => break,
            Rank::Overvote if columns.overvote_exhausts => break,
            Rank::Overvote => {
                skipped = 0;
                continue;
            }
            Rank::Excluded => continue,
            Rank::WriteIn => write_in,
            Rank::Named(name) => {
                let unknown = || source.refuse(line, format!("Nobody is named \"{name}\"."));
                numbers.get(name).copied().ok_or_else(unknown)?
            }
        };
        skipped = 0;
        if !order.contains(&one) {
            order.push(one);
        } else if columns.repeat_exhausts {
            break;
        }
    }
    Ok(order)
}

fn candidate_columns(
    source: Source<'_>,
    line: u64,
    header: &[String],
    columns: &CvrColumns,
) -> Result<Vec<(usize, String)>, ChoiceError> {
    let names = header.iter().map(|name| name.trim().to_owned()).enumerate();
    let found: Vec<(usize, String)> =
        names.skip(columns.first_rank).filter(|(_, name)| !name.is_empty()).collect();
    if found.is_empty() {
        return Err(source.refuse(line, "No column names a candidate."));
    }
    Ok(found)
}

fn choice_columns(
    source: Source<'_>,
    line: u64,
    header: &[String],
    contest: &str,
) -> Result<Vec<(usize, usize, String)>, ChoiceError> {
    let mut found = Vec::new();
    for (at, title) in header.iter().enumerate().filter(|(_, title)| title.starts_with("Choice_")) {
        let parts: Vec<&str> = title.split(':').collect();
        let [_, of, rank, _, name, ..] = parts[..] else {
            let reason = format!("Column \"{title}\" does not name contest, rank and candidate.");
            return Err(source.refuse(line, reason));
        };
        if of.trim() == contest {
            let rank = source.index(line, rank, "The rank of a column")?;
            let zero = || source.refuse(line, "The rank of a column is 0.");
            found.push((at, rank.checked_sub(1).ok_or_else(zero)?, name.trim().to_owned()));
        }
    }
    if found.is_empty() {
        return Err(source.refuse(line, format!("No column is of the contest \"{contest}\".")));
    }
    Ok(found)
}

/// Writes cast vote records with the columns that `RCTab` writes, a row for each ballot.
///
/// # Errors
/// [`ChoiceError::CannotHold`] for equal ranks, for a candidate on no ballot, or for more than a million
/// ballots.
pub fn write_rctab_csv(file: &str, ballots: &Ranked) -> Result<String, ChoiceError> {
    let refuse = |reason: String| Err(ChoiceError::CannotHold { file: file.to_owned(), reason });
    if ballots.has_ties() {
        return refuse("two candidates at one rank are an overvote there.".into());
    }
    if ballots.total() > ROWS_MAX {
        let total = ballots.total();
        return refuse(format!(
            "{total} ballots are as many rows; at most {ROWS_MAX} are written."
        ));
    }
    let mut is_ranked = vec![false; ballots.candidates()];
    for mark in ballots.ballots().filter(|ballot| ballot.weight > 0).flat_map(|one| one.marks) {
        is_ranked[mark.candidate()] = true;
    }
    if let Some(never) = is_ranked.iter().position(|is_ranked| !is_ranked) {
        let name = &ballots.names()[never];
        return refuse(format!(
            "\"{name}\" is on no ballot, and ballots alone name candidates there."
        ));
    }
    let width = usize::try_from(ballots.longest()).unwrap_or(0).max(1);
    let mut text = EXPORT_HEADER.to_owned();
    for rank in 1..=width {
        // Writing to a string cannot fail.
        let _ = write!(text, ",Rank {rank}");
    }
    text.push('\n');
    let mut number = 0u64;
    for ballot in ballots.ballots() {
        let names = ballot.marks.iter().map(|mark| quote(&ballots.names()[mark.candidate()]));
        let mut cells: Vec<String> = names.collect();
        cells.resize(width, "undervote".into());
        let cells = cells.join(",");
        for _ in 0..ballot.weight {
            number += 1;
            let _ = writeln!(text, "ballots,polity,,{number},,,,,,{cells}");
        }
    }
    Ok(text)
}
