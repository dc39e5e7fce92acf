//! How many of those who were on a roll at a moment have left since: known without a look at any of them.
//!
//! Who leaves adds one at the moment from which on they were on the roll, and takes one away at the moment of their
//! leaving. What is there up to a moment, all in all, is how many were on the roll then and left since. The sums
//! stand in a tree over the moments, each level with half as many places as the one below; what both ends of a time
//! have above them comes to nothing there and is not written. So leaving, and asking, cost a few records for each
//! doubling of the moments.

use serde::{Deserialize, Serialize};

use super::state::{Overlay, StateView};
use super::table::Table;

/// Sums by roll, level, and place in the level.
pub type Gone = Table<(String, u64, u64), Sum>;

/// What is there in a stretch of moments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    sum: i64,
}

/// Notes that somebody left who was on a roll from one moment up to another, exclusive.
pub fn note(gone: &Gone, roll: &str, (mut from, mut to): (u64, u64), state: &mut Overlay<'_>) {
    let mut level = 0_u64;
    while from != to {
        change(gone, (roll, level, from), 1, state);
        change(gone, (roll, level, to), -1, state);
        (from, to) = (from >> 1, to >> 1);
        level = level.saturating_add(1);
    }
}

fn change(gone: &Gone, (roll, level, place): (&str, u64, u64), by: i64, state: &mut Overlay<'_>) {
    // What stands at odd places is never asked: the level above has both.
    if !place.is_multiple_of(2) {
        return;
    }
    let key = (roll.to_owned(), level, place);
    let sum = gone.get(state, &key).unwrap_or_default().sum.saturating_add(by);
    if sum == 0 {
        gone.remove(state, &key);
    } else {
        gone.put(state, &key, &Sum { sum });
    }
}

/// Returns how many left of those who were on a roll at a moment.
#[must_use]
pub fn since(gone: &Gone, roll: &str, moment: u64, state: &dyn StateView) -> u64 {
    let (mut after, mut level, mut all) = (moment.saturating_add(1), 0_u64, 0_i64);
    while after > 0 {
        if !after.is_multiple_of(2) {
            let key = (roll.to_owned(), level, after.saturating_sub(1));
            all = all.saturating_add(gone.get(state, &key).unwrap_or_default().sum);
        }
        (after, level) = (after >> 1, level.saturating_add(1));
    }
    u64::try_from(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::frame::state::MemoryState;

    const GONE: Gone = Table::new("test/gone");

    proptest! {
        /// GOV-62: whoever came and left in whatever order, of each moment it is known how many left who were there.
        #[test]
        fn gov_62_who_left_since_a_moment_is_counted(
            stays in prop::collection::vec((0_u64..40, 1_u64..40), 0..40),
        ) {
            let base = MemoryState::default();
            let mut state = Overlay::new(&base);
            for (from, length) in &stays {
                note(&GONE, "roll", (*from, from + length), &mut state);
            }
            for moment in 0..90 {
                let spans = |(from, length): &&(u64, u64)| (*from..from + length).contains(&moment);
                let expected = u64::try_from(stays.iter().filter(spans).count()).unwrap();
                prop_assert_eq!(since(&GONE, "roll", moment, &state), expected);
                prop_assert_eq!(since(&GONE, "other", moment, &state), 0);
            }
        }
    }
}
