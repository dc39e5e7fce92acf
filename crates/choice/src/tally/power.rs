//! Power of weights: indices, concentration, turnout.

use serde::Serialize;

use super::input::{NONE, Outcome, counted, method, option, wrong};
use super::{Kind, Method, Options, Profile};
use crate::ChoiceError;
use crate::exact::{Exact, count, ratio};
use crate::explain::{Explanation, Table, numbered};
use crate::format::tables::WeightsFile;
use crate::power;

pub(super) const POWER: Method = method(
    "power",
    "Banzhaf, Penrose and Shapley–Shubik indices of weights, exactly.",
    Kind::Weights,
    &[option("quota", "more than half, or the weight that wins")],
    indices,
);

pub(super) const CONCENTRATION: Method = method(
    "concentration",
    "How weight is spread: largest share, squared shares, Gini, fewest who have a majority.",
    Kind::Weights,
    NONE,
    concentration,
);

pub(super) const TURNOUT: Method =
    method("turnout", "Who took part, by heads and by weight.", Kind::Weights, NONE, turnout);

fn weights<'a>(method: &str, profile: &'a Profile) -> Result<&'a WeightsFile, ChoiceError> {
    match profile {
        Profile::Weights(file) => Ok(file),
        _ => Err(wrong(method, Kind::Weights, profile)),
    }
}

fn sum(weights: &[u64]) -> u64 {
    weights.iter().fold(0, |sum: u64, &weight| sum.saturating_add(weight))
}

pub(super) fn indices(profile: &Profile, options: &Options) -> Outcome {
    let file = weights("power", profile)?;
    let quota = options.number("quota", sum(&file.weights) / 2 + 1)?;
    let result = power::power(&file.weights, quota)?;
    counted(&file.voters, &[], &result, result.explain(&file.voters))
}

pub(super) fn concentration(profile: &Profile, _: &Options) -> Outcome {
    let file = weights("concentration", profile)?;
    let result = power::concentration(&file.weights);
    let holders = result.majority_holders;
    let mut account = Explanation::new(format!(
        "{holders} of {} {} more than half.",
        numbered(count(file.weights.len()), "holder", "holders"),
        if holders == 1 { "has" } else { "together have" }
    ));
    let mut table = Table::new("Concentration", &["measure", "value", "about"]);
    for (name, value) in [
        ("largest share", &result.largest),
        ("sum of squared shares", &result.herfindahl),
        ("Gini", &result.gini),
    ] {
        table.row(vec![name.into(), value.to_string(), value.decimal(4)]);
    }
    account.show(table);
    counted(&file.voters, &[], &result, account)
}

/// Who took part, by heads and by weight.
#[derive(Serialize)]
struct Turnout {
    /// Voters who took part.
    voters: u64,
    /// All voters.
    voters_eligible: u64,
    /// Share of voters.
    by_voters: Exact,
    /// Weight that took part.
    weight: u64,
    /// All weight.
    weight_eligible: u64,
    /// Share of weight.
    by_weight: Exact,
}

pub(super) fn turnout(profile: &Profile, _: &Options) -> Outcome {
    let file = weights("turnout", profile)?;
    let Some(voted) = &file.voted else {
        let needed = "yes or no for every voter".to_owned();
        return Err(ChoiceError::Missing { what: "The column voted".into(), needed });
    };
    let took_part = file.weights.iter().zip(voted).filter(|(_, voted)| **voted);
    let (voters, weight) = took_part
        .fold((0u64, 0u64), |(voters, sum), (weight, _)| (voters + 1, sum.saturating_add(*weight)));
    let (voters_eligible, weight_eligible) = (count(file.weights.len()), sum(&file.weights));
    let result = Turnout {
        voters,
        voters_eligible,
        by_voters: power::turnout(voters, voters_eligible),
        weight,
        weight_eligible,
        by_weight: power::turnout(weight, weight_eligible),
    };
    let percent = |part: &Exact| Exact(&part.0 * ratio(100, 1)).decimal(2);
    let mut account = Explanation::new(format!(
        "{voters} of {} took part, {} %.",
        numbered(voters_eligible, "voter", "voters"),
        percent(&result.by_voters)
    ));
    account.say(format!(
        "They hold {weight} of a weight of {weight_eligible}, {} %.",
        percent(&result.by_weight)
    ));
    counted(&file.voters, &[], &result, account)
}
