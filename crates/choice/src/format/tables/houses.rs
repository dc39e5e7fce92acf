//! Houses of a mixed electorate.

use super::HOUSES;
use super::sheet::{Names, Sheet};
use crate::ChoiceError;
use crate::single::YesNo;
use crate::weight::House;

/// Reads a table of [`HOUSES`].
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_houses(file: &str, text: &str) -> Result<Vec<House>, ChoiceError> {
    let rows = Sheet::read(file, text, HOUSES)?;
    let (mut names, mut houses) = (Names::default(), Vec::new());
    for row in rows.rows() {
        let name = row.name("house")?;
        if names.known(name).is_some() {
            return Err(row.refuse(format!("House \"{name}\" stands twice.")));
        }
        names.number(name);
        let share = row.share("share")?.ok_or_else(|| row.refuse("The row has no share."))?;
        let (yes, no) = (row.number("yes", None)?, row.number("no", None)?);
        let abstain = row.number("abstain", Some(0))?;
        let mut cast = 0;
        for weight in [yes, no, abstain] {
            row.at(crate::ballots::add_weight(&mut cast, weight))?;
        }
        let eligible = row.number("eligible", Some(cast))?;
        if cast > eligible {
            return Err(row.refuse(format!("{cast} were cast, {eligible} are eligible.")));
        }
        houses.push(House {
            name: name.to_owned(),
            share,
            ballots: YesNo { yes, no, abstain, eligible },
            quorum: row.share("quorum")?,
            is_needed: row.flag("needed")? == Some(true),
        });
    }
    Ok(houses)
}
