//! Liquid delegation: one may name another to vote in one's place, for a topic and a time; a ballot
//! of one's own overrides; chains are followed, circles found and reported.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::ChoiceError;
use crate::exact::count;
use crate::explain::{Explanation, Table};
use crate::limits::POOL_MAX;

/// One person's trust in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delegation {
    /// Who delegates.
    pub from: usize,
    /// Who votes in their place.
    pub to: usize,
    /// The topic, or `None` for every topic without its own delegation.
    pub topic: Option<String>,
    /// The second from which it no longer holds, if it ends.
    pub expires_at: Option<u64>,
}

/// All delegations among `people`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delegations {
    people: usize,
    by_person: BTreeMap<(usize, Option<String>), (usize, Option<u64>)>,
}

impl Delegations {
    /// Starts without delegations among `people`, numbered from 0.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above [`POOL_MAX`] people.
    pub fn new(people: usize) -> Result<Self, ChoiceError> {
        if people > POOL_MAX {
            let (actual, limit) = (count(people), count(POOL_MAX));
            return Err(ChoiceError::TooMany { what: "People", actual, limit });
        }
        Ok(Self { people, by_person: BTreeMap::new() })
    }

    /// Sets a delegation; a later one for the same topic replaces it.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`] for a person who does not exist, [`ChoiceError::BadOption`] for
    /// a delegation to oneself.
    pub fn set(&mut self, delegation: Delegation) -> Result<(), ChoiceError> {
        let Delegation { from, to, topic, expires_at } = delegation;
        for index in [from, to] {
            if index >= self.people {
                return Err(ChoiceError::UnknownIndex { index, count: self.people });
            }
        }
        if from == to {
            return Err(ChoiceError::BadOption {
                option: "delegate".into(),
                value: to.to_string(),
                allowed: "another person".into(),
            });
        }
        self.by_person.insert((from, topic), (to, expires_at));
        Ok(())
    }

    /// Takes a delegation back.
    pub fn revoke(&mut self, from: usize, topic: Option<&str>) {
        self.by_person.remove(&(from, topic.map(str::to_owned)));
    }

    /// Whom a person trusts in a topic at a second: the delegation for the topic, else the general.
    #[must_use]
    pub fn delegate(&self, from: usize, topic: &str, now: u64) -> Option<usize> {
        let holds = |key: Option<String>| {
            let (to, expires_at) = self.by_person.get(&(from, key))?;
            expires_at.is_none_or(|end| now < end).then_some(*to)
        };
        holds(Some(topic.to_owned())).or_else(|| holds(None))
    }
}

/// Who votes with what weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// Weight of each person who cast a ballot: their own and what was delegated to them.
    pub weights: BTreeMap<usize, u64>,
    /// For each person the voter who stands for them; themselves if they voted, `None` if nobody.
    pub stands_for: Vec<Option<usize>>,
    /// Circles of delegation without a ballot in them, each from its lowest number.
    pub circles: Vec<Vec<usize>>,
    /// Weight that reaches no ballot: chains that end at someone who did not vote, and circles.
    pub lost: u64,
}

/// Follows delegations to ballots. Cost: about linear in the number of people.
///
/// # Errors
/// [`ChoiceError::BadOption`] unless there is one weight for each person,
/// [`ChoiceError::UnknownIndex`] for a voter who does not exist, [`ChoiceError::TooMany`] when
/// weights sum above the limit.
pub fn resolve(
    delegations: &Delegations,
    weights: &[u64],
    voted: &BTreeSet<usize>,
    topic: &str,
    now: u64,
) -> Result<Resolved, ChoiceError> {
    let people = delegations.people;
    if weights.len() != people {
        return Err(ChoiceError::BadOption {
            option: "weights".into(),
            value: format!("{} given", weights.len()),
            allowed: format!("one for each of {people} people"),
        });
    }
    if let Some(&index) = voted.iter().find(|&&voter| voter >= people) {
        return Err(ChoiceError::UnknownIndex { index, count: people });
    }
    let mut total = 0;
    for &weight in weights {
        crate::ballots::add_weight(&mut total, weight)?;
    }
    // Outer `None`: not yet known.
    let mut stands_for: Vec<Option<Option<usize>>> = vec![None; people];
    for &voter in voted {
        stands_for[voter] = Some(Some(voter));
    }
    let mut circles = Vec::new();
    let mut on_path = vec![false; people];
    for start in 0..people {
        let (mut path, mut person) = (Vec::new(), start);
        let end = loop {
            if let Some(known) = stands_for[person] {
                break known;
            }
            if on_path[person] {
                let begin = path.iter().position(|&one| one == person).unwrap_or(0);
                let mut circle: Vec<usize> = path[begin..].to_vec();
                let lowest = (0..circle.len()).min_by_key(|&at| circle[at]).unwrap_or(0);
                circle.rotate_left(lowest);
                circles.push(circle);
                break None;
            }
            on_path[person] = true;
            path.push(person);
            match delegations.delegate(person, topic, now) {
                Some(next) => person = next,
                None => break None,
            }
        };
        for one in path {
            on_path[one] = false;
            stands_for[one] = Some(end);
        }
    }
    let stands_for: Vec<Option<usize>> = stands_for.into_iter().map(Option::flatten).collect();
    let mut held: BTreeMap<usize, u64> = voted.iter().map(|&voter| (voter, 0)).collect();
    let mut lost = 0;
    for (&weight, voter) in weights.iter().zip(&stands_for) {
        match voter.and_then(|voter| held.get_mut(&voter)) {
            Some(sum) => *sum += weight,
            None => lost += weight,
        }
    }
    circles.sort();
    Ok(Resolved { weights: held, stands_for, circles, lost })
}

impl Resolved {
    /// Explains who votes for whom.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!(
            "{}; weight {} reaches no ballot.",
            crate::explain::numbered(count(self.weights.len()), "person votes", "people vote"),
            self.lost
        ));
        for circle in &self.circles {
            let circle = crate::explain::list_of(names, circle);
            account.say(format!("A circle without a ballot: {circle}."));
        }
        let mut table = Table::new("Voters", &["person", "weight"]);
        for (&voter, weight) in &self.weights {
            let name = names.get(voter).cloned().unwrap_or_default();
            table.row(vec![name, weight.to_string()]);
        }
        account.show(table);
        account
    }
}
