//! Records and limits of charter.

use std::collections::BTreeSet;

pub use polity_types::passkey::RelyingParty;
use polity_types::{Amount, Hash, OperationId, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Action;
use crate::charter_text::Share;
use crate::frame::agenda::Place;
use crate::frame::refused::Refused;
use crate::frame::roll::Roll;
use crate::modules::governance::Said;

/// Most acts that one person has announced and that have not taken effect yet. Unit: acts.
/// Source: POW-6.
pub const ACTS_PENDING_MAX: u64 = 20;
/// Most outflows remembered for one holder and asset. Unit: outflows. Source: POW-4.
pub const OUTFLOWS_MAX: usize = 1_024;
/// Shortest time for which an outflow is remembered, so that a longer window set later finds it.
/// Source: POW-4.
pub const OUTFLOWS_KEPT: Seconds = Seconds::days(366);
/// Most relying parties, and most origins of each. Unit: entries. Source: CHA-37.
pub const RELYING_PARTIES_MAX: usize = 8;
/// Longest address. Unit: bytes. Source: RFC 1035, section 2.3.4.
pub(super) const ADDRESS_BYTES_MAX: usize = 253;
/// Most objections removed in one step of the agenda. Unit: records.
pub(super) const CLEARED_PER_ITEM_MAX: usize = 500;

/// The text in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Current {
    /// Hash of the text, a public record.
    pub hash: Hash,
    /// How many texts there have been; the founding's is 1.
    pub version: u64,
}

/// A text that is or was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// By whose authority, in words.
    pub by: String,
    /// Members, as they are now, whose last consent is to it; oaths of those who join are not in it.
    pub consents: Roll,
    /// Hash of the text.
    pub hash: Hash,
    /// When it came into force, in time of day.
    pub since: Timestamp,
}

/// What a member last agreed to after joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Hash of the text.
    pub charter: Hash,
    /// The operation that said so; the next one names it.
    pub operation: OperationId,
    /// Version of the text.
    pub version: u64,
}

/// A share, as it stood in the line of an act when it was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fraction {
    /// Below the line.
    pub denominator: u32,
    /// Above the line.
    pub numerator: u32,
}

impl From<Share> for Fraction {
    fn from(share: Share) -> Self {
        Self { denominator: share.denominator(), numerator: share.numerator() }
    }
}

impl Fraction {
    /// Returns the smallest count that reaches the share of `whole`; at least 1.
    #[must_use]
    pub fn smallest_of(self, whole: u64) -> u64 {
        let share = Share::new(self.numerator, self.denominator).unwrap_or(Share::ALL);
        share.smallest_of(whole)
    }
}

/// An act that waits for the end of its grace period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What is to be done.
    pub action: Action,
    /// When it was announced, in running time.
    pub announced: Timestamp,
    /// Who announced it.
    pub author: PersonId,
    /// Share of the members whose objection stops it; absent: objections are noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Fraction>,
    /// The line of the charter that gave the power.
    pub line: String,
    /// How many members there were when it was announced.
    pub members: u64,
    /// Who objected.
    pub objections: Roll,
    /// Where its effect stands on the agenda.
    pub place: Place,
}

/// One outflow of value under a line with a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outflow {
    /// The announced act that it belongs to; absent: the value has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<u64>,
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// When it leaves or left, in running time.
    pub at: Timestamp,
    /// The line of the charter under which it leaves.
    pub line: String,
}

/// The outflows of one holder in one asset, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outflows {
    /// At most [`OUTFLOWS_MAX`].
    pub(super) outflows: Vec<Outflow>,
}

/// The addresses at which passkeys work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelyingParties {
    /// In the order of their identifiers.
    pub(super) relying_parties: Vec<RelyingParty>,
}

/// The stage that the society has reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// When, in time of day.
    pub since: Timestamp,
    /// Its id in the charter.
    pub stage: String,
}

/// When the founder signed something last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heard {
    /// When, in running time.
    pub(super) at: Timestamp,
    /// Whether the agenda looks for the end of the silence.
    pub(super) is_watched: bool,
    /// When, in time of day.
    pub(super) time: Timestamp,
}

/// Why the founder's powers passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The founder left.
    Left,
    /// The founder signed nothing for as long as the charter says.
    Silent,
    /// The founder gave them up.
    SteppedDown,
}

/// The founder's powers passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succeeded {
    /// When, in time of day.
    pub since: Timestamp,
    /// Why.
    pub why: Why,
}

/// An action that an emergency pause stops, or stopped last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paused {
    /// First instant at which somebody may pause it again without a decision, in running time.
    pub again: Timestamp,
    /// By whose authority, in words.
    pub by: String,
    /// Who called it, one after the other, without a time between in which anybody could, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<String>,
    /// Who called and ended it early, in words: they do not call it again before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended_by: Vec<String>,
    /// How much of it was left when its caller ended it early: for so long others may call it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Seconds>,
    /// Id of the pause in the charter.
    pub pause: String,
    /// Since when, in time of day.
    pub since: Timestamp,
    /// Hash of the text that says why, a public record.
    pub text: Hash,
    /// First instant at which the action is possible again, in running time.
    pub until: Timestamp,
}

/// How many acts were announced, by all or by one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    /// How many.
    pub(super) count: u64,
}

/// An objection to an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objection {
    /// When, in time of day.
    pub(super) at: Timestamp,
}

/// How an act ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActEnd {
    /// It took effect.
    Effected,
    /// The rules refused it under the law in force when its grace period ended.
    Failed {
        /// By what.
        refused: Refused,
    },
    /// Enough members objected.
    Stopped {
        /// The proposal that decides instead; absent: no procedure carries the action.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<u64>,
    },
    /// Its author took it back, or lost the keys that announced it.
    Withdrawn,
}

/// What stays of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActResult {
    /// SHA-256 of the canonical action.
    pub action: Hash,
    /// Who announced it.
    pub author: PersonId,
    /// How it ended.
    pub end: ActEnd,
    /// When, in time of day.
    pub ended: Timestamp,
    /// Who objected.
    pub objections: Roll,
}

/// That what members stopped is put to the vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtVote {
    /// How much of it others than the members approved since, and is not paid. Unit: minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) approved: Option<Amount>,
    /// How much of it was done since, by others than the members. Unit: minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) done: Option<Amount>,
    /// How much somebody would have got by all of it; absent: it is done or not. Unit: minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<Amount>,
    /// The proposal.
    pub(super) proposal: u64,
    /// How much somebody would have got by each of its acts, and by all of them. Unit: minor units.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) sums: BTreeSet<Amount>,
}

/// That a request was approved that is not paid yet (POW-15).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approved {
    /// What the members said, if it was they; absent: others did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<Said>,
    /// The proposals by which was voted then on what members stopped for somebody whom it pays, in their order, and for
    /// which too few of the members said yes, or others approved it: for these it counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) votes: Vec<u64>,
}

/// How long a stretch of time is in which what somebody gets is counted. Source: POW-15.
pub(super) const GOT_IN: Seconds = Seconds::days(30);

/// What somebody got of an asset by others than the members (POW-15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Got {
    /// In each of the three stretches before, the last one first. Unit: minor units.
    pub(super) before: [Amount; 3],
    /// In this one. Unit: minor units.
    pub(super) now: Amount,
    /// Which stretch of running time this one is.
    pub(super) stretch: u64,
}

impl Got {
    /// Returns what it is at a later moment.
    pub(super) fn at(self, running: Timestamp) -> Self {
        let stretch = running.0.checked_div(GOT_IN.0).unwrap_or_default();
        let Self { before: [last, other, _], now, .. } = self;
        let before = match stretch.saturating_sub(self.stretch) {
            0 => return self,
            1 => [now, last, other],
            2 => [Amount::ZERO, now, last],
            3 => [Amount::ZERO, Amount::ZERO, now],
            _ => [Amount::ZERO; 3],
        };
        Self { before, now: Amount::ZERO, stretch }
    }

    /// Returns whether none of it counts.
    pub(super) fn is_nothing(&self) -> bool {
        let is_zero = |amount: &Amount| *amount == Amount::ZERO;
        is_zero(&self.now) && self.before.iter().all(is_zero)
    }

    /// Returns how much more they may get in this stretch until it is as much as in the best of the three before.
    pub(super) fn usual_left(self) -> Amount {
        let best = self.before.into_iter().max().unwrap_or(Amount::ZERO);
        best.minus(self.now).filter(|left| left.is_positive()).unwrap_or(Amount::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// POW-15: what somebody got moves on by one place with each stretch of time, and out after the third.
    #[test]
    fn pow_15_what_was_got_moves_on() {
        let [a, b, c, d, none] = [1, 2, 3, 4, 0].map(|units: u64| Amount::from(units));
        let got = Got { before: [b, c, d], now: a, stretch: 7 };
        let expected = [
            (0, [b, c, d], a),
            (1, [a, b, c], none),
            (2, [none, a, b], none),
            (3, [none, none, a], none),
            (4, [none; 3], none),
            (5, [none; 3], none),
        ];
        for (later, before, now) in expected {
            for into in [0, GOT_IN.0 - 1] {
                let stretch = 7 + later;
                let at = got.at(Timestamp(stretch * GOT_IN.0 + into));
                assert_eq!((at.before, at.now), (before, now), "{later}");
                assert_eq!(at.is_nothing(), later > 3, "{later}");
            }
        }
        assert!(!Got { now: a, ..Got::default() }.is_nothing());
        assert_eq!(got.usual_left(), Amount::from(3));
    }
}

/// What charter puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// The grace period of an act ends.
    #[serde(rename = "charter.act_due")]
    ActDue {
        /// Its number.
        act: u64,
    },
    /// The founder may have been silent for as long as the charter says.
    #[serde(rename = "charter.founder_silent")]
    FounderSilent {},
    /// What somebody got longer ago than counts is removed, some records at a time.
    #[serde(rename = "charter.got_goes")]
    GotGoes {
        /// The state key of the last one looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// An emergency pause ends, unless it was renewed or ended.
    #[serde(rename = "charter.pause_ends")]
    PauseEnds {
        /// What it stopped.
        actions: Vec<String>,
        /// Its id.
        pause: String,
        /// The end that was set when this was put down.
        until: Timestamp,
    },
    /// The objections to an act that ended are removed, some at a time.
    #[serde(rename = "charter.objections_go")]
    ObjectionsGo {
        /// Its number.
        act: u64,
        /// The state key of the last one removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
}
