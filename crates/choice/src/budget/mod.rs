//! Participatory budgets: projects with costs, a limit, and ballots that give projects points.

mod book;
mod greedy;
mod market;
mod shares;

pub(crate) use market::Market;

pub use greedy::{Greedy, GreedyRule, Order, greedy};
pub use shares::{Increase, SharesResult, SharesRule, equal_shares};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ChoiceError;
use crate::ballots::{add_weight, check_names, check_room};
use crate::exact::{Exact, Ratio, count, power_of_ten, units_with_point};
use crate::explain::{Explanation, Table, list_of};
use crate::limits::{BALLOT_LINES_MAX, SCORE_MAX};

/// A project that can be funded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// What it is called in ballots and results.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it costs, in the smallest unit of the currency.
    pub cost: u64,
}

/// How much a voter gains from a project that they gave points to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// Its cost.
    #[default]
    Cost,
    /// One.
    Cardinality,
    /// The points.
    Points,
}

/// Projects, money and ballots.
#[derive(Clone, Debug)]
pub struct Budget {
    limit: u64,
    projects: Vec<Project>,
    ballots: BTreeMap<Vec<(usize, u64)>, u64>,
    lines: usize,
    total: u64,
    /// Decimals of amounts, as an account tells them.
    places: u32,
}

impl Budget {
    /// Starts a budget without ballots.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on projects and their costs, which together must
    /// stay below 2^63.
    pub fn new(limit: u64, projects: Vec<Project>) -> Result<Self, ChoiceError> {
        let ids: Vec<String> = projects.iter().map(|project| project.id.clone()).collect();
        check_names(&ids)?;
        let mut sum = limit;
        for project in &projects {
            add_weight(&mut sum, project.cost)?;
        }
        Ok(Self { limit, projects, ballots: BTreeMap::new(), lines: 0, total: 0, places: 0 })
    }

    /// The same, whose amounts are whole numbers of 10^-`places` of the currency: an account tells them in
    /// the currency.
    #[must_use]
    pub fn with_places(self, places: u32) -> Self {
        Self { places, ..self }
    }

    /// An amount as people write it: `60`, or `100.55`.
    fn amount(&self, units: u64) -> String {
        let text = units_with_point(&units.into(), self.places);
        let is_whole =
            text.split_once('.').is_some_and(|(_, tail)| tail.bytes().all(|c| c == b'0'));
        if is_whole { text.split('.').next().unwrap_or_default().to_owned() } else { text }
    }

    /// An exact amount, with so many decimals of the currency.
    pub(crate) fn exact_amount(&self, units: &Exact, decimals: u32) -> String {
        let unit = power_of_ten(self.places);
        Exact(&units.0 / Ratio::from_integer(unit)).decimal(decimals)
    }

    /// Adds ballots: projects with points. Points of 0 say nothing.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::Ballot`] for a project named twice or too many
    /// points, [`ChoiceError::TooMany`] above the limits.
    pub fn add(&mut self, weight: u64, marks: &[(usize, u64)]) -> Result<(), ChoiceError> {
        check_room("Lines of ballots", self.lines, BALLOT_LINES_MAX)?;
        let ballot = count(self.lines) + 1;
        let mut sorted: Vec<(usize, u64)> =
            marks.iter().copied().filter(|mark| mark.1 > 0).collect();
        sorted.sort_unstable();
        let refuse = |reason: &str| ChoiceError::Ballot { ballot, reason: reason.into() };
        if sorted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(refuse("a project is named twice."));
        }
        for &(index, points) in &sorted {
            if index >= self.projects.len() {
                return Err(ChoiceError::UnknownIndex { index, count: self.projects.len() });
            }
            if i64::try_from(points).map_or(true, |points| points > SCORE_MAX) {
                return Err(refuse("a project has too many points."));
            }
        }
        add_weight(&mut self.total, weight)?;
        *self.ballots.entry(sorted).or_insert(0) += weight;
        self.lines += 1;
        Ok(())
    }

    /// The money there is.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The projects.
    #[must_use]
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// Weight of all ballots.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Identical ballots together: weight, and projects with points.
    pub fn ballots(&self) -> impl Iterator<Item = (u64, &[(usize, u64)])> {
        self.ballots.iter().map(|(marks, &weight)| (weight, marks.as_slice()))
    }

    /// Points of each project, summed.
    #[must_use]
    pub fn points(&self) -> Vec<u128> {
        let mut sums = vec![0u128; self.projects.len()];
        for (weight, marks) in self.ballots() {
            for &(project, points) in marks {
                sums[project] += u128::from(weight) * u128::from(points);
            }
        }
        sums
    }

    /// Weight of the ballots that gave each project points.
    #[must_use]
    pub fn supporters(&self) -> Vec<u64> {
        let mut sums = vec![0u64; self.projects.len()];
        for (weight, marks) in self.ballots() {
            for &(project, _) in marks {
                sums[project] += weight;
            }
        }
        sums
    }

    /// What the projects cost together.
    #[must_use]
    pub fn cost_of(&self, projects: &[usize]) -> u64 {
        projects.iter().map(|&project| self.projects[project].cost).sum()
    }

    /// The names by which results call projects.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.projects.iter().map(|project| project.id.clone()).collect()
    }

    /// Begins an account of a result.
    pub(crate) fn explain(&self, rule: &str, funded: &[usize]) -> Explanation {
        let names = self.names();
        let mut account = Explanation::new(format!("Funded: {}.", list_of(&names, funded)));
        let (spent, limit) = (self.amount(self.cost_of(funded)), self.amount(self.limit));
        account.say(format!("They cost {spent} of {limit}. The rule is {rule}."));
        let mut table = Table::new("Projects", &["project", "cost", "ballots", "points", "funded"]);
        let (points, supporters) = (self.points(), self.supporters());
        for (number, project) in self.projects.iter().enumerate() {
            table.row(vec![
                project.id.clone(),
                self.amount(project.cost),
                supporters[number].to_string(),
                points[number].to_string(),
                if funded.contains(&number) { "yes" } else { "" }.into(),
            ]);
        }
        account.show(table);
        account
    }
}
