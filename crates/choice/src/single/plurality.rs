//! Plurality: one mark, most marks win. With several seats it is block voting.

use serde::Serialize;

use crate::ballots::Ranked;
use crate::exact::count;
use crate::explain::{Explanation, Table, list_of, numbered};
use crate::ties::{TieBreak, TieBroken, tiers_by};
use crate::{ChoiceError, limits};

/// Candidates by one number each: the result of plurality, approval and Borda counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Elected, best first.
    pub winners: Vec<usize>,
    /// Everybody by their number, highest first, equals together.
    pub order: Vec<Vec<usize>>,
    /// The number of each candidate.
    pub votes: Vec<u64>,
    /// Weight of all ballots.
    pub total: u64,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Checks a number of seats.
pub(crate) fn check_seats(seats: usize, candidates: usize) -> Result<(), ChoiceError> {
    if seats == 0 || candidates == 0 {
        let what = if seats == 0 { "Seats" } else { "Candidates" };
        return Err(ChoiceError::TooFew { what, actual: 0, least: 1 });
    }
    if seats > limits::SEATS_MAX || seats > candidates {
        let limit = count(candidates.min(limits::SEATS_MAX));
        return Err(ChoiceError::TooMany { what: "Seats", actual: count(seats), limit });
    }
    Ok(())
}

/// Elects the `seats` candidates with the most votes.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order.
pub fn plurality_of(
    names: &[String],
    votes: Vec<u64>,
    total: u64,
    seats: usize,
    ties: &TieBreak,
) -> Result<Counted, ChoiceError> {
    check_seats(seats, names.len())?;
    let mut ties = ties.prepare(names)?;
    let order = tiers_by(0..names.len(), |candidate| votes[candidate]);
    let winners = ties.fill("the last seat", &order, seats);
    Ok(Counted { winners, order, votes, total, ties: ties.into_broken() })
}

/// Ballots that rank more candidates first than there are seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overvotes {
    /// They count for nobody: nobody has more votes than there are seats.
    #[default]
    Void,
    /// They count for each of their first, as approvals do.
    Each,
}

/// Elects by first preferences: a ballot counts for each whom it ranks first, if it ranks no more first
/// than there are seats.
///
/// # Errors
/// As [`plurality_of`].
pub fn plurality(
    ballots: &Ranked,
    overvotes: Overvotes,
    seats: usize,
    ties: &TieBreak,
) -> Result<Counted, ChoiceError> {
    let most = match overvotes {
        Overvotes::Void => seats,
        Overvotes::Each => usize::MAX,
    };
    let votes = ballots.marked_first(most);
    plurality_of(ballots.names(), votes, ballots.total(), seats, ties)
}

impl Counted {
    /// Explains the result; `unit` is what is counted, such as "votes".
    #[must_use]
    pub fn explain(&self, names: &[String], unit: &str) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", list_of(names, &self.winners)));
        account.say(format!("{} counted; the most {unit} win.", were(self.total)));
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Count", &["candidate", unit, "elected"]);
        for &candidate in self.order.iter().flatten() {
            let elected = if self.winners.contains(&candidate) { "yes" } else { "" };
            table.row(vec![
                names[candidate].clone(),
                self.votes[candidate].to_string(),
                elected.into(),
            ]);
        }
        account.show(table);
        account
    }
}

/// So many ballots, and that they were counted.
pub(crate) fn were(ballots: u64) -> String {
    numbered(ballots, "ballot was", "ballots were")
}

/// Says which ties were broken.
pub(crate) fn explain_ties(account: &mut Explanation, names: &[String], ties: &[TieBroken]) {
    for tie in ties {
        // Where all are taken, their order was decided.
        let order = if tie.taken.len() == tie.tied.len() { " in this order" } else { "" };
        account.say(format!(
            "A tie for {} between {}: the stated rule took {}{order}.",
            tie.deciding,
            list_of(names, &tie.tied),
            list_of(names, &tie.taken),
        ));
    }
}
