//! Every method by name: reads a file of ballots, runs a method with options given as text, and
//! returns the result as data and as words. The command line and the machine's charter use it.

mod budget;
mod committee;
mod input;
mod methods;
mod options;
mod profile;
mod quadratic;
mod ranked;
mod single;
mod stv;

pub use methods::METHODS;
pub use options::Options;
pub use profile::{Profile, read_profile};

use serde::Serialize;

use crate::ChoiceError;
use crate::explain::Explanation;

/// A kind of ballots that a method counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
}

impl Kind {
    /// What such ballots are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ranked => "ranked ballots",
            Self::Approvals => "approval ballots",
            Self::Scores => "score ballots",
            Self::Budget => "budget ballots",
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
    /// The ballots it counts.
    pub ballots: Kind,
    /// Its options beside `seats` and `ties`, which all that elect have.
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
    /// Names of the elected or funded, in order.
    pub winners: Vec<String>,
    /// Names of all candidates; numbers in `data` count from 0 in this order.
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
    found.ok_or_else(|| ChoiceError::UnknownMethod(name.to_owned()))
}

/// Runs a method on ballots.
///
/// # Errors
/// [`ChoiceError::UnknownMethod`], [`ChoiceError::BadOption`] for an option the method does not have
/// or a value it cannot have, [`ChoiceError::WrongBallots`], and what the method refuses.
pub fn run(name: &str, profile: &Profile, options: &Options) -> Result<TallyResult, ChoiceError> {
    let method = method(name)?;
    options.check(method)?;
    let Counted { winners, names, data, explanation } = (method.run)(profile, options)?;
    let winners = winners.iter().filter_map(|&one| names.get(one).cloned()).collect();
    Ok(TallyResult { method: method.name, winners, candidates: names, data, explanation })
}
