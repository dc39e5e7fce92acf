//! Records and limits of breach.

use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, OperationId, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::charter_text::Who;
use crate::frame::agenda::Place;
use crate::frame::context::{Authority, Context};
use crate::modules::exit::BeforeRow;
use crate::modules::spending::Looking;
use crate::modules::treasury::AccountId;

/// How long ago what a claim is about may lie. Source: BRE-1.
pub const BACK_MAX: Seconds = Seconds::days(90);
/// Most pieces of evidence of a claim. Unit: pieces. Source: BRE-1.
pub const EVIDENCE_MAX: usize = 8;
/// Most operations that a claim names. Unit: operations. Source: BRE-1.
pub const ACTS_MAX: usize = 8;
/// Longest address of a piece of evidence. Unit: characters. Source: BRE-1.
pub const URL_CHARS_MAX: usize = 200;
/// Time in which the members may rule where the panel did not. Source: BRE-6.
pub const MEMBERS_RULE: Seconds = Seconds::days(90);

/// Time in which a claim finds enough members who support it. Source: BRE-13.
pub const SUPPORT_MAX: Seconds = Seconds::days(30);

/// Who is accused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accused {
    /// Whoever holds the office of the charter with this id.
    Office(String),
    /// A person.
    Person(PersonId),
}

impl Accused {
    /// Returns who it is, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Office(id) => format!("the office {id:?}"),
            Self::Person(person) => person.to_string(),
        }
    }
}

impl Accused {
    /// Returns under what claims against it are found.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Office(id) => format!("office-{id}"),
            Self::Person(person) => person.to_string(),
        }
    }
}

/// Something that shows what a claim says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// SHA-256 of it.
    pub hash: Hash,
    /// Where it is published, an address that begins with `https://`; absent: among the public
    /// records of this society.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How far a claim has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Too few supported it in time.
    Lapsed,
    /// The panel rules on it.
    Open,
    /// It holds.
    Upheld,
    /// It does not.
    Dismissed,
    /// The panel did not reach its number.
    NoVerdict,
    /// It waits for members who support it.
    Waiting,
}

impl Standing {
    /// Returns the word of the standing, to be read after "is".
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Dismissed => "dismissed",
            Self::NoVerdict => "without a verdict",
            Self::Waiting => "waiting for members who support it",
        }
    }
}

/// What somebody put down with a claim, and which fund keeps it if the claim is dismissed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stake {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// The fund.
    pub to: AccountId,
}

/// A claim that the commandment was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Who is accused.
    pub accused: Accused,
    /// Who that was when it was raised: the person, or whoever held the office.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accused_people: Vec<PersonId>,
    /// Operations of the log that are said to be the breach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<OperationId>,
    /// Whether another panel was asked about the same breach before, and did not uphold it (BRE-15).
    #[serde(default, skip_serializing_if = "is_false")]
    pub again: bool,
    /// What the pools that the charter opens held before it, until the claim is over for good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<BeforeRow>,
    /// Who raised it.
    pub by: PersonId,
    /// What was put down with it, as long as it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Stake>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Seats whose ruling is that it does not hold.
    pub no: u64,
    /// Seats of the panel, empty ones among them.
    pub seats: u64,
    /// When the breach was, in time of day.
    pub since: Timestamp,
    /// The sitting of the panel; 0: none is drawn.
    pub sitting: u64,
    /// Who supports it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sponsors: Vec<PersonId>,
    /// How many must, before a panel is drawn.
    pub sponsors_needed: u64,
    /// How far it has come.
    pub standing: Standing,
    /// Hash of a public record: what is claimed, in words.
    pub text: Hash,
    /// When it was raised, in time of day.
    pub time: Timestamp,
    /// Where the end of the time stands on the agenda: to support it, then of the panel to rule, then of
    /// the members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Place>,
    /// Seats whose ruling is that it holds.
    pub yes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

impl Claim {
    /// Returns how many seats uphold it: more than half of all, empty ones among them; more than two thirds where
    /// another panel was asked the same before (BRE-15).
    #[must_use]
    pub fn needed(&self) -> u64 {
        if !self.again {
            return self.needed_to_dismiss();
        }
        self.seats.saturating_mul(2).checked_div(3).unwrap_or(0).saturating_add(1)
    }

    /// Returns how many seats dismiss it: more than half of all.
    #[must_use]
    pub fn needed_to_dismiss(&self) -> u64 {
        self.seats.checked_div(2).unwrap_or(0).saturating_add(1)
    }
}

/// What a seat of the panel ruled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// Whether the claim holds.
    pub upholds: bool,
}

/// What is known of somebody as a claimant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claimant {
    /// Their claim that waits for support, or on which the panel rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<u64>,
    /// When they raised the claims that a charter still counts, in running time, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<Timestamp>,
    /// First instant at which they may raise another, in running time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_until: Option<Timestamp>,
}

/// That spending is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Since when, in running time: who is put into an office after that is not stopped in it.
    pub at: Timestamp,
    /// The claim that was upheld.
    pub claim: u64,
}

/// When an operation was that a claim may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acted {
    /// In time of day.
    pub(super) at: Timestamp,
    pub(super) operation: OperationId,
}

/// That a panel rules on a claim, or dismissed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heard {
    /// When the breach was, in time of day.
    pub(super) since: Timestamp,
}

/// The offices that are stopped by a claim that was raised while somebody held them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    pub(super) offices: BTreeMap<String, Frozen>,
}

/// By whose doing money of the society leaves later: a payment that repeats, one that is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spender {
    /// When it was let happen, in running time.
    pub at: Timestamp,
    /// By whose authority.
    pub by: Authority,
    /// In which office; absent: in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

impl Spender {
    /// Returns who acts, and in which office.
    #[must_use]
    pub fn of(context: &Context<'_>) -> Self {
        let office = match &context.under {
            Some(Who::Office(id)) => Some(id.clone()),
            _ => None,
        };
        Self { at: context.running, by: context.authority.clone(), office }
    }
}

/// A number of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    pub(super) number: u64,
}

/// What breach puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "the claim")]
pub enum Item {
    /// The time in which the members may rule is over.
    #[serde(rename = "breach.members_time_ends")]
    MembersTimeEnds { claim: u64 },
    /// The panel's time to rule is over.
    #[serde(rename = "breach.ruling_ends")]
    RulingEnds { claim: u64 },
    /// The time to support it is over.
    #[serde(rename = "breach.support_ends")]
    SupportEnds { claim: u64 },
    /// More of what the accused decided, and waits for its effect, is refused. `own`: as below.
    #[serde(rename = "breach.ends_decided")]
    EndsDecided { after: u64, claim: u64, own: u64 },
    /// More of what the accused let be spent goes back. `own`: how many of those whom the claim names were accused in it,
    /// the first of them; the others were by an earlier one.
    #[serde(rename = "breach.takes_back")]
    TakesBack { claim: u64, from: Looking, own: u64 },
}
