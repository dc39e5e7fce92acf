//! Quadratic voting and quadratic funding, in whole numbers.

mod funding;
mod voting;

pub use funding::{
    BigUintText, ClrFund, Contribution, Funding, FundingRule, Match, Remainder, clr_fund,
    quadratic_funding,
};
pub use voting::{QuadraticBallots, QuadraticResult, quadratic_voting, votes_for_credits};
