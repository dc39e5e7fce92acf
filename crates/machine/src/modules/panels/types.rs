//! Records and limits of panels.

use polity_types::{Base64, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::charter_text::{Beacon, PanelOf};
use crate::frame::agenda::Place;
use crate::frame::roll::Roll;

/// Least time between the seal that fixes the candidates and the round of the beacon that draws.
/// Source: PAN-3.
pub const SEED_WAIT: Seconds = Seconds(600);
/// How long a draw waits for the round of its beacon before another can be called in its place. Source: PAN-3.
pub(super) const ROUND_WAIT: Seconds = Seconds::days(30);
/// How long before the end of a term the next panel can be drawn. Source: PAN-2.
pub const AHEAD: Seconds = Seconds::days(30);
/// Most numbers tried in one step. Unit: numbers. Source: PAN-4.
pub const TRIES_PER_STEP: u64 = 256;
/// Most numbers tried for one draw. Unit: numbers. Source: PAN-4.
pub const TRIES_MAX: u64 = 1_000_000;
/// Most people left out of one draw. Unit: persons. Source: PAN-2.
pub const EXCLUDED_MAX: usize = 2_000;
/// Most people whose secrets draw. Unit: persons. Source: PAN-5.
pub const REVEALERS_MAX: usize = 32;
/// Bytes of a secret. Source: PAN-5.
pub(super) const SECRET_BYTES: usize = 32;

/// For what people are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// To rule on the claim of a breach with this number.
    Claim(u64),
    /// To fill the office with this id.
    Office(String),
    /// To decide the proposal with this number.
    Proposal(u64),
    /// To sit for a term.
    Term,
}

/// Among whom is drawn, fixed by the seal of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidates {
    /// How many are left out of them.
    pub excluded: u64,
    /// Root of the list of commitments, where outsiders are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Hash>,
    /// Moment of the rolls of membership (MEM-7).
    pub moment: u64,
    /// The highest number that can be drawn: of a member's card, or of a place on the list.
    pub numbers: u64,
    /// Who they are.
    pub of: PanelOf,
    /// How many they are, those left out among them, and the running hash of who.
    pub roll: Roll,
}

/// The rules of the panel, as the charter had them when the draw began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Time in which who is drawn accepts.
    pub accept: Seconds,
    /// How many sit.
    pub seats: u64,
    /// How many are drawn, substitutes among them, if there are enough candidates.
    pub target: u64,
    /// How long they sit, if for a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Seconds>,
}

/// Where chance comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Nothing is left to chance: there are no more candidates than seats.
    All {},
    /// From a round of a beacon.
    Beacon {
        /// Which.
        beacon: Beacon,
        /// Its round: computed, never chosen.
        round: u64,
        /// Its signature, once it was brought.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Base64>,
    },
    /// From secrets; `panels/reveal/N` holds them.
    Reveal {
        /// Which try it is, from 1.
        attempt: u64,
    },
}

/// How far a draw has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Chance is awaited.
    Awaiting,
    /// Numbers are drawn.
    Drawing,
    /// It is over.
    Ended,
    /// Who was drawn takes the seats, or sits.
    Seated,
}

impl Stage {
    /// Returns the word of the stage.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Awaiting => "waiting for chance",
            Self::Drawing => "being drawn",
            Self::Ended => "over",
            Self::Seated => "drawn",
        }
    }
}

/// People drawn together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sitting {
    /// Among whom.
    pub candidates: Candidates,
    /// For what.
    pub cause: Cause,
    /// How far the stream of numbers was read.
    pub cursor: u64,
    /// When the candidates were fixed: the time of that batch's seal, in time of day.
    pub frozen: Timestamp,
    /// How many of those drawn were offered a seat.
    pub next: u64,
    /// The numbers drawn, in order; empty once it is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<u64>,
    /// How many seats are taken or offered.
    pub open: u64,
    /// Id of the panel.
    pub panel: String,
    /// How many were drawn, and the running hash of their numbers in order.
    pub roll: Roll,
    /// By which rules.
    pub rules: Rules,
    /// What the numbers are drawn from, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Hash>,
    /// Where that comes from.
    pub source: Source,
    /// How far it has come.
    pub stage: Stage,
    /// How many numbers were tried.
    pub tried: u64,
    /// Where the end of the term stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Place>,
}

/// What became of somebody who was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Took the seat.
    Accepted,
    /// Declined it.
    Declined,
    /// Did not answer in time.
    Lapsed,
    /// Gave it up, or left.
    Left,
    /// Is asked.
    Offered,
}

impl Status {
    /// Returns the word of the status.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Lapsed => "did not answer",
            Self::Left => "gave it up",
            Self::Offered => "is asked",
        }
    }
}

/// Somebody who was drawn and offered a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The moment at which their membership began: who leaves and comes back does not hold the seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<u64>,
    /// Where the end of the time to answer stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<Place>,
    /// Their number.
    pub number: u64,
    /// Who; absent for a resident of the host who has not claimed the seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What became of it.
    pub status: Status,
}

/// The sittings of a panel that is drawn for a term, or for an office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The one that is drawn to come next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// The one that sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<u64>,
}

/// A number of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    pub(super) number: u64,
}

/// Who is left out of a draw, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Excluded {
    pub(super) people: Vec<PersonId>,
}

/// What panels puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "a sitting, and the order of a drawn one in it")]
pub enum Item {
    /// More numbers are drawn.
    #[serde(rename = "panels.draw_continues")]
    DrawContinues { sitting: u64 },
    /// The time to answer ends.
    #[serde(rename = "panels.offer_lapses")]
    OfferLapses { order: u64, sitting: u64 },
    /// The time to commit, or to reveal, ends.
    #[serde(rename = "panels.reveal_ends")]
    RevealEnds { sitting: u64 },
    /// The term ends.
    #[serde(rename = "panels.term_ends")]
    TermEnds { sitting: u64 },
}
