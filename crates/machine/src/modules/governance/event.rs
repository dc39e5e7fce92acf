//! What happened in governance.

use polity_types::{Hash, OperationId, PersonId, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use super::count::Account;
use super::delegation::DelegationEnd;
use super::deposit::PutDown;
use super::electorate::BodyVotes;
use super::types::{Side, Target};
use super::vote::{Ballot, Contest, Spent, TakenBack, Tally, Verdict, is_one, one};
use crate::Action;

/// What happened, in the past tense, with all that a page or an indexer needs to show it. Times are
/// running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum GovernanceEvent {
    /// `author` argued.
    #[serde(rename = "governance.argued")]
    Argued { argument: u64, author: PersonId, proposal: u64, side: Side, text: Hash },
    /// `member` supports another version of a proposal, as one of `sponsors`.
    #[serde(rename = "governance.backed")]
    Backed { alternative: u64, member: PersonId, proposal: u64, sponsors: u64 },
    /// `voter` cast a ballot, or changed it; it is counted for `weight` votes. Where votes cost credits
    /// or points are given, `spent` says what the vote holds and what is left. If it is the first, of
    /// somebody for whom a delegate would have voted, `taken_back` says so.
    #[serde(rename = "governance.ballot_cast")]
    BallotCast {
        ballot: Ballot,
        proposal: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<OperationId>,
        round: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spent: Option<Spent>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_back: Option<TakenBack>,
        voter: PersonId,
        #[serde(default = "one", skip_serializing_if = "is_one")]
        weight: u64,
    },
    /// `voter` left, and has no vote any more in a later vote: their ballot is gone, or their delegate's is counted for
    /// one vote less, as `taken_back` says, or, where they have a seat besides, their own for that alone.
    #[serde(rename = "governance.ballot_left")]
    BallotLeft {
        proposal: u64,
        round: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_back: Option<TakenBack>,
        voter: PersonId,
    },
    /// The ballots on options were counted; `chosen` are taken, in this order.
    #[serde(rename = "governance.counted")]
    Counted { account: Account, chosen: Vec<u64>, proposal: u64, round: u64 },
    /// `delegate` votes for `person` by the procedure `topic`, from the next vote on.
    #[serde(rename = "governance.delegated")]
    Delegated {
        delegate: PersonId,
        person: PersonId,
        topic: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// `delegate` votes for `person` no more, from the next vote on.
    #[serde(rename = "governance.delegation_ended")]
    DelegationEnded { delegate: PersonId, person: PersonId, topic: String, why: DelegationEnd },
    /// What the author put down is given back, or kept.
    #[serde(rename = "governance.deposit_settled")]
    DepositSettled { is_kept: bool, proposal: u64 },
    /// The proposal is discussed from now on; voting opens at `opens`.
    #[serde(rename = "governance.discussed")]
    Discussed { opens: Timestamp, proposal: u64 },
    /// The proposal is a draft: it lapses at `lapses` unless `needed` members support it.
    #[serde(rename = "governance.drafted")]
    Drafted { lapses: Timestamp, needed: u64, proposal: u64 },
    /// The proposal took effect.
    #[serde(rename = "governance.enacted")]
    Enacted { proposal: u64 },
    /// The proposal passed, and the rules refused its action at `index`, so none took effect.
    #[serde(rename = "governance.failed")]
    Failed { index: u64, proposal: u64, refusal: Refusal },
    /// Too few members supported the draft in time.
    #[serde(rename = "governance.lapsed")]
    Lapsed { proposal: u64 },
    /// The proposal is joined with other versions of it; `contest` holds them all.
    #[serde(rename = "governance.joined")]
    Joined { contest: Contest, proposal: u64 },
    /// `member` objected, as one of `objections`.
    #[serde(rename = "governance.objected")]
    Objected { member: PersonId, objections: u64, target: Target },
    /// `author` brought another version of a proposal.
    #[serde(rename = "governance.offered")]
    Offered {
        actions: Vec<Action>,
        alternative: u64,
        author: PersonId,
        proposal: u64,
        text: Hash,
        title: String,
    },
    /// The proposal that passed waits until `until`: its lines give a longer grace period now.
    #[serde(rename = "governance.postponed")]
    Postponed { proposal: u64, until: Timestamp },
    /// A proposal was made; voting opens at `opens`, or later if it waits for members or for a place.
    #[serde(rename = "governance.proposed")]
    Proposed {
        actions: Vec<Action>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        author: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        challenged: Option<Target>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contest: Option<Contest>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deposit: Option<PutDown>,
        opens: Timestamp,
        procedure: String,
        proposal: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// The proposal waits for a place among those that are discussed.
    #[serde(rename = "governance.queued")]
    Queued { proposal: u64 },
    /// `member` supports the draft, as one of `sponsors`.
    #[serde(rename = "governance.sponsored")]
    Sponsored { member: PersonId, proposal: u64, sponsors: u64 },
    /// `person` left, and their `points` no longer support a request.
    #[serde(rename = "governance.support_ended")]
    SupportEnded { person: PersonId, points: u64, proposal: u64 },
    /// Who brought another version of a proposal withdrew it.
    #[serde(rename = "governance.version_withdrawn")]
    VersionWithdrawn { alternative: u64, proposal: u64 },
    /// A vote ended. `bodies`: how each voted, where there are several. `until`: when what comes next
    /// comes, if anything does.
    #[serde(rename = "governance.voting_closed")]
    VotingClosed {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bodies: Vec<BodyVotes>,
        eligible: u64,
        proposal: u64,
        round: u64,
        tally: Tally,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        verdict: Verdict,
    },
    /// A vote opened. `delegations`: its number among the votes on its topic, where delegations count.
    #[serde(rename = "governance.voting_opened")]
    VotingOpened {
        closes: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delegations: Option<u64>,
        eligible: u64,
        proposal: u64,
        round: u64,
    },
    /// The author withdrew the proposal.
    #[serde(rename = "governance.withdrawn")]
    Withdrawn { proposal: u64 },
}
