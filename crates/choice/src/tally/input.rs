//! What the runners of all families share: ballots of the right kind, seats, ties, and the result.

use std::borrow::Cow;

use serde::Serialize;

use super::{Counted, Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::ballots::{Ranked, Scores};
use crate::explain::Explanation;
use crate::ranked::{Pairwise, Unranked};
use crate::stv::StvOptions;
use crate::ties::TieBreak;

pub(super) type Outcome = Result<Counted, ChoiceError>;

/// A method without options of its own.
pub(super) const NONE: &[OptionInfo] = &[];

pub(super) const fn option(name: &'static str, values: &'static str) -> OptionInfo {
    OptionInfo { name, values }
}

pub(super) const fn method(
    name: &'static str,
    summary: &'static str,
    ballots: Kind,
    options: &'static [OptionInfo],
    run: fn(&Profile, &Options) -> Outcome,
) -> Method {
    Method { name, summary, ballots, has_seats: false, has_ties: false, options, run }
}

impl Method {
    /// It fills a stated number of seats.
    pub(super) const fn seats(self) -> Self {
        Self { has_seats: true, ..self }
    }

    /// Ties can decide it.
    pub(super) const fn ties(self) -> Self {
        Self { has_ties: true, ..self }
    }
}

pub(super) fn counted<T: Serialize>(
    names: &[String],
    winners: &[usize],
    result: &T,
    explanation: Explanation,
) -> Outcome {
    let (names, winners) = (names.to_vec(), winners.to_vec());
    let data = value_of(result);
    let data = data.map_err(|error| ChoiceError::BadOption {
        option: "result".into(),
        value: error.to_string(),
        allowed: "what JSON can hold".into(),
    })?;
    Ok(Counted { winners, names, data, explanation })
}

/// Returns a result as JSON, with whole numbers that outgrow its numbers as text.
fn value_of<T: Serialize>(result: &T) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::from_str(&with_large_numbers_as_text(&serde_json::to_string(result)?))
}

fn with_large_numbers_as_text(json: &str) -> String {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => length_of_text(rest),
            '-' | '0'..='9' => rest.find(|c| !is_of_number(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_large = is_of_number(c)
            && token.parse::<i128>().is_ok_and(|value| i64::try_from(value).is_err())
            && token.parse::<u64>().is_err();
        // More than `i128` holds is large, too.
        let is_huge = token.parse::<u128>().is_ok_and(|value| i128::try_from(value).is_err());
        if is_large || is_huge {
            out.extend(["\"", token, "\""]);
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    out
}

/// Returns how many bytes a text takes that begins with its quotation mark.
fn length_of_text(json: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

pub(super) fn wrong(method: &str, wanted: Kind, profile: &Profile) -> ChoiceError {
    let (wanted, found) = (wanted.name(), profile.kind().name());
    ChoiceError::WrongBallots { method: method.to_owned(), wanted, found }
}

pub(super) fn seats(profile: &Profile, options: &Options) -> Result<usize, ChoiceError> {
    options.size("seats", profile.seats().unwrap_or(1))
}

/// Ranked ballots, seats, tie rule and what unranked candidates mean. Withdrawn candidates are kept:
/// methods that know them are handed them separately.
pub(super) struct Orders<'a> {
    pub(super) ballots: &'a Ranked,
    pub(super) names: &'a [String],
    pub(super) seats: usize,
    pub(super) ties: TieBreak,
    withdrawn: &'a [usize],
    pub(super) excluded_first: Option<usize>,
    pub(super) unranked: Unranked,
}

pub(super) fn orders<'a>(
    method: &str,
    profile: &'a Profile,
    options: &Options,
) -> Result<Orders<'a>, ChoiceError> {
    let Profile::Ranked { ballots, withdrawn, excluded_first, ties, unranked, .. } = profile else {
        return Err(wrong(method, Kind::Ranked, profile));
    };
    let unranked = match options.get("unranked") {
        None => *unranked,
        Some(_) => {
            options.one_of("unranked", &[("last", Unranked::Last), ("silent", Unranked::Silent)])?
        }
    };
    if !withdrawn.is_empty() && !method.starts_with("stv-") {
        let names: Vec<String> =
            withdrawn.iter().filter_map(|&one| ballots.names().get(one).cloned()).collect();
        return Err(ChoiceError::Withdrawn { method: method.to_owned(), names: names.join(", ") });
    }
    let ties = options.ties(ballots.candidates(), ties.as_ref())?;
    let seats = seats(profile, options)?;
    let (names, excluded_first) = (ballots.names(), *excluded_first);
    Ok(Orders { ballots, names, seats, ties, withdrawn, excluded_first, unranked })
}

impl Orders<'_> {
    /// Refuses to take the place in a list for anything where ballots alone name the candidates.
    ///
    /// # Errors
    /// [`ChoiceError::Missing`]: the option that must say it.
    pub(super) fn must_list(&self, option: &str, says: &str) -> Result<(), ChoiceError> {
        if !self.ballots.has_found_names() {
            return Ok(());
        }
        let names = self.names.join(", ");
        let needed = format!("{says}, as the file has no list of its own: one of {names}");
        Err(ChoiceError::Missing { what: format!("The option {option}"), needed })
    }

    pub(super) fn pairs(&self) -> Result<Pairwise, ChoiceError> {
        Pairwise::of(self.ballots, self.unranked)
    }
    pub(super) fn stv(&self) -> StvOptions {
        StvOptions {
            withdrawn: self.withdrawn.to_vec(),
            ties: self.ties.clone(),
            ..StvOptions::seats(self.seats)
        }
    }
}

/// The scale of scores, where the method reads them as scores.
pub(super) const SCALE: OptionInfo =
    option("scale", "as the file says, or LOW..HIGH: a score outside is refused");

/// Score ballots, on the scale that is stated.
pub(super) fn scores<'a>(
    method: &str,
    profile: &'a Profile,
    options: &Options,
) -> Result<Cow<'a, Scores>, ChoiceError> {
    match profile {
        Profile::Scores(ballots) => on_scale(ballots, options),
        _ => Err(wrong(method, Kind::Scores, profile)),
    }
}

/// Ballots on a scale that is stated, or as they are where their file states it or nothing depends on it.
/// A blank is the lowest score: were the lowest found on the ballots, one voter could change what the
/// blanks of all others mean.
pub(super) fn on_scale<'a>(
    ballots: &'a Scores,
    options: &Options,
) -> Result<Cow<'a, Scores>, ChoiceError> {
    let allowed = "a scale such as 0..5, which must be given where scores are below 0";
    let Some(text) = options.get("scale") else {
        let is_open = ballots.has_found_scale() && ballots.scale().0 < 0;
        let refused = || options.refuse("scale", allowed.into());
        return if is_open { Err(refused()) } else { Ok(Cow::Borrowed(ballots)) };
    };
    let ends = text.split_once("..").and_then(|(low, high)| {
        Some((low.trim().parse::<i64>().ok()?, high.trim().parse::<i64>().ok()?))
    });
    let (low, high) = ends.ok_or_else(|| options.refuse("scale", allowed.into()))?;
    Ok(Cow::Owned(ballots.on_scale(low, high)?))
}

/// Says of a scale that nobody stated what it is.
pub(super) fn tell_scale(account: &mut Explanation, ballots: &Scores) {
    let (low, high) = ballots.scale();
    if ballots.has_found_scale() {
        account.say(format!("No scale was stated; scores from {low} to {high} were found."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_outgrow_json_are_text() {
        for (json, said) in [
            (r#"{"a":18446744073709551615,"b":-9223372036854775808}"#, None),
            (r#"{"a":18446744073709551616}"#, Some(r#"{"a":"18446744073709551616"}"#)),
            (r"[-9223372036854775809,1]", Some(r#"["-9223372036854775809",1]"#)),
            (
                r"[340282366920938463463374607431768211455]",
                Some(r#"["340282366920938463463374607431768211455"]"#),
            ),
            (r#"{"18446744073709551616\"1":"é 99999999999999999999"}"#, None),
            ("[1.5,true,null]", None),
        ] {
            assert_eq!(with_large_numbers_as_text(json), said.unwrap_or(json));
        }
        assert_eq!(value_of(&u128::MAX).unwrap(), u128::MAX.to_string());
    }
}
