//! Ballots as every method reads them: candidates are numbers from 0 in the order of their list, and
//! a line of ballots has a weight, the number of identical ballots or the weight of a voter.

mod approvals;
mod ranked;
mod scores;

pub use approvals::{ApprovalBallot, Approvals};
pub use ranked::{Mark, Ranked, RankedBallot};
pub use scores::{ScoreBallot, Scores};

use crate::ChoiceError;
use crate::exact::count;
use crate::limits::{CANDIDATES_MAX, NAME_BYTES_MAX, WEIGHT_TOTAL_MAX};

/// Checks a list of candidates.
pub(crate) fn check_names(names: &[String]) -> Result<(), ChoiceError> {
    if names.len() > CANDIDATES_MAX {
        return Err(ChoiceError::TooMany {
            what: "Candidates",
            actual: count(names.len()),
            limit: count(CANDIDATES_MAX),
        });
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(ChoiceError::NamedTwice(twice[0].clone()));
    }
    if let Some(long) = names.iter().find(|name| name.len() > NAME_BYTES_MAX) {
        return Err(ChoiceError::TooMany {
            what: "Bytes of a name",
            actual: count(long.len()),
            limit: count(NAME_BYTES_MAX),
        });
    }
    Ok(())
}

/// Adds a weight to a total that must stay within its limit.
pub(crate) fn add_weight(total: &mut u64, weight: u64) -> Result<(), ChoiceError> {
    let sum = total.checked_add(weight).filter(|&sum| sum <= WEIGHT_TOTAL_MAX);
    *total = sum.ok_or(ChoiceError::TooMany {
        what: "Total weight of ballots",
        actual: total.saturating_add(weight),
        limit: WEIGHT_TOTAL_MAX,
    })?;
    Ok(())
}

/// Checks that a line more fits.
pub(crate) fn check_room(what: &'static str, len: usize, limit: usize) -> Result<(), ChoiceError> {
    if len < limit {
        return Ok(());
    }
    let (actual, limit) = (count(len).saturating_add(1), count(limit));
    Err(ChoiceError::TooMany { what, actual, limit })
}
