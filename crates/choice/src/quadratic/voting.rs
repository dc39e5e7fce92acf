//! Quadratic voting: n votes on one option cost n² credits (Lalley and Weyl 2018).

use serde::Serialize;

use crate::ChoiceError;
use crate::ballots::{add_weight, check_names, check_room};
use crate::exact::count;
use crate::explain::{Explanation, Table, list_of, numbered};
use crate::limits::BALLOT_LINES_MAX;
use crate::single::{check_seats, explain_ties};
use crate::ties::{TieBreak, TieBroken, tiers_by};

/// Votes on one option that a ballot can hold at most: their cost fits in a `u64`.
const VOTES_MAX: i64 = 3_000_000_000;

/// A running quadratic count. A ballot can be replaced without recounting the others.
#[derive(Clone, Debug)]
pub struct QuadraticBallots {
    names: Vec<String>,
    credits: u64,
    sums: Vec<i128>,
    spent: u128,
    lines: usize,
    total: u64,
}

impl QuadraticBallots {
    /// Starts a count in which every ballot has `credits`.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits on options and names.
    pub fn new(names: Vec<String>, credits: u64) -> Result<Self, ChoiceError> {
        check_names(&names)?;
        let sums = vec![0; names.len()];
        Ok(Self { names, credits, sums, spent: 0, lines: 0, total: 0 })
    }

    /// Adds ballots: votes for (positive) or against (negative) options. Returns their cost.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownIndex`], [`ChoiceError::Ballot`] for an option named twice or more
    /// credits spent than there are, [`ChoiceError::TooMany`] above the limits.
    pub fn add(&mut self, weight: u64, votes: &[(usize, i64)]) -> Result<u64, ChoiceError> {
        check_room("Lines of ballots", self.lines, BALLOT_LINES_MAX)?;
        let cost = self.cost(votes)?;
        add_weight(&mut self.total, weight)?;
        self.lines += 1;
        self.apply(weight, votes, cost, 1);
        Ok(cost)
    }

    /// Replaces ballots that were added before. Cost: the length of both.
    ///
    /// # Errors
    /// As [`QuadraticBallots::add`]; nothing is changed then.
    pub fn replace(
        &mut self,
        weight: u64,
        old: &[(usize, i64)],
        new: &[(usize, i64)],
    ) -> Result<u64, ChoiceError> {
        let (old_cost, cost) = (self.cost(old)?, self.cost(new)?);
        self.apply(weight, old, old_cost, -1);
        self.apply(weight, new, cost, 1);
        Ok(cost)
    }

    fn apply(&mut self, weight: u64, votes: &[(usize, i64)], cost: u64, sign: i128) {
        for &(option, votes) in votes {
            self.sums[option] += sign * i128::from(votes) * i128::from(weight);
        }
        let spent = u128::from(cost) * u128::from(weight);
        self.spent = if sign > 0 { self.spent + spent } else { self.spent.saturating_sub(spent) };
    }

    fn cost(&self, votes: &[(usize, i64)]) -> Result<u64, ChoiceError> {
        let ballot = count(self.lines) + 1;
        let refuse = |reason: String| ChoiceError::Ballot { ballot, reason };
        let mut cost = 0u128;
        let twice = named_twice(votes);
        for &(option, number) in votes {
            if option >= self.names.len() {
                return Err(ChoiceError::UnknownIndex { index: option, count: self.names.len() });
            }
            if twice == Some(option) {
                return Err(refuse(format!("option \"{}\" is named twice.", self.names[option])));
            }
            if !(-VOTES_MAX..=VOTES_MAX).contains(&number) {
                return Err(refuse(format!("{number} votes; at most {VOTES_MAX} are allowed.")));
            }
            cost += u128::from(number.unsigned_abs()).pow(2);
        }
        match u64::try_from(cost) {
            Ok(cost) if cost <= self.credits => Ok(cost),
            _ => Err(refuse(format!("it costs {cost} credits, {} are allowed.", self.credits))),
        }
    }
}

/// An option that is named twice.
fn named_twice(votes: &[(usize, i64)]) -> Option<usize> {
    if votes.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        return None;
    }
    let mut named: Vec<usize> = votes.iter().map(|&(option, _)| option).collect();
    named.sort_unstable();
    named.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// The result of quadratic voting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuadraticResult {
    /// Elected, best first.
    pub winners: Vec<usize>,
    /// Everybody by votes, highest first.
    pub order: Vec<Vec<usize>>,
    /// Votes for less votes against each option.
    pub votes: Vec<i128>,
    /// Credits spent by all.
    pub spent: u128,
    /// Weight of all ballots.
    pub total: u64,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Elects the `seats` options with the most votes.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the options,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn quadratic_voting(
    ballots: &QuadraticBallots,
    seats: usize,
    ties: &TieBreak,
) -> Result<QuadraticResult, ChoiceError> {
    check_seats(seats, ballots.names.len())?;
    let mut ties = ties.prepare(&ballots.names)?;
    let votes = ballots.sums.clone();
    let order = tiers_by(0..votes.len(), |option| votes[option]);
    let winners = ties.fill("the last seat", &order, seats);
    let (spent, total) = (ballots.spent, ballots.total);
    Ok(QuadraticResult { winners, order, votes, spent, total, ties: ties.into_broken() })
}

/// The whole votes that `credits` buy, rounded down, in units of 10^-`places` votes.
///
/// # Errors
/// [`ChoiceError::TooMany`] for more than 9 places.
pub fn votes_for_credits(credits: u64, places: u32) -> Result<u128, ChoiceError> {
    if places > 9 {
        let (what, actual) = ("Decimal places of votes", u64::from(places));
        return Err(ChoiceError::TooMany { what, actual, limit: 9 });
    }
    Ok((u128::from(credits) * 10u128.pow(2 * places)).isqrt())
}

impl QuadraticResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        account.say(format!(
            "{} spent {} credits; n votes on one option cost n times n.",
            numbered(self.total, "ballot", "ballots"),
            self.spent
        ));
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Votes", &["option", "votes"]);
        for &option in self.order.iter().flatten() {
            table.row(vec![names[option].clone(), self.votes[option].to_string()]);
        }
        account.show(table);
        account
    }
}
