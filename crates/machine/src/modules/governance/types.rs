//! Records and limits of governance.

use polity_types::{Hash, OperationId, PersonId, Refusal, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Action;
use crate::charter_text::{Electorate, Procedure, Share};
use crate::frame::agenda::Place;
use crate::frame::roll::Roll;
use crate::modules::charter::Fraction;

/// Most actions of one proposal. Unit: actions. Source: GOV-2.
pub const ACTIONS_MAX: usize = 16;
/// Most bytes that the actions of one proposal take in canonical form. Source: GOV-2.
pub const ACTIONS_BYTES_MAX: usize = 32 * 1_024;
/// Most proposals that one person may have open. Unit: proposals. Source: GOV-4.
pub const OPEN_PER_PERSON_MAX: u64 = 3;
/// Most proposals that may be open at once. Unit: proposals. Source: GOV-4.
pub const OPEN_MAX: u64 = 1_000;
/// Most arguments of one person on one proposal. Unit: arguments. Source: GOV-5.
pub const ARGUMENTS_PER_PERSON_MAX: u64 = 5;
/// Most arguments on one proposal. Unit: arguments. Source: GOV-5.
pub const ARGUMENTS_MAX: u64 = 1_000;
/// Most records removed in one step of the agenda. Unit: records. Source: GOV-10.
pub(super) const CLEARED_PER_ITEM_MAX: usize = 500;

/// Who is eligible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as the charter's text names them")]
pub enum Body {
    Founder,
    Members,
    MembersPastProbation,
}

/// The rule of a procedure as it stood when the proposal was made: it holds to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Who is eligible.
    pub body: Body,
    /// Time after which a second vote must confirm the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Seconds>,
    /// Time between proposal and voting.
    pub discussion: Seconds,
    /// Time between the result and its effect, at least.
    pub grace: Seconds,
    /// Whether the threshold must be exceeded, not just reached.
    pub is_strict: bool,
    /// Share of the eligible who must cast a ballot, abstentions included.
    pub quorum: Fraction,
    /// Share of yes among yes and no.
    pub threshold: Fraction,
    /// Time in which ballots are cast.
    pub voting: Seconds,
}

impl From<&Procedure> for Terms {
    fn from(procedure: &Procedure) -> Self {
        Self {
            body: match procedure.electorate {
                Electorate::Founder => Body::Founder,
                Electorate::Members => Body::Members,
                Electorate::MembersPastProbation => Body::MembersPastProbation,
            },
            confirm: procedure.confirm,
            discussion: procedure.discussion,
            grace: procedure.grace,
            is_strict: procedure.threshold.is_strict(),
            quorum: procedure.quorum.into(),
            threshold: procedure.threshold.share().into(),
            voting: procedure.voting,
        }
    }
}

impl Terms {
    /// Returns how many ballots make the quorum of `eligible` people.
    #[must_use]
    pub fn quorum_of(&self, eligible: u64) -> u64 {
        self.quorum.smallest_of(eligible)
    }

    /// Returns the smallest number of yes that decides, of `cast` yes and no together. Exact.
    #[must_use]
    pub fn yes_needed(&self, cast: u64) -> u64 {
        let share =
            Share::new(self.threshold.numerator, self.threshold.denominator).unwrap_or(Share::ALL);
        let smallest = share.smallest_of(cast);
        let is_exact = u128::from(smallest).saturating_mul(u128::from(share.denominator()))
            == u128::from(cast).saturating_mul(u128::from(share.numerator()));
        smallest.saturating_add(u64::from(self.is_strict && is_exact))
    }
}

/// The electorate, as it was when voting opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Moment of the rolls of membership (MEM-7).
    pub moment: u64,
    /// How many were eligible, and the running hash of who.
    pub roll: Roll,
}

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A first vote passed; a second one comes.
    Confirming,
    /// It is discussed; voting comes.
    Discussion,
    /// It passed, and waits.
    Grace,
    /// Ballots are cast.
    Voting,
}

impl Stage {
    /// Returns the word of the stage.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirming => "waiting for its second vote",
            Self::Discussion => "in discussion",
            Self::Grace => "in its grace period",
            Self::Voting => "at the vote",
        }
    }
}

/// A proposal that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What is to be done, in order.
    pub actions: Vec<Action>,
    /// Who brought it; absent: it opened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    /// The act of `charter` that was stopped, if that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenged: Option<u64>,
    /// Who may vote; absent before voting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Frozen>,
    /// Who objected in the grace period.
    pub objections: Roll,
    /// Where the end of the stage stands on the agenda, in running time.
    pub place: Place,
    /// Id of the decision procedure.
    pub procedure: String,
    /// When it was made, in time of day.
    pub proposed: Timestamp,
    /// Which vote it is: 1, or 2 for the confirming one.
    pub round: u64,
    /// When the stage began, in running time.
    pub since: Timestamp,
    /// How far it has come.
    pub stage: Stage,
    /// The rule that decides.
    pub terms: Terms,
    /// Hash of its text, a public record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
}

/// What a voter chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the field's own")]
pub enum Choice {
    Abstain,
    No,
    Yes,
}

/// A ballot; sealed and anonymous ones have kinds of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ballot {
    /// Anyone who reads the log sees who chose what.
    Open {
        /// What.
        #[serde(rename = "value")]
        choice: Choice,
    },
}

/// A ballot that was cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The ballot.
    pub ballot: Ballot,
    /// The operation that cast it; a change of the ballot names it.
    pub operation: OperationId,
}

/// One step of the running hash of ballots.
#[derive(Serialize)]
pub(super) struct CastBy<'a> {
    pub(super) ballot: &'a Ballot,
    pub(super) person: &'a PersonId,
}

/// The running tally of a vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Abstentions.
    pub abstain: u64,
    /// Ballots against.
    pub no: u64,
    /// How many cast a ballot, and the running hash of the ballots.
    pub roll: Roll,
    /// Ballots for.
    pub yes: u64,
}

impl Tally {
    /// Returns the place of a choice.
    pub(super) fn of(&mut self, choice: Choice) -> &mut u64 {
        match choice {
            Choice::Abstain => &mut self.abstain,
            Choice::No => &mut self.no,
            Choice::Yes => &mut self.yes,
        }
    }

    /// Returns what the tally decides under a rule, of `eligible` people.
    #[must_use]
    pub fn verdict(&self, terms: &Terms, eligible: u64) -> Verdict {
        let cast = self.yes.saturating_add(self.no);
        if eligible == 0 || self.roll.count < terms.quorum_of(eligible) {
            Verdict::NoQuorum
        } else if cast == 0 || self.yes < terms.yes_needed(cast) {
            Verdict::Rejected
        } else {
            Verdict::Passed
        }
    }
}

/// What a tally decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Too few cast a ballot.
    NoQuorum,
    /// Enough said yes.
    Passed,
    /// Too few said yes.
    Rejected,
}

/// How a proposal ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// It passed, and the rules refused one of its actions.
    Failed {
        /// Which, counted from 0.
        place: u64,
        /// Why.
        refusal: Refusal,
    },
    /// It did not pass.
    Rejected {
        /// Why.
        verdict: Verdict,
    },
    /// Its author withdrew it.
    Withdrawn,
}

/// What stays of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalResult {
    /// SHA-256 of the canonical list of actions.
    pub actions: Hash,
    /// The arguments.
    pub arguments: Roll,
    /// Who brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    /// The act that was stopped, if that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenged: Option<u64>,
    /// When it was over, in time of day.
    pub closed: Timestamp,
    /// Who could vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Frozen>,
    /// How it ended.
    pub outcome: Outcome,
    /// Id of the decision procedure.
    pub procedure: String,
    /// The tally of the last vote.
    pub tally: Tally,
    /// Hash of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
}

/// For what an argument speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the field's own")]
pub enum Side {
    Against,
    Comment,
    For,
}

/// What a member objects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "a number of the kind that the variant names")]
pub enum Target {
    /// An act that waits out its grace period.
    Act { number: u64 },
    /// A proposal that passed and waits.
    Proposal { number: u64 },
}

/// A count of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    /// How many.
    pub(super) count: u64,
}

/// How many proposals there were, and are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many were ever made: the number of the last one.
    pub made: u64,
    /// How many are open.
    pub open: u64,
}

/// What governance puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// The grace period of a proposal that passed ends.
    #[serde(rename = "governance.grace_ends")]
    GraceEnds {
        /// Its number.
        proposal: u64,
    },
    /// Records of what is over are removed, some at a time.
    #[serde(rename = "governance.records_go")]
    RecordsGo {
        /// The state key of the last one removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// The beginning of their state keys.
        prefix: String,
    },
    /// Voting ends.
    #[serde(rename = "governance.voting_ends")]
    VotingEnds {
        /// The proposal's number.
        proposal: u64,
    },
    /// Voting opens.
    #[serde(rename = "governance.voting_opens")]
    VotingOpens {
        /// The proposal's number.
        proposal: u64,
    },
}
