//! The tally sheets of Debian votes: `V: 2143- voter`, one digit or letter for the rank of each
//! option, `-` for unranked.

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
    ballots.ok_or_else(|| source.refuse(0, "There is no line that begins with \"V:\"."))
}
