//! Records and limits of governance.

use std::collections::BTreeSet;

use polity_types::{Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::alternatives::AlternativeTerms;
use super::deposit::DepositTerms;
use super::electorate::BodyVotes;
use super::season::SeasonTerms;
use super::vote::{Contest, ContestOption, Tally, Verdict};
use crate::Action;
use crate::charter_text::{Electorate, Method, Procedure, Share, Threshold};
use crate::frame::agenda::Place;
use crate::frame::refused::Refused;
use crate::frame::roll::Roll;
use crate::modules::charter::Fraction;
use crate::registry;

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
/// Most arguments on one proposal that people who are not members can still bring.
/// Unit: arguments. Source: GOV-5.
pub(super) const ARGUMENTS_OF_OTHERS_MAX: u64 = 500;
/// What the money and the costs of a contest stay below, together. Unit: minor units. Source: GOV-12.
pub(super) const COSTS_MAX: i128 = 1 << 62;

/// The rule of a procedure as it stood when the proposal was made: it holds to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own, not a state")]
pub struct Terms {
    /// Whether the fewer vote, the more of them must say yes (GOV-52).
    #[serde(default, skip_serializing_if = "is_false")]
    pub adaptive: bool,
    /// How one of several versions is chosen, where others may bring some (GOV-56).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternatives: Option<AlternativeTerms>,
    /// Time after which a second vote must confirm the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Seconds>,
    /// Whether members may delegate their votes (GOV-16).
    #[serde(default, skip_serializing_if = "is_false")]
    pub delegation: bool,
    /// What the author puts down, where that is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<DepositTerms>,
    /// Time between proposal and voting.
    pub discussion: Seconds,
    /// Who is eligible.
    pub electorate: Electorate,
    /// By which method the first vote chooses one of several versions, once there are some (GOV-58).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Method>,
    /// Time between the result and its effect, at least.
    pub grace: Seconds,
    /// Whether the threshold must be exceeded, not just reached.
    pub is_strict: bool,
    /// How ballots are cast and counted.
    pub method: Method,
    /// How many members object to what it would do: as many must say yes (POW-7, POW-8).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub objected: u64,
    /// Share of the eligible who must cast a ballot, abstentions included; absent: none need to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Fraction>,
    /// The season whose credits votes cost, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<SeasonTerms>,
    /// How many other members must support a proposal before it is discussed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sponsors: u64,
    /// Share of yes among yes and no: more than half where the charter names none.
    pub threshold: Fraction,
    /// Whether pages and lists leave the running totals off until the close (GOV-53).
    #[serde(default, skip_serializing_if = "is_false")]
    pub totals_after: bool,
    /// Time in which ballots are cast.
    pub voting: Seconds,
}

impl From<&Procedure> for Terms {
    fn from(procedure: &Procedure) -> Self {
        let threshold = procedure.threshold.unwrap_or(Threshold::MORE_THAN_HALF);
        Self {
            adaptive: procedure.is_adaptive,
            alternatives: procedure
                .alternatives
                .map(|method| AlternativeTerms { method, sponsors: procedure.sponsors.into() }),
            confirm: procedure.confirm,
            delegation: procedure.delegation.is_some(),
            deposit: procedure.deposit.as_ref().and_then(DepositTerms::of),
            discussion: procedure.discussion,
            electorate: procedure.electorate.clone(),
            first: None,
            grace: procedure.grace,
            is_strict: threshold.is_strict(),
            method: procedure.method,
            objected: 0,
            quorum: procedure.quorum.map(Fraction::from),
            season: procedure.season.map(SeasonTerms::from),
            sponsors: procedure.sponsors.into(),
            threshold: threshold.share().into(),
            totals_after: procedure.totals_after,
            voting: procedure.voting,
        }
    }
}

impl Terms {
    /// Returns whether delegations count: where members vote as such, not where only people who were
    /// elected or drawn do (GOV-32).
    #[must_use]
    pub fn counts_delegations(&self) -> bool {
        self.delegation && self.electorate.has_members()
    }

    /// Returns how many ballots make the quorum of `eligible` people.
    #[must_use]
    pub fn quorum_of(&self, eligible: u64) -> u64 {
        self.quorum.map_or(0, |quorum| quorum.smallest_of(eligible))
    }

    /// Returns the method of the first or the second vote: what was chosen among options, or passed by
    /// conviction or by silence, is confirmed by yes or no (GOV-13, GOV-15, GOV-25).
    #[must_use]
    pub fn asks(&self, round: u64) -> Method {
        if let Some(first) = self.first.filter(|_| round == 1) {
            return first;
        }
        let is_silent = matches!(self.method, Method::Conviction | Method::LazyConsensus);
        if round > 1 && (is_silent || self.method.has_options()) {
            Method::YesNo
        } else {
            self.method
        }
    }

    /// Returns whether yes outweighs no by as much as the turnout asks for: positive turnout bias,
    /// yes / √eligible > no / √votes, in whole numbers (GOV-52).
    #[must_use]
    pub fn is_borne_by(&self, yes: u64, no: u64, votes: u64, eligible: u64) -> bool {
        // Exact as long as fewer than 2^42 people are counted.
        let weigh = |side: u64, by: u64| {
            u128::from(side).saturating_mul(u128::from(side)).saturating_mul(u128::from(by))
        };
        !self.adaptive || weigh(yes, votes) > weigh(no, eligible)
    }

    /// Returns whether the vote that just passed is the one that a later vote must confirm, and after
    /// which time: at once where it chose one of several versions, which is then put to yes or no.
    #[must_use]
    pub fn confirms(&self, round: u64) -> Option<Seconds> {
        match (self.first, round) {
            (Some(_), 1) => Some(Seconds::ZERO),
            (Some(_), 2) | (None, 1) => self.confirm,
            _ => None,
        }
    }

    /// Returns the smallest number of yes that decides, of `cast` yes and no together and `votes` in
    /// all, if `eligible` people can vote. Exact.
    #[must_use]
    pub fn yes_deciding(&self, cast: u64, votes: u64, eligible: u64) -> u64 {
        let (mut low, mut high) = (self.yes_needed(cast), cast);
        let decides = |yes: u64| self.is_borne_by(yes, cast.saturating_sub(yes), votes, eligible);
        while low < high {
            let middle = low.midpoint(high);
            if decides(middle) {
                high = middle;
            } else {
                low = middle.saturating_add(1);
            }
        }
        low.max(self.yes_least(eligible))
    }

    /// Returns the smallest number of yes that reaches the threshold, of `cast` yes and no together.
    /// Exact.
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
    /// The number of the vote among those on its topic, where delegations count (GOV-17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegations: Option<u64>,
    /// Whether one person alone could vote, who decides for nobody else.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_alone: bool,
    /// Whether it is that of a later vote: who left since has none in it (GOV-62).
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_later: bool,
    /// How many were taken off the roll since they left: in a later vote that is open, as it opened.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left: u64,
    /// Moment of the rolls of membership (MEM-7).
    pub moment: u64,
    /// Moment of the rolls of places, where residents vote (PLA-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residents: Option<u64>,
    /// How many were eligible, without those who left, and the running hash of who was in the first vote.
    pub roll: Roll,
    /// The season to which the vote belongs, where votes cost credits (GOV-20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u64>,
}

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A first vote passed; a second one comes.
    Confirming,
    /// It is discussed; voting comes.
    Discussion,
    /// It waits for members who support it.
    Draft,
    /// It passed, and waits.
    Grace,
    /// It waits for a place among those that are discussed.
    Queued,
    /// Ballots are cast.
    Voting,
}

fn is_empty(roll: &Roll) -> bool {
    *roll == Roll::default()
}

impl Stage {
    /// Returns the word of the stage.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirming => "waiting for its second vote",
            Self::Discussion => "in discussion",
            Self::Draft => "waiting for members who support it",
            Self::Grace => "in its grace period",
            Self::Queued => "waiting for a place",
            Self::Voting => "at the vote",
        }
    }
}

/// What a proposal that is not over would do: read when it opens, when options are counted and when it
/// takes effect, never for a ballot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What is to be done, in order; empty where options are.
    pub actions: Vec<Action>,
    /// The options, where the procedure chooses among some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest: Option<Contest>,
}

impl Content {
    /// Returns every action, with the place of the option that it belongs to.
    pub fn by_option(&self) -> impl Iterator<Item = (Option<u64>, &Action)> {
        let options = self.contest.iter().flat_map(|contest| (0_u64..).zip(&contest.options));
        let of_options = options
            .flat_map(|(place, option)| option.actions.iter().map(move |one| (Some(place), one)));
        self.actions.iter().map(|action| (None, action)).chain(of_options)
    }

    /// Returns what is done if nothing changes: the proposal's actions, or those of the options
    /// that are taken; before the count (none are), those of all options.
    pub fn acts(&self, chosen: &[u64]) -> impl Iterator<Item = &Action> {
        let options = self.contest.iter().flat_map(|contest| {
            let place = |chosen: &u64| usize::try_from(*chosen).ok();
            let taken: Vec<&ContestOption> = if chosen.is_empty() {
                contest.options.iter().collect()
            } else {
                let at = chosen.iter().filter_map(place);
                at.filter_map(|place| contest.options.get(place)).collect()
            };
            taken.into_iter().flat_map(|option| &option.actions)
        });
        self.actions.iter().chain(options)
    }

    /// Returns the options that do nothing: they leave all as it is.
    #[must_use]
    pub fn idle(&self) -> Vec<u64> {
        let options = self.contest.iter().flat_map(|contest| (0_u64..).zip(&contest.options));
        options.filter(|(_, option)| option.actions.is_empty()).map(|(place, _)| place).collect()
    }

    /// Returns how many options there are.
    #[must_use]
    pub fn options(&self) -> u64 {
        let count = self.contest.as_ref().map_or(0, |contest| contest.options.len());
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// Returns the names of what is done if nothing changes, each once, in their order.
    #[must_use]
    pub fn powers(&self, chosen: &[u64]) -> Vec<String> {
        let names: BTreeSet<&str> =
            self.acts(chosen).map(|action| registry::spec(action).name()).collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

/// When a proposal was brought, or opened by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// When, in running time.
    pub at: Timestamp,
    /// How many members there were.
    pub members: u64,
}

/// A proposal that is not over, but for what it does ([`Content`]): small, since each ballot reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// SHA-256 of the canonical account of the count of options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Hash>,
    /// How many other versions were brought.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub alternatives: u64,
    /// Who brought it; absent: it opened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    /// When it was brought.
    pub brought: Brought,
    /// What members stopped, if that opened it: an announced act, or what an office or a panel decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenged: Option<Target>,
    /// The options taken, once they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<u64>,
    /// Who may vote; absent before voting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Frozen>,
    /// Whether its author put down what its terms ask for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_deposited: bool,
    /// Whether objections sent it to a vote once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_sent_back: bool,
    /// How many members there were when its grace period began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
    /// How many of those who object could vote.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub objected: u64,
    /// Who objected in the grace period.
    pub objections: Roll,
    /// How many options it has; 0: it is put to yes or no, or to consent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub options: u64,
    /// Where the end of the stage stands on the agenda, in running time.
    pub place: Place,
    /// Names of the actions that it would do, each once; once options are taken, of theirs.
    pub powers: Vec<String>,
    /// Id of the decision procedure.
    pub procedure: String,
    /// When it was made, in time of day.
    pub proposed: Timestamp,
    /// Which vote it is, from 1.
    pub round: u64,
    /// When the stage began, in running time.
    pub since: Timestamp,
    /// The members who support it, where its procedure asks for some.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub sponsors: Roll,
    /// How far it has come.
    pub stage: Stage,
    /// The rule that decides.
    pub terms: Terms,
    /// Hash of its text, a public record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// How a proposal ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// Too few members supported it in time.
    Lapsed,
    /// It passed, and the rules refused one of its actions.
    Failed {
        /// Which, counted from 0.
        place: u64,
        /// By what.
        refused: Refused,
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
    /// SHA-256 of the canonical account of the last count of options, which the log holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Hash>,
    /// SHA-256 of the canonical list of actions that were or would have been done.
    pub actions: Hash,
    /// The arguments.
    pub arguments: Roll,
    /// Who brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    /// How each body voted in the last vote, where there were several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<BodyVotes>,
    /// Which bodies decided, where there were several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Electorate>,
    /// What members stopped, if that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenged: Option<Target>,
    /// Titles of the options that were taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
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
    /// How many have a place: are discussed, at the vote or in their grace period.
    pub open: u64,
    /// How many wait for a place.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub queued: u64,
}

/// What governance puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// What people drawn for it did not agree to may be asked of others.
    #[serde(rename = "governance.asked_clears")]
    AskedClears {
        /// The hash of the question.
        question: Hash,
    },
    /// What a charter no longer counts of what a person brought is forgotten.
    #[serde(rename = "governance.brought_clears")]
    BroughtClears {
        /// Who brought it.
        person: PersonId,
        /// By which procedure.
        procedure: String,
    },
    /// What no open vote needs of a delegation's past is removed.
    #[serde(rename = "governance.delegation_clears")]
    DelegationClears {
        /// Who delegated.
        person: PersonId,
        /// On which topic.
        topic: String,
    },
    /// A request has enough conviction, if nothing changed that it does not count.
    #[serde(rename = "governance.conviction_due")]
    ConvictionDue {
        /// The proposal's number.
        proposal: u64,
    },
    /// A delegation ends by itself.
    #[serde(rename = "governance.delegation_lapses")]
    DelegationLapses {
        /// Who delegated.
        person: PersonId,
        /// On which topic.
        topic: String,
    },
    /// A draft lapses for which too few members speak.
    #[serde(rename = "governance.draft_lapses")]
    DraftLapses {
        /// Its number.
        proposal: u64,
    },
    /// The grace period of a proposal that passed ends.
    #[serde(rename = "governance.grace_ends")]
    GraceEnds {
        /// Its number.
        proposal: u64,
    },
    /// What no open vote needs of what a delegate carried is removed.
    #[serde(rename = "governance.load_clears")]
    LoadClears {
        /// The delegate.
        person: PersonId,
        /// On which topic.
        topic: String,
    },
    /// Records of what is over are removed, some at a time.
    #[serde(rename = "governance.records_go")]
    RecordsGo {},
    /// A place among the proposals that are discussed is free.
    #[serde(rename = "governance.place_free")]
    PlaceFree {},
    /// A season ends.
    #[serde(rename = "governance.season_ends")]
    SeasonEnds {
        /// Its number.
        season: u64,
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
