//! What is counted, read from a file: ballots by the ending of its name, tables by the method.

use super::input::{on_scale, wrong};
use super::{Kind, Options};
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::format::tables::{
    DelegationsFile, FundedVotesFile, GiftsFile, ObjectionsFile, PoolFile, SpendingFile,
    StancesFile, SupportFile, WeightsFile, read_delegations, read_funded_votes, read_gifts,
    read_houses, read_objections, read_pool, read_spending, read_stances, read_support,
    read_weights,
};
use crate::format::{Ballots, Document, PabulibFile, read_document, top};
use crate::ranked::Unranked;
use crate::ties::TieBreak;
use crate::weight::House;

/// Ballots and what their file says about the contest.
#[derive(Clone, Debug)]
pub enum Profile {
    /// Ranked ballots.
    Ranked {
        /// The ballots.
        ballots: Ranked,
        /// Seats, where the file names them.
        seats: Option<usize>,
        /// Candidates who withdrew.
        withdrawn: Vec<usize>,
        /// Whoever is excluded first: undeclared write-ins.
        excluded_first: Option<usize>,
        /// The tie rule, where the file has one.
        ties: Option<TieBreak>,
        /// What the file says of unranked candidates.
        unranked: Unranked,
    },
    /// Approval ballots, and the size of the committee where the file names it.
    Approvals(Approvals, Option<usize>),
    /// Score ballots.
    Scores(Scores),
    /// A participatory budget.
    Budget(Box<PabulibFile>),
    /// Contributions to projects.
    Gifts(GiftsFile),
    /// Projects with published sums of votes.
    FundedVotes(FundedVotesFile),
    /// People, their ballots and whom they trust.
    Delegations(DelegationsFile),
    /// Houses of a mixed electorate.
    Houses(Vec<House>),
    /// Support over time.
    Support(SupportFile),
    /// Votes bought from a budget of credits.
    Spending(SpendingFile),
    /// Objections to a proposal.
    Objections(ObjectionsFile),
    /// What participants say to a proposal.
    Stances(StancesFile),
    /// People from whom lots are drawn.
    People(Box<PoolFile>),
    /// Voters and their weights.
    Weights(WeightsFile),
}

/// A file as it was read: its name, and its text.
pub type File<'a> = (&'a str, &'a str);

impl Profile {
    /// Ranked ballots for one seat with the defaults.
    #[must_use]
    pub fn ranked(ballots: Ranked) -> Self {
        Self::Ranked {
            ballots,
            seats: None,
            withdrawn: Vec::new(),
            excluded_first: None,
            ties: None,
            unranked: Unranked::Last,
        }
    }

    /// What a file of ballots holds; of grades the best is approval.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits.
    pub fn of(document: Document) -> Result<Self, ChoiceError> {
        let Document { seats, withdrawn, excluded_first, tie_order, unranked, .. } = document;
        Ok(match document.ballots {
            Ballots::Ranked(ballots) => {
                let ties = tie_order.map(TieBreak::Drawn);
                Self::Ranked { ballots, seats, withdrawn, excluded_first, ties, unranked }
            }
            Ballots::Approvals(ballots) => Self::Approvals(ballots, seats),
            Ballots::Scores(ballots) => Self::Scores(ballots),
            Ballots::Graded(_, grades) => Self::Approvals(top(&grades)?, seats),
            Ballots::Budget(file) => Self::Budget(file),
        })
    }

    /// The weight of all ballots, where the profile holds ballots.
    pub(super) fn weight(&self) -> Option<u64> {
        match self {
            Self::Ranked { ballots, .. } => Some(ballots.total()),
            Self::Approvals(ballots, _) => Some(ballots.total()),
            Self::Scores(ballots) => Some(ballots.total()),
            Self::Budget(file) => Some(file.budget.total()),
            _ => None,
        }
    }

    /// What kind of ballots these are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Ranked { .. } => Kind::Ranked,
            Self::Approvals(..) => Kind::Approvals,
            Self::Scores(_) => Kind::Scores,
            Self::Budget(_) => Kind::Budget,
            Self::Gifts(_) => Kind::Gifts,
            Self::FundedVotes(_) => Kind::FundedVotes,
            Self::Delegations(_) => Kind::Delegations,
            Self::Houses(_) => Kind::Houses,
            Self::Support(_) => Kind::Support,
            Self::Spending(_) => Kind::Spending,
            Self::Objections(_) => Kind::Objections,
            Self::Stances(_) => Kind::Stances,
            Self::People(_) => Kind::People,
            Self::Weights(_) => Kind::Weights,
        }
    }

    /// Seats, where the file names them.
    #[must_use]
    pub fn seats(&self) -> Option<usize> {
        match self {
            Self::Ranked { seats, .. } | Self::Approvals(_, seats) => *seats,
            _ => None,
        }
    }

    /// The ballots as approvals: a first rank, a score above the lowest, points for a project.
    pub(super) fn approvals(
        &self,
        method: &str,
        options: &Options,
    ) -> Result<Approvals, ChoiceError> {
        match self {
            Self::Approvals(ballots, _) => Ok(ballots.clone()),
            Self::Ranked { ballots, .. } => {
                let mut approvals = Approvals::new(ballots.names().to_vec())?;
                for ballot in ballots.ballots() {
                    let first = ballot.ranks().next().unwrap_or(&[]);
                    let first: Vec<usize> = first.iter().map(|mark| mark.candidate()).collect();
                    approvals.add(ballot.weight, &first)?;
                }
                Ok(approvals)
            }
            Self::Scores(ballots) => {
                let ballots = on_scale(ballots, options)?;
                let mut approvals = Approvals::new(ballots.names().to_vec())?;
                let low = ballots.scale().0;
                for ballot in ballots.ballots() {
                    let liked = ballot.scores.iter().filter(|(_, score)| *score > low);
                    let liked: Vec<usize> = liked.map(|&(one, _)| one).collect();
                    approvals.add(ballot.weight, &liked)?;
                }
                Ok(approvals)
            }
            Self::Budget(file) => {
                let mut approvals = Approvals::new(file.budget.names())?;
                for (weight, marks) in file.budget.ballots() {
                    let marked: Vec<usize> = marks.iter().map(|&(one, _)| one).collect();
                    approvals.add(weight, &marked)?;
                }
                Ok(approvals)
            }
            _ => Err(wrong(method, Kind::Approvals, self)),
        }
    }
}

/// Reads a file for a method: ballots as [`read_profile`] does, and the tables that other methods count.
/// Beside it there may be a file that says more about it: the quotas of a draw, or the configuration of
/// cast vote records.
///
/// # Errors
/// [`ChoiceError::UnknownMethod`], [`ChoiceError::Malformed`] with file, line and reason,
/// [`ChoiceError::BadOption`] for a file beside one that needs none.
pub fn read_for(
    method: &str,
    (file, text): File<'_>,
    beside: Option<File<'_>>,
) -> Result<Profile, ChoiceError> {
    let method = super::method(method)?;
    if let (Some((other, _)), false) =
        (beside, matches!(method.ballots, Kind::People | Kind::Ranked))
    {
        return Err(ChoiceError::BadOption {
            option: "the file beside the first".into(),
            value: other.chars().take(80).collect(),
            allowed: format!("none, {} reads one file", method.name),
        });
    }
    Ok(match method.ballots {
        Kind::Ranked | Kind::Approvals | Kind::Scores | Kind::Budget => {
            Profile::of(read_document(file, text, beside)?)?
        }
        Kind::Gifts => Profile::Gifts(read_gifts(file, text)?),
        Kind::FundedVotes => Profile::FundedVotes(read_funded_votes(file, text)?),
        Kind::Delegations => Profile::Delegations(read_delegations(file, text)?),
        Kind::Houses => Profile::Houses(read_houses(file, text)?),
        Kind::Support => Profile::Support(read_support(file, text)?),
        Kind::Spending => Profile::Spending(read_spending(file, text)?),
        Kind::Objections => Profile::Objections(read_objections(file, text)?),
        Kind::Stances => Profile::Stances(read_stances(file, text)?),
        Kind::People => Profile::People(Box::new(read_pool(file, text, beside)?)),
        Kind::Weights => Profile::Weights(read_weights(file, text)?),
    })
}

/// Reads a file of ballots by the ending of its name, as [`read_document`] does.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_profile(file: &str, text: &str) -> Result<Profile, ChoiceError> {
    Profile::of(read_document(file, text, None)?)
}
