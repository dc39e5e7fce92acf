//! Ballots, the options of a contest, and the running tally.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, Hash, OperationId, PersonId};
use serde::{Deserialize, Serialize};

use super::error::GovernanceError;
use super::types::Terms;
use crate::Action;
use crate::charter_text::{BallotForm, CREDITS, Method, POINTS};
use crate::frame::roll::Roll;

/// Most votes that one ballot gives. Source: GOV-21.
const VOTES_MAX: u64 = 10_000;

/// One of the options among which a procedure chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestOption {
    /// What is done if it is chosen, in order; nothing, for an option that leaves all as it is.
    pub actions: Vec<Action>,
    /// What it is called, on one line.
    pub title: String,
}

/// Money that a contest has to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestBudget {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
}

/// What a procedure chooses from (GOV-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    /// The money, where the method spends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<ContestBudget>,
    /// How many options are taken; 1 where the method takes one, or as many as there is money for.
    pub choose: u64,
    /// The options, counted from 0.
    pub options: Vec<ContestOption>,
}

/// What a voter says. Options are counted from 0; lists of options are in ascending order, but for
/// an order of preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Takes part, and prefers nothing; where consent is asked: stands aside.
    Abstain,
    /// Approves these options.
    Approve(Vec<u64>),
    /// Against.
    No,
    /// Objects, for the reason whose text has this hash, where consent is asked.
    Object(Hash),
    /// Supports a request with so many points.
    Points(u64),
    /// Prefers the options of each rank to those of later ones, and all of them to those not named.
    Rank(Vec<Vec<u64>>),
    /// Gives options these points; others have 0.
    Score(Vec<(u64, u64)>),
    /// Gives options these votes, negative ones against, which cost their square in credits.
    Spend(Vec<(u64, i64)>),
    /// Gives votes for the proposal, or, if negative, against it, which cost credits of the season.
    Votes(i64),
    /// For; where consent is asked: consents.
    Yes,
}

/// Under which count a choice is tallied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bucket {
    Abstain,
    No,
    Options,
    Yes,
}

impl Choice {
    fn bucket(&self) -> Bucket {
        match self {
            Self::Abstain => Bucket::Abstain,
            Self::No | Self::Object(_) => Bucket::No,
            Self::Votes(votes) if *votes < 0 => Bucket::No,
            Self::Yes | Self::Points(_) | Self::Votes(_) => Bucket::Yes,
            Self::Approve(_) | Self::Rank(_) | Self::Score(_) | Self::Spend(_) => Bucket::Options,
        }
    }

    /// Returns whether the choice is for what yes or no is asked of, with whatever strength.
    #[must_use]
    pub fn is_for(&self) -> bool {
        self.bucket() == Bucket::Yes
    }

    /// Returns how many votes, or points, the choice gives; 0 where none are counted.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Points(points) => *points,
            Self::Votes(votes) => votes.unsigned_abs(),
            _ => 0,
        }
    }

    /// Returns whether the choice speaks of options, and is counted when the vote closes.
    #[must_use]
    pub fn is_of_options(&self) -> bool {
        self.bucket() == Bucket::Options
    }

    /// Returns the options that the choice speaks for.
    #[must_use]
    pub fn supported(&self) -> Vec<u64> {
        match self {
            Self::Abstain
            | Self::No
            | Self::Object(_)
            | Self::Points(_)
            | Self::Votes(_)
            | Self::Yes => Vec::new(),
            Self::Approve(options) => options.clone(),
            Self::Rank(ranks) => ranks.iter().flatten().copied().collect(),
            Self::Score(scores) => {
                scores.iter().filter(|score| score.1 > 0).map(|score| score.0).collect()
            }
            Self::Spend(votes) => {
                votes.iter().filter(|votes| votes.1 > 0).map(|votes| votes.0).collect()
            }
        }
    }

    /// Returns whether the choice was for what was taken, of `options` options: whoever approved it or gave it
    /// votes is; who ranks or scores options is if they prefer it to one that leaves all as it is (`idle`), or,
    /// where there is none, to any that was not taken. To put it last is to be against it (EXI-9).
    #[must_use]
    pub fn is_for_taken(&self, taken: &[u64], idle: &[u64], options: u64) -> bool {
        let named = self.supported();
        let is_compared = matches!(self, Self::Rank(_) | Self::Score(_));
        let lost: Vec<u64> = (0..options).filter(|option| !taken.contains(option)).collect();
        let idle: Vec<u64> = idle.iter().copied().filter(|idle| lost.contains(idle)).collect();
        let others = if idle.is_empty() { &lost } else { &idle };
        let is_preferred = |option: u64| {
            others.is_empty() || others.iter().any(|other| self.worth(*other) < self.worth(option))
        };
        let mut named = named.into_iter().filter(|option| taken.contains(option));
        named.any(|option| !is_compared || is_preferred(option))
    }

    /// Returns how much a choice that ranks or scores thinks of an option, to compare it with another.
    fn worth(&self, option: u64) -> u64 {
        match self {
            Self::Rank(ranks) => {
                let place = ranks.iter().position(|rank| rank.contains(&option));
                let below = place.map_or(0, |place| ranks.len().saturating_sub(place));
                u64::try_from(below).unwrap_or(u64::MAX)
            }
            Self::Score(scores) => {
                scores.iter().find(|score| score.0 == option).map_or(0, |score| score.1)
            }
            _ => 0,
        }
    }

    /// Decides whether the choice is one that the method of a vote on a proposal takes, of `options` options (GOV-8,
    /// GOV-14).
    ///
    /// # Errors
    /// The first rule broken.
    pub(super) fn check(
        &self,
        (proposal, method): (u64, Method),
        options: u64,
    ) -> Result<(), GovernanceError> {
        let form = |is_fine: bool| {
            let wrong = GovernanceError::BallotForm { method: method.name(), proposal };
            is_fine.then_some(()).ok_or(wrong)
        };
        match (method.form(), self) {
            (_, Self::Abstain)
            | (BallotForm::YesNo, Self::Yes | Self::No)
            | (BallotForm::Consent, Self::Yes | Self::Object(_)) => Ok(()),
            (BallotForm::Votes { .. }, Self::Votes(votes)) => {
                form((1..=VOTES_MAX).contains(&votes.unsigned_abs()))
            }
            (BallotForm::Points, Self::Points(points)) => form((1..=POINTS).contains(points)),
            (BallotForm::Order { ties, one }, Self::Rank(ranks)) => {
                let named: Vec<u64> = ranks.iter().flatten().copied().collect();
                check_options(named.iter().copied(), options)?;
                let is_full = !ranks.is_empty() && ranks.iter().all(|rank| !rank.is_empty());
                let is_sorted = ranks.iter().all(|rank| rank.is_sorted());
                let is_strict = named.len() == ranks.len();
                let is_fine =
                    is_full && is_sorted && (ties || is_strict) && (!one || named.len() == 1);
                form(is_fine)
            }
            (BallotForm::Approvals, Self::Approve(approved)) => {
                check_options(approved.iter().copied(), options)?;
                form(approved.is_sorted())
            }
            (BallotForm::Scores { high }, Self::Score(scores)) => {
                check_options(scores.iter().map(|score| score.0), options)?;
                let high = high.unsigned_abs();
                let over = scores.iter().map(|score| score.1).find(|actual| *actual > high);
                over.map_or(Ok(()), |actual| Err(GovernanceError::Score { actual, high }))?;
                form(scores.is_sorted())
            }
            (BallotForm::Credits, Self::Spend(votes)) => {
                check_options(votes.iter().map(|votes| votes.0), options)?;
                let square = |votes: u64| votes.saturating_mul(votes);
                let costs = votes.iter().map(|votes| square(votes.1.unsigned_abs()));
                let actual = costs.fold(0, u64::saturating_add);
                (actual <= CREDITS).then_some(()).ok_or(GovernanceError::Credits { actual })?;
                form(votes.is_sorted() && votes.iter().all(|votes| votes.1 != 0))
            }
            _ => form(false),
        }
    }
}

/// Decides whether each option exists and is named once.
fn check_options(named: impl Iterator<Item = u64>, options: u64) -> Result<(), GovernanceError> {
    let mut seen = BTreeSet::new();
    for actual in named {
        let is_fine = actual < options && seen.insert(actual);
        is_fine.then_some(()).ok_or(GovernanceError::BallotOption { actual, options })?;
    }
    Ok(())
}

/// A ballot; sealed and anonymous ones have kinds of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ballot {
    /// Anyone who reads the log sees who chose what.
    Open {
        /// What.
        #[serde(rename = "value")]
        choice: Choice,
    },
}

impl Ballot {
    /// Returns what was chosen.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        let Self::Open { choice } = self;
        choice
    }
}

/// A ballot that was cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The ballot.
    pub ballot: Ballot,
    /// The operation that cast it; a change of the ballot names it.
    pub operation: OperationId,
    /// How many votes it is counted for: the voter's own, and those delegated to the voter.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: u64,
}

/// One step of the running hash of ballots.
#[derive(Serialize)]
pub(super) struct CastBy<'a> {
    pub(super) ballot: &'a Ballot,
    pub(super) person: &'a PersonId,
    #[serde(skip_serializing_if = "is_one")]
    pub(super) weight: u64,
}

/// What a ballot holds of what its voter has to spend: credits of the season, or points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// What the vote holds now.
    pub bound: u64,
    /// What is left for other votes.
    pub left: u64,
}

/// Who would have voted for a voter, but for this ballot (GOV-18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenBack {
    /// The delegate.
    pub delegate: PersonId,
    /// How many votes the delegate's ballot is counted for now; absent: there is none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u64>,
}

pub(super) fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(super) fn is_one(weight: &u64) -> bool {
    *weight == 1
}

/// All ballots that say the same of the options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pile {
    /// How many, by their weight.
    pub ballots: u64,
    /// What they say.
    pub choice: Choice,
}

/// The running tally of a vote. A ballot is counted by its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Abstentions; where consent is asked: those who stand aside.
    pub abstain: u64,
    /// Ballots against; where consent is asked: objections.
    pub no: u64,
    /// Ballots on options.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub options: u64,
    /// How many cast a ballot, and the running hash of the ballots.
    pub roll: Roll,
    /// What the ballots give, where they give votes or points.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub sum: Sum,
    /// Ballots for.
    pub yes: u64,
}

/// Votes or points that ballots give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Votes against.
    pub against: u64,
    /// Votes for, or points.
    #[serde(rename = "for")]
    pub pro: u64,
}

fn is_nothing(sum: &Sum) -> bool {
    *sum == Sum::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Tally {
    /// Returns the place of a choice.
    fn of(&mut self, choice: &Choice) -> &mut u64 {
        match choice.bucket() {
            Bucket::Abstain => &mut self.abstain,
            Bucket::No => &mut self.no,
            Bucket::Options => &mut self.options,
            Bucket::Yes => &mut self.yes,
        }
    }

    /// Adds a ballot under its choice.
    pub(super) fn add(&mut self, choice: &Choice, weight: u64) {
        let count = self.of(choice);
        *count = count.saturating_add(weight);
        let size = choice.size().saturating_mul(weight);
        let sum = self.sum_of(choice);
        *sum = sum.saturating_add(size);
    }

    /// Takes a ballot, or a part of its weight, away from its choice.
    pub(super) fn take(&mut self, choice: &Choice, weight: u64) {
        let count = self.of(choice);
        *count = count.saturating_sub(weight);
        let size = choice.size().saturating_mul(weight);
        let sum = self.sum_of(choice);
        *sum = sum.saturating_sub(size);
    }

    fn sum_of(&mut self, choice: &Choice) -> &mut u64 {
        if choice.bucket() == Bucket::No { &mut self.sum.against } else { &mut self.sum.pro }
    }

    /// Returns the points of support.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.sum.pro
    }

    /// Returns what decides for and against by a method: ballots, or the votes that they give.
    #[must_use]
    pub fn sides(&self, method: Method) -> (u64, u64) {
        if method.is_paid() { (self.sum.pro, self.sum.against) } else { (self.yes, self.no) }
    }

    /// Returns how many votes the ballots are counted for.
    #[must_use]
    pub fn votes(&self) -> u64 {
        let sum = self.yes.saturating_add(self.no).saturating_add(self.abstain);
        sum.saturating_add(self.options)
    }

    /// Returns what the tally decides under a rule, of `eligible` people, in the first vote or the
    /// second one. Of options it only says whether enough took part and any spoke of options: which
    /// one is taken, the count says.
    #[must_use]
    pub fn verdict(&self, terms: &Terms, round: u64, eligible: u64) -> Verdict {
        if eligible == 0 || self.votes() < terms.quorum_of(eligible) {
            return Verdict::NoQuorum;
        }
        let method = terms.asks(round);
        let (yes, no) = self.sides(method);
        let cast = yes.saturating_add(no);
        let passes = match method {
            Method::YesNo => {
                let is_borne = terms.is_borne_by(yes, no, self.votes(), eligible);
                cast > 0 && yes >= terms.yes_needed(cast) && is_borne
            }
            _ if method.is_paid() => cast > 0 && yes >= terms.yes_needed(cast),
            Method::Consent => self.no == 0 && self.yes > 0,
            Method::LazyConsensus => self.no == 0,
            _ => self.options > 0,
        };
        if passes { Verdict::Passed } else { Verdict::Rejected }
    }
}

/// What a tally decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Too few cast a ballot.
    NoQuorum,
    /// Enough said yes, or an option was taken.
    Passed,
    /// Too few said yes, someone objected, or no option was named.
    Rejected,
}
