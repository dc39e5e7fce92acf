//! What is counted, read from a file: ballots by the ending of its name, tables by the method.

use super::Kind;
use super::input::wrong;
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::format::tables::{
    DelegationsFile, FundedVotesFile, GiftsFile, ObjectionsFile, PoolFile, SpendingFile,
    StancesFile, SupportFile, WeightsFile, read_delegations, read_funded_votes, read_gifts,
    read_houses, read_objections, read_pool, read_spending, read_stances, read_support,
    read_weights,
};
use crate::format::{
    PabulibFile, Plain, Source, read_abc_yaml, read_blt, read_condorcet, read_csv,
    read_debian_tally, read_json, read_pabulib, read_preflib,
};
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
        let (seats, withdrawn, ties, unranked) = (None, Vec::new(), None, Unranked::Last);
        Self::Ranked { ballots, seats, withdrawn, ties, unranked }
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
    pub(super) fn approvals(&self, method: &str) -> Result<Approvals, ChoiceError> {
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
/// Beside it there may be a file that says more about it: the quotas of a draw.
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
    if let (Some((other, _)), true) = (beside, method.ballots != Kind::People) {
        return Err(ChoiceError::BadOption {
            option: "with".into(),
            value: other.chars().take(80).collect(),
            allowed: format!("no file; {} needs none", method.name),
        });
    }
    Ok(match method.ballots {
        Kind::Ranked | Kind::Approvals | Kind::Scores | Kind::Budget => read_profile(file, text)?,
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

/// Reads a file by the ending of its name: `.blt`, `.soc`, `.soi`, `.toc`, `.toi`, `.cat`, `.cvotes`,
/// `.abc.yaml`, `.pb`, `.csv`, `.json`, or `_tally.txt` for a Debian tally sheet.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason, also for an ending that is none of these.
pub fn read_profile(file: &str, text: &str) -> Result<Profile, ChoiceError> {
    let lower = file.to_ascii_lowercase();
    let ending = lower.rsplit('.').next().unwrap_or("");
    match ending {
        "blt" => {
            let contest = read_blt(file, text)?;
            let ties = contest.tie_order.clone().map(TieBreak::Drawn);
            Ok(Profile::Ranked {
                ballots: contest.ballots,
                seats: Some(contest.seats),
                withdrawn: contest.withdrawn,
                ties,
                unranked: Unranked::Last,
            })
        }
        "soc" | "soi" | "toc" | "toi" => Ok(Profile::ranked(read_preflib(file, text)?.ballots)),
        "cat" => Ok(Profile::Approvals(read_preflib(file, text)?.approvals(1)?, None)),
        "cvotes" => {
            let read = read_condorcet(file, text)?;
            let (seats, withdrawn, ties) = (Some(read.seats), Vec::new(), None);
            let (ballots, unranked) = (read.ballots, read.unranked);
            Ok(Profile::Ranked { ballots, seats, withdrawn, ties, unranked })
        }
        "yaml" => {
            let read = read_abc_yaml(file, text)?;
            Ok(Profile::Approvals(read.ballots, read.seats))
        }
        "pb" => Ok(Profile::Budget(Box::new(read_pabulib(file, text)?))),
        "csv" => Ok(plain(read_csv(file, text)?)),
        "json" => Ok(plain(read_json(file, text)?)),
        "txt" => Ok(Profile::ranked(read_debian_tally(file, text)?)),
        _ => {
            let known = "blt, soc, soi, toc, toi, cat, cvotes, yaml, pb, csv, json or txt";
            Err(Source::new(file, text)?.refuse(0, format!("The ending must be {known}.")))
        }
    }
}

fn plain(ballots: Plain) -> Profile {
    match ballots {
        Plain::Ranked(ballots) => Profile::ranked(ballots),
        Plain::Approvals(ballots) => Profile::Approvals(ballots, None),
        Plain::Scores(ballots) => Profile::Scores(ballots),
    }
}
