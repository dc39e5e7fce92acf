//! Ballots of one choice: Snapshot's JSON, or CSV with `voter,choice,weight`. Choices count from 1.

use polity_machine::modules::import::BallotRow;
use serde::Deserialize;
use serde_json::Number;

use super::Parsed;
use super::names::Names;
use super::text::{amount, decimals};

/// Most decimals of a weight.
const DECIMALS_MAX: usize = 18;

#[derive(Deserialize)]
struct Snapshot {
    proposal: Proposal,
    votes: Vec<Vote>,
}

#[derive(Deserialize)]
struct Proposal {
    choices: Vec<String>,
}

#[derive(Deserialize)]
struct Vote {
    balance: Number,
    choice: u64,
    #[serde(default)]
    voter: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    choice: u64,
    voter: String,
    #[serde(default)]
    weight: String,
}

/// What a file of ballots holds.
#[derive(Debug)]
pub(crate) struct Read {
    /// The choices, where the file names them.
    pub(crate) choices: u64,
    /// Weights are in units of ten to the minus this.
    pub(crate) decimals: usize,
    pub(crate) parsed: Parsed<BallotRow>,
}

/// Reads a file.
pub(crate) fn read(bytes: &[u8], names: &mut Names) -> Result<Read, String> {
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let (choices, votes) = if is_json { snapshot(bytes)? } else { lines(bytes) };
    let known = votes.iter().flatten().map(|vote| decimals(&vote.2)).max().unwrap_or_default();
    let decimals = known.min(DECIMALS_MAX);
    let highest = votes.iter().flatten().map(|vote| vote.1).max().unwrap_or_default();
    let parsed = Parsed::of((1..).zip(votes).map(|(row, vote)| {
        let made = vote.and_then(|(voter, choice, weight)| {
            let choice = choice.checked_sub(1).ok_or("choices count from 1")?;
            let weight = amount(&weight, decimals, false)?;
            if !weight.is_positive() {
                return Err("it has no weight".to_owned());
            }
            Ok(BallotRow { choice, row, voter: names.commit(&voter), weight })
        });
        (row, made)
    }));
    Ok(Read { choices: choices.unwrap_or(highest), decimals, parsed })
}

type Voted = Result<(String, u64, String), String>;

fn snapshot(bytes: &[u8]) -> Result<(Option<u64>, Vec<Voted>), String> {
    let file: Snapshot = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let choices = u64::try_from(file.proposal.choices.len()).ok();
    let votes = (1_u64..).zip(file.votes).map(|(row, vote)| {
        let voter = vote.voter.unwrap_or_else(|| format!("voter of row {row}"));
        Ok((voter, vote.choice, vote.balance.to_string()))
    });
    Ok((choices, votes.collect()))
}

fn lines(bytes: &[u8]) -> (Option<u64>, Vec<Voted>) {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let read = reader.deserialize::<Line>().map(|line| {
        let line = line.map_err(|error| error.to_string())?;
        let weight = if line.weight.is_empty() { "1".to_owned() } else { line.weight };
        Ok((line.voter, line.choice, weight))
    });
    (None, read.collect())
}
