//! An order of candidates as a result, shared by the methods that yield one.

use serde::Serialize;

use crate::ChoiceError;
use crate::explain::{Explanation, list_of};
use crate::single::check_seats;
use crate::ties::{TieBreak, TieBroken};

/// Everybody in order, and the ones elected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ordered {
    /// Elected, best first.
    pub winners: Vec<usize>,
    /// Everybody, best first, equals together.
    pub order: Vec<Vec<usize>>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

impl Ordered {
    /// Fills `seats` from an order, breaking only the tie at the last seat.
    pub(crate) fn fill(
        names: &[String],
        order: Vec<Vec<usize>>,
        seats: usize,
        ties: &TieBreak,
    ) -> Result<Self, ChoiceError> {
        check_seats(seats, names.len())?;
        let mut ties = ties.prepare(names)?;
        let winners = ties.fill("the last seat", &order, seats);
        Ok(Self { winners, order, ties: ties.into_broken() })
    }

    /// Begins an account: who was elected, and the order.
    pub(crate) fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        let tiers: Vec<String> = self
            .order
            .iter()
            .map(|tier| {
                let tier: Vec<&str> = tier.iter().map(|&one| names[one].as_str()).collect();
                tier.join(" = ")
            })
            .collect();
        account.say(format!("In order: {}.", tiers.join(" > ")));
        crate::single::explain_ties(&mut account, names, &self.ties);
        account
    }
}
