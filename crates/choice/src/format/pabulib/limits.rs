//! What META allows on a single ballot: how many projects, what they may cost together, how many points.

use std::collections::BTreeMap;

use num_traits::ToPrimitive;

use super::Row;
use crate::ChoiceError;
use crate::budget::Project;
use crate::exact::{count, parse_decimal, units_with_point, whole};
use crate::format::Source;

/// What a limit bounds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Projects named.
    Length,
    /// What they cost together.
    Cost,
    /// Points of one project.
    Points,
    /// Points of all projects.
    AllPoints,
}

/// The limits that a file can state, each with what it bounds and whether it is the least.
const LIMITS: &[(&str, Measure, bool)] = &[
    ("min_length", Measure::Length, true),
    ("max_length", Measure::Length, false),
    ("min_sum_cost", Measure::Cost, true),
    ("max_sum_cost", Measure::Cost, false),
    ("min_points", Measure::Points, true),
    ("max_points", Measure::Points, false),
    ("min_sum_points", Measure::AllPoints, true),
    ("max_sum_points", Measure::AllPoints, false),
];

/// What projects that a scoring ballot does not name are given.
pub(super) const DEFAULT_SCORE: &str = "default_score";

/// One limit as a file states it.
struct Limit {
    key: &'static str,
    measure: Measure,
    is_least: bool,
    end: u64,
}

/// The limits on each ballot of a file.
pub(super) struct BallotLimits {
    limits: Vec<Limit>,
    /// Points of a project that a ballot does not name.
    pub(super) default_score: u64,
    /// Decimals of amounts, as they are shown.
    places: u32,
}

/// Whether a kind of ballots states points.
pub(super) fn has_points(kind: &str) -> bool {
    matches!(kind, "cumulative" | "scoring")
}

/// The limits that a file states for amounts of money.
pub(super) fn amounts(meta: &[Row]) -> impl Iterator<Item = &str> {
    let is_cost = |key: &str| {
        LIMITS.iter().any(|(known, measure, _)| *known == key && *measure == Measure::Cost)
    };
    meta.iter().filter_map(move |(_, cells)| match &cells[..] {
        [key, value, ..] if is_cost(key.trim()) => Some(value.as_str()),
        _ => None,
    })
}

/// What META asks of ballots or of the rule that is not known here, such as limits in each category.
pub(super) fn unknown(meta: &BTreeMap<String, String>) -> Vec<&str> {
    let is_limit = |key: &str| key.starts_with("min_") || key.starts_with("max_");
    let is_known = |key: &str| LIMITS.iter().any(|(known, ..)| *known == key);
    let keys = meta.keys().map(String::as_str);
    keys.filter(|key| is_limit(key) && !is_known(key)).collect()
}

impl BallotLimits {
    /// Reads the limits. Those that are not stated are those of the format: at least one project, of
    /// `choose-1` exactly one.
    pub(super) fn read(
        source: Source<'_>,
        meta: &[Row],
        kind: &str,
        places: u32,
    ) -> Result<Self, ChoiceError> {
        let stated: BTreeMap<&str, (u64, &str)> = meta
            .iter()
            .filter_map(|(line, cells)| match &cells[..] {
                [key, value, ..] if !value.trim().is_empty() => {
                    Some((key.trim(), (*line, value.trim())))
                }
                _ => None,
            })
            .collect();
        let mut limits = Vec::new();
        for &(key, measure, is_least) in LIMITS {
            let is_of_points = matches!(measure, Measure::Points | Measure::AllPoints);
            let end = match stated.get(key) {
                None if key == "min_length" => 1,
                None => continue,
                Some(_) if is_of_points && !has_points(kind) => continue,
                Some(&(line, text)) if measure == Measure::Cost => money(text, places, is_least)
                    .ok_or_else(|| {
                        source.refuse(line, format!("{key} must be an amount, not \"{text}\"."))
                    })?,
                Some(&(line, text)) => source.number(line, text, key)?,
            };
            limits.push(Limit { key, measure, is_least, end });
        }
        if kind == "choose-1" {
            let (key, measure) = ("choose-1", Measure::Length);
            limits.push(Limit { key, measure, is_least: false, end: 1 });
        }
        let default_score = match stated.get(DEFAULT_SCORE).filter(|_| kind == "scoring") {
            None => 0,
            Some(&(line, text)) => source.number(line, text, DEFAULT_SCORE)?,
        };
        Ok(Self { limits, default_score, places })
    }

    /// Says why a ballot breaks a limit, if it does.
    pub(super) fn broken(&self, projects: &[Project], marks: &[(usize, u64)]) -> Option<String> {
        self.limits.iter().find_map(|one| {
            let number = one.measure.of(projects, marks, one.is_least)?;
            let breaks = if one.is_least {
                number < u128::from(one.end)
            } else {
                number > u128::from(one.end)
            };
            breaks.then(|| one.say(number, self.places))
        })
    }
}

impl Measure {
    /// What a ballot comes to; of the points of projects the fewest or the most.
    fn of(self, projects: &[Project], marks: &[(usize, u64)], is_least: bool) -> Option<u128> {
        let cost = |one: usize| projects.get(one).map_or(0, |project| project.cost);
        let points = || marks.iter().map(|&(_, points)| u128::from(points));
        match self {
            Self::Length => Some(u128::from(count(marks.len()))),
            Self::Cost => Some(marks.iter().map(|&(one, _)| u128::from(cost(one))).sum()),
            Self::Points if is_least => points().min(),
            Self::Points => points().max(),
            Self::AllPoints => Some(points().sum()),
        }
    }
}

impl Limit {
    fn say(&self, number: u128, places: u32) -> String {
        let amount = |units: u128| units_with_point(&units.into(), places);
        let (key, limit) = (self.key, self.end);
        let allows = if self.is_least { "asks for" } else { "allows" };
        let projects = if number == 1 { "project" } else { "projects" };
        match self.measure {
            Measure::Length => {
                format!("The ballot names {number} {projects}, {key} {allows} {limit}.")
            }
            Measure::Cost => {
                let (number, limit) = (amount(number), amount(limit.into()));
                format!("The projects on the ballot cost {number}, {key} {allows} {limit}.")
            }
            Measure::Points => format!("A project gets {number} points, {key} {allows} {limit}."),
            Measure::AllPoints => {
                format!("The ballot gives {number} points, {key} {allows} {limit}.")
            }
        }
    }
}

/// An amount in units of 10^-`places`, rounded so that it bounds whole units alike.
fn money(text: &str, places: u32, is_least: bool) -> Option<u64> {
    let value = parse_decimal(&text.replace(',', ".")).ok()? * whole(10u64.checked_pow(places)?);
    let units = if is_least { value.ceil() } else { value.floor() };
    units.to_integer().to_u64()
}

/// Leaves out of META what the ballots, as they are written, would break: they may have been read from
/// a file that gave points to projects that nobody named.
pub(super) fn fit(
    meta: &mut BTreeMap<String, String>,
    kind: &str,
    places: u32,
    projects: &[Project],
    ballots: &mut dyn Iterator<Item = Vec<(usize, u64)>>,
) {
    let _ = meta.remove(DEFAULT_SCORE);
    let rows: Vec<Row> =
        meta.iter().map(|(key, value)| (0, vec![key.clone(), value.clone()])).collect();
    let limits =
        Source::new("", "").and_then(|source| BallotLimits::read(source, &rows, kind, places));
    let (mut is_broken, mut is_blank) = (limits.is_err(), false);
    for marks in ballots {
        is_blank |= marks.is_empty();
        is_broken |= limits.as_ref().is_ok_and(|limits| limits.broken(projects, &marks).is_some());
    }
    if is_broken {
        for (key, ..) in LIMITS {
            let _ = meta.remove(*key);
        }
    }
    if is_blank {
        let _ = meta.insert("min_length".into(), "0".into());
    }
}
