//! Methods for one question, or one choice among several.

mod approval;
mod judgment;
mod majority;
mod plurality;
mod running;
mod score;
mod star;
mod two_round;

pub use approval::approval;
pub use judgment::{Judgment, MedianGrade, majority_judgment};
pub use majority::{Abstentions, Answer, Base, Majority, MajorityResult, Quorum, YesNo, majority};
pub use plurality::{Counted, Overvotes, plurality, plurality_of};
pub(crate) use plurality::{check_seats, explain_ties, were};
pub use running::{RunningMarks, RunningScores};
pub use score::{ScoreResult, score};
pub use star::{Star, star};
pub use two_round::{TwoRound, two_round};
