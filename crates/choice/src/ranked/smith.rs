//! Smith set, Schwartz set, Condorcet winner.

use super::closure::Closure;
use super::pairwise::Pairwise;

/// The candidate that beats every other in pairs, if there is one.
#[must_use]
pub fn condorcet_winner(pairs: &Pairwise) -> Option<usize> {
    let all = 0..pairs.candidates();
    all.clone().find(|&one| all.clone().all(|other| one == other || pairs.beats(one, other)))
}

/// The smallest non-empty set whose members each beat everyone outside, in list order.
#[must_use]
pub fn smith_set(pairs: &Pairwise) -> Vec<usize> {
    let everybody: Vec<usize> = (0..pairs.candidates()).collect();
    // One reaches another if it beats or ties it, in steps.
    top_of(&everybody, |one, other| !pairs.beats(other, one))
}

/// The union of the minimal sets that nobody outside beats, in list order (Schwartz).
#[must_use]
pub fn schwartz_set(pairs: &Pairwise) -> Vec<usize> {
    let everybody: Vec<usize> = (0..pairs.candidates()).collect();
    top_of(&everybody, |one, other| pairs.beats(one, other))
}

/// Those of `among` that reach, in steps of `leads`, everyone who reaches them.
pub(crate) fn top_of(among: &[usize], leads: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let size = among.len();
    let mut reaches = Closure::new(size);
    for (row, &one) in among.iter().enumerate() {
        for (column, &other) in among.iter().enumerate() {
            if row != column && leads(one, other) {
                reaches.join(row, column, |_, _| {});
            }
        }
    }
    let is_top = |row: &usize| {
        (0..size).all(|other| !reaches.leads(other, *row) || reaches.leads(*row, other))
    };
    (0..size).filter(is_top).map(|row| among[row]).collect()
}
