//! Records and limits of signals.

use std::fmt;
use std::str::FromStr;

use polity_types::{OperationId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::charter_text::{Body, Scale};
use crate::frame::agenda::Place;
use crate::frame::roll::Roll;

/// Longest question. Unit: characters. Source: SIG-1.
pub const QUESTION_CHARS_MAX: usize = 240;
/// Most questions that are open at once, of all kinds. Unit: questions. Source: SIG-2.
pub const OPEN_MAX: u64 = 64;
/// Most questions of one person that are open at once. Unit: questions. Source: SIG-2.
pub const OPEN_PER_PERSON_MAX: u64 = 2;
/// How many stances are removed in one step, once a question is closed. Unit: stances. Source: SIG-5.
pub const CLEARED_PER_STEP: usize = 1_000;

/// What somebody thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Approves.
    Approve,
    /// Disapproves.
    Disapprove,
    /// Gives so many points.
    Points(u64),
}

impl Stance {
    /// Returns the place of the stance on a scale, from 0 for the lowest; none if it is not on it.
    #[must_use]
    pub fn place_on(self, scale: Scale) -> Option<usize> {
        match (scale, self) {
            (Scale::Approve, Self::Disapprove) => Some(0),
            (Scale::Approve, Self::Approve) => Some(1),
            (Scale::Points(most), Self::Points(points)) if (1..=most).contains(&points) => {
                usize::try_from(points.saturating_sub(1)).ok()
            }
            _ => None,
        }
    }

    /// Returns the stance at a place of a scale, from 0 for the lowest.
    #[must_use]
    pub fn at(place: usize, scale: Scale) -> Option<Self> {
        let stance = match (scale, place) {
            (Scale::Approve, 0) => Self::Disapprove,
            (Scale::Approve, _) => Self::Approve,
            (Scale::Points(_), _) => Self::Points(u64::try_from(place).ok()?.saturating_add(1)),
        };
        stance.place_on(scale).filter(|found| *found == place).map(|_| stance)
    }
}

/// As the command line takes it: `approve`, `disapprove`, or the points.
impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approve => f.write_str("approve"),
            Self::Disapprove => f.write_str("disapprove"),
            Self::Points(points) => write!(f, "{points}"),
        }
    }
}

/// That a text is no stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A stance is approve, disapprove or a number of points.")]
pub struct NotAStance;

impl FromStr for Stance {
    type Err = NotAStance;

    fn from_str(text: &str) -> Result<Self, NotAStance> {
        match text {
            "approve" => Ok(Self::Approve),
            "disapprove" => Ok(Self::Disapprove),
            points => points.parse().map(Self::Points).map_err(|_| NotAStance),
        }
    }
}

/// A question that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Who asked.
    pub asker: PersonId,
    /// Where its end stands on the agenda, in running time.
    pub closes: Place,
    /// How many have each stance, from the lowest of the scale.
    pub counts: Vec<u64>,
    /// Whose stances count, as the charter had it when it was asked.
    pub electorate: Body,
    /// Id of the kind in the charter.
    pub kind: String,
    /// When it was asked, in time of day.
    pub opened: Timestamp,
    /// What is asked.
    pub question: String,
    /// What a stance can be, as the charter had it when it was asked.
    pub scale: Scale,
    /// Who has a stance: how many, and the running hash over [`Stood`] as they came and went.
    pub stances: Roll,
}

/// A step of the running hash of stances: who stands how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stood {
    /// Who.
    pub person: PersonId,
    /// How.
    pub stance: Stance,
}

/// What somebody last did on a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The operation by which they did; the next one names it.
    pub operation: OperationId,
    /// The stance they have; absent: none, since they took it back or it fell away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
}

/// What stays of a question whose time is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalResult {
    /// Who asked.
    pub asker: PersonId,
    /// When it was closed, in time of day.
    pub closed: Timestamp,
    /// How many had each stance, from the lowest of the scale.
    pub counts: Vec<u64>,
    /// Whose stances counted.
    pub electorate: Body,
    /// How many could have taken one.
    pub eligible: u64,
    /// Id of the kind in the charter.
    pub kind: String,
    /// When it was asked, in time of day.
    pub opened: Timestamp,
    /// What was asked.
    pub question: String,
    /// What a stance could be.
    pub scale: Scale,
    /// Who had a stance: how many, and the running hash.
    pub stances: Roll,
}

/// How many questions there were, and which are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many were ever asked: the number of the last one.
    pub asked: u64,
    /// The numbers of those that are open, ascending.
    pub open: Vec<u64>,
}

/// What signals put on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "the question")]
pub enum Item {
    /// The time of a question is over.
    #[serde(rename = "signals.closes")]
    Closes { signal: u64 },
    /// Stances on a question that is closed are removed, some at a time.
    #[serde(rename = "signals.stances_go")]
    StancesGo { signal: u64 },
}
