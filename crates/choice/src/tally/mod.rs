//! Every method by name: reads a file of ballots or a table, runs a method with options given as text,
//! and returns the result as data and as words. The command line uses it.

mod budget;
mod committee;
#[cfg(feature = "fair-selection")]
mod fair;
mod input;
mod lots;
mod methods;
mod options;
mod power;
mod profile;
mod quadratic;
mod ranked;
mod single;
mod standing;
mod stv;
mod weight;

pub use methods::METHODS;
pub use options::Options;
pub use profile::{File, Profile, read_for, read_profile};

use serde::Serialize;

use crate::ChoiceError;
use crate::explain::Explanation;
use crate::format::tables::{self, Column};

/// What a method counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Orders of candidates.
    Ranked,
    /// Sets of candidates.
    Approvals,
    /// Numbers for candidates.
    Scores,
    /// Projects with costs, and ballots on them.
    Budget,
    /// Contributions to projects.
    Gifts,
    /// Projects with the sums that a private round publishes.
    FundedVotes,
    /// People, their ballots and whom they trust.
    Delegations,
    /// Houses of a mixed electorate.
    Houses,
    /// Support over time.
    Support,
    /// Votes bought from a budget of credits.
    Spending,
    /// Objections to a proposal.
    Objections,
    /// What participants say to a proposal.
    Stances,
    /// People from whom lots are drawn.
    People,
    /// Voters and their weights.
    Weights,
}

/// Endings of files with ballots of any kind.
const BALLOT_FILES: &str =
    ".blt, .soc, .soi, .toc, .toi, .cat, .cvotes, .abc.yaml, .csv, .json, _tally.txt";

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Ranked,
        Self::Approvals,
        Self::Scores,
        Self::Budget,
        Self::Gifts,
        Self::FundedVotes,
        Self::Delegations,
        Self::Houses,
        Self::Support,
        Self::Spending,
        Self::Objections,
        Self::Stances,
        Self::People,
        Self::Weights,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ranked => "ranked ballots",
            Self::Approvals => "approval ballots",
            Self::Scores => "score ballots",
            Self::Budget => "budget ballots",
            Self::Gifts => "contributions",
            Self::FundedVotes => "sums of votes",
            Self::Delegations => "delegations",
            Self::Houses => "houses",
            Self::Support => "support over time",
            Self::Spending => "votes from a budget",
            Self::Objections => "objections",
            Self::Stances => "stances",
            Self::People => "people",
            Self::Weights => "weights",
        }
    }

    /// The endings of files that hold it.
    #[must_use]
    pub const fn files(self) -> &'static str {
        match self {
            Self::Ranked | Self::Approvals | Self::Scores => BALLOT_FILES,
            Self::Budget => ".pb",
            _ => ".csv, .json",
        }
    }

    /// The columns of its table; none for ballots, whose files have formats of their own.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Ranked | Self::Approvals | Self::Scores | Self::Budget => &[],
            Self::Gifts => tables::GIFTS,
            Self::FundedVotes => tables::FUNDED_VOTES,
            Self::Delegations => tables::DELEGATIONS,
            Self::Houses => tables::HOUSES,
            Self::Support => tables::SUPPORT,
            Self::Spending => tables::SPENDING,
            Self::Objections => tables::OBJECTIONS,
            Self::Stances => tables::STANCES,
            Self::People => tables::PEOPLE,
            Self::Weights => tables::WEIGHTS,
        }
    }
}

/// An option of a method.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OptionInfo {
    /// Its name.
    pub name: &'static str,
    /// The values it can have, the default first.
    pub values: &'static str,
}

/// A method that can be run by name.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// What it counts.
    pub ballots: Kind,
    /// Whether `seats` says how many are elected.
    pub has_seats: bool,
    /// Whether `ties` says how ties are broken.
    pub has_ties: bool,
    /// Its other options.
    pub options: &'static [OptionInfo],
    #[serde(skip)]
    run: fn(&Profile, &Options) -> Result<Counted, ChoiceError>,
}

/// What a method hands back before names are put in.
struct Counted {
    winners: Vec<usize>,
    names: Vec<String>,
    data: serde_json::Value,
    explanation: Explanation,
}

/// The result of a method.
#[derive(Clone, Debug, Serialize)]
pub struct TallyResult {
    /// The method.
    pub method: &'static str,
    /// Names of the elected, funded or drawn, in order; a decision's outcome; nothing where nothing is
    /// decided.
    pub winners: Vec<String>,
    /// Names of all candidates, people or outcomes; numbers in `data` count from 0 in this order.
    pub candidates: Vec<String>,
    /// Everything the method found: rounds, transfers, matrices, prices.
    pub data: serde_json::Value,
    /// The account for people.
    pub explanation: Explanation,
}

/// Returns the method of a name.
///
/// # Errors
/// [`ChoiceError::UnknownMethod`].
pub fn method(name: &str) -> Result<&'static Method, ChoiceError> {
    let found = METHODS.iter().find(|method| method.name == name);
    found.ok_or_else(|| {
        let given: String = name.chars().take(80).collect();
        let distance = |method: &&Method| distance(&given.to_lowercase(), method.name);
        let nearest = METHODS.iter().min_by_key(distance).map_or("", |method| method.name);
        ChoiceError::UnknownMethod { name: given, nearest }
    })
}

/// Characters that must be put in, taken out or exchanged to make one name of another (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, a) in one.chars().enumerate() {
        let mut before = std::mem::replace(&mut row[0], above + 1);
        for (place, &b) in other.iter().enumerate() {
            let exchanged = before + usize::from(a != b);
            before = row[place + 1];
            row[place + 1] = exchanged.min(before + 1).min(row[place] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Runs a method on ballots.
///
/// # Errors
/// [`ChoiceError::UnknownMethod`], [`ChoiceError::UnknownOption`], [`ChoiceError::BadOption`] for a value
/// that an option cannot have, [`ChoiceError::TooFew`] where there is not a single ballot,
/// [`ChoiceError::WrongBallots`], and what the method refuses.
pub fn run(name: &str, profile: &Profile, options: &Options) -> Result<TallyResult, ChoiceError> {
    let method = method(name)?;
    options.check(method)?;
    if profile.weight() == Some(0) {
        // Whoever stands first in the list would be elected by nobody.
        return Err(ChoiceError::TooFew { what: "Ballots", actual: 0, least: 1 });
    }
    let Counted { winners, names, data, mut explanation } = (method.run)(profile, options)?;
    if let Some(seats) = profile.seats().filter(|&seats| seats > 1 && !method.has_seats) {
        explanation.say(format!("The file names {seats} seats, which {name} does not fill."));
    }
    let winners = winners.iter().filter_map(|&one| names.get(one).cloned()).collect();
    Ok(TallyResult { method: method.name, winners, candidates: names, data, explanation })
}
