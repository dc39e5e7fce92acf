//! Limits on everything that comes from outside, so that no sum can overflow and no count can run
//! away. Above them an input is refused, never cut.

use num_bigint::BigInt;

use crate::ChoiceError;

/// Candidates, projects or options in one count.
pub const CANDIDATES_MAX: usize = 10_000;
/// Candidates where a method keeps a matrix of all pairs.
pub const CANDIDATES_PAIRWISE_MAX: usize = 1_000;
/// Candidates up to which an account shows a table of all pairs; the data hold it always.
pub const CANDIDATES_TABLE_MAX: usize = 100;
/// Candidates where a method keeps the votes of all of them after every round.
pub const CANDIDATES_ROUNDS_MAX: usize = 1_000;
/// Lines of ballots in one count; a line may stand for many identical ballots.
pub const BALLOT_LINES_MAX: usize = 20_000_000;
/// Marks (candidates named) over all ballots of one count.
pub const MARKS_MAX: usize = 400_000_000;
/// Sum of the weights of all ballots: 2^63 - 1 and a reserve above, inside a `u64`.
pub const WEIGHT_TOTAL_MAX: u64 = u64::MAX / 2;
/// Highest score, and highest number of points or credits on one ballot.
pub const SCORE_MAX: i64 = 1_000_000_000_000;
/// Bytes of one file.
pub const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Bytes of one name.
pub const NAME_BYTES_MAX: usize = 1_000;
/// Seats in one count.
pub const SEATS_MAX: usize = CANDIDATES_MAX;
/// Decimal places of fixed-point counting.
pub const PLACES_MAX: u32 = 18;
/// People in a pool from which lots are drawn.
pub const POOL_MAX: usize = 1_000_000;
/// Candidates up to which Kemeny–Young is exact.
pub const KEMENY_CANDIDATES_MAX: usize = 18;
/// Committees that an exact search over committees may visit.
pub const COMMITTEES_VISITED_MAX: u64 = 20_000_000;
/// Steps of work that one count may take where a method reads its ballots again and again: marks read,
/// candidates compared. Some seconds of one core.
pub const WORK_MAX: u64 = 4_000_000_000;
/// Bits of an exact number that a count by loads or prices works with.
pub const EXACT_BITS_MAX: u64 = 16_384;
/// Seats up to which Monroe's rule is exact: it looks at every set of members.
pub const MONROE_SEATS_MAX: usize = 20;
/// Times that equal shares raises the parts of the voters.
pub const SHARES_RAISED_MAX: u64 = 1_000_000;
/// Winning sets that are listed when a method returns every tied committee.
pub const COMMITTEES_LISTED_MAX: usize = 50_000;
/// Members of all tied committees that are listed, together.
pub const MEMBERS_LISTED_MAX: usize = 5_000_000;
/// Depth of a chain of delegations.
pub const DELEGATION_HOPS_MAX: usize = 1_000_000;
/// Voters up to which power indices are exact by enumeration of weights.
pub const POWER_WEIGHT_MAX: u64 = 1_000_000;

/// Steps that a count has taken, refused above [`WORK_MAX`]. Every count takes the same steps on every
/// machine, so that it is refused everywhere or nowhere.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    method: &'static str,
    done: u64,
}

impl Work {
    pub(crate) fn new(method: &'static str) -> Self {
        Self { method, done: 0 }
    }

    pub(crate) fn add(&mut self, steps: usize) -> Result<(), ChoiceError> {
        self.done = self.done.saturating_add(crate::exact::count(steps));
        if self.done <= WORK_MAX {
            return Ok(());
        }
        let (method, actual, limit) = (self.method, self.done, WORK_MAX);
        Err(ChoiceError::TooLarge { method, what: "steps of work", actual, limit })
    }
}

/// Refuses more candidates than a count in rounds keeps votes of.
pub(crate) fn check_rounds(candidates: usize) -> Result<(), ChoiceError> {
    if candidates <= CANDIDATES_ROUNDS_MAX {
        return Ok(());
    }
    let (what, limit) = ("Candidates in a count by rounds", CANDIDATES_ROUNDS_MAX);
    let (actual, limit) = (crate::exact::count(candidates), crate::exact::count(limit));
    Err(ChoiceError::TooMany { what, actual, limit })
}

/// Refuses exact numbers that have grown too long to count with.
pub(crate) fn check_bits(method: &'static str, number: &BigInt) -> Result<(), ChoiceError> {
    if number.bits() <= EXACT_BITS_MAX {
        return Ok(());
    }
    let (actual, limit) = (number.bits(), EXACT_BITS_MAX);
    Err(ChoiceError::TooLarge { method, what: "bits of an exact number", actual, limit })
}
