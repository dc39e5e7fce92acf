//! Liquid delegation: people, their ballots, and whom they trust in what until when.

use std::collections::{BTreeMap, BTreeSet};

use super::DELEGATIONS;
use super::sheet::{Names, Sheet};
use crate::ChoiceError;
use crate::weight::{Delegation, Delegations};

/// People, their ballots and their delegations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelegationsFile {
    /// Names of the people, in the order in which they first stand there.
    pub people: Vec<String>,
    /// Weight of each.
    pub weights: Vec<u64>,
    /// What can be chosen: every choice of a ballot, in the order of names.
    pub choices: Vec<String>,
    /// The choice of each person who voted.
    pub ballots: BTreeMap<usize, usize>,
    /// Who trusts whom, as stated, row by row.
    pub stated: Vec<Delegation>,
    /// The same, to be asked.
    pub delegations: Delegations,
}

/// Reads a table of [`DELEGATIONS`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_delegations(file: &str, text: &str) -> Result<DelegationsFile, ChoiceError> {
    let rows = Sheet::read(file, text, DELEGATIONS)?;
    let mut people = Names::default();
    for row in rows.rows() {
        people.number(row.name("person")?);
    }
    let mut weights = vec![None; people.len()];
    let mut choices: BTreeMap<String, usize> = BTreeMap::new();
    for choice in rows.rows().filter_map(|row| row.text("ballot")) {
        choices.insert(choice.to_owned(), 0);
    }
    for (number, choice) in choices.values_mut().enumerate() {
        *choice = number;
    }
    let mut ballots = BTreeMap::new();
    let (mut stated, mut topics) = (Vec::new(), BTreeSet::new());
    let mut delegations = Delegations::new(people.len())?;
    for row in rows.rows() {
        let name = row.name("person")?;
        let person = people.number(name);
        if row.text("weight").is_some() {
            let weight = row.number("weight", None)?;
            if weights[person].is_some_and(|known| known != weight) {
                return Err(row.refuse(format!("\"{name}\" has two weights.")));
            }
            weights[person] = Some(weight);
        }
        if let Some(&choice) = row.text("ballot").and_then(|choice| choices.get(choice))
            && ballots.insert(person, choice).is_some()
        {
            return Err(row.refuse(format!("\"{name}\" has two ballots.")));
        }
        let Some(delegate) = row.text("delegate") else {
            if let Some(lost) = ["topic", "expires_at"].into_iter().find(|&c| row.text(c).is_some())
            {
                return Err(row.refuse(format!("The row has a {lost} and no delegate.")));
            }
            continue;
        };
        let unknown = || row.refuse(format!("Nobody is named \"{delegate}\"."));
        let to = people.known(delegate).ok_or_else(unknown)?;
        if to == person {
            return Err(row.refuse(format!("\"{name}\" delegates to themselves.")));
        }
        let topic = row.text("topic").map(str::to_owned);
        if !topics.insert((person, topic.clone())) {
            return Err(row.refuse(format!("\"{name}\" delegates the same topic twice.")));
        }
        let expires_at = match row.text("expires_at") {
            None => None,
            Some(_) => Some(row.number("expires_at", None)?),
        };
        let delegation = Delegation { from: person, to, topic, expires_at };
        row.at(delegations.set(delegation.clone()))?;
        stated.push(delegation);
    }
    Ok(DelegationsFile {
        people: people.into_list(),
        weights: weights.into_iter().map(|weight| weight.unwrap_or(1)).collect(),
        choices: choices.into_keys().collect(),
        ballots,
        stated,
        delegations,
    })
}
