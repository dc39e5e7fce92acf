//! Decisions that stand open: support over time, votes from a budget, objections, stances.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Names, Sheet};
use super::{OBJECTIONS, SPENDING, STANCES, SUPPORT};
use crate::ChoiceError;
use crate::standing::Stance;

/// A change of support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    /// The step from which it holds.
    pub step: u64,
    /// The proposal.
    pub proposal: usize,
    /// All support that the proposal then has.
    pub total: u64,
}

/// Support that proposals had over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupportFile {
    /// Names of the proposals.
    pub proposals: Vec<String>,
    /// Changes in order.
    pub changes: Vec<Support>,
}

/// Reads a table of [`SUPPORT`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_support(file: &str, text: &str) -> Result<SupportFile, ChoiceError> {
    let rows = Sheet::read(file, text, SUPPORT)?;
    let (mut proposals, mut people) = (Names::default(), Names::default());
    let mut held: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut totals: Vec<u64> = Vec::new();
    let (mut changes, mut last) = (Vec::new(), 0);
    for row in rows.rows() {
        let step = row.number("step", None)?;
        if step < last {
            return Err(row.refuse(format!("Step {step} stands after step {last}.")));
        }
        last = step;
        let proposal = proposals.number(row.name("proposal")?);
        let person = people.number(row.text("person").unwrap_or(""));
        totals.resize(proposals.len(), 0);
        let support = row.number("support", None)?;
        let before = held.insert((proposal, person), support).unwrap_or(0);
        let mut total = totals[proposal] - before;
        row.at(crate::ballots::add_weight(&mut total, support))?;
        totals[proposal] = total;
        changes.push(Support { step, proposal, total });
    }
    Ok(SupportFile { proposals: proposals.into_list(), changes })
}

/// Votes of one person on one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// Who.
    pub person: usize,
    /// On what.
    pub question: usize,
    /// How many, negative against.
    pub votes: i64,
}

/// Votes from budgets of credits, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpendingFile {
    /// Names of the people.
    pub people: Vec<String>,
    /// Names of the questions.
    pub questions: Vec<String>,
    /// What was set, in order.
    pub spending: Vec<Spending>,
}

/// Reads a table of [`SPENDING`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_spending(file: &str, text: &str) -> Result<SpendingFile, ChoiceError> {
    let rows = Sheet::read(file, text, SPENDING)?;
    let (mut people, mut questions) = (Names::default(), Names::default());
    let mut spending = Vec::new();
    for row in rows.rows() {
        spending.push(Spending {
            person: people.number(row.name("person")?),
            question: questions.number(row.name("question")?),
            votes: row.signed("votes")?,
        });
    }
    let (people, questions) = (people.into_list(), questions.into_list());
    Ok(SpendingFile { people, questions, spending })
}

/// Objections under lazy consensus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectionsFile {
    /// Names of those who object, empty where nobody is named.
    pub people: Vec<String>,
    /// Weight and second of each objection.
    pub objections: Vec<(u64, u64)>,
}

/// Reads a table of [`OBJECTIONS`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_objections(file: &str, text: &str) -> Result<ObjectionsFile, ChoiceError> {
    let rows = Sheet::read(file, text, OBJECTIONS)?;
    let mut read = ObjectionsFile::default();
    let (mut total, mut known) = (0, BTreeSet::new());
    for row in rows.rows() {
        let name = row.text("person").unwrap_or("");
        if !name.is_empty() && !known.insert(name) {
            return Err(row.refuse(format!("\"{name}\" objects twice.")));
        }
        let weight = row.number("weight", Some(1))?;
        row.at(crate::ballots::add_weight(&mut total, weight))?;
        read.people.push(name.to_owned());
        read.objections.push((weight, row.number("at", None)?));
    }
    Ok(read)
}

/// What participants say to a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StancesFile {
    /// Names of all who take part.
    pub people: Vec<String>,
    /// What those said who answered.
    pub stances: Vec<Stance>,
}

/// Reads a table of [`STANCES`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_stances(file: &str, text: &str) -> Result<StancesFile, ChoiceError> {
    let rows = Sheet::read(file, text, STANCES)?;
    let (mut people, mut stances) = (Names::default(), Vec::new());
    for row in rows.rows() {
        let name = row.name("person")?;
        if people.known(name).is_some() {
            return Err(row.refuse(format!("\"{name}\" stands twice.")));
        }
        people.number(name);
        let reason = row.text("reason");
        let because = |stance: &str| {
            let missing = || row.refuse(format!("The stance {stance} needs a reason."));
            reason.map(str::to_owned).ok_or_else(missing)
        };
        let stance = match row.text("stance") {
            None => continue,
            Some("consent") => Stance::Consent,
            Some("aside") => Stance::Aside,
            Some("reserve") => Stance::Reserve(because("reserve")?),
            Some("block") => Stance::Block(because("block")?),
            Some(other) => {
                let reason = "consent, reserve, aside or block";
                return Err(row.refuse(format!("A stance is {reason}, not \"{other}\".")));
            }
        };
        stances.push(stance);
    }
    Ok(StancesFile { people: people.into_list(), stances })
}
