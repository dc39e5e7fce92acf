//! Ranked pairs (Tideman 1987): victories are locked in from the strongest, unless one contradicts
//! those locked before.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::closure::Closure;
use super::order::Ordered;
use super::pairwise::{Pairwise, Strength};
use super::schulze::peel;
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
use crate::limits::{CANDIDATES_TABLE_MAX, Work};
use crate::single::check_seats;
use crate::ties::{TieBreak, Ties};

/// What happens to victories of the same strength.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EqualDefeats {
    /// One after the other: first the one whose winner, then whose loser, stands better in the tie
    /// rule (Zavist and Tideman 1989).
    #[default]
    ByTieRule,
    /// All at once; those that then lie on a cycle are dropped. Favours nobody, may leave ties.
    Together,
}

/// A victory in a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Defeat {
    /// Who won.
    pub winner: usize,
    /// Who lost.
    pub loser: usize,
    /// Votes of the winner.
    pub won: u64,
    /// Votes of the loser.
    pub lost: u64,
    /// Whether it was locked in.
    pub locked: bool,
}

/// The result of ranked pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RankedPairs {
    /// The order and the winners.
    #[serde(flatten)]
    pub ordered: Ordered,
    /// All victories, strongest first.
    pub defeats: Vec<Defeat>,
}

/// Orders candidates by the victories that were locked in.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] above
/// [`crate::limits::WORK_MAX`] steps of work.
pub fn ranked_pairs(
    names: &[String],
    pairs: &Pairwise,
    by: Strength,
    equal: EqualDefeats,
    seats: usize,
    ties: &TieBreak,
) -> Result<RankedPairs, ChoiceError> {
    let size = pairs.candidates();
    check_seats(seats, names.len())?;
    let mut rule = ties.prepare(names)?;
    let mut defeats = Vec::new();
    for winner in 0..size {
        for loser in (0..size).filter(|&loser| pairs.beats(winner, loser)) {
            let (won, lost) = (pairs.prefer(winner, loser), pairs.prefer(loser, winner));
            defeats.push(Defeat { winner, loser, won, lost, locked: false });
        }
    }
    // Of equal victories the one with fewer votes against is stronger.
    let strength = |defeat: &Defeat| match by {
        Strength::WinningVotes => (Reverse(defeat.won), defeat.lost),
        Strength::Margins => (Reverse(defeat.won - defeat.lost), defeat.lost),
    };
    defeats.sort_by_key(|defeat| {
        let (winner, loser) = (rule.position(defeat.winner), rule.position(defeat.loser));
        (strength(defeat), winner, Reverse(loser))
    });
    let (mut reach, mut work) = (Closure::new(size), Work::new("Ranked pairs"));
    for group in defeats.chunk_by_mut(|left, right| strength(left) == strength(right)) {
        match equal {
            EqualDefeats::ByTieRule => {
                lock_one_by_one(group, &mut reach, &mut rule, &mut work)?;
            }
            EqualDefeats::Together => lock_together(group, &mut reach, &mut work)?,
        }
    }
    let order = peel(size, |one, other| reach.leads(one, other));
    let winners = rule.fill("the last seat", &order, seats);
    let ordered = Ordered { winners, order, ties: rule.into_broken() };
    Ok(RankedPairs { ordered, defeats })
}

/// Locks victories of one strength in the order of the tie rule. One that is left out only because of
/// others of the group shows that their order decided.
fn lock_one_by_one(
    group: &mut [Defeat],
    reach: &mut Closure,
    rule: &mut Ties,
    work: &mut Work,
) -> Result<(), ChoiceError> {
    let contradicts = |reach: &Closure, defeat: &Defeat| reach.leads(defeat.loser, defeat.winner);
    let already: Vec<bool> = group.iter().map(|defeat| contradicts(reach, defeat)).collect();
    for defeat in group.iter_mut() {
        defeat.locked = !contradicts(reach, defeat);
        if defeat.locked {
            reach.join(defeat.winner, defeat.loser, |_, _| {});
        }
    }
    let is_left_out = |(defeat, already): &(&Defeat, &bool)| !defeat.locked && !**already;
    let left_out: Vec<Defeat> =
        group.iter().zip(&already).filter(is_left_out).map(|(defeat, _)| *defeat).collect();
    if left_out.is_empty() {
        return Ok(());
    }
    work.add(reach.cells())?;
    let mut circle = reach.clone();
    for defeat in &left_out {
        circle.join(defeat.winner, defeat.loser, |_, _| {});
    }
    // Everybody who lies on a circle with a victory that was left out.
    let mut open: BTreeSet<usize> = left_out.iter().map(|defeat| defeat.winner).collect();
    while let Some(one) = open.pop_first() {
        work.add(rule.candidates())?;
        let returns =
            |other: &usize| one == *other || circle.leads(one, *other) && circle.leads(*other, one);
        let tied: Vec<usize> = (0..rule.candidates()).filter(returns).collect();
        open.retain(|other| !tied.contains(other));
        work.add(tied.len() * tied.len())?;
        let is_led = |other: &usize| tied.iter().any(|&one| reach.leads(one, *other));
        let first: Vec<usize> = tied.iter().copied().filter(|other| !is_led(other)).collect();
        rule.record_several("a circle of equal victories", &tied, &first);
    }
    Ok(())
}

/// Locks victories of one strength at once; those that then lie on a cycle are dropped.
fn lock_together(
    group: &mut [Defeat],
    reach: &mut Closure,
    work: &mut Work,
) -> Result<(), ChoiceError> {
    if let [defeat] = group {
        defeat.locked = !reach.leads(defeat.loser, defeat.winner);
        if defeat.locked {
            reach.join(defeat.winner, defeat.loser, |_, _| {});
        }
        return Ok(());
    }
    work.add(reach.cells())?;
    let mut all = reach.clone();
    for defeat in group.iter() {
        all.join(defeat.winner, defeat.loser, |_, _| {});
    }
    for defeat in group.iter_mut() {
        defeat.locked = !all.leads(defeat.loser, defeat.winner);
    }
    for defeat in group.iter().filter(|defeat| defeat.locked) {
        reach.join(defeat.winner, defeat.loser, |_, _| {});
    }
    Ok(())
}

impl RankedPairs {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = self.ordered.explain(names);
        account.say("Victories were locked in from the strongest, of equals first with fewer votes against; one that would close a circle was left out.");
        if names.len() > CANDIDATES_TABLE_MAX {
            account.say(format!(
                "A table of {} victories is left out here; the data hold it.",
                self.defeats.len()
            ));
            return account;
        }
        let mut table = Table::new("Victories", &["winner", "loser", "won", "lost", "locked"]);
        for defeat in &self.defeats {
            table.row(vec![
                names[defeat.winner].clone(),
                names[defeat.loser].clone(),
                defeat.won.to_string(),
                defeat.lost.to_string(),
                if defeat.locked { "yes" } else { "no" }.into(),
            ]);
        }
        account.show(table);
        account
    }
}
