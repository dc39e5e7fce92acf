//! Yes or no: majority and supermajority with a quorum.

use serde::Serialize;

use crate::ChoiceError;
use crate::exact::Share;
use crate::explain::{Explanation, Table};

/// The ballots on a yes/no question, by weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YesNo {
    /// Weight for.
    pub yes: u64,
    /// Weight against.
    pub no: u64,
    /// Weight that abstained expressly.
    pub abstain: u64,
    /// Weight of all who could have voted.
    pub eligible: u64,
}

impl YesNo {
    /// Replaces a ballot in the running count: `None` stands for no ballot. Cost: constant.
    /// `Some(true)` is yes, `Some(false)` no; an abstention is `abstain`.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] when a sum would pass its limit or a ballot that was never counted
    /// is taken out.
    pub fn change(
        &mut self,
        weight: u64,
        old: Option<Answer>,
        new: Option<Answer>,
    ) -> Result<(), ChoiceError> {
        let refuse =
            ChoiceError::TooMany { what: "Weight of ballots", actual: weight, limit: u64::MAX };
        let mut next = *self;
        if let Some(old) = old {
            let slot = next.slot(old);
            *slot = slot.checked_sub(weight).ok_or_else(|| refuse.clone())?;
        }
        if let Some(new) = new {
            let slot = next.slot(new);
            *slot = slot.checked_add(weight).ok_or(refuse)?;
        }
        *self = next;
        Ok(())
    }

    fn slot(&mut self, answer: Answer) -> &mut u64 {
        match answer {
            Answer::Yes => &mut self.yes,
            Answer::No => &mut self.no,
            Answer::Abstain => &mut self.abstain,
        }
    }
}

/// What a ballot on a yes/no question says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// For.
    Yes,
    /// Against.
    No,
    /// Neither, expressly.
    Abstain,
}

/// The whole of which a share of votes must be yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Yes and no.
    #[default]
    Decided,
    /// Yes, no and abstentions.
    Cast,
    /// All who could have voted.
    Eligible,
}

/// Whether abstentions count toward the quorum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Abstentions {
    /// They count as present.
    #[default]
    Counted,
    /// They count as absent.
    NotCounted,
}

/// How much of the electorate must take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Quorum {
    /// Ballots must reach this share of all who could vote.
    TurnoutOfEligible(Share, Abstentions),
    /// Yes alone must reach this share of all who could vote.
    YesOfEligible(Share),
    /// This much weight must have been cast.
    Weight(u64, Abstentions),
}

/// The rule for a yes/no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Majority {
    /// The share that yes must pass.
    pub threshold: Share,
    /// Whether exactly the share suffices ("at least") or not ("more than").
    pub inclusive: bool,
    /// The whole of which the share is taken.
    pub base: Base,
    /// What must take part, if anything.
    pub quorum: Option<Quorum>,
}

impl Default for Majority {
    /// More yes than no, without a quorum.
    fn default() -> Self {
        Self { threshold: Share::HALF, inclusive: false, base: Base::Decided, quorum: None }
    }
}

/// The result of a yes/no question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MajorityResult {
    /// The ballots.
    pub ballots: YesNo,
    /// The rule.
    pub rule: Majority,
    /// Whether enough took part.
    pub has_quorum: bool,
    /// Whether the share was reached.
    pub has_majority: bool,
    /// Whether the answer is yes: quorum and majority.
    pub passed: bool,
}

/// Decides a yes/no question.
///
/// # Errors
/// [`ChoiceError::TooMany`] when more weight was cast than is eligible, or sums pass the limit.
pub fn majority(ballots: YesNo, rule: Majority) -> Result<MajorityResult, ChoiceError> {
    let decided = ballots.yes.checked_add(ballots.no);
    let cast = decided.and_then(|sum| sum.checked_add(ballots.abstain));
    let limit = crate::limits::WEIGHT_TOTAL_MAX;
    let too_many =
        |actual, limit| ChoiceError::TooMany { what: "Weight of ballots", actual, limit };
    let (Some(decided), Some(cast)) = (decided, cast) else {
        return Err(too_many(u64::MAX, limit));
    };
    if cast > limit {
        return Err(too_many(cast, limit));
    }
    if cast > ballots.eligible {
        return Err(too_many(cast, ballots.eligible));
    }
    let present = |abstentions| match abstentions {
        Abstentions::Counted => cast,
        Abstentions::NotCounted => decided,
    };
    let has_quorum = match rule.quorum {
        None => true,
        Some(Quorum::TurnoutOfEligible(share, abstentions)) => {
            share.is_reached_by(present(abstentions), ballots.eligible)
        }
        Some(Quorum::YesOfEligible(share)) => share.is_reached_by(ballots.yes, ballots.eligible),
        Some(Quorum::Weight(least, abstentions)) => present(abstentions) >= least,
    };
    let base = match rule.base {
        Base::Decided => decided,
        Base::Cast => cast,
        Base::Eligible => ballots.eligible,
    };
    // Nobody can be in favour by silence: without a yes there is no majority, even of zero.
    let has_majority = ballots.yes > 0
        && (rule.threshold.is_exceeded_by(ballots.yes, base)
            || rule.inclusive && rule.threshold.is_reached_by(ballots.yes, base));
    let passed = has_quorum && has_majority;
    Ok(MajorityResult { ballots, rule, has_quorum, has_majority, passed })
}

impl MajorityResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let verdict = if self.passed { "passed" } else { "failed" };
        let YesNo { yes, no, abstain, eligible } = self.ballots;
        let mut account = Explanation::new(format!(
            "The question {verdict}: {yes} for, {no} against, {abstain} abstained, of {eligible} eligible."
        ));
        let base = match self.rule.base {
            Base::Decided => "of those for and against",
            Base::Cast => "of all cast",
            Base::Eligible => "of all eligible",
        };
        let least = if self.rule.inclusive { "at least" } else { "more than" };
        let met = if self.has_majority { "was reached" } else { "was not reached" };
        account.say(format!("It needed {least} {} {base}; that {met}.", self.rule.threshold));
        match self.rule.quorum {
            None => account.say("There was no quorum to meet."),
            Some(quorum) => {
                let needed = match quorum {
                    Quorum::TurnoutOfEligible(share, Abstentions::Counted) => {
                        format!("{share} of the eligible to take part")
                    }
                    Quorum::TurnoutOfEligible(share, Abstentions::NotCounted) => {
                        format!("{share} of the eligible to say yes or no")
                    }
                    Quorum::YesOfEligible(share) => format!("{share} of the eligible to say yes"),
                    Quorum::Weight(least, Abstentions::Counted) => format!("at least {least} cast"),
                    Quorum::Weight(least, Abstentions::NotCounted) => {
                        format!("at least {least} for or against")
                    }
                };
                let met = if self.has_quorum { "met" } else { "not met" };
                account.say(format!("The quorum needed {needed}; it was {met}."));
            }
        }
        let mut table = Table::new("Ballots", &["answer", "weight"]);
        for (answer, weight) in [("yes", yes), ("no", no), ("abstain", abstain)] {
            table.row(vec![answer.into(), weight.to_string()]);
        }
        account.show(table);
        account
    }
}
