//! The turnout of the last votes of the members: a figure that stages of the charter rest on (POW-13).

use serde::{Deserialize, Serialize};

use super::state::TURNOUT;
use crate::charter_text::Share;
use crate::charter_text::document::TURNOUT_VOTES;
use crate::frame::state::Overlay;

/// A vote that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// How many could vote.
    pub eligible: u64,
    /// How many votes were cast, delegated ones among them.
    pub votes: u64,
}

/// The last votes in which members decided as such, the oldest first; at most [`TURNOUT_VOTES`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnout {
    /// The votes.
    pub votes: Vec<Vote>,
}

impl Turnout {
    /// Returns whether there were as many votes as are looked at, and their turnout together reaches a
    /// share. Exact.
    #[must_use]
    pub fn reaches(&self, share: Share) -> bool {
        let (count, votes, eligible) = self.sum();
        count >= TURNOUT_VOTES && share.is_reached_by(votes, eligible)
    }

    /// Returns how many votes these are, and how many were cast and could have been in all of them together.
    #[must_use]
    pub fn sum(&self) -> (usize, u64, u64) {
        let sum =
            |count: fn(&Vote) -> u64| self.votes.iter().map(count).fold(0, u64::saturating_add);
        (self.votes.len(), sum(|vote| vote.votes), sum(|vote| vote.eligible))
    }
}

/// Notes a vote that is over.
pub(super) fn note(eligible: u64, votes: u64, state: &mut Overlay<'_>) {
    let mut turnout = TURNOUT.get(state).unwrap_or_default();
    turnout.votes.push(Vote { eligible, votes });
    if turnout.votes.len() > TURNOUT_VOTES {
        turnout.votes.remove(0);
    }
    TURNOUT.put(state, &turnout);
}
