//! Silence and objection: lazy consensus passes what nobody opposes in time, consent passes what no
//! reasoned block stops.

use serde::Serialize;

use crate::ChoiceError;
use crate::exact::{Share, count};
use crate::explain::{Explanation, numbered};

/// Longest reason, in bytes.
const REASON_BYTES_MAX: usize = 10_000;

/// The rule of lazy consensus. Times are seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LazyConsensus {
    /// When the proposal was announced.
    pub announced_at: u64,
    /// How long one may object.
    pub period: u64,
    /// Weight of objections that stops it.
    pub stopped_by: u64,
}

/// Where a proposal under lazy consensus stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LazyResult {
    /// One may still object until the time given.
    Open(u64),
    /// Nobody stopped it in time.
    Passed,
    /// Objections stopped it; it goes to a vote if the charter says so.
    Stopped(u64),
}

/// Decides lazy consensus from objections (weight and time). An objection at the very end of the
/// period is too late.
///
/// # Errors
/// [`ChoiceError::Ballot`] for an objection before the announcement: one cannot object to what nobody
/// proposed yet, so its time or that of the announcement is wrong.
pub fn lazy_consensus(
    rule: LazyConsensus,
    objections: &[(u64, u64)],
    now: u64,
) -> Result<LazyResult, ChoiceError> {
    let announced = rule.announced_at;
    let early = (1u64..).zip(objections).find(|(_, (_, at))| *at < announced);
    if let Some((ballot, (_, at))) = early {
        let reason = format!("an objection at {at}, before the announcement at {announced}.");
        return Err(ChoiceError::Ballot { ballot, reason });
    }
    let ends_at = rule.announced_at.saturating_add(rule.period);
    let in_time = objections.iter().filter(|&&(_, at)| at < ends_at && at <= now);
    let weight = in_time.fold(0u64, |sum, &(weight, _)| sum.saturating_add(weight));
    Ok(if weight >= rule.stopped_by.max(1) {
        LazyResult::Stopped(weight)
    } else if now < ends_at {
        LazyResult::Open(ends_at)
    } else {
        LazyResult::Passed
    })
}

/// What a participant says to a proposal for consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Agrees.
    Consent,
    /// Agrees with reservations, which are recorded.
    Reserve(String),
    /// Stands aside: neither agrees nor stops it.
    Aside,
    /// Blocks, for a reason.
    Block(String),
}

/// The rule of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// Blocks that stop a proposal; usually 1.
    pub stopped_by: u64,
    /// The share of participants who must have answered.
    pub answered: Share,
    /// The share of those who answered that may stand aside at most.
    pub aside: Share,
}

/// The result of a round of consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentResult {
    /// Whether the proposal passed.
    pub passed: bool,
    /// Participants who agree, with or without reservations.
    pub consenting: u64,
    /// Participants who stand aside.
    pub aside: u64,
    /// Participants who have not answered.
    pub silent: u64,
    /// Reservations, in order.
    pub reservations: Vec<String>,
    /// Reasons of blocks, in order.
    pub blocks: Vec<String>,
}

/// Decides by consent.
///
/// # Errors
/// [`ChoiceError::Ballot`] for a block without a reason or a reason too long, [`ChoiceError::TooMany`]
/// when more answered than take part.
pub fn consent(
    rule: Consent,
    participants: u64,
    stances: &[Stance],
) -> Result<ConsentResult, ChoiceError> {
    let answered = count(stances.len());
    let silent = participants.checked_sub(answered).ok_or(ChoiceError::TooMany {
        what: "Answers",
        actual: answered,
        limit: participants,
    })?;
    let (mut consenting, mut aside) = (0, 0);
    let (mut reservations, mut blocks) = (Vec::new(), Vec::new());
    for (ballot, stance) in (1u64..).zip(stances) {
        let text = match stance {
            Stance::Reserve(text) | Stance::Block(text) => text.trim(),
            Stance::Consent | Stance::Aside => "-",
        };
        if text.is_empty() || text.len() > REASON_BYTES_MAX {
            let reason = format!("a reason needs 1 to {REASON_BYTES_MAX} bytes.");
            return Err(ChoiceError::Ballot { ballot, reason });
        }
        match stance {
            Stance::Consent => consenting += 1,
            Stance::Reserve(text) => {
                consenting += 1;
                reservations.push(text.clone());
            }
            Stance::Aside => aside += 1,
            Stance::Block(text) => blocks.push(text.clone()),
        }
    }
    let passed = count(blocks.len()) < rule.stopped_by.max(1)
        && rule.answered.is_reached_by(answered, participants)
        && !rule.aside.is_exceeded_by(aside, answered)
        && consenting > 0;
    Ok(ConsentResult { passed, consenting, aside, silent, reservations, blocks })
}

impl ConsentResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let verdict = if self.passed { "passed" } else { "did not pass" };
        let mut account = Explanation::new(format!(
            "The proposal {verdict}: {}, {}, {}, {}.",
            numbered(self.consenting, "consents", "consent"),
            numbered(self.aside, "stands aside", "stand aside"),
            numbered(count(self.blocks.len()), "blocks", "block"),
            numbered(self.silent, "is silent", "are silent")
        ));
        for reason in &self.blocks {
            account.say(format!("Blocked because: {reason}"));
        }
        for reason in &self.reservations {
            account.say(format!("Reservation: {reason}"));
        }
        account
    }
}
