//! The single transferable vote: several seats from ranked ballots, in proportion.

mod arithmetic;
mod fixed9;
mod gregory;
mod keep;
mod meek;
mod report;
mod trie;

pub use arithmetic::{Arithmetic, Fixed, Rational, Round};
pub use fixed9::Fixed9;
pub use gregory::{Declares, GregoryRule, Quota, Transfer, gregory, scottish};
pub use keep::{EqualSplit, Keep};
pub use meek::{MeekRule, count as meek_with, meek, meek_decimal, meek_exact, warren};
pub use report::{Action, IterationEnd, Stage, StvResult};

use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::limits::{WORK_MAX, check_rounds};

/// What every STV count is given.
#[derive(Clone, Debug)]
pub struct StvOptions {
    /// Seats to fill.
    pub seats: usize,
    /// Candidates who withdrew: ballots pass over them.
    pub withdrawn: Vec<usize>,
    /// How ties are broken.
    pub ties: crate::ties::TieBreak,
    /// Steps of work above which the count is refused; [`WORK_MAX`] for whoever has no hours to wait.
    pub work_max: u64,
}

impl Default for StvOptions {
    fn default() -> Self {
        let (withdrawn, ties) = (Vec::new(), crate::ties::TieBreak::default());
        Self { seats: 0, withdrawn, ties, work_max: WORK_MAX }
    }
}

impl StvOptions {
    /// Returns options for `seats`, nobody withdrawn, ties by listing.
    #[must_use]
    pub fn seats(seats: usize) -> Self {
        Self { seats, ..Self::default() }
    }
}

/// Marks who withdrew and checks that seats can be asked for.
fn check(ballots: &Ranked, options: &StvOptions) -> Result<Vec<bool>, ChoiceError> {
    crate::single::check_seats(options.seats, ballots.candidates().max(options.seats))?;
    if ballots.candidates() == 0 {
        return Err(ChoiceError::TooFew { what: "Candidates", actual: 0, least: 1 });
    }
    check_rounds(ballots.candidates())?;
    let mut withdrawn = vec![false; ballots.candidates()];
    for &index in &options.withdrawn {
        let count = ballots.candidates();
        *withdrawn.get_mut(index).ok_or(ChoiceError::UnknownIndex { index, count })? = true;
    }
    Ok(withdrawn)
}
