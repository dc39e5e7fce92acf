//! Quadratic funding: contributions to projects, or the sums that a private round publishes.

use super::sheet::{Names, Sheet};
use super::{FUNDED_VOTES, GIFTS};
use crate::ChoiceError;
use crate::quadratic::Contribution;

/// Contributions to projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GiftsFile {
    /// Names of the projects, in the order in which they first stand there.
    pub projects: Vec<String>,
    /// Names of the contributors, likewise.
    pub contributors: Vec<String>,
    /// The contributions.
    pub gifts: Vec<Contribution>,
}

/// Projects with the sums that a round of clr.fund publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundedVotesFile {
    /// Names of the projects.
    pub projects: Vec<String>,
    /// Sum of square roots of each.
    pub votes: Vec<u128>,
    /// Voice credits spent on each.
    pub credits: Vec<u128>,
}

/// Reads a table of [`GIFTS`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_gifts(file: &str, text: &str) -> Result<GiftsFile, ChoiceError> {
    let rows = Sheet::read(file, text, GIFTS)?;
    let (mut projects, mut contributors) = (Names::default(), Names::default());
    let mut gifts = Vec::new();
    for row in rows.rows() {
        gifts.push(Contribution {
            contributor: contributors.number(row.name("contributor")?),
            project: projects.number(row.name("project")?),
            amount: row.amount("amount")?,
        });
    }
    let (projects, contributors) = (projects.into_list(), contributors.into_list());
    Ok(GiftsFile { projects, contributors, gifts })
}

/// Reads a table of [`FUNDED_VOTES`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_funded_votes(file: &str, text: &str) -> Result<FundedVotesFile, ChoiceError> {
    let rows = Sheet::read(file, text, FUNDED_VOTES)?;
    let (mut names, mut votes, mut credits) = (Names::default(), Vec::new(), Vec::new());
    for row in rows.rows() {
        let name = row.name("project")?;
        if names.known(name).is_some() {
            return Err(row.refuse(format!("Project \"{name}\" stands twice.")));
        }
        names.number(name);
        votes.push(row.amount("votes")?);
        credits.push(row.amount("credits")?);
    }
    Ok(FundedVotesFile { projects: names.into_list(), votes, credits })
}
