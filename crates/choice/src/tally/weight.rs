//! Who counts how much: liquid delegation and mixed houses.

use std::collections::BTreeSet;

use serde::Serialize;

use super::input::{Outcome, counted, method, option, wrong};
use super::{Kind, Method, Options, Profile};
use crate::ballots::Ranked;
use crate::explain::{Table, list_of};
use crate::single::{self, Counted, Overvotes};
use crate::weight::{Mixed, Resolved, mixed, resolve};

pub(super) const DELEGATION: Method = method(
    "delegation",
    "Liquid delegation by topic: who votes with what weight, and which choice has most.",
    Kind::Delegations,
    &[
        option("topic", "none, or the topic that is decided"),
        option("now", "0, or the second at which it is decided"),
    ],
    delegation,
)
.ties();

pub(super) const HOUSES: Method = method(
    "houses",
    "Yes or no by several houses, each with a fixed share of the decision.",
    Kind::Houses,
    &[
        option("threshold", "1/2, or a share"),
        option("inclusive", "no, yes"),
        option("redistribute", "no, yes: a house that does not count leaves its share"),
    ],
    houses,
);

/// The result of a vote with delegations.
#[derive(Serialize)]
struct Delegated<'a> {
    /// Names of the people; numbers below count from 0 in this order.
    people: &'a [String],
    /// Who votes with what weight.
    resolved: Resolved,
    /// People whose own ballot overrides a delegation.
    overriding: Vec<usize>,
    /// People with a delegation that no longer holds.
    expired: Vec<usize>,
    /// The weight of each choice.
    tally: Option<Counted>,
}

pub(super) fn delegation(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Delegations(file) = profile else {
        return Err(wrong("delegation", Kind::Delegations, profile));
    };
    let (topic, now) = (options.get("topic").unwrap_or(""), options.number("now", 0)?);
    let voted: BTreeSet<usize> = file.ballots.keys().copied().collect();
    let resolved = resolve(&file.delegations, &file.weights, &voted, topic, now)?;
    let trusts = |&person: &usize| file.delegations.delegate(person, topic, now).is_some();
    let overriding: Vec<usize> = voted.iter().copied().filter(trusts).collect();
    let ended = file.stated.iter().filter(|one| one.expires_at.is_some_and(|end| end <= now));
    let expired: BTreeSet<usize> = ended.map(|one| one.from).collect();
    let mut ballots = Ranked::new(file.choices.clone())?;
    for (person, &choice) in &file.ballots {
        ballots.add(resolved.weights.get(person).copied().unwrap_or(0), &[choice])?;
    }
    let mut account = resolved.explain(&file.people);
    let ties = options.ties(file.choices.len(), None)?;
    let tally = match file.choices.len() {
        0 => None,
        _ => Some(single::plurality(&ballots, Overvotes::Void, 1, &ties)?),
    };
    let winners = tally.as_ref().map(|tally| tally.winners.clone()).unwrap_or_default();
    let verdict = match &tally {
        None => "Nobody voted.".to_owned(),
        Some(_) => format!("{} has the most weight.", list_of(&file.choices, &winners)),
    };
    account.sentences.insert(0, verdict);
    if !overriding.is_empty() {
        let who = list_of(&file.people, &overriding);
        account.say(format!("Their own ballot overrides their delegation: {who}."));
    }
    let expired: Vec<usize> = expired.into_iter().collect();
    if !expired.is_empty() {
        let who = list_of(&file.people, &expired);
        account.say(format!("A delegation has ended: {who}."));
    }
    let mut table = Table::new("Who stands for whom", &["person", "ballot of"]);
    for (name, voter) in file.people.iter().zip(&resolved.stands_for) {
        let voter = voter.and_then(|voter| file.people.get(voter)).cloned();
        table.row(vec![name.clone(), voter.unwrap_or_default()]);
    }
    account.show(table);
    if let Some(tally) = &tally {
        let mut table = Table::new("Choices", &["choice", "weight"]);
        for (name, votes) in file.choices.iter().zip(&tally.votes) {
            table.row(vec![name.clone(), votes.to_string()]);
        }
        account.show(table);
    }
    let result = Delegated { people: &file.people, resolved, overriding, expired, tally };
    counted(&file.choices, &winners, &result, account)
}

pub(super) fn houses(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Houses(houses) = profile else {
        return Err(wrong("houses", Kind::Houses, profile));
    };
    let (threshold, inclusive) = options.threshold()?;
    let rule = Mixed { threshold, inclusive, redistributes: options.yes("redistribute")? };
    let result = mixed(houses, rule)?;
    let names = ["passed".to_owned(), "failed".to_owned()];
    counted(&names, &[usize::from(!result.passed)], &result, result.explain())
}
