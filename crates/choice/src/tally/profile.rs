//! Ballots of any kind, read from a file by its ending.

use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::format::{
    PabulibFile, Plain, Source, read_abc_yaml, read_blt, read_condorcet, read_csv,
    read_debian_tally, read_json, read_pabulib, read_preflib,
};
use crate::ranked::Unranked;
use crate::ties::TieBreak;

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
}

impl Profile {
    /// Ranked ballots for one seat with the defaults.
    #[must_use]
    pub fn ranked(ballots: Ranked) -> Self {
        let (seats, withdrawn, ties, unranked) = (None, Vec::new(), None, Unranked::Last);
        Self::Ranked { ballots, seats, withdrawn, ties, unranked }
    }

    /// What kind of ballots these are.
    #[must_use]
    pub const fn kind(&self) -> super::Kind {
        match self {
            Self::Ranked { .. } => super::Kind::Ranked,
            Self::Approvals(..) => super::Kind::Approvals,
            Self::Scores(_) => super::Kind::Scores,
            Self::Budget(_) => super::Kind::Budget,
        }
    }

    /// Seats, where the file names them.
    #[must_use]
    pub fn seats(&self) -> Option<usize> {
        match self {
            Self::Ranked { seats, .. } | Self::Approvals(_, seats) => *seats,
            Self::Scores(_) | Self::Budget(_) => None,
        }
    }

    /// The ballots as approvals: a first rank, a score above the lowest, points for a project.
    pub(super) fn approvals(&self) -> Result<Approvals, ChoiceError> {
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
        }
    }
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
