//! PrefLib: `.soc`, `.soi`, `.toc`, `.toi` (orders) and `.cat` (categories), in the form of 2022 with
//! `# KEY: value` lines and in the older form that begins with the number of alternatives.

use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked};

/// What a PrefLib file holds.
#[derive(Clone, Debug)]
pub struct PrefLibFile {
    /// Title.
    pub title: String,
    /// Orders; in a `.cat` file the categories, best first, as equal ranks.
    pub ballots: Ranked,
    /// Names of the categories of a `.cat` file, best first.
    pub categories: Vec<String>,
}

impl PrefLibFile {
    /// Approval ballots: the first rank, or the first category, is approved.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits.
    pub fn approvals(&self, ranks_approved: usize) -> Result<Approvals, ChoiceError> {
        let mut approvals = Approvals::new(self.ballots.names().to_vec())?;
        for ballot in self.ballots.ballots() {
            let first = ballot.ranks().take(ranks_approved).flatten();
            let approved: Vec<usize> = first.map(|mark| mark.candidate()).collect();
            approvals.add(ballot.weight, &approved)?;
        }
        Ok(approvals)
    }
}

/// Reads a PrefLib file.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_preflib(file: &str, text: &str) -> Result<PrefLibFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let is_categorical = std::path::Path::new(file).extension().is_some_and(|end| end == "cat");
    if source.text.trim_start().starts_with('#') {
        read_current(source, is_categorical)
    } else {
        read_old(source)
    }
}

fn read_current(source: Source<'_>, is_categorical: bool) -> Result<PrefLibFile, ChoiceError> {
    let (mut title, mut names, mut categories) = (String::new(), Vec::new(), Vec::new());
    let (mut declared, mut data) = (None, Vec::new());
    for (line, text) in source.lines() {
        let text = text.trim();
        let Some(field) = text.strip_prefix('#') else {
            if !text.is_empty() {
                data.push((line, text));
            }
            continue;
        };
        let Some((key, value)) = field.split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if key == "TITLE" {
            value.clone_into(&mut title);
        } else if key == "NUMBER ALTERNATIVES" {
            let number = source.index(line, value, "The number of alternatives")?;
            declared = Some((line, source.candidates(line, number)?));
        } else if let Some(number) = key.strip_prefix("ALTERNATIVE NAME ") {
            let number = source.index(line, number, "The number of an alternative")?;
            if number != names.len() + 1 {
                let reason =
                    format!("Alternative {number} comes where {} should.", names.len() + 1);
                return Err(source.refuse(line, reason));
            }
            names.push(value.to_owned());
        } else if key.starts_with("CATEGORY NAME ") {
            categories.push(value.to_owned());
        }
    }
    let (line, number) =
        declared.ok_or_else(|| source.refuse(0, "NUMBER ALTERNATIVES is missing."))?;
    if names.len() != number {
        let reason = format!("{number} alternatives are declared, {} are named.", names.len());
        return Err(source.refuse(line, reason));
    }
    let mut ballots = source.at(0, Ranked::new(names))?;
    for (line, text) in data {
        let (weight, order) = text
            .split_once(':')
            .ok_or_else(|| source.refuse(line, "A line of ballots needs \"number: order\"."))?;
        let weight = source.number(line, weight, "The number of ballots")?;
        let ranks = read_order(source, line, order, number)?;
        if is_categorical && ranks.len() > categories.len().max(1) {
            let reason = format!("{} categories, {} declared.", ranks.len(), categories.len());
            return Err(source.refuse(line, reason));
        }
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
    }
    Ok(PrefLibFile { title, ballots, categories })
}

fn read_old(source: Source<'_>) -> Result<PrefLibFile, ChoiceError> {
    let mut lines = source.lines().filter(|(_, text)| !text.trim().is_empty());
    let mut next = |what: &str| {
        lines.next().ok_or_else(|| source.refuse(0, format!("The file ends before {what}.")))
    };
    let (line, text) = next("the number of alternatives")?;
    let number = source.index(line, text, "The number of alternatives")?;
    let number = source.candidates(line, number)?;
    let mut names = Vec::with_capacity(number);
    for expected in 1..=number {
        let (line, text) = next("the names")?;
        let (at, name) = text.split_once(',').unwrap_or((text, ""));
        if source.index(line, at, "The number of an alternative")? != expected {
            return Err(source.refuse(line, format!("Alternative {expected} should come here.")));
        }
        names.push(name.trim().to_owned());
    }
    let (line, text) = next("the totals")?;
    let totals: Vec<&str> = text.split(',').collect();
    if totals.len() != 3 {
        return Err(source.refuse(line, "The totals need voters, sum of votes, unique orders."));
    }
    let sum = source.number(line, totals[1], "The sum of votes")?;
    let totals_line = line;
    let mut ballots = source.at(0, Ranked::new(names))?;
    for (line, text) in lines {
        let (weight, order) = text.split_once(',').unwrap_or((text, ""));
        // A line without a number stands for one ballot.
        let weight = match weight.trim() {
            "" => 1,
            weight => source.number(line, weight, "The number of ballots")?,
        };
        let ranks = read_order(source, line, order, number)?;
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
    }
    if ballots.total() != sum {
        let reason = format!("{sum} votes are declared, the ballots sum to {}.", ballots.total());
        return Err(source.refuse(totals_line, reason));
    }
    Ok(PrefLibFile { title: String::new(), ballots, categories: Vec::new() })
}

/// Reads `1,{2,3},4`.
fn read_order(
    source: Source<'_>,
    line: u64,
    text: &str,
    candidates: usize,
) -> Result<Vec<Vec<usize>>, ChoiceError> {
    let mut ranks: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Vec<usize>> = None;
    for word in text.split(',') {
        let mut word = word.trim();
        if let Some(rest) = word.strip_prefix('{') {
            if open.is_some() {
                return Err(source.refuse(line, "An equal rank opens inside another."));
            }
            open = Some(Vec::new());
            word = rest.trim();
        }
        let closes = word.ends_with('}');
        let word = word.strip_suffix('}').unwrap_or(word).trim();
        if !word.is_empty() {
            let number = source.index(line, word, "An alternative")?;
            if number == 0 || number > candidates {
                let reason =
                    format!("Alternative {number} does not exist; there are {candidates}.");
                return Err(source.refuse(line, reason));
            }
            match &mut open {
                Some(rank) => rank.push(number - 1),
                None => ranks.push(vec![number - 1]),
            }
        }
        if closes {
            let rank = open.take();
            ranks.push(rank.ok_or_else(|| source.refuse(line, "An equal rank closes unopened."))?);
        }
    }
    if open.is_some() {
        return Err(source.refuse(line, "An equal rank is not closed."));
    }
    Ok(ranks)
}

/// Writes a PrefLib file of orders; `kind` is `soc`, `soi`, `toc` or `toi`.
#[must_use]
pub fn write_preflib(file: &PrefLibFile, kind: &str) -> String {
    let ballots = &file.ballots;
    let mut text = format!("# TITLE: {}\n# DATA TYPE: {kind}\n", file.title);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# NUMBER ALTERNATIVES: {}", ballots.candidates());
    let _ = writeln!(text, "# NUMBER VOTERS: {}", ballots.total());
    let _ = writeln!(text, "# NUMBER UNIQUE ORDERS: {}", ballots.lines());
    for (number, category) in file.categories.iter().enumerate() {
        let _ = writeln!(text, "# CATEGORY NAME {}: {category}", number + 1);
    }
    for (number, name) in ballots.names().iter().enumerate() {
        let _ = writeln!(text, "# ALTERNATIVE NAME {}: {name}", number + 1);
    }
    for ballot in ballots.ballots() {
        let rank = |rank: &[crate::ballots::Mark]| {
            let names: Vec<String> =
                rank.iter().map(|mark| (mark.candidate() + 1).to_string()).collect();
            if names.len() == 1 { names.concat() } else { format!("{{{}}}", names.join(",")) }
        };
        let ranks: Vec<String> = ballot.ranks().map(rank).collect();
        let _ = writeln!(text, "{}: {}", ballot.weight, ranks.join(","));
    }
    text
}
