//! Voters and their weights: for power indices, concentration and turnout.

use super::WEIGHTS;
use super::sheet::{Names, Sheet};
use crate::ChoiceError;
use crate::format::Source;

/// Voters and their weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeightsFile {
    /// Names of the voters.
    pub voters: Vec<String>,
    /// Weight of each.
    pub weights: Vec<u64>,
    /// Whether each voted, where the file says so of all.
    pub voted: Option<Vec<bool>>,
}

/// Reads a table of [`WEIGHTS`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_weights(file: &str, text: &str) -> Result<WeightsFile, ChoiceError> {
    let rows = Sheet::read(file, text, WEIGHTS)?;
    let (mut names, mut weights, mut voted) = (Names::default(), Vec::new(), Vec::new());
    let (mut total, has_voted) = (0, rows.has("voted"));
    for row in rows.rows() {
        let name = row.name("voter")?;
        if names.known(name).is_some() {
            return Err(row.refuse(format!("Voter \"{name}\" stands twice.")));
        }
        names.number(name);
        let weight = row.number("weight", Some(1))?;
        row.at(crate::ballots::add_weight(&mut total, weight))?;
        weights.push(weight);
        match row.flag("voted")? {
            Some(flag) => voted.push(flag),
            None if has_voted => return Err(row.refuse("voted must be yes or no here.")),
            None => {}
        }
    }
    if weights.is_empty() {
        return Err(Source::new(file, text)?.refuse_end("The file names no voters."));
    }
    let voted = has_voted.then_some(voted);
    Ok(WeightsFile { voters: names.into_list(), weights, voted })
}
