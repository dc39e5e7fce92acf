//! Cast vote records as CSV, as `RCTab` reads them: a row for each ballot, a column for each rank. What
//! to do with overvotes, skipped and repeated ranks is the rule of a place, stated beside the file.

use super::Source;
use super::csv::parse_csv;
use crate::ChoiceError;
use crate::ballots::Ranked;

/// How the columns and cells of a record are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CvrColumns {
    /// Names of the candidates, each with its aliases.
    pub candidates: Vec<(String, Vec<String>)>,
    /// The column of the first rank, from 0.
    pub first_rank: usize,
    /// Ranks that are read at most.
    pub ranks_max: Option<usize>,
    /// What a cell says where two candidates were marked.
    pub overvote_label: String,
    /// What separates the names where a cell lists all that were marked; empty if it never does.
    pub overvote_delimiter: String,
    /// What a cell says where nobody was marked; an empty cell says so too.
    pub skipped_label: String,
    /// What a cell says for a write-in who did not declare; they are counted as one candidate, named
    /// last, that is excluded first.
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

/// Reads cast vote records. The undeclared write-ins, if there is a label for them, are the last
/// candidate.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_rctab_csv(file: &str, text: &str, columns: &CvrColumns) -> Result<Ranked, ChoiceError> {
    let source = Source::new(file, text)?;
    let mut names: Vec<String> = columns.candidates.iter().map(|(name, _)| name.clone()).collect();
    let write_in = names.len();
    if columns.blank_is_write_in || !columns.write_in_label.is_empty() {
        names.push("Undeclared Write-ins".into());
    }
    source.candidates(0, names.len())?;
    let mut numbers = std::collections::BTreeMap::new();
    for (number, (name, aliases)) in columns.candidates.iter().enumerate() {
        for text in aliases.iter().chain(std::iter::once(name)) {
            numbers.insert(text.trim(), number);
        }
    }
    let mut ballots = source.at(0, Ranked::new(names))?;
    let rows = parse_csv(file, text)?;
    for (line, row) in rows.iter().skip(1) {
        let last = columns
            .ranks_max
            .map_or(row.len(), |most| row.len().min(columns.first_rank.saturating_add(most)));
        let cells = row.get(columns.first_rank..last).unwrap_or(&[]);
        let mut order: Vec<usize> = Vec::new();
        let mut skipped = 0usize;
        for cell in cells.iter().map(|cell| cell.trim()) {
            let is_blank = cell.is_empty() && !columns.blank_is_write_in;
            if is_blank || !columns.skipped_label.is_empty() && cell == columns.skipped_label {
                skipped += 1;
                continue;
            }
            if columns.skipped_max.is_some_and(|most| skipped > most) {
                break;
            }
            skipped = 0;
            let is_overvote = !columns.overvote_label.is_empty() && cell == columns.overvote_label
                || !columns.overvote_delimiter.is_empty()
                    && cell.contains(columns.overvote_delimiter.as_str());
            if is_overvote {
                if columns.overvote_exhausts {
                    break;
                }
                continue;
            }
            let is_write_in = cell.is_empty()
                || !columns.write_in_label.is_empty() && cell == columns.write_in_label;
            let one = if is_write_in { Some(write_in) } else { numbers.get(cell).copied() };
            let unknown = || source.refuse(*line, format!("Nobody is named \"{cell}\"."));
            let one = one.ok_or_else(unknown)?;
            if !order.contains(&one) {
                order.push(one);
            } else if columns.repeat_exhausts {
                break;
            }
        }
        source.at(*line, ballots.add(1, &order))?;
    }
    Ok(ballots)
}
