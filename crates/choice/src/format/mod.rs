//! File formats. Every reader takes text and the name of the file, and refuses what is not in its
//! format with that name, the line and the reason. Nothing here touches a disk.

mod abc_yaml;
mod blt;
mod condorcet;
mod csv;
mod debian;
mod document;
mod json;
mod pabulib;
mod preflib;
mod rctab;
pub mod tables;

pub use abc_yaml::{AbcFile, AbcResult, read_abc_yaml, write_abc_yaml};
pub use blt::{Contest, read_blt, write_blt};
pub use condorcet::{CondorcetFile, read_condorcet, write_condorcet};
pub use csv::{Plain, parse_csv, read_csv, write_csv};
pub use debian::{read_debian_tally, write_debian_tally};
pub(crate) use document::top;
pub use document::{Ballots, Document, Written, read_document, write_document};
pub use json::{read_json, write_json};
pub use pabulib::{PabulibFile, read_pabulib, write_pabulib};
pub use preflib::{Graded, PrefLibFile, read_preflib, write_preflib};
pub use rctab::{
    CvrColumns, CvrLayout, RctabConfig, WRITE_INS, read_rctab_config, read_rctab_csv,
    write_rctab_csv,
};

use crate::ChoiceError;
use crate::exact::count;
use crate::explain::numbered;
use crate::limits::FILE_BYTES_MAX;

/// So many cells in a row, where there are so many columns.
pub(crate) fn cells_and_columns(cells: usize, columns: usize) -> String {
    let (cells, columns) = (count(cells), count(columns));
    let cells = numbered(cells, "cell", "cells");
    format!("{cells}, {}.", numbered(columns, "column", "columns"))
}

/// Longest reason of a refusal. Unit: characters.
const REASON_MAX: usize = 1_500;

/// A reason with its middle left out where it repeats more of a file than anybody reads.
fn shortened(reason: String) -> String {
    let length = reason.chars().count();
    if length <= REASON_MAX {
        return reason;
    }
    let kept = REASON_MAX / 2;
    let begin: String = reason.chars().take(kept).collect();
    let end: String = reason.chars().skip(length - kept).collect();
    format!("{begin}…{end}")
}

/// Finds the lines of parts of a text that come in order, without counting from the start each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(source: Source<'a>) -> Self {
        Self { text: source.text, offset: 0, line: 1 }
    }

    /// The line at which a part begins; the line of the part before for any other text.
    pub(crate) fn line(&mut self, part: &str) -> u64 {
        let offset = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr());
        if let Some(between) = offset.and_then(|offset| self.text.get(self.offset..offset)) {
            self.line += count(between.matches('\n').count());
            self.offset += between.len();
        }
        self.line
    }
}

/// A text and its name, for refusals that point at a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl<'a> Source<'a> {
    /// Takes a text, without a byte order mark.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Result<Self, ChoiceError> {
        let source = Self { file, text: text.strip_prefix('\u{feff}').unwrap_or(text) };
        if text.len() > FILE_BYTES_MAX {
            let (actual, limit) = (text.len(), FILE_BYTES_MAX);
            return Err(source.refuse(0, format!("{actual} bytes, at most {limit} allowed.")));
        }
        Ok(source)
    }

    /// Lines with their numbers, from 1, without their line ends.
    pub(crate) fn lines(self) -> impl Iterator<Item = (u64, &'a str)> {
        (1u64..).zip(self.text.lines())
    }

    /// Parses a part of this text as JSON.
    pub(crate) fn json<T: serde::Deserialize<'a>>(self, part: &'a str) -> Result<T, ChoiceError> {
        serde_json::from_str(part).map_err(|error| {
            let within = count(error.line()).saturating_sub(1);
            // What is wrong, without the place within the part.
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or("").to_owned();
            self.refuse(Lines::of(self).line(part).saturating_add(within), format!("{reason}."))
        })
    }

    /// Refuses a text that ends too early, at its last line.
    pub(crate) fn refuse_end(self, reason: impl Into<String>) -> ChoiceError {
        self.refuse(count(self.text.lines().count()).max(1), reason)
    }

    /// Checks a name: it is not empty, and turns nothing round that stands beside it.
    pub(crate) fn name(self, line: u64, name: &str) -> Result<(), ChoiceError> {
        if name.trim().is_empty() {
            return Err(self.refuse(line, "A name is empty."));
        }
        let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if let Some(c) = name.chars().find(turns) {
            let code = u32::from(c);
            let reason = format!("A name holds U+{code:04X}, which turns round what is read.");
            return Err(self.refuse(line, reason));
        }
        Ok(())
    }

    pub(crate) fn refuse(self, line: u64, reason: impl Into<String>) -> ChoiceError {
        let reason = shortened(reason.into());
        ChoiceError::Malformed { file: self.file.to_owned(), line, reason }
    }

    /// Turns a refusal of ballots into one that points at the line.
    pub(crate) fn at<T>(
        self,
        line: u64,
        outcome: Result<T, ChoiceError>,
    ) -> Result<T, ChoiceError> {
        outcome.map_err(|refusal| match refusal {
            ChoiceError::Malformed { .. } => refusal,
            ChoiceError::Ballot { reason, .. } => self.refuse(line, reason),
            other => self.refuse(line, other.to_string()),
        })
    }

    pub(crate) fn number(self, line: u64, text: &str, what: &str) -> Result<u64, ChoiceError> {
        let text = text.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = if is_number { text.parse().ok() } else { None };
        let shown: String = text.chars().take(40).collect();
        parsed.ok_or_else(|| {
            self.refuse(line, format!("{what} must be a whole number, not \"{shown}\"."))
        })
    }

    pub(crate) fn index(self, line: u64, text: &str, what: &str) -> Result<usize, ChoiceError> {
        let number = self.number(line, text, what)?;
        usize::try_from(number).map_err(|_| self.refuse(line, format!("{what} is too large.")))
    }

    /// Checks a number of candidates before anything of that size is made.
    pub(crate) fn candidates(self, line: u64, candidates: usize) -> Result<usize, ChoiceError> {
        let limit = crate::limits::CANDIDATES_MAX;
        if candidates == 0 || candidates > limit {
            let reason = format!("{} candidates; 1 to {limit} are allowed.", count(candidates));
            return Err(self.refuse(line, reason));
        }
        Ok(candidates)
    }
}
