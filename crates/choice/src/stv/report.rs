//! What an STV count did, stage by stage.

use serde::Serialize;

use super::arithmetic::Arithmetic;
use crate::explain::{Explanation, Table, list_of, numbered};
use crate::single::{explain_ties, were};
use crate::ties::TieBroken;

/// What happened in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// First preferences were counted.
    Begin,
    /// A candidate reached the quota.
    Elect(usize),
    /// A surplus was passed on.
    TransferSurplus(usize),
    /// Candidates were excluded.
    Exclude(Vec<usize>),
    /// The votes of excluded candidates were passed on.
    TransferExcluded(Vec<usize>),
    /// Keep factors were adjusted until the given end: someone elected, surplus small, or stuck.
    Iterate(IterationEnd),
    /// A seat was left for each of the remaining.
    ElectRemaining(usize),
    /// No seat was left.
    ExcludeRemaining(usize),
    /// The count ended.
    Complete,
}

/// Why keep factors were adjusted no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IterationEnd {
    /// A candidate reached the quota.
    Elected,
    /// The surplus fell to the stated limit.
    Omega,
    /// The surplus no longer fell.
    Stable,
}

/// One stage. Numbers are decimals or fractions as the arithmetic of the count writes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Round, from 1; 0 for first preferences.
    pub round: u32,
    /// What happened.
    pub action: Action,
    /// Votes of each candidate after it.
    pub votes: Vec<String>,
    /// Quota.
    pub quota: String,
    /// Surplus of the elected that still counts.
    pub surplus: String,
    /// Votes that count for nobody: their ballots have no candidate left.
    pub exhausted: String,
    /// Votes lost to rounding.
    pub rounding: String,
}

/// The result of an STV count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StvResult {
    /// Elected, in order of election.
    pub winners: Vec<usize>,
    /// The rule.
    pub rule: String,
    /// The arithmetic.
    pub arithmetic: String,
    /// Weight of the ballots that are counted.
    pub total: u64,
    /// Weight of the ballots that are not: they rank nobody who stands or, where the rule splits no
    /// ballot, several first.
    pub void: u64,
    /// Whether the rule counts ballots that rank several first.
    pub splits: bool,
    /// The quota at the beginning.
    pub quota: String,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Writes stages while counting.
pub(super) struct Recorder<'a, A: Arithmetic> {
    pub(super) arithmetic: &'a A,
    pub(super) stages: Vec<Stage>,
    pub(super) round: u32,
}

impl<A: Arithmetic> Recorder<'_, A> {
    pub(super) fn record(
        &mut self,
        action: Action,
        votes: &[A::Value],
        [quota, surplus, exhausted, rounding]: [&A::Value; 4],
    ) {
        let show = |value: &A::Value| self.arithmetic.show(value);
        let stage = Stage {
            round: self.round,
            action,
            votes: votes.iter().map(show).collect(),
            quota: show(quota),
            surplus: show(surplus),
            exhausted: show(exhausted),
            rounding: show(rounding),
        };
        self.stages.push(stage);
    }
}

impl StvResult {
    /// What a ballot does that is not counted.
    fn void_reason(&self) -> &'static str {
        if self.splits { "nobody who stands" } else { "several first, or nobody who stands" }
    }

    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        account.say(format!(
            "{} counted by {} in {}; the quota was {} at the beginning.",
            were(self.total),
            self.rule,
            self.arithmetic,
            self.quota
        ));
        if self.void > 0 {
            let ballots = numbered(self.void, "ballot was", "ballots were");
            let rank = if self.void == 1 { "it ranks" } else { "they rank" };
            account.say(format!("{ballots} not counted: {rank} {}.", self.void_reason()));
        }
        for stage in &self.stages {
            if let Some(sentence) = stage.sentence(names) {
                account.say(sentence);
            }
        }
        explain_ties(&mut account, names, &self.ties);
        let shown: Vec<&Stage> = self.stages.iter().filter(|stage| stage.is_count()).collect();
        let mut table = Table::new("Votes after each transfer", &["candidate"]);
        table.columns.extend(shown.iter().map(|stage| stage.round.to_string()));
        for (one, name) in names.iter().enumerate() {
            let mut row = vec![name.clone()];
            row.extend(shown.iter().map(|stage| stage.votes[one].clone()));
            table.row(row);
        }
        let mut row = vec!["(exhausted)".to_owned()];
        row.extend(shown.iter().map(|stage| stage.exhausted.clone()));
        table.row(row);
        let mut row = vec!["(quota)".to_owned()];
        row.extend(shown.iter().map(|stage| stage.quota.clone()));
        table.row(row);
        account.show(table);
        account
    }
}

impl Stage {
    fn is_count(&self) -> bool {
        matches!(
            self.action,
            Action::Begin
                | Action::TransferSurplus(_)
                | Action::TransferExcluded(_)
                | Action::Iterate(_)
        )
    }

    fn sentence(&self, names: &[String]) -> Option<String> {
        let quota = &self.quota;
        // Nothing has moved yet in round 0, which is no round to people.
        let round = match self.round {
            0 => "First preferences".to_owned(),
            round => format!("Round {round}"),
        };
        Some(match &self.action {
            Action::Elect(one) => {
                let (name, votes) = (&names[*one], &self.votes[*one]);
                format!("{round}: {name} is elected with {votes} (quota {quota}).")
            }
            Action::Exclude(out) => {
                format!("{round}: {} is excluded with the fewest votes.", list_of(names, out))
            }
            Action::ElectRemaining(one) => {
                format!("{} takes a seat that is left.", names[*one])
            }
            _ => return None,
        })
    }
}
