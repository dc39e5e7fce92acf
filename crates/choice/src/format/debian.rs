//! The tally sheets of Debian votes: `V: 2143- voter`, one digit or letter for the rank of each
//! option, `-` for unranked.

use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::Ranked;

/// Reads the ballots of a tally sheet. Options are named by their numbers.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_debian_tally(file: &str, text: &str) -> Result<Ranked, ChoiceError> {
    let source = Source::new(file, text)?;
    let mut ballots: Option<Ranked> = None;
    for (line, text) in source.lines() {
        let Some(rest) = text.strip_prefix("V:") else {
            continue;
        };
        let marks = rest.split_whitespace().next().unwrap_or("");
        let options = marks.chars().count();
        if ballots.is_none() {
            let number = source.candidates(line, options)?;
            let names = (1..=number).map(|number| format!("Option {number}")).collect();
            ballots = Some(source.at(line, Ranked::new(names))?);
        }
        let Some(ballots) = &mut ballots else {
            continue;
        };
        if options != ballots.candidates() {
            let wanted = ballots.candidates();
            let reason = format!("{options} marks for {wanted} options.");
            return Err(source.refuse(line, reason));
        }
        let mut ranked: Vec<(u32, usize)> = Vec::new();
        for (option, mark) in marks.chars().enumerate() {
            if mark == '-' {
                continue;
            }
            match mark.to_digit(36) {
                Some(rank) if rank > 0 => ranked.push((rank, option)),
                _ => return Err(source.refuse(line, format!("\"{mark}\" is no rank."))),
            }
        }
        ranked.sort_unstable();
        let ranks: Vec<Vec<usize>> = ranked
            .chunk_by(|left, right| left.0 == right.0)
            .map(|rank| rank.iter().map(|&(_, option)| option).collect())
            .collect();
        source.at(line, ballots.add_ranks(1, ranks.iter().map(Vec::as_slice)))?;
    }
    ballots.ok_or_else(|| source.refuse_end("There is no line that begins with \"V:\"."))
}

/// Ballots in one tally sheet: a line is one ballot, whatever its weight was.
const LINES_MAX: u64 = 1_000_000;

/// Writes the ballots as a tally sheet, a line for each.
///
/// # Errors
/// [`ChoiceError::CannotHold`] for more than 35 ranks or a million ballots.
pub fn write_debian_tally(file: &str, ballots: &Ranked) -> Result<String, ChoiceError> {
    let refuse = |reason: String| ChoiceError::CannotHold { file: file.to_owned(), reason };
    if ballots.total() > LINES_MAX {
        let total = ballots.total();
        let reason = format!("{total} ballots are as many lines; at most {LINES_MAX} are written.");
        return Err(refuse(reason));
    }
    let mut text = String::new();
    let mut voter = 0u64;
    for ballot in ballots.ballots() {
        let mut marks = vec!['-'; ballots.candidates()];
        for (rank, equal) in (1u32..).zip(ballot.ranks()) {
            let digit = char::from_digit(rank, 36);
            let digit = digit.ok_or_else(|| refuse("ranks are one digit or letter.".into()))?;
            for mark in equal {
                marks[mark.candidate()] = digit.to_ascii_uppercase();
            }
        }
        let marks: String = marks.into_iter().collect();
        for _ in 0..ballot.weight {
            voter += 1;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "V: {marks} voter{voter}");
        }
    }
    Ok(text)
}
