//! Committees from approval ballots. Every rule can give one committee by the tie rule, or all that
//! are tied.

mod equal_shares;
mod loads;
mod monroe;
mod phragmen;
mod search;
mod separable;
mod sequential;
mod thiele;

pub use equal_shares::{Completion, equal_shares};
pub use monroe::monroe;
pub use phragmen::phragmen;
pub use separable::{approval_committee, satisfaction_approval};
pub use sequential::{reverse_sequential, sequential};
pub use thiele::{Thiele, chamberlin_courant, proportional_approval, thiele};

use serde::Serialize;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::exact::{Exact, count};
use crate::explain::{Explanation, Table, list_of};
use crate::limits::{COMMITTEES_LISTED_MAX, MEMBERS_LISTED_MAX};
use crate::single::explain_ties;
use crate::ties::{TieBreak, TieBroken, Ties};

/// Whether one committee is wanted, or all that are tied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// One, by listing.
    #[default]
    One,
    /// One, by a stated rule.
    OneBy(TieBreak),
    /// All that are tied.
    All,
}

/// The result of a committee rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Committees {
    /// The rule.
    pub rule: String,
    /// The elected committee, in list order, or every tied one.
    pub committees: Vec<Vec<usize>>,
    /// What happened, step by step, for the first committee.
    pub steps: Vec<Step>,
    /// The score that the rule maximizes, where it has one.
    pub score: Option<String>,
    /// Another committee with the same score, over which the tie rule took the first; only where whole
    /// committees are compared and one is wanted.
    pub also_best: Option<Vec<usize>>,
    /// Ties among candidates that the tie rule broke; none where all tied committees are wanted.
    pub ties: Vec<TieBroken>,
}

/// One step of a rule that proceeds by steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Who was added, or taken out.
    pub candidate: usize,
    /// The figure by which they were chosen, such as a load, a price or a gain in score: a fraction, or
    /// what [`Exact::text`] makes of a long one.
    pub figure: String,
    /// How many candidates had the same figure.
    pub tied: usize,
}

impl Committees {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let first = self.committees.first().map_or(&[][..], Vec::as_slice);
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, first)));
        account.say(format!("The rule is {}.", self.rule));
        if self.committees.len() > 1 {
            account
                .say(format!("{} committees are tied; the first is shown.", self.committees.len()));
        }
        if let Some(score) = &self.score {
            account.say(format!("Its score is {score}, the highest there is."));
        }
        if let Some(other) = &self.also_best {
            let other = list_of(names, other);
            account.say(format!("A tie: {other} would score the same; the stated rule decided."));
        }
        explain_ties(&mut account, names, &self.ties);
        if !self.steps.is_empty() {
            let mut table = Table::new("Steps", &["candidate", "figure", "tied"]);
            for step in &self.steps {
                let name = names[step.candidate].clone();
                table.row(vec![name, step.figure.clone(), step.tied.to_string()]);
            }
            account.show(table);
        }
        account
    }
}

/// Checks the size of a committee and makes the rule for ties ready.
fn prepare(ballots: &Approvals, seats: usize, wanted: &Wanted) -> Result<Ties, ChoiceError> {
    crate::single::check_seats(seats, ballots.candidates())?;
    match wanted {
        Wanted::OneBy(rule) => rule.prepare(ballots.names()),
        Wanted::One | Wanted::All => TieBreak::Listed.prepare(ballots.names()),
    }
}

/// The figure of a step, from a number and what it is counted in.
fn figure_of(number: BigInt, common: BigInt) -> String {
    Exact(BigRational::new(number, common)).text()
}

/// What it counts for, in steps of work, that so many are tied and all of them are told: it takes room.
fn told_steps(tied: usize) -> usize {
    if tied > 1 { tied.saturating_mul(1_000) } else { 0 }
}

/// Refuses a list of committees of this size that is too long to show.
fn check_listed(method: &'static str, listed: usize, size: usize) -> Result<(), ChoiceError> {
    let limit = COMMITTEES_LISTED_MAX.min(MEMBERS_LISTED_MAX / size.max(1)).max(2);
    if listed <= limit {
        return Ok(());
    }
    Err(ChoiceError::TooMuchWork { method, what: "tied committees", limit: count(limit) })
}

/// Identical ballots together: weight and approved, and the voters of each candidate.
struct Groups {
    weights: Vec<u64>,
    approved: Vec<Vec<usize>>,
    supporters: Vec<Vec<usize>>,
    total: u64,
}

impl Groups {
    fn new(ballots: &Approvals) -> Self {
        let mut merged: std::collections::BTreeMap<&[usize], u64> =
            std::collections::BTreeMap::new();
        for ballot in ballots.ballots().filter(|ballot| ballot.weight > 0) {
            *merged.entry(ballot.approved).or_insert(0) += ballot.weight;
        }
        let mut supporters = vec![Vec::new(); ballots.candidates()];
        let (mut weights, mut approved) = (Vec::new(), Vec::new());
        for (group, (marks, weight)) in merged.into_iter().enumerate() {
            for &candidate in marks {
                supporters[candidate].push(group);
            }
            weights.push(weight);
            approved.push(marks.to_vec());
        }
        Self { weights, approved, supporters, total: ballots.total() }
    }

    fn support(&self, candidate: usize) -> u64 {
        self.supporters[candidate].iter().map(|&group| self.weights[group]).sum()
    }

    /// Candidates marked over all groups.
    fn marks(&self) -> usize {
        self.approved.iter().map(Vec::len).sum()
    }
}
