//! The Condorcet Election Format (`.cvotes`): `#/Candidates: A ; B`, then `A > B = C * 3`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::ranked::Unranked;

/// What a `.cvotes` file holds.
#[derive(Clone, Debug)]
pub struct CondorcetFile {
    /// The ballots.
    pub ballots: Ranked,
    /// Seats, 1 if the file names none.
    pub seats: usize,
    /// What it says about unranked candidates.
    pub unranked: Unranked,
}

/// Reads a `.cvotes` file.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_condorcet(file: &str, text: &str) -> Result<CondorcetFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let (mut seats, mut unranked) = (1, Unranked::Last);
    let mut ballots: Option<Ranked> = None;
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for (line, text) in source.lines() {
        let text = text.trim();
        if let Some((key, value)) = text.strip_prefix("#/").and_then(|text| text.split_once(':')) {
            let value = value.trim();
            match key.trim() {
                "Candidates" => {
                    let names: Vec<String> =
                        value.split(';').map(|name| name.trim().to_owned()).collect();
                    source.candidates(line, names.len())?;
                    for (number, name) in names.iter().enumerate() {
                        source.name(line, name)?;
                        if numbers.insert(name.clone(), number).is_some() {
                            let reason = format!("\"{name}\" stands twice.");
                            return Err(source.refuse(line, reason));
                        }
                    }
                    ballots = Some(source.at(line, Ranked::new(names))?);
                }
                "Number of Seats" => seats = source.index(line, value, "The number of seats")?,
                "Implicit Ranking" if value.eq_ignore_ascii_case("false") => {
                    unranked = Unranked::Silent;
                }
                _ => {}
            }
            continue;
        }
        let text = text.split('#').next().unwrap_or("").trim();
        if text.is_empty() {
            continue;
        }
        let ballots =
            ballots.as_mut().ok_or_else(|| source.refuse(line, "No candidates before ballots."))?;
        // Tags stand before a double bar.
        let text = text.split_once("||").map_or(text, |(_, order)| order);
        let (text, times) = text.rsplit_once('*').unwrap_or((text, "1"));
        let times = source.number(line, times, "The number of ballots")?;
        let (text, weight) = text.rsplit_once('^').unwrap_or((text, "1"));
        let weight = source.number(line, weight, "The weight")?;
        let weight = times.checked_mul(weight);
        let weight = weight.ok_or_else(|| source.refuse(line, "The weight is too large."))?;
        let mut ranks: Vec<Vec<usize>> = Vec::new();
        if text.trim() != "/EMPTY_RANKING/" {
            for rank in text.split('>') {
                let mut equal = Vec::new();
                for name in rank.split('=') {
                    let known = numbers.get(name.trim());
                    let unknown =
                        || source.refuse(line, format!("Nobody is named \"{}\".", name.trim()));
                    equal.push(*known.ok_or_else(unknown)?);
                }
                ranks.push(equal);
            }
        }
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
    }
    let ballots = ballots.ok_or_else(|| source.refuse_end("The file names no candidates."))?;
    Ok(CondorcetFile { ballots, seats, unranked })
}

/// Writes a `.cvotes` file.
#[must_use]
pub fn write_condorcet(ballots: &Ranked, seats: Option<usize>, unranked: Unranked) -> String {
    let names = ballots.names();
    let mut text = format!("#/Candidates: {}\n", names.join(" ; "));
    // Writing to a string cannot fail.
    if let Some(seats) = seats {
        let _ = writeln!(text, "#/Number of Seats: {seats}");
    }
    let is_implicit = unranked == Unranked::Last;
    let _ = writeln!(text, "#/Implicit Ranking: {is_implicit}\n#/Weight Allowed: false\n");
    for ballot in ballots.ballots() {
        let rank = |rank: &[crate::ballots::Mark]| {
            let equal: Vec<&str> =
                rank.iter().map(|mark| names[mark.candidate()].as_str()).collect();
            equal.join(" = ")
        };
        let ranks: Vec<String> = ballot.ranks().map(rank).collect();
        let order = if ranks.is_empty() { "/EMPTY_RANKING/".into() } else { ranks.join(" > ") };
        let _ = writeln!(text, "{order} * {}", ballot.weight);
    }
    text
}
