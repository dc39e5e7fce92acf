//! A stratified draw: a panel that meets quotas on features of its members.
//!
//! People are drawn one by one from the feature that is hardest to fill (the fewest people left for
//! each place that must still be filled), as panels have long been drawn by hand. When a draw runs
//! into a corner it begins again with new numbers from the same seed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::seed::SeedStream;
use crate::ChoiceError;
use crate::exact::count;
use crate::explain::{Explanation, Table, numbered};
use crate::limits::{ATTEMPTS_MAX, POOL_MAX, Work};

/// Features in one draw.
const FEATURES_MAX: usize = 1_000;

/// How many members with a feature a panel may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Name of the feature, such as "60+".
    pub feature: String,
    /// At least.
    pub least: usize,
    /// At most.
    pub most: usize,
}

/// A question that sorts people into features, such as age. Everybody has one feature of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Its features.
    pub quotas: Vec<Quota>,
}

/// People and their features.
#[derive(Clone, Debug)]
pub struct Pool {
    categories: Vec<Category>,
    /// For each person one feature of each category.
    people: Vec<Vec<usize>>,
}

/// A drawn panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StratifiedDraw {
    /// Members, in the order drawn.
    pub panel: Vec<usize>,
    /// How many times the draw began.
    pub attempts: u32,
    /// Members with each feature of each category.
    pub filled: Vec<Vec<usize>>,
}

impl Pool {
    /// Starts a pool without people.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above 1,000 features, [`ChoiceError::BadOption`] for a quota whose
    /// least is above its most.
    pub fn new(categories: Vec<Category>) -> Result<Self, ChoiceError> {
        let features: usize = categories.iter().map(|category| category.quotas.len()).sum();
        crate::ballots::check_room("Features", features, FEATURES_MAX)?;
        for quota in categories.iter().flat_map(|category| &category.quotas) {
            if quota.least > quota.most {
                return Err(ChoiceError::BadOption {
                    option: format!("quota of {}", quota.feature),
                    value: format!("{} to {}", quota.least, quota.most),
                    allowed: "least up to most".into(),
                });
            }
        }
        Ok(Self { categories, people: Vec::new() })
    }

    /// Adds a person by the names of their features, one for each category in order.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limit on people, [`ChoiceError::Ballot`] for a feature that
    /// the category does not have.
    pub fn add(&mut self, features: &[&str]) -> Result<(), ChoiceError> {
        crate::ballots::check_room("People", self.people.len(), POOL_MAX)?;
        let ballot = count(self.people.len()) + 1;
        let refuse = |reason: String| ChoiceError::Ballot { ballot, reason };
        if features.len() != self.categories.len() {
            let wanted = self.categories.len();
            return Err(refuse(format!("{} features for {wanted} categories.", features.len())));
        }
        let mut person = Vec::with_capacity(features.len());
        for (category, &feature) in self.categories.iter().zip(features) {
            let found = category.quotas.iter().position(|quota| quota.feature == feature);
            let unknown = || refuse(format!("{} has no \"{feature}\".", category.name));
            person.push(found.ok_or_else(unknown)?);
        }
        self.people.push(person);
        Ok(())
    }

    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// The categories.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The features of a person, one of each category.
    #[must_use]
    pub fn features(&self, person: usize) -> &[usize] {
        self.people.get(person).map_or(&[], Vec::as_slice)
    }

    /// Whether a panel meets every quota and names nobody twice.
    #[must_use]
    pub fn admits(&self, panel: &[usize], seats: usize) -> bool {
        let mut sorted = panel.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let exists = sorted.last().is_none_or(|&last| last < self.people.len());
        if sorted.len() != panel.len() || panel.len() != seats || !exists {
            return false;
        }
        let filled = self.fill(panel);
        self.categories.iter().zip(&filled).all(|(category, filled)| {
            let within =
                |(quota, &number): (&Quota, &usize)| (quota.least..=quota.most).contains(&number);
            category.quotas.iter().zip(filled).all(within)
        })
    }

    fn fill(&self, panel: &[usize]) -> Vec<Vec<usize>> {
        let mut filled: Vec<Vec<usize>> =
            self.categories.iter().map(|category| vec![0; category.quotas.len()]).collect();
        for &person in panel {
            for (category, &feature) in self.people[person].iter().enumerate() {
                filled[category][feature] += 1;
            }
        }
        filled
    }

    /// Refuses quotas that no panel of this size can meet, looking at one category at a time.
    fn check(&self, seats: usize) -> Result<(), ChoiceError> {
        let everybody: Vec<usize> = (0..self.people.len()).collect();
        let there = self.fill(&everybody);
        let infeasible = |reason: String| ChoiceError::Infeasible { seats: count(seats), reason };
        if seats > self.people.len() {
            return Err(infeasible(format!("there are {} people.", self.people.len())));
        }
        for (category, there) in self.categories.iter().zip(&there) {
            for (quota, &there) in category.quotas.iter().zip(there) {
                if quota.least > there {
                    let (feature, least) = (&quota.feature, quota.least);
                    return Err(infeasible(format!("{feature} needs {least}, {there} are there.")));
                }
            }
            let least =
                category.quotas.iter().fold(0usize, |sum, one| sum.saturating_add(one.least));
            let most = category.quotas.iter().fold(0usize, |sum, one| sum.saturating_add(one.most));
            if least > seats || most < seats {
                let name = &category.name;
                return Err(infeasible(format!("{name} admits {least} to {most} members.")));
            }
        }
        Ok(())
    }
}

/// Draws a panel of `seats` that meets the quotas, beginning at most `attempts_max` times.
///
/// # Errors
/// [`ChoiceError::Infeasible`] when no panel exists, or none was found in that many attempts,
/// [`ChoiceError::TooMany`] above [`ATTEMPTS_MAX`], [`ChoiceError::TooMuchWork`] when the attempts take
/// more than [`crate::limits::WORK_MAX`] steps of work.
pub fn stratified(
    pool: &Pool,
    seats: usize,
    seed: [u8; 32],
    attempts_max: u32,
) -> Result<StratifiedDraw, ChoiceError> {
    if attempts_max > ATTEMPTS_MAX {
        let (what, actual, limit) = ("Attempts", attempts_max.into(), ATTEMPTS_MAX.into());
        return Err(ChoiceError::TooMany { what, actual, limit });
    }
    stratified_within(pool, seats, seed, attempts_max, &mut Work::new("A stratified draw"))
}

/// As [`stratified`], counting its work with that of others.
pub(super) fn stratified_within(
    pool: &Pool,
    seats: usize,
    seed: [u8; 32],
    attempts_max: u32,
    work: &mut Work,
) -> Result<StratifiedDraw, ChoiceError> {
    pool.check(seats)?;
    let mut stream = SeedStream::new(seed);
    for attempts in 1..=attempts_max.max(1) {
        if let Some(panel) = attempt(pool, seats, &mut stream, work)? {
            let filled = pool.fill(&panel);
            return Ok(StratifiedDraw { panel, attempts, filled });
        }
    }
    let draws = numbered(attempts_max.max(1).into(), "attempt", "attempts");
    let reason = format!("none was found in {draws}.");
    Err(ChoiceError::Infeasible { seats: count(seats), reason })
}

fn attempt(
    pool: &Pool,
    seats: usize,
    stream: &mut SeedStream,
    work: &mut Work,
) -> Result<Option<Vec<usize>>, ChoiceError> {
    let features: usize = pool.categories.iter().map(|category| category.quotas.len()).sum();
    // Everybody's features are looked at.
    work.add(pool.people.len().saturating_mul(2 * pool.categories.len() + 1))?;
    let is_wanted = |person: &usize| {
        let features = pool.people[*person].iter().zip(&pool.categories);
        features.into_iter().all(|(&feature, category)| category.quotas[feature].most > 0)
    };
    let mut left: Vec<usize> = (0..pool.people.len()).filter(is_wanted).collect();
    let mut taken = pool.fill(&[]);
    let mut there = pool.fill(&left);
    let mut panel = Vec::with_capacity(seats);
    while panel.len() < seats {
        work.add(left.len() + features)?;
        // The feature with the highest need: places that must be filled over people left for them.
        let mut hardest: Option<(usize, usize, usize, usize)> = None;
        for (at, category) in pool.categories.iter().enumerate() {
            for (feature, quota) in category.quotas.iter().enumerate() {
                let need = quota.least.saturating_sub(taken[at][feature]);
                let people = there[at][feature];
                if need > people {
                    return Ok(None);
                }
                let is_harder = |&(.., known, among): &(usize, usize, usize, usize)| {
                    need * among > known * people
                };
                if need > 0 && hardest.as_ref().is_none_or(is_harder) {
                    hardest = Some((at, feature, need, people));
                }
            }
        }
        let eligible: Vec<usize> = match hardest {
            Some((at, feature, ..)) => {
                let has = |&place: &usize| pool.people[left[place]][at] == feature;
                (0..left.len()).filter(has).collect()
            }
            None => (0..left.len()).collect(),
        };
        if eligible.is_empty() {
            return Ok(None);
        }
        let person = left.swap_remove(eligible[stream.place(eligible.len())]);
        panel.push(person);
        let mut full: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, &feature) in pool.people[person].iter().enumerate() {
            taken[at][feature] += 1;
            there[at][feature] -= 1;
            if taken[at][feature] == pool.categories[at].quotas[feature].most {
                full.insert(at, feature);
            }
        }
        if !full.is_empty() {
            // Nobody more with a feature that is full.
            left.retain(|&one| {
                let person = &pool.people[one];
                let is_out = full.iter().any(|(&at, &feature)| person[at] == feature);
                if is_out {
                    for (at, &feature) in person.iter().enumerate() {
                        there[at][feature] -= 1;
                    }
                }
                !is_out
            });
        }
    }
    Ok(pool.admits(&panel, seats).then_some(panel))
}

impl StratifiedDraw {
    /// Explains the draw.
    #[must_use]
    pub fn explain(&self, pool: &Pool) -> Explanation {
        let mut account = Explanation::new(format!(
            "{} of {} were drawn, in {}.",
            numbered(count(self.panel.len()), "person", "people"),
            pool.people(),
            numbered(self.attempts.into(), "attempt", "attempts")
        ));
        let numbers: Vec<String> = self.panel.iter().map(ToString::to_string).collect();
        account.say(format!("Drawn, in order: {}.", numbers.join(", ")));
        let mut table = Table::new("Quotas", &["feature", "least", "drawn", "most"]);
        for (category, filled) in pool.categories().iter().zip(&self.filled) {
            for (quota, drawn) in category.quotas.iter().zip(filled) {
                table.row(vec![
                    format!("{}: {}", category.name, quota.feature),
                    quota.least.to_string(),
                    drawn.to_string(),
                    quota.most.to_string(),
                ]);
            }
        }
        account.show(table);
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_that_never_meet_the_quotas_are_refused_when_they_took_too_long() {
        let quota = |feature: &str, least| Quota { feature: feature.into(), least, most: 5 };
        let category = |name: &str| Category {
            name: name.into(),
            quotas: vec![quota("a", 5), quota("b", 0), quota("c", 0)],
        };
        // Five with the first and five with the second, but nobody has both, and six are wanted.
        let mut pool = Pool::new(vec![category("one"), category("two")]).unwrap();
        for person in [["a", "b"], ["b", "a"], ["c", "c"]] {
            (0..10).for_each(|_| pool.add(&person).unwrap());
        }
        let mut work = Work::up_to("A stratified draw", 100_000);
        let refused = stratified_within(&pool, 6, [0; 32], 1_000, &mut work).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "A stratified draw needs more than 100000 steps of work here."
        );
        let refused = stratified(&pool, 6, [0; 32], 100).unwrap_err();
        assert!(refused.to_string().ends_with("none was found in 100 attempts."), "{refused}");
    }
}
