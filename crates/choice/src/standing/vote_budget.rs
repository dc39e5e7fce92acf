//! A fixed budget of credits that a person spreads over many questions: the price of strength is
//! shown, and counts quadratically.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ChoiceError;

/// Questions on which one person can spend at once.
const QUESTIONS_MAX: usize = 100_000;
/// Votes on one question: their cost fits in a `u64`.
const VOTES_MAX: u64 = 3_000_000_000;

/// What one person has spent, by question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VoteBudget {
    credits: u64,
    spent: u64,
    votes: BTreeMap<u64, i64>,
}

/// What a change would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Spend {
    /// Credits bound in the question after the change.
    pub cost: u64,
    /// Credits that the change takes, negative when it frees some.
    pub change: i128,
    /// Credits left after it.
    pub left: u64,
    /// Credits that one vote more would take.
    pub next_vote: u64,
}

impl VoteBudget {
    /// Starts with `credits`.
    #[must_use]
    pub fn new(credits: u64) -> Self {
        Self { credits, ..Self::default() }
    }

    /// Credits not spent.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.credits - self.spent
    }

    /// Votes on a question, negative against.
    #[must_use]
    pub fn votes(&self, question: u64) -> i64 {
        self.votes.get(&question).copied().unwrap_or(0)
    }

    /// Says what `votes` on a question would cost.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] when it costs more than is left, or above the limits.
    pub fn price(&self, question: u64, votes: i64) -> Result<Spend, ChoiceError> {
        let too_many = |what, actual, limit| ChoiceError::TooMany { what, actual, limit };
        let size = votes.unsigned_abs();
        if size > VOTES_MAX {
            return Err(too_many("Votes on a question", size, VOTES_MAX));
        }
        if self.votes.len() >= QUESTIONS_MAX && !self.votes.contains_key(&question) {
            let limit = crate::exact::count(QUESTIONS_MAX);
            return Err(too_many("Questions", limit + 1, limit));
        }
        let bound = self.votes(question).unsigned_abs().pow(2);
        let cost = size.pow(2);
        let free = self.left() + bound;
        if cost > free {
            return Err(too_many("Credits", cost, free));
        }
        let change = i128::from(cost) - i128::from(bound);
        Ok(Spend { cost, change, left: free - cost, next_vote: 2 * size + 1 })
    }

    /// Sets the votes on a question; 0 frees what was bound.
    ///
    /// # Errors
    /// As [`VoteBudget::price`]; nothing is changed then.
    pub fn set(&mut self, question: u64, votes: i64) -> Result<Spend, ChoiceError> {
        let spend = self.price(question, votes)?;
        self.spent = self.credits - spend.left;
        if votes == 0 {
            self.votes.remove(&question);
        } else {
            self.votes.insert(question, votes);
        }
        Ok(spend)
    }
}
