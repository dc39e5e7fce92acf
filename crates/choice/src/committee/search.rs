//! Exact search for the best committees: branch and bound over candidates.

use super::{Committees, check_listed};
use crate::ChoiceError;
use crate::limits::{COMMITTEES_VISITED_MAX, Work};
use crate::ties::Ties;

/// A score of committees in which a member adds less, the more members there are.
pub(super) trait Objective {
    fn add(&mut self, candidate: usize);
    fn remove(&mut self, candidate: usize);
    /// The score of the members now.
    fn score(&self) -> i128;
    /// At least what the candidate would add now, or to any larger committee.
    fn gain(&self, candidate: usize) -> i128;
    /// Steps that a score or a gain takes, about.
    fn work(&self) -> usize;
}

struct Search<'a, O: Objective> {
    method: &'static str,
    objective: &'a mut O,
    /// Candidates in the order in which they are tried.
    order: Vec<usize>,
    seats: usize,
    wants_all: bool,
    chosen: Vec<usize>,
    best: Option<i128>,
    found: Vec<Vec<usize>>,
    visited: u64,
    work: Work,
}

/// What a search found.
pub(super) struct Found {
    pub(super) score: i128,
    /// The best committee that the tie rule takes, or all.
    committees: Vec<Vec<usize>>,
    /// Another that is as good, if one is wanted.
    also_best: Option<Vec<usize>>,
}

impl Found {
    /// The result of a rule.
    pub(super) fn named(self, rule: &str, score: String) -> Committees {
        let Self { committees, also_best, .. } = self;
        let (steps, ties) = (Vec::new(), Vec::new());
        Committees { rule: rule.into(), committees, steps, score: Some(score), also_best, ties }
    }
}

/// Returns the best score and the best committees: all of them, or the one whose members come first
/// in the order of the tie rule, compared member by member, and another if there is one.
pub(super) fn best_committees<O: Objective>(
    method: &'static str,
    objective: &mut O,
    ties: &Ties,
    seats: usize,
    wants_all: bool,
) -> Result<Found, ChoiceError> {
    let mut order: Vec<usize> = (0..ties.candidates()).collect();
    ties.sort(&mut order);
    let mut search = Search {
        method,
        objective,
        order,
        seats,
        wants_all,
        chosen: Vec::new(),
        best: None,
        found: Vec::new(),
        visited: 0,
        work: Work::new(method),
    };
    search.seed()?;
    search.walk()?;
    let score = search.best.unwrap_or(0);
    let mut committees = search.found;
    for committee in &mut committees {
        committee.sort_unstable();
    }
    let also_best = if wants_all || committees.len() < 2 { None } else { committees.pop() };
    committees.sort();
    Ok(Found { score, committees, also_best })
}

impl<O: Objective> Search<'_, O> {
    /// Takes the greedy committee as a first bound: only better or equal ones are of interest.
    fn seed(&mut self) -> Result<(), ChoiceError> {
        let mut free = self.order.clone();
        for _ in 0..self.seats {
            self.look_at(free.len())?;
            let place = (0..free.len()).max_by_key(|&place| {
                (self.objective.gain(free[place]), std::cmp::Reverse(free[place]))
            });
            if let Some(place) = place {
                let one = free.swap_remove(place);
                self.objective.add(one);
                self.chosen.push(one);
            }
        }
        self.best = Some(self.objective.score());
        while let Some(one) = self.chosen.pop() {
            self.objective.remove(one);
        }
        Ok(())
    }

    /// Counts the work of looking at so many candidates, and of putting them in order.
    fn look_at(&mut self, candidates: usize) -> Result<(), ChoiceError> {
        self.work.add(self.objective.work().saturating_add(16).saturating_mul(candidates + 1))
    }

    /// Walks through all committees that could be best, in the order of the tie rule. Works on a stack of
    /// its own: a committee can be large.
    fn walk(&mut self) -> Result<(), ChoiceError> {
        // Places in the order of the members chosen.
        let mut path: Vec<usize> = Vec::new();
        let mut from = 0;
        loop {
            if self.visit(from)? {
                let one = self.order[from];
                self.objective.add(one);
                self.chosen.push(one);
                path.push(from);
                from += 1;
            } else if let (Some(at), Some(one)) = (path.pop(), self.chosen.pop()) {
                self.objective.remove(one);
                from = at + 1;
            } else {
                return Ok(());
            }
        }
    }

    /// Looks at the members chosen so far and the candidates after them; returns whether larger committees
    /// with the next one could be best.
    fn visit(&mut self, from: usize) -> Result<bool, ChoiceError> {
        self.visited += 1;
        if self.visited > COMMITTEES_VISITED_MAX {
            let (method, limit) = (self.method, COMMITTEES_VISITED_MAX);
            return Err(ChoiceError::TooMuchWork { method, what: "looks at committees", limit });
        }
        self.look_at(self.order.len() - from)?;
        let room = self.seats - self.chosen.len();
        if room == 0 {
            let score = self.objective.score();
            if self.best.is_none_or(|best| score > best) {
                self.best = Some(score);
                self.found.clear();
            }
            // The first found is the one that the tie rule takes; a second shows that there is a tie.
            if self.best == Some(score) && (self.wants_all || self.found.len() < 2) {
                self.found.push(self.chosen.clone());
                check_listed(self.method, self.found.len(), self.seats)?;
            }
            return Ok(false);
        }
        let mut gains: Vec<i128> =
            self.order[from..].iter().map(|&one| self.objective.gain(one)).collect();
        if gains.len() < room {
            return Ok(false);
        }
        gains.sort_unstable_by(|left, right| right.cmp(left));
        let bound = self.objective.score() + gains[..room].iter().sum::<i128>();
        let is_hopeless = match self.best {
            Some(best) if self.wants_all || self.found.len() < 2 => bound < best,
            Some(best) => bound <= best,
            None => false,
        };
        Ok(!is_hopeless)
    }
}
