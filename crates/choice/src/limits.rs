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
/// Bytes of one file. What is read takes up to some thirty times as much memory.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
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
/// Steps of work of a search for a fair lottery, about ten seconds of one core.
pub const FAIR_WORK_MAX: u64 = 6_000_000_000;
/// Times that a stratified draw may begin.
pub const ATTEMPTS_MAX: u32 = 1_000_000;
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
/// Sum of weights up to which power indices are exact: coalitions are counted for each weight.
pub const POWER_WEIGHT_MAX: u64 = 1_000_000;
/// Additions of coalitions that power indices may take.
pub const POWER_WORK_MAX: u64 = 8_000_000_000;

/// Steps that a count has taken, refused above [`WORK_MAX`]. Every count takes the same steps on every
/// machine, so that it is refused everywhere or nowhere.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    method: &'static str,
    done: u64,
    limit: u64,
}

impl Work {
    pub(crate) fn new(method: &'static str) -> Self {
        Self::up_to(method, WORK_MAX)
    }

    /// Steps that are refused above another limit.
    pub(crate) fn up_to(method: &'static str, limit: u64) -> Self {
        Self { method, done: 0, limit }
    }

    pub(crate) fn add(&mut self, steps: usize) -> Result<(), ChoiceError> {
        self.done = self.done.saturating_add(crate::exact::count(steps));
        if self.done <= self.limit {
            return Ok(());
        }
        let (method, limit) = (self.method, self.limit);
        Err(ChoiceError::TooMuchWork { method, what: "steps of work", limit })
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
    let (what, limit) = ("bits of an exact number", EXACT_BITS_MAX);
    Err(ChoiceError::TooMuchWork { method, what, limit })
}
